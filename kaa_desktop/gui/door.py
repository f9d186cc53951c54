"""What the cards of the unlock window have in common, beside the unlock form itself.

They are imported when they are first asked for: the start of the program is measured.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner
from kaa_desktop.gui.widgets.buttons import KeyButton, button
from kaa_desktop.gui.widgets.fields import FieldBox, TextField
from kaa_desktop.gui.widgets.labels import label


class DoorCard(QFrame):
    """A title, a sentence, a banner for what went wrong, a body and the buttons. Esc goes back."""

    back = Signal()

    def __init__(self, theme: Theme, title: str, lead: str, *, width: int) -> None:
        super().__init__()
        self.theme = theme
        self.title = title
        self._boxes: dict[str, FieldBox] = {}
        self.setProperty("card", True)
        self._wanted = width
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 24, 32, 20)
        column.setSpacing(12)
        column.addWidget(label(title, "page", wrap=True))
        self.lead = label(lead, "body", wrap=True)
        column.addWidget(self.lead)
        self._trouble = Banner(theme, Kind.DANGER)
        self._trouble.hide()
        column.addWidget(self._trouble)
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        column.addLayout(self.body)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.buttons.addStretch(1)
        column.addLayout(self.buttons)
        theme.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.setMaximumWidth(self.theme.px(self._wanted))
        self.setMinimumWidth(min(self._wanted, 440))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(self._wanted), super().sizeHint().height())

    # -- parts

    def line(self, name: str, title: str, *, secret: bool = False, note: str = "") -> TextField:
        """A labelled line; a secret one is not shown."""
        made = TextField()
        made.setMaxLength(200)
        if secret:
            made.setEchoMode(QLineEdit.EchoMode.Password)
            hints = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
            made.setInputMethodHints(hints | Qt.InputMethodHint.ImhNoAutoUppercase)
        self._boxes[name] = FieldBox(self.theme, title, made, name=f"door_{name}", note=note)
        return made

    def box(self, name: str) -> FieldBox:
        """The labelled box of a line."""
        return self._boxes[name]

    def action(
        self, words: str, name: str, *, kind: str = "secondary", hint: str = ""
    ) -> KeyButton:
        """A button at the foot; the last one is the primary."""
        made = button(self.theme, words, name=name, kind=kind, hint=hint)
        self.buttons.addWidget(made)
        return made

    # -- what is said

    def show_problems(self, found: Mapping[str, str]) -> bool:
        """Say what is wrong at each field, and go to the first; True when something is."""
        for name, box in self._boxes.items():
            box.set_error(found.get(name, ""))
        first = next((self._boxes[name] for name in self._boxes if name in found), None)
        if first is not None:
            first.field.setFocus(Qt.FocusReason.OtherFocusReason)
        return first is not None

    def show_trouble(self, happened: str, rest: str = "", *, kind: Kind = Kind.DANGER) -> None:
        """What happened, what is safe and what to do; an empty text takes it away."""
        self._trouble.set_message(kind, happened, rest)
        self._trouble.setVisible(bool(happened))
        if happened:
            QTimer.singleShot(0, self._reveal)

    def _reveal(self) -> None:
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(self._trouble)

    def forget(self) -> None:
        """No secret stays in a field of a card that is left."""
        for box in self._boxes.values():
            field = box.field
            if isinstance(field, QLineEdit) and field.echoMode() is QLineEdit.EchoMode.Password:
                field.setText("")  # clear() could be undone

    def first_focus(self) -> QWidget:
        """What gets the focus when the card is shown."""
        return next(iter(self._boxes.values())).field

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back.emit()
        else:
            super().keyPressEvent(event)
