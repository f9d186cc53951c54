"""What is found is what a plain scan of the records finds, whatever has happened to them."""

from __future__ import annotations

import contextlib
import os
import signal
import tempfile
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaa_core.model.enums import OccupationKind, Protection, TaskOrigin, VisitStatus
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Guardian, HomeVisit, JournalNote, Occupation, Task, Youth
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.sync.messages import SnapshotChunk, SnapshotRow, Verb
from kaa_desktop.store import database, errors, search, search_notes, search_persons, words
from kaa_desktop.store import writer as writer_module
from kaa_desktop.store.bulk import Act
from kaa_desktop.store.filters import CaseFilter
from kaa_desktop.store.incoming import Cursor
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.store import DATABASE, Store
from tests import scan
from tests.unit.store import builders as make
from tests.unit.store.conftest import child
from tests.unit.store.small_server import SmallServer, pull, push

EPOCH = b"e" * 16


# -- the scan that is the measure


def scanned_persons(store: Store, typed: str) -> set[RecordId]:
    """Who is found, said once more: by reading everybody."""
    wanted = words.typed_words(typed)
    youths = store.queries.records(Youth)
    guardians = store.queries.records(Guardian)
    return {one.id for one in youths if wanted and all(_fits(one, guardians, w) for w in wanted)}


def _fits(youth: Youth, guardians: list[Guardian], word: str) -> bool:
    numbers = words.digits(youth.identity_number)
    if youth.case_number and any(
        one.startswith(word)
        for one in (*words.words(youth.case_number), *words.typed_words(youth.case_number))
    ):
        return True
    if youth.protection is Protection.PROTECTED:
        return word in (numbers[-10:], numbers[-12:]) and len(word) in (10, 12)
    own = [one for one in guardians if one.youth == youth.id]
    texts = [youth.given_name, youth.family_name, youth.street, youth.city, youth.email]
    texts += [text for one in own for text in (one.name, one.email)]
    phones = [n for text in (youth.phone, *(g.phone for g in own)) for n in words.telephones(text)]
    begins = any(one.startswith(word) for one in words.words(*texts))
    begins = begins or words.digits(youth.postal_code).startswith(word)
    begins = begins or any(f"46{one[1:]}".startswith(word) for one in phones if one[0] == "0")
    return begins or any(word in one for one in (numbers, *phones))


def scanned_notes(store: Store, typed: str) -> set[RecordId]:
    """What is found in notes, by reading everything."""
    wanted = search_notes.beginnings(typed)
    seen = {
        one.id for one in store.queries.records(Youth) if one.protection is not Protection.PROTECTED
    }
    found = set()
    for kind in REGISTRY:
        if kind.name in {"youth", "guardian"}:
            continue
        texts = [one.name for one in kind.fields if one.searchable]
        for one in store.queries.records(kind.cls) if texts else ():
            if getattr(one, "youth", None) not in seen:
                continue
            if isinstance(one, Task) and one.origin is TaskOrigin.RULE:
                continue
            held = words.words(*(getattr(one, name) for name in texts))
            if wanted and all(any(w.startswith(b) for w in held) for b in wanted):
                found.add(one.id)
    return found


def agree(store: Store, *typed: str) -> None:
    """The index finds what the scan finds, the list filters alike, and notes come newest first."""
    for one in typed:
        persons = scanned_persons(store, one)
        assert set(store.queries.search(one, 1000)) == persons, one
        if words.typed_words(one):
            listed = store.queries.case_ids(CaseFilter(statuses=(), typed=one))
            assert set(listed) == persons, one
        notes = store.queries.notes(one, 1000)
        assert {note.id for note in notes} == scanned_notes(store, one), one
        days = [day for note in notes if (day := _day(note)) is not None]
        assert days == sorted(days, reverse=True)


def _day(note: Record) -> date | None:
    found: date | None = getattr(note, "occurred_on", None)
    return found


