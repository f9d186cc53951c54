"""A youth's plan as the window shows it: the seven items, goals, measures by party, days, versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

import attrs

from kaa_core.model.casework import Assessment, FollowUp, Goal, Measure, Plan, PlanVersion
from kaa_core.model.enums import FollowUpKind, Responsible
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.organising import Actor, Placement
from kaa_core.model.registry import Record, of_kind
from kaa_core.rules import plan as rules
from kaa_core.rules.plan.items import name_of
from kaa_desktop.app import words
from kaa_desktop.app.views_base import Chip, Fact, Tone

PARTY_ICONS: Final = {
    Responsible.YOUTH: "user",
    Responsible.MUNICIPALITY: "landmark",
    Responsible.OTHER_ACTOR: "handshake",
}
NOT_STATED: Final = "Ansvarig inte angiven"
PARTIES: Final[tuple[tuple[Responsible | None, str], ...]] = (
    (Responsible.YOUTH, "Ungdomen"),
    (Responsible.MUNICIPALITY, "Kommunen"),
    (Responsible.OTHER_ACTOR, "Annan aktör"),
    (None, NOT_STATED),
)
NO_PLAN: Final = "Ingen plan än"


@attrs.frozen(kw_only=True, repr=False)
class Held:
    """What belongs to a youth's plan. `plan`: the open one, the oldest when two computers made one each.

    `beside`: the others then. `versions`: of the open plans; `earlier`: of plans that have ended.
    """

    plan: Plan | None
    former: tuple[Plan, ...]
    goals: tuple[Goal, ...]
    measures: tuple[Measure, ...]
    follow_ups: tuple[FollowUp, ...]
    versions: tuple[PlanVersion, ...]
    earlier: tuple[PlanVersion, ...]
    assessments: tuple[Assessment, ...]
    beside: tuple[Plan, ...] = ()

    def due(self) -> tuple[rules.Due, ...]:
        """What is to be followed up or evaluated, soonest first."""
        return rules.due_dates(self.plan, self.measures, self.follow_ups, self.beside)

    def items(self) -> tuple[rules.Item, ...]:
        """The seven items as they stand."""
        return rules.seven_items(self.plan, self.goals, self.measures, self.follow_ups)


@attrs.frozen(kw_only=True)
class GoalRow:
    """A goal. `state`: reached, or that it does not hold any more; None while it holds."""

    id: RecordId
    own_words: str
    measurable: str
    by: str
    state: Chip | None


@attrs.frozen(kw_only=True)
class MeasureRow:
    """A measure. `where`: the actor or place, and who does what."""

    id: RecordId
    name: str
    content: str
    party: Responsible | None
    party_text: str
    where: str
    start: str
    end: str
    looked_at: str
    state: Chip
    ongoing: bool
    evaluated: bool


@attrs.frozen(kw_only=True)
class DueRow:
    """A follow-up or evaluation to make. `measure` None: of the whole plan."""

    kind: FollowUpKind
    measure: RecordId | None
    on: date
    when: str
    what: str
    about: str
    state: Chip


@attrs.frozen(kw_only=True)
class MadeRow:
    """A follow-up or evaluation that was made, in short."""

    id: RecordId
    when: str
    what: str
    about: str
    result: str
    facts: tuple[Fact, ...]
    by: str


@attrs.frozen(kw_only=True)
class VersionRow:
    """An established version. `gaps`: what was missing then, and why it was established all the same.

    `earlier`: of a plan that has ended.
    """

    id: RecordId
    number: int
    when: str
    by: str
    changed: str
    gaps: str
    earlier: bool = False


@attrs.frozen(kw_only=True)
class PlanView:
    """Everything on the plan's page and the two tabs. `plan` None: none has been begun.

    `standing`: as "Utkast till version 2, efter version 1 från 17 nov". `changed`: what is new since the
    version before; empty when nothing is, and then there is nothing to establish.
    """

    youth: YouthId
    name: str
    number: str
    age: str
    read_only: str
    plan: RecordId | None
    standing: str
    progress: str
    items: tuple[rules.Item, ...]
    goals: tuple[GoalRow, ...]
    measures: tuple[MeasureRow, ...]
    due: tuple[DueRow, ...]
    made: tuple[MadeRow, ...]
    versions: tuple[VersionRow, ...]
    changed: tuple[str, ...]
    prompts: tuple[str, ...]
    facts: tuple[Fact, ...]
    needs_ground: bool
    next_number: int

    @property
    def gaps(self) -> tuple[rules.Item, ...]:
        """What is missing."""
        return tuple(one for one in self.items if not one.done)


@attrs.frozen(kw_only=True)
class PlanRow:
    """A line of the list of plans."""

    youth: YouthId
    name: str
    number: str
    missing: str
    progress: str
    gaps: int
    next_day: str
    due: date | None
    state: Chip
    version: str
    worker: str
    protected: bool


def held_of(records: Iterable[Record]) -> Held:
    """What belongs to the plan. Two open plans, made apart, are worked by as one; none of it is lost."""
    held = list(records)
    plans = sorted(of_kind(held, Plan), key=lambda one: one.id)
    open_ = [one for one in plans if one.ended_on is None]
    ids = {one.id for one in open_}
    plan = open_[0] if open_ else None
    measures = [one for one in of_kind(held, Measure) if one.plan in ids or one.plan is None]
    if plan is None:
        measures = of_kind(held, Measure)
    return Held(
        plan=plan,
        beside=tuple(open_[1:]),
        former=tuple(one for one in plans if one.ended_on is not None),
        goals=tuple(
            sorted(
                (one for one in of_kind(held, Goal) if one.plan in ids),
                key=lambda one: (one.order or 0, one.id),
            )
        ),
        measures=tuple(
            sorted(measures, key=lambda one: (one.start is None, one.start or date.min, one.id))
        ),
        follow_ups=tuple(sorted(of_kind(held, FollowUp), key=_newest_follow_up, reverse=True)),
        versions=_newest(one for one in of_kind(held, PlanVersion) if one.plan in ids),
        earlier=_newest(one for one in of_kind(held, PlanVersion) if one.plan not in ids),
        assessments=tuple(
            sorted(
                (one for one in of_kind(held, Assessment) if one.entered_at is not None),
                key=lambda one: (one.entered_at, one.id),
                reverse=True,
            )
        ),
    )


def _newest(versions: Iterable[PlanVersion]) -> tuple[PlanVersion, ...]:
    return tuple(sorted(versions, key=lambda one: (one.number or 0, one.id), reverse=True))


def _newest_follow_up(one: FollowUp) -> tuple[date, UUID]:
    return one.occurred_on, one.id


def goal_row(goal: Goal, today: date) -> GoalRow:
    """A goal in words."""
    state = None
    if goal.dropped_on is not None:
        state = Chip("Gäller inte längre", "circle-off", Tone.NEUTRAL)
    elif goal.reached_on is not None:
        reached = words.short(goal.reached_on, today)
        state = Chip(f"Nått {reached}", "circle-check", Tone.OK)
    return GoalRow(
        id=goal.id,
        own_words=goal.own_words or "",
        measurable=goal.measurable or "",
        by="" if goal.by is None else f"Nått senast {words.short(goal.by, today)}",
        state=state,
    )


def measure_row(measure: Measure, held: Held, names: Mapping[UUID, str], today: date) -> MeasureRow:
    """A measure in words."""
    party = measure.responsible
    placed = measure.placement or measure.actor
    where = [names.get(placed, "") if placed else "", measure.responsible_note or ""]
    days = [
        words.short(on, today)
        for on in (measure.follow_up_on, measure.evaluation_on)
        if on is not None
    ]
    end = measure.end or measure.planned_end
    return MeasureRow(
        id=measure.id,
        name=words.sentence_case(name_of(measure)),
        content=measure.content or "",
        party=party,
        party_text=dict(PARTIES)[party],
        where=" · ".join(part for part in where if part),
        start="" if measure.start is None else measure.start.isoformat(),
        end="" if end is None else end.isoformat(),
        looked_at=", ".join(days),
        state=_measure_state(measure, today),
        ongoing=measure.end is None,
        evaluated=rules.evaluated(measure, held.follow_ups) is not None,
    )


def _measure_state(measure: Measure, today: date) -> Chip:
    if measure.end is not None:
        if measure.end_reason is None:
            return Chip("Upphört – orsak saknas", "triangle-alert", Tone.DANGER)
        return Chip("Upphört", "circle-check", Tone.NEUTRAL)
    if measure.start is not None and measure.start > today:
        return Chip("Planerad", "calendar", Tone.NEUTRAL)
    if measure.planned_end is not None and measure.planned_end < today:
        return Chip("Slutdatum passerat", "clock", Tone.WARN)
    return Chip("Pågår", "play", Tone.INFO)


def due_row(due: rules.Due, today: date) -> DueRow:
    """What is to be made, and by when."""
    about = "Hela planen" if due.measure is None else words.sentence_case(name_of(due.measure))
    if due.late_end:
        about += ": hur gick det?"
    return DueRow(
        kind=due.kind,
        measure=None if due.measure is None else due.measure.id,
        on=due.on,
        when=words.with_weekday(due.on, today),
        what=words.sentence_case(due.kind.label),
        about=about,
        state=words.due_chip(due.on, None, today),
    )


def made_row(one: FollowUp, held: Held, by: str, today: date) -> MadeRow:
    """A follow-up in words, with the youth's own view."""
    found = next((each for each in held.measures if each.id == one.measure), None)
    about = "Hela planen"
    if one.measure is not None:
        about = words.sentence_case(name_of(found)) if found else "En insats"
    facts = (
        Fact(label="Ungdomens syn", value=one.own_view or ""),
        Fact(label="Närmare studier", value="" if one.closer is None else one.closer.label),
        Fact(label="Sedan", value="" if one.after is None else one.after.label),
        Fact(label="Nästa steg", value=one.next_step or ""),
    )
    return MadeRow(
        id=one.id,
        when=words.short(one.occurred_on, today),
        what=words.sentence_case(one.kind.label),
        about=about,
        result=one.result or "",
        facts=tuple(fact for fact in facts if fact.value),
        by=by,
    )


