"""Utvärdering av läsåret: figures beside last year's, the analysis, areas to improve, what became of them.

Everything is a record that synchronises by field, so that two who write different parts at once have both.
Finished, it keeps its figures as they stood (answers.pack_all); opened again, with a reason, it counts anew.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from concurrent.futures import Future
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Final

from kaa_core.model.ids import RecordId, UnitId
from kaa_core.model.records import ImprovementArea, YearEvaluation
from kaa_core.model.registry import Problem, Record
from kaa_core.model.rights import Right, may
from kaa_core.statistics import evaluating as rules
from kaa_core.statistics.answers import Answer, Unreadable, pack_all, unpack_all
from kaa_core.statistics.catalogue import KOMPASSEN
from kaa_core.statistics.day import EVERYBODY, Filter
from kaa_desktop.app.clock import new_id
from kaa_desktop.app.context import Context
from kaa_desktop.app.evaluation_views import (
    EvaluationRow,
    EvaluationView,
    Figures,
    row_of,
)
from kaa_desktop.app.operations import Operations
from kaa_desktop.app.statistics import Statistics
from kaa_desktop.app.statistics_views import Asked, Given, Question
from kaa_desktop.app.views import Result

FIGURES: Final = (
    *(one.key for one in KOMPASSEN),
    "target_group",
    "not_reached",
    "contact_in_four_weeks",
    "followed_up",
    "visits_in_time",
    "with_plan",
    "in_measure",
    "evaluated",
    "dropouts",
    "empty_weeks",
)
"""Kompassen's indicators first, then what the reports asked for; each is one number."""
KEPT: Final = "Talen står som de var när utvärderingen klarmarkerades."
TWICE: Final = "Läsåret utvärderas redan. Öppna den utvärderingen i stället."
NO_AREA: Final = "Utvärderingen finns inte längre på datorn."


