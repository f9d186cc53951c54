"""The administrator's small pages: fields to fill in, a question to confirm, and what is shown once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from kaa_core.model.registry import Problem
from kaa_desktop.app.admin_views import Secret, Told
from kaa_desktop.app.sync_views import FaultView
from kaa_desktop.app.views import Result
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.sheet import ReadingSheet, SheetArea
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, Card, Footer, PageHeader
from kaa_desktop.gui.widgets.buttons import KeyButton, button
from kaa_desktop.gui.widgets.fields import FieldBox, TextField
from kaa_desktop.gui.widgets.labels import label

WIDEST = 620


class AdminForm(Screen):
    """One act: what it is for, its fields, and the foot. Ctrl+Enter does it, Esc leaves it.

    Subclasses add to ``body``, name their fields with ``field`` and say what is done in ``send``.
    """

    def __init__(
        self,
        desk: Desk,
        title: str,
        *,
        name: str,
        finish: str,
        subtitle: str = "",
        card: str = "Uppgifter",
    ) -> None:
        super().__init__(desk, title, name=name)
        self._boxes: dict[str, FieldBox] = {}
        self._busy = self._dirty = self._asked = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.header = PageHeader(self.theme, title, subtitle)
        outer.addWidget(self.header)
        outer.addWidget(self._sheet(title, card, name), 1)
        self.footer = Footer(self.theme)
        self._close = button(self.theme, "Avbryt", name="admin_close", hint="Esc")
        self._close.clicked.connect(self.desk.back)
        self._finish = button(
            self.theme, finish, name="admin_finish", kind="primary", icon="check", hint="Ctrl+Enter"
        )
        self._finish.clicked.connect(self.finish)
        for made in (self._close, self._finish):
            self.footer.add(made)
        outer.addWidget(self.footer)

    def _sheet(self, title: str, heading: str, name: str) -> QWidget:
        self._area = SheetArea()
        inside = ReadingSheet(self.theme, self._area, title, name=f"{name}_sheet")
        inside.setProperty("fill", "canvas")
        column = QVBoxLayout(inside)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        self._fault = Banner(self.theme, Kind.DANGER)
        self._fault.hide()
        column.addWidget(self._fault)
        card = Card(self.theme, heading)
        card.setMaximumWidth(self.theme.px(WIDEST))
        card.body.setSpacing(12)
        self.body = card.body
        column.addLayout(_bounded(card))
        column.addStretch(1)
        self._area.setWidget(inside)
        return self._area

    def settle(self) -> None:
        """All fields are there: dress them."""
        self.theme.dress(self)

    # -- what a form says of itself

    def problems(self) -> list[Problem]:
        """What is wrong with what is filled in."""
        return []

    def send(self) -> Future[Any]:
        """Do it: a `Told` or a `Result`."""
        raise NotImplementedError

    def done(self, value: Any) -> None:
        """It was done: `value` is what was told, or the `Result`."""
        raise NotImplementedError

    # -- parts

    def say(self, text: str, role: str = "body") -> QLabel:
        """A paragraph."""
        made = label(text, role, wrap=True)
        self.body.addWidget(made)
        return made

    def field(self, name: str, title: str, widget: QWidget, **box: Any) -> FieldBox:
        """A labelled field."""
        made = FieldBox(self.theme, title, widget, name=name, **box)
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._boxes[name] = made
        self.body.addWidget(made)
        for signal in ("textEdited", "edited", "activated"):
            if hasattr(widget, signal):
                getattr(widget, signal).connect(self._touched)
        return made

    def text_field(
        self, name: str, title: str, value: str = "", *, guarded: bool = False, **box: Any
    ) -> TextField:
        """A labelled line of text. `guarded`: it is written about a youth, so the guard reads along."""
        made = TextField()
        made.setText(value)
        labelled = self.field(name, title, made, **box)
        if guarded:
            labelled.guard(self.theme).noticed.connect(self.desk.announce)
        return made

    def _touched(self, *_what: object) -> None:
        self._dirty = True
        self._stop_asking()

    # -- doing it

    def finish(self) -> None:
        """Check and send."""
        if self._busy:
            return
        self._stop_asking()
        found = self.problems()
        self._show_problems(found)
        if found:
            return
        self._busy = True
        self.footer.set_state("Skickar", kind=Kind.INFO)
        self.desk.then(self.send(), self._came, self._failed)

    def _show_problems(self, found: Sequence[Problem]) -> None:
        said = {one.field: one.sentence for one in found}
        for name, box in self._boxes.items():
            box.set_error(said.pop(name, ""))
        rest = " ".join(said.values())
        self._fault.setVisible(bool(rest))
        self._fault.set_message(Kind.DANGER, rest)
        wrong = next((box for box in self._boxes.values() if box.error()), None)
        if wrong is not None:
            wrong.field.setFocus(Qt.FocusReason.OtherFocusReason)
            self.desk.announce(wrong.error())

    def _came(self, answer: Any) -> None:
        if not isValid(self):
            return
        self._busy = False
        self.footer.set_state("")
        if isinstance(answer, Told):
            if answer.fault is not None:
                self._show_fault(answer.fault)
            else:
                self._dirty = False
                self.done(answer.value)
        elif isinstance(answer, Result) and not answer.done:
            self._show_problems(answer.problems)
        else:
            self._dirty = False
            self.done(answer)

    def _failed(self, sentence: str) -> None:
        if isValid(self):
            self._busy = False
            self.footer.set_state("")
            self._show_problems([Problem(field="", sentence=sentence)])

    def _show_fault(self, fault: FaultView) -> None:
        show_fault(self._fault, fault)
        self.desk.announce(fault.sentence)
        self._area.ensureWidgetVisible(self._fault)

    # -- the page

    def bindings(self) -> Mapping[str, Binding]:
        return {"form.finish": Binding(self.finish)}

    def panes(self) -> Sequence[QWidget]:
        return [self._area, self.footer]

    def first_focus(self) -> QWidget | None:
        return next((box.field for box in self._boxes.values()), self._close)

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Ctrl+Enter", self._finish.text()), ("Esc", "Avbryt"), ("F6", "Nästa ruta")]

    def escape(self) -> bool:
        if not self._dirty or self._asked:
            return False
        self._asked = True
        self.footer.set_state("Stänga utan att spara?", "Tryck Esc igen.", kind=Kind.WARN)
        self.desk.announce("Stänga utan att spara? Tryck Esc igen.")
        return True

    def _stop_asking(self) -> None:
        if self._asked:
            self._asked = False
            self.footer.set_state("")


def _bounded(card: Card) -> QHBoxLayout:
    """A row that keeps the card's widest: a column would count the height of wrapped text without it."""
    row = QHBoxLayout()
    row.addWidget(card, 100)
    row.addStretch(1)
    return row


