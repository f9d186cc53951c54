"""Laws that hold for whatever sources say: once is enough, order is nothing, persons stand above all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaa_core.imports import applying
from kaa_core.imports.sources.facts import (
    NOBODY,
    Address,
    AnyFact,
    Delivery,
    SourcePerson,
)
from kaa_core.imports.sources.outcomes import KnownYouth
from kaa_core.model.enums import (
    CredentialKind,
    FactSource,
    Protection,
    ResidenceKind,
    StudyEnd,
    StudyForm,
)
from kaa_core.model.facts import Credential, Residence, StudyPeriod
from kaa_core.model.records import Youth
from tests.unit.imports.making import TODAY, youths_born
from tests.unit.imports.sources.register import HOME, Register

NUMBERS = youths_born(2008, 3)
DAY = TODAY - timedelta(days=10)
FIELDS = ("given_name", "family_name", "street", "postal_code", "city", "phone", "email")

_words = st.sampled_from(["Alfa", "Beta", "Gamma"])
_keys = st.sampled_from(["k1", "k2"])
_starts = st.sampled_from([date(2024, 8, 15), date(2025, 8, 15)])


@st.composite
def _facts(draw: st.DrawFn, *, keyed: bool) -> AnyFact:
    """Return a fact. A feed has its own keys for all that it says, or for nothing."""
    kind = draw(st.integers(0, 2))
    key = draw(_keys) if keyed else None
    if kind == 0:
        start = draw(_starts)
        return StudyPeriod(
            id=NOBODY,
            youth=NOBODY,
            key=key,
            form=draw(st.sampled_from([StudyForm.NATIONAL_PROGRAMME, StudyForm.INTRODUCTORY])),
            start=start,
            end=draw(
                st.sampled_from([None, start + timedelta(days=90), start + timedelta(days=99)])
            ),
            end_kind=draw(st.sampled_from([None, StudyEnd.BROKEN_OFF])),
            school=draw(_words),
        )
    if kind == 1:
        return Credential(
            id=NOBODY,
            youth=NOBODY,
            key=key,
            kind=draw(st.sampled_from([CredentialKind.NONE, CredentialKind.EXAM])),
        )
    return Residence(
        id=NOBODY,
        youth=NOBODY,
        key=key,
        kind=draw(st.sampled_from([ResidenceKind.REGISTERED, ResidenceKind.EMIGRATED])),
        start=draw(_starts),
        municipality=draw(st.sampled_from([HOME, "0680"])),
    )


@st.composite
def _persons(draw: st.DrawFn, *, complete: bool, keyed: bool) -> SourcePerson:
    who = draw(st.integers(0, len(NUMBERS) - 1))  # nobody has another's name: such a row waits
    address = draw(
        st.none() | st.builds(Address, street=_words, postal_code=st.just("571 31"), city=_words)
    )
    facts = tuple(draw(st.lists(_facts(keyed=keyed), max_size=3)))
    marks = st.sampled_from([None, None, *Protection])
    return SourcePerson(
        row=draw(st.integers(1, 9)),
        identity_number=NUMBERS[who],
        given_name=draw(_words),
        family_name=f"{draw(_words)} {who}",
        address=address,
        phone=draw(st.sampled_from([None, "070-1", "070-2"])),
        # Whoever says nothing else of one unknown is not kept, nor the mark, beyond its own delivery.
        protection=draw(marks) if facts else None,
        municipality=HOME,
        facts=facts,
        complete=complete,
    )


@st.composite
def deliveries(draw: st.DrawFn, days: Sequence[date] = (DAY,)) -> Delivery:
    """Return a delivery: whole or changes, of one of three feeds."""
    feed, source = draw(
        st.sampled_from(
            [
                ("Folkbokföringen", FactSource.POPULATION_REGISTER),
                ("Extens", FactSource.SCHOOL),
                ("IST", FactSource.SCHOOL),
            ]
        )
    )
    whole = draw(st.booleans())
    persons = _persons(complete=draw(st.booleans()), keyed=feed == "Extens")
    return Delivery(
        source=source,
        feed=feed,
        file=draw(st.sampled_from([None, "a.csv", "b.csv"])),
        as_of=draw(st.sampled_from(list(days))),
        entries=draw(st.lists(persons, max_size=4)),
        whole=whole,
    )


def _begun(before: Sequence[Delivery]) -> Register:
    register = Register()
    for one in sorted(before, key=lambda one: one.as_of):
        register.lay_in(one)
    return register


EARLIER = (DAY - timedelta(days=2), DAY - timedelta(days=1))


@given(st.lists(deliveries(days=EARLIER), max_size=3), deliveries())
def test_the_same_delivery_twice_changes_nothing_more(
    before: list[Delivery], delivery: Delivery
) -> None:
    register = _begun(before)
    register.lay_in(delivery)
    once = register.says()
    again = register.lay_in(delivery)
    assert [change for change in again.changes if not change.is_empty] == []
    assert register.says() == once


class _Nobody(dict[Any, int]):
    def __setitem__(self, key: Any, value: int) -> None:
        """Hold nobody."""


class _ReadsAgain(applying.Applying):
    """Goes through everybody a second time when a whole delivery has been gone through."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._settled = _Nobody()


