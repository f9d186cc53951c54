"""A youth whom the user may no longer see leaves: her unsent work first, then every byte about the youth."""

from __future__ import annotations

import shutil
from pathlib import Path

import attrs
import pytest

from kaa_core.model.enums import Resolution
from kaa_core.model.ids import DraftId, UserId, YouthId
from kaa_core.model.records import Conflict, Guardian, JournalNote, Task, Youth
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.sync.messages import (
    Answer,
    Change,
    Operation,
    Outcome,
    SnapshotChunk,
    SnapshotRow,
    Verb,
    Verdict,
)
from kaa_desktop.app.kept_filters import KeptFilters
from kaa_desktop.app.kept_forms import KeptForms
from kaa_desktop.app.list_query import ListQuery
from kaa_desktop.store import leaving
from kaa_desktop.store.drafts import Draft
from kaa_desktop.store.incoming import Cursor
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.store import DATABASE, Store
from kaa_desktop.store.unit import Changes, Unit
from tests import scan
from tests.unit.store import builders as make
from tests.unit.store.scanned import built_anew

EPOCH = b"e" * 16
NOTE = REGISTRY.kind(JournalNote)
PLANTED = {
    "name": "Planteradson",
    "note": "plommonstop",
    "guardian": "Vårdnadsplanta",
    "draft": "utkastplanta",
    "refused": "nekadplanta",
    "undone": "ångradplanta",
    "pending": "osändplanta",
}
STAYS = "Kvarstannarsson"


@attrs.define
class Room:
    """A store with a youth who is to leave and one who stays, and the server's counter."""

    store: Store
    folder: Path
    key: DataKey
    leaver: Youth = attrs.field(factory=lambda: make.youth(family=PLANTED["name"]))
    stayer: Youth = attrs.field(factory=lambda: make.youth(family=STAYS, number=1))
    seq: int = 0

    def received(self, *records: Record) -> None:
        """They come from the server."""
        self.pull(*(self.created(one) for one in records))

    def created(self, one: Record) -> Change:
        self.seq += 1
        return make.created(one, self.seq)

    def pull(self, *changes: Change, revoked: tuple[bytes, ...] = ()) -> None:
        self.seq += 1
        reached = Cursor(EPOCH, self.seq)
        self.store.apply_changes(changes, reached, revoked=revoked).result()

    def answered(self, outcome: Outcome, code: str | None = None) -> list[Operation]:
        """The server answers all that waits."""
        waiting = self.store.waiting(1000)
        answers = []
        for one in waiting:
            self.seq += 1
            answers.append(Answer(one.n, outcome, self.seq, None, code))
        self.store.apply_answers(answers).result()
        return waiting

    def found(self, *texts: str) -> dict[str, list[str]]:
        """In which pages, free pages and frames of the WAL each text is, as after kill -9."""
        running = self.folder.with_name(f"{self.folder.name}-running")
        shutil.rmtree(running, ignore_errors=True)
        shutil.copytree(self.folder, running)
        return scan.behind_the_key(running / DATABASE, bytes(self.key.material), list(texts))


@pytest.fixture
def room(tmp_path: Path, key: DataKey) -> Room:
    folder = tmp_path / "profile"
    folder.mkdir()
    made = Room(Store.create(folder, key, lambda: make.NOW), folder, key)
    made.store.put_incarnation(1).result()
    leaver, stayer = made.leaver, made.stayer
    guardian = Guardian(id=make.new_id(), youth=YouthId(leaver.id), name=PLANTED["guardian"])
    made.received(leaver, stayer, make.enrolment(leaver), make.enrolment(stayer), guardian)
    made.received(*(make.note(one, f"Ett {PLANTED['note']} låg kvar") for one in [leaver] * 200))
    return made


def fill(room: Room) -> None:
    """Everything that a person leaves behind about a youth."""
    store, youth = room.store, room.leaver
    store.record(make.note(youth, PLANTED["refused"])).result()
    room.answered(Outcome.REFUSED, "role")
    store.transact(
        lambda one: one.set(Youth, youth.id, given_name=PLANTED["undone"]), label="Ändrat"
    ).result()
    room.answered(Outcome.APPLIED)
    store.save_draft(
        Draft(
            id=DraftId(make.new_id()),
            kind="journal_note",
            youth=youth.id,
            values={"text": PLANTED["draft"]},
            changed=make.NOW,
        )
    ).result()
    KeptFilters(store).keep("Mitt urval", ListQuery(text=PLANTED["name"])).result()
    store.put_settings({leaving.SAW: b"\x80"}).result()
    store.record(make.note(youth, PLANTED["pending"])).result()


