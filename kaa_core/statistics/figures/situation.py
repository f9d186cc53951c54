"""What the youths do: 003 Diagram 1 and 2, and the activity of Kompassen (000 2.1.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from kaa_core.model.enums import ConversationKind, OccupationKind
from kaa_core.model.records import (
    Enrolment,
    HomeVisit,
    Measure,
    Occupation,
    PlanVersion,
    StudyPeriod,
)
from kaa_core.statistics import trace as packed
from kaa_core.statistics.day import Day
from kaa_core.statistics.figures.group import IDLE, JUDGED_BY, OUTREACH
from kaa_core.statistics.figures.reach import COUNT, SHARE, label
from kaa_core.statistics.trace import Trace
from kaa_core.statistics.values import (
    Column,
    Figure,
    Row,
    Section,
    Shape,
    Table,
    people,
    share,
    single,
)
from kaa_core.statistics.youth import (
    BEFORE,
    enrolment_on,
    in_measure,
    occupation,
)

RECENT_MONTHS: Final = 6
"""For so long a conversation is a measure in Skolinspektionen's sense, as for contact (003 s. 13)."""
_COACHING: Final = frozenset((int(ConversationKind.COACHING), int(ConversationKind.GUIDANCE)))

MEASURE, WITHOUT, UNKNOWN = "measure", "without", "unknown"
NEVER, TRIED, MET = "never", "tried", "met"
SITUATIONS: Final = (
    Column(key=MEASURE, label="Insats"),
    Column(key=WITHOUT, label="Utan insats"),
    Column(key=UNKNOWN, label="Okänd"),
)
ALL: Final = Column(key="all", label="Alla")


def coached(one: Trace, day: Day) -> bool:
    """Whether coaching or guidance was given in the last half-year."""
    since = day.months_before(RECENT_MONTHS)
    return any(
        event.what == packed.TALK
        and since < event.on <= day.on
        and (event.measure or event.outcome in _COACHING)
        for event in one.events
    )


def situation(one: Trace, day: Day) -> str:
    """Which of Diagram 1's three a youth is in: MEASURE, WITHOUT or UNKNOWN."""
    if in_measure(one, day.on) or coached(one, day):
        return MEASURE
    known = occupation(one, day.on) is not OccupationKind.UNKNOWN
    return WITHOUT if known else UNKNOWN


def tried_with(one: Trace, day: Day) -> str:
    """How far outreach has come: NEVER contacted, TRIED without success, MET. Since the enrolment, if any."""
    held = enrolment_on(one, day.on)
    since = held.start - BEFORE if held is not None else 0
    reach = [event.reach for event in one.events if since <= event.on <= day.on]
    if not reach:
        return NEVER
    return MET if any(each != packed.TRIED for each in reach) else TRIED


def _diagram_1(day: Day) -> Table:
    found: dict[str, list[bytes]] = {MEASURE: [], WITHOUT: [], UNKNOWN: []}
    split: dict[str, list[bytes]] = {NEVER: [], TRIED: [], MET: []}
    for one in day.population:
        where = situation(one, day)
        found[where].append(one.youth)
        if where == UNKNOWN:
            split[tried_with(one, day)].append(one.youth)
    whole = len(day.population)

    def row(key: str, name: str, who: list[bytes], *, part: bool = False) -> Row:
        return Row(key=key, label=name, cells=(people(who), share(who, whole)), part=part)

    return Table(
        columns=(COUNT, SHARE),
        rows=(
            row(MEASURE, "Insats", found[MEASURE]),
            row(UNKNOWN, "Okänd sysselsättning", found[UNKNOWN]),
            row(NEVER, "aldrig kontaktad", split[NEVER], part=True),
            row(TRIED, "kontaktad utan resultat", split[TRIED], part=True),
            row(MET, "nådd, men sysselsättningen är inte känd", split[MET], part=True),
            row(WITHOUT, "Utan insats", found[WITHOUT]),
            Row(
                key="all",
                label="Alla",
                cells=(
                    people(one.youth for one in day.population),
                    share((one.youth for one in day.population), whole),
                ),
                total=True,
            ),
        ),
    )


def by_situation(day: Day, groups: Iterable[tuple[str, str, list[Trace]]]) -> Table:
    """The three situations of each group, with all of them last."""
    rows = [_row(day, *group) for group in groups]
    rows.append(_row(day, "all", "Alla", day.population, total=True))
    return Table(
        columns=(*SITUATIONS, ALL),
        rows=tuple(rows),
        parts=(MEASURE, WITHOUT, UNKNOWN),
        sum_of="all",
    )


def _row(day: Day, key: str, name: str, members: list[Trace], *, total: bool = False) -> Row:
    found: dict[str, list[bytes]] = {MEASURE: [], WITHOUT: [], UNKNOWN: []}
    for one in members:
        found[situation(one, day)].append(one.youth)
    cells = [people(found[each.key]) for each in SITUATIONS]
    cells.append(people(one.youth for one in members))
    return Row(key=key, label=name, cells=tuple(cells), total=total)


def _by_age(day: Day) -> Table:
    ages: dict[int, list[Trace]] = {16: [], 17: [], 18: [], 19: []}
    for one in day.population:
        ages.setdefault(day.age(one), []).append(one)
    named = (
        (str(age), f"{age} år" if age >= 0 else "Okänd ålder", who)
        for age, who in sorted(ages.items())
    )
    return by_situation(day, named)


