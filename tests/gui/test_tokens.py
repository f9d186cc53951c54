"""Colours: every pair that meets on screen reaches WCAG 2.2 AA, and the files agree with them."""

import re

import pytest
from PySide6.QtWidgets import QApplication

from kaa_desktop.bundled import resource
from kaa_desktop.gui.theme import Mode, Theme, make_sheet
from kaa_desktop.gui.tokens import DARK, LIGHT, Kind, Tokens, contrast, pairs

THEMES = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda tokens: tokens.name)


@THEMES
def test_every_pair_has_its_contrast(tokens: Tokens) -> None:
    weak = [
        f"{pair.what}: {contrast(pair.front, pair.back):.2f} < {pair.least}"
        for pair in pairs(tokens)
        if contrast(pair.front, pair.back) < pair.least
    ]
    assert weak == []


def test_contrast_is_the_one_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)
    # The figures of design.md section 8.
    assert contrast(LIGHT.accent, LIGHT.surface) == pytest.approx(7.98, abs=0.01)
    assert contrast(DARK.warn.text, DARK.warn.background) == pytest.approx(8.71, abs=0.01)


@THEMES
def test_drawn_indicators_use_the_tokens(tokens: Tokens) -> None:
    folder = resource("themes", tokens.name)
    used = {
        colour
        for file in folder.glob("*.svg")
        for colour in re.findall(r"#[0-9A-F]{6}", file.read_text("utf-8"))
    }
    allowed = {tokens.ctrl, tokens.text2, tokens.accent, tokens.surface, tokens.onaccent}
    assert used <= allowed


@THEMES
def test_sheet_holds_no_colour_of_its_own(tokens: Tokens) -> None:
    source = resource("themes", "kaa.qss").read_text("utf-8")
    assert re.findall(r"#[0-9A-Fa-f]{3,6}\b", source) == []
    assert "$" not in make_sheet(tokens, 100)


def test_sheet_scales_everything_but_hairlines() -> None:
    assert "font-size: 26px" in make_sheet(LIGHT, 200)
    assert "border: 1px solid" in make_sheet(LIGHT, 200)
    assert "border: 2px solid" in make_sheet(LIGHT, 200)


def test_every_kind_has_its_tone() -> None:
    assert len({LIGHT.tone(kind) for kind in Kind}) == len(Kind)
    assert LIGHT.tone(Kind.DANGER) is LIGHT.danger
    assert LIGHT.tone_named("danger") == LIGHT.danger.text
    assert LIGHT.tone_named("accent") == LIGHT.accent


def test_text_size_is_bounded_and_steps(qapp: QApplication) -> None:
    theme = Theme(qapp, Mode.LIGHT, 500)
    assert theme.percent == 200
    theme.larger()
    assert theme.percent == 200
    theme.smaller()
    assert theme.percent == 175
    theme.normal()
    assert (theme.percent, theme.em) == (100, 14)


def test_theme_follows_the_person_over_the_system(qapp: QApplication) -> None:
    theme = Theme(qapp, Mode.DARK)
    assert theme.tokens is DARK
    theme.set_mode(Mode.LIGHT)
    assert theme.tokens is LIGHT


def test_font_is_bundled_with_even_figures(theme: Theme) -> None:
    from PySide6.QtGui import QFontDatabase, QFontMetrics

    assert "Inter" in QFontDatabase.families()
    metrics = QFontMetrics(theme.font(13))
    assert len({metrics.horizontalAdvance(figure) for figure in "0123456789"}) == 1
    assert resource("fonts", "OFL.txt").exists()
    assert resource("icons", "LICENSE").exists()


def test_a_code_is_shown_letter_for_letter(theme: Theme) -> None:
    from PySide6.QtGui import QTextLayout

    def glyphs(text: str) -> list[int]:
        layout = QTextLayout(text, theme.font(13))
        layout.beginLayout()
        layout.createLine()
        layout.endLayout()
        return [one for run in layout.glyphRuns() for one in run.glyphIndexes()]

    assert glyphs("3x2")[1:2] == glyphs("x"), "Inter writes 3x2 as 3×2 unless it is told not to"
