"""Reports: what each holds, what it says in words, and that nothing small gets out by any of its ways."""

from __future__ import annotations

import uuid
from datetime import date

import attrs
import pytest

from kaa_core.model.enums import Indicator
from kaa_core.model.ids import RecordId
from kaa_core.model.records import OrganisationGoal
from kaa_core.rules.calendar import in_words
from kaa_core.statistics.answers import Answer
from kaa_core.statistics.catalogue import BY_KEY, KOMPASSEN, TABELL_1
from kaa_core.statistics.reports import (
    KINDS,
    Asked,
    Period,
    Report,
    build,
    figures_of,
    former,
    period,
)
from kaa_core.statistics.reports.kinds import BOARD_QUARTER, BOARD_YEAR, OVERVIEW, UNIT, Kind, Span
from kaa_core.statistics.values import Cell, Unit, single
from tests.unit.core.towns import ON, town
from tests.unit.core.towns import figures_of as counted

OF = Period(start=date(2026, 8, 1), end=ON)
BEFORE = former(OF)


def answers(size: int, of: Period, kind: Kind = BOARD_YEAR) -> dict[str, Answer]:
    held = {one.figure: one for one in counted(town(size), of.end, of.start)}
    return {key: held[key] for key in figures_of(kind)}


def asked(kind: Kind = BOARD_YEAR, **more: object) -> Asked:
    given = {"kind": kind, "municipality": "Exempelby", "of": OF, "against": BEFORE, **more}
    return Asked(**given)  # type: ignore[arg-type]


def report(size: int, kind: Kind = BOARD_YEAR, **more: object) -> Report:
    goals = more.pop("goals", ())
    made = asked(kind, **more)
    return build(made, answers(size, OF, kind), answers(size, BEFORE, kind), goals)  # type: ignore[arg-type]


def goal(indicator: Indicator, **more: object) -> OrganisationGoal:
    made: dict = {"id": RecordId(uuid.UUID(int=1)), "title": "Målet", "start": OF.start}
    return OrganisationGoal(indicator=indicator, **(made | more))


# --- what they hold


def test_every_report_asks_only_for_figures_that_are() -> None:
    for kind in KINDS:
        assert set(kind.figures) <= set(BY_KEY)
        assert len(kind.figures) == sum(len(part.figures) for part in kind.parts)


def test_the_board_gets_tabell_1_and_kompassen() -> None:
    left_out = {"age_group_by_year", "not_introductory"}  # variants of two that are there
    wanted = {one.key for one in (*TABELL_1, *KOMPASSEN)} - left_out
    assert wanted <= set(BOARD_YEAR.figures)


def test_nobody_is_named_in_what_goes_to_politicians() -> None:
    for kind in KINDS:
        if kind is not UNIT:
            assert not {"caseload", "minutes"} & set(kind.figures)


@pytest.mark.parametrize(
    ("span", "on", "start"),
    [
        (Span.SCHOOL_YEAR, date(2026, 11, 24), date(2026, 8, 1)),
        (Span.SCHOOL_YEAR, date(2026, 7, 31), date(2025, 8, 1)),
        (Span.QUARTER, date(2026, 11, 24), date(2026, 10, 1)),
        (Span.QUARTER, date(2026, 3, 31), date(2026, 1, 1)),
    ],
)
def test_a_period_begins_with_its_school_year_or_quarter(span: Span, on: date, start: date) -> None:
    assert period(span, on) == Period(start=start, end=on)


def test_the_period_before_is_the_same_days_a_year_earlier_and_month_ends_stay() -> None:
    assert former(OF) == Period(start=date(2025, 8, 1), end=date(2025, 11, 24))
    february = Period(start=date(2024, 1, 1), end=date(2024, 2, 29))
    assert february.earlier(12).end == date(2023, 2, 28)
    assert Period(start=date(2023, 1, 1), end=date(2023, 2, 28)).earlier(-12).end == date(
        2024, 2, 29
    )


# --- what they say


def test_the_summary_says_the_figures_and_how_they_moved() -> None:
    made = report(2000)
    now, then = answers(2000, OF), answers(2000, BEFORE)
    enrolled = now["enrolled"].table.cell.count or 0
    difference = enrolled - (then["enrolled"].table.cell.count or 0)
    said = next(one for one in made.summary if "Inskrivna i verksamheten" in one)
    assert said == (
        f"Inskrivna i verksamheten: {enrolled} ungdomar. "
        f"Det är {difference} fler än 24 november 2025."
    )


def test_a_change_between_two_definitions_is_not_said_as_a_change() -> None:
    now, then = answers(2000, OF), answers(2000, BEFORE)
    then["target_group"] = attrs.evolve(then["target_group"], definition="2015")
    made = build(asked(), now, then)
    said = next(one for one in made.summary if "omfattades" in one)
    assert "fler" not in said
    assert "färre" not in said
    assert any("blandar två definitioner" in one for one in made.notes)


def test_a_persons_own_words_stand_in_their_section() -> None:
    made = report(
        2000,
        texts={"summary": "Vi ser en förändring.\n\nDen är tydlig.", "reach": "Så nådde vi fler."},
    )
    assert made.own == ("Vi ser en förändring.", "Den är tydlig.")
    assert {one.key: one.own for one in made.sections}["reach"] == ("Så nådde vi fler.",)


