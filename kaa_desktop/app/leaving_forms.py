"""The form of a handover at twenty: kept as a draft like what is entered in the journal."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

import attrs

from kaa_core.model.enums import HandoverTo
from kaa_core.model.ids import RecordId
from kaa_core.sync.messages import packed_id
from kaa_desktop.app.forms import Form


@attrs.frozen(kw_only=True, repr=False)
class HandoverForm(Form):
    """Överlämning. `record`: the prepared one that is gone on with; None for a new one."""

    kind_name: ClassVar[str] = "handover"

    record: RecordId | None = None
    to: HandoverTo | None = None
    recipient: str | None = None
    what: str | None = None
    consent_on: date | None = None
    consent_until: date | None = None
    handed_on: date | None = None
    invited_on: date | None = None

    def to_draft(self) -> dict[str, Any]:
        """The prepared handover goes along."""
        return super().to_draft() | {"record": packed_id(self.record)}

    @classmethod
    def from_draft(cls, draft: dict[str, Any]) -> Self:
        """The form as it was kept, with its handover."""
        packed = draft.get("record")
        record = RecordId(UUID(bytes=packed)) if packed else None
        return attrs.evolve(super().from_draft(draft), record=record)
