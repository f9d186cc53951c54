"""What every test of a window gets: one theme on the application, and Qt's own noise kept out."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_desktop.gui.theme import Mode, Theme


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says this of every window that has a least size."""
    ignore = pytest.mark.qt_log_ignore(
        r"plugin does not support (propagateSizeHints|raise|grabbing)", extend=True
    )
    for item in items:
        item.add_marker(ignore)


@pytest.fixture(autouse=True)
def swept(qapp: QApplication) -> Iterator[None]:
    """Closed windows are gone when the next test begins.

    Qt frees them only within a running event loop; until then each new theme is put on them too, and that
    takes longer than to make a window.
    """
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    """Light, 100 %: what most tests look at."""
    return Theme(qapp, Mode.LIGHT)


@pytest.fixture
def themes(qapp: QApplication) -> Callable[[Mode, int], Theme]:
    """A theme of one's own choice."""

    def make(mode: Mode, percent: int) -> Theme:
        return Theme(qapp, mode, percent)

    return make


@pytest.fixture
def bot(qtbot: QtBot) -> QtBot:
    """pytest-qt's helper, with its type."""
    return qtbot
