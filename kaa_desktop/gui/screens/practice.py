"""Övningen: who one is in it, what to practise, and how to begin anew or take it away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kaa_core.model.enums import Role
from kaa_desktop.app.roles import role_label
from kaa_desktop.gui.forms.sheet import SheetArea, ground
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.widgets.boxes import Card, PageHeader
from kaa_desktop.gui.widgets.buttons import KeyButton, button
from kaa_desktop.gui.widgets.labels import label
from kaa_desktop.gui.widgets.segments import SegmentedFilter

ROLES = (Role.CASEWORKER, Role.COORDINATOR, Role.MANAGER)
_WHAT = (
    "Här är allt påhittat. Du gör allt som i vanliga fall, och samma regler gäller. "
    "Inget av det du gör når någon server eller någon kollega."
)
_ROLE = "Programmet öppnas om med den roll du väljer. Det du har övat är kvar."
_CONFLICT = (
    "Öppna en ungdom och ändra telefonnumret. Kollegan Farid Modell ändrar det samtidigt. "
    "Sedan väljer du vad som ska gälla, under Synkning."
)
_ANEW = "Det du har övat tas bort, och kommunen blir som ny, räknad från i dag."
_REMOVE = "Övningskommunen tas bort från datorn. Dina egna profiler rörs inte."


class Hands(Protocol):
    """What the program does with a practice."""

    def practise_as(self, role: int) -> None:
        """Open it again in another role."""

    def practise_anew(self) -> None:
        """Take away what was practised and make it as new."""

    def stop_practising(self) -> None:
        """Take it off the computer."""


class PracticeScreen(Screen):
    """The page of the practice municipality."""

    def __init__(self, desk: Desk, hands: Hands) -> None:
        super().__init__(desk, "Övningen", name="practice")
        self._hands = hands
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(PageHeader(self.theme, "Övningen", self.session.who.municipality))
        inside, body = ground()
        outer.addWidget(SheetArea.around(inside, "practice_area"), 1)
        body.addWidget(label(_WHAT, "body", wrap=True))
        body.addWidget(self._role_card())
        body.addWidget(self._conflict_card())
        self._anew = _Asked(self, "anew", "Börja om övningen", "Börja om nu", hands.practise_anew)
        self._away = _Asked(self, "remove", "Ta bort övningen", "Ta bort nu", hands.stop_practising)
        body.addWidget(self._card("Börja om", "undo-2", _ANEW, self._anew))
        body.addWidget(self._card("Ta bort", "trash-2", _REMOVE, self._away))
        body.addStretch(1)
        self.theme.dress(self)

    def _card(self, title: str, icon: str, text: str, inside: QWidget) -> Card:
        card = Card(self.theme, title, icon=icon)
        card.body.addWidget(label(text, "body", wrap=True))
        card.body.addWidget(inside)
        return card

    def _role_card(self) -> Card:
        choices = [(str(int(role)), role_label(int(role)).capitalize()) for role in ROLES]
        self.role = SegmentedFilter(self.theme, "Öva som", choices, name="practice_role")
        self.role.set_value(str(self.session.role))
        self.role.chosen.connect(self._role_chosen)
        return self._card("Öva som", "user", _ROLE, _left(self.role))

    def _conflict_card(self) -> Card:
        conflict = self.desk.actions.button("practice.conflict", name="practice_conflict")
        return self._card("Öva på en konflikt", "copy-check", _CONFLICT, _left(conflict))

    def _role_chosen(self, role: str) -> None:
        if int(role) != self.session.role:
            self._hands.practise_as(int(role))

    def escape(self) -> bool:
        """Esc takes a question back first."""
        return self._anew.take_back() or self._away.take_back()


class _Asked(QWidget):
    """A button that asks before it does what cannot be undone: the first press is no yes."""

    def __init__(
        self, page: PracticeScreen, name: str, text: str, sure: str, act: Callable[[], None]
    ) -> None:
        super().__init__()
        self._page = page
        self._text, self._sure, self._act = text, sure, act
        self._asking = False
        theme = page.theme
        self._do: KeyButton = button(theme, text, name=f"practice_{name}")
        self._keep = button(
            theme, "Behåll", name=f"practice_{name}_keep", spoken=f"Behåll. {text}: nej"
        )
        self._keep.hide()
        self._do.clicked.connect(self._pressed)
        self._keep.clicked.connect(self.take_back)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for made in (self._do, self._keep):
            row.addWidget(made)
        row.addStretch(1)

    def _pressed(self) -> None:
        if self._asking:
            self._act()
            return
        self._asking = True
        self._show()
        self._keep.setFocus()
        self._page.desk.say(f"{self._text}? Välj {self._sure} eller Behåll.")

    def take_back(self) -> bool:
        """The answer is no; True when there was a question."""
        asked, self._asking = self._asking, False
        if asked:
            self._show()
            self._do.setFocus()
        return asked

    def _show(self) -> None:
        words = self._sure if self._asking else self._text
        self._do.setText(words)
        self._do.setAccessibleName(words)
        self._keep.setVisible(self._asking)


def _left(widget: QWidget) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(widget)
    row.addStretch(1)
    return made
