"""The plan's own page (06): the seven items to the left, always in view, and the plan to the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.rights import Right
from kaa_core.rules.plan import Item
from kaa_desktop.app.plan_forms import EstablishForm
from kaa_desktop.app.plan_views import PlanView
from kaa_desktop.app.plans import UNCHANGED
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.sheet import SheetArea, ground
from kaa_desktop.gui.screens.acting import ActingScreen
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.parts import FactTable, OnePane, is_narrow
from kaa_desktop.gui.screens.plan_board import (
    DueCard,
    GoalsCard,
    MadeCard,
    MeasuresCard,
    VersionsCard,
    lists_of,
)
from kaa_desktop.gui.screens.plan_items import SevenItems
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, Card, Footer, PageHeader
from kaa_desktop.gui.widgets.buttons import button

NO_PLAN = "Ungdomen har ingen plan än. Börja med ett mål eller med planens uppgifter."
SIDE = 300
_ALT = Qt.KeyboardModifier.AltModifier
_TYPED = {"end_reason": "reason"}
"""What the form calls a field of the measure."""
_FORMS = {"goal": "goal", "measure": "measure", "plan": "plan"}


class PlanScreen(ActingScreen):
    """One youth's plan. Alt+1–7 go to the items, Ctrl+I adds a measure, Ctrl+Enter establishes."""

    reads_case = True
    not_done = "Planen är inte fastställd."

    def __init__(self, desk: Desk, youth: YouthId) -> None:
        self._youth = youth
        self._view: PlanView | None = None
        super().__init__(desk, "Plan och insatser", name="plan_page")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = PageHeader(self.theme, "Plan och insatser")
        column.addWidget(self.header)
        self._side = self._make_side()
        self._board = self._make_board()
        panes = (("plan", "Planen", self._board), ("items", "De sju uppgifterna", self._side))
        self._one = OnePane(self.theme, "Visa på sidan", panes, name="plan_panes")
        self._one.layout().setContentsMargins(14, 8, 14, 8)  # type: ignore[union-attr]
        column.addWidget(self._one)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._side)
        middle.addWidget(self._board, 1)
        column.addLayout(middle, 1)
        column.addWidget(self._foot())
        self.theme.dress(self)
        self.theme.changed.connect(self._fit)
        self.reload()

    # -- making

    def _make_side(self) -> QWidget:
        side = QFrame()
        side.setProperty("fill", "surface")
        side.setProperty("rule", "right")
        inside = QVBoxLayout(side)
        inside.setContentsMargins(0, 0, 1, 0)
        self._items_area = SheetArea("plan_items_area", "De sju uppgifterna")
        self.items = SevenItems(self.theme, self._items_area, opens=True)
        self.items.opened.connect(self.open_item)
        self._items_area.setWidget(self.items)
        inside.addWidget(self._items_area)
        return side

    def _make_board(self) -> SheetArea:
        inside, column = ground()
        self._prompt = Banner(self.theme, Kind.WARN, icon="signpost")
        self._ground = Banner(self.theme, Kind.WARN)
        self._details = Card(self.theme, "Planens uppgifter", icon="file-text")
        change = button(
            self.theme,
            "Ändra",
            name="plan_details",
            icon="pencil",
            compact=True,
            spoken="Ändra planens uppgifter",
        )
        change.clicked.connect(self._open_details)
        self._details.add_to_header(change)
        self._facts = FactTable(self.theme)
        self._details.body.addWidget(self._facts)
        self.goals, self.measures = GoalsCard(self.desk), MeasuresCard(self.desk)
        self.due, self.made = DueCard(self.desk), MadeCard(self.desk)
        self.versions = VersionsCard(self.desk, self._open_version)
        for widget in (
            *(self._fault, self._ground, self._prompt, self.goals, self.measures, self.due),
            *(self._details, self.made, self.versions),
        ):
            column.addWidget(widget)
        column.addStretch(1)
        return SheetArea.around(inside, "plan_board", "Planen")

    def _foot(self) -> Footer:
        self.footer = Footer(self.theme)
        paper = self.desk.actions.button("page.print", name="plan_print", text="Skriv ut planen")
        self._establish_button = button(
            self.theme,
            "Fastställ",
            name="plan_establish",
            kind="primary",
            icon="check",
            hint="Ctrl+Enter",
        )
        self._establish_button.clicked.connect(self.establish)
        for made in (paper, self._establish_button):
            self.footer.add(made)
        return self.footer

    # -- content

    def reload(self) -> None:
        """Read the plan again."""
        view = self.session.plans.view(self._youth)
        if view is None:
            return
        self._view = view
        self.title = f"Plan – {view.name}"
        who = (view.name, view.number, view.age, view.progress)
        self.header.set_title("Plan och insatser", " · ".join(part for part in who if part))
        self.items.show_items(view.items)
        self._prompt.set_message(Kind.WARN, "Dags att pröva något annat?", " ".join(view.prompts))
        self._prompt.setVisible(bool(view.prompts))
        ground_ = view.needs_ground or view.plan is None
        said = (
            NO_PLAN
            if view.plan is None
            else "Planen bygger inte på någon kartläggning. Välj en under Planens uppgifter, "
            "eller skriv varför."
        )
        self._ground.set_message(Kind.INFO if view.plan is None else Kind.WARN, said)
        self._ground.setVisible(ground_)
        self._facts.set_facts(view.facts)
        self.goals.show_goals(view)
        self.measures.show_measures(view)
        self.due.show_due(view)
        self.made.show_made(view)
        self.versions.show_versions(view)
        self.footer.set_state(view.read_only or view.standing, kind=Kind.NEUTRAL)
        self._establish_button.setText(f"Fastställ version {view.next_number}")
        self._establish_button.set_blocked(self._why_not())

    def refresh(self, changes: Changes) -> None:
        if changes.everything or self._youth in changes.youths:
            self.reload()

    # -- acts

    def open_item(self, number: int) -> None:
        """Go to what mends, or holds, an item."""
        view = self._view
        if view is None:
            return
        item: Item = view.items[number - 1]
        if view.read_only or self.session.why_not(Right.WRITE_CASES):
            self.desk.say(item.missing or item.said)
            return
        kind, _, field = item.field_to_open.partition(".")
        if field == "end_reason" and item.done:
            self.desk.say(item.said)
            return
        form = "end_measure" if field == "end_reason" else _FORMS[kind]
        self.desk.open_form(form, self._youth, record=item.record)
        self._focus_on(_TYPED.get(field, field))

    def _focus_on(self, field: str) -> None:
        """Go to a field of the form that was opened."""
        found = self.desk.home.window().findChild(QWidget, field)
        if found is not None and found.isVisible():
            found.setFocus(Qt.FocusReason.OtherFocusReason)

    def establish(self) -> None:
        """Fastställ: at once when nothing is missing, else with what is missing and why."""
        view = self._view
        if view is None or self._busy:
            return
        if reason := self._why_not():
            self.desk.say(reason)
            return
        problem = self.session.plans.why_not_establish(self._youth)
        if problem is not None:
            self._show((problem,))
            if problem.field:
                self._open_details()
                self._focus_on(problem.field)
            self.desk.say(problem.sentence)
        elif view.gaps:
            self.desk.open_form("plan_version", self._youth, record=view.plan)
        else:
            self._busy = True
            form = EstablishForm(youth=self._youth)
            self.desk.then(self.session.plans.establish(form), self._established, self._failed)

    def _established(self, result: Result) -> None:
        self._busy = False
        self._show(result.problems)
        if result.done:
            self.desk.say(result.sentence)
            self.reload()

    def _show(self, problems: Sequence[object]) -> None:
        self._show_loose(" ".join(getattr(one, "sentence", "") for one in problems))

    def _why_not(self) -> str:
        view = self._view
        if view is None or view.read_only:
            return view.read_only if view else ""
        if reason := self.session.why_not(Right.WRITE_CASES):
            return reason
        if view.plan is None:
            return NO_PLAN
        return "" if view.changed else UNCHANGED

    def _open_details(self, _checked: bool = False) -> None:
        if self._view is not None and not self._view.read_only:
            self.desk.open_form("plan", self._youth, record=self._view.plan)

    def _open_version(self, version: RecordId) -> None:
        from kaa_desktop.gui.screens.plan_paper import open_paper  # noqa: PLC0415 - seldom

        open_paper(self.desk, self._youth, version)

    def _print(self) -> None:
        from kaa_desktop.gui.screens.plan_paper import open_paper  # noqa: PLC0415 - seldom

        open_paper(self.desk, self._youth)

    def _no_paper(self) -> str:
        return "" if self._view is not None and self._view.plan is not None else NO_PLAN

    # -- what the shell asks

    def event(self, event: QEvent) -> bool:
        """Alt+1–7 are the items here: before the youth's tabs, which have the same keys."""
        if event.type() is QEvent.Type.ShortcutOverride and self._item_of(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = self._item_of(event)
        if number is None:
            super().keyPressEvent(event)
        else:
            self.open_item(number)

    def _item_of(self, event: QEvent) -> int | None:
        if not isinstance(event, QKeyEvent) or event.modifiers() != _ALT:
            return None
        number = event.key() - Qt.Key.Key_0
        return number if 1 <= number <= len(self.items.rows) else None

    def chosen_youth(self) -> YouthId | None:
        return None if self._view is None or self._view.read_only else self._youth

    def youth_read(self) -> YouthId | None:
        return self._youth

    def why_no_youth(self) -> str:
        return self._view.read_only if self._view else ""

    def bindings(self) -> Mapping[str, Binding]:
        return {
            "form.finish": Binding(self.establish, self._why_not),
            "page.print": Binding(self._print, self._no_paper),
        }

    def panes(self) -> Sequence[QWidget]:
        shown = self._one.shown()
        choice = [self._one] if self._one.isVisible() else []
        side = [self.items.rows[0]] if self._side in shown else []
        board = (
            [self.goals, *lists_of((self.measures, self.due, self.versions))]
            if self._board in shown
            else []
        )
        return [*choice, *side, *board, self.footer]

    def first_focus(self) -> QWidget | None:
        if self._side not in self._one.shown():
            return self._one
        gaps = self._view.gaps if self._view else ()
        return self.items.rows[gaps[0].number - 1 if gaps else 0]

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Alt+1–7", "Uppgift"), ("F6", "Nästa ruta"), ("F1", "Hjälp")]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow = is_narrow(self, self.theme)
        self._one.fit(narrow=narrow)
        self._side.setMaximumWidth(16_777_215 if narrow else self.theme.px(SIDE))
        self._side.setMinimumWidth(0 if narrow else self.theme.px(SIDE))
