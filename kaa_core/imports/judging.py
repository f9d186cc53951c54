"""What each row would do to the register. Nothing is written here, and nothing is half done."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

import attrs

from kaa_core.imports.book import Cell, Progress, Row, Sheet
from kaa_core.imports.cells import Way, columns_of
from kaa_core.imports.columns import DATES, Column
from kaa_core.imports.comparing import compare, disagreements, names_of
from kaa_core.imports.dates import DateOrder, order_of
from kaa_core.imports.numbers import ReadNumber, read_number
from kaa_core.imports.rows import facts_of, number_notes
from kaa_core.imports.staff import Staff
from kaa_core.imports.tables import Table
from kaa_core.imports.texts import text_of
from kaa_core.imports.verdicts import (
    NOTHING,
    Difference,
    Facts,
    GuardianFact,
    Known,
    KnownYouth,
    Note,
    NoteKind,
    OccupationFact,
    Outcome,
    Verdict,
)
from kaa_core.model.identity import IdentityNumber, age_on
from kaa_core.model.ids import WorkerId, YouthId

__all__ = [
    "Difference",
    "Facts",
    "GuardianFact",
    "Known",
    "KnownYouth",
    "Note",
    "NoteKind",
    "OccupationFact",
    "Outcome",
    "Verdict",
    "date_order",
    "judge",
    "settled",
]

FIRST_AGE, LAST_AGE = 16, 20
"""Turns 16 this calendar year at the latest, and has not turned 20 (29 kap. 9 § skollagen)."""

_STEPS: Final = 100
_OF_NAMES: Final = (NoteKind.MENDED_NAME, NoteKind.NAME_DIVIDED)
"""A known youth's name is never written by an import, so nothing is asked about it."""


