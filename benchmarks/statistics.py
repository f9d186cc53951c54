"""Statistics out of the store: 60 000 in the age group, 6 000 with a case, 500 000 records.

python -m benchmarks.statistics          (makes a register of its own, kept in build/statistics)

Asked of `Session.statistics` as the window asks: waiting for nothing that is due, reading counted.
"""

from __future__ import annotations

import gc
import json
import random
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import attrs

from benchmarks import desk, judging, self_audit
from benchmarks.figures import Figure, seconds, tell, timed
from kaa_core.model.enums import (
    Belonging,
    Channel,
    ContactOutcome,
    Counterpart,
    CredentialKind,
    FactSource,
    Role,
    StudyEnd,
    StudyForm,
)
from kaa_core.model.facts import Credential, Residence, StudyPeriod
from kaa_core.model.ids import RecordId, WorkerId, YouthId, uuid7
from kaa_core.model.records import Contact, Conversation, Enrolment, Worker, Youth
from kaa_core.model.registry import Record
from kaa_core.rules.target_group.definitions import DEFINITIONS
from kaa_core.rules.target_group.held import held_from
from kaa_core.rules.target_group.judging import judge
from kaa_core.statistics.catalogue import FIGURES, TABELL_1
from kaa_desktop.app import opening
from kaa_desktop.app.clock import FixedClock
from kaa_desktop.app.replica import DEVICE_KEY
from kaa_desktop.app.session import Session
from kaa_desktop.app.statistics_views import Given, Question
from kaa_desktop.store.bulk import Act
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.slots import SlotFile
from kaa_desktop.store.store import SLOTS, Store

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDER: Final = ROOT / "build" / "statistics"
FACTS: Final = "statistics.json"
PASSPHRASE: Final = "blå lampa hela staden"
SEED: Final = 49
CASES: Final = 6_000
EXTRA: Final = 13
UNREACHED: Final = 0.16
WORKERS: Final = 100
TODAY: Final = judging.TODAY
DAY_LIMIT: Final = 500.0
YEAR_LIMIT: Final = 3.0
MONTHS: Final = 12
CHECKED: Final = 300
REST: Final = 0.3
WAIT: Final = 600.0


def measure(rounds: int) -> list[Figure]:
    """Tabell 1, every figure, and a year by month, asked again and again of one session."""
    facts = made()
    session, store = open_session()
    try:
        traced(store)  # a newer program than the one that filled it
        _check(session)
        gc.disable()  # as in the window, which collects by itself (gui/tidying.py)
        tabell_1 = _question(TABELL_1)
        asked = [_asked(lambda: session.statistics.ask(tabell_1)) for _ in range(rounds)]
        year = [_asked(lambda: session.statistics.months(tabell_1, MONTHS)) for _ in range(rounds)]
        every = [_asked(lambda: session.statistics.ask(_question(FIGURES))) for _ in range(2)]
    finally:
        gc.enable()
        session.close()
    return [*_figures(asked, year, every), _tracing(facts)]


def _figures(
    asked: Sequence[_Spent], year: Sequence[_Spent], every: Sequence[_Spent]
) -> Iterator[Figure]:
    yield Figure(
        name="Tabell 1 on a day, out of the store",
        samples=[one.whole * 1000 for one in asked],
        limit=DAY_LIMIT,
        note=f"{asked[0].said}; all {asked[0].traces} traces read and decoded each time",
    )
    yield Figure(
        name="Of that, the work of the thread alone, whatever else the machine does",
        samples=[one.work * 1000 for one in asked],
    )
    yield Figure(
        name="Tabell 1 month by month for a year",
        samples=[one.whole for one in year],
        unit="s",
        limit=YEAR_LIMIT,
        note="read once, counted twelve times; with progress, and can be broken off",
    )
    yield Figure(
        name=f"All {len(FIGURES)} figures of a day",
        samples=[one.whole for one in every],
        unit="s",
    )


def _tracing(facts: dict[str, Any]) -> Figure:
    return Figure(
        name=f"The traces of {judging.PERSONS} youths made anew behind the window",
        samples=[facts["traced"]],
        unit="s",
        note=f"{facts['records']} records, {facts['trace_mb']:.0f} MB of traces",
    )


@attrs.frozen
class _Spent:
    """Seconds by the clock and of the process's work; how many traces; and Tabell 1 in words."""

    whole: float
    work: float
    traces: int
    said: str


def _asked(ask: Callable[[], Any]) -> _Spent:
    time.sleep(REST)  # what was read before has been let go of, as when a person asks
    worked = time.process_time()
    whole, found = timed(lambda: ask().result(WAIT))
    worked = time.process_time() - worked
    given: Given = found[-1] if isinstance(found, list) else found
    keys = ("age_group", "target_group", "introductory", "dropouts", "not_reached")
    said = ", ".join(f"{key} {given.answers[key].table.cell.count}" for key in keys)
    return _Spent(whole, worked, judging.PERSONS, said)


def _question(figures: Sequence[Any]) -> Question:
    return Question(as_of=TODAY, figures=tuple(one.key for one in figures))


def _check(session: Session) -> None:
    """What is measured is right: of some persons the target group is judged from the records."""
    asked = session.statistics.ask(_question(TABELL_1)).result(WAIT)
    covered = set(asked.answers["target_group"].table.cell.youths)
    people = list(register())
    for records in random.Random(SEED).sample(people, CHECKED):
        held = held_from(records, judging.HOME)
        fresh = judge(held, TODAY, DEFINITIONS[-1]).belonging
        if (records[0].id.bytes in covered) is not (fresh is Belonging.COVERED):
            raise AssertionError("what is counted is not what judging gives")


