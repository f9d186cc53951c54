"""The forms of the plan as typed so far: the plan's own dates, a goal, a measure, a follow-up, an end.

Each changes a record that stands there, or makes one. What the person saw is kept with the draft, so that
a colleague's change in between is never written over (`Transaction.set`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar, Self
from uuid import UUID

import attrs

from kaa_core.model.casework import FollowUp
from kaa_core.model.enums import (
    AfterMeasure,
    CloserToEducation,
    FollowUpKind,
    MeasureEnd,
    MeasureKind,
    Responsible,
)
from kaa_core.model.ids import RecordId
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.sync.messages import packed_id
from kaa_desktop.app.forms import Form

_NEXT_STEP = REGISTRY.kind(FollowUp).by_name["next_step"].id


@attrs.frozen(kw_only=True, repr=False)
class ChangingForm(Form):
    """A form that changes a record, or makes one when `record` is None. `seen`: what stood there."""

    record: RecordId | None = None
    seen: Mapping[str, Any] = attrs.field(factory=dict)

    @classmethod
    def of(cls, held: Record, **more: Any) -> Self:
        """The form of a record as it stands."""
        own = {one.name for one in attrs.fields(cls)}
        values = {one.name: getattr(held, one.name) for one in cls.becomes().fields}
        shown = {name: value for name, value in values.items() if name in own}
        seen = {name: value for name, value in shown.items() if name != "youth"}
        return cls(**(shown | more), record=held.id, seen=seen)

    def changed(self) -> dict[str, Any]:
        """The fields that differ from what was seen."""
        empty = {one.name: one.empty for one in self.becomes().fields}
        return {
            name: value
            for name, value in self.values().items()
            if name != "youth" and value != self.seen.get(name, empty[name])
        }

    def to_draft(self) -> dict[str, Any]:
        """With the record, and what was seen of it."""
        kind = self.becomes()
        seen = [
            [kind.by_name[name].id, kind.by_name[name].to_wire(self.seen[name])]
            for name in self.seen
        ]
        return super().to_draft() | {"record": packed_id(self.record), "seen": seen}

    @classmethod
    def from_draft(cls, draft: dict[str, Any]) -> Self:
        """As it was kept."""
        kind = cls.becomes()
        packed = draft.get("record")
        seen = {
            field.name: field.from_wire(wire)
            for number, wire in draft.get("seen") or ()
            if (field := kind.by_id.get(number)) is not None and field.fits(wire)
        }
        record = RecordId(UUID(bytes=packed)) if packed else None
        return attrs.evolve(super().from_draft(draft), record=record, seen=seen)


@attrs.frozen(kw_only=True, repr=False)
class PlanDetailsForm(ChangingForm):
    """Planens uppgifter: what it builds on, when it is looked at again, and whom the youth may call."""

    kind_name: ClassVar[str] = "plan"

    started_on: date | None = None
    assessment: RecordId | None = None
    without_assessment: str | None = None
    follow_up_on: date | None = None
    evaluation_on: date | None = None
    contact: str | None = None
    without: tuple[Responsible, ...] = ()
    note: str | None = None


@attrs.frozen(kw_only=True, repr=False)
class GoalForm(ChangingForm):
    """Mål."""

    kind_name: ClassVar[str] = "goal"

    own_words: str | None = None
    measurable: str | None = None
    by: date | None = None
    reached_on: date | None = None
    dropped_on: date | None = None


@attrs.frozen(kw_only=True, repr=False)
class MeasureForm(ChangingForm):
    """Insats. Its end is another form: it asks why."""

    kind_name: ClassVar[str] = "measure"

    kind: MeasureKind | None = None
    content: str | None = None
    goal: RecordId | None = None
    responsible: Responsible | None = None
    responsible_note: str | None = None
    actor: RecordId | None = None
    placement: RecordId | None = None
    start: date | None = None
    planned_end: date | None = None
    follow_up_on: date | None = None
    evaluation_on: date | None = None


@attrs.frozen(kw_only=True, repr=False)
class FollowUpForm(Form):
    """Uppföljning or utvärdering. `then` is the record's `next_step`; `again` when it is looked at next."""

    kind_name: ClassVar[str] = "follow_up"

    kind: FollowUpKind | None = FollowUpKind.FOLLOW_UP
    occurred_on: date | None = None
    measure: RecordId | None = None
    plan: RecordId | None = None
    result: str | None = None
    own_view: str | None = None
    closer: CloserToEducation | None = None
    after: AfterMeasure | None = None
    then: str | None = None
    minutes: int | None = None
    again: date | None = None

    def values(self) -> dict[str, Any]:
        """The record's next step is this form's `then`: a form's `next_step` is the routine's."""
        return super().values() | {"next_step": (self.then or "").strip() or None}

    def to_draft(self) -> dict[str, Any]:
        """With when it is looked at next."""
        return super().to_draft() | {"again": self.again and self.again.isoformat()}

    @classmethod
    def from_draft(cls, draft: dict[str, Any]) -> Self:
        """As it was kept."""
        fields = dict(draft["f"])
        then, again = fields.pop(_NEXT_STEP, None), draft.get("again")
        made = super().from_draft(draft | {"f": fields})
        return attrs.evolve(made, then=then, again=date.fromisoformat(again) if again else None)


@attrs.frozen(kw_only=True, repr=False)
class EndForm(FollowUpForm):
    """Avsluta insats: when and why it ended, and the evaluation of it, now or later."""

    kind: FollowUpKind | None = FollowUpKind.EVALUATION
    ended: date | None = None
    reason: MeasureEnd | None = None
    ended_note: str | None = None

    def to_draft(self) -> dict[str, Any]:
        """Marked by how the measure ended, as a follow-up becomes the same kind of record."""
        told = (self.ended and self.ended.isoformat(), self.reason and int(self.reason))
        return super().to_draft() | {"end": [*told, self.ended_note]}

    @classmethod
    def from_draft(cls, draft: dict[str, Any]) -> Self:
        """As it was kept; a reason that this program does not know is none."""
        ended, reason, note = draft["end"]
        known = [one for one in MeasureEnd if one == reason]
        return attrs.evolve(
            super().from_draft(draft),
            ended=date.fromisoformat(ended) if ended else None,
            reason=known[0] if known else None,
            ended_note=note,
        )


@attrs.frozen(kw_only=True, repr=False)
class EstablishForm(Form):
    """Fastställ ändå: why, though something is missing."""

    kind_name: ClassVar[str] = "plan_version"

    plan: RecordId | None = None
    gaps_reason: str | None = None


FORMS: Mapping[str, type[Form]] = MappingProxyType(
    {
        made.kind_name: made
        for made in (PlanDetailsForm, GoalForm, MeasureForm, FollowUpForm, EstablishForm)
    }
)


def form_of(kind_name: str, draft: dict[str, Any]) -> Form:
    """The form that a draft of the plan was."""
    if draft.get("end") is not None:
        return EndForm.from_draft(draft)
    return FORMS[kind_name].from_draft(draft)
