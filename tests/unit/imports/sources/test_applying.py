"""What a delivery does to the register, case by case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import attrs
import pytest

from kaa_core.imports.applying import FEW, in_order
from kaa_core.imports.sources.facts import (
    NOBODY,
    Address,
    AnyFact,
    Delivery,
    Entry,
    Gone,
    Remark,
    RemarkKind,
    SourcePerson,
    Unread,
    feed_name,
    feed_of,
)
from kaa_core.imports.sources.outcomes import Filled
from kaa_core.model.enums import (
    CredentialKind,
    FactSource,
    Protection,
    ResidenceKind,
    StudyForm,
)
from kaa_core.model.facts import Credential, Residence, StudyPeriod
from kaa_core.model.identity import synthetic_number
from tests.unit.imports.making import youths_born
from tests.unit.imports.sources.register import HOME, Register

A, B, C = youths_born(2008, 3)
FIRST, LATER, LAST = date(2026, 11, 1), date(2026, 11, 10), date(2026, 11, 20)
EXTENS = {"source": FactSource.SCHOOL, "feed": "Extens"}
FOLK = {"source": FactSource.POPULATION_REGISTER, "feed": "Folkbokföringen"}


def studies(**more: object) -> StudyPeriod:
    values: dict[str, object] = {
        "form": StudyForm.NATIONAL_PROGRAMME,
        "start": date(2024, 8, 19),
        "school": "Brinellgymnasiet",
    }
    return StudyPeriod(id=NOBODY, youth=NOBODY, **{**values, **more})  # type: ignore[arg-type]


def one(number: str | None, *facts: AnyFact, **more: object) -> SourcePerson:
    values: dict[str, object] = {"row": 1, "given_name": "Kim", "family_name": "Alm"}
    return SourcePerson(identity_number=number, facts=facts, **{**values, **more})  # type: ignore[arg-type]


def sent(as_of: date, *entries: Entry, **more: object) -> Delivery:
    return Delivery(as_of=as_of, entries=entries, **{**EXTENS, **more})  # type: ignore[arg-type]


def test_a_changed_enrolment_is_the_same_fact_with_its_new_day_file_and_row() -> None:
    register = Register()
    register.lay_in(sent(FIRST, one(A, studies()), file="a.csv"))
    done = register.lay_in(sent(LATER, one(A, studies(end=date(2026, 10, 1)), row=7), file="b.csv"))
    (fact,) = register.of(A)
    assert isinstance(fact, StudyPeriod)
    assert (fact.end, fact.as_of, fact.origin, fact.row) == (
        date(2026, 10, 1),
        LATER,
        "Extens: b.csv",
        7,
    )
    assert (done.counts.facts_changed, done.counts.facts_new) == (1, 0)


def test_another_feeds_word_lies_beside_even_about_the_same_school() -> None:
    register = Register()
    register.lay_in(sent(FIRST, one(A, studies())))
    register.lay_in(sent(LATER, one(A, studies(end=date(2026, 10, 1))), feed="IST"))
    assert {feed_of(fact.origin) for fact in register.of(A)} == {"Extens", "IST"}


def test_a_whole_night_delivery_that_says_the_same_writes_nothing() -> None:
    register = Register()
    register.lay_in(sent(FIRST, one(A, studies()), whole=True))
    done = register.lay_in(sent(LATER, one(A, studies()), whole=True))
    assert [change.is_empty for change in done.changes] == [True]
    assert done.changes[0].heard == LATER


def test_none_up_to_a_day_is_true_up_to_the_later_day() -> None:
    register = Register()
    none = Credential(id=NOBODY, youth=NOBODY, kind=CredentialKind.NONE)
    exam = Credential(id=NOBODY, youth=NOBODY, kind=CredentialKind.EXAM)
    uhr = {"source": FactSource.UHR, "feed": "UHR"}
    register.lay_in(sent(FIRST, one(A, none, complete=True), **uhr))
    register.lay_in(sent(LATER, one(A, none, complete=True), **uhr))
    assert [fact.as_of for fact in register.of(A)] == [LATER]
    register.lay_in(sent(LAST, one(A, exam, complete=True), **uhr))
    assert [getattr(fact, "kind", None) for fact in register.of(A)] == [CredentialKind.EXAM]


def test_what_a_source_says_in_full_takes_back_what_it_does_not_say() -> None:
    register = Register()
    register.lay_in(sent(FIRST, one(A, studies(key="p/1"), studies(key="p/2"), complete=True)))
    register.lay_in(sent(LATER, one(A, studies(key="p/1"), complete=True)))
    assert [fact.key for fact in register.of(A)] == ["p/1"]


def test_a_deleted_person_takes_her_facts_of_that_feed_with_her() -> None:
    register = Register()
    register.lay_in(sent(FIRST, one(A, studies(key="p/1"))))
    register.lay_in(sent(FIRST, one(A, studies(key="p/1")), feed="IST"))
    done = register.lay_in(sent(LATER, Gone(row=1, key="p"), Gone(row=2, key="unknown")))
    assert [feed_of(fact.origin) for fact in register.of(A)] == ["IST"]
    assert done.counts.facts_withdrawn == 1
    assert register.youth(A) is not None  # nobody disappears because a register changed


def test_a_delivery_that_lacks_much_may_be_half_and_takes_nothing_back_unasked() -> None:
    register = Register()
    numbers = [synthetic_number(date(2008, 5, 1), n) for n in range(1, FEW + 12)]
    register.lay_in(sent(FIRST, *(one(n, studies()) for n in numbers), whole=True))
    half = sent(LATER, one(numbers[0], studies()), whole=True)
    done = register.lay_in(half)
    assert [waiting.remark.kind for waiting in done.waiting] == [RemarkKind.MANY_GONE]
    assert all(register.of(number) for number in numbers)
    register.lay_in(attrs.evolve(half, as_of=LAST), accepted={RemarkKind.MANY_GONE})
    assert [bool(register.of(number)) for number in numbers] == [True] + [False] * (FEW + 10)


def test_a_row_that_could_not_be_read_may_be_hers_who_is_missing() -> None:
    register = Register()
    register.lay_in(sent(FIRST, one(A, studies()), one(B, studies()), whole=True))
    unread = Unread(row=2, sentence="Raden går inte att läsa.")
    done = register.lay_in(sent(LATER, one(A, studies()), unread, whole=True))
    assert register.of(B)
    assert done.waiting[0].remark.kind is RemarkKind.MANY_GONE


def test_what_waits_is_not_taken_for_missing() -> None:
    register = Register()
    register.lay_in(sent(FIRST, one(A, studies()), whole=True))
    mended = SourcePerson(
        row=1, identity_number=A, waits=(Remark(RemarkKind.MENDED_NUMBER, "Nollan saknades."),)
    )
    done = register.lay_in(sent(LATER, mended, whole=True))
    assert register.of(A)
    assert [waiting.remark.kind for waiting in done.waiting] == [RemarkKind.MENDED_NUMBER]


def test_pages_that_break_off_take_nothing_back() -> None:
    register = Register()
    register.lay_in(sent(FIRST, one(A, studies()), one(B, studies()), whole=True))

    def pages() -> Iterator[Entry]:
        yield one(A, studies())
        raise ConnectionError

    with pytest.raises(ConnectionError):
        register.lay_in(Delivery(as_of=LATER, entries=pages(), whole=True, **EXTENS))  # type: ignore[arg-type]
    assert register.of(B)


def test_persons_who_are_not_ours_are_counted_and_not_stored() -> None:
    register = Register()
    gone = Residence(id=NOBODY, youth=NOBODY, kind=ResidenceKind.DECEASED, start=FIRST)
    done = register.lay_in(
        sent(
            FIRST,
            one(youths_born(2005, 1)[0], studies()),
            one(youths_born(2011, 1)[0], studies()),
            one(A, studies(), municipality="0680"),
            one(B, gone),
            one(C),
        )
    )
    counts = done.counts
    assert (counts.outside_age, counts.elsewhere, counts.nothing) == (2, 2, 1)
    assert not register.youths
    assert not done.changes


def test_an_address_moves_with_folkbokforingen_until_a_worker_has_confirmed_it() -> None:
    register = Register()

    def living(day: date, street: str) -> Delivery:
        return sent(day, one(A, address=Address(street, "571 31", "Nässjö")), **FOLK)

    register.lay_in(living(FIRST, "Gamla gatan 1"))
    register.lay_in(living(LATER, "Nya gatan 2"))
    known = register.youth(A)
    assert known is not None
    assert (known.youth.street, known.youth.address_confirmed) == ("Nya gatan 2", LATER)
    register.write(A, address_confirmed=date(2026, 11, 12), address_source=FactSource.CASEWORKER)
    done = register.lay_in(living(LAST, "Tredje gatan 3"))
    known = register.youth(A)
    assert known is not None
    assert known.youth.street == "Nya gatan 2"
    assert [(one.field, one.theirs) for one in done.changes[0].differs] == [
        ("street", "Tredje gatan 3")
    ]


def test_where_nothing_tells_who_wrote_a_field_only_empty_ones_are_filled() -> None:
    register = Register()
    register.lay_in(sent(FIRST, one(A, phone="070-1", municipality=HOME), **FOLK))
    register.filled.clear()
    person = one(A, given_name="Annat", phone="070-2", email="a@b.se")
    done = register.lay_in(sent(LATER, person, **FOLK))
    known = register.youth(A)
    assert known is not None
    assert (known.youth.given_name, known.youth.phone, known.youth.email) == (
        "Kim",
        "070-1",
        "a@b.se",
    )
    assert {one.field for one in done.changes[0].differs} == {"given_name", "phone"}


def test_a_school_does_not_rename_whom_folkbokforingen_has_named() -> None:
    register = Register()
    register.lay_in(sent(FIRST, one(A, given_name="Kim Robin"), **FOLK))
    register.lay_in(sent(LAST, one(A, studies(), given_name="Kimmy")))
    known = register.youth(A)
    assert known is not None
    assert known.youth.given_name == "Kim Robin"
    assert known.filled["given_name"] == Filled(FactSource.POPULATION_REGISTER, FIRST)


def test_skyddad_folkbokforing_takes_away_even_what_a_person_wrote_of_the_address() -> None:
    register = Register()
    register.lay_in(sent(FIRST, one(A), **FOLK))
    register.write(A, street="Min gata 1", postal_code="571 31", city="Nässjö")
    done = register.lay_in(sent(LATER, one(A, protection=Protection.PROTECTED), **FOLK))
    known = register.youth(A)
    assert known is not None
    assert (known.youth.street, known.youth.city) == (None, None)
    assert done.counts.protection_raised == 1
    lower = register.lay_in(sent(LAST, one(A, protection=Protection.NONE), **FOLK))
    known = register.youth(A)
    assert known is not None
    assert known.youth.protection is Protection.PROTECTED
    assert [one.remark.kind for one in lower.waiting] == [RemarkKind.LOWER_PROTECTION]


def test_two_of_one_name_born_the_same_day_are_never_taken_for_each_other() -> None:
    register = Register()
    register.lay_in(sent(FIRST, one(A, studies()), one(B, studies())))
    born = date(2008, 1, 1)
    assert {number[:8] for number in (A, B)} == {"20080101"}
    nameless = one(None, studies(school="Ny skola"), birth_date=born)
    done = register.lay_in(sent(LATER, nameless))
    assert [waiting.remark.kind for waiting in done.waiting] == [RemarkKind.SEVERAL_NAMED]
    assert len(done.waiting[0].youths) == 2
    assert len(register.facts) == 2


def test_files_of_a_day_go_so_that_those_who_enter_people_come_first() -> None:
    uhr = sent(LATER, source=FactSource.UHR, feed="UHR")
    folk = sent(LATER, **FOLK)
    school = sent(LATER)
    yesterday = sent(FIRST, source=FactSource.NOTICE, feed="Anmälningar")
    assert in_order([uhr, school, folk, yesterday]) == [yesterday, folk, school, uhr]


@pytest.mark.parametrize("name", ["Extens", "A: b", "  många   blanksteg ", "x" * 300, "C: D: e"])
def test_a_feed_is_known_again_by_the_origin_of_its_facts(name: str) -> None:
    for file in (None, "elever: 2026.csv"):
        delivery = sent(FIRST, feed=name, file=file)
        assert feed_of(delivery.origin) == feed_name(name)
        assert len(delivery.origin) <= 200


def test_an_older_word_about_the_same_thing_is_neither_written_nor_laid_beside() -> None:
    register = Register()
    register.lay_in(sent(LATER, one(A, studies(end=date(2026, 10, 1)))))
    done = register.lay_in(sent(FIRST, one(A, studies())))
    assert [getattr(fact, "end", None) for fact in register.of(A)] == [date(2026, 10, 1)]
    assert done.counts.older == 1
    other = register.lay_in(sent(FIRST, one(A, studies(start=date(2020, 8, 17)))))
    assert len(register.of(A)) == 2  # an older file may still tell of something else
    assert other.counts.facts_new == 1


def test_an_older_file_fills_nothing_in_of_whom_a_newer_has_spoken() -> None:
    register = Register()
    register.lay_in(sent(LATER, one(A), **FOLK))
    register.lay_in(sent(FIRST, one(A, phone="070-1", protection=Protection.CONFIDENTIAL), **FOLK))
    known = register.youth(A)
    assert known is not None
    assert (known.youth.phone, known.youth.protection) == (None, None)


@pytest.mark.parametrize("turned", [False, True])
def test_two_whole_files_of_a_day_that_disagree_both_stand(turned: bool) -> None:
    register = Register()
    register.lay_in(sent(FIRST, one(A, studies(key="k")), whole=True))
    same = sent(LATER, one(A, studies(key="k")), whole=True)
    changed = sent(LATER, one(A, studies(key="k", end=date(2026, 10, 1))), whole=True)
    for delivery in (changed, same) if turned else (same, changed):
        register.lay_in(delivery)
    assert {getattr(fact, "end", None) for fact in register.of(A)} == {None, date(2026, 10, 1)}
    register.lay_in(attrs.evolve(changed, as_of=LAST))
    assert [getattr(fact, "end", None) for fact in register.of(A)] == [date(2026, 10, 1)]
