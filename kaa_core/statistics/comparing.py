"""Days side by side, with how much each figure has changed, and what must be said before anybody compares.

000 Tabell 4 is such a table: its first row compares two definitions of the target group, and one of its
percentages is wrong in print (-31 where the numbers say -38.9). Here the definitions are said beside the
row, and the percentages are reckoned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import attrs

from kaa_core.rules.calendar import in_words
from kaa_core.rules.target_group.definitions import named
from kaa_core.rules.wording import listed, lowered, sentence_case
from kaa_core.statistics.answers import Answer, Origin
from kaa_core.statistics.catalogue import BY_KEY
from kaa_core.statistics.charts.said import UNKNOWN
from kaa_core.statistics.erased import ERASED_SINCE, is_blank
from kaa_core.statistics.values import Cell, Unit, unknown


@attrs.frozen(kw_only=True)
class Side:
    """The answers of one day. `held`: of which youths they were counted; `remarks`: what else is said."""

    as_of: date
    answers: Mapping[str, Answer]
    held: str = ""
    remarks: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Line:
    """A number on all days, in their order. None: the figure was not asked for on that day.

    `change`: tenths of a per cent from the first compared day to the last; of a share tenths of a percentage
    point. None: from nought, of what is hidden, or of what nobody knows.
    """

    figure: str
    row: str
    label: str
    unit: Unit
    cells: tuple[Cell | None, ...]
    change: int | None
    warnings: tuple[str, ...] = ()
    part: bool = False

    @property
    def change_words(self) -> str:
        """As "−38,9 %", of a share "+4,0 procentenheter"."""
        return UNKNOWN if self.change is None else _changed(self.change, self.unit)


@attrs.frozen(kw_only=True)
class Comparison:
    """All lines. `since`: the place of the day from which the change is reckoned, to the last one.

    `warnings`: what is to be said of all of it.
    """

    days: tuple[date, ...]
    since: int
    lines: tuple[Line, ...]
    warnings: tuple[str, ...] = ()


def compare(
    sides: Sequence[Side], figures: Iterable[str] | None = None, *, since: int = 0
) -> Comparison:
    """Put days beside each other, in the order given.

    Args:
        sides: At least one; what leaves the program has been suppressed before.
        figures: Which and in which order; else those of the last day.
        since: The place of the day from which the change to the last day is reckoned.
    """
    keys = list(sides[-1].answers if figures is None else figures)
    lines = tuple(line for key in keys for line in _lines(key, sides, since))
    return Comparison(
        days=tuple(one.as_of for one in sides),
        since=since,
        lines=lines,
        warnings=tuple(_of_all(sides)),
    )


def change(before: Cell | None, after: Cell | None, unit: Unit) -> int | None:
    """Tenths of a per cent, rounded half away from nought; of shares tenths of a percentage point."""
    if before is None or after is None or before.count is None or after.count is None:
        return None
    if unit is not Unit.SHARE:
        return _rounded(1000 * (after.count - before.count), before.count)
    if not before.whole or not after.whole:
        return None
    difference = after.count * before.whole - before.count * after.whole
    return _rounded(1000 * difference, before.whole * after.whole)


def _rounded(part: int, whole: int) -> int | None:
    if whole <= 0:
        return None
    size = (2 * abs(part) + whole) // (2 * whole)
    return -size if part < 0 else size


def _changed(tenths: int, unit: Unit) -> str:
    sign = "−" if tenths < 0 else "+" if tenths else ""
    number = f"{sign}{abs(tenths) // 10},{abs(tenths) % 10}"
    return f"{number} procentenheter" if unit is Unit.SHARE else f"{number} %"


# -- a figure


def _lines(key: str, sides: Sequence[Side], since: int) -> Iterator[Line]:
    """One line for each row of the figure, by its first column."""
    found = [one.answers.get(key) for one in sides]
    held = [one for one in found if one is not None]
    if not held:
        return
    warnings = tuple(_of_figure(key, found, sides))
    unit = held[-1].table.columns[0].unit
    single = all(len(one.table.rows) == 1 for one in held)
    for row, (label, part) in _rows(held).items():
        cells = tuple(None if one is None else _cell(one, row) for one in found)
        yield Line(
            figure=key,
            row=row,
            label=_name(key, label) if single else label,
            unit=unit,
            cells=cells,
            change=change(cells[since], cells[-1], unit),
            warnings=warnings,
            part=part,
        )


def _rows(held: Sequence[Answer]) -> dict[str, tuple[str, bool]]:
    """All rows of any day: those of the last in their order, then those that are gone."""
    return {
        row.key: (row.label, row.part)
        for one in reversed(held)
        for row in one.table.rows
        if not row.total or len(one.table.rows) == 1
    } | {row.key: (row.label, row.part) for row in held[-1].table.rows if row.total}


def _cell(one: Answer, row: str) -> Cell:
    """A row that is not there on a day has nobody in it, unless nothing is known of the day."""
    found = next((each.cells[0] for each in one.table.rows if each.key == row), None)
    if found is None:
        return unknown() if is_blank(one.table) else Cell(count=0)
    return found


def _name(key: str, label: str) -> str:
    figure = BY_KEY.get(key)
    return label if figure is None else figure.name


# -- what must be said


def _of_figure(key: str, found: Sequence[Answer | None], sides: Sequence[Side]) -> Iterator[str]:
    figure = BY_KEY.get(key)
    held = [(side.as_of, one) for side, one in zip(sides, found, strict=True) if one is not None]
    by_definition: dict[str, list[date]] = {}
    versions: dict[int, list[date]] = {}
    for on, one in held:
        by_definition.setdefault(one.definition, []).append(on)
        versions.setdefault(one.version, []).append(on)
    if figure is not None and figure.by_definition and len(by_definition) > 1:
        yield (
            "Raden blandar två definitioner av målgruppen, så förändringen säger inte hur många fler eller "
            f"färre det har blivit. {_definitions(by_definition)}"
        )
    if len(versions) > 1:
        latest = max(versions)
        older = [on for version, days in versions.items() if version != latest for on in days]
        yield f"Talet räknas på ett annat sätt nu än {_days(older)}."


def _definitions(by_definition: Mapping[str, Sequence[date]]) -> str:
    return " ".join(
        f"{sentence_case(_days(days))}: {lowered(named(key).name)}."
        for key, days in by_definition.items()
    )


def _of_all(sides: Sequence[Side]) -> Iterator[str]:
    origins: dict[Origin, list[date]] = {}
    for side in sides:
        for origin in {one.origin for one in side.answers.values()}:
            origins.setdefault(origin, []).append(side.as_of)
    if Origin.STORED in origins:
        yield (
            f"Talen för {_days(origins[Origin.STORED])} är de som lagrades när de kunde räknas. "
            "Ungdomarna bakom dem kan ha gallrats."
        )
    for remark in dict.fromkeys(said for one in sides for said in one.remarks):
        days = [one.as_of for one in sides if remark in one.remarks]
        yield f"{sentence_case(_days(days))}: {remark}" if remark == ERASED_SINCE else remark
    held = dict.fromkeys(one.held for one in sides if one.held)
    if len(held) > 1:
        yield "Dagarna är räknade på olika ungdomar. " + " ".join(held)


def _days(days: Sequence[date]) -> str:
    return listed([in_words(one) for one in dict.fromkeys(sorted(days))])
