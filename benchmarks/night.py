"""The night run: a city's pupils from a school administration's export, by `kaa-server import` as typed.

60 000 persons with 150 000 enrolments: everything for the first time, the same file again, the next day's
with one in fifty changed; and in another municipality killed with kill -9 three times before it is let
run to its end. Each run is a process of its own beside a running server, so its memory is its own.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import attrs

from benchmarks.figures import Figure
from benchmarks.syncing import place
from benchmarks.syncing.place import Place
from kaa_core.model.identity import synthetic_number
from kaa_server import postgres
from kaa_server.database import Database
from tests.journeys.world import ROOT

PERSONS = 60_000
FIRST_LIMIT = 300.0
CHANGED_LIMIT = 60.0
MEMORY_LIMIT = 500.0
ONE_IN = 50
"""Of so many persons one has something new the next day."""
KILLED_AT = (0.15, 0.4, 0.6)
"""How far into a first run, of the time that one took, it is killed."""
DAY = date(2026, 11, 20)
UNITS = [f"00000000-0000-4000-8000-{unit:012x}" for unit in range(1, 121)]


@attrs.frozen
class Ran:
    """One run as a process: seconds, megabytes at its most, and what it printed."""

    seconds: float
    megabytes: float
    status: int
    said: str


def measure(persons: int = PERSONS) -> list[Figure]:
    """Run it all on a server of its own."""
    with place.running() as there:
        first_day, next_day = _files(there.folder, persons)
        code = there.municipality()
        first = _import(there, code, first_day, DAY)
        again = _import(there, code, first_day, DAY)
        once = _register(there, code)
        changed = _import(there, code, next_day, DAY + timedelta(days=1))
        _expect(again, f"{_whole(persons)} rader sade inget nytt")
        _expect(changed, f"{_whole(len(range(0, persons, ONE_IN)))} ungdomar fick nya uppgifter")
        other = there.municipality()
        lost = [_killed(there, other, first_day, first.seconds * part) for part in KILLED_AT]
        rest = _import(there, other, first_day, DAY)
        if _register(there, other) != once:
            raise SystemExit("what was killed and run again is not as what was run once")
        return _figures(persons, first, again, changed, rest, len(lost))


def _figures(
    persons: int, first: Ran, again: Ran, changed: Ran, rest: Ran, kills: int
) -> list[Figure]:
    size = f"{_whole(persons)} persons, {_whole(_enrolments(persons))} enrolments"
    runs = {"first": first, "again": again, "changed": changed, "rest": rest}
    return [
        Figure(
            name=f"{size}: the first night, everything is new",
            samples=[first.seconds],
            unit="s",
            limit=FIRST_LIMIT,
        ),
        Figure(
            name=f"{size}: the same export once more, nothing is new",
            samples=[again.seconds],
            unit="s",
            limit=CHANGED_LIMIT,
        ),
        Figure(
            name=f"{size}: the next day's export, one person in {ONE_IN} has changed",
            samples=[changed.seconds],
            unit="s",
            limit=CHANGED_LIMIT,
        ),
        Figure(
            name=f"{size}: run to its end after {kills} times kill -9",
            samples=[rest.seconds],
            unit="s",
            limit=FIRST_LIMIT,
            note="after it the register is as in the municipality where nothing was killed: as many records "
            "of each kind, as many rows in the log, as many youths by outcome",
        ),
        Figure(
            name="Memory of the process at its most, over the runs",
            samples=[one.megabytes for one in runs.values()],
            unit="MB",
            limit=MEMORY_LIMIT,
            judged="p95",
        ),
    ]


# -- runs


def _command(there: Place, code: str, file: Path, day: date) -> list[str]:
    words = ["import", "--municipality", code, "--source", "ss12000", "--whole"]
    words += ["--file", str(file), "--as-of", day.isoformat()]
    return [sys.executable, "-m", "kaa_server", *words, "--data-dir", str(there.server.data_dir)]


def _import(there: Place, code: str, file: Path, day: date) -> Ran:
    log = there.folder / "import.txt"
    began = time.perf_counter()
    with log.open("wb") as out:
        process = subprocess.Popen(
            _command(there, code, file, day), cwd=ROOT, stdout=out, stderr=out
        )
        _, status, used = os.wait4(process.pid, 0)
    took = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    ran = Ran(took, used.ru_maxrss / 1024, process.returncode, log.read_text(encoding="utf-8"))
    if ran.status not in {0, 3}:
        raise SystemExit(ran.said)
    cpu = used.ru_utime + used.ru_stime
    print(
        f"   {file.name}: {ran.seconds:.1f} s ({cpu:.1f} s of its own), {ran.megabytes:.0f} MB",
        flush=True,
    )
    return ran


def _killed(there: Place, code: str, file: Path, after: float) -> int:
    process = subprocess.Popen(
        _command(there, code, file, DAY),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    return process.wait(60)


def _expect(ran: Ran, words: str) -> None:
    if words not in ran.said:
        raise SystemExit(f"expected {words}:\n{ran.said[:4000]}")


def _register(there: Place, code: str) -> tuple[str, list[Any], Any]:
    """How many there are by outcome, how many records of each kind, and how long the log is."""
    told = there.server.command("targets", "--municipality", code)
    with (
        postgres.running(there.server.data_dir, "command") as endpoints,
        Database(endpoints.app, max_size=1) as database,
        database.tenant(code) as connection,
    ):
        kinds = connection.execute("SELECT kind, count(*) FROM record GROUP BY kind ORDER BY kind")
        length = connection.execute("SELECT seq FROM municipality").fetchone()
        return told.partition("Omräknade")[0], kinds.fetchall(), length


# -- the export


def _files(folder: Path, persons: int) -> tuple[Path, Path]:
    first, later = folder / "elever-1.json", folder / "elever-2.json"
    for file, changed in ((first, 0), (later, ONE_IN)):
        with file.open("w", encoding="utf-8") as out:
            out.write('{"organisations": ')
            json.dump([_school(number) for number in range(len(UNITS))], out)
            out.write(', "persons": [')
            for number, one in enumerate(_persons(persons, changed)):
                out.write("," if number else "")
                json.dump(one, out, ensure_ascii=False)
            out.write("]}")
    return first, later


def _school(number: int) -> dict[str, Any]:
    return {
        "id": UNITS[number],
        "displayName": f"Mätskolan {number}",
        "schoolUnitCode": f"{10_000_000 + number}",
        "organisationType": "Skolenhet",
    }


def _persons(count: int, changed: int) -> Iterator[dict[str, Any]]:
    for place_ in range(count):
        born = date(2007, 1, 1) + timedelta(days=place_ % 1300)
        number = synthetic_number(born, 1 + place_ // 1300)
        periods = list(_periods(place_, born.year))
        if changed and place_ % changed == 0:
            periods[-1] |= {"endDate": "2026-11-20", "cancelled": True}
        yield {
            "id": f"00000000-0000-4000-9000-{place_:012x}",
            "meta": {"created": "2023-08-01T08:00:00Z", "modified": "2026-11-19T08:00:00Z"},
            "givenName": f"Åsa{place_}",
            "familyName": f"Öst{place_}",
            "eduPersonPrincipalNames": [f"as{place_}@exempel.se"],
            "civicNo": {"value": number, "nationality": "SWE"},
            "securityMarking": "Ingen",
            "personStatus": "Aktiv",
            "emails": [{"value": f"as{place_}@exempel.se", "type": "Skola elev"}],
            "addresses": [
                {
                    "type": "Folkbokföring",
                    "streetAddress": f"Storgatan {place_}",
                    "locality": "MÄTÅS",
                    "postalCode": "57131",
                }
            ],
            "enrolments": periods,
        }


def _periods(place_: int, year: int) -> Iterator[dict[str, Any]]:
    """Two or three: compulsory school, a programme, and for every other another that was left."""
    unit = UNITS[place_ % len(UNITS)]
    yield _period(unit, "GR", f"{year + 7}-08-16", f"{year + 16}-06-10", 9)
    if place_ % 2:
        yield _period(unit, "GY", f"{year + 16}-08-17", f"{year + 16}-11-02", 1) | {
            "cancelled": True,
            "educationCode": "NA",
        }
    yield _period(UNITS[place_ * 7 % len(UNITS)], "GY", f"{year + 16}-11-03", None, 1) | {
        "educationCode": "EE"
    }


def _period(unit: str, school_type: str, start: str, end: str | None, grade: int) -> dict[str, Any]:
    held = {
        "enroledAt": {"id": unit, "displayName": "Mätskolan"},
        "schoolType": school_type,
        "startDate": start,
        "schoolYear": grade,
        "cancelled": False,
    }
    return held | ({"endDate": end} if end else {})


def _enrolments(persons: int) -> int:
    return persons * 2 + persons // 2


def _whole(value: int) -> str:
    return f"{value:,}".replace(",", " ")
