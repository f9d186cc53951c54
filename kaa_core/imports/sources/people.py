"""Numbers, names, dates and marks of protection as sources write them, read with distrust."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

import attrs

from kaa_core.imports import parts
from kaa_core.imports.book import Cell
from kaa_core.imports.numbers import read_number
from kaa_core.imports.sources.facts import Remark, RemarkKind, remark
from kaa_core.imports.texts import clean, filled
from kaa_core.model.enums import Protection
from kaa_core.model.identity import IdentityKind

_TF: Final = re.compile(r"(\d{2})?\d{6}[-+ ]?(?=\w*[a-z])[a-z0-9]{4}", re.IGNORECASE)
TF_NUMBER: Final = (
    "Numret är ett TF-nummer eller ett tillfälligt nummer. Den som har ett sådant är inte folkbokförd och "
    "kan inte registreras här."
)
_UNKNOWN_MARK: Final = remark(
    RemarkKind.PROTECTION,
    "Det framgår inte vilket skydd som menas. Det är taget som skyddad folkbokföring, som är det starkaste.",
)
COORDINATION: Final = remark(RemarkKind.COORDINATION, "Numret är ett samordningsnummer.")
_CENTURY: Final = remark(
    RemarkKind.CENTURY, "Personnumret har inget sekel i källan. Det följer av åldern."
)


@attrs.frozen(kw_only=True, repr=False)
class ReadIdentity:
    """Who a row says that it is about. Either `number`, or `problem` with the reason, or neither."""

    number: str | None = None
    birth_date: date | None = None
    problem: str = ""
    waits: tuple[Remark, ...] = ()
    remarks: tuple[Remark, ...] = ()


def identity_of(cell: Cell, today: date, *, synthetic: bool = False) -> ReadIdentity:
    """Read a personnummer or samordningsnummer; an empty cell gives neither number nor problem.

    A number that lost its leading zero is read, and waits for a yes. A birth date in the future and a
    TF-nummer are refused with the reason.
    """
    text = filled(cell)
    if not text:
        return ReadIdentity()
    if _TF.fullmatch(text):
        return ReadIdentity(problem=TF_NUMBER)
    read = read_number(cell, today, synthetic=synthetic)
    if read.number is None:
        return ReadIdentity(problem=read.problem)
    born = read.number.birth_date
    remarks = []
    if read.number.kind is IdentityKind.SAMORDNINGSNUMMER:
        remarks.append(COORDINATION)
    if read.century:
        remarks.append(_CENTURY)
    if born is not None and born > today:
        return ReadIdentity(problem="Födelsedatumet ligger i framtiden. Jämför numret med källan.")
    return ReadIdentity(
        number=read.number.digits,
        birth_date=born,
        waits=(remark(RemarkKind.MENDED_NUMBER, read.mended),) if read.mended else (),
        remarks=tuple(remarks),
    )


def word(value: object) -> str | None:
    """Return a text of a source as a person would read it; None when there is none."""
    return (clean(value) or None) if isinstance(value, str) else None


def fitted(text: str | None, longest: int = 200) -> str | None:
    """Return text no longer than its field."""
    return text[:longest].rstrip() if text else None


def protection_named(text: str) -> tuple[Protection, tuple[Remark, ...]]:
    """Return what a mark of protection says; what is unclear is taken as the strongest (OSL)."""
    found, clear = parts.protection_of(text, "skydd")
    return found, () if clear else (_UNKNOWN_MARK,)


def municipality_of(text: str | None, county: str | None = None) -> str | None:
    """Return four digits of a municipality's code, as 682, 0682, or 06 and 82; else None."""
    code, before = (text or "").strip(), (county or "").strip()
    if not (code.isascii() and code.isdigit()):
        return None
    if before.isascii() and before.isdigit() and len(code) <= 2:
        return f"{int(before):02d}{int(code):02d}"
    return code.zfill(4) if len(code) in (3, 4) else None
