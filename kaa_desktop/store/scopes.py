"""What synchronisation does with a store when what its user sees changes, or is compared with the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaa_core.model.registry import REGISTRY
from kaa_desktop.store import (
    case_digests,
    erasing,
    incoming,
    leaving,
    quarantined,
    renewal,
    rows,
    settings,
)
from kaa_desktop.store.schema import table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

    from kaa_core.sync.messages import SnapshotChunk, Verdict
    from kaa_desktop.store.erasing import Order
    from kaa_desktop.store.quarantined import Waiting
    from kaa_desktop.store.queries import Queries
    from kaa_desktop.store.undoing import Acts
    from kaa_desktop.store.unit import Unit
    from kaa_desktop.store.writer import Writer


class Scopes:
    """The part of an open store that knows who leaves, what waits for a coordinator, and the digests."""

    def __init__(self, writer: Writer, queries: Queries, acts: Acts) -> None:
        self._writer = writer
        self._queries = queries
        self._acts = acts

    # -- who leaves

    def begin_anew(self) -> Future[None]:
        """What the user sees has changed: download all anew; whoever does not come leaves."""
        return self._writer.submit(lambda unit: renewal.begin(unit.connection, renewal.LOST_SIGHT))

    def leave(self, youths: Sequence[bytes]) -> Future[None]:
        """Let youths go whom the server does not show any more."""
        return self.receive(lambda unit: leaving.leave(unit, youths))

    def receive(self, work: Callable[[Unit], None]) -> Future[None]:
        """Take what the server says; what was done about those who then leave cannot be undone."""

        def remembered(unit: Unit) -> None:
            work(unit)
            if unit.left or unit.erased:
                gone = {record for _, record in unit.records} | unit.left | unit.erased
                unit.after.append(lambda: self._acts.forget(gone))

        return self._writer.submit(remembered)

    # -- what is erased by a decision

    def erase(self, orders: Sequence[Order]) -> Future[None]:
        """Erase what the server has told of in another way than by its log."""
        return self.receive(lambda unit: erasing.erase(unit, orders))

    def erased(self) -> Future[list[int]]:
        """Empty the WAL; the numbers of what is erased here and not told, none if it was not emptied."""
        answer: list[int] = []

        def work(unit: Unit) -> list[int]:
            connection, due = unit.connection, erasing.due(unit.connection)
            if due:
                unit.after.append(lambda: answer.extend(due if erasing.emptied(connection) else ()))
            return answer

        return self._writer.submit(work)

    def erasures_due(self) -> bool:
        """Whether the server is to be told of anything erased here."""
        return bool(self._queries.read(erasing.due))

    def erasures_told(self, seqs: Sequence[int]) -> Future[None]:
        """The server has the receipt."""
        return self._writer.submit(lambda unit: erasing.told(unit, seqs))

    # -- what waits for a coordinator

    def quarantined(self) -> list[Waiting]:
        """Own work that waits or has been decided, the newest first."""
        return self._queries.read(quarantined.everything)

    def undecided(self) -> bool:
        """Whether any decision is still to come."""
        return self._queries.read(quarantined.undecided)

    def decided(self, verdicts: Sequence[Verdict]) -> Future[None]:
        """Take what coordinators decided."""
        return self._writer.submit(lambda unit: quarantined.decided(unit, verdicts))

    def dismiss_decided(self, keys: Sequence[tuple[int, int]]) -> Future[None]:
        """Take what has been decided off the list; (incarnation, n) of each."""
        return self._writer.submit(lambda unit: quarantined.dismiss(unit, keys))

    # -- comparing

    def check_due(self) -> bool:
        """Whether something came that shows that something else is missing."""
        return self._queries.read(lambda one: settings.get(one, settings.CHECK_DUE)) is not None

    def checked(self) -> Future[None]:
        """It has been looked into."""
        return self._writer.submit(
            lambda unit: settings.put(unit.connection, settings.CHECK_DUE, None)
        )

    def reckon_all(self) -> Future[None]:
        """Reckon every youth's digest if a whole download has come since; returns what writes it."""
        if self._queries.read(lambda one: settings.get(one, settings.DIGESTS_DUE)) is None:
            return self._writer.submit(lambda _: None)
        self._writer.submit(lambda unit: case_digests.forget_noted(unit.connection)).result()
        made = case_digests.reckon_all(self._queries.read)

        def work(unit: Unit) -> None:
            case_digests.put_all(unit.connection, made)
            settings.put(unit.connection, settings.DIGESTS_DUE, None)

        return self._writer.submit(work)

    def reckon(self) -> Future[bool]:
        """Reckon some of the digests that are due; whether more are."""
        return self._writer.submit(lambda unit: case_digests.reckon(unit.connection))

    def scrub(self) -> Future[None]:
        """Reckon a few again though nobody has changed anything about them."""
        return self._writer.submit(lambda unit: case_digests.scrub(unit.connection))

    def sums(self) -> tuple[int, int, int]:
        """How many youths and records are here, and the sum of all hashes."""
        return self._queries.read(case_digests.sums)

    def listed(self) -> dict[bytes, tuple[int, int]]:
        """Count and sum by youth."""
        return self._queries.read(case_digests.listed)

    def replace(self, youth: bytes, chunk: SnapshotChunk) -> Future[None]:
        """Take a youth as the server has her; what waits to be sent stands."""

        def work(unit: Unit) -> None:
            incoming.take_rows(unit, chunk.rows)
            _take_away(unit, youth, {row.record for row in chunk.rows})

        return self._writer.submit(work)


def _take_away(unit: Unit, youth: bytes, there: set[bytes]) -> None:
    """Remove what the server does not have of a youth."""
    connection = unit.connection
    # A settled conflict waits under its own name, and about its target's fields.
    waits = "id NOT IN (SELECT record FROM outbox UNION SELECT record FROM pending)"
    for kind in REGISTRY:
        query = f"SELECT id FROM {table(kind)} WHERE _scope = ? AND {waits}"
        for (record,) in connection.execute(query, (youth,)).fetchall():
            if record not in there:
                rows.remove(connection, kind.id, record)
                unit.touch(kind.id, record, youth)
    query = f"SELECT id FROM unknown_record WHERE scope = ? AND {waits}"
    for (record,) in connection.execute(query, (youth,)).fetchall():
        if record not in there:
            connection.execute("DELETE FROM unknown_record WHERE id = ?", (record,))
