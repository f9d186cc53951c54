"""What two versions of a kartläggning say differently, and what is missing of one."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import attrs
from hypothesis import given
from hypothesis import strategies as st

from kaa_core.model.casework import Assessment
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.rules.assessing import ALL, How, compare, in_order, in_words, missing

YOUTH = YouthId(RecordId(UUID(int=1)))
TEXTS = st.fixed_dictionaries({name: st.none() | st.text(max_size=80) for name in ALL})


def written(number: int = 2, entered: datetime | None = None, **texts: Any) -> Assessment:
    """A kartläggning with these texts."""
    return Assessment(
        id=RecordId(UUID(int=number)),
        youth=YOUTH,
        started_on=date(2026, 11, 2),
        entered_at=entered,
        **texts,
    )


def test_each_part_says_how_it_differs_and_which_sentences_do() -> None:
    """New, changed, taken away, the same; what is empty in both is not told."""
    before = written(needs="Kort dag. Tyst rum.", wishes="Bygg.", worked="Slöjden.")
    after = written(3, needs="Kort dag. Egen plats.", worked="Slöjden.", conditions="Buss finns.")
    told = {one.field: one for one in compare(before, after)}
    assert {name: one.how for name, one in told.items()} == {
        "conditions": How.NEW,
        "needs": How.CHANGED,
        "wishes": How.TAKEN_AWAY,
        "worked": How.SAME,
    }
    assert [(one.text, one.other) for one in told["needs"].before] == [
        ("Kort dag.", False),
        ("Tyst rum.", True),
    ]
    assert [one.text for one in told["needs"].after if one.other] == ["Egen plats."]
    said = in_words(compare(before, after))
    assert said == "Ändrat: behov. Nytt: förutsättningar. Borttaget: önskemål."


def test_what_is_missing_is_of_the_three_parts_alone() -> None:
    """Förutsättningar, behov och önskemål (003 s. 14–15); white space is nothing."""
    assert missing(written(needs=" ", worked="Slöjden.")) == (
        "Förutsättningar",
        "Behov",
        "Önskemål",
    )
    assert missing(written(conditions="a", needs="b", wishes="c")) == ()


def test_what_is_being_written_comes_after_what_is_entered() -> None:
    """Also when it was begun before."""
    entered = written(9, datetime(2026, 11, 20, tzinfo=UTC))
    assert [one.id.int for one in in_order([written(2), entered])] == [9, 2]
    upon = attrs.evolve(entered, id=RecordId(UUID(int=3)), replaces=entered.id)
    assert [one.id.int for one in in_order([upon, entered])] == [9, 3]  # in the same moment


@given(TEXTS, TEXTS)
def test_a_version_differs_from_itself_in_nothing(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    """And whatever differs is said, in at most the characters the record holds."""
    first, second = written(**one), written(3, **other)
    assert in_words(compare(first, first)) == ""
    differs = any((one[n] or "").split() != (other[n] or "").split() for n in ALL)
    said = in_words(compare(first, second))
    assert bool(said) == differs
    assert len(said) <= 500
