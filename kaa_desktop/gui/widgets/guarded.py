"""The language guard at a field: marks in the text, and below it why and what can be written instead.

It never blocks, keeps nothing and sends nothing: what it finds lives in the widget, and goes with it
(5 § förordningen 2006:39; kaa_core/rules/language_guard).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from kaa_core.rules.language_guard import LAW, Area, Mark, guard
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.flow import FlowLayout
from kaa_desktop.gui.widgets.labels import label, plain_tip

PAUSE_MS: Final = 500
"""A word half written is not marked."""
SHOWN: Final = 3
"""Words told of at a time; the rest are underlined, and counted."""
LAW_SAYS: Final = f"Sådant får inte stå i registret, enligt {LAW}."
YOURS: Final = "Du avgör. Markeringen hindrar inget och sparas inte."
_PLACE: Final = "mark_at"
_OFFER: Final = "mark_offer"


class GuardPanel(QFrame):
    """Stands below a field and follows what is written in it. ``noticed`` carries words to say aloud."""

    noticed = Signal(object)
    filled = Signal()

    def __init__(self, theme: Theme, field: QPlainTextEdit | QLineEdit) -> None:
        super().__init__()
        self._theme = theme
        self._field = field
        self._marks: tuple[Mark, ...] = ()
        self._rows: list[QWidget] = []
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(PAUSE_MS)
        self._wait.timeout.connect(self.look)
        self.setProperty("banner", "warn")
        self.setObjectName(f"{field.objectName()}_guard")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 6, 10, 6)
        self._column.setSpacing(4)
        self._why = label("", "caption", wrap=True)
        self._column.addWidget(self._why)
        self.hide()
        field.textChanged.connect(self._touched)
        theme.changed.connect(self._underline)

    def marks(self) -> tuple[Mark, ...]:
        """What is marked now."""
        return self._marks

    def first_row(self) -> QWidget | None:
        """What is told first, when anything is."""
        return self._rows[0] if self._rows else None

    def look(self) -> None:
        """Read the text now."""
        self._wait.stop()
        before = {(mark.word, mark.area) for mark in self._marks}
        self._marks = () if self._field.isReadOnly() else guard(self._text())
        self._underline()
        told = _distinct(self._marks)
        if [(mark.word, mark.area) for mark in told] != [
            (row.property("word"), row.property("area")) for row in self._rows
        ] or any(
            mark.start != row.property(_PLACE) for mark, row in zip(told, self._rows, strict=True)
        ):
            self._fill(told)
        new = [mark for mark in told if (mark.word, mark.area) not in before]
        if new and self._field.hasFocus():
            self.noticed.emit(
                " ".join(_said(mark) for mark in new[:1]) + " Förslag står under fältet."
            )

    # -- the field

    def _touched(self) -> None:
        self._wait.start()

    def _text(self) -> str:
        field = self._field
        return field.text() if isinstance(field, QLineEdit) else field.toPlainText()

    def _underline(self) -> None:
        """A wave under each word; a line of text has none, and says it below only."""
        if isinstance(self._field, QLineEdit):
            return
        look = QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        look.setUnderlineColor(QColor(self._theme.tokens.warn.text))
        found = []
        for mark in self._marks:
            one = QTextEdit.ExtraSelection()
            one.cursor = self._cursor(mark)
            one.format = look
            found.append(one)
        self._field.setExtraSelections(found)

    def _cursor(self, mark: Mark) -> QTextCursor:
        assert isinstance(self._field, QPlainTextEdit)
        text = self._text()
        cursor = QTextCursor(self._field.document())
        cursor.setPosition(_units(text[: mark.start]))
        cursor.setPosition(_units(text[: mark.end]), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    # -- what is told

    def _fill(self, told: Sequence[Mark]) -> None:
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [self._row(number, mark) for number, mark in enumerate(told)]
        for at, row in enumerate(self._rows):
            self._column.insertWidget(at, row)
        more = len({(m.word.lower(), m.area) for m in self._marks}) - len(told)
        if told:
            others = f"Ytterligare {more} ord är markerade. " if more > 0 else ""
            self._why.setText(f"{others}{_reasons(told)} {YOURS}")
        self.setAccessibleName(" ".join([*(_said(mark) for mark in told), self._why.text()]))
        self.setVisible(bool(told))
        self._theme.dress(self)
        before: QWidget = self._field
        for made in self.findChildren(QPushButton):
            if made.isVisibleTo(self):
                QWidget.setTabOrder(before, made)
                before = made
        self.filled.emit()

    def _row(self, number: int, mark: Mark) -> QWidget:
        made = QWidget(self)
        for name, value in (("word", mark.word), ("area", mark.area), (_PLACE, mark.start)):
            made.setProperty(name, value)
        row = FlowLayout(made)
        said = label(_said(mark), "strong")
        said.setContentsMargins(0, 4, 0, 4)  # on a line with the buttons
        said.setAccessibleDescription(mark.why)
        said.setToolTip(plain_tip(mark.why))
        row.addWidget(said)
        for at, offer in enumerate(mark.offer):
            way = button(
                self._theme,
                f"Skriv ”{offer}”" if offer else "Ta bort ordet",
                name=f"{self.objectName()}_{number}_{at}",
                compact=True,
                spoken=f"Byt {mark.word} mot {offer}" if offer else f"Ta bort {mark.word}",
            )
            way.setProperty(_OFFER, offer)
            way.setProperty(_PLACE, mark.start)
            way.clicked.connect(self._put)
            row.addWidget(way)
        return made

    def _put(self) -> None:
        """Put the offered wording in the place of the word, so that it can be undone in the text."""
        way = self.sender()
        at, offer = way.property(_PLACE), way.property(_OFFER)
        mark = next((one for one in guard(self._text()) if one.start == at), None)
        self._field.setFocus()
        if mark is None:
            self.look()
            return
        start, end = mark.start, mark.end
        text = self._text()
        if not offer and text[end : end + 1] == " " and (start == 0 or text[start - 1] == " "):
            end += 1
        if isinstance(self._field, QLineEdit):
            self._field.setSelection(_units(text[:start]), _units(text[start:end]))
            self._field.insert(offer)
        else:
            cursor = self._field.textCursor()
            cursor.setPosition(_units(text[:start]))
            cursor.setPosition(_units(text[:end]), QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(offer)
            self._field.setTextCursor(cursor)
        self.look()


def _units(text: str) -> int:
    """How long Qt takes a text to be: it counts in halves of what lies beyond the common signs."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _distinct(marks: Sequence[Mark]) -> list[Mark]:
    """The first of each word, as many as are shown."""
    found: dict[tuple[str, Area], Mark] = {}
    for mark in marks:
        found.setdefault((mark.word.lower(), mark.area), mark)
    return list(found.values())[:SHOWN]


def _said(mark: Mark) -> str:
    return f"”{mark.word}” kan peka på {mark.area.value}."


def _reasons(told: Sequence[Mark]) -> str:
    """The law once, and for each area what to write instead."""
    instead = dict.fromkeys(mark.area.instead for mark in told)
    return " ".join([LAW_SAYS, *instead])
