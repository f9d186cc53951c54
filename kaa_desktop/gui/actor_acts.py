"""Consents, referrals and places of a youth, and the board's goals, from any page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kaa_desktop.gui.leaving_acts import CHOOSE_FIRST, HIDDEN
from kaa_desktop.gui.screens.desk import Desk, youth_on

if TYPE_CHECKING:
    from kaa_core.model.ids import YouthId
    from kaa_desktop.gui.pages import Page


def bind_actors(desk: Desk, page: Callable[[], Page | None]) -> None:
    """Bind the acts; `page` is the page shown."""

    def nobody() -> str:
        return "" if youth_on(page()) is not None else CHOOSE_FIRST

    def about(show: Callable[[Desk, YouthId], None]) -> Callable[[], None]:
        def act() -> None:
            chosen = youth_on(page())
            if chosen is None:
                return
            if desk.session.leaving.guarding.hidden(chosen):
                desk.say(HIDDEN)
            else:
                show(desk, chosen)

        return act

    desk.actions.bind("sharing.show", about(show_sharing), nobody)
    desk.actions.bind("places.fitting", about(_places), nobody)
    desk.actions.bind("consent.add", about(lambda on, who: on.open_form("consent", who)), nobody)
    desk.actions.bind("referral.add", about(lambda on, who: on.open_form("referral", who)), nobody)
    desk.actions.bind("places.show", lambda: _places(desk, None))
    desk.actions.bind("group.show", lambda: _group(desk))
    desk.actions.bind("goal.add", lambda: _goal(desk))
    desk.actions.bind("report.make", lambda: _report(desk))
    desk.actions.bind("budget.show", lambda: _budget(desk))
    desk.actions.bind("budget.add", lambda: _budget(desk, "budget.add"))
    desk.actions.bind("evaluation.show", lambda: _evaluations(desk))
    desk.actions.bind("evaluation.begin", lambda: _evaluations(desk, "evaluation.begin"))


def show_sharing(desk: Desk, youth: YouthId) -> None:
    """Open what a youth has agreed to, and whom she has been put in touch with."""
    from kaa_desktop.gui.screens.sharing import SharingScreen  # noqa: PLC0415 - seldom asked for

    shown = desk.session.youth_page(youth)
    if shown is not None:
        desk.open_screen(SharingScreen(desk, youth, shown.heading))


def _places(desk: Desk, youth: YouthId | None) -> None:
    from kaa_desktop.gui.screens.actor_places import PlacesScreen  # noqa: PLC0415

    desk.open_screen(PlacesScreen(desk, youth))


def _goal(desk: Desk) -> None:
    """From anywhere: to the goals, and there the act is the page's own."""
    desk.go("goals")
    desk.actions.trigger("goal.add")


def _report(desk: Desk) -> None:
    """From anywhere: to the reports, and there the act is the page's own."""
    desk.go("reports")
    desk.actions.trigger("report.make")


def _budget(desk: Desk, then: str = "") -> None:
    from kaa_desktop.gui.screens.budget import BudgetScreen  # noqa: PLC0415 - seldom asked for

    desk.open_screen(BudgetScreen(desk))
    if then:
        desk.actions.trigger(then)


def _evaluations(desk: Desk, then: str = "") -> None:
    from kaa_desktop.gui.screens.evaluations import EvaluationsScreen  # noqa: PLC0415

    desk.open_screen(EvaluationsScreen(desk))
    if then:
        desk.actions.trigger(then)


def _group(desk: Desk) -> None:
    from kaa_desktop.gui.screens.group_list import TablePage  # noqa: PLC0415

    desk.open_screen(TablePage(desk))
