"""Rutinen: the municipality's contact routine as it is and has been, a new version, and what it changes.

A version is never changed: saving makes a new one, in force from its day. What fell due before that day
stays judged by the one before (docs/adr/044).
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from functools import partial
from typing import Any, Final

import attrs

from kaa_core.model.enums import Role, RoutineStep
from kaa_core.model.ids import RecordId, WorkerId
from kaa_core.model.organising import Absence, RoutineVersion
from kaa_core.model.registry import Problem
from kaa_core.model.rights import Right
from kaa_core.rules.routine import (
    Anchor,
    Line,
    Routine,
    Step,
    followed_up,
    in_order,
    lines,
    pack,
    problems,
    read_span,
    reigns,
    typed,
)
from kaa_desktop.app.clock import new_id
from kaa_desktop.app.context import Context
from kaa_desktop.app.operations import Operations
from kaa_desktop.app.routine_remarks import remarks_of
from kaa_desktop.app.views import Result
from kaa_desktop.app.words import counted, short
from kaa_desktop.store import routines as kept

STEPS_OFFERED: Final = 5
"""Steps after the first contact that the page has room for."""
_SINCE: Final = "Skriv en dag som inte har varit. Det som redan har bedömts ändras inte."
_SPAN: Final = "Skriv en tid, till exempel 14 dagar eller två månader."


@attrs.frozen(kw_only=True)
class StepForm:
    """A step as it is written. `step` None: there is no such step."""

    step: RoutineStep | None = None
    after: str = ""
    anchor: Anchor = Anchor.START
    role: Role = Role.CASEWORKER


@attrs.frozen(kw_only=True)
class RoutineForm:
    """The routine as it is written: intervals as people write them, numbers as text."""

    since: date | None = None
    first: str = ""
    first_role: Role = Role.CASEWORKER
    steps: tuple[StepForm, ...] = ()
    again: str = ""
    again_role: Role = Role.CASEWORKER
    visit_again: str = ""
    visit_role: Role = Role.CASEWORKER
    follow_up: str = ""
    follow_up_role: Role = Role.CASEWORKER
    limit: str = ""
    tolerance: str = ""
    established_weeks: str = ""
    note: str = ""


@attrs.frozen(kw_only=True)
class RoutineRow:
    """A version in the list. `now`: in force today. `remark`: which others do not count, and why."""

    id: RecordId | None
    since: str
    decided: str
    note: str
    now: bool
    coming: bool
    routine: Routine
    remark: str = ""

    @property
    def picture(self) -> tuple[Line, ...]:
        """Its steps, and how the reached are followed up."""
        return (*lines(self.routine), followed_up(self.routine))


@attrs.frozen(kw_only=True)
class AbsenceRow:
    """Somebody who is or will be away."""

    id: RecordId
    worker: str
    when: str
    stand_in: str
    now: bool
    absence: Absence


class Routines:
    """Of one unlocked profile."""

    def __init__(self, context: Context, operations: Operations) -> None:
        self._context = context
        self._operations = operations
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="kaa-routine")

    def close(self) -> None:
        """Nothing more is reckoned."""
        self._beside.shutdown(wait=True, cancel_futures=True)

    # -- the routine

    def rows(self) -> list[RoutineRow]:
        """All versions, the latest first; last the program's own."""
        versions = self._context.queries.records(RoutineVersion)
        names, today = self._context.names(), self._context.today
        routines = reigns(versions)
        now = [one for one in routines if one.since <= today][-1]
        by_day = in_order(versions)
        remarks = remarks_of(versions, by_day, today)
        return [
            attrs.evolve(
                _row(one, by_day.get(one.since), names, today, now=one is now),
                remark=" ".join(remarks.get(one.since, ())),
            )
            for one in reversed(routines)
        ]

    def form(self) -> RoutineForm:
        """The routine that was written last, to be changed."""
        return _written(self.rows()[0].routine)

    def problems(self, form: RoutineForm) -> list[Problem]:
        """What keeps it from being saved."""
        found = [
            Problem(field=name, sentence=_SPAN)
            for name, text in _intervals(form)
            if read_span(text) is None
        ]
        if form.since is None or form.since < self._context.today:
            found.append(Problem(field="since", sentence=_SINCE))
        found += [
            Problem(field=name, sentence="Skriv ett antal med siffror.")
            for name in ("tolerance", "established_weeks")
            if not getattr(form, name).strip().isdigit()
        ]
        if not found:
            whole = [Problem(field="", sentence=one) for one in problems(made_of(form))]
            found += whole
        return found

    def picture(self, form: RoutineForm) -> tuple[Line, ...]:
        """What is written, as steps; empty while it cannot be read."""
        if any(read_span(text) is None for _name, text in _intervals(form)):
            return ()
        routine = made_of(form)
        return (*lines(routine), followed_up(routine))

    def effect(self, form: RoutineForm) -> Future[str]:
        """What it would change and for how many, in a sentence; reckoned beside the window's thread."""
        return self._beside.submit(self._effect, made_of(form))

    def _effect(self, routine: Routine) -> str:
        found = self._context.queries.read(partial(kept.effect, changed=routine))
        return told(found)

    def save(self, form: RoutineForm) -> Future[Result]:
        """A new version. All lists follow it at once."""
        if found := self.problems(form):
            return self._operations.answered(Result(problems=tuple(found)))
        assert form.since is not None
        version = RoutineVersion(
            id=RecordId(new_id(self._context.clock)),
            since=form.since,
            content=pack(made_of(form)),
            decided_by=self._context.identity.worker,
            note=form.note.strip() or None,
        )
        said = f"Rutinen är sparad och gäller från {short(form.since, self._context.today)}."
        return self._operations.record_as(
            version, lambda one: one.create(version), said, Right.KEEP_REGISTER
        )

    # -- who is away

    def absences(self) -> list[AbsenceRow]:
        """Those who are or will be away, the soonest first."""
        today, workers = self._context.today, self._context.workers()
        held = [
            one
            for one in self._context.queries.records(Absence)
            if one.end is None or one.end >= today
        ]
        held.sort(key=lambda one: (one.start, one.id))
        names = {key: one.name for key, one in workers.items()}
        return [_absence(one, names, today) for one in held]

    def absence_problems(self, absence: Absence) -> list[Problem]:
        """What keeps it from being noted."""
        found = []
        if absence.stand_in is not None and absence.stand_in == absence.worker:
            sentence = "Välj någon annan än den som är borta."
            found.append(Problem(field="stand_in", sentence=sentence))
        return found

    def new_absence(self, worker: WorkerId | None = None) -> Absence:
        """One to fill in: oneself, from today."""
        own = worker or self._context.identity.worker
        return Absence(
            id=RecordId(new_id(self._context.clock)),
            worker=own,  # type: ignore[arg-type]  # an administrator has none, and sees no such page
            start=self._context.today,
        )

    def note_absence(self, absence: Absence, before: Absence | None = None) -> Future[Result]:
        """Note that somebody will be away, and who does her things meanwhile.

        `before`: what she had before her; only what differs from it is changed.
        """
        if found := self.absence_problems(absence):
            return self._operations.answered(Result(problems=tuple(found)))
        made = attrs.evolve(absence, decided_by=self._context.identity.worker)
        held = self._context.queries.record(Absence, absence.id)
        if held is None:
            return self._operations.record_as(
                made, lambda one: one.create(made), "Frånvaron är antecknad.", Right.WRITE_CASES
            )
        names = ("worker", "start", "end", "stand_in")
        seen = {} if before is None else {name: getattr(before, name) for name in names}
        values: dict[str, Any] = {
            name: getattr(made, name)
            for name in names
            if before is None or getattr(made, name) != seen[name]
        }
        return self._operations.record_as(
            made,
            lambda one: one.set(Absence, held.id, seen, **values),
            "Frånvaron är ändrad.",
            Right.WRITE_CASES,
        )

    def end_absence(self, absence: RecordId) -> Future[Result]:
        """She is back today, or will not be away at all."""
        held = self._context.queries.record(Absence, absence)
        assert held is not None
        today = self._context.today
        if held.start >= today:
            return self._operations.record_as(
                held, lambda one: one.delete(Absence, held.id), "Frånvaron är borttagen.", _WRITE
            )
        last = date.fromordinal(today.toordinal() - 1)
        made = attrs.evolve(held, end=last)
        return self._operations.record_as(
            made, lambda one: one.set(Absence, held.id, end=last), "Frånvaron är slut.", _WRITE
        )


