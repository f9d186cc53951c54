"""Fields with label, note and error. What is typed is kept as typed until it can be read.

``FieldBox`` ties them together: the label is the field's buddy and accessible name, the error its
accessible description, so that a screen reader says all three.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QTextDocumentFragment,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kaa_desktop.gui.dates import parse_date, parse_time
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.in_view import keep_in_view
from kaa_desktop.gui.widgets.labels import Glyph, label, repolish

if TYPE_CHECKING:
    from kaa_desktop.gui.widgets.guarded import GuardPanel

# Invisible characters that come along from web pages and office programs.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]"
)


def clean(text: str) -> str:
    """Plain text as a person means it: real newlines, ordinary spaces, nothing unseen."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    text = text.replace("\u2029", "\n").replace("\u00a0", " ").replace("\u202f", " ")
    return _UNSEEN.sub("", text)


# What Word and web pages set before a line of a list: signs of their own fonts among them.
_BULLET = re.compile(
    "^[ \t]*(?:[\u00b7\u2022\u2023\u25aa\u25ab\u25cf\u25cb\u25a0\u25a1\u25e6\u2043\uf0b7\uf0a7\uf0d8\uf0fc]"
    "[ \t]*|[o\u00a7\u2013\u2014*-]\t+[ \t]*)",
    re.MULTILINE,
)
_BLANK_LINES = re.compile(r"\n{3,}")


def pasted(source: QMimeData) -> str:
    """The plain text of what was copied elsewhere: paragraphs stay, and bullets as "- "; no form does."""
    text = source.text() if source.hasText() else ""
    if not text and source.hasHtml():
        text = QTextDocumentFragment.fromHtml(source.html()).toPlainText()
    text = clean(text.replace("\v", "\n").replace("\f", "\n"))  # Word's breaks of line and page
    text = _BULLET.sub("- ", text)
    return _BLANK_LINES.sub("\n\n", text.replace("\t", " "))


SENTENCES = 300
LONGEST_LINE = 2_000
"""Characters of a line that takes sentences; one without a limit of its own is no such field."""


class NoteField(QPlainTextEdit):
    """Several lines of plain text. Tab leaves the field; what is pasted is cleaned (`pasted`)."""

    left = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def insertFromMimeData(self, source: QMimeData) -> None:
        self.insertPlainText(pasted(source))

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return bool(source.hasText() or source.hasHtml())

    def text(self) -> str:
        """What is written, cleaned, without space at the ends."""
        return clean(self.toPlainText()).strip()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def sizeHint(self) -> QSize:
        return self._lines(int(self.property("lines") or 4))

    def minimumSizeHint(self) -> QSize:
        return self._lines(int(self.property("least_lines") or 2))

    def _lines(self, count: int) -> QSize:
        self.ensurePolished()
        metrics = QFontMetrics(self.font())
        return QSize(metrics.averageCharWidth() * 24, metrics.lineSpacing() * count + 18)


class TextField(QLineEdit):
    """One line of plain text."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editingFinished.connect(self._tidy)

    def _tidy(self) -> None:
        tidy = " ".join(clean(self.text()).split("\n")).strip()
        if tidy != self.text():
            self.setText(tidy)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class _ReadField(TextField):
    """A line that is read as a value of one type and written back in one form."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("narrow", True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _sample(self) -> str:
        return "0"

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        metrics = QFontMetrics(self.font())
        width = metrics.horizontalAdvance(self._sample()) + 2 * metrics.height()
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class DateField(_ReadField):
    """A date, shown ``2026-11-24``. Ctrl+D writes today. ``date_changed`` carries date or None."""

    date_changed = Signal(object)

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._sent: date | None = None
        self.setMaxLength(24)
        self._write_today = QShortcut(QKeySequence("Ctrl+D"), self)
        self._write_today.setContext(Qt.ShortcutContext.WidgetShortcut)
        self._write_today.activated.connect(self.set_today)

    def _sample(self) -> str:
        return "2026-11-24"

    def value(self) -> date | None:
        """The date, or None when the field is empty or cannot be read."""
        try:
            return parse_date(self.text(), self._today()) if self.text().strip() else None
        except ValueError:
            return None

    def problem(self) -> str:
        """The sentence to show when what is typed cannot be read, else empty."""
        try:
            if self.text().strip():
                parse_date(self.text(), self._today())
        except ValueError as reason:
            return str(reason)
        return ""

    def set_value(self, day: date | None) -> None:
        """Write a date, or empty the field."""
        self.setText(day.isoformat() if day else "")
        self._tell()

    def set_today(self) -> None:
        """Write today's date (Ctrl+D)."""
        self.set_value(self._today())

    def _tidy(self) -> None:
        day = self.value()
        if day is not None:
            self.setText(day.isoformat())
        self._tell()

    def _tell(self) -> None:
        day = self.value()
        if day != self._sent:
            self._sent = day
            self.date_changed.emit(day)


