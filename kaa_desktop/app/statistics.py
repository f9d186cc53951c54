"""Statistik of an unlocked profile (`Session.statistics`): figures of any day, counted from the traces here.

Counted on a hand of its own beside the window's thread, a portion at a time, so that it can be broken off.
Days on which somebody counted who is erased since are answered from what the server stored while it could
be counted. Whole-municipality figures can be asked of the server, which holds everybody.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from datetime import date, datetime
from functools import partial
from typing import Any, Final, TypeVar

import attrs

from kaa_core.model.following_up import BudgetEntry
from kaa_core.model.ids import YouthId
from kaa_core.model.registry import REGISTRY
from kaa_core.rules.target_group.definitions import in_force, named
from kaa_core.statistics import tracing
from kaa_core.statistics.answers import (
    Answer,
    Unreadable,
    unpack_all,
)
from kaa_core.statistics.catalogue import figure
from kaa_core.statistics.day import EVERYBODY, Budgeted, Day, Filter, Names, school_year
from kaa_core.statistics.erased import left_of, stored_in_time
from kaa_core.statistics.money import budgeted, of_nobody
from kaa_core.statistics.trace import Trace
from kaa_core.statistics.values import Cell
from kaa_core.sync.statistics import ComparisonTold
from kaa_desktop.app.admin_views import Told
from kaa_desktop.app.context import Context
from kaa_desktop.app.staff import staff_of
from kaa_desktop.app.statistics_held import Held, held
from kaa_desktop.app.statistics_server import FromServer
from kaa_desktop.app.statistics_views import (
    MONTHS_OF_A_YEAR,
    Asked,
    Choices,
    Given,
    Progress,
    Question,
    month_ends,
)
from kaa_desktop.app.synchronising import Synchronising
from kaa_desktop.app.views import Changes
from kaa_desktop.store import figure_reading, traces
from kaa_desktop.store.figure_reading import StoredOn
from kaa_desktop.store.packed import unpacked
from kaa_desktop.store.store import Store

T = TypeVar("T")
AT_A_TIME: Final = 2000
SECONDS: Final = 0.05
"""How often it is looked whether what is waited for is still wanted."""
_KINDS: Final = frozenset(
    {REGISTRY.kind(one).name for one in tracing.KINDS}
    | {
        "stored_figures",
        "budget_entry",
        "worker",
        "unit",
        "routine_version",
        "municipality_settings",
    }
)


class Statistics:
    """Made by `opening.start`; ended by the session."""

    def __init__(self, context: Context, store: Store, sync: Synchronising) -> None:
        self._context = context
        self._store = store
        self._aside = store.aside
        self._sync = sync
        self._server = FromServer(sync.server)
        self._hands = ThreadPoolExecutor(1, thread_name_prefix="kaa-statistics")
        self._over = False
        self._read: list[Trace] = []

    def close(self) -> None:
        """Break off what is counted, before the store closes."""
        self._over = True
        self._hands.shutdown(wait=True, cancel_futures=True)
        self._server.close()

    # -- asking

    def ask(self, question: Question) -> Asked[Given]:
        """The figures of a day. Raises KeyError, in the future, for a figure or definition that never was."""
        return self._later(lambda asked: self._ask([question], asked)[0])

    def several(self, questions: Iterable[Question]) -> Asked[list[Given]]:
        """Some questions, in their order; read once."""
        held = list(questions)
        return self._later(lambda asked: self._ask(held, asked))

    def series(
        self,
        figures: Iterable[str],
        days: Sequence[date],
        *,
        only: Filter = EVERYBODY,
        definition: str | None = None,
        start: date | None = None,
    ) -> Asked[list[Given]]:
        """Some figures on several days, in the order of the days; read once."""
        keys = tuple(figures)
        return self.several(
            Question(as_of=day, figures=keys, only=only, definition=definition, start=start)
            for day in days
        )

    def months(self, question: Question, count: int = MONTHS_OF_A_YEAR) -> Asked[list[Given]]:
        """The same question at the ends of the months before its day, the earliest first, itself last."""
        days = month_ends(question.as_of, count)
        return self.several(attrs.evolve(question, as_of=day) for day in days)

    def whole(self, question: Question, known_at: datetime | None = None) -> Future[Told[Given]]:
        """The figures of the whole municipality, counted by the server; a fault in words when it is away.

        `known_at`: as the register stood at that moment.
        """
        return self._server.whole(question, known_at)

    def side_by_side(self, by: str, as_of: date | None = None) -> Future[Told[ComparisonTold]]:
        """Units, or municipalities that share their figures, as the server tells of them.

        `by`: UNITS or MUNICIPALITIES of kaa_core/sync/statistics.py; `as_of`: else the latest that is there.
        """
        return self._server.side_by_side(by, as_of)

    # -- beside the figures

    def youths(self, cell: Cell) -> list[YouthId]:
        """Who is behind a number, in the order of lists: those who are on this computer still.

        What is stored or has come from the server has nobody behind it here.
        """
        if not cell.youths:
            return []
        found = self._context.queries.read(lambda one: figure_reading.by_name(one, cell.youths))
        return [YouthId(unpacked(one)) for one in found]

    def filters(self) -> Future[Choices]:
        """What figures can be narrowed to, read beside the window's thread."""
        return self._hands.submit(self._choices)

    def budget(self, only: Filter = EVERYBODY) -> list[Budgeted]:
        """What has been entered of budget and outcome: of the filter's units, else of all.

        Where the whole has an entry, those of its units in the same time are parts of it.
        """
        return budgeted(self._context.queries.records(BudgetEntry), only)

    def held(self) -> Held:
        """Which youths are here, in words."""
        loading = self._store.snapshot_position() is not None
        return held(self._context, loading=loading, contact=self._sync.contact)

    @staticmethod
    def alters(changes: Changes) -> bool:
        """Whether figures that were counted before a change may be others after it."""
        return changes.everything or bool(changes.left) or bool(changes.kinds & _KINDS)

    # -- on the hand

    def _later(self, count: Callable[[Asked[T]], T]) -> Asked[T]:
        asked: Asked[T] = Asked()

        def run() -> None:
            try:
                self._go_on(asked)
                found = count(asked)
            except CancelledError:
                asked.cancel()
                asked.set_running_or_notify_cancel()
            except BaseException as error:  # noqa: BLE001  (it belongs to whoever asked)
                if asked.set_running_or_notify_cancel():
                    asked.set_exception(error)
            else:
                if asked.set_running_or_notify_cancel():
                    asked.set_result(found)
            self._let_go()

        waiting = self._hands.submit(run)
        waiting.add_done_callback(partial(_given_up, asked))
        return asked

    def _let_go(self) -> None:
        """Let go of what was read, a portion at a time: all at once would hold the window's thread.

        Nobody waits for it: the answer is given.
        """
        while self._read:
            del self._read[-AT_A_TIME:]

    def _go_on(self, asked: Future[Any]) -> None:
        if self._over or asked.cancelled():
            raise CancelledError

    def _ask(self, questions: Sequence[Question], asked: Asked[Any]) -> list[Given]:
        for one in questions:
            for key in one.figures:
                figure(key)
        found = self._read = self._traces(asked, sum(len(one.figures) for one in questions))
        said, names = self.held(), self._names()
        return [self._given(one, found, said, names, asked) for one in questions]

    def _traces(self, asked: Asked[Any], figures: int) -> list[Trace]:
        """All traces, those that are due made first."""
        self._made(asked)
        total = self._aside.read(traces.count)
        steps = total + figures * max(1, total // 10)
        found, last = list[Trace](), b""
        while True:
            part, after = self._aside.read(partial(traces.read, after=last, limit=AT_A_TIME))
            found += part
            asked.progress = Progress(done=len(found), all=max(steps, len(found)))
            self._go_on(asked)
            if after is None:
                return found
            last = after

    def _made(self, asked: Asked[Any]) -> None:
        """Wait until the traces that are due are made: whoever is judged first, then the traces."""
        if not self._aside.read(traces.any_due):
            return
        due = self._aside.read(traces.work_left)
        for begin in (self._store.judge.done, self._store.judge.traced):
            waiting = begin()
            while not wait([waiting], SECONDS).done:
                self._go_on(asked)
                left = self._aside.read(traces.work_left)
                due = max(due, left, 1)
                asked.progress = Progress(done=due - left, all=2 * due)
            waiting.result()

    def _given(
        self,
        question: Question,
        found: Sequence[Trace],
        said: Held,
        names: Names,
        asked: Asked[Any],
    ) -> Given:
        stored = self._aside.read(lambda one: figure_reading.stored_on(one, question.as_of))
        kept = _frozen(question, stored) if said.whole else {}
        day = Day(
            found,
            question.as_of,
            start=question.start,
            definition=None if question.definition is None else named(question.definition),
            only=question.only,
            names=names,
            budget=self.budget(question.only),
        )
        in_time = any(stored_in_time(one.as_of, one.made_at) for one in stored.records)
        left = left_of(day, self._context.today, stored=in_time, erased=stored.erased)
        answers = dict[str, Answer]()
        for key in question.figures:
            self._go_on(asked)
            answers[key] = kept[key] if key in kept else left.answer(figure(key), day)
            before = asked.progress
            step = max(1, len(found) // 10)
            asked.progress = attrs.evolve(before, done=min(before.all, before.done + step))
        counted = any(key not in kept and not of_nobody(figure(key)) for key in question.figures)
        return Given(
            question=question,
            answers=answers,
            held=said.sentence,
            whole=said.whole,
            remarks=(left.remark,) if counted and left.remark else (),
        )

    def _names(self) -> Names:
        staff = staff_of(self._aside)
        return Names(
            workers={one.bytes: name for one, name in staff.names.items()},
            units={one.bytes: name for one, name in staff.units.items()},
            unit_of={worker.bytes: unit.bytes for worker, unit in staff.belongs.items()},
        )

    def _choices(self) -> Choices:
        names = self._names()
        schools, programmes = self._aside.read(figure_reading.schools)
        return Choices(
            units=names.units,
            workers=names.workers,
            schools=tuple(schools),
            programmes=tuple(programmes),
        )


def _given_up(asked: Future[Any], waiting: Future[None]) -> None:
    """Locked before its turn came: nobody shall wait for ever."""
    if waiting.cancelled() and asked.cancel():
        asked.set_running_or_notify_cancel()


def _frozen(question: Question, stored: StoredOn) -> Mapping[str, Answer]:
    """Answers that stand in place of counting: the day is frozen, and was asked about as it was stored."""
    if question.only != EVERYBODY:
        return {}
    definition = question.definition or in_force(question.as_of).key
    start = question.start or school_year(question.as_of)
    for one in stored.records:
        if not one.frozen:
            continue
        with contextlib.suppress(Unreadable):
            return {
                key: held
                for key, held in unpack_all(one.content, one.made_at).items()
                if not of_nobody(figure(key))
                and (not figure(key).by_definition or held.definition == definition)
                and (not figure(key).period or held.start == start)
            }
    return {}
