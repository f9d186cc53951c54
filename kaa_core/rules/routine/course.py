"""What follows on each contact, in order: the course of one enrolment through the routine.

A day's contacts are taken in one order (letters, other attempts, visits, then whoever was reached), so it
does not matter in which order they were written down. What follows on a contact never falls due earlier
than what was due before it: to document a contact never costs anybody time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from kaa_core.model.enums import Channel, Role, RoutineStep
from kaa_core.rules.case_state import Outreach, Reach
from kaa_core.rules.routine import words
from kaa_core.rules.routine.types import Anchor, Made, Proposal, Routine, Span, Step

_ADVANCE: Final = "Ett steg togs i förväg. Nästa väntar till den dag som gällde förut."
_RANK: Final = {Channel.LETTER: 0, Channel.HOME_VISIT: 2}
_REACHED: Final = 3
_ATTEMPT: Final = Reach.ATTEMPT
_DECLINED: Final = Reach.DECLINED
_FOLLOW_UP: Final = RoutineStep.FOLLOW_UP
_OTHER: Final = 1


def in_order(made: Sequence[Outreach]) -> list[Outreach]:
    """Return contacts as a course takes them: by day, and within a day always in the same order."""
    return sorted(made, key=_order)


def _order(one: Outreach) -> tuple[date, int, int]:
    if one.reach is not _ATTEMPT:
        return one.on, _REACHED, one.record.int
    return one.on, _RANK.get(one.channel, _OTHER), one.record.int


class Course:
    """One enrolment's way through the routine. `take` each contact, oldest first; `pending` tells the next.

    `routines`: those in force one after another, the first from the beginning of time.
    """

    def __init__(self, enrolled: date, routines: Sequence[Routine]) -> None:
        self.made: list[Made] = []
        self.last_reached: date | None = None
        self._enrolled = enrolled
        self._routines = routines
        self._begin_reign(0)
        self._attempts: list[tuple[date, Channel]] = []
        self._advanced: date | None = None  # the day of the last step taken
        self._start: date | None = None  # T0
        self._last: date | None = None
        self._previous: date | None = None
        self._visit: date | None = None
        self._step, self._due, self._span = RoutineStep.FIRST_CONTACT, enrolled, Span()
        self._clear()
        self._ask()

    # -- asking

    def pending(self, on: date) -> Proposal:
        """Return the next step as the routine in force on a day asks for it."""
        self._reign(on)
        return Proposal(
            step=self._step,
            due=self._due,
            why=self._why(),
            role=self._role(),
            limit=self._limit(self.reached_by),
        )

    @property
    def reached_by(self) -> date | None:
        """The last day on which one who has been reached should be reached again; None when never."""
        reached = self.last_reached
        return None if reached is None else self._routine.limit.after(reached)

    # -- taking

    def take(self, one: Outreach) -> None:
        """Go on from a contact. It is judged by the routine in force on its day."""
        on = one.on
        if self._until is not None:
            self._reign(on)
        reached_by = self.reached_by
        before, due, limit = self._step, self._due, self._limit(reached_by)
        floor = due if on >= self._enrolled else on  # nothing was due before
        if self._until is not None:
            self._force(on)
        reached = one.reach is not _ATTEMPT
        skipped: tuple[RoutineStep, ...] = ()
        answered: RoutineStep | None = before
        if reached:
            answered = None if self.last_reached == on else before
            self._reach(on)
        else:
            answered, due, limit, skipped = self._attempt(one, (before, due, limit))
        self._ask()
        self._raised = self._due < floor
        if self._raised:
            self._due = floor
        beside = answered is None
        self.made.append(
            Made(  # by place: six thousand cases have forty thousand of them
                on,
                one.channel,
                one.record,
                reached,
                one.reach is _DECLINED,
                answered,
                None if beside else due,
                None if beside else limit,
                skipped,
                reached_by,
                not self.made,
            )
        )

    def _reach(self, on: date) -> None:
        self.last_reached = on
        if self._start is not None:
            self._attempts.clear()
            self._clear()

    def _attempt(
        self, one: Outreach, pending: tuple[RoutineStep, date, date]
    ) -> tuple[RoutineStep | None, date, date, tuple[RoutineStep, ...]]:
        """Take an attempt; what it answered, when that was due and judged late, and what it passed over."""
        before, due, limit = pending
        if self._start is None and self.last_reached is not None:
            early = due - self._tolerance
            if one.on < early:  # an extra attempt long before the follow-up: that still waits
                return None, due, limit, ()
        self._attempts.append((one.on, one.channel))
        passed = self._go_on(one.on, one.channel, due)
        if passed is None:
            return None, due, limit, ()
        taken, skipped = passed
        if before is RoutineStep.FOLLOW_UP or taken is before:
            return before, due, limit, skipped
        return taken, *self._was_due(taken, pending), skipped

    def _was_due(
        self, taken: RoutineStep, pending: tuple[RoutineStep, date, date]
    ) -> tuple[date, date]:
        """When a step that was taken before its turn would have been due, at the earliest."""
        _, due, limit = pending
        own = next((one for one in self._routine.steps if one.step is taken), None)
        if own is None or own.anchor is not Anchor.START or self._start is None:
            return due, limit
        day = max(due, own.after.after(self._start))
        return day, day + self._tolerance

    def _go_on(
        self, on: date, channel: Channel, due: date
    ) -> tuple[RoutineStep, tuple[RoutineStep, ...]] | None:
        """Move along the steps; the step taken and those passed over, None for an attempt beside them."""
        visit = channel is Channel.HOME_VISIT
        if self._start is None:
            return self._begin(on, channel)
        moves = self._moves_start(on, channel, due)
        again = self._advanced == on and not visit
        self._last = on
        if moves:
            self._start, self._letter, self._previous = on, True, on
            return None
        if again:
            return None
        return self._visited(on) if visit else self._contacted(on)

    def _begin(self, on: date, channel: Channel) -> tuple[RoutineStep, tuple[RoutineStep, ...]]:
        self._start = self._last = self._previous = self._advanced = on
        self._letter = channel is Channel.LETTER
        self._index = 1
        if channel is Channel.HOME_VISIT:
            self._previous_visit, self._visit = True, on
            at = self._next_visit()
            self._index = 1 if at is None else at + 1
        return RoutineStep.FIRST_CONTACT, ()

    def _moves_start(self, on: date, channel: Channel, due: date) -> bool:
        """Whether this is the first letter of a first round that began with a call or message: T0."""
        steps = self._routine.steps
        if channel is not Channel.LETTER or self._letter or self._index != 1 or len(steps) == 1:
            return False
        return not steps[1].visit and on < due - self._tolerance

    def _contacted(self, on: date) -> tuple[RoutineStep, tuple[RoutineStep, ...]] | None:
        steps = self._routine.steps
        if self._index >= len(steps):
            self._advanced = on
            return RoutineStep.CONTACT_AGAIN, ()
        if steps[self._index].visit:
            return None
        taken = steps[self._index].step
        self._index += 1
        self._previous, self._previous_visit, self._advanced = on, False, on
        return taken, ()

    def _visited(self, on: date) -> tuple[RoutineStep, tuple[RoutineStep, ...]] | None:
        repeated = self._visit == on
        self._visit, self._previous, self._previous_visit = on, on, True
        steps = self._routine.steps
        if repeated:
            return None
        if self._index >= len(steps):
            return RoutineStep.HOME_VISIT, ()
        at = self._next_visit()
        if at is None:  # no visit is left: it is as good as the call or letter that is asked for
            taken, self._advanced = steps[self._index].step, on
            self._index += 1
            return taken, ()
        skipped = tuple(one.step for one in steps[self._index : at])
        self._index, self._advanced = at + 1, on
        return RoutineStep.HOME_VISIT, skipped

    def _next_visit(self) -> int | None:
        steps = self._routine.steps
        return next((at for at in range(self._index, len(steps)) if steps[at].visit), None)

    # -- versions

    def _begin_reign(self, at: int) -> None:
        routines = self._routines
        self._at, self._routine = at, routines[at]
        self._tolerance = timedelta(days=routines[at].tolerance)
        self._until = routines[at + 1].since if at + 1 < len(routines) else None

    def _reign(self, on: date) -> None:
        """Let each routine that has begun by a day ask anew, unless the step fell due under the one before.

        A new routine asks for nothing before its own first day.
        """
        while (since := self._until) is not None and since <= on and self._due >= since:
            self._begin_reign(self._at + 1)
            self._replay()
            self._ask()
            self._raised = False
            self._due = max(self._due, since)

    def _force(self, on: date) -> None:
        """Go on by the routine in force, also where the former one still judged what was due."""
        changed = False
        while self._until is not None and self._until <= on:
            self._begin_reign(self._at + 1)
            changed = True
        if changed:
            self._replay()

    def _replay(self) -> None:
        """Find one's place among the steps of another routine by the attempts made."""
        made, self._advanced = self._attempts, None
        self._clear()
        for on, channel in made:
            due = on
            if self._start is not None:
                self._ask()
                due = self._due
            self._go_on(on, channel, due)

    def _clear(self) -> None:
        self._index = 0
        self._start = self._last = self._previous = self._visit = None
        self._letter = self._previous_visit = self._raised = False

    # -- the step and its day

    def _ask(self) -> None:
        routine = self._routine
        if self._start is None:
            if self.last_reached is None:
                first = routine.steps[0]
                self._set(first.step, first.after, self._enrolled)
            else:
                self._set(RoutineStep.FOLLOW_UP, routine.follow_up, self.last_reached)
        elif self._index < len(routine.steps):
            step = routine.steps[self._index]
            self._set(step.step, step.after, self._anchored(step))
        else:
            self._ask_again(routine, self._start)

    def _ask_again(self, routine: Routine, start: date) -> None:
        last = self._last or start
        self._set(RoutineStep.CONTACT_AGAIN, routine.again, last)
        visited = self._visit or start
        if routine.visit_again is not None:
            due = routine.visit_again.after(visited)
            if due <= self._due:
                self._step, self._due, self._span = RoutineStep.HOME_VISIT, due, routine.visit_again

    def _anchored(self, step: Step) -> date:
        assert self._start is not None
        if step.anchor is Anchor.BEFORE and self._previous is not None:
            return self._previous
        return self._start

    def _set(self, step: RoutineStep, span: Span, anchor: date) -> None:
        self._step, self._span, self._due = step, span, span.after(anchor)

    def _limit(self, by: date | None) -> date:
        """`by`: what `reached_by` says now."""
        if self._step is _FOLLOW_UP and by is not None:
            return max(self._due, by)
        return self._due + self._tolerance

    def _role(self) -> Role:
        routine = self._routine
        if self._start is None:
            return routine.steps[0].role if self.last_reached is None else routine.follow_up_role
        if self._index < len(routine.steps):
            return routine.steps[self._index].role
        return routine.visit_role if self._step is RoutineStep.HOME_VISIT else routine.again_role

    def _why(self) -> str:
        if self._raised:
            return _ADVANCE
        if self._start is None and self.last_reached is None:
            return words.within(self._span, "inskrivningen")
        return words.after(self._span, self._event())

    def _event(self) -> str:
        """What the interval of the pending step is counted from, in words."""
        steps = self._routine.steps
        if self._start is None:
            return "senaste kontakten"
        if self._index >= len(steps):
            if self._step is RoutineStep.CONTACT_AGAIN:
                return "senaste försöket"
            if self._visit is not None:
                return "senaste hembesöket"
        elif steps[self._index].anchor is Anchor.BEFORE:
            return "hembesöket" if self._previous_visit else "senaste försöket"
        return "första brevet" if self._letter else "första försöket"
