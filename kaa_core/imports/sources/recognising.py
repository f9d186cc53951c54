"""Which source a file comes from, told by what it holds, never by its name; and its delivery.

Objects of SS 12000 and folkbokföring's notification files are known by their first characters. A list in
columns is known by what its rows say: documents, admissions, notices. All else is a municipality's own.
"""

from __future__ import annotations

import codecs
import enum
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, Final, Self

import msgspec

from kaa_core.imports.book import Book, NotReadable, Sheet
from kaa_core.imports.columns import Column
from kaa_core.imports.refusals import refusal
from kaa_core.imports.sources import navet, ss12000
from kaa_core.imports.sources.facts import AnyFact, Delivery, Given, SourcePerson
from kaa_core.imports.sources.lists import Chosen, List, columns, of_sheet, problems
from kaa_core.imports.tables import Table, find_table
from kaa_core.model.facts import Credential, SchoolNotice, StudyPeriod

HEAD: Final = 4096
"""Bytes by which a file is told."""
MOST_BYTES: Final = 64 * 2**20
"""Of a file that is read whole into objects on a desktop; the server reads larger ones by night."""
_LOOKED_AT: Final = 60
_HEADINGS: Final = 300
_MARKS: Final = (b"#DATABESKRIVNING", b"#POST_START", b"#INFO_START", b"#UP ")


class Source(enum.Enum):
    """What a file is. `feed`: its name in the register, the same as in the server's imports."""

    label: str
    feed: str

    def __new__(cls, value: str, label: str, feed: str) -> Self:
        member = object.__new__(cls)
        member._value_ = value
        member.label = label
        member.feed = feed
        return member

    REGISTER = "register", "Kommunens eget register", ""
    SS12000 = "ss12000", "Skoluppgifter (SS 12000)", "Skolregistret"
    NAVET = "navet", "Folkbokföring (aviseringsfil)", "Folkbokföringen"
    POPULATION = "population", "Folkbokföring (lista)", "Folkbokföringen"
    UHR = "uhr", "Svar från UHR om betygsdokument", "UHR"
    ADMISSIONS = "admissions", "Antagningslista", "Antagningen"
    NOTICES = "notices", "Anmälningar enligt 15 kap. 15 §", "Anmälningar"


LISTS: Final[Mapping[Source, List]] = {
    Source.POPULATION: List.POPULATION,
    Source.UHR: List.UHR,
    Source.ADMISSIONS: List.ADMISSIONS,
    Source.NOTICES: List.NOTICES,
}
"""Sources that are lists in columns, and how each is read."""
_SHOWN_BY: Final[tuple[tuple[Source, Column, type[AnyFact]], ...]] = (
    (Source.UHR, Column.CREDENTIAL, Credential),
    (Source.NOTICES, Column.NOTICE, SchoolNotice),
    (Source.ADMISSIONS, Column.ADMISSION, StudyPeriod),
)
_OWN: Final = frozenset({Column.WORKER, Column.OCCUPATION, Column.GUARDIAN_NAME})
"""Columns that a register of KAA has and no source: such a file is the municipality's own."""


def told_by_head(head: bytes) -> Source | None:
    """Return what a file is by its first bytes; None for what may be a list in columns."""
    text = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if text.startswith(b"#") and any(mark in text for mark in _MARKS):
        return Source.NAVET
    return Source.SS12000 if text[:1] in (b"{", b"[") else None


def told_by_rows(book: Book, at: int, given: Given) -> Source:
    """Return what a sheet of a book is, by what its first rows say."""
    sheet = book.sheets[at]
    try:
        table = find_table(sheet)
    except NotReadable:
        return Source.REGISTER
    rows = sheet.rows[table.first_row : table.first_row + _HEADINGS]
    if _OWN & set(columns(List.OTHER, table, rows).values()):
        return Source.REGISTER
    for source, column, kind in _SHOWN_BY:
        mapping = columns(LISTS[source], table, rows)
        if column in mapping.values() and not problems(mapping):
            said = list(_facts(sheet, table, LISTS[source], mapping, given))
            if said and sum(any(isinstance(f, kind) for f in facts) for facts in said) * 2 > len(
                said
            ):
                return source
    return Source.REGISTER


def _facts(
    sheet: Sheet, table: Table, what: List, mapping: Mapping[int, Column], given: Given
) -> Iterator[Sequence[AnyFact]]:
    """What the first rows say of each person."""
    delivery = of_sheet(sheet, Chosen(what=what, table=table, mapping=mapping), given)
    for entry in islice(delivery.entries, _LOOKED_AT):
        if isinstance(entry, SourcePerson):
            yield entry.facts


def of_list(source: Source, sheet: Sheet, given: Given) -> Delivery | tuple[str, ...]:
    """Return what a list says, or why it cannot be read as that, as sentences.

    Raises NotReadable when there is no table.
    """
    table, what = find_table(sheet), LISTS[source]
    mapping = columns(what, table, sheet.rows[table.first_row : table.first_row + _HEADINGS])
    faults = problems(mapping)
    if faults:
        return faults
    return of_sheet(sheet, Chosen(what=what, table=table, mapping=mapping), given)


def of_bytes(source: Source, content: bytes, given: Given) -> Delivery:
    """Return what an SS 12000 file or a notification file says; raises NotReadable."""
    if len(content) > MOST_BYTES:
        raise refusal("source-too-big")
    if source is Source.NAVET:
        return navet.delivery(content, given)
    found = ss12000.objects(_decoded(content))
    schools = chain(*(_mappings(found, one) for one in ("organisations", "schoolUnits")))
    lookups = ss12000.Lookups(schools, _mappings(found, "programmes"))
    persons = found.get("persons", [])
    if not persons and not found.get("deletedEntities"):
        raise refusal("no-persons")
    return ss12000.delivery(persons, lookups, given, _mappings(found, "deletedEntities"))


def _decoded(content: bytes) -> Any:
    try:
        return msgspec.json.decode(content.removeprefix(codecs.BOM_UTF8))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise refusal("broken-json") from None


def _mappings(found: Mapping[str, list[Any]], endpoint: str) -> list[Mapping[str, Any]]:
    return [one for one in found.get(endpoint, ()) if isinstance(one, Mapping)]
