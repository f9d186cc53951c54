"""What a plan holds, as cards: goals, measures by responsible party, what is due, what was made, versions.

The plan's own page and the two tabs on the youth's page are put together of these.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kaa_core.model.enums import FollowUpKind
from kaa_core.model.ids import RecordId
from kaa_desktop.app.plan_views import (
    PARTIES,
    PARTY_ICONS,
    DueRow,
    GoalRow,
    MadeRow,
    MeasureRow,
    PlanView,
    VersionRow,
)
from kaa_desktop.app.words import counted
from kaa_desktop.gui.lists import ListView
from kaa_desktop.gui.rows import Cell, Column, Row, Section
from kaa_desktop.gui.screens.day_list import DayList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.looks import chip_look
from kaa_desktop.gui.screens.parts import ChipRow, FactTable
from kaa_desktop.gui.widgets.boxes import Card
from kaa_desktop.gui.widgets.buttons import KeyButton, button
from kaa_desktop.gui.widgets.flow import FlowLayout
from kaa_desktop.gui.widgets.labels import label

MEASURES = (
    Column("name", "Insats"),
    Column("start", "Börjar", width=112, optional=2),
    Column("end", "Slutar", width=112, optional=1),
    Column("looked", "Följs upp", width=110, optional=3),
    Column("state", "Läge", width=190),
)
DUE = (
    Column("when", "När", width=150),
    Column("what", "Vad", width=130),
    Column("about", "Gäller"),
    Column("state", "Läge", width=120),
)
VERSIONS = (
    Column("number", "Version", width=120),
    Column("when", "Fastställd", width=150, optional=1),
    Column("changed", "Nytt"),
)


def fitted(shown: DayList) -> None:
    """As high as its rows: the page scrolls, not each list in it."""
    view = shown.view
    if shown.empty:
        shown.setFixedHeight(view.fontMetrics().height() * 6)
        return
    head = view.horizontalHeader()
    header = head.sizeHint().height() if not head.isHidden() else 0
    shown.setFixedHeight(view.verticalHeader().length() + header + 4)


class GoalsCard(Card):
    """Each goal in full: the youth's own words, how it is seen to be reached, and by when."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.theme, "Mål", icon="target")
        self._desk = desk
        self._shown: tuple[tuple[GoalRow, ...], bool] | None = None
        self._youth: Any = None
        self._rows: list[QWidget] = []
        self.add = desk.actions.button("goal.new", name="plan_goal_new", compact=True)
        self.add_to_header(self.add)
        self._none = label("Inget mål är skrivet än.", "muted", wrap=True)
        self.body.addWidget(self._none)

    def show_goals(self, view: PlanView) -> None:
        """Show these; made anew only when they are others."""
        self._youth = view.youth
        locked = bool(view.read_only)
        if self._shown == (view.goals, locked):
            return
        self._shown = (view.goals, locked)
        for old in self._rows:
            self.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows = [self._row(at, one, locked) for at, one in enumerate(view.goals, 1)]
        for made in self._rows:
            self.body.addWidget(made)
        self._none.setVisible(not view.goals)
        self._desk.theme.dress(self)

    def _row(self, at: int, goal: GoalRow, locked: bool) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(goal.own_words or goal.measurable, "strong", wrap=True))
        if goal.own_words and goal.measurable:
            words.addWidget(label(goal.measurable, "body", wrap=True))
        if goal.by:
            words.addWidget(label(goal.by, "muted", wrap=True))
        chips = ChipRow(self._desk.theme)
        words.addWidget(chips)
        row.addLayout(words, 1)
        chips.setVisible(goal.state is not None)
        if goal.state is not None:
            chips.set_chips([chip_look(goal.state)])  # with a parent: else it opens as a window
        change = button(
            self._desk.theme,
            "Ändra",
            name=f"plan_goal_{at}",
            icon="pencil",
            compact=True,
            spoken=f"Ändra mål {at}",
        )
        change.clicked.connect(partial(self._open, goal.id))
        row.addWidget(change, 0, Qt.AlignmentFlag.AlignTop)
        change.setVisible(not locked)
        return made

    def _open(self, goal: RecordId, _checked: bool = False) -> None:
        self._desk.open_form("goal", self._youth, record=goal)


