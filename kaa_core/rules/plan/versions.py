"""A plan as it was established: packed whole, read again by any later program, and compared in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeVar
from uuid import UUID

import attrs

from kaa_core.model.casework import Goal, Measure, Plan, PlanVersion
from kaa_core.model.ids import RecordId
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.rules.calendar import MONTHS
from kaa_core.rules.plan.items import Item, goals_that_hold, name_of

FORM: Final = 1
"""How `content` is laid out; a later program reads every form there has been."""
LONGEST: Final = 1000
_SEVEN: Final = range(1, 8)
R = TypeVar("R", bound=Record)


@attrs.frozen(kw_only=True, repr=False)
class Established:
    """A plan with its goals and measures, as one version holds them. `names`: actors and places then."""

    plan: Plan
    goals: tuple[Goal, ...] = ()
    measures: tuple[Measure, ...] = ()
    names: Mapping[RecordId, str] = attrs.field(factory=dict)


def pack_version(
    plan: Plan,
    goals: Iterable[Goal],
    measures: Iterable[Measure],
    names: Mapping[RecordId, str] | None = None,
) -> Any:
    """MessagePack's values: each record as its id and pairs of field number and wire value."""
    return {
        "form": FORM,
        "plan": _packed(plan),
        "goals": [_packed(one) for one in goals],
        "measures": [_packed(one) for one in measures],
        "names": [[one.bytes, name] for one, name in (names or {}).items()],
    }


def read_version(version: PlanVersion) -> Established | None:
    """What stood in the plan then; None when the content was erased or is of a form not known here.

    Fields and values of a later program are left out, the rest is read.
    """
    held = version.content
    try:
        if held["form"] != FORM:
            return None
        plan = _unpacked(Plan, held["plan"])
        if plan is None:
            return None
        return Established(
            plan=plan,
            goals=tuple(_all(Goal, held["goals"])),
            measures=tuple(_all(Measure, held["measures"])),
            names={RecordId(UUID(bytes=one)): str(name) for one, name in held["names"]},
        )
    except (TypeError, KeyError, ValueError, AttributeError):
        return None


def read_gaps(version: PlanVersion) -> tuple[int, ...]:
    """Which of the seven items were missing then; what is no number of one is left out."""
    held = version.gaps
    if not isinstance(held, list | tuple):
        return ()
    return tuple(one for one in held if type(one) is int and one in _SEVEN)


def gaps_of(items: Iterable[Item]) -> tuple[int, ...]:
    """The numbers of what is missing."""
    return tuple(one.number for one in items if not one.done)


def what_changed(before: Established | None, after: Established) -> tuple[str, ...]:
    """What is new since the version before, in sentences; empty when nothing is. None: the first."""
    if before is None:
        return ("Planen är ny.",)
    return tuple(_changes(before, after))


def shortened(sentences: Sequence[str]) -> str:
    """The sentences as one text that its field can hold; what there is no room for is counted."""
    said = ""
    for place, one in enumerate(sentences):
        left = len(sentences) - place
        tail = f" Och {left} ändringar till."
        if len(said) + len(one) + len(tail) + 1 > LONGEST:
            return f"{said}{tail}".strip()
        said = f"{said} {one}".strip()
    return said


def _changes(before: Established, after: Established) -> Iterator[str]:
    yield from _goal_changes(before, after)
    was = {one.id: one for one in before.measures}
    now = {one.id: one for one in after.measures}
    for one in after.measures:
        if one.id not in was:
            who = one.responsible.label if one.responsible else "ansvarig är inte angiven"
            yield f"Ny insats: {name_of(one)} ({who})."
        else:
            yield from _measure_changes(was[one.id], one)
    for one in before.measures:
        if one.id not in now:
            yield f"Insatsen {name_of(one)} finns inte längre i planen."
    yield from _plan_changes(before.plan, after.plan)


