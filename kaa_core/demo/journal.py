"""Writes one youth's case forward in time: every record with who made it and when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import attrs

from kaa_core.demo import texts
from kaa_core.demo.days import DAY, Span, clock, utc, working_day
from kaa_core.demo.dice import Dice
from kaa_core.model.enums import (
    CallOff,
    Channel,
    ContactOutcome,
    ConversationKind,
    Counterpart,
    Direction,
    OccupationKind,
    Place,
    TaskOrigin,
    VisitOutcome,
    VisitStatus,
)
from kaa_core.model.ids import WorkerId, YouthId
from kaa_core.model.records import (
    Contact,
    Conversation,
    HomeVisit,
    JournalNote,
    Task,
    Worker,
    Youth,
)
from kaa_core.model.registry import Record
from kaa_core.rules.case_state import Outreach, Reach, outreach
from kaa_core.rules.routine import Proposal, ask

SHEET_VERSION = "3, svenska"
IMPORT_MINUTES = 5 * 60 + 40
"""The night import runs before anybody is at work."""


@attrs.frozen(kw_only=True)
class Made:
    """A record, who made it (None: the server by itself, an import) and when (aware, UTC)."""

    record: Record
    by: WorkerId | None
    at: datetime


_OFF = (CallOff.SHORT_OF_STAFF, CallOff.OTHER, CallOff.SHORT_OF_STAFF)
"""Why, of each of `texts.CALLED_OFF`."""


class Journal:
    """One youth's records, written in order; the routine's view of them is kept beside."""

    def __init__(
        self, youth: Youth, worker: Worker, colleagues: Sequence[Worker], span: Span, dice: Dice
    ) -> None:
        self.youth = youth
        self.youth_id = YouthId(youth.id)
        self.worker = WorkerId(worker.id)
        self.colleagues = [WorkerId(one.id) for one in colleagues if one.id != worker.id]
        self.span = span
        self.dice = dice
        self.made: list[Made] = []
        self.outreach: list[Outreach] = []
        self.adult_from: date | None = None
        self.enrolled_on = date.min
        self._clock: tuple[date, int] = (date.min, 0)

    # -- what is common

    def add(
        self,
        build: Callable[..., Record],
        made_at: datetime,
        *,
        by: WorkerId | None,
        **values: Any,
    ) -> Record:
        """Make a record of this youth."""
        record = build(id=self.dice.new_id(made_at), youth=self.youth_id, **values)
        self.made.append(Made(record=record, by=by, at=made_at))
        return record

    def imported(self, build: Callable[..., Record], day: date, **values: Any) -> Record:
        """Make a record as the night import of `day` does."""
        at = utc(day, clock(IMPORT_MINUTES + self.dice.below(15)))
        return self.add(build, at, by=None, **values)

    def moment(self, day: date, minutes_of_event: int = 10) -> tuple[int, datetime]:
        """Return when an event of `day` began (minutes since midnight) and when it was entered.

        Events of one day follow each other, so that ids and times agree.
        """
        if self._clock[0] == day:
            began = min(self._clock[1] + 5 + self.dice.below(60), 15 * 60 + 30)
        else:
            began = 8 * 60 + self.dice.below(6 * 60)
        entered = began + minutes_of_event + self.dice.between(4, 40)
        self._clock = (day, entered)
        return began // 5 * 5, utc(day, clock(entered))

    def last_of(self, day: date) -> datetime:
        """Return a moment just after what was last entered on `day`."""
        minutes = self._clock[1] if self._clock[0] == day else 8 * 60 + self.dice.below(60)
        self._clock = (day, minutes + 1)
        return utc(day, clock(minutes + 1)) + timedelta(seconds=self.dice.below(50))

    def outreach_day(self, day: date) -> date:
        """Return the working day on which what was meant for `day` could be done."""
        return self.span.outreach_day(day, self.dice)

    def minor(self, day: date) -> bool:
        """Say whether the youth is under 18."""
        return self.adult_from is not None and day < self.adult_from

    def _see(self, record: Record) -> Record:
        self.outreach += outreach(self.youth, [record], since=date.min)
        return record

    # -- contacts

    def contact(
        self,
        day: date,
        channel: Channel,
        outcome: ContactOutcome,
        wordings: Sequence[str],
        *,
        counterpart: Counterpart = Counterpart.YOUTH,
        direction: Direction = Direction.OUTGOING,
        minutes: int | None = None,
        offered: bool | None = None,
    ) -> None:
        """Enter a contact or an attempt. `offered`: it offered a conversation."""
        spent = self.dice.between(1, 4) * 5 if minutes is None else minutes
        began, entered = self.moment(day, spent)
        timed = channel in (Channel.TELEPHONE, Channel.MEETING)
        self._see(
            self.add(
                Contact,
                entered,
                by=self.worker,
                occurred_on=day,
                at=clock(began) if timed else None,
                channel=channel,
                direction=direction,
                counterpart=counterpart,
                outcome=outcome,
                minutes=spent,
                note=self.dice.pick(wordings),
                author=self.worker,
                entered_at=entered,
                conversation_offered=offered,
            )
        )

    def letter(self, day: date, wordings: Sequence[str]) -> None:
        """Send a letter; some come back."""
        returned = self.dice.chance(4)
        self.contact(day, Channel.LETTER, ContactOutcome.SENT, wordings, minutes=10, offered=True)
        back = working_day(day + DAY * 8)
        if returned and back == self.outreach_day(back) and back <= self.span.last:
            self.contact(
                back,
                Channel.LETTER,
                ContactOutcome.RETURNED,
                texts.RETURNED,
                direction=Direction.OUTGOING,
                minutes=5,
            )

    def failed_call(self, day: date) -> None:
        """Try by telephone or sms, or ask the school, without reaching the youth."""
        roll = self.dice.below(100)
        if roll < 40 or not self.youth.phone:
            outcome = ContactOutcome.NOT_REACHED
            if not self.youth.phone and not self.minor(day):
                self.contact(
                    day,
                    Channel.TELEPHONE,
                    ContactOutcome.REACHED,
                    texts.ASKED_SCHOOL,
                    counterpart=Counterpart.SCHOOL,
                )
                return
            with_whom = Counterpart.YOUTH if self.youth.phone else Counterpart.GUARDIAN
            said = texts.NO_ANSWER if self.youth.phone else texts.GUARDIAN_NO_ANSWER
            self.contact(day, Channel.TELEPHONE, outcome, said, counterpart=with_whom)
        elif roll < 60:
            self.contact(day, Channel.TELEPHONE, ContactOutcome.MESSAGE_LEFT, texts.MESSAGE_LEFT)
        else:
            self.contact(day, Channel.SMS, ContactOutcome.SENT, texts.SMS_SENT, minutes=5)

    def reached(self, day: date) -> None:
        """Get an answer, from the youth or while under 18 from a guardian."""
        if self.minor(day) and self.dice.chance(25):
            self.contact(
                day,
                Channel.TELEPHONE,
                ContactOutcome.REACHED,
                texts.GUARDIAN_REACHED,
                counterpart=Counterpart.GUARDIAN,
            )
            return
        called = bool(self.outreach) and self.dice.chance(30)
        self.contact(
            day,
            Channel.SMS if self.dice.chance(30) else Channel.TELEPHONE,
            ContactOutcome.REACHED,
            texts.CAME_TO_US if called else texts.REACHED,
            direction=Direction.INCOMING if called else Direction.OUTGOING,
        )

    # -- visits

    def plan_visit(self, made_on: date, day: date, minutes: int) -> None:
        """Book a visit that has not been made yet."""
        self.add(
            HomeVisit,
            self.last_of(made_on),
            by=self.worker,
            status=VisitStatus.PLANNED,
            planned_on=day,
            planned_at=clock(minutes),
            address=self._address(),
            participants=self._visitors(),
        )

    def visit(self, day: date, outcome: VisitOutcome) -> None:
        """Enter a visit; some were first called off and booked again."""
        called_off = working_day(day - DAY * 7)
        if self.dice.chance(10) and self.outreach and self.outreach[-1].on < called_off:
            self._call_off(called_off)
        began, entered = self.moment(day, 25)
        sheet, wordings = self._at_the_door(outcome)
        self._see(
            self.add(
                HomeVisit,
                entered,
                by=self.worker,
                status=VisitStatus.DONE,
                planned_on=day,
                planned_at=clock(began // 15 * 15),
                address=self._address(),
                visited_on=day,
                arrived=clock(began),
                left=clock(began + self.dice.between(6, 24)),
                participants=self._visitors(),
                outcome=outcome,
                information_sheet_left=sheet,
                information_sheet_version=SHEET_VERSION if sheet else None,
                greeting_left=sheet and self.dice.chance(20),
                occupation=OccupationKind.NONE
                if outcome is VisitOutcome.MET_YOUTH
                else OccupationKind.UNKNOWN,
                note=self.dice.pick(wordings),
                author=self.worker,
                entered_at=entered,
            )
        )

    def _at_the_door(self, outcome: VisitOutcome) -> tuple[bool, Sequence[str]]:
        if outcome is VisitOutcome.MET_YOUTH:
            return True, texts.VISIT_MET
        if outcome is VisitOutcome.MET_ADULT:
            return True, texts.VISIT_MET_ADULT
        if outcome is VisitOutcome.WRONG_ADDRESS:
            return False, texts.VISIT_WRONG
        left = self.dice.chance(85)
        return left, texts.VISIT_NOBODY if left else texts.VISIT_NO_SHEET

    def _call_off(self, day: date) -> None:
        _, entered = self.moment(day, 5)
        reason = self.dice.pick(texts.CALLED_OFF)
        self.add(
            HomeVisit,
            entered,
            by=self.worker,
            status=VisitStatus.CALLED_OFF,
            planned_on=day,
            planned_at=clock(13 * 60 + 15),
            address=self._address(),
            participants=self._visitors(),
            call_off_kind=_OFF[texts.CALLED_OFF.index(reason)],
            call_off_reason=reason,
            author=self.worker,
            entered_at=entered,
        )

    def _visitors(self) -> tuple[WorkerId, ...]:
        if self.colleagues and self.dice.chance(60):
            return (self.worker, self.dice.pick(self.colleagues))
        return (self.worker,)

    def _address(self) -> str | None:
        return f"{self.youth.street}, {self.youth.city}" if self.youth.street else None

    # -- conversations, notes, tasks

    def talk(self, day: date, kind: ConversationKind) -> None:
        """Enter a conversation."""
        summary, agreed = _TALKS[kind]
        spent = self.dice.between(5, 12) * 5
        began, entered = self.moment(day, spent)
        place = self.dice.pick(
            (Place.OFFICE, Place.OFFICE, Place.TELEPHONE, Place.VIDEO, Place.SCHOOL)
        )
        guardian = self.minor(day) and self.dice.chance(25)
        self._see(
            self.add(
                Conversation,
                entered,
                by=self.worker,
                kind=kind,
                occurred_on=day,
                at=clock(began),
                place=place,
                counterparts=(Counterpart.YOUTH, Counterpart.GUARDIAN)
                if guardian
                else (Counterpart.YOUTH,),
                participants=(self.dice.pick(self.colleagues),)
                if self.colleagues and kind is ConversationKind.GUIDANCE
                else (),
                minutes=spent,
                summary=self.dice.pick(summary),
                agreed=self.dice.pick(agreed),
                read_back=self.dice.chance(70),
                counts_as_measure=kind in (ConversationKind.COACHING, ConversationKind.GUIDANCE)
                and self.dice.chance(30),
                author=self.worker,
                entered_at=entered,
            )
        )

    def note(self, day: date, wordings: Sequence[str], which: int | None = None) -> None:
        """Enter a note: one of several wordings, or the one asked for."""
        _, entered = self.moment(day, 5)
        text = self.dice.pick(wordings) if which is None else wordings[which]
        self.add(
            JournalNote,
            entered,
            by=self.worker,
            occurred_on=day,
            text=text,
            author=self.worker,
            entered_at=entered,
        )

    def proposal(self) -> Proposal:
        """Return what the routine asks for next (kaa_core.rules.routine)."""
        return ask(self.enrolled_on, self.outreach, date.max)

    def task(self, step: Proposal, made_on: date, done_on: date | None) -> None:
        """Keep the routine's next step as a task; done when the step was taken."""
        at = self.last_of(made_on if done_on is None else done_on)
        self.add(
            Task,
            at,
            by=self.worker,
            title=step.step.label,
            reason=step.why,
            due=step.proposed,
            worker=self.worker,
            origin=TaskOrigin.RULE,
            step=step.step,
            done_on=done_on,
            done_by=None if done_on is None else self.worker,
        )

    def hand_task(self, made_on: date, due: date, which: int, minutes: int | None = None) -> None:
        """Keep a task that the worker wrote."""
        title, reason = texts.HAND_TASKS[which % len(texts.HAND_TASKS)]
        self.add(
            Task,
            self.last_of(made_on),
            by=self.worker,
            title=title,
            reason=reason,
            due=due,
            at=None if minutes is None else clock(minutes),
            worker=self.worker,
            origin=TaskOrigin.HAND,
        )

    @property
    def is_reached(self) -> bool:
        """Whether the youth was ever reached."""
        return any(one.reach is not Reach.ATTEMPT for one in self.outreach)


_TALKS = {
    ConversationKind.ASSESSMENT: (texts.ASSESSMENT, texts.ASSESSMENT_AGREED),
    ConversationKind.COACHING: (texts.COACHING, texts.COACHING_AGREED),
    ConversationKind.GUIDANCE: (texts.GUIDANCE, texts.GUIDANCE_AGREED),
    ConversationKind.FOLLOW_UP: (texts.FOLLOW_UP_TALK, texts.FOLLOW_UP_AGREED),
    ConversationKind.DISCHARGE: (texts.FOLLOW_UP_TALK, texts.FOLLOW_UP_AGREED),
}
