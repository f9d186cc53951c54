"""A computer with a register of 60 000, made without a server and kept: python -m benchmarks.large.

For what is measured on one computer alone. It is filled as a first download fills it, piece by piece in
the server's order, so what that takes (time, memory, until lists and search are ready) is measured with
it. Made once: build/large-… is used again. Notes get words of a made-up language at their end, as
common and as rare as words are: the demo's own sentences have a few hundred, and a search index is as
good as its vocabulary.
"""

from __future__ import annotations

import argparse
import bisect
import itertools
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import attrs
import msgspec

ROOT: Final = Path(__file__).resolve().parents[1]
PERSONS: Final = 60_000
TARGET_GROUP: Final = 6_000
RECORDS: Final = 500_000
WORKERS: Final = 150
EACH: Final = (45, 49)
"""Records of a case in the target group that make 500 000 of all."""

PASSPHRASE: Final = "blå lampa stora staden"
AS_OF: Final = date(2026, 11, 22)
SEED: Final = 26
EPOCH: Final = b"\x26" * 16
PIECE: Final = 1000
PIECES: Final = "pieces.msgpack"
FACTS: Final = "large.json"


@attrs.frozen
class Large:
    """A profile folder to open with `passphrase`, and what filling it took."""

    profile: Path
    passphrase: str
    facts: dict[str, Any]

    def copy(self, to: Path) -> Large:
        """The same to write in."""
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(self.profile, to)
        return attrs.evolve(self, profile=to)


def large(persons: int = PERSONS, target: int = TARGET_GROUP, records: int = RECORDS) -> Large:
    """The register, made if it is not there: that takes a few minutes."""
    folder = ROOT / "build" / f"large-{persons}-{target}-{records}"
    if not (folder / FACTS).exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        # A process for each, so that the memory of the second is that of the store.
        for step in ("--generate", "--fill"):
            sizes = [str(persons), str(target), str(records)]
            command = [sys.executable, "-m", "benchmarks.large", step, str(folder), *sizes]
            subprocess.run(command, cwd=ROOT, check=True)
        (folder / PIECES).unlink()
    facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    return Large(folder / "profile", PASSPHRASE, facts)


# -- what is in it


def generate(folder: Path, persons: int, target: int, records: int) -> None:
    """Write the pieces of the download, in the server's order: by kind and record."""
    from kaa_core.demo import municipality  # noqa: PLC0415 - one step needs it
    from kaa_core.model.registry import REGISTRY, FieldType  # noqa: PLC0415 - the same
    from kaa_core.sync.messages import SnapshotChunk, SnapshotRow  # noqa: PLC0415 - the same

    numbers = (ROOT / "resources/testdata/test_personnummer.txt").read_text().split()
    share = records / RECORDS * PERSONS / persons
    each = (round(EACH[0] * share), round(EACH[1] * share))
    sizes = municipality.Sizes(
        age_group=persons, target_group=target, workers=WORKERS, records_each=each
    )
    language = Language(SEED)
    rows: list[tuple[int, bytes, bytes]] = []
    for batch in municipality.generate(SEED, AS_OF, sizes, numbers):
        for made in batch:
            kind = REGISTRY.of(made.record)
            values = kind.to_wire(made.record)
            for field in kind.fields:
                if field.type is FieldType.PROSE and field.id in values:
                    values[field.id] = f"{values[field.id]} {language.sentence()}"
            scope = kind.scope(made.record)
            packed = msgspec.msgpack.encode(
                SnapshotRow(
                    kind.id,
                    made.record.id.bytes,
                    None if scope is None else scope.bytes,
                    values,
                    dict.fromkeys(values, len(rows) + 1),
                )
            )
            rows.append((kind.id, made.record.id.bytes, packed))
    rows.sort()
    with (folder / PIECES).open("wb") as stream:
        for start in range(0, len(rows), PIECE):
            piece = rows[start : start + PIECE]
            more = None if start + PIECE >= len(rows) else str(start + PIECE)
            made_rows = [msgspec.msgpack.decode(one, type=SnapshotRow) for _, _, one in piece]
            chunk = SnapshotChunk(EPOCH, len(rows), len(rows), made_rows, more)
            content = msgspec.msgpack.encode(chunk)
            stream.write(len(content).to_bytes(4, "big") + content)


