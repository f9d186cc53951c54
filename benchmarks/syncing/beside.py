"""20 000 new records, each its own save, up and down to a second device: beside Anki, taken in turn."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure
from benchmarks.syncing import anki_beside, place
from benchmarks.syncing.scenes import LETTERS

RECORDS = 20_000
FLOOR = 8_000
RATE = "records/s"


def measure(rounds: int, records: int = RECORDS) -> list[Figure]:
    """Ours and Anki's round by round, so that what slows the machine slows both."""
    ours, theirs, plain = [], [], []
    with anki_beside.running(rounds) as anki, place.running() as there:
        for number in range(rounds):
            told = there.told(there.municipality(), 2, records=records)
            ours.append(place.play("beside_anki", told))
            theirs.append(anki.play(number, records))
            plain.append(copied(there.folder / "plain", records))
    return _figures(ours, theirs, plain, records)


def copied(folder: Path, records: int) -> dict[str, float]:
    """The limit: as many rows into a plain SQLite file in one transaction, and the file copied."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    one, other = folder / "one.db", folder / "other.db"
    made = sqlite3.connect(one)
    made.execute("CREATE TABLE note (id BLOB PRIMARY KEY, text TEXT)")
    rows = [(place.to_bytes(16, "big"), f"{place:0{LETTERS}}") for place in range(records)]
    began = time.perf_counter()
    with made:
        made.executemany("INSERT INTO note VALUES (?, ?)", rows)
    written = time.perf_counter()
    beside = sqlite3.connect(other)
    made.backup(beside)
    done = time.perf_counter()
    for each in (made, beside):
        each.close()
    return {"written": records / (written - began), "copied": records / (done - written)}


Found = Sequence[dict[str, Any]]


def _figures(ours: Found, theirs: Found, plain: Found, records: int) -> list[Figure]:
    up = f"{records} new records of {LETTERS} bytes sent and acknowledged"
    down = f"{records} new records of {LETTERS} bytes received by a second device"
    return [
        *_way(ours, theirs, "up", up, records),
        *_way(ours, theirs, "down", down, records),
        _rate(
            "sent, and the same rows handed back as a part of the log: the whole round",
            [records / one["up_round"]["seconds"] for one in ours],
        ),
        _rate(
            "received, the digests compared and most of the index of words built: the whole round",
            [records / one["down_round"]["seconds"] for one in ours],
        ),
        Figure(
            name=f"{records} records saved one by one, each committed to the disk",
            samples=_rates(ours, "save", records),
            unit=RATE,
            peer_name="Anki: as many notes added one by one (synchronous=NORMAL, no index of words)",
            peer=_rates(theirs, "save", records),
        ),
        _rate(
            "Anki's other way: the whole collection as one file, up",
            _rates(theirs, "whole_up", records),
        ),
        _rate("and down", _rates(theirs, "whole_down", records)),
        _rate(
            "The limit: as many rows into a plain SQLite file, one transaction",
            [one["written"] for one in plain],
        ),
        _rate("and that file copied by SQLite", [one["copied"] for one in plain]),
    ]


def _way(ours: Found, theirs: Found, part: str, name: str, records: int) -> list[Figure]:
    """One direction: the rate beside Anki's, and the processors' time for one record."""

    def microseconds(of: str) -> list[float]:
        return [one[part][of] / records * 1_000_000 for one in ours]

    return [
        Figure(
            name=name,
            samples=_rates(ours, part, records),
            unit=RATE,
            least=FLOOR,
            judged="median",
            peer_name="Anki's ordinary synchronisation of as many notes",
            peer=_rates(theirs, part, records),
        ),
        Figure(
            name=f"of which, for one record: the desktop's processor ({part})",
            samples=microseconds("cpu"),
            unit="µs",
        ),
        Figure(
            name=f"and the server's with its PostgreSQL ({part})",
            samples=microseconds("server_cpu"),
            unit="µs",
        ),
    ]


def _rates(found: Found, part: str, records: int) -> list[float]:
    return [records / one[part]["seconds"] for one in found]


def _rate(name: str, samples: Sequence[float]) -> Figure:
    return Figure(name=name, samples=samples, unit=RATE)
