"""A conflict and a refusal as the server would send them."""

from __future__ import annotations

import uuid

from kaa_core.model.enums import Protection
from kaa_core.model.ids import RecordId
from kaa_core.model.records import Conflict, Contact, Youth
from kaa_core.model.registry import REGISTRY, milliseconds
from kaa_core.sync.messages import Answer, Change, Outcome, Verb
from kaa_desktop.app.forms import NoteForm
from kaa_desktop.store.incoming import Cursor
from tests.gui.screens.conftest import Room
from tests.unit.app.desks import NOON, TODAY, WAIT

EPOCH = bytes(16)
COLLEAGUE = uuid.UUID(int=77)
YOUTH = REGISTRY.kind(Youth)


def a_conflict(room: Room, name: str = "Alva") -> list[RecordId]:
    """Alva's telephone and protection, and the note of a contact, written on two computers."""
    youth = room.people[name]
    contact = next(
        one
        for one in room.desktop.store.queries.case_records(youth)
        if isinstance(one, Contact) and one.note
    )
    note = REGISTRY.kind(Contact).by_name["note"].id
    phone, protection = (YOUTH.by_name[field].id for field in ("phone", "protection"))
    wanted = (
        (YOUTH.id, youth, phone, "070-174 06 32", "070-174 06 23", "070-174 06 05"),
        (YOUTH.id, youth, protection, int(Protection.NONE), int(Protection.CONFIDENTIAL), None),
        (5, contact.id, note, "Ringde, han slutar vecka 48.", "Svarade på sms. Slutar snart.", ""),
    )
    made = [_change(room, seq, *one) for seq, one in enumerate(wanted, 1001)]
    cursor = Cursor(EPOCH, made[-1].seq)
    room.desktop.store.apply_changes(made, cursor).result(WAIT)
    return [RecordId(uuid.UUID(bytes=one.record)) for one in made]


def _change(
    room: Room, seq: int, kind: int, target: uuid.UUID, field: int, kept: object, other: object,
    before: object,
) -> Change:  # fmt: skip
    profile = room.desktop.profile
    conflict = Conflict(
        id=room.desktop.new_id(),
        youth=room.people["Alva"],
        target_kind=kind,
        target=RecordId(target),
        target_field=field,
        kept_value=kept,
        kept_by=COLLEAGUE,  # type: ignore[arg-type]
        kept_device=RecordId(uuid.UUID(int=78)),
        kept_at=NOON,
        kept_seq=seq - 100,
        other_value=other,
        other_by=profile.user,  # type: ignore[arg-type]
        other_device=RecordId(profile.device),
        other_at=NOON,
        before_value=before,
    )
    return Change(
        seq=seq,
        tx=seq,
        verb=Verb.CREATE,
        kind=REGISTRY.kind(Conflict).id,
        record=conflict.id.bytes,
        scope=room.people["Alva"].bytes,
        values=REGISTRY.kind(Conflict).to_wire(conflict),
        actor=bytes(16),
        device=bytes(16),
        incarnation=1,
        n=seq,
        at=milliseconds(NOON),
        received=milliseconds(NOON),
    )


def a_refusal(room: Room) -> str:
    """A note that the server will never take; gives its text."""
    text = "Ringde Liam.\nVill ses torsdag."
    form = NoteForm(youth=room.people["Liam"], occurred_on=TODAY, text=text)
    assert room.session.enter_note(form).result(WAIT).done
    last = room.desktop.store.waiting(1000)[-1]
    refused = Answer(n=last.n, outcome=Outcome.REFUSED, code="form")
    room.desktop.store.apply_answers([refused]).result(WAIT)
    return text
