"""Väntar på granskning: work that came in from somebody who does not see the youth; a coordinator decides."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from kaa_core.model.registry import Problem
from kaa_core.model.rights import Right
from kaa_desktop.app.reviewing import LONGEST, HeldView
from kaa_desktop.app.views import Changes
from kaa_desktop.app.views_base import Chip, Fact, Tone
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.fields import WorkerBox
from kaa_desktop.gui.rows import Cell, Column, Row
from kaa_desktop.gui.screens.admin_form import AdminForm, ConfirmPage
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk

TITLE = "Väntar på granskning"
COLUMNS = (
    Column("who", "Vem skrev, om vem"),
    Column("what", "Vad", width=170),
    Column("when", "Skrivet", width=130, optional=1),
)
WAITS = Chip("Väntar", "clock", Tone.WARN)
ACCEPT = (
    "Allt förs in i registret och journalen precis som det är skrivet.",
    "Det står med författarens namn, dator och tid. Du står inte som författare.",
    "Den som skrev får veta att det är mottaget.",
)


class ReviewScreen(AdminList):
    """What waits, the oldest first."""

    noun = "rad"

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            TITLE,
            "Skrivet av någon som inte längre ser ärendet. Inget är bortkastat.",
            name="review",
            columns=COLUMNS,
            empty=(
                "circle-check",
                "Inget väntar på granskning.",
                "Hit kommer det som någon skrivit om en ungdom som hen inte längre ser.",
            ),
            acts=("review.accept", "review.hand", "review.refuse"),
        )

    def load(self) -> None:
        if self.session.may(Right.KEEP_REGISTER):
            self.ask(self.session.reviewing.held())

    def refresh(self, changes: Changes) -> None:
        if changes.everything or changes.youths:
            self.load()

    def row_of(self, item: HeldView) -> Row:
        return Row(
            (
                Cell(item.who, item.name, strong=True),
                Cell(item.what, item.device),
                Cell(item.when, tone="text2"),
            )
        )

    def show_item(self, item: HeldView) -> None:
        about = (
            Fact(label="Om", value=item.name),
            Fact(label="Skrivet av", value=f"{item.who} på {item.device}"),
            Fact(label="Varför det väntar", value=item.why),
        )
        self.pane.show_thing(f"{item.who}: {item.what}", (WAITS,), (*about, *item.facts), "")

    def main_act(self) -> str:
        return "review.accept"

    def acts(self) -> Mapping[str, Binding]:
        return {
            "review.accept": Binding(self._accept, self.none_chosen),
            "review.hand": Binding(self._hand, self.none_chosen),
            "review.refuse": Binding(self._refuse, self.none_chosen),
        }

    def _accept(self) -> None:
        item: HeldView = self.chosen()
        self.desk.open_screen(
            ConfirmPage(
                self.desk,
                f"Ta emot det som {item.who} skrev",
                ACCEPT,
                "Ta emot",
                name="review_accept",
                act=partial(self.session.reviewing.accept, item),
                then=partial(self._done, f"Mottaget. Det står med {item.who} som författare."),
            )
        )

    def _hand(self) -> None:
        item: HeldView = self.chosen()
        self.desk.open_screen(ReviewHandPage(self.desk, item, self._done))

    def _refuse(self) -> None:
        item: HeldView = self.chosen()
        self.desk.open_screen(AnswerPage(self.desk, item, self._done))

    def _done(self, sentence: str, *_told: object) -> None:
        self.changed(sentence)
        self.load()


class ReviewHandPage(AdminForm):
    """Who is to go through it."""

    def __init__(self, desk: Desk, item: HeldView, then: Any) -> None:
        super().__init__(
            desk,
            f"Lämna det som {item.who} skrev",
            name="review_hand",
            finish="Lämna över",
        )
        self._item, self._then = item, then
        self.say("Allt förs in som det är skrivet, med författarens namn och tid.")
        self.say("Kollegan får en bevakning om att gå igenom det, och ser ärendet.", "muted")
        self._worker = WorkerBox(self.session.colleagues(writing=True))
        self.field("worker", "Vem ska gå igenom det?", self._worker)
        self.settle()

    def problems(self) -> list[Problem]:
        if self._worker.value() is None:
            return [Problem(field="worker", sentence="Välj en kollega.")]
        return []

    def send(self) -> Future[Any]:
        worker = self._worker.value()
        assert worker is not None  # `problems` has asked for her
        return self.session.reviewing.hand_over(self._item, worker)

    def done(self, value: Any) -> None:
        self._then("Överlämnat. Kollegan har fått en bevakning.", value)

    def first_focus(self) -> QWidget | None:
        return self._worker


class AnswerPage(AdminForm):
    """Why it is not taken in: words that reach its author."""

    def __init__(self, desk: Desk, item: HeldView, then: Any) -> None:
        super().__init__(
            desk,
            f"Svara {item.who}",
            name="review_answer",
            finish="Skicka svaret",
        )
        self._item, self._then = item, then
        self.say("Det förs inte in i journalen. Det ligger kvar på servern och kastas inte.")
        self._answer = self.text_field(
            "answer",
            "Ditt svar",
            note="Visas på hens dator. Skriv inget som pekar ut ungdomen.",
            guarded=True,
        )
        self._answer.setMaxLength(LONGEST)
        self.settle()

    def problems(self) -> list[Problem]:
        if self._answer.text().strip():
            return []
        return [Problem(field="answer", sentence="Skriv varför det inte tas emot.")]

    def send(self) -> Future[Any]:
        return self.session.reviewing.refuse(self._item, self._answer.text())

    def done(self, value: Any) -> None:
        self._then("Svaret är skickat. Det når hens dator när den synkar.", value)

    def first_focus(self) -> QWidget | None:
        return self._answer
