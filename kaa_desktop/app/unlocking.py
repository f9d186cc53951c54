"""Profiles on this computer, and the way in and out of one.

The unlock screen reads only what lies beside the database in the clear: never a name of a youth.
"""

from __future__ import annotations

from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from uuid import UUID

import attrs

from kaa_desktop.app.session import Session


@attrs.frozen(kw_only=True, repr=False)
class Profile:
    """What profile.json says: no secrets."""

    folder: Path
    id: UUID
    server: str
    municipality: str
    municipality_name: str
    practice: bool
    user: UUID
    user_name: str
    worker: UUID | None
    role: int
    device: UUID
    device_name: str


@attrs.frozen(kw_only=True)
class UnlockFacts:
    """The unlock screen's facts: how many changes wait, and when all was last synchronised, in words.

    `wait` is the seconds until the next try is allowed; 0 when it is.
    """

    unsent: int
    unsent_text: str
    last_sync: datetime | None
    wait: float


class Unlocking:
    """What the unlock window works with. Made by `app.wiring.unlocking()`."""

    def profiles(self) -> list[Profile]:
        """The profiles of this computer, or the one given by --profile; by the user's name."""
        raise NotImplementedError

    def facts(self, profile: Profile) -> UnlockFacts:
        """What can be said without unlocking."""
        raise NotImplementedError

    def unlock(self, profile: Profile, passphrase: str) -> Future[Session]:
        """Open the profile, off the caller's thread (Argon2 takes about 0.25 s).

        The future raises a `StoreFault`, whose `sentence` is shown (wrong passphrase, pause, damage).
        """
        raise NotImplementedError

    def lock(self, session: Session) -> Future[None]:
        """Stop synchronising, close the connections, overwrite the key. Drafts are kept."""
        raise NotImplementedError

    def change_passphrase(self, profile: Profile, old: str, new: str) -> Future[None]:
        """Wrap the data key anew; nothing is re-encrypted. Raises a `StoreFault`."""
        raise NotImplementedError

    def close(self) -> None:
        """Stop the background thread; the program ends."""
        raise NotImplementedError
