"""Who sees which youth: a device holds what its user may see, and no more (inre sekretess).

A caseworker sees her own unit's cases, her own, and those on which she is named. Workers without a
unit are one unit, and so are the cases that nobody has: a municipality without units is one. A
coordinator and a manager see the whole municipality. Of persons with skyddad folkbokföring only the
handläggare, those named, and the coordinator, who keeps the register, see anything (docs/adr/026).
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from typing import Final

import attrs

from kaa_core.model.enums import CaseworkersSee, Protection, Role
from kaa_core.model.records import CaseAccess, Enrolment, MunicipalitySettings, Worker, Youth
from kaa_core.model.registry import REGISTRY
from kaa_core.model.rights import Right, may
from kaa_core.sync.state import RecordState

_YOUTH: Final = REGISTRY.kind(Youth)
_ENROLMENT: Final = REGISTRY.kind(Enrolment)
_ACCESS: Final = REGISTRY.kind(CaseAccess)
WORKER: Final = REGISTRY.kind(Worker)
SETTINGS: Final = REGISTRY.kind(MunicipalitySettings)

DECISIVE: Final = frozenset({_YOUTH.id, _ENROLMENT.id, _ACCESS.id})
"""Kinds of a case's records from which its sight follows."""

_PROTECTION: Final = _YOUTH.by_name["protection"].id
_START: Final = _ENROLMENT.by_name["start"].id
_END: Final = _ENROLMENT.by_name["end"].id
_HANDLER: Final = _ENROLMENT.by_name["worker"].id
_NAMED: Final = _ACCESS.by_name["worker"].id


@attrs.frozen
class CaseSight:
    """What decides who sees a youth; ids as 16 bytes.

    `worker`: of the open enrolment, else the latest; `unit`: that worker's; `named`: workers who have
    been given the case besides.
    """

    worker: bytes | None = None
    unit: bytes | None = None
    named: tuple[bytes, ...] = ()
    protected: bool = False


@attrs.frozen(kw_only=True)
class View:
    """What a user may see. `whole`: every unit. `protected`: also skyddad folkbokföring, unnamed."""

    role: int
    reads_cases: bool
    whole: bool
    protected: bool
    worker: bytes | None
    unit: bytes | None

    @property
    def everything(self) -> bool:
        """Whether nothing about any youth is hidden."""
        return self.reads_cases and self.whole and self.protected


def view_of(role: int, worker: bytes | None, unit: bytes | None, caseworkers_see: int) -> View:
    """Return what a user of a role sees, whose worker's record is `worker`, in `unit`.

    `caseworkers_see`: the municipality's decision, a `CaseworkersSee` or 0 when none was made.
    """
    caseworker = role == Role.CASEWORKER
    return View(
        role=role,
        reads_cases=may(role, Right.READ_CASES),
        whole=not caseworker or caseworkers_see == CaseworkersSee.MUNICIPALITY,
        protected=may(role, Right.KEEP_REGISTER),
        worker=worker,
        unit=unit,
    )


def sees(view: View, case: CaseSight) -> bool:
    """Whether the user may see anything about this youth."""
    if not view.reads_cases:
        return False
    if view.worker is not None and (view.worker == case.worker or view.worker in case.named):
        return True
    if case.protected and not view.protected:
        return False
    return view.whole or view.unit == case.unit


class Hidden(enum.IntEnum):
    """Why a user does not see a youth: what a coordinator is told of work that came in all the same."""

    ROLE = 1
    PROTECTED = 2
    UNIT = 3


def why_hidden(view: View, case: CaseSight) -> Hidden:
    """Return what hides a youth whom the user does not see."""
    if not view.reads_cases:
        return Hidden.ROLE
    return Hidden.PROTECTED if case.protected and not view.protected else Hidden.UNIT


def case_sight(
    records: Iterable[RecordState], unit_of: Callable[[bytes], bytes | None]
) -> CaseSight:
    """Return a case's sight from its records; others than the `DECISIVE` ones are passed over."""
    protected, named, periods = False, set[bytes](), []
    for one in records:
        if one.deleted:
            continue
        if one.kind == _YOUTH.id:
            # What only a newer version knows counts as the strongest.
            protected = (one.values.get(_PROTECTION) or 0) >= Protection.PROTECTED
        elif one.kind == _ACCESS.id:
            named.add(one.values.get(_NAMED) or b"")
        elif one.kind == _ENROLMENT.id:
            values = one.values
            opened = values.get(_END) is None
            periods.append((opened, values.get(_START) or "", one.latest, values.get(_HANDLER)))
    worker = max(periods, key=lambda one: one[:3])[3] if periods else None
    unit = unit_of(worker) if worker is not None else None
    return CaseSight(worker, unit, tuple(sorted(named - {b""})), protected)
