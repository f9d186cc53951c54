"""Vem gör vad, och när: rows that become bevakningar when the conversation is entered."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from kaa_core.model.enums import Responsible
from kaa_desktop.app.agreed import LONGEST, AgreedTask
from kaa_desktop.gui.forms.choices import ChoiceBox
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.widgets.boxes import fold
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.fields import DateField, TextField
from kaa_desktop.gui.widgets.guarded import GuardPanel
from kaa_desktop.gui.widgets.labels import label

NARROW_EM: Final = 46
UNREAD: Final = "Rad {number}: {sentence}"


class _Row(QWidget):
    """What, who, when, and away with it."""

    edited = Signal()
    left = Signal()

    def __init__(self, desk: Desk, number: int) -> None:
        super().__init__()
        theme = desk.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._line.setSpacing(8)
        column.addLayout(self._line)
        self.title = TextField()
        self.title.setMaxLength(LONGEST)
        self.who = ChoiceBox(list(Responsible), empty="Vem gör det?")
        self.due = DateField(desk.session.today)
        self.away = button(theme, "", name="", icon="trash-2", kind="flat", spoken="Ta bort raden")
        until = label("senast", "muted")
        rest = QWidget()
        beside = QBoxLayout(QBoxLayout.Direction.LeftToRight, rest)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(8)
        for widget in (self.who, until, self.due, self.away):
            beside.addWidget(widget)
        beside.addStretch(1)
        self._line.addWidget(self.title, 3)
        self._line.addWidget(rest, 2)
        self.guarded = GuardPanel(theme, self.title)
        self.guarded.noticed.connect(desk.announce)
        column.addWidget(self.guarded)
        for changed in (self.title.textChanged, self.who.edited, self.due.textChanged):
            changed.connect(self._edited)
        for field in (self.title, self.who, self.due):
            field.left.connect(self.left)
        self.number(number)

    def number(self, number: int) -> None:
        """Be told apart from the other rows."""
        named = (
            (self.title, "vad", "title"),
            (self.who, "vem", "who"),
            (self.due, "senast", "due"),
        )
        for field, word, key in named:
            field.setObjectName(f"agreed_{number}_{key}")
            field.setAccessibleName(f"Överenskommet {number}: {word}")
        self.away.setObjectName(f"agreed_{number}_away")
        self.away.setAccessibleName(f"Ta bort rad {number}")
        self.away.setToolTip(f"Ta bort rad {number}")

    def stops(self) -> Sequence[QWidget]:
        """What Tab visits, in reading order."""
        return (self.title, self.who, self.due, self.away)

    def value(self) -> AgreedTask:
        """The row as typed."""
        typed = self.due.text() if self.due.problem() else ""
        who = self.who.value()
        return AgreedTask(
            title=self.title.text(),
            responsible=who if isinstance(who, Responsible) else None,
            due=self.due.value(),
            typed=typed,
        )

    def set_value(self, row: AgreedTask) -> None:
        """Show a row as it was typed."""
        self.title.setText(row.title)
        self.who.set_value(row.responsible)
        if row.typed:
            self.due.setText(row.typed)
        else:
            self.due.set_value(row.due)

    def fold(self, *, narrow: bool) -> None:
        """Stand on one line or on two."""
        fold(self._line, narrow=narrow)

    def _edited(self, *_: object) -> None:
        self.edited.emit()


class AgreedField(QWidget):
    """The rows, and the way to one more. A row that nothing is written in counts for nothing."""

    edited = Signal()
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._rows: list[_Row] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.add = button(
            desk.theme,
            "Lägg till vem som gör vad",
            name="agreed_add",
            icon="plus",
            compact=True,
        )
        self.add.clicked.connect(self._add)
        below = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        below.addWidget(self.add)
        below.addStretch(1)
        self._column.addLayout(below)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """To the first row. Not by a proxy: Tab would then come back to it from the last row."""
        (self._rows[0].title if self._rows else self.add).setFocus(reason)

    def value(self) -> tuple[AgreedTask, ...]:
        """The rows in which something is written."""
        return tuple(row for one in self._rows if not (row := one.value()).empty)

    def set_value(self, rows: Sequence[AgreedTask]) -> None:
        """Show these rows; sends no signal."""
        while self._rows:
            self._drop(self._rows[-1])
        for row in rows:
            self._put().set_value(row)

    def problem(self) -> str:
        """The sentence about a day that cannot be read."""
        for number, row in enumerate(self._rows, 1):
            if sentence := row.due.problem():
                return UNREAD.format(number=number, sentence=sentence)
        return ""

    def _add(self) -> None:
        self._put().title.setFocus()
        self.edited.emit()

    def _put(self) -> _Row:
        made = _Row(self._desk, len(self._rows) + 1)
        self._rows.append(made)
        self._column.insertWidget(len(self._rows) - 1, made)
        self._desk.theme.dress(made)
        made.fold(narrow=self._is_narrow())
        made.edited.connect(self.edited)
        made.left.connect(self.left)
        made.away.clicked.connect(self._away)
        made.show()
        start = self._rows[-2].away if len(self._rows) > 1 else self._stop_before()
        for before, stop in pairwise((start, *made.stops(), self.add)):
            QWidget.setTabOrder(before, stop)
        return made

    def _stop_before(self) -> QWidget:
        """What Tab visits before the rows."""
        before = self.add.previousInFocusChain()
        while before is not None and before is not self.add:
            stop = before.focusPolicy() & Qt.FocusPolicy.TabFocus and before.focusProxy() is None
            if stop and not self.isAncestorOf(before):
                return before
            before = before.previousInFocusChain()
        return self.add

    def _away(self) -> None:
        way = self.sender()
        row = next((one for one in self._rows if one.away is way), None)
        if row is None:
            return
        at = self._rows.index(row)
        self._drop(row)
        (self._rows[min(at, len(self._rows) - 1)].title if self._rows else self.add).setFocus()
        self.edited.emit()

    def _drop(self, row: _Row) -> None:
        self._rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        for number, one in enumerate(self._rows, 1):
            one.number(number)

    def _is_narrow(self) -> bool:
        return self.width() < NARROW_EM * max(self._desk.theme.em, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for row in self._rows:
            row.fold(narrow=self._is_narrow())
