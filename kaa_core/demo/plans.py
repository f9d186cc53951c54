"""Kartläggning, plan, measures and follow-up of the demo's youths: few of them whole, as the audit found.

Ten of ten sampled cases lacked a plan and an evaluation (000 Bilaga 1); 12 of 16 municipalities did not
follow measures up (003 s. 17). Dice of its own, so that everything else of the demo stays as it was.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

import attrs

from kaa_core.demo import plan_texts as texts
from kaa_core.demo.days import DAY, clock, utc, working_day
from kaa_core.demo.dice import Dice
from kaa_core.demo.journal import Journal, Made
from kaa_core.demo.stories import Pattern
from kaa_core.model.casework import Assessment, FollowUp, Goal, Measure, Plan, PlanVersion
from kaa_core.model.enums import (
    AfterMeasure,
    CloserToEducation,
    FollowUpKind,
    MeasureEnd,
    MeasureKind,
    Responsible,
)
from kaa_core.model.ids import RecordId
from kaa_core.model.registry import Record
from kaa_core.rules import plan as rules
from kaa_core.rules.case_state import Reach
from kaa_core.rules.plan.versions import shortened

Y, M, A = Responsible.YOUTH, Responsible.MUNICIPALITY, Responsible.OTHER_ACTOR


class Kept(enum.Enum):
    """How much of it there is."""

    NOTHING = "nothing but the journal"
    LOOSE = "measures that belong to no plan, and nobody evaluates (000 Tabell 3)"
    DRAFT = "a plan begun, without days"
    GAPS = "established though something is missing, measures not evaluated"
    AGAIN = "the same measure twice, without a step towards education (003 s. 17)"
    WHOLE = "everything there, followed up and evaluated"


SHARES: Final = (
    (Kept.NOTHING, 18),
    (Kept.LOOSE, 34),
    (Kept.DRAFT, 16),
    (Kept.GAPS, 12),
    (Kept.AGAIN, 5),
    (Kept.WHOLE, 15),
)
"""Of a hundred reached and enrolled."""
_KINDS: Final = {
    Y: (MeasureKind.RETURN_TO_SCHOOL, MeasureKind.JOB_SEEKING),
    M: (
        MeasureKind.GUIDANCE,
        MeasureKind.MOTIVATION,
        MeasureKind.STUDY_VISIT,
        MeasureKind.ACTIVITY,
    ),
    A: (MeasureKind.INTERNSHIP, MeasureKind.COURSE),
}
_OWN_KIND: Final = {
    Pattern.INTERNSHIP: MeasureKind.INTERNSHIP,
    Pattern.ADULT_EDUCATION: MeasureKind.COURSE,
    Pattern.WORK: MeasureKind.JOB_SEEKING,
}
_ENDS: Final = (MeasureEnd.COMPLETED, MeasureEnd.YOUTH_ENDED, MeasureEnd.PROVIDER_ENDED)
_AFTERNOON: Final = 15 * 60 + 40
_LEAST_DAYS: Final = 20
"""Fewer days since the youth was reached than this: no plan yet."""


def plan_of(journal: Journal, pattern: Pattern, dice: Dice) -> Kept:
    """Add what there is of an open case, and say how much that was."""
    reached = [one.on for one in journal.outreach if one.reach is Reach.REACHED]
    if not reached or pattern in (Pattern.DECLINED, Pattern.NEW):
        return Kept.NOTHING
    begun = working_day(reached[0] + DAY * dice.between(10, 32))
    kept = _share(dice)
    if kept is Kept.NOTHING or begun + DAY * _LEAST_DAYS > journal.span.last:
        return Kept.NOTHING
    _Writer(journal, dice, begun, _OWN_KIND.get(pattern)).write(kept)
    return kept


def _share(dice: Dice) -> Kept:
    roll = dice.below(sum(share for _, share in SHARES))
    for kept, share in SHARES:
        roll -= share
        if roll < 0:
            return kept
    raise AssertionError("a roll within the sum is found")


class _Writer:
    """Writes one youth's plan from the day that it was begun."""

    def __init__(self, journal: Journal, dice: Dice, begun: date, own: MeasureKind | None) -> None:
        self._journal, self._dice, self._begun, self._own = journal, dice, begun, own
        self._last = journal.span.last
        self._minutes = 0

    def write(self, kept: Kept) -> None:
        """Write it as far as it was kept."""
        if kept is Kept.LOOSE:
            for _ in range(self._dice.between(1, 2)):
                self._loose()
            return
        if kept is Kept.AGAIN:
            self._again()
            return
        whole = kept is Kept.WHOLE
        assessed = self._assessment(whole=True) if whole or self._dice.chance(60) else None
        if assessed is None and self._dice.chance(50):
            self._assessment(whole=False)
        plan = self._plan(assessed, whole=whole, gaps=kept is Kept.GAPS)
        goal = self._goal(plan)
        parties: Sequence[Responsible] = (Y, M, A) if whole else (M, self._dice.pick((Y, A)))
        measures = [self._measure(plan, goal, party, whole=whole) for party in parties]
        if kept is Kept.GAPS or whole:
            self._establish(plan, goal, measures)
        if whole:
            self._looked_at(plan, measures)

    # -- parts

    def _at(self, day: date) -> datetime:
        self._minutes = (self._minutes + 1) % 60
        at = clock(_AFTERNOON + self._minutes)
        return utc(day, at) + timedelta(seconds=self._dice.below(50))

    def _add(self, build: Any, day: date, **values: Any) -> Any:
        at = self._at(day)
        record: Record = build(id=self._dice.new_id(at), youth=self._journal.youth_id, **values)
        self._journal.made.append(Made(record=record, by=self._journal.worker, at=at))
        return record

    def _sealed(self, build: Any, day: date, seal: str, **values: Any) -> Any:
        """Enter a record: it has an author and the moment."""
        at = self._at(day)
        record: Record = build(
            id=self._dice.new_id(at),
            youth=self._journal.youth_id,
            author=self._journal.worker,
            **{seal: at},
            **values,
        )
        self._journal.made.append(Made(record=record, by=self._journal.worker, at=at))
        return record

    def _assessment(self, *, whole: bool) -> RecordId:
        pick = self._dice.pick
        made: Assessment = self._sealed(
            Assessment,
            self._begun,
            "entered_at",
            started_on=self._begun,
            conditions=pick(texts.CONDITIONS),
            needs=pick(texts.NEEDS) if whole else None,
            wishes=pick(texts.WISHES),
            worked=pick(texts.WORKED),
            was_hard=pick(texts.WAS_HARD) if whole else None,
            situation=pick(texts.SITUATION),
        )
        return made.id

    def _plan(self, assessed: RecordId | None, *, whole: bool, gaps: bool) -> Plan:
        made: Plan = self._add(
            Plan,
            self._begun,
            started_on=self._begun,
            assessment=assessed,
            without_assessment=self._dice.pick(texts.WITHOUT_ASSESSMENT)
            if assessed is None and gaps
            else None,
            follow_up_on=self._follow_up_on(overdue=gaps) if whole or gaps else None,
            evaluation_on=self._ahead(60) if whole else None,
            worker=self._journal.worker,
            contact="Ring den du brukar träffa, kommunens växel" if whole else None,
        )
        return made

    def _follow_up_on(self, *, overdue: bool) -> date:
        """A day ahead, or for some one that has passed without anybody looking."""
        passed = working_day(self._last - DAY * self._dice.between(1, 25))
        return passed if overdue and self._dice.chance(50) else self._ahead()

    def _ahead(self, more: int = 0) -> date:
        """A day that has not come yet."""
        return working_day(self._journal.span.as_of + DAY * self._dice.between(3 + more, 40 + more))

    def _goal(self, plan: Plan) -> Goal:
        words, measurable = self._dice.pick(texts.GOALS)
        made: Goal = self._add(
            Goal,
            self._begun,
            plan=plan.id,
            own_words=words,
            measurable=measurable,
            by=working_day(self._journal.span.as_of + DAY * self._dice.between(60, 200)),
            order=0,
        )
        return made

    def _measure(self, plan: Plan, goal: Goal, party: Responsible, *, whole: bool) -> Measure:
        kind = self._own if self._own in _KINDS[party] else self._dice.pick(_KINDS[party])
        assert kind is not None  # a kind is picked when she has none of her own
        start = self._begun
        lasts = DAY * self._dice.between(40, 160)
        ended = whole and start + lasts < self._last and self._dice.chance(60)
        end = working_day(start + lasts) if ended else None
        if end is not None and end > self._last:
            end = None
        made: Measure = self._add(
            Measure,
            self._begun if end is None else end,
            plan=plan.id,
            goal=goal.id,
            kind=kind,
            content=self._dice.pick(texts.CONTENTS[kind]),
            responsible=party if whole or self._dice.chance(75) else None,
            responsible_note=self._dice.pick(texts.WHO),
            start=start,
            planned_end=end or (self._ahead(30) if whole or self._dice.chance(60) else None),
            end=end,
            end_reason=MeasureEnd.COMPLETED if end else None,
            worker=self._journal.worker,
        )
        return made

    def _loose(self) -> None:
        """As in the audited cases: something was done, by somebody, and no more is said of it."""
        party = self._dice.pick((Y, M, A))
        kind = self._own or self._dice.pick(_KINDS[party])
        start = working_day(self._begun + DAY * self._dice.between(0, 30))
        if start > self._last:
            return
        end = working_day(start + DAY * self._dice.between(20, 70))
        ended = end <= self._last and self._dice.chance(25)
        self._add(
            Measure,
            end if ended else start,
            kind=kind,
            content=self._dice.pick(texts.CONTENTS[kind]) if self._dice.chance(70) else None,
            responsible=party if self._dice.chance(80) else None,
            start=start,
            end=end if ended else None,
            end_reason=self._dice.pick(_ENDS) if ended else None,
            worker=self._journal.worker,
        )

    def _again(self) -> None:
        """Two internships, one after the other, and a third thing to be found."""
        start = self._begun
        for _ in range(2):
            end = working_day(start + DAY * self._dice.between(15, 40))
            if end > self._last:
                return
            made: Measure = self._add(
                Measure,
                end,
                kind=MeasureKind.INTERNSHIP,
                content=self._dice.pick(texts.CONTENTS[MeasureKind.INTERNSHIP]),
                responsible=A,
                start=start,
                planned_end=end,
                end=end,
                end_reason=MeasureEnd.DID_NOT_FIT,
                end_note=self._dice.pick(texts.END_NOTES),
                worker=self._journal.worker,
            )
            self._follow_up(end, made.id, None, CloserToEducation.NO, FollowUpKind.EVALUATION)
            start = working_day(end + DAY * self._dice.between(5, 20))

    def _establish(self, plan: Plan, goal: Goal, measures: Sequence[Measure]) -> None:
        """As it stood then: nothing had ended."""
        then = [_as_begun(one) for one in measures]
        items = rules.seven_items(plan, [goal], then, ())
        gaps = rules.gaps_of(items)
        day = min(working_day(self._begun + DAY * 3), self._last)
        changed = rules.what_changed(None, rules.Established(plan=plan))
        self._sealed(
            PlanVersion,
            day,
            "established_at",
            plan=plan.id,
            number=1,
            content=rules.pack_version(plan, [goal], then),
            changed=shortened(changed),
            gaps=list(gaps) or None,
            gaps_reason=self._dice.pick(texts.GAP_REASONS) if gaps else None,
        )

    def _looked_at(self, plan: Plan, measures: Sequence[Measure]) -> None:
        """Followed up about every other month, and each that ended evaluated in time."""
        day = working_day(self._begun + DAY * self._dice.between(35, 60))
        while day <= self._last:
            closer = self._dice.pick((CloserToEducation.PARTLY, CloserToEducation.TOO_EARLY))
            self._follow_up(day, None, plan.id, closer, FollowUpKind.FOLLOW_UP)
            for one in measures:
                if one.end is None:
                    self._follow_up(day, one.id, plan.id, closer, FollowUpKind.FOLLOW_UP)
            day = working_day(day + DAY * self._dice.between(50, 80))
        for one in measures:
            if one.end is not None:
                told = min(working_day(one.end + DAY * self._dice.between(0, 9)), self._last)
                closer = self._dice.pick((CloserToEducation.YES, CloserToEducation.PARTLY))
                self._follow_up(told, one.id, plan.id, closer, FollowUpKind.EVALUATION)

    def _follow_up(
        self,
        day: date,
        measure: RecordId | None,
        plan: RecordId | None,
        closer: CloserToEducation,
        kind: FollowUpKind,
    ) -> None:
        evaluated = kind is FollowUpKind.EVALUATION
        onwards = AfterMeasure.ALTERNATIVE if closer is CloserToEducation.NO else AfterMeasure.NEXT
        self._sealed(
            FollowUp,
            day,
            "entered_at",
            kind=kind,
            occurred_on=day,
            measure=measure,
            plan=plan,
            result=self._dice.pick(texts.RESULTS),
            own_view=self._dice.pick(texts.OWN_VIEWS),
            closer=closer,
            after=onwards if evaluated else AfterMeasure.CONTINUE,
            next_step=self._dice.pick(texts.NEXT_STEPS),
            minutes=self._dice.between(3, 9) * 5,
        )


def _as_begun(measure: Measure) -> Measure:
    """The measure before it ended."""
    return attrs.evolve(measure, end=None, end_reason=None)
