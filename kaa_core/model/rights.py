"""What each role may read and write (domain.md section 3).

The server holds it; the window only saves a person from trying. Case content is everything about a
youth; what the municipality shares is workers, units and settings.
"""

from __future__ import annotations

import enum
from types import MappingProxyType
from typing import Final

from kaa_core.model.enums import Role
from kaa_core.model.facts import YouthLink
from kaa_core.model.records import (
    AuditSample,
    BudgetEntry,
    CaseAccess,
    Conflict,
    Disclosure,
    EarlySignal,
    FigureExport,
    ImprovementArea,
    LetterTemplate,
    MunicipalitySettings,
    OrganisationGoal,
    ProtectedOpening,
    RoutineVersion,
    ScbDelivery,
    ScbLayout,
    ScbStatement,
    StoredFigures,
    Unit,
    Worker,
    YearEvaluation,
)
from kaa_core.model.registry import REGISTRY


class Right(enum.Enum):
    """One thing that a role may do."""

    READ_CASES = "read cases"
    WRITE_CASES = "write cases"
    KEEP_REGISTER = "import registers and give youths to workers"
    FOLLOW_UP = "keep goals, budget and evaluations, and take figures out"
    ADMINISTER = "administer users, devices, units and settings"


RIGHTS: Final = MappingProxyType(
    {
        Role.CASEWORKER: frozenset({Right.READ_CASES, Right.WRITE_CASES}),
        Role.COORDINATOR: frozenset(
            {Right.READ_CASES, Right.WRITE_CASES, Right.KEEP_REGISTER, Right.FOLLOW_UP}
        ),
        Role.MANAGER: frozenset({Right.READ_CASES, Right.FOLLOW_UP}),
        Role.ADMINISTRATOR: frozenset({Right.ADMINISTER}),
        Role.AUDIT_REVIEWER: frozenset(),
    }
)
"""An administrator sees no case; a manager reads, and writes of the follow-up alone."""

_NONE: Final[frozenset[Right]] = frozenset()
_BY_CODE: Final = MappingProxyType({role.value: rights for role, rights in RIGHTS.items()})
_SHARED: Final = frozenset(REGISTRY.kind(cls).id for cls in (Worker, Unit, MunicipalitySettings))
_BY_ADMINISTRATOR: Final = frozenset(REGISTRY.kind(cls).id for cls in (Unit, MunicipalitySettings))
_KEEPERS: Final = frozenset(
    REGISTRY.kind(cls).id
    for cls in (
        CaseAccess,
        YouthLink,
        RoutineVersion,
        LetterTemplate,
        AuditSample,
        EarlySignal,
        ScbLayout,
        ScbDelivery,
        ScbStatement,
    )
)
"""Who else may see a case, which entries are one person, how the work is to be done and told of."""
_FOLLOWERS: Final = frozenset(
    REGISTRY.kind(cls).id
    for cls in (OrganisationGoal, YearEvaluation, ImprovementArea, BudgetEntry)
)
"""What the work is measured by, and what is said of it."""
_EXPORT: Final = REGISTRY.kind(FigureExport).id
_SIGNED: Final = MappingProxyType(
    {
        kind.id: kind.by_name["worker" if kind.cls is ProtectedOpening else "author"].id
        for kind in REGISTRY
        if kind.sealed_by is not None or kind.cls is Disclosure
    }
)
"""Which field of a kind says who entered, established, opened or gave out: by it people answer for it.

Other fields that name somebody may name another than the one who writes, and the log says who that was:
- `worker`, `stand_in`, `companion` and the like say whose something is to do.
- `author` of facts, attachments, consents, referrals, handovers and early signals: what one has deleted
  and takes back comes again as whoever made it had made it; what a file or the night read in has none.
- `decided_by`, `done_by`, `consent_by` and the like: a decision is also noted by another than who made it.
What the server writes of its own accord, and rows that a restored server is given back, are not bound.
"""
_BY_SERVER: Final = frozenset(REGISTRY.kind(cls).id for cls in (StoredFigures,))
_CONFLICT: Final = REGISTRY.kind(Conflict).id
_EARLY: Final = REGISTRY.kind(EarlySignal).id


def may(role: int, right: Right) -> bool:
    """Whether a role has a right; a role that this program does not know has none."""
    return right in _BY_CODE.get(int(role), _NONE)


def signature(kind: int) -> int | None:
    """The number of the field in which whoever writes a record of this kind may name only herself."""
    return _SIGNED.get(kind)


def may_read(role: int, kind: int, *, scoped: bool = True) -> bool:
    """Whether records of this kind may come to a device of the role.

    `scoped`: whether the record is about a youth. A conflict that is not is about what the
    municipality shares: whether one of them may come is `may_read_conflict`'s to say.
    """
    if kind == _CONFLICT and not scoped and may(role, Right.ADMINISTER):
        return True
    if kind == _EARLY:  # for those who act on it, and nobody else
        return may(role, Right.WRITE_CASES)
    if kind in _BY_SERVER:  # figures of everybody: for those who answer for the whole
        return may(role, Right.FOLLOW_UP)
    return kind in _SHARED or may(role, Right.READ_CASES)


def may_read_conflict(role: int, about: int) -> bool:
    """Whether a conflict about no youth may come to a device of the role; `about`: its target's kind.

    It holds two values of its target, so it is read by who reads the target; and who reads no cases
    gets only what she may settle.
    """
    if not may_read(role, about, scoped=False):
        return False
    return may(role, Right.READ_CASES) or may_write(role, about)


def chooses_conflicts(role: int) -> bool:
    """Whether a role gets some of the conflicts about no youth and not others."""
    return may_read(role, _CONFLICT, scoped=False) and not all(
        may_read_conflict(role, kind.id) for kind in REGISTRY
    )


def unscoped_kinds(role: int) -> frozenset[int]:
    """Kinds of which a role that reads no cases gets every record that is about no youth."""
    return frozenset(
        kind.id
        for kind in REGISTRY
        if may_read(role, kind.id, scoped=False) and kind.id != _CONFLICT
    )


def may_write(role: int, kind: int) -> bool:
    """Whether a device of the role may change records of this kind. Workers are the server's own.

    For the resolution of a conflict, `kind` is that of the record it is about.
    """
    if kind in _BY_SERVER or (kind in _SHARED and kind not in _BY_ADMINISTRATOR):
        return False
    return may(role, right_to_write(kind))


def right_to_write(kind: int) -> Right:
    """What a role must have to change records of this kind, as far as anybody may."""
    if kind in _SHARED:
        return Right.ADMINISTER
    if kind in _FOLLOWERS:
        return Right.FOLLOW_UP
    if (
        kind == _EXPORT
    ):  # whoever takes figures out says so; that small ones are shown, a follower decides
        return Right.READ_CASES
    return Right.KEEP_REGISTER if kind in _KEEPERS else Right.WRITE_CASES
