"""The self-audit out of the store: 6 000 cases in the auditors' four areas, on the thread beside.

python -m benchmarks.self_audit          (makes a register of its own)
"""

from __future__ import annotations

import gc
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import attrs

from benchmarks.figures import Figure, tell
from kaa_core.model.casework import Assessment, FollowUp, Goal, Measure, Plan
from kaa_core.model.enums import (
    Channel,
    ContactOutcome,
    ConversationKind,
    Counterpart,
    FollowUpKind,
    MeasureEnd,
    MeasureKind,
    RegistrationReason,
    Responsible,
    VisitOutcome,
    VisitStatus,
)
from kaa_core.model.identity import synthetic_number
from kaa_core.model.ids import RecordId, YouthId, uuid7
from kaa_core.model.records import Contact, Conversation, Enrolment, HomeVisit, JournalNote, Youth
from kaa_core.model.registry import Record
from kaa_core.rules.routine import DEFAULT
from kaa_core.rules.self_audit import audit, audit_by
from kaa_desktop.store import auditing
from kaa_desktop.store.auditing import AuditFilter
from kaa_desktop.store.bulk import Act
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.store import Store

CASES: Final = 6_000
SEED: Final = 6
TODAY: Final = date(2026, 11, 22)
LIMIT: Final = 2.0
CHECKED: Final = 200


def measure(rounds: int) -> list[Figure]:
    """A register in a folder that goes afterwards; each round reads and judges all of it."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.create(Path(folder), DataKey.generate(), lambda: 0)
        with store:
            people = list(register())
            acts = (Act(tuple(records)) for records in people)
            store.transact_many(acts, progress=lambda _: None, stopped=lambda: False).result()
            store.lists_ready().result()
            _check(store, people)
            gc.disable()  # the window collects by itself, on its own thread (gui/tidying.py)
            try:
                samples = [_once(store) for _ in range(rounds)]
            finally:
                gc.enable()
            return [
                Figure(
                    name=f"{CASES} cases audited out of the store",
                    samples=[one.whole for one in samples],
                    unit="s",
                    limit=LIMIT,
                    note=f"{sum(map(len, people))} records; beside the window, with progress",
                ),
                Figure(
                    name="Of that, the rules",
                    samples=[one.rules for one in samples],
                    unit="s",
                ),
                Figure(
                    name="The work of the thread alone, whatever else the machine does",
                    samples=[one.work for one in samples],
                    unit="s",
                ),
            ]


@attrs.frozen
class _Spent:
    """Seconds for all, for the rules alone, and of the thread's own work."""

    whole: float
    rules: float
    work: float


def _once(store: Store) -> _Spent:
    began, worked, rules, done = time.perf_counter(), time.thread_time(), 0.0, 0
    read = store.aside.read
    for part in auditing.portions(read(lambda one: auditing.cases_on(one, AuditFilter(), TODAY))):
        found = read(lambda one: auditing.read(one, part))  # noqa: B023 - asked at once
        since = time.perf_counter()
        done += len([audit_by(youth, held, (DEFAULT,), TODAY) for _, youth, held in found])
        rules += time.perf_counter() - since
    if done != CASES:
        raise AssertionError("not every case was read")
    return _Spent(time.perf_counter() - began, rules, time.thread_time() - worked)


def _check(store: Store, people: list[list[Record]]) -> None:
    """What is measured is right: some are judged by all their records and compared."""
    for records in random.Random(SEED).sample(people, CHECKED):
        youth = records[0]
        assert isinstance(youth, Youth)
        part = [youth.id.bytes]
        [(_, held, read)] = store.queries.read(lambda one: auditing.read(one, part))  # noqa: B023
        if audit_by(held, read, (DEFAULT,), TODAY) != audit(youth, records, [], TODAY):
            raise AssertionError("what is read is not what is judged")


# --- the register ----------------------------------------------------------------------------------


