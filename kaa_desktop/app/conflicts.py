"""Conflicts and what was not received, as a person reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import attrs

from kaa_core.model.enums import Resolution
from kaa_core.model.ids import RecordId, UserId, YouthId
from kaa_core.model.records import JOURNAL_KINDS, Conflict
from kaa_core.model.registry import REGISTRY, Field, FieldType, Kind, Record, moment
from kaa_core.model.rights import may_write
from kaa_core.sync.messages import Operation
from kaa_desktop.app import values, words
from kaa_desktop.app.context import Context, is_protected, row_name
from kaa_desktop.app.sync_views import (
    ConflictSide,
    ConflictView,
    Deletion,
    RefusedView,
)
from kaa_desktop.app.views_base import Fact
from kaa_desktop.app.waiting import act_title
from kaa_desktop.store.queries import RefusedOperation
from kaa_desktop.sync.faults import refusal

DELETED = "(borttagen)"
_UNKNOWN: Final = object()
_TELLING = frozenset({FieldType.TEXT, FieldType.PROSE, FieldType.DATE, FieldType.TIME})
_UNSHOWN = frozenset({"youth", "author", "entered_at", "resolved_by", "resolved_at"})


def conflict_views(context: Context, known: Learnt, youth: YouthId | None) -> list[ConflictView]:
    """Unresolved conflicts, the oldest first; `known`: what only the server knew, kept here.

    Those about what the municipality shares are shown to those who may settle them.
    """
    role = context.identity.standing.role
    found = [
        one
        for one in context.queries.conflicts(youth)
        if one.youth is not None or may_write(role, one.target_kind)
    ]
    maker = ConflictWords(context, known, {one.youth for one in found if one.youth is not None})
    return [maker.view(one) for one in found]


def chosen_wire(conflict: Conflict, choice: Resolution, own: Any) -> Any:
    """The wire value that a choice means."""
    if choice is Resolution.KEPT:
        return conflict.kept_value
    if choice is Resolution.OTHER:
        return conflict.other_value
    field = field_of(conflict)
    return own if field is None else field.to_wire(own)


def field_of(conflict: Conflict) -> Field | None:
    """The field that a conflict is about; None when it is the whole record, or one not known here."""
    kind = REGISTRY.get(conflict.target_kind)
    return None if kind is None else kind.by_id.get(conflict.target_field)


@attrs.frozen(kw_only=True)
class Learnt:
    """What only the server knows of conflicts, kept here so that it can be shown without the network.

    `devices`: names of computers. `saw`: by conflict, what the author of the value that stands had
    before her (its wire form).
    """

    devices: Mapping[UUID, str]
    saw: Mapping[UUID, Any]


class ConflictWords:
    """Conflicts in words: names, values and devices looked up once for many."""

    def __init__(self, context: Context, known: Learnt, youths: set[YouthId]) -> None:
        self._context = context
        self._known = known
        self._names = context.names()
        rows = context.queries.case_rows(list(youths))
        self._youths = {row.id: row_name(row) for row in rows}
        left = context.openings.left
        self._hidden = {row.id for row in rows if is_protected(row.protection) and not left(row.id)}
        self._workers = {row.id: self._names.get(row.worker, "") for row in rows if row.worker}

    def view(self, one: Conflict) -> ConflictView:
        """An open conflict, whole."""
        kind, field = REGISTRY.get(one.target_kind), field_of(one)
        options = field.choice if field is not None and field.type is FieldType.CHOICE else None
        deletion = _deletion(one)
        target = self._target(one)
        sealed = _sealed(kind, target, deletion) or (
            # A youth goes by a deletion of its own, when nobody else has written about it.
            deletion is Deletion.ARRIVED and one.target == one.youth
        )
        addendum = sealed and _is_journal_prose(kind, field)
        days = self._days(one)
        return ConflictView(
            id=one.id,
            youth=one.youth,
            name=self.name(one),
            record=words.sentence_case(kind.label) if kind is not None else "Uppgift",
            label=label_of(one),
            before=self.value(one, one.before_value),
            kept=self._kept(one, kind, target),
            other=self._other(one),
            choosable=not sealed,
            prose=field is not None and field.type is FieldType.PROSE,
            options=tuple((int(code), code.label) for code in options or ()),
            type=field.type if field is not None else FieldType.TEXT,
            own=field is not None and not sealed,
            both=_both(field, sealed=sealed, addendum=addendum, deletion=deletion),
            addendum=addendum,
            target=one.target,
            deletion=deletion,
            asked=self._asked(one),
            asked_me=one.asked_of == self._context.identity.user,
            colleague=self._colleague(one),
            age=words.counted(days, "dag", "dagar") if days else "i dag",
            days=days,
            worker=self._workers.get(one.youth, "") if one.youth is not None else "",
        )

    def hides(self, one: Conflict) -> bool:
        """Whether it is about somebody protected whose case is not open: then no value is told."""
        return one.youth in self._hidden

    def name(self, one: Conflict) -> str:
        """Whom it is about."""
        return self._youths.get(one.youth, "") if one.youth is not None else ""

    def who(self, user: UUID | None) -> str:
        """A colleague by her account."""
        return "" if user is None else self._names.get(user, "En kollega")

    def value(self, one: Conflict, wire: Any, *, deleted: bool | None = False) -> str:
        """A value of the conflict's field."""
        if deleted:
            return DELETED
        field = field_of(one)
        if field is None:
            return "(kvar)" if wire is None else str(wire)
        return values.in_words(field, wire, self._context.today, self._names)

    def _target(self, one: Conflict) -> Record | None:
        kind = REGISTRY.get(one.target_kind)
        return None if kind is None else self._context.queries.record(kind.cls, one.target)

    def _kept(self, one: Conflict, kind: Kind | None, target: Record | None) -> ConflictSide:
        # Somebody has brought it back since: then what stands is the value.
        deleted = one.kept_deleted and target is None
        text = self.value(one, one.kept_value, deleted=deleted)
        if one.other_deleted and kind is not None and target is not None:
            text = f"{words.sentence_case(kind.label)}: {self._told(kind, target)}"
        saw = self._known.saw.get(one.id, _UNKNOWN)
        return ConflictSide(
            value=text,
            who=self.who(one.kept_by),
            device=self._device(one.kept_device),
            when=self._when(one.kept_at),
            mine=one.kept_by == self._context.identity.user,
            saw="" if saw is _UNKNOWN else self.value(one, saw),
        )

    def _other(self, one: Conflict) -> ConflictSide:
        return ConflictSide(
            value=self.value(one, one.other_value, deleted=one.other_deleted),
            who=self.who(one.other_by),
            device=self._device(one.other_device),
            when=self._when(one.other_at),
            mine=one.other_by == self._context.identity.user,
            saw="" if one.other_deleted else self.value(one, one.before_value),
        )

    def _told(self, kind: Kind, target: Record) -> str:
        """What a record holds, in short: what would go if it were deleted."""
        wired = kind.to_wire(target)
        shown = [
            values.in_words(field, wired[field.id], self._context.today, self._names)
            for field in kind.fields
            if field.id in wired and field.type in _TELLING
        ]
        return " · ".join(shown[:3]) or "kvar"

    def _device(self, device: UUID | None) -> str:
        return "" if device is None else self._known.devices.get(device, "en annan dator")

    def _when(self, at: datetime | None) -> str:
        return "" if at is None else self._context.when(at)

    def _days(self, one: Conflict) -> int:
        """Days since both were written: the clocks are people's own, so never under none."""
        moments = [at for at in (one.kept_at, one.other_at) if at is not None]
        if not moments:
            return 0
        begun = self._context.clock.local(max(moments)).date()
        return max(0, (self._context.today - begun).days)

    def _asked(self, one: Conflict) -> str:
        if one.asked_of is None:
            return ""
        own = self._context.identity.user
        by, of = self.who(one.asked_by), self.who(one.asked_of)
        told = f": {one.question}" if one.question else "."
        if one.asked_of == own:
            return f"{by} ber dig avgöra{told}"
        asker = "Du har bett" if one.asked_by == own else f"{by} har bett"
        return f"{asker} {of} avgöra{told}"

    def _colleague(self, one: Conflict) -> tuple[UserId, str] | None:
        """Whom the reader may ask: who wrote the other side; of two others, who wrote last."""
        own = self._context.identity.user
        for user in (one.other_by, one.kept_by):
            if user is not None and user != own and user in self._names:
                return user, self._names[user]
        return None


