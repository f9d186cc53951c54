"""docs/statistiken.md says what is counted."""

from __future__ import annotations

from docs import statistiken
from kaa_core.statistics.catalogue import FIGURES


def test_the_page_is_what_the_code_says() -> None:
    page = statistiken.TARGET.read_text(encoding="utf-8")
    assert page == statistiken.text(), "run: python3 kaa.py docs --texter"


def test_every_figure_has_its_definition_there_and_the_changes_are_right() -> None:
    page = statistiken.text()
    assert all(f"(`{one.key}`) | {one.says} |" in page for one in FIGURES)
    assert all(change in page for change in ("−76,6 %", "−26,9 %", "−38,9 %", "−89,8 %"))