class MeasuresCard(Card):
    """The measures under who answers for them; what is done with the chosen one stands below."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.theme, "Insatser", icon="list-checks", padded=False)
        self._desk = desk
        self._view: PlanView | None = None
        self.add = desk.actions.button("measure.new", name="plan_measure_new", compact=True)
        self.add_to_header(self.add)
        self.list = DayList(
            desk,
            MEASURES,
            name="plan_measures",
            title="Insatser efter ansvarig",
            two_lines=True,
            header=True,
            empty=("list-checks", "Inga insatser än.", "Lägg till den första med Ctrl+I."),
        )
        self.list.view.opened.connect(self._change)
        self.list.view.picked.connect(self._picked)
        self.body.addWidget(self.list)
        self._acts = QWidget()
        row = FlowLayout(self._acts, spacing=6)
        row.setContentsMargins(12, 6, 12, 10)
        for name, words, icon, act in (
            ("plan_measure_change", "Ändra insatsen", "pencil", self._change),
            ("plan_measure_follow", "Följ upp", "flag", self._follow),
            ("plan_measure_end", "Avsluta insatsen", "circle-check", self._end),
        ):
            made = button(
                desk.theme, words, name=name, icon=icon, compact=True, spoken=f"{words}: den valda"
            )
            made.clicked.connect(act)
            row.addWidget(made)
        self.body.addWidget(self._acts)
        desk.theme.changed.connect(partial(fitted, self.list))

    def show_measures(self, view: PlanView) -> None:
        """Show these."""
        self._view = view
        ended = sum(not one.ongoing for one in view.measures)
        more = f", varav {ended} har upphört" if ended else ""
        self.set_title("Insatser", f"{len(view.measures)}{more}" if view.measures else "")
        rows = {one.id: _measure(one) for one in view.measures}
        parts = [
            Section(
                title,
                title,
                tuple(one.id for one in view.measures if one.party is party),
                PARTY_ICONS.get(party, "circle-alert") if party else "circle-alert",
            )
            for party, title in PARTIES
        ]
        self.list.show_rows(rows, [one for one in parts if one.ids])
        fitted(self.list)
        self._picked()

    def chosen(self) -> MeasureRow | None:
        """The chosen measure."""
        held = self._view.measures if self._view else ()
        current = self.list.view.current_id()
        return next((one for one in held if one.id == current), None)

    def _picked(self, _id: object = None) -> None:
        one, view = self.chosen(), self._view
        self._acts.setVisible(one is not None and view is not None and not view.read_only)
        end = self._acts.findChild(KeyButton, "plan_measure_end")
        follow = self._acts.findChild(KeyButton, "plan_measure_follow")
        if one is not None and end is not None and follow is not None:
            end.setVisible(one.ongoing)
            follow.setText("Följ upp" if one.ongoing else "Utvärdera")
            follow.setAccessibleName(f"{follow.text()}: {one.name}")
            follow.setVisible(one.ongoing or not one.evaluated)

    def _form(self, kind: str) -> None:
        one, view = self.chosen(), self._view
        if one is not None and view is not None and not view.read_only:
            self._desk.open_form(kind, view.youth, record=one.id)

    def _change(self, _what: object = None) -> None:
        self._form("measure")

    def _follow(self, _what: object = None) -> None:
        self._form("follow_up")

    def _end(self, _what: object = None) -> None:
        self._form("end_measure")


class DueCard(Card):
    """What is to be followed up and evaluated; Enter opens the form for it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.theme, "Uppföljning och utvärdering", icon="calendar", padded=False)
        self._desk = desk
        self._view: PlanView | None = None
        self.add_to_header(
            desk.actions.button("follow_up.new", name="plan_follow_up", compact=True)
        )
        self.list = DayList(
            desk,
            DUE,
            name="plan_due",
            title="Att följa upp och utvärdera",
            two_lines=False,
            header=True,
            empty=("calendar", "Inget att följa upp.", "Skriv datum i planen eller insatsen."),
        )
        self.list.view.opened.connect(self._open)
        self.body.addWidget(self.list)
        desk.theme.changed.connect(partial(fitted, self.list))

    def show_due(self, view: PlanView) -> None:
        """Show these, the soonest first."""
        self._view = view
        rows: dict[Any, Row] = {at: _due(one) for at, one in enumerate(view.due)}
        self.list.show_rows(rows, [Section("all", "", tuple(rows))])
        fitted(self.list)

    def _open(self, at: int) -> None:
        view = self._view
        if view is None or view.read_only or at >= len(view.due):
            return
        one = view.due[at]
        ends = one.kind is FollowUpKind.EVALUATION and one.measure in {
            each.id for each in view.measures if each.ongoing
        }
        self._desk.open_form("end_measure" if ends else "follow_up", view.youth, record=one.measure)


