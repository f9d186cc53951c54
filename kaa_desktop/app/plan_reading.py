"""A youth's plan read from her records; the list of plans; and what is due, for Min dag."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import attrs

from kaa_core.model.casework import FollowUp, Goal, Measure, Plan, PlanVersion
from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.organising import Actor, Placement
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.rules import plan as rules
from kaa_core.rules.plan.items import name_of
from kaa_desktop.app import words
from kaa_desktop.app.context import Context, is_protected, row_name, row_number
from kaa_desktop.app.page import youth_page
from kaa_desktop.app.plan_views import (
    Held,
    PlanRow,
    PlanView,
    VersionRow,
    due_row,
    goal_row,
    held_of,
    made_row,
    measure_row,
    missing,
    names_of,
    progress,
)
from kaa_desktop.app.views_base import Chip, Fact, Tone
from kaa_desktop.store import plans as stored
from kaa_desktop.store.known import AT_A_TIME

FOR_LISTS: Final = (Plan, Goal, Measure, PlanVersion, FollowUp)
FOR_DAYS: Final = (Plan, Measure, FollowUp)
APART: Final = "Planen har börjats två gånger, på var sin dator, och visas som en. "
APART_DIFFERS: Final = (
    "Det som skiljer den andra står längst ned. Skriv in det som ska gälla i planens uppgifter."
)
APART_ALIKE: Final = "Uppgifterna är lika."
SAME_NUMBER: Final = "Flera versioner har det här numret: de fastställdes på var sin dator."
UNREAD: Final = "Innehållet går inte att läsa i den här versionen av programmet."
AHEAD: Final = timedelta(days=14)
"""How long before its day a follow-up stands on Min dag: time to agree on when to meet."""


def changes(held: Held) -> tuple[str, ...]:
    """What is new since the version before; a version whose content was erased compares with nothing."""
    if held.plan is None:
        return ()
    now = rules.Established(plan=held.plan, goals=held.goals, measures=held.measures)
    before = rules.read_version(held.versions[0]) if held.versions else None
    return rules.what_changed(before, now)


def view(context: Context, youth: YouthId) -> PlanView | None:
    """Everything on the plan's page."""
    page = youth_page(context, youth)
    if page is None or page.closed:
        return None
    queries, today = context.queries, context.today
    held = held_of(queries.case_records(youth))
    names = names_of(queries.records(Actor), queries.records(Placement))
    items = held.items()
    workers = context.workers()

    def by(one: UUID | None) -> str:
        return workers[one].name if one in workers else ""

    versions = _versions(context, held.versions, by, lambda one: one.number)
    number = (versions[0].number if versions else 0) + 1
    earlier = _versions(context, held.earlier, by, lambda one: (one.plan, one.number))
    return PlanView(
        youth=youth,
        name=page.name,
        number=page.number,
        age=page.age,
        read_only=page.read_only,
        plan=None if held.plan is None else held.plan.id,
        standing=_standing(held, versions, number),
        progress=progress(items),
        items=items,
        goals=tuple(goal_row(one, today) for one in held.goals),
        measures=tuple(measure_row(one, held, names, today) for one in held.measures),
        due=tuple(due_row(one, today) for one in held.due()),
        made=tuple(made_row(one, held, by(one.author), today) for one in held.follow_ups),
        versions=(*versions, *(attrs.evolve(one, earlier=True) for one in earlier)),
        changed=changes(held),
        prompts=tuple(one.said for one in rules.lock_in(held.measures, held.follow_ups)),
        facts=_facts(held, today),
        needs_ground=_needs_ground(held.plan),
        next_number=number,
    )


def _needs_ground(plan: Plan | None) -> bool:
    return plan is not None and plan.assessment is None and not plan.without_assessment


def _standing(held: Held, versions: Sequence[VersionRow], number: int) -> str:
    if held.plan is None:
        return "Ingen plan än"
    if not versions:
        return "Utkast till version 1"
    last = f"version {versions[0].number} från {versions[0].when}"
    if not changes(held):
        return f"Fastställd, {last}"
    return f"Utkast till version {number}, efter {last}"


def _versions(
    context: Context,
    held: Sequence[PlanVersion],
    by: Callable[[UUID | None], str],
    key: Callable[[PlanVersion], object],
) -> tuple[VersionRow, ...]:
    numbers = Counter(map(key, held))
    rows = []
    for one in held:
        row = _version(context, one, by(one.author))
        if numbers[key(one)] > 1:
            row = attrs.evolve(row, gaps=f"{SAME_NUMBER} {row.gaps}".strip())
        rows.append(row)
    return tuple(rows)


def _version(context: Context, one: PlanVersion, by: str) -> VersionRow:
    gaps = rules.read_gaps(one)
    unread = one.content is not None and rules.read_version(one) is None
    lacked = f"Saknade uppgift {', '.join(map(str, gaps))}." if gaps else ""
    at = one.established_at
    when = "" if at is None else words.short(context.clock.local(at).date(), context.today)
    return VersionRow(
        id=one.id,
        number=one.number or 0,
        when=when,
        by=by,
        changed=one.changed or "",
        gaps=" ".join(filter(None, (lacked, one.gaps_reason, UNREAD if unread else ""))),
    )


