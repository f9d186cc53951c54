"""What the statistics are told with: periods, definitions, conditions, and where a number comes from."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import attrs

from kaa_core.model.enums import RegistrationReason
from kaa_core.model.registry import REGISTRY
from kaa_core.rules.calendar import MONTHS, MONTHS_LONG
from kaa_core.rules.target_group.definitions import in_force, named
from kaa_core.statistics.answers import Answer, Origin
from kaa_core.statistics.charts.said import beside, measured
from kaa_core.statistics.day import Filter, Outside, Sex, school_year
from kaa_core.statistics.values import Cell, Column, Figure, Row, Shape, Table, Unit
from kaa_desktop.app.statistics_views import Choices, Given, Question
from kaa_desktop.app.words import short

QUARTER_MONTHS: Final = 3
MOST_TOLD: Final = 3


class Period(enum.Enum):
    """From when what is of a period is counted; the value is the word in the drop-down."""

    SCHOOL_YEAR = "Läsåret"
    CALENDAR_YEAR = "Kalenderåret"
    QUARTER = "Kvartalet"
    OWN = "Egen dag"

    def start(self, as_of: date, own: date | None = None) -> date:
        """Its first day."""
        if self is Period.CALENDAR_YEAR:
            return date(as_of.year, 1, 1)
        if self is Period.QUARTER:
            return date(as_of.year, (as_of.month - 1) // QUARTER_MONTHS * QUARTER_MONTHS + 1, 1)
        return own if self is Period.OWN and own is not None else school_year(as_of)

    @classmethod
    def of(cls, start: date | None, as_of: date) -> Period:
        """Which of them begins on a day."""
        if start is None:
            return cls.SCHOOL_YEAR
        return next((one for one in tuple(cls)[:3] if one.start(as_of) == start), cls.OWN)


OUTSIDE: Final = {
    Outside.UNDER_3: "Under 3 månader",
    Outside.UNDER_6: "3 till 6 månader",
    Outside.UNDER_12: "6 till 12 månader",
    Outside.LONGER: "Minst ett år",
}
SEXES: Final = {Sex.WOMAN: "Kvinna", Sex.MAN: "Man"}
NOBODYS: Final = {"workers": "Ingen handläggare", "units": "Ingen enhet"}
PARTS: Final = {
    "units": "Enhet",
    "workers": "Handläggare",
    "schools": "Skola",
    "programmes": "Program",
    "ages": "Ålder",
    "sexes": "Kön",
    "reasons": "Orsak till inskrivning",
    "outside": "Tid utanför",
}
"""The conditions of a filter, and their menus."""
SOURCES: Final = {
    "youth": "ungdomar",
    "residence": "folkbokföring",
    "study_period": "studieperioder",
    "school_notice": "anmälningar från skolor",
    "credential": "betygsdokument",
    "occupation": "sysselsättning",
    "criterion_decision": "beslut om villkor",
    "enrolment": "inskrivningar",
    "contact": "kontakter",
    "home_visit": "hembesök",
    "conversation": "samtal",
    "measure": "insatser",
    "follow_up": "uppföljningar",
    "plan_version": "fastställda planer",
    "letter_template": "brevmallar",
    "worker": "handläggare",
    "budget_entry": "inlagd budget",
}
_REASONS: Final = {int(one): one for one in RegistrationReason}


def full_day(on: date) -> str:
    """As "24 november 2026"."""
    return f"{on.day} {MONTHS_LONG[on.month - 1]} {on.year}"


def period_words(question: Question) -> str:
    """As "Läsåret 2026/27, till och med 24 november 2026"."""
    as_of = question.as_of
    start = question.start or school_year(as_of)
    period = Period.of(question.start, as_of)
    if period is Period.SCHOOL_YEAR:
        said = f"Läsåret {start.year}/{(start.year + 1) % 100:02d}"
    elif period is Period.CALENDAR_YEAR:
        said = f"Året {start.year}"
    elif period is Period.QUARTER:
        said = f"Kvartal {(start.month - 1) // QUARTER_MONTHS + 1} {start.year}"
    else:
        said = f"Från {full_day(start)}"
    return f"{said}, till och med {full_day(as_of)}"


def when_words(figure: Figure, answer: Answer) -> str:
    """For which day or time a figure is: "24 nov 2026", or "1 aug 2026 till 24 nov 2026"."""
    day = f"{short(answer.as_of)} {answer.as_of.year}"
    return f"{short(answer.start)} {answer.start.year} till {day}" if figure.period else day


def definition_words(answer: Answer) -> str:
    """Which definition of the target group was used, and whether it was the law on the day."""
    used = named(answer.definition)
    if used == in_force(answer.as_of):
        return f"{used.name}. Den gällde på dagen."
    return f"{used.name}. Den gällde inte på dagen."


def warning_words(figure: Figure, answer: Answer) -> str:
    """What must be said where another definition than the law's of the day was used; else empty."""
    if not figure.by_definition or named(answer.definition) == in_force(answer.as_of):
        return ""
    return (
        f"Talet är räknat med en annan definition än den som gällde {full_day(answer.as_of)}. "
        "Det går inte att jämföra med tal som är räknade med den som gällde."
    )


