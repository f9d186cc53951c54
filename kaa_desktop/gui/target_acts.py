"""The judgement of a youth's target group, and facts about her, from any page that shows her."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from kaa_desktop.gui.screens.desk import Desk, Screen

if TYPE_CHECKING:
    from kaa_core.model.ids import YouthId
    from kaa_desktop.gui.pages import Page

CHOOSE_FIRST = "Välj en ungdom först."
HERE = "Du är redan på prövningen."
FACTS = {
    "fact.study": "study_period",
    "fact.credential": "credential",
    "fact.residence": "residence",
    "fact.notice": "school_notice",
}
"""Which form each act opens."""


def bind_targets(desk: Desk, page: Callable[[], Page | None]) -> None:
    """Bind the acts; `page` is the page shown."""
    acts = _Acts(desk, page)
    desk.actions.bind("target.show", acts.show, acts.nobody)
    desk.actions.bind("target.facts", acts.facts, acts.nobody)
    desk.actions.bind("target.youth", acts.youth, acts.nobody)
    for act, kind in FACTS.items():
        desk.actions.bind(act, partial(acts.begin, kind), acts.nobody_to_write_about)


class _Acts:
    def __init__(self, desk: Desk, page: Callable[[], Page | None]) -> None:
        self._desk = desk
        self._page = page

    def _screen(self) -> Screen | None:
        now = self._page()
        return now if isinstance(now, Screen) else None

    def nobody(self) -> str:
        now = self._screen()
        if now is not None and now.objectName() == "target_page":
            return HERE
        return "" if now is not None and now.youth_read() is not None else CHOOSE_FIRST

    def nobody_to_write_about(self) -> str:
        now = self._screen()
        if now is None:
            return CHOOSE_FIRST
        return "" if now.chosen_youth() is not None else now.why_no_youth() or CHOOSE_FIRST

    def show(self) -> None:
        from kaa_desktop.gui.screens.target_page import (  # noqa: PLC0415 - seldom asked for
            TargetYouthScreen,
        )

        now = self._screen()
        youth: YouthId | None = now.youth_read() if now is not None else None
        if youth is None:
            return
        among, follow = getattr(now, "among", None), getattr(now, "choose", None)
        listed = among() if callable(among) else ()
        self._desk.open_screen(TargetYouthScreen(self._desk, youth, listed, follow))

    def facts(self) -> None:
        from kaa_desktop.gui.screens.target_facts import (  # noqa: PLC0415 - seldom asked for
            TargetFactsScreen,
        )

        now = self._screen()
        youth = now.youth_read() if now is not None else None
        if youth is not None:
            self._desk.open_screen(TargetFactsScreen(self._desk, youth))

    def youth(self) -> None:
        now = self._screen()
        youth = now.youth_read() if now is not None else None
        if youth is not None:
            self._desk.open_youth(youth)

    def begin(self, kind: str) -> None:
        now = self._screen()
        youth = now.chosen_youth() if now is not None else None
        if youth is not None:
            self._desk.open_form(kind, youth)
