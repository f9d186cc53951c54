"""On Min dag, to who follows the work up: areas to improve whose day is near or over (003 s. 18)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from kaa_core.model.records import ImprovementArea
from kaa_desktop.app.evaluation_views import area_state
from kaa_desktop.app.words import counted
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner
from kaa_desktop.gui.widgets.buttons import button


class AreasBand(Banner):
    """Hidden while there is nothing to see to."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.theme, Kind.INFO, icon="target")
        self.setObjectName("day_areas")
        self._said, self._narrow = ("", ""), False
        show = button(
            desk.theme,
            "Följ upp",
            name="day_areas_show",
            icon="copy-check",
            spoken="Följ upp förbättringsområden",
        )
        show.clicked.connect(partial(desk.actions.trigger, "evaluation.show"))
        self.add_button(show)
        self.hide()  # shown once it stands on a page: else as a window of its own

    def tell(self, areas: Sequence[ImprovementArea], today: date) -> None:
        """Say the first of them, and how many there are besides."""
        if not areas:
            self._said = "", ""
        else:
            late = any(one.by is not None and one.by < today for one in areas)
            what = counted(
                len(areas), "förbättringsområde att följa upp", "förbättringsområden att följa upp"
            )
            about = f"{areas[0].title}. {area_state(areas[0])}."
            self._said = f"{what}{', ett är försenat' if late else ''}.", about
        self._show()

    def fit(self, *, narrow: bool) -> None:
        """One line where it is narrow."""
        if narrow is not self._narrow:
            self._narrow = narrow
            self._show()

    def _show(self) -> None:
        what, about = self._said
        self.setVisible(bool(what))
        if what:
            self.set_message(Kind.INFO, what, "" if self._narrow else about)
