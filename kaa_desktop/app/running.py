"""A reading under way beside the window's thread: how far it has come, and that it is to stop."""

from __future__ import annotations

import attrs


@attrs.frozen(kw_only=True)
class Progress:
    """How far it has come."""

    done: int
    total: int


class Run:
    """One reading: `progress` is read, and `stop` called, on any thread."""

    def __init__(self) -> None:
        self.progress = Progress(done=0, total=0)
        self.stopped = False

    def stop(self) -> None:
        """Break off before the next portion; what is read then ends with None for result."""
        self.stopped = True
