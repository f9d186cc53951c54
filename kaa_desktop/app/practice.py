"""The practice municipality of this computer: made, opened, begun anew and removed, without a server.

It is a profile like any other, with made-up people only and no address of a server (docs/adr/021).
What it is made with is imported on the background thread, when somebody practises.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kaa_desktop.app import profiles
from kaa_desktop.app.clock import Clock
from kaa_desktop.app.profiles import Profile

if TYPE_CHECKING:
    from kaa_desktop.app.session import Session
    from kaa_desktop.store.keys import DataKey

OPTION: Final = "--practice"
PASSPHRASE: Final = "övningskommunen är öppen för alla"  # noqa: S105 - no secret lies behind it
"""Fixed: there is nothing to keep secret, and nothing to remember."""

Progress = Callable[[float], object]


class Practice:
    """One for each program. All that takes time is done on `worker`'s thread and given as futures."""

    def __init__(
        self,
        clock: Clock,
        open_session: Callable[[Profile, DataKey], Session],
        worker: ThreadPoolExecutor,
    ) -> None:
        self._clock = clock
        self._open_session = open_session
        self._worker = worker

    @property
    def folder(self) -> Path:
        """Where it lies: among the profiles, which leave it out."""
        return profiles.default_folder() / profiles.PRACTICE

    def open(
        self, progress: Progress, *, role: int = 0, anew: bool = False
    ) -> Future[tuple[Profile, Session]]:
        """Open it, made first when there is none or when `anew`; `role` 0 keeps the one tried last.

        `progress` hears how much is done, from 0 to 1, on another thread. The future raises a
        `StoreFault`.
        """
        return self._worker.submit(self._open, progress, role, anew=anew)

    def remove(self) -> Future[None]:
        """Take it off the computer. It must be closed."""
        return self._worker.submit(self._remove)

    def start_beside(self) -> Future[None]:
        """Start the program once more, in a process of its own, with the practice municipality."""
        return self._worker.submit(start_beside)

    def _open(self, progress: Progress, role: int, *, anew: bool) -> tuple[Profile, Session]:
        from kaa_desktop.app import practice_town  # noqa: PLC0415 - heavy
        from kaa_desktop.store.slots import SlotFile  # noqa: PLC0415 - the same
        from kaa_desktop.store.store import SLOTS  # noqa: PLC0415 - the same

        profile = None if anew else self._profile()
        if profile is None:
            self._remove()
            profile = practice_town.make(self.folder, self._clock, PASSPHRASE, progress)
        if role not in (0, profile.role):
            profile = profile._replace(role=role)
            profiles.write(profile)
        with SlotFile(profile.folder / SLOTS, profile.id).unlock(PASSPHRASE) as key:
            return profile, self._open_session(profile, key)

    def _profile(self) -> Profile | None:
        return next((one for one in profiles.read(self.folder) if one.alone), None)

    def _remove(self) -> None:
        """Remove what was made here, and only that: a folder with another profile is left alone."""
        import shutil  # noqa: PLC0415 - not before the window is shown

        from kaa_desktop.store.errors import AlreadyOpen  # noqa: PLC0415 - heavy
        from kaa_desktop.store.files import from_os  # noqa: PLC0415 - the same
        from kaa_desktop.store.lock import LOCK, ProfileLock  # noqa: PLC0415 - the same

        folder = self.folder
        if not folder.exists():
            return
        if any(not one.alone for one in profiles.read(folder)):
            raise AlreadyOpen
        ProfileLock(folder / LOCK).release()  # raises AlreadyOpen while another window has it
        try:
            shutil.rmtree(folder)
        except OSError as error:
            raise from_os(error) from None


def start_beside() -> None:
    """Start this program again with the practice municipality; the new process lives by itself."""
    import subprocess  # noqa: PLC0415 - not before the window is shown

    frozen = getattr(sys, "frozen", False)
    command = [sys.executable] if frozen else [sys.executable, "-m", "kaa_desktop"]
    process = subprocess.Popen(  # noqa: S603 - this very program
        [*command, OPTION],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        close_fds=True,
    )
    # Somebody has to hear that it ended, or the system keeps its place.
    threading.Thread(target=process.wait, name="kaa-beside", daemon=True).start()
