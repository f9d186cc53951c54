"""Kartläggning, plan and follow-up in the demo: most lacking, as the audit found, and some whole."""

from __future__ import annotations

import re
from collections import Counter

from kaa_core.demo.plans import SHARES
from kaa_core.model.casework import Assessment, FollowUp, Goal, Measure, Plan, PlanVersion
from kaa_core.model.registry import REGISTRY, FieldType
from kaa_core.rules import plan as rules
from kaa_desktop.app.plan_views import held_of
from tests.unit.demo.conftest import Municipality
from tests.unit.demo.test_gaps import FORBIDDEN

OF_PLANS = (Assessment, Plan, Goal, Measure, PlanVersion, FollowUp)


def test_of_a_hundred_cases_some_are_whole_and_most_lack_something(tuesday: Municipality) -> None:
    gaps: Counter[int] = Counter()
    measured = planned = prompts = 0
    for _, records, _ in tuesday.enrolled():
        held = held_of(records)
        measured += bool(held.measures)
        prompts += bool(rules.lock_in(held.measures, held.follow_ups))
        if held.plan is not None:
            planned += 1
            gaps[len(rules.gaps_of(held.items()))] += 1
    assert sum(share for _, share in SHARES) == 100
    assert measured >= 25
    assert 8 <= planned < measured
    assert gaps[0] >= 3
    assert sum(gaps.values()) - gaps[0] >= 4
    assert prompts >= 1


def test_versions_are_read_as_the_window_reads_them(tuesday: Municipality) -> None:
    versions = tuesday.of(PlanVersion)
    assert len(versions) >= 5
    assert all(rules.read_version(one) is not None for one in versions)
    assert any(one.gaps and one.gaps_reason for one in versions)
    assert any(not one.gaps for one in versions)


def test_only_open_cases_have_any_of_it(tuesday: Municipality) -> None:
    open_ = {youth.id for youth, _, _ in tuesday.enrolled()}
    assert {one.youth for one in tuesday.of(*OF_PLANS)} <= open_


def test_no_text_of_theirs_says_what_5_paragraph_forbids(tuesday: Municipality) -> None:
    for record in tuesday.of(*OF_PLANS):
        for field in REGISTRY.of(record).fields:
            text = getattr(record, field.name)
            if field.type in (FieldType.TEXT, FieldType.PROSE) and text:
                assert not re.search(FORBIDDEN, text), text
