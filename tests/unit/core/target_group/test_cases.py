"""The table of youths and dates, written from the law and the reports, comes out as it says."""

from __future__ import annotations

import random
from itertools import count

import pytest

from docs import malgruppen
from docs.malgruppens_fall import HOME, Case, Expected, cases
from kaa_core.model.enums import Judged, ProposalKind
from kaa_core.rules.target_group import words
from kaa_core.rules.target_group.asking import missing
from kaa_core.rules.target_group.definitions import DEFINITIONS, in_force, named
from kaa_core.rules.target_group.differences import differences
from kaa_core.rules.target_group.held import held_from
from kaa_core.rules.target_group.intervals import intervals
from kaa_core.rules.target_group.judging import judge
from kaa_core.rules.target_group.known import Known
from kaa_core.rules.target_group.proposals import propose
from kaa_core.rules.target_group.types import Held

CASES = cases()
ROWS = [(case, expected) for case in CASES for expected in case.expected]
NUMBERS = count(1)


def _name(value: object) -> str:
    return value.title if isinstance(value, Case) else getattr(value, "on", value).__str__()


def held_of(case: Case) -> Held:
    shuffled = list(case.records)
    random.Random(next(NUMBERS)).shuffle(shuffled)
    return held_from(shuffled, HOME)


@pytest.mark.parametrize(("case", "expected"), ROWS, ids=_name)
def test_the_judgement_is_the_expected_one(case: Case, expected: Expected) -> None:
    held = held_of(case)
    definition = named(expected.definition) if expected.definition else None
    judgement = judge(held, expected.on, definition)
    assert [one.judged for one in judgement.results] == list(expected.judged), [
        (int(one.criterion), one.why) for one in judgement.results
    ]
    assert judgement.belonging is expected.belonging
    explained = words.explain(judgement, held, words.Names(given="Leyla"))
    assert all(line.sentence for line in explained.lines)
    asks = [who for who, _ in missing(judgement, Known(held, expected.on)) if who]
    if expected.asks:
        assert tuple(asks) == expected.asks
    if expected.differs:
        assert differences(held)
    if expected.proposed is not None:
        proposed = [one for one in propose(held, [], expected.on) if one.kind is ProposalKind.ENROL]
        assert proposed[0].registration is not None
        assert f"skriv in: {proposed[0].registration.label}" == expected.proposed


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_intervals_say_the_same(case: Case) -> None:
    held = held_of(case)
    for definition in DEFINITIONS:
        spans = intervals(held, definition)
        for expected in case.expected:
            here = [one for one in spans if one.start <= expected.on]
            if here and (expected.definition or in_force(expected.on).key) == definition.key:
                assert here[-1].belonging is expected.belonging
                assert here[-1].until is None or here[-1].until > expected.on


def test_there_are_as_many_as_were_promised() -> None:
    assert len(ROWS) >= 120
    assert all(case.rule for case in CASES)
    unclear = [row for row in ROWS if Judged.UNKNOWN in row[1].judged]
    assert len(unclear) >= 20


def test_the_page_says_what_is_tested() -> None:
    page = malgruppen.TARGET.read_text(encoding="utf-8")
    assert page == malgruppen.text(), "run: python3 kaa.py docs --texter"