@given(st.lists(deliveries(days=[*EARLIER, DAY]), min_size=2, max_size=4))
def test_who_has_said_all_need_not_be_read_again(said: list[Delivery]) -> None:
    one, two = Register(), Register()
    for delivery in sorted(said, key=lambda each: each.as_of):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(applying, "Applying", _ReadsAgain)
            again = two.lay_in(delivery)
        once = one.lay_in(delivery)
        assert (once.counts, once.waiting, once.report) == (
            again.counts,
            again.waiting,
            again.report,
        )
        assert once.changes == again.changes
    assert one.says() == two.says()


def test_an_export_that_says_the_same_again_reads_nobody_twice() -> None:
    register, read = Register(), 0
    known = register._known

    def counting(youth: Youth) -> KnownYouth:
        nonlocal read
        read += 1
        return known(youth)

    register._known = counting  # type: ignore[method-assign]
    period = StudyPeriod(
        id=NOBODY,
        youth=NOBODY,
        form=StudyForm.NATIONAL_PROGRAMME,
        start=date(2024, 8, 15),
        school="Alfa",
    )
    entries = [
        SourcePerson(
            row=row,
            identity_number=number,
            given_name="Alfa",
            family_name=f"Beta {row}",
            facts=(period,),
            complete=True,
        )
        for row, number in enumerate(NUMBERS, start=1)
    ]
    for as_of in (DAY, DAY + timedelta(days=1)):
        read = 0
        register.lay_in(
            Delivery(source=FactSource.SCHOOL, feed="IST", as_of=as_of, entries=entries, whole=True)
        )
    assert read == len(NUMBERS)


@given(
    st.lists(deliveries(days=EARLIER), max_size=2),
    st.lists(deliveries(), min_size=2, max_size=3),
    st.randoms(use_true_random=False),
)
@settings(max_examples=150)
def test_no_order_of_a_days_files_gives_another_register(
    before: list[Delivery], of_the_day: list[Delivery], rng: object
) -> None:
    other = list(of_the_day)
    rng.shuffle(other)  # type: ignore[attr-defined]
    one, two = _begun(before), _begun(before)
    for delivery in of_the_day:
        one.lay_in(delivery)
    for delivery in other:
        two.lay_in(delivery)
    assert one.says() == two.says()


