"""The values of the kartläggning as typed so far."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

import attrs

from kaa_core.model.ids import RecordId
from kaa_core.rules.assessing import ALL
from kaa_core.sync.messages import packed_id
from kaa_desktop.app.forms import FORMS, Form


@attrs.frozen(kw_only=True, repr=False)
class AssessmentForm(Form):
    """Kartläggning. `record`: what is gone on with, while it is not entered; `seen`: what stood in it."""

    kind_name: ClassVar[str] = "assessment"

    record: RecordId | None = None
    seen: Mapping[str, str] = attrs.field(factory=dict)
    started_on: date | None = None
    conditions: str | None = None
    needs: str | None = None
    wishes: str | None = None
    worked: str | None = None
    was_hard: str | None = None
    situation: str | None = None
    replaces: RecordId | None = None

    def texts(self) -> dict[str, str | None]:
        """What is written, by part."""
        return {name: (getattr(self, name) or "").strip() or None for name in ALL}

    def to_draft(self) -> dict[str, Any]:
        """What it goes on with, and what stood there, go along."""
        return super().to_draft() | {
            "youth": self.youth.bytes,
            "on_with": packed_id(self.record),
            "seen": dict(self.seen),
        }

    @classmethod
    def from_draft(cls, draft: dict[str, Any]) -> Self:
        """The form as it was kept."""
        packed = draft.get("on_with")
        record = RecordId(UUID(bytes=packed)) if packed else None
        return attrs.evolve(super().from_draft(draft), record=record, seen=draft.get("seen") or {})


# Beside the forms of app/forms.py, which this one is made of.
FORMS[AssessmentForm.kind_name] = AssessmentForm
