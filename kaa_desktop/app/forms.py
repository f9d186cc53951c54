"""The values of each form, as typed so far: a form becomes a draft and back, and at last a record.

A draft holds the same field numbers as the record it will become, so a form needs no format of its own.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, ClassVar, Self
from uuid import UUID

import attrs

from kaa_core.model.enums import (
    CallOff,
    Channel,
    ContactOutcome,
    ConversationKind,
    Counterpart,
    Direction,
    FactSource,
    OccupationKind,
    Place,
    Protection,
    RegistrationReason,
    VisitOutcome,
    VisitStatus,
)
from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.registry import REGISTRY, Kind, Record
from kaa_core.sync.messages import packed_id
from kaa_desktop.app.agreed import AgreedTask


@attrs.frozen(kw_only=True)
class StepChoice:
    """What the person says of the proposed next step: the day it proposes, or another day."""

    on: date | None = None


@attrs.frozen(kw_only=True, repr=False)
class Form:
    """What the forms have in common. `kind_name` is the record it becomes.

    `typed` holds, by field, what stands in the window where that is not the value itself ("24 no",
    a space at the end), and `cursor` the field and place last written in: a draft comes back exactly.
    """

    kind_name: ClassVar[str]

    youth: YouthId
    next_step: StepChoice = attrs.field(factory=StepChoice)
    typed: Mapping[str, str] = attrs.field(factory=dict)
    cursor: tuple[str, int] | None = None

    @classmethod
    def becomes(cls) -> Kind:
        """The registry's kind of the record it becomes."""
        return REGISTRY.kind(cls.kind_name)

    def values(self) -> dict[str, Any]:
        """The record's fields by name, as far as the form has them."""
        return {
            field.name: _tidy(getattr(self, field.name))
            for field in self.becomes().fields
            if hasattr(self, field.name)
        }

    def as_record(
        self, record: RecordId, author: WorkerId | None, entered_at: datetime | None
    ) -> Record:
        """The record with this id; raises nothing for missing values (`Kind.validate` says them)."""
        return self.becomes().cls(
            id=record, **(self.values() | {"author": author, "entered_at": entered_at})
        )

    def to_draft(self) -> dict[str, Any]:
        """MessagePack's values: "f" the record's fields by number, and what only the form has."""
        kind = self.becomes()
        fields: dict[int, Any] = {}
        typed = dict(self.typed)
        for name, value in self.values().items():
            field = kind.by_name[name]
            if isinstance(value, str) and 0 < field.max_length < len(value):
                # More than a record may hold: nothing typed is lost, and it is said at the field.
                typed.setdefault(name, value)
            elif (wired := field.to_wire(value)) is not None:
                fields[field.id] = wired
        step = self.next_step
        return {
            "f": fields,
            "on": step.on and step.on.isoformat(),
            "typed": typed,
            "cursor": self.cursor,
        }

    @classmethod
    def from_draft(cls, draft: dict[str, Any]) -> Self:
        """The form as it was kept. Fields that this program does not know are left out."""
        kind = cls.becomes()
        own = {attribute.name for attribute in attrs.fields(cls)}
        values: dict[str, Any] = {}
        for number, wire in draft["f"].items():
            field = kind.by_id.get(number)
            if field is not None and field.name in own:
                # A value of a later version must not hide the rest of the draft.
                with contextlib.suppress(ValueError):
                    values[field.name] = field.from_wire(wire)
        if draft.get("youth"):
            values["youth"] = RecordId(UUID(bytes=draft["youth"]))
        on = draft.get("on")
        step = StepChoice(on=date.fromisoformat(on) if on else None)
        cursor = draft.get("cursor")
        return cls(
            **values,
            next_step=step,
            typed=draft.get("typed") or {},
            cursor=(cursor[0], cursor[1]) if cursor else None,
        )


