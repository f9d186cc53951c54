"""The card of a window that is for the practice municipality only: no passphrase is asked for."""

from __future__ import annotations

from kaa_desktop.gui.door import DoorCard
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.labels import label

WIDTH = 520
LEAD = "En påhittad kommun med påhittade ungdomar. Ingen lösenfras behövs."
FIRST = "Första gången görs kommunen i ordning. Det tar några sekunder."


class PracticeCard(DoorCard):
    """What the window is for; the button below it opens."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Övningskommunen", LEAD, width=WIDTH)
        self.body.addWidget(label(FIRST, "muted", wrap=True))
        theme.dress(self)
