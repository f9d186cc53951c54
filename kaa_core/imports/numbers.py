"""Personnummer as spreadsheets bend them. What is mended is only ever a proposal."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

import attrs

from kaa_core.imports.book import Cell
from kaa_core.imports.texts import filled
from kaa_core.model.identity import IdentityNumber, IdentityProblem, age_on

LONG, SHORT = 12, 10
MENDABLE: Final = range(13, 23)
"""Ages that a mended number may give. A guess is only made for somebody whom a register can hold."""

_JOINS: Final = re.compile(
    "[\\s./_\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}-]+"
)
_AS_FORMULA: Final = re.compile(r'="?([\d+ -]+)"?')
_FLOATED: Final = re.compile(r"\d+[.,]0+")
_SCIENTIFIC: Final = re.compile(r"\d([.,]\d+)?e\+?\d{1,2}", re.IGNORECASE)
_LETTERED: Final = re.compile(r"\d{6}(\d{2})?[a-z]\d{3}", re.IGNORECASE)
_SIGNED: Final = re.compile(r"(\d{6}|\d{8})\+(\d{4})")


@attrs.frozen
class ReadNumber:
    """What a cell gave. Either `number`, or `problem` with the reason; never both."""

    number: IdentityNumber | None = None
    mended: str = ""
    """The reason why digits were changed, as a sentence; the row waits for a yes."""
    century: bool = False
    """The cell had ten digits, and the century follows from the age."""
    problem: str = ""


def read_number(cell: Cell, today: date, *, synthetic: bool = False) -> ReadNumber:
    """Read a personnummer or samordningsnummer in any usual form; a valid one is never changed."""
    if cell is not None and (isinstance(cell, bool) or not isinstance(cell, str | int | float)):
        return ReadNumber(problem="Cellen innehåller ett datum i stället för ett personnummer.")
    text = filled(cell)
    if _SCIENTIFIC.fullmatch(text):
        return _unfolded(text, today, synthetic=synthetic)
    digits, sign = _digits(text)
    if len(digits) in (SHORT, LONG) and digits.isascii() and digits.isdigit():
        return _parsed(digits, sign, today, synthetic=synthetic)
    if len(digits) == SHORT - 1 and digits.isascii() and digits.isdigit():
        return _padded(digits, today, synthetic=synthetic)
    return ReadNumber(problem=_why_not(digits))


def looks_like_number(cell: Cell, today: date) -> bool:
    """Whether a cell's content is a personnummer, for a column whose heading does not say it."""
    if not isinstance(cell, str | int | float) or isinstance(cell, bool):
        return False
    if isinstance(cell, str) and len(cell) > 30:
        return False
    digits, sign = _digits(filled(cell))
    if len(digits) == SHORT - 1:
        digits = "0" + digits
    plain = len(digits) in (SHORT, LONG) and digits.isascii() and digits.isdigit()
    return plain and _parsed(digits, sign, today, synthetic=True).number is not None


def _digits(text: str) -> tuple[str, str]:
    """Return a cell's digits and "+" when it stands before the last four; letters stay in."""
    if found := _AS_FORMULA.fullmatch(text):
        text = found[1]
    if _FLOATED.fullmatch(text):
        text = re.split("[.,]", text)[0]
    text = text.lstrip("'")
    joined = text[:1] + _JOINS.sub("", text[1:])  # a minus before all figures is no hyphen
    if found := _SIGNED.fullmatch(joined):
        return found[1] + found[2], "+"
    return joined, ""


def _parsed(digits: str, sign: str, today: date, *, synthetic: bool) -> ReadNumber:
    written = f"{digits[:-4]}{sign or '-'}{digits[-4:]}"
    try:
        number = IdentityNumber.parse(written, today=today, allow_synthetic=synthetic)
    except IdentityProblem as problem:
        return ReadNumber(problem=str(problem))
    return ReadNumber(number=number, century=len(digits) == SHORT)


def _padded(digits: str, today: date, *, synthetic: bool) -> ReadNumber:
    """Nine digits: a spreadsheet took the zero of 2000 to 2009 away, if the number says so itself."""
    found = _parsed("0" + digits, "", today, synthetic=synthetic)
    if found.number is None or not _of_the_register(found.number, today):
        return ReadNumber(problem=_why_not(digits))
    return attrs.evolve(
        found,
        mended="Personnumret har nio siffror. Kalkylprogrammet har troligen tagit bort nollan först, "
        "och med den stämmer kontrollsiffran.",
    )


def _unfolded(text: str, today: date, *, synthetic: bool) -> ReadNumber:
    """2,00401012389E+11: whole if all digits are there, lost if they are not."""
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return ReadNumber(problem="Cellen innehåller annat än ett personnummer.")
    kept = len(re.split("e", text, flags=re.IGNORECASE)[0].replace(",", "").replace(".", ""))
    digits = str(int(value)) if value == value.to_integral_value() else ""
    if len(digits) in (SHORT, LONG) and kept == len(digits):
        found = _parsed(digits, "", today, synthetic=synthetic)
        if found.number is not None and _of_the_register(found.number, today):
            return attrs.evolve(
                found,
                mended="Personnumret stod som ett tal i potensform. Alla siffror fanns kvar, och "
                "kontrollsiffran stämmer.",
            )
    return ReadNumber(
        problem="Kalkylprogrammet har kortat personnumret till ett tal i potensform, och siffror har "
        "gått förlorade. Gör kolumnen till text i källan och spara om filen."
    )


def _of_the_register(number: IdentityNumber, today: date) -> bool:
    return number.birth_date is not None and age_on(number.birth_date, today) in MENDABLE


def _why_not(digits: str) -> str:
    """Return why these digits are no number, without quoting them."""
    if not digits:
        return "Raden har inget personnummer."
    if _LETTERED.fullmatch(digits):
        return (
            "Numret är ett TF-nummer eller ett tillfälligt nummer. Den som har ett sådant är inte "
            "folkbokförd och kan inte registreras här."
        )
    if not (digits.isascii() and digits.isdigit()):
        return "Cellen innehåller annat än ett personnummer."
    return f"Personnumret har {len(digits)} siffror. Det ska ha 12 eller 10. Jämför med källan."
