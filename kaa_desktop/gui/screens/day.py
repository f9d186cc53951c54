"""Min dag: today's visits, what is to be done and why, and those not reached, longest first (02)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from kaa_core.model.ids import DraftId, RecordId, YouthId
from kaa_desktop.app.goals import GoalView
from kaa_desktop.app.views import Changes, DayView, DraftRow, Result
from kaa_desktop.app.words import DONE_BY_ENTERING, VISIT_BY_ENTERING
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.lists import ListView
from kaa_desktop.gui.rows import Section
from kaa_desktop.gui.screens.area_band import AreasBand
from kaa_desktop.gui.screens.awaiting_band import AnsweredBand
from kaa_desktop.gui.screens.day_goals import GoalStrip
from kaa_desktop.gui.screens.day_list import DayList
from kaa_desktop.gui.screens.day_told import ToldCard
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.screens.looks import (
    DRAFT_COLUMNS,
    TASK_COLUMNS,
    VISIT_COLUMNS,
    WAITING_COLUMNS,
    draft_row,
    sections,
    task_row,
    visit_row,
    waiting_row,
)
from kaa_desktop.gui.screens.mended_band import MendedBand
from kaa_desktop.gui.screens.parts import OnePane, is_narrow
from kaa_desktop.gui.screens.silence_band import SilenceBand
from kaa_desktop.gui.screens.visits_today import open_visit
from kaa_desktop.gui.widgets.boxes import Card, PageHeader
from kaa_desktop.gui.widgets.segments import SegmentedFilter

MINE, UNIT = "mine", "unit"
LOW_PAGE = 700
"""Below this height, at 100 %, the goals stand without their bars."""
UNBOUND = 16_777_215  # QWIDGETSIZE_MAX, which PySide does not export


class DayScreen(Screen):
    """The first page of the day. Every list opens what stands on its row."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Min dag", name="day")
        self._day: DayView = self.session.day()
        self._last: ListView | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = PageHeader(self.theme, "")
        self.header.add(desk.actions.button("contact.new", kind="primary", name="day_contact"))
        column.addWidget(self.header)
        body = QVBoxLayout()
        body.setContentsMargins(20, 12, 20, 12)
        body.setSpacing(10)
        column.addLayout(body, 1)
        self._make_cards()
        self._goals = GoalStrip(self.theme)
        self._goals.asked.connect(lambda: self.desk.go("goals"))
        panes = [
            ("tasks", "Att göra", self._tasks_card),
            ("visits", "Hembesök", self._visits_card),
            ("waiting", "Ej nådda", self._waiting_card),
            ("drafts", "Utkast", self._drafts_card),
            ("told", "Kollegor", self._told_card),
            ("goals", "Mål", self._goals),
        ]
        self._one = OnePane(self.theme, "Visa i Min dag", panes, name="day_panes")
        self._mended, self._answered = MendedBand(desk, "day_mended"), AnsweredBand(desk)
        for band in (self._mended, self._answered):
            body.addWidget(band)
            band.reload()
        self._silence = SilenceBand(desk)
        self._areas = AreasBand(desk)
        for warning in (self._silence, self._areas):
            body.addWidget(warning)
        body.addWidget(self._one)
        body.addLayout(self._lay_out(), 1)
        body.addWidget(self._goals)
        for view in self._views():
            view.picked.connect(self._picked)
            view.installEventFilter(self)
        self.theme.dress(self)
        self.theme.changed.connect(self._fit)
        self._one.choice.chosen.connect(self._fit)
        self._show()

    # -- making

    def _make_cards(self) -> None:
        desk = self.desk
        self.visits = DayList(
            desk,
            VISIT_COLUMNS,
            name="day_visits",
            title="Hembesök i dag",
            two_lines=True,
            empty=("house", "Inga hembesök i dag.", "Bokade besök visas här på sin dag."),
        )
        self.visits.view.opened.connect(self._open_visit)
        self._visits_card = self._card("Hembesök i dag", "house", self.visits)
        self.tasks = DayList(
            desk,
            TASK_COLUMNS,
            name="day_tasks",
            title="Att göra",
            empty=("circle-check", "Inget att göra just nu.", "Nya uppgifter kommer av rutinen."),
        )
        self.tasks.view.opened.connect(self._open_task)
        self._tasks_card = self._card("Att göra", "list-checks", self.tasks)
        self._whose = SegmentedFilter(
            self.theme,
            "Visa i Att göra",
            [(MINE, "Mina"), (UNIT, "Hela enheten")],
            name="day_whose",
        )
        self._whose.chosen.connect(self._reload)
        self._tasks_card.add_to_header(self._whose)
        self.waiting = DayList(
            desk,
            WAITING_COLUMNS,
            name="day_waiting",
            title="Ej nådda, längst tid först",
            two_lines=True,
            header=True,
            empty=(
                "circle-check",
                "Alla inskrivna är nådda.",
                "Nya hamnar här tills ni har kontakt.",
            ),
        )
        self.waiting.view.opened.connect(self._open_waiting)
        self._waiting_card = self._card("Ej nådda", "user-x", self.waiting)
        self._waiting_card.add_to_header(
            desk.actions.button("go.unreached", kind="flat", text="Visa alla", name="day_unreached")
        )
        self.drafts = DayList(
            desk,
            DRAFT_COLUMNS,
            name="day_drafts",
            title="Utkast att fortsätta med",
            two_lines=True,
            empty=("pencil", "Inga utkast.", "Det du börjar skriva sparas här."),
        )
        self.drafts.view.opened.connect(self._open_draft)
        self._drafts_card = self._card("Utkast", "pencil", self.drafts)
        self._told_card = ToldCard(desk)
        self.told = self._told_card.list

    def _card(self, title: str, icon: str, content: QWidget) -> Card:
        card = Card(self.theme, title, icon=icon, padded=False)
        card.body.addWidget(content)
        return card

    def _lay_out(self) -> QHBoxLayout:
        self._left = self._column(self._visits_card, self._tasks_card)
        self._right = self._column(self._told_card, self._drafts_card, self._waiting_card)
        row = QHBoxLayout()
        row.setSpacing(12)
        for widget in (self._left, self._right):
            width = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
            widget.setSizePolicy(width)
        row.addWidget(self._left, 70)
        row.addWidget(self._right, 31)
        return row

    def _column(self, *cards: Card) -> QWidget:
        """Cards below each other; the last takes what is left."""
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for card in cards:
            column.addWidget(card, int(card is cards[-1]))
        return box

    def _views(self) -> list[ListView]:
        lists = (self.visits, self.tasks, self.told, self.drafts, self.waiting)
        return [one.view for one in lists]

    # -- content

    def _reload(self, *_chosen: object) -> None:
        self._day = self.session.day(whole_unit=self._whose.value() == UNIT)
        self._show()

    def refresh(self, changes: Changes) -> None:
        """Everything that alters a youth or a draft may alter the day."""
        if changes.everything or changes.youths or changes.kinds or changes.drafts:
            self._reload()
        elif changes.sync:  # what was decided has been seen
            self._told_card.reload()
        if changes.sync or changes.everything:
            self._mended.reload()
            self._answered.reload()
            self._fit()

    def _show(self) -> None:
        day = self._day
        self.header.set_title(day.title, day.subtitle)
        self._visits_card.set_title("Hembesök i dag", day.visits_text)
        visits = {row.visit: visit_row(row) for row in day.visits}
        self.visits.show_rows(visits, [Section("all", "", tuple(visits))])
        tasks = {row.id: task_row(row) for row in day.tasks}
        self.tasks.show_rows(tasks, sections(tuple(tasks), day.task_groups))
        self._tasks_card.set_title("Att göra", f"{len(tasks)} – av rutinen och egna bevakningar")
        waiting = {row.youth: waiting_row(row) for row in day.not_reached}
        self.waiting.show_rows(waiting, [Section("all", "", tuple(waiting))])
        self._waiting_card.set_title("Ej nådda", f"{day.not_reached_total} av {day.enrolled_total}")
        drafts = {row.id: draft_row(row) for row in day.drafts}
        self.drafts.show_rows(drafts, [Section("all", "", tuple(drafts))])
        self._drafts_card.set_title("Utkast", f"{len(drafts)} att fortsätta med")
        self._silence.tell(day.silence)
        self._areas.tell(self.session.evaluations.due(), self.session.today())
        self._told_card.reload()
        self._show_goals()
        self._fit()
        self._show_choice()

    def _show_goals(self) -> None:
        """As last reckoned; anew beside the window's thread when it is time."""
        goals = self.session.goals
        views = goals.views()
        self._goals.show_goals(views)
        if views and goals.due():
            self.desk.then(goals.reckon(), self._goals_came)

    def _goals_came(self, views: Sequence[GoalView]) -> None:
        if isValid(self):
            self._goals.show_goals(views)
            self._fit()

    # -- acts

    def _open_visit(self, visit: RecordId) -> None:
        row = next(one for one in self._day.visits if one.visit == visit)
        open_visit(self.desk, row, self._day.visits)

    def _open_task(self, task: RecordId) -> None:
        row = next(one for one in self._day.tasks if one.id == task)
        if row.visit is not None:
            self.desk.open_form("home_visit", row.youth, record=row.visit)
        else:
            self.desk.open_youth(row.youth, tuple(dict.fromkeys(r.youth for r in self._day.tasks)))

    def _open_waiting(self, youth: YouthId) -> None:
        ids = tuple(row.youth for row in self._day.not_reached)
        self.desk.open_youth(youth, ids, self.waiting.view.select)

    def _open_draft(self, draft: DraftId) -> None:
        row: DraftRow = next(one for one in self._day.drafts if one.id == draft)
        self.desk.open_form(row.form, row.youth, draft=row.id)

    def _picked(self, _id: object) -> None:
        self.desk.actions.refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """One row is chosen on the page: that of the list in focus."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, ListView):
            self._last = watched
            self._show_choice()
            self.desk.actions.refresh()
        return super().eventFilter(watched, event)

    def _show_choice(self) -> None:
        for view in self._views():
            if view is self._last:
                whole = QItemSelectionModel.SelectionFlag.Rows
                chosen = QItemSelectionModel.SelectionFlag.ClearAndSelect
                view.selectionModel().select(view.currentIndex(), chosen | whole)
            else:
                view.clearSelection()

    def chosen_youth(self) -> YouthId | None:
        """The youth of the row in the list that has, or last had, the focus."""
        id_ = (self._last or self.tasks.view).current_id()
        day = self._day
        for youth, own in (
            *((row.youth, row.visit) for row in day.visits),
            *((row.youth, row.id) for row in day.tasks),
            *((row.youth, row.id) for row in day.drafts),
            *((row.youth, row.youth) for row in day.not_reached),
        ):
            if own == id_:
                return youth
        return self._told_card.youth_of(id_)

    def bindings(self) -> Mapping[str, Binding]:
        return {"task.done": Binding(self._complete, self._no_task)}

    def _no_task(self) -> str:
        id_ = self.tasks.view.current_id()
        chosen = next((row for row in self._day.tasks if row.id == id_), None)
        if chosen is None or not self.tasks.view.hasFocus():
            return "Välj en rad i Att göra."
        if chosen.visit:
            return VISIT_BY_ENTERING
        return chosen.undone or (DONE_BY_ENTERING if chosen.routine else "")

    def _complete(self) -> None:
        task = self.tasks.view.current_id()
        self.desk.then(self.session.complete_task(task), self._completed)  # type: ignore[arg-type]

    def _completed(self, result: Result) -> None:
        self.desk.say(result.sentence or " ".join(one.sentence for one in result.problems))

    # -- what the shell asks

    def panes(self) -> Sequence[QWidget]:
        shown = self._one.shown()
        pairs = (
            (self._visits_card, self.visits),
            (self._tasks_card, self.tasks),
            (self._told_card, self.told),
            (self._drafts_card, self.drafts),
            (self._waiting_card, self.waiting),
        )
        lists = [stack.view for card, stack in pairs if card in shown and not stack.empty]
        first = [self._one] if self._one.isVisible() else []
        return [*first, *lists, *self._goals.pane()]

    def first_focus(self) -> QWidget | None:
        order = (self.tasks, self.visits, self.drafts, self.waiting)
        return next((one.view for one in order if not one.empty and one.isVisibleTo(self)), None)

    def key_hints(self) -> Sequence[tuple[str, str]]:
        if self.visits.view.hasFocus():
            return [("Enter", "För in besöket"), ("F6", "Nästa ruta"), ("F1", "Hjälp")]
        done = [] if not self.tasks.view.hasFocus() or self._no_task() else [("Ctrl+M", "Klar")]
        return [("Enter", "Öppna"), *done, ("F6", "Nästa ruta"), ("F1", "Hjälp")]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self, *_chosen: object) -> None:
        """Small cards take the height their rows need; below 60 em the cards take turns."""
        narrow = is_narrow(self, self.theme)
        self._one.set_absent("drafts", absent=self.drafts.empty)
        self._one.set_absent("told", absent=self.told.empty)
        self._one.set_absent("goals", absent=self._goals.empty)
        self._one.fit(narrow=narrow)
        self._goals.fit(narrow=narrow, low=self.height() < self.theme.px(LOW_PAGE))
        self._mended.fit(narrow=narrow)
        self._silence.fit(narrow=narrow)
        self._areas.fit(narrow=narrow)
        told = not self._mended.isHidden()
        self._answered.fit(narrow=narrow, crowded=narrow and told)
        px = self.theme.px
        for card, stack, least in (
            (self._visits_card, self.visits, 3),
            (self._drafts_card, self.drafts, 2),
            (self._told_card, self.told, 2),
        ):
            rows = min(stack.view.rows.count(), least) if not stack.empty else 0
            height = px(42) * rows + px(42) if rows else px(132)
            card.setMaximumHeight(UNBOUND if narrow else height)
            card.setMinimumHeight(0 if narrow else height)
        shown = self._one.shown()
        self._left.setVisible(any(card in shown for card in (self._visits_card, self._tasks_card)))
        right = (self._told_card, self._drafts_card, self._waiting_card)
        self._right.setVisible(any(card in shown for card in right))