def _built_anew(store: Store) -> None:
    """What the index holds is word for word what an index built from nothing holds."""
    with tempfile.TemporaryDirectory() as folder:
        beside = database.create(Path(folder) / "beside.db", DataKey.generate())
        for statement in (*search_notes.CREATE, *_VOCABULARY):
            beside.execute(statement)
        beside.execute("BEGIN")
        for number, source in search_notes.sources().items():
            query = f"SELECT {source.columns} FROM r_{source.kind.name} r"
            for row in store.queries._all(query, ()):
                made = search_notes.document(number, row)
                if made.words and not row[1]:
                    search_notes.write(beside, (), [made])
        expected = beside.execute("SELECT term, doc FROM vocabulary").fetchall()
        beside.close()

    def held(unit: Any) -> list[Any]:
        with contextlib.suppress(database.SqlError):
            unit.connection.execute(_VOCABULARY[0])
        return unit.connection.execute("SELECT term, doc FROM vocabulary").fetchall()  # type: ignore[no-any-return]

    assert sorted(store._writer.submit(held).result()) == sorted(expected)


_VOCABULARY = (
    "CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, search_note, 'instance')",
)


# -- histories

PARTS = [
    "åsa",
    "asa",
    "Äng",
    "ang",
    "Ö",
    "ost",
    "André",
    "andre",
    "praktik",
    "praktiken",
    "im",
    "x",
]
TEXT = st.lists(st.sampled_from(PARTS), min_size=0, max_size=5).map(" ".join)
PHONES = st.sampled_from([None, "070-123 45 67", "+46 70 123 45 67", "08-33, mamma 0731 2"])
WHICH = st.integers(0, 3)
ACT = st.one_of(
    st.tuples(st.just("youth"), TEXT, PHONES),
    st.tuples(st.just("note"), WHICH, TEXT),
    st.tuples(st.just("note"), WHICH, TEXT),
    st.tuples(st.just("task"), WHICH, TEXT),
    st.tuples(st.just("visit"), WHICH, TEXT),
    st.tuples(st.just("guardian"), WHICH, TEXT),
    st.tuples(st.just("edit"), WHICH, TEXT),
    st.tuples(st.just("rename"), WHICH, TEXT),
    st.tuples(st.just("delete"), WHICH),
    st.tuples(st.just("protect"), WHICH, st.sampled_from(Protection)),
    st.tuples(st.just("sync"), st.booleans()),
    st.tuples(st.just("theirs"), WHICH, TEXT),
    st.tuples(st.just("kill"), st.booleans()),
)


@attrs.define
class World:
    """A store, a colleague's store, and what has been made."""

    folder: Path
    key: DataKey
    store: Store
    theirs: Store
    server: SmallServer = attrs.Factory(SmallServer)
    youths: list[Youth] = attrs.Factory(list)
    notes: list[Record] = attrs.Factory(list)

    def act(self, name: str, *more: Any) -> None:
        with contextlib.suppress(errors.RecordUnknown, errors.RecordInvalid, errors.RecordLocked):
            self._act(name, *more)

    def _act(self, name: str, *more: Any) -> None:
        store = self.store
        match name, more:
            case "youth", (text, phone):
                made = make.youth(
                    text or "Bo", "Ek", len(self.youths), phone=phone, case_number="D-7"
                )
                self.youths.append(made)
                store.record(made).result()
            case "sync", (lost,):
                answers = push(self.server, store, b"A" * 16)
                if not lost:
                    store.apply_answers(answers).result()
                pull(self.server, store)
            case "kill", (_,):
                self.store.close()
                self.store = Store.open(self.folder, self.key, lambda: make.NOW)
            case _ if self.youths:
                self._about(name, self.youths[more[0] % len(self.youths)], *more[1:])

    def _about(self, name: str, youth: Youth, *more: Any) -> None:
        store, of = self.store, YouthId(youth.id)
        match name, more:
            case "rename", (text,):
                store.set(Youth, youth.id, family_name=text or "Ek", city=text).result()
            case "protect", (protection,):
                store.set(Youth, youth.id, protection=protection).result()
            case "edit", (text,) if self.notes:
                store.set(JournalNote, self.notes[-1].id, text=text or "-").result()
            case "delete", _ if self.notes and youth.id.int % 2:
                store.delete(JournalNote, self.notes.pop().id).result()
            case "delete", _:
                store.delete(Youth, youth.id).result()
            case "theirs", (text,):
                pull(self.server, self.theirs)
                self.theirs.record(make.note(youth, text or "-")).result()
                self.theirs.set(Youth, youth.id, given_name=text or "Bo").result()
                self.theirs.apply_answers(push(self.server, self.theirs, b"B" * 16)).result()
            case _, (text,):
                made = self._made(name, youth, of, text)
                self.notes += [made] if name == "note" else []
                store.record(made).result()

    def _made(self, name: str, youth: Youth, of: YouthId, text: str) -> Record:
        match name:
            case "note":
                day = date(2026, 1 + len(self.notes) % 12, 3)
                return make.note(youth, text or "-", occurred_on=day, entered_at=None)
            case "task":
                origin = TaskOrigin.HAND if len(text) % 2 else TaskOrigin.RULE
                return make.task(youth, title=text or "-", origin=origin)
            case "visit":
                return HomeVisit(
                    id=make.new_id(),
                    youth=of,
                    status=VisitStatus.CALLED_OFF,
                    planned_on=date(2026, 11, 2),
                    planned_at=time(9),
                    call_off_reason=text or "-",
                    note=text,
                )
            case _:
                return Guardian(id=make.new_id(), youth=of, name=text or "Ek", phone="0731 2")