def origin_words(answer: Answer, given: Given) -> str:
    """From what a number was counted."""
    if answer.origin is Origin.STORED:
        stored = answer.stored_at
        when = "" if stored is None else f" {full_day(stored.date())}"
        return (
            f"Lagrat tal, räknat{when} när alla som räknas fanns kvar i registret. Vilka de var är inte "
            "sparat."
        )
    if answer.origin is Origin.SERVER:
        return given.held
    return f"Räknat från registret på den här datorn. {given.held}"


def counted_words(found: Sequence[Given]) -> list[str]:
    """Under days side by side: by which definition of the target group, and from what they are counted."""
    by_name: dict[str, list[str]] = {}
    for given in found:
        for answer in list(given.answers.values())[:1]:
            name = named(answer.definition).name
            by_name.setdefault(name, []).append(full_day(answer.as_of))
    said = [
        f"Definition av målgruppen{'' if len(by_name) == 1 else ' ' + ' och '.join(days)}: {name}."
        for name, days in by_name.items()
    ]
    answers = [(answer, given) for given in found for answer in given.answers.values()]
    return [*said, *dict.fromkeys(origin_words(*each) for each in answers)]


def sources_words(figure: Figure) -> str:
    """Which records a figure follows from: "inskrivningar, kontakter"."""
    names = (REGISTRY.kind(one).name for one in figure.sources)
    return ", ".join(SOURCES.get(one, one) for one in names)


def behind_words(table: Table, row: str, column: str) -> str:
    """What a cell is about: "18 år, okänd"."""
    held = next(one for one in table.rows if one.key == row)
    told = next(one for one in table.columns if one.key == column)
    parts = [held.label] if len(table.rows) > 1 else []
    if len(table.columns) > 1:
        parts.append(told.label.lower() if parts else told.label)
    return ", ".join(parts)


def summary(figure: Figure, table: Table) -> tuple[str, str]:
    """A figure in a list: its number, and what stands beside it."""
    if not table.rows:
        return "–", "Inget att räkna i perioden"
    row, column = table.rows[0], table.columns[0]
    if figure.shape is Shape.NUMBER:
        return measured(row.cells[0], column.unit), beside(row.cells[0], column.unit)
    place = next((at for at, one in enumerate(table.columns) if one.key == table.sum_of), 0)
    column = table.columns[place]
    total = next((one for one in table.rows if one.total), None)
    if figure.shape is Shape.LINE:
        last = table.rows[-1]
        at = len(table.columns) - 1
        told = measured(last.cells[at], table.columns[at].unit)
        return told, f"{table.columns[at].label.lower()}, {last.label}"
    whole = "" if total is None else measured(total.cells[place], column.unit)
    return whole, _most_of(table, total)