# -- the register


def register() -> Iterator[list[Record]]:
    """Give each person's records: the register that is judged, where every tenth left and has a case."""
    dice = random.Random(SEED)
    those = [WorkerId(one.id) for one in workers()]
    cases = self_audit.register()
    for number, records in enumerate(judging.register()):
        if number % (judging.PERSONS // CASES):
            yield records
        else:
            yield [
                *_left(dice, records),
                *_case(dice, records[0], next(cases), dice.choice(those)),
            ]


def _left(dice: random.Random, records: list[Record]) -> Iterator[Record]:
    """A person who left her programme, never came back and has no document: she is covered."""
    studies = [one for one in records if isinstance(one, StudyPeriod)]
    yield from (one for one in records if isinstance(one, Youth | Residence))
    yield studies[0]
    start = studies[1].start
    assert start is not None  # judging.py gives it
    end = start + timedelta(days=dice.randint(20, min(500, (TODAY - start).days - 1)))
    form, how = StudyForm.NATIONAL_PROGRAMME, StudyEnd.BROKEN_OFF
    yield attrs.evolve(studies[1], form=form, end=end, end_kind=how)
    yield Credential(
        id=RecordId(uuid7(end.toordinal(), dice.randbytes(10))),
        youth=YouthId(records[0].id),
        source=FactSource.UHR,
        as_of=TODAY,
        kind=CredentialKind.NONE,
    )


def _case(
    dice: random.Random, youth: Record, case: list[Record], worker: WorkerId
) -> Iterator[Record]:
    """Somebody else's case as hers, with a worker and more contacts; one in six was never reached."""
    start, reached = TODAY, dice.random() > UNREACHED
    for one in case:
        if isinstance(one, Enrolment):
            start = one.start
            yield attrs.evolve(one, youth=YouthId(youth.id), worker=worker)
        elif isinstance(one, Contact) and not reached:
            outcome = ContactOutcome.NOT_REACHED
            yield attrs.evolve(one, youth=YouthId(youth.id), outcome=outcome)
        elif not isinstance(one, Youth) and (reached or not isinstance(one, Conversation)):
            yield attrs.evolve(one, youth=youth.id)  # type: ignore[call-arg]
    outcomes = (ContactOutcome.REACHED, ContactOutcome.NOT_REACHED)[not reached :]
    for _ in range(EXTRA):
        on = min(TODAY, start + timedelta(days=dice.randint(0, 400)))
        yield Contact(
            id=RecordId(uuid7(on.toordinal(), dice.randbytes(10))),
            youth=YouthId(youth.id),
            occurred_on=on,
            channel=dice.choice(tuple(Channel)),
            counterpart=Counterpart.YOUTH,
            outcome=dice.choice(outcomes),
            minutes=dice.randint(5, 45),
            entered_at=datetime(on.year, on.month, on.day, 12, tzinfo=UTC),
        )


def workers() -> list[Worker]:
    """Those who have the cases."""
    dice = random.Random(SEED)
    return [
        Worker(
            id=RecordId(uuid7(number, dice.randbytes(10))),
            name=f"Handläggare {number}",
            role=Role.CASEWORKER,
        )
        for number in range(WORKERS)
    ]


# -- the profile it lies in


def made() -> dict[str, Any]:
    """Make the register if it is not there: that takes some minutes."""
    if not (FOLDER / FACTS).exists():
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
        with DataKey.generate() as key:
            SlotFile(FOLDER / SLOTS, UUID(int=SEED)).create(key, PASSPHRASE)
            with Store.create(FOLDER, key, lambda: 0) as store:
                facts = _fill(store)
        (FOLDER / FACTS).write_text(json.dumps(facts), encoding="utf-8")
    held: dict[str, Any] = json.loads((FOLDER / FACTS).read_text(encoding="utf-8"))
    return held


def _fill(store: Store) -> dict[str, Any]:
    store.put_settings({DEVICE_KEY: bytes(32)}).result()
    store.put_incarnation(1).result()
    store.record(*workers()).result()
    records = 0

    def acts() -> Iterator[Act]:
        nonlocal records
        for person in register():
            records += len(person)
            yield Act(tuple(person))

    store.transact_many(acts(), progress=lambda _: None, stopped=lambda: False).result()
    store.lists_ready().result()
    seconds = traced(store)
    size = store.queries.read(
        lambda one: one.execute("SELECT sum(length(body)) FROM trace").fetchone()[0]
    )
    return {"records": records, "trace_mb": size / 1e6, "traced": seconds}


def traced(store: Store) -> float:
    """Judge everybody who waits for it and make the traces that do; what the latter takes, in seconds."""
    store.judge.begin(judging.HOME, TODAY).result()
    store.judge.done().result()
    return seconds(lambda: store.judge.traced().result())


def open_session() -> tuple[Session, Store]:
    """The profile unlocked: its session, and the store beneath it."""
    key = SlotFile(FOLDER / SLOTS, UUID(int=SEED)).unlock(PASSPHRASE)
    store = Store.open(FOLDER, key, lambda: 0)
    noon = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
    profile = desk.profile(FOLDER, SEED, judging.HOME)
    return opening.start(profile, store, FixedClock(noon), lambda: 0.5), store


if __name__ == "__main__":
    tell(measure(5))