@attrs.frozen(kw_only=True, repr=False)
class ContactForm(Form):
    """Ny kontakt."""

    kind_name: ClassVar[str] = "contact"

    occurred_on: date | None = None
    at: time | None = None
    channel: Channel | None = None
    direction: Direction | None = Direction.OUTGOING
    counterpart: Counterpart | None = Counterpart.YOUTH
    outcome: ContactOutcome | None = None
    minutes: int | None = None
    note: str | None = None
    template: RecordId | None = None
    conversation_offered: bool | None = None


@attrs.frozen(kw_only=True, repr=False)
class VisitForm(Form):
    """Hembesök. `visit` is the planned visit it reports; None for one that nobody planned."""

    kind_name: ClassVar[str] = "home_visit"

    visit: RecordId | None = None
    visited_on: date | None = None
    arrived: time | None = None
    left: time | None = None
    participants: tuple[WorkerId, ...] = ()
    outcome: VisitOutcome | None = None
    information_sheet_left: bool | None = None
    information_sheet_version: str | None = None
    greeting_left: bool | None = None
    occupation: OccupationKind | None = None
    note: str | None = None

    def values(self) -> dict[str, Any]:
        """A visit that is reported has been made."""
        return super().values() | {"status": VisitStatus.DONE}

    def to_draft(self) -> dict[str, Any]:
        """The planned visit goes along."""
        return super().to_draft() | {"visit": packed_id(self.visit)}

    @classmethod
    def from_draft(cls, draft: dict[str, Any]) -> Self:
        """The form as it was kept, with its planned visit."""
        return attrs.evolve(super().from_draft(draft), visit=_visit_of(draft))


@attrs.frozen(kw_only=True, repr=False)
class ConversationForm(Form):
    """Samtal."""

    kind_name: ClassVar[str] = "conversation"

    kind: ConversationKind | None = None
    occurred_on: date | None = None
    at: time | None = None
    place: Place | None = None
    counterparts: tuple[Counterpart, ...] = (Counterpart.YOUTH,)
    participants: tuple[WorkerId, ...] = ()
    minutes: int | None = None
    summary: str | None = None
    agreed: str | None = None
    read_back: bool | None = None
    counts_as_measure: bool | None = None
    tasks: tuple[AgreedTask, ...] = ()

    def to_draft(self) -> dict[str, Any]:
        """Who does what goes along: it becomes records of its own."""
        return super().to_draft() | {"agreed": [one.packed() for one in self.tasks]}

    @classmethod
    def from_draft(cls, draft: dict[str, Any]) -> Self:
        """The form as it was kept."""
        rows = tuple(AgreedTask.unpacked(one) for one in draft.get("agreed") or ())
        return attrs.evolve(super().from_draft(draft), tasks=rows)


@attrs.frozen(kw_only=True, repr=False)
class NoteForm(Form):
    """Anteckning. With `addendum_to` it is an addendum (tillägg) to an entered record.

    `explains`: it says why the routine was not followed in that.
    """

    kind_name: ClassVar[str] = "journal_note"

    occurred_on: date | None = None
    at: time | None = None
    text: str | None = None
    addendum_to: RecordId | None = None
    explains: bool | None = None


@attrs.frozen(kw_only=True, repr=False)
class PlanForm(Form):
    """Boka hembesök; with `visit` the reason why that planned visit is called off."""

    kind_name: ClassVar[str] = "home_visit"

    visit: RecordId | None = None
    planned_on: date | None = None
    planned_at: time | None = None
    participants: tuple[WorkerId, ...] = ()
    call_off_kind: CallOff | None = None
    call_off_reason: str | None = None

    def to_draft(self) -> dict[str, Any]:
        """Marked, as a report of a visit becomes the same kind of record."""
        return super().to_draft() | {"plan": True, "visit": packed_id(self.visit)}

    @classmethod
    def from_draft(cls, draft: dict[str, Any]) -> Self:
        """The form as it was kept."""
        return attrs.evolve(super().from_draft(draft), visit=_visit_of(draft))