class Evaluations:
    """Of one unlocked profile."""

    def __init__(self, context: Context, operations: Operations, statistics: Statistics) -> None:
        self._context = context
        self._operations = operations
        self._statistics = statistics

    # -- reading

    def rows(self) -> list[EvaluationRow]:
        """All evaluations, the latest year first."""
        units, areas = self.units(), self._areas()
        made = [row_of(one, areas.get(one.id, []), units) for one in self._held()]
        return sorted(made, key=lambda it: (it.held.start, it.unit, it.id), reverse=True)

    def view(self, evaluation: RecordId) -> EvaluationView | None:
        """One of them, with its areas and those of the year before."""
        held = self._context.queries.record(YearEvaluation, evaluation)
        if not isinstance(held, YearEvaluation):
            return None
        areas = self._areas()
        before = rules.former(held, self._held())
        own = tuple(areas.get(held.id, ()))
        return EvaluationView(
            row=row_of(held, own, self.units()),
            held=held,
            areas=own,
            former=() if before is None else tuple(areas.get(before.id, ())),
            gaps=tuple(rules.gaps(held, own)),
            frozen=_frozen(held),
        )

    def due(self) -> list[ImprovementArea]:
        """Areas of earlier evaluations to see to now; for who follows the work up, else none."""
        if not may(self._context.identity.standing.role, Right.FOLLOW_UP):
            return []
        held = self._context.queries.records(ImprovementArea)
        return rules.due(held, self._context.today)

    def units(self) -> dict[RecordId, str]:
        """The municipality's units by id, in the order of their names."""
        return self._context.units()

    def year(self) -> tuple[date, date]:
        """The school year that is evaluated now."""
        return rules.to_evaluate(self._context.today)

    def figures(self, held: YearEvaluation) -> Asked[list[Given]]:
        """This year's until today or its end, and a year earlier; counted beside the window's thread."""
        now = min(held.end, self._context.today)
        only = EVERYBODY if held.unit is None else Filter(units=frozenset({held.unit.bytes}))
        return self._statistics.series(FIGURES, [now, _year_before(now)], only=only)

    def _held(self) -> list[YearEvaluation]:
        return self._context.queries.records(YearEvaluation)

    def _areas(self) -> dict[RecordId, list[ImprovementArea]]:
        found: dict[RecordId, list[ImprovementArea]] = {}
        for one in sorted(self._context.queries.records(ImprovementArea), key=lambda it: it.id):
            found.setdefault(one.evaluation, []).append(one)
        return found

    # -- writing

    def begin(self, start: date | None, end: date | None, unit: UnitId | None) -> Future[Result]:
        """Begin to evaluate a time; of a unit, or of the whole municipality."""
        if start is None or end is None:
            return self._operations.answered(_refused("start", "Fyll i vilket läsår det gäller."))
        if any(one.unit == unit and one.start == start for one in self._held()):
            return self._operations.answered(_refused("start", TWICE))
        made = YearEvaluation(id=self._new(), start=start, end=end, unit=unit)
        return self._create(made, "Utvärderingen är påbörjad.")

    def save(
        self,
        evaluation: RecordId,
        values: Mapping[str, Any],
        seen: Mapping[str, Any] = MappingProxyType({}),
    ) -> Future[Result]:
        """Keep parts of the analysis, by field; those that are not named are a colleague's."""
        return self._operations.change_as(
            YearEvaluation, evaluation, values, "Sparat i utvärderingen.", Right.FOLLOW_UP, seen
        )

    def add_area(self, evaluation: RecordId, values: Mapping[str, Any]) -> Future[Result]:
        """Note something to do better."""
        if self._context.queries.record(YearEvaluation, evaluation) is None:
            return self._operations.answered(_refused("", NO_AREA))
        made = ImprovementArea(id=self._new(), evaluation=evaluation, **values)
        return self._create(made, "Förbättringsområdet är sparat.")

    def change_area(
        self,
        area: RecordId,
        values: Mapping[str, Any],
        seen: Mapping[str, Any] = MappingProxyType({}),
    ) -> Future[Result]:
        """Change it, or say what became of it."""
        return self._operations.change_as(
            ImprovementArea, area, values, "Förbättringsområdet är ändrat.", Right.FOLLOW_UP, seen
        )

    def finish(
        self, evaluation: RecordId, figures: Figures, *, anyway: bool = False
    ) -> Future[Result]:
        """Finish it, with its figures as they are; `anyway`: although parts are not written."""
        view = self.view(evaluation)
        if view is None:
            return self._operations.answered(_refused("", NO_AREA))
        stops = [one for one in view.gaps if one.stops or not anyway]
        if stops:
            said = " ".join(one.sentence for one in stops)
            return self._operations.answered(_refused("", said))
        values = {
            "figures": [pack_all(figures.now.values()), pack_all(figures.before.values())],
            "finished_on": self._context.today,
            "finished_by": self._context.identity.worker,
        }
        sentence = "Utvärderingen är klar. Talen står kvar som de är nu."
        return self._operations.change_as(
            YearEvaluation, evaluation, values, sentence, Right.FOLLOW_UP
        )

    def reopen(self, evaluation: RecordId, reason: str) -> Future[Result]:
        """Open a finished one again; why stands in it, and who and when in its history."""
        if not reason.strip():
            return self._operations.answered(
                _refused("reason", "Skriv varför utvärderingen öppnas igen.")
            )
        values = {
            "figures": None,
            "finished_on": None,
            "finished_by": None,
            "reopened": reason.strip(),
        }
        return self._operations.change_as(
            YearEvaluation, evaluation, values, "Utvärderingen är öppen igen.", Right.FOLLOW_UP
        )

    def _create(self, made: Record, sentence: str) -> Future[Result]:
        return self._operations.record_as(
            made, lambda one: one.create(made), sentence, Right.FOLLOW_UP
        )

    def _new(self) -> RecordId:
        return RecordId(new_id(self._context.clock))


def figures_of(found: list[Given]) -> Figures:
    """What was counted, as the page shows it."""
    now, before = found
    return Figures(
        now=now.answers,
        before=before.answers,
        given=now,
        given_before=before,
        remarks=tuple(dict.fromkeys((*now.remarks, *before.remarks))),
    )


def _frozen(held: YearEvaluation) -> Figures | None:
    """The figures that a finished one keeps; None when it is open, or of a newer program."""
    if held.finished_on is None:
        return None
    with contextlib.suppress(Unreadable, TypeError, ValueError):
        now, before = (unpack_all(one) for one in held.figures)
        if now:
            return figures_of([_kept(now, held.end), _kept(before, _year_before(held.end))])
    return None


def _kept(answers: Mapping[str, Answer], end: date) -> Given:
    as_of = next((one.as_of for one in answers.values()), end)
    return Given(
        question=Question(as_of=as_of, figures=tuple(answers)),
        answers=answers,
        held=KEPT,
        whole=True,
    )


def _year_before(on: date) -> date:
    if (on.month, on.day) == (2, 29):
        on -= timedelta(days=1)
    return on.replace(year=on.year - 1)


def _refused(field: str, sentence: str) -> Result:
    return Result(problems=(Problem(field=field, sentence=sentence),))
