"""Målgruppsprövning as a paper: all that the page says is in it, in tables that a screen reader can read."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaa_core.model.enums import Protection
from kaa_desktop.app import target_paper
from kaa_desktop.app.target_answers import Choice, Deciding
from kaa_desktop.store.errors import StoreNotWritable
from tests.pdf import assert_accessible, roles, text_of
from tests.unit.app.desks import WAIT, Desktop
from tests.unit.app.target_case import AGAIN, put


def plain(text: str) -> str:
    return " ".join(text.split())


def test_all_that_the_page_says_is_in_it_and_it_is_tagged(desk: Desktop, tmp_path: Path) -> None:
    youth = put(desk, 3, told=False)
    deciding = Deciding(choice=Choice.UNTIL_FURTHER, reason="Ringde & frågade #1", look_again=AGAIN)
    assert desk.session.targets.decide(youth, deciding).result(WAIT).done
    page = desk.session.targets.page(youth)
    assert page is not None
    place = tmp_path / "provning.pdf"
    done = desk.session.targets.save_paper(page, place).result(WAIT)
    assert done.sentence == target_paper.SAVED
    pdf = place.read_bytes()
    assert_accessible(pdf, title="Målgruppsprövning")
    found = roles(pdf)
    assert found.count("Table") == 2
    assert found.count("TH") == 8
    assert {"H1", "H2", "TBody", "TD"} <= set(found)
    told = text_of(pdf)
    for row in page.rows:
        for one in (row.title, row.verdict.text, row.sentence, row.source):
            assert plain(one) in told, one
    for one in (page.name, page.number, page.headline, page.definition.name, page.law):
        assert plain(one) in told, one
    assert "Ringde & frågade #1" in told
    assert "2026-11-24" in told


def test_of_the_protected_the_paper_says_no_more_than_the_page(desk: Desktop) -> None:
    youth = put(desk, 4, given_name="Dold", protection=Protection.PROTECTED, case_number="KAA-7")
    page = desk.session.targets.page(youth)
    assert page is not None
    pdf = target_paper.pdf(page, desk.session._context)
    assert_accessible(pdf, title="Målgruppsprövning")
    assert "Dold" not in text_of(pdf)
    assert "KAA-7" in text_of(pdf)
    assert pdf == target_paper.pdf(page, desk.session._context)


def test_what_cannot_be_written_is_said(desk: Desktop, tmp_path: Path) -> None:
    page = desk.session.targets.page(put(desk))
    assert page is not None
    saving = desk.session.targets.save_paper(page, tmp_path / "finns inte" / "x.pdf")
    with pytest.raises(StoreNotWritable):
        saving.result(WAIT)
