"""The file to SCB is made and recorded, so that there is never a file without a record (papers.py).

What each youth is told with (ScbStatement) and the file itself (ScbDelivery) are committed in one local
transaction while the file still has another name. Of each youth only what is said otherwise than in the file
before is kept, and no more of the past than the file sent last needs.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any, Final

from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import ProtectedOpening, ScbDelivery, ScbStatement
from kaa_core.model.registry import Problem, Record
from kaa_core.rules.protection import hidden
from kaa_core.scb import compare
from kaa_core.scb.compare import Kept
from kaa_core.scb.file import file_of
from kaa_core.scb.half_year import HalfYear
from kaa_core.scb.rows import Line
from kaa_desktop.app.clock import new_id
from kaa_desktop.app.context import Context
from kaa_desktop.app.papers import Act as PaperAct
from kaa_desktop.app.papers import Papers
from kaa_desktop.app.running import Run
from kaa_desktop.app.scb_deliveries import delivery_rows, described
from kaa_desktop.app.scb_views import Chosen, DeliveryRow, Preview
from kaa_desktop.app.views import Result
from kaa_desktop.app.words import counted
from kaa_desktop.store.errors import StoreFault
from kaa_desktop.store.store import Store
from kaa_desktop.store.transaction import Transaction

STOPPED: Final = "Det är avbrutet. Ingen fil är gjord."
MADE: Final = "Filen är gjord. Programmet skickar den inte: det gör du."


class Making:
    """Of one unlocked profile; never on the window's thread."""

    def __init__(
        self,
        context: Context,
        store: Store,
        papers: Papers,
        told: Callable[[Future[Any]], None],
    ) -> None:
        self._context, self._store, self._papers, self._told = context, store, papers, told

    def former(self, half_year: HalfYear) -> DeliveryRow | None:
        """What was sent last, or else made last."""
        made = self._made(half_year)
        sent = [one for one in made if one.sent_on is not None]
        return next(iter(sent or made), None)

    def _made(self, half_year: HalfYear) -> list[DeliveryRow]:
        """The files of a half-year, the latest first."""
        return [one for one in delivery_rows(self._context) if one.half_year == half_year]

    def _order(self, half_year: HalfYear) -> list[RecordId]:
        return [one.id for one in reversed(self._made(half_year))]

    def _kept(self, half_year: HalfYear) -> list[Kept]:
        """What is kept of each youth; what cannot be read counts as a line of its own that is gone."""
        held = self._store.aside.records(ScbStatement)
        return [
            Kept(
                id=one.id,
                youth=one.youth,
                delivery=one.delivery,
                lines=None if one.content is None else compare.read(one.content) or [],
            )
            for one in held
            if one.half_year == str(half_year) and one.delivery is not None
        ]

    def stated(self, half_year: HalfYear, delivery: RecordId) -> dict[RecordId, Sequence[Line]]:
        """The lines by youth that stood in a file."""
        order = self._order(half_year)
        return compare.stated(self._kept(half_year), order[: order.index(delivery) + 1])

    def make(self, now: Preview, chosen: Chosen, path: Path, run: Run) -> Result:
        """Write the file and record it; see the module."""
        kept = now.kept(chosen)
        content = file_of((now.lines[one] for one in kept), now.in_force.layout)
        delivery = self._delivery(now, chosen, content)
        made = [delivery, *self._statements(delivery, now, kept), *self._opened(now, kept)]
        if run.stopped:
            return Result(problems=(Problem(field="", sentence=STOPPED),))
        people = counted(len(kept), "ungdom", "ungdomar")
        said = Result(sentence=f"{MADE} Den har {people}.", record=delivery.id)

        def record(together: PaperAct) -> Result:
            acts: list[PaperAct] = [partial(_created, one) for one in made]
            writing = self._store.transact_each([*acts, together])
            try:
                writing.result()
            finally:
                self._told(writing)
            return said

        done = self._papers.record(path, lambda stream: stream.write(content), record)
        self._let_go(now.asked.half_year)
        return done

    def _delivery(self, now: Preview, chosen: Chosen, content: bytes) -> ScbDelivery:
        clock = self._context.clock
        return ScbDelivery(
            id=RecordId(new_id(clock)),
            half_year=str(now.asked.half_year),
            made_at=clock.now(),
            made_by=self._context.identity.worker,
            layout=now.in_force.record,
            content=described(now, chosen, hashlib.sha256(content).hexdigest()),
        )

    def _statements(
        self, delivery: ScbDelivery, now: Preview, kept: Sequence[YouthId]
    ) -> Iterator[Record]:
        """Of each youth who is told otherwise than in the file before, or no more."""
        half_year = now.asked.half_year
        layout = now.in_force.layout
        held = compare.state(self._kept(half_year), self._order(half_year))
        told = {youth: now.lines[youth] for youth in kept}
        for youth, lines in told.items():
            before = held.get(youth)
            content = compare.kept(lines, layout)
            if before is None or before.lines is None or before.lines != compare.read(content):
                yield self._statement(delivery, youth, content)
        for one in held.values():
            if one.youth not in told and one.lines is not None:
                yield self._statement(delivery, YouthId(one.youth), None)

    def _statement(self, delivery: ScbDelivery, youth: YouthId, content: Any) -> ScbStatement:
        return ScbStatement(
            id=RecordId(new_id(self._context.clock)),
            youth=youth,
            half_year=delivery.half_year,
            delivery=delivery.id,
            content=content,
        )

    def _opened(self, now: Preview, kept: Sequence[YouthId]) -> Iterator[Record]:
        """Who has skyddad folkbokföring and is in a file has been looked at, and why."""
        for youth in kept:
            if hidden(now.protections.get(youth)):
                yield ProtectedOpening(
                    id=RecordId(new_id(self._context.clock)),
                    youth=youth,
                    worker=self._context.identity.worker,
                    opened_at=self._context.clock.now(),
                    reason="Underlag till SCB, efter sekretessprövning.",
                )

    def _let_go(self, half_year: HalfYear) -> None:
        """What neither the file sent last nor those after it needs is deleted: no more is kept than that."""
        former = self.former(half_year)
        if former is None:
            return
        order = self._order(half_year)
        past = set(order[: order.index(former.id) + 1])
        every = [one for one in self._kept(half_year) if one.delivery in past]
        needed = {one.id for one in compare.state(every, order).values()}
        acts = [partial(_deleted, one.id) for one in every if one.id not in needed]
        if acts:
            with contextlib.suppress(StoreFault):  # the file is made; it is done the next time
                self._store.transact_each(acts).result()


def _created(record: Record, transaction: Transaction) -> None:
    transaction.create(record)


def _deleted(statement: RecordId, transaction: Transaction) -> None:
    transaction.delete(ScbStatement, statement)
