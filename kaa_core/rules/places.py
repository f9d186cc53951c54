"""Places that actors offer: who is there, when one is free, and what in a wish speaks for it.

Places are put in order for a youth; a youth is never put in order for anybody (design.md section 9).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

import attrs

from kaa_core.model.ids import RecordId
from kaa_core.model.records import Measure, Placement

_WORD: Final = re.compile(r"[a-zåäöéü]{3,}")
_STEM: Final = 5
"""Letters by which two words count as one: "bygga", "bygge" and "byggarbete" do."""

_PLAIN: Final = frozenset(
    re.findall(
        r"\w+",
        "och att jag vill med som för det den ett men ska kan har inte när eller något någon mig min "
        "mitt mina till från var vara gärna jobba arbeta jobb arbete praktik plats med bland annat "
        "lite mer mycket också efter inom hos där här sig sin sitt",
    )
)
"""Words that say nothing of what somebody wants to do."""


def there_on(placement: RecordId, measures: Iterable[Measure], on: date) -> list[Measure]:
    """The measures that take up a place on a date."""
    return [one for one in measures if one.placement == placement and _takes(one, on)]


def _takes(measure: Measure, on: date) -> bool:
    end = measure.end or measure.planned_end
    return measure.start is not None and measure.start <= on and (end is None or on <= end)


def offered_on(placement: Placement, on: date) -> bool:
    """Whether the actor offers the place on a date."""
    started = placement.start is None or placement.start <= on
    return (
        placement.active is not False and started and (placement.end is None or on <= placement.end)
    )


def free_from(placement: Placement, measures: Sequence[Measure], on: date) -> date | None:
    """The first day from `on` when somebody more can be there; None when no such day is known.

    A place without a number is for one. Who is there without an end stays.
    """
    taken = [one for one in measures if one.placement == placement.id]
    ends = {one.end or one.planned_end for one in taken}
    starts = [placement.start] if placement.start else []
    days = [on, *starts, *(end + timedelta(days=1) for end in ends if end is not None)]
    for day in sorted(one for one in days if one >= on):
        if offered_on(placement, day) and _room(placement, taken, day):
            return day
    return None


def _room(placement: Placement, taken: Sequence[Measure], on: date) -> bool:
    return len(there_on(placement.id, taken, on)) < (placement.places or 1)


@attrs.frozen(kw_only=True)
class Match:
    """A place for a youth: when it is free, and why it is named ("önskemål: bygg", "samma ort")."""

    placement: Placement
    free: date | None
    words: tuple[str, ...]
    same_area: bool


def matching(
    wishes: Iterable[str],
    area: str | None,
    placements: Iterable[Placement],
    measures: Sequence[Measure],
    on: date,
) -> list[Match]:
    """Places that speak to a youth's wishes or lie where she lives, most words first, then soonest free.

    `wishes`: what she has said, in running text. `area`: her town. Nothing is guessed: a match names the
    words that both use.
    """
    wanted = {word[:_STEM]: word for text in wishes for word in _words(text)}
    found = list[Match]()
    for one in placements:
        if one.active is False or (one.end is not None and one.end < on):
            continue
        offered = " ".join(filter(None, (one.title, one.content, one.fields)))
        words = {word[:_STEM] for word in _words(offered)}
        common = tuple(sorted(wanted[stem] for stem in words & wanted.keys()))
        same = bool(area and one.area and area.strip().lower() == one.area.strip().lower())
        if common or same:
            free = free_from(one, measures, on)
            found.append(Match(placement=one, free=free, words=common, same_area=same))
    return sorted(
        found,
        key=lambda it: (
            -len(it.words),
            not it.same_area,
            it.free or date.max,
            it.placement.title,
            it.placement.id,
        ),
    )


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.lower()) if word not in _PLAIN]
