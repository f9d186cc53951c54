"""One import, from its files to its report.

Written in portions, each a transaction of its own that also says how far the run has come. What is read
again is laid beside the register again, so a run that was cut short is simply run once more.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path

import attrs
import psycopg

from kaa_core.imports.applying import Applying
from kaa_core.imports.book import NotReadable
from kaa_core.imports.sources.facts import Delivery, Entry, RemarkKind
from kaa_core.imports.sources.outcomes import Change
from kaa_core.model.ids import RecordId
from kaa_server import log, municipalities, targets
from kaa_server.clock import Clock, new_id
from kaa_server.database import Connection, Database
from kaa_server.errors import RequestError
from kaa_server.faults import OperatorError
from kaa_server.importing import asking, by_rule, feeds, runs, sources
from kaa_server.importing.known import PORTION, Register
from kaa_server.importing.report import Report, Told, without_numbers
from kaa_server.importing.runs import Became, Run
from kaa_server.importing.writing import Writer

GONE = (
    "Databasen slutade svara. Det som hann läsas in finns kvar. Kontrollera databasen och läs in filen "
    "igen; ingenting blir dubbelt."
)
ERASED = (
    "Något raderades medan inläsningen läste. Det som hann läsas in finns kvar. Läs in filen igen; "
    "ingenting blir dubbelt."
)


@attrs.frozen(kw_only=True)
class Order:
    """What is asked for.

    `feed`: a name for where it comes from, when a source has several. `as_of`: the day that the files speak
    of, where they do not say it themselves. `whole`: they tell of everybody, so who is not in them is gone.
    `accepted`: the proposals that a person has said yes to.
    """

    municipality: str
    source: str
    files: Sequence[Path] = ()
    feed: str = ""
    as_of: date | None = None
    whole: bool = False
    accepted: frozenset[RemarkKind] = frozenset()
    dry: bool = False


@attrs.frozen(kw_only=True)
class Done:
    """How a run went. `read`: the files that were read to their end, by name."""

    run: Run
    became: Became
    read: frozenset[str]


class Stopped(OperatorError):
    """A part of a run could not be carried out; the rest is done."""

    def __init__(self, sentence: str, done: Done) -> None:
        super().__init__(sentence)
        self.done = done


def carry_out(
    database: Database,
    clock: Clock,
    order: Order,
    deliveries: Iterable[Delivery] | None = None,
    until: Callable[[], datetime | None] | None = None,
) -> Done:
    """Import; the run with its report, and how the target group changed.

    `deliveries`: what a system has answered, when it is no files; `until`: see `_Work.deliver`.

    Raises:
        Stopped: when something of it cannot be read. What could be is written, and the report says so.
        OperatorError: when it cannot be begun, or the database is gone.
    """
    code = order.municipality
    today = clock().astimezone().date()
    with database.tenant(code) as connection:
        held = municipalities.load(connection, code)
    if held is None:
        raise OperatorError(f"Kommunen {code} finns inte på den här servern. Ingenting är inläst.")
    faults: list[str] = []
    if deliveries is None:
        deliveries = sources.of_files(order, today, held.practice, faults)
    try:
        with runs.alone(database, code):
            feed = order.feed or sources.SOURCES[order.source].feed
            run = runs.begin(database, clock, code, order.source, feed, order.as_of or today)
            run.report.dry = order.dry
            work = _Work(database, clock, run, order, today)
            work.deliver_all(deliveries, until, faults)
            if not order.dry:
                work.tell()
            if faults:
                run.report.stopped = " ".join([runs.PARTLY, *faults])
            run = runs.end(database, clock, code, work.run)
    except psycopg.OperationalError as error:
        raise OperatorError(GONE) from error
    except RequestError as error:
        raise OperatorError(ERASED) from error
    with database.tenant(code) as connection:
        done = Done(
            run=run, became=runs.became(connection, code, run.id), read=frozenset(work.read)
        )
    if faults:
        raise Stopped(" ".join(faults), done)
    return done


class _Work:
    """One run under way."""

    def __init__(
        self, database: Database, clock: Clock, run: Run, order: Order, today: date
    ) -> None:
        self._database = database
        self._clock = clock
        self._order = order
        self._today = today
        self.run = run
        self.read: set[str] = set()
        with database.tenant(order.municipality) as connection:
            self._writer = Writer(connection, clock, order.municipality, run.report.refused)

    def deliver_all(
        self,
        deliveries: Iterable[Delivery],
        until: Callable[[], datetime | None] | None,
        faults: list[str],
    ) -> None:
        """Lay them one after the other; one that cannot be read does not stop the rest."""
        waiting = iter(deliveries)
        delivery: Delivery | None = None
        while True:
            try:
                delivery = next(waiting, None)
                if delivery is None:
                    return
                self.deliver(delivery, until)
                self.read.add(delivery.file or "")
            except NotReadable as error:
                faults.append(sources.unreadable(delivery.file if delivery else "", error))
            except OperatorError as error:
                faults.append(str(error))

    def deliver(self, delivery: Delivery, until: Callable[[], datetime | None] | None) -> None:
        """Lay one delivery beside the register, and write what is new.

        `until`: asked when it has been gone through, from when its system is to be asked the next time.
        """
        code, report = self._order.municipality, self.run.report
        self.run = attrs.evolve(self.run, as_of=delivery.as_of)
        name = without_numbers(delivery.file or delivery.feed)
        report.files.append(name)
        report.remarks += [without_numbers(one) for one in delivery.remarks]
        register = Register(self._database, code, delivery.feed)
        portions = _Portions(delivery.entries, register, self)
        yes = asking.accepted(self._database, self._clock, code, delivery.feed)
        going = Applying(
            attrs.evolve(delivery, entries=portions.entries()),
            register,
            home=code,
            today=self._today,
            new_id=lambda: RecordId(new_id(self._clock)),
            accepted=self._order.accepted | yes,
        )
        portions.told = _Counting(report, going, name)
        for change in going:
            portions.changes.append(change)
            if portions.ended and len(portions.changes) >= PORTION:
                portions.flush()
        portions.flush()
        portions.told.catch_up()
        report.said += [without_numbers(one) for one in going.report()]
        if not self._order.dry:
            # As long as somebody is to say yes to what is missing, not everything has been told.
            asked = any(one.remark.kind is RemarkKind.MANY_GONE for one in going.waiting)
            told = attrs.evolve(delivery, whole=delivery.whole and not asked)
            feeds.note(self._database, code, told, until() if until else None)
            asking.note(self._database, self._clock, code, delivery, going.waiting, self.run.began)

    @contextlib.contextmanager
    def transaction(self, register: Register, entries: Sequence[Entry]) -> Iterator[Connection]:
        """The municipality's counter is held: nobody writes between reading and writing."""
        with self._database.tenant(self._order.municipality) as connection:
            if not self._order.dry:
                log.lock_counter(connection, self._order.municipality)
            register.open(connection, entries)
            yield connection
            register.close()
        # A key that is ready for use takes 2.5 kB, and most youths are met once.
        self._database.codec.forget(self._order.municipality)

    def write(self, connection: Connection, register: Register, changes: Sequence[Change]) -> None:
        """Write changes, and how far the run has come."""
        if not self._order.dry:
            self._writer.write(connection, register, changes)
        runs.save(connection, self._clock, self._order.municipality, self.run)

    def tell(self) -> None:
        """Make anew who belongs to the target group, answer by rule, and note what has changed."""
        code, report = self._order.municipality, self.run.report
        report.judged += targets.refresh(self._database, code)
        report.enrolled += by_rule.enrol(self._database, self._clock, code, self._today)
        for page in targets.standing(self._database, code, self._today):
            changed = [one for one in page if one.belonging is not one.told]
            with self._database.tenant(code) as connection:
                targets.tell(connection, code, self.run.id, changed)


