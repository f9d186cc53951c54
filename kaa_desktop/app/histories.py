"""The history of a record: what the server keeps of it, and one's own that it has not received yet.

The server's rows are asked for; own unsent work, what was not received and how conflicts were settled lie
here, so that part is shown without the network too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import attrs

from kaa_core.model.enums import Protection, Resolution
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Conflict, Youth
from kaa_core.model.registry import REGISTRY, Kind, Problem, Record, moment
from kaa_core.sync.messages import HistoryRow, Operation, Outcome, Verb
from kaa_core.sync.state import WHOLE_RECORD
from kaa_desktop.app import values, words
from kaa_desktop.app.conflicts import DELETED, ConflictWords, Learnt, label_of
from kaa_desktop.app.context import Context
from kaa_desktop.app.operations import GONE, Operations
from kaa_desktop.app.restoring import why_not_restored
from kaa_desktop.app.sync_views import (
    Altered,
    Historied,
    HistoryLine,
    HistoryState,
    HistoryView,
)
from kaa_desktop.app.synchronising import Synchronising
from kaa_desktop.app.views import Result
from kaa_desktop.store import outbox
from kaa_desktop.sync.client import Client
from kaa_desktop.sync.faults import refusal

OFFLINE: Final = (
    "Här visas det som finns på datorn. Resten finns på servern och visas när nätet är tillbaka."
)
HIDDEN: Final = "(visas inte: skyddade uppgifter)"
_UNSHOWN: Final = frozenset({"youth", "author", "entered_at"})
_MASKED: Final = frozenset(
    {"identity_number", "given_name", "family_name", "street", "postal_code", "city", "care_of"}
    | {"phone", "email", "name"}
)
_TITLES: Final = {Verb.CREATE: "Skapad", Verb.SET: "Ändrad", Verb.DELETE: "Borttagen"}
_MOST: Final = 120


class Histories:
    """Histories of the records of an unlocked profile."""

    def __init__(self, context: Context, operations: Operations, sync: Synchronising) -> None:
        self._context = context
        self._operations = operations
        self._sync = sync

    def here(self, record: RecordId) -> HistoryView:
        """What of the history lies on this computer."""
        return self._maker(record).view((), missing=OFFLINE)

    def whole(self, record: RecordId) -> Future[HistoryView]:
        """The whole history; the future raises `SyncFault` when the server does not answer."""

        def question(client: Client, access: str) -> HistoryView:
            rows = client.history(record.bytes, access).rows
            return self._maker(record).view(rows)

        return self._sync.ask(question)

    def of_case(self, youth: YouthId) -> list[Historied]:
        """The records of a youth, the youth's own first, each with what it is."""
        records = self._context.queries.case_records(youth)
        shown = [one for one in records if not isinstance(one, Conflict)]
        return [Historied(record=one.id, title=title_of(self._context, one)) for one in shown]

    def restore(self, record: RecordId, line: HistoryLine) -> Future[Result]:
        """Give the fields of a change the values that it gave them."""
        held = self._context.queries.any_record(record)
        if held is None:
            return self._operations.answered(GONE)
        fields = REGISTRY.of(held).by_id
        wanted = {
            fields[one.field].name: fields[one.field].from_wire(one.wire)
            for one in line.what
            if one.field in fields and not one.why_not
        }
        if not wanted:
            reason = next((one.why_not for one in line.what if one.why_not), "Välj en ändring.")
            problem = Problem(field="", sentence=reason)
            return self._operations.answered(Result(problems=(problem,)))
        return self._operations.restore(held, wanted)

    def _maker(self, record: RecordId) -> _Maker:
        return _Maker(self._context, record, self._sync.learnt())


def title_of(context: Context, record: Record) -> str:
    """What a record is, in words: "Bevakning: Ring", "Inskrivning 21 sep"."""
    if isinstance(record, Youth):
        return "Ungdomens uppgifter"
    kind = REGISTRY.of(record)
    label = words.sentence_case(kind.label)
    for name in ("title", "name"):
        if name in kind.by_name and getattr(record, name):
            return f"{label}: {getattr(record, name)}"
    for name in ("occurred_on", "visited_on", "planned_on", "noted_on", "start", "due"):
        if name in kind.by_name and getattr(record, name) is not None:
            return f"{label} {words.short(getattr(record, name), context.today)}"
    return label


