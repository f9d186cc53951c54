"""The journal: everything that happened to a youth in one order, with addenda under what they correct."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

import attrs

from kaa_core.model.attachment import Attachment
from kaa_core.model.casework import Assessment, FollowUp, Measure, PlanVersion
from kaa_core.model.enums import (
    Channel,
    ContactOutcome,
    Direction,
    VisitOutcome,
    VisitStatus,
)
from kaa_core.model.ids import RecordId
from kaa_core.model.records import (
    Contact,
    Conversation,
    Enrolment,
    HomeVisit,
    JournalNote,
    Occupation,
    Task,
    Worker,
)
from kaa_core.model.registry import Record
from kaa_core.rules.assessing import ALL, missing
from kaa_desktop.app import words
from kaa_desktop.app.agreed import by_conversation
from kaa_desktop.app.journal_plan import told_of
from kaa_desktop.app.sync_views import SyncMark
from kaa_desktop.app.views import Addendum, Attempt, JournalEntry, JournalFilter
from kaa_desktop.app.views_base import Tone

CHANNEL_ICONS: Final = {
    Channel.LETTER: "mail",
    Channel.TELEPHONE: "phone",
    Channel.SMS: "message-square",
    Channel.EMAIL: "mail",
    Channel.HOME_VISIT: "house",
    Channel.SOCIAL_MEDIA: "message-circle",
    Channel.MEETING: "users",
    Channel.THROUGH_OTHER: "users",
}
_MIDNIGHT: Final = time(0, 0)


@attrs.frozen(kw_only=True, repr=False)
class Surroundings:
    """What the records of a journal are shown against."""

    today: date
    local: Any
    workers: Mapping[UUID, Worker]
    marks: Mapping[UUID, SyncMark]
    first_letter: RecordId | None
    measures: Mapping[UUID, str] = attrs.field(factory=dict)

    def initials(self, *people: UUID | None) -> str:
        """As "KD, FM"; without doubles."""
        found = [self.workers[one].initials for one in people if one and one in self.workers]
        return ", ".join(dict.fromkeys(one for one in found if one))

    def name(self, person: UUID | None) -> str:
        """The author's whole name."""
        return self.workers[person].name if person and person in self.workers else ""

    def mark(self, record: RecordId) -> SyncMark:
        """Where the record stands."""
        return self.marks.get(record, SyncMark.SYNCED)


@attrs.frozen(kw_only=True, repr=False)
class _Event:
    """What a kind of record says of itself."""

    record: Record
    on: date
    icon: str
    tone: Tone
    title: str
    text: str = ""
    at: time | None = None
    lines: tuple[str, ...] = ()
    author: UUID | None = None
    others: tuple[UUID, ...] = ()
    entered: datetime | None = None
    filter: JournalFilter = JournalFilter.ALL


def journal(records: Iterable[Record], around: Surroundings) -> tuple[JournalEntry, ...]:
    """The entries, newest first."""
    held = list(records)
    addenda = _addenda(held, around)
    agreed = by_conversation((one for one in held if isinstance(one, Task)), around.today)
    events = [event for one in held for event in _events(one, around)]
    events.sort(key=lambda event: _when(event, around), reverse=True)
    return tuple(
        _entry(
            attrs.evolve(event, lines=(*event.lines, *agreed.get(event.record.id, ()))),
            addenda.get(event.record.id, ()),
            around,
        )
        for event in events
    )


def attempts(records: Iterable[Record], around: Surroundings) -> tuple[Attempt, ...]:
    """What was tried in short, newest first, and how it began; a visit called off was no attempt."""
    events = [
        event
        for one in records
        if isinstance(one, Contact | HomeVisit | Conversation | Enrolment)
        and getattr(one, "status", None) is not VisitStatus.CALLED_OFF
        for event in _events(one, around)
    ]
    events.sort(key=lambda event: _when(event, around), reverse=True)
    return tuple(
        Attempt(icon=event.icon, text=event.title, when=words.short(event.on, around.today))
        for event in events
    )


