"""What keeps the register, bound once for the window: import, register, enrol, give to workers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from kaa_desktop.gui.screens.desk import Desk, Screen, youth_on

if TYPE_CHECKING:
    from kaa_core.model.ids import YouthId
    from kaa_desktop.gui.pages import Page

CHOOSE_FIRST = "Välj en eller flera ungdomar först."


def bind_register(desk: Desk, page: Callable[[], Page | None]) -> None:
    """Bind the acts; `page` is the page shown."""

    def chosen() -> Sequence[YouthId]:
        now = page()
        return now.chosen_youths() if isinstance(now, Screen) else ()

    def to_enrol() -> Sequence[YouthId]:
        """Also who stands on a page that is only to be read: she can come back."""
        read = youth_on(page())
        return chosen() or ((read,) if read is not None else ())

    def none_chosen() -> str:
        return "" if len(chosen()) else CHOOSE_FIRST

    def none_to_enrol() -> str:
        return "" if len(to_enrol()) else CHOOSE_FIRST

    def read_in() -> None:
        loading = desk.session.register.prepare()
        if loading is None:
            show()
        else:
            desk.then(loading, show)

    def show(_loaded: object = None) -> None:
        from kaa_desktop.gui.screens.importing import ImportScreen  # noqa: PLC0415 - seldom asked for

        desk.open_screen(ImportScreen(desk))

    def register() -> None:
        desk.open_form("register", desk.session.register.new_youth())

    def assign(*, enrolling: bool) -> None:
        from kaa_desktop.gui.screens.assigning import AssignScreen  # noqa: PLC0415 - seldom asked for

        youths = to_enrol() if enrolling else chosen()
        desk.open_screen(AssignScreen(desk, youths, enrolling=enrolling))

    bind = desk.actions.bind
    bind("register.import", read_in)
    bind("youth.register", register)
    bind("register.enrol", lambda: assign(enrolling=True), none_to_enrol)
    bind("register.assign", lambda: assign(enrolling=False), none_chosen)
