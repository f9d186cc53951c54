"""Condition 1: does the youth belong to this municipality? 29 kap. 6 § skollagen.

The home municipality is where she is in folkbokföringen; for one who stays in the country without being
registered, or with skyddad folkbokföring, it is where she stays. Folkbokföringen stands before every
other source, and of its statements the latest on the day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from kaa_core.model.enums import Criterion, FactSource, Judged, Protection, ResidenceKind
from kaa_core.model.facts import Residence
from kaa_core.rules.target_group.claims import DAY, EVER, STATED
from kaa_core.rules.target_group.types import Held, Result

_STAYS: Final = frozenset((ResidenceKind.STAYING_PROTECTED, ResidenceKind.STAYING_UNREGISTERED))
_SINCE_EVER: Final = frozenset((ResidenceKind.REGISTERED, *_STAYS))
_GONE: Final = {
    ResidenceKind.EMIGRATED: "home.emigrated",
    ResidenceKind.DECEASED: "home.deceased",
}
_COORDINATION_DAY: Final = "6"
_HEADS: Final = {FactSource.CASEWORKER: 2, FactSource.YOUTH: 3, FactSource.GUARDIAN: 3}


def since(one: Residence) -> date:
    """Return the day from which it counts: a place without a day has been there as long as is asked."""
    if one.start is not None:
        return one.start
    return date.min if one.kind in _SINCE_EVER else one.as_of or date.min


def living(residences: Sequence[Residence], on: date) -> list[Residence]:
    """Return those not withdrawn by a date, earliest first, in an order that does not depend on theirs."""
    left = [one for one in residences if one.withdrawn is None or one.withdrawn > on]
    if len(left) > 1:
        left.sort(key=_order)
    return left


def home(held: Held, residences: Sequence[Residence], on: date) -> Result:
    """Judge the condition on a date; `residences` as `living` gives them."""
    if not residences:
        return _silent(held)
    registered, stay, told = _in_force(residences, on)
    if registered is not None and registered.kind is ResidenceKind.DECEASED:
        return _result(Judged.NOT_MET, "home.deceased", registered)
    if _by_stay(held, registered, stay):
        return _of_stay(held, stay)
    if registered is not None:
        return _of_register(held, registered, stay, on)
    return _of_others(held, told, on)


def _in_force(
    residences: Sequence[Residence], on: date
) -> tuple[Residence | None, Residence | None, Residence | None]:
    """The latest of folkbokföringen, the latest stay, and the latest of the other sources."""
    registered = stay = told = None
    for one in residences:
        if since(one) > on:
            continue
        if one.kind in _STAYS:
            if one.end is None or on <= one.end:
                stay = one
        elif one.source is FactSource.POPULATION_REGISTER and not _dead(registered):
            registered = one
        if one.source is not FactSource.POPULATION_REGISTER or one.kind in _STAYS:
            told = one
    return registered, stay, told


def _dead(registered: Residence | None) -> bool:
    """Death is the last thing that folkbokföringen says of anyone."""
    return registered is not None and registered.kind is ResidenceKind.DECEASED


def _by_stay(held: Held, registered: Residence | None, stay: Residence | None) -> bool:
    """Whether 29 kap. 6 § second paragraph decides: protected, or not in folkbokföringen here or there."""
    if held.protection is Protection.PROTECTED:
        emigrated = registered is not None and registered.kind is ResidenceKind.EMIGRATED
        return not emigrated or _later(stay, registered)
    if stay is None:
        return False
    if registered is None:
        return stay.kind is ResidenceKind.STAYING_PROTECTED
    if registered.kind is not ResidenceKind.REGISTERED:
        return _later(stay, registered)
    return stay.kind is ResidenceKind.STAYING_PROTECTED and _later(stay, registered)


def _later(stay: Residence | None, registered: Residence | None) -> bool:
    return stay is not None and registered is not None and since(stay) >= since(registered)


def _of_stay(held: Held, stay: Residence | None) -> Result:
    if stay is None:
        return Result(
            criterion=Criterion.HOME, judged=Judged.UNKNOWN, why="home.protected_place_unknown"
        )
    protected = stay.kind is ResidenceKind.STAYING_PROTECTED
    if is_home(held, stay):
        return _result(Judged.MET, "home.protected" if protected else "home.staying", stay)
    return _result(Judged.NOT_MET, "home.stays_elsewhere", stay)


def _of_register(held: Held, registered: Residence, stay: Residence | None, on: date) -> Result:
    gone = _GONE.get(registered.kind) if registered.kind is not None else None
    if gone is not None:
        return _result(Judged.NOT_MET, gone, registered)
    if registered.kind is not ResidenceKind.REGISTERED:
        return _result(Judged.UNKNOWN, "home.unknown", registered)
    if registered.end is not None and on > registered.end:
        if stay is not None and since(stay) > registered.end:
            return _of_stay(held, stay)
        return _result(Judged.UNKNOWN, "home.left_unknown", registered)
    if is_home(held, registered):
        return _result(Judged.MET, "home.registered", registered)
    return _result(Judged.NOT_MET, "home.elsewhere", registered)


def _of_others(held: Held, told: Residence | None, on: date) -> Result:
    """Folkbokföringen says nothing: the latest of what the others say."""
    if told is None:
        return _silent(held)
    if told.kind in _STAYS:
        ended = told.end is not None and on > told.end
        return _result(Judged.UNKNOWN, "home.left_unknown", told) if ended else _of_stay(held, told)
    return _of_register(held, told, None, on)


def _silent(held: Held) -> Result:
    if held.protection is Protection.PROTECTED:
        why = "home.protected_place_unknown"
    elif held.identity_number[6:7] >= _COORDINATION_DAY:
        why = "home.coordination"
    else:
        why = "home.silent"
    return Result(criterion=Criterion.HOME, judged=Judged.UNKNOWN, why=why)


def is_home(held: Held, one: Residence) -> bool:
    """Whether a place is here. A stay without a municipality is a stay here, as its name says."""
    return one.municipality == held.home or (one.municipality is None and one.kind in _STAYS)


def spans(held: Held, residences: Sequence[Residence]) -> Iterator[tuple[date, date]]:
    """Give the times, first and last day, in which she is known to have belonged here.

    A place without a day is known from when it was told: whether she lived here before is not said.
    """
    register = [one for one in residences if one.source is FactSource.POPULATION_REGISTER]
    places = register or residences
    for place, one in enumerate(places):
        if one.kind in _SINCE_EVER and is_home(held, one):
            start, last = since(one), one.end or EVER
            for other in places[place + 1 :]:
                if since(other) > start:
                    last = min(last, since(other) - DAY)
                    break
            yield one.start or one.as_of or start, last


def arrived(residences: Sequence[Residence]) -> Residence | None:
    """Return the latest arrival from abroad, if any is known."""
    return next((one for one in reversed(residences) if one.from_abroad), None)


def _order(one: Residence) -> tuple[object, ...]:
    kind = one.kind or ResidenceKind.UNKNOWN
    weight = -_HEADS.get(one.source, 1) if one.source is not None else -1
    return (since(one), weight, one.as_of or date.min, kind, one.id)


def _result(judged: Judged, why: str, one: Residence) -> Result:
    return Result(
        criterion=Criterion.HOME,
        judged=judged,
        why=why,
        facts=(one.id,),
        stated=one.source in STATED,
    )