def _by_unit(day: Day) -> Table:
    units: defaultdict[bytes, list[Trace]] = defaultdict(list)
    for one in day.population:
        units[day.names.unit_of.get(day.worker_of(one), b"")].append(one)
    named = [
        (key.hex() or "none", day.names.units.get(key, "Ingen enhet"), who)
        for key, who in units.items()
    ]
    return by_situation(day, sorted(named, key=lambda one: (one[0] == "none", one[1], one[0])))


def _in_activity(day: Day) -> Table:
    who = [
        one.youth
        for one, _ in day.enrolled
        if in_measure(one, day.on) or occupation(one, day.on) not in IDLE
    ]
    return single("I aktivitet", share(who, len(day.enrolled)))


def _in_measure(day: Day) -> Table:
    who = [one.youth for one, _ in day.enrolled if in_measure(one, day.on)]
    return single("I insats", share(who, len(day.enrolled)))


def _with_plan(day: Day) -> Table:
    who = [one.youth for one, _ in day.enrolled if any(each <= day.on for each in one.plans)]
    return single("Har en fastställd plan", share(who, len(day.enrolled)))


def _what(day: Day) -> Table:
    found: defaultdict[OccupationKind, list[bytes]] = defaultdict(list)
    for one, _ in day.enrolled:
        found[occupation(one, day.on)].append(one.youth)
    rows = [
        Row(key=str(int(kind)), label=label(kind), cells=(people(who),))
        for kind, who in sorted(found.items())
    ]
    rows.append(
        Row(
            key="all",
            label="Alla",
            cells=(people(one.youth for one, _ in day.enrolled),),
            total=True,
        )
    )
    return Table(columns=(COUNT,), rows=tuple(rows))


_DIAGRAM_1_SAYS: Final = (
    "Ungdomar som omfattas eller är inskrivna på dagen, utan elever på introduktionsprogram, delade i tre. "
    "Insats: en insats pågår, eller ungdomen har fått coachande samtal eller vägledning de senaste sex "
    "månaderna. Okänd: varken insats eller känd sysselsättning. Utan insats: sysselsättningen är känd, även "
    "ingen sysselsättning, men ingen insats pågår."
)
SITUATION: Final = Figure(
    key="situation",
    name="Läget: insats, okänd eller utan insats",
    says=_DIAGRAM_1_SAYS
    + " Okända delas efter om kommunen har försökt nå dem. Skolinspektionens diagram 1.",
    section=Section.SITUATION,
    shape=Shape.BARS,
    sources=(*JUDGED_BY, Enrolment, Measure, *OUTREACH),
    count=_diagram_1,
    by_definition=True,
)
BY_AGE: Final = Figure(
    key="situation_by_age",
    name="Läget efter ålder",
    says=_DIAGRAM_1_SAYS + " Åldern är hela år på dagen.",
    section=Section.SITUATION,
    shape=Shape.STACKED,
    sources=SITUATION.sources,
    count=_by_age,
    by_definition=True,
)
BY_UNIT: Final = Figure(
    key="situation_by_unit",
    name="Läget efter enhet",
    says=_DIAGRAM_1_SAYS
    + " Enheten är handläggarens. Skolinspektionens diagram 2, för enheter i stället för kommuner.",
    section=Section.SITUATION,
    shape=Shape.STACKED,
    sources=SITUATION.sources,
    count=_by_unit,
    by_definition=True,
)
IN_ACTIVITY: Final = Figure(
    key="in_activity",
    name="Ungdomar i aktivitet",
    says=(
        "Inskrivna på dagen som har en insats som pågår, som studerar eller som har en känd sysselsättning."
    ),
    section=Section.SITUATION,
    shape=Shape.NUMBER,
    sources=(Enrolment, Measure, Occupation, StudyPeriod, HomeVisit),
    count=_in_activity,
)
IN_MEASURE: Final = Figure(
    key="in_measure",
    name="I insats",
    says="Inskrivna på dagen som har en insats som pågår, av alla inskrivna.",
    section=Section.SITUATION,
    shape=Shape.NUMBER,
    sources=(Enrolment, Measure),
    count=_in_measure,
)
WITH_PLAN: Final = Figure(
    key="with_plan",
    name="Har en fastställd plan",
    says="Inskrivna på dagen som har en plan som är fastställd, av alla inskrivna.",
    section=Section.SITUATION,
    shape=Shape.NUMBER,
    sources=(Enrolment, PlanVersion),
    count=_with_plan,
)
OCCUPATIONS: Final = Figure(
    key="occupations",
    name="Vad de inskrivna gör",
    says=(
        "Inskrivna på dagen efter vad de gör: studier som pågår, annars den sysselsättning som noterades "
        "senast och inte har slutat. Okänd är ett värde."
    ),
    section=Section.SITUATION,
    shape=Shape.BARS,
    sources=(Enrolment, Occupation, StudyPeriod, HomeVisit),
    count=_what,
)
FIGURES: Final = (SITUATION, BY_AGE, BY_UNIT, IN_ACTIVITY, IN_MEASURE, WITH_PLAN, OCCUPATIONS)
