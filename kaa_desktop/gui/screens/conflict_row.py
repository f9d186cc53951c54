"""One field with two values: both whole, who, when and on which computer (picture 07).

The digits act only while the row, or something in it that does not take text, has the focus
(WCAG 2.1.4): 1 the first value, 2 the server's, 3 both, 4 a value of one's own.
"""

from __future__ import annotations

from typing import Any

import attrs
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QFrame, QVBoxLayout, QWidget

from kaa_core.model.enums import Resolution
from kaa_core.model.registry import FieldType
from kaa_desktop.app.sync_views import ConflictView, Deletion
from kaa_desktop.gui.forms.choices import Dropdown
from kaa_desktop.gui.painting import ChipLook, focus_ring
from kaa_desktop.gui.screens.conflict_side import WAYS, SideCard
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import fold
from kaa_desktop.gui.widgets.buttons import KeyButton, button
from kaa_desktop.gui.widgets.chips import Chip
from kaa_desktop.gui.widgets.fields import DateField, FieldBox, NoteField, TextField, TimeField
from kaa_desktop.gui.widgets.labels import label

SEALED = "Anteckningen är införd i journalen. Serverns uppgift gäller. Rätta med ett tillägg."
YOUTH_STAYS = "En kollega har skrivit om ungdomen. Därför är ungdomen kvar i registret."
SEALED_BOTH = (
    "Anteckningen är införd i journalen och ändras inte. Behåll båda, eller bara serverns."
)
_TYPED = {FieldType.TEXT, FieldType.PROSE, FieldType.DATE, FieldType.TIME, FieldType.INTEGER}


@attrs.frozen(repr=False)
class Chosen:
    """What was decided: how, and the own value where that is the way."""

    how: Resolution
    own: Any = None
    both: bool = False
    text: str = ""


