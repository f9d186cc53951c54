"""Conflicts and what was not received, as a person reads them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import attrs

from kaa_core.model.enums import Resolution
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Conflict
from kaa_core.model.registry import REGISTRY, Field, FieldType, Kind, moment
from kaa_core.model.rights import may_write
from kaa_core.sync.conflicts import WHOLE_RECORD
from kaa_core.sync.messages import HistoryRow, Operation
from kaa_desktop.app import values, words
from kaa_desktop.app.context import Context
from kaa_desktop.app.sync_views import (
    ConflictSide,
    ConflictView,
    HistoryLine,
    RefusedView,
)
from kaa_desktop.app.views_base import Fact
from kaa_desktop.app.waiting import act_title
from kaa_desktop.store.queries import RefusedOperation
from kaa_desktop.sync.faults import refusal

_DELETED = "(borttagen)"
_UNSHOWN = frozenset({"youth", "author", "entered_at", "resolved_by", "resolved_at"})


def conflict_views(
    context: Context, devices: Mapping[UUID, str], youth: YouthId | None
) -> list[ConflictView]:
    """Unresolved conflicts; `devices` are the names of computers that are known here.

    Those about what the municipality shares are shown to those who may settle them.
    """
    role = context.identity.standing.role
    found = [
        one
        for one in context.queries.conflicts(youth)
        if one.youth is not None or may_write(role, one.target_kind)
    ]
    names = context.names()
    youths = context.youth_names({one.youth for one in found if one.youth is not None})
    return [_conflict(context, one, names, youths, devices) for one in found]


def chosen_wire(conflict: Conflict, choice: Resolution, own: Any) -> Any:
    """The wire value that a choice means."""
    if choice is Resolution.KEPT:
        return conflict.kept_value
    if choice is Resolution.OTHER:
        return conflict.other_value
    field = _field(conflict)
    return own if field is None else field.to_wire(own)


def _field(conflict: Conflict) -> Field | None:
    kind = REGISTRY.get(conflict.target_kind)
    return None if kind is None else kind.by_id.get(conflict.target_field)


def _conflict(
    context: Context,
    conflict: Conflict,
    names: Mapping[UUID, str],
    youths: Mapping[UUID, str],
    devices: Mapping[UUID, str],
) -> ConflictView:
    kind, field = REGISTRY.get(conflict.target_kind), _field(conflict)
    sides = _Sides(context=context, field=field, names=names, devices=devices)
    label = field.label if field is not None else "hela uppgiften"
    choice = field.choice if field is not None and field.type is FieldType.CHOICE else None
    return ConflictView(
        id=conflict.id,
        youth=conflict.youth,
        name=youths.get(conflict.youth, "") if conflict.youth is not None else "",
        record=words.sentence_case(kind.label) if kind is not None else "Uppgift",
        label=words.sentence_case(label),
        before=sides.value(conflict.before_value, deleted=False),
        kept=sides.side(
            conflict.kept_value,
            conflict.kept_deleted,
            conflict.kept_by,
            conflict.kept_device,
            conflict.kept_at,
        ),
        other=sides.side(
            conflict.other_value,
            conflict.other_deleted,
            conflict.other_by,
            conflict.other_device,
            conflict.other_at,
        ),
        choosable=conflict.target_field != WHOLE_RECORD and not _sealed(context, conflict, kind),
        prose=field is not None and field.type is FieldType.PROSE,
        options=tuple((int(one), one.label) for one in choice) if choice is not None else (),
        type=field.type if field is not None else FieldType.TEXT,
    )


def _sealed(context: Context, conflict: Conflict, kind: Kind | None) -> bool:
    """What is entered in the journal stays as the server has it (corrections are addenda)."""
    if kind is None or kind.sealed_by is None:
        return False
    target = context.queries.record(kind.cls, conflict.target)
    return target is None or getattr(target, kind.sealed_by) is not None


@attrs.frozen(kw_only=True, repr=False)
class _Sides:
    context: Context
    field: Field | None
    names: Mapping[UUID, str]
    devices: Mapping[UUID, str]

    def value(self, wire: Any, *, deleted: bool | None) -> str:
        if deleted:
            return _DELETED
        if self.field is None:
            return "(kvar)" if wire is None else str(wire)
        return values.in_words(self.field, wire, self.context.today, self.names)

    def side(
        self,
        wire: Any,
        deleted: bool | None,
        user: UUID | None,
        device: UUID | None,
        at: datetime | None,
    ) -> ConflictSide:
        return ConflictSide(
            value=self.value(wire, deleted=deleted),
            who=self.names.get(user, "En kollega") if user is not None else "",
            device=self.devices.get(device, "en annan dator") if device is not None else "",
            when=self.context.when(at) if at is not None else "",
            mine=user == self.context.identity.user,
        )


def refused_views(context: Context) -> list[RefusedView]:
    """Acts that were not received, newest first; what belongs together is one."""
    groups: dict[tuple[int, int], list[RefusedOperation]] = {}
    for one in context.queries.refused():
        groups.setdefault((one.operation.tx, one.operation.at), []).append(one)
    names = context.names()
    scopes = {
        UUID(bytes=one.operation.scope)
        for group in groups.values()
        for one in group
        if one.operation.scope is not None
    }
    youths = context.youth_names(scopes)
    views = [_refused(context, group, names, youths) for group in groups.values()]
    return list(reversed(views))


def ids_of_act(context: Context, act: int) -> list[int]:
    """The local ids of the operations of an act in the list."""
    first = next((one for one in context.queries.refused() if one.id == act), None)
    if first is None:
        return []
    key = (first.operation.tx, first.operation.at)
    found = context.queries.refused()
    return [one.id for one in found if (one.operation.tx, one.operation.at) == key]


def _refused(
    context: Context,
    group: list[RefusedOperation],
    names: Mapping[UUID, str],
    youths: Mapping[UUID, str],
) -> RefusedView:
    cause = next((one for one in group if one.code != "together"), group[0])
    first = group[0].operation
    scope = next((one.operation.scope for one in group if one.operation.scope), None)
    youth = None if scope is None else UUID(bytes=scope)
    content = [fact for one in group for fact in _content(context, one.operation, names)]
    return RefusedView(
        n=group[0].id,
        youth=None if youth is None else YouthId(RecordId(youth)),
        name=youths.get(youth, "") if youth is not None else "",
        title=act_title(first),
        when=context.when(moment(first.at)),
        reason=refusal(cause.code),
        code=cause.code,
        content=tuple(content),
    )


def _content(context: Context, operation: Operation, names: Mapping[UUID, str]) -> list[Fact]:
    kind = REGISTRY.get(operation.kind)
    facts = []
    for number, wire in sorted(operation.values.items()):
        field = kind.by_id.get(number) if kind is not None else None
        if field is None:
            facts.append(Fact(label=f"Fält {number}", value=str(wire)))
        elif field.name not in _UNSHOWN:
            shown = values.in_words(field, wire, context.today, names)
            facts.append(Fact(label=words.sentence_case(field.label), value=shown))
    return facts


def history_lines(
    context: Context, rows: list[HistoryRow], names: Mapping[UUID, str]
) -> list[HistoryLine]:
    """The server's history of a record in words, oldest first."""
    lines = []
    for row in rows:
        change = row.change
        operation = Operation(
            n=change.n,
            tx=change.tx,
            verb=change.verb,
            kind=change.kind,
            record=change.record,
            values=change.values,
            base=row.base,
            at=change.at,
            scope=change.scope,
        )
        lines.append(
            HistoryLine(
                when=context.when(moment(change.at)),
                who=row.actor_name,
                device=row.device_name,
                what=tuple(_content(context, operation, names)),
                effective=row.outcome.name == "APPLIED",
            )
        )
    return lines