def first_letter(records: Iterable[Record]) -> RecordId | None:
    """The first letter that was sent: the routine counts from it (000 1.4.6)."""
    letters = [one for one in records if isinstance(one, Contact) and one.channel is Channel.LETTER]
    first = min(letters, key=lambda one: (one.occurred_on, one.id), default=None)
    return None if first is None else first.id


def _when(event: _Event, around: Surroundings) -> tuple[date, time, UUID]:
    at = event.at
    if at is None and event.entered is not None:
        local: datetime = around.local(event.entered)
        at = local.time() if local.date() == event.on else None
    return event.on, at or _MIDNIGHT, event.record.id


def _entry(event: _Event, addenda: tuple[Addendum, ...], around: Surroundings) -> JournalEntry:
    record = event.record
    return JournalEntry(
        id=record.id,
        kind=type(record).__name__,
        icon=event.icon,
        tone=event.tone,
        title=event.title,
        text=event.text,
        lines=event.lines,
        on=event.on,
        when=words.day_and_time(event.on, event.at, around.today),
        month=words.month(event.on),
        author=around.initials(event.author, *event.others),
        author_name=around.name(event.author),
        mark=around.mark(record.id),
        can_amend=event.entered is not None,
        filter=event.filter,
        addenda=addenda,
    )


def _addenda(
    records: Iterable[Record], around: Surroundings
) -> dict[RecordId, tuple[Addendum, ...]]:
    found: dict[RecordId, list[JournalNote]] = {}
    for one in records:
        if isinstance(one, JournalNote) and one.addendum_to is not None:
            found.setdefault(one.addendum_to, []).append(one)
    return {
        to: tuple(
            Addendum(
                id=note.id,
                text=note.text or "",
                when=words.day_and_time(note.occurred_on, note.at, around.today),
                author=around.initials(note.author),
                mark=around.mark(note.id),
            )
            for note in sorted(notes, key=lambda note: (note.occurred_on, note.id))
        )
        for to, notes in found.items()
    }


def _events(record: Record, around: Surroundings) -> Iterable[_Event]:
    match record:
        case Contact():
            yield _contact(record, first=record.id == around.first_letter)
        case HomeVisit(status=VisitStatus.DONE | VisitStatus.CALLED_OFF):
            yield _visit(record)
        case Conversation():
            yield _conversation(record)
        case JournalNote(addendum_to=None):
            yield _Event(
                record=record,
                on=record.occurred_on,
                at=record.at,
                icon="notebook-pen",
                tone=Tone.NEUTRAL,
                title="Anteckning",
                text=record.text or "",
                author=record.author,
                entered=record.entered_at,
            )
        case Assessment():
            yield _assessment(record)
        case Measure() | FollowUp() | PlanVersion():
            told = told_of(record, around.measures, around.today, around.local)
            yield from (_Event(record=record, **values) for values in told)
        case Enrolment():
            yield from _enrolment(record)
        case Attachment():
            yield _attachment(record)
        case Occupation(noted_on=date()) | Occupation(start=date()):
            yield _occupation(record)


def _contact(contact: Contact, *, first: bool) -> _Event:
    channel, outcome = contact.channel.label, contact.outcome.label
    title = f"{words.sentence_case(channel)} – {outcome}"
    if first and contact.outcome in (ContactOutcome.SENT, ContactOutcome.NOT_REACHED):
        title = "Första brevet skickat"
    if contact.direction is Direction.INCOMING:
        title += " (till oss)"
    return _Event(
        record=contact,
        on=contact.occurred_on,
        at=contact.at,
        icon=CHANNEL_ICONS[contact.channel],
        tone=Tone.OK if contact.outcome is ContactOutcome.REACHED else Tone.INFO,
        title=title,
        text=contact.note or "",
        lines=_lines(
            f"Med {contact.counterpart.label}",
            contact.minutes and f"{contact.minutes} minuter",
            contact.conversation_offered and "Samtal erbjudet",
        ),
        author=contact.author,
        entered=contact.entered_at,
        filter=JournalFilter.CONTACT,
    )


