"""Visa felrapporten: what is known of the last unforeseen fault, before anything of it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaa_desktop.gui.screens.crash_report import NONE, CrashReportScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from kaa_desktop.app.crash import Crashes
    from kaa_desktop.gui.screens.desk import Desk


def bind_reporting(desk: Desk, crashes: Crashes, seen: Callable[[], object]) -> None:
    """Bind the act that shows the report; `seen` takes away the notice that spoke of it."""

    def thrown() -> None:
        crashes.throw()
        desk.actions.refresh()

    def show() -> None:
        if crashes.last is not None:
            seen()
            desk.open_screen(CrashReportScreen(desk, crashes.last, crashes.keep, thrown))

    desk.actions.bind("help.report", show, lambda: NONE if crashes.last is None else "")