@given(
    st.lists(deliveries(days=EARLIER), min_size=1, max_size=2),
    st.lists(deliveries(), min_size=1, max_size=3),
    st.sets(st.sampled_from(FIELDS), min_size=1),
)
def test_what_a_person_wrote_is_never_changed(
    before: list[Delivery], later: list[Delivery], names: set[str]
) -> None:
    register = _begun(before)
    for key in list(register.youths):
        youth = register.youths[key]
        if youth.protection is Protection.PROTECTED:
            continue
        values = {name: f"Eget {name}"[:10] for name in names}
        register.write(youth.identity_number, **values)
        written = register.youths[youth.id]
        for delivery in later:
            register.lay_in(delivery)
        now = register.youths[youth.id]
        for name in names:
            gone = name in ("street", "postal_code", "city") and (
                now.protection is Protection.PROTECTED  # OSL: no address at all
            )
            assert getattr(now, name) == (None if gone else getattr(written, name))


@given(st.lists(deliveries(days=[*EARLIER, DAY]), min_size=1, max_size=4), deliveries(EARLIER))
def test_an_older_file_never_changes_what_a_newer_one_of_its_feed_said(
    before: list[Delivery], late: Delivery
) -> None:
    register = _begun(before)
    youths = dict(register.youths)
    facts = dict(register.facts)
    heard = {key: day for key, day in register.heard.items() if day > late.as_of}
    register.lay_in(late)
    for fact in facts.values():
        if (feed := late.feed, fact.youth) in heard and fact.origin and feed in fact.origin:
            assert register.facts[fact.id] == fact
    for feed, youth in heard:
        if feed == late.feed:
            assert register.youths[youth] == youths[youth]


@given(st.lists(deliveries(days=[*EARLIER, DAY]), max_size=5))
def test_protection_is_only_ever_raised_and_takes_the_address_away(
    files: list[Delivery],
) -> None:
    register = Register()
    strongest: dict[str, Protection] = {}
    for one in sorted(files, key=lambda one: one.as_of):
        register.lay_in(one)
        for youth in register.youths.values():
            number, now = youth.identity_number, youth.protection or Protection.NONE
            assert now >= strongest.get(number, Protection.NONE)
            strongest[number] = now
            if now is Protection.PROTECTED:
                assert (youth.street, youth.postal_code, youth.city) == (None, None, None)


def test_the_laws_are_tried_on_deliveries_that_disagree() -> None:
    """The order matters for a register that lets the last file win: the law above can fail."""
    number = NUMBERS[0]

    def file(name: str, end: date) -> Delivery:
        period = StudyPeriod(
            id=NOBODY,
            youth=NOBODY,
            key="k",
            form=StudyForm.NATIONAL_PROGRAMME,
            start=date(2024, 8, 15),
            end=end,
        )
        person = SourcePerson(
            row=1, identity_number=number, given_name="A", family_name="B", facts=(period,)
        )
        return Delivery(
            source=FactSource.SCHOOL, feed="Extens", file=name, as_of=DAY, entries=[person]
        )

    files = [file("a", date(2025, 1, 1)), file("b", date(2025, 2, 1))]
    register = Register()
    register.lay_in(attrs.evolve(files[0], as_of=EARLIER[0]))
    for one in files:
        register.lay_in(one)
    ends = {getattr(fact, "end", None) for fact in register.of(number)}
    assert ends == {date(2025, 1, 1), date(2025, 2, 1)}


@pytest.mark.parametrize("whole", [True, False])
def test_what_a_feed_does_not_say_any_more_is_withdrawn_only_by_a_whole_delivery(
    whole: bool,
) -> None:
    register = Register()
    number = NUMBERS[0]
    period = StudyPeriod(
        id=NOBODY, youth=NOBODY, form=StudyForm.NATIONAL_PROGRAMME, start=date(2024, 8, 15)
    )
    person = SourcePerson(
        row=1, identity_number=number, given_name="A", family_name="B", facts=(period,)
    )
    first = Delivery(source=FactSource.SCHOOL, feed="Extens", as_of=EARLIER[0], entries=[person])
    register.lay_in(first)
    done = register.lay_in(attrs.evolve(first, as_of=DAY, entries=[], whole=whole))
    assert (register.of(number) == []) is whole
    assert done.counts.facts_withdrawn == whole
