"""Numbers and addresses that still hold: confirmed with one act, by who has just seen or heard it."""

from __future__ import annotations

import enum
from collections.abc import Callable
from concurrent.futures import Future
from datetime import date
from typing import Any, Final

import attrs

from kaa_core.model.ids import YouthId
from kaa_core.model.records import Guardian, Youth
from kaa_core.model.registry import Problem, Record, of_kind
from kaa_core.model.rights import Right
from kaa_core.rules.eighteen import may_contact
from kaa_desktop.app import address_task
from kaa_desktop.app.context import Context
from kaa_desktop.app.operations import GONE, Operations
from kaa_desktop.app.views import Result
from kaa_desktop.store.transaction import Transaction


class Way(enum.Enum):
    """A way to reach a youth; the value is the sentence when it has been confirmed."""

    ADDRESS = "Adressen är bekräftad i dag."
    PHONE = "Telefonnumret är bekräftat i dag."
    GUARDIAN = "Vårdnadshavarnas nummer är bekräftade i dag."


_NOTHING: Final = {
    Way.ADDRESS: "Ingen adress finns att bekräfta.",
    Way.PHONE: "Inget telefonnummer finns att bekräfta.",
    Way.GUARDIAN: "Inget nummer till en vårdnadshavare finns att bekräfta.",
}


class Reaching:
    """Confirming of an unlocked profile."""

    def __init__(self, context: Context, operations: Operations) -> None:
        self._context = context
        self._operations = operations

    def confirm(self, youth: YouthId, way: Way) -> Future[Result]:
        """Say that it holds today; of an address, what asked for the right one is then done."""
        records = self._context.queries.case_records(youth)
        held = next(iter(of_kind(records, Youth)), None)
        if held is None:
            return self._operations.answered(GONE)
        if self._context.openings.hides(held):
            return self._refused(way)
        if way is Way.GUARDIAN:
            return self._guardians(held, records)
        there = held.phone if way is Way.PHONE else held.street or held.city
        if not there:
            return self._refused(way)
        today, own = self._context.today, self._context.identity.worker
        field = "phone_confirmed" if way is Way.PHONE else "address_confirmed"
        said: dict[str, Any] = {field: today}

        def act(transaction: Transaction) -> None:
            transaction.set(Youth, held.id, **said)
            if way is Way.ADDRESS:
                address_task.answer(transaction, records, today, own)

        return self._write(attrs.evolve(held, **said), act, way)

    def _guardians(self, youth: Youth, records: list[Record]) -> Future[Result]:
        today: date = self._context.today
        found = [
            one
            for one in of_kind(records, Guardian)
            if one.phone and may_contact(youth, one, today)
        ]
        if not found:
            return self._refused(Way.GUARDIAN)

        def act(transaction: Transaction) -> None:
            for one in found:
                transaction.set(Guardian, one.id, phone_confirmed=today)

        return self._write(attrs.evolve(found[0], phone_confirmed=today), act, Way.GUARDIAN)

    def _write(self, after: Record, act: Callable[[Transaction], None], way: Way) -> Future[Result]:
        return self._operations.record_as(after, act, way.value, Right.WRITE_CASES)

    def _refused(self, way: Way) -> Future[Result]:
        problem = Problem(field="", sentence=_NOTHING[way])
        return self._operations.answered(Result(problems=(problem,)))
