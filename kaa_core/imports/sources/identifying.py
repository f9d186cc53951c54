"""Whom an entry is about: by number, by the number it was before, by name and birth date."""

from __future__ import annotations

from datetime import date
from typing import Final

import attrs

from kaa_core.imports.columns import normal
from kaa_core.imports.sources.facts import Remark, RemarkKind, SourcePerson, name_key, remark
from kaa_core.imports.sources.outcomes import Known, KnownYouth
from kaa_core.model.identity import IdentityNumber, IdentityProblem
from kaa_core.model.ids import YouthId

_SAME: Final = remark(
    RemarkKind.SAME_PERSON,
    "Källan säger att två poster i registret är samma person: en med det gamla numret och en med det "
    "nya. En person avgör.",
)
_CHANGED: Final = remark(
    RemarkKind.NUMBER_CHANGED,
    "Personnumret har ändrats enligt källan. Registret behåller det gamla tills en person har godkänt "
    "ändringen.",
)
_SEVERAL: Final = remark(
    RemarkKind.SEVERAL_NAMED,
    "Raden har inget personnummer, och fler än en i registret har namnet och födelsedatumet.",
)
_NAMED: Final = remark(
    RemarkKind.NAMED,
    "Raden har inget personnummer. Ungdomen är funnen på namn och födelsedatum.",
)
_OTHER: Final = remark(
    RemarkKind.OTHER_NAME,
    "Numret hör till en ungdom i registret och namnet till en annan, född samma dag. Raden tas inte med "
    "förrän en person har jämfört med källan.",
)


@attrs.frozen
class Whom:
    """Whom an entry is about, if the register holds her. `waits`: what a person has to decide."""

    known: KnownYouth | None = None
    new_number: str | None = None
    """The register has her former number: this one is to be written."""
    waits: Remark | None = None
    others: tuple[YouthId, ...] = ()
    remarks: tuple[Remark, ...] = ()
    stops: bool = False
    """Nothing of the entry may be laid in while it waits."""


def birth_of(person: SourcePerson) -> date | None:
    """Return the birth date by the number, else as stated."""
    if person.identity_number:
        try:
            return IdentityNumber.parse(person.identity_number).birth_date or person.birth_date
        except IdentityProblem:
            return person.birth_date
    return person.birth_date


def whom(person: SourcePerson, known: Known) -> Whom:
    """Find the youth whom an entry is about."""
    number, former = person.identity_number, person.former_number
    by_number = known.youth(number) if number else None
    before = known.youth(former) if former and former != number else None
    if by_number is not None:
        return _by_number(person, by_number, before, known)
    if before is not None:
        return Whom(before, new_number=number)
    return Whom() if number or former else _by_name(person, known)


def changed_number() -> Remark:
    """Return what is said while a changed number waits."""
    return _CHANGED


def _by_number(
    person: SourcePerson, found: KnownYouth, before: KnownYouth | None, known: Known
) -> Whom:
    other = _namesake(person, found, known)
    if other is not None:
        return Whom(found, waits=_OTHER, others=_ids(found, other), stops=True)
    if before is not None and before.youth.id != found.youth.id:
        return Whom(found, waits=_SAME, others=_ids(found, before))
    return Whom(found)


def _namesake(person: SourcePerson, found: KnownYouth, known: Known) -> KnownYouth | None:
    """Return another youth, born the same day, whose name the entry has instead of this one's."""
    if not (person.given_name and person.family_name) or _share(person, found):
        return None
    born = birth_of(person)
    if born is None:
        return None
    others = known.named(born, name_key(person.given_name, person.family_name))
    return next((one for one in others if one.youth.id != found.youth.id), None)


def _share(person: SourcePerson, found: KnownYouth) -> bool:
    stated = set(normal(person.given_name or "").split())
    return bool(stated & set(normal(found.youth.given_name).split()))


def _by_name(person: SourcePerson, known: Known) -> Whom:
    if person.birth_date is None or not (person.given_name and person.family_name):
        return Whom()
    found = known.named(person.birth_date, name_key(person.given_name, person.family_name))
    if len(found) > 1:
        return Whom(waits=_SEVERAL, others=_ids(*found), stops=True)
    return Whom(found[0], remarks=(_NAMED,)) if found else Whom()


def _ids(*known: KnownYouth) -> tuple[YouthId, ...]:
    return tuple(YouthId(one.youth.id) for one in known)
