"""Home visits, contacts by channel and outcome, and conversations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from kaa_core.model.enums import (
    CallOff,
    Channel,
    ContactOutcome,
    ConversationKind,
    VisitOutcome,
    VisitStatus,
)
from kaa_core.model.records import Contact, Conversation, Enrolment, HomeVisit
from kaa_core.statistics import trace as packed
from kaa_core.statistics.day import Day
from kaa_core.statistics.figures.group import OUTREACH
from kaa_core.statistics.figures.reach import label
from kaa_core.statistics.trace import Visit
from kaa_core.statistics.values import (
    Column,
    Figure,
    Row,
    Section,
    Shape,
    Table,
    Unit,
    events,
    share_of_events,
    single,
)


def _visits(day: Day) -> Table:
    found: defaultdict[str, list[bytes]] = defaultdict(list)
    for one in day.cases:
        for each in one.visits:
            for key in _places(each, day):
                found[key].append(one.youth)
    rows = [
        _events_row("planned", "Planerade", found["planned"]),
        _events_row("made", "Genomförda", found["made"]),
        *(
            _events_row(
                f"outcome.{int(each)}", each.label, found[f"outcome.{int(each)}"], part=True
            )
            for each in VisitOutcome
        ),
        _events_row("sheet", "informationsblad lämnades", found["sheet"], part=True),
        _events_row("unplanned", "inte planerade i förväg", found["unplanned"], part=True),
        _events_row("called_off", "Inställda", found["called_off"]),
        *(
            _events_row(f"why.{int(each)}", each.label, found[f"why.{int(each)}"], part=True)
            for each in CallOff
        ),
    ]
    if found["why.0"]:
        rows.append(_events_row("why.0", "skälet är inte valt", found["why.0"], part=True))
    rows.append(_events_row("waiting", "Planerade men inte gjorda", found["waiting"]))
    return Table(columns=(Column(key="count", label="Besök", unit=Unit.EVENTS),), rows=tuple(rows))


def _places(visit: Visit, day: Day) -> Iterator[str]:
    """The rows that a visit is counted in."""
    made = 0 < visit.made <= day.on
    if day.within(visit.planned):
        yield "planned"
        if visit.status == VisitStatus.CALLED_OFF:
            yield "called_off"
            yield f"why.{visit.why}"
        elif not made:
            yield "waiting"
    if day.within(visit.made):
        yield "made"
        yield f"outcome.{visit.outcome}"
        if visit.sheet:
            yield "sheet"
        if not visit.planned:
            yield "unplanned"


def _events_row(key: str, name: str, who: Sequence[bytes], *, part: bool = False) -> Row:
    return Row(key=key, label=name, cells=(events(who),), part=part)


def _visits_in_time(day: Day) -> Table:
    due: list[bytes] = []
    kept: list[bytes] = []
    for one in day.cases:
        for each in one.asked:
            made = 0 < each.made <= day.on
            if not day.within(each.due) or not (made or each.limit < day.on):
                continue
            if each.since > day.on:
                continue  # what happened after the day made it a visit that was asked for
            due.append(one.youth)
            if made and each.made <= each.limit:
                kept.append(one.youth)
    return single("Hembesök enligt rutinen", share_of_events(kept, due), Unit.SHARE)


_OUTCOMES: Final = tuple(
    Column(key=str(int(one)), label=label(one), unit=Unit.EVENTS) for one in ContactOutcome
)
_OF_VISIT: Final = {
    int(VisitOutcome.MET_YOUTH): int(ContactOutcome.REACHED),
    int(VisitOutcome.MET_ADULT): int(ContactOutcome.REACHED),
}


def _channels(day: Day) -> Table:
    found: defaultdict[tuple[int, int], list[bytes]] = defaultdict(list)
    for one in day.cases:
        for event in one.events:
            if event.what == packed.TALK or not day.within(event.on):
                continue
            outcome = event.outcome
            if event.what == packed.VISIT:
                outcome = _OF_VISIT.get(outcome, int(ContactOutcome.NOT_REACHED))
            found[event.channel, outcome].append(one.youth)
    rows = []
    for channel in Channel:
        own = [found[int(channel), int(each)] for each in ContactOutcome]
        every = [who for each in own for who in each]
        cells = (*(events(each) for each in own), events(every))
        rows.append(Row(key=str(int(channel)), label=label(channel), cells=cells))
    sums = [
        [who for channel in Channel for who in found[int(channel), int(each)]]
        for each in ContactOutcome
    ]
    every = [who for each in sums for who in each]
    cells = (*(events(each) for each in sums), events(every))
    rows.append(Row(key="all", label="Alla", cells=cells, total=True))
    return Table(
        columns=(*_OUTCOMES, Column(key="all", label="Alla", unit=Unit.EVENTS)),
        rows=tuple(rows),
        parts=tuple(one.key for one in _OUTCOMES),
        sum_of="all",
    )


def _talks(day: Day) -> Table:
    found: defaultdict[int, list[bytes]] = defaultdict(list)
    for one in day.cases:
        for event in one.events:
            if event.what == packed.TALK and day.within(event.on):
                found[event.outcome].append(one.youth)
    rows = [_events_row(str(int(each)), label(each), found[int(each)]) for each in ConversationKind]
    every = [who for each in ConversationKind for who in found[int(each)]]
    rows.append(Row(key="all", label="Alla", cells=(events(every),), total=True))
    return Table(columns=(Column(key="count", label="Samtal", unit=Unit.EVENTS),), rows=tuple(rows))


VISITS: Final = Figure(
    key="visits",
    name="Hembesök",
    says=(
        "Planerade: besök vars planerade dag ligger i perioden. Genomförda: besök som gjordes i perioden, "
        "efter vad som hände. Inställda: planerade i perioden och inställda, efter skäl. Planerade men inte "
        "gjorda: planerade i perioden, varken gjorda senast på dagen eller inställda."
    ),
    section=Section.REACH,
    shape=Shape.BARS,
    sources=(HomeVisit,),
    count=_visits,
    period=True,
)
VISITS_IN_TIME: Final = Figure(
    key="visits_in_time",
    name="Hembesök enligt rutinen",
    says=(
        "Hembesök som rutinen krävde under perioden och som antingen är gjorda eller vars tid med tolerans "
        "har gått ut. I tid är de som gjordes inom toleransen. Den som nåddes på annat sätt innan tiden "
        "gick ut behövde inget besök och räknas inte."
    ),
    section=Section.REACH,
    shape=Shape.NUMBER,
    sources=(Enrolment, *OUTREACH),
    count=_visits_in_time,
    period=True,
)
CHANNELS: Final = Figure(
    key="channels",
    name="Kontakter efter sätt och utfall",
    says=(
        "Kontakter och hembesök under perioden, efter hur och med vilket utfall. Ett hembesök räknas som "
        "nådd när ungdomen eller en vårdnadshavare träffades. Samtal redovisas för sig."
    ),
    section=Section.REACH,
    shape=Shape.STACKED,
    sources=(Contact, HomeVisit),
    count=_channels,
    period=True,
)
TALKS: Final = Figure(
    key="talks",
    name="Samtal efter slag",
    says="Samtal under perioden, efter slag.",
    section=Section.REACH,
    shape=Shape.BARS,
    sources=(Conversation,),
    count=_talks,
    period=True,
)
FIGURES: Final = (VISITS, VISITS_IN_TIME, CHANNELS, TALKS)
