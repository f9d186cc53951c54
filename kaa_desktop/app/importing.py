"""Läs in register: a file read, its columns chosen, every row judged, and all of it written in one go.

Reading, judging and writing run on other threads and can be stopped; what is stopped, or killed with
the program, has written nothing. Nothing that stands in the register is written over: only empty
fields are filled, and what differs is shown.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

import msgspec

from kaa_core.imports import judging, proposing, tables, texts
from kaa_core.imports.book import NotReadable, Sheet
from kaa_core.imports.columns import Column, column_of
from kaa_core.imports.dates import DateOrder
from kaa_core.imports.sources.recognising import Source as From
from kaa_core.imports.sources.recognising import told_by_head
from kaa_core.imports.tables import Table
from kaa_core.model.ids import WorkerId
from kaa_core.model.records import Enrolment
from kaa_core.model.registry import Problem
from kaa_core.model.rights import Right
from kaa_desktop.app import roles
from kaa_desktop.app.aside import giving_way, let_go, set_aside
from kaa_desktop.app.context import Context
from kaa_desktop.app.importing_acts import Carrier
from kaa_desktop.app.importing_delivery import DeliveryPreview
from kaa_desktop.app.importing_known import RowRegister
from kaa_desktop.app.importing_laying import CHOICES, Laying
from kaa_desktop.app.importing_left import lines_of, saved
from kaa_desktop.app.importing_left import table_of as table_of  # noqa: PLC0414
from kaa_desktop.app.importing_preview import Preview
from kaa_desktop.app.importing_source import UNREACHABLE, Source, first_lines, refusal
from kaa_desktop.app.importing_views import (
    Choices,
    ColumnView,
    Doing,
    FileView,
    Imported,
    Left,
    Refusal,
    SheetView,
    Shown,
)
from kaa_desktop.store.bulk import Act, Stopped
from kaa_desktop.store.store import Store

T = TypeVar("T")

COLUMNS: Final = "import_columns"
"""The setting that holds what columns were taken as, by their headings."""
LOOKED_AT: Final = 300
"""Rows under the headings that a column's content is guessed from."""
DONE: Final = "Registret är inläst."
MOST_UNDONE: Final = 5000
"""Rows of an import that can be undone in one go."""
ENROL_FROM: Final = Problem(field="start", sentence="Välj från vilken dag ungdomarna skrivs in.")
ENROL_WHY: Final = Problem(field="reason", sentence="Välj varför ungdomarna skrivs in.")


