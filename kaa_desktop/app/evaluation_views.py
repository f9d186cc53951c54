"""What the pages of the school year's evaluation show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import attrs

from kaa_core.model.ids import RecordId
from kaa_core.model.records import ImprovementArea, YearEvaluation
from kaa_core.statistics.answers import Answer
from kaa_core.statistics.charts.said import grouped
from kaa_core.statistics.evaluating import PARTS, Gap
from kaa_core.statistics.values import Cell, Column, Row, Table, Unit
from kaa_desktop.app.statistics_views import Given
from kaa_desktop.app.words import counted, short

WHOLE: Final = "Hela kommunen"


@attrs.frozen(kw_only=True, repr=False)
class Figures:
    """The year's answers beside last year's, by figure.

    `given`, `given_before`: what they came in, for the pages that open a figure and who is behind it.
    """

    now: Mapping[str, Answer]
    before: Mapping[str, Answer]
    given: Given
    given_before: Given
    remarks: tuple[str, ...] = ()


@attrs.frozen(kw_only=True, repr=False)
class EvaluationRow:
    """An evaluation in a list. `written`: how many of the parts."""

    id: RecordId
    held: YearEvaluation
    title: str
    unit: str
    written: int
    areas: int
    done: bool
    state: str


@attrs.frozen(kw_only=True, repr=False)
class EvaluationView:
    """One evaluation, whole. `frozen`: its figures, when it is finished."""

    row: EvaluationRow
    held: YearEvaluation
    areas: tuple[ImprovementArea, ...]
    former: tuple[ImprovementArea, ...]
    gaps: tuple[Gap, ...]
    frozen: Figures | None


def row_of(
    held: YearEvaluation, areas: Sequence[ImprovementArea], units: Mapping[RecordId, str]
) -> EvaluationRow:
    """As the list shows it."""
    written = sum(bool((getattr(held, part.field) or "").strip()) for part in PARTS)
    done = held.finished_on is not None
    said = f"{written} av {len(PARTS)} delar skrivna"
    return EvaluationRow(
        id=held.id,
        held=held,
        title=f"Läsåret {school_year_name(held.start)}",
        unit=WHOLE if held.unit is None else units.get(held.unit, "Borttagen enhet"),
        written=written,
        areas=len(areas),
        done=done,
        state=f"Klar {short(held.finished_on)} {held.finished_on.year}"
        if held.finished_on is not None
        else said,
    )


def school_year_name(start: date) -> str:
    """As "2026/27"."""
    return f"{start.year}/{(start.year + 1) % 100:02d}"


def area_state(area: ImprovementArea) -> str:
    """As "Klart 3 mars 2027", "Klart senast 1 dec 2026, samordnaren"."""
    if area.done_on is not None:
        return f"Klart {short(area.done_on)} {area.done_on.year}"
    by = f"Klart senast {short(area.by)} {area.by.year}" if area.by else "Ingen dag är satt"
    return ", ".join(filter(None, (by, area.owner)))


def areas_said(number: int) -> str:
    """As "2 förbättringsområden"."""
    return counted(number, "förbättringsområde", "förbättringsområden")


_OLD, _NEW = Column(key="before", label="Förra året"), Column(key="now", label="I år")


def table_of(figures: Figures, names: Mapping[str, str]) -> tuple[Table, list[Unit], list[str]]:
    """The figures as a table: a row each, this year and last; what each row counts; the change in words."""
    rows, units, changes = list[Row](), list[Unit](), list[str]()
    for key, name in names.items():
        now, old = figures.now.get(key), figures.before.get(key)
        if now is None:
            continue
        unit = now.table.columns[0].unit
        cells = (now.table.cell, NOT_KNOWN if old is None else old.table.cell)
        rows.append(Row(key=key, label=name, cells=cells))
        units.append(unit)
        changes.append(change(*cells, unit))
    return Table(columns=(_NEW, _OLD), rows=tuple(rows)), units, changes


NOT_KNOWN: Final = Cell(count=None)
"""Where last year's cannot be known."""


def change(now: Cell, old: Cell, unit: Unit) -> str:
    """As "+3", "−4 procentenheter", "oförändrat"; empty where one of them is not told."""
    share = unit is Unit.SHARE
    new, was = (now.percent, old.percent) if share else (now.count, old.count)
    if new is None or was is None:
        return ""
    if new == was:
        return "oförändrat"
    sign = "+" if new > was else "−"
    return f"{sign}{grouped(abs(new - was))}{' procentenheter' if share else ''}"