def judge(
    sheet: Sheet,
    table: Table,
    mapping: Mapping[int, Column],
    known: Known,
    today: date,
    progress: Progress | None = None,
    *,
    month_first: bool = False,
    synthetic: bool = False,
) -> Iterator[Verdict]:
    """Yield a verdict for every row under the headings that is not empty, in the file's order.

    `month_first` reads 02/01 2026 as 1 February (see `date_order`). `synthetic` accepts numbers that belong
    to nobody: for practice, tests and measuring only. Columns that may not be imported are passed over
    whatever `mapping` says. Raises what `progress` and `known` raise and nothing else.
    """
    workers = known.workers()
    way = Way(
        headings=table.headings,
        columns=columns_of(table, mapping),
        staff=Staff(workers),
        today=today,
        synthetic=synthetic,
        date1904=sheet.date1904,
        month_first=month_first,
    )
    judging = _Judging(
        way, known, names_of(workers), sheet.rows[table.first_row :], table.first_row
    )
    total = max(0, len(sheet.rows) - table.first_row)
    step = max(1, total // _STEPS)
    for done in range(total):
        if progress is not None and done % step == 0:
            progress(done, total)
        index = table.first_row + done
        row = sheet.rows[index]
        if row and any(text_of(cell) for cell in row):
            yield judging.verdict(index + 1, row)
    if progress is not None:
        progress(total, total)


def date_order(sheet: Sheet, table: Table, mapping: Mapping[int, Column]) -> DateOrder:
    """Return in which order this file has day and month; EITHER is to be asked for, once per file."""
    columns = [index for index, column in mapping.items() if column in DATES]
    return order_of(_cells(sheet, table, columns))


def settled(verdict: Verdict, accepted: Collection[NoteKind]) -> Verdict | None:
    """Return the verdict to carry out when these proposals are accepted; None while the row waits."""
    if any(note.waits and note.kind not in accepted for note in verdict.notes):
        return None
    facts = verdict.facts
    if facts is None or not facts.mended_names or NoteKind.MENDED_NAME not in accepted:
        return verdict
    named = attrs.evolve(facts, youth={**facts.youth, **facts.mended_names})
    fills = {field: named.youth.get(field, value) for field, value in verdict.fills.items()}
    return attrs.evolve(verdict, facts=named, fills=fills)


def _cells(sheet: Sheet, table: Table, columns: Collection[int]) -> Iterator[Cell]:
    for row in sheet.rows[table.first_row :]:
        for index in columns:
            if index < len(row):
                yield row[index]


class _Judging:
    """One pass over a table."""

    def __init__(
        self, way: Way, known: Known, names: Mapping[WorkerId, str], rows: Sequence[Row], first: int
    ) -> None:
        self._way = way
        self._rows = rows
        self._first = first
        self._whole: dict[str, int] | None = None
        self._known = known
        self._names = names
        self._seen: dict[str, tuple[int, Facts]] = {}

    def verdict(self, number: int, row: Row) -> Verdict:
        """Judge one row."""
        read = self._number(row)
        if read.number is None:
            again = self._repeats_headings(row)
            return _unreadable(number, "Raden upprepar rubrikerna." if again else read.problem)
        facts, notes = facts_of(self._way, row, read.number)
        if (earlier := self._earlier(read, facts)) is not None:
            return _double(number, facts, *earlier)
        held = self._known.youth(facts.identity_number)
        if held is None and (problem := _missing_name(facts)):
            return _unreadable(number, problem)
        self._seen[facts.identity_number] = number, facts
        notes = number_notes(read) + notes
        if held is not None:
            return self._of_known(number, facts, notes, held)
        if reason := self._outside(read.number, facts):
            notes.append(Note(NoteKind.OUTSIDE, reason, Column.NUMBER))
            return Verdict(number, Outcome.OUTSIDE, notes=tuple(notes))
        return Verdict(number, Outcome.NEW, facts, tuple(notes))

    def _earlier(self, read: ReadNumber, facts: Facts) -> tuple[int, Facts] | None:
        """Return the row that stands for the same person, and what it says."""
        if (earlier := self._seen.get(facts.identity_number)) is not None:
            return earlier
        whole = self._whole_numbers().get(facts.identity_number) if read.mended else None
        return None if whole is None else (whole, facts)

    def _number(self, row: Row) -> ReadNumber:
        way = self._way
        cells = [row[i] for i in way.columns.get(Column.NUMBER, ()) if i < len(row)]
        return read_number(cells[0] if cells else None, way.today, synthetic=way.synthetic)

    def _whole_numbers(self) -> Mapping[str, int]:
        """Return the rows with a number that needed no mending: a guess never stands before them."""
        if self._whole is None:
            self._whole = {}
            for index, row in enumerate(self._rows, start=self._first + 1):
                read = self._number(row)
                if read.number is not None and not read.mended:
                    self._whole.setdefault(read.number.digits, index)
        return self._whole

    def _repeats_headings(self, row: Row) -> bool:
        """Whether a row in the middle of the table is the headings once more."""
        pairs = zip(map(text_of, row), self._way.headings, strict=False)
        return all(text == heading for text, heading in pairs if text)

    def _of_known(self, number: int, facts: Facts, notes: list[Note], held: KnownYouth) -> Verdict:
        compared = compare(facts, held, self._names)
        facts = attrs.evolve(facts, mended_names=NOTHING) if facts.mended_names else facts
        notes = [note for note in notes if note.kind not in _OF_NAMES]
        return Verdict(
            row=number,
            outcome=compared.outcome,
            facts=facts,
            notes=(*notes, *compared.notes),
            youth=YouthId(held.youth.id),
            fills=compared.fills,
            differences=compared.differences,
            adds=compared.adds,
        )

    def _outside(self, number: IdentityNumber, facts: Facts) -> str:
        """Return why somebody whom the register does not hold is not to be stored, or ""."""
        if facts.ended_on is not None:
            return "Ungdomen finns inte i registret och är avskriven. Raden räknas men sparas inte."
        born = number.birth_date
        if born is None:
            return ""
        if age_on(born, self._way.today) >= LAST_AGE:
            return "Ungdomen har fyllt 20 år och omfattas inte. Raden räknas men sparas inte."
        if born.year + FIRST_AGE > self._way.today.year:
            return "Ungdomen fyller 16 år först ett senare år. Raden räknas men sparas inte."
        return ""


def _missing_name(facts: Facts) -> str:
    for field, label in (("given_name", "förnamn"), ("family_name", "efternamn")):
        if not facts.youth.get(field):
            return f"Raden saknar {label}."
    return ""


def _unreadable(number: int, problem: str) -> Verdict:
    note = Note(NoteKind.UNREADABLE, problem, Column.NUMBER)
    return Verdict(number, Outcome.UNREADABLE, notes=(note,))


def _double(number: int, facts: Facts, row: int, earlier: Facts) -> Verdict:
    differences = disagreements(facts, earlier)
    sentence = f"Personen står också på rad {row}, som gäller."
    if differences:
        sentence += " Uppgifterna skiljer sig: " + ", ".join(d.label for d in differences) + "."
    doubled = Note(NoteKind.DOUBLED, sentence, Column.NUMBER)
    return Verdict(number, Outcome.DOUBLE, notes=(doubled,), differences=differences)
