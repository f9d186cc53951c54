"""Turning twenty: the responsibility ends on the day, and two months before it is time to hand over.

29 kap. 9 § skollagen (has not turned 20); the reminder and the handover are domain.md section 2, months
counted as in section 9. A case is never closed by the day itself: a person does that.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

import attrs

from kaa_core.model.enums import HandoverTo
from kaa_core.model.records import Enrolment, Handover, Youth
from kaa_core.model.registry import Record
from kaa_core.rules.birthdays import reaches
from kaa_core.rules.calendar import add_months
from kaa_core.rules.case_state import current_enrolment
from kaa_core.rules.enrolments import Discharge, discharge

AGE: Final = 20
MONTHS_BEFORE: Final = 2


class Lacks(enum.Enum):
    """What is still to be done before the responsibility ends."""

    HANDOVER = "handover"
    CONSENT = "consent"
    HANDED = "handed"
    DISCHARGE = "discharge"


@attrs.frozen(kw_only=True)
class Twenty:
    """An open case of somebody who soon turns, or has turned, twenty.

    `turns`: the birthday; `since`: when the reminder began. `handovers`: those of this period, the
    latest first, what goes to a colleague not among them.
    """

    turns: date
    since: date
    handovers: tuple[Handover, ...]
    discharge: Discharge
    lacks: tuple[Lacks, ...]

    def passed(self, on: date) -> bool:
        """Whether she has turned twenty: the responsibility has ended, the case is still open."""
        return on >= self.turns

    @property
    def ready(self) -> bool:
        """Whether nothing is wanting but the day."""
        return not self.lacks


def reminded_from(turns: date) -> date:
    """Return the first day of the reminder: two months before the birthday."""
    return add_months(turns, -MONTHS_BEFORE)


def twenty(youth: Youth, records: Iterable[Record], on: date) -> Twenty | None:
    """Return what turning twenty asks for on a date; None when it is not time, or no case is open."""
    held = list(records)
    enrolment = current_enrolment(one for one in held if isinstance(one, Enrolment))
    turns = reaches(youth.identity_number, AGE)
    if enrolment is None or enrolment.end is not None or turns is None:
        return None
    since = reminded_from(turns)
    if on < since:
        return None
    made = [one for one in held if isinstance(one, Handover)]
    handovers = _of_the_youth(made, enrolment)
    talked = discharge(enrolment, held)
    return Twenty(
        turns=turns,
        since=since,
        handovers=tuple(handovers),
        discharge=talked,
        lacks=(*_lacks(handovers, on), *((Lacks.DISCHARGE,) if talked.missing else ())),
    )


def consented(handover: Handover, on: date) -> bool:
    """Whether the youth's consent holds on a date; what nobody outside is given needs none."""
    if handover.to is HandoverTo.NOBODY:
        return True
    given, until = handover.consent_on, handover.consent_until
    return given is not None and given <= on and (until is None or on <= until)


def _of_the_youth(handovers: Iterable[Handover], enrolment: Enrolment) -> list[Handover]:
    """What was handed over before this period belongs to a former one."""
    own = [
        one
        for one in handovers
        if one.to is not HandoverTo.COLLEAGUE
        and (one.handed_on is None or one.handed_on >= enrolment.start)
    ]
    return sorted(own, key=lambda one: (one.handed_on or date.max, one.id), reverse=True)


def _lacks(handovers: Sequence[Handover], on: date) -> tuple[Lacks, ...]:
    if not handovers:
        return (Lacks.HANDOVER,)
    if any(one.handed_on is not None or one.to is HandoverTo.NOBODY for one in handovers):
        return ()
    if not any(consented(one, on) for one in handovers):
        return (Lacks.CONSENT, Lacks.HANDED)
    return (Lacks.HANDED,)
