"""Which entries may be one person, and which may not."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_core.model.enums import LinkState
from kaa_core.model.facts import YouthLink
from kaa_core.model.identity import check_digit, synthetic_number
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.rules.same_person import LARGEST_GROUP, Alike, Entry, pairs

BORN = date(2008, 3, 5)


def number(serial: int = 901, *, born: date = BORN) -> str:
    return synthetic_number(born, serial)


def coordination(serial: int = 901, *, born: date = BORN) -> str:
    nine = f"{born:%y%m}{born.day + 60:02d}{serial:03d}"
    return f"{born.year // 100}{nine}{(check_digit(nine) + 5) % 10}"


def entry(
    place: int, identity: str, given_name: str = "Alva", family_name: str = "Exempel"
) -> Entry:
    return Entry(RecordId(uuid.UUID(int=place)), identity, given_name, family_name)


def found(*entries: Entry) -> list[tuple[int, int, Alike]]:
    return [(one.keep.int, one.other.int, one.alike) for one in pairs(entries)]


def test_the_same_number_twice_is_proposed_whatever_the_names() -> None:
    two = entry(2, number(), "Noor", "Provsson")
    assert found(entry(1, number()), two) == [(1, 2, Alike.NUMBER)]


def test_a_coordination_number_that_became_a_personal_number() -> None:
    """The one with the personnummer is kept, though she was entered later."""
    assert found(entry(1, coordination()), entry(2, number(777))) == [(2, 1, Alike.BECAME)]


def test_two_coordination_numbers_of_one_name_and_birth_date() -> None:
    one, two = entry(1, coordination(11)), entry(2, coordination(12), "ALVA", "exempel")
    assert found(one, two) == [(1, 2, Alike.COORDINATION)]


def test_twins_are_two_persons() -> None:
    assert found(entry(1, number(11), "Alva"), entry(2, number(12), "Alma")) == []


def test_two_personal_numbers_are_two_persons_though_name_and_birth_date_are_the_same() -> None:
    assert found(entry(1, number(11)), entry(2, number(12))) == []


def test_names_are_compared_without_accents_hyphens_and_order() -> None:
    one = entry(1, coordination(), "José-Luis", "García")
    assert found(one, entry(2, number(), "Garcia", "Jose Luis")) == [(2, 1, Alike.BECAME)]
    # But å, ä and ö are letters of their own.
    assert found(entry(1, coordination(), "Åsa"), entry(2, number(), "Asa")) == []


def test_another_birth_date_is_another_person() -> None:
    other = number(born=date(2008, 3, 6))
    assert found(entry(1, coordination()), entry(2, other)) == []


def test_a_number_that_cannot_be_read_is_alike_only_to_itself() -> None:
    assert found(entry(1, "hej"), entry(2, coordination())) == []
    assert found(entry(1, "hej"), entry(2, "hej")) == [(1, 2, Alike.NUMBER)]


def test_what_somebody_has_decided_is_not_asked_again_whichever_was_kept() -> None:
    entries = [entry(1, number()), entry(2, number())]
    link = YouthLink(
        id=RecordId(uuid.UUID(int=9)),
        youth=YouthId(entries[1].id),
        other=YouthId(entries[0].id),
        state=LinkState.DIFFERENT,
    )
    assert pairs(entries, [link]) == ()


@pytest.mark.parametrize("state", list(LinkState))
def test_what_is_decided_of_one_holds_for_whoever_is_the_same(state: LinkState) -> None:
    first, second, third = (entry(place, number()) for place in (1, 2, 3))
    same = YouthLink(
        id=RecordId(uuid.UUID(int=8)),
        youth=YouthId(first.id),
        other=YouthId(second.id),
        state=LinkState.SAME,
    )
    assert len(pairs([first, second, third], [same])) == 1, "one question about two persons"
    decided = YouthLink(
        id=RecordId(uuid.UUID(int=9)),
        youth=YouthId(third.id),
        other=YouthId(second.id),
        state=state,
    )
    assert pairs([first, second, third], [same, decided]) == ()
    assert pairs([first, second, third], [decided, same]) == ()


def test_very_many_alike_do_not_make_a_pair_of_each_two() -> None:
    many = [entry(place, number()) for place in range(1, 2000)]
    assert len(pairs(many)) == len(many) - 1
    few = many[:LARGEST_GROUP]
    assert len(pairs(few)) == LARGEST_GROUP * (LARGEST_GROUP - 1) // 2


ENTRIES = st.lists(
    st.tuples(
        st.sampled_from([number(1), number(2), coordination(1), coordination(2), "hej"]),
        st.sampled_from(["Alva", "alva", "Bo"]),
    ),
    max_size=8,
)


@given(ENTRIES, st.randoms())
def test_the_order_of_entries_changes_nothing(held: list[tuple[str, str]], chance: object) -> None:
    entries = [entry(place, one, name) for place, (one, name) in enumerate(held, start=1)]
    mixed = list(entries)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert pairs(mixed) == pairs(entries)
