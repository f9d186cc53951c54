"""Statistics on the server: the register of benchmarks/statistics.py in PostgreSQL, Tabell 1 on any day.

python -m benchmarks.server_statistics    (makes a server of its own, kept in build/server-statistics)

Nothing is held between the questions: keys, traces and names are read each time, as by `kaa-server stats`.
"""

from __future__ import annotations

import contextlib
import gc
import json
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from benchmarks import judging
from benchmarks import statistics as desktop
from benchmarks.figures import Figure, seconds, tell
from kaa_core.model.enums import Channel, ContactOutcome, Counterpart, ErasureReason
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import BudgetEntry, Contact, Worker, Youth
from kaa_core.model.registry import Record
from kaa_core.statistics.catalogue import FIGURES, TABELL_1
from kaa_core.sync.erasing import Target
from kaa_server import forgetting, ingest, municipalities, postgres, schema, statistics, traces
from kaa_server.codec import Codec
from kaa_server.database import Database
from kaa_server.erasing import Decision
from kaa_server.importing import stored
from kaa_server.keyring import NAME, Keyring
from kaa_server.serve import COLLECTED
from kaa_server.statistics import Question

FOLDER: Final = desktop.ROOT / "build" / "server-statistics"
FACTS: Final = "made.json"
CODE: Final = judging.HOME
NOW: Final = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TODAY: Final = NOW.date()
DAY_LIMIT: Final = 1.0
ERASING_LIMIT: Final = 5.0
"""Seconds that whoever decides waits for, when the months already stand."""


def clock() -> datetime:
    """The night of the measure."""
    return NOW


def measure(rounds: int) -> list[Figure]:
    """Tabell 1, every figure, after a change, and an erasure before which the months must stand."""
    with _server() as database:
        facts = _made(database)
        gc.freeze()
        gc.set_threshold(*COLLECTED)
        traces.refresh(database, CODE)  # by this program's rules
        days = [TODAY - timedelta(days=37 * number) for number in range(rounds)]
        asked = [seconds(lambda: _ask(database, day)) for day in days]  # noqa: B023
        changed = [seconds(lambda: _after_a_change(database, place)) for place in range(3)]  # noqa: B023
        every = [seconds(lambda: _ask(database, TODAY, FIGURES)) for _ in range(3)]
        others = [seconds(lambda: _erase(database, place)) for place in (11, 12, 13)]  # noqa: B023
    return [*_figures(asked, changed, every), *_erasures(facts, others), _made_anew(facts)]


def _figures(asked: list[float], changed: list[float], every: list[float]) -> Iterator[Figure]:
    size = f"{judging.PERSONS} persons, {desktop.CASES} with a case"
    yield Figure(
        name=f"{size}: Tabell 1 on a day, counted by the server",
        samples=asked,
        unit="s",
        limit=DAY_LIMIT,
        note="whether anything is new is asked, and all traces are read, opened and decoded, each time",
    )
    yield Figure(
        name="The same when one case has changed since",
        samples=changed,
        unit="s",
        note="her trace is made anew, and her bundle is written",
    )
    yield Figure(name=f"All {len(FIGURES)} figures of a day", samples=every, unit="s")


def _erasures(facts: dict[str, Any], others: list[float]) -> Iterator[Figure]:
    yield Figure(
        name="The first erasure: every month's end of three years is counted with her, and stands",
        samples=[facts["first_erasure"]],
        unit="s",
        note="once for each month; a request is answered in portions of ten seconds",
    )
    yield Figure(
        name="An erasure after it",
        samples=others,
        unit="s",
        limit=ERASING_LIMIT,
        note="most of it is putting every key under another master key (docs/adr/027)",
    )


def _made_anew(facts: dict[str, Any]) -> Figure:
    return Figure(
        name="The traces of all made anew, by the night after a new version",
        samples=[facts["traced"]],
        unit="s",
        note=f"{facts['records']} records, {facts['bundles']} bundles of {facts['megabytes']:.0f} MB",
    )


def _ask(database: Database, day: date, figures: Any = TABELL_1) -> None:
    given = statistics.ask(database, CODE, Question(as_of=day, figures=tuple(figures)), TODAY)
    assert given.answers


def _after_a_change(database: Database, place: int) -> None:
    youth = _youth(database, place)
    entry = BudgetEntry(id=RecordId(uuid.uuid4()), start=TODAY, end=TODAY, budget=place)
    contact = Contact(
        id=RecordId(uuid.uuid4()),
        youth=YouthId(youth),
        occurred_on=TODAY,
        channel=Channel.TELEPHONE,
        counterpart=Counterpart.YOUTH,
        outcome=ContactOutcome.REACHED,
    )
    ingest.create_records(database, clock, CODE, [(entry, NOW), (contact, NOW)])
    _ask(database, TODAY)


def _youth(database: Database, place: int) -> RecordId:
    """One with a case: every tenth of the register."""
    with database.tenant(CODE) as connection:
        rows = connection.execute(
            "SELECT youth FROM case_sight WHERE municipality = %s AND count > 20 ORDER BY youth "
            "OFFSET %s LIMIT 1",
            [CODE, place],
        ).fetchall()
    return stored.record_id(rows[0][0].bytes)


def _erase(database: Database, place: int) -> None:
    youth = _youth(database, place)
    decision = Decision(uuid.uuid4(), int(ErasureReason.FORBIDDEN), "", None, NOW)
    forgetting.carry_out(database, CODE, Target(youth.bytes), decision)


# -- the server it lies in


@contextlib.contextmanager
def _server() -> Iterator[Database]:
    FOLDER.mkdir(parents=True, exist_ok=True)
    FOLDER.chmod(0o711)  # PostgreSQL's own account must reach its data
    data = FOLDER / "server"
    with postgres.running(data, "command") as endpoints:
        schema.prepare_embedded(endpoints)
        with Database(endpoints.app, Codec(Keyring(data / NAME)), max_size=2) as database:
            yield database


def _made(database: Database) -> dict[str, Any]:
    """Fill the server if it is not filled: that takes some minutes."""
    if not (FOLDER / FACTS).exists():
        (FOLDER / FACTS).write_text(json.dumps(_fill(database)), encoding="utf-8")
    held: dict[str, Any] = json.loads((FOLDER / FACTS).read_text(encoding="utf-8"))
    return held


def _fill(database: Database) -> dict[str, Any]:
    municipalities.add(database, clock, CODE, "Mätkommun", practice=True)
    count = 0

    def records() -> Iterator[tuple[Record, datetime]]:
        nonlocal count
        yield from ((one, NOW) for one in desktop.workers())
        for person in desktop.register():
            ordered = sorted(person, key=lambda one: not isinstance(one, Youth | Worker))
            count += len(ordered)
            yield from ((one, NOW) for one in ordered)

    done = ingest.create_records(database, clock, CODE, records())
    if done.refused:
        raise SystemExit(f"refused: {done.refused}")
    traced = seconds(lambda: traces.refresh(database, CODE))
    first = seconds(lambda: _erase(database, 0))
    with database.tenant(CODE) as connection:
        row = connection.execute(
            "SELECT count(*), sum(octet_length(body)) FROM trace_bundle WHERE municipality = %s",
            [CODE],
        ).fetchone()
    assert row is not None
    return {
        "records": count,
        "traced": traced,
        "first_erasure": first,
        "bundles": row[0],
        "megabytes": int(row[1]) / 1e6,
    }


if __name__ == "__main__":
    tell(measure(10))
