"""The report as paper: everybody can read it, every drawing stands by its table, nothing hidden is in it."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
import pytest

from kaa_core.model.enums import Indicator
from kaa_core.statistics.catalogue import BY_KEY
from kaa_core.statistics.reports import Report
from kaa_core.statistics.reports.kinds import BOARD_YEAR, UNIT
from kaa_core.statistics.values import Row
from kaa_desktop.documents.report import report_pdf
from tests.pdf import assert_accessible, roles, text_of
from tests.unit.core.test_reports import goal, report

MADE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def board() -> Report:
    goals = [goal(Indicator.NOT_REACHED, target_count=30, title="Högst 30 ej nådda")]
    return report(1500, BOARD_YEAR, goals=goals, texts={"reach": "Vi började tidigare i år."})


@pytest.fixture(scope="module")
def paper(board: Report) -> bytes:
    return report_pdf(board, MADE)


def test_everybody_can_read_it(board: Report, paper: bytes) -> None:
    assert_accessible(paper, title=board.title)
    assert len(paper) < 600_000


def test_it_says_what_the_report_says_with_the_definitions_last(
    board: Report, paper: bytes
) -> None:
    text = text_of(paper)
    plain = text.replace(" ", "")
    for said in (board.title, "Exempelby", "Högst 30 ej nådda", "Vi började tidigare i år."):
        assert said.replace(" ", "") in plain
    for section in board.sections:
        assert section.heading.replace(" ", "") in plain
    assert plain.rindex("Såräknastalen") > plain.rindex("Arbetet")
    assert BY_KEY["budget"].says[:20].replace(" ", "") in plain


def test_each_drawing_stands_by_a_table(board: Report, paper: bytes) -> None:
    found = [one for one in roles(paper) if one in ("Figure", "Table", "H3")]
    blocks = sum(len(one.blocks) for one in board.sections)
    assert found.count("H3") == blocks
    assert found.count("Table") >= blocks + len(board.sections)
    assert found.count("Figure") >= blocks - 2  # what has nothing to show is not drawn


def test_the_same_report_gives_the_same_bytes(board: Report, paper: bytes) -> None:
    assert report_pdf(board, MADE) == paper


def test_what_somebody_has_typed_does_not_stop_the_paper() -> None:
    made = report(200, UNIT, texts={"summary": "Bra jobbat \N{GRINNING FACE} " + "x" * 200})
    section = next(one for one in made.sections if one.key == "work")
    load = next(one for one in section.blocks if one.figure == "caseload")
    odd = tuple(
        attrs.evolve(row, label=f"\N{GRINNING FACE} <b>&{row.label}") for row in load.table.rows
    )
    assert isinstance(odd[0], Row)
    table = attrs.evolve(load.table, rows=odd)
    blocks = tuple(attrs.evolve(one, table=table) if one is load else one for one in section.blocks)
    sections = tuple(
        attrs.evolve(one, blocks=blocks) if one is section else one for one in made.sections
    )
    pdf = report_pdf(attrs.evolve(made, sections=sections), MADE)
    assert_accessible(pdf, title=made.title)
    assert "U+1F600" in text_of(pdf)
