"""Of the protected no delivery lays in another place, whatever order the files come in, and none stays."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from kaa_core.imports.sources.facts import NOBODY
from kaa_core.model.enums import Protection, ResidenceKind
from kaa_core.model.facts import Residence
from kaa_core.rules.protection import ELSEWHERE
from tests.unit.imports.sources.register import HOME, Register
from tests.unit.imports.sources.test_applying import (
    EXTENS,
    FIRST,
    FOLK,
    LATER,
    A,
    one,
    sent,
    studies,
)


def lived(where: str, since: date) -> Residence:
    return Residence(
        id=NOBODY,
        youth=NOBODY,
        kind=ResidenceKind.REGISTERED,
        start=since,
        municipality=where,
        from_abroad=False,
    )


HERE, AWAY = lived(HOME, date(2020, 1, 1)), lived("1480", date(2026, 9, 1))


def places(register: Register) -> set[str | None]:
    return {one.municipality for one in register.facts.values() if isinstance(one, Residence)}


def test_who_is_protected_lives_here_or_elsewhere_and_the_next_delivery_says_nothing_new() -> None:
    register = Register()
    register.lay_in(sent(FIRST, one(A, HERE), **FOLK))
    protected = one(A, HERE, AWAY, protection=Protection.PROTECTED)
    register.lay_in(sent(LATER, protected, **FOLK))
    assert places(register) == {HOME, ELSEWHERE}
    again = register.lay_in(sent(LATER, protected, **FOLK))
    assert (again.counts.changed, again.counts.facts_changed) == (0, 0)


def test_what_was_known_of_her_goes_when_she_is_protected_also_another_sources_word() -> None:
    register = Register()
    register.lay_in(sent(FIRST, one(A, HERE), **EXTENS))
    register.lay_in(sent(FIRST, one(A, HERE, AWAY), **EXTENS))
    assert places(register) == {HOME, "1480"}
    done = register.lay_in(sent(LATER, one(A, protection=Protection.PROTECTED), **FOLK))
    assert places(register) == {HOME, ELSEWHERE}
    assert all(
        one.from_abroad is None for one in register.facts.values() if isinstance(one, Residence)
    )
    assert done.counts.protection_raised == 1


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_no_order_of_the_same_days_files_says_where_she_is(order: tuple[int, ...]) -> None:
    register = Register()
    register.lay_in(sent(FIRST, one(A, HERE), **FOLK))
    files = (
        sent(LATER, one(A, AWAY), **FOLK),
        sent(LATER, one(A, protection=Protection.PROTECTED), **FOLK),
        sent(LATER, one(A, studies(), AWAY), **EXTENS),
    )
    for at in order:
        register.lay_in(files[at])
    assert "1480" not in places(register)


def test_who_comes_in_protected_comes_in_so() -> None:
    register = Register()
    earlier = lived("1480", date(2012, 1, 1))
    register.lay_in(sent(FIRST, one(A, earlier, HERE, protection=Protection.PROTECTED), **FOLK))
    assert places(register) == {HOME, ELSEWHERE}


def test_of_the_others_all_is_kept() -> None:
    register = Register()
    warned = Protection.CONFIDENTIAL
    for told in ((HERE,), (HERE, AWAY)):
        register.lay_in(sent(FIRST, one(A, *told, protection=warned), **FOLK))
    assert places(register) == {HOME, "1480"}
