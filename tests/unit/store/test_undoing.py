"""Undo and redo: what is taken back is as it was, on the server too, and nobody's later work is touched."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaa_core.model.ids import DraftId
from kaa_core.model.records import Enrolment, Task, Youth
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.sync.messages import Answer, Outcome, Verb
from kaa_desktop.store import rows
from kaa_desktop.store.bulk import Act
from kaa_desktop.store.drafts import Draft
from kaa_desktop.store.incoming import Cursor
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.store import Store
from kaa_desktop.store.undoing import NotAsItWas, NothingToUndo
from tests.unit.store import builders as make
from tests.unit.store.small_server import EPOCH, SmallServer, pull, settle

MINE = b"A" * 16


def do(store: Store, act: Callable[[Any], Any], label: str = "Gjort.") -> None:
    store.transact(act, label=label).result()


def create(store: Store, *records: Record) -> None:
    def act(transaction: Any) -> None:
        for one in records:
            transaction.create(one)

    do(store, act)


def undo(store: Store) -> Any:
    return store.undo(make.new_id).result()


def redo(store: Store) -> Any:
    return store.redo(make.new_id).result()


def test_a_change_is_taken_back_and_done_again(store: Store) -> None:
    youth = make.youth(phone="070-1")
    store.record(youth).result()
    do(store, lambda it: it.set(Youth, youth.id, phone="070-2", email="a@example.com"), "Ändrat.")
    assert store.acts.undoable() == "Ändrat."
    assert undo(store).label == "Ändrat."
    held = store.queries.record(Youth, youth.id)
    assert held is not None
    assert (held.phone, held.email) == ("070-1", None)
    assert (store.acts.undoable(), store.acts.repeatable()) == ("", "Ändrat.")
    redo(store)
    held = store.queries.record(Youth, youth.id)
    assert held is not None
    assert (held.phone, held.email) == ("070-2", "a@example.com")


def test_what_a_person_took_away_comes_back(store: Store) -> None:
    youth = make.youth()
    task = make.task(youth, title="Ring skolan")
    store.record(youth, task).result()
    do(store, lambda it: it.delete(Task, task.id), "Borttaget.")
    assert store.queries.records(Task) == []
    assert undo(store).label == "Borttaget."
    [again] = store.queries.records(Task)
    assert (again.title, again.youth) == ("Ring skolan", youth.id)
    redo(store)
    assert store.queries.records(Task) == []


def test_what_is_made_again_gets_a_new_id_and_later_acts_follow_it(store: Store) -> None:
    youth = make.youth()
    create(store, youth, make.enrolment(youth))
    task = make.task(youth)
    create(store, task)
    do(store, lambda it: it.set(Task, task.id, done_on=date(2026, 11, 24)))
    for _ in range(3):
        undo(store)
    assert store.queries.records(Youth) == []
    assert store.queries.records(Enrolment) == []
    for _ in range(3):
        redo(store)
    [again], [enrolled] = store.queries.records(Youth), store.queries.records(Enrolment)
    [done] = store.queries.records(Task)
    assert again.id != youth.id
    assert again.identity_number == youth.identity_number
    assert enrolled.youth == again.id
    assert done.youth == again.id
    assert done.done_on == date(2026, 11, 24)


def test_what_follows_a_record_follows_it_however_often_it_is_made_again(store: Store) -> None:
    youth = make.youth(phone="070-1")
    create(store, youth)
    do(store, lambda it: it.set(Youth, youth.id, phone="070-2"))
    task = make.task(youth)
    create(store, task)
    for turn in (undo, undo, undo, redo, undo, redo, undo, redo, redo, redo):
        turn(store)
    [again] = store.queries.records(Youth)
    assert again.phone == "070-2"
    [todo] = store.queries.records(Task)
    assert todo.youth == again.id


def test_a_colleagues_later_change_is_not_undone(store: Store) -> None:
    youth = make.youth(phone="070-1")
    store.apply_changes([make.created(youth, 1)], Cursor(EPOCH, 1)).result()
    do(store, lambda it: it.set(Youth, youth.id, email="a@example.com"))
    do(store, lambda it: it.set(Youth, youth.id, street="Stigen 1"))
    for operation in store.waiting(10):
        answers = [make_answer(operation.n, 5)]
        store.apply_answers(answers).result()
    field = make.field_id(Youth, "street")
    theirs = make.change(9, Verb.SET, 1, youth.id.bytes, {field: "Stigen 2"})
    store.apply_changes([theirs], Cursor(EPOCH, 9)).result()
    with pytest.raises(NotAsItWas):
        undo(store)
    held = store.queries.record(Youth, youth.id)
    assert held is not None
    assert held.street == "Stigen 2"
    undo(store)  # the one before still can be
    held = store.queries.record(Youth, youth.id)
    assert held is not None
    assert held.email is None
    assert held.street == "Stigen 2"


def test_a_youth_whose_case_others_have_begun_stays(store: Store) -> None:
    youth = make.youth()
    create(store, youth)
    store.record(make.note(youth)).result()
    with pytest.raises(NotAsItWas):
        undo(store)
    assert store.queries.record(Youth, youth.id) is not None


def test_what_is_entered_in_the_journal_is_not_undone(store: Store) -> None:
    youth = make.youth()
    create(store, youth)
    task = make.task(youth)
    create(store, task)

    def enter(transaction: Any) -> None:
        transaction.create(make.contact(youth))
        transaction.set(Task, task.id, done_on=date(2026, 11, 24))

    do(store, enter, "Infört.")
    assert store.acts.undoable() == "Gjort."  # the task, and it is not as it was
    with pytest.raises(NotAsItWas):
        undo(store)


def test_nothing_to_undo(store: Store) -> None:
    for turn in (undo, redo):
        with pytest.raises(NothingToUndo):
            turn(store)


def test_a_new_act_forgets_what_was_undone(store: Store) -> None:
    youth = make.youth(phone="1")
    store.record(youth).result()
    do(store, lambda it: it.set(Youth, youth.id, phone="2"))
    undo(store)
    do(store, lambda it: it.set(Youth, youth.id, phone="3"))
    with pytest.raises(NothingToUndo):
        redo(store)


def test_a_discarded_draft_comes_back(store: Store) -> None:
    draft = Draft(
        id=DraftId(uuid4()), kind="journal_note", youth=None, values={"text": "Halvt"}, changed=5
    )
    store.save_draft(draft).result()
    store.discard_draft(draft.id, label="Slängt.").result()
    assert store.queries.drafts() == []
    undo(store)
    assert store.queries.drafts() == [draft]
    redo(store)
    assert store.queries.drafts() == []


def test_what_was_dismissed_comes_back_to_the_list(store: Store) -> None:
    create(store, make.youth())
    [waiting] = store.waiting(10)
    store.apply_answers([make_answer(waiting.n, 0, refused=True)]).result()
    before = store.queries.refused()
    store.dismiss_refused([one.id for one in before], label="Borttaget.").result()
    assert store.queries.refused() == []
    undo(store)
    assert store.queries.refused() == before
    redo(store)
    assert store.queries.refused() == []


def test_an_import_is_undone_but_for_those_somebody_has_worked_on(store: Store) -> None:
    youths = [make.youth(number=number) for number in range(6)]
    acts = [Act(created=(one, make.enrolment(one))) for one in youths]
    store.transact_many(
        acts, progress=lambda _: None, stopped=lambda: False, label="Inläst."
    ).result()
    store.record(make.note(youths[2])).result()
    store.set(Youth, youths[4].id, phone="070-1").result()
    undone = undo(store)
    assert (undone.label, undone.left) == ("Inläst.", 2)
    left = {one.id for one in store.queries.records(Youth)}
    assert left == {youths[2].id, youths[4].id}
    redo(store)
    numbers = sorted(one.identity_number for one in store.queries.records(Youth))
    assert numbers == sorted(one.identity_number for one in youths)


ACT = st.one_of(
    st.tuples(st.just("register"), st.integers(0, 3)),
    st.tuples(st.just("change"), st.integers(0, 3), st.sampled_from(["ett", "två", None])),
    st.tuples(st.just("task"), st.integers(0, 3)),
    st.tuples(st.just("tick"), st.integers(0, 3)),
    st.tuples(st.just("sync")),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(ACT, max_size=14), st.lists(st.booleans(), max_size=8))
def test_undoing_all_gives_what_was_and_redoing_all_what_came(
    acts: list[tuple[Any, ...]], turns: list[bool]
) -> None:
    """With the server taking part at any time; `turns` goes to and fro on the way."""
    with one_store() as store:
        server = SmallServer()
        begun = make.youth(number=10, phone="noll")
        store.record(begun).result()
        before = held(store)
        done = sum(act_of(store, server, act) for act in acts)
        after = held(store)
        for back in turns:
            with contextlib.suppress(NothingToUndo):
                (undo if back else redo)(store)
        while store.acts.undoable():
            undo(store)
        assert held(store) == before
        settle(server, {MINE: store})
        assert held(store) == before == held_by(server)
        for _ in range(done):
            redo(store)
        assert held(store) == after
        settle(server, {MINE: store})
        assert held(store) == after == held_by(server)
        pull(server, store)


def act_of(store: Store, server: SmallServer, act: tuple[Any, ...]) -> int:
    """Do one act; 1 when it made something that can be undone."""
    if act[0] == "sync":
        settle(server, {MINE: store})
        return 0
    youths = store.queries.records(Youth)
    match act:
        case "register", which:
            if any(one.identity_number == make.NUMBERS[which] for one in youths):
                return 0
            youth = make.youth(number=which)
            create(store, youth, make.enrolment(youth))
        case "change", which, value:
            one = youths[which % len(youths)]
            if one.phone == value:
                return 0
            do(store, lambda it: it.set(Youth, one.id, phone=value))
        case "task", which:
            create(store, make.task(youths[which % len(youths)]))
        case _:
            waiting = [one for one in store.queries.records(Task) if one.done_on is None]
            if not waiting:
                return 0
            chosen = waiting[act[1] % len(waiting)]
            do(store, lambda it: it.set(Task, chosen.id, done_on=date(2026, 11, 24)))
    return 1


@contextlib.contextmanager
def one_store() -> Iterator[Store]:
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.create(Path(folder), DataKey.generate(), lambda: make.NOW) as store,
    ):
        yield store


def held(store: Store) -> list[Any]:
    """What lives in the store, without ids: records made again have other ones."""
    found = []
    for kind in REGISTRY:
        query = f"SELECT {rows.columns(kind)} FROM r_{kind.name} WHERE NOT _deleted"
        found += [rows.state_of(kind, row) for row in store.queries._all(query, ())]
    return plain(found)


def held_by(server: SmallServer) -> list[Any]:
    return plain([one for one in server.records.values() if not one.deleted])


def plain(states: list[Any]) -> list[Any]:
    """Values by kind; a youth is named by her number wherever she is."""
    number = make.field_id(Youth, "identity_number")
    shown = []
    for state in states:
        values = {key: value for key, value in state.values.items() if value is not None}
        shown.append(
            (state.kind, sorted((k, v) for k, v in values.items() if k != 1 or state.kind == 1))
        )
    assert number == 1
    return sorted(shown, key=repr)


def make_answer(n: int, seq: int, *, refused: bool = False) -> Answer:
    return Answer(n, Outcome.REFUSED, code="form") if refused else Answer(n, Outcome.APPLIED, seq)
