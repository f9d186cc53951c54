"""The age group and the target group: 000 Tabell 1 and Tabell 4, and who is occupied."""

from __future__ import annotations

from typing import Final

from kaa_core.model.enums import Belonging, Criterion, OccupationKind
from kaa_core.model.records import (
    Contact,
    Conversation,
    Credential,
    CriterionDecision,
    Enrolment,
    HomeVisit,
    Occupation,
    Residence,
    SchoolNotice,
    StudyPeriod,
    Youth,
)
from kaa_core.statistics.day import WITHOUT_INTRODUCTORY, Day
from kaa_core.statistics.trace import Trace
from kaa_core.statistics.tracing import bit
from kaa_core.statistics.values import (
    Figure,
    Section,
    Shape,
    Table,
    Unit,
    people,
    share,
    single,
)
from kaa_core.statistics.youth import first_reached, occupation, span_on

JUDGED_BY: Final = (
    Youth,
    Residence,
    StudyPeriod,
    SchoolNotice,
    Credential,
    Occupation,
    CriterionDecision,
)
"""What the target group is judged by (rules/target_group)."""
OUTREACH: Final = (Contact, HomeVisit, Conversation)
_STUDIES: Final = int(Criterion.NOT_IN_UPPER_SECONDARY)
_COMPULSORY: Final = int(Criterion.COMPULSORY_DONE)
_NOT: Final = int(Belonging.NOT_COVERED)
IDLE: Final = frozenset((OccupationKind.UNKNOWN, OccupationKind.NONE))


def _who(found: list[Trace]) -> tuple[bytes, ...]:
    return tuple([one.youth for one in found])


def _age_group(day: Day) -> Table:
    return single("I åldersgruppen", people([one.youth for one, _ in day.age_group]))


def _age_group_by_year(day: Day) -> Table:
    return single("16–20 år", people(_who(day.by_year)))


def _target_group(day: Day) -> Table:
    remarks: tuple[str, ...] = ()
    if day.definition.introductory:
        remarks = ("Elever på introduktionsprogram räknas med i den här definitionen.",)
    return single("I målgruppen", people(_who(day.covered)), remarks=remarks)


def _unclear(day: Day) -> Table:
    return single("Oklart", people(_who(day.unclear)))


def _introductory(day: Day) -> Table:
    return single("Introduktionsprogram", people(_who(day.introductory)))


def _not_introductory(day: Day) -> Table:
    return single("Inte introduktionsprogram", people(_who(day.outside_school)))


def _enrolled(day: Day) -> Table:
    return single("Inskrivna", people(one.youth for one, _ in day.enrolled))


def _not_reached(day: Day) -> Table:
    who = [one.youth for one, held in day.enrolled if first_reached(one, held, day.on) is None]
    return single("Ej nådda", share(who, len(day.enrolled)))


def studies_on(one: Trace, on: int) -> bool:
    """Whether a youth goes to school on a day, upper secondary or still compulsory."""
    span = span_on(one, on, bit(WITHOUT_INTRODUCTORY))
    return span is not None and span.belonging == _NOT and span.criterion in (_STUDIES, _COMPULSORY)


def _occupied(day: Day) -> Table:
    group, on = day.age_group, day.on
    who = [one.youth for one, _ in group if studies_on(one, on) or occupation(one, on) not in IDLE]
    return single("Studerar eller är sysselsatta", share(who, len(group)), Unit.SHARE)


