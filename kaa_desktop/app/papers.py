"""The one way a paper is made that has to be recorded, and the one hand that makes them.

A file that has left the program without the record of it is the worse of two evils: nobody could say
afterwards to whom it went. So it is written under a name of its own beside its place, the record is
committed, and only then it gets its name. A program that is killed in between finds it at its next start:
what was recorded gets its name then, what was not is taken away. Where a file cannot be put in place
after all, the record stands and the person is told.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from typing import IO, Final, ParamSpec, TypeVar

import msgspec

from kaa_core.model.ids import RecordId
from kaa_core.model.records import Disclosure, FigureExport
from kaa_core.model.registry import Record
from kaa_core.model.rights import Right
from kaa_desktop.app.clock import new_id
from kaa_desktop.app.context import Context
from kaa_desktop.app.operations import Operations
from kaa_desktop.app.views import Result
from kaa_desktop.store.errors import StoreFault, StoreNotWritable
from kaa_desktop.store.files import put_in_place, temporary_of, written
from kaa_desktop.store.store import Store
from kaa_desktop.store.transaction import Transaction

P = ParamSpec("P")
T = TypeVar("T")
Act = Callable[[Transaction], None]
"""What a record is committed together with."""

UNDER_WAY: Final = "paper_under_way"
"""Name of the setting that tells which file is being made, and whether that has been recorded."""


class PaperNotWritten(StoreNotWritable):
    """A file cannot be written where she chose."""

    happened = "Filen gick inte att spara där."
    safe = "Inget är gjort, och inget är antecknat."
    advice = "Stäng filen om den är öppen i ett annat program, eller välj en annan mapp."


class PaperNotInPlace(StoreFault):
    """What was made is recorded, and the file could not be given its name."""

    happened = "Filen gick inte att lägga på sin plats."
    safe = "Att den gjordes är redan antecknat."
    advice = "Välj en annan mapp och spara igen. Då antecknas den en gång till."


class _UnderWay(msgspec.Struct, frozen=True, array_like=True):
    temporary: str
    place: str
    recorded: bool = False


class Papers:
    """Of one unlocked profile. Papers are made one at a time, beside the window's thread."""

    def __init__(self, store: Store, operations: Operations) -> None:
        self._store = store
        self._operations = operations
        self._thread = ThreadPoolExecutor(1, "kaa-papers")

    def close(self) -> None:
        """Let what is being made be finished: before the store is closed."""
        self._thread.shutdown(wait=True, cancel_futures=True)

    def submit(self, work: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> Future[T]:
        """Do it after what was handed in before."""
        return self._thread.submit(work, *arguments, **named)

    def put_right(self) -> Future[None]:
        """See to what an earlier program was killed in the middle of."""
        return self.submit(self._put_right)

    # -- on the thread

    def record(
        self,
        path: Path,
        write: Callable[[IO[bytes]], object],
        record: Callable[[Act], Result],
        *,
        undoable: bool = False,
    ) -> Result:
        """Write a file and record that it was made: never the file without the record.

        `record` commits, with the act it is given in the same transaction; when its result has
        problems there is no file. Raises `PaperNotWritten`, `DiskFull` or what `record` raises: then
        there is neither; `PaperNotInPlace`: then the record stands. What is out is out: the record is
        not undone, but where it is about something else than the file (`undoable`).
        """
        temporary = temporary_of(path)
        self._note(_UnderWay(str(temporary), str(path)))
        try:
            try:
                _may_be_replaced(path)
                with written(temporary) as stream:
                    write(stream)
            except StoreNotWritable:
                raise PaperNotWritten from None
            now = _UnderWay(str(temporary), str(path), recorded=True)
            done = record(partial(_recorded, now, stands=not undoable))
            if not done.problems:
                try:
                    put_in_place(temporary, path)
                except StoreFault:
                    raise PaperNotInPlace from None
            return done
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink()
            with contextlib.suppress(StoreFault):  # it says nothing of what is no longer there
                self._note(None)

    def record_as(
        self,
        path: Path,
        write: Callable[[IO[bytes]], object],
        after: Record,
        sentence: str,
        right: Right,
        act: Act | None = None,
    ) -> Result:
        """Write a file and record it by `after`: a new record, or what `act` makes of one. As `record`."""

        def record(together: Act) -> Result:
            def both(transaction: Transaction) -> None:
                if act is None:
                    transaction.create(after)
                else:
                    act(transaction)
                together(transaction)

            return self._operations.record_as(after, both, sentence, right).result()

        return self.record(path, write, record)

    def disclose(self, path: Path, content: bytes, disclosure: Disclosure, sentence: str) -> Result:
        """Write a paper about a youth, and record that it was made."""
        return self.record_as(
            path, lambda stream: stream.write(content), disclosure, sentence, Right.WRITE_CASES
        )

    def _note(self, under_way: _UnderWay | None) -> None:
        packed = None if under_way is None else msgspec.msgpack.encode(under_way)
        self._store.put_settings({UNDER_WAY: packed}).result()

    def _put_right(self) -> None:
        kept = self._store.setting(UNDER_WAY)
        if kept is None:
            return
        left = msgspec.msgpack.decode(kept, type=_UnderWay)
        temporary = Path(left.temporary)
        with contextlib.suppress(StoreFault, OSError):  # a stick that was pulled out, for one
            if not left.recorded:
                temporary.unlink()
            elif temporary.exists():
                put_in_place(temporary, _free(temporary, Path(left.place)))
        self._note(None)


def figures_out(
    context: Context, what: str, as_of: date, *, reason: str | None = None
) -> FigureExport:
    """The record that figures leave the program now. `reason`: why small numbers are shown; None: hidden."""
    return FigureExport(
        id=RecordId(new_id(context.clock)),
        what=what,
        as_of=as_of,
        made_at=context.clock.now(),
        made_by=context.identity.worker,
        small_shown=reason is not None,
        reason=reason,
    )


def _free(temporary: Path, place: Path) -> Path:
    """Where a paper of an earlier start goes: beside what has been saved in its place since."""
    if not place.exists() or place.stat().st_mtime_ns <= temporary.stat().st_mtime_ns:
        return place
    names = (place.with_stem(f"{place.stem} ({number})") for number in range(2, 1000))
    return next((one for one in names if not one.exists()), place)


def _recorded(under_way: _UnderWay, transaction: Transaction, *, stands: bool) -> None:
    transaction.keep(UNDER_WAY, msgspec.msgpack.encode(under_way))
    if stands:
        transaction.stand()


def _may_be_replaced(path: Path) -> None:
    """Raise `PaperNotWritten` for a file that another program holds: known before it is recorded."""
    try:
        if path.exists():
            with path.open("r+b"):
                pass
    except OSError:
        raise PaperNotWritten from None
