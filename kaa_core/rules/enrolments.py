"""A youth's periods in the activity responsibility: what is told of each, and what is wanting.

A period is closed by a person, with a reason and the last known occupation. The target group has no say
in it: who leaves the group keeps the case until somebody closes it (domain.md section 2; 000 Bilaga 1,
case 6).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

import attrs

from kaa_core.model.enums import ConversationKind
from kaa_core.model.records import Conversation, Enrolment, Handover
from kaa_core.model.registry import Record

_AT_THE_END: Final = ("deregistration_reason", "last_known_occupation")


@attrs.frozen(kw_only=True)
class Discharge:
    """Whether the youth was offered an utskrivningssamtal in this period (domain.md section 3).

    `held`: the day of the last one. `offered`: the day it was offered, when that is recorded.
    """

    held: date | None = None
    offered: date | None = None

    @property
    def missing(self) -> bool:
        """Whether nothing shows that it was offered."""
        return self.held is None and self.offered is None


def in_order(enrolments: Iterable[Enrolment]) -> list[Enrolment]:
    """Return the periods, the present one or the latest first."""
    return sorted(enrolments, key=lambda one: (one.end is None, one.start, one.id), reverse=True)


def wanting(enrolment: Enrolment) -> tuple[str, ...]:
    """Return the fields that a period should have and lacks, by name: only an imported one can."""
    names = ["registration_reason"]
    if enrolment.end is not None:
        names += _AT_THE_END
    return tuple(name for name in names if getattr(enrolment, name) is None)


def discharge(enrolment: Enrolment, records: Sequence[Record]) -> Discharge:
    """Return what the records say of the utskrivningssamtal of a period. Drafts are not among them."""
    held = [
        one.occurred_on
        for one in records
        if isinstance(one, Conversation) and one.kind is ConversationKind.DISCHARGE
    ]
    offered = [one.invited_on for one in records if isinstance(one, Handover)]
    offered.append(enrolment.discharge_offered)
    return Discharge(
        held=max((one for one in held if _within(enrolment, one)), default=None),
        offered=min((one for one in offered if one and _within(enrolment, one)), default=None),
    )


def _within(enrolment: Enrolment, on: date) -> bool:
    """From the first day on; a conversation may well be held after the last."""
    return on >= enrolment.start
