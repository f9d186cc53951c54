"""What a source may write of a youth herself: what is empty, and what an import wrote before.

A field that a person wrote is never changed. Between imports folkbokföringen goes before the rest, then the
later day, then a fixed order of the values: so that no order of a day's files gives another register.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import attrs

from kaa_core.imports import parts
from kaa_core.imports.columns import normal
from kaa_core.imports.sources.facts import Remark, RemarkKind, SourcePerson, remark
from kaa_core.imports.sources.outcomes import Differs, Filled, KnownYouth
from kaa_core.model.enums import FactSource, Protection
from kaa_core.model.records import NO_ADDRESS, Youth
from kaa_core.model.registry import REGISTRY

ADDRESS: Final = ("street", "postal_code", "city")
_ABOUT_IT: Final = ("address_source", "address_confirmed")
_GROUPS: Final = (("given_name",), ("family_name",), ("phone",), ("email",), ADDRESS)
_LABELS: Final = {field.name: field.label for field in REGISTRY.kind(Youth).fields}
_LONGEST: Final = {field.name: field.max_length for field in REGISTRY.kind(Youth).fields}
_BARRED: Final = remark(
    RemarkKind.BARRED_ADDRESS,
    "Adressen tas inte med. Den som har skyddad folkbokföring får inte ha någon adress i registret.",
)
LOWER: Final = remark(
    RemarkKind.LOWER_PROTECTION,
    "Folkbokföringen anger ett svagare skydd än registret. Skyddet står kvar tills en person har ändrat "
    "det.",
)


@attrs.define
class Filling:
    """What comes of the youth's own fields."""

    values: dict[str, Any] = attrs.field(factory=dict)
    filled: dict[str, Filled] = attrs.field(factory=dict)
    differs: list[Differs] = attrs.field(factory=list)
    remarks: list[Remark] = attrs.field(factory=list)
    raised: bool = False
    lowers: bool = False


def stated(person: SourcePerson) -> dict[str, str]:
    """Return the fields of `Youth` that an entry fills in, cut to their lengths."""
    address = person.address
    said = {
        "given_name": person.given_name,
        "family_name": person.family_name,
        "phone": person.phone,
        "email": person.email,
        "street": address.street if address else None,
        "postal_code": address.postal_code if address else None,
        "city": address.city if address else None,
    }
    return {name: value[: _LONGEST[name]].rstrip() for name, value in said.items() if value}


def fill(
    person: SourcePerson,
    known: KnownYouth,
    source: FactSource,
    as_of: date,
    *,
    filling: bool = True,
) -> Filling:
    """Return what an entry writes of a youth whom the register holds.

    `filling` False: the address and the names are left as they are; used for what is older than the
    register's last word, which changes nothing.
    """
    found = Filling()
    if not filling:
        return found
    youth = known.youth
    protection = _protect(person, youth, source, found)
    said = stated(person)
    if protection is Protection.PROTECTED:
        if any(said.pop(name, None) for name in ADDRESS):
            found.remarks.append(_BARRED)
        for name in ADDRESS:
            said.pop(name, None)
    for group in _GROUPS:
        if any(name in said for name in group):
            _group(group, said, known, Filled(source, as_of), found)
    return found


def _protect(
    person: SourcePerson, youth: Youth, source: FactSource, found: Filling
) -> Protection | None:
    """Raise the protection at once, and take the address away with it; never lower it."""
    held, said = youth.protection, person.protection
    if said is None:
        return held
    if said > (held or Protection.NONE):
        found.values["protection"] = said
        found.raised = True
        if said is Protection.PROTECTED:
            cleared = {name: None for name in NO_ADDRESS.fields if getattr(youth, name) is not None}
            found.values.update(cleared)
        return said
    if held is None:
        found.values["protection"] = said
    elif said < held and source is FactSource.POPULATION_REGISTER:
        found.lowers = True
    return held


def _group(
    group: tuple[str, ...],
    said: Mapping[str, str],
    known: KnownYouth,
    now: Filled,
    found: Filling,
) -> None:
    """Fill one field, or the whole address. A worker's confirmation makes an address hers."""
    held = {name: getattr(known.youth, name) for name in group}
    value = {name: said.get(name) for name in group}
    about = _ABOUT_IT if group is ADDRESS else ()
    written = [name for name in (*group, *about) if getattr(known.youth, name) is not None]
    if any(name not in known.filled for name in written if getattr(known.youth, name) != ""):
        found.differs += [
            Differs(name, _LABELS[name], held[name] or "", value[name] or "")
            for name in group
            if value[name] and not _same(name, value[name] or "", held[name] or "")
        ]
        return
    before = next((known.filled[name] for name in group if held[name]), None)
    if before is not None and _rank(before, held) > _rank(now, value):
        return
    names = [*(name for name in group if value[name]), *about]
    found.filled.update({name: now for name in names if known.filled.get(name) != now})
    if held == value and (not about or known.youth.address_source is now.source):
        return
    found.values.update({name: value[name] for name in group if value[name] != held[name]})
    if about:
        found.values |= {"address_source": now.source, "address_confirmed": now.as_of}


def _rank(where: Filled, values: Mapping[str, str | None]) -> tuple[bool, date, list[str]]:
    of_population = where.source is FactSource.POPULATION_REGISTER
    return of_population, where.as_of, [one or "" for one in values.values()]


def _same(name: str, ours: str, theirs: str) -> bool:
    if name == "phone":
        return parts.dialled(ours) == parts.dialled(theirs)
    return normal(ours) == normal(theirs)
