"""The session's words as the shell's parts take them: status bar and counts of the navigation."""

from __future__ import annotations

import attrs

from kaa_desktop.app.sync_views import Network, SyncView
from kaa_desktop.app.views import NavCounts
from kaa_desktop.app.views_base import Tone
from kaa_desktop.app.words import counted
from kaa_desktop.gui.statusbar import SyncWords

DRAFT_UNREADABLE = (
    "Den här versionen av programmet kan inte läsa utkastet. "
    "Det är kvar på datorn. Uppdatera programmet, eller kontakta support."
)


@attrs.frozen
class SaidWords(SyncWords):
    """The status bar's words as the session has already put them."""

    saved: str = ""
    network: str = ""

    def save_state(self) -> str:
        """The words at the left."""
        return self.saved

    def network_state(self) -> str:
        """The words after the line."""
        return self.network


def said(view: SyncView, unsaved_since: str = "") -> SaidWords:
    """What the window shows of saving and synchronising; a draft that is only here goes before all."""
    failing = view.saved if view.saved_tone is Tone.DANGER else ""
    if unsaved_since:
        view = attrs.evolve(view, saved=f"Inte sparat sedan {unsaved_since}")
    return SaidWords(
        saved=view.saved,
        network=view.network,
        waiting=view.waiting,
        conflicts=view.conflicts,
        offline_since=view.network if view.state is Network.OFFLINE else "",
        refused=view.state is Network.STOPPED,
        unsaved_since=unsaved_since or failing,
    )


def counts_by_place(counts: NavCounts) -> dict[str, int]:
    """The number beside each place of the navigation."""
    return {
        "day": counts.tasks,
        "youths": counts.enrolled,
        "mine": counts.mine,
        "unreached": counts.not_reached,
        "new": counts.new,
        "everyone": counts.everyone,
        "visits": counts.visits_today,
        "sync": counts.conflicts + counts.refused,
    }


def doubled_words(number: int) -> tuple[str, str]:
    """What is said when youths came whose numbers were here already: a title, and what to do."""
    came = counted(number, "ungdom", "ungdomar")
    advice = (
        "Inget är överskrivet. Öppna Åldersgruppen, välj Fler villkor och Samma personnummer "
        "två gånger, och kom överens om vilket ärende ni arbetar i."
    )
    return f"{came} som kom med synkningen finns nu i två ärenden.", advice
