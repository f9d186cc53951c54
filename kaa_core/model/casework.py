"""What is recorded of the work with a youth: kartläggning, plan, measures, follow-up, consent.

SKOLFS 2015:62 lists seven items to document: 1 the individual plan and the goal of the measures, 2–4
measures the individual, the municipality and any other actor is responsible for, 5 start and end dates,
6 why a measure ended, 7 dates for follow-up and evaluation. Nothing that 5 § förordningen (2006:39)
forbids has a field here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import attrs

from kaa_core.model.enums import (
    AfterMeasure,
    CloserToEducation,
    ConsentGiver,
    FollowUpKind,
    MeasureEnd,
    MeasureKind,
    ReferralState,
    Responsible,
    Shared,
)
from kaa_core.model.fields import (
    boolean,
    choice,
    choices,
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
from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.registry import Problem, Record, record


@record(26, "assessment", "kartläggning", sealed_by="entered_at")
@attrs.frozen(kw_only=True, repr=False)
class Assessment(Record):
    """A kartläggning: förutsättningar, behov och önskemål (003 s. 14–15), written in portions.

    Until entered it may be written on at several meetings; then it is a version, and the next one says
    which it `replaces`. `held_on`: the days of the meetings are conversations' own.
    """

    youth: YouthId = reference(1, "ungdom", required=True)
    started_on: date = day(2, "påbörjad", required=True)
    conditions: str | None = prose(3, "förutsättningar")
    needs: str | None = prose(4, "behov")
    wishes: str | None = prose(5, "önskemål")
    worked: str | None = prose(6, "vad som har fungerat i skolan")
    was_hard: str | None = prose(7, "vad som har varit svårt i skolan")
    situation: str | None = prose(8, "hur det är nu")
    replaces: RecordId | None = reference(9, "ersätter")
    changed: str | None = text(10, "vad som har ändrats", max_length=500, searchable=True)
    author: WorkerId | None = reference(11, "förd av")
    entered_at: datetime | None = instant(12, "införd i journalen")


@record(27, "plan", "plan")
@attrs.frozen(kw_only=True, repr=False)
class Plan(Record):
    """The individual plan as it is worked on; "Fastställ" keeps it as a PlanVersion.

    One open plan per youth; `ended_on` when it is no longer worked by.
    """

    youth: YouthId = reference(1, "ungdom", required=True)
    started_on: date = day(2, "påbörjad", required=True)
    follow_up_on: date | None = day(3, "uppföljning")
    evaluation_on: date | None = day(4, "utvärdering")
    assessment: RecordId | None = reference(5, "bygger på kartläggningen")
    without_assessment: str | None = text(
        6, "varför planen görs utan kartläggning", max_length=300, searchable=True
    )
    worker: WorkerId | None = reference(7, "ansvarig handläggare")
    ended_on: date | None = day(8, "avslutad")
    contact: str | None = text(9, "vem ungdomen kan ringa", max_length=200)
    note: str | None = prose(10, "om planen")
    without: tuple[Responsible, ...] = choices(11, "har ingen insats att ansvara för", Responsible)


@record(28, "goal", "mål")
@attrs.frozen(kw_only=True, repr=False)
class Goal(Record):
    """What the youth wants to reach: in her own words and so that it can be seen when it is reached."""

    youth: YouthId = reference(1, "ungdom", required=True)
    plan: RecordId = reference(2, "plan", required=True)
    own_words: str | None = prose(3, "målet med ungdomens egna ord")
    measurable: str | None = prose(4, "hur vi ser att målet är nått")
    by: date | None = day(5, "nått senast")
    reached_on: date | None = day(6, "nått")
    dropped_on: date | None = day(7, "gäller inte längre")
    order: int | None = integer(8, "ordning", minimum=0)


def _check_measure(measure: Measure) -> Iterator[Problem]:
    for name in ("planned_end", "end"):
        yield from in_order(measure, last=name)
    if measure.end is not None and measure.end_reason is None:
        yield Problem(field="end_reason", sentence="Välj varför insatsen upphörde.")


@record(29, "measure", "insats", checks=_check_measure)
@attrs.frozen(kw_only=True, repr=False)
class Measure(Record):
    """Something with duration, defined purpose and content (domain.md section 4): 4 § 3 (2006:39)."""

    youth: YouthId = reference(1, "ungdom", required=True)
    kind: MeasureKind = choice(2, "slag av insats", MeasureKind, required=True)
    content: str | None = text(3, "innehåll", max_length=1000, searchable=True)
    goal: RecordId | None = reference(4, "mål")
    plan: RecordId | None = reference(5, "plan")
    responsible: Responsible | None = choice(6, "ansvarig", Responsible)
    actor: RecordId | None = reference(7, "aktör")
    placement: RecordId | None = reference(8, "plats")
    start: date | None = day(9, "börjar")
    planned_end: date | None = day(10, "planerat slut")
    end: date | None = day(11, "slutade")
    end_reason: MeasureEnd | None = choice(12, "varför insatsen upphörde", MeasureEnd)
    end_note: str | None = text(13, "mer om slutet", max_length=500, searchable=True)
    follow_up_on: date | None = day(14, "uppföljning")
    evaluation_on: date | None = day(15, "utvärdering")
    worker: WorkerId | None = reference(16, "ansvarig handläggare")
    responsible_note: str | None = text(17, "vem som gör vad", max_length=300)


@record(30, "plan_version", "fastställd plan", sealed_by="established_at")
@attrs.frozen(kw_only=True, repr=False)
class PlanVersion(Record):
    """A plan as it was established, whole; never changed.

    `content`: what stood in it (rules/plan.py packs and reads it). `gaps`: which of the seven items were
    missing then (1–7), with `gaps_reason`. `changed`: what is new since the version before.
    """

    youth: YouthId = reference(1, "ungdom", required=True)
    plan: RecordId = reference(2, "plan", required=True)
    number: int | None = integer(3, "version", minimum=1)
    established_at: datetime | None = instant(4, "fastställd")
    author: WorkerId | None = reference(5, "fastställd av")
    content: Any = raw(6, "innehåll")
    changed: str | None = text(7, "vad som har ändrats", max_length=1000, searchable=True)
    gaps_reason: str | None = text(8, "varför den fastställs ändå", max_length=300)
    gaps: Any = raw(9, "vad som saknades")


@record(31, "follow_up", "uppföljning", sealed_by="entered_at")
@attrs.frozen(kw_only=True, repr=False)
class FollowUp(Record):
    """A follow-up or evaluation of a measure, or of the whole plan when no measure is named."""

    youth: YouthId = reference(1, "ungdom", required=True)
    kind: FollowUpKind = choice(2, "slag", FollowUpKind, required=True)
    occurred_on: date = day(3, "datum", required=True)
    measure: RecordId | None = reference(4, "insats")
    plan: RecordId | None = reference(5, "plan")
    result: str | None = prose(6, "hur det har gått", required=True)
    own_view: str | None = prose(7, "ungdomens egen syn")
    closer: CloserToEducation | None = choice(8, "närmare studier", CloserToEducation)
    after: AfterMeasure | None = choice(9, "vad som händer sedan", AfterMeasure)
    next_step: str | None = prose(10, "nästa steg")
    minutes: int | None = integer(11, "minuter", minimum=0, maximum=24 * 60)
    author: WorkerId | None = reference(12, "förd av")
    entered_at: datetime | None = instant(13, "införd i journalen")


def _check_consent(consent: Consent) -> Iterator[Problem]:
    if not consent.shares and not consent.what:
        yield Problem(field="shares", sentence="Kryssa för vad som får delas.")
    given: date | None = consent.given_on  # a form that is checked may lack it
    if given is not None and consent.until is not None and consent.until < given:
        yield Problem(
            field="until", sentence="Samtycket slutar innan det lämnades. Ändra ett av datumen."
        )


@record(32, "consent", "samtycke", checks=_check_consent)
@attrs.frozen(kw_only=True, repr=False)
class Consent(Record):
    """What may be shared with whom, until when. From `withdrawn_on` it does not hold."""

    youth: YouthId = reference(1, "ungdom", required=True)
    actor: RecordId | None = reference(2, "med vem", required=True)
    shares: tuple[Shared, ...] = choices(3, "vad som får delas", Shared)
    what: str | None = text(4, "närmare om vad", max_length=500)
    given_on: date = day(5, "lämnat", required=True)
    until: date | None = day(6, "gäller till", required=True)
    given_by: ConsentGiver | None = choice(7, "av vem", ConsentGiver, required=True)
    withdrawn_on: date | None = day(8, "återtaget")
    author: WorkerId | None = reference(9, "antecknat av")


@record(33, "referral", "förmedling")
@attrs.frozen(kw_only=True, repr=False)
class Referral(Record):
    """A youth put in touch with an actor, by a consent that holds."""

    youth: YouthId = reference(1, "ungdom", required=True)
    actor: RecordId | None = reference(2, "till vem", required=True)
    consent: RecordId | None = reference(3, "samtycke", required=True)
    what: str | None = text(4, "vad det gäller", required=True, max_length=500, searchable=True)
    sent_on: date = day(5, "skickad", required=True)
    state: ReferralState | None = choice(6, "läge", ReferralState)
    answered_on: date | None = day(7, "svar")
    measure: RecordId | None = reference(8, "insats")
    placement: RecordId | None = reference(9, "plats")
    author: WorkerId | None = reference(10, "förd av")
    contacts: tuple[RecordId, ...] = references(11, "kontaktpersoner")
    ended_on: date | None = day(12, "avslutad")
    answer_noted: bool | None = boolean(13, "svaret är berättat för ungdomen")
