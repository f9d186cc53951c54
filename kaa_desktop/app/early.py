"""Tidiga signaler: the short list beside the register, as a person reads and keeps it (domain.md section 6).

Off until an administrator has written the municipality's legal basis. What stands here is no youth: it is
in no list, no search, no figure and no export. An entry goes by itself on its day; here it is not shown
from that day on, and the server erases it (kaa_server/early.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import attrs

from kaa_core.model.identity import IdentityNumber, IdentityProblem, shown
from kaa_core.model.ids import RecordId
from kaa_core.model.records import EarlySignal, MunicipalitySettings
from kaa_core.model.registry import REGISTRY, Problem
from kaa_core.model.rights import Right
from kaa_core.rules import early
from kaa_desktop.app.clock import new_id
from kaa_desktop.app.context import Context
from kaa_desktop.app.municipality import settings_record
from kaa_desktop.app.operations import GONE, Operations
from kaa_desktop.app.views import Result
from kaa_desktop.app.words import sentence_case, short

OFF: Final = (
    "Listan är avstängd. Kommunen slår på den genom att en administratör skriver den rättsliga grunden i "
    "Kommunens inställningar."
)
DOUBLE: Final = "Personen står redan på listan. Ändra den raden i stället."
_KEEP: Final = Right.KEEP_REGISTER
_SOON: Final = 7


@attrs.frozen(kw_only=True, repr=False)
class EarlyRow:
    """An entry. `goes`: as "raderas 31 aug"; `soon`: within a week."""

    id: RecordId
    name: str
    number: str
    what: str
    told_by: str
    received: str
    goes: str
    soon: bool
    school: str
    next_step: str
    worker: str


class Early:
    """Of one unlocked profile. Read by who works with cases, written by who keeps the register."""

    def __init__(self, context: Context, operations: Operations) -> None:
        self._context = context
        self._operations = operations

    def why_off(self) -> str:
        """Why there is no list, as a sentence; empty when it is switched on."""
        return "" if early.switched_on(self._settings()) else OFF

    def basis(self) -> str:
        """The municipality's legal basis, in its own words; empty while the list is off."""
        held = self._settings()
        return (held.early_basis or "").strip() if held is not None else ""

    def goes(self, received: date) -> date:
        """The day on which an entry that came in then will be erased."""
        held = self._settings()
        return early.erase_on(received, held.early_weeks if held is not None else None)

    def rows(self) -> list[EarlyRow]:
        """What stands on the list, what goes first first; nothing while it is off."""
        names, today, settings = self._context.names(), self._context.today, self._settings()
        found = [
            (min(one.erase_on, self.goes(one.received_on)), one)
            for one in self._context.queries.records(EarlySignal)
            if not early.is_due(one, settings, today)
        ]
        found.sort(key=lambda pair: (pair[0], pair[1].family_name, pair[1].id.bytes))
        return [
            EarlyRow(
                id=one.id,
                name=f"{one.given_name} {one.family_name}".strip(),
                number=shown(one.identity_number),
                what=sentence_case(one.kind.label),
                told_by=one.told_by,
                received=short(one.received_on, today),
                goes=f"raderas {short(gone, today)}",
                soon=(gone - today).days <= _SOON,
                school=one.school or "",
                next_step=one.next_step or "",
                worker="" if one.worker is None else names.get(one.worker, ""),
            )
            for gone, one in found
        ]

    def held(self, record: RecordId) -> EarlySignal | None:
        """The record itself, for a form that changes it."""
        return self._context.queries.record(EarlySignal, record)

    def add(self, values: Mapping[str, Any]) -> Future[Result]:
        """Put somebody on the list; `values` by field name."""
        if refusal := self._refused(None, values):
            return self._operations.answered(refusal)
        given = self._tidy(values)
        made = EarlySignal(
            id=RecordId(new_id(self._context.clock)),
            erase_on=self.goes(given["received_on"]),
            author=self._context.identity.worker,
            **given,
        )
        said = f"Sparat. Raden raderas {short(made.erase_on, self._context.today)}."
        return self._operations.record_as(made, lambda one: one.create(made), said, _KEEP)

    def change(
        self,
        record: RecordId,
        values: Mapping[str, Any],
        seen: Mapping[str, Any] = MappingProxyType({}),
    ) -> Future[Result]:
        """Change fields of an entry; it does not live longer for that. `seen` as `Transaction.set`."""
        held = self.held(record)
        if held is None:
            return self._operations.answered(GONE)
        whole = REGISTRY.of(held).values(held) | dict(values)
        if refusal := self._refused(record, whole):
            return self._operations.answered(refusal)
        tidy = self._tidy(whole)
        given = {name: tidy[name] for name in values}
        if (goes := min(held.erase_on, self.goes(whole["received_on"]))) != held.erase_on:
            given["erase_on"] = goes
        return self._operations.record_as(
            attrs.evolve(held, **given),
            lambda one: one.set(EarlySignal, record, seen, **given),
            "Ändringen är sparad.",
            _KEEP,
        )

    def remove(self, record: RecordId) -> Future[Result]:
        """Take somebody off: the server erases it within the hour."""
        held = self.held(record)
        if held is None:
            return self._operations.answered(GONE)
        return self._operations.record_as(
            held, lambda one: one.delete(EarlySignal, record), "Raden är borttagen.", _KEEP
        )

    # -- parts

    def _settings(self) -> MunicipalitySettings | None:
        return settings_record(self._context.queries)

    def _tidy(self, values: Mapping[str, Any]) -> dict[str, Any]:
        number = IdentityNumber.parse(values["identity_number"], today=self._context.today)
        return {**values, "identity_number": number.digits}

    def problems(self, record: RecordId | None, values: Mapping[str, Any]) -> list[Problem]:
        """What keeps an entry from being saved, by field; `record` None: a new one."""
        reason = self.why_off()
        return [Problem(field="", sentence=reason)] if reason else self._faults(record, values)

    def _refused(self, record: RecordId | None, values: Mapping[str, Any]) -> Result | None:
        problems = self.problems(record, values)
        return Result(problems=tuple(problems)) if problems else None

    def _faults(self, record: RecordId | None, values: Mapping[str, Any]) -> list[Problem]:
        found, today = [], self._context.today
        allowed = self._context.identity.who.practice
        try:
            number = IdentityNumber.parse(
                values.get("identity_number") or "", today=today, allow_synthetic=allowed
            ).digits
        except IdentityProblem as problem:
            sentence = str(problem) if values.get("identity_number") else "Fyll i personnummer."
            found.append(Problem(field="identity_number", sentence=sentence))
        else:
            others = self._context.queries.records(EarlySignal)
            if any(one.identity_number == number and one.id != record for one in others):
                found.append(Problem(field="identity_number", sentence=DOUBLE))
        received = values.get("received_on")
        if received is None:
            found.append(Problem(field="received_on", sentence="Fyll i vilken dag det kom in."))
        elif received > today:
            sentence = f"{received} har inte varit än. Ändra datumet."
            found.append(Problem(field="received_on", sentence=sentence))
        for field, sentence in _NEEDED:
            if not values.get(field):
                found.append(Problem(field=field, sentence=sentence))
        return found


_NEEDED: Final = (
    ("given_name", "Fyll i förnamn."),
    ("family_name", "Fyll i efternamn."),
    ("kind", "Välj vad det gäller."),
    ("told_by", "Skriv vem uppgiften kommer från."),
)
