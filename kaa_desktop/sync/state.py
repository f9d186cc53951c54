"""Where synchronisation stands, as a value; the words for it are the app's."""

from __future__ import annotations

import enum
from datetime import datetime

import attrs

from kaa_desktop.sync.faults import SyncFault


class Phase(enum.Enum):
    """What the engine is doing."""

    CONNECTING = "connecting"
    DOWNLOADING = "downloading"
    SENDING = "sending"
    IDLE = "idle"
    OFFLINE = "offline"
    STOPPED = "stopped"
    LOGIN = "login"


@attrs.frozen(kw_only=True)
class SyncState:
    """`since`: when this phase began (offline: when the connection went). `last_sync`: all was sent and got.

    `done` of `total`: acts sent, or records of the first download.
    """

    phase: Phase = Phase.CONNECTING
    since: datetime
    last_sync: datetime | None = None
    fault: SyncFault | None = None
    done: int = 0
    total: int = 0

    @property
    def connected(self) -> bool:
        """Whether the server answered last time."""
        return self.phase in (Phase.IDLE, Phase.SENDING, Phase.DOWNLOADING)
