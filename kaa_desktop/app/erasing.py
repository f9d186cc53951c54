"""Gallring and erasing by hand: who is due, what would go, the decision, and how far every computer is.

It is decided and done on the server, so it needs the network; every computer then erases in its turn.
The list of what has been erased names nobody.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any, Final
from uuid import UUID

import attrs

from kaa_core.model.enums import ErasureReason
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY, Field, Kind, Problem, Record, moment
from kaa_core.rules import retention
from kaa_core.sync.erasures import (
    LONGEST_WORDS,
    Carried,
    DeviceRow,
    DeviceStanding,
    Erase,
    ErasureRow,
    Erasures,
)
from kaa_desktop.app.admin_views import Told
from kaa_desktop.app.context import Context, row_name, row_number
from kaa_desktop.app.sync_views import FaultView
from kaa_desktop.app.told import Asking, told
from kaa_desktop.app.views_base import Chip, Fact, Tone
from kaa_desktop.app.words import sentence_case
from kaa_desktop.store import known
from kaa_desktop.store.store import Store
from kaa_desktop.sync import erasing
from kaa_desktop.sync.faults import AWAY, SyncFault

CONFIRM: Final = "RADERA"
OFFLINE: Final = (
    "Du behöver nät. Det som raderas raderas på servern först.",
    "Ingenting är raderat.",
    "Försök igen när datorn har nät.",
)
UNREAD: Final = (
    "Du behöver nät. Listan över det som är raderat finns på servern.",
    "Inget är ändrat.",
    "Försök igen när datorn har nät.",
)
BY_ITSELF: Final = "Av sig självt"
"""When its time is out (Tidiga signaler): nobody decided it just then."""
GONE: Final = "Det är raderat på servern. Datorerna raderar när de har kontakt."
_STANDING: Final = {
    DeviceStanding.DONE: "Klart",
    DeviceStanding.WAITING: "Väntar",
    DeviceStanding.SILENT: "Inte hörts av",
    DeviceStanding.BLOCKED: "Spärrad",
}


@attrs.frozen(kw_only=True, repr=False)
class DueView:
    """A youth who is to be erased by rule. `id` is for the list."""

    id: tuple[str, YouthId]
    youth: YouthId
    name: str
    number: str
    when: str
    overdue: bool


@attrs.frozen(kw_only=True, repr=False)
class ErasureView:
    """What has been erased: what kind of thing, when, why, by whom, and where the computers stand."""

    id: tuple[str, int]
    what: str
    when: str
    why: str
    by: str
    status: Chip
    facts: tuple[Fact, ...]


@attrs.frozen(kw_only=True)
class Part:
    """One thing that can be chosen to erase: all, or one field."""

    text: str
    fields: tuple[int, ...] = ()


@attrs.frozen(kw_only=True, repr=False)
class Outlook:
    """What would go. `record` None: everything about the youth. `quoted`: what others wrote about it."""

    youth: YouthId
    record: RecordId | None
    title: str
    parts: tuple[Part, ...]
    goes: tuple[str, ...]
    quoted: tuple[str, ...]

    def part_of(self, field: int) -> int:
        """The place among the parts of one field alone; the first, all of it, when it is not there."""
        return next((at for at, one in enumerate(self.parts) if one.fields == (field,)), 0)


class Erasing:
    """Of one unlocked profile; other roles than those who keep the register are refused."""

    def __init__(self, context: Context, store: Store, asking: Asking) -> None:
        self._context = context
        self._store = store
        self._asking = asking

    # -- by rule

    def due(self) -> list[DueView]:
        """Those who are to be erased this year, or should have been before, the oldest first."""
        today = self._context.today
        latest = str(today.year - retention.ERASED_AT)
        numbers = self._store.queries.read(known.numbers)
        old = {packed: number for number, packed in numbers.items() if number[:4] <= latest}
        years = {one: year for one, number in old.items() if (year := retention.last_year(number))}
        rows = self._context.queries.case_rows([RecordId(UUID(bytes=one)) for one in years])
        found = [
            DueView(
                id=("due", YouthId(row.id)),
                youth=YouthId(row.id),
                name=row_name(row),
                number=row_number(row),
                when=f"Senast 31 december {years[row.id.bytes]}",
                overdue=years[row.id.bytes] < today.year,
            )
            for row in rows
        ]
        return sorted(found, key=lambda one: (one.when[-4:], one.name))

    # -- by hand

    def outlook(self, youth: YouthId, record: RecordId | None = None) -> Outlook | None:
        """What would go; None when it is no longer here."""
        records = self._context.queries.case_records(youth)
        held = next((one for one in records if one.id == (record or youth)), None)
        if held is None:
            return None
        kind = REGISTRY.of(held)
        if record is None:
            name = self._context.youth_names({youth}).get(youth, "ungdomen")
            whole, title = "Allt om ungdomen", f"Radera uppgifter om {name}"
            goes = _counts(records)
        else:
            whole, title = f"Hela posten ({kind.label})", f"Radera {kind.label}"
            goes = (sentence_case(kind.label), "Konflikter om den och bilagans fil")
        parts = [Part(text=whole)]
        parts += [
            Part(text=f"Bara {field.label}", fields=(field.id,)) for field in _loose(kind, held)
        ]
        quoted = [one for one in records if record is not None and _names(one, record)]
        return Outlook(
            youth=youth,
            record=record,
            title=title,
            parts=tuple(parts),
            goes=goes,
            quoted=tuple(sentence_case(REGISTRY.of(one).label) for one in quoted),
        )

    def problems(self, reason: int, words: str, typed: str) -> list[Problem]:
        """What keeps it from being done, by field."""
        found = []
        if not reason:
            found.append(Problem(field="reason", sentence="Välj varför det raderas."))
        if reason == ErasureReason.OTHER and not words.strip():
            sentence = "Skriv skälet med egna ord. Skriv inga namn."
            found.append(Problem(field="words", sentence=sentence))
        if len(words) > LONGEST_WORDS:
            sentence = f"Texten har {len(words)} tecken. Den får ha {LONGEST_WORDS}."
            found.append(Problem(field="words", sentence=sentence))
        if typed.strip().upper() != CONFIRM:
            sentence = f"Skriv {CONFIRM} för att bekräfta. Det går inte att ångra."
            found.append(Problem(field="typed", sentence=sentence))
        return found

    def decide(
        self, outlook: Outlook, part: Part, reason: int, words: str
    ) -> Future[Told[Carried]]:
        """Erase on the server."""
        record = outlook.record
        if record is None and part.fields:
            record = RecordId(outlook.youth)
        asked = Erase(
            os.urandom(16),
            outlook.youth.bytes,
            None if record is None else record.bytes,
            list(part.fields),
            reason,
            words.strip(),
        )
        return self._told(partial(erasing.decide, asked=asked))

    # -- what has been erased

    def erasures(self) -> Future[Told[list[ErasureView]]]:
        """What has been erased, the latest first."""
        return told(self._asking, erasing.listed, self._views, partial(_fault_view, away=UNREAD))

    def _told(self, question: Any) -> Future[Told[Any]]:
        return told(self._asking, question, lambda said: said, _fault_view)

    def _views(self, found: Erasures) -> list[ErasureView]:
        return [self._view(one) for one in found.rows]

    def _view(self, row: ErasureRow) -> ErasureView:
        left = [one for one in row.devices if one.standing != DeviceStanding.DONE]
        if left:
            status = Chip(text=f"{len(left)} kvar", icon="clock", tone=Tone.WARN)
        else:
            status = Chip(text="Klart", icon="check", tone=Tone.OK)
        why = next((sentence_case(one.label) for one in ErasureReason if one == row.reason), "")
        facts = [Fact(label="Skäl", value=why, note=row.words)]
        facts.append(Fact(label="Beslut", value=self._when(row.at), note=row.by_name or BY_ITSELF))
        facts += [
            Fact(label=one.name, value=self._standing(one), note=one.user_name)
            for one in row.devices
        ]
        return ErasureView(
            id=("done", row.seq),
            what=_what(row),
            when=self._when(row.at),
            why=why,
            by=row.by_name or BY_ITSELF,
            status=status,
            facts=tuple(facts),
        )

    def _standing(self, one: DeviceRow) -> str:
        standing = _STANDING.get(DeviceStanding(one.standing), "")
        if one.standing in (DeviceStanding.DONE, DeviceStanding.BLOCKED) and one.at:
            return f"{standing} {self._when(one.at)}"
        if one.standing == DeviceStanding.SILENT and one.last_seen:
            return f"{standing} sedan {self._when(one.last_seen)}"
        return standing

    def _when(self, at: int) -> str:
        return self._context.when(moment(at))


def _what(row: ErasureRow) -> str:
    kind = REGISTRY.get(row.kind)
    if kind is None:
        return "En uppgift"
    if row.whole and kind.cls is Youth:
        return "Allt om en ungdom"
    named = [kind.by_id[one].label for one in row.fields if one in kind.by_id]
    return (
        f"{sentence_case(kind.label)}: {', '.join(named)}" if named else sentence_case(kind.label)
    )


def _counts(records: Sequence[Record]) -> tuple[str, ...]:
    """How many there are of each kind, the youth's own not counted."""
    kinds = Counter(REGISTRY.of(one).id for one in records if not isinstance(one, Youth))
    return tuple(
        f"{REGISTRY.kind(kind).label} ({number})" for kind, number in sorted(kinds.items())
    )


def _loose(kind: Kind, held: Record) -> list[Field]:
    """Fields that are filled in and that the record can stand without."""
    structural = {"entered_at", "protection", kind.sealed_by}
    return [
        field
        for field in kind.fields
        if not field.required
        and field.name not in structural
        and getattr(held, field.name) not in (None, ())
    ]


def _names(record: Record, target: RecordId) -> bool:
    values = REGISTRY.of(record).values(record).values()
    return any(one == target or (isinstance(one, tuple) and target in one) for one in values)


def _fault_view(fault: SyncFault, away: tuple[str, str, str] = OFFLINE) -> FaultView:
    parts = (fault.happened, fault.safe, fault.advice)
    happened, safe, advice = away if fault.code in AWAY else parts
    return FaultView(happened=happened, safe=safe, advice=advice, code=fault.code)
