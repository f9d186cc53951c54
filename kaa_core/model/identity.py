"""Personnummer and samordningsnummer (domain.md section 7).

Stored as 12 digits, shown YYYYMMDD-NNNN, Luhn over the last ten. A samordningsnummer has day + 60, and
where the birth date is uncertain its month may be 00 and its day none that the calendar has.
*Synthetic* numbers (a true date, a check digit that is wrong on purpose: right + 5 mod 10) belong to
nobody alive; only profiles and servers made as practice, test or benchmark accept them.
"""

from __future__ import annotations

import calendar
import enum
import re
from datetime import date

import attrs

SAMORDNING_DAY = 60
LONGEST_MONTH = 31
DECEMBER = 12
CENTENARIAN = 100
MAJORITY = 18

_FORM = re.compile(r"(\d{2})?(\d{2})(\d{2})(\d{2})([-+]?)(\d{4})")
# One letter, or two as in SS 12000: 20130101TF01.
_TF_FORM = re.compile(r"(\d{2})?\d{6}[-+ ]?([A-Z]\d{3}|[A-Z]{2}\d{2})", re.IGNORECASE)


class IdentityProblem(ValueError):
    """Why a number is refused, as a Swedish sentence. Never holds the number."""


class IdentityKind(enum.Enum):
    """What sort of number it is."""

    PERSONNUMMER = "personnummer"
    SAMORDNINGSNUMMER = "samordningsnummer"


@attrs.frozen
class IdentityNumber:
    """A checked identity number. `digits` is always 12 digits.

    `birth_date` is None for a samordningsnummer whose date is uncertain.
    """

    digits: str = attrs.field(repr=False)
    kind: IdentityKind
    birth_date: date | None = attrs.field(repr=False)
    synthetic: bool = False

    @classmethod
    def parse(
        cls, written: str, *, today: date | None = None, allow_synthetic: bool = True
    ) -> IdentityNumber:
        """Read a number in any usual form; raises IdentityProblem with the sentence to show.

        Ten digits need `today` to find the century: the latest that is not in the future, and one
        century earlier after "+", which the year one turns 100 brings.
        """
        century, year, month, day, sign, serial = _split(written)
        if not century:
            if today is None:
                raise IdentityProblem(
                    f"Personnumret har {len(year + month + day + serial)} siffror. "
                    "Skriv 12: ååååmmddnnnn."
                )
            century = _century(year + month + day, sign, today)
        digits = century + year + month + day + serial
        kind, birth_date = _date_of(digits)
        if today is not None and birth_date is not None and birth_date > today:
            raise IdentityProblem("Födelsedatumet ligger i framtiden. Jämför numret med källan.")
        expected = check_digit(digits[2:11])
        synthetic = int(digits[11]) == (expected + 5) % 10
        if int(digits[11]) != expected and not (synthetic and allow_synthetic):
            raise IdentityProblem("Kontrollsiffran stämmer inte. Jämför numret med källan.")
        return cls(digits, kind, birth_date, synthetic)

    def __str__(self) -> str:
        return f"{self.digits[:8]}-{self.digits[8:]}"

    def short(self, today: date) -> str:
        """Return YYMMDD-NNNN, with "+" from the year the person turns 100."""
        sign = "+" if today.year - int(self.digits[:4]) >= CENTENARIAN else "-"
        return f"{self.digits[2:8]}{sign}{self.digits[8:]}"


def check_digit(nine: str) -> int:
    """Return the Luhn check digit of nine digits (YYMMDDNNN)."""
    doubled = (int(digit) * (2 - index % 2) for index, digit in enumerate(nine))
    return -sum(value // 10 + value % 10 for value in doubled) % 10


def synthetic_number(birth_date: date, serial: int) -> str:
    """Return a 12-digit number that no living person has: its check digit is wrong on purpose."""
    nine = f"{birth_date:%y%m%d}{serial:03d}"
    return f"{birth_date:%Y%m%d}{serial:03d}{(check_digit(nine) + 5) % 10}"


def birthday(born: date, year: int) -> date:
    """Return the birthday in `year`; for 29 February the month's last day (lag 1930:173)."""
    last = calendar.monthrange(year, born.month)[1]
    return date(year, born.month, min(born.day, last))


def age_on(born: date, on: date) -> int:
    """Return whole years of age on a date; negative before birth."""
    return on.year - born.year - (on < birthday(born, on.year))


def shown(digits: str) -> str:
    """Return stored digits as YYYYMMDD-NNNN, whatever they are (a list never fails on a bad row)."""
    return f"{digits[:8]}-{digits[8:]}" if len(digits) == len("ååååmmddnnnn") else digits


def _split(written: str) -> tuple[str, str, str, str, str, str]:
    text = written.strip().replace("\N{EN DASH}", "-").replace("\N{MINUS SIGN}", "-")
    if _TF_FORM.fullmatch(text):
        raise IdentityProblem(
            "Det här är ett TF-nummer. Den som har ett sådant är inte folkbokförd och kan inte "
            "registreras här."
        )
    if not text.isascii():
        raise IdentityProblem("Personnumret får bara innehålla siffror. Skriv 12: ååååmmddnnnn.")
    found = _FORM.fullmatch(text)
    if found is None:
        count = sum(character.isdigit() for character in text)
        raise IdentityProblem(f"Personnumret har {count} siffror. Skriv 12: ååååmmddnnnn.")
    century, year, month, day, sign, serial = found.groups()
    if serial.startswith("000"):
        raise IdentityProblem("Födelsenumret kan inte vara 000. Jämför numret med källan.")
    return century or "", year, month, day, sign, serial


def _century(short: str, sign: str, today: date) -> str:
    """The latest century in which the date is not in the future; one earlier after "+"."""
    day = int(short[4:6])
    real_day = day - SAMORDNING_DAY if day >= SAMORDNING_DAY else day
    century = today.year // 100
    if (int(short[:2]), int(short[2:4]), real_day) > (today.year % 100, today.month, today.day):
        century -= 1
    return str(century - 1 if sign == "+" else century)


def _date_of(digits: str) -> tuple[IdentityKind, date | None]:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    coordination = SAMORDNING_DAY <= day <= SAMORDNING_DAY + LONGEST_MONTH and month <= DECEMBER
    kind = IdentityKind.SAMORDNINGSNUMMER if coordination else IdentityKind.PERSONNUMMER
    try:
        return kind, date(year, month, day - SAMORDNING_DAY if coordination else day)
    except ValueError:
        if coordination:
            return kind, None
        raise IdentityProblem(
            "Datumet i personnumret finns inte. Jämför numret med källan."
        ) from None