@attrs.frozen(repr=False)
class _Line:
    """A line with when it was written, to put it in its place."""

    at: datetime
    line: HistoryLine


class _Maker:
    """One record's history in words."""

    def __init__(self, context: Context, record: RecordId, known: Learnt) -> None:
        self._context = context
        self._record = record
        self._known = known
        self._names = context.names()
        self._held = context.queries.any_record(record)
        self._conflicts = context.queries.conflicts_about(record)
        mine = [record.bytes, *(one.id.bytes for one in self._conflicts)]
        self._waiting = context.queries.read(lambda one: outbox.about(one, mine))
        self._server = context.queries.read(lambda one: outbox.shadows(one, record.bytes))
        self._protected = self._is_protected()

    def view(self, rows: Sequence[HistoryRow], *, missing: str = "") -> HistoryView:
        """The server's rows and what is here, oldest first."""
        lines = self._rows(rows)
        for one in sorted(self._decided(), key=lambda one: one.at):
            place = len(lines)
            while place and lines[place - 1].at > one.at:
                place -= 1
            lines.insert(place, one)
        lines += self._refused()
        lines += self._unsent(rows)
        title = "" if self._held is None else title_of(self._context, self._held)
        return HistoryView(title=title, lines=tuple(one.line for one in lines), missing=missing)

    # -- the server's

    def _rows(self, rows: Sequence[HistoryRow]) -> list[_Line]:
        held: dict[int, Any] = {}
        by_seq = {row.change.seq: row.change.values for row in rows}
        made = []
        for row in rows:
            change, kind = row.change, REGISTRY.get(row.change.kind)
            stands = row.outcome is Outcome.APPLIED
            seen = held if stands else {**held, **by_seq.get(row.base, {})}
            what = self._altered(kind, change.values, seen, change.verb)
            line = HistoryLine(
                when=self._context.when(moment(change.at)),
                who=row.actor_name,
                device=_device(row),
                what=what,
                state=HistoryState.STANDS if stands else HistoryState.LOST,
                title=_title(change.verb, change.values),
                note="" if stands else HistoryState.LOST.value,
            )
            made.append(_Line(moment(change.at), line))
            if stands:
                held |= change.values
        return made

    # -- what is here

    def _decided(self) -> list[_Line]:
        """How conflicts about the record were settled, and who was asked."""
        told = ConflictWords(self._context, self._known, set())
        waits = {one.record for one in self._waiting if one.verb is Verb.RESOLVE}
        found = []
        for one in self._conflicts:
            unsent = HistoryState.WAITING.value if one.id.bytes in waits else ""
            if one.asked_at is not None:
                asked = f"{told.who(one.asked_of)} ombads avgöra: {label_of(one)}"
                note = " · ".join(part for part in (one.question or "", unsent) if part)
                line = self._said(told, one.asked_by, one.asked_at, HistoryState.ASKED, asked, note)
                found.append(_Line(one.asked_at, line))
            if one.resolution is not None and one.resolved_at is not None:
                title = f"Konflikt avgjord, {label_of(one).lower()}: {chosen_words(told, one)}"
                reason = f"Motivering: {one.reason}" if one.reason else ""
                note = " · ".join(part for part in (reason, unsent) if part)
                line = self._said(
                    told, one.resolved_by, one.resolved_at, HistoryState.DECISION, title, note
                )
                found.append(_Line(one.resolved_at, line))
        return found

    def _said(
        self,
        told: ConflictWords,
        who: UUID | None,
        at: datetime,
        state: HistoryState,
        title: str,
        note: str,
    ) -> HistoryLine:
        return HistoryLine(
            when=self._context.when(at),
            who=told.who(who),
            device="",
            what=(),
            state=state,
            title=title,
            note=note,
        )

    def _refused(self) -> list[_Line]:
        own = self._record.bytes
        found = [one for one in self._context.queries.refused() if one.operation.record == own]
        return [
            self._own(one.operation, {}, HistoryState.REFUSED, refusal(one.code)) for one in found
        ]

    def _unsent(self, rows: Sequence[HistoryRow]) -> list[_Line]:
        held: dict[int, Any] = {}
        for row in rows:
            if row.outcome is Outcome.APPLIED:
                held |= row.change.values
        held |= self._server
        made = []
        for one in self._waiting:
            if one.record != self._record.bytes or one.verb is Verb.RESOLVE:
                continue
            made.append(self._own(one, held, HistoryState.WAITING, HistoryState.WAITING.value))
            held |= one.values
        return made

    def _own(
        self, one: Operation, held: Mapping[int, Any], state: HistoryState, note: str
    ) -> _Line:
        who = self._context.identity.who
        line = HistoryLine(
            when=self._context.when(moment(one.at)),
            who=who.name,
            device=who.device,
            what=self._altered(REGISTRY.get(one.kind), one.values, held, one.verb),
            state=state,
            title=_title(one.verb, one.values),
            note=note,
        )
        return _Line(moment(one.at), line)

    # -- values

    def _altered(
        self, kind: Kind | None, written: Mapping[int, Any], seen: Mapping[int, Any], verb: Verb
    ) -> tuple[Altered, ...]:
        found = []
        for number, wire in sorted(written.items()):
            field = None if kind is None else kind.by_id.get(number)
            if number == WHOLE_RECORD:
                before = DELETED
                found.append(Altered(label="Posten", before=before, after="tillbaka", field=0))
            elif field is None:
                found.append(Altered(label=f"Fält {number}", before="", after=str(wire)))
            elif kind is not None and field.name not in _UNSHOWN:
                made = verb is Verb.CREATE and number not in seen
                found.append(
                    Altered(
                        label=words.sentence_case(field.label),
                        before="" if made else self._value(kind, number, seen.get(number)),
                        after=self._value(kind, number, wire),
                        field=number,
                        wire=wire,
                        why_not=self._why_not(kind, number, wire),
                    )
                )
        return tuple(found)

    def _value(self, kind: Kind, number: int, wire: Any) -> str:
        field = kind.by_id[number]
        if self._protected and field.name in _MASKED:
            return HIDDEN
        return values.in_words(field, wire, self._context.today, self._names)

    def _why_not(self, kind: Kind, number: int, wire: Any) -> str:
        if self._protected and kind.by_id[number].name in _MASKED:
            return "Skyddade uppgifter återställs inte här."
        role = self._context.identity.standing.role
        return why_not_restored(role, kind, self._held, kind.by_id[number], wire)

    def _is_protected(self) -> bool:
        about = getattr(self._held, "youth", None) or self._record
        youth = self._context.queries.record(Youth, about)
        return youth is not None and youth.protection is Protection.PROTECTED


def chosen_words(told: ConflictWords, one: Conflict) -> str:
    """What was chosen, in words; short enough for a row."""
    if one.addendum is not None:
        return "båda står kvar, den andra som ett tillägg"
    if one.other_deleted:
        return "posten togs bort" if one.resolution is Resolution.OTHER else "posten behölls"
    if one.kept_deleted and one.resolution is Resolution.KEPT:
        return "posten är fortfarande borttagen"
    text = told.value(one, one.chosen_value)
    return text if len(text) <= _MOST else f"{text[:_MOST].rstrip()} …"


def _title(verb: Verb, written: Mapping[int, Any]) -> str:
    if WHOLE_RECORD in written:
        return "Tagen tillbaka"
    return _TITLES.get(verb, "Ändrad")


def _device(row: HistoryRow) -> str:
    """On which computer, and which one gave it back to a server that had lost it."""
    if not row.returned_by:
        return row.device_name
    return f"{row.device_name}, återlämnad från {row.returned_by}".lstrip(", ")
