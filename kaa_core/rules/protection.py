"""Skyddad folkbokföring and sekretessmarkering: two things, and what each keeps from being shown.

22 kap. 1 § and 2 § OSL, 29 kap. 6 § skollagen, domain.md section 2. *Sekretessmarkering* is a warning:
what is there may be seen, and the harm is weighed before anything is disclosed. *Skyddad folkbokföring* is
stronger: no address here at all, and nothing that tells where the person is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final, TypeVar, cast

import attrs

from kaa_core.model.enums import Protection
from kaa_core.model.records import NO_ADDRESS, Conflict, HomeVisit, Residence, Youth
from kaa_core.model.registry import REGISTRY, Record

R = TypeVar("R", bound=Record)
SHOWN_FOR: Final = timedelta(minutes=5)
"""How long a protected case stays open once a reason has been given (design.md section 4)."""
ELSEWHERE: Final = "0000"
"""Another municipality than ours, not said which; no municipality has this code."""
_PLACES: Final[dict[type[Record], tuple[str, ...]]] = {
    Youth: NO_ADDRESS.fields,
    HomeVisit: ("address", "access_note"),
    Residence: ("municipality", "from_abroad"),
}
"""The fields that say where somebody is."""
_SIDES: Final = ("kept_value", "before_value", "other_value", "chosen_value")


def hidden(protection: Protection | None) -> bool:
    """Whether name, number and place are shown to nobody who has not given a reason."""
    return protection is Protection.PROTECTED


def warned(protection: Protection | None) -> bool:
    """Whether the harm is to be weighed before anything is disclosed: for both."""
    return bool(protection)


def addresses_left(records: Iterable[Record]) -> list[HomeVisit]:
    """Return the home visits that still say where a protected person lived: entered before she was."""
    return [
        one for one in records if isinstance(one, HomeVisit) and (one.address or one.access_note)
    ]


def to_shelter(records: Iterable[Record], home: str) -> list[tuple[Record, Record]]:
    """Return records of somebody who has become protected that say where she is: as is, as they may be.

    What is entered in the journal stands, and is erased by a decision (`addresses_left`).
    """
    found = ((one, as_kept(one, home)) for one in records if isinstance(one, HomeVisit | Residence))
    return [
        (one, kept)
        for one, kept in found
        if kept != one and getattr(one, "entered_at", None) is None
    ]


def as_kept(record: R, home: str) -> R:
    """Return a record about somebody protected as it may be kept or leave: without address and place.

    `home`: the four digits of the municipality whose register it is.
    """
    kept: Record = record
    if isinstance(record, Youth):
        kept = _without(record, _PLACES[Youth])
    elif isinstance(record, HomeVisit):
        kept = _without(record, _PLACES[HomeVisit])
    elif isinstance(record, Residence):
        kept = without_place(record, home)
    elif isinstance(record, Conflict) and _is_about_place(record):
        kept = _without(record, _SIDES)
    return cast("R", kept)


def _without(record: Record, fields: Iterable[str]) -> Record:
    empty: dict[str, Any] = dict.fromkeys(fields)
    return attrs.evolve(record, **empty)


def _is_about_place(conflict: Conflict) -> bool:
    """Whether the values that stand against each other say where somebody is."""
    kind = REGISTRY.get(conflict.target_kind)
    field = None if kind is None else kind.by_id.get(conflict.target_field)
    return kind is not None and field is not None and field.name in _PLACES.get(kind.cls, ())


def without_place(residence: Residence, home: str) -> Residence:
    """Return a fact of residence of somebody protected as it may be kept: never where else she is.

    Whether she belongs here has to be known (29 kap. 6 § skollagen), and nothing more: another
    municipality becomes `ELSEWHERE`, and that she came from abroad goes. `home`: the four digits of the
    municipality whose register it is.
    """
    known = residence.municipality
    return attrs.evolve(
        residence,
        municipality=known if known in (home, None) else ELSEWHERE,
        from_abroad=None,
    )