class Importing:
    """One register on its way in. Futures come on other threads; `doing` may be asked at any time."""

    def __init__(self, store: Store, context: Context, told: Callable[[Future[Any]], None]) -> None:
        self._store = store
        self._context = context
        self._told = told
        self._hands = ThreadPoolExecutor(1, thread_name_prefix="kaa-import")
        self._stopping = threading.Event()
        self._doing: Doing | None = None
        self._source: Source | None = None
        self._sheet = 0
        self._table: Table | None = None
        self._preview: Preview | DeliveryPreview | None = None
        self._laying: Laying | None = None
        self._from: tuple[From, date] = (From.REGISTER, context.today)
        self._writing = self._left = False
        self.closed = False

    # -- what is under way

    @property
    def doing(self) -> Doing | None:
        """What is under way now."""
        return self._doing

    def stop(self) -> None:
        """Avbryt: what is under way ends at once and has written nothing (`Stopped`)."""
        self._stopping.set()

    def leave(self, *_page: object) -> None:
        """The page is left: let go of the file. What is being written is written to its end."""
        self._left = True
        if not self._writing:
            self.close()

    def close(self) -> None:
        """The program is locked: break off, and let go of the file once what is under way has ended."""
        self.stop()
        if self.closed:
            return
        self.closed = True
        self._hands.submit(self._release)
        self._hands.shutdown(wait=False)

    def _release(self) -> None:
        """Beside the window: it is tens of thousands of values."""
        if self._preview is not None:
            self._preview.let_go()
        self._source = self._preview = None
        let_go()

    # -- the file

    def open(self, path: str) -> Future[FileView | Refusal]:
        """Read a file and propose what its columns are."""
        return self._start("Läser filen", lambda: self._open(path))

    def _open(self, path: str) -> FileView | Refusal:
        self._source = source = Source(path)
        self._laying = Laying(self._store, self._context, source)
        try:
            told = told_by_head(source.head())
            if told is not None:
                return self._laying.whole(told)
            read = source.book(self._progress("Läser filen"))
        except OSError:
            return UNREACHABLE
        except NotReadable as fault:
            return refusal(fault)
        return self._view(tables.likeliest(read), None)

    def choose(self, sheet: int, heading_row: int | None = None) -> Future[FileView | Refusal]:
        """Take another sheet, or point at the row of the headings (from 1)."""
        return self._start("Läser bladet", lambda: self._view(sheet, heading_row))

    def _view(self, at: int, heading_row: int | None) -> FileView:
        assert self._source is not None  # nothing is chosen before a file is read
        held = self._source.book(self._progress("Läser filen"))
        self._sheet, sheet = at, held.sheets[at]
        self._table, refused = None, None
        try:
            if heading_row is None:
                self._table = tables.find_table(sheet)
            else:
                self._table = tables.choose_headings(sheet, heading_row - 1)
        except NotReadable as fault:
            refused = refusal(fault)
        table = self._table
        assert self._laying is not None
        return FileView(
            source=From.REGISTER if table is None else self._laying.guess(held, at),
            choices=() if table is None else CHOICES,
            as_of=self._laying.day(),
            name=held.name,
            form=held.form,
            remarks=held.remarks,
            sheets=tuple(one.name for one in held.sheets),
            sheet=SheetView(
                index=at,
                name=sheet.name,
                rows=0 if table is None else max(0, len(sheet.rows) - table.first_row),
                heading_row=0 if table is None else table.heading_row + 1,
                first_lines=first_lines(sheet),
                columns=() if table is None else self._columns(sheet, table),
                refusal=refused,
            ),
        )

    def _columns(self, sheet: Sheet, table: Table) -> tuple[ColumnView, ...]:
        rows = sheet.rows[table.first_row : table.first_row + LOOKED_AT]
        proposed = proposing.propose(table, rows, self._kept())
        barred = {one.index: one.sentence for one in proposing.barred(table)}
        return tuple(
            ColumnView(
                index=index,
                heading=heading,
                samples=tuple(tables.examples(sheet, table, index)),
                column=proposed.get(index, Column.IGNORE),
                barred=barred.get(index, ""),
            )
            for index, heading in enumerate(table.headings)
        )

    def _kept(self) -> dict[str, Column]:
        """What was chosen for these headings before; a choice of a newer program is passed over."""
        held = self._store.setting(COLUMNS)
        known = ((heading, column_of(value)) for heading, value in _unpacked(held).items())
        return {heading: column for heading, column in known if column is not None}

    # -- the rows

    def faults(self, mapping: Mapping[int, Column]) -> tuple[str, ...]:
        """Why the rows cannot be judged with these columns; empty when they can."""
        return proposing.faults(mapping)

    def judge(self, mapping: Mapping[int, Column]) -> Future[Preview]:
        """Say what every row would do; the choice of columns is kept for next time."""
        return self._start("Jämför med registret", lambda: self._judge(dict(mapping)))

    def _judge(self, mapping: dict[int, Column]) -> Preview:
        table, context = self._table, self._context
        assert table is not None
        assert self._source is not None
        sheet = self._source.book(self._progress("Läser filen")).sheets[self._sheet]
        if self._preview is not None:
            self._preview.let_go()
        register = RowRegister(self._store.aside)
        kept = _unpacked(self._store.setting(COLUMNS)) | {
            heading: column.value for heading, column in proposing.to_keep(table, mapping).items()
        }
        self._store.put_settings({COLUMNS: msgspec.msgpack.encode(kept)}).result()
        order = judging.date_order(sheet, table, mapping)
        verdicts = list(
            judging.judge(
                sheet,
                table,
                mapping,
                register,
                context.today,
                self._progress("Jämför med registret"),
                month_first=order is DateOrder.MONTH_FIRST,
                synthetic=context.identity.who.practice,
            )
        )
        self._source.let_go()
        names = {WorkerId(one.id): one.name for one in register.workers()}
        remark = DAY_FIRST if order is DateOrder.EITHER else ""
        self._preview = Preview(verdicts, names, register.protected, remark)
        return self._preview

    def lay(self, source: From, as_of: date) -> Future[DeliveryPreview | Refusal]:
        """Say what every row of a source's file would do; `as_of`: the day that it speaks of."""
        return self._start("Jämför med registret", lambda: self._lay(source, as_of))

    def _lay(self, source: From, as_of: date) -> DeliveryPreview | Refusal:
        assert self._laying is not None
        if self._preview is not None:
            self._preview.let_go()
        self._from = source, as_of
        try:
            found = self._laying.preview(
                source, self._sheet, as_of, self._progress("Jämför med registret")
            )
        except NotReadable as fault:
            return refusal(fault)
        self._preview = None if isinstance(found, Refusal) else found
        return found

    # -- writing

    def problems(self, choices: Choices) -> list[Problem]:
        """What has to be chosen before anything can be written, by the fields of `Choices`."""
        refusal = roles.why_not(self._context.identity.standing.role, Right.KEEP_REGISTER)
        if refusal:
            return [Problem(field="", sentence=refusal)]
        found = []
        if choices.enrol_new and choices.start is None:
            found.append(ENROL_FROM)
        missing = self._preview.without_reason if self._preview is not None else 0
        if choices.reason is None and (choices.enrol_new or missing):
            found.append(ENROL_WHY)
        return found

    def write(self, choices: Choices) -> Future[Imported]:
        """Läs in: all rows that have been said yes to, in one local transaction."""
        preview, source = self._preview, self._source
        assert preview is not None
        assert source is not None
        self._writing = True
        return self._start("Läser in", lambda: self._write(preview, choices, source.name))

    def _write(self, preview: Preview | DeliveryPreview, choices: Choices, file: str) -> Imported:
        roles.require(self._context.identity.standing.role, Right.KEEP_REGISTER)
        if isinstance(preview, DeliveryPreview):
            return self._write_source(preview)
        if refusal := self._context.left_service((choices.worker,)):
            raise roles.NotAllowed(refusal)
        carrier = Carrier.of(self._context, choices, file)
        total, carried = preview.to_do(), list[_Carried]()

        def acts() -> Iterator[Act]:
            for at, verdict in preview.settled():
                act = carrier.act(verdict)
                enrols = any(isinstance(one, Enrolment) for one in act.created)
                carried.append(_Carried(at, verdict.outcome is judging.Outcome.NEW, enrols))
                yield act

        future = self._store.transact_many(
            acts(),
            label=DONE if total <= MOST_UNDONE else "",
            progress=lambda done: self._say(Doing(words="Läser in", done=done, total=total)),
            stopped=self._stopping.is_set,
        )
        self._told(future)
        done = future.result()
        why = dict.fromkeys(done.left, _BY_NOW)
        why |= {place: " ".join(said) for place, said in done.refused.items()}
        left = preview.left()
        for place, sentence in why.items():
            shown = Shown.UNREADABLE if place in done.refused else Shown.SAME
            row = preview.number_of(carried[place].at)
            left.append(Left(row=row, shown=shown, why=sentence))
        kept = [one for place, one in enumerate(carried) if place not in why]
        unchanged = preview.counts().get(Shown.SAME, 0)
        preview.let_go()
        return Imported(
            new=sum(one.new for one in kept),
            filled=sum(not one.new for one in kept),
            enrolled=sum(one.enrols for one in kept),
            unchanged=unchanged,
            left=tuple(sorted(left, key=lambda one: one.row)),
        )

    def _write_source(self, preview: DeliveryPreview) -> Imported:
        assert self._laying is not None
        source, as_of = self._from
        progress = self._progress("Läser in")
        done = self._laying.write(
            preview, source, self._sheet, as_of, progress, self._tell_written, DONE
        )
        preview.let_go()
        return done

    def _tell_written(self, done: int, total: int) -> None:
        self._say(Doing(words="Läser in", done=done, total=total))

    def as_text(self, rows: Sequence[Left]) -> str:
        """The rows that were left, for the clipboard: one to a line, with tabs between."""
        return "\n".join("\t".join(map(texts.as_text_cell, line)) for line in lines_of(rows))

    def save_list(self, rows: Sequence[Left], path: str) -> Future[str]:
        """Write the rows that were left as a table (.csv); the future gives the file's name."""
        return self._start("Sparar listan", lambda: saved(rows, Path(path)))

    # -- parts

    def _start(self, words: str, work: Callable[[], T]) -> Future[T]:
        self._stopping.clear()
        self._doing = Doing(words=words)

        def run() -> T:
            try:
                with giving_way():
                    return work()
            finally:
                self._doing = None
                self._writing = False
                if self._left:
                    self.close()

        return self._hands.submit(run)

    def _progress(self, words: str) -> Callable[[int, int], None]:
        def tell(done: int, total: int) -> None:
            if self._stopping.is_set():
                raise Stopped
            set_aside()
            self._say(Doing(words=words, done=done, total=total))

        return tell

    def _say(self, doing: Doing) -> None:
        self._doing = doing


class _Carried(NamedTuple):
    """A row that was handed to the store: its place, and whether it makes a youth and enrols."""

    at: int
    new: bool
    enrols: bool


DAY_FIRST: Final = "Datum som 02/01 2026 läses som den 2 januari."
_BY_NOW: Final = "Det fanns redan när raden skulle skrivas."


def _unpacked(held: bytes | None) -> dict[str, str]:
    return {} if held is None else msgspec.msgpack.decode(held, type=dict[str, str])