_WRITE: Final = Right.WRITE_CASES


def made_of(form: RoutineForm) -> Routine:
    """The routine that is written; intervals that cannot be read are refused before."""
    span = {name: read_span(text) for name, text in _intervals(form)}

    def of(name: str) -> Any:
        return span[name]

    first = Step(
        step=RoutineStep.FIRST_CONTACT,
        after=of("first"),
        anchor=Anchor.ENROLMENT,
        role=form.first_role,
    )
    after = [
        Step(step=one.step, after=of(f"after{at}"), anchor=one.anchor, role=one.role)
        for at, one in enumerate(form.steps)
        if one.step is not None
    ]
    return Routine(
        since=form.since or date.max,
        steps=(first, *_named(after)),
        again=of("again"),
        again_role=form.again_role,
        visit_again=of("visit_again") if form.visit_again.strip() else None,
        visit_role=form.visit_role,
        follow_up=of("follow_up"),
        follow_up_role=form.follow_up_role,
        limit=of("limit"),
        tolerance=int(form.tolerance) if form.tolerance.strip().isdigit() else -1,
        established_weeks=int(form.established_weeks)
        if form.established_weeks.strip().isdigit()
        else -1,
    )


def told(found: kept.Effect) -> str:
    """As "Nästa steg ändras för 12 av 143 inskrivna: 10 får en tidigare dag, 2 en senare."."""
    if not found.changed:
        return f"Inget ändras för de {found.enrolled} inskrivna nu."
    parts = []
    if found.earlier:
        parts.append(f"{found.earlier} får en tidigare dag")
    if found.later:
        parts.append(f"{found.later} får en senare dag")
    if other := found.changed - found.earlier - found.later:
        parts.append(f"{other} får ett annat steg samma dag")
    whole = f"Nästa steg ändras för {found.changed} av {counted(found.enrolled, 'inskriven', 'inskrivna')}"
    return f"{whole}: {', '.join(parts)}."