def plan_facts(records: Iterable[Record], today: date) -> tuple[Fact, ...]:
    """The plan at a glance: how it stands, its goal, what goes on and what is due; empty without one."""
    held = held_of(records)
    if held.plan is None and not held.measures:
        return ()
    items = held.items()
    ongoing = [one for one in held.measures if one.end is None]
    due = held.due()
    made = held.follow_ups[0] if held.follow_ups else None
    version = f"Version {held.versions[0].number}" if held.versions else "Inte fastställd"
    goals = [one for one in rules.goals_that_hold(held.goals) if one.own_words or one.measurable]
    lacking = sum(not one.done for one in items)
    return (
        Fact(
            label="Plan",
            value=version if held.plan is not None else NO_PLAN,
            note=f"{words.counted(lacking, 'uppgift', 'uppgifter')} saknas" if lacking else "",
        ),
        Fact(label="Mål", value=(goals[0].own_words or goals[0].measurable or "") if goals else ""),
        Fact(
            label="Insatser",
            value=", ".join(words.sentence_case(name_of(one)) for one in ongoing) or "Ingen pågår",
        ),
        Fact(
            label="Nästa",
            value=f"{words.sentence_case(due[0].kind.label)} {words.short(due[0].on, today)}"
            if due
            else "",
        ),
        Fact(
            label="Senast",
            value=""
            if made is None
            else f"{words.sentence_case(made.kind.label)} {words.short(made.occurred_on, today)}",
        ),
    )


def progress(items: Sequence[rules.Item]) -> str:
    """As "6 av 7 klara"."""
    return f"{sum(one.done for one in items)} av {len(items)} klara"


def missing(items: Sequence[rules.Item]) -> str:
    """What is missing, in the items' own numbers and words; empty when nothing is."""
    return "; ".join(f"del {one.number}, {one.title.lower()}" for one in items if not one.done)


def gap_words(number: int) -> str:
    """The question of "Fastställ" when something is missing (design.md section 3)."""
    return f"{words.counted(number, 'uppgift', 'uppgifter')} saknas. Fastställ ändå?"


def names_of(actors: Sequence[Actor], placements: Sequence[Placement]) -> dict[UUID, str]:
    """What actors and places are called: a place by what is done there and at whose."""
    found: dict[UUID, str] = {one.id: one.name for one in actors}
    for one in placements:
        at = found.get(one.actor, "")
        found[one.id] = f"{one.title}, {at}" if at else one.title
    return found