def label_of(one: Conflict) -> str:
    """The field in words."""
    field = field_of(one)
    return words.sentence_case(field.label) if field is not None else "Hela posten"


def _deletion(one: Conflict) -> Deletion:
    if one.kept_deleted:
        return Deletion.STANDS
    return Deletion.ARRIVED if one.other_deleted else Deletion.NEITHER


def _sealed(kind: Kind | None, target: Record | None, deletion: Deletion) -> bool:
    """What is entered in the journal stays as the server has it (corrections are addenda)."""
    if kind is None or kind.sealed_by is None:
        return False
    if target is None:
        return deletion is not Deletion.STANDS
    return getattr(target, kind.sealed_by) is not None


def _is_journal_prose(kind: Kind | None, field: Field | None) -> bool:
    prose = field is not None and field.type is FieldType.PROSE
    return prose and kind is not None and kind.name in JOURNAL_KINDS


def _both(field: Field | None, *, sealed: bool, addendum: bool, deletion: Deletion) -> str:
    """What keeping both means, said plainly; for a number or a date it means nothing."""
    if addendum:
        return "Båda står i journalen: serverns text, och den andra som ett tillägg under den."
    if sealed or deletion is not Deletion.NEITHER:
        return ""
    if field is not None and field.type is FieldType.PROSE:
        return "Båda texterna står i fältet, efter varandra."
    return ""


