"""Figures as a spreadsheet: read back by another program's hand, number by number."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from kaa_core.statistics.answers import Answer
from kaa_core.statistics.catalogue import BY_KEY
from kaa_core.statistics.charts.said import HIDDEN
from kaa_core.statistics.comparing import Side, compare
from kaa_core.statistics.suppression import suppressed_all
from kaa_core.statistics.values import Section
from kaa_core.statistics.workbook import Lines, apart, flat, workbook
from tests.unit.core.towns import ON, SCHOOLS, figures_of, town

MADE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
BEFORE = date(2025, 11, 24)


@pytest.fixture(scope="module")
def answers() -> tuple[Answer, ...]:
    return figures_of(town(1200))


@pytest.fixture(scope="module")
def book(answers: tuple[Answer, ...]) -> bytes:
    return made(answers)


def made(answers: tuple[Answer, ...]) -> bytes:
    then = figures_of(town(1200), BEFORE)
    sides = [
        Side(as_of=on, answers={one.figure: one for one in held})
        for on, held in ((BEFORE, then), (ON, answers))
    ]
    return workbook(
        "Nämndens uppföljning",
        answers,
        made=MADE,
        facts=[("Kommun", "=1+1"), ("Avser", "24 november 2026")],
        comparison=compare(sides, ["enrolled", "not_reached"]),
        lines=[Lines(name="Mål", heads=("Mål", "Utfall"), rows=(("@mål", 3), ("+x", 0.5)))],
    )


def rows_of(content: bytes, name: str) -> list[list[Any]]:
    return CalamineWorkbook.from_object(io.BytesIO(content)).get_sheet_by_name(name).to_python()


def test_every_number_is_read_back_as_it_was(answers: tuple[Answer, ...], book: bytes) -> None:
    assert_read_back(answers, lambda name: rows_of(book, name))


def assert_read_back(answers: tuple[Answer, ...], sheet: Any) -> None:
    compared = 0
    for section in Section:
        held = sheet(section.value)
        names = {row[0]: at for at, row in reversed(list(enumerate(held))) if row}
        for one in answers:
            figure = BY_KEY[one.figure]
            if figure.section is not section or not one.table.rows:
                continue
            _, rows = flat(one.table)
            top = names[figure.name] + 3 + len(one.table.remarks)
            for at, row in enumerate(rows):
                found = held[top + at][: len(row)]
                assert found[0] == row[0], figure.key
                for was, now in zip(row[1:], found[1:], strict=True):
                    assert now == (pytest.approx(was) if isinstance(was, int | float) else was)
                    compared += isinstance(was, int | float)
    assert compared > 200


def test_hidden_numbers_are_words_and_nowhere_in_the_file(answers: tuple[Answer, ...]) -> None:
    few = suppressed_all(figures_of(town(30)))
    book = made(few)
    assert_read_back_hidden(few, book)
    with zipfile.ZipFile(io.BytesIO(book)) as file:
        assert HIDDEN in file.read("xl/sharedStrings.xml").decode()


def assert_read_back_hidden(few: tuple[Answer, ...], book: bytes) -> None:
    one = next(each for each in few if each.figure == "enrolled")
    assert one.table.cell.hidden
    rows = rows_of(book, Section.GROUP.value)
    at = next(at for at, row in enumerate(rows) if row[0] == BY_KEY["enrolled"].name)
    assert rows[at + 3][1] == HIDDEN


def test_no_word_is_reckoned_or_opened(book: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(book)) as file:
        for name in file.namelist():
            text = file.read(name).decode("utf-8", "replace")
            if name.startswith("xl/worksheets/sheet"):
                assert "<f>" not in text
                assert "<hyperlink" not in text
            if name.endswith(".rels"):
                assert "External" not in text
    words = [str(one) for row in rows_of(book, Section.SCHOOL.value) for one in row]
    assert all(one.strip() in [word.strip() for word in words] for one in SCHOOLS)
    assert rows_of(book, "Om")[2] == ["Kommun", "=1+1"]


def test_charts_are_native_and_say_what_they_show(book: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(book)) as file:
        charts = [one for one in file.namelist() if re.match(r"xl/charts/chart\d+\.xml", one)]
        drawings = [one for one in file.namelist() if re.match(r"xl/drawings/drawing\d+\.xml", one)]
        frames = [
            part
            for one in drawings
            for part in re.findall(r"<xdr:cNvPr[^>]*>", file.read(one).decode())
        ]
        tables = [one for one in file.namelist() if one.startswith("xl/tables/")]
        sheets = [one for one in file.namelist() if one.startswith("xl/worksheets/sheet")]
        frozen = sum(b"<pane " in file.read(one) for one in sheets)
    assert len(charts) >= 8
    assert len(frames) == len(charts)
    assert all(' descr="' in one for one in frames)
    assert len(tables) > len(charts)
    assert frozen == len(sheets) - 1  # the first has nothing to scroll


def test_every_figure_is_defined_on_the_last_sheet(
    answers: tuple[Answer, ...], book: bytes
) -> None:
    assert CalamineWorkbook.from_object(io.BytesIO(book)).sheet_names[-1] == "Definitioner"
    held = {row[0]: row for row in rows_of(book, "Definitioner")}
    for one in answers:
        figure = BY_KEY[one.figure]
        row = held[figure.name]
        assert row[1] == figure.says
        assert row[2] == figure.version
        assert row[5] == "Räknat ur registret"
        assert row[6]
    assert "Lydelsen från den 1 juli 2018" in held["Ungdomar i målgruppen"][4]


def test_the_same_moment_and_numbers_give_the_same_bytes(
    answers: tuple[Answer, ...], book: bytes
) -> None:
    assert made(answers) == book


def test_heads_of_a_table_are_never_alike() -> None:
    assert apart(["", "Alla", "alla", "Alla", ""]) == [
        "Rad",
        "Alla",
        "alla (2)",
        "Alla (3)",
        "Rad (2)",
    ]


@pytest.mark.libreoffice
def test_libreoffice_opens_it_and_gives_every_number_back(
    answers: tuple[Answer, ...], book: bytes, tmp_path: Path
) -> None:
    """Opened, reckoned and saved by another program; then every number is compared."""
    (tmp_path / "bok.xlsx").write_bytes(book)
    subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{tmp_path}/profil",
            "--convert-to",
            "ods",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "bok.xlsx"),
        ],
        check=True,
        capture_output=True,
        timeout=110,
    )
    saved = (tmp_path / "bok.ods").read_bytes()
    assert_read_back(answers, lambda name: rows_of(saved, name))
    with zipfile.ZipFile(io.BytesIO(saved)) as file:
        content = file.read("content.xml").decode()
    assert "table:formula" not in content
    assert content.count("draw:object") >= 8
