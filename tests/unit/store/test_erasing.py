"""What is erased by a decision goes from this computer: every byte, in every page and frame."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from kaa_core.model.ids import DraftId, RecordId
from kaa_core.model.records import Conflict, JournalNote, Youth
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.messages import Answer, Change, Outcome, Verb
from kaa_desktop.store import erasing
from kaa_desktop.store.aside import is_empty
from kaa_desktop.store.drafts import Draft
from tests.unit.store import builders as make
from tests.unit.store.scanned import built_anew
from tests.unit.store.test_leaving import PLANTED, STAYS, Room, fill, room

__all__ = ["room"]

YOUTH = REGISTRY.kind(Youth)
NOTE = REGISTRY.kind(JournalNote)
CONFLICT = REGISTRY.kind(Conflict)
PHONE = YOUTH.by_name["phone"].id
FIELD = {"stands": "0701740605", "other": "0701740606", "before": "0701740607", "own": "0701740608"}


def erasure(room: Room, kind: int, record: bytes, fields: tuple[int, ...] = ()) -> Change:
    """The log's row that tells of it."""
    room.seq += 1
    youth = room.leaver.id.bytes
    values: dict[int, Any] = dict.fromkeys(fields)
    return Change(
        room.seq, room.seq, Verb.ERASE, kind, record, youth, values,
        b"a" * 16, b"s" * 16, 0, room.seq, 0, 0,
    )  # fmt: skip


def set_by_server(room: Room, kind: int, record: bytes, values: dict[int, Any]) -> Change:
    room.seq += 1
    return Change(
        room.seq, room.seq, Verb.SET, kind, record, room.leaver.id.bytes, values,
        b"a" * 16, b"d" * 16, 1, 1, 0, 0,
    )  # fmt: skip


def conflict(room: Room, kind: int, target: bytes, field: int, other: str) -> Change:
    """A conflict about a value, as the server makes it."""
    made = Conflict(
        id=make.new_id(),
        youth=room.leaver.id,  # type: ignore[arg-type]
        target_kind=kind,
        target=RecordId(UUID(bytes=target)),
        target_field=field,
        kept_value=FIELD["stands"],
        other_value=other,
        other_n=1,
    )
    return room.created(made)


def acknowledged(room: Room) -> list[int]:
    """What the store says that it has erased, when its log is emptied."""
    return room.store.scopes.erased().result()


def test_every_byte_of_a_youth_goes_what_waits_to_be_sent_too(room: Room) -> None:
    """Nothing of it is sent first: it would be refused, and what waits keeps its number."""
    fill(room)
    room.store.record(make.note(room.stayer, "detta går fram")).result()
    numbers = [one.n for one in room.store.waiting(100)]
    texts = [*PLANTED.values(), room.leaver.identity_number]
    assert all(room.found(*texts).values()), "the control: the scan must see what is there"
    change = erasure(room, YOUTH.id, room.leaver.id.bytes)
    room.pull(change)
    assert room.found(*texts) == {one: [] for one in texts}
    assert all(room.found(STAYS).values())
    waiting = room.store.waiting(100)
    assert [one.n for one in waiting] == numbers
    assert [is_empty(one) for one in waiting] == [True] * (len(numbers) - 1) + [False]
    assert room.store.queries.record(Youth, room.leaver.id) is None
    assert room.store.queries.drafts() == []
    assert room.store.queries.refused() == []
    assert room.store.acts.undoable() == ""
    assert acknowledged(room) == [change.seq]
    room.store.scopes.erasures_told([change.seq]).result()
    assert acknowledged(room) == []
    built_anew(room.store)
    room.store.close()
    assert room.found(*texts) == {one: [] for one in texts}