def test_every_byte_goes_when_the_last_unsent_has_gone(room: Room) -> None:
    fill(room)
    texts = [*PLANTED.values(), room.leaver.identity_number]
    assert all(room.found(*texts).values()), "the control: the scan must see what is there"
    room.pull(revoked=(room.leaver.id.bytes,))
    # First what she wrote goes to the server: it still has to be on this computer.
    assert room.store.queries.record(Youth, room.leaver.id) is not None
    sent = room.answered(Outcome.QUARANTINED)
    said = " ".join(str(one.values.get(NOTE.by_name["text"].id)) for one in sent)
    assert all(PLANTED[one] in said for one in ("pending", "refused", "draft"))
    assert room.store.queries.record(Youth, room.leaver.id) is None
    assert room.found(*texts) == {one: [] for one in texts}
    assert all(room.found(STAYS).values())
    assert room.store.waiting(10) == []
    assert room.store.queries.drafts() == []
    assert room.store.queries.refused() == []
    assert room.store.acts.undoable() == ""
    [kept] = KeptFilters(room.store).all()
    assert kept.query.text == ""
    assert [one.ruling for one in room.store.scopes.quarantined()] == [None] * 3
    built_anew(room.store)
    room.store.close()
    assert room.found(*texts) == {one: [] for one in texts}


def test_what_was_begun_in_a_form_goes_too_and_what_is_about_others_stays(room: Room) -> None:
    """The form of a visit of hers is kept under the visit's id."""
    leaves, stays = make.note(room.leaver, "Hennes"), make.note(room.stayer, "Ingens")
    room.received(leaves, stays)
    kept = KeptForms(room.store)
    kept.keep(f"home_visit:{leaves.id}", {"access_note": "Portkodsplanta"}).result()
    kept.keep(f"stop {leaves.id.hex}", {"bring": "Tidigareplanta"}).result()
    for name in (f"home_visit:{stays.id}", "letters", "early_signal:"):
        kept.keep(name, {"bring": "Broschyr"}).result()
    texts = ["Portkodsplanta", "Tidigareplanta"]
    assert all(room.found(*texts).values()), "the control: the scan must see what is there"
    room.pull(revoked=(room.leaver.id.bytes,))
    assert room.found(*texts) == {one: [] for one in texts}
    for name in (f"home_visit:{stays.id}", "letters", "early_signal:"):
        assert kept.held(name) == {"bring": "Broschyr"}


