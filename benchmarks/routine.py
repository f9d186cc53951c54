"""The contact routine: every case of a large municipality placed in it, and Min dag out of the store.

python -m benchmarks.routine          (one sample of the engine in a process of its own, as JSON)
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import attrs

from benchmarks.figures import Figure
from kaa_core.demo.municipality import Sizes, generate
from kaa_core.model.records import Enrolment, Youth
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.rules.routine import reigns, stand

ROOT: Final = Path(__file__).resolve().parents[1]
ENROLLED: Final = 6_000
AGE_GROUP: Final = 8_000
EACH: Final = (20, 60)
LIMIT: Final = 300.0
YOUTHS, TARGET_GROUP, WORKERS = 20_000, 1_500, 40
DAY_LIMIT: Final = 200.0
SEED: Final = 44
FEW: Final = 20
TODAY: Final = date(2026, 11, 22)
MS: Final = 1000


def measure(rounds: int) -> list[Figure]:
    """The engine in a process for each sample; Min dag on one open store, again and again."""
    command = [sys.executable, "-m", "benchmarks.routine"]
    found = []
    for _ in range(max(1, rounds // 4)):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        found.append(json.loads(done.stdout))
    return [
        Figure(
            name=f"{ENROLLED} enrolled youths placed in the routine: step, next, due, whose and why",
            samples=[one["judged"] for one in found],
            limit=LIMIT,
            note=f"{found[0]['records']} records; {found[0]['late']} later than the tolerance",
        ),
        Figure(
            name="The same, the work of the thread alone, whatever else the machine does",
            samples=[one["work"] for one in found],
        ),
        *_days(rounds),
    ]


def once() -> dict[str, float]:
    """Place everybody; milliseconds."""
    cases = _cases()
    routines = reigns([])
    for youth, records in cases[:FEW]:  # as after an unlocking: the code has run
        stand(youth, records, routines, TODAY)
    gc.collect()
    gc.freeze()
    began, worked = time.perf_counter(), time.thread_time()
    found = [stand(youth, records, routines, TODAY) for youth, records in cases]
    spent, work = time.perf_counter() - began, time.thread_time() - worked
    if len(found) != ENROLLED or any(one.next is None for one in found):
        raise AssertionError("not everybody has a next step")
    return {
        "judged": spent * MS,
        "work": work * MS,
        "records": sum(len(records) for _, records in cases),
        "late": sum(one.late for one in found),
    }


def _cases() -> list[tuple[Youth, list[Record]]]:
    held: defaultdict[UUID, list[Record]] = defaultdict(list)
    youths: dict[UUID, Youth] = {}
    sizes = Sizes(age_group=AGE_GROUP, target_group=ENROLLED, records_each=EACH)
    for batch in generate(SEED, TODAY, sizes, []):
        for record in (made.record for made in batch):
            scope = REGISTRY.of(record).scope(record)
            if isinstance(record, Youth):
                youths[record.id] = record
            elif scope is not None:
                held[scope].append(record)
    return [
        (youths[one], records)
        for one, records in held.items()
        if any(isinstance(record, Enrolment) and record.end is None for record in records)
    ][:ENROLLED]


# -- Min dag


def _days(rounds: int) -> list[Figure]:
    """A coordinator's computer with a middle municipality, and a caseload of her own."""
    from kaa_core.model.enums import Role  # noqa: PLC0415 - the engine's process needs none of it
    from tests.unit.app.desks import local_desktop  # noqa: PLC0415 - the same

    with tempfile.TemporaryDirectory(prefix="kaa-bench-") as folder:
        desk = local_desktop(Path(folder), role=Role.COORDINATOR)
        try:
            _fill(desk)
            session = desk.session
            gc.disable()  # the window collects by itself, on its own thread (gui/tidying.py)
            own = _sampled(session.day, rounds)
            whole = _sampled(lambda: session.day(whole_unit=True), rounds)
            count = _sampled(session.nav_counts, rounds)
            rows, all_rows = (len(session.day(whole_unit=one).tasks) for one in (False, True))
        finally:
            gc.enable()
            desk.close()
    return [
        Figure(
            name=f"Min dag with {YOUTHS} youths in the store",
            samples=own,
            limit=DAY_LIMIT,
            note=f"{rows} rows to do, of a coordinator with cases of her own",
        ),
        Figure(
            name="Min dag of the whole unit",
            samples=whole,
            limit=DAY_LIMIT,
            note=f"{all_rows} rows late or due this week, of {TARGET_GROUP} enrolled",
        ),
        Figure(name="The counts of the navigation", samples=count),
    ]


def _fill(desk: Any) -> None:
    from kaa_desktop.store.bulk import Act  # noqa: PLC0415 - the engine's process needs none of it

    first: Any = None
    sizes = Sizes(age_group=YOUTHS, target_group=TARGET_GROUP, workers=WORKERS, records_each=EACH)
    acts = []
    for batch in generate(SEED, TODAY, sizes, []):
        made = [one.record for one in batch]
        for at, record in enumerate(made):
            if isinstance(record, Enrolment):
                first = first or record.worker
                if record.worker == first:
                    made[at] = attrs.evolve(record, worker=desk.session.who.worker)
        acts.append(Act(tuple(made)))
    store = desk.store
    store.transact_many(iter(acts), progress=lambda _: None, stopped=lambda: False).result()
    store.lists_ready().result()


def _sampled(work: Callable[[], object], rounds: int) -> list[float]:
    work()
    found = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        found.append((time.perf_counter() - began) * MS)
    return found


if __name__ == "__main__":
    print(json.dumps(once()))
