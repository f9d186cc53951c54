"""One thread owns the writing connection; everybody else hands it functions.

A function runs in a transaction of its own. Its result comes as a `Future`; after the commit the
subscribers get a `Changes` value, on the writer's thread (a window passes it on by a signal).
"""

from __future__ import annotations

import contextlib
import threading
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Final, TypeVar

from kaa_desktop.store import (
    case_digests,
    linked,
    routines,
    search_building,
    search_due,
    summary,
    targets,
    traces,
)
from kaa_desktop.store.background import Background
from kaa_desktop.store.database import SqlError, fault_of
from kaa_desktop.store.errors import (
    KeyDoesNotFit,
    StoreClosed,
    StoreDamaged,
    StoreFault,
    StoreNotWritable,
)
from kaa_desktop.store.unit import Changes, Unit
from kaa_desktop.unforeseen import pass_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from kaa_desktop.store.database import Connection

T = TypeVar("T")
_ROWS_AT_A_TIME: Final = 200
_NOTES_AT_A_TIME: Final = 2000
_JUDGED_AT_A_TIME: Final = 100
_TRACES_AT_A_TIME: Final = 100


class Writer:
    """Runs units of work one after another on its own thread."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._queue: SimpleQueue[tuple[Callable[[Unit], Any], Future[Any]] | None] = SimpleQueue()
        self._subscribers: tuple[Callable[[Changes], None], ...] = ()
        self._lock = threading.Lock()
        self._closed = False
        self._damaged = False
        self._lists = Background(self.submit, _some_rows)
        self._search = Background(self.submit, _some_notes)
        self._judging = Background(self.submit, _some_judged)
        self._tracing = Background(self.submit, _some_traces)
        self._thread = threading.Thread(target=self._run, name="kaa-store-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[Unit], T]) -> Future[T]:
        """Run `work` in a transaction. Faults (errors.py) and its own exceptions are the future's."""
        future: Future[T] = Future()
        with self._lock:
            if self._closed:
                future.set_exception(StoreClosed())
            else:
                self._queue.put((work, future))
        return future

    def subscribe(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        """Call `listener` on the writer's thread after each commit; returns how to stop that."""
        with self._lock:
            self._subscribers = (*self._subscribers, listener)

        def stop() -> None:
            with self._lock:
                self._subscribers = tuple(one for one in self._subscribers if one != listener)

        return stop

    def refresh_later(self) -> Future[None]:
        """Make the postponed rows of lists, a few at a time so that a person's save comes between."""
        return self._lists.start()

    def build_search_later(self) -> Future[None]:
        """Build what is missing of the search index in notes, likewise."""
        return self._search.start()

    def judge_later(self) -> Future[None]:
        """Judge those who wait for it, likewise."""
        return self._judging.start()

    def trace_later(self) -> Future[None]:
        """Make the traces that wait for it, likewise, when nobody waits to be judged."""
        return self._tracing.start()

    def close(self) -> None:
        """Finish what was handed in, then end the thread and close the connection."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (item := self._queue.get()) is not None:
            self._one(*item)
            del item  # holds the person's values
        self._connection.close()

    def _one(self, work: Callable[[Unit], Any], future: Future[Any]) -> None:
        if not future.set_running_or_notify_cancel():
            return
        unit = Unit(self._connection)
        starting: tuple[Callable[[], object], ...] = ()
        try:
            self._begin()
            result = work(unit)
            starting = self._summarise(unit)
            self._connection.execute("COMMIT")
        except BaseException as error:  # noqa: BLE001  (it belongs to whoever asked)
            self._roll_back()
            future.set_exception(self._fault(error))
            return
        for then in unit.after:
            then()
        self._tell(unit.changes())
        future.set_result(result)
        for start in starting:
            start()

    def _fault(self, error: BaseException) -> BaseException:
        if not isinstance(error, SqlError):
            return error
        fault = fault_of(error)
        if isinstance(fault, KeyDoesNotFit):  # it fitted when the file was opened
            fault = StoreDamaged()
        self._damaged = self._damaged or isinstance(fault, StoreDamaged)
        # SQLCipher lets nothing be written after damage and then calls the file read-only.
        return StoreDamaged() if self._damaged and isinstance(fault, StoreNotWritable) else fault

    def _tell(self, changes: Changes) -> None:
        for listener in self._subscribers if changes else ():
            try:
                listener(changes)
            except Exception as error:  # noqa: BLE001  (a view's fault must not stop saving)
                pass_on(error)

    def _summarise(self, unit: Unit) -> tuple[Callable[[], object], ...]:
        """Make the touched rows of lists now, or note them; what is to be begun after the commit."""
        if not unit.everything:
            case_digests.noted(self._connection, unit.youths)
        if unit.settings:
            targets.follow_settings(self._connection)
        if (unit.routine or unit.everything) and routines.follow(self._connection):
            summary.postpone_all(self._connection)
            traces.postpone_all(self._connection)
        unit.stale = linked.together(self._connection, unit.stale)
        unit.unjudged = linked.together(self._connection, unit.unjudged)
        if len(unit.stale) <= summary.AT_ONCE and not unit.more_follows:
            summary.refresh(self._connection, unit.stale)
        else:
            summary.postpone(self._connection, unit.stale)
        if len(unit.unjudged) <= targets.AT_ONCE and not unit.more_follows:
            targets.refresh(self._connection, unit.unjudged)
        else:
            targets.postpone(self._connection, unit.unjudged)
        traces.postpone(self._connection, linked.together(self._connection, unit.untraced))
        return () if unit.more_follows else self._due()

    def _due(self) -> tuple[Callable[[], object], ...]:
        """What is to be begun: the rows of lists before what is found in notes, and judging beside."""
        due: list[Callable[[], object]] = []
        if summary.is_due(self._connection):
            due.append(self.refresh_later)
        elif search_due.is_due(self._connection):
            due.append(self.build_search_later)
        if targets.is_due(self._connection):
            due.append(self.judge_later)
        elif traces.is_long_due(self._connection):
            due.append(self.trace_later)
        return tuple(due)

    def _begin(self) -> None:
        if self._connection.in_transaction:  # a disk that failed did not let it be rolled back
            self._roll_back()
            if self._connection.in_transaction:
                raise StoreFault  # nothing may come into what was given up
        self._connection.execute("BEGIN IMMEDIATE")

    def _roll_back(self) -> None:
        # A full disk may have rolled back by itself.
        with contextlib.suppress(SqlError):
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")


def _some_rows(unit: Unit) -> bool:
    unit.everything = bool(summary.refresh_due(unit.connection, _ROWS_AT_A_TIME))
    return summary.is_due(unit.connection)


def _some_judged(unit: Unit) -> bool:
    judged = targets.refresh_due(unit.connection, _JUDGED_AT_A_TIME)
    traces.postpone(unit.connection, judged)
    unit.everything = bool(judged)
    return targets.is_due(unit.connection)


def _some_traces(unit: Unit) -> bool:
    traces.refresh_due(unit.connection, _TRACES_AT_A_TIME)
    return traces.is_due(unit.connection)


def _some_notes(unit: Unit) -> bool:
    search_building.build_due(unit.connection, _NOTES_AT_A_TIME)
    return search_due.is_due(unit.connection)
