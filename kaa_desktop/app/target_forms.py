"""The forms of the target group as typed so far: the decision, and a fact with its source.

Each has the name of the record that it becomes, so that its draft holds the same field numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar, Self

import attrs

from kaa_core.model.enums import (
    CredentialKind,
    FactSource,
    NoticeKind,
    ResidenceKind,
    StudyEnd,
    StudyForm,
)
from kaa_desktop.app.forms import Form
from kaa_desktop.app.target_answers import Choice


@attrs.frozen(kw_only=True, repr=False)
class DecisionForm(Form):
    """Avgör prövningen. `choice` is the radio button, which the record says in several fields."""

    kind_name: ClassVar[str] = "criterion_decision"

    choice: Choice | None = None
    reason: str | None = None
    look_again: date | None = None

    def to_draft(self) -> dict[str, Any]:
        """With the choice by name."""
        return super().to_draft() | {"choice": self.choice.name if self.choice else None}

    @classmethod
    def from_draft(cls, draft: dict[str, Any]) -> Self:
        """The form as it was kept; a choice that this program does not know is none."""
        name = draft.get("choice")
        return attrs.evolve(super().from_draft(draft), choice=Choice.__members__.get(name or ""))


@attrs.frozen(kw_only=True, repr=False)
class FactForm(Form):
    """What every fact is told with: who says it, as of which day, and where it stands."""

    source: FactSource | None = None
    as_of: date | None = None
    origin: str | None = None

    def told(self) -> dict[str, Any]:
        """The values to enter, by the registry's field names."""
        return {name: value for name, value in self.values().items() if name != "youth"}


@attrs.frozen(kw_only=True, repr=False)
class StudiesForm(FactForm):
    """Studier."""

    kind_name: ClassVar[str] = "study_period"

    form: StudyForm | None = None
    start: date | None = None
    end: date | None = None
    end_kind: StudyEnd | None = None
    extent: int | None = None
    school: str | None = None
    programme: str | None = None
    prolonged: bool | None = None


@attrs.frozen(kw_only=True, repr=False)
class CredentialForm(FactForm):
    """Betygsdokument."""

    kind_name: ClassVar[str] = "credential"

    kind: CredentialKind | None = None
    issued_on: date | None = None
    school: str | None = None
    programme: str | None = None


@attrs.frozen(kw_only=True, repr=False)
class ResidenceForm(FactForm):
    """Bosättning."""

    kind_name: ClassVar[str] = "residence"

    kind: ResidenceKind | None = None
    start: date | None = None
    end: date | None = None
    municipality: str | None = None
    from_abroad: bool | None = None


@attrs.frozen(kw_only=True, repr=False)
class NoticeForm(FactForm):
    """Anmälan enligt 15 kap. 15 § skollagen, that came by letter, telephone or e-mail."""

    kind_name: ClassVar[str] = "school_notice"

    kind: NoticeKind | None = None
    occurred_on: date | None = None
    school: str | None = None
    programme: str | None = None
    form: StudyForm | None = None
    sender: str | None = None


FORMS: Mapping[str, type[Form]] = MappingProxyType(
    {
        made.kind_name: made
        for made in (DecisionForm, StudiesForm, CredentialForm, ResidenceForm, NoticeForm)
    }
)
