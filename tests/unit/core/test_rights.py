"""Who may read and write what, case by case."""

from __future__ import annotations

import pytest

from kaa_core.model import facts
from kaa_core.model import records as kinds
from kaa_core.model.enums import Role
from kaa_core.model.organising import Actor
from kaa_core.model.registry import REGISTRY
from kaa_core.model.rights import RIGHTS, Right, may, may_read, may_read_conflict, may_write

CASE_KINDS = (kinds.Youth, kinds.Contact, kinds.HomeVisit, kinds.JournalNote, kinds.Conflict)
FACTS = (
    facts.StudyPeriod,
    facts.Credential,
    facts.Residence,
    facts.SchoolNotice,
    facts.CriterionDecision,
    facts.RegisterDecision,
)
SHARED = (kinds.Worker, kinds.Unit, kinds.MunicipalitySettings)


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [
        (Role.CASEWORKER, True, True),
        (Role.COORDINATOR, True, True),
        (Role.MANAGER, True, False),
        (Role.ADMINISTRATOR, False, False),
        (Role.AUDIT_REVIEWER, False, False),
    ],
)
def test_case_content(role: Role, reads: bool, writes: bool) -> None:
    for cls in (*CASE_KINDS, *FACTS):
        assert may_read(role, REGISTRY.kind(cls).id) is reads
        assert may_write(role, REGISTRY.kind(cls).id) is writes


@pytest.mark.parametrize("role", list(Role))
def test_what_is_shared_is_read_by_all_and_written_by_the_administrator(role: Role) -> None:
    for cls in SHARED:
        assert may_read(role, REGISTRY.kind(cls).id)
        administered = role is Role.ADMINISTRATOR and cls is not kinds.Worker
        assert may_write(role, REGISTRY.kind(cls).id) is administered


@pytest.mark.parametrize("role", list(Role))
def test_who_sees_a_case_and_who_is_who_is_for_those_who_keep_the_register(role: Role) -> None:
    for cls in (kinds.CaseAccess, facts.YouthLink):
        assert may_write(role, REGISTRY.kind(cls).id) is (role is Role.COORDINATOR)


def test_early_signals_are_for_those_who_act_on_them() -> None:
    early = REGISTRY.kind(kinds.EarlySignal).id
    assert [one for one in Role if may_read(one, early, scoped=False)] == [
        Role.CASEWORKER,
        Role.COORDINATOR,
    ]
    assert [one for one in Role if may_write(one, early)] == [Role.COORDINATOR]


def test_a_kind_of_a_newer_program_counts_as_case_content() -> None:
    assert may_write(Role.CASEWORKER, 9999)
    assert not may_write(Role.ADMINISTRATOR, 9999)
    assert not may_read(Role.ADMINISTRATOR, 9999)


def test_every_role_has_its_line_and_an_unknown_one_no_right() -> None:
    assert set(RIGHTS) == set(Role)
    assert not any(may(77, right) for right in Right)


def test_a_conflict_about_what_is_shared_is_read_by_who_reads_or_settles_its_target() -> None:
    early, unit, actor = (REGISTRY.kind(one).id for one in (kinds.EarlySignal, kinds.Unit, Actor))
    readers = [Role.CASEWORKER, Role.COORDINATOR, Role.MANAGER]
    assert [one for one in Role if may_read_conflict(one, actor)] == readers
    assert [one for one in Role if may_read_conflict(one, unit)] == [*readers, Role.ADMINISTRATOR]
    assert [one for one in Role if may_read_conflict(one, early)] == readers[:2]
    assert not may_read_conflict(Role.ADMINISTRATOR, REGISTRY.kind(kinds.Worker).id)