@contextlib.contextmanager
def a_world() -> Iterator[World]:
    with tempfile.TemporaryDirectory() as folder:
        here, there = Path(folder) / "a", Path(folder) / "b"
        here.mkdir()
        there.mkdir()
        key = DataKey.generate()
        with Store.create(there, DataKey.generate(), lambda: make.NOW) as theirs:
            store = Store.create(here, key, lambda: make.NOW)
            world = World(here, key, store, theirs)
            try:
                yield world
            finally:
                world.store.close()


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(acts=st.lists(ACT, min_size=3, max_size=25), typed=TEXT)
def test_what_is_found_is_what_a_scan_finds(acts: list[tuple[Any, ...]], typed: str) -> None:
    with a_world() as world:
        for act in [("youth", "åsa", "070-123 45 67"), ("note", 0, "praktiken im"), *acts]:
            world.act(*act)
        world.store.search_ready().result(timeout=30)
        agree(world.store, *PARTS, typed, "pra", "070", "+46 70 1", "d-7", "2", "0731", "-")
        _built_anew(world.store)


@given(typed=st.text(max_size=60))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_that_is_typed_stops_it(filled: Store, typed: str) -> None:
    agree(filled, typed)


HOSTILE = [
    '"', "'", '""', "a\"b'c", "NEAR(a b)", "words:asa", "^åsa", "åsa*", "*", "-åsa", "(", "a AND",
    "OR", "NOT", "\x00", "å\x00sa", "😀", "å😀sa", "'; DROP TABLE x; --", "å" * 10_000, "1" * 10_000,
    " ".join(f"w{n}" for n in range(3000)), "\ue000", "\ud7ff", "%", "_", "´`~^¨", "\u0301\u0301",
]  # fmt: skip


@pytest.fixture
def filled(store: Store) -> Store:
    """A youth with a note of each kind of word, and a protected one."""
    youth = make.youth("Åsa", "Öst-André", phone="+46 70-123 45 67", street="Ängsvägen 12 B")
    hidden = make.youth("Hemlig", "Ängberg", 1, protection=Protection.PROTECTED, case_number="D-7")
    for one in (youth, hidden):
        store.record(one, make.note(one, "Åsa vill ha praktik på en gård. Går på IM.")).result()
    return store


@pytest.mark.parametrize("typed", HOSTILE)
def test_signs_of_the_index_are_no_signs_here(filled: Store, typed: str) -> None:
    agree(filled, typed)


def test_the_swedish_letters_are_their_own_and_foreign_accents_are_not(store: Store) -> None:
    names = ["Åke", "Ake", "Äke", "Oke", "Öke", "Éke", "Eke", "Łuke", "Søke"]
    youths = [make.youth(name, "X", number) for number, name in enumerate(names)]
    for youth in youths:
        store.record(youth, make.note(youth, f"{youth.given_name} kom")).result()
    for typed, found in {
        "åke": {0}, "ake": {1}, "äke": {2}, "oke": {3}, "öke": {4}, "eke": {5, 6}, "ÉKE": {5, 6},
        "luke": {7}, "søke": {8}, "söke": {8}, "A\u030ake": {0},
    }.items():  # fmt: skip
        assert store.queries.search(typed) == [youths[one].id for one in sorted(found)], typed
        assert {note.youth for note in store.queries.notes(typed)} == {  # type: ignore[attr-defined]
            youths[one].id for one in found
        }, typed


