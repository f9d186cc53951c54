"""A field of a form and the widget that shows it, whatever the widget is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any, Final, cast

import attrs
from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from kaa_desktop.app.forms import Form
from kaa_desktop.gui.forms.fields import PeopleField
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.fields import DateField, FieldBox, NoteField, TextField

NAMES: Final = frozenset({"youth", "guardian", "school_notice"})
"""Kinds whose texts are names and addresses."""


@attrs.define
class Bound:
    """How a field is read and written. ``get_text`` is None for what is chosen, not typed."""

    name: str
    widget: QWidget
    box: FieldBox | None
    read: Callable[[], Any]
    write: Callable[[Any], None]
    edited: SignalInstance
    left: SignalInstance
    get_text: Callable[[], str] | None = None
    set_text: Callable[[str], None] | None = None
    said: Callable[[], str] | None = None
    _last: Any = None

    def raw(self) -> str:
        """What stands in the field, to the letter."""
        return sound(self.get_text()) if self.get_text is not None else ""

    def put(self, text: str) -> None:
        """Write to the letter."""
        if self.set_text is not None:
            self.set_text(text)

    def unread(self) -> bool:
        """Whether the field holds more than its value says: a date half typed, a space at the end."""
        if self.get_text is None:
            return False
        return self.raw() != (
            "" if isinstance(self.widget, PeopleField) else canonical(self.read())
        )

    def problem(self) -> str:
        """Why what is typed cannot be read, else empty."""
        return self.said() if self.said is not None else ""

    def changed(self) -> bool:
        """Whether it was changed since last asked."""
        now = (self.read(), self.raw())
        was, self._last = self._last, now
        return bool(was != now)

    def cursor(self) -> int:
        """Where the cursor stands."""
        if isinstance(self.widget, QPlainTextEdit):
            return int(self.widget.textCursor().position())
        return int(self.widget.cursorPosition()) if isinstance(self.widget, QLineEdit) else 0

    def set_cursor(self, place: int) -> None:
        """Put the cursor there, as far as the text reaches."""
        if isinstance(self.widget, QPlainTextEdit):
            cursor = self.widget.textCursor()
            cursor.setPosition(min(place, len(self.widget.toPlainText())))
            self.widget.setTextCursor(cursor)
        elif isinstance(self.widget, QLineEdit):
            self.widget.setCursorPosition(place)


def watched(
    form: type[Form], box: FieldBox, theme: Theme, say: Callable[[str], object]
) -> FieldBox:
    """The box, with the language guard reading along where the field takes sentences: no names."""
    widget, kind = box.field, form.becomes()
    field = kind.by_name.get(widget.objectName()) if type(widget) is TextField else None
    prose = field is not None and field.searchable and form.kind_name not in NAMES
    if prose or box.guarded is not None:
        box.guard(theme).noticed.connect(say)
    return box


def sound(text: str) -> str:
    """Text that can be kept: half a character from a broken paste becomes a question mark."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def canonical(value: Any) -> str:
    """A value as its field writes it."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def bind(name: str, widget: QWidget, box: FieldBox | None) -> Bound:
    """Tie a widget of the kit, or one of ``choices`` and ``fields``, to a field."""
    said = getattr(widget, "problem", None)
    if isinstance(widget, NoteField):
        return Bound(
            name,
            widget,
            box,
            widget.text,
            _Writer(widget.setPlainText),
            widget.textChanged,
            widget.left,
            widget.toPlainText,
            widget.setPlainText,
        )
    if isinstance(widget, TextField):
        typed: Any = widget if hasattr(widget, "value") else None
        return Bound(
            name,
            widget,
            box,
            typed.value if typed is not None else _Reader(widget.text),
            typed.set_value if typed is not None else _Writer(widget.setText),
            widget.textChanged,
            widget.left,
            widget.text,
            widget.setText,
            said,
        )
    other = cast(Any, widget)
    people = isinstance(widget, PeopleField)
    return Bound(
        name,
        widget,
        box,
        other.value,
        other.set_value,
        other.edited,
        other.left,
        other.text if people else None,
        other.setText if people else None,
        said,
    )


@attrs.frozen
class _Writer:
    """Writes None as an empty text."""

    write: Callable[[str], None]

    def __call__(self, value: str | None) -> None:
        self.write(value or "")


@attrs.frozen
class _Reader:
    """A text without space at its ends."""

    read: Callable[[], str]

    def __call__(self) -> str:
        return self.read().strip()


__all__ = ["Bound", "DateField", "bind", "canonical"]
