"""What a page of conflicts says around its rows: whose they are, and what becomes of what is not chosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout

from kaa_desktop.app.sync_views import ConflictView
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.boxes import Card
from kaa_desktop.gui.widgets.labels import Glyph, label

_AFTERWARDS = (
    ("archive", "Det sparas. Båda uppgifterna ligger kvar i historiken, med namn, tid och dator."),
    ("undo-2", "Du kan ändra dig. Öppna historiken och välj Återställ."),
)
_TOLD = "{} får veta. Ditt val visas hos {} vid nästa synk."
REASON = "Varför du väljer så (frivilligt)"
REASON_NOTE = "Följer med valet i historiken, eller med frågan om du ber en kollega avgöra."
NOBODY = "Det finns ingen kollega att fråga: du skrev båda, eller namnet finns inte på datorn."


def grouped(views: Iterable[ConflictView]) -> list[list[ConflictView]]:
    """Conflicts by youth; one about no youth stands alone."""
    groups: dict[UUID, list[ConflictView]] = {}
    # What asks for a choice first; an entered note only asks to be seen.
    for view in sorted(views, key=_sealed):
        groups.setdefault(view.youth or view.id, []).append(view)
    return list(groups.values())


def _sealed(view: ConflictView) -> bool:
    return not view.choosable


def title_of(group: Sequence[ConflictView]) -> str:
    """``Noah Provström har ändrats på två datorer``."""
    return f"{group[0].name or group[0].record} har ändrats på två datorer"


def afterwards(theme: Theme, colleague: str) -> Card:
    """What happens with what is not chosen; the colleague by her first name."""
    card = Card(theme, "Vad händer med det du inte väljer?", icon="history")
    whom = colleague.partition(" ")[0]
    told = _TOLD.format(whom or "Kollegan", whom or "kollegan")
    for icon, words in (*_AFTERWARDS, ("message-circle", told)):
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Glyph(theme, icon, 14))
        row.addWidget(label(words, "body", wrap=True), 1)
        card.body.addLayout(row)
    return card
