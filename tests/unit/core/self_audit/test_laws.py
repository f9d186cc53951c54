"""What holds for every journal: any mixture of facts of the ten cases and their mends, on any day."""

from __future__ import annotations

import re
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from docs.granskningens_fall import Case, cases
from kaa_core.model.records import Youth
from kaa_core.rules.self_audit import Area, Audit, Value, audit, draw

TEN = [one for one in cases() if one.title.startswith("Ärende ")]
MENDS = {one.title: [fact for area in one.days[0].expected for fact in area.missing] for one in TEN}
DATED = re.compile(r"\d{4}-\d{2}-\d{2} ")
FIRST = date(2020, 8, 1)

day = st.integers(0, 450).map(lambda days: FIRST + timedelta(days=days))


@st.composite
def journals(draw_: st.DrawFn) -> tuple[Case, list[str]]:
    """A case, and which of its facts and of what was missing there is."""
    case = draw_(st.sampled_from(TEN))
    measures = [one for one in case.facts if one.startswith("insats ")]
    rest = [one for one in case.facts if one not in measures]
    kept = draw_(st.lists(st.sampled_from([*rest, *MENDS[case.title]]), unique=True, max_size=16))
    visit = any("hembesök:" in one for one in kept)
    return case, [*measures, *sorted(one for one in kept if visit or "tillägg" not in one)]


def judged(case: Case, facts: list[str], on: date) -> Audit:
    records = Case(chapter="", title="", head=case.head, facts=tuple(facts), days=()).records()
    youth = next(one for one in records if isinstance(one, Youth))
    return audit(youth, records, [], on)


@given(journals(), day)
@settings(max_examples=120)
def test_every_area_has_a_value_a_reason_and_a_mend_for_each_lack(
    journal: tuple[Case, list[str]], on: date
) -> None:
    found = judged(*journal, on)
    assert [one.area for one in found.verdicts] == list(Area)
    for one in found.verdicts:
        assert one.reason
        assert one.short
        assert bool(one.lacks) is (one.value in (Value.PARTLY, Value.NOT))
        assert len({lack.code for lack in one.lacks}) == len(one.lacks)


@given(journals(), day)
@settings(max_examples=120)
def test_what_happens_later_changes_nothing_that_was(
    journal: tuple[Case, list[str]], on: date
) -> None:
    """Valid time: contacts, visits, mappings and follow-ups after the day are not seen on it.

    Why a visit was made is a fact about that visit, whenever somebody writes it.
    """
    case, facts = journal
    then = [
        one
        for one in facts
        if not DATED.match(one) or "tillägg" in one or one[:10] <= on.isoformat()
    ]
    assert judged(case, facts, on) == judged(case, then, on)


@given(journals(), day)
@settings(max_examples=120)
def test_an_evaluation_never_lowers_what_it_is_about_nor_touches_anything_else(
    journal: tuple[Case, list[str]], on: date
) -> None:
    case, facts = journal
    before = judged(case, facts, on)
    after = judged(case, [*facts, f"{on.isoformat()} utvärdering av insats 1: Gick bra."], on)
    for area in Area:
        if area is not Area.EVALUATION:
            assert after.of(area) == before.of(area)
    late = any(".late" in one.code for one in after.of(Area.EVALUATION).lacks)
    if before.of(Area.EVALUATION).value is not Value.NOT_YET and not late:
        assert after.of(Area.EVALUATION).value <= before.of(Area.EVALUATION).value


@given(
    st.sets(st.binary(min_size=16, max_size=16), max_size=30),
    st.integers(1, 12),
    st.integers(0, 10**6),
    st.randoms(use_true_random=False),
)
def test_a_sample_follows_from_its_seed_and_who_there_are(
    ids: set[bytes], size: int, seed: int, dice: object
) -> None:
    listed = sorted(ids)
    dice.shuffle(listed)  # type: ignore[attr-defined]  # hypothesis' own random.Random
    drawn = draw(listed, size, seed)
    assert drawn == draw(sorted(ids), size, seed)
    assert len(drawn) == len(set(drawn)) == min(size, len(ids))
    assert set(drawn) <= ids
    assert draw(listed, size + 1, seed)[:size] == drawn
