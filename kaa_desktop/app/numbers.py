"""A personnummer as it is written by hand: what it says, who has it already, and one that is corrected."""

from __future__ import annotations

from typing import Any, Final

import attrs

from kaa_core.imports.numbers import read_number
from kaa_core.model.identity import IdentityKind, IdentityNumber, age_on
from kaa_core.model.ids import YouthId
from kaa_core.model.records import Youth
from kaa_core.model.registry import Problem
from kaa_desktop.app.context import Context, is_protected, youth_name
from kaa_desktop.app.words import short
from kaa_desktop.store import known

NUMBER: Final = "identity_number"
_SAMORDNING: Final = "Det är ett samordningsnummer. "
_UPPER: Final = 20
_LOWER: Final = 16
_SAME: Final = " Är det samma person avgörs det under Samma person."


@attrs.frozen(kw_only=True, repr=False)
class NumberCheck:
    """What is said of a personnummer as it is typed. `known` is the youth who has it already."""

    digits: str = ""
    sentence: str = ""
    wrong: bool = False
    known: YouthId | None = None


def check_number(context: Context, written: str, of: YouthId | None = None) -> NumberCheck:
    """What a personnummer says, in any usual form; a sentence for the person beside it.

    `of`: the youth whose number it is to become; her own is nobody else's.
    """
    read = read_number(written, context.today, synthetic=context.identity.who.practice)
    number = read.number
    if number is None or read.mended:  # nothing is mended for one who has the number before her
        return NumberCheck(sentence=read.problem or _digits_missing(written), wrong=True)
    held = context.queries.read(lambda one: known.by_number(one, number.digits))
    if held is not None and held.id != of:
        said = _already(held) + ("" if of is None else _SAME)
        return NumberCheck(digits=number.digits, sentence=said, wrong=True, known=YouthId(held.id))
    return NumberCheck(digits=number.digits, sentence=_born(context, number))


def corrected(
    context: Context, held: Youth, values: dict[str, Any]
) -> tuple[dict[str, Any], list[Problem]]:
    """A youth's changed values with a number that is changed among them as it is stored, or why not.

    It follows folkbokföringen: somebody with a samordningsnummer gets a personnummer when she is registered.
    """
    if NUMBER not in values:
        return values, []
    written = values[NUMBER] or ""
    if not written:
        return values, [Problem(field=NUMBER, sentence="Fyll i personnummer.")]
    check = check_number(context, written, YouthId(held.id))
    if check.wrong:
        return values, [Problem(field=NUMBER, sentence=check.sentence)]
    return values | {NUMBER: check.digits}, []


def _born(context: Context, number: IdentityNumber) -> str:
    kind = _SAMORDNING if number.kind is IdentityKind.SAMORDNINGSNUMMER else ""
    born, today = number.birth_date, context.today
    if born is None:
        return f"{kind}Födelsedagen är inte säker."
    age = age_on(born, today)
    said = f"{kind}Född {short(born, today)}, {age} år."
    if age >= _UPPER:
        return f"{said} Aktivitetsansvaret gäller den som inte har fyllt {_UPPER}."
    if age < _LOWER:
        return f"{said} Skolplikten är i regel inte slut. Se efter att numret stämmer."
    return said


def _already(held: Youth) -> str:
    if is_protected(held.protection):
        return "Numret finns redan i registret. Öppna ärendet i stället."
    return f"{youth_name(held)} finns redan i registret. Öppna ärendet i stället."


def _digits_missing(written: str) -> str:
    count = sum(one.isdigit() for one in written)
    return f"Personnumret har {count} siffror. Skriv 12: ååååmmddnnnn."