def _goal_changes(before: Established, after: Established) -> Iterator[str]:
    was = {one.id: one for one in before.goals}
    for one in after.goals:
        old = was.get(one.id)
        if old is None:
            yield f"Nytt mål: {_goal_name(one)}."
            continue
        if (old.own_words, old.measurable) != (one.own_words, one.measurable):
            yield f"Målet är ändrat: {_goal_name(one)}."
        if old.by != one.by:
            yield f"Målet ska vara nått {_day(one.by)}, förut {_day(old.by)}."
        if one.reached_on and not old.reached_on:
            yield f"Målet är nått: {_goal_name(one)}."
        if one.dropped_on and not old.dropped_on:
            yield f"Målet gäller inte längre: {_goal_name(one)}."
    held = {one.id for one in after.goals}
    for one in goals_that_hold(before.goals):
        if one.id not in held:
            yield f"Målet finns inte längre i planen: {_goal_name(one)}."


def _measure_changes(old: Measure, new: Measure) -> Iterator[str]:
    name = name_of(new)
    if new.end is not None and old.end is None:
        why = f": {new.end_reason.label}" if new.end_reason else ""
        yield f"Insatsen {name} upphörde {_day(new.end)}{why}."
    if old.responsible is not new.responsible:
        party = new.responsible.label if new.responsible else "ingen angiven"
        yield f"Ansvarig för {name} är nu {party}."
    if (old.kind, old.content, old.responsible_note) != (
        new.kind,
        new.content,
        new.responsible_note,
    ):
        yield f"Innehållet i {name} är ändrat."
    if (old.goal, old.actor, old.placement) != (new.goal, new.actor, new.placement):
        yield f"Mål, aktör eller plats för {name} är ändrat."
    for field, words in (("start", "börjar"), ("planned_end", "ska sluta")):
        if getattr(old, field) != getattr(new, field):
            yield _moved(f"Insatsen {name} {words}", getattr(old, field), getattr(new, field))
    yield from _dates_changed(old, new, f" av {name}")


def _plan_changes(old: Plan, new: Plan) -> Iterator[str]:
    yield from _dates_changed(old, new, " av planen")
    if old.assessment != new.assessment and new.assessment is not None:
        yield "Planen bygger på en ny kartläggning."
    if old.contact != new.contact:
        yield "Vem ungdomen kan ringa är ändrat."
    if old.note != new.note:
        yield "Texten om planen är ändrad."


def _dates_changed(old: Plan | Measure, new: Plan | Measure, of: str) -> Iterator[str]:
    if old.follow_up_on != new.follow_up_on:
        yield _moved(f"Uppföljning{of}", old.follow_up_on, new.follow_up_on)
    if old.evaluation_on != new.evaluation_on:
        yield _moved(f"Utvärdering{of}", old.evaluation_on, new.evaluation_on)


def _moved(what: str, old: date | None, new: date | None) -> str:
    former = f", förut {_day(old)}" if old is not None else ""
    return f"{what} {_day(new)}{former}."


def _day(on: date | None) -> str:
    return "utan datum" if on is None else f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def _goal_name(goal: Goal) -> str:
    text = (goal.own_words or goal.measurable or "utan text").strip().partition("\n")[0]
    text = text.rstrip(".")
    return text if len(text) <= _LONGEST_GOAL else f"{text[: _LONGEST_GOAL - 1]}…"


_LONGEST_GOAL: Final = 90


def _packed(record: Record) -> list[Any]:
    wire = REGISTRY.of(record).to_wire(record)
    return [record.id.bytes, [[number, value] for number, value in wire.items()]]


def _all(cls: type[R], held: Iterable[Any]) -> Iterator[R]:
    for one in held:
        made = _unpacked(cls, one)
        if made is not None:
            yield made


def _unpacked(cls: type[R], held: Any) -> R | None:
    identity, pairs = held
    kind = REGISTRY.kind(cls)
    values = {number: value for number, value in pairs if _known(kind.by_id.get(number), value)}
    if any(field.required and field.id not in values for field in kind.fields):
        return None
    made = kind.from_wire(RecordId(UUID(bytes=identity)), values)
    return made if isinstance(made, cls) else None


def _known(field: Any, value: Any) -> bool:
    return field is not None and bool(field.fits(value))