AGE_GROUP: Final = Figure(
    key="age_group",
    name="Ungdomar i åldersgruppen",
    says=(
        "Ungdomar som hör hemma i kommunen och som har fyllt 16 men inte 20 år på dagen. Den som har "
        "flyttat härifrån, utvandrat eller avlidit räknas inte."
    ),
    section=Section.GROUP,
    shape=Shape.NUMBER,
    sources=(Youth, Residence),
    count=_age_group,
)
AGE_GROUP_BY_YEAR: Final = Figure(
    key="age_group_by_year",
    name="Ungdomar 16–20 år efter kalenderår",
    says=(
        "Ungdomar som hör hemma i kommunen på dagen och som fyller 16, 17, 18, 19 eller 20 år under "
        "kalenderåret. Så räknade revisionens tabell 1 (16–20 år)."
    ),
    section=Section.GROUP,
    shape=Shape.NUMBER,
    sources=(Youth, Residence),
    count=_age_group_by_year,
)
TARGET_GROUP: Final = Figure(
    key="target_group",
    name="Ungdomar i målgruppen",
    says=(
        "Ungdomar som omfattas av aktivitetsansvaret på dagen: alla villkor i 29 kap. 9 § skollagen är "
        "uppfyllda enligt den definition som anges. Oklara räknas inte. Om ungdomen är inskriven spelar "
        "ingen roll."
    ),
    section=Section.GROUP,
    shape=Shape.NUMBER,
    sources=JUDGED_BY,
    count=_target_group,
    by_definition=True,
)
UNCLEAR: Final = Figure(
    key="unclear",
    name="Oklart om de tillhör målgruppen",
    says=(
        "Ungdomar där minst ett villkor inte går att bedöma på dagen och inget villkor är ouppfyllt. "
        "Någon behöver ta reda på vad som gäller."
    ),
    section=Section.GROUP,
    shape=Shape.NUMBER,
    sources=JUDGED_BY,
    count=_unclear,
    by_definition=True,
    lower_is_better=True,
)
ON_INTRODUCTORY: Final = Figure(
    key="introductory",
    name="Ungdomar på introduktionsprogram",
    says=(
        "Ungdomar som går på introduktionsprogram på dagen och som skulle ha prövats annars. Före den "
        "1 juli 2018 hörde de till målgruppen, därefter inte."
    ),
    section=Section.GROUP,
    shape=Shape.NUMBER,
    sources=JUDGED_BY,
    count=_introductory,
)
NOT_INTRODUCTORY: Final = Figure(
    key="not_introductory",
    name="Utanför gymnasieskolan, inte på introduktionsprogram",
    says=(
        "Ungdomar som omfattas eller är oklara på dagen och som inte går på introduktionsprogram, vilken "
        "definition som än väljs. Revisionens tabell 1 har både 100 och 106: målgruppen och det här talet."
    ),
    section=Section.GROUP,
    shape=Shape.NUMBER,
    sources=JUDGED_BY,
    count=_not_introductory,
)
ENROLLED: Final = Figure(
    key="enrolled",
    name="Ungdomar i verksamheten (inskrivna)",
    says=(
        "Ungdomar med en inskrivning som är öppen på dagen. Dagen för avskrivning är den första dagen "
        "utanför."
    ),
    section=Section.GROUP,
    shape=Shape.NUMBER,
    sources=(Enrolment,),
    count=_enrolled,
)
NOT_REACHED: Final = Figure(
    key="not_reached",
    name="Ej nådda",
    says=(
        "Inskrivna på dagen som aldrig har nåtts sedan inskrivningen. En kontakt upp till 30 dagar före "
        "inskrivningen räknas. En vårdnadshavare som nås räknas så länge ungdomen är under 18 år."
    ),
    section=Section.GROUP,
    shape=Shape.NUMBER,
    sources=(Enrolment, *OUTREACH),
    count=_not_reached,
    lower_is_better=True,
)
OCCUPIED: Final = Figure(
    key="occupied",
    name="Upp till 20 år som studerar eller är i annan sysselsättning",
    says=(
        "Av åldersgruppen: den som går i grundskolan, i gymnasieskolan eller på introduktionsprogram på "
        "dagen, eller läser något annat, eller har en känd sysselsättning. Okänd och ingen sysselsättning "
        "räknas inte."
    ),
    section=Section.GROUP,
    shape=Shape.NUMBER,
    sources=(*JUDGED_BY, Enrolment, HomeVisit),
    count=_occupied,
)
FIGURES: Final = (
    AGE_GROUP,
    TARGET_GROUP,
    ENROLLED,
    NOT_REACHED,
    ON_INTRODUCTORY,
    NOT_INTRODUCTORY,
    UNCLEAR,
    AGE_GROUP_BY_YEAR,
    OCCUPIED,
)
