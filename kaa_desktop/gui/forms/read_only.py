"""A form that may only be read: the reason on top, the fields as text, nothing to send (design.md 4)."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from kaa_desktop.gui.forms.frame import FormFrame
from kaa_desktop.gui.screens.desk import Screen
from kaa_desktop.gui.tokens import Kind

KEPT = "Det som är skrivet finns kvar på datorn och kan läsas här."


def make_read_only(form: Screen, reason: str) -> None:
    """Whatever the form has of fields is read, and what would write says why it cannot."""
    frame = form.findChild(FormFrame)
    if frame is None:
        return
    frame.show_reason(Kind.INFO, reason, KEPT)
    for button in (frame.finish, frame.discard):
        button.set_blocked(reason)
        button.setEnabled(False)
    for widget in frame.area.findChildren(QWidget):
        if isinstance(widget, QLineEdit | QPlainTextEdit):
            widget.setReadOnly(True)
        elif isinstance(widget, QAbstractButton | QComboBox) and widget is not frame.retry:
            widget.setEnabled(False)
