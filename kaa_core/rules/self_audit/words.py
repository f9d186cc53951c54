"""Words that several areas share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kaa_core.model.casework import Measure
from kaa_core.model.enums import MeasureKind
from kaa_core.rules.calendar import in_words


def day(when: date) -> str:
    """A day as it is said in a reason."""
    return in_words(when)


def measure_name(measure: Measure, among: Sequence[Measure]) -> str:
    """What a measure is called: its kind, and its first day where several are of that kind."""
    name = "”annan”" if measure.kind is MeasureKind.OTHER else measure.kind.label
    if sum(one.kind is measure.kind for one in among) == 1:
        return name
    if measure.start is not None:
        return f"{name} från {day(measure.start)}"
    same = [one for one in among if one.kind is measure.kind and one.start is None]
    ends = measure.end or measure.planned_end
    if len(same) > 1 and ends is not None:
        return f"{name} till {day(ends)}"
    return f"{name} utan startdatum"
