"""What the municipality shares about its own work: routine, absence, rounds, actors, places, goals.

About no youth: a round says when and who, the visits in it are the youths' own records.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import attrs

from kaa_core.model.enums import ActorKind, Indicator
from kaa_core.model.fields import (
    boolean,
    choice,
    clock_time,
    day,
    in_order,
    instant,
    integer,
    prose,
    raw,
    reference,
    references,
    text,
)
from kaa_core.model.ids import RecordId, UnitId, WorkerId
from kaa_core.model.registry import Problem, Record, record


@record(34, "routine_version", "rutin")
@attrs.frozen(kw_only=True, repr=False)
class RoutineVersion(Record):
    """The municipality's contact routine from a date on; the newest that has begun counts.

    `content`: steps, intervals, tolerances and responsible roles (rules/routine packs and reads it).
    """

    since: date = day(1, "gäller från", required=True)
    content: Any = raw(2, "innehåll")
    decided_by: WorkerId | None = reference(3, "beslutad av")
    note: str | None = text(4, "varför den ändras", max_length=500)


@record(35, "absence", "frånvaro", checks=in_order)
@attrs.frozen(kw_only=True, repr=False)
class Absence(Record):
    """A worker who is away, never why, and who does her tasks meanwhile."""

    worker: WorkerId = reference(1, "vem", required=True)
    start: date = day(2, "från och med", required=True)
    end: date | None = day(3, "till och med")
    stand_in: WorkerId | None = reference(4, "vem som gör bevakningarna")
    decided_by: WorkerId | None = reference(5, "antecknat av")


@record(36, "visit_round", "besöksrunda")
@attrs.frozen(kw_only=True, repr=False)
class VisitRound(Record):
    """A day's round of home visits: who goes, when out and when expected back; and the paper they took.

    `sheet`: the number of the last Dagblad made, with when and by whom; what stood on it is not kept.
    """

    on: date = day(1, "dag", required=True)
    workers: tuple[WorkerId, ...] = references(2, "vilka åker")
    start: time | None = clock_time(3, "börjar")
    bring: str | None = text(4, "ta med", max_length=500)
    out_at: time | None = clock_time(5, "åkte")
    expected_back: time | None = clock_time(6, "väntas tillbaka")
    back_at: time | None = clock_time(7, "tillbaka")
    companion: WorkerId | None = reference(8, "vem som bevakar")
    called_off: str | None = text(9, "varför rundan ställdes in", max_length=300)
    sheet: str | None = text(10, "dagbladets nummer", max_length=40)
    sheet_at: datetime | None = instant(11, "dagbladet gjort")
    sheet_by: WorkerId | None = reference(12, "dagbladet gjort av")


@record(37, "actor", "samverkansaktör")
@attrs.frozen(kw_only=True, repr=False)
class Actor(Record):
    """An organisation that takes part: authority, school, association or employer."""

    name: str = text(1, "namn", required=True, max_length=200)
    kind: ActorKind = choice(2, "slag", ActorKind, required=True)
    area: str | None = text(3, "ort eller område", max_length=100)
    phone: str | None = text(4, "telefon", max_length=40)
    email: str | None = text(5, "e-post", max_length=200)
    offers: str | None = prose(6, "vad de erbjuder")
    active: bool | None = boolean(7, "används")


@record(38, "actor_contact", "kontaktperson")
@attrs.frozen(kw_only=True, repr=False)
class ActorContact(Record):
    """Somebody to call at an actor, in her work."""

    actor: RecordId = reference(1, "aktör", required=True)
    name: str = text(2, "namn", required=True, max_length=200)
    role: str | None = text(3, "uppgift", max_length=100)
    phone: str | None = text(4, "telefon", max_length=40)
    email: str | None = text(5, "e-post", max_length=200)
    active: bool | None = boolean(6, "används")


@record(39, "placement", "praktikplats", checks=in_order)
@attrs.frozen(kw_only=True, repr=False)
class Placement(Record):
    """A place that an actor offers; who is there are the measures that name it."""

    actor: RecordId = reference(1, "hos vem", required=True)
    title: str = text(2, "vad man gör", required=True, max_length=200)
    content: str | None = prose(3, "om platsen")
    area: str | None = text(4, "ort eller område", max_length=100)
    places: int | None = integer(5, "antal platser", minimum=1, maximum=100)
    start: date | None = day(6, "från")
    end: date | None = day(7, "till")
    contact: RecordId | None = reference(8, "kontaktperson")
    fields: str | None = text(9, "passar den som vill", max_length=300)
    active: bool | None = boolean(10, "används")


def _check_goal(goal: OrganisationGoal) -> Iterator[Problem]:
    yield from in_order(goal)
    if goal.target is not None and goal.target_count is not None:
        yield Problem(
            field="target_count",
            sentence="Ett mål mäts i procent eller i antal. Ta bort ett av målvärdena.",
        )


@record(40, "organisation_goal", "nämndmål", checks=_check_goal)
@attrs.frozen(kw_only=True, repr=False)
class OrganisationGoal(Record):
    """What the board has decided, so that everybody knows it (000 2.1.3).

    At most one of `target` and `target_count`; `owner` is who answers for it, in words.
    """

    title: str = text(1, "mål", required=True, max_length=300)
    indicator: Indicator = choice(2, "mäts med", Indicator, required=True)
    target: int | None = integer(3, "målvärde i procent", minimum=0, maximum=100)
    start: date = day(4, "från", required=True)
    end: date | None = day(5, "till")
    unit: UnitId | None = reference(6, "enhet")
    decided_by: str | None = text(7, "beslutat av", max_length=200)
    owner: str | None = text(8, "ansvarig", max_length=200)
    target_count: int | None = integer(9, "målvärde i antal", minimum=0)


@record(41, "letter_template", "brevmall")
@attrs.frozen(kw_only=True, repr=False)
class LetterTemplate(Record):
    """A letter's text with places for name and date; the youth's own facts are set in when it is made."""

    name: str = text(1, "namn", required=True, max_length=100)
    heading: str | None = text(2, "rubrik", max_length=200)
    body: str | None = prose(3, "text", required=True)
    active: bool | None = boolean(4, "används")
    offers_conversation: bool | None = boolean(5, "erbjuder ett samtal")


@record(42, "audit_sample", "stickprov")
@attrs.frozen(kw_only=True, repr=False)
class AuditSample(Record):
    """A sample drawn for a self-audit: how, so that anybody can draw it again. Names nobody."""

    drawn_on: date = day(1, "dragen", required=True)
    as_of: date = day(2, "avser", required=True)
    size: int | None = integer(3, "antal", minimum=1, maximum=1000)
    seed: int | None = integer(4, "frö", minimum=0)
    chosen: str | None = text(5, "urval", max_length=300)
    drawn_by: WorkerId | None = reference(6, "dragen av")
    outcome: Any = raw(7, "utfall")
