"""The night: what the schedule says is due, one source after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from kaa_core.imports.sources.facts import RemarkKind
from kaa_server import notices, side_by_side, storing, traces
from kaa_server.clock import Clock
from kaa_server.database import Database
from kaa_server.faults import OperatorError
from kaa_server.importing import runs, schedule, telling
from kaa_server.importing.report import without_numbers
from kaa_server.importing.running import Done, Order, Stopped, carry_out
from kaa_server.importing.schedule import Entry

SETTLED = 60
"""Seconds without a change after which a file is taken to be whole."""
NOTHING = "Inga nya filer i mappen."
GONE = "Mappen går inte att läsa. Ingenting är inläst. Kontrollera att den finns och får läsas."
KEPT = "Filen är inläst men går inte att ta bort. Ta bort den för hand: den innehåller personuppgifter."


def run(
    database: Database,
    clock: Clock,
    entries: Sequence[Entry],
    *,
    everything: bool = False,
    accepted: frozenset[RemarkKind] = frozenset(),
    say: Callable[[str], None],
) -> int:
    """Run what is due; how many of the sources failed. One that fails does not stop the others.

    `say`: gets each report, a line at a time.
    """
    failed = 0
    for entry in entries:
        now = clock().astimezone()
        try:
            if everything or schedule.is_due(entry, now, _last(database, entry)):
                say(f"{entry.title}:")
                _one(database, clock, entry, accepted, say)
        except OperatorError as error:
            failed += 1
            say(f"  {error}")
    for municipality in sorted({one.municipality for one in entries}):
        # Schools may have told before of somebody who has come in now, or too long ago.
        notices.deliver(database, clock, municipality)
        _follow_up(database, clock, municipality, say)
    return failed


def _follow_up(
    database: Database, clock: Clock, municipality: str, say: Callable[[str], None]
) -> None:
    """What figures are counted from is read while nobody waits; a month that has passed is stored."""
    traces.refresh(database, municipality)
    stored = storing.store(database, clock, municipality)
    shared = side_by_side.publish(database, clock, municipality)
    if stored:
        say(f"{municipality}: statistiken är lagrad för {storing.months(stored)}.")
    if shared:
        say(f"{municipality}: sammanställda tal är delade för {storing.months(shared)}.")


def _one(
    database: Database,
    clock: Clock,
    entry: Entry,
    accepted: frozenset[RemarkKind],
    say: Callable[[str], None],
) -> None:
    files: Sequence[Path] = ()
    if entry.folder is not None:
        files = _new_files(database, clock, entry, entry.folder)
        if not files:
            say(f"  {NOTHING}")
            return
    fault: OperatorError | None = None
    try:
        done = _carried_out(database, clock, entry, files, accepted)
    except Stopped as error:
        fault, done = error, error.done
    for line in telling.told(done.run, done.became):
        say(line)
    if entry.after == "delete":
        for file in files:
            if file.name in done.read and not _taken_away(file):
                say(f"  {without_numbers(file.name)}: {KEPT}")
    if fault is not None:
        raise fault


def _carried_out(
    database: Database,
    clock: Clock,
    entry: Entry,
    files: Sequence[Path],
    accepted: frozenset[RemarkKind],
) -> Done:
    if entry.folder is None:
        from kaa_server.importing import systems  # noqa: PLC0415 - a client that no server needs

        return systems.carry_out(database, clock, entry, accepted)
    order = Order(
        municipality=entry.municipality,
        source=entry.source,
        files=files,
        feed=entry.feed,
        whole=entry.whole,
        accepted=accepted,
    )
    return carry_out(database, clock, order)


def _taken_away(file: Path) -> bool:
    try:
        file.unlink()
    except OSError:
        return False
    return True


def _new_files(database: Database, clock: Clock, entry: Entry, folder: Path) -> list[Path]:
    """What has come since the source was last read to its end, the oldest first.

    A file that has been written to within the last minute may still be on its way.
    """
    with database.tenant(entry.municipality) as connection:
        last = runs.latest(connection, entry.municipality, entry.source, entry.named_feed)
    since = last.began.timestamp() if last is not None else 0.0
    until = clock().timestamp() - SETTLED
    found = []
    try:
        for file in folder.iterdir():
            told = file.stat()
            came = max(told.st_mtime, told.st_ctime)
            if file.is_file() and not file.name.startswith(".") and since <= came <= until:
                found.append((told.st_mtime, file))
    except OSError:
        raise OperatorError(GONE) from None
    return [file for _, file in sorted(found)]


def _last(database: Database, entry: Entry) -> datetime | None:
    """When the source was last tried, whether or not it could be read; cut short is not tried."""
    with database.tenant(entry.municipality) as connection:
        last = runs.latest(
            connection, entry.municipality, entry.source, entry.named_feed, also_stopped=True
        )
    return last.ended if last is not None else None