class _Portions:
    """Hands entries on in portions: read ahead, then within one transaction laid out and written."""

    def __init__(self, source: Iterable[Entry], register: Register, work: _Work) -> None:
        self._source = source
        self._register = register
        self._work = work
        self._open: contextlib.ExitStack | None = None
        self._connection: Connection | None = None
        self.changes: list[Change] = []
        self.ended = False
        self.told: _Counting | None = None

    def entries(self) -> Iterator[Entry]:
        """What `Applying` goes through. It has yielded all of a portion when it asks for the next."""
        waiting = iter(self._source)
        try:
            while portion := list(islice(waiting, PORTION)):
                with self._work.transaction(self._register, portion) as connection:
                    yield from portion
                    self._flush(connection)
        finally:
            self.ended = True

    def flush(self) -> None:
        """Write what came when every entry had been gone through: what is not said any more."""
        if self.changes:
            with self._work.transaction(self._register, ()) as connection:
                self._flush(connection)

    def _flush(self, connection: Connection) -> None:
        if self.told is not None:
            self.told.catch_up()
        changes, self.changes = self.changes, []
        self._work.write(connection, self._register, changes)


class _Counting:
    """Takes over into the report what `Applying` has counted since the last time."""

    def __init__(self, report: Report, going: Applying, file: str) -> None:
        self._report = report
        self._going = going
        self._file = file
        self._unread = 0
        self._waiting = 0
        self._before: dict[str, int] = {}

    def catch_up(self) -> None:
        """Counts, and rows that could not be read or that wait."""
        going, report = self._going, self._report
        for one in going.unread[self._unread :]:
            report.cannot(Told(self._file, one.row, one.sentence))
        for held in going.waiting[self._waiting :]:
            report.waits(Told(self._file, held.row, held.remark.sentence))
        self._unread, self._waiting = len(going.unread), len(going.waiting)
        now = attrs.asdict(going.counts)
        for name, field in _COUNTED.items():
            grown = now[name] - self._before.get(name, 0)
            setattr(report, field, getattr(report, field) + grown)
        self._before = now


_COUNTED = {
    "entries": "rows",
    "new": "new",
    "changed": "changed",
    "same": "same",
    "outside_age": "outside",
    "elsewhere": "elsewhere",
    "older": "older",
    "doubled": "doubled",
    "differs": "differs",
    "facts_new": "facts",
    "facts_changed": "altered",
    "facts_withdrawn": "withdrawn",
    "protection_raised": "protected",
}