def _most_of(table: Table, total: Row | None) -> str:
    """What a table tells most about: the parts of its sum, else its first rows."""
    if table.parts and total is not None:
        pairs = [
            (one.label, measured(cell, one.unit))
            for one, cell in zip(table.columns, total.cells, strict=True)
            if one.key in table.parts
        ]
    else:
        unit = table.columns[0].unit
        rows = (one for one in table.rows if not one.total and not one.part)
        pairs = [(one.label, measured(one.cells[0], unit)) for one in rows]
    told = ", ".join(f"{label} {text}" for label, text in pairs[:MOST_TOLD])
    more = len(pairs) - MOST_TOLD
    return f"{told} och {more} till" if more > 0 else told


def first_sentence(text: str) -> str:
    """How a figure is counted, in short: all of it stands on the figure's own page."""
    first, _, _ = text.replace("29 kap. ", "29 kap.\N{NO-BREAK SPACE}").partition(". ")
    return f"{first.rstrip('.')}."


def written(figure: Figure, table: Table) -> Table:
    """What a figure's table says in writing: a key figure with its whole and its share beside it."""
    cell, column = table.cell, table.columns[0]
    if figure.shape is not Shape.NUMBER or cell.whole is None or column.unit is Unit.KRONOR:
        return table
    whole = Cell(count=cell.whole, hidden=cell.hidden)
    count = Cell(count=cell.count, hidden=cell.hidden, youths=cell.youths)
    unit = Unit.PERSONS if column.unit is Unit.SHARE else column.unit
    return attrs.evolve(
        table,
        columns=(
            Column(key="count", label="Antal", unit=unit),
            Column(key="whole", label="Av", unit=unit),
            Column(key="share", label="Andel", unit=Unit.SHARE),
        ),
        rows=(attrs.evolve(table.rows[0], cells=(count, whole, cell)),),
    )


def head_of(figure: Figure) -> str:
    """What the rows of a figure's table are, over their names."""
    return {
        "situation": "Läge",
        "situation_by_age": "Ålder",
        "situation_by_unit": "Enhet",
        "occupations": "Gör",
        "time_to_contact": "Tid",
        "visits": "Besök",
        "channels": "Sätt",
        "talks": "Slag",
        "outreach_by_week": "Vecka",
        "routine_by_week": "Vecka",
        "measures": "Insats",
        "evaluation": "Insats",
        "followed_by": "Insats",
        "dropouts_by_form": "Utbildning",
        "dropouts_by_school": "Skola",
        "dropouts_by_programme": "Program",
        "caseload": "Handläggare",
        "minutes": "Tid på",
    }.get(figure.key, "")


def filter_words(only: Filter, choices: Choices | None) -> list[str]:
    """Each condition in words: "enhet Norr", "17 eller 18 år"."""
    told = []
    for part, title in PARTS.items():
        chosen = getattr(only, part)
        if chosen:
            names = sorted(name_of(part, one, choices) for one in chosen)
            told.append(f"{title.lower()} {' eller '.join(names)}")
    return told


def name_of(part: str, value: Any, choices: Choices | None) -> str:
    """What a choice of a filter is called."""
    if part in NOBODYS:
        names: Mapping[bytes, str] = getattr(choices, part, {})
        return names.get(value, NOBODYS[part] if not value else "okänd")
    if part == "ages":
        return f"{value} år"
    if part == "sexes":
        return SEXES[Sex(value)]
    if part == "outside":
        return OUTSIDE[value]
    return _reason(value) if part == "reasons" else str(value)


def _reason(value: int) -> str:
    text = _REASONS[value].label
    return text[:1].upper() + text[1:]


def month_name(on: date) -> str:
    """As "aug 2026"."""
    return f"{MONTHS[on.month - 1]} {on.year}"
