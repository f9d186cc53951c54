"""The connection of an unlocked profile: the engine, its state in words, and who is told of changes."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import Any, Final, TypeVar
from uuid import UUID

import msgspec

from kaa_core.model.records import Conflict
from kaa_core.model.registry import Problem, moment
from kaa_core.sync.messages import HistoryRow, Outcome
from kaa_desktop.app.conflicts import Learnt
from kaa_desktop.app.context import Context
from kaa_desktop.app.counter import Counter
from kaa_desktop.app.erasing import Erasing
from kaa_desktop.app.notices import Notices
from kaa_desktop.app.replica import StoreReplica
from kaa_desktop.app.reviewing import Reviewing
from kaa_desktop.app.status import StatusFile
from kaa_desktop.app.sync_views import SyncView
from kaa_desktop.app.sync_words import Saved, contact_words, practice_view, sync_view
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.store import attachments
from kaa_desktop.store.errors import StoreFault
from kaa_desktop.store.store import Store
from kaa_desktop.store.unit import Changes as StoreChanges
from kaa_desktop.sync.administration import change_own_password
from kaa_desktop.sync.client import Client
from kaa_desktop.sync.engine import Engine
from kaa_desktop.sync.faults import SyncFault
from kaa_desktop.sync.link import Link
from kaa_desktop.sync.state import Phase, SyncState

T = TypeVar("T")
DEVICE_NAMES: Final = "device_names"
SAW: Final = "conflicts_saw"


class Synchronising:
    """Owns the engine and the store of a session, and ends both."""

    def __init__(
        self,
        store: Store,
        context: Context,
        replica: StoreReplica,
        link: Link,
        status: StatusFile,
        jitter: Callable[[], float],
    ) -> None:
        self._store = store
        self._context = context
        self._link = link
        self._status = status
        self.counter: Counter | None = None
        """Given by `app.opening`: by which a database that is put back is noticed."""
        self._lock = threading.Lock()
        self._listeners: tuple[Callable[[Changes], None], ...] = ()
        self._failed_since: datetime | None = None
        self._last_saved = _latest(store)
        self._asking = ThreadPoolExecutor(1, thread_name_prefix="kaa-ask")
        # Beside the writer's thread: nobody who saves waits for the unlock screen's file.
        self._noting = ThreadPoolExecutor(1, thread_name_prefix="kaa-status")
        self._engine = Engine(
            replica,
            link,
            now=context.clock.now,
            jitter=jitter,
            listener=self._on_state,
            last_sync=status.read().last_sync,
        )
        self.reviewing = Reviewing(context, store, self)
        self.notices = Notices(context, self)
        self.erasing = Erasing(context, store, self)
        """What waits for a coordinator, and what was decided."""
        self._unsubscribe = store.subscribe(self._on_store)
        self.then: Callable[[], object] = _nothing
        """Called, on the engine's thread, when all records are synchronised."""

    def start(self) -> None:
        """Begin to synchronise."""
        self._noting.submit(self._write_status)  # a program that died did not say what it left
        self._engine.start()

    def close(self) -> None:
        """End the engine, then the store. Safe to call twice."""
        self._unsubscribe()
        self._engine.stop()
        self._asking.shutdown(wait=False, cancel_futures=True)
        self._noting.shutdown(wait=True)
        self._write_status()
        self._store.close()

    def now(self) -> None:
        """Try at once."""
        self._engine.poke()

    def subscribe(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        """Call `listener` with every change, on another thread than the window's."""
        with self._lock:
            self._listeners = (*self._listeners, listener)

        def stop() -> None:
            with self._lock:
                self._listeners = tuple(one for one in self._listeners if one is not listener)

        return stop

    def view(self) -> SyncView:
        """The state in words."""
        queries = self._context.queries
        saved = Saved(
            waiting=self._unsent(),
            conflicts=len(queries.conflicts()),
            refused=len({one.operation.tx for one in queries.refused()}),  # acts, as the list has
            last_saved=self._last_saved,
            failed_since=self._failed_since,
        )
        if self._context.identity.who.alone:
            return practice_view(self._context, saved)
        return sync_view(self._context, self._engine.state, saved)

    @property
    def contact(self) -> str:
        """When the server was last heard, in words; empty where somebody practises alone."""
        alone = self._context.identity.who.alone
        return "" if alone else contact_words(self._context, self._engine.state)

    def told(self, act: Future[Any]) -> None:
        """Note whether an act of a person could be saved (design.md section 4, disk fails)."""
        error = act.exception()
        before = self._failed_since
        if error is None:
            self._last_saved = self._context.clock.now()
            self._failed_since = None
        elif _disk_fails(error) and before is None:
            self._failed_since = self._context.clock.now()
        if error is None or before != self._failed_since:
            self._tell(Changes(sync=True))

    def log_in(self, password: str) -> Future[Result]:
        """Begin a new session on the server."""

        def ask() -> Result:
            try:
                self._link.log_in(password)
            except SyncFault as fault:
                return Result(problems=(Problem(field="password", sentence=fault.sentence),))
            self._engine.poke()
            return Result(sentence="Du är inloggad igen. Synkningen fortsätter.")

        return self._asking.submit(ask)

    def practise_conflict(self) -> str:
        """In a practice: a colleague changes the next telephone number too. Gives her name, else ""."""
        practising = getattr(self._link.client, "practise_conflict", None)
        return "" if practising is None else practising()

    def ask(self, question: Callable[[Client, str], T]) -> Future[T]:
        """Ask the server something else, off the caller's thread; the future raises `SyncFault`."""
        return self._asking.submit(lambda: self._link.call(partial(question, self._link.client)))

    def change_password(self, old: str, new: str) -> Future[Result]:
        """Change the password of the user's own account."""

        def ask() -> Result:
            try:
                self._link.call(
                    lambda access: change_own_password(self._link.client, access, old, new)
                )
            except SyncFault as fault:
                return Result(problems=(Problem(field="password", sentence=fault.sentence),))
            return Result(sentence="Lösenordet är bytt.")

        return self._asking.submit(ask)

    def learnt(self) -> Learnt:
        """What of conflicts only the server knew: names of computers, and what stood before."""
        held = self._store.setting(DEVICE_NAMES)
        known = {} if held is None else msgspec.msgpack.decode(held, type=dict[bytes, str])
        names = {UUID(bytes=device): name for device, name in known.items()}
        identity = self._context.identity
        names |= {UUID(bytes=identity.device.bytes): identity.who.device}
        held = self._store.setting(SAW)
        saw = {} if held is None else msgspec.msgpack.decode(held, type=dict[bytes, Any])
        return Learnt(
            devices=names, saw={UUID(bytes=conflict): wire for conflict, wire in saw.items()}
        )

    def kept(self, name: str) -> bytes | None:
        """What is kept for this user on this computer, encrypted with all else."""
        return self._store.setting(name)

    def keep(self, values: Mapping[str, bytes]) -> Future[None]:
        """Keep it; those who listen are told, as it alters what is shown."""
        kept = self._store.put_settings(dict(values))
        kept.add_done_callback(lambda _done: self._tell(Changes(sync=True)))
        return kept

    @property
    def server(self) -> Link:
        """The connection itself, for the test of it."""
        return self._link

    # -- listening

    def files_changed(self) -> None:
        """Files of attached papers came through, or did not."""
        self._tell(Changes(kinds=frozenset({"attachment"})))

    def look_again(self, youth: UUID) -> None:
        """Have what is shown about a youth read anew, though no record of hers has changed."""
        self._tell(Changes(youths=frozenset({youth})))

    def role_changed(self) -> None:
        """The server has given the user another role."""
        self._tell(Changes(sync=True))

    def _on_store(self, changes: StoreChanges) -> None:
        if changes.outbox:
            self._engine.changed()
            self._noting.submit(self._write_status)
        if "conflict" in changes.kinds:
            self._asking.submit(self._learn_devices)
        self._tell(
            Changes(
                youths=frozenset(changes.youths),
                kinds=changes.kinds,
                drafts=changes.drafts,
                sync=changes.outbox or changes.refused or "conflict" in changes.kinds,
                everything=changes.everything,
                doubled=changes.doubled,
                left=frozenset(changes.left),
                wiped=frozenset(changes.wiped),
            )
        )

    def _on_state(self, state: SyncState) -> None:
        if state.phase is Phase.IDLE:
            self._write_status()
            self.then()
        self._tell(Changes(sync=True))

    def _tell(self, changes: Changes) -> None:
        for listener in self._listeners:
            listener(changes)

    def _write_status(self) -> None:
        with contextlib.suppress(StoreFault):  # closed: the last word was written before
            self._status.write(self._unsent(), self._engine.state.last_sync)
            if self.counter is not None:
                self.counter.write()

    def _unsent(self) -> int:
        """Acts without an answer, and files whose record has gone and they have not."""
        queries = self._context.queries
        return queries.unsent_acts() + len(queries.read(attachments.to_send))

    # -- what only the server knows of conflicts

    def _learn_devices(self) -> None:
        """Ask for what open conflicts lack, so that it can be shown offline too."""
        try:
            for conflict in self._context.queries.conflicts():
                known = self.learnt()
                if _devices(conflict) - set(known.devices) or conflict.id not in known.saw:
                    self._learn_from(conflict)
        except (SyncFault, StoreFault):
            return  # shown as "en annan dator" until the next time

    def _learn_from(self, conflict: Conflict) -> None:
        target = conflict.target.bytes
        rows = self._link.call(lambda access: self._link.client.history(target, access)).rows
        known = self.learnt()
        devices = {one.bytes: name for one, name in known.devices.items()}
        devices |= {row.change.device: row.device_name for row in rows if row.device_name}
        still = {one.id for one in self._context.queries.conflicts()}
        saw = {one.bytes: wire for one, wire in known.saw.items() if one in still}
        saw[conflict.id.bytes] = seen_before(conflict, rows)
        packed = {DEVICE_NAMES: devices, SAW: saw}
        values = {name: msgspec.msgpack.encode(value) for name, value in packed.items()}
        self._store.put_settings(values).result()
        self._tell(Changes(sync=True, kinds=frozenset({"conflict"})))


def seen_before(conflict: Conflict, rows: Sequence[HistoryRow]) -> Any:
    """What the author of the value that stands had before her: it was applied, so what stood then."""
    value = None
    for row in rows:
        if row.change.seq == conflict.kept_seq:
            return value
        if row.outcome is Outcome.APPLIED and conflict.target_field in row.change.values:
            value = row.change.values[conflict.target_field]
    return value


def _nothing() -> None:
    """Nothing follows."""


def _devices(conflict: Conflict) -> set[UUID]:
    sides: Iterable[UUID | None] = (conflict.kept_device, conflict.other_device)
    return {one for one in sides if one is not None}


def _latest(store: Store) -> datetime | None:
    """When the last act that still waits was written."""
    at = store.queries.last_unsent()
    return None if at is None else moment(at)


def _disk_fails(error: BaseException) -> bool:
    return isinstance(error, StoreFault) and type(error).__name__ in _DISK


_DISK: Final = frozenset({"DiskFull", "StoreNotWritable", "StoreDamaged", "StoreBusy"})
