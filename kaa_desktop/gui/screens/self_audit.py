"""Granskning: one's own control with the auditors' questions, over one's own cases, the unit's, or all."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attrs
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from kaa_core.model.ids import YouthId
from kaa_core.model.rights import Right
from kaa_core.rules.self_audit import Lack
from kaa_desktop.app.audit_views import AuditList, AuditQuery, AuditRow, Whose
from kaa_desktop.app.views import Changes
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.asking_where import ask_where
from kaa_desktop.gui.lists import ListView
from kaa_desktop.gui.rows import Row, Section
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.screens.parts import OnePane, is_narrow
from kaa_desktop.gui.screens.reading_band import ReadingBand
from kaa_desktop.gui.screens.self_audit_parts import (
    ABOUT_RECORD,
    COLUMNS,
    FORMS,
    NARROW,
    AuditPane,
    CountsRow,
    amount_words,
    audit_row,
    why_empty,
)
from kaa_desktop.gui.screens.self_audit_tools import AuditTools
from kaa_desktop.gui.widgets.boxes import EmptyState, PageHeader

TITLE: Final = "Granskning"
ABOUT: Final = "Egen kontroll med samma frågor som revisionen"
FEW: Final = 20
_ALL_ANEW: Final = frozenset({"enrolment", "routine_version", "youth_link"})


class SelfAuditScreen(Screen):
    """The counts, the list with four marks a case, and why beside it. Reads on a thread of its own."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TITLE, name="self_audit")
        self._to_rows = self._narrow = False
        self._found: AuditList | None = None
        self._rows: dict[YouthId, AuditRow] = {}
        self._query = AuditQuery(on=self.session.today(), whose=self._first())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_header())
        column.addWidget(self._make_tools())
        column.addWidget(self._make_reading())
        self._counts = CountsRow(self.theme)
        self._make_body(column)
        self._close = QTimer(self, singleShot=True)
        self._close.timeout.connect(self._closed)
        self.theme.dress(self)
        self.theme.changed.connect(self._fit)
        self.take(Changes(everything=True))

    def _first(self) -> Whose:
        """A coordinator and a manager begin with everybody's, whoever has cases with her own."""
        hers = self.session.may(Right.WRITE_CASES) and not self.session.may(Right.KEEP_REGISTER)
        return Whose.MINE if hers else Whose.ALL

    # -- making

    def _make_header(self) -> QWidget:
        self.header = PageHeader(self.theme, TITLE, ABOUT)
        for act, text in (("audit.sample", "Dra stickprov …"), ("audit.report", "Rapport (PDF) …")):
            made = self.desk.actions.button(act, text=text, name=act.replace(".", "_"))
            self.header.add(made)
        return self.header

    def _make_tools(self) -> QWidget:
        self.tools = AuditTools(self.theme, self.session, self._query)
        self.tools.asked.connect(self._asked)
        self.tools.lacking.edited.connect(self._show_list)
        return self.tools

    def _make_reading(self) -> QWidget:
        self._reading = ReadingBand(
            self.desk,
            name="audit",
            stops="Avbryt granskningen",
            doing="Granskar ärendena.",
            progress="{} av {} är klara.",
            stopped="Granskningen är avbruten. Det som stod här står kvar.",
            read=lambda run: self.session.self_audit.later(self._query, run),
            came=self._arrived,
        )
        return self._reading

    def _make_body(self, column: QVBoxLayout) -> None:
        self.list = ListView(
            self.theme,
            COLUMNS,
            self._provide,
            name="audit_list",
            title="Granskade ärenden",
            two_lines=True,
            marks=False,
        )
        self.list.picked.connect(self._picked)
        self.list.opened.connect(self._open)
        self.list.read.connect(self._read)
        self._empty = EmptyState(self.theme, "list-checks", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        self.pane = AuditPane(self.theme)
        self.pane.mend.connect(self._mend)
        self.pane.open_case.connect(self._open)
        panes = (
            ("list", "Ärenden", self._stack),
            ("case", "Det valda", self.pane),
            ("counts", "Summor", self._counts),
        )
        self._one = OnePane(self.theme, "Visa på sidan Granskning", panes, name="audit_one")
        self._one.layout().setContentsMargins(14, 8, 14, 8)  # type: ignore[union-attr]
        column.addWidget(self._one)
        column.addWidget(self._counts)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        for widget, share in ((self._stack, 66), (self.pane, 34)):
            split.addWidget(widget)
            split.setStretchFactor(split.count() - 1, share)
        split.setSizes([660, 340])
        column.addWidget(split, 1)

    # -- reading

    def show_query(self, query: AuditQuery) -> None:
        """Audit by another query: a sample that was drawn."""
        self._query = query
        self.tools.show_query(query)
        self.reload()

    def _asked(self, asked: AuditQuery) -> None:
        """Other conditions: of a sample nothing is left."""
        if asked != attrs.evolve(self._query, sampling=None):
            self._query = asked
            self.reload()

    def refresh(self, changes: Changes) -> None:
        found = self._found
        touched = () if found is None else [one for one in changes.youths if one in found.cases]
        if changes.everything or found is None or _ALL_ANEW & changes.kinds or len(touched) > FEW:
            self.reload()
        elif touched:
            self._anew(found, touched)

    def _anew(self, found: AuditList, touched: Sequence[Any]) -> None:
        """What is written about a few is judged at once."""
        audits = {one: self.session.self_audit.of(one, found.query.on) for one in touched}
        cases = dict(found.cases)
        cases.update({one: audit for one, audit in audits.items() if audit is not None})
        self._take(attrs.evolve(found, cases=cases))

    @property
    def busy(self) -> bool:
        """Whether the cases are being audited."""
        return self._reading.busy

    def reload(self) -> None:
        """Audit again, beside the window; what is chosen is kept."""
        self._reading.reload()

    def _arrived(self, found: AuditList | None) -> None:
        if found is not None:
            self._take(found)
        elif self._found is not None:  # stopped: what is chosen is what is shown
            self._query = self._found.query
            self.tools.show_query(self._query)

    # -- showing

    def _take(self, found: AuditList) -> None:
        self._found = found
        self._rows.clear()
        self._counts.show_counts(found)
        self.header.set_title(TITLE, f"{amount_words(found)} · {ABOUT}")
        self._show_list()

    def _show_list(self, *_what: object) -> None:
        if self._found is None:
            return
        ids = self._found.ids(lacking=self.tools.lacking.value())
        self.list.set_sections([Section("all", "", ids)])
        self._stack.setCurrentIndex(0 if len(ids) else 1)
        if not len(ids):
            self._empty.set_message(*why_empty(self._found))
        elif self.list.current_id() is None:
            self.list.select(ids[0])
        self._show_case()
        self.desk.actions.refresh()
        if self._to_rows and len(ids):
            self._to_rows = False
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _provide(self, ids: Sequence[Hashable]) -> Mapping[Any, Row]:
        if self._found is None:
            return {}
        wanted: Any = ids
        rows = self.session.self_audit.rows(wanted, self._found)
        self._rows.update({one.youth: one for one in rows})
        opened = [one.youth for one in rows if one.protected and not one.hidden]
        if opened:
            left = self.session.leaving.guarding.seconds_left
            self._close.start(1 + int(1000 * min(map(left, opened))))
        return {one.youth: audit_row(one, narrow=self._narrow) for one in rows}

    def _closed(self) -> None:
        """A protected case is shown for a while only: what is told of it is taken back."""
        self._rows.clear()
        self.list.rows.refresh()
        self._show_case()

    def _picked(self, _id: object) -> None:
        self._show_case()
        self.desk.actions.refresh()

    def _show_case(self) -> None:
        youth = self.chosen_youth()
        if youth is not None and youth not in self._rows:
            self._provide([youth])
        self.pane.show_case(None if youth is None else self._rows.get(youth), self._found)

    def chosen_youth(self) -> YouthId | None:
        if self._stack.currentIndex():
            return None
        return self.list.current_id()  # type: ignore[return-value]  # the list holds youths' ids

    # -- acts

    def bindings(self) -> Mapping[str, Binding]:
        return {
            "audit.open": Binding(self._open, self._none_chosen),
            "audit.sample": Binding(self._sample, self._nobody),
            "audit.samples": Binding(self._samples),
            "audit.whole": Binding(self._whole, self._no_sample),
            "audit.report": Binding(self._report, self._nobody),
        }

    def _none_chosen(self) -> str:
        return "" if self.chosen_youth() is not None else "Välj ett ärende i listan."

    def _nobody(self) -> str:
        if self.busy:
            return "Vänta tills granskningen är klar."
        return "" if self._found is not None and self._found.cases else "Det finns inga ärenden."

    def _no_sample(self) -> str:
        return "" if self._query.sampling is not None else "Det är inget stickprov."

    def _open(self, _id: object = None) -> None:
        youth = self.chosen_youth()
        if youth is not None:
            among = self._found.ids(lacking=self.tools.lacking.value()) if self._found else ()
            self.desk.open_youth(youth, among, self.list.select)

    def _mend(self, lack: Lack) -> None:
        """Straight to what is missing."""
        youth, mend = self.chosen_youth(), lack.mend
        if youth is None:
            return
        form = FORMS.get(mend.where)
        if form is None:
            self._open()
            return
        record = mend.record if mend.where in ABOUT_RECORD else None
        self.desk.open_form(form, youth, record=record)

    def _whole(self) -> None:
        self.show_query(attrs.evolve(self._query, sampling=None))

    def _sample(self) -> None:
        from kaa_desktop.gui.screens.self_audit_samples import (  # noqa: PLC0415 - seldom asked for
            SamplePage,
        )

        if self._found is not None:
            population = self._found.population
            self.desk.open_screen(SamplePage(self.desk, self._query, population, self._drawn))

    def _drawn(self, query: AuditQuery, sentence: str) -> None:
        self._to_rows = True
        self.show_query(query)
        self.desk.say(sentence)

    def _samples(self) -> None:
        from kaa_desktop.gui.screens.self_audit_samples import (  # noqa: PLC0415 - seldom asked for
            SamplesScreen,
        )

        self.desk.open_screen(SamplesScreen(self.desk, self._drawn))

    def _report(self) -> None:
        ask_where(self, "Spara rapporten", "granskning.pdf", "PDF", self.save_to)

    def save_to(self, path: str) -> None:
        """Write the report at the place that was chosen."""
        if self._found is not None:
            saving = self.session.self_audit.save_report(self._found, Path(path))
            self.desk.then(saving, lambda result: self.desk.say(result.sentence))

    # -- the page

    def _read(self, _id: object) -> None:
        self._one.choice.set_value("case")
        self._one.choice.chosen.emit("case")
        self.pane.area.setFocus(Qt.FocusReason.OtherFocusReason)

    def panes(self) -> Sequence[QWidget]:
        choice = [self._one] if self._one.isVisible() else []
        shown = [self.list] if self.list.isVisible() else []
        pane = [self.pane] if self.pane.isVisible() else []
        return [self.tools, *choice, *shown, *pane]

    def first_focus(self) -> QWidget | None:
        return self.list if not self._stack.currentIndex() else self.tools.whose

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Enter", "Öppna ärendet"), ("Mellanslag", "Läs skälen"), ("F6", "Nästa ruta")]

    def escape(self) -> bool:
        if self._reading.isVisible():
            self._reading.stop()
            return True
        if self.list.isVisible() and not self.list.hasFocus() and not self._stack.currentIndex():
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow = is_narrow(self, self.theme)
        self._one.fit(narrow=narrow)
        self._counts.fit(narrow=narrow)
        if narrow != self._narrow:
            self._narrow = narrow
            self.list.set_columns(NARROW if narrow else COLUMNS)
            self.list.horizontalHeader().setVisible(not narrow)