def _named(steps: Sequence[Step]) -> list[Step]:
    """A contact after a visit is called so, another is a second contact."""
    named: list[Step] = []
    for one in steps:
        kind = one.step
        if not one.visit:
            after_visit = bool(named) and named[-1].visit
            kind = RoutineStep.CONTACT_AFTER_VISIT if after_visit else RoutineStep.SECOND_CONTACT
        named.append(attrs.evolve(one, step=kind))
    return named


def _intervals(form: RoutineForm) -> list[tuple[str, str]]:
    found = [(name, getattr(form, name)) for name in ("first", "again", "follow_up", "limit")]
    if form.visit_again.strip():
        found.append(("visit_again", form.visit_again))
    found += [
        (f"after{at}", one.after) for at, one in enumerate(form.steps) if one.step is not None
    ]
    return found


def _written(routine: Routine) -> RoutineForm:
    steps = [
        StepForm(step=_plain(one), after=typed(one.after), anchor=one.anchor, role=one.role)
        for one in routine.steps[1:]
    ]
    steps += [StepForm()] * (STEPS_OFFERED - len(steps))
    return RoutineForm(
        first=typed(routine.steps[0].after),
        first_role=routine.steps[0].role,
        steps=tuple(steps),
        again=typed(routine.again),
        again_role=routine.again_role,
        visit_again="" if routine.visit_again is None else typed(routine.visit_again),
        visit_role=routine.visit_role,
        follow_up=typed(routine.follow_up),
        follow_up_role=routine.follow_up_role,
        limit=typed(routine.limit),
        tolerance=str(routine.tolerance),
        established_weeks=str(routine.established_weeks),
    )


def _plain(step: Step) -> RoutineStep:
    """What the page offers: a home visit or a contact; what it is called follows from its place."""
    return RoutineStep.HOME_VISIT if step.visit else RoutineStep.SECOND_CONTACT


def _row(
    routine: Routine, held: RoutineVersion | None, names: Any, today: date, *, now: bool
) -> RoutineRow:
    decided = "" if held is None else names.get(held.decided_by, "")
    return RoutineRow(
        id=None if held is None else held.id,
        since="Programmets egen" if held is None else f"Från {short(routine.since, today)}",
        decided=decided,
        note="" if held is None else held.note or "",
        now=now,
        coming=routine.since > today,
        routine=routine,
    )


def _absence(one: Absence, names: Any, today: date) -> AbsenceRow:
    until = "tills vidare" if one.end is None else f"till {short(one.end, today)}"
    return AbsenceRow(
        id=one.id,
        worker=names.get(one.worker, "En kollega"),
        when=f"{short(one.start, today)} {until}",
        stand_in=names.get(one.stand_in, "Samordnaren"),
        now=one.start <= today,
        absence=one,
    )
