"""A colleague's whole caseload to others: who leaves, who takes over, and a page for each youth.

Each case's page says where in the routine it is, what is promised and what is missing, before anything is
done: a handover that only happens by word of mouth loses everything (000 2.1.2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from kaa_core.model.ids import WorkerId, YouthId
from kaa_core.model.registry import Problem
from kaa_desktop.app.handover import Given
from kaa_desktop.app.leaving_views import CasePageView
from kaa_desktop.app.views import Changes
from kaa_desktop.app.words import counted
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.fields import PeopleField, WorkerBox
from kaa_desktop.gui.forms.sheet import ReadingSheet, SheetArea, ground
from kaa_desktop.gui.lists import ListView
from kaa_desktop.gui.rows import Cell, Column, Row, Section
from kaa_desktop.gui.screens.acting import ActingScreen
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.looks import given as rows_given
from kaa_desktop.gui.screens.parts import FactTable, is_narrow
from kaa_desktop.gui.widgets.boxes import Card, Footer, PageHeader, fold
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.fields import FieldBox
from kaa_desktop.gui.widgets.labels import label, repolish

TITLE = "Lämna över en kollegas ärenden"
_COLUMNS = (
    Column("name", "Namn"),
    Column("missing", "Saknas", width=96),
    Column("then", "Blir", width=150),
)
HOW = "Skriv ett namn och tryck Enter. Flera delar ärendena i tur och ordning."
LEAST_LIST = 180
NOTHING_CHOSEN = "Välj ett ärende i listan, så visas dess sida."


class CaseloadScreen(ActingScreen):
    """All open cases of one worker, and the page of the one chosen."""

    not_done = "Inget är överlämnat. Det du valde står kvar här."

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TITLE, name="caseload")
        self._pages: dict[YouthId, CasePageView] = {}
        self._order: tuple[YouthId, ...] = ()
        self._rows: dict[Any, Row] = {}
        self._names = {one.id: one.name for one in self.session.colleagues()}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._header = PageHeader(self.theme, TITLE)
        outer.addWidget(self._header)
        inside, body = ground()
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.setSpacing(12)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self._choices())
        left.addWidget(self._list(), 1)
        self._both.addLayout(left, 3)
        self._both.addWidget(self._page(), 3)
        body.addLayout(self._both, 1)
        outer.addWidget(SheetArea.around(inside, "caseload_area", TITLE), 1)
        outer.addWidget(self._foot())
        self.theme.dress(self)
        self.theme.changed.connect(self._fit)
        self._follow()

    # -- parts

    def _choices(self) -> QWidget:
        card = Card(self.theme, "Från och till", icon="handshake")
        card.body.addWidget(self._fault)
        self._before = WorkerBox(self.session.colleagues(), empty="Välj")
        self._from_box = FieldBox(self.theme, "Vems ärenden", self._before, name="before")
        self._before.edited.connect(self._read)
        people = self.session.colleagues(writing=True)
        self._people = PeopleField(self.theme, "Ny handläggare", people, name="workers")
        self._to_box = FieldBox(self.theme, "Ny handläggare", self._people, name="workers")
        self._to_box.set_note(HOW)
        self._people.edited.connect(self._follow)
        card.body.addWidget(self._from_box)
        card.body.addWidget(self._to_box)
        return card

    def _list(self) -> QWidget:
        self._card = Card(self.theme, "Ärenden", icon="users", padded=False)
        self.list = ListView(
            self.theme,
            _COLUMNS,
            rows_given(self._rows),
            name="caseload_cases",
            title="Ärenden som lämnas över",
            marks=False,
        )
        self.list.setMinimumHeight(LEAST_LIST)
        self.list.picked.connect(self._show_page)
        self.list.opened.connect(self._open)
        self._card.body.addWidget(self.list)
        return self._card

    def _page(self) -> QWidget:
        self._page_card = Card(self.theme, "Ärendets sida", icon="signpost")
        self._copy = button(self.theme, "Kopiera", name="caseload_copy", icon="copy", compact=True)
        self._copy.setAccessibleName("Kopiera ärendets sida")
        self._copy.clicked.connect(self._copy_page)
        self._page_card.add_to_header(self._copy)
        self._page_area = SheetArea("caseload_page", "Ärendets sida")
        inside = ReadingSheet(self.theme, self._page_area, "Ärendets sida", name="caseload_sheet")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(6)
        self._who = label(NOTHING_CHOSEN, "muted", wrap=True)
        column.addWidget(self._who)
        self._parts: list[tuple[QWidget, FactTable]] = []
        for title in ("Var i rutinen", "Lovat"):
            heading, table = label(title, "strong"), FactTable(self.theme)
            column.addWidget(heading)
            column.addWidget(table)
            self._parts.append((heading, table))
        self._missing_title = label("Saknas", "strong")
        self._missing = label("", "body", wrap=True)
        column.addWidget(self._missing_title)
        column.addWidget(self._missing)
        column.addStretch(1)
        self._page_area.setWidget(inside)
        self._page_card.body.addWidget(self._page_area)
        return self._page_card

    def _foot(self) -> QWidget:
        self._footer = Footer(self.theme)
        stop = button(self.theme, "Avbryt", name="caseload_cancel", hint="Esc")
        stop.clicked.connect(self.desk.back)
        self._finish = button(
            self.theme, "", name="caseload_finish", kind="primary", icon="check", hint="Ctrl+Enter"
        )
        self._finish.clicked.connect(self.finish)
        self._footer.add(stop)
        self._footer.add(self._finish)
        return self._footer

    # -- content

    def _read(self) -> None:
        """Read the pages of whoever is chosen, beside the window."""
        worker = self._before.value()
        self._pages, self._order = {}, ()
        if worker is None:
            self._follow()
            return
        youths = self.session.register.caseload.of(worker)
        self.desk.then(self.session.register.caseload.pages(youths), self._take)

    def _take(self, pages: list[CasePageView]) -> None:
        if isValid(self):
            self._pages = {one.youth: one for one in pages}
            self._order = tuple(self._pages)
            self._follow()

    def refresh(self, changes: Changes) -> None:
        """Another's change may move a case; while it is handed over the list stands still."""
        if not self._busy and (changes.everything or changes.youths & set(self._order)):
            self._read()

    def _given(self) -> Given | None:
        worker = self._before.value()
        if worker is None:
            return None
        return Given(before=worker, youths=self._order, workers=tuple(self._people.value()))

    def _follow(self) -> None:
        given = self._given()
        to = {} if given is None else given.to()
        self._rows.clear()
        self._rows.update({youth: self._row(youth, to) for youth in self._order})
        self.list.set_sections([Section("all", "", self._order)])
        self._card.set_title("Ärenden", f"{len(self._order)} öppna")
        self._show_page()
        self._amount(given)

    def _row(self, youth: YouthId, to: Mapping[YouthId, WorkerId]) -> Row:
        page = self._pages[youth]
        lacks = counted(len(page.missing), "uppgift", "uppgifter") if page.missing else "Inget"
        then = self._names.get(to[youth], "") if youth in to else "Ingen vald"
        name = " ".join(part for part in (page.name, page.number) if part)
        return Row((Cell(name, strong=True), Cell(lacks), Cell(then)))

    def _chosen_page(self) -> CasePageView | None:
        chosen = self.chosen_youth()
        return None if chosen is None else self._pages.get(chosen)

    def _show_page(self, *_picked: object) -> None:
        chosen = self._chosen_page()
        shown = chosen is not None
        self._who.setText(chosen.name if chosen else NOTHING_CHOSEN)
        self._who.setProperty("role", "section" if chosen else "muted")
        self._copy.setVisible(shown)
        tables = (chosen.where, chosen.promised) if chosen else ((), ())
        for (heading, table), facts in zip(self._parts, tables, strict=True):
            heading.setVisible(bool(facts))
            table.set_facts(facts)
        missing = "\n".join(chosen.missing) if chosen else ""
        self._missing_title.setVisible(bool(missing))
        self._missing.setVisible(bool(missing))
        self._missing.setText(missing)
        repolish(self._who)
        self.theme.dress(self._page_card)

    def _amount(self, given: Given | None) -> None:
        number = len(self._order)
        words = f"Lämna över {counted(number, 'ärende', 'ärenden')}"
        self._finish.setText(words)
        self._finish.setAccessibleName(words)
        self._finish.set_blocked(self._nothing(given))
        self._finish.updateGeometry()

    def _nothing(self, given: Given | None) -> str:
        if given is None:
            return "Välj vems ärenden som lämnas över."
        problems = self.session.register.caseload.problems(given)
        return problems[0].sentence if problems else ""

    # -- acting

    def _open(self, youth: YouthId) -> None:
        self.desk.open_youth(youth, self._order, self.list.select)

    def _copy_page(self) -> None:
        chosen = self._chosen_page()
        if chosen is not None:
            self.desk.copy(chosen.text)
            self.desk.say("Sidan är kopierad. Den tas bort ur Urklipp när programmet låses.")

    def finish(self) -> None:
        """Hand the cases over."""
        given = self._given()
        if self._busy:
            return
        unread = self._people.problem()
        if unread:
            self._show([Problem(field="workers", sentence=unread)])
            return
        if given is None or self._nothing(given):
            self.desk.say(self._nothing(given))
            return
        self._busy = True
        act = self.session.register.caseload.hand_over(given)
        self.desk.then(act, self._done, self._failed)

    def _show(self, problems: Sequence[Problem]) -> None:
        said = " ".join(one.sentence for one in problems if one.field == "workers")
        self._to_box.set_error(said)
        loose = " ".join(one.sentence for one in problems if one.field != "workers")
        self._show_loose(loose)
        if said:
            self._people.setFocus()
        self.desk.announce(" ".join(one.sentence for one in problems))

    # -- the page

    def chosen_youth(self) -> YouthId | None:
        return self.list.current_id()  # type: ignore[return-value]  # the list holds youths' ids

    def panes(self) -> Sequence[QWidget]:
        return [self._before, self.list, self._page_area, self._footer]

    def first_focus(self) -> QWidget | None:
        return self._before

    def bindings(self) -> Mapping[str, Binding]:
        return {"form.finish": Binding(self.finish)}

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Ctrl+Enter", "Lämna över"), ("Esc", "Avbryt"), ("F6", "Nästa ruta")]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        fold(self._both, narrow=is_narrow(self, self.theme))
