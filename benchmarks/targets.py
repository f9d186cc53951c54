"""The target group out of the store: 60 000 persons judged when they come, and who is covered on any day.

python -m benchmarks.targets          (makes a register of its own, which takes some minutes)
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from benchmarks.figures import Figure, median, p95
from benchmarks.judging import HOME, PERSONS, SEED, TODAY, register
from kaa_core.model.enums import Belonging
from kaa_core.model.ids import YouthId
from kaa_core.rules.target_group.definitions import DEFINITIONS
from kaa_core.rules.target_group.held import held_from
from kaa_core.rules.target_group.judging import judge
from kaa_desktop.store import target_reading
from kaa_desktop.store.bulk import Act
from kaa_desktop.store.filters import CaseFilter, CaseOrder
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.store import Store
from kaa_desktop.store.target_reading import ProposalFilter, ProposalOrder

ANY_DAY_LIMIT: Final = 300.0
LIST_LIMIT: Final = 300.0
NOW_LIMIT: Final = 50.0
"""What the window's own thread may wait for the count of the navigation."""
ROUNDS: Final = 40
CHECKED: Final = 500


def measure(rounds: int = ROUNDS) -> list[Figure]:
    """Everything, in a folder that goes afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.create(Path(folder), DataKey.generate(), lambda: 0)
        with store:
            people = list(register())
            acts = (Act(tuple(records)) for records in people)
            store.transact_many(acts, progress=lambda _: None, stopped=lambda: False).result()
            store.lists_ready().result()
            seconds, _ = _timed(lambda: _judge(store))
            _check(store, people)
            return [
                Figure(
                    name=f"{PERSONS} persons judged in the background after an import",
                    samples=[seconds / 1000],
                    unit="s",
                    note="intervals by both definitions, proposals and differences, written",
                ),
                *_reads(store, rounds),
            ]


def _judge(store: Store) -> None:
    store.judge.begin(HOME, TODAY).result()
    store.judge.done().result()


def _check(store: Store, people: list[list[Any]]) -> None:
    """What is measured is right: some are judged afresh and compared."""
    dice = random.Random(SEED)
    day = _day(dice)
    covered = set(
        store.queries.read(lambda one: target_reading.belonging(one, day, DEFINITIONS[-1].key))
    )
    for records in dice.sample(people, CHECKED):
        fresh = judge(held_from(records, HOME), day, DEFINITIONS[-1]).belonging
        youth = YouthId(records[0].id)
        if (youth in covered) is not (fresh is Belonging.COVERED):
            raise AssertionError("what is kept is not what judging gives")


def _reads(store: Store, rounds: int) -> Iterator[Figure]:
    dice = random.Random(SEED)
    read = store.queries.read
    days = [_day(dice) for _ in range(rounds)]
    keys = [dice.choice(DEFINITIONS).key for _ in days]
    asked = list(zip(days, keys, strict=True))

    def timed(reading: Callable[[Any, date, str], object]) -> list[float]:
        return [_timed(lambda: read(lambda one: reading(one, *at)))[0] for at in asked]  # noqa: B023

    covered = len(read(lambda one: target_reading.belonging(one, TODAY, DEFINITIONS[-1].key)))
    yield Figure(
        name="Who is covered on any day, by either definition",
        samples=timed(target_reading.belonging),
        limit=ANY_DAY_LIMIT,
        note=f"the ids of all of them; {covered} today",
    )
    yield Figure(
        name="How many are covered, not covered and unclear on any day",
        samples=timed(target_reading.count),
        limit=ANY_DAY_LIMIT,
    )
    yield Figure(
        name="The list of what is proposed, sorted and grouped",
        samples=timed(
            lambda one, _, key: target_reading.order(
                one,
                ProposalFilter(),
                TODAY,
                key,
                ProposalOrder.SINCE,
                descending=False,
                grouped=True,
            )
        ),
        limit=LIST_LIMIT,
        note=f"{read(lambda one: target_reading.count_undecided(one, TODAY))} youths",
    )
    yield Figure(
        name="The count of the navigation",
        samples=timed(lambda one, _day, _key: target_reading.count_undecided(one, TODAY)),
        limit=NOW_LIMIT,
    )
    everyone = CaseFilter(statuses=())
    yield Figure(
        name=f"The list of all {PERSONS}, sorted by the target group",
        samples=[
            _timed(lambda: store.queries.case_order(everyone, CaseOrder.TARGET, on=TODAY))[0]
            for _ in range(rounds)
        ],
        peer_name="the same sorted by place",
        peer=[
            _timed(lambda: store.queries.case_order(everyone, CaseOrder.CITY))[0]
            for _ in range(rounds)
        ],
        note="on the lists' own thread: the window does not wait",
    )


def _day(dice: random.Random) -> date:
    return date(2022, 1, 1) + timedelta(days=dice.randrange(3000))


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds, and what came of it."""
    began = time.perf_counter()
    made = work()
    return (time.perf_counter() - began) * 1000, made


def main() -> None:
    """Print each figure beside its limit."""
    failed = False
    for one in measure():
        limit = "" if one.limit is None else f", gräns {one.limit:g}"
        late = one.limit is not None and p95(one.samples) > one.limit
        failed = failed or late
        told = f"median {median(one.samples):.1f}, 95 % {p95(one.samples):.1f} {one.unit}{limit}"
        print(f"{'FÖR LÅNGSAMT ' if late else ''}{one.name}: {told}. {one.note}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
