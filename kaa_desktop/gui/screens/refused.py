"""Ej mottaget: an act that the server will never take, whole, and what can be made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from kaa_core.model.ids import YouthId
from kaa_core.model.rights import Right
from kaa_desktop.app.forms import NoteForm
from kaa_desktop.app.sync_views import RefusedView
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.sheet import ReadingSheet, SheetArea
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.screens.parts import FactTable
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, Card, Footer, PageHeader
from kaa_desktop.gui.widgets.buttons import button

NO_YOUTH = "Det här handlar inte om en ungdom. Kopiera texten i stället."


def as_text(view: RefusedView) -> str:
    """All that was written, as plain text."""
    lines = [f"{view.title}, {view.when}"]
    lines += [f"{fact.label}: {fact.value}" for fact in view.content if fact.value]
    return "\n".join(lines)


class RefusedScreen(Screen):
    """The reason first, then the content; Ctrl+Enter copies it into a new draft."""

    def __init__(self, desk: Desk, view: RefusedView) -> None:
        super().__init__(desk, f"Ej mottaget – {view.title}", name="refused")
        self._view = view
        self._asked = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        about = " · ".join(part for part in (view.name, view.when) if part)
        outer.addWidget(PageHeader(self.theme, view.title, about))
        outer.addWidget(self._content(), 1)
        outer.addWidget(self._foot())
        self.theme.dress(self)

    def _content(self) -> QWidget:
        self._area = SheetArea()
        inside = ReadingSheet(self.theme, self._area, "Det du skrev", name="refused_content")
        inside.setProperty("fill", "canvas")
        column = QVBoxLayout(inside)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(12)
        column.addWidget(
            Banner(
                self.theme,
                Kind.WARN,
                "Servern har inte tagit emot det här.",
                f"{self._view.reason} Allt du skrev står kvar nedan.",
                icon="inbox",
            )
        )
        card = Card(self.theme, "Det du skrev", icon="file-text")
        facts = FactTable(self.theme)
        card.body.addWidget(facts)
        facts.set_facts(self._view.content)
        column.addWidget(card)
        column.addStretch(1)
        self._area.setWidget(inside)
        return self._area

    def _foot(self) -> QWidget:
        foot = self._footer = Footer(self.theme)
        self._dismiss = button(
            self.theme, "Ta bort ur listan", name="refused_dismiss", kind="flat", icon="trash-2"
        )
        copy = button(self.theme, "Kopiera texten", name="refused_copy", icon="copy")
        self._again = button(
            self.theme,
            "Skriv på nytt",
            name="refused_again",
            kind="primary",
            icon="notebook-pen",
            hint="Ctrl+Enter",
        )
        self._dismiss.clicked.connect(self._take_away)
        copy.clicked.connect(self._copy)
        self._again.clicked.connect(self._write_again)
        for made in (self._dismiss, copy, self._again):
            foot.add(made)
        self._again.set_blocked(self._why_not())
        return foot

    def _why_not(self) -> str:
        may_not = self.session.why_not(Right.WRITE_CASES)
        return may_not or ("" if self._view.youth is not None else NO_YOUTH)

    def _copy(self) -> None:
        self.desk.copy(as_text(self._view))
        self.desk.say("Texten är kopierad. Den tas bort ur Urklipp när programmet låses.")

    def _write_again(self) -> None:
        """A new note as a draft, with all of the text: nothing is entered before the person says so."""
        youth = self._view.youth
        if youth is None or self._why_not():
            self.desk.say(self._why_not())
            return
        draft = self.session.new_draft_id()
        form = NoteForm(
            youth=youth,
            occurred_on=self.session.today(),
            at=self.session.now(),
            text=as_text(self._view),
        )
        self.desk.keeper.keep(draft, form)
        self.desk.open_form("journal_note", youth, draft=draft)

    def _take_away(self) -> None:
        if not self._asked:
            self._asked = True
            self._footer.set_state("Ta bort?", "Då finns texten inte kvar.", kind=Kind.WARN)
            self._dismiss.setText("Ta bort texten")
            return
        self.desk.then(self.session.dismiss_refused(self._view.n), self._gone)

    def _gone(self, _: object) -> None:
        if isValid(self):
            self.desk.back()
            self.desk.say("Borttaget ur listan.")

    # -- the page

    def escape(self) -> bool:
        if self._asked:
            self._asked = False
            self._footer.set_state("")
            self._dismiss.setText("Ta bort ur listan")
            return True
        return False

    def chosen_youth(self) -> YouthId | None:
        return self._view.youth

    def panes(self) -> Sequence[QWidget]:
        return [self._area, self._footer]

    def first_focus(self) -> QWidget | None:
        return self._again

    def bindings(self) -> Mapping[str, Binding]:
        return {"form.finish": Binding(self._write_again)}
