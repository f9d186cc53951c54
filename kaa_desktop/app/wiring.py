"""The one place that puts the desktop program together. Everything is handed in by constructors."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from kaa_desktop.app.clock import Clock, SystemClock, jitter, today
from kaa_desktop.app.profiles import Profile
from kaa_desktop.app.unlocking import Unlocking

if TYPE_CHECKING:
    from kaa_desktop.app.session import Session
    from kaa_desktop.store.keys import DataKey


def unlocking(folder: Path | None = None, clock: Clock | None = None) -> Unlocking:
    """What the unlock window works with; `folder` is the one profile of --profile."""
    running = clock or SystemClock()

    def open_session(profile: Profile, key: DataKey) -> Session:
        from kaa_desktop.app.opening import open_session as opened  # noqa: PLC0415 - heavy

        _warm_calendar(running)
        return opened(profile, key, running, jitter)

    return Unlocking(folder, running, open_session, lambda: _warm_up(running))


def _warm_up(clock: Clock) -> None:
    import kaa_desktop.app.opening  # noqa: F401, PLC0415 - loading it is the point

    _warm_calendar(clock)


def _warm_calendar(clock: Clock) -> None:
    """The calendar of holidays takes a quarter of a second to load: nobody shall wait for it."""
    from kaa_core.rules.calendar import warm_up  # noqa: PLC0415

    year = today(clock).year
    threading.Thread(target=warm_up, args=(year,), name="kaa-calendar", daemon=True).start()
