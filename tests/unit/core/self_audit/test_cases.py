"""The auditors' ten cases give their own table; what was missing, once there, changes that and no more."""

from __future__ import annotations

import pytest

from docs import granskningen
from docs.granskningens_fall import Case, Day, Expected, cases
from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.rules.self_audit import Area, Audit, Value, audit, told

ALL = cases()
TEN = [one for one in ALL if one.title.startswith("Ärende ")]
WELL = [one for one in ALL if one.chapter.startswith("Ärenden där allt")]
DAYS = [(one, day) for one in ALL for day in one.days]
AREAS = [(one, day, area) for one, day in DAYS for area in day.expected]
LACKING = [(one, day, area) for one, day, area in AREAS if area.missing]

TABLE_3 = {
    Area.CONTACT: (7, 2, 1),
    Area.MAPPING: (0, 7, 3),
    Area.MEASURES: (0, 10, 0),
    Area.EVALUATION: (0, 0, 10),
}
"""000 Tabell 3: uppfyller, delvis, inte. Its comment counts 6 + 3 for Kartläggning; the figures stand."""


def judged(records: list[Record], day: Day) -> Audit:
    youth = next(one for one in records if isinstance(one, Youth))
    return audit(youth, records, [], day.on)


def named(value: object) -> str | None:
    if isinstance(value, Case):
        return value.title
    if isinstance(value, Expected):
        return value.area.label
    return value.on.isoformat() if isinstance(value, Day) else None


def test_the_ten_cases_give_table_3() -> None:
    audits = [judged(one.records(), one.days[0]) for one in TEN]
    assert len(audits) == 10
    for area, counts in TABLE_3.items():
        values = [one.of(area).value for one in audits]
        assert tuple(map(values.count, (Value.MEETS, Value.PARTLY, Value.NOT))) == counts


@pytest.mark.parametrize(("case", "day", "expected"), AREAS, ids=named)
def test_each_area_comes_out_as_it_should_and_says_why(
    case: Case, day: Day, expected: Expected
) -> None:
    verdict = judged(case.records(), day).of(expected.area)
    assert verdict.value is expected.value, verdict.reason
    assert verdict.word == told(expected.area, expected.value)
    for said in expected.says:
        assert said in verdict.reason
    assert verdict.short
    fulfilled = verdict.value in (Value.MEETS, Value.NOT_YET)
    assert (verdict.mend is None) is fulfilled
    assert all(one.said and one.how and one.short for one in verdict.lacks)


@pytest.mark.parametrize(("case", "day", "expected"), LACKING, ids=named)
def test_the_one_missing_fact_changes_that_verdict_and_no_other(
    case: Case, day: Day, expected: Expected
) -> None:
    """Each fact is needed: without it the area is not fulfilled, with it it is. No other area moves."""
    before = judged(case.records(), day)
    for missing in expected.missing:
        others = [one for one in expected.missing if one != missing]
        almost = judged(case.records(*others), day)
        whole = judged(case.records(*others, missing), day)
        assert almost.of(expected.area).value is not Value.MEETS
        assert whole.of(expected.area).value is Value.MEETS, whole.of(expected.area).reason
        for area in Area:
            if area is not expected.area:
                assert almost.of(area).value is before.of(area).value
                assert whole.of(area).value is before.of(area).value


@pytest.mark.parametrize("case", [one for one in TEN if one.title.split()[1] in "569"], ids=named)
def test_one_responsibility_lifts_the_mapping_by_one_step(case: Case) -> None:
    day = case.days[0]
    audit_ = judged(case.records("insats 1: ansvarig ungdomen"), day)
    assert audit_.of(Area.MAPPING).value is Value.PARTLY
    assert [audit_.of(one).value for one in Area if one is not Area.MAPPING] == [
        one.value for one in day.expected if one.area is not Area.MAPPING
    ]


@pytest.mark.parametrize("case", WELL, ids=named)
def test_where_all_is_well_everything_is_fulfilled(case: Case) -> None:
    for day in case.days:
        found = judged(case.records(), day)
        assert set(found.values) == {Value.MEETS}, [one.reason for one in found.verdicts]
        assert not any(one.lacks for one in found.verdicts)


@pytest.mark.parametrize("case", ALL, ids=named)
def test_the_journals_are_what_can_be_entered(case: Case) -> None:
    for record in case.records():
        assert REGISTRY.of(record).validate(record) == []


@pytest.mark.parametrize(("case", "day"), DAYS, ids=named)
def test_the_order_of_the_records_does_not_matter(case: Case, day: Day) -> None:
    records = case.records()
    assert judged(records[::-1], day).values == judged(records, day).values


def test_the_page_for_readers_is_up_to_date() -> None:
    page = granskningen.TARGET.read_text(encoding="utf-8")
    assert page == granskningen.text(), "run: python3 kaa.py docs --texter"
