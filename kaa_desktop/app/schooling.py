"""Skolgång: a youth's schools and programmes in order, with the breaks between them in years."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Final

import attrs

from kaa_core.model.enums import StudyEnd
from kaa_core.model.facts import StudyPeriod
from kaa_core.model.registry import Record
from kaa_core.rules.calendar import add_months
from kaa_desktop.app import words

SUMMER: Final = 100
"""Days without school that are no break: from the last day in June to the first in August, and some."""
_MONTHS_IN_YEAR: Final = 12


@attrs.frozen(kw_only=True, repr=False)
class SchoolingRow:
    """A time in a school, or a break. `length`: "1 år och 10 månader". `ended`: how it ended, if it did."""

    title: str
    span: str
    length: str
    ended: str = ""
    school: str = ""
    source: str = ""
    is_break: bool = False
    goes_on: bool = False


def schooling(records: Iterable[Record], today: date) -> tuple[SchoolingRow, ...]:
    """The times in school and the breaks between them, the latest first.

    The same time told by several sources is one row with all of them. What is withdrawn, or never
    began, is no time in school; nor is what begins after today.
    """
    periods = sorted(
        (one for one in records if isinstance(one, StudyPeriod) and _counts(one, today)),
        key=lambda one: (_key(one), one.end or date.max, int(one.source or 0), one.id),
    )
    rows: list[SchoolingRow] = []
    until: date | None = None
    for _, same in groupby(periods, _key):
        told = list(same)
        one = told[0]
        rows += _break(until, one.start)
        rows.append(_time(told, today))
        ended = max((each.end or date.max for each in told), default=date.max)
        until = ended if until is None else max(until, ended)
    rows += _break(until, None if until is None or until >= today else today)
    return tuple(reversed(rows))


def _counts(one: StudyPeriod, today: date) -> bool:
    if one.start is None or one.start > today or one.end_kind is StudyEnd.NEVER_STARTED:
        return False
    return one.withdrawn is None or one.withdrawn > today


def _key(one: StudyPeriod) -> tuple[date, int, str, str]:
    form = int(one.form) if one.form is not None else 0
    return one.start or date.min, form, (one.school or "").lower(), (one.programme or "").lower()


def _time(told: Sequence[StudyPeriod], today: date) -> SchoolingRow:
    """A time in a school; of sources that disagree about its end the one that says one counts."""
    one = next((each for each in told if each.end is not None), told[0])
    assert one.start is not None  # `_counts` has seen to it
    form = one.form.label if one.form is not None else "studier"
    extent = "" if one.extent is None else f", {one.extent} procent"
    ends = one.end if one.end is not None and one.end <= today else None
    sources = dict.fromkeys(each.source.label for each in told if each.source is not None)
    return SchoolingRow(
        title=f"{words.sentence_case(one.programme or form)}{extent}",
        span=_span(one.start, one.end),
        length=length(one.start, ends or today),
        ended="" if one.end_kind is None or ends is None else one.end_kind.label,
        school=one.school or "",
        source=words.sentence_case(", ".join(sources)),
        goes_on=ends is None,
    )


def _break(since: date | None, until: date | None) -> Iterator[SchoolingRow]:
    if since is None or until is None or (until - since).days <= SUMMER:
        return
    span = f"{since.isoformat()} – {until.isoformat()}"
    yield SchoolingRow(title="Uppehåll", span=span, length=length(since, until), is_break=True)


def _span(start: date, end: date | None) -> str:
    return f"{start.isoformat()} – {end.isoformat() if end is not None else 'pågår'}"


def length(since: date, until: date) -> str:
    """Whole years and months between two days, in words: "2 år", "1 år och 3 månader", "5 månader"."""
    months = (until.year - since.year) * _MONTHS_IN_YEAR + until.month - since.month
    months -= add_months(since, max(0, months)) > until
    years, rest = divmod(max(0, months), _MONTHS_IN_YEAR)
    parts = [f"{years} år"] if years else []
    if rest:
        parts.append(words.counted(rest, "månad", "månader"))
    return " och ".join(parts) or "mindre än en månad"
