"""Which youths this computer holds, in words that stand beside every figure that is counted from them."""

from __future__ import annotations

from typing import Final

import attrs

from kaa_core.model.records import Unit, Worker
from kaa_core.model.rights import Right, may
from kaa_core.sync.sight import View, view_of
from kaa_desktop.app.context import Context
from kaa_desktop.app.municipality import municipality_of

_NOBODY: Final = (
    "Din roll ser inga ungdomar, så här finns inget att räkna. Hela kommunens tal finns på servern."
)
_PRACTICE: Final = "Hela övningsregistret finns på den här datorn."
_LOADING: Final = (
    "Registret hämtas fortfarande. Talen gäller bara det som har kommit till den här datorn."
)
_ALL: Final = "Hela kommunens register."
_UNPROTECTED: Final = (
    "Hela kommunens register, utom ungdomar med skyddad folkbokföring som du inte arbetar med."
)
_NO_PROTECTED: Final = (
    "Ungdomar med skyddad folkbokföring som du inte arbetar med. De finns inte på den här datorn och är "
    "inte med i talen."
)
_NO_OTHERS: Final = (
    "Ungdomar vars ärenden du inte har. De finns inte på den här datorn och är inte med i talen."
)
_UNIT: Final = (
    "Bara din enhets ungdomar och de ärenden du har fått del av: talen gäller inte hela kommunen."
)


@attrs.frozen(kw_only=True)
class Held:
    """The sentence, and whether it is the whole municipality (but perhaps for the protected).

    `missing` says which youths are not here, "" when everybody is: two papers of one day must not differ by
    who made them, for the difference is the protected.
    """

    sentence: str
    whole: bool
    missing: str = ""


def held(context: Context, *, loading: bool, contact: str) -> Held:
    """What is held by the user's sight (kaa_core/sync/sight.py); `contact`: when the server was heard."""
    role = context.identity.standing.role
    if not may(role, Right.READ_CASES):
        return Held(sentence=_NOBODY, whole=False, missing=_NO_OTHERS)
    if context.identity.who.alone:
        return Held(sentence=_PRACTICE, whole=True)
    if loading:
        return Held(sentence=_LOADING, whole=False, missing=_LOADING)
    view = _view(context)
    whole = view.whole or _one_unit(context)
    said = (_ALL if view.protected else _UNPROTECTED) if whole else _UNIT
    missing = "" if whole and view.protected else _NO_PROTECTED if whole else _NO_OTHERS
    return Held(sentence=f"{said} {contact}".strip(), whole=whole, missing=missing)


def _view(context: Context) -> View:
    worker = context.identity.worker
    held = None if worker is None else context.queries.record(Worker, worker)
    unit = None if held is None or held.unit is None else held.unit.bytes
    sees = municipality_of(context.queries).caseworkers_see or 0
    packed = None if worker is None else worker.bytes
    return view_of(context.identity.standing.role, packed, unit, int(sees))


def _one_unit(context: Context) -> bool:
    """A municipality without units is one unit."""
    units = {one.id for one in context.queries.records(Unit)}
    return not any(one.unit in units for one in context.queries.records(Worker))
