"""What a plan, its measures and their follow-ups say of themselves in the journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from kaa_core.model.casework import FollowUp, Measure, PlanVersion
from kaa_core.model.enums import FollowUpKind
from kaa_core.model.registry import Record, of_kind
from kaa_core.rules import plan as rules
from kaa_core.rules.plan.items import name_of
from kaa_desktop.app import words
from kaa_desktop.app.views import JournalFilter
from kaa_desktop.app.views_base import Tone


def measure_names(records: Iterable[Record]) -> dict[UUID, str]:
    """What each measure is called."""
    return {one.id: name_of(one) for one in of_kind(list(records), Measure)}


def told_of(
    record: Measure | FollowUp | PlanVersion,
    names: Mapping[UUID, str],
    today: date,
    local: Any,
) -> Iterator[dict[str, Any]]:
    """The events of a record, as values of the journal's `_Event`; what has not begun is none yet."""
    if isinstance(record, Measure):
        yield from _measure(record, today)
    elif isinstance(record, FollowUp):
        yield _follow_up(record, names)
    elif record.established_at is not None:
        yield _version(record, local(record.established_at).date())


def _measure(one: Measure, today: date) -> Iterator[dict[str, Any]]:
    name = name_of(one)
    who = one.responsible
    common = {"tone": Tone.INFO, "author": one.worker, "filter": JournalFilter.PLAN}
    if one.start is not None and one.start <= today:
        planned = one.planned_end
        yield common | {
            "on": one.start,
            "icon": "play",
            "title": f"Insats börjar: {name}",
            "text": one.content or "",
            "lines": _lines(
                "Ansvarig är inte angiven" if who is None else f"Ansvarig: {who.label}",
                planned and f"Ska sluta {words.short(planned, today)}",
            ),
        }
    if one.end is not None:
        why = one.end_reason
        yield common | {
            "on": one.end,
            "icon": "circle-check",
            "tone": Tone.NEUTRAL,
            "title": f"Insats avslutad: {name}",
            "text": words.sentence_case(why.label) if why else "Orsaken saknas",
            "lines": _lines(one.end_note),
        }


def _follow_up(one: FollowUp, names: Mapping[UUID, str]) -> dict[str, Any]:
    about = "hela planen" if one.measure is None else names.get(one.measure, "en insats")
    evaluation = one.kind is FollowUpKind.EVALUATION
    return {
        "on": one.occurred_on,
        "icon": "flag",
        "tone": Tone.OK if evaluation else Tone.INFO,
        "title": f"{words.sentence_case(one.kind.label)}: {about}",
        "text": one.result or "",
        "lines": _lines(
            one.own_view and f"Ungdomens syn: {one.own_view}",
            one.closer and f"Närmare studier: {one.closer.label}",
            one.after and f"Sedan: {one.after.label}",
            one.next_step and f"Nästa steg: {one.next_step}",
            one.minutes and f"{one.minutes} minuter",
        ),
        "author": one.author,
        "entered": one.entered_at,
        "filter": JournalFilter.PLAN,
    }


def _version(one: PlanVersion, on: date) -> dict[str, Any]:
    gaps = [str(number) for number in rules.read_gaps(one)]
    return {
        "on": on,
        "icon": "target",
        "tone": Tone.OK,
        "title": f"Plan fastställd, version {one.number}",
        "text": one.changed or "",
        "lines": _lines(
            gaps and f"Saknade uppgift {', '.join(gaps)}: {one.gaps_reason or 'inget skäl'}"
        ),
        "author": one.author,
        "entered": one.established_at,
        "filter": JournalFilter.PLAN,
    }


def _lines(*parts: object) -> tuple[str, ...]:
    return tuple(str(part) for part in parts if part)