class TimeField(_ReadField):
    """A time of day, shown ``13:20``. ``time_changed`` carries time or None."""

    time_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sent: time | None = None
        self.setMaxLength(9)

    def _sample(self) -> str:
        return "00:00"

    def value(self) -> time | None:
        """The time, or None when the field is empty or cannot be read."""
        try:
            return parse_time(self.text()) if self.text().strip() else None
        except ValueError:
            return None

    def problem(self) -> str:
        """The sentence to show when what is typed cannot be read, else empty."""
        try:
            if self.text().strip():
                parse_time(self.text())
        except ValueError as reason:
            return str(reason)
        return ""

    def set_value(self, when: time | None) -> None:
        """Write a time, or empty the field."""
        self.setText(f"{when:%H:%M}" if when else "")
        self._tell()

    def _tidy(self) -> None:
        when = self.value()
        if when is not None:
            self.setText(f"{when:%H:%M}")
        self._tell()

    def _tell(self) -> None:
        when = self.value()
        if when != self._sent:
            self._sent = when
            self.time_changed.emit(when)


def _takes_sentences(field: QWidget) -> bool:
    """Several lines, or one as long as a reason: names and addresses are shorter."""
    if isinstance(field, NoteField):
        return True
    return type(field) is TextField and SENTENCES <= field.maxLength() <= LONGEST_LINE


class FieldBox(QWidget):
    """A field with its visible label above, a note below and room for the error.

    Date and time fields show their own problem when they are left; ``set_error`` shows any other.
    ``name`` becomes the field's object name when it has none.
    """

    def __init__(
        self,
        theme: Theme,
        title: str,
        field: QWidget,
        *,
        name: str = "",
        note: str = "",
        optional: bool = False,
        spoken: str = "",
    ) -> None:
        super().__init__()
        self.field = field
        self._note_text = note
        if name:
            field.setObjectName(name)
        field.setAccessibleName(spoken or title)
        field.setAccessibleDescription(note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._heading(title, optional=optional))
        column.addWidget(field)
        self._note = label(note, "caption", wrap=True)
        column.addWidget(self._note)  # first: what has no parent is shown as a window of its own
        self._note.setVisible(bool(note))
        column.addWidget(self._error_row(theme))
        self._column = column
        self.guarded: GuardPanel | None = None
        if _takes_sentences(field):
            self.guard(theme)
        if field.sizePolicy().verticalPolicy() is QSizePolicy.Policy.Fixed:
            column.addStretch(1)  # boxes side by side keep their fields on one line
        if isinstance(field, DateField | TimeField):
            field.left.connect(self.show_problem)
        theme.dress(self)

    def _heading(self, title: str, *, optional: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        self.title = label(title, "label")
        self.title.setBuddy(self.field)
        self.title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row.addWidget(self.title)
        if optional:
            row.addWidget(label("(frivilligt)", "muted"))
        row.addStretch(1)
        return row

    def _error_row(self, theme: Theme) -> QWidget:
        self._error_box = QWidget()
        row = QHBoxLayout(self._error_box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._error: QLabel = label("", "danger", wrap=True)
        row.addWidget(Glyph(theme, "triangle-alert", 14, "danger"))
        row.addWidget(self._error, 1)
        self._error_box.hide()
        return self._error_box

    def guard(self, theme: Theme) -> GuardPanel:
        """Have the language guard read along; it does so already where sentences are written."""
        if self.guarded is None:
            from kaa_desktop.gui.widgets.guarded import GuardPanel  # noqa: PLC0415 - not at start

            assert isinstance(self.field, QPlainTextEdit | QLineEdit)
            self.guarded = GuardPanel(theme, self.field)
            self._column.insertWidget(self._column.indexOf(self.field) + 1, self.guarded)
            self._keep_in_view(self.guarded)
        return self.guarded

    def _keep_in_view(self, panel: GuardPanel) -> None:
        """Follow the cursor, once the layout has followed the text."""
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.timeout.connect(self._follow)
        panel.filled.connect(self._settled.start)
        if isinstance(self.field, NoteField):
            self.field.entered.connect(self._settled.start)
            self.field.cursorPositionChanged.connect(self._settled.start)

    def _follow(self) -> None:
        keep_in_view(self, self.field, self.guarded.first_row() if self.guarded else None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.guarded is not None and self.field.hasFocus():
            self._settled.start()

    def error(self) -> str:
        """The error shown now, or empty."""
        return self._error.text() if self.field.property("invalid") else ""

    def set_note(self, note: str) -> None:
        """Change the note below the field."""
        self._note_text = note
        self._note.setText(note)
        self._note.setVisible(bool(note))
        if not self.error():
            self.field.setAccessibleDescription(note)

    def set_error(self, sentence: str) -> None:
        """Show what is wrong and how to mend it; an empty sentence takes it away."""
        self._error.setText(sentence)
        self._error_box.setVisible(bool(sentence))
        self.field.setAccessibleDescription(sentence or self._note_text)
        if bool(self.field.property("invalid")) != bool(sentence):
            self.field.setProperty("invalid", bool(sentence))
            repolish(self.field)

    def show_problem(self) -> bool:
        """Show what a date or time field says of itself; True when it can be read."""
        field = self.field
        if isinstance(field, DateField | TimeField):
            self.set_error(field.problem())
        return not self.error()
