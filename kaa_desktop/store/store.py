"""The store of one profile, opened: the one thing that other layers hold.

Acts and what the server says go to the writer and come back as futures; reads are `queries`. Closing
waits for what was handed in, closes both connections (SQLCipher overwrites its copies of the key)
and frees the profile for another process.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

from kaa_core.model.registry import Record
from kaa_desktop.store import (
    aside,
    attachments,
    bulk,
    catching_up,
    database,
    drafts,
    incoming,
    kept,
    outbox,
    schema,
    search,
    search_due,
    settings,
    summary,
    undoing,
)
from kaa_desktop.store.errors import StoreFault
from kaa_desktop.store.judge import Judge
from kaa_desktop.store.lock import LOCK, ProfileLock
from kaa_desktop.store.mending import Mending
from kaa_desktop.store.queries import Queries
from kaa_desktop.store.scopes import Scopes
from kaa_desktop.store.transaction import Transaction
from kaa_desktop.store.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, MutableSequence, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from kaa_core.model.attachment import Attachment
    from kaa_core.model.ids import DraftId, RecordId
    from kaa_core.sync.messages import Answer, Change, Operation, SnapshotChunk, Verdict
    from kaa_desktop.store.bulk import Act, Written
    from kaa_desktop.store.database import Connection
    from kaa_desktop.store.drafts import Draft
    from kaa_desktop.store.incoming import Cursor, Position
    from kaa_desktop.store.keys import DataKey
    from kaa_desktop.store.undoing import Undone
    from kaa_desktop.store.unit import Changes, Unit

T = TypeVar("T")
R = TypeVar("R", bound=Record)

DATABASE: Final = "store.db"
SLOTS: Final = "slots.json"
THROTTLE: Final = "throttle.json"


class Store:
    """An open store. Made by `Store.create` or `Store.open`; ended by `close`, or use `with`.

    `now`: milliseconds since the epoch; what operations and drafts are stamped with for people.
    """

    def __init__(
        self,
        writing: Connection,
        reading: tuple[Connection, Connection],
        lock: ProfileLock,
        now: Callable[[], int],
    ) -> None:
        self._lock = lock
        self._now = now
        self._writer = Writer(writing)
        self.acts = undoing.Acts()
        self.queries = Queries(reading[0])
        # For reads that take longer than a window may stand still: nobody in the window waits for it.
        self.aside = Queries(reading[1])
        self.scopes = Scopes(self._writer, self.aside, self.acts)
        self.mending = Mending(self._writer, self.aside, now)
        self.files = attachments.Files(self._writer, self.aside)
        self.judge = Judge(self._writer, self.queries)
        if self._read(summary.is_due):
            self._writer.refresh_later()
        elif self._read(search_due.is_due):
            self._writer.build_search_later()

    @classmethod
    def create(cls, folder: Path, key: DataKey, now: Callable[[], int]) -> Self:
        """Make a new store in the profile's folder and open it.

        Raises `FileExistsError` when there is one. `key` stays the caller's, to be wiped.
        """
        made: list[Path] = []

        def creating(path: Path, key: DataKey) -> Connection:
            connection = database.create(path, key)
            made.append(path)
            return connection

        try:
            return cls._start(folder, key, now, creating)
        except BaseException:
            for path in made:  # an enrolment that failed can be made again
                database.remove(path)
            raise

    @classmethod
    def open(cls, folder: Path, key: DataKey, now: Callable[[], int]) -> Self:
        """Open the store in the profile's folder. Raises `AlreadyOpen` and what database.py raises.

        `key` stays the caller's, to be wiped.
        """
        return cls._start(folder, key, now, database.open_writer)

    @classmethod
    def _start(
        cls,
        folder: Path,
        key: DataKey,
        now: Callable[[], int],
        opening: Callable[[Path, DataKey], Connection],
    ) -> Self:
        with contextlib.ExitStack() as undo:
            lock = ProfileLock(folder / LOCK)
            undo.callback(lock.release)
            writing = opening(folder / DATABASE, key)
            undo.callback(writing.close)
            with database.faults():
                schema.upgrade(writing, then=catching_up.catch_up)
                search.keep_up(writing)
            database.look_at_header(folder / DATABASE)
            reading = database.open_reader(folder / DATABASE, key)
            undo.callback(reading.close)
            aside = database.open_reader(folder / DATABASE, key)
            undo.callback(aside.close)
            store = cls(writing, (reading, aside), lock, now)
            undo.pop_all()
        return store

    def close(self) -> None:
        """Finish what was handed in, close both connections, let go of the profile."""
        self.queries.close()
        self.aside.close()
        self._writer.close()
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def subscribe(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        """Call `listener` with `Changes` after each commit, on the writer's thread; returns a stop."""
        return self._writer.subscribe(listener)

    # -- a person's acts

    def transact(self, act: Callable[[Transaction], T], *, label: str = "") -> Future[T]:
        """Run `act` with a `Transaction`: all it does is recorded together or not at all.

        With a `label`, the sentence that says what was done, it can be undone until it is locked,
        unless it enters something in the journal. So it is with the other acts below.
        """
        at = self._now()
        return self._submit(lambda unit: act(Transaction(unit, at)), label)

    def _submit(self, work: Callable[[Unit], T], label: str) -> Future[T]:
        def remembered(unit: Unit) -> T:
            result = work(unit)
            if label and not unit.sealed:
                parts = [part for part in unit.parts if part]
                unit.after.append(lambda: self.acts.push(undoing.Act(label, parts)))
            return result

        return self._writer.submit(remembered)

    def undo(self, new_id: Callable[[], RecordId]) -> Future[Undone]:
        """Take the last act back. Raises `NothingToUndo`, or `NotAsItWas`: then it is off the list."""
        return self._turn(self.acts.done, self.acts.undone, new_id)

    def redo(self, new_id: Callable[[], RecordId]) -> Future[Undone]:
        """Do what was undone last again. Records that are made again get new ids."""
        return self._turn(self.acts.undone, self.acts.done, new_id)

    def _turn(
        self,
        source: MutableSequence[undoing.Act],
        target: MutableSequence[undoing.Act],
        new_id: Callable[[], RecordId],
    ) -> Future[Undone]:
        at = self._now()

        def work(unit: Unit) -> Undone:
            if not source:
                raise undoing.NothingToUndo
            act = source[-1]
            turning = undoing.Turning(unit, lambda: Transaction(unit, at), self.acts.names, new_id)
            try:
                turned, left = turning.turn(act)
            except undoing.NotAsItWas:
                source.pop()
                raise
            unit.after += (lambda: target.append(turned), source.pop)
            return undoing.Undone(act.label, left)

        return self._writer.submit(work)

    def record(self, *records: Record, draft: DraftId | None = None) -> Future[None]:
        """Create records together and take away the draft they came of."""

        def act(transaction: Transaction) -> None:
            for one in records:
                transaction.create(one)
            if draft is not None:
                transaction.discard_draft(draft)

        return self.transact(act)

    def attach(self, paper: Attachment) -> Future[None]:
        """Create the record of a paper whose pieces are here, and let them be sent, together."""
        at = self._now()

        def work(unit: Unit) -> None:
            if not attachments.settle(unit, paper.id.bytes):
                raise StoreFault
            Transaction(unit, at).create(paper)

        return self._writer.submit(work)

    def transact_many(
        self,
        acts: Iterable[Act],
        *,
        progress: Callable[[int], None],
        stopped: Callable[[], bool],
        label: str = "",
    ) -> Future[Written]:
        """Write many acts in one local transaction, each an act of its own to the server (bulk.py).

        `progress` is told on the writer's thread how many are written; when `stopped` says so nothing
        is, and the future raises `bulk.Stopped`.
        """
        at = self._now()

        def work(unit: Unit) -> Written:
            return bulk.write(
                unit, at, acts, progress=progress, stopped=stopped, remembered=bool(label)
            )

        return self._submit(work, label)

    def transact_each(
        self, acts: Sequence[Callable[[Transaction], object]], *, label: str = ""
    ) -> Future[None]:
        """Do acts in one local transaction; to the server each stands by itself (bulk.py)."""
        at = self._now()
        return self._submit(lambda unit: bulk.each(unit, at, acts), label)

    def set(self, cls: type[R], record: RecordId, **values: Any) -> Future[None]:
        """Change fields of one record."""
        return self.transact(lambda transaction: transaction.set(cls, record, **values))

    def delete(self, cls: type[R], record: RecordId) -> Future[None]:
        """Delete one record."""
        return self.transact(lambda transaction: transaction.delete(cls, record))

    def save_draft(self, draft: Draft) -> Future[None]:
        """Write a draft, new or not."""
        return self._writer.submit(lambda unit: drafts.save(unit, draft))

    def discard_draft(self, draft: DraftId, *, label: str = "") -> Future[None]:
        """Take a draft away."""

        def work(unit: Unit) -> None:
            held = drafts.one(unit.connection, draft)
            if held is not None:
                drafts.discard(unit, draft)
                unit.parts.append([undoing.Discarded(held)])

        return self._submit(work, label)

    def dismiss_refused(self, refused: Sequence[int], *, label: str = "") -> Future[None]:
        """Take operations out of "ej mottaget" when a person has seen to them."""

        def work(unit: Unit) -> None:
            found = (undoing.dismiss(unit, one) for one in refused)
            unit.parts.append([one for one in found if one is not None])

        return self._submit(work, label)

    # -- what synchronisation needs

    def waiting(self, limit: int, after: int = 0) -> list[Operation]:
        """The first operations after a number, about `limit`, no transaction cut in two."""
        return self._read(lambda connection: outbox.waiting(connection, limit, after))

    def next_n(self) -> int:
        """The number that the next operation gets."""
        return self._read(outbox.next_number)

    def apply_answers(self, answers: Sequence[Answer]) -> Future[None]:
        """Take the server's answers to a push."""
        at = self._now()

        def work(unit: Unit) -> None:
            kept.own(unit.connection, answers, at)
            incoming.apply_answers(unit, answers)

        return self.scopes.receive(work)

    def set_aside(self, operations: Sequence[Operation], code: str) -> Future[bool]:
        """Put a transaction in "ej mottaget" and empty operations in its place; see aside.py."""
        return self._writer.submit(lambda unit: aside.set_aside(unit, operations, code))

    def apply_changes(
        self,
        changes: Sequence[Change],
        reached: Cursor,
        *,
        more: bool = False,
        revoked: Sequence[bytes] = (),
        verdicts: Sequence[Verdict] = (),
    ) -> Future[None]:
        """Take a pull's answer and how far it reaches, together; lists wait while `more` follow."""
        at = self._now()

        def work(unit: Unit) -> None:
            unit.more_follows = more
            kept.pulled(unit.connection, changes, reached.seq, at)
            incoming.apply_changes(unit, changes, reached, revoked, verdicts)

        return self.scopes.receive(work)

    def apply_snapshot(self, chunk: SnapshotChunk) -> Future[None]:
        """Take a chunk of the first download and where to go on, together."""
        return self.scopes.receive(lambda unit: incoming.apply_snapshot(unit, chunk))

    def cursor(self) -> Cursor | None:
        """How far the server's log has been followed; None before the first download is complete."""
        return self._read(incoming.cursor)

    def snapshot_position(self) -> Position | None:
        """Where to go on with an unfinished first download; None when there is none."""
        return self._read(incoming.position)

    def lists_ready(self) -> Future[None]:
        """Done when every row of the lists follows from what has been received."""
        return self._writer.refresh_later()

    def search_ready(self) -> Future[None]:
        """Done when the search index holds every note that has been received."""
        return self._writer.build_search_later()

    # -- small values of other layers: device, tokens, what the person chose

    def setting(self, name: str) -> bytes | None:
        """A value kept under this name."""
        return self._read(lambda connection: settings.get(connection, name))

    def put_settings(self, values: Mapping[str, bytes | None]) -> Future[None]:
        """Keep several values together; None takes one away. Names of this package are refused."""
        if settings.OWN & values.keys():
            raise ValueError("a name that belongs to the store")

        def work(unit: Unit) -> None:
            for name, value in values.items():
                settings.put(unit.connection, name, value)

        return self._writer.submit(work)

    def incarnation(self) -> int:
        """The device's incarnation: operations are numbered within it. 0 before enrolment."""
        return self._read(lambda one: settings.get_number(one, settings.INCARNATION, 0))

    def put_incarnation(self, incarnation: int) -> Future[None]:
        """Set the incarnation that the server gave at enrolment, before any operation is made."""
        return self._writer.submit(
            lambda unit: settings.put_number(unit.connection, settings.INCARNATION, incarnation)
        )

    def _read(self, reading: Callable[[Connection], T]) -> T:
        return self.queries.read(reading)