def test_without_secure_delete_the_scan_finds_what_was_planted(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the scan above would be worth nothing. Writing all pages anew would take it away too."""
    monkeypatch.setattr(leaving, "empty_wal_later", _only_the_wal)
    fill(room)
    off = "PRAGMA secure_delete = OFF"
    room.store._writer.submit(lambda unit: unit.connection.execute(off).fetchall()).result()
    room.pull(revoked=(room.leaver.id.bytes,))
    room.answered(Outcome.QUARANTINED)
    assert room.store.queries.record(Youth, room.leaver.id) is None
    assert room.found(PLANTED["note"])[PLANTED["note"]]


def _only_the_wal(unit: Unit) -> None:
    empty = "PRAGMA wal_checkpoint(TRUNCATE)"
    unit.after.append(lambda: unit.connection.execute(empty).fetchall())


def test_without_emptying_the_wal_the_scan_finds_what_was_planted(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "empty_wal_later", lambda _: None)
    fill(room)
    room.pull(revoked=(room.leaver.id.bytes,))
    room.answered(Outcome.QUARANTINED)
    found = room.found(PLANTED["note"])[PLANTED["note"]]
    assert any(place.startswith("wal") for place in found)


def test_with_nothing_unsent_she_leaves_at_once_and_those_who_listen_hear_who(room: Room) -> None:
    told: list[Changes] = []
    room.store.subscribe(told.append)
    room.pull(revoked=(room.leaver.id.bytes, b"u" * 16))
    assert room.store.queries.record(Youth, room.leaver.id) is None
    assert room.store.queries.record(Youth, room.stayer.id) is not None
    assert room.leaver.id in {one for changes in told for one in changes.left}


def test_seen_again_before_she_had_left_she_stays(room: Room) -> None:
    room.store.record(make.note(room.leaver, "osänt")).result()
    room.pull(revoked=(room.leaver.id.bytes,))
    room.pull(room.created(make.note(room.leaver, "åter")))
    room.answered(Outcome.APPLIED)
    assert room.store.queries.record(Youth, room.leaver.id) is not None


def test_a_change_of_what_never_came_makes_no_half_record(room: Room) -> None:
    stranger = make.youth(number=2)
    change = Change(
        room.seq + 1, 1, Verb.SET, REGISTRY.kind(Youth).id, stranger.id.bytes, stranger.id.bytes,
        {REGISTRY.kind(Youth).by_name["phone"].id: "070"}, b"a" * 16, b"d" * 16, 1, 1, 0, 0,
    )  # fmt: skip
    assert not room.store.scopes.check_due()
    room.pull(change)
    assert room.store.queries.record(Youth, stranger.id) is None
    assert room.store.scopes.check_due()


def test_a_decision_is_told_and_can_be_dismissed(room: Room) -> None:
    room.store.record(make.note(room.leaver, "osänt")).result()
    [sent] = room.answered(Outcome.QUARANTINED)
    assert room.store.scopes.undecided()
    room.store.scopes.dismiss_decided([(1, sent.n)]).result()
    assert len(room.store.scopes.quarantined()) == 1, "nobody has decided yet"
    room.store.scopes.decided([Verdict(1, sent.n, 3, "Redan skrivet", b"s" * 16, 5)]).result()
    [told] = room.store.scopes.quarantined()
    assert (told.ruling, told.answer, told.ruled_by) == (3, "Redan skrivet", b"s" * 16)
    assert not room.store.scopes.undecided()
    room.store.scopes.dismiss_decided([(1, sent.n)]).result()
    assert room.store.scopes.quarantined() == []


def test_a_youth_taken_anew_is_as_the_server_has_her(room: Room) -> None:
    store, kind = room.store, REGISTRY.kind(Youth)
    own = make.note(room.leaver, "osänt")
    store.record(own).result()
    values = kind.to_wire(attrs.evolve(room.leaver, given_name="Nytt"))
    row = SnapshotRow(
        kind.id, room.leaver.id.bytes, room.leaver.id.bytes, values, dict.fromkeys(values, 900)
    )
    store.scopes.replace(room.leaver.id.bytes, SnapshotChunk(EPOCH, 900, 1, [row])).result()
    held = store.queries.record(Youth, room.leaver.id)
    assert isinstance(held, Youth)
    assert held.given_name == "Nytt"
    assert [one.id for one in store.queries.records(JournalNote)] == [own.id]
    assert store.queries.records(Guardian) == []


def test_a_record_that_is_brought_back_stays_when_its_youth_is_taken_anew(room: Room) -> None:
    """The choice waits under the conflict's name; the server does not have the record yet."""
    store, task = room.store, make.task(room.leaver)
    store.record(task).result()
    store.apply_answers([Answer(one.n, Outcome.APPLIED, 800) for one in store.waiting(9)]).result()
    gone = Change(
        801, 801, Verb.DELETE, REGISTRY.kind(Task).id, task.id.bytes, room.leaver.id.bytes,
        {}, b"a" * 16, b"d" * 16, 1, 1, 0, 0,
    )  # fmt: skip
    title = REGISTRY.kind(Task).by_name["title"].id
    conflict = Conflict(
        id=make.new_id(),
        youth=YouthId(room.leaver.id),
        target_kind=REGISTRY.kind(Task).id,
        target=task.id,
        target_field=title,
        kept_deleted=True,
        kept_seq=801,
        other_value="Ring i dag",
        other_n=3,
    )
    store.apply_changes([gone, make.created(conflict, 802)], Cursor(EPOCH, 802)).result()
    assert store.queries.record(Task, task.id) is None
    by = UserId(make.new_id())
    store.transact(
        lambda act: act.resolve(conflict.id, Resolution.OTHER, "Ring i dag", by=by)
    ).result()
    assert store.queries.record(Task, task.id) is not None
    store.scopes.replace(room.leaver.id.bytes, SnapshotChunk(EPOCH, 802, 1, [])).result()
    held = store.queries.record(Task, task.id)
    assert isinstance(held, Task)
    assert held.title == "Ring i dag"
