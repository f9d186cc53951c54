"""Runs of imports: one at a time in a municipality, each with its report."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

import attrs
import msgspec
import psycopg

from kaa_core.model.enums import Belonging
from kaa_server.clock import Clock, new_id
from kaa_server.database import Connection, Database
from kaa_server.faults import OperatorError
from kaa_server.importing.report import Report

KEPT_FOR: Final = timedelta(days=400)
_LOCK: Final = 0x4B4141  # one number of our own among the database's advisory locks
_COLUMNS: Final = "run, source, feed, as_of, began, touched, ended, body"
_BUSY: Final = (
    "En inläsning pågår redan i kommunen {}. Ingenting är gjort. Vänta tills den är klar och försök "
    "igen."
)
PARTLY: Final = "Allt kunde inte läsas in."
STOPPED: Final = "Inläsningen avbröts innan den var klar. Det som hann läsas in finns kvar."
_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(Report).decode


@attrs.frozen(slots=True)
class Run:
    """One run. `touched`: when something of it was last written; `ended`: None while it goes on."""

    id: uuid.UUID
    source: str
    feed: str
    as_of: date
    began: datetime
    touched: datetime
    ended: datetime | None
    report: Report


@attrs.frozen(slots=True)
class Became:
    """For how many a run found another answer, by what it was and what it is."""

    newly_in: int = 0
    newly_out: int = 0
    unclear: int = 0

    @property
    def any(self) -> bool:
        """Whether it was anybody."""
        return bool(self.newly_in or self.newly_out or self.unclear)


@contextlib.contextmanager
def alone(database: Database, municipality: str) -> Iterator[None]:
    """Nobody else imports into the municipality meanwhile; the database lets go if we are killed.

    Raises:
        OperatorError: when somebody does.
    """
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        row = connection.execute(
            "SELECT pg_try_advisory_lock(%s, %s)", [_LOCK, int(municipality)]
        ).fetchone()
        if row != (True,):
            raise OperatorError(_BUSY.format(municipality))
        yield


def begin(
    database: Database, clock: Clock, municipality: str, source: str, feed: str, as_of: date
) -> Run:
    """Note that a run has begun. Of one that was cut short the changes not yet told go with it."""
    now = clock()
    run = Run(new_id(clock), source, feed, as_of, now, now, None, Report())
    with database.tenant(municipality) as connection:
        _let_go(connection, municipality, now - KEPT_FOR)
        cut_short = _read(connection, municipality, "ended IS NULL")
        connection.execute(
            f"INSERT INTO import_run (municipality, {_COLUMNS}) "  # noqa: S608 - constants
            "VALUES (%s, %s, %s, %s, %s, %s, %s, NULL, %s)",
            [municipality, run.id, source, feed, as_of, now, now, _pack(run.report)],
        )
        for one in cut_short:
            one.report.stopped = STOPPED
            _end(connection, municipality, attrs.evolve(one, ended=one.touched))
            _take_over(connection, municipality, one.id, run.id)
    return run


def save(connection: Connection, clock: Clock, municipality: str, run: Run) -> None:
    """Keep how far it has come, in the transaction that carries it there."""
    connection.execute(
        "UPDATE import_run SET touched = %s, body = %s WHERE municipality = %s AND run = %s",
        [clock(), _pack(run.report), municipality, run.id],
    )


def end(database: Database, clock: Clock, municipality: str, run: Run) -> Run:
    """Note that it is done."""
    done = attrs.evolve(run, ended=clock())
    with database.tenant(municipality) as connection:
        _end(connection, municipality, done)
    return done


def latest(
    connection: Connection,
    municipality: str,
    source: str,
    feed: str,
    *,
    also_stopped: bool = False,
) -> Run | None:
    """The last run of a feed that was read to its end; those that only tried do not count.

    `also_stopped`: or that said why it could not be.
    """
    found = _read(
        connection,
        municipality,
        "source = %(source)s AND feed = %(feed)s AND ended IS NOT NULL ORDER BY run DESC LIMIT 50",
        source=source,
        feed=feed,
    )
    for run in found:
        stopped = run.report.stopped
        if not run.report.dry and (not stopped or (also_stopped and stopped != STOPPED)):
            return run
    return None


def listed(connection: Connection, municipality: str, most: int) -> list[Run]:
    """The latest runs, the newest first."""
    return _read(connection, municipality, "true ORDER BY run DESC LIMIT %(most)s", most=most)


def became(connection: Connection, municipality: str, run: uuid.UUID) -> Became:
    """What changed in the target group with a run."""
    rows = connection.execute(
        "SELECT after, count(*) FROM import_change WHERE municipality = %s AND run = %s "
        "AND before IS DISTINCT FROM after AND (before IS NOT NULL OR after <> %s) GROUP BY after",
        [municipality, run, int(Belonging.NOT_COVERED)],
    ).fetchall()
    counts: dict[int, int] = dict(rows)
    covered, unclear = int(Belonging.COVERED), int(Belonging.UNCLEAR)
    out = sum(count for after, count in counts.items() if after not in (covered, unclear))
    return Became(counts.get(covered, 0), out, counts.get(unclear, 0))


def changes(
    connection: Connection, municipality: str, run: uuid.UUID
) -> list[tuple[uuid.UUID, int | None, int]]:
    """For whom, by id: what the answer was, and what it is (0: no answer any more)."""
    return connection.execute(
        "SELECT youth, before, after FROM import_change WHERE municipality = %s AND run = %s "
        "AND before IS DISTINCT FROM after ORDER BY youth",
        [municipality, run],
    ).fetchall()


def _end(connection: Connection, municipality: str, run: Run) -> None:
    connection.execute(
        "UPDATE import_run SET as_of = %s, ended = %s, touched = %s, body = %s "
        "WHERE municipality = %s AND run = %s",
        [run.as_of, run.ended, run.ended, _pack(run.report), municipality, run.id],
    )


def _let_go(connection: Connection, municipality: str, before: datetime) -> None:
    """Reports are kept for as long as somebody may ask, and no longer."""
    for table in ("import_change", "import_run"):
        connection.execute(
            f"DELETE FROM {table} WHERE municipality = %(m)s AND run IN (SELECT run FROM import_run "  # noqa: S608
            "WHERE municipality = %(m)s AND ended < %(before)s)",
            {"m": municipality, "before": before},
        )


def _take_over(connection: Connection, municipality: str, old: uuid.UUID, new: uuid.UUID) -> None:
    connection.execute(
        "INSERT INTO import_change (municipality, run, youth, before, after) "
        "SELECT municipality, %(new)s, youth, before, after FROM import_change "
        "WHERE municipality = %(m)s AND run = %(old)s ON CONFLICT DO NOTHING",
        {"m": municipality, "old": old, "new": new},
    )
    connection.execute(
        "DELETE FROM import_change WHERE municipality = %s AND run = %s", [municipality, old]
    )


def _read(connection: Connection, municipality: str, where: str, **more: Any) -> list[Run]:
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM import_run WHERE municipality = %(m)s AND {where}".encode(),  # noqa: S608
        {"m": municipality, **more},
    )
    return [Run(*(*row[:-1], _unpack(row[-1]))) for row in rows]
