"""What the unlock window says of a profile before anything is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaa_core import __version__
from kaa_desktop.gui.unlock import UnlockFacts

if TYPE_CHECKING:
    from kaa_desktop.app.unlocking import Profile, Unlocking


def facts_of(profile: Profile | None, unlocking: Unlocking) -> UnlockFacts:
    """Whose it is, how much waits, and when it was last synchronised."""
    if profile is None:
        return UnlockFacts(user="", municipality="", device="", version=__version__)
    facts = unlocking.facts(profile)
    return UnlockFacts(
        user=profile.user_name,
        municipality=profile.municipality_name,
        device=profile.device_name,
        version=__version__,
        practice=profile.practice,
        waiting=facts.unsent,
        last_sync=facts.last_sync_text,
    )
