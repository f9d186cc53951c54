"""The kinds of record.

What may be kept about a youth is bounded by 4 § förordningen (2006:39): identity and contact,
occupation past, present and future, and measures. 5 § forbids sensitive data: there is no field for
health, diagnosis, ethnicity, religion or crime, and none may be added.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import attrs

from kaa_core.model import school_days
from kaa_core.model.attachment import Attachment as Attachment  # noqa: PLC0414 - one door to all
from kaa_core.model.casework import Assessment as Assessment  # noqa: PLC0414
from kaa_core.model.casework import Consent as Consent  # noqa: PLC0414
from kaa_core.model.casework import FollowUp as FollowUp  # noqa: PLC0414
from kaa_core.model.casework import Goal as Goal  # noqa: PLC0414
from kaa_core.model.casework import Measure as Measure  # noqa: PLC0414
from kaa_core.model.casework import Plan as Plan  # noqa: PLC0414
from kaa_core.model.casework import PlanVersion as PlanVersion  # noqa: PLC0414
from kaa_core.model.casework import Referral as Referral  # noqa: PLC0414
from kaa_core.model.disclosure import Disclosure as Disclosure  # noqa: PLC0414
from kaa_core.model.early import EarlySignal as EarlySignal  # noqa: PLC0414
from kaa_core.model.enums import (
    CallOff,
    CaseworkersSee,
    Channel,
    ContactOutcome,
    ConversationKind,
    Counterpart,
    DeregistrationReason,
    Direction,
    FactSource,
    OccupationKind,
    Place,
    Protection,
    RegisterRule,
    RegistrationReason,
    Resolution,
    Responsible,
    Role,
    RoutineStep,
    TaskOrigin,
    VisitOutcome,
    VisitStatus,
)
from kaa_core.model.facts import Credential as Credential  # noqa: PLC0414
from kaa_core.model.facts import CriterionDecision as CriterionDecision  # noqa: PLC0414
from kaa_core.model.facts import RegisterDecision as RegisterDecision  # noqa: PLC0414
from kaa_core.model.facts import Residence as Residence  # noqa: PLC0414
from kaa_core.model.facts import SchoolNotice as SchoolNotice  # noqa: PLC0414
from kaa_core.model.facts import StudyPeriod as StudyPeriod  # noqa: PLC0414
from kaa_core.model.facts import YouthLink as YouthLink  # noqa: PLC0414
from kaa_core.model.fields import (
    boolean,
    choice,
    choices,
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
from kaa_core.model.following_up import BudgetEntry as BudgetEntry  # noqa: PLC0414
from kaa_core.model.following_up import FigureExport as FigureExport  # noqa: PLC0414
from kaa_core.model.following_up import ImprovementArea as ImprovementArea  # noqa: PLC0414
from kaa_core.model.following_up import ScbDelivery as ScbDelivery  # noqa: PLC0414
from kaa_core.model.following_up import ScbLayout as ScbLayout  # noqa: PLC0414
from kaa_core.model.following_up import ScbStatement as ScbStatement  # noqa: PLC0414
from kaa_core.model.following_up import StoredFigures as StoredFigures  # noqa: PLC0414
from kaa_core.model.following_up import YearEvaluation as YearEvaluation  # noqa: PLC0414
from kaa_core.model.identity import IdentityNumber, IdentityProblem
from kaa_core.model.ids import RecordId, UnitId, UserId, WorkerId, YouthId
from kaa_core.model.leaving import Handover as Handover  # noqa: PLC0414
from kaa_core.model.leaving import ProtectedOpening as ProtectedOpening  # noqa: PLC0414
from kaa_core.model.organising import Absence as Absence  # noqa: PLC0414
from kaa_core.model.organising import Actor as Actor  # noqa: PLC0414
from kaa_core.model.organising import ActorContact as ActorContact  # noqa: PLC0414
from kaa_core.model.organising import AuditSample as AuditSample  # noqa: PLC0414
from kaa_core.model.organising import LetterTemplate as LetterTemplate  # noqa: PLC0414
from kaa_core.model.organising import OrganisationGoal as OrganisationGoal  # noqa: PLC0414
from kaa_core.model.organising import Placement as Placement  # noqa: PLC0414
from kaa_core.model.organising import RoutineVersion as RoutineVersion  # noqa: PLC0414
from kaa_core.model.organising import VisitRound as VisitRound  # noqa: PLC0414
from kaa_core.model.registry import Bar, Problem, Record, record

MINUTES_A_DAY = 24 * 60


def _check_youth(youth: Youth) -> Iterator[Problem]:
    try:
        IdentityNumber.parse(youth.identity_number or "")
    except IdentityProblem as problem:
        if youth.identity_number:
            yield Problem(field="identity_number", sentence=str(problem))
    addresses = (youth.street, youth.postal_code, youth.city)
    if youth.protection is Protection.PROTECTED and any(addresses):
        # OSL and 29 kap. 6 § skollagen: no address here at all (domain.md section 2).
        yield Problem(
            field="street",
            sentence="Ta bort adressen. Den som har skyddad folkbokföring får inte ha någon adress här.",
        )


NO_ADDRESS = Bar(
    when="protection",
    value=Protection.PROTECTED,
    fields=("street", "postal_code", "city", "address_source", "address_confirmed"),
)
"""OSL and 29 kap. 6 § skollagen: with skyddad folkbokföring no address here at all."""


@record(1, "youth", "ungdom", checks=_check_youth, bar=NO_ADDRESS)
@attrs.frozen(kw_only=True, repr=False)
class Youth(Record):
    """A young person. Identity and ways of contact: 4 § 1 förordningen (2006:39)."""

    identity_number: str = text(1, "personnummer", required=True, max_length=12, searchable=True)
    given_name: str = text(2, "förnamn", required=True, max_length=100, searchable=True)
    family_name: str = text(3, "efternamn", required=True, max_length=100, searchable=True)
    street: str | None = text(4, "gatuadress", max_length=200, searchable=True)
    postal_code: str | None = text(5, "postnummer", max_length=10)
    city: str | None = text(6, "ort", max_length=100, searchable=True)
    phone: str | None = text(7, "telefon", max_length=40, searchable=True)
    email: str | None = text(8, "e-post", max_length=200, searchable=True)
    protection: Protection | None = choice(9, "skydd av uppgifter", Protection)
    case_number: str | None = text(10, "ärendenummer", max_length=20, searchable=True)
    address_source: FactSource | None = choice(11, "adressens källa", FactSource)
    address_confirmed: date | None = day(12, "adressen bekräftad")
    phone_source: FactSource | None = choice(13, "telefonens källa", FactSource)
    phone_confirmed: date | None = day(14, "telefonen bekräftad")


@record(2, "guardian", "vårdnadshavare")
@attrs.frozen(kw_only=True, repr=False)
class Guardian(Record):
    """A guardian of a youth under 18: name and ways of contact, nothing more (domain.md section 2).

    From 18 on contact needs the youth's consent (section 4): `consent_on` when she gave it, and
    `consent_until` the last day it holds.
    """

    youth: YouthId = reference(1, "ungdom", required=True)
    name: str = text(2, "namn", required=True, max_length=200, searchable=True)
    phone: str | None = text(3, "telefon", max_length=40, searchable=True)
    email: str | None = text(4, "e-post", max_length=200, searchable=True)
    source: FactSource | None = choice(5, "källa", FactSource)
    consent_on: date | None = day(6, "ungdomens samtycke till kontakt")
    consent_until: date | None = day(7, "samtycket gäller till")
    consent_by: WorkerId | None = reference(8, "samtycket antecknat av")
    phone_confirmed: date | None = day(9, "telefonen bekräftad")


def _check_enrolment(enrolment: Enrolment) -> Iterator[Problem]:
    yield from in_order(enrolment)
    if enrolment.end is None or enrolment.imported:
        return
    # Closing asks for reason and last known occupation (000 Bilaga 1, case 6).
    if enrolment.deregistration_reason is None:
        yield Problem(field="deregistration_reason", sentence="Välj varför ungdomen skrivs av.")
    if enrolment.last_known_occupation is None:
        yield Problem(
            field="last_known_occupation", sentence="Välj ungdomens senast kända sysselsättning."
        )


@record(3, "enrolment", "inskrivning", checks=_check_enrolment)
@attrs.frozen(kw_only=True, repr=False)
class Enrolment(Record):
    """A period in the activity responsibility; opens and closes with a reason.

    `imported`: it was over before the program came, and a reason or the last known occupation may be
    wanting (kaa_core/rules/enrolments.py says which). `discharge_offered`: when the youth was offered
    an utskrivningssamtal.
    """

    youth: YouthId = reference(1, "ungdom", required=True)
    start: date = day(2, "inskriven", required=True)
    registration_reason: RegistrationReason | None = choice(
        3, "orsak till inskrivning", RegistrationReason, required=True
    )
    registration_note: str | None = text(
        4, "kommentar till inskrivning", max_length=500, searchable=True
    )
    worker: WorkerId | None = reference(5, "handläggare")
    end: date | None = day(6, "avskriven")
    deregistration_reason: DeregistrationReason | None = choice(
        7, "orsak till avskrivning", DeregistrationReason
    )
    last_known_occupation: OccupationKind | None = choice(
        8, "senast kända sysselsättning", OccupationKind
    )
    closed_by: WorkerId | None = reference(9, "avskriven av")
    imported: bool | None = boolean(10, "inläst historik")
    discharge_offered: date | None = day(11, "utskrivningssamtal erbjudet")


@record(4, "occupation", "sysselsättning", checks=in_order)
@attrs.frozen(kw_only=True, repr=False)
class Occupation(Record):
    """What a youth does, dated, with source and extent: 4 § 2 förordningen (2006:39)."""

    youth: YouthId = reference(1, "ungdom", required=True)
    kind: OccupationKind = choice(2, "sysselsättning", OccupationKind, required=True)
    description: str | None = text(3, "beskrivning", max_length=200, searchable=True)
    extent: int | None = integer(4, "omfattning i procent", minimum=0, maximum=100)
    start: date | None = day(5, "från")
    end: date | None = day(6, "till")
    source: FactSource | None = choice(7, "källa", FactSource)
    noted_on: date | None = day(8, "noterat")


def _check_contact(contact: Contact) -> Iterator[Problem]:
    if contact.outcome is ContactOutcome.SENT and contact.channel not in (
        Channel.LETTER,
        Channel.SMS,
        Channel.EMAIL,
        Channel.SOCIAL_MEDIA,
        None,
    ):
        yield Problem(
            field="outcome",
            sentence="Utfallet skickat passar bara brev, sms, e-post och meddelanden.",
        )


@record(5, "contact", "kontakt", sealed_by="entered_at", checks=_check_contact)
@attrs.frozen(kw_only=True, repr=False)
class Contact(Record):
    """One contact or attempt: what kind, with whom, what came of it (003 s. 13; 000 1.4.6)."""

    youth: YouthId = reference(1, "ungdom", required=True)
    occurred_on: date = day(2, "datum", required=True)
    at: time | None = clock_time(3, "klockslag")
    channel: Channel = choice(4, "kontaktsätt", Channel, required=True)
    direction: Direction | None = choice(5, "riktning", Direction)
    counterpart: Counterpart = choice(6, "med vem", Counterpart, required=True)
    outcome: ContactOutcome = choice(7, "utfall", ContactOutcome, required=True)
    minutes: int | None = integer(8, "minuter", minimum=0, maximum=MINUTES_A_DAY)
    note: str | None = prose(9, "anteckning")
    author: WorkerId | None = reference(10, "förd av")
    entered_at: datetime | None = instant(11, "införd i journalen")
    template: RecordId | None = reference(12, "brevmall")
    conversation_offered: bool | None = boolean(13, "samtal erbjudet")


def _check_visit(visit: HomeVisit) -> Iterator[Problem]:
    yield from in_order(visit, "arrived", "left", "Gick ligger före Kom fram. Ändra en av tiderna.")
    if visit.status is VisitStatus.DONE:
        if visit.visited_on is None:
            yield Problem(field="visited_on", sentence="Fyll i datum för besöket.")
        if visit.outcome is None:
            yield Problem(field="outcome", sentence="Välj vad som hände vid besöket.")
    if visit.status is VisitStatus.PLANNED and visit.planned_on is None:
        yield Problem(field="planned_on", sentence="Fyll i vilken dag besöket är planerat.")
    why = visit.call_off_kind not in (None, CallOff.OTHER) or visit.call_off_reason
    if visit.status is VisitStatus.CALLED_OFF and not why:
        yield Problem(field="call_off_reason", sentence="Skriv varför besöket ställdes in.")


@record(6, "home_visit", "hembesök", sealed_by="entered_at", checks=_check_visit)
@attrs.frozen(kw_only=True, repr=False)
class HomeVisit(Record):
    """A home visit: planned, then done, nobody home or called off with a reason (000 1.4.6, 2.1.4)."""

    youth: YouthId = reference(1, "ungdom", required=True)
    status: VisitStatus = choice(2, "läge", VisitStatus, required=True)
    planned_on: date | None = day(3, "planerat datum")
    planned_at: time | None = clock_time(4, "planerat klockslag")
    address: str | None = text(5, "besöksadress", max_length=200)
    visited_on: date | None = day(6, "datum")
    arrived: time | None = clock_time(7, "kom fram")
    left: time | None = clock_time(8, "gick")
    participants: tuple[WorkerId, ...] = references(9, "deltog")
    outcome: VisitOutcome | None = choice(10, "vad hände", VisitOutcome)
    information_sheet_left: bool | None = boolean(11, "informationsblad lämnat")
    information_sheet_version: str | None = text(12, "informationsbladets version", max_length=40)
    greeting_left: bool | None = boolean(13, "handskriven hälsning bifogad")
    occupation: OccupationKind | None = choice(14, "ungdomens sysselsättning", OccupationKind)
    call_off_reason: str | None = text(
        15, "varför besöket ställdes in", max_length=500, searchable=True
    )
    note: str | None = prose(16, "anteckning")
    author: WorkerId | None = reference(17, "förd av")
    entered_at: datetime | None = instant(18, "införd i journalen")
    round: RecordId | None = reference(19, "besöksrunda")
    order: int | None = integer(20, "ordning i rundan", minimum=0)
    access_note: str | None = text(21, "att hitta fram", max_length=300)
    bring: str | None = text(22, "ta med", max_length=300)
    call_off_kind: CallOff | None = choice(23, "skäl att ställa in", CallOff)


def _check_conversation(conversation: Conversation) -> Iterator[Problem]:
    # Who took part decides whether it is contact with the youth (domain.md section 9, Routine).
    if not conversation.counterparts:
        yield Problem(field="counterparts", sentence="Kryssa för vilka som deltog i samtalet.")


@record(7, "conversation", "samtal", sealed_by="entered_at", checks=_check_conversation)
@attrs.frozen(kw_only=True, repr=False)
class Conversation(Record):
    """A conversation of a stated kind; short coaching may be marked as a measure (domain.md section 4)."""

    youth: YouthId = reference(1, "ungdom", required=True)
    kind: ConversationKind = choice(2, "slag av samtal", ConversationKind, required=True)
    occurred_on: date = day(3, "datum", required=True)
    at: time | None = clock_time(4, "klockslag")
    place: Place | None = choice(5, "plats", Place)
    counterparts: tuple[Counterpart, ...] = choices(6, "deltog", Counterpart)
    participants: tuple[WorkerId, ...] = references(7, "kollegor som deltog")
    minutes: int | None = integer(8, "minuter", minimum=0, maximum=MINUTES_A_DAY)
    summary: str | None = prose(9, "vad samtalet handlade om", required=True)
    agreed: str | None = prose(10, "vad ni kom överens om")
    read_back: bool | None = boolean(11, "uppläst för ungdomen")
    counts_as_measure: bool | None = boolean(12, "räknas som insats")
    author: WorkerId | None = reference(13, "förd av")
    entered_at: datetime | None = instant(14, "införd i journalen")


@record(8, "journal_note", "journalanteckning", sealed_by="entered_at")
@attrs.frozen(kw_only=True, repr=False)
class JournalNote(Record):
    """A note; with `addendum_to` it corrects an entered record without touching it.

    `explains`: it says why the routine was not followed in what it is added to (a home visit first).
    """

    youth: YouthId = reference(1, "ungdom", required=True)
    occurred_on: date = day(2, "datum", required=True)
    at: time | None = clock_time(3, "klockslag")
    text: str | None = prose(4, "anteckning", required=True)
    addendum_to: RecordId | None = reference(5, "tillägg till")
    author: WorkerId | None = reference(6, "förd av")
    entered_at: datetime | None = instant(7, "införd i journalen")
    explains: bool | None = boolean(8, "förklarar avsteg från rutinen")


@record(9, "task", "bevakning")
@attrs.frozen(kw_only=True, repr=False)
class Task(Record):
    """Something to do for a youth by a date; made by the routine or by hand."""

    youth: YouthId = reference(1, "ungdom", required=True)
    title: str = text(2, "vad", required=True, max_length=200, searchable=True)
    reason: str | None = text(3, "varför", max_length=300, searchable=True)
    due: date = day(4, "senast", required=True)
    at: time | None = clock_time(5, "klockslag")
    worker: WorkerId | None = reference(6, "vem")
    origin: TaskOrigin | None = choice(7, "ursprung", TaskOrigin)
    step: RoutineStep | None = choice(8, "steg i rutinen", RoutineStep)
    done_on: date | None = day(9, "klart")
    done_by: WorkerId | None = reference(10, "klart av")
    agreed_in: RecordId | None = reference(11, "överenskommet i")
    responsible: Responsible | None = choice(12, "vem som gör det", Responsible)


@record(10, "worker", "handläggare")
@attrs.frozen(kw_only=True, repr=False)
class Worker(Record):
    """A colleague. Shared by the whole municipality; written by the server as accounts are administered.

    Field 4 was the unit's name as text, and is not used again.
    """

    name: str = text(1, "namn", required=True, max_length=200)
    initials: str | None = text(2, "initialer", max_length=6)
    role: Role = choice(3, "roll", Role, required=True)
    user: UserId | None = reference(5, "konto")
    active: bool | None = boolean(6, "i tjänst")
    unit: UnitId | None = reference(7, "enhet")


@record(11, "conflict", "konflikt")
@attrs.frozen(kw_only=True, repr=False)
class Conflict(Record):
    """Two values of one field, written without sight of each other; both kept until a person decides.

    Made by the server alone. `kept_*` is what stands on the server, `other_*` what arrived later.
    `target_field` is 0 when what came later is a deletion of the whole record. A value is raw: the
    wire form of the target field. `addendum`: the note that holds the other value where both are kept.
    """

    youth: YouthId | None = reference(1, "ungdom")
    target_kind: int = integer(2, "slag", required=True)
    target: RecordId = reference(3, "post", required=True)
    target_field: int = integer(4, "fält", required=True)
    kept_value: Any = raw(5, "serverns uppgift")
    kept_by: UserId | None = reference(6, "skriven av")
    kept_device: RecordId | None = reference(7, "på dator")
    kept_at: datetime | None = instant(8, "skriven")
    kept_seq: int | None = integer(9, "serverns nummer")
    kept_deleted: bool | None = boolean(10, "borttagen på servern")
    other_value: Any = raw(11, "den andra uppgiften")
    other_by: UserId | None = reference(12, "skriven av")
    other_device: RecordId | None = reference(13, "på dator")
    other_at: datetime | None = instant(14, "skriven")
    other_incarnation: int | None = integer(15, "datorns omgång")
    other_n: int | None = integer(16, "datorns nummer")
    other_deleted: bool | None = boolean(17, "borttagen på datorn")
    resolution: Resolution | None = choice(18, "beslut", Resolution)
    chosen_value: Any = raw(19, "vald uppgift")
    resolved_by: UserId | None = reference(20, "avgjord av")
    resolved_at: datetime | None = instant(21, "avgjord")
    before_value: Any = raw(22, "uppgiften före")
    reason: str | None = text(23, "motivering", max_length=500)
    asked_of: UserId | None = reference(24, "tillfrågad")
    asked_by: UserId | None = reference(25, "fråga från")
    asked_at: datetime | None = instant(26, "frågan ställd")
    question: str | None = text(27, "fråga", max_length=500)
    addendum: RecordId | None = reference(28, "tillägg")


@record(12, "unit", "enhet")
@attrs.frozen(kw_only=True, repr=False)
class Unit(Record):
    """A part of the municipality's organisation in which workers work."""

    name: str = text(1, "namn", required=True, max_length=100)
    active: bool | None = boolean(2, "används")


