"""Charts: the same text always, told apart without colour, and alike in the window and on paper."""

from __future__ import annotations

import re

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QImage
from PySide6.QtWidgets import QApplication

from kaa_core.statistics.charts import DARK, LIGHT, NOTHING, PRINT, Palette, drawable, svg
from kaa_core.statistics.charts.letters import width, wrapped
from kaa_core.statistics.charts.pen import SERIES, Pen
from kaa_core.statistics.charts.said import HIDDEN, said
from kaa_core.statistics.suppression import HIDDEN_WORD
from kaa_core.statistics.values import Cell, Column, Row, Shape, Table, Unit
from kaa_desktop.gui import tokens
from kaa_desktop.gui.theme import load_fonts, make_font
from tests.fixtures.drawn import AGES, CASES, FOLDER, SITUATION, by_qt, by_typst

PICTURED = [name for name, case in CASES.items() if case.pictured]
MOST, MEAN = 64, 2.0
"""How far a pixel may be from the kept one, blurred, and how far all of them together: of 255."""


@pytest.fixture(scope="module", autouse=True)
def _fonts(qapp: QApplication) -> None:
    """Letters need an application; one for all tests of a process."""
    assert qapp is not None
    load_fonts()


@pytest.mark.parametrize("name", CASES)
def test_a_chart_is_drawn_as_it_is_kept(name: str) -> None:
    """Renewed by ``python -m tests.fixtures.drawn``."""
    assert CASES[name].text() == (FOLDER / f"{name}.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PICTURED)
def test_it_looks_as_it_is_kept_in_the_window_and_alike_on_paper(name: str) -> None:
    drawn = by_qt(CASES[name].text())
    kept = QImage(str(FOLDER / f"{name}.png"))
    assert _apart(drawn, kept)[1] < MEAN
    most, mean = _apart(drawn, by_typst(CASES[name].text()))
    assert most < MOST
    assert mean < 2 * MEAN


def _apart(one: QImage, other: QImage) -> tuple[int, float]:
    """The most and the mean difference of two pictures of about the same size, made small and grey."""
    assert abs(one.width() - other.width()) <= 1
    assert abs(one.height() - other.height()) <= 1
    size = one.size() / 5
    smooth, stretch = (
        Qt.TransformationMode.SmoothTransformation,
        Qt.AspectRatioMode.IgnoreAspectRatio,
    )
    grey = QImage.Format.Format_Grayscale8
    made = [each.scaled(size, stretch, smooth).convertToFormat(grey) for each in (one, other)]
    across, down = range(size.width()), range(size.height())
    apart = [abs(_light(made[0], x, y) - _light(made[1], x, y)) for y in down for x in across]
    return max(apart), sum(apart) / len(apart)


def _light(image: QImage, x: int, y: int) -> int:
    return image.pixelColor(x, y).value()


@pytest.mark.parametrize("palette", [LIGHT, DARK, PRINT])
def test_words_and_shapes_are_seen(palette: Palette) -> None:
    """WCAG 2.2: 1.4.3 for words, 1.4.11 for shapes."""
    for word in (palette.text, palette.text2):
        assert tokens.contrast(word, palette.surface) >= 4.5
    assert tokens.contrast(palette.on_first, palette.first) >= 4.5
    assert tokens.contrast(palette.text, palette.pale) >= 4.5
    for shape in (palette.first, palette.second, palette.third, palette.edge):
        assert tokens.contrast(shape, palette.surface) >= 3.0


@pytest.mark.parametrize(("palette", "theme"), [(LIGHT, tokens.LIGHT), (DARK, tokens.DARK)])
def test_the_colours_are_the_windows(palette: Palette, theme: tokens.Tokens) -> None:
    mine = (palette.surface, palette.text, palette.text2, palette.edge, palette.line, palette.first)
    assert mine == (
        *(theme.surface, theme.text, theme.text2, theme.ctrl, theme.border, theme.chart1),
    )
    assert (palette.second, palette.third) == (theme.chart2, theme.chart3)
    assert palette.on_first == theme.onaccent


def test_parts_are_told_apart_without_colour() -> None:
    """Each of the eight has a drawing of its own in black and white."""
    drawn = set()
    for series in range(SERIES):
        pen = Pen(PRINT, 60, 12)
        pen.part(series, 0, 0, 60, 20)
        drawn.add(bytes(by_qt(pen.sheet(20, "", "")).constBits()))
    assert len(drawn) == SERIES


def test_a_bar_is_as_long_as_its_number_from_nought() -> None:
    text = svg(SITUATION, Shape.BARS, width=500)
    solid = re.findall(rf'x="([\d.]+)" y="[\d.]+" width="([\d.]+)" [^>]*fill="{LIGHT.first}"', text)
    assert {left for left, _ in solid} == {solid[0][0]}
    long = [float(wide) for _, wide in solid]
    assert [one / long[0] for one in long] == pytest.approx([1, 354 / 190, 151 / 190], abs=0.01)


def test_what_is_a_part_of_all_is_written_and_not_drawn_under_another() -> None:
    last = Row(
        key="g", label="varav bara", cells=(Cell(count=5), Cell(count=5, whole=695)), part=True
    )
    table = attrs.evolve(SITUATION, rows=(*SITUATION.rows, last))
    text = svg(table, Shape.BARS, width=500)
    assert ">varav bara<" not in text
    assert "varav bara: Antal 5" in text


def test_everything_is_said_in_words_too() -> None:
    text = svg(AGES, Shape.STACKED, title="Läget <efter> ålder")
    assert "<title>Läget &lt;efter&gt; ålder</title>" in text
    assert "16 år: Insats 7, Utan insats 2, Okänd 5, Alla 14" in text
    nobody = Table(columns=AGES.columns, rows=AGES.rows[:0], parts=AGES.parts)
    assert not drawable(nobody, Shape.STACKED)
    assert NOTHING in re.sub(r"</text>\s*<text[^>]*>", " ", svg(nobody, Shape.STACKED))


def test_what_is_hidden_is_said_by_one_word() -> None:
    assert HIDDEN == HIDDEN_WORD == said(Cell(count=None, hidden=True), Unit.SHARE)
    assert ">dolt<" in CASES["stapel-delad-dolt"].text()
    assert "Utan insats dolt" in CASES["stapel-delad-dolt"].text()


@pytest.mark.parametrize("weight", [400, 600])
def test_words_are_as_wide_as_they_are_reckoned(weight: int) -> None:
    real = QFontMetricsF(make_font(100, weight))
    for words in (
        "Kontaktad utan resultat",
        "1 549",
        "Åldersgruppen, 16–19 år",
        "v. 38 2026",
        "27 %",
    ):
        reckoned = width(words, 100, strong=weight == 600)
        assert reckoned == pytest.approx(real.horizontalAdvance(words), rel=0.08)


@given(some.text(max_size=80), some.integers(20, 200))
def test_no_line_is_wider_than_its_room(text: str, room: int) -> None:
    for line in wrapped(text, room, 12):
        assert width(line, 12) <= room or len(line) <= 2


_COUNTS = some.one_of(some.none(), some.just(-1), some.integers(0, 9), some.integers(0, 10**7))


@settings(max_examples=60)
@given(
    some.lists(some.tuples(some.text(min_size=1, max_size=30), _COUNTS, _COUNTS), max_size=14),
    some.sampled_from(list(Shape)),
    some.integers(120, 900),
    some.sampled_from([12, 24]),
)
def test_whatever_the_numbers_the_drawing_can_be_shown(
    rows: list[tuple[str, int | None, int | None]], shape: Shape, wide: int, size: int
) -> None:
    """-1 stands for a number that is hidden."""
    table = Table(
        columns=(Column(key="a", label="Första"), Column(key="b", label="Andra")),
        rows=tuple(
            Row(key=str(at), label=name, cells=(_cell(one), _cell(other)))
            for at, (name, one, other) in enumerate(rows)
        ),
        parts=("a", "b"),
    )
    text = svg(table, shape, width=wide, size=size, title="Prov")
    assert text == svg(table, shape, width=wide, size=size, title="Prov")
    assert "nan" not in text
    assert not re.search(r'(width|height)="-', text)
    assert "\0" in "".join(one for one, _, _ in rows) or by_qt(_printable(text)).height() > 0


def _cell(count: int | None) -> Cell:
    return Cell(count=None, hidden=True) if count == -1 else Cell(count=count)


def _printable(text: str) -> str:
    """Without what XML cannot hold: no record can hold it either."""
    return "".join(one for one in text if one >= " " or one == "\n")


def test_a_long_word_is_broken_between_its_parts_or_as_swedish_is() -> None:
    """The axis had "Introduktionsprogra-m"."""
    room = 75.0
    assert wrapped("Introduktionsprogram", room, 8) == ["Introduktions-", "program"]
    assert wrapped("Arbetsmarknadsinsats", room, 8) == ["Arbetsmarknads-", "insats"]
    for word in ("Sammanhållningskraft", "Överförmyndarförvaltning", "X" * 40):
        lines = wrapped(word, room, 8, 9)
        assert "".join(lines).replace("-", "") == word
        assert all(width(one, 8) <= room for one in lines)
        assert min(map(len, lines)) >= 3
    assert wrapped("Abc", 1, 8, 9)