def _facts(held: Held, today: date) -> tuple[Fact, ...]:
    plan = held.plan
    if plan is None:
        return ()
    facts = _facts_of(plan, held, today)
    if not held.beside:
        return facts
    said = {(one.label, one.value) for one in facts}
    other = [one for two in held.beside for one in _facts_of(two, held, today)]
    differing = [one for one in other if (one.label, one.value) not in said]
    told = APART + (APART_DIFFERS if differing else APART_ALIKE)
    named = (attrs.evolve(one, label=f"{one.label} (andra planen)") for one in differing)
    return (Fact(label="Två planer", value=told), *facts, *dict.fromkeys(named))


def _facts_of(plan: Plan, held: Held, today: date) -> tuple[Fact, ...]:
    base = dict(assessments(held, today)).get(plan.assessment, "") if plan.assessment else ""
    days = [
        Fact(label=name, value="" if on is None else words.with_weekday(on, today))
        for name, on in (("Uppföljning", plan.follow_up_on), ("Utvärdering", plan.evaluation_on))
    ]
    without = ", ".join(one.label for one in plan.without)
    facts = (
        Fact(label="Bygger på", value=base),
        Fact(label="Utan kartläggning", value=plan.without_assessment or ""),
        *days,
        Fact(label="Ungdomen kan ringa", value=plan.contact or ""),
        Fact(label="Har ingen insats", value=without),
        Fact(label="Om planen", value=plan.note or ""),
    )
    return tuple(one for one in facts if one.value)


def assessments(held: Held, today: date) -> list[tuple[RecordId, str]]:
    """Kartläggningar that are entered, the newest first."""
    return [
        (one.id, f"Kartläggningen {words.short(one.started_on, today)}") for one in held.assessments
    ]


def to_follow_up(held: Held) -> list[tuple[RecordId, str]]:
    """Measures that go on, and those that ended and are not evaluated."""
    return [
        (one.id, words.sentence_case(name_of(one)))
        for one in held.measures
        if one.end is None or rules.evaluated(one, held.follow_ups) is None
    ]


# -- many


def count(context: Context) -> int:
    """How many active plans there are."""
    return context.queries.read(stored.count_active)


def rows(context: Context) -> list[PlanRow]:
    """The active plans, what is to be looked at soonest first."""
    queries = context.queries
    youths = queries.read(stored.active)
    cases, found = _cases(context, youths, FOR_LISTS), list[PlanRow]()
    workers = context.workers()
    for row in queries.case_rows(youths):
        held = held_of(cases.get(row.id, ()))
        items = held.items()
        due = held.due()
        soonest = due[0] if due else None
        gaps = sum(not one.done for one in items)
        worker = row.worker
        found.append(
            PlanRow(
                youth=row.id,
                name=row_name(row),
                number=row_number(row),
                missing=missing(items),
                progress=progress(items),
                gaps=gaps,
                due=None if soonest is None else soonest.on,
                next_day="" if soonest is None else _soonest(soonest, context.today),
                state=_state(held, gaps),
                version=_established(held),
                worker=workers[worker].name if worker in workers else "",
                protected=is_protected(row.protection),
            )
        )
    return sorted(found, key=lambda one: (one.due is None, one.due or date.max, one.name))


def _soonest(due: rules.Due, today: date) -> str:
    return f"{words.sentence_case(due.kind.label)} {words.short(due.on, today)}"


def _established(held: Held) -> str:
    return f"Version {held.versions[0].number}" if held.versions else "Inte fastställd"


def _state(held: Held, gaps: int) -> Chip:
    if gaps:
        return Chip(f"{gaps} saknas", "triangle-alert", Tone.WARN)
    if not held.versions:
        return Chip("Att fastställa", "pencil", Tone.INFO)
    return Chip("Komplett", "circle-check", Tone.OK)


def due_of(
    context: Context, worker: WorkerId | None, until: date | None
) -> list[tuple[RecordId, rules.Due]]:
    """What is to be followed up or evaluated, of a worker's cases or of all, by a day.

    `until` None: what stands on Min dag, two weeks ahead.
    """
    latest = context.today + AHEAD if until is None else until
    queries = context.queries
    youths = queries.read(lambda one: stored.may_be_due(one, latest, worker))
    cases = _cases(context, youths, FOR_DAYS)
    found = list[tuple[RecordId, rules.Due]]()
    for youth in youths:
        held = held_of(cases.get(youth, ()))
        found += [(youth, due) for due in held.due() if due.on <= latest]
    return found


def _cases(
    context: Context, youths: Sequence[RecordId], kinds: Sequence[type[Record]]
) -> Mapping[UUID, list[Record]]:
    """What belongs to the plans of some youths, by youth; only these kinds are read."""
    found: dict[UUID, list[Record]] = {}
    for start in range(0, len(youths), AT_A_TIME):
        part = youths[start : start + AT_A_TIME]
        for cls in kinds:
            for one in context.queries.about(cls, part):
                scope = REGISTRY.of(one).scope(one)
                if scope is not None:
                    found.setdefault(scope, []).append(one)
    return found
