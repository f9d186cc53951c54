"""Lists: Swedish order, what is found by what is typed, and that counts equal rows."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import attrs
import pytest

from kaa_core.model.enums import Channel, ContactOutcome, Protection, VisitOutcome, VisitStatus
from kaa_core.model.ids import WorkerId, YouthId
from kaa_core.model.records import HomeVisit, Youth
from kaa_core.model.registry import Record
from kaa_core.rules.case_state import Status
from kaa_core.sync.messages import SnapshotChunk, SnapshotRow, Verb
from kaa_desktop.store import words
from kaa_desktop.store.filters import CaseFilter, CaseGroup, CaseOrder
from kaa_desktop.store.incoming import Cursor
from kaa_desktop.store.store import Store
from tests.unit.store import builders as make

ALL = CaseFilter(statuses=())


def _names(store: Store, wanted: CaseFilter = ALL, order: CaseOrder = CaseOrder.NAME) -> list[str]:
    return [
        row.given_name for row in store.queries.case_rows(store.queries.case_ids(wanted, order))
    ]


def test_names_sort_as_swedish_does(store: Store) -> None:
    names = ["Zara", "Örjan", "Ärla", "Åsa", "Anna", "Émile", "Yvonne", "Übbe", "anna-lisa"]
    for number, name in enumerate(names):
        store.record(make.youth(name, "Testberg", number)).result()
    expected = ["Anna", "anna-lisa", "Émile", "Übbe", "Yvonne", "Zara", "Åsa", "Ärla", "Örjan"]
    assert _names(store) == expected


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ås", ["Åsa"]),
        ("as", []),
        ("ÖB", ["Åsa"]),
        ("a\u030as", ["Åsa"]),
        ("öb ås", ["Åsa"]),
        ("ås testb", []),
        ("eric", ["Éric"]),
        ("lisa", ["Anna-Lisa"]),
        ("exem", ["Anna-Lisa"]),
        ("0217", ["Éric"]),
        ("d-0217", ["Éric"]),
        ("", ["Anna-Lisa", "Éric", "Åsa"]),
        ("%", ["Anna-Lisa", "Éric", "Åsa"]),
        ("'", ["Anna-Lisa", "Éric", "Åsa"]),
    ],
)
def test_typing_finds_by_beginnings(store: Store, typed: str, found: list[str]) -> None:
    store.record(make.youth("Åsa", "Öberg", 0)).result()
    store.record(make.youth("Anna-Lisa", "Testberg", 1, city="Exempelås")).result()
    store.record(make.youth("Éric", "Testberg", 2, case_number="D-0217")).result()
    assert sorted(_names(store, CaseFilter(statuses=(), typed=typed))) == sorted(found)


def test_any_part_of_the_number_finds(store: Store) -> None:
    youth = make.youth()
    store.record(youth).result()
    digits = youth.identity_number
    typed = [
        digits,
        digits[2:],
        digits[4:9],
        f"{digits[:8]}-{digits[8:]}",
        f"{digits[2:8]} {digits[8:]}",
    ]
    assert [store.queries.search(one) for one in typed] == [[youth.id]] * len(typed)
    assert store.queries.search("") == []


def test_the_enrolled_are_found_before_those_who_are_not(store: Store) -> None:
    outside, enrolled = make.youth("Signe", "Alm", 0), make.youth("Signe", "Ek", 1)
    for youth in (outside, enrolled):
        store.record(youth).result()
    store.record(make.enrolment(enrolled)).result()
    assert store.queries.search("signe") == [enrolled.id, outside.id]


def test_the_protected_are_not_found_by_name(store: Store) -> None:
    youth = make.youth("Hemlig", protection=Protection.PROTECTED, case_number="D-7")
    store.record(youth).result()
    assert store.queries.search("hemlig") == []
    assert store.queries.search("d-7") == [youth.id]
    store.set(Youth, youth.id, protection=Protection.NONE).result()
    assert store.queries.search("hemlig") == [youth.id]
    store.set(Youth, youth.id, protection=Protection.PROTECTED).result()
    assert store.queries.search("hemlig") == []


def test_a_row_follows_every_record_of_the_youth(store: Store) -> None:
    youth, worker = make.youth(), WorkerId(make.new_id())
    store.record(youth).result()
    assert store.queries.case_ids() == []
    store.record(make.enrolment(youth, worker=worker), make.task(youth)).result()
    (row,) = store.queries.case_rows(store.queries.case_ids())
    assert (row.status, row.worker, row.step_title) == (Status.NEW, worker, "Första kontakten")
    store.record(make.contact(youth)).result()
    visit = HomeVisit(
        id=make.new_id(), youth=YouthId(youth.id), status=VisitStatus.PLANNED,
        planned_on=date(2026, 11, 24), planned_at=time(14, 30),
    )  # fmt: skip
    store.record(visit).result()
    (row,) = store.queries.case_rows([youth.id])
    assert (row.status, row.first_letter) == (Status.NOT_REACHED, date(2026, 11, 2))
    assert (row.step_title, row.step_at, row.step_is_visit) == ("Hembesök", time(14, 30), True)
    listed = store.queries.case_order(group=CaseGroup.DUE)
    assert list(listed.ids) == [youth.id]
    assert list(listed.values) == ["2026-11-24"]
    assert row.unsent == 5
    store.record(
        make.contact(youth, channel=Channel.TELEPHONE, outcome=ContactOutcome.REACHED)
    ).result()
    reached = CaseFilter(statuses=(Status.REACHED,), worker=worker, due_until=date(2026, 11, 24))
    assert store.queries.count_cases(reached) == len(store.queries.case_ids(reached)) == 1
    assert store.queries.visits(date(2026, 11, 24), date(2026, 11, 24)) == [visit]


def test_counts_are_of_what_the_lists_show(store: Store) -> None:
    youth, worker, on = make.youth(), WorkerId(make.new_id()), date(2026, 11, 24)
    before, nobody = date(2026, 11, 20), VisitOutcome.NOBODY_HOME
    store.record(youth, make.task(youth, worker=worker), make.task(youth)).result()
    store.record(make.task(youth, worker=worker, done_on=on)).result()
    visits: list[dict[str, Any]] = [
        {"status": VisitStatus.PLANNED, "planned_on": on},
        {"status": VisitStatus.PLANNED, "planned_on": before},
        {"status": VisitStatus.CALLED_OFF, "planned_on": on, "call_off_reason": "Sjuk."},
        {"status": VisitStatus.DONE, "visited_on": on, "outcome": nobody},
        {"status": VisitStatus.DONE, "planned_on": before, "visited_on": on, "outcome": nobody},
    ]
    for values in visits:
        store.record(HomeVisit(id=make.new_id(), youth=YouthId(youth.id), **values)).result()
    assert store.queries.count_tasks(worker) == len(store.queries.tasks(worker)) == 1
    assert store.queries.count_visits(on) == len(store.queries.visits(on, on)) == 3


def test_tasks_come_by_due_date_and_time(store: Store) -> None:
    youth, worker = make.youth(), WorkerId(make.new_id())
    late = make.task(youth, worker=worker, due=date(2026, 11, 1))
    noon = make.task(youth, worker=worker, due=date(2026, 11, 2), at=time(12))
    whole_day = make.task(youth, worker=worker, due=date(2026, 11, 2))
    later = make.task(youth, worker=worker, due=date(2027, 1, 1))
    others = make.task(youth, due=date(2026, 11, 1))
    done = make.task(youth, worker=worker, done_on=date(2026, 11, 1))
    store.record(youth, later, whole_day, noon, late, others, done).result()
    assert store.queries.tasks(worker, until=date(2026, 11, 2)) == [late, noon, whole_day]
    assert store.queries.tasks(worker, done=True) == [done]
    assert len(store.queries.tasks(None)) == 5


def test_a_large_download_fills_the_lists_in_the_end(store: Store) -> None:
    records: list[Record] = []
    for number in range(300):
        youth = make.youth(number=number)
        records += [youth, make.enrolment(youth)]
    rows = [_snapshot_row(one, seq) for seq, one in enumerate(records, 1)]
    store.apply_snapshot(SnapshotChunk(b"e" * 16, 900, 600, rows[:400], "400")).result()
    position = store.snapshot_position()
    assert position is not None
    assert (position.token, position.as_of, store.cursor()) == ("400", 900, None)
    store.apply_snapshot(SnapshotChunk(b"e" * 16, 900, 600, rows[:400], "400")).result()
    store.apply_snapshot(SnapshotChunk(b"e" * 16, 900, 600, rows[400:], None)).result()
    store.lists_ready().result(timeout=30)
    assert (store.snapshot_position(), store.cursor()) == (None, Cursor(b"e" * 16, 900))
    assert len(store.queries.case_ids()) == 300


def test_a_small_last_chunk_begins_the_lists_by_itself(store: Store) -> None:
    youth = make.youth()
    rows = [_snapshot_row(youth, 1), _snapshot_row(make.enrolment(youth), 2)]
    store.apply_snapshot(SnapshotChunk(b"e" * 16, 2, 2, rows, "x")).result()
    store.apply_snapshot(SnapshotChunk(b"e" * 16, 2, 2, [], None)).result()
    store.lists_ready().result(timeout=30)
    assert store.queries.case_ids() == [youth.id]


def test_an_incomplete_record_does_not_stop_the_list(store: Store) -> None:
    youth = make.youth()
    contact = make.contact(youth).id.bytes
    nameless = make.new_id().bytes
    changes = [
        make.change(1, Verb.CREATE, 1, nameless, {2: "Namnlös"}, nameless),
        make.change(
            1, Verb.CREATE, 3, make.new_id().bytes, {1: nameless, 2: "2026-09-01", 3: 1}, nameless
        ),
        make.change(
            1,
            Verb.CREATE,
            5,
            make.new_id().bytes,
            {1: nameless, 2: "2026-09-01", 4: 1, 6: 1, 7: 1},
            nameless,
        ),
        make.created(youth, 1),
        make.change(2, Verb.CREATE, 3, make.new_id().bytes, {1: youth.id.bytes}, youth.id.bytes),
        make.change(3, Verb.CREATE, 5, contact, {1: youth.id.bytes}, youth.id.bytes),
    ]
    store.apply_changes(changes, Cursor(b"e" * 16, 3)).result()
    assert store.queries.search("ås") == [youth.id]
    assert len(store.queries.case_records(youth.id)) == 3


def test_folding_keeps_the_swedish_letters() -> None:
    assert words.folded("ÅÄÖ éÉ Łódź ÿ Ø") == "åäö ee lodz y ö"
    assert words.typed_words("  ") == []
    assert words.typed_words("2006 01-20") == ["20060120"]


def _snapshot_row(record: Record, seq: int) -> SnapshotRow:
    made = make.created(record, seq)
    numbers = dict.fromkeys(made.values, seq)
    return SnapshotRow(made.kind, made.record, made.scope, made.values, numbers)


@pytest.mark.parametrize(
    ("number", "start"), [(None, date.min), ("999912319999", date(2026, 9, 1)), (None, date.max)]
)
def test_a_date_that_no_rule_can_count_from_does_not_stop_what_is_received(
    store: Store, number: str | None, start: date
) -> None:
    # From a faulty program: the server looks at a date's form alone.
    youth = make.youth() if number is None else attrs.evolve(make.youth(), identity_number=number)
    enrolment = make.enrolment(youth, start=start)
    store.apply_changes(
        [make.created(youth, 1), make.created(enrolment, 2)], Cursor(b"e" * 16, 2)
    ).result()
    assert _names(store) == ["Åsa"]