def refused_views(context: Context) -> list[RefusedView]:
    """Acts that were not received, newest first; what belongs together is one."""
    groups: dict[tuple[int, int], list[RefusedOperation]] = {}
    for one in context.queries.refused():
        groups.setdefault((one.operation.tx, one.operation.at), []).append(one)
    names = context.names()
    about = {key: _youth_of(context, group) for key, group in groups.items()}
    youths = context.youth_names({one for one in about.values() if one is not None})
    views = [_refused(context, group, names, about[key], youths) for key, group in groups.items()]
    return list(reversed(views))


def ids_of_act(context: Context, act: int) -> list[int]:
    """The local ids of the operations of an act in the list."""
    first = next((one for one in context.queries.refused() if one.id == act), None)
    if first is None:
        return []
    key = (first.operation.tx, first.operation.at)
    found = context.queries.refused()
    return [one.id for one in found if (one.operation.tx, one.operation.at) == key]


def _youth_of(context: Context, group: Sequence[RefusedOperation]) -> UUID | None:
    """Whom an act is about: what it made says so, else the records that it changed."""
    for one in group:
        if one.operation.scope is not None:
            return UUID(bytes=one.operation.scope)
    for one in group:
        held = context.queries.any_record(RecordId(UUID(bytes=one.operation.record)))
        scope = None if held is None else REGISTRY.of(held).scope(held)
        if scope is not None:
            return scope
    return None


def _refused(
    context: Context,
    group: list[RefusedOperation],
    names: Mapping[UUID, str],
    youth: UUID | None,
    youths: Mapping[UUID, str],
) -> RefusedView:
    cause = next((one for one in group if one.code != "together"), group[0])
    first = group[0].operation
    content = [fact for one in group for fact in content_of(context, one.operation, names)]
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


def content_of(context: Context, operation: Operation, names: Mapping[UUID, str]) -> list[Fact]:
    """All that an operation says, in words."""
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
