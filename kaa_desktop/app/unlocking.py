"""Profiles on this computer, and the way in and out of one.

The unlock screen reads only what lies beside the database in the clear: never a name of a youth. What is
heavy to import is loaded on the background thread, after the window has been shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from kaa_desktop.app import profiles, status
from kaa_desktop.app.clock import Clock, today
from kaa_desktop.app.connecting import Connecting, Filled, Step
from kaa_desktop.app.practice import Practice
from kaa_desktop.app.profiles import Profile
from kaa_desktop.app.support import ANYBODY, read_support
from kaa_desktop.store.throttle import Throttle

if TYPE_CHECKING:
    from kaa_desktop.app.crash import Crashes
    from kaa_desktop.app.session import Session
    from kaa_desktop.store.keys import DataKey
    from kaa_desktop.store.slots import SlotFile

__all__ = ["Profile", "UnlockFacts", "Unlocking"]


# The names that store.py gives its files; importing it would load the database.
SLOTS: Final = "slots.json"
THROTTLE: Final = "throttle.json"


class UnlockFacts(NamedTuple):
    """The unlock screen's facts. `last_sync_text`: "i dag 07:58", empty when never.

    `wait` is the seconds until the next try is allowed; 0 when it is.
    """

    unsent: int
    last_sync: datetime | None
    last_sync_text: str
    wait: float


class Unlocking:
    """What the unlock window works with. Made by `app.wiring.unlocking()`.

    `open_session` makes a running session of a profile and its key; `warm_up` loads what is heavy.
    """

    def __init__(
        self,
        folder: Path | None,
        clock: Clock,
        open_session: Callable[[Profile, DataKey], Session],
        warm_up: Callable[[], None],
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._open_session = open_session
        self._warm_up = warm_up
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="kaa-unlock")
        self._connecting: Connecting | None = None
        self.practice = Practice(clock, open_session, self._worker)

    def profiles(self) -> Sequence[Profile]:
        """The profiles of this computer, or the one given by --profile; by the user's name."""
        if self._folder is not None:
            return list(profiles.read(self._folder))
        return profiles.found_in(profiles.default_folder())

    def damaged(self) -> Sequence[Path]:
        """The folders that hold a profile which cannot be read."""
        if self._folder is not None:
            return [self._folder] if profiles.is_damaged(self._folder) else []
        return profiles.damaged_in(profiles.default_folder())

    def support(self, profile: Profile | None) -> str:
        """Whom the municipality has said helps, as a sentence."""
        return ANYBODY if profile is None else read_support(profile.folder).sentence

    def connect(self, filled: Filled, told: Callable[[Step], object]) -> Connecting:
        """Connect this computer, off the caller's thread; `told` is called on another thread."""
        folder = self._folder
        if folder is None:
            folder = profiles.free_folder(filled.municipality.strip(), filled.username.strip())
        attempt = self._connecting = Connecting(filled, folder, self._clock, told)
        attempt.future = self._worker.submit(attempt.work)
        return attempt

    def recover(
        self, profile: Profile, key_file: Path, password: str, passphrase: str
    ) -> Future[None]:
        """Set a new passphrase by the municipality's recovery key. Raises a `StoreFault`."""
        return self._worker.submit(self._recover, profile, key_file, password, passphrase)

    def facts(self, profile: Profile) -> UnlockFacts:
        """What can be said without unlocking."""
        said = status.StatusFile(profile.folder).read()
        return UnlockFacts(
            unsent=said.unsent,
            last_sync=said.last_sync,
            last_sync_text=self._in_words(said.last_sync),
            wait=_throttle(profile, self._clock).wait(),
        )

    def warm_up(self) -> Future[None]:
        """Load in the background what unlocking needs; called once the window is shown."""
        self._worker.submit(self._empty_left)
        return self._worker.submit(self._warm_up)

    def unlock(self, profile: Profile, passphrase: str) -> Future[Session]:
        """Open the profile, off the caller's thread (Argon2 takes about 0.25 s).

        The future raises a `StoreFault`, whose `sentence` is shown (wrong passphrase, pause, damage).
        """
        return self._worker.submit(self._unlock, profile, passphrase)

    def lock(self, session: Session) -> Future[None]:
        """Stop synchronising, close the connections, overwrite the key. Drafts are kept."""
        return self._worker.submit(session.close)

    def change_passphrase(self, profile: Profile, old: str, new: str) -> Future[None]:
        """Wrap the data key anew; nothing is re-encrypted. Raises a `StoreFault`."""
        return self._worker.submit(self._change_passphrase, profile, old, new)

    def copy_profile(self, profile: Profile, passphrase: str, out: Path) -> Future[str]:
        """Copy the profile to a new file, beside the open window. Raises a `StoreFault`."""
        apart = ThreadPoolExecutor(
            1, thread_name_prefix="kaa-copy"
        )  # locking is not to wait for it
        asked = apart.submit(self._copy_profile, profile, passphrase, out)
        apart.shutdown(wait=False)
        return asked

    def prove(self, profile: Profile, passphrase: str) -> Future[None]:
        """Whether this is the profile's passphrase: the future raises a `StoreFault` when it is not."""
        return self._worker.submit(self._prove, profile, passphrase)

    def remove(self, profile: Profile, passphrase: str) -> Future[None]:
        """Take a profile off the computer once it is locked; refused while anything is only here."""
        return self._worker.submit(self._remove, profile, passphrase)

    def crashes(self, profile: Profile) -> Crashes:
        """What is known of faults that nobody foresaw while this profile is open."""
        from kaa_desktop.app.crash import Crashes  # noqa: PLC0415 - not before the window is drawn

        return Crashes(profile.folder, self._clock)

    def close(self) -> None:
        """Stop the background thread when what it does is done; the program ends."""
        if self._connecting is not None:
            self._connecting.stop()
        self._worker.shutdown(wait=True)

    def _empty_left(self) -> None:
        """Take away what was shown in the clear when a program ended without warning."""
        from kaa_desktop.app.private_folder import empty_left  # noqa: PLC0415 - as below

        for profile in self.profiles():
            empty_left(profile.folder)

    def _unlock(self, profile: Profile, passphrase: str) -> Session:
        from kaa_desktop.store import throttle  # noqa: PLC0415 - loads the cryptography

        tries = _throttle(profile, self._clock)
        # The key is wiped when the connections have it (SQLCipher keeps its own, and wipes it).
        with throttle.unlock(_slots(profile), tries, passphrase) as key:
            return self._open_session(profile, key)

    def _change_passphrase(self, profile: Profile, old: str, new: str) -> None:
        from kaa_desktop.store import keys, throttle  # noqa: PLC0415 - as above

        keys.check_passphrase(new)
        slots = _slots(profile)
        with throttle.unlock(slots, _throttle(profile, self._clock), old) as key:
            slots.set_passphrase(key, new)

    def _recover(self, profile: Profile, key: Path, password: str, passphrase: str) -> None:
        from kaa_desktop.app.recovering import recover  # noqa: PLC0415 - as above

        recover(profile.folder, key, password, passphrase, self._clock)

    def _prove(self, profile: Profile, passphrase: str) -> None:
        from kaa_desktop.app import removing  # noqa: PLC0415 - loads the database

        removing.prove(profile, passphrase, self._clock)

    def _remove(self, profile: Profile, passphrase: str) -> None:
        from kaa_desktop.app import removing  # noqa: PLC0415 - loads the database

        removing.remove(profile, passphrase, self._clock)

    def _copy_profile(self, profile: Profile, passphrase: str, out: Path) -> str:
        from kaa_desktop.app import backup  # noqa: PLC0415 - loads the database

        counts = backup.backup(profile.folder, passphrase, out, self._clock)
        return (
            f"Kopian är gjord och läst igenom: {counts.records} poster, {counts.waiting} väntar på att "
            f"skickas. Den ligger i {out.name}."
        )

    def _in_words(self, moment: datetime | None) -> str:
        from kaa_desktop.app import words  # noqa: PLC0415 - not before the window is drawn

        if moment is None:
            return ""
        local, now = self._clock.local(moment), today(self._clock)
        said = words.moment(local, now)
        return f"i dag {said}" if local.date() == now else said


def _slots(profile: Profile) -> SlotFile:
    from kaa_desktop.store.slots import SlotFile  # noqa: PLC0415 - loads the cryptography

    return SlotFile(profile.folder / SLOTS, profile.id)


def _throttle(profile: Profile, clock: Clock) -> Throttle:
    return Throttle(profile.folder / THROTTLE, clock.monotonic)
