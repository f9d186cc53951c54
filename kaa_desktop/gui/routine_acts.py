"""The routine and absence from any page, bound once for the window."""

from __future__ import annotations

from kaa_desktop.gui.screens.desk import Desk


def bind_routine(desk: Desk) -> None:
    """Bind the acts."""
    desk.actions.bind("routine.show", lambda: _routine(desk))
    desk.actions.bind("absence.show", lambda: _absence(desk))


def _routine(desk: Desk) -> None:
    from kaa_desktop.gui.screens.routine import RoutineScreen  # noqa: PLC0415 - seldom asked for

    desk.open_screen(RoutineScreen(desk))


def _absence(desk: Desk) -> None:
    from kaa_desktop.gui.screens.absence import AbsenceScreen  # noqa: PLC0415 - seldom asked for

    desk.open_screen(AbsenceScreen(desk))
