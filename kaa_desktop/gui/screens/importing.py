"""Läs in register: file and sheet, columns, what happens to each row, and what was done.

One page with its steps in sight, no wizard: one may go back to any step that has been reached, and
nothing is written before "Läs in". What takes time is done on other threads and can be stopped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from kaa_core.imports.sources.recognising import Source
from kaa_core.model.ids import YouthId
from kaa_desktop.app.importing import Importing
from kaa_desktop.app.importing_delivery import DeliveryPreview
from kaa_desktop.app.importing_preview import Preview
from kaa_desktop.app.importing_views import Doing, FileView, Imported, Refusal
from kaa_desktop.app.words import counted
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.importing_columns import ColumnsPane
from kaa_desktop.gui.screens.importing_dialogs import ask_for_file, ask_where_to, dropped
from kaa_desktop.gui.screens.importing_done import PLACES, DonePane, place_of
from kaa_desktop.gui.screens.importing_file import FilePane
from kaa_desktop.gui.screens.importing_parts import (
    BUSY,
    COLUMNS,
    DONE,
    FILE,
    NOT_YET,
    ROWS,
    STEPS,
    band,
)
from kaa_desktop.gui.screens.importing_rows import RowsPane
from kaa_desktop.gui.screens.importing_time import TakingTime
from kaa_desktop.gui.widgets.boxes import Footer, PageHeader
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.segments import SegmentedFilter

P = TypeVar("P", bound=QWidget)

TITLE = "Läs in register"
LIST_NAME = "inte-inlast.csv"


class ImportScreen(TakingTime):
    """The page of one import; what it holds of the file goes with it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TITLE, name="import")
        self._importing: Importing = self.session.register.importing()
        self._step = FILE
        self._preview: Preview | DeliveryPreview | None = None
        self._result: Imported | None = None
        self._file: FileView | None = None
        self._lay_out()
        self.setAcceptDrops(True)
        self.theme.dress(self)
        self.theme.changed.connect(self._fit)
        self.destroyed.connect(self._importing.leave)
        self._show_step(FILE)

    # -- parts

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._header = PageHeader(self.theme, TITLE)
        outer.addWidget(self._header)
        outer.addWidget(self._make_steps())
        self._working.stopped.connect(self._importing.stop)
        outer.addWidget(self._working)
        outer.addWidget(self._fault)
        self._panes = QStackedWidget()
        self._make_panes()
        outer.addWidget(self._panes, 1)
        outer.addWidget(self._foot())

    def _make_steps(self) -> QWidget:
        self._steps = SegmentedFilter(self.theme, "Steg", STEPS, name="import_steps", breaks=True)
        self._steps.chosen.connect(self._step_chosen)
        return band(self._steps)

    def _make_panes(self) -> None:
        self._file_pane = FilePane(self.theme, self.session.today)
        self._file_pane.wanted.connect(self.ask_for_file)
        self._file_pane.said.connect(self._source_said)
        self._file_pane.chosen.connect(self._sheet_chosen)
        self._panes.addWidget(self._file_pane.area)

    # Each step is made when it is first asked for: all at once would hold the window up.
    @cached_property
    def _columns(self) -> ColumnsPane:
        made = ColumnsPane(self.theme)
        made.changed.connect(self._columns_changed)
        made.filled.connect(self._columns_changed)
        return self._added(made, made.area)

    @cached_property
    def _rows(self) -> RowsPane:
        made = RowsPane(self.theme, self.session)
        made.accepted.connect(self._say_amount)
        made.known.connect(self.desk.open_youth)
        return self._added(made, made)

    @cached_property
    def _done(self) -> DonePane:
        made = DonePane(self.theme)
        made.copied.connect(self._copy_list)
        made.saved.connect(self._ask_where_to)
        return self._added(made, made)

    def _added(self, made: P, shown: QWidget) -> P:
        self._panes.addWidget(shown)
        self.theme.dress(shown)
        return made

    def _pane_of(self, step: str) -> QWidget:
        if step == FILE:
            return self._file_pane.area
        if step == COLUMNS:
            return self._columns.area
        return self._rows if step == ROWS else self._done

    def _foot(self) -> Footer:
        self._footer = Footer(self.theme)
        close = button(self.theme, "Stäng", name="import_close", hint="Esc")
        close.clicked.connect(self._close)
        self._next = button(
            self.theme,
            "",
            name="import_next",
            kind="primary",
            icon="arrow-right",
            hint="Ctrl+Enter",
        )
        self._next.clicked.connect(self.go_on)
        self._footer.add(close)
        self._footer.add(self._next)
        return self._footer

    # -- steps

    def _show_step(self, step: str) -> None:
        self._step = step
        self._panes.setCurrentWidget(self._pane_of(step))
        self._steps.set_value(step)
        for key, _ in STEPS:
            self._steps.set_blocked(key, "" if self._reached(key) else NOT_YET)
        self._say_amount()
        self._fit()
        self.hints_changed.emit()

    def _reached(self, step: str) -> bool:
        if self._result is not None:  # what is written is written: a new file begins anew
            return step in (FILE, DONE)
        return {
            FILE: True,
            COLUMNS: self._is_own and self._file is not None and bool(self._file.sheet.columns),
            ROWS: self._preview is not None,
            DONE: False,
        }[step]

    @property
    def _is_own(self) -> bool:
        """Whether the file is a register with columns to choose, and no source's."""
        return self._file_pane.source is Source.REGISTER

    def _source_said(self) -> None:
        self._preview = None
        self._show_step(FILE)

    def _step_chosen(self, step: str) -> None:
        if self._busy or not self._reached(step):
            self._steps.set_value(self._step)
            self.desk.say(BUSY if self._busy else NOT_YET)
            return
        self._show_step(step)

    def _say_amount(self) -> None:
        words, note, reason = "Välj fil", "", ""
        if self._step == FILE and self._file is not None and not self._is_own:
            words = "Visa raderna"
        elif self._step == FILE and self._reached(COLUMNS):
            words = "Visa kolumnerna"
        elif self._step == COLUMNS:
            words = "Visa raderna"
            reason = " ".join(self._importing.faults(self._columns.mapping()))
        elif self._step == ROWS and self._preview is not None:
            number = self._preview.to_do()
            words = f"Läs in {counted(number, 'ungdom', 'ungdomar')}"
            note = "Det som står i registret skrivs inte över."
            reason = "" if number else "Ingen rad har något nytt."
        elif self._step == DONE:
            words = PLACES[place_of(self._result)]
        self._next.setText(words)
        self._next.setAccessibleName(f"{words} och gå vidare" if words == "Välj fil" else words)
        self._next.set_icon("check" if self._step == ROWS else "arrow-right")
        self._next.set_blocked(reason)
        self._next.updateGeometry()
        self._footer.set_state("", note)

    def go_on(self) -> None:
        """Ctrl+Enter: the next step."""
        if self._busy:
            self.desk.say(BUSY)
            return
        reason = self._next.toolTip()
        if reason:
            self.desk.say(reason)
        elif self._step == FILE and self._file is not None and not self._is_own:
            self._lay()
        elif self._step == FILE and not self._reached(COLUMNS):
            self.ask_for_file()
        elif self._step == FILE:
            self._show_step(COLUMNS)
            self._focus(self._columns.first())
        elif self._step == COLUMNS:
            self._run(self._importing.judge(self._columns.mapping()), self._judged)
        elif self._step == ROWS:
            self._write()
        else:
            self.desk.go(place_of(self._result))

    # -- the file

    def ask_for_file(self) -> None:
        """Let the person choose a file."""
        ask_for_file(self, TITLE, self.read)

    def read(self, path: str) -> None:
        """Read a file that was chosen or dropped."""
        if self._busy:
            self.desk.say(BUSY)
            return
        self._file = self._preview = self._result = None
        self._file_pane.forget()
        self._show_step(FILE)
        self._run(self._importing.open(path), self._opened)

    def _opened(self, found: FileView | Refusal) -> None:
        if isinstance(found, Refusal):
            self.desk.announce(self._file_pane.refuse(found))
            self._focus(self._file_pane.choose)
            return
        self._file, self._preview = found, None
        self._header.set_title(TITLE, found.name)
        self._file_pane.show_file(found)
        self._columns.show_columns(found.sheet.columns)
        if found.sheet.refusal is not None:
            self.desk.announce(self._file_pane.refuse(found.sheet.refusal))
        self._show_step(FILE)
        self.theme.dress(self)
        self._focus(self._next)

    def _sheet_chosen(self, sheet: int, heading_row: int | None) -> None:
        self._preview = None
        self._run(self._importing.choose(sheet, heading_row), self._opened)

    def _columns_changed(self) -> None:
        self._preview = None
        faults = self._importing.faults(self._columns.mapping()) if self._columns.ready else ()
        self._columns.show_faults(faults)
        self._show_step(self._step)

    # -- the rows

    def _lay(self) -> None:
        """A source's file: its columns are known, so the rows come next."""
        as_of = self._file_pane.as_of()
        if as_of is not None:
            self._run(self._importing.lay(self._file_pane.source, as_of), self._laid)

    def _laid(self, found: DeliveryPreview | Refusal) -> None:
        if isinstance(found, Refusal):
            self.desk.announce(self._file_pane.refuse(found))
            self._show_step(FILE)
        else:
            self._judged(found)

    def _judged(self, preview: Preview | DeliveryPreview) -> None:
        self._preview = preview
        self._rows.show_preview(preview)
        self._show_step(ROWS)
        self._focus(self._rows.list)

    def _write(self) -> None:
        choices = self._rows.choices()
        problems = self._importing.problems(choices)
        self._rows.show_problems(problems)
        if problems:
            self.desk.say(" ".join(one.sentence for one in problems))
            return
        self._run(self._importing.write(choices), self._written)

    def _written(self, result: Imported) -> None:
        self._result = result
        self._file = self._preview = None
        self._file_pane.forget()
        self._done.show_result(result, alone=self.session.who.alone)
        self._show_step(DONE)
        self._focus(self._next)
        self.desk.say(result.sentence)

    # -- the rows that were left

    def _copy_list(self) -> None:
        if self._result is not None:
            self.desk.copy(self._importing.as_text(self._result.left))
            self.desk.say("Listan är kopierad.")

    def _ask_where_to(self) -> None:
        ask_where_to(self, TITLE, LIST_NAME, self.save_list)

    def save_list(self, path: str) -> None:
        """Write the list where the person chose."""
        if self._result is not None and not self._busy:
            saving = self._importing.save_list(self._result.left, path)
            self._run(saving, lambda name: self.desk.say(f"Listan är sparad som {name}."))

    def doing(self) -> Doing | None:
        return self._importing.doing

    def stay(self) -> None:
        self._show_step(self._step)

    def _focus(self, widget: QWidget | None) -> None:
        if widget is not None and self.isVisible():
            widget.setFocus()

    # -- a file dropped on the page

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped(event)
        if path:
            event.acceptProposedAction()
            self.read(path)

    # -- the page

    def _close(self) -> None:
        if not self.escape():
            self.desk.back()

    def escape(self) -> bool:
        """Esc first stops what is under way."""
        if self._busy:
            self._importing.stop()
        return self._busy

    def chosen_youths(self) -> Sequence[YouthId]:
        return ()

    def panes(self) -> Sequence[QWidget]:
        inside: Sequence[QWidget] = [self._pane_of(self._step)]
        if self._step == ROWS:
            inside = [self._rows.list, self._rows.area]
        elif self._step == DONE:
            inside = [self._done.list]
        seen = [one for one in inside if one.isVisibleTo(self)]
        return [self._steps, *seen, self._footer]

    def first_focus(self) -> QWidget | None:
        return self._file_pane.choose if self._step == FILE and self._file is None else self._next

    def bindings(self) -> Mapping[str, Binding]:
        return {"form.finish": Binding(self.go_on)}

    def key_hints(self) -> Sequence[tuple[str, str]]:
        if self._step == ROWS:
            return [("Mellanslag", "Godta förslaget"), ("Enter", "Öppna"), ("F1", "Hjälp")]
        return [("F6", "Nästa ruta"), ("Ctrl+Enter", "Nästa steg"), ("F1", "Hjälp")]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._step == ROWS:
            self._rows.fit()
