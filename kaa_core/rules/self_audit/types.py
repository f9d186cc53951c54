"""The values that the self-audit takes and gives."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import attrs

from kaa_core.model.casework import Assessment, FollowUp, Goal, Measure, Plan
from kaa_core.model.enums import Choice
from kaa_core.model.ids import RecordId
from kaa_core.model.records import Conversation, Enrolment
from kaa_core.rules.case_state import Outreach


class Area(Choice):
    """What the auditors looked at, in their order (000 Tabell 3). The numbers are kept with samples."""

    CONTACT = 1, "Kontakt"
    MAPPING = 2, "Kartläggning"
    MEASURES = 3, "Åtgärder"
    EVALUATION = 4, "Utvärdering"


class Value(Choice):
    """How an area of a case comes out. The fourth is shown, and left out of the sums."""

    MEETS = 1, "uppfyller"
    PARTLY = 2, "delvis"
    NOT = 3, "uppfyller inte"
    NOT_YET = 4, "ännu inte bedömbar"


_BY_ROUTINE: Final[Mapping[Value, str]] = {
    Value.MEETS: "enligt rutin",
    Value.PARTLY: "delvis enligt rutin",
    Value.NOT: "inte enligt rutin",
}


def told(area: Area, value: Value) -> str:
    """The auditors' word: contact is judged by the routine, the rest by what is required."""
    return _BY_ROUTINE.get(value, value.label) if area is Area.CONTACT else value.label


class Where(enum.Enum):
    """A place in the program where something that is missing can be filled in."""

    CONTACT = "contact"
    ADDENDUM = "addendum"
    ASSESSMENT = "assessment"
    PLAN = "plan"
    GOAL = "goal"
    MEASURE = "measure"
    FOLLOW_UP = "follow_up"
    CASE = "case"


@attrs.frozen(kw_only=True)
class Mend:
    """Where to go to mend something: a place, and the record that it is about, if there is one."""

    where: Where
    record: RecordId | None = None


@attrs.frozen(kw_only=True)
class Lack:
    """One thing that keeps an area from being fulfilled.

    `code` names it for ever; `short` is a few words for a list, `said` a whole sentence, `how` what to do.
    """

    code: str
    short: str
    said: str
    how: str
    mend: Mend


@attrs.frozen(kw_only=True)
class Verdict:
    """How one area came out, and why: `short` for a list, `reason` in whole sentences.

    `mend` is where the first lack is mended; None when nothing is missing. `how` says how.
    """

    area: Area
    value: Value
    reason: str
    short: str
    lacks: tuple[Lack, ...] = ()

    @property
    def mend(self) -> Mend | None:
        """Where to go first."""
        return self.lacks[0].mend if self.lacks else None

    @property
    def word(self) -> str:
        """The value as the auditors said it."""
        return told(self.area, self.value)


@attrs.frozen(kw_only=True)
class Audit:
    """The four verdicts of a case on a date, in the order of `Area`.

    `enrolled`: whether there was a case at all then; without one, nothing can be judged.
    """

    on: date
    verdicts: tuple[Verdict, ...]
    enrolled: bool = True
    closed: bool = False

    def of(self, area: Area) -> Verdict:
        """The verdict of one area."""
        return self.verdicts[area - 1]

    @property
    def values(self) -> tuple[Value, ...]:
        """The four values, in the order of `Area`."""
        return tuple(one.value for one in self.verdicts)


@attrs.frozen(kw_only=True, repr=False)
class Held:
    """What there was of a case on a date, by the days of what happened (case.py).

    `until`: the day it is judged on: `on`, or when the case was closed before that. `made`: contacts in no
    order. `counted`: conversations that are marked as a measure.
    """

    on: date
    until: date
    enrolment: Enrolment
    made: Sequence[Outreach]
    assessments: Sequence[Assessment]
    plans: Sequence[Plan]
    goals: Sequence[Goal]
    measures: Sequence[Measure]
    planned: Sequence[Measure]
    follow_ups: Sequence[FollowUp]
    counted: Sequence[Conversation]
    explained: frozenset[RecordId]

    @property
    def closed(self) -> date | None:
        """The day the case was closed, when that has been."""
        end = self.enrolment.end
        return end if end is not None and end <= self.on else None
