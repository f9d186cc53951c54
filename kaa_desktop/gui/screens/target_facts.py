"""Uppgifter med källa: every fact that lies in a case, where it comes from, and the years in school."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.rights import Right
from kaa_desktop.app import words
from kaa_desktop.app.schooling import SchoolingRow
from kaa_desktop.app.target_views import FactRow, TargetPage
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.sheet import SheetArea, ground
from kaa_desktop.gui.painting import ChipLook
from kaa_desktop.gui.screens.admin_form import ConfirmPage
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.screens.target_table import Line, LineTable, Shape
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Card, EmptyState, Footer, PageHeader
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.menus import ChoiceMenu, pop_under

TITLE = "Uppgifter med källa"
FACTS = Shape(titles=("Uppgift", "Räknas", "Vad den säger", "Källa, fil och datum"), chip=150,
              shares=(22, 36, 28), numbered=False)  # fmt: skip
SCHOOLING = Shape(
    titles=("Skola eller program", "", "När", "Hur länge"),
    chip=0,
    shares=(40, 34, 26),
    numbered=False,
)
COUNTS = ChipLook("Räknas", "circle-check", Kind.OK)
CHOOSE = "Välj en uppgift i listan."
NOT_BY_HAND = "Uppgiften kom från en källa. Bara källan kan ta tillbaka den."
GOES = (
    "Uppgiften räknas inte längre från i dag. Den står kvar i listan som återtagen.",
    "Prövningen görs om med de uppgifter som finns.",
)
ENTER = (
    ("study_period", "Studier"),
    ("credential", "Betygsdokument"),
    ("residence", "Bosättning"),
    ("school_notice", "Anmälan från skola"),
)


def fact_line(row: FactRow) -> Line:
    """A fact; one that counts no more says why."""
    chip = ChipLook(row.counts_not, "circle-off", Kind.NEUTRAL) if row.counts_not else COUNTS
    source = " · ".join(part for part in (row.source, row.by) if part)
    when = " · ".join(part for part in (row.on_text, row.origin) if part)
    return Line(
        key=row.record,
        title=row.title,
        chip=chip,
        text=row.sentence,
        source=source,
        when=when,
    )


def schooling_line(at: int, row: SchoolingRow) -> Line:
    """A time in a school, or a break, which is told by its length."""
    return Line(
        key=at,
        title=row.title,
        note=row.school,
        text=row.span,
        source=row.length,
        when=" · ".join(part for part in (words.sentence_case(row.ended), row.source) if part),
    )


class TargetFactsScreen(Screen):
    """The facts of one youth, newest first."""

    reads_case = True

    def __init__(self, desk: Desk, youth: YouthId, chosen: RecordId | None = None) -> None:
        super().__init__(desk, TITLE, name="target_facts")
        self._youth = youth
        self._page: TargetPage | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._header = PageHeader(self.theme, TITLE)
        column.addWidget(self._header)
        inside, body = ground()
        self._card = Card(self.theme, "Alla uppgifter", icon="file-text", padded=False)
        self.table = LineTable(self.theme, name="facts_table", title="Alla uppgifter", shape=FACTS)
        self.table.picked.connect(self.desk.actions.refresh)
        self._card.body.addWidget(self.table)
        self._empty = EmptyState(
            self.theme,
            "file-text",
            "Inga uppgifter om skola, betyg eller bosättning.",
            "De kommer när ett register läses in, eller när du för in dem.",
        )
        self._card.body.addWidget(self._empty)
        self._school = Card(self.theme, "Skolgång", icon="book-open", padded=False)
        self.schooling = LineTable(
            self.theme, name="facts_schooling", title="Skolgång", shape=SCHOOLING
        )
        self._school.body.addWidget(self.schooling)
        body.addWidget(self._card)
        body.addWidget(self._school)
        body.addStretch(1)
        self._area = SheetArea.around(inside, "facts_area", TITLE)
        column.addWidget(self._area, 1)
        column.addWidget(self._foot())
        self.theme.dress(self)
        self._read()
        if chosen is not None:
            self.table.choose(chosen)

    def _foot(self) -> Footer:
        self._footer = Footer(self.theme)
        self._footer.add(self.desk.actions.button("fact.withdraw", name="facts_withdraw"))
        self._enter = button(
            self.theme,
            "För in uppgift med källa",
            name="facts_enter",
            icon="file-plus",
            kind="primary",
        )
        self._enter.clicked.connect(self._pop)
        self._footer.add(self._enter)
        return self._footer

    # -- content

    def youth_read(self) -> YouthId | None:
        return self._youth

    def chosen_youth(self) -> YouthId | None:
        return None if self._page is None or self._why_not() else self._youth

    def why_no_youth(self) -> str:
        return self._why_not()

    def _why_not(self) -> str:
        may_not = self.session.why_not(Right.WRITE_CASES)
        return may_not or (self._page.read_only if self._page and not self._page.past else "")

    def refresh(self, changes: Changes) -> None:
        if changes.everything or self._youth in changes.youths:
            self._read()

    def _read(self) -> None:
        self._page = self.session.targets.page(self._youth)
        facts: Sequence[FactRow] = self._page.facts if self._page is not None else ()
        name = self._page.name if self._page is not None else ""
        self._header.set_title(TITLE, name)
        self.table.set_lines([fact_line(one) for one in facts])
        self.table.setVisible(bool(facts))
        self._empty.setVisible(not facts)
        amount = "1 uppgift" if len(facts) == 1 else f"{len(facts)} uppgifter"
        self._card.set_title("Alla uppgifter", f"{amount}, nyast först" if facts else "")
        years = self.session.targets.schooling(self._youth)
        self.schooling.set_lines([schooling_line(at, one) for at, one in enumerate(years)])
        self._school.setVisible(bool(years))
        self._enter.set_blocked(self._why_not())
        self.desk.actions.refresh()

    def _chosen(self) -> FactRow | None:
        key = self.table.current_key()
        facts = self._page.facts if self._page is not None else ()
        return next((one for one in facts if one.record == key), None)

    # -- acts

    def bindings(self) -> Mapping[str, Binding]:
        return {"fact.withdraw": Binding(self._withdraw, self._no_withdraw)}

    def _no_withdraw(self) -> str:
        row = self._chosen()
        if row is None:
            return CHOOSE
        if row.counts_not:
            return "Uppgiften räknas redan inte."
        return "" if row.can_withdraw else self._why_not() or NOT_BY_HAND

    def _withdraw(self) -> None:
        row = self._chosen()
        if row is None:
            return
        self.desk.open_screen(
            ConfirmPage(
                self.desk,
                f"Återta uppgiften: {row.title}",
                GOES,
                "Återta",
                name="fact_withdraw",
                act=partial(self.session.targets.withdraw_fact, row.record),
                then=self._withdrawn,
            )
        )

    def _withdrawn(self, result: Result) -> None:
        self.desk.back()
        self._read()
        self.desk.say(result.sentence)

    def _pop(self) -> None:
        reason = self._why_not()
        if reason:
            self.desk.say(reason)
            return
        menu = ChoiceMenu("facts_menu", "För in uppgift med källa")
        for kind, text in ENTER:
            menu.item(text, kind, self._begin)
        pop_under(menu, self._enter)

    def _begin(self) -> None:
        action: Any = self.sender()
        if isinstance(action, QAction):
            self.desk.open_form(action.data(), self._youth)

    # -- what the shell asks

    def panes(self) -> Sequence[QWidget]:
        return [self._area, self._footer]

    def first_focus(self) -> QWidget | None:
        return self.table if self.table.lines else self._enter

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Esc", "Tillbaka"), ("F6", "Nästa ruta"), ("F1", "Hjälp")]