def _visit(visit: HomeVisit) -> _Event:
    called_off = visit.status is VisitStatus.CALLED_OFF
    what = "inställt" if called_off else _lower(visit.outcome)
    met = visit.outcome is VisitOutcome.MET_YOUTH
    return _Event(
        record=visit,
        on=visit.visited_on or visit.planned_on or date.min,
        at=visit.arrived or visit.planned_at,
        icon="house",
        tone=Tone.OK if met else Tone.INFO,
        title=f"Hembesök – {what}",
        text=(visit.call_off_reason if called_off else visit.note) or "",
        lines=_lines(
            called_off and visit.call_off_kind and words.sentence_case(visit.call_off_kind.label),
            visit.information_sheet_left and "Informationsblad lämnat",
            visit.greeting_left and "Handskriven hälsning bifogad",
            visit.occupation and f"Sysselsättning: {visit.occupation.label}",
        ),
        author=visit.author,
        others=visit.participants,
        entered=visit.entered_at,
        filter=JournalFilter.CONTACT,
    )


def _conversation(conversation: Conversation) -> _Event:
    place = conversation.place
    return _Event(
        record=conversation,
        on=conversation.occurred_on,
        at=conversation.at,
        icon="messages-square",
        tone=Tone.OK,
        title=words.sentence_case(conversation.kind.label),
        text=conversation.summary or "",
        lines=_lines(
            conversation.agreed and f"Överenskommet: {conversation.agreed}",
            place and words.sentence_case(place.label),
            conversation.read_back and "Uppläst för ungdomen",
            conversation.minutes and f"{conversation.minutes} minuter",
        ),
        author=conversation.author,
        others=conversation.participants,
        entered=conversation.entered_at,
        filter=JournalFilter.CONVERSATION,
    )


def _assessment(assessment: Assessment) -> _Event:
    """Entered, it stands with its text; while it is written, that it goes on and what is missing."""
    written = [
        f"{title}: {text}" for name, title in ALL.items() if (text := getattr(assessment, name))
    ]
    lacks = missing(assessment)
    ongoing = assessment.entered_at is None
    return _Event(
        record=assessment,
        on=assessment.started_on,
        icon="list-checks",
        tone=Tone.INFO if ongoing else Tone.OK,
        title="Kartläggning – pågår" if ongoing else "Kartläggning",
        text="" if ongoing else assessment.changed or "",
        lines=_lines(
            *(() if ongoing else written), lacks and f"Saknas: {', '.join(lacks).lower()}"
        ),
        author=assessment.author,
        entered=assessment.entered_at,
        filter=JournalFilter.CONVERSATION,
    )


def _enrolment(enrolment: Enrolment) -> Iterable[_Event]:
    reason = enrolment.registration_reason
    yield _Event(
        record=enrolment,
        on=enrolment.start,
        icon="user-plus",
        tone=Tone.NEUTRAL,
        title="Inskriven i registret",
        text=words.sentence_case(reason.label) if reason else "",
        lines=_lines(enrolment.registration_note),
    )
    if enrolment.end is not None:
        left, known = enrolment.deregistration_reason, enrolment.last_known_occupation
        yield _Event(
            record=enrolment,
            on=enrolment.end,
            icon="archive",
            tone=Tone.NEUTRAL,
            title="Avskriven ur registret",
            text=words.sentence_case(left.label) if left else "",
            lines=_lines(known is not None and f"Senast känt: {known.label}"),
        )


def _occupation(occupation: Occupation) -> _Event:
    extent = occupation.extent
    return _Event(
        record=occupation,
        on=occupation.noted_on or occupation.start or date.min,
        icon="briefcase",
        tone=Tone.NEUTRAL,
        title=f"Sysselsättning: {occupation.kind.label}",
        text=occupation.description or "",
        lines=_lines(
            extent is not None and f"{extent} procent",
            occupation.source and f"Källa: {occupation.source.label}",
        ),
    )


def _attachment(paper: Attachment) -> _Event:
    return _Event(
        record=paper,
        on=paper.dated,
        icon="paperclip",
        tone=Tone.NEUTRAL,
        title=f"Bilaga – {paper.what.label}",
        text=paper.name,
        author=paper.author,
    )


def _lower(outcome: VisitOutcome | None) -> str:
    label = "" if outcome is None else outcome.label
    return label[:1].lower() + label[1:]


def _lines(*parts: object) -> tuple[str, ...]:
    return tuple(str(part) for part in parts if part)
