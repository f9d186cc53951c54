"""The plan of a youth, from any page that shows her; bound once for the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from kaa_desktop.gui.leaving_acts import HIDDEN
from kaa_desktop.gui.screens.desk import Desk, Screen, youth_on

if TYPE_CHECKING:
    from kaa_core.model.ids import YouthId
    from kaa_desktop.app.views import Result
    from kaa_desktop.gui.pages import Page

CHOOSE_FIRST = "Välj en ungdom först."
HERE = "Du är redan i planen."
FORMS = {"measure.new": "measure", "goal.new": "goal", "follow_up.new": "follow_up"}
"""Which form each act opens."""


def bind_plans(desk: Desk, page: Callable[[], Page | None]) -> None:
    """Bind the acts; `page` is the page shown."""
    acts = _Acts(desk, page)
    desk.actions.bind("plan.show", acts.show, acts.nobody)
    desk.actions.bind("plan.end", acts.end, acts.nobody_to_write_about)
    for act, kind in FORMS.items():
        desk.actions.bind(act, partial(acts.begin, kind), acts.nobody_to_write_about)


class _Acts:
    def __init__(self, desk: Desk, page: Callable[[], Page | None]) -> None:
        self._desk, self._page = desk, page

    def nobody(self) -> str:
        now = self._page()
        if now is not None and now.objectName() == "plan_page":
            return HERE
        return "" if youth_on(now) is not None else CHOOSE_FIRST

    def nobody_to_write_about(self) -> str:
        now = self._page()
        if not isinstance(now, Screen) or now.chosen_youth() is None:
            return (now.why_no_youth() if isinstance(now, Screen) else "") or CHOOSE_FIRST
        return ""

    def _shown(self, youth: YouthId | None) -> YouthId | None:
        """Nothing of a hidden case is opened, and that is said."""
        if youth is not None and self._desk.session.leaving.guarding.hidden(youth):
            self._desk.say(HIDDEN)
            return None
        return youth

    def show(self) -> None:
        from kaa_desktop.gui.screens.plan_page import PlanScreen  # noqa: PLC0415 - when asked for

        youth = self._shown(youth_on(self._page()))
        if youth is not None:
            self._desk.open_screen(PlanScreen(self._desk, youth))

    def begin(self, kind: str) -> None:
        now = self._page()
        youth = self._shown(now.chosen_youth() if isinstance(now, Screen) else None)
        if youth is not None:
            self._desk.open_form(kind, youth)

    def end(self) -> None:
        from kaa_desktop.gui.screens.admin_form import ConfirmPage  # noqa: PLC0415 - seldom

        now = self._page()
        youth = self._shown(now.chosen_youth() if isinstance(now, Screen) else None)
        if youth is None:
            return
        plans = self._desk.session.plans
        view = plans.view(youth)
        if view is None or view.plan is None:
            self._desk.say("Ungdomen har ingen plan än.")
            return
        ongoing = sum(one.ongoing for one in view.measures)
        said = [
            "Planen arbetas inte med längre. Den ligger kvar med sina versioner.",
            "Du kan börja en ny plan när du vill.",
        ]
        if ongoing:
            said.append(f"Insatser som pågår: {ongoing}. De pågår tills du avslutar dem.")
        self._desk.open_screen(
            ConfirmPage(
                self._desk,
                f"Avsluta planen – {view.name}",
                said,
                "Avsluta planen",
                name="plan_end",
                act=partial(plans.end_plan, youth),
                then=self._ended,
            )
        )

    def _ended(self, result: Result) -> None:
        self._desk.back()
        self._desk.say(result.sentence)
