"""What a new file says that the former did not."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from kaa_core.model.enums import RegistrationReason
from kaa_core.model.ids import RecordId
from kaa_core.model.registry import Record
from kaa_core.scb.compare import Differences, Kept, compare, kept, read, stated
from kaa_core.scb.layout import DEFAULT, Column, Layout
from kaa_core.scb.rows import Line, lines_of
from kaa_core.scb.sources import Block
from tests.unit.core.scb.made import HERS, asked, contact, enrolled, measure, new, youth

START = date(2026, 2, 1)
ONE = enrolled(START)


def told(*records: Record) -> list[Line]:
    return lines_of(youth(), records, asked())


def again(lines: list[Line], layout: Layout = DEFAULT) -> list[Line]:
    """As it is kept and read."""
    found = read(kept(lines, layout))
    assert found is not None
    return found


def differences(before: list[Line], now: list[Line], layout: Layout = DEFAULT) -> Differences:
    return compare({HERS: again(before)}, {HERS: now}, layout)


def test_the_same_is_no_change() -> None:
    held = told(ONE, contact(date(2026, 3, 1)), measure(date(2026, 3, 1)))
    assert differences(held, held) == Differences()


def test_which_column_before_and_now() -> None:
    changed = attrs.evolve(ONE, registration_reason=RegistrationReason.MOVED_IN)
    found = differences(told(ONE), told(changed)).changed[HERS]
    assert found.told == [
        (
            "Obligatoriska uppgifter: OrsakInskrivning var har avbrutit gymnasieskolan, "
            "är nu har flyttat till kommunen."
        )
    ]


def test_a_line_more_and_a_line_less() -> None:
    call = contact(date(2026, 3, 1))
    more = differences(told(ONE), told(ONE, call)).changed[HERS]
    assert more.told == ["Kontakt med individen: ny rad, 2026-03-01, telefon, nådd."]
    less = differences(told(ONE, call), told(ONE)).changed[HERS]
    assert less.told == ["Kontakt med individen: raden är borta, 2026-03-01, telefon, nådd."]
    moved = differences(
        told(ONE, call), told(ONE, attrs.evolve(call, occurred_on=date(2026, 3, 2)))
    )
    assert moved.changed[HERS].told == [
        "Kontakt med individen: Kontaktdatum var 2026-03-01, är nu 2026-03-02."
    ]


def test_new_and_gone_youths() -> None:
    other = new(7)
    found = compare({other: again(told(ONE))}, {HERS: told(ONE)}, DEFAULT)
    assert (found.new, found.gone, found.number) == ((HERS,), (other,), 2)


def test_other_codes_and_columns_are_nobodys_change() -> None:
    columns = (*DEFAULT.blocks[Block.MANDATORY][:-1], Column("Fornamn", "given_name"))
    made = attrs.evolve(
        DEFAULT,
        blocks=dict(DEFAULT.blocks) | {Block.MANDATORY: columns},
        codes=dict(DEFAULT.codes) | {"registration_reason": {2: "B"}},
    )
    found = compare({HERS: again(told(ONE))}, {HERS: told(ONE)}, made)
    assert not found.changed
    assert found.columns_added == ("Obligatoriska uppgifter: Fornamn",)
    assert found.columns_gone == ("Obligatoriska uppgifter: Sysselsättning vid halvårets slut",)


def test_no_more_is_kept_than_stood_in_the_file() -> None:
    packed = repr(kept(told(ONE), DEFAULT))
    assert "Alva" not in packed


NONSENSE = st.recursive(
    st.none() | st.integers() | st.text(max_size=4) | st.binary(max_size=20),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=4), one, max_size=2),
    max_leaves=6,
)


@given(NONSENSE)
def test_nonsense_never_raises(nonsense: Any) -> None:
    read(nonsense)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.booleans()), max_size=12))
def test_what_was_said_last_of_each_up_to_a_file(said: list[tuple[int, int, bool]]) -> None:
    """Against telling it whole each time."""
    order = [RecordId(uuid.UUID(int=1000 + at)) for at in range(4)]
    said.sort(key=lambda one: one[0])
    entries = [
        Kept(
            id=new(at),
            youth=new(100 + youth_),
            delivery=order[file],
            lines=[Line(Block.MANDATORY, new(at), {})] if there else None,
        )
        for at, (file, youth_, there) in enumerate(said)
    ]
    for last in range(4):
        whole: dict[RecordId, Any] = {}
        for one in entries:
            if one.delivery in order[: last + 1]:
                whole[one.youth] = one.lines
        expected = {who: lines for who, lines in whole.items() if lines is not None}
        assert stated(reversed(entries), order[: last + 1]) == expected
