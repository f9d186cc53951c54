"""What synchronisation asks of the store when it or the server has been put back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from kaa_core.sync.messages import Anchor, Change, Operation
from kaa_desktop.store import incoming, kept, renewal, settings

if TYPE_CHECKING:
    from concurrent.futures import Future

    from kaa_desktop.store.database import Connection
    from kaa_desktop.store.queries import Queries
    from kaa_desktop.store.renewal import Renumbering
    from kaa_desktop.store.unit import Unit
    from kaa_desktop.store.writer import Writer

SEEN_HERE = -1
"""In a notice, instead of how many rows were given back: it was seen at opening."""


class Mending:
    """Reads and writes of an open store; see kept.py and renewal.py."""

    def __init__(self, writer: Writer, queries: Queries, now: Callable[[], int]) -> None:
        self._writer = writer
        self._queries = queries
        self._now = now

    def history(self) -> tuple[bytes, int] | None:
        """The epoch that all numbers here are of, and how far, also while all is downloaded anew."""
        return self._queries.read(renewal.history)

    def anchors(self, device: bytes) -> list[Anchor]:
        """Some of the rows that have been seen, and of those that this device wrote."""
        return self._queries.read(lambda connection: kept.anchors(connection, device))

    def lost_rows(self, since: int, device: bytes, actor: bytes) -> list[Change]:
        """All that is here above a number, as rows, oldest first."""

        def read(connection: Connection) -> list[Change]:
            pages = kept.changes_after(connection, since, device, actor)
            found = [one for page in pages for one in page]
            paged = {one.seq for one in found}
            found += renewal.unpaged(connection, since, paged, device, actor)
            return sorted(found, key=lambda one: one.seq)

        return self._queries.read(read)

    def met(self, tip: Anchor | None, backed_up: int) -> Future[None]:
        """Keep the server's last row as an anchor, and let go of what its backup holds."""

        def work(unit: Unit) -> None:
            if tip is not None:
                kept.see(unit.connection, [tip])
                kept.placed(unit.connection, tip.seq, tip.received)
            kept.prune(unit.connection, backed_up, 0 if tip is None else tip.received)

        return self._writer.submit(work)

    def renumber(self, given: Renumbering, notice: tuple[bool, int, int]) -> Future[None]:
        """Give all that waits new numbers, and keep what is to be told about it."""
        now = self._now()

        def work(unit: Unit) -> None:
            again: list[Operation] = []
            if given.put_back is not None:
                again = renewal.move(unit, given.put_back)
                kept.own(unit.connection, given.put_back.answers, now)
                incoming.apply_answers(unit, given.put_back.answers)
            renewal.renumber(unit, given, again)
            settings.put(unit.connection, settings.MENDED, msgspec.msgpack.encode((now, *notice)))
            unit.outbox = True

        return self._writer.submit(work)

    def notice(self) -> tuple[int, bool, int, int] | None:
        """When something was last mended, whether it was the server, and how much; see `Mended`."""
        held = self._queries.read(lambda connection: settings.get(connection, settings.MENDED))
        if held is None:
            return None
        return msgspec.msgpack.decode(held, type=tuple[int, bool, int, int])

    def notice_here(self) -> Future[None]:
        """Keep that the store is older than it was, seen before the server has been asked."""
        told = msgspec.msgpack.encode((self._now(), False, SEEN_HERE, 0))
        return self._writer.submit(
            lambda unit: settings.put(unit.connection, settings.MENDED, told)
        )

    def read_notice(self) -> Future[None]:
        """The person has read it."""
        return self._writer.submit(
            lambda unit: settings.put(unit.connection, settings.MENDED, None)
        )

    def is_renewing(self) -> bool:
        """Whether such a download is under way."""
        return self._queries.read(
            lambda connection: settings.get(connection, settings.RENEWING) is not None
        )