def show_fault(banner: Banner, fault: FaultView) -> None:
    """The three parts; no network is no error."""
    away = fault.code.startswith("SYNK-1")
    kind = Kind.INFO if away else Kind.DANGER
    code = "" if away else f" Felkod {fault.code}."
    banner.set_message(kind, fault.happened, f"{fault.safe} {fault.advice}{code}".strip())
    banner.show()


class ConfirmPage(AdminForm):
    """A question: what happens, in words, before it happens."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        paragraphs: Sequence[str],
        finish: str,
        *,
        name: str,
        act: Callable[[], Future[Any]],
        then: Callable[[Any], object],
    ) -> None:
        super().__init__(desk, title, name=name, finish=finish, card="Det här händer")
        self._act, self._then = act, then
        for paragraph in paragraphs:
            self.say(paragraph)
        self.settle()

    def send(self) -> Future[Any]:
        return self._act()

    def done(self, value: Any) -> None:
        self._then(value)

    def first_focus(self) -> QWidget | None:
        return self._close  # nothing happens by one key too many


class SecretPage(Screen):
    """A password or a code: large, once, with what to do with it. It is gone when the page is left."""

    def __init__(
        self, desk: Desk, title: str, what: str, secret: Secret, paragraphs: Sequence[str]
    ) -> None:
        super().__init__(desk, title, name="admin_secret")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(PageHeader(self.theme, title))
        self._area = SheetArea()
        inside = ReadingSheet(self.theme, self._area, title, name="admin_secret_sheet")
        inside.setProperty("fill", "canvas")
        column = QVBoxLayout(inside)
        column.setContentsMargins(20, 16, 20, 16)
        column.addLayout(_bounded(self._card(what, secret, paragraphs)))
        column.addStretch(1)
        self._area.setWidget(inside)
        outer.addWidget(self._area, 1)
        outer.addWidget(self._foot(what))
        self.theme.dress(self)

    def _card(self, what: str, secret: Secret, paragraphs: Sequence[str]) -> Card:
        card = Card(
            self.theme, what, subtitle=f"Gäller till {secret.until}" if secret.until else ""
        )
        card.setMaximumWidth(self.theme.px(WIDEST))
        card.body.setSpacing(12)
        self._secret = label(secret.text, "secret", wrap=True)
        self._secret.setObjectName("secret")
        self._secret.setAccessibleName(f"{what}: {secret.text}")
        flags = Qt.TextInteractionFlag
        self._secret.setTextInteractionFlags(
            flags.TextSelectableByMouse | flags.TextSelectableByKeyboard
        )
        card.body.addWidget(self._secret)
        for paragraph in paragraphs:
            card.body.addWidget(label(paragraph, "body", wrap=True))
        return card

    def _foot(self, what: str) -> Footer:
        self._footer = Footer(self.theme)
        self._footer.set_state("Visas bara nu", kind=Kind.INFO)
        copy = button(self.theme, "Kopiera", name="secret_copy", icon="copy", spoken="Kopiera")
        copy.clicked.connect(self._copy)
        self._ready: KeyButton = button(
            self.theme, "Klar", name="secret_done", kind="primary", hint="Esc"
        )
        self._ready.setAccessibleDescription(f"{what} visas inte igen.")
        self._ready.clicked.connect(self.desk.back)
        for made in (copy, self._ready):
            self._footer.add(made)
        return self._footer

    def _copy(self) -> None:
        self.desk.copy(self._secret.text())
        self.desk.say("Kopierat. Det tas bort ur Urklipp när programmet låses.")

    def panes(self) -> Sequence[QWidget]:
        return [self._area, self._footer]

    def first_focus(self) -> QWidget | None:
        return self._secret
