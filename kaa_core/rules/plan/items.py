"""The seven items that SKOLFS 2015:62 lists, each judged in words while the plan is written.

They say what is documented, not whether it is good. A party may have nothing to answer for: then that is
said in the plan (`Plan.without`), and is not a gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import attrs

from kaa_core.model.casework import FollowUp, Goal, Measure, Plan
from kaa_core.model.enums import FollowUpKind, MeasureKind, Responsible
from kaa_core.model.ids import RecordId
from kaa_core.rules.calendar import MONTHS

TITLES: Final = (
    "Individuell planering och målet med insatserna",
    "Insatser som ungdomen ansvarar för",
    "Insatser som kommunen ansvarar för",
    "Insatser som annan aktör ansvarar för",
    "Datum då insatsen börjar och slutar",
    "Orsaken till att insatsen upphört",
    "Tidpunkter för uppföljning och utvärdering",
)
"""The items' names as the window shows them (design.md 06), in their order."""
PARTIES: Final = {
    2: Responsible.YOUTH,
    3: Responsible.MUNICIPALITY,
    4: Responsible.OTHER_ACTOR,
}


@attrs.frozen(kw_only=True)
class Item:
    """One of the seven. `missing`: what to do, empty when done; `said`: what is there.

    `field_to_open`: "kind.field" of the field that mends it, `record` of which goal or measure (None: a
    new one, or the plan's own field).
    """

    number: int
    title: str
    done: bool
    missing: str = ""
    said: str = ""
    field_to_open: str = ""
    record: RecordId | None = None


def seven_items(
    plan: Plan | None,
    goals: Iterable[Goal],
    measures: Iterable[Measure],
    follow_ups: Iterable[FollowUp] = (),
) -> tuple[Item, ...]:
    """Judge the items, in their order. Goals and measures are those of the plan; None: there is no plan.

    A follow-up that was made counts as a date for it: what has been done is documented.
    """
    held_goals, held = tuple(goals), tuple(measures)
    made = tuple(follow_ups)
    if plan is None:
        no_plan = "Ungdomen har ingen plan än. Börja en."
        return tuple(
            _item(number, missing=no_plan, opens="plan.started_on") for number in range(1, 8)
        )
    return (
        _goal(held_goals, held),
        *(_party(plan, number, held) for number in PARTIES),
        _dates(plan, held),
        _ended(held),
        _looked_at(plan, held, made),
    )


def goals_that_hold(goals: Iterable[Goal]) -> list[Goal]:
    """Goals that have not been given up, in the order they were written."""
    held = [one for one in goals if one.dropped_on is None]
    return sorted(held, key=lambda one: (one.order is None, one.order or 0, one.id))


def name_of(measure: Measure) -> str:
    """What a measure is called in a sentence: its kind, or its content when the kind says nothing."""
    content = (measure.content or "").strip().partition("\n")[0]
    kind: MeasureKind | None = measure.kind  # while it is typed it may have none yet
    if (kind is None or kind is MeasureKind.OTHER) and content:
        return content if len(content) <= _LONGEST else f"{content[: _LONGEST - 1]}…"
    return "insatsen" if kind is None else kind.label


_LONGEST: Final = 60
_DAYS: Final = (
    (FollowUpKind.FOLLOW_UP, "follow_up_on"),
    (FollowUpKind.EVALUATION, "evaluation_on"),
)


def _item(
    number: int,
    *,
    missing: str = "",
    said: str = "",
    opens: str = "",
    record: RecordId | None = None,
) -> Item:
    return Item(
        number=number,
        title=TITLES[number - 1],
        done=not missing,
        missing=missing,
        said=said,
        field_to_open=opens,
        record=record,
    )


def _goal(goals: Sequence[Goal], measures: Sequence[Measure]) -> Item:
    holding = goals_that_hold(goals)
    if not holding:
        return _item(1, missing="Skriv ett mål för planen.", opens="goal.own_words")
    for goal in holding:
        if not (goal.own_words or goal.measurable):
            return _item(1, missing="Skriv vad målet är.", opens="goal.own_words", record=goal.id)
    known = {goal.id for goal in goals}
    loose = [one for one in measures if one.goal not in known]
    if loose:
        missing = f"Välj vilket mål insatsen leder till: {_listed(loose)}."
        return _item(1, missing=missing, opens="measure.goal", record=loose[0].id)
    said = "Målet är skrivet" if len(holding) == 1 else f"{len(holding)} mål"
    return _item(1, said=said, opens="goal.own_words", record=holding[0].id)


