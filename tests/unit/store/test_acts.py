"""What a person does: row, operation and draft together, and what may not be done."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kaa_core.model.enums import Resolution
from kaa_core.model.ids import DraftId, RecordId, UserId, YouthId
from kaa_core.model.records import Conflict, Contact, JournalNote, Task, Youth
from kaa_core.sync.conflicts import CONFLICT_FIELDS
from kaa_core.sync.messages import Answer, Outcome, Verb
from kaa_desktop.store import errors
from kaa_desktop.store.drafts import Draft
from kaa_desktop.store.incoming import Cursor
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.store import Store
from kaa_desktop.store.transaction import Transaction
from kaa_desktop.store.unit import Changes
from tests.unit.store import builders as make

PHONE = make.field_id(Youth, "phone")
EPOCH = b"e" * 16


def test_a_created_record_is_read_back_and_waits(store: Store) -> None:
    youth, told = make.youth(), list[Changes]()
    store.subscribe(told.append)
    store.record(youth, make.enrolment(youth)).result()
    assert store.queries.record(Youth, youth.id) == youth
    one, two = store.waiting(10)
    assert (one.n, one.tx, one.verb, one.scope) == (1, 1, Verb.CREATE, youth.id.bytes)
    assert (two.n, two.tx) == (2, 1)
    assert told == [
        Changes(
            records=told[0].records,
            kinds=frozenset({"youth", "enrolment"}),
            youths=frozenset({youth.id}),
            outbox=True,
        )
    ]


def test_entering_takes_the_draft_away_in_the_same_transaction(store: Store) -> None:
    youth, draft = make.youth(), DraftId(make.new_id())
    store.record(youth).result()
    kept = Draft(id=draft, kind="journal_note", youth=youth.id, values={4: "Ing"}, changed=3)
    store.save_draft(kept).result()
    assert store.queries.drafts(youth.id) == [kept]
    invalid = make.note(youth, text="")
    with pytest.raises(errors.RecordInvalid, match="Fyll i anteckning"):
        store.record(invalid, draft=draft).result()
    assert store.queries.draft(draft) == kept
    store.record(make.note(youth), draft=draft).result()
    assert store.queries.drafts() == []


def test_a_setting_names_what_it_was_built_on(store: Store) -> None:
    youth = make.youth(phone="070-1740605")
    store.record(youth).result()
    store.set(Youth, youth.id, phone="070-1740606").result()
    store.set(Youth, youth.id, phone="070-1740607", email="a@example.se").result()
    create, first, second, other = store.waiting(10)
    assert [one.base for one in (create, first, second, other)] == [0, -create.n, -first.n, 0]
    assert (second.tx, other.tx) == (second.n, second.n)
    answers = [Answer(one.n, Outcome.APPLIED, 10 + one.n) for one in store.waiting(10)]
    store.apply_answers(answers).result()
    store.set(Youth, youth.id, phone=None).result()
    assert [(one.n, one.base, one.values) for one in store.waiting(10)] == [(5, 13, {PHONE: None})]
    held = store.queries.record(Youth, youth.id)
    assert held is not None
    assert held.phone is None


def test_a_value_that_already_stands_makes_no_operation(store: Store) -> None:
    youth = make.youth(phone="070-1740605")
    store.record(youth).result()
    store.set(Youth, youth.id, phone="070-1740605").result()
    assert store.queries.unsent() == 1


def test_what_is_entered_in_the_journal_is_locked(store: Store) -> None:
    youth = make.youth()
    entered = make.note(youth)
    store.record(youth, entered).result()
    with pytest.raises(errors.RecordLocked, match="tillägg"):
        store.set(JournalNote, entered.id, text="Något annat.").result()
    with pytest.raises(errors.RecordLocked):
        store.delete(JournalNote, entered.id).result()
    assert store.queries.record(JournalNote, entered.id) == entered
    assert store.queries.unsent() == 2


def test_a_record_can_be_sealed_where_it_was_made(store: Store) -> None:
    youth = make.youth()
    draft = make.contact(youth, entered_at=None)

    def act(transaction: Transaction) -> None:
        transaction.create(youth)
        transaction.create(draft)
        transaction.set(Contact, draft.id, minutes=5, entered_at=make.ENTERED)

    store.transact(act).result()
    assert {one.tx for one in store.waiting(10)} == {1}
    with pytest.raises(errors.RecordLocked):
        store.set(Contact, draft.id, minutes=6).result()


def test_a_failed_act_leaves_nothing(store: Store) -> None:
    youth = make.youth()

    def act(transaction: Transaction) -> None:
        transaction.create(youth)
        raise RuntimeError("our own fault")

    with pytest.raises(RuntimeError):
        store.transact(act).result()
    assert store.queries.record(Youth, youth.id) is None
    assert (store.queries.unsent(), store.next_n()) == (0, 1)
    store.record(youth).result()
    assert [one.n for one in store.waiting(10)] == [1]


def test_an_unknown_record_is_told(store: Store) -> None:
    with pytest.raises(errors.RecordUnknown):
        store.set(Task, make.new_id(), title="Ring").result()


def test_deleting_and_the_base_of_it(store: Store) -> None:
    youth = make.youth()
    todo = make.task(youth)
    changes = [make.created(youth, 4), make.created(todo, 7)]
    store.apply_changes(changes, Cursor(EPOCH, 7)).result()
    store.delete(Task, todo.id).result()
    assert store.queries.record(Task, todo.id) is None
    (gone,) = store.waiting(10)
    assert (gone.verb, gone.base) == (Verb.DELETE, 7)
    store.apply_answers([Answer(gone.n, Outcome.CONFLICT, 9, b"c" * 16)]).result()
    assert store.queries.record(Task, todo.id) == todo


def _conflict(youth: Youth, seq: int) -> Conflict:
    return Conflict(
        id=make.new_id(),
        youth=YouthId(youth.id),
        target_kind=1,
        target=youth.id,
        target_field=PHONE,
        kept_value="1",
        kept_seq=seq,
        other_value="2",
        other_n=3,
    )


@pytest.mark.parametrize("refused", [False, True])
def test_resolving_a_conflict(store: Store, refused: bool) -> None:
    youth = make.youth(phone="1")
    conflict = _conflict(youth, 4)
    changes = [make.created(youth, 4), make.created(conflict, 5)]
    store.apply_changes(changes, Cursor(EPOCH, 5)).result()
    assert store.queries.case_rows([youth.id])[0].conflicts == 1
    by = UserId(make.new_id())
    store.transact(lambda act: act.resolve(conflict.id, Resolution.OTHER, "2", by=by)).result()
    assert store.queries.case_rows([youth.id])[0].conflicts == 0
    (sent,) = store.waiting(10)
    assert (sent.verb, sent.record, sent.base) == (Verb.RESOLVE, conflict.id.bytes, 4)
    assert sent.values[CONFLICT_FIELDS["other_n"]] == 3
    held = store.queries.record(Youth, youth.id)
    assert held is not None
    assert held.phone == "2"
    if refused:
        store.apply_answers([Answer(1, Outcome.REFUSED, code="moved")]).result()
        assert store.queries.record(Youth, youth.id) == youth
        assert store.queries.conflicts() == [conflict]
        return
    store.apply_answers([Answer(1, Outcome.APPLIED, 7, conflict.id.bytes)]).result()
    store.set(Youth, youth.id, phone="3").result()
    assert [one.base for one in store.waiting(10)] == [6]


def test_settings_are_kept_together(store: Store) -> None:
    store.put_settings({"device_key": b"k", "token": b"t"}).result()
    store.put_settings({"token": None}).result()
    assert (store.setting("device_key"), store.setting("token")) == (b"k", None)
    with pytest.raises(ValueError, match="belongs to the store"):
        store.put_settings({"cursor": b""})


def test_closing_finishes_what_was_handed_in_and_then_refuses(tmp_path: Path, key: DataKey) -> None:
    youth = make.youth()
    store = Store.create(tmp_path, key, lambda: make.NOW)
    future = store.record(youth)
    store.close()
    assert future.result() is None
    with pytest.raises(errors.StoreClosed, match="låst"):
        store.record(youth).result()
    with pytest.raises(errors.StoreClosed):
        store.queries.case_ids()
    store.close()
    with Store.open(tmp_path, key, lambda: make.NOW) as again:
        assert again.queries.record(Youth, RecordId(youth.id)) == youth


def test_one_process_at_a_time(tmp_path: Path, key: DataKey) -> None:
    with (
        Store.create(tmp_path, key, lambda: make.NOW),
        pytest.raises(errors.AlreadyOpen, match="redan öppen"),
    ):
        Store.open(tmp_path, key, lambda: make.NOW)
    Store.open(tmp_path, key, lambda: make.NOW).close()


def test_a_listener_that_fails_does_not_stop_saving(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    seen: list[object] = []
    monkeypatch.setattr(threading, "excepthook", seen.append)

    def broken(_: Changes) -> None:
        raise ValueError("a view's fault")

    stop = store.subscribe(broken)
    store.record(make.youth()).result()
    assert len(seen) == 1
    stop()
    store.record(make.youth(number=1)).result()
    assert len(seen) == 1


def test_a_full_disk_loses_nothing_and_saving_goes_on_afterwards(store: Store) -> None:
    youth = make.youth()
    store.record(youth).result()
    writing = store._writer._connection

    def limit(pages: int) -> None:
        pragma = f"PRAGMA max_page_count = {pages}"
        store._writer.submit(lambda unit: unit.connection.execute(pragma).fetchall()).result()

    limit(writing.execute("PRAGMA page_count").fetchone()[0])
    with pytest.raises(errors.DiskFull, match="Frigör plats"):
        store.record(make.note(youth, "x" * 50_000)).result()
    assert store.queries.case_records(youth.id) == [youth]
    limit(100_000)
    store.record(make.note(youth)).result()
    assert [one.n for one in store.waiting(10)] == [1, 2]


def test_dates_survive(store: Store) -> None:
    youth = make.youth()
    todo = make.task(youth, due=date(2028, 2, 29))
    store.record(youth, todo).result()
    assert store.queries.tasks(None) == [todo]
