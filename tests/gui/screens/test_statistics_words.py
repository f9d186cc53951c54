"""What is said beside a number: of when, by which definition, from what, of whom."""

from __future__ import annotations

from datetime import UTC, date, datetime

import attrs
import pytest

from kaa_core.model.enums import RegistrationReason
from kaa_core.statistics.answers import Answer, Origin
from kaa_core.statistics.catalogue import BY_KEY, FIGURES
from kaa_core.statistics.day import Filter, Outside, Sex
from kaa_core.statistics.figures import group, situation
from kaa_core.statistics.values import Cell, Shape, Unit, single
from kaa_desktop.app.statistics_views import Choices, Given, Question
from kaa_desktop.gui.screens.statistics_months import by_month, month_ends
from kaa_desktop.gui.screens.statistics_words import (
    SOURCES,
    filter_words,
    first_sentence,
    head_of,
    origin_words,
    sources_words,
    summary,
    warning_words,
    written,
)
from tests.fixtures.drawn import AGES, SITUATION

ON = date(2018, 9, 30)
ANSWER = Answer(
    figure=group.TARGET_GROUP.key,
    table=single("I målgruppen", Cell(count=410)),
    as_of=ON,
    start=date(2018, 8, 1),
    definition="2015",
    version=1,
)
GIVEN = Given(
    question=Question(as_of=ON, figures=()), answers={}, held="Hela kommunens register.", whole=True
)


def test_another_definition_than_the_laws_of_the_day_is_warned_of() -> None:
    """000 Tabell 4: the 410 of 2018-09-30 is counted by the one that had ceased three months before."""
    assert "en annan definition än den som gällde 30 september 2018" in warning_words(
        group.TARGET_GROUP, ANSWER
    )
    assert warning_words(group.TARGET_GROUP, attrs.evolve(ANSWER, definition="2018")) == ""
    assert warning_words(group.ENROLLED, ANSWER) == "", "it depends on no definition"


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        (Origin.COUNTED, "Räknat från registret på den här datorn. Hela kommunens register."),
        (Origin.STORED, "Lagrat tal, räknat 1 oktober 2018 när alla som räknas fanns kvar"),
        (Origin.SERVER, "Hela kommunens register."),
    ],
)
def test_a_number_says_from_what_it_is(origin: Origin, words: str) -> None:
    stored = datetime(2018, 10, 1, 2, tzinfo=UTC)
    answer = attrs.evolve(ANSWER, origin=origin, stored_at=stored)
    assert origin_words(answer, GIVEN).startswith(words)


def test_every_figure_has_words_for_what_it_follows_from_and_is_told_in_short() -> None:
    for figure in FIGURES:
        assert not set(sources_words(figure).split(", ")) - set(SOURCES.values()), figure.key
        assert head_of(figure) or figure.shape is Shape.NUMBER, figure.key
        short = first_sentence(figure.says)
        assert short.endswith(".")
        assert "kap.." not in short
    assert first_sentence(group.TARGET_GROUP.says).endswith("den definition som anges.")


def test_a_figure_in_a_list_tells_most_about_itself() -> None:
    assert summary(situation.BY_AGE, AGES) == ("100", "Insats 38, Utan insats 17, Okänd 45")
    assert summary(situation.SITUATION, SITUATION) == (
        "695",
        "Insats 190, Okänd sysselsättning 354, Utan insats 151",
    )
    missed = single("Ej nådda", Cell(count=45, whole=100))
    assert summary(group.NOT_REACHED, missed) == ("45", "45\N{NO-BREAK SPACE}% av 100")
    told = written(group.NOT_REACHED, missed)
    assert [one.label for one in told.columns] == ["Antal", "Av", "Andel"]
    assert [one.unit for one in told.columns] == [Unit.PERSONS, Unit.PERSONS, Unit.SHARE]


def test_conditions_are_told_in_words() -> None:
    choices = Choices(units={b"n": "Norr"}, workers={}, schools=(), programmes=())
    only = Filter(
        units=frozenset({b"n", b""}),
        ages=frozenset({17}),
        sexes=frozenset({Sex.WOMAN}),
        reasons=frozenset({int(RegistrationReason.MOVED_IN)}),
        outside=frozenset({Outside.LONGER}),
    )
    told = filter_words(only, choices)
    assert told[:3] == ["enhet Ingen enhet eller Norr", "ålder 17 år", "kön Kvinna"]
    assert told[-1] == "tid utanför Minst ett år"
    assert len(told) == 5
    assert filter_words(Filter(), None) == []


def test_a_year_by_month_ends_on_the_day_itself() -> None:
    days = month_ends(date(2026, 8, 1), date(2026, 11, 24))
    assert days == (
        date(2026, 8, 31),
        date(2026, 9, 30),
        date(2026, 10, 31),
        date(2026, 11, 24),
    )
    assert month_ends(date(2026, 12, 1), date(2027, 1, 31))[0] == date(2026, 12, 31)
    ages = [attrs.evolve(ANSWER, figure=situation.BY_AGE.key, table=AGES, as_of=on) for on in days]
    table = by_month(BY_KEY[situation.BY_AGE.key], ages)
    assert [one.label for one in table.columns] == ["Insats", "Utan insats", "Okänd"]
    assert [cell.count for cell in table.rows[-1].cells] == [38, 17, 45]
    assert [row.label for row in table.rows] == ["aug 2026", "sep 2026", "okt 2026", "nov 2026"]