def register() -> Iterator[list[Record]]:
    """Give the records of each case: up to three years of contacts, plans, measures and notes."""
    dice = random.Random(SEED)
    for place in range(CASES):
        yield list(_case(dice, place))


def _case(dice: random.Random, place: int) -> Iterator[Record]:
    def base() -> dict[str, Any]:
        return {"id": RecordId(uuid7(place, dice.randbytes(10))), "youth": youth}

    def entered(day: date) -> dict[str, Any]:
        return {**base(), "entered_at": datetime(day.year, day.month, day.day, 12, tzinfo=UTC)}

    youth = YouthId(RecordId(uuid7(place, dice.randbytes(10))))
    yield Youth(
        id=youth,
        identity_number=synthetic_number(
            date(2007, 1, 10) + timedelta(days=place % 1000), 1 + place // 1000
        ),
        given_name="Demo",
        family_name="Prov",
    )
    start = TODAY - timedelta(days=dice.randint(20, 900))
    yield Enrolment(**base(), start=start, registration_reason=RegistrationReason.DROPPED_OUT)
    day = start + timedelta(days=dice.randint(3, 20))
    for nth in range(dice.randint(6, 16)):
        if day > TODAY:
            break
        outcome = dice.choice((ContactOutcome.REACHED, ContactOutcome.NOT_REACHED))
        channel = Channel.LETTER if nth == 0 else Channel.TELEPHONE
        yield Contact(
            **entered(day),
            occurred_on=day,
            channel=channel,
            counterpart=dice.choice((Counterpart.YOUTH, Counterpart.GUARDIAN)),
            outcome=ContactOutcome.SENT if nth == 0 else outcome,
            note="Vi talade om vad som händer till hösten och vad som är nästa steg.",
        )
        yield JournalNote(**entered(day), occurred_on=day, text="Ringde, ingen svarade.")
        day += timedelta(days=dice.randint(14, 60))
    yield HomeVisit(
        **entered(start),
        status=VisitStatus.DONE,
        visited_on=min(TODAY, start + timedelta(days=60)),
        outcome=VisitOutcome.NOBODY_HOME,
    )
    for _ in range(2):
        yield Conversation(
            **entered(start),
            kind=ConversationKind.COACHING,
            occurred_on=min(TODAY, start + timedelta(days=dice.randint(30, 300))),
            counterparts=(Counterpart.YOUTH,),
            summary="Vi talade om olika vägar.",
        )
    if dice.random() < 0.7:
        yield from _planned(dice, start, base, entered)


def _planned(dice: random.Random, start: date, base: Any, entered: Any) -> Iterator[Record]:
    begun = min(TODAY, start + timedelta(days=40))
    yield Assessment(
        **entered(begun), started_on=begun, conditions="Läser gärna.", needs="Tid.", wishes="Yrke."
    )
    plan = Plan(**base(), started_on=begun, follow_up_on=TODAY, evaluation_on=TODAY)
    goal = Goal(**base(), plan=plan.id, own_words="Börja på ett program.")
    yield from (plan, goal)
    for _ in range(dice.randint(1, 3)):
        first = begun + timedelta(days=dice.randint(0, 200))
        ended = dice.random() < 0.5
        measure = Measure(
            **base(),
            kind=dice.choice((MeasureKind.INTERNSHIP, MeasureKind.GUIDANCE)),
            goal=goal.id if dice.random() < 0.8 else None,
            plan=plan.id,
            responsible=dice.choice((*Responsible, None)),
            start=first,
            planned_end=first + timedelta(days=90),
            end=first + timedelta(days=60) if ended else None,
            end_reason=MeasureEnd.COMPLETED if ended else None,
        )
        yield measure
        if dice.random() < 0.6:
            yield FollowUp(
                **entered(first),
                kind=FollowUpKind.EVALUATION if ended else FollowUpKind.FOLLOW_UP,
                occurred_on=first + timedelta(days=65),
                measure=measure.id,
                result="Gick bra.",
            )


if __name__ == "__main__":
    tell(measure(5))
