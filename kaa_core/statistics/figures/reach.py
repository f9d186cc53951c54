"""Contact and outreach: how soon, by what means, with what result, and when nobody tried."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Final

from kaa_core.model.enums import Choice
from kaa_core.model.records import Enrolment, LetterTemplate
from kaa_core.rules.wording import sentence_case
from kaa_core.statistics import trace as packed
from kaa_core.statistics.day import Case, Day
from kaa_core.statistics.figures.group import OUTREACH
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
    share,
    share_of_events,
    single,
    unknown,
)
from kaa_core.statistics.youth import during, first_reached

FOUR_WEEKS: Final = 28
"""Contact established within four weeks of enrolment (000 2.1.3; domain.md section 4)."""
FOLLOWED_UP_MONTHS: Final = 3
_DAYS: Final = (
    ("0", "0–7 dagar", 0, 7),
    ("8", "8–14 dagar", 8, 14),
    ("15", "15–28 dagar", 15, 28),
    ("29", "29–56 dagar", 29, 56),
    ("57", "Mer än 56 dagar", 57, 1 << 30),
)
COUNT: Final = Column(key="count", label="Antal")
SHARE: Final = Column(key="share", label="Andel", unit=Unit.SHARE)


def label(choice: Choice) -> str:
    """An enum's word at the beginning of a line."""
    return sentence_case(choice.label)


def middle(of: Sequence[tuple[bytes, int]]) -> Cell:
    """The median of so many numbers, each by the youth it is about, half up; unknown of none."""
    if not of:
        return unknown()
    return events([who for who, _ in of], int(median(number for _, number in of) + 0.5))


# --- time to contact -------------------------------------------------------------------------------


def judged(day: Day) -> list[tuple[Case, int | None, bool]]:
    """Enrolments opened in the period that are 28 days old or reached, with days until contact.

    None: not reached until the day. The flag: it was a guardian alone.
    """
    found = list[tuple[Case, int | None, bool]]()
    for one, held in day.opened:
        met = first_reached(one, held, day.on)
        if met is not None:
            found.append(((one, held), max(0, met.on - held.start), met.guardian))
        elif day.on - held.start >= FOUR_WEEKS:
            found.append(((one, held), None, False))
    return found


def _in_four_weeks(day: Day) -> Table:
    all_ = judged(day)
    part = [case[0].youth for case, days, _ in all_ if days is not None and days <= FOUR_WEEKS]
    cell = share_of_events(part, [case[0].youth for case, _, _ in all_])
    return single("Kontakt inom fyra veckor", cell, Unit.SHARE)


def _time_to_contact(day: Day) -> Table:
    all_ = judged(day)
    whole = [case[0].youth for case, _, _ in all_]
    rows = []
    for key, name, first, last in _DAYS:
        who = [
            case[0].youth for case, days, _ in all_ if days is not None and first <= days <= last
        ]
        rows.append(_counted(key, name, who, whole))
    rows.append(
        _counted(
            "never", "Ännu inte nådd", [c[0].youth for c, days, _ in all_ if days is None], whole
        )
    )
    rows.append(
        Row(
            key="all",
            label="Alla",
            cells=(events(whole), share_of_events(whole, whole)),
            total=True,
        )
    )
    # Of all, and of no row alone: whoever was reached stands in each of the first.
    by_guardian = [c[0].youth for c, days, guardian in all_ if days is not None and guardian]
    rows.append(
        Row(
            key="guardian",
            label="varav bara vårdnadshavare nåddes",
            cells=(events(by_guardian), share_of_events(by_guardian, whole)),
            part=True,
        )
    )
    taken = sorted(days for _, days, _ in all_ if days is not None)
    remarks = (f"Median: {_number(median(taken))} dagar till första kontakt.",) if taken else ()
    count = Column(key="count", label="Inskrivningar", unit=Unit.EVENTS)
    return Table(columns=(count, SHARE), rows=tuple(rows), remarks=remarks)


def _median_days(day: Day) -> Table:
    found = [(case[0].youth, days) for case, days, _ in judged(day) if days is not None]
    return single("Mediantid", middle(found), Unit.DAYS)


def _counted(key: str, name: str, who: Sequence[bytes], whole: Sequence[bytes]) -> Row:
    return Row(key=key, label=name, cells=(events(who), share_of_events(who, whole)))


def _number(value: float) -> str:
    return f"{value:g}".replace(".", ",")


# --- who is not contacted --------------------------------------------------------------------------