def _check_settings(settings: MunicipalitySettings) -> Iterator[Problem]:
    yield from school_days.problems(settings.last_school_days, "last_school_days")


@record(13, "municipality", "kommunens inställningar", checks=_check_settings)
@attrs.frozen(kw_only=True, repr=False)
class MunicipalitySettings(Record):
    """What the municipality has decided for all its computers. Of several, the oldest id counts.

    `last_school_days`: of the spring terms, one date a year (school_days.py). `notice_days`: how long a
    school's notice about somebody who is not in the register waits before it is erased. `early_basis`: on
    what legal ground Tidiga signaler is kept; without one there is no such list (model/early.py).
    """

    support_name: str | None = text(1, "vem som hjälper till", max_length=200)
    support_phone: str | None = text(2, "stödets telefon", max_length=40)
    support_email: str | None = text(3, "stödets e-post", max_length=200)
    lock_minutes: int | None = integer(4, "lås efter minuter", minimum=1, maximum=30)
    information_sheet_version: str | None = text(5, "informationsbladets version", max_length=40)
    caseworkers_see: CaseworkersSee | None = choice(
        6, "vilka ärenden handläggare ser", CaseworkersSee
    )
    lease_days: int | None = integer(7, "lås efter dagar utan kontakt", minimum=1, maximum=365)
    register_rules: tuple[RegisterRule, ...] = choices(
        8, "regler som svarar på förslag", RegisterRule
    )
    no_guardians: bool | None = boolean(9, "inga uppgifter om vårdnadshavare")
    last_school_days: str | None = text(10, "sista skoldagar", max_length=school_days.LONGEST)
    notice_days: int | None = integer(11, "dagar en anmälan väntar", minimum=7, maximum=365)
    early_basis: str | None = text(12, "rättslig grund för tidiga signaler", max_length=500)
    early_weeks: int | None = integer(13, "veckor en tidig signal finns", minimum=1, maximum=26)
    shares_figures: bool | None = boolean(14, "delar sammanställda tal med andra kommuner")


@record(14, "case_access", "behörighet till ärende")
@attrs.frozen(kw_only=True, repr=False)
class CaseAccess(Record):
    """A worker who may see a case that is not her own or her unit's: named, by whom and why.

    Given by whoever keeps the register; taken back by deleting it.
    """

    youth: YouthId = reference(1, "ungdom", required=True)
    worker: WorkerId = reference(2, "vem", required=True)
    reason: str | None = text(3, "varför", required=True, max_length=300)
    given_by: WorkerId | None = reference(4, "given av")


JOURNAL_KINDS = (
    "contact",
    "home_visit",
    "conversation",
    "journal_note",
    "assessment",
    "follow_up",
)
"""Kinds that make up the journal: written as drafts, then entered and sealed."""
