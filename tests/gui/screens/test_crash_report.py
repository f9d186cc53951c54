"""A fault that no screen expected, and what the person decides about its report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kaa_desktop.app.crash import OPEN, REPORTS
from kaa_desktop.gui.screens.crash_report import NONE
from tests.gui.screens.whole import running, unlock
from tests.gui.walker import LOOKS, Look, walk
from tests.unit.app.desks import local_desktop

SECRET = "Liam Testberg"


def fault() -> ValueError:
    try:
        int(SECRET)
    except ValueError as made:
        return made
    raise AssertionError


def shown(program: Any) -> QWidget:
    program.shell.registry.trigger("help.report")
    page: QWidget = program.shell.current_page()
    return page


def push(page: QWidget, name: str) -> None:
    found = page.findChild(QPushButton, name)
    assert found is not None
    found.click()


def text_of(page: QWidget) -> str:
    found = page.findChild(QPlainTextEdit, "crash_text")
    assert found is not None
    return found.toPlainText()


def closed_profile(tmp_path: Path) -> Path:
    desktop = local_desktop(tmp_path)
    desktop.close()
    return desktop.profile.folder


def test_it_is_shown_whole_and_kept_only_by_the_button(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = closed_profile(tmp_path)
    with running(qapp, qtbot, folder) as program:
        unlock(program, qtbot)
        qtbot.waitUntil(lambda: program._crashes is not None)
        assert program.shell is not None
        assert program.shell.registry.reason("help.report") == NONE
        program.mishap(fault())
        page = shown(program)
        text = text_of(page)
        assert "ValueError" in text
        assert SECRET not in text
        assert not (folder / REPORTS).exists()
        push(page, "crash_keep")
        [file] = (folder / REPORTS).iterdir()
        assert file.read_text("utf-8") == text
        push(page, "crash_throw")
        assert program.shell.registry.reason("help.report") == NONE
    assert not (folder / OPEN).exists()


def test_after_an_unforeseen_end_it_says_that_all_is_safe(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = closed_profile(tmp_path)
    (folder / OPEN).write_text('{"since": "2026-11-24T08:00:00+00:00"}')
    with running(qapp, qtbot, folder) as program:
        unlock(program, qtbot)
        qtbot.waitUntil(lambda: program._crashes is not None)
        assert "Öppnad: 2026-11-24 09:00" in text_of(shown(program))


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_the_report_in_every_look(
    look: Look, qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    with running(qapp, qtbot, closed_profile(tmp_path)) as program:
        unlock(program, qtbot)
        qtbot.waitUntil(lambda: program._crashes is not None)
        program.theme.set_mode(look.mode)
        program.theme.set_percent(look.percent)
        program.mishap(fault())
        shown(program)
        assert program.shell is not None
        look.show(program.shell, qtbot)
        assert walk(program.shell, program.theme) == []
