"""One youth's page: identity, ways of contact, the journal, what is next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import Final
from uuid import UUID

from kaa_core.model.attachment import Attachment
from kaa_core.model.enums import Belonging, RoutineStep, VisitStatus
from kaa_core.model.identity import shown
from kaa_core.model.ids import YouthId
from kaa_core.model.records import (
    Conflict,
    Enrolment,
    Guardian,
    HomeVisit,
    Occupation,
    Task,
    Youth,
)
from kaa_core.model.registry import REGISTRY, Record, of_kind
from kaa_core.rules.case_state import (
    CaseState,
    NextStep,
    Status,
    current_enrolment,
    latest_occupation,
    next_step,
)
from kaa_core.rules.eighteen import may_contact
from kaa_core.rules.routine import Planned, by_routine, routine_state
from kaa_core.rules.target_group.types import Interval
from kaa_desktop.app import words
from kaa_desktop.app.agreed import is_the_youths
from kaa_desktop.app.contact_details import source_note
from kaa_desktop.app.context import Context, age_text, birth_date, is_protected, youth_name
from kaa_desktop.app.day import address_of, visit_row
from kaa_desktop.app.drafts import draft_rows
from kaa_desktop.app.journal import Surroundings, attempts, first_letter, journal
from kaa_desktop.app.journal_plan import measure_names
from kaa_desktop.app.leaving_views import NOTHING_OUT
from kaa_desktop.app.municipality import municipality_of
from kaa_desktop.app.plan_views import plan_facts
from kaa_desktop.app.sync_views import SyncMark
from kaa_desktop.app.target_views import BELONGING_CHIPS
from kaa_desktop.app.views import GuardianView, NextStepView, YouthPage
from kaa_desktop.app.views_base import Chip, Fact, Tone
from kaa_desktop.app.way_out import way_out
from kaa_desktop.app.youths import status_chip
from kaa_desktop.store import known, routines
from kaa_desktop.store.target_reading import standing

_HIDDEN: Final = frozenset({"identity_number", "given_name", "family_name"})
_PLACE: Final = frozenset({"street", "postal_code", "city"})
_ADDRESS: Final = _PLACE | {"phone", "email"}


def youth_page(context: Context, youth_id: YouthId) -> YouthPage | None:
    """The whole page; None when the youth is not here."""
    records = context.queries.case_records(youth_id)
    youth = next((one for one in records if isinstance(one, Youth)), None)
    if youth is None:
        return None
    whole = routine_state(youth, records, context.queries.read(routines.held))
    state, plan = whole.case, whole.planned
    marks = sync_marks(context, youth_id, records)
    around = Surroundings(
        today=context.today,
        local=context.clock.local,
        workers=context.workers(),
        marks=marks,
        first_letter=first_letter(records),
        measures=measure_names(records),
    )
    protected = is_protected(youth.protection)
    steps = _steps(context, records, plan) if state.next_step is not None else ()
    closed = context.openings.hides(youth)
    entries = () if closed else journal(records, around)
    open_conflicts = sum(one.resolution is None for one in of_kind(records, Conflict))
    return YouthPage(
        id=youth_id,
        name=youth_name(youth) if closed else f"{youth.given_name} {youth.family_name}",
        number=(youth.case_number or "") if closed else shown(youth.identity_number or ""),
        age=age_text(birth_date(youth), context.today),
        protected=protected,
        case_number=youth.case_number or "",
        chips=_chips(context, youth, state, marks),
        address=address_of(youth),
        address_note=_address_note(context, youth),
        worker=around.name(state.worker),
        facts=_facts(context, youth, records, around.name(state.worker)),
        contact=_contact(context, youth, state),
        attempts=() if closed else attempts(records, around),
        routine=_routine(plan),
        occupation="" if closed else _occupation(context, records),
        guardians=_guardians(context, youth, records),
        next_step=next(iter(steps), None),
        journal=entries,
        journal_text="dold" if closed else _amount(len(entries)),
        drafts=tuple(draft_rows(context, youth_id)),
        visits=tuple(
            visit_row(one, youth, youth_name(youth), "")
            for one in of_kind(records, HomeVisit)
            if one.status is VisitStatus.PLANNED
        ),
        editable=_editable(context, youth),
        conflicts=open_conflicts,
        read_only=_read_only(state),
        steps=steps,
        plan=() if closed else plan_facts(records, context.today),
        papers=() if closed else _papers(context, records),
        out=NOTHING_OUT if closed else way_out(context, youth, records),
        closed=closed,
        shown_for=context.openings.left(youth.id) if protected else 0.0,
    )


def _amount(entries: int) -> str:
    return words.counted(entries, "händelse", "händelser") + ", senaste först"


def sync_marks(context: Context, youth: YouthId, records: Sequence[Record]) -> dict[UUID, SyncMark]:
    """What is not simply synchronised, by record."""
    marks: dict[UUID, SyncMark] = dict.fromkeys(
        context.queries.unsent_records(youth), SyncMark.WAITING
    )
    for refused in context.queries.refused():
        marks[UUID(bytes=refused.operation.record)] = SyncMark.REFUSED
    for one in of_kind(records, Conflict):
        if one.resolution is None:
            marks[one.target] = SyncMark.CONFLICT
    return marks


def _chips(
    context: Context, youth: Youth, state: CaseState, marks: dict[UUID, SyncMark]
) -> tuple[Chip, ...]:
    """At most five (design.md section 3). Who is covered is as one expects, and told among the facts."""
    chips = [status_chip(state.status)]
    target = _target(context, youth)
    if target is not None and target.belonging is not Belonging.COVERED:
        chips.append(BELONGING_CHIPS[target.belonging])
    if is_protected(youth.protection):
        chips.append(Chip("Skyddade uppgifter", "shield", Tone.PROTECTED))
    elif youth.protection:
        chips.append(Chip("Sekretessmarkering", "shield", Tone.PROTECTED))
    if state.established_on is None and state.first_letter is not None:
        days = (context.today - state.first_letter).days
        since = f"{words.counted(days, 'dag', 'dagar')} sedan brevet"
        chips.append(Chip(since, "calendar", Tone.NEUTRAL))
    if state.next_step is not None and state.next_step.due <= context.today:
        chips.append(words.due_chip(state.next_step.due, state.next_step.at, context.today))
    if context.queries.read(lambda one: known.doubled(one, [youth.id.bytes])):
        chips.insert(1, Chip("Samma personnummer i två ärenden", "triangle-alert", Tone.WARN))
    if SyncMark.CONFLICT in marks.values():  # never the one that there is no room for
        chips.insert(1, Chip("Konflikt", "triangle-alert", Tone.WARN))
    if SyncMark.WAITING in marks.values():
        chips.append(Chip("Väntar på synk", "hard-drive", Tone.NEUTRAL))
    return tuple(chips[:5])


def _target(context: Context, youth: Youth) -> Interval | None:
    """How she stands to the target group today; None while that has not been judged."""
    packed, today = youth.id.bytes, context.today
    return context.queries.read(lambda one: standing(one, [packed], today)).get(packed)


def _address_note(context: Context, youth: Youth) -> str:
    """As "Folkbokföringen, senast bekräftad 23 nov"."""
    return source_note(youth.address_source, youth.address_confirmed, context.today)


def _phone(context: Context, youth: Youth) -> Fact:
    note = source_note(youth.phone_source, youth.phone_confirmed, context.today)
    return Fact(label="Telefon", value=youth.phone or "saknas", note=note if youth.phone else "")


def _facts(
    context: Context, youth: Youth, records: Sequence[Record], worker: str
) -> tuple[Fact, ...]:
    facts = []
    if not is_protected(youth.protection):
        facts.append(_phone(context, youth))
        facts.append(
            Fact(
                label="Adress",
                value=address_of(youth) or "saknas",
                note=_address_note(context, youth),
            )
        )
    facts.append(Fact(label="Handläggare", value=worker or "ingen"))
    enrolment = current_enrolment(of_kind(records, Enrolment))
    if enrolment is not None:
        reason = enrolment.registration_reason
        since = words.short(enrolment.start, context.today)
        told = since if reason is None else f"{since}, {reason.label}"
        facts.append(Fact(label="Inskriven", value=told))
    target = _target(context, youth)
    if target is not None:
        covered = target.belonging is Belonging.COVERED
        since = f"sedan {words.short(target.start, context.today)}" if covered else ""
        told = BELONGING_CHIPS[target.belonging].text
        facts.append(Fact(label="Målgrupp", value=told, note=since))
    return tuple(facts)


def _contact(context: Context, youth: Youth, state: CaseState) -> tuple[Fact, ...]:
    facts = []
    if not context.openings.hides(youth):
        facts.append(_phone(context, youth))
        facts.append(Fact(label="E-post", value=youth.email or "saknas"))
    facts.append(Fact(label="Försök", value=str(state.attempts)))
    for label, on in (
        ("Första brevet", state.first_letter),
        ("Senaste försöket", state.last_attempt),
        ("Kontakt etablerad", state.established_on),
    ):
        if on is not None:
            facts.append(Fact(label=label, value=words.short(on, context.today)))
    return tuple(facts)


def _occupation(context: Context, records: Sequence[Record]) -> str:
    """The latest known occupation in words."""
    latest = latest_occupation(of_kind(records, Occupation))
    if latest is None:
        return "Okänd"
    parts = [words.sentence_case(latest.kind.label)]
    if latest.extent is not None:
        parts.append(f"{latest.extent} procent")
    if latest.start is not None:
        parts.append(f"från {words.short(latest.start, context.today)}")
    if latest.end is not None:
        parts.append(f"till {words.short(latest.end, context.today)}")
    return ", ".join(parts)


def _guardians(
    context: Context, youth: Youth, records: Sequence[Record]
) -> tuple[GuardianView, ...]:
    """While the youth is under 18, then those whom she lets us talk to (domain.md section 4, Eighteen)."""
    unknown = birth_date(youth) is None
    off = municipality_of(context.queries).no_guardians
    if context.openings.hides(youth) or unknown or off:
        return ()
    return tuple(
        GuardianView(
            id=one.id,
            name=one.name,
            phone=one.phone or "",
            email=one.email or "",
            note=source_note(one.source, one.phone_confirmed, context.today) if one.phone else "",
        )
        for one in of_kind(records, Guardian)
        if may_contact(youth, one, context.today)
    )


def _papers(context: Context, records: Sequence[Record]) -> tuple[Fact, ...]:
    """The attached papers in short, the newest first."""
    held = sorted(of_kind(records, Attachment), key=lambda one: (one.dated, one.id), reverse=True)
    return tuple(
        Fact(label=words.short(one.dated, context.today), value=one.name, note=one.what.label)
        for one in held
    )


def _steps(
    context: Context, records: Sequence[Record], plan: Planned | None
) -> tuple[NextStepView, ...]:
    """All that is to be done: the routine's step, tasks and planned visits, soonest first as in lists."""
    open_ = [] if plan is None else [(plan.as_next(), True)]
    for one in records:
        if plan is not None and (by_routine(one) or one.id == plan.record):
            continue
        step = _asked_about(one) or next_step([one])
        if step is not None:
            open_.append((step, by_routine(one)))
    open_.sort(key=lambda one: (one[0].due, one[0].at or time.max, one[0].title))
    own = {one.id for one in of_kind(records, Task) if is_the_youths(one)}
    return tuple(
        NextStepView(
            title=step.title,
            reason=step.reason or "",
            when=words.due_chip(step.due, step.at, context.today).text,
            due=step.due,
            late=step.due < context.today and step.record not in own,
            task=None if step.is_visit else step.record,
            visit=step.record if step.is_visit else None,
            routine=routine and not step.is_visit,
        )
        for step, routine in open_
    )