class Language:
    """Made-up words, the n-th as common as 1/n."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._words = [self._word() for _ in range(40_000)]
        weights = (1 / (place + 5) for place in range(len(self._words)))
        self._sums = list(itertools.accumulate(weights))

    def _word(self) -> str:
        dice = self._dice
        parts = (
            dice.choice("bdfghjklmnprstv")
            + dice.choice("aeiouyåäö")
            + dice.choice(["", "", "n", "r", "st", "ck"])
            for _ in range(dice.choice([1, 2, 2, 3, 3, 4]))
        )
        return "".join(parts)

    def sentence(self) -> str:
        """Some words, with a capital and a full stop."""
        number = self._dice.randint(4, 24)
        return " ".join(self.word() for _ in range(number)).capitalize() + "."

    def word(self) -> str:
        """A word, the common ones more often."""
        return self._words[bisect.bisect(self._sums, self._dice.random() * self._sums[-1])]


# -- filling it


def fill(folder: Path) -> None:
    """Take the pieces in as a first download does; write what it took beside it."""
    from benchmarks import desk  # noqa: PLC0415 - one step needs it
    from kaa_core.model.enums import Role  # noqa: PLC0415 - the same
    from kaa_core.model.records import Worker  # noqa: PLC0415 - the same
    from kaa_desktop.app import profiles  # noqa: PLC0415 - the same
    from kaa_desktop.app.replica import DEVICE_KEY  # noqa: PLC0415 - the same
    from kaa_desktop.store.keys import DataKey  # noqa: PLC0415 - the same
    from kaa_desktop.store.slots import SlotFile  # noqa: PLC0415 - the same
    from kaa_desktop.store.store import SLOTS, Store  # noqa: PLC0415 - the same

    place = folder / "profile"
    place.mkdir()
    with DataKey.generate() as key:
        SlotFile(place / SLOTS, UUID(int=SEED)).create(key, PASSPHRASE)
        with Store.create(place, key, lambda: time.time_ns() // 1_000_000) as store:
            store.put_settings({DEVICE_KEY: os.urandom(32)}).result()
            store.put_incarnation(1).result()
            facts = _filled(store, folder / PIECES)
            own = min(store.queries.records(Worker), key=lambda one: one.id)
    profile = desk.profile(place, SEED)._replace(
        user_name=own.name, worker=own.id, role=int(Role.CASEWORKER)
    )
    profiles.write(profile)
    facts["file_mb"] = (place / "store.db").stat().st_size / 1e6
    (folder / FACTS).write_text(json.dumps(facts), encoding="utf-8")


def _filled(store: Any, pieces: Path) -> dict[str, Any]:
    """How far it had come after each step: seconds on the clock, of work, and most memory in MB."""
    began, records, steps = time.perf_counter(), 0, dict[str, list[float]]()

    def note(step: str) -> None:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        steps[step] = [time.perf_counter() - began, time.process_time(), peak]

    for chunk in _pieces(pieces):
        store.apply_snapshot(chunk).result()
        records += len(chunk.rows)
    note("data")
    store.lists_ready().result()
    note("lists")
    store.search_ready().result()
    note("search")
    return {"records": records, "steps": steps}


def _pieces(path: Path) -> Iterator[Any]:
    from kaa_core.sync.messages import SnapshotChunk  # noqa: PLC0415 - one step needs it

    with path.open("rb") as stream:
        while length := stream.read(4):
            content = stream.read(int.from_bytes(length, "big"))
            yield msgspec.msgpack.decode(content, type=SnapshotChunk)


def main() -> None:
    """Make the register, or one step of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.large")
    parser.add_argument("--generate", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--fill", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("sizes", type=int, nargs="*", help="personer, i målgruppen, poster")
    arguments = parser.parse_args()
    sizes = arguments.sizes or [PERSONS, TARGET_GROUP, RECORDS]
    if arguments.generate:
        generate(arguments.generate, *sizes)
    elif arguments.fill:
        fill(arguments.fill)
    else:
        made = large(*sizes)
        print(made.profile, json.dumps(made.facts))


if __name__ == "__main__":
    main()
