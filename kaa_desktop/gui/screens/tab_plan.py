"""The tab Plan och insatser: the plan at a glance on the youth's page, and the way to its own page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kaa_desktop.app.plan_views import missing
from kaa_desktop.app.views import YouthPage
from kaa_desktop.gui.forms.sheet import SheetArea, ground
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.parts import FactTable
from kaa_desktop.gui.screens.plan_board import (
    DueCard,
    GoalsCard,
    MadeCard,
    MeasuresCard,
    VersionsCard,
    lists_of,
)
from kaa_desktop.gui.screens.youth_tabs import YouthTab
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, Card

ALL_THERE = "Alla sju uppgifter finns."


class PlanTab(YouthTab):
    """Goals, measures by party, and what is missing."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        inside, cards = ground()
        self._state = Banner(desk.theme, Kind.INFO)
        self._show = desk.actions.button("plan.show", name="tab_plan_show", kind="primary")
        self._state.add_button(self._show)
        self.goals, self.measures = GoalsCard(desk), MeasuresCard(desk)
        self._details = Card(desk.theme, "Planens uppgifter", icon="file-text")
        self._facts = FactTable(desk.theme)
        self._details.body.addWidget(self._facts)
        for widget in (self._state, self.goals, self.measures, self._details):
            cards.addWidget(widget)
        cards.addStretch(1)
        self._area = SheetArea.around(inside, "tab_plan", "Plan och insatser")
        column.addWidget(self._area)

    def show_page(self, page: YouthPage) -> None:
        view = self.desk.session.plans.view(page.id)
        if view is None:
            return
        lacking = missing(view.items)
        told = ALL_THERE if not lacking else f"Saknas: {lacking}."
        kind = Kind.INFO if view.plan is None else Kind.WARN if lacking else Kind.OK
        self._state.set_message(kind, view.standing, "" if view.plan is None else told)
        self.goals.show_goals(view)
        self.measures.show_measures(view)
        self._facts.set_facts(view.facts)
        self._details.setVisible(bool(view.facts))

    def panes(self) -> Sequence[QWidget]:
        return [self._state, self.goals, *lists_of((self.measures,))]

    def first_focus(self) -> QWidget | None:
        lists = lists_of((self.measures,))
        return lists[0] if lists else self._show


class FollowUpTab(YouthTab):
    """The tab Uppföljning: what is due, what was made, and what has been tried twice."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        inside, cards = ground()
        self._prompt = Banner(desk.theme, Kind.WARN, icon="signpost")
        self.due, self.made = DueCard(desk), MadeCard(desk)
        self.versions = VersionsCard(desk, self._open)
        for widget in (self._prompt, self.due, self.made, self.versions):
            cards.addWidget(widget)
        cards.addStretch(1)
        column.addWidget(SheetArea.around(inside, "tab_follow_up", "Uppföljning"))

    def show_page(self, page: YouthPage) -> None:
        self._page = page
        view = self.desk.session.plans.view(page.id)
        if view is None:
            return
        self._prompt.set_message(Kind.WARN, "Dags att pröva något annat?", " ".join(view.prompts))
        self._prompt.setVisible(bool(view.prompts))
        self.due.show_due(view)
        self.made.show_made(view)
        self.versions.show_versions(view)

    def _open(self, version: object) -> None:
        from kaa_desktop.gui.screens.plan_paper import open_paper  # noqa: PLC0415 - seldom

        open_paper(self.desk, self._page.id, version)  # type: ignore[arg-type]

    def panes(self) -> Sequence[QWidget]:
        return lists_of((self.due, self.versions)) or [self.due]

    def first_focus(self) -> QWidget | None:
        lists = lists_of((self.due, self.versions))
        return lists[0] if lists else None
