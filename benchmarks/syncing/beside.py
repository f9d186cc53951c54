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


def _figures(
    ours: Sequence[dict[str, Any]],
    theirs: Sequence[dict[str, Any]],
    plain: Sequence[dict[str, float]],
    records: int,
) -> list[Figure]:
    def rates(found: Sequence[dict[str, Any]], part: str) -> list[float]:
        return [records / one[part]["seconds"] for one in found]

    def microseconds(part: str, of: str) -> list[float]:
        return [one[part][of] / records * 1_000_000 for one in ours]

    figures = []
    for part, heading in (("up", "sent and acknowledged"), ("down", "received by a second device")):
        figures += [
            Figure(
                name=f"{records} new records of {LETTERS} bytes {heading}",
                samples=rates(ours, part),
                unit=RATE,
                least=FLOOR,
                judged="median",
                peer_name="Anki's ordinary synchronisation of as many notes",
                peer=rates(theirs, part),
            ),
            Figure(
                name=f"of which, for one record: the desktop's processor ({part})",
                samples=microseconds(part, "cpu"),
                unit="µs",
            ),
            Figure(
                name=f"and the server's with its PostgreSQL ({part})",
                samples=microseconds(part, "server_cpu"),
                unit="µs",
            ),
        ]
    figures += [
        Figure(
            name="sent, and the same rows handed back as a part of the log: the whole round",
            samples=rates(ours, "up_round"),
            unit=RATE,
        ),
        Figure(
            name="received, the digests compared and most of the index of words built: the whole round",
            samples=rates(ours, "down_round"),
            unit=RATE,
        ),
        Figure(
            name=f"{records} records saved one by one, each committed to the disk",
            samples=rates(ours, "save"),
            unit=RATE,
            peer_name="Anki: as many notes added one by one (synchronous=NORMAL, no index of words)",
            peer=rates(theirs, "save"),
        ),
        Figure(
            name="Anki's other way: the whole collection as one file, up",
            samples=rates(theirs, "whole_up"),
            unit=RATE,
        ),
        Figure(name="and down", samples=rates(theirs, "whole_down"), unit=RATE),
        Figure(
            name="The limit: as many rows into a plain SQLite file, one transaction",
            samples=[one["written"] for one in plain],
            unit=RATE,
        ),
        Figure(
            name="and that file copied by SQLite",
            samples=[one["copied"] for one in plain],
            unit=RATE,
        ),
    ]
    return figures
