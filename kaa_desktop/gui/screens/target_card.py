"""Målgrupp on a youth's page: how she is judged today, what is missing, and the way to the judgement."""

from __future__ import annotations

from kaa_desktop.app.target_views import TargetPage
from kaa_desktop.gui.actions import Actions
from kaa_desktop.gui.screens.looks import chip_look
from kaa_desktop.gui.screens.parts import ChipRow
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.boxes import Card
from kaa_desktop.gui.widgets.labels import label


class TargetCard(Card):
    """Hidden for one who is not judged here."""

    def __init__(self, theme: Theme, actions: Actions) -> None:
        super().__init__(theme, "Målgrupp", icon="scale")
        show = actions.button("target.show", compact=True, name="card_target_show")
        show.setProperty("hint", "")
        show.setText("Visa prövningen")
        show.setAccessibleName("Visa målgruppsprövningen")
        self.add_to_header(show)
        self._chips = ChipRow(theme)
        self._words = label("", "body", wrap=True)
        self._proposed = label("", "muted", wrap=True)
        for widget in (self._chips, self._words, self._proposed):
            self.body.addWidget(widget)
        self.hide()

    def show_page(self, page: TargetPage | None) -> None:
        """Show somebody's."""
        self.setVisible(page is not None)
        if page is None:
            return
        self._chips.set_chips([chip_look(one) for one in (page.chip, *page.counts)])
        self._words.setText(" ".join(part for part in (f"{page.headline}.", page.why) if part))
        said = "\n".join(f"Förslag, {one.chip.text.lower()}: {one.text}" for one in page.proposals)
        self._proposed.setText(said)
        self._proposed.setVisible(bool(said))
