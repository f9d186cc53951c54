"""Besöksrundor: planned together, made offline, called off with a reason; who is out and who waits for them.

A round is the municipality's own record and names no youth; the visits in it are the youths' records. What
is planned is written at once, so nothing is lost, and can be undone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from datetime import date, time
from types import MappingProxyType
from typing import Any, Final

import attrs

from kaa_core.model.enums import CallOff, RoutineStep, TaskOrigin, VisitStatus
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.organising import VisitRound
from kaa_core.model.records import Enrolment, HomeVisit, Task, Youth
from kaa_core.model.registry import Problem, Record, of_kind
from kaa_core.model.rights import Right, may
from kaa_core.rules.case_state import current_enrolment
from kaa_core.sync.lists import joined
from kaa_desktop.app import clock
from kaa_desktop.app.context import Context, is_protected, row_name
from kaa_desktop.app.day import address_of
from kaa_desktop.app.day_sheet import DaySheets
from kaa_desktop.app.operations import GONE, Operations
from kaa_desktop.app.papers import Papers
from kaa_desktop.app.round_views import RoundDay, RoundView, is_late, names_of, round_day
from kaa_desktop.app.views import Result
from kaa_desktop.app.words import counted, sentence_case
from kaa_desktop.store.filters import CaseFilter, CaseOrder
from kaa_desktop.store.transaction import Transaction

SOON: Final = 14
"""Days ahead that a home visit may be due and still be offered for a round."""
MOST: Final = 500
"""Cases looked through for those whose next step is a visit, the longest due first."""
OVER: Final = "Rundan är avslutad. Planera en ny."


@attrs.frozen(kw_only=True, repr=False)
class Offered:
    """One whose next step is a home visit that nobody has planned."""

    youth: YouthId
    name: str
    address: str
    due: date


class VisitRounds:
    """The rounds of an unlocked profile."""

    def __init__(self, context: Context, operations: Operations, papers: Papers) -> None:
        self._context = context
        self._operations = operations
        self.sheets = DaySheets(context, operations, papers)
        """Dagblad: a round on paper."""

    # -- reading

    def day(self, on: date | None = None) -> RoundDay:
        """Rounds and visits of a day."""
        return round_day(self._context, on or self._context.today, self._now())

    def round(self, wanted: RecordId) -> VisitRound | None:
        """A round as it is kept."""
        return self._context.queries.record(VisitRound, wanted)

    def visit(self, wanted: RecordId) -> HomeVisit | None:
        """A visit as it is kept."""
        return self._context.queries.record(HomeVisit, wanted)

    def coming(self, first: date, last: date) -> tuple[RoundView, ...]:
        """Rounds of these days that can still be made."""
        days = {one.on for one in self._context.queries.rounds(first, last)}
        found = (one for on in sorted(days) for one in self.day(on).rounds)
        return tuple(one for one in found if one.open)

    def offered(self, on: date) -> tuple[Offered, ...]:
        """Whose next step is a home visit, the longest due first; not the protected."""
        until = date.fromordinal(on.toordinal() + SOON)
        queries = self._context.queries
        due = queries.case_ids(CaseFilter(due_until=until), CaseOrder.NEXT_STEP, limit=MOST)
        rows = [
            row
            for row in queries.case_rows(due)
            if row.step_title == RoutineStep.HOME_VISIT.label
            and not row.step_is_visit
            and not is_protected(row.protection)
        ]
        youths = {one.id: one for one in queries.records(Youth, [row.id for row in rows])}
        return tuple(
            Offered(
                youth=row.id,
                name=row_name(row),
                address=address_of(youths[row.id]),
                due=row.step_due or on,
            )
            for row in rows
            if row.id in youths
        )

    def late(self) -> tuple[str, ...]:
        """Who have not come back in time and are mine to look after: names of colleagues only."""
        today, own = self._context.today, self._context.identity.worker
        if own is None:
            return ()
        coordinator = may(self._context.identity.standing.role, Right.KEEP_REGISTER)
        names = {id_: one.name for id_, one in self._context.workers().items()}
        return tuple(
            names_of(one.workers, names)
            for one in self._context.queries.rounds(today, today)
            if is_late(one, today, self._now())
            and (one.companion == own or (one.companion is None and coordinator))
            and own not in one.workers
        )

    # -- planning

    def begin(self, on: date, youths: Sequence[YouthId] = ()) -> Future[Result]:
        """A new round of a day, with oneself, to these youths."""
        own = self._context.identity.worker
        held = VisitRound(id=self._new_id(), on=on, workers=(own,) if own is not None else ())
        return self._add(held, youths, first=lambda transaction: transaction.create(held))

    def change(
        self, round_: RecordId, seen: Mapping[str, Any] = MappingProxyType({}), /, **values: Any
    ) -> Future[Result]:
        """Change what a round says; the visits follow its day and who go.

        `seen` as `Transaction.set` has it: who goes is joined with what has come in since.
        """
        held = self.round(round_)
        if held is None:
            return self._operations.answered(GONE)
        if "workers" in values and "workers" in seen:
            made = joined(seen["workers"], values["workers"], held.workers)
            values["workers"] = tuple(made or ())
        after = attrs.evolve(held, **values)
        follow: dict[str, Any] = {}
        if after.on != held.on:
            follow["planned_on"] = after.on
        if after.workers != held.workers:
            follow["participants"] = after.workers
        visits = self._planned(round_) if follow else []

        def act(transaction: Transaction) -> None:
            transaction.set(VisitRound, round_, seen, **values)
            for one in visits:
                transaction.set(HomeVisit, one.id, **follow)

        return self._record(after, act, "Rundan är ändrad.")

    def add(self, round_: RecordId, youths: Sequence[YouthId]) -> Future[Result]:
        """Put youths last in a round: the visit that is planned, or a new one. Undone as one."""
        held = self.round(round_)
        if held is None:
            return self._operations.answered(GONE)
        if held.called_off is not None or held.back_at is not None:
            return self._refused(OVER)
        return self._add(held, youths)

    def _add(
        self,
        held: VisitRound,
        youths: Sequence[YouthId],
        first: Callable[[Transaction], None] | None = None,
    ) -> Future[Result]:
        """`first` makes the round; without it there must be somebody to add."""
        place = len(self._context.queries.in_round(held.id))
        acts: list[Callable[[Transaction], None]] = []
        left = 0
        for youth in dict.fromkeys(youths):
            act = self._placed(held, youth, place + len(acts))
            left += act is None
            acts += [] if act is None else [act]
        if not acts and (youths or first is None):
            return self._refused("Ingen av dem kan besökas: inget inskrivet ärende med adress här.")

        def together(transaction: Transaction) -> None:
            for act in acts if first is None else [first, *acts]:
                act(transaction)

        if not acts:
            return self._record(held, together, "Rundan är gjord.")
        said = f"{counted(len(acts), 'besök ligger', 'besök ligger')} i rundan."
        if left:
            said += f" {counted(left, 'ungdom', 'ungdomar')} kan inte läggas i den."
        return self._record(held, together, said)

    def _placed(
        self, held: VisitRound, youth: YouthId, place: int
    ) -> Callable[[Transaction], None] | None:
        """What puts one in a round; None for one who is protected, closed, or gone."""
        records = self._context.queries.case_records(youth)
        found = next(iter(of_kind(records, Youth)), None)
        enrolment = current_enrolment(of_kind(records, Enrolment))
        if found is None or is_protected(found.protection):
            return None
        if enrolment is None or enrolment.end is not None:
            return None
        planned = [one for one in of_kind(records, HomeVisit) if one.status is VisitStatus.PLANNED]
        in_place: dict[str, Any] = {
            "planned_on": held.on,
            "participants": held.workers,
            "round": held.id,
            "order": place,
        }
        if planned:
            first = min(planned, key=lambda one: (one.planned_on or date.max, one.id))
            return lambda transaction: transaction.set(HomeVisit, first.id, **in_place)
        visit = HomeVisit(
            id=self._new_id(),
            youth=youth,
            status=VisitStatus.PLANNED,
            address=address_of(found) or None,
            access_note=_last_note(records),
            **in_place,
        )
        answered = [one.id for one in of_kind(records, Task) if _asks_visit(one)]
        today, own = self._context.today, self._context.identity.worker

        def act(transaction: Transaction) -> None:
            transaction.create(visit)
            for task in answered:
                transaction.set(Task, task, done_on=today, done_by=own)

        return act

    def take_out(self, visit: RecordId) -> Future[Result]:
        """Take a visit out of its round; it stays booked that day."""
        held = self._context.queries.record(HomeVisit, visit)
        if held is None:
            return self._operations.answered(GONE)
        return self._visit(held, "Besöket är taget ur rundan.", round=None, order=None)

    def change_visit(
        self, visit: RecordId, seen: Mapping[str, Any] = MappingProxyType({}), /, **values: Any
    ) -> Future[Result]:
        """Change when, how to get in, or what to bring."""
        held = self._context.queries.record(HomeVisit, visit)
        if held is None:
            return self._operations.answered(GONE)
        youth = self._context.queries.record(Youth, RecordId(held.youth))
        if youth is not None and is_protected(youth.protection):
            values.pop("access_note", None)  # how to find her says where she is
            if self._context.openings.hides(youth) and not values.get("bring"):
                values.pop("bring", None)  # what is not shown is not emptied
        return self._record(
            attrs.evolve(held, **values),
            lambda transaction: transaction.set(HomeVisit, visit, seen, **values),
            "Besöket är ändrat.",
        )

    def move(self, round_: RecordId, visit: RecordId, by: int) -> Future[Result]:
        """Move a visit up (-1) or down (1) in its round."""
        order = [one.id for one in self._context.queries.in_round(round_)]
        held = self.round(round_)
        if held is None or visit not in order:
            return self._operations.answered(GONE)
        at = order.index(visit)
        to = min(max(at + by, 0), len(order) - 1)
        order.insert(to, order.pop(at))
        open_ = {one.id for one in self._planned(round_)}

        def act(transaction: Transaction) -> None:
            for place, one in enumerate(order):
                if one in open_:  # what is entered stands as it was made
                    transaction.set(HomeVisit, one, order=place)

        return self._record(held, act, "Ordningen är ändrad.")

    # -- out and back

    def leave(self, round_: RecordId, back: time | None, **values: Any) -> Future[Result]:
        """Åker nu: with when they are expected back, so that somebody can ask for them."""
        if back is None:
            problem = Problem(field="expected_back", sentence="Skriv när ni väntas tillbaka.")
            return self._operations.answered(Result(problems=(problem,)))
        said = f"Ni är ute. Ni väntas tillbaka {back:%H:%M}."
        return self._set(round_, said, out_at=self._now(), expected_back=back, **values)

    def come_back(self, round_: RecordId) -> Future[Result]:
        """Tillbaka."""
        return self._set(round_, "Ni är tillbaka.", back_at=self._now())

    def call_off(
        self, round_: RecordId, reason: str, kind: CallOff | None = None
    ) -> Future[Result]:
        """Call a round off with all that is left of it, each with the reason in its journal."""
        held = self.round(round_)
        if held is None:
            return self._operations.answered(GONE)
        tidy = reason.strip()
        if not tidy and kind not in (None, CallOff.OTHER):
            tidy = sentence_case(kind.label)
        if not tidy:
            problem = Problem(field="reason", sentence="Skriv varför rundan ställs in.")
            return self._operations.answered(Result(problems=(problem,)))
        author = self._operations.author()
        values: dict[str, Any] = {
            "status": VisitStatus.CALLED_OFF,
            "call_off_reason": tidy,
            "call_off_kind": kind,
            "author": author.worker,
            "entered_at": author.entered_at,
        }
        visits = self._planned(round_)

        def act(transaction: Transaction) -> None:
            transaction.set(VisitRound, round_, called_off=tidy)
            for visit in visits:  # the routine asks for the step anew by itself
                transaction.set(HomeVisit, visit.id, **values)

        rest = f" {counted(len(visits), 'besök är inställt', 'besök är inställda')}."
        return self._record(held, act, f"Rundan är inställd.{rest if visits else ''}")

    # -- parts

    def _planned(self, round_: RecordId) -> list[HomeVisit]:
        visits = self._context.queries.in_round(round_)
        return [one for one in visits if one.status is VisitStatus.PLANNED]

    def _set(self, round_: RecordId, said: str, **values: Any) -> Future[Result]:
        held = self.round(round_)
        if held is None:
            return self._operations.answered(GONE)
        after = attrs.evolve(held, **values)
        return self._record(
            after, lambda transaction: transaction.set(VisitRound, round_, **values), said
        )

    def _visit(self, held: HomeVisit, said: str, **values: Any) -> Future[Result]:
        return self._record(
            attrs.evolve(held, **values),
            lambda transaction: transaction.set(HomeVisit, held.id, **values),
            said,
        )

    def _record(
        self, after: Record, act: Callable[[Transaction], None], said: str
    ) -> Future[Result]:
        return self._operations.record_as(after, act, said, Right.WRITE_CASES)

    def _refused(self, sentence: str) -> Future[Result]:
        problem = Problem(field="", sentence=sentence)
        return self._operations.answered(Result(problems=(problem,)))

    def _now(self) -> time:
        return clock.time_of_day(self._context.clock)

    def _new_id(self) -> RecordId:
        return RecordId(clock.new_id(self._context.clock))


def _asks_visit(task: Task) -> bool:
    return (
        task.origin is TaskOrigin.RULE
        and task.step is RoutineStep.HOME_VISIT
        and task.done_on is None
    )


def _last_note(records: Sequence[Record]) -> str | None:
    """How to get in, as it was written the last time."""
    noted = [one for one in of_kind(records, HomeVisit) if one.access_note]
    last = max(noted, key=lambda one: one.visited_on or one.planned_on or date.min, default=None)
    return None if last is None else last.access_note