class ConflictRow(QFrame):
    """``changed`` follows every choice. ``chosen`` is None until one is made."""

    changed = Signal()
    history = Signal()

    def __init__(self, desk: Desk, view: ConflictView, number: int) -> None:
        super().__init__()
        self.view = view
        self._theme = desk.theme
        self._name = f"conflict_{number}"
        self._how: Resolution | None = None
        self._both = False
        self.setObjectName(self._name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{view.record}: {view.label}")
        self.setAccessibleDescription(_keys_told(view))
        self._lay_out(desk)
        self._show_seen()
        self._show()

    # -- parts

    def _lay_out(self, desk: Desk) -> None:
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(14, 10, 12, 10)
        self._row.setSpacing(12)
        self._row.addWidget(self._left(), 2)
        theme, view = self._theme, self.view
        who = "Din ändring" if view.other.mine else "Den andra ändringen"
        about = f"{view.record}, {view.label}"
        first, second = WAYS[view.deletion]
        chosen = (f"välj {who.lower()}", "välj serverns uppgift")
        if view.deletion is not Deletion.NEITHER:
            chosen = (first.lower(), second.lower())
        self.other = SideCard(
            *(theme, view.other, view.kept, "1", f"{self._name}_1", f"{about}: {chosen[0]}", first)
        )
        self.kept = SideCard(
            *(theme, view.kept, view.other, "2", f"{self._name}_2", f"{about}: {chosen[1]}", second)
        )
        self.other.wanted.connect(self._choose_other)
        self.kept.wanted.connect(self._choose_kept)
        both = QVBoxLayout()
        both.setSpacing(8)
        self._pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._pair.setSpacing(12)
        self._pair.addWidget(self.other, 1)
        self._pair.addWidget(self.kept, 1)
        both.addLayout(self._pair)
        both.addWidget(self._own_field(desk))
        self._row.addLayout(both, 8)

    def _left(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        view, theme = self.view, self._theme
        column.addWidget(label(view.label, "strong", wrap=True))
        column.addWidget(label(view.record, "caption", wrap=True))
        self._before = label("", "muted", wrap=True)
        column.addWidget(self._before)
        self._chip = Chip(theme)
        column.addWidget(self._chip)
        self._asked = label("", "caption", wrap=True)
        column.addWidget(self._asked)
        self._keep_both = self._small("Behåll båda", "copy-check", "3", self._choose_both)
        self._own = self._small("Skriv ett eget", "pencil", "4", self._choose_own)
        column.addWidget(self._keep_both, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._own, 0, Qt.AlignmentFlag.AlignLeft)
        self._history = button(
            theme, "Historik", name=f"{self._name}_history", icon="history", compact=True,
            kind="flat", spoken=f"{view.record}, {view.label}: visa historik",
        )  # fmt: skip
        self._history.clicked.connect(self.history)
        column.addWidget(self._history, 0, Qt.AlignmentFlag.AlignLeft)
        self._keep_both.setVisible(bool(view.both))
        self._own.setVisible(view.own and (bool(view.options) or view.type in _TYPED))
        for words in (view.both, _why_so(view)):
            if words:
                column.addWidget(label(words, "caption", wrap=True))
        column.addStretch(1)
        return side

    def _small(self, text: str, icon: str, key: str, act: Any) -> KeyButton:
        spoken = f"{self.view.record}, {self.view.label}: {text.lower()}"
        made = button(
            self._theme,
            text,
            name=f"{self._name}_{key}",
            icon=icon,
            hint=key,
            compact=True,
            spoken=spoken,
        )
        made.clicked.connect(act)
        return made

    def _own_field(self, desk: Desk) -> QWidget:
        view = self.view
        field: QWidget
        if view.options:
            field = Dropdown()
            for code, word in view.options:
                field.addItem(word[:1].upper() + word[1:], code)
            field.currentIndexChanged.connect(self._typed)
        elif view.prose:
            field = NoteField()
            field.textChanged.connect(self._typed)
        else:
            line = _line_for(view.type, desk)
            line.textChanged.connect(self._typed)
            field = line
        self._field = field
        self._box = FieldBox(
            self._theme,
            "Ditt eget",
            field,
            name=f"{self._name}_own",
            spoken=f"{view.record}, {view.label}: eget värde",
        )
        self._box.hide()
        return self._box

    def learn(self, view: ConflictView) -> None:
        """Names have come from the server; the values of a conflict never change."""
        self.view = view
        self.other.set_told(view.other)
        self.kept.set_told(view.kept)
        self._show_seen()

    def _show_seen(self) -> None:
        """Before whom: once when both had the same before them, else at each side."""
        view = self.view
        same = view.kept.saw in ("", view.other.saw)
        before = view.before or "tomt"
        both = " (båda hade sett det)" if same and view.kept.saw else ""
        self._before.setText(f"Före: {before}{both}")
        self._before.setVisible(same and view.deletion is not Deletion.ARRIVED)
        self.other.set_saw("" if same else view.other.saw)
        self.kept.set_saw("" if same else view.kept.saw)
        self._asked.setText(view.asked)
        self._asked.setVisible(bool(view.asked))

    # -- choosing

    def _choose_other(self) -> None:
        self._choose(Resolution.OTHER)

    def _choose_kept(self) -> None:
        self._choose(Resolution.KEPT)

    def _choose_both(self) -> None:
        if self.view.both:
            how = Resolution.KEPT if self.view.addendum else Resolution.OWN
            self._choose(how, both=True)

    def _choose_own(self) -> None:
        if self._own.isHidden():
            return
        if isinstance(self._field, NoteField) and not self._field.toPlainText():
            self._field.setPlainText(self.view.other.value)
        self._choose(Resolution.OWN)
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, how: Resolution, *, both: bool = False) -> None:
        if not self.view.choosable and how is not Resolution.KEPT:
            return
        self._how, self._both = how, both
        self._box.set_error("")
        self._show()
        self.changed.emit()

    def _typed(self) -> None:
        self._box.set_error("")
        self._chip.set_look(self._look())
        self.changed.emit()

    def follow(self, how: Resolution) -> None:
        """Another row about the same deleted record was chosen: that is one decision for both."""
        if self._how is not how and not (self._how is Resolution.OWN and how is Resolution.OTHER):
            self._how, self._both = how, False
            self._show()

    def chosen(self) -> Chosen | None:
        """The choice, or None."""
        if self._how is None:
            return None
        if self._how is not Resolution.OWN:
            return Chosen(self._how, both=self._both)
        if self._both:
            return Chosen(
                self._how, f"{self.view.kept.value}\n\n{self.view.other.value}", both=True
            )
        return Chosen(self._how, self._own_value(), text=self._own_text())

    def restore(self, chosen: Chosen) -> None:
        """Show a choice that was made before the page was left."""
        self._put(chosen)
        self._how, self._both = chosen.how, chosen.both
        self._show()

    def _put(self, chosen: Chosen) -> None:
        if isinstance(self._field, QComboBox):
            self._field.setCurrentIndex(max(0, self._field.findData(chosen.own)))
        elif isinstance(self._field, NoteField):
            self._field.setPlainText(chosen.text)
        elif isinstance(self._field, TextField):
            self._field.setText(chosen.text)

    def _own_text(self) -> str:
        if isinstance(self._field, NoteField):
            return self._field.toPlainText()
        return self._field.text() if isinstance(self._field, TextField) else ""

    def _own_value(self) -> Any:
        field = self._field
        if isinstance(field, QComboBox):
            return field.currentData()
        if isinstance(field, DateField | TimeField):
            return field.value()
        text = self._own_text().strip()
        if self.view.type is FieldType.INTEGER:
            return int(text) if text.isascii() and text.isdigit() else None
        return text or None

    def problem(self) -> str:
        """Why the own value cannot be taken, else empty."""
        chosen = self.chosen()
        if chosen is None or chosen.how is not Resolution.OWN or chosen.both:
            return ""
        if chosen.own is not None:
            return ""
        said = getattr(self._field, "problem", None)
        return (said() if said else "") or "Skriv ett eget värde, eller välj ett av de två."

    def show_problem(self) -> None:
        """Say it at the field."""
        self._box.set_error(self.problem())
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        own = self._how is Resolution.OWN
        self.other.set_chosen(chosen=self._how is Resolution.OTHER or self._both)
        self.kept.set_chosen(chosen=self._how is Resolution.KEPT or self._both)
        self._box.setVisible(own and not self._both)
        self.other.choose.setVisible(self.view.choosable)
        self._chip.set_look(self._look())

    def _look(self) -> ChipLook:
        if self._how is None:
            return ChipLook("Välj", "clock", Kind.WARN)
        if self.problem():
            return ChipLook("Skriv ditt eget", "pencil", Kind.WARN)
        if self._both:
            return ChipLook("Löst: båda sparas", "circle-check", Kind.OK)
        mine = "Löst: din ändring" if self.view.other.mine else "Löst: den andra"
        words = {Resolution.OTHER: mine, Resolution.KEPT: "Löst: serverns"}
        if self.view.deletion is not Deletion.NEITHER:
            first, second = WAYS[self.view.deletion]
            words = {Resolution.OTHER: f"Löst: {first.lower()}"}
            words[Resolution.KEPT] = f"Löst: {second.lower()}"
        return ChipLook(words.get(self._how, "Löst: ett eget"), "circle-check", Kind.OK)

    # -- keys and looks

    def keyPressEvent(self, event: QKeyEvent) -> None:
        acts = {
            "1": self._choose_other,
            "2": self._choose_kept,
            "3": self._choose_both,
            "4": self._choose_own,
        }
        act = acts.get(event.text())
        if act is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        else:
            act()

    def fold(self, *, narrow: bool) -> None:
        """Stand under each other when the window is narrow."""
        for row in (self._row, self._pair):
            fold(row, narrow=narrow)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.hasFocus():
            focus_ring(QPainter(self), self.rect().toRectF(), self._theme)


def _line_for(kind: FieldType, desk: Desk) -> TextField:
    if kind is FieldType.DATE:
        return DateField(desk.session.today)
    return TimeField() if kind is FieldType.TIME else TextField()


def _keys_told(view: ConflictView) -> str:
    """What the digits do here, for who cannot see the buttons."""
    first, second = WAYS[view.deletion]
    if view.deletion is Deletion.NEITHER:
        first, second = "väljer den första uppgiften", "serverns"
    told = (
        [f"2 {second.lower()}"]
        if not view.choosable
        else [f"1 {first.lower()}, 2 {second.lower()}"]
    )
    told += ["3 behåller båda"] if view.both else []
    told += ["4 ett eget"] if view.own else []
    return f"{', '.join(told)}. {_why_so(view)}".strip()


def _why_so(view: ConflictView) -> str:
    """Why there is less to choose, or what is chosen, when it is not a value against a value."""
    if not view.choosable and view.deletion is Deletion.ARRIVED:
        return YOUTH_STAYS
    if not view.choosable:
        return SEALED_BOTH if view.addendum else SEALED
    return view.deletion.value