def _party(plan: Plan, number: int, measures: Sequence[Measure]) -> Item:
    """Items 2–4. A measure whose party is not said may be anybody's, so nobody is known to have none.

    When everyone has one of their own, it is item 3 that lacks it: the municipality offers the measures.
    """
    party = PARTIES[number]
    own = [one for one in measures if one.responsible is party]
    unsaid = [one for one in measures if one.responsible is None]
    if unsaid and (not own or (party is Responsible.MUNICIPALITY and _all_parties(measures))):
        missing = f"Ange vem som ansvarar: {_listed(unsaid)}."
        return _item(number, missing=missing, opens="measure.responsible", record=unsaid[0].id)
    if own:
        count = f"{len(own)} {'insats' if len(own) == 1 else 'insatser'}"
        return _item(number, said=count, opens="measure.content", record=own[0].id)
    if party in plan.without:
        return _item(number, said="Ingen insats, enligt planen", opens="plan.without")
    missing = "Lägg till en insats, eller kryssa för att det inte finns någon."
    return _item(number, missing=missing, opens="measure.responsible")


def _all_parties(measures: Sequence[Measure]) -> bool:
    named = {one.responsible for one in measures}
    return all(party in named for party in PARTIES.values())


def _dates(plan: Plan, measures: Sequence[Measure]) -> Item:
    if not measures:
        if set(PARTIES.values()) <= set(plan.without):
            return _item(5, said="Ingen insats att datera", opens="measure.start")
        return _item(5, missing="Det finns ingen insats att datera än.", opens="measure.start")
    without_start = [one for one in measures if one.start is None]
    if without_start:
        missing = f"Skriv när insatsen börjar: {_listed(without_start)}."
        return _item(5, missing=missing, opens="measure.start", record=without_start[0].id)
    endless = [one for one in measures if one.end is None and one.planned_end is None]
    if endless:
        missing = f"Skriv när insatsen ska sluta: {_listed(endless)}."
        return _item(5, missing=missing, opens="measure.planned_end", record=endless[0].id)
    said = f"{len(measures)} av {len(measures)} {'insats' if len(measures) == 1 else 'insatser'}"
    return _item(5, said=said, opens="measure.start", record=measures[0].id)


def _ended(measures: Sequence[Measure]) -> Item:
    ended = [one for one in measures if one.end is not None]
    silent = [one for one in ended if one.end_reason is None]
    if silent:
        missing = f"Välj varför insatsen upphörde: {_listed(silent)}."
        return _item(6, missing=missing, opens="measure.end_reason", record=silent[0].id)
    if not ended:
        return _item(6, said="Ingen insats har upphört", opens="measure.end_reason")
    said = f"{len(ended)} med orsak"
    return _item(6, said=said, opens="measure.end_reason", record=ended[0].id)


def _looked_at(plan: Plan, measures: Sequence[Measure], made: Sequence[FollowUp]) -> Item:
    ongoing = [one for one in measures if one.end is None]
    gone = {(one.measure, one.kind) for one in made}
    for kind, name in _DAYS:
        if getattr(plan, name) is not None or (None, kind) in gone:
            continue
        told = [getattr(one, name) is not None or (one.id, kind) in gone for one in ongoing]
        if not told or not all(told):
            missing = f"Planen saknar tid för {kind.label}. Lägg till ett datum."
            return _item(7, missing=missing, opens=f"plan.{name}")
    held: list[Plan | Measure] = [plan, *ongoing]
    days = {on for one in held for on in (one.follow_up_on, one.evaluation_on) if on is not None}
    said = ", ".join(f"{on.day} {MONTHS[on.month - 1]}" for on in sorted(days)) or "Gjorda"
    return _item(7, said=said, opens="plan.follow_up_on")


def _listed(measures: Sequence[Measure]) -> str:
    names = [name_of(one) for one in measures]
    return names[0] if len(names) == 1 else f"{names[0]} och {len(names) - 1} till"
