"""A text in which the words that the other side lacks are underlined. Plain text, read-only."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QTextEdit

from kaa_desktop.gui.theme import Theme

_WORDS = re.compile(r"\S+\s*")
MOST_LINES = 9


def own_words(text: str, other: str) -> list[tuple[int, int]]:
    """Where in ``text`` the words stand that ``other`` lacks: (start, end) without trailing space."""
    mine = [(found.start(), found.group()) for found in _WORDS.finditer(text)]
    theirs = [found.group().strip() for found in _WORDS.finditer(other)]
    matcher = SequenceMatcher(None, [word.strip() for _at, word in mine], theirs, autojunk=False)
    spans = []
    for tag, first, last, _j1, _j2 in matcher.get_opcodes():
        if tag in {"replace", "delete"}:
            end_at, end_word = mine[last - 1]
            spans.append((mine[first][0], end_at + len(end_word.rstrip())))
    return spans


class DifferenceText(QPlainTextEdit):
    """As high as its text, up to nine lines; then it scrolls."""

    def __init__(self, theme: Theme, text: str, other: str) -> None:
        super().__init__()
        self._theme = theme
        self._spans = own_words(text, other) if text and other else []
        self.setPlainText(text)
        self.setReadOnly(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("difference", True)
        self.setStyleSheet("QPlainTextEdit { border: none; background: transparent; padding: 0; }")
        self.document().setDocumentMargin(0)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._underline)
        self._underline()

    def _underline(self) -> None:
        marks = []
        for start, end in self._spans:
            mark = QTextEdit.ExtraSelection()
            form = QTextCharFormat()
            form.setFontUnderline(True)
            form.setUnderlineColor(QColor(self._theme.tokens.chart2))
            cursor = QTextCursor(self.document())
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            mark.cursor, mark.format = cursor, form
            marks.append(mark)
        self.setExtraSelections(marks)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        lines = max(1, min(MOST_LINES, round(self.document().size().height())))
        return QSize(120, QFontMetrics(self.font()).lineSpacing() * lines + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())
