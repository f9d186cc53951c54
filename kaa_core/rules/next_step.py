"""What the default contact routine asks for after an event (domain.md section 4; 000 1.4.6).

First letter = T0. Not reached: T0 + 1 month telephone, sms or second letter; T0 + 2 months home visit;
home visit + 1 month contact again, and so on: the routine never ends by itself. Reached: follow-up at
least every 3 months.
"""

from __future__ import annotations

from datetime import date, timedelta

import attrs

from kaa_core.model.enums import Channel, RoutineStep
from kaa_core.rules.calendar import MONTHS, add_months, day_off, working_day_before
from kaa_core.rules.case_state import Outreach, Reach

DAYS_TO_FIRST_CONTACT = 14
MONTHS_TO_SECOND_CONTACT = 1
MONTHS_TO_VISIT = 2
MONTHS_AFTER_VISIT = 1
MONTHS_TO_FOLLOW_UP = 3


@attrs.frozen(kw_only=True)
class Proposal:
    """A next step. `due` is the true date of the rule, `proposed` the working day before it.

    `why` says where the date comes from; `moved` why the proposed day is another ("24 dec är julafton").
    """

    step: RoutineStep
    due: date
    proposed: date
    why: str
    moved: str | None


def first_contact(start: date) -> Proposal:
    """Return the step that an enrolment opens with, when nothing has been tried before it."""
    return _proposal(
        RoutineStep.FIRST_CONTACT,
        start + timedelta(days=DAYS_TO_FIRST_CONTACT),
        "Inom 14 dagar från inskrivningen.",
    )


def propose(made: list[Outreach]) -> Proposal | None:
    """Return the step that follows the outreach made, oldest first; None when nothing was made yet."""
    if not made:
        return None
    latest = made[-1]
    if latest.reach is not Reach.ATTEMPT:
        return _proposal(
            RoutineStep.FOLLOW_UP,
            add_months(latest.on, MONTHS_TO_FOLLOW_UP),
            "Tre månader efter senaste kontakten.",
        )
    if latest.channel is Channel.HOME_VISIT:
        return _proposal(
            RoutineStep.CONTACT_AFTER_VISIT,
            add_months(latest.on, MONTHS_AFTER_VISIT),
            "En månad efter hembesöket.",
        )
    return _before_visit(made)


def _before_visit(made: list[Outreach]) -> Proposal:
    since_last = _since_last_visit_or_reached(made)
    after_visit = len(since_last) < len(made) and made[-len(since_last) - 1].reach is Reach.ATTEMPT
    letters = [one.on for one in since_last if one.channel is Channel.LETTER]
    start = letters[0] if letters else since_last[0].on
    if len(since_last) == 1 and not after_visit:
        return _proposal(
            RoutineStep.SECOND_CONTACT,
            add_months(start, MONTHS_TO_SECOND_CONTACT),
            "En månad efter första brevet." if letters else "En månad efter första försöket.",
        )
    return _proposal(
        RoutineStep.HOME_VISIT,
        max(add_months(start, MONTHS_TO_VISIT), made[-1].on),
        "Två månader efter första brevet." if letters else "Två månader efter första försöket.",
    )


def _since_last_visit_or_reached(made: list[Outreach]) -> list[Outreach]:
    for index in range(len(made) - 1, -1, -1):
        one = made[index]
        if one.reach is not Reach.ATTEMPT or one.channel is Channel.HOME_VISIT:
            return made[index + 1 :]
    return made


def _proposal(step: RoutineStep, due: date, why: str) -> Proposal:
    proposed = working_day_before(due)
    off = day_off(due)
    moved = None if off is None else f"{due.day} {MONTHS[due.month - 1]} är {off}."
    return Proposal(step=step, due=due, proposed=proposed, why=why, moved=moved)
