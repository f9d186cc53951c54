"""The work itself: time, caseload and money."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from kaa_core.model.enums import Channel, ConversationKind
from kaa_core.model.records import (
    BudgetEntry,
    Contact,
    Conversation,
    Enrolment,
    FollowUp,
    HomeVisit,
    Measure,
    Worker,
)
from kaa_core.statistics import trace as packed
from kaa_core.statistics.day import Case, Day
from kaa_core.statistics.figures.reach import label
from kaa_core.statistics.values import (
    Cell,
    Column,
    Figure,
    Row,
    Section,
    Shape,
    Table,
    Unit,
    events,
    people,
    single,
    unknown,
)
from kaa_core.statistics.youth import first_reached, in_measure

_TYPES: Final = (
    *((f"channel.{int(one)}", label(one)) for one in Channel),
    *((f"talk.{int(one)}", label(one)) for one in ConversationKind),
    ("follow_up", "Uppföljning och utvärdering"),
)


def _minutes(day: Day) -> Table:
    found: defaultdict[str, list[tuple[bytes, int]]] = defaultdict(list)
    for one in day.cases:
        for event in one.events:
            if event.minutes > 0 and day.within(event.on):
                talk = event.what == packed.TALK
                key = f"talk.{event.outcome}" if talk else f"channel.{event.channel}"
                found[key].append((one.youth, event.minutes))
        for on, minutes in one.minutes:
            if day.within(on):
                found["follow_up"].append((one.youth, minutes))
    rows = [_minutes_row(key, name, found[key]) for key, name in _TYPES if found[key]]
    every = [each for key, _ in _TYPES for each in found[key]]
    rows.append(_minutes_row("all", "Alla", every, total=True))
    return Table(
        columns=(
            Column(key="minutes", label="Minuter", unit=Unit.MINUTES),
            Column(key="youths", label="Ungdomar"),
            Column(key="each", label="Minuter per ungdom", unit=Unit.MINUTES),
        ),
        rows=tuple(rows),
    )


def _minutes_row(key: str, name: str, of: list[tuple[bytes, int]], *, total: bool = False) -> Row:
    who = list(dict.fromkeys(youth for youth, _ in of))
    spent = sum(minutes for _, minutes in of)
    each = events(who, (2 * spent + len(who)) // (2 * len(who))) if who else unknown()
    return Row(key=key, label=name, cells=(events(who, spent), people(who), each), total=total)


def _caseload(day: Day) -> Table:
    groups: defaultdict[bytes, list[Case]] = defaultdict(list)
    for case in day.enrolled:
        groups[case[1].worker].append(case)

    def named(worker: bytes) -> str:
        return day.names.workers.get(worker, "Okänd handläggare" if worker else "Ingen handläggare")

    def row(key: bytes, of: list[Case]) -> Row:
        return Row(key=key.hex() or "none", label=named(key), cells=_load(of, day), opens=key)

    by_name = sorted(groups.items(), key=lambda it: (not it[0], named(it[0]), it[0]))
    rows = [row(key, of) for key, of in by_name]
    rows.append(Row(key="all", label="Alla", cells=_load(day.enrolled, day), total=True))
    return Table(
        columns=(
            Column(key="enrolled", label="Inskrivna"),
            Column(key="not_reached", label="Ej nådda"),
            Column(key="in_measure", label="I insats"),
        ),
        rows=tuple(rows),
    )


def _load(of: list[Case], day: Day) -> tuple[Cell, ...]:
    unmet = [one.youth for one, held in of if first_reached(one, held, day.on) is None]
    busy = [one.youth for one, _ in of if in_measure(one, day.on)]
    return people(one.youth for one, _ in of), people(unmet), people(busy)


def _budget(day: Day) -> Table:
    """The entry whose period the day lies in, else the latest that has begun; several units are summed."""
    begun = [one for one in day.budget if one.start <= day.on]
    current = [one for one in begun if day.on < one.until]
    chosen = current or [one for one in begun if one.start == max(each.start for each in begun)]
    if not chosen:
        remark = "Ingen budget är inlagd för perioden. En chef eller samordnare lägger in den."
        return single("Utfall av budget", unknown(), Unit.KRONOR, (remark,))
    budget = sum(one.budget for one in chosen)
    outcomes = [one.outcome for one in chosen if one.outcome is not None]
    outcome = sum(outcomes) if len(outcomes) == len(chosen) else None
    remarks = () if outcome is not None else ("Utfallet är inte inlagt.",)
    return single("Utfall av budget", Cell(count=outcome, whole=budget), Unit.KRONOR, remarks)


MINUTES: Final = Figure(
    key="minutes",
    name="Tid per ungdom",
    says=(
        "Minuter som har noterats på kontakter, hembesök (från kom fram till gick), samtal och uppföljningar "
        "under perioden, och hur det blir per ungdom som fick tid. Kontakter utan noterad tid räknas inte."
    ),
    section=Section.WORK,
    shape=Shape.BARS,
    sources=(Contact, HomeVisit, Conversation, FollowUp),
    count=_minutes,
    period=True,
)
CASELOAD: Final = Figure(
    key="caseload",
    name="Ärenden per handläggare",
    says="Inskrivna på dagen efter handläggare, och hur många av dem som är ej nådda och i insats.",
    section=Section.WORK,
    shape=Shape.BARS,
    sources=(Enrolment, Worker, Contact, HomeVisit, Conversation, Measure),
    count=_caseload,
)
BUDGET: Final = Figure(
    key="budget",
    name="Inom budgetram",
    says=(
        "Utfall av budget i kronor, som en chef eller samordnare har lagt in för perioden. Ingen annan "
        "uppgift i registret säger det."
    ),
    section=Section.WORK,
    shape=Shape.NUMBER,
    sources=(BudgetEntry,),
    count=_budget,
    lower_is_better=True,
)
FIGURES: Final = (CASELOAD, MINUTES, BUDGET)
