"""The walker must fail windows that are broken; each test breaks one thing."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kaa_desktop.gui.theme import Mode, Theme
from kaa_desktop.gui.widgets.labels import Elided
from tests.gui.walker import Look, cut_texts, walk

LOOK = Look(Mode.LIGHT, 100, QSize(600, 400))


def _field(name: str, spoken: str) -> QLineEdit:
    made = QLineEdit()
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    return made


@pytest.fixture
def problems(qapp: QApplication, theme: Theme, qtbot: QtBot) -> Callable[..., list[str]]:
    """Walk a window with two sound fields and what is to be judged."""
    kept: list[QWidget] = []

    def judge(*extra: QWidget, prepare: Callable[[QWidget], None] | None = None) -> list[str]:
        window = QWidget()
        qtbot.addWidget(window)
        kept.append(window)
        column = QVBoxLayout(window)
        for widget in (_field("first", "Förnamn"), *extra, _field("last", "Efternamn")):
            column.addWidget(widget)
        if prepare:
            prepare(window)
        LOOK.show(window, qtbot)
        return walk(window, theme)

    return judge


def test_a_sound_window_passes(problems: Callable[..., list[str]]) -> None:
    assert problems(_field("place", "Plats")) == []


def test_no_object_name(problems: Callable[..., list[str]]) -> None:
    assert problems(_field("", "Plats")) == [
        "QLineEdit (utan objektnamn): saknar objektnamn",
    ]


def test_no_accessible_name(problems: Callable[..., list[str]]) -> None:
    assert problems(_field("place", "")) == ["QLineEdit place: saknar tillgängligt namn"]


def test_object_name_as_accessible_name(problems: Callable[..., list[str]]) -> None:
    assert "ett objektnamn" in problems(_field("place_field", "place_field"))[0]


def test_accessible_name_twice(problems: Callable[..., list[str]]) -> None:
    found = problems(_field("place", "Efternamn"))
    assert len(found) == 2
    assert all("flera gånger" in line for line in found)


def test_not_reached_by_tab(problems: Callable[..., list[str]]) -> None:
    button = QPushButton("Öppna")
    button.setObjectName("open")
    button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    assert problems(button) == ["QPushButton open: nås inte med Tab"]


class _Trap(QLineEdit):
    def focusNextPrevChild(self, _forward: bool) -> bool:  # noqa: N802 - Qt's name
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        event.accept()


def test_tab_trap(problems: Callable[..., list[str]]) -> None:
    trap = _Trap()
    trap.setObjectName("trap")
    trap.setAccessibleName("Fälla")
    assert any("Tab fastnar" in line for line in problems(trap))


def test_unseen_focus(problems: Callable[..., list[str]]) -> None:
    field = _field("place", "Plats")
    field.setStyleSheet("QLineEdit, QLineEdit:focus { border: 1px solid #71807C }")
    assert problems(field) == ["QLineEdit place: fokus syns inte"]


def test_text_cut_at_the_side(problems: Callable[..., list[str]]) -> None:
    label = QLabel("Träffade vårdnadshavare eller annan vuxen")
    label.setFixedWidth(80)
    assert "för smal" in problems(label)[0]


def test_text_cut_below(problems: Callable[..., list[str]]) -> None:
    label = QLabel("Informationsbladet lämnas i brevlådan när ingen öppnar, i ett slutet kuvert.")
    label.setWordWrap(True)
    label.setFixedSize(200, 20)
    assert "för låg" in problems(label)[0]


def test_button_too_narrow(problems: Callable[..., list[str]]) -> None:
    button = QPushButton("Stäng och behåll utkastet")
    button.setObjectName("close")
    button.setFixedWidth(60)
    assert "för smal" in problems(button)[0]


def test_elided_with_its_full_text_passes(problems: Callable[..., list[str]]) -> None:
    label = Elided("Det kommunala aktivitetsansvaret i Exempelås kommun")
    label.setFixedWidth(120)
    assert problems(label) == []


def test_elided_without_tool_tip(problems: Callable[..., list[str]]) -> None:
    label = Elided("Det kommunala aktivitetsansvaret i Exempelås kommun")
    label.setFixedWidth(120)
    assert problems(label) == []
    label.setToolTip("")
    assert any("verktygstips" in line for line in cut_texts(label.window()))


def test_covered_by_another_widget(problems: Callable[..., list[str]]) -> None:
    label = QLabel("Sparat lokalt 10:42")

    def cover(window: QWidget) -> None:
        lid = QWidget(window)
        lid.setAutoFillBackground(True)
        lid.setGeometry(0, 0, 600, 400)
        lid.raise_()

    assert any("syns bara" in line for line in problems(label, prepare=cover))
