"""What is told when a server or a profile that was put back has been mended, and when it has been read."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Final

import attrs

from kaa_core.model.registry import moment
from kaa_desktop.app import words
from kaa_desktop.app.context import Context
from kaa_desktop.store.mending import SEEN_HERE
from kaa_desktop.store.store import Store

HERE: Final = (
    "Det som var skickat hämtas tillbaka när datorn når servern. Det som bara fanns på datorn efter kopian "
    "saknas: se efter om något behöver skrivas igen."
)


@attrs.frozen(kw_only=True)
class MendedView:
    """What happened in one sentence, and what was done about it."""

    happened: str
    done: str


class MendedNotices:
    """The last that was mended, until somebody has read it."""

    def __init__(self, store: Store, context: Context) -> None:
        self._store = store
        self._context = context

    def view(self) -> MendedView | None:
        """What is to be told; None when there is nothing."""
        notice = self._store.mending.notice()
        if notice is None:
            return None
        at, server, returned, moved = notice
        when = self._context.when(moment(at))
        if server:
            happened = f"Servern har återställts från en säkerhetskopia. Datorn märkte det {when}."
            done = _returned(returned)
        else:
            happened = (
                "Den här profilen har återställts från en kopia, eller finns på två datorer. "
                f"Datorn märkte det {when}."
            )
            done = "Det som var skickat är hämtat tillbaka, och du kan fortsätta arbeta."
            if returned == SEEN_HERE:
                done = HERE
        if moved:
            waiting = words.counted(moved, "osänd ändring", "osända ändringar")
            done = f"{done} {waiting} är kvar och skickas."
        return MendedView(happened=happened, done=done)

    def read(self) -> Future[None]:
        """It has been read."""
        return self._store.mending.read_notice()


def _returned(rows: int) -> str:
    if not rows:
        return "Servern saknade ingenting som finns på datorn. Du behöver inte göra något."
    changes = words.counted(rows, "ändring", "ändringar")
    return (
        f"Datorn har lämnat tillbaka {changes} som servern saknade. Har någon skrivit annat sedan "
        "dess finns det bland konflikterna. Du behöver inte göra något annat."
    )
