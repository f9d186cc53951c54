"""What is done many at a time comes to the same as one by one, and as the registry says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_core.model import fitting
from kaa_core.model.records import JournalNote, Task, Youth
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.messages import Answer, Outcome, Verb
from kaa_desktop.store import making, rows
from kaa_desktop.store.incoming import Cursor
from kaa_desktop.store.schema import PACKED, to_column
from kaa_desktop.store.store import Store
from tests.unit.store import builders as make

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kaa_desktop.store.database import Connection
    from kaa_desktop.store.keys import DataKey

FIELDS = [(kind.id, field) for kind in REGISTRY for field in kind.fields]
WIRE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.integers(0, 40),
    st.text(max_size=30),
    st.text(alphabet="å", min_size=190, max_size=210),
    st.dates().map(lambda day: day.isoformat()),
    st.binary(min_size=15, max_size=17),
    st.lists(st.binary(min_size=16, max_size=16), max_size=3),
    st.lists(st.integers(0, 5), max_size=3),
)
TABLES = ("outbox", "pending", "shadow", "refused", "r_youth", "r_journal_note", "r_task")


@given(st.sampled_from(FIELDS), WIRE)
def test_what_is_known_to_fit_is_what_the_registry_takes(of: tuple[int, Any], value: Any) -> None:
    kind_id, field = of
    if value is None or not fitting.known(kind_id)[field.id](value):
        return
    field.from_wire(value)  # raises for another form
    assert not isinstance(value, int) or -(2**63) <= value < 2**63


@given(st.sampled_from(FIELDS), WIRE)
def test_what_the_registry_takes_is_known_to_fit(of: tuple[int, Any], value: Any) -> None:
    """Or every such record would go the long way."""
    kind_id, field = of
    try:
        field.from_wire(value)
    except ValueError:
        return
    if value is not None and not (isinstance(value, int) and not -(2**63) <= value < 2**63):
        assert fitting.known(kind_id)[field.id](value)


@given(st.sampled_from(FIELDS), WIRE)
def test_a_column_becomes_the_value_that_the_registry_makes(
    of: tuple[int, Any], value: Any
) -> None:
    kind_id, field = of
    try:
        expected = field.from_wire(value)
    except ValueError:
        return
    [make_it] = [one for name, _, one in making.makers(kind_id) if name == field.name]
    if value is not None:
        column = to_column(field, value) if field.type in PACKED else value
        made = make_it(column)
        assert made == expected
        assert type(made) is type(expected)
        assert field.type in PACKED or hash(made) == hash(expected)


def test_an_id_of_another_length_is_no_id() -> None:
    assert making.uuid_of(b"x" * 16) == UUID(bytes=b"x" * 16)
    with pytest.raises(ValueError, match="16"):
        making.uuid_of(b"x" * 15)


def test_a_kind_that_nobody_knows_has_no_forms_and_takes_no_memory() -> None:
    before = len(fitting._KNOWN)
    assert not fitting.known(2**30)
    assert len(fitting._KNOWN) == before


@pytest.fixture
def pair(tmp_path: Path, key: DataKey) -> list[tuple[Store, Callable[[list[Answer]], None]]]:
    """Two stores with the same work: one is told all answers together, the other one by one."""
    stores = []
    for name in ("together", "alone"):
        folder = tmp_path / name
        folder.mkdir()
        stores.append(Store.create(folder, key, lambda: make.NOW))

    def together(answers: list[Answer]) -> None:
        stores[0].apply_answers(answers).result()

    def alone(answers: list[Answer]) -> None:
        for one in answers:
            stores[1].apply_answers([one]).result()

    return [(stores[0], together), (stores[1], alone)]


def test_answers_together_are_answers_one_by_one(
    pair: list[tuple[Store, Callable[[list[Answer]], None]]],
) -> None:
    youth, other = make.youth(), make.youth(given="Bo")
    task = make.task(youth)
    notes = [make.note(youth, text=f"Anteckning {place}") for place in range(6)]
    made = [*notes[:2], task, *notes[2:]]
    answers = [
        Answer(1, Outcome.APPLIED, 11),
        Answer(2, Outcome.CONVERGED, 5),
        Answer(3, Outcome.REFUSED, code="form"),
        Answer(4, Outcome.APPLIED, 14),
        Answer(5, Outcome.APPLIED, 15),  # a task that is changed by the last operation but one
        Answer(6, Outcome.APPLIED, 16),
        Answer(7, Outcome.APPLIED, 17),
        Answer(8, Outcome.APPLIED, 18),
        Answer(9, Outcome.APPLIED, 19),
        Answer(10, Outcome.APPLIED, 20),
    ]
    held = []
    for store, tell in pair:
        with store:
            store.record(youth).result()
            store.record(other).result()
            for one in made:
                store.record(one).result()
            store.set(Task, task.id, title="En annan").result()
            store.set(Youth, youth.id, phone="070-1740605").result()
            theirs = {make.field_id(Youth, "city"): "Nässjö"}
            kind, packed = REGISTRY.kind(Youth).id, other.id.bytes
            pulled = [  # before the answers came
                make.created(notes[4], 18),
                make.change(30, Verb.SET, kind, packed, theirs, scope=packed),
                make.change(31, Verb.SET, kind, packed, {2: "Bosse"}, scope=packed),
            ]
            store.apply_changes(pulled, Cursor(b"e" * 16, 31)).result()
            tell(answers)
            held.append(store.queries.read(everything))
            assert [one.n for one in store.waiting(20)] == [11]
    assert held[0] == held[1]
    assert [row[0] for row in held[0]["outbox"]] == [11]


def everything(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of the tables that answers touch."""
    return {
        name: connection.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall() for name in TABLES
    }


def test_many_records_are_read_as_each_is(store: Store) -> None:
    youth = make.youth()
    notes = [make.note(youth, text=f"Nummer {place}") for place in range(rows._AT_A_TIME + 3)]
    store.record(youth, *notes).result()
    kind = REGISTRY.kind(JournalNote).id
    wanted = [one.id.bytes for one in notes] + [b"n" * 16]

    def both(connection: Connection) -> None:
        together = rows.load_many(connection, kind, wanted)
        alone = {one: rows.load(connection, kind, one) for one in wanted}
        assert together == {one: state for one, state in alone.items() if state is not None}
        assert len(together) == len(notes)

    store.queries.read(both)


def test_lists_wait_while_more_follows(store: Store) -> None:
    youth = make.youth()
    change = make.created(youth, 1)
    store.apply_changes([change], Cursor(b"e" * 16, 1), more=True).result()
    due = "SELECT count(*) FROM summary_due"
    assert store.queries.read(lambda one: one.execute(due).fetchone()) == (1,)
    store.apply_changes([], Cursor(b"e" * 16, 2)).result()
    store.lists_ready().result()
    assert store.queries.read(lambda one: one.execute(due).fetchone()) == (0,)
