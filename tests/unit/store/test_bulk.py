"""A whole register in one go: all of it or nothing, and each row an act of its own to the server."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import date
from pathlib import Path

import attrs
import pytest

from kaa_core.model.enums import OccupationKind, Protection
from kaa_core.model.ids import YouthId
from kaa_core.model.records import Occupation, Youth
from kaa_core.sync.messages import Answer, Outcome, Verb
from kaa_desktop.store import summary
from kaa_desktop.store.bulk import AT_A_TIME, Act, Filling, Stopped
from kaa_desktop.store.incoming import Cursor
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.store import Store
from tests.unit.store import builders as make
from tests.unit.store.conftest import child

MANY = 3 * AT_A_TIME
WRITING = """
import sys
from pathlib import Path
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.store import Store
from tests.unit.store import builders as make
from tests.unit.store.test_bulk import MANY, acts

key = DataKey(bytearray.fromhex(sys.stdin.readline()))
store = Store.create(Path(sys.argv[1]), key, lambda: make.NOW)
store.record(make.youth(number=MANY)).result()
def told(done):
    print(done, flush=True)
    if done >= MANY:
        sys.stdin.readline()  # all is written, nothing is committed
store.transact_many(acts(MANY), progress=told, stopped=lambda: False).result()
"""


def acts(number: int) -> list[Act]:
    """As many youths, each with an occupation."""
    return [Act((one, occupation(one))) for one in (make.youth(number=at) for at in range(number))]


def occupation(of: Youth) -> Occupation:
    """Something to do."""
    return Occupation(id=make.new_id(), youth=YouthId(of.id), kind=OccupationKind.WORK)


def written(store: Store, given: list[Act], stopped: Callable[[], bool] = bool) -> tuple[int, ...]:
    """Write acts; the places of those that were left."""
    done = store.transact_many(given, progress=lambda _: None, stopped=stopped).result()
    assert done.acts + len(done.left) == len(given)
    return done.left


def test_all_is_written_and_each_row_is_an_act_of_its_own(store: Store) -> None:
    seen: list[int] = []
    store.transact_many(acts(MANY), progress=seen.append, stopped=bool).result()
    operations = store.waiting(10 * MANY)
    assert [one.n for one in operations] == list(range(1, 2 * MANY + 1))
    assert [one.tx for one in operations] == [n - (n + 1) % 2 for n in range(1, 2 * MANY + 1)]
    assert {one.verb for one in operations} == {Verb.CREATE}
    assert store.queries.unsent_acts() == MANY
    assert seen[-1] == MANY
    store.lists_ready().result()
    assert len(store.queries.search("åsa", MANY)) == MANY


def test_one_that_is_refused_does_not_hold_the_others(store: Store) -> None:
    given = acts(3)
    written(store, given)
    outcomes = {n: Outcome.REFUSED if n in (3, 4) else Outcome.APPLIED for n in range(1, 7)}
    answers = [Answer(n, outcome, seq=n + 10) for n, outcome in outcomes.items()]
    store.apply_answers(answers).result()
    kept = {one.id for one in store.queries.records(Youth)}
    assert kept == {given[at].created[0].id for at in (0, 2)}
    assert len(store.queries.refused()) == 2


def test_a_stop_in_the_middle_leaves_nothing(store: Store) -> None:
    told = iter([False, True])
    with pytest.raises(Stopped):
        written(store, acts(MANY), lambda: next(told))
    assert store.queries.records(Youth) == []
    assert store.queries.unsent() == 0
    assert written(store, acts(2)) == ()
    assert [one.n for one in store.waiting(9)] == [1, 2, 3, 4]


def test_what_may_not_be_kept_is_left_and_told_why(store: Store) -> None:
    wrong = attrs.evolve(make.youth(number=5), given_name="")
    given = [*acts(2), Act((wrong,)), *acts(4)[2:]]
    done = store.transact_many(given, progress=lambda _: None, stopped=bool).result()
    assert (done.acts, done.left, done.refused) == (4, (), {2: ("Fyll i förnamn.",)})
    assert len(store.queries.records(Youth)) == 4
    assert [one.n for one in store.waiting(99)] == list(range(1, 9))


def test_a_kill_before_the_end_leaves_nothing(tmp_path: Path, key: DataKey) -> None:
    with child(WRITING, tmp_path) as (pid, told, heard):
        told.write(key.material.hex() + "\n")
        told.flush()
        while int(heard.readline()) < MANY:
            pass
        os.kill(pid, signal.SIGKILL)
    with Store.open(tmp_path, key, lambda: make.NOW) as store:
        assert [one.identity_number for one in store.queries.records(Youth)] == [make.NUMBERS[MANY]]
        assert [one.n for one in store.waiting(10 * MANY)] == [1]


def test_nobody_is_made_twice(store: Store) -> None:
    store.record(make.youth(number=1)).result()
    assert written(store, [*acts(3), *acts(1)]) == (1, 3)
    numbers = sorted(one.identity_number for one in store.queries.records(Youth))
    assert numbers == sorted(make.NUMBERS[:3])


def test_only_what_stands_empty_is_filled(store: Store) -> None:
    youth = make.youth(phone="070-174 06 05")
    store.record(youth).result()
    filling = Filling(Youth, youth.id, {"phone": "070-174 06 99", "email": "prov@example.se"})
    assert written(store, [Act(filled=(filling,)), Act(filled=(filling,))]) == (1,)
    held = store.queries.record(Youth, youth.id)
    assert held is not None
    assert (held.phone, held.email) == ("070-174 06 05", "prov@example.se")
    (operation,) = store.waiting(9)[1:]
    assert (operation.verb, operation.tx, operation.n) == (Verb.SET, 2, 2)


def test_the_protected_get_no_address(store: Store) -> None:
    youth = make.youth(protection=Protection.PROTECTED)
    store.record(youth).result()
    filling = Filling(Youth, youth.id, {"city": "Exempelås", "address_confirmed": date(2026, 1, 1)})
    assert written(store, [Act(filled=(filling,))]) == (0,)


def test_what_comes_back_from_the_server_makes_no_row_anew(store: Store) -> None:
    """Of an import of 60 000 that would be the same work three times."""
    given = acts(100)
    written(store, given)
    store.lists_ready().result()
    answers = [Answer(n, Outcome.APPLIED, seq=n) for n in range(1, 201)]
    store.apply_answers(answers).result()
    assert not store._read(summary.is_due)
    records = [one for act in given for one in act.created]
    echo = [make.created(one, seq) for seq, one in enumerate(records, 1)]
    store.apply_changes(echo, Cursor(b"e" * 16, 200)).result()
    assert not store._read(summary.is_due)
    news = [make.created(one, seq) for seq, one in enumerate((make.youth(number=200),), 201)]
    store.apply_changes(news, Cursor(b"e" * 16, 201)).result()
    assert len(store.queries.records(Youth)) == 101