def _not_contacted(day: Day) -> Table:
    who = [
        one.youth
        for one, held in day.enrolled
        if not any(not each.incoming or each.reach for each in during(one, held, day.on))
    ]
    return single("Ej kontaktade", share(who, len(day.enrolled)))


def _not_offered(day: Day) -> Table:
    who = []
    for one, held in day.enrolled:
        made = list(during(one, held, day.on))
        offered = any(each.offered for each in made) or 0 < held.offered <= day.on
        if made and not offered:
            who.append(one.youth)
    return single("Kontaktade, ej erbjudna samtal", share(who, len(day.enrolled)))


def _followed_up(day: Day) -> Table:
    limit = day.months_before(FOLLOWED_UP_MONTHS)
    met: list[bytes] = []
    lately: list[bytes] = []
    for one, held in day.enrolled:
        reached = [e.on for e in during(one, held, day.on) if e.reach != packed.TRIED]
        if reached:
            met.append(one.youth)
            if max(reached) >= limit:
                lately.append(one.youth)
    return single("Nådda inom tre månader", share(lately, len(met)), Unit.SHARE)


_FOUR_WEEKS_SAYS: Final = (
    "Inskrivningar som öppnades under perioden och som är 28 dagar gamla eller redan har lett till kontakt. "
    "En kontakt upp till 30 dagar före inskrivningen räknas som dag 0. En vårdnadshavare som nås räknas så "
    "länge ungdomen är under 18 år."
)
IN_FOUR_WEEKS: Final = Figure(
    key="contact_in_four_weeks",
    name="Kontakt inom fyra veckor",
    says=f"Andel där kontakt nåddes inom 28 dagar. {_FOUR_WEEKS_SAYS}",
    section=Section.REACH,
    shape=Shape.NUMBER,
    sources=(Enrolment, *OUTREACH),
    count=_in_four_weeks,
    period=True,
)
TIME_TO_CONTACT: Final = Figure(
    key="time_to_contact",
    name="Tid till första kontakt",
    says=f"Dagar från inskrivning till första kontakt. {_FOUR_WEEKS_SAYS}",
    section=Section.REACH,
    shape=Shape.BARS,
    sources=(Enrolment, *OUTREACH),
    count=_time_to_contact,
    period=True,
)
MEDIAN_DAYS: Final = Figure(
    key="median_days",
    name="Mediantid till första kontakt",
    says=(
        "Dagar från inskrivning till första kontakt: hälften nåddes snabbare. Bara inskrivningar under "
        "perioden där kontakt har nåtts."
    ),
    section=Section.REACH,
    shape=Shape.NUMBER,
    sources=(Enrolment, *OUTREACH),
    count=_median_days,
    period=True,
    lower_is_better=True,
)
NOT_CONTACTED: Final = Figure(
    key="not_contacted",
    name="Ej kontaktade",
    says=(
        "Inskrivna på dagen som ingen har försökt nå sedan inskrivningen, och som inte har hört av sig. "
        'Kompassens indikator "ej kontaktats och erbjudits samtal" redovisas som två tal; det här är det '
        "första."
    ),
    section=Section.REACH,
    shape=Shape.NUMBER,
    sources=(Enrolment, *OUTREACH),
    count=_not_contacted,
    lower_is_better=True,
)
NOT_OFFERED: Final = Figure(
    key="not_offered",
    name="Kontaktade men ej erbjudna samtal",
    says=(
        "Inskrivna på dagen som har kontaktats sedan inskrivningen men där ingen kontakt är märkt med att "
        "samtal erbjöds, inget samtal har hållits och inget utskrivningssamtal har erbjudits."
    ),
    section=Section.REACH,
    shape=Shape.NUMBER,
    sources=(Enrolment, *OUTREACH, LetterTemplate),
    count=_not_offered,
    lower_is_better=True,
)
FOLLOWED_UP: Final = Figure(
    key="followed_up",
    name="Nådda inom tre månader",
    says="Inskrivna på dagen som har nåtts de senaste tre månaderna, av dem som har nåtts någon gång.",
    section=Section.REACH,
    shape=Shape.NUMBER,
    sources=(Enrolment, *OUTREACH),
    count=_followed_up,
)
FIGURES: Final = (
    IN_FOUR_WEEKS,
    MEDIAN_DAYS,
    TIME_TO_CONTACT,
    NOT_CONTACTED,
    NOT_OFFERED,
    FOLLOWED_UP,
)
