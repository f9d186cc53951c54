"""What each column of a municipality's own table holds."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from typing import Self

import attrs

from kaa_core.imports.book import Row
from kaa_core.imports.tables import Table


class Column(enum.Enum):
    """What a column may be taken as. The value is stored with a kept choice and never changes."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        member = object.__new__(cls)
        member._value_ = value
        member.label = label
        return member

    IGNORE = "ignore", "Tas inte med"
    NUMBER = "number", "Personnummer"
    GIVEN_NAME = "given", "Förnamn"
    FAMILY_NAME = "family", "Efternamn"
    NAME = "name", "Namn (för- och efternamn)"
    CARE_OF = "care_of", "C/o"
    STREET = "street", "Gatuadress"
    POSTAL_CODE = "postal_code", "Postnummer"
    CITY = "city", "Ort"
    POSTAL_LINE = "postal_line", "Postnummer och ort"
    ADDRESS = "address", "Hela adressen"
    PHONE = "phone", "Telefon"
    EMAIL = "email", "E-post"
    PROTECTION = "protection", "Skydd av uppgifter"
    CASE_NUMBER = "case_number", "Ärendenummer"
    SCHOOL = "school", "Senaste skola"
    PROGRAMME = "programme", "Program"
    DROPPED_OUT = "dropped_out", "Avbrott, datum"
    OCCUPATION = "occupation", "Sysselsättning"
    ENROLLED = "enrolled", "Inskriven i KAA, datum"
    ENDED = "ended", "Avskriven, datum"
    REASON = "reason", "Orsak till inskrivning"
    WORKER = "worker", "Handläggare"
    GUARDIAN_NAME = "guardian_name", "Vårdnadshavare, namn"
    GUARDIAN_PHONE = "guardian_phone", "Vårdnadshavare, telefon"
    GUARDIAN_EMAIL = "guardian_email", "Vårdnadshavare, e-post"


@attrs.frozen
class Barred:
    """A column that may not be imported at all, and the sentence that says by which rule."""

    index: int
    heading: str
    sentence: str


def propose(table: Table, rows: Sequence[Row], kept: Mapping[str, Column]) -> dict[int, Column]:
    """Return what each column seems to hold, by its index; every column has an answer.

    `rows` are those under the headings (some hundred are enough). `kept` holds what was chosen last
    time, by `normal(heading)`; it wins over the proposal, except for what may not be imported.
    """
    raise NotImplementedError


def normal(heading: str) -> str:
    """Return a heading as it is compared and kept: lower case, one space, no signs."""
    raise NotImplementedError


def barred(table: Table) -> tuple[Barred, ...]:
    """Return the columns that 5 § förordningen (2006:39) forbids; they can only be ignored."""
    raise NotImplementedError


def to_keep(table: Table, mapping: Mapping[int, Column]) -> dict[str, Column]:
    """Return the choices worth keeping for next time, by `normal(heading)`."""
    raise NotImplementedError


def faults(mapping: Mapping[int, Column]) -> tuple[str, ...]:
    """Return why an import cannot start with this mapping, as sentences; empty when it can."""
    raise NotImplementedError
