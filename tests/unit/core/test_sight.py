"""Who sees which youth: the whole table, written out as people would say it."""

from __future__ import annotations

import itertools

import pytest

from kaa_core.model.enums import CaseworkersSee, Role
from kaa_core.model.records import CaseAccess, Enrolment, Youth
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.sight import CaseSight, Hidden, case_sight, sees, view_of, why_hidden
from kaa_core.sync.state import RecordState

ME, OTHER = b"m" * 16, b"o" * 16
OURS, THEIRS = b"u" * 16, b"t" * 16
TIES = ("mine", "my unit", "another unit", "nobody's")
YOUTH, ENROLMENT, ACCESS = (REGISTRY.kind(one) for one in (Youth, Enrolment, CaseAccess))

# Of each tie: seen when open, seen when protected. Named always sees, if she reads cases at all.
OWN_UNIT = {
    "mine": (True, True),
    "my unit": (True, False),
    "another unit": (False, False),
    "nobody's": (False, False),
}
WHOLE = dict.fromkeys(TIES, (True, False)) | {"mine": (True, True)}
ALL = dict.fromkeys(TIES, (True, True))
NOTHING = dict.fromkeys(TIES, (False, False))
TABLE = {
    (Role.CASEWORKER, 0): OWN_UNIT,
    (Role.CASEWORKER, CaseworkersSee.OWN_UNIT): OWN_UNIT,
    (Role.CASEWORKER, CaseworkersSee.MUNICIPALITY): WHOLE,
    (Role.MANAGER, 0): WHOLE,
    (Role.MANAGER, CaseworkersSee.OWN_UNIT): WHOLE,
    (Role.COORDINATOR, 0): ALL,
    (Role.ADMINISTRATOR, CaseworkersSee.MUNICIPALITY): NOTHING,
    (Role.AUDIT_REVIEWER, CaseworkersSee.MUNICIPALITY): NOTHING,
}


def case(tie: str, *, named: bool, protected: bool) -> CaseSight:
    """A youth as `ME` of `OURS` stands to it."""
    worker = {"mine": ME, "nobody's": None}.get(tie, OTHER)
    unit = {"another unit": THEIRS, "nobody's": None}.get(tie, OURS)
    return CaseSight(worker, unit, (ME,) if named else (), protected)


@pytest.mark.parametrize(("role", "setting"), list(TABLE))
def test_role_by_unit_by_protected_by_named(role: Role, setting: int) -> None:
    view = view_of(role, ME, OURS, setting)
    for tie, named, protected in itertools.product(TIES, (False, True), (False, True)):
        expected = TABLE[role, setting][tie][protected] or (named and view.reads_cases)
        told = case(tie, named=named, protected=protected)
        assert sees(view, told) == expected, (tie, named, protected)


def test_a_municipality_without_units_is_one_unit() -> None:
    view = view_of(Role.CASEWORKER, ME, None, 0)
    assert sees(view, CaseSight(OTHER, None))
    assert sees(view, CaseSight(None, None))
    assert not sees(view, CaseSight(OTHER, THEIRS))
    assert not sees(view, CaseSight(None, None, protected=True))


def test_nobody_is_not_everybody() -> None:
    """A user without a worker's record is not the handläggare of the cases that have none."""
    view = view_of(Role.MANAGER, None, None, 0)
    assert not sees(view, CaseSight(None, None, protected=True))


def test_why_it_is_hidden() -> None:
    caseworker = view_of(Role.CASEWORKER, ME, OURS, 0)
    assert why_hidden(caseworker, CaseSight(OTHER, THEIRS, protected=True)) is Hidden.PROTECTED
    assert why_hidden(caseworker, CaseSight(OTHER, THEIRS)) is Hidden.UNIT
    administrator = view_of(Role.ADMINISTRATOR, None, None, 0)
    assert why_hidden(administrator, CaseSight(OTHER, OURS)) is Hidden.ROLE


def enrolled(start: str, worker: bytes, seq: int, *, end: str | None = None) -> RecordState:
    values = {"start": start, "worker": worker} | ({"end": end} if end else {})
    numbered = {ENROLMENT.by_name[name].id: value for name, value in values.items()}
    return RecordState(ENROLMENT.id, b"y" * 16, numbered, dict.fromkeys(numbered, seq))


def test_the_open_enrolment_decides_else_the_latest() -> None:
    ended = enrolled("2026-05-01", OTHER, 9, end="2026-06-01")
    opened = enrolled("2026-01-01", ME, 3)
    units = {ME: OURS, OTHER: THEIRS}
    assert case_sight([ended, opened], units.get) == CaseSight(ME, OURS)
    assert case_sight([ended], units.get) == CaseSight(OTHER, THEIRS)
    opened.deleted = True
    assert case_sight([ended, opened], units.get) == CaseSight(OTHER, THEIRS)


def test_access_taken_back_counts_no_more() -> None:
    values = {ACCESS.by_name["worker"].id: ME}
    given = RecordState(ACCESS.id, b"y" * 16, values, {2: 5})
    assert case_sight([given], lambda _: None).named == (ME,)
    given.deleted = True
    assert case_sight([given], lambda _: None).named == ()


@pytest.mark.parametrize(
    ("wire", "protected"), [(None, False), (0, False), (1, False), (2, True), (9, True)]
)
def test_a_protection_that_only_a_newer_version_knows_hides(
    wire: int | None, protected: bool
) -> None:
    values = {} if wire is None else {YOUTH.by_name["protection"].id: wire}
    youth = RecordState(YOUTH.id, b"y" * 16, values, {9: 1})
    assert case_sight([youth], lambda _: None).protected is protected