@attrs.frozen(kw_only=True, repr=False)
class TaskForm(Form):
    """Ny bevakning."""

    kind_name: ClassVar[str] = "task"

    title: str | None = None
    reason: str | None = None
    due: date | None = None
    at: time | None = None


@attrs.frozen(kw_only=True, repr=False)
class YouthForm(Form):
    """Ändrade kontaktuppgifter: only what the person has changed is set."""

    kind_name: ClassVar[str] = "youth"

    phone: str | None = None
    email: str | None = None
    street: str | None = None
    postal_code: str | None = None
    city: str | None = None
    protection: Protection | None = None
    phone_source: FactSource | None = None
    address_source: FactSource | None = None
    identity_number: str | None = None

    def to_draft(self) -> dict[str, Any]:
        """The record is the youth's own, so no field of it says whom it is about."""
        return super().to_draft() | {"youth": self.youth.bytes}


@attrs.frozen(kw_only=True, repr=False)
class RegisterForm(Form):
    """Registrera ungdom. `youth` is the id that the youth gets; the last four are the enrolment's."""

    kind_name: ClassVar[str] = "youth"

    identity_number: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    street: str | None = None
    postal_code: str | None = None
    city: str | None = None
    phone: str | None = None
    email: str | None = None
    protection: Protection | None = None
    enrol: bool = True
    start: date | None = None
    registration_reason: RegistrationReason | None = None
    worker: WorkerId | None = None

    def to_draft(self) -> dict[str, Any]:
        """Marked, as a change of a youth becomes the same kind of record."""
        enrolment = (
            self.enrol,
            self.start and self.start.isoformat(),
            self.registration_reason and int(self.registration_reason),
            packed_id(self.worker),
        )
        return super().to_draft() | {"youth": self.youth.bytes, "new": enrolment}

    @classmethod
    def from_draft(cls, draft: dict[str, Any]) -> Self:
        """The form as it was kept."""
        enrol, start, reason, worker = draft["new"]
        return attrs.evolve(
            super().from_draft(draft),
            enrol=bool(enrol),
            start=date.fromisoformat(start) if start else None,
            registration_reason=RegistrationReason(reason) if reason else None,  # type: ignore[call-arg]
            worker=WorkerId(RecordId(UUID(bytes=worker))) if worker else None,
        )


FORMS: dict[str, type[Form]] = {
    form.kind_name: form
    for form in (ContactForm, VisitForm, ConversationForm, NoteForm, TaskForm, YouthForm)
}


def form_of(kind_name: str, draft: dict[str, Any]) -> Form:
    """The form that a draft of this kind was."""
    if draft.get("new"):
        return RegisterForm.from_draft(draft)
    if kind_name == "handover":
        from kaa_desktop.app.leaving_forms import HandoverForm  # noqa: PLC0415 - as below

        return HandoverForm.from_draft(draft)
    if kind_name in ("consent", "referral"):
        from kaa_desktop.app import sharing_forms  # noqa: PLC0415 - as below

        return sharing_forms.FORMS[kind_name].from_draft(draft)
    if kind_name not in FORMS:
        from kaa_desktop.app import plan_forms, target_forms  # noqa: PLC0415 - made of this one's Form

        if kind_name in plan_forms.FORMS:
            return plan_forms.form_of(kind_name, draft)

        return target_forms.FORMS[kind_name].from_draft(draft)
    return (PlanForm if draft.get("plan") else FORMS[kind_name]).from_draft(draft)


def _visit_of(draft: dict[str, Any]) -> RecordId | None:
    packed = draft.get("visit")
    return RecordId(UUID(bytes=packed)) if packed else None


def _tidy(value: Any) -> Any:
    """Nothing but white space is nothing."""
    if isinstance(value, str):
        return value.strip() or None
    return value