@pytest.mark.parametrize(
    "typed",
    ["070-123 45 67", "0701234567", "+46 70 123 45 67", "+46(0)70-1234567", "0046701234567", "45 67",
     "46701234567", "ängs 12", "ängsvägen", "123 åsa"],
)  # fmt: skip
def test_numbers_and_addresses_are_found_as_people_write_them(filled: Store, typed: str) -> None:
    (youth, _) = sorted(
        filled.queries.records(Youth), key=lambda one: one.family_name, reverse=True
    )
    assert filled.queries.search(typed) == [youth.id]


def test_the_protected_are_found_by_case_number_and_whole_number_only(filled: Store) -> None:
    (hidden,) = (one for one in filled.queries.records(Youth) if one.case_number)
    number = hidden.identity_number
    for typed in (number, number[2:], f"{number[2:8]}-{number[8:]}", f"{number[:8]} {number[8:]}"):
        assert filled.queries.search(typed) == [hidden.id]
    assert filled.queries.search("d-7") == [hidden.id]
    for typed in ("hemlig", "ängb", number[:8], number[2:8], number[-4:], number[:11], number[3:]):
        assert hidden.id not in filled.queries.search(typed)
    assert {note.youth for note in filled.queries.notes("praktik")} != {hidden.id}  # type: ignore[attr-defined]


def test_one_who_becomes_protected_leaves_the_index_in_the_same_act(store: Store) -> None:
    youths = [make.youth(f"Namn{chr(97 + n)}", "Ek", n) for n in range(60)]
    made = [make.created(one, 1) for one in youths] + [make.created(make.note(youths[0]), 2)]
    store.apply_changes(made, Cursor(EPOCH, 2)).result()
    store.lists_ready().result(timeout=30)
    assert store.queries.search("namna") == [youths[0].id]
    assert len(store.queries.notes("öppnade")) == 1
    field = make.field_id(Youth, "protection")
    # So many at once that the rows of the lists are made afterwards.
    changes = [
        make.change(3, Verb.SET, 1, one.id.bytes, {field: int(Protection.PROTECTED)})
        for one in youths
    ]
    seen: list[list[Any]] = []

    def look(_: object) -> None:
        if not seen:
            seen.append([store.queries.search("namn"), store.queries.notes("öpp")])

    store.subscribe(look)
    store.apply_changes(changes, Cursor(EPOCH, 3)).result()
    assert seen[0] == [[], []]


# -- built in the background


def _snapshot(records: list[Record]) -> list[SnapshotRow]:
    made = [make.created(one, 1) for one in records]
    return [
        SnapshotRow(one.kind, one.record, one.scope, one.values, dict.fromkeys(one.values, 1))
        for one in made
    ]


def _download(store: Store, notes: int) -> Youth:
    youth = make.youth()
    filled = [make.note(youth, f"ord{number} praktik") for number in range(notes)]
    rows = _snapshot([youth, *filled])
    half = len(rows) // 2
    store.apply_snapshot(SnapshotChunk(EPOCH, 2, 2, rows[:half], "x")).result()
    store.apply_snapshot(SnapshotChunk(EPOCH, 2, 2, rows[half:], None)).result()
    return youth


def test_a_download_is_searchable_before_the_index_is_complete(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "_NOTES_AT_A_TIME", 100)
    percents = []
    real = search_notes.build_due

    def watched(connection: database.Connection, limit: int) -> None:
        percents.append(search.percent_built(connection))
        real(connection, limit)

    monkeypatch.setattr(search_notes, "build_due", watched)
    youth = _download(store, 900)
    store.record(make.note(youth, "egen praktik nyss", occurred_on=date(2027, 1, 1))).result()
    newest = store.queries.notes("praktik")[0]
    assert isinstance(newest, JournalNote)
    assert newest.text == "egen praktik nyss"
    store.search_ready().result(timeout=60)
    assert percents == sorted(percents)
    assert len(set(percents)) > 5
    assert store.queries.search_built() == 100
    agree(store, "praktik", "ord17", "nyss")
    _built_anew(store)


def test_when_all_is_built_the_index_is_made_one_segment(store: Store) -> None:
    youth = _download(store, 3000)
    store.search_ready().result(timeout=60)
    for name in ("search_note", "search_person"):
        query = f"SELECT count(DISTINCT segid) FROM {name}_idx"
        assert store.queries._all(query, ()) == [(1,)]
    assert store.queries._all("SELECT * FROM search_due", ()) == []
    store.record(make.note(youth, "ord17 igen")).result()
    assert len(store.queries.notes("ord17", 5000)) == len(scanned_notes(store, "ord17"))


