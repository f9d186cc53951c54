"""An enrolment that was written in wrongly is put right: its days and reasons.

Deregistering is another act (leaving_group.py); so is enrolling again. What the check of the half-year finds
(dates in order, double enrolments, a reason that is wanting) has to be possible to mend somewhere.
"""

from __future__ import annotations

from concurrent.futures import Future
from datetime import date
from typing import Any, Final

import attrs

from kaa_core.model.enums import DeregistrationReason, OccupationKind, RegistrationReason
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Enrolment
from kaa_core.model.registry import REGISTRY, Problem
from kaa_core.model.rights import Right
from kaa_desktop.app.context import Context
from kaa_desktop.app.operations import Operations
from kaa_desktop.app.views import Result

FIELDS: Final = (
    "start",
    "registration_reason",
    "end",
    "deregistration_reason",
    "last_known_occupation",
)
LATER: Final = "Dagen har inte kommit än."
OPEN_AGAIN: Final = "Fyll i dagen. Ska ungdomen vara inskriven igen skriver du in på nytt."
NO_END: Final = "Fyll i dagen då ungdomen skrevs av, eller ta bort orsaken."


@attrs.frozen(kw_only=True)
class PeriodForm:
    """An enrolment's days and reasons."""

    start: date | None = None
    registration_reason: RegistrationReason | None = None
    end: date | None = None
    deregistration_reason: DeregistrationReason | None = None
    last_known_occupation: OccupationKind | None = None


@attrs.frozen(kw_only=True, repr=False)
class PeriodView:
    """The period that is put right, as it stood when it was opened."""

    enrolment: RecordId
    youth: YouthId
    form: PeriodForm


class ScbPeriods:
    """Of one unlocked profile."""

    def __init__(self, context: Context, operations: Operations) -> None:
        self._context, self._operations = context, operations

    def view(self, enrolment: RecordId) -> PeriodView | None:
        """The period; None when it is no longer on this computer."""
        held = self._context.queries.record(Enrolment, enrolment)
        if held is None:
            return None
        values: dict[str, Any] = {name: getattr(held, name) for name in FIELDS}
        return PeriodView(enrolment=enrolment, youth=held.youth, form=PeriodForm(**values))

    def problems(self, view: PeriodView, form: PeriodForm) -> list[Problem]:
        """What keeps it from being saved, by field."""
        held = self._context.queries.record(Enrolment, view.enrolment)
        found: list[Problem] = []
        for name in ("start", "end"):
            on = getattr(form, name)
            if on is not None and on > self._context.today and on != getattr(view.form, name):
                found.append(Problem(field=name, sentence=LATER))
        if form.end is None and view.form.end is not None:
            found.append(Problem(field="end", sentence=OPEN_AGAIN))
        elif form.end is None and form.deregistration_reason is not None:
            found.append(Problem(field="end", sentence=NO_END))
        said = {one.field for one in found}
        if held is not None:
            after = attrs.evolve(held, **_values(form))
            known = REGISTRY.of(after).validate(after)
            found += [one for one in known if one.field not in said]
        return found

    def change(self, view: PeriodView, form: PeriodForm) -> Future[Result]:
        """Save what she changed, and nothing else."""
        if problems := self.problems(view, form):
            return self._operations.answered(Result(problems=tuple(problems)))
        before, now = _values(view.form), _values(form)
        values = {name: now[name] for name in FIELDS if now[name] != before[name]}
        if "end" in values and before["end"] is None:
            values["closed_by"] = self._context.identity.worker
        seen = {name: before[name] for name in values if name in before}
        return self._operations.change_as(
            Enrolment,
            view.enrolment,
            values,
            "Inskrivningen är rättad.",
            Right.WRITE_CASES,
            seen,
        )


def _values(form: PeriodForm) -> dict[str, Any]:
    return {name: getattr(form, name) for name in FIELDS}
