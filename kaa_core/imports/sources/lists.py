"""Lists of any source in columns: folkbokföring as CSV, pupils, UHR's answers, admissions, notices.

Two steps, as for a municipality's own register: `columns` proposes what each column holds, which a person
may change; `delivery` reads the rows. A list too long for a spreadsheet is read row by row (`long_list`).
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, Self

import attrs

from kaa_core.imports.book import Row, Sheet
from kaa_core.imports.cells import Way, columns_of
from kaa_core.imports.columns import DATES, Column, normal
from kaa_core.imports.dates import DateOrder, order_of
from kaa_core.imports.judging import date_order
from kaa_core.imports.proposing import faults, propose
from kaa_core.imports.rowfacts import RowFacts
from kaa_core.imports.rows import Reading
from kaa_core.imports.sources.facts import (
    Address,
    AnyFact,
    Delivery,
    Entry,
    Given,
    Remark,
    RemarkKind,
    SourcePerson,
    Unread,
    remark,
)
from kaa_core.imports.sources.people import ReadIdentity, identity_of, municipality_of
from kaa_core.imports.sources.schooling import staying_on
from kaa_core.imports.staff import Staff
from kaa_core.imports.tables import Table
from kaa_core.imports.texts import text_of
from kaa_core.imports.verdicts import Note, NoteKind
from kaa_core.model.enums import FactSource, Protection
from kaa_core.model.identity import IdentityKind, IdentityNumber


class List(enum.Enum):
    """What a list is: it decides the source, and what a heading such as "datum" means in it."""

    source: FactSource
    label: str

    def __new__(cls, value: str, source: FactSource, label: str) -> Self:
        member = object.__new__(cls)
        member._value_ = value
        member.source = source
        member.label = label
        return member

    POPULATION = "population", FactSource.POPULATION_REGISTER, "Folkbokföring"
    PUPILS = "pupils", FactSource.SCHOOL, "Elever och studieperioder"
    UHR = "uhr", FactSource.UHR, "Svar från UHR om betygsdokument"
    ADMISSIONS = "admissions", FactSource.ADMISSIONS, "Antagning"
    NOTICES = "notices", FactSource.NOTICE, "Anmälningar enligt 15 kap. 15 §"
    OTHER = "other", FactSource.OTHER, "Annan lista"


_WORDS: Final[dict[List, dict[Column, str]]] = {
    List.POPULATION: {
        Column.MOVED: "datum fr o m|fr o m|from|fromdatum|datum",
        Column.MUNICIPALITY: "kommun|län kommun|lkf",
    },
    List.PUPILS: {
        Column.STUDIES_FROM: "från|fr o m|from|startdatum|start|inskriven|inskrivningsdatum|inskriven från"
        "|startdate|börjar|började",
        Column.STUDIES_TO: "till|t o m|tom|slutdatum|slut|avslutad|avslutsdatum|utskriven|enddate|slutar"
        "|avskriven",
        Column.STUDIES_ENDED: "orsak|anledning|avslut",
        Column.FORM: "utbildning|utbildningstyp|verksamhet",
        Column.PROGRAMME: "studieväg|studievägskod|klass program",
    },
    List.UHR: {
        Column.CREDENTIAL: "svar|resultat|uppgift|typ|dokument|bevis|betyg|examen",
        Column.CREDENTIAL_DATE: "datum|utfärdandedatum",
    },
    List.ADMISSIONS: {
        Column.ADMISSION: "status|resultat|beslut|svar|utfall",
        Column.STUDIES_FROM: "startdatum|start|terminsstart|från|fr o m|datum",
        Column.PROGRAMME: "utbildning|val|studieväg",
    },
    List.NOTICES: {
        Column.NOTICE: "händelse|typ|anledning|orsak|vad|status",
        Column.NOTICE_DATE: "datum|startdatum|slutdatum|från|fr o m",
        Column.FORM: "utbildning",
    },
    List.OTHER: {},
}
"""What a heading means in one list, before what it means in a register of KAA."""

_TELLS: Final = {
    NoteKind.BARRED_ADDRESS: RemarkKind.BARRED_ADDRESS,
    NoteKind.BARRED_VALUE: RemarkKind.BARRED_VALUE,
    NoteKind.PROTECTION: RemarkKind.PROTECTION,
    NoteKind.UNREAD_VALUE: RemarkKind.UNREAD_VALUE,
    NoteKind.CUT: RemarkKind.CUT,
}
_SAYS_NOBODY: Final = "Raden har varken personnummer eller namn och födelsedatum."
_NO_SUCH_DAY: Final = "Födelsedatumet ligger i framtiden. Jämför med källan."
_EITHER: Final = "Datum som 02/01 2026 kan läsas på två sätt i filen. De är lästa med dagen först."
_SWAPPED: Final = (
    "De flesta rader har inte personnummer där kolumnen säger det. Kolumnerna kan ha bytt plats. "
    "Kontrollera dem."
)


def columns(
    what: List, table: Table, rows: Sequence[Row], kept: Mapping[str, Column] | None = None
) -> dict[int, Column]:
    """Return what each column seems to hold; `kept` is what a person chose last time (see `propose`)."""
    meant = {
        normal(heading): column
        for column, headings in _WORDS[what].items()
        for heading in headings.split("|")
    }
    known = {normal(h): meant[normal(h)] for h in table.headings if normal(h) in meant}
    return propose(table, rows, {**known, **(kept or {})})


def problems(mapping: Mapping[int, Column]) -> tuple[str, ...]:
    """Return why a list cannot be read with these columns, as sentences; empty when it can."""
    taken = set(mapping.values())
    named = {Column.NAME} & taken or {Column.GIVEN_NAME, Column.FAMILY_NAME} <= taken
    if Column.NUMBER not in taken and named and Column.BIRTH_DATE in taken:
        return tuple(one for one in faults({**mapping, -1: Column.NUMBER}))
    return faults(mapping)


@attrs.frozen(kw_only=True)
class Chosen:
    """How a list's rows are read: what it is, where its headings are, what its columns hold.

    `month_first`: 02/01 2026 is 1 February; None: as the list itself shows, and the day first when it
    may be either (domain.md section 9: it is asked for where there is somebody to ask).
    """

    what: List
    table: Table
    mapping: Mapping[int, Column]
    date1904: bool = False
    month_first: bool | None = None


def of_sheet(sheet: Sheet, chosen: Chosen, given: Given) -> Delivery:
    """Read the rows of a sheet under its headings."""
    first = chosen.table.first_row
    rows = enumerate(sheet.rows[first:], start=first + 1)
    order = date_order(sheet, chosen.table, chosen.mapping)
    return delivery(rows, attrs.evolve(chosen, date1904=sheet.date1904), given, order)


def delivery(
    rows: Iterable[tuple[int, Row]],
    chosen: Chosen,
    given: Given,
    order: DateOrder | None = None,
) -> Delivery:
    """Read rows with their numbers in the file, as they come: none is held longer than it takes.

    `order`: what all of the list shows of day and month; None: told by its first rows.
    """
    taken = columns_of(chosen.table, chosen.mapping)
    head, rest = _looked_at(rows)
    if order is None:
        dates = [i for column, places in taken.items() if column in DATES for i in places]
        order = order_of(row[i] for _, row in head for i in dates if i < len(row))
    by_list = chosen.month_first is None
    way = Way(
        headings=chosen.table.headings,
        columns=taken,
        staff=Staff(()),
        today=given.today,
        synthetic=given.synthetic,
        date1904=chosen.date1904,
        month_first=order is DateOrder.MONTH_FIRST if by_list else bool(chosen.month_first),
    )
    reader = _Reader(way, chosen, given)
    remarks = [_SWAPPED] if reader.seem_swapped(head) else []
    if by_list and order is DateOrder.EITHER:
        remarks.append(_EITHER)
    entries = (
        reader.entry(number, row)
        for number, row in chain(head, rest)
        if row and any(text_of(cell) for cell in row)
    )
    return given.delivery(chosen.what.source, entries, tuple(remarks))


def _looked_at(
    rows: Iterable[tuple[int, Row]], count: int = 200
) -> tuple[list[tuple[int, Row]], Iterator[tuple[int, Row]]]:
    """Take the first rows, to be looked at before any is read."""
    rest = iter(rows)
    head = []
    for one in rest:
        head.append(one)
        if len(head) == count:
            break
    return head, rest


class _Reader:
    """Reads the rows of one list."""

    def __init__(self, way: Way, chosen: Chosen, given: Given) -> None:
        self._way = way
        self._what = chosen.what
        self._given = given

    def seem_swapped(self, rows: Sequence[tuple[int, Row]]) -> bool:
        """Whether most of the first rows have something else where the number should be."""
        found = [self._identity(row) for _, row in rows if any(text_of(cell) for cell in row)]
        wrong = sum(bool(one.problem) for one in found)
        return len(found) >= 3 and wrong * 2 > len(found)

    def entry(self, number: int, row: Row) -> Entry:
        """Read one row."""
        way, today = self._way, self._given.today
        identity = self._identity(row)
        if identity.problem:
            return Unread(row=number, sentence=identity.problem)
        digits = identity.number or ""
        made = IdentityNumber(digits, IdentityKind.PERSONNUMMER, identity.birth_date)
        reading = Reading(way, row, made)
        born = identity.birth_date or reading.day(Column.BIRTH_DATE)
        if born is not None and born > today:
            return Unread(row=number, sentence=_NO_SUCH_DAY)
        youth = reading.youth()
        if not digits and not (born and youth.get("given_name") and youth.get("family_name")):
            return Unread(row=number, sentence=_SAYS_NOBODY)
        facts = self._facts(reading)
        former = reading.first(Column.FORMER_NUMBER)
        address = Address(youth.get("street"), youth.get("postal_code"), youth.get("city"))
        return SourcePerson(
            row=number,
            identity_number=identity.number,
            former_number=identity_of(former, today, synthetic=way.synthetic).number,
            birth_date=born,
            given_name=youth.get("given_name"),
            family_name=youth.get("family_name"),
            address=address or None,
            phone=youth.get("phone"),
            email=youth.get("email"),
            protection=self._protection(youth.get("protection")),
            municipality=municipality_of(reading.text(Column.MUNICIPALITY)),
            facts=facts,
            complete=self._what is List.UHR,
            waits=identity.waits,
            remarks=(
                *identity.remarks,
                *_remarks(reading.notes),
                *staying_on(facts, born, self._given.as_of),
            ),
        )

    def _facts(self, reading: Reading) -> tuple[AnyFact, ...]:
        home = self._given.home if self._what is List.POPULATION else None
        return RowFacts(reading, pupils=self._what is List.PUPILS, home=home).facts()

    def _protection(self, stated: Protection | None) -> Protection | None:
        """No mark says that there is no protection only where folkbokföringen has a column for it."""
        if stated is not None or self._what is not List.POPULATION:
            return stated
        return Protection.NONE if Column.PROTECTION in self._way.columns else None

    def _identity(self, row: Row) -> ReadIdentity:
        way = self._way
        cells = [row[i] for i in way.columns.get(Column.NUMBER, ()) if i < len(row)]
        return identity_of(cells[0] if cells else None, way.today, synthetic=way.synthetic)


def _remarks(notes: Iterable[Note]) -> tuple[Remark, ...]:
    return tuple(
        remark(_TELLS.get(note.kind, RemarkKind.OTHER), note.sentence)
        for note in notes
        if note.kind in _TELLS
    )