class MadeCard(Card):
    """Follow-ups that were made, in full, the latest first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.theme, "Gjorda uppföljningar", icon="history")
        self._theme = desk.theme
        self._shown: tuple[MadeRow, ...] | None = None
        self._rows: list[QWidget] = []
        self._none = label("Ingen uppföljning är införd än.", "muted", wrap=True)
        self.body.addWidget(self._none)

    def show_made(self, view: PlanView) -> None:
        """Show these."""
        if self._shown == view.made:
            return
        self._shown = view.made
        for old in self._rows:
            self.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows = [self._row(one) for one in view.made]
        for made in self._rows:
            self.body.addWidget(made)
        self._none.setVisible(not view.made)
        self._theme.dress(self)

    def _row(self, one: MadeRow) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(2)
        by = f" · {one.by}" if one.by else ""
        column.addWidget(label(f"{one.what} {one.when}: {one.about}", "strong", wrap=True))
        column.addWidget(label(one.result, "body", wrap=True))
        facts = FactTable(self._theme)
        column.addWidget(facts)
        facts.set_facts(one.facts)
        if by:
            column.addWidget(label(by.removeprefix(" · "), "caption", wrap=True))
        return made


class VersionsCard(Card):
    """What was established, when, by whom, and what was new."""

    def __init__(self, desk: Desk, opened: Callable[[RecordId], object]) -> None:
        super().__init__(desk.theme, "Versioner", icon="copy", padded=False)
        self.list = DayList(
            desk,
            VERSIONS,
            name="plan_versions",
            title="Fastställda versioner",
            two_lines=True,
            header=True,
            empty=("copy", "Ingen version är fastställd.", "Fastställ planen när den är klar."),
        )
        self.list.view.opened.connect(opened)
        self.body.addWidget(self.list)
        desk.theme.changed.connect(partial(fitted, self.list))

    def show_versions(self, view: PlanView) -> None:
        """Show these, the latest first."""
        rows = {
            one.id: Row(
                (
                    Cell(f"Version {one.number}", _plan_of(one), strong=True),
                    Cell(one.when, one.by),
                    Cell(one.changed, one.gaps),
                )
            )
            for one in view.versions
        }
        said = counted(len(rows), "version", "versioner") if rows else ""
        self.set_title("Versioner", said)
        self.list.show_rows(rows, [Section("all", "", tuple(rows))])
        fitted(self.list)


def _plan_of(version: VersionRow) -> str:
    return "tidigare plan" if version.earlier else ""


def lists_of(cards: Sequence[MeasuresCard | DueCard | VersionsCard]) -> list[ListView]:
    """The lists that F6 visits: those with rows."""
    return [card.list.view for card in cards if not card.list.empty]


def stacked(*widgets: QWidget) -> QWidget:
    """Cards below each other, each as high as it needs."""
    made = QWidget()
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(12)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return made


def _measure(one: MeasureRow) -> Row:
    second = " · ".join(part for part in (one.content.partition("\n")[0], one.where) if part)
    return Row(
        (
            Cell(one.name, second, strong=True),
            Cell(one.start),
            Cell(one.end),
            Cell(one.looked_at),
            Cell(chip=chip_look(one.state)),
        )
    )


def _due(one: DueRow) -> Row:
    return Row(
        (
            Cell(one.when, strong=True),
            Cell(one.what),
            Cell(one.about),
            Cell(chip=chip_look(one.state)),
        )
    )