def _asked_about(one: Record) -> NextStep | None:
    """What the youth is to do herself: shown as hers."""
    if not isinstance(one, Task) or one.done_on is not None or not is_the_youths(one):
        return None
    why = f"Fråga hur det gick. {one.reason or ''}".strip()
    return NextStep(
        title=f"Ungdomen: {one.title}", due=one.due, at=one.at, reason=why, record=one.id
    )


def _routine(plan: Planned | None) -> str:
    """What the routine says of the step one is at; empty when it asks for nothing."""
    if plan is None:
        return ""
    asked = plan.asked
    if asked.step is not RoutineStep.FOLLOW_UP:
        return f"{asked.step.label}. {asked.why}"
    return f"{asked.step.label}. {asked.why} Efter {words.short(asked.limit)} är den för sen."


def _editable(context: Context, youth: Youth) -> dict[str, object]:
    values: dict[str, object] = REGISTRY.kind(Youth).values(youth)
    if not is_protected(youth.protection):
        return values
    # Open, she can be reached; an address is never kept.
    hidden = _HIDDEN | _ADDRESS if context.openings.hides(youth) else _HIDDEN | _PLACE
    return {name: held for name, held in values.items() if name not in hidden}


def _read_only(state: CaseState) -> str:
    if state.status is Status.CLOSED:
        return "Ärendet är avslutat. Skriv in ungdomen igen om det behövs."
    return ""