def test_every_figure_that_is_shown_is_defined() -> None:
    made = report(2000)
    names = [one.name for one in made.definitions]
    assert names == [BY_KEY[key].name for key in BOARD_YEAR.figures]
    assert "Lydelsen från den 1 juli 2018" in next(
        one.about for one in made.definitions if one.name == "Ungdomar i målgruppen"
    )


def test_a_goal_has_its_outcome_and_whether_it_is_reached() -> None:
    goals = [
        goal(Indicator.NOT_REACHED, target_count=10_000),
        goal(Indicator.CONTACT_IN_FOUR_WEEKS, target=100, owner="Enhetschefen"),
    ]
    made = report(2000, goals=goals)
    assert [one.verdict for one in made.goals] == ["Nått", "Inte nått"]
    assert made.goals[0].aim == "högst 10\N{NO-BREAK SPACE}000"
    assert made.goals[1].owner == "Enhetschefen"
    assert "1 av 2 mål är nådda." in made.summary


def test_the_summary_counts_every_goal_in_the_table_and_says_what_lacks() -> None:
    """1 of 4 above a table of seven; 1 468 of 1 547 was "95 %" that did not reach 95."""
    now = answers(2000, OF, BOARD_QUARTER)
    part = Cell(count=1468, whole=1547, persons=1468, others=79)
    now["occupied"] = attrs.evolve(now["age_group"], figure="occupied", table=single("x", part))
    lacks = single("Utfall", Cell(count=None, whole=9), Unit.KRONOR, ("Utfallet är inte inlagt.",))
    now["budget"] = attrs.evolve(now["budget"], table=lacks)
    goals = [
        goal(Indicator.NOT_REACHED, target_count=10_000),
        goal(Indicator.OCCUPIED, target=95),
        goal(Indicator.IN_BUDGET, target=100),
        goal(Indicator.TARGET_GROUP),
    ]
    made = build(asked(BOARD_QUARTER, shown=True, reason="Nej"), now, None, goals)
    assert "1 av 4 mål är nådda. 2 går inte att bedöma än." in made.summary
    assert (
        made.goals[1].outcome
        == "94,9\N{NO-BREAK SPACE}% (1\N{NO-BREAK SPACE}468 av 1\N{NO-BREAK SPACE}547)"
    )
    assert made.goals[2].state == "Går inte att bedöma än. Utfallet är inte inlagt."
    assert made.goals[3].state == "Går inte att bedöma än. Målet har inget målvärde."
    assert "Inom budgetram: Utfallet är inte inlagt." in words_of(made)


def test_the_definition_stands_under_the_first_table_and_at_the_head() -> None:
    made = report(2000, BOARD_YEAR)
    law = "Lydelsen från den 1 juli 2018, utan introduktionsprogram i målgruppen."
    assert dict(made.facts)["Målgruppen"] == law
    told = f"Målgruppen den {in_words(BEFORE.end)} och {in_words(OF.end)} är räknad så här: {law}"
    assert [one.law for one in made.sections] == [told, "", "", "", ""]
    then = answers(2000, BEFORE)
    old = {key: attrs.evolve(one, definition="2015") for key, one in then.items()}
    both = build(asked(), answers(2000, OF), old).sections[0].law
    assert both.startswith("Målgruppen är räknad på olika sätt. 24 november 2025: Lydelsen före")


# --- what they do not say


def words_of(made: Report) -> str:
    parts = [*made.summary, *(one.outcome for one in made.goals)]
    for section in made.sections:
        parts += section.sentences
        parts += [f"{line.label} {line.change_words}" for line in section.lines if line.change]
    return " ".join(parts)


def test_a_hidden_number_is_in_no_word_no_goal_and_no_change() -> None:
    now, then = answers(2000, OF, OVERVIEW), answers(2000, BEFORE, OVERVIEW)
    few = Cell(count=3, whole=3456, persons=3, others=3453)
    now["not_reached"] = attrs.evolve(now["not_reached"], table=single("Ej nådda", few))
    goals = [goal(Indicator.NOT_REACHED, target_count=4)]
    made = build(asked(OVERVIEW, shown=True, reason="Nej"), now, then, goals)
    said = words_of(made)
    assert "3 av 3" not in said
    assert "Ej nådda: talet är dolt." in said
    assert made.goals[0].outcome == "dolt"
    assert made.goals[0].verdict == "Visas inte"
    assert made.hides
    assert any("färre än fem" in value for label, value in made.facts if label == "Små tal")


def test_small_numbers_are_shown_only_where_a_person_decided_and_the_report_says_why() -> None:
    now = answers(60, OF, BOARD_QUARTER)
    hidden = build(asked(BOARD_QUARTER), now)
    shown = build(asked(BOARD_QUARTER, shown=True, reason="Nämnden har begärt det."), now)
    assert hidden.hides
    assert not shown.hides
    assert ("Små tal", "Visas. Skäl: Nämnden har begärt det.") in shown.facts
    assert build(asked(OVERVIEW, shown=True, reason="x"), answers(60, OF, OVERVIEW)).hides


def test_a_small_town_of_any_size_can_be_reported() -> None:
    for size in (0, 1, 7, 200):
        for kind in KINDS:
            made = report(size, kind)
            assert len(made.sections) == len(kind.parts)
