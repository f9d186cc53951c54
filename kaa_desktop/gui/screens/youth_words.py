"""Sentences of a youth's page."""

from __future__ import annotations

from typing import Final

from kaa_desktop.app.views import YouthPage

NOTHING_LOST: Final = "Inget har försvunnit."


def why_empty(page: YouthPage, *, searching: bool = False) -> tuple[str, str]:
    """Why no events are shown, and what to do."""
    if page.journal and searching:
        return "Inga händelser har alla de orden.", "Tryck Esc för att se hela journalen."
    if page.journal:
        return "Inga händelser av det slaget.", "Välj Allt för att se alla."
    return "Journalen är tom.", "Här visas varje kontakt, besök och samtal."


def conflict_words(number: int) -> str:
    """How many of the youth's facts have been changed on two computers."""
    what = "En uppgift" if number == 1 else f"{number} uppgifter"
    return f"{what} har ändrats på två datorer."
