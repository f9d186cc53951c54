"""Dates and times in the words that people read (design.md section 6). Light: the unlock screen uses it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from kaa_core.rules.calendar import MONTHS, MONTHS_LONG
from kaa_core.rules.wording import sentence_case as sentence_case  # noqa: PLC0414

if TYPE_CHECKING:
    from kaa_desktop.app.views_base import Chip

WEEKDAYS: Final = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
WEEKDAYS_SHORT: Final = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")
DONE_BY_ENTERING: Final = "Rutinens steg blir klart när du för in kontakten eller besöket."
"""The routine never ends by itself (domain.md section 4), nor by a tick that nothing documents."""
DONE_BY_DOING: Final = "Påminnelsen försvinner när det den gäller är gjort. Öppna ungdomen."
VISIT_BY_ENTERING: Final = "Ett hembesök blir klart när du för in det."
SCHOOL_YEAR_BEGINS: Final = 7
"""From July the heading names the school year that begins in August."""


def short(on: date, today: date | None = None) -> str:
    """As "24 nov", with the year when it is not this one."""
    text = f"{on.day} {MONTHS[on.month - 1]}"
    return text if today is None or on.year == today.year else f"{text} {on.year}"


def with_weekday(on: date, today: date | None = None) -> str:
    """As "ons 25 nov"."""
    return f"{WEEKDAYS_SHORT[on.weekday()]} {short(on, today)}"


def long_day(on: date) -> str:
    """As "Tisdag 24 november"."""
    return f"{WEEKDAYS[on.weekday()].capitalize()} {on.day} {MONTHS_LONG[on.month - 1]}"


def week_and_year(on: date) -> str:
    """As "Vecka 48 · Läsåret 2026/27"."""
    first = on.year if on.month >= SCHOOL_YEAR_BEGINS else on.year - 1
    return f"Vecka {on.isocalendar().week} · Läsåret {first}/{(first + 1) % 100:02d}"


def month(on: date) -> str:
    """As "November 2026"."""
    return f"{MONTHS_LONG[on.month - 1].capitalize()} {on.year}"


def clock_time(at: time | None) -> str:
    """As "13:20"; empty when there is none."""
    return "" if at is None else f"{at:%H:%M}"


def moment(local: datetime, today: date) -> str:
    """A moment in local time: "10:42" today, else "21 nov 10:42"."""
    if local.date() == today:
        return f"{local:%H:%M}"
    return f"{short(local.date(), today)} {local:%H:%M}"


def day_and_time(on: date, at: time | None, today: date) -> str:
    """As "24 nov 10:38"."""
    return f"{short(on, today)} {clock_time(at)}".rstrip()


def counted(number: int, one: str, many: str) -> str:
    """As "1 dag", "2 dagar"."""
    return f"{number} {one if number == 1 else many}"


def sunday(today: date) -> date:
    """The last day of this week."""
    return today + timedelta(days=6 - today.weekday())


def due_chip(due: date, at: time | None, today: date) -> Chip:
    """When something is to be done, as a chip."""
    from kaa_desktop.app.views_base import Chip, Tone  # noqa: PLC0415 - brings attrs, see the module

    if due < today:
        late = counted((today - due).days, "dag", "dagar")
        return Chip(f"{late} sen", "triangle-alert", Tone.DANGER)
    if due == today:
        return Chip(f"I dag {clock_time(at)}".rstrip(), "clock", Tone.WARN)
    if due <= sunday(today):
        return Chip(with_weekday(due), "calendar", Tone.NEUTRAL)
    return Chip(short(due, today), "calendar", Tone.NEUTRAL)