@pytest.mark.parametrize("control", ["secure_delete", "wal"])
def test_the_scan_would_find_it(room: Room, control: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With SQLite's overwriting off, or the log not emptied, the same scan finds what was planted."""
    fill(room)
    if control == "wal":
        monkeypatch.setattr(erasing, "clean", lambda _: False)
    else:
        monkeypatch.setattr(erasing, "clean", erasing._truncated)
        off = "PRAGMA secure_delete = OFF"
        room.store._writer.submit(lambda unit: unit.connection.execute(off).fetchall()).result()
    room.pull(erasure(room, YOUTH.id, room.leaver.id.bytes))
    found = room.found(PLANTED["note"])[PLANTED["note"]]
    assert any(place.startswith("wal" if control == "wal" else "db") for place in found)


def test_one_note_goes_with_what_waits_about_it(room: Room) -> None:
    told, stays = "raderasplanta", "stannarplanta"
    note = make.note(room.leaver, told, entered_at=None)
    other = make.note(room.leaver, stays)
    room.received(note, other)
    text = NOTE.by_name["text"].id
    room.pull(conflict(room, NOTE.id, note.id.bytes, text, told))
    store = room.store
    store.set(JournalNote, note.id, text=f"{told} igen").result()
    room.answered(Outcome.REFUSED, "immutable")
    store.transact(lambda one: one.set(JournalNote, note.id, text=f"{told} till")).result()
    store.save_draft(
        Draft(
            id=DraftId(note.id),
            kind="journal_note",
            youth=room.leaver.id,
            values={"text": told},
            changed=make.NOW,
        )
    ).result()
    assert room.found(told)[told]
    room.pull(erasure(room, NOTE.id, note.id.bytes))
    assert room.found(told) == {told: []}
    assert room.found(stays)[stays]
    assert store.queries.record(JournalNote, note.id) is None
    assert store.queries.records(Conflict) == []
    assert store.queries.notes(told, 10) == []
    assert store.queries.refused() == []
    assert [is_empty(one) for one in store.waiting(10)] == [True]
    built_anew(store)


def test_one_field_goes_and_the_rest_of_the_record_stays(room: Room) -> None:
    store, youth = room.store, room.leaver.id
    said = {"stands": FIELD["before"], "email": "kvar@exempel.se"}
    values = {PHONE: said["stands"], YOUTH.by_name["email"].id: said["email"]}
    room.pull(set_by_server(room, YOUTH.id, youth.bytes, values))
    room.pull(set_by_server(room, YOUTH.id, youth.bytes, {PHONE: FIELD["stands"]}))
    room.pull(conflict(room, YOUTH.id, youth.bytes, PHONE, FIELD["other"]))
    store.transact(lambda one: one.set(Youth, youth, phone=FIELD["own"]), label="Ändrat").result()
    assert all(room.found(*FIELD.values()).values())
    change = erasure(room, YOUTH.id, youth.bytes, (PHONE,))
    room.pull(change)
    held = store.queries.record(Youth, youth)
    assert isinstance(held, Youth)
    assert (held.phone, held.email) == (None, said["email"])
    assert room.found(*FIELD.values()) == {one: [] for one in FIELD.values()}
    assert room.found(said["email"])[said["email"]]
    assert [is_empty(one) for one in store.waiting(10)] == [True]
    assert store.acts.undoable() == ""
    assert acknowledged(room) == [change.seq]
    # Told a second time, or before a newer value: nothing more happens.
    room.pull(change, set_by_server(room, YOUTH.id, youth.bytes, {PHONE: "0701740609"}))
    room.pull(change)
    held = store.queries.record(Youth, youth)
    assert isinstance(held, Youth)
    assert held.phone == "0701740609"


def test_what_came_too_late_is_told_and_not_kept(room: Room) -> None:
    told = "försenplanta"
    room.store.record(make.note(room.leaver, told)).result()
    [waiting] = room.store.waiting(10)
    room.seq += 1
    room.store.apply_answers([Answer(waiting.n, Outcome.REFUSED, 0, None, "erased")]).result()
    [row] = room.store.queries.refused()
    assert row.code == "erased"
    assert row.operation.values == {}
    room.pull(erasure(room, YOUTH.id, room.leaver.id.bytes))
    assert room.found(told) == {told: []}
    assert len(room.store.queries.refused()) == 1


def test_while_a_reader_holds_the_log_nothing_is_acknowledged(room: Room) -> None:
    store = room.store
    impatient = "PRAGMA busy_timeout = 100"  # the program waits ten seconds before it gives up
    store._writer.submit(lambda unit: unit.connection.execute(impatient).fetchone()).result()
    reading = store.aside._connection
    reading.execute("BEGIN")
    reading.execute("SELECT count(*) FROM setting").fetchone()
    room.pull(erasure(room, YOUTH.id, room.leaver.id.bytes))
    assert acknowledged(room) == []
    reading.execute("COMMIT")
    assert len(acknowledged(room)) == 1
