"""Conflicts of every sort with a colleague who has a name, as the server would send them."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from kaa_core.model.enums import Resolution
from kaa_core.model.ids import RecordId
from kaa_core.model.records import Conflict, Contact, Task, Worker, Youth
from kaa_core.model.registry import REGISTRY, Record, milliseconds
from kaa_core.sync.messages import Change, Verb
from kaa_desktop.store.incoming import Cursor
from tests.gui.screens.conftest import Room
from tests.unit.app.desks import NOON, WAIT

EPOCH = bytes(16)
JONAS = uuid.UUID(int=77)
YOUTH, TASK, CONTACT = (REGISTRY.kind(one) for one in (Youth, Task, Contact))
ASKED = "Vilket nummer gäller?"


def disputes(room: Room, name: str = "Alva") -> dict[str, RecordId]:
    """A number, an entered note, a task edited here and deleted there, one the other way round."""
    youth = room.people[name]
    records = room.desktop.store.queries.case_records(youth)
    contact = next(one for one in records if isinstance(one, Contact) and one.note)
    tasks = [RecordId(uuid.UUID(int=one)) for one in (501, 502)]
    for task, what in zip(tasks, ("Ring skolan", "Boka möte"), strict=True):
        made = Task(id=task, youth=youth, title=what, due=NOON.date())
        room.desktop.store.record(made).result(WAIT)
    room.desktop.store.delete(Task, tasks[1]).result(WAIT)
    title = TASK.by_name["title"].id
    found = {
        "number": _conflict(
            room, YOUTH.id, youth, YOUTH.by_name["phone"].id,
            kept_value="070-174 06 32", other_value="070-174 06 23", before_value="070-174 06 05",
            asked_of=room.desktop.profile.user, asked_by=JONAS, asked_at=NOON, question=ASKED,
        ),
        "note": _conflict(
            room, CONTACT.id, contact.id, CONTACT.by_name["note"].id,
            kept_value="Ringde, han slutar vecka 48.", other_value="Svarade på sms. Slutar snart.",
        ),
        "let_go": _conflict(room, TASK.id, tasks[0], 0, other_deleted=True),
        "gone": _conflict(
            room, TASK.id, tasks[1], title,
            kept_deleted=True, kept_value="Boka möte", other_value="Boka möte på skolan",
        ),
    }  # fmt: skip
    jonas = Worker(
        id=RecordId(uuid.UUID(int=76)),
        name="Jonas Mallgård",
        initials="JM",
        user=JONAS,  # type: ignore[arg-type]
    )
    _send(room, [(jonas, None), *((one, youth.bytes) for one in found.values())])
    room.bot.waitUntil(lambda: len(room.session.conflicts()) == len(found))
    return {name: one.id for name, one in found.items()}


def decided(room: Room, name: str = "Alva") -> RecordId:
    """A conflict that Jonas has settled against Karin's value."""
    one = _conflict(
        room, YOUTH.id, room.people[name], YOUTH.by_name["email"].id,
        kept_value="alva@exempelas.example", other_value="alva2@exempelas.example",
        resolution=Resolution.KEPT, chosen_value="alva@exempelas.example",
        resolved_by=JONAS, resolved_at=NOON - timedelta(hours=1), reason="Hon svarade därifrån.",
    )  # fmt: skip
    _send(room, [(one, room.people[name].bytes)], first=1500)
    room.bot.waitUntil(lambda: bool(room.session.agreeing.decisions()))
    return one.id


def _conflict(room: Room, kind: int, target: uuid.UUID, field: int, **more: Any) -> Conflict:
    profile = room.desktop.profile
    given: dict[str, Any] = {
        "kept_by": JONAS,
        "kept_device": RecordId(uuid.UUID(int=78)),
        "kept_at": NOON - timedelta(days=2),
        "kept_seq": 900,
        "other_by": profile.user,
        "other_device": RecordId(profile.device),
        "other_at": NOON - timedelta(days=2, hours=1),
        "other_n": 1,
    }
    return Conflict(
        id=room.desktop.new_id(),
        youth=room.people["Alva"],
        target_kind=kind,
        target=RecordId(target),
        target_field=field,
        **(given | more),
    )


def _send(room: Room, records: list[tuple[Record, bytes | None]], first: int = 1001) -> None:
    changes = [
        Change(
            seq=seq,
            tx=seq,
            verb=Verb.CREATE,
            kind=REGISTRY.of(one).id,
            record=one.id.bytes,
            scope=scope,
            values=REGISTRY.of(one).to_wire(one),
            actor=bytes(16),
            device=bytes(16),
            incarnation=1,
            n=seq,
            at=milliseconds(NOON),
            received=milliseconds(NOON),
        )
        for seq, (one, scope) in enumerate(records, first)
    ]
    room.desktop.store.apply_changes(changes, Cursor(EPOCH, changes[-1].seq)).result(WAIT)
