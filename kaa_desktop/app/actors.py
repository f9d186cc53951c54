"""Samverkan: actors with their people and places, who is there now, and which place speaks to a wish.

Actors and places are the municipality's own and about no youth; who has a place is what the youths'
measures say, so a name is shown only of somebody whom the user may see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from types import MappingProxyType
from typing import Any, Final

import attrs

from kaa_core.model.enums import ActorKind
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Actor, ActorContact, Assessment, Goal, Measure, Placement, Youth
from kaa_core.model.registry import Record
from kaa_core.model.rights import Right
from kaa_core.rules.places import free_from, matching, there_on
from kaa_core.rules.protection import hidden
from kaa_desktop.app.actor_views import ActorPage, ActorRow, Person, PlaceRow, There
from kaa_desktop.app.clock import new_id
from kaa_desktop.app.context import Context, is_protected, row_name
from kaa_desktop.app.operations import Operations
from kaa_desktop.app.views import Result
from kaa_desktop.app.words import counted, short

NOBODY_KNOWN: Final = "Ingen kontaktperson"
SEEN_ELSEWHERE: Final = "en ungdom som du inte ser"
_WRITE: Final = Right.WRITE_CASES


class Actors:
    """Of one unlocked profile. Everybody who works with cases may write them; none are deleted.

    What is no longer used is put aside (`active` False), so that what names it can still be read.
    """

    def __init__(self, context: Context, operations: Operations) -> None:
        self._context = context
        self._operations = operations

    # -- reading

    def rows(self, kind: ActorKind | None = None, *, put_aside: bool = False) -> list[ActorRow]:
        """Actors by name; `put_aside`: those not in use any more too."""
        read = _Read(self._context)
        rows = [read.row(one) for one in read.actors.values() if kind in (None, one.kind)]
        return sorted((one for one in rows if one.active or put_aside), key=lambda it: it.name)

    def page(self, actor: RecordId) -> ActorPage | None:
        """One actor with people and places; None when it is not here."""
        read = _Read(self._context)
        held = read.actors.get(actor)
        if held is None:
            return None
        people = tuple(_person(one) for one in read.people_of(actor))
        return ActorPage(
            row=read.row(held),
            reach=_reach(held.phone, held.email),
            offers=held.offers or "",
            people=people,
            places=tuple(read.place(one) for one in read.places_of(actor)),
        )

    def places(self) -> list[PlaceRow]:
        """All places that are offered, those that are free soonest first."""
        read = _Read(self._context)
        rows = [read.place(one) for one in read.placements if one.active is not False]
        far = self._context.today.replace(year=9999)
        return sorted(rows, key=lambda it: (it.free_from or far, it.title, it.placement))

    def places_for(self, youth: YouthId) -> list[PlaceRow]:
        """Places that speak to what a youth has said she wishes, or lie where she lives; why in words."""
        records = self._context.queries.case_records(youth)
        held = next((one for one in records if isinstance(one, Youth)), None)
        if held is None:
            return []
        read = _Read(self._context)
        area = None if hidden(held.protection) else held.city
        found = matching(
            _wishes(records), area, read.placements, read.measures, self._context.today
        )
        rows = list[PlaceRow]()
        for one in found:
            reasons = [f"önskemål: {', '.join(one.words)}"] if one.words else []
            reasons += ["samma ort"] if one.same_area else []
            rows.append(attrs.evolve(read.place(one.placement), why=", ".join(reasons)))
        return rows

    def held(self, cls: type[Record], record: RecordId) -> Record | None:
        """The record itself, for a form that changes it."""
        return self._context.queries.record(cls, record)

    # -- writing

    def add_actor(self, values: Mapping[str, Any]) -> Future[Result]:
        """Note an actor; `values` by field name, as `Actor` has them."""
        return self._add(Actor, values, "Aktören är sparad.")

    def add_person(self, actor: RecordId, values: Mapping[str, Any]) -> Future[Result]:
        """Note somebody to call at an actor."""
        return self._add(ActorContact, {"actor": actor, **values}, "Kontaktpersonen är sparad.")

    def add_place(self, actor: RecordId, values: Mapping[str, Any]) -> Future[Result]:
        """Note a place that an actor offers."""
        return self._add(Placement, {"actor": actor, **values}, "Platsen är sparad.")

    def change(
        self,
        cls: type[Record],
        record: RecordId,
        values: Mapping[str, Any],
        seen: Mapping[str, Any] = MappingProxyType({}),
    ) -> Future[Result]:
        """Change an actor, a person there or a place. `seen` as `Transaction.set` has it."""
        said = "Ändringen är sparad."
        return self._operations.change_as(cls, record, values, said, _WRITE, seen)

    def _add(self, cls: type[Record], values: Mapping[str, Any], said: str) -> Future[Result]:
        made = cls(id=RecordId(new_id(self._context.clock)), **values)
        return self._operations.record_as(made, lambda one: one.create(made), said, _WRITE)


class _Read:
    """All actors, people, places and the measures that take them up, read once for a page."""

    def __init__(self, context: Context) -> None:
        queries = context.queries
        self._today = context.today
        self.actors = {one.id: one for one in queries.records(Actor)}
        self._people = sorted(queries.records(ActorContact), key=lambda it: (it.name, it.id))
        self.placements = sorted(queries.records(Placement), key=lambda it: (it.title, it.id))
        self.measures = [one for one in queries.records(Measure) if one.placement is not None]
        rows = queries.case_rows([RecordId(one.youth) for one in self.measures])
        self._names = {row.id: row_name(row) for row in rows if not is_protected(row.protection)}

    def people_of(self, actor: RecordId) -> list[ActorContact]:
        return [one for one in self._people if one.actor == actor and one.active is not False]

    def places_of(self, actor: RecordId) -> list[Placement]:
        return [one for one in self.placements if one.actor == actor]

    def row(self, actor: Actor) -> ActorRow:
        people = [one.name for one in self.people_of(actor.id)]
        offered = [one for one in self.places_of(actor.id) if one.active is not False]
        free = sum(free_from(one, self.measures, self._today) == self._today for one in offered)
        places = counted(len(offered), "plats", "platser") if offered else ""
        return ActorRow(
            actor=actor.id,
            name=actor.name,
            kind=actor.kind,
            area=actor.area or "",
            people=", ".join(people) or NOBODY_KNOWN,
            places=f"{places}, {counted(free, 'ledig', 'lediga')}" if places else "",
            active=actor.active is not False,
        )

    def place(self, one: Placement) -> PlaceRow:
        actor = self.actors.get(one.actor)
        free = free_from(one, self.measures, self._today)
        return PlaceRow(
            placement=one.id,
            actor=one.actor,
            title=one.title,
            about=one.content or "",
            actor_name=actor.name if actor else "",
            area=one.area or (actor.area if actor else "") or "",
            there=tuple(self._there(one)),
            free_from=free,
            free=self._free(free, one),
        )

    def _there(self, place: Placement) -> list[There]:
        found = list[There]()
        for one in there_on(place.id, self.measures, self._today):
            end = one.end or one.planned_end
            until = f"till {short(end, self._today)}" if end else "utan slutdatum"
            name = self._names.get(one.youth, SEEN_ELSEWHERE)
            found.append(There(youth=one.youth, name=name, until=until))
        return found

    def _free(self, free: Any, one: Placement) -> str:
        if one.active is False:
            return "används inte"
        if free is None:
            return "ingen ledig dag är känd"
        return "ledig nu" if free == self._today else f"ledig {short(free, self._today)}"


def _person(one: ActorContact) -> Person:
    return Person(
        contact=one.id, name=one.name, role=one.role or "", reach=_reach(one.phone, one.email)
    )


def _reach(phone: str | None, email: str | None) -> str:
    return ", ".join(filter(None, (phone, email)))


def _wishes(records: Sequence[Record]) -> list[str]:
    """What a youth has said she wishes: the latest kartläggning's wishes and the goals that stand."""
    assessments = [one for one in records if isinstance(one, Assessment) and one.wishes]
    latest = max(assessments, key=lambda one: (one.started_on, one.id), default=None)
    goals = [
        one.own_words
        for one in records
        if isinstance(one, Goal) and one.own_words and one.dropped_on is None
    ]
    return [*([latest.wishes] if latest and latest.wishes else []), *goals]
