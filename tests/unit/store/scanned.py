"""What search finds, said once more: by reading every record."""

from __future__ import annotations

import contextlib
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from kaa_core.model.enums import Protection, TaskOrigin
from kaa_core.model.ids import RecordId
from kaa_core.model.records import Guardian, Task, Youth
from kaa_core.model.registry import REGISTRY, Record
from kaa_desktop.store import database, search_notes, words
from kaa_desktop.store.filters import CaseFilter
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.store import Store

EPOCH = b"e" * 16


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


def built_anew(store: Store) -> None:
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
