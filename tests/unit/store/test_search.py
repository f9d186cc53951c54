"""What is found is what a plain scan of the records finds, whatever has happened to them."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaa_core.model.enums import Protection, TaskOrigin, VisitStatus
from kaa_core.model.ids import YouthId
from kaa_core.model.records import Guardian, HomeVisit, JournalNote, Youth
from kaa_core.model.registry import Record
from kaa_core.sync.messages import Verb
from kaa_desktop.store import errors
from kaa_desktop.store.incoming import Cursor
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.store import Store
from tests.unit.store import builders as make
from tests.unit.store.scanned import agree, built_anew
from tests.unit.store.small_server import SmallServer, pull, push

EPOCH = b"e" * 16


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
        built_anew(world.store)


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