def test_what_a_kill_broke_off_is_built_when_it_is_opened_again(
    tmp_path: Path, key: DataKey
) -> None:
    script = f"""
import sys, pathlib
from tests.unit.store import test_search as t
from kaa_desktop.store import writer
from kaa_desktop.store.store import Store
from kaa_desktop.store.keys import DataKey
writer._NOTES_AT_A_TIME = 50
real = t.search_notes.build_due
def told(connection, limit):
    real(connection, limit)
    print("portion", flush=True)
t.search_notes.build_due = told
store = Store.create(pathlib.Path(sys.argv[1]), DataKey(bytearray.fromhex("{key.material.hex()}")), lambda: 1)
t._download(store, 3000)
input()
"""
    with child(script, tmp_path) as (process, _, said):
        for _ in range(5):
            assert said.readline() == "portion\n"
        os.kill(process, signal.SIGKILL)
    with Store.open(tmp_path, key, lambda: make.NOW) as store:
        store.lists_ready().result(timeout=60)
        store.search_ready().result(timeout=60)
        assert len(store.queries.notes("praktik", 5000)) == 3000
        agree(store, "ord17")


def test_an_index_of_another_version_is_built_anew(
    tmp_path: Path, key: DataKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.create(tmp_path, key, lambda: make.NOW) as store:
        youth = make.youth()
        store.record(youth, make.note(youth, "praktik på en gård")).result()
    monkeypatch.setattr(search, "VERSION", search.VERSION + 1)
    with Store.open(tmp_path, key, lambda: make.NOW) as store:
        store.lists_ready().result(timeout=30)
        store.search_ready().result(timeout=30)
        agree(store, "prak", "gård", "åsa")
        _built_anew(store)


def test_an_import_is_found_by_all_that_it_brought(store: Store) -> None:
    made = []
    for number in range(150):
        youth = make.youth(f"Namn{number}", "Ek", number, phone=f"070-{number:07d}")
        of = YouthId(youth.id)
        work = Occupation(
            id=make.new_id(), youth=of, kind=OccupationKind.WORK, description=f"Bageri{number}"
        )
        guardian = Guardian(id=make.new_id(), youth=of, name=f"Mamma{number}")
        made.append(Act((youth, work, guardian)))
    store.transact_many(made, progress=lambda _: None, stopped=lambda: False).result()
    store.lists_ready().result(timeout=30)
    store.search_ready().result(timeout=30)
    agree(store, "namn17", "bageri17", "mamma17", "0700000017")
    assert len(store.queries.notes("bageri17")) == 1
    _built_anew(store)


# -- what is gone is gone


@pytest.mark.parametrize("secure", [True, False], ids=["secure", "the control"])
def test_the_words_of_a_deleted_note_are_not_left_in_the_file(
    tmp_path: Path, key: DataKey, monkeypatch: pytest.MonkeyPatch, secure: bool
) -> None:
    for module in () if secure else (search_notes, search_persons):
        monkeypatch.setattr(module, "CREATE", module.CREATE[:1])
    # The record itself keeps its text, with capitals, as it does when it is deleted: what is looked
    # for is in lower case, as only the index has it.
    words_there = ["qvxjellö", "wzzbortta", "kzznamnet"]
    with Store.create(tmp_path, key, lambda: make.NOW) as store:
        others = [make.youth("Bo", "Ek", n) for n in range(30)]
        for one in others:
            store.record(one, make.note(one, "Ett vanligt samtal om praktik")).result()
        youth = make.youth("KZZNAMNET", "Ek", 31)
        deleted = make.note(youth, "QVXJELLÖ fanns här", entered_at=None)
        erased = make.note(youth, "WZZBORTTA fanns här", entered_at=None)
        store.record(youth, deleted, erased).result()
    before = scan.behind_the_key(tmp_path / DATABASE, bytes(key.material), words_there)
    assert all(before.values()), "the scan must see them while they are there"
    with Store.open(tmp_path, key, lambda: make.NOW) as store:
        store.delete(JournalNote, deleted.id).result()
        store.set(JournalNote, erased.id, text="Annat").result()
        store.set(Youth, youth.id, protection=Protection.PROTECTED).result()
    after = scan.behind_the_key(tmp_path / DATABASE, bytes(key.material), words_there)
    assert any(after.values()) is not secure
