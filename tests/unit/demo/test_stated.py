"""The made-up municipality can be judged, and has in it what the audits met."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from kaa_core.demo.municipality import CODE, Sizes, generate
from kaa_core.model.enums import Belonging, ProposalKind, StudyForm
from kaa_core.model.records import Enrolment, SchoolNotice, StudyPeriod
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.rules.target_group.held import held_from
from kaa_core.rules.target_group.judging import judge
from kaa_core.rules.target_group.proposals import propose

AS_OF = date(2026, 11, 24)
NUMBERS = Path("resources/testdata/test_personnummer.txt").read_text().split()


@pytest.fixture(scope="module")
def cases() -> dict[UUID, list[Record]]:
    """Everybody's records."""
    found: defaultdict[UUID, list[Record]] = defaultdict(list)
    for batch in generate(1, AS_OF, Sizes(), NUMBERS):
        for made in batch:
            scope = REGISTRY.of(made.record).scope(made.record)
            if scope is not None:
                found[scope].append(made.record)
    return dict(found)


def enrolled(records: list[Record]) -> bool:
    return any(isinstance(one, Enrolment) and one.end is None for one in records)


def test_most_are_judged_and_few_are_unclear(cases: dict[UUID, list[Record]]) -> None:
    judged = {one: judge(held_from(records, CODE), AS_OF) for one, records in cases.items()}
    answers = Counter(
        (enrolled(cases[one]), judgement.belonging) for one, judgement in judged.items()
    )
    assert answers[True, Belonging.COVERED] >= 90
    assert answers[False, Belonging.NOT_COVERED] >= 1400
    assert 1 <= answers[True, Belonging.UNCLEAR] + answers[False, Belonging.UNCLEAR] <= 15
    assert answers[True, Belonging.NOT_COVERED] == 2, "back at school, and nobody closed the case"


def test_every_kind_of_proposal_is_there_to_be_answered(cases: dict[UUID, list[Record]]) -> None:
    kinds: Counter[ProposalKind] = Counter()
    for records in cases.values():
        held = held_from(records, CODE)
        enrolments = [one for one in records if isinstance(one, Enrolment)]
        kinds.update({one.kind for one in propose(held, enrolments, AS_OF)})
    assert set(kinds) == set(ProposalKind)
    assert kinds[ProposalKind.ENROL] >= 5
    assert kinds[ProposalKind.COMPARE] >= 5


def test_what_the_audits_met_is_there(cases: dict[UUID, list[Record]]) -> None:
    prolonged = [
        records
        for records in cases.values()
        if any(isinstance(one, StudyPeriod) and one.prolonged for one in records)
    ]
    assert prolonged
    for records in prolonged:
        assert judge(held_from(records, CODE), AS_OF).belonging is Belonging.NOT_COVERED
    part_time = [
        records
        for records in cases.values()
        if any(
            isinstance(one, StudyPeriod)
            and one.form is StudyForm.ADULT_EDUCATION
            and 20 <= (one.extent or 0) <= 50
            for one in records
        )
    ]
    assert part_time
    for records in part_time:
        judgement = judge(held_from(records, CODE), AS_OF)
        assert judgement.belonging is Belonging.COVERED
        assert judgement.beside, "the course is shown beside"
    late = [
        one
        for records in cases.values()
        for one in records
        if isinstance(one, SchoolNotice) and one.received_at is not None and one.occurred_on
    ]
    assert late
    assert all((one.received_at.date() - one.occurred_on).days > 28 for one in late)  # type: ignore[union-attr, operator]
