"""What a computer does in a figure, in a process of its own: python -m benchmarks.syncing.scenes NAME.

Told on standard in as JSON what place.py says; what was measured comes as JSON on standard out.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.syncing.computer import CLOCK, Computer, amounts, enrol, opened, seconds_of
from benchmarks.syncing.processor import Meter
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import JournalNote, Youth
from kaa_desktop.app.clock import new_id
from kaa_desktop.store import bulk
from kaa_desktop.sync.state import SyncState

NUMBER = "200401012380"  # one of those reserved for tests
DAY = date(2026, 11, 20)
LETTERS = 200
WARM = 10
REST = 0.02
"""Seconds between, in which what follows of a change (lists, the pull of it) is over."""


def beside_anki(told: dict[str, Any]) -> dict[str, Any]:
    """New notes, each its own save; sent from one computer and received by another."""
    meter, count = Meter(tuple(told["server"])), told["records"]
    first, second = enrol(told, 0), enrol(told, 1)
    found: dict[str, Any] = {}
    with opened(first) as one:
        youth = new_youth(one.store)
        notes = [new_note(youth, place) for place in range(count)]
        with meter.taken() as found["save"]:
            for note in notes:
                one.store.record(note).result()
        found["up"], found["up_round"] = one.sending(meter)
        if one.store.waiting(1):
            raise SystemExit("not all was sent")
    with opened(second) as other:
        found["down"], found["down_round"] = other.receiving(meter, JournalNote, count)
        if not found["down"]:
            raise SystemExit("not all arrived")
    return found


def rounds(told: dict[str, Any]) -> dict[str, Any]:
    """One change after another, each acknowledged; then rounds without anything."""
    with opened(enrol(told, 0)) as one:
        return {"records": 0, **_rounds(one, told["rounds"])}


def _rounds(one: Computer, count: int) -> dict[str, list[float]]:
    youth = new_youth(one.store)
    notes = [new_note(youth, place) for place in range(count + WARM)]
    with one.synchronising() as engine:
        changes = []
        for note in notes:
            changes.append(engine.change(lambda note=note: one.store.record(note)))  # type: ignore[misc]
            time.sleep(REST)
        idle = []
        for _ in range(count + WARM):
            idle.append(engine.round())
            time.sleep(REST)
    return {"change": changes[WARM:], "idle": idle[WARM:]}


def download(told: dict[str, Any]) -> dict[str, Any]:
    """A first download; killed by its own hand when as much has come as `killed_at` says."""
    began, received = time.perf_counter(), [0.0]

    def progress(state: SyncState) -> None:
        if told.get("killed_at") and state.done >= told["killed_at"] * state.total > 0:
            os.kill(os.getpid(), signal.SIGKILL)
        if state.total and state.done >= state.total:
            received[0] = received[0] or seconds_of(began)

    folder = enrol(told, 0, progress)
    lists = seconds_of(began)
    with opened(folder) as one:
        one.store.search_ready().result()
        found = {"received": received[0], "lists": lists, "search": seconds_of(began)}
        return found | amounts(one) | {"profile": str(folder), "megabytes": _most_memory()}


def resume(told: dict[str, Any]) -> dict[str, Any]:
    """Go on with a download that was killed."""
    began = time.perf_counter()
    with opened(Path(told["profile"])) as one:
        one.round(Meter())
        return {"received": seconds_of(began)} | amounts(one)


def grown(told: dict[str, Any]) -> dict[str, Any]:
    """Two computers with the whole register: a burst from one to the other, then one at a time."""
    meter = Meter(tuple(told["server"]))
    began = time.perf_counter()
    first = enrol(told, 0)
    found: dict[str, Any] = {"download": seconds_of(began)}
    second = enrol(told, 1)
    with opened(first) as one:
        one.store.search_ready().result()
        youth = new_youth(one.store)
        notes = [new_note(youth, place) for place in range(told["burst"])]
        acts = [bulk.Act(created=(note,)) for note in notes]
        one.store.transact_many(acts, progress=lambda _: None, stopped=lambda: False).result()
        one.store.search_ready().result()
        found["up"], _ = one.sending(meter)
    with opened(second) as other:
        other.store.search_ready().result()
        there = amounts(other)["r_journal_note"]
        found["down"], _ = other.receiving(meter, JournalNote, there + told["burst"])
    with opened(first) as one:
        return found | _rounds(one, told["rounds"])


def _most_memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def new_youth(store: Any) -> YouthId:
    """A youth, saved."""
    youth = YouthId(RecordId(new_id(CLOCK)))
    made = Youth(id=youth, identity_number=NUMBER, given_name="Alva", family_name="Prov")
    store.record(made).result()
    return youth


def new_note(youth: YouthId, place: int) -> JournalNote:
    """A note of 200 bytes, no two alike."""
    text = f"{place:06} Ringde och fick svar. Berattade om hjalpen som finns. "
    filled = (text * (LETTERS // len(text) + 1))[:LETTERS]
    return JournalNote(id=RecordId(new_id(CLOCK)), youth=youth, occurred_on=DAY, text=filled)


SCENES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "beside_anki": beside_anki,
    "rounds": rounds,
    "download": download,
    "resume": resume,
    "grown": grown,
}


if __name__ == "__main__":
    print(json.dumps(SCENES[sys.argv[1]](json.loads(sys.stdin.read()))))
