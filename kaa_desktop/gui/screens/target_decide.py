"""Avgör prövningen: the choice, why, and until when; kept as a draft while one writes (picture 08)."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

from attrs import frozen
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from kaa_core.model.ids import DraftId, YouthId
from kaa_core.model.registry import Problem
from kaa_desktop.app.target_answers import (
    Choice,
    Deciding,
)
from kaa_desktop.app.target_forms import DecisionForm
from kaa_desktop.app.target_views import (
    ChoiceView,
    TargetPage,
)
from kaa_desktop.app.views import Result
from kaa_desktop.gui.forms.choices import ChoiceList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.watchers import Settled
from kaa_desktop.gui.widgets.boxes import Card
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.fields import DateField, FieldBox, NoteField
from kaa_desktop.gui.widgets.labels import label, repolish

SAVED_WITH = "Sparas med ditt namn, dagens datum och uppgifterna i tabellen."
CHOOSE = "Välj hur prövningen avgörs."
NOT_SAVED = "Avgörandet är inte sparat. Det du skrev står kvar här."


@frozen
class Offer:
    """A radio button as the kit's lists of choices want one."""

    name: str
    label: str
    choice: Choice


class DecideCard(Card):
    """``saved`` carries the sentence once a decision stands. Whoever may not decide reads why."""

    saved = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.theme, "Avgör prövningen")
        self._desk = desk
        self._youth: YouthId | None = None
        self._draft: DraftId = desk.session.new_draft_id()
        self._offers: list[Offer] = []
        self._needs_day: set[Choice] = set()
        self._locked = ""
        self._loading = self._dirty = self._busy = False
        self._why_not = label("", "body", wrap=True)
        self.body.addWidget(self._why_not)
        self._fields = QWidget()
        self._column = QVBoxLayout(self._fields)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)
        self._choice: ChoiceList | None = None
        self._choice_box: FieldBox | None = None
        self._build(desk)
        self.body.addWidget(self._fields)
        self._settled = Settled(self)
        self._settled.settled.connect(self._keep)
        desk.keeper.kept.connect(self._kept)
        desk.keeper.failed.connect(self._not_kept)
        desk.theme.dress(self)

    def _build(self, desk: Desk) -> None:
        theme = desk.theme
        self.reason = NoteField()
        self.reason.setProperty("lines", 3)
        self._reason_box = FieldBox(theme, "Motivering", self.reason, name="decide_reason")
        self.reason.textChanged.connect(self._edited)
        self.reason.left.connect(self._left)
        self.again = DateField(desk.session.today)
        self._again_box = FieldBox(theme, "Prövas igen senast", self.again, name="decide_again")
        self.again.textEdited.connect(self._edited)
        self.again.left.connect(self._left)
        self._again_box.hide()
        self.save = button(
            theme,
            "Spara avgörandet",
            name="decide_save",
            kind="primary",
            icon="check",
            hint="Ctrl+Enter",
        )
        self.save.clicked.connect(self.finish)
        self._discard = button(
            theme,
            "Släng utkastet",
            name="decide_discard",
            kind="flat",
            icon="trash-2",
            compact=True,
        )
        self._discard.clicked.connect(self._throw)
        self._discard.hide()
        self._state = label("", "muted", wrap=True)
        for widget in (self._reason_box, self._again_box):
            self._column.addWidget(widget)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.save)
        foot.addStretch(1)
        self._column.addLayout(foot)
        self._column.addWidget(self._state)
        self._column.addWidget(self._discard, 0, Qt.AlignmentFlag.AlignLeft)

    # -- content

    @property
    def draft(self) -> DraftId:
        """The draft that is written in now."""
        return self._draft

    def open(self, page: TargetPage, draft: DraftId | None = None) -> None:
        """Show somebody: what was begun about her is gone on with."""
        self._show_choices(page.choices)
        self._youth = page.youth
        found = self._begun(page.youth)
        self._draft = draft or next(iter(found), self._desk.session.new_draft_id())
        form = found.get(self._draft)
        self._load(form if form is not None else DecisionForm(youth=page.youth))
        self._say("Utkast sparat lokalt" if form is not None else SAVED_WITH)
        self._discard.setVisible(form is not None)
        self.follow(page)

    def follow(self, page: TargetPage) -> None:
        """The judgement may be another; what is being written is never touched."""
        self._locked = page.read_only
        self._why_not.setText(page.read_only)
        self._why_not.setVisible(bool(page.read_only))
        self._fields.setVisible(not page.read_only)

    def _begun(self, youth: YouthId) -> dict[DraftId, DecisionForm]:
        held = self._desk.keeper.about(youth)
        return {key: one for key, one in held.items() if isinstance(one, DecisionForm)}

    def _show_choices(self, choices: Sequence[ChoiceView]) -> None:
        offers = [Offer(one.choice.name, one.text, one.choice) for one in choices]
        if offers == self._offers and self._choice is not None:
            return
        self._offers = offers
        self._needs_day = {one.choice for one in choices if one.needs_day}
        if self._choice_box is not None:
            self._choice_box.hide()
            self._choice_box.deleteLater()
        notes = {offer: one.note for offer, one in zip(offers, choices, strict=True) if one.note}
        theme, listed = self._desk.theme, _as_choices(offers)
        self._choice = ChoiceList(theme, "Avgörande", listed, name="decide", notes=notes)
        self._choice_box = FieldBox(theme, "Avgörande", self._choice)
        self._choice.edited.connect(self._chosen)
        self._column.insertWidget(0, self._choice_box)

    def _load(self, form: DecisionForm) -> None:
        self._loading = True
        if self._choice is not None:
            held: Any = next((one for one in self._offers if one.choice is form.choice), None)
            self._choice.set_value(held)
        self.reason.setPlainText(form.typed.get("reason") or form.reason or "")
        self.again.set_value(form.look_again)
        if "look_again" in form.typed:
            self.again.setText(form.typed["look_again"])
        self._again_box.setVisible(form.choice in self._needs_day)
        for box in self._boxes():
            box.set_error("")
        self._dirty = self._loading = False

    def _boxes(self) -> list[FieldBox]:
        first = [self._choice_box] if self._choice_box is not None else []
        return [*first, self._reason_box, self._again_box]

    def value(self) -> Choice | None:
        """What is chosen."""
        offer: Any = None if self._choice is None else self._choice.value()
        return None if offer is None else offer.choice

    def choose(self, choice: Choice) -> None:
        """Choose as the person would."""
        held: Any = next(one for one in self._offers if one.choice is choice)
        assert self._choice is not None  # `open` has made it
        self._choice.choose(held)

    def first_field(self) -> QWidget:
        """Where writing begins."""
        return self._choice if self._choice is not None else self.reason

    def form(self) -> DecisionForm:
        """The form as it stands."""
        assert self._youth is not None  # a card is opened on somebody
        day, typed = self.again.value(), self.again.text()
        kept = {"look_again": typed} if typed.strip() and day is None else {}
        return DecisionForm(
            youth=self._youth,
            choice=self.value(),
            reason=self.reason.text() or None,
            look_again=day,
            typed=kept,
        )

    # -- the draft

    def _chosen(self) -> None:
        self._again_box.setVisible(self.value() in self._needs_day)
        self._edited()

    def _edited(self, *_what: object) -> None:
        if not self._loading:
            self._dirty = True
            self._settled.touch()

    def _left(self) -> None:
        self._settled.now()

    def leaving(self) -> None:
        """The page is left: what is written is kept now."""
        self._settled.stop()
        self._keep()

    def _keep(self) -> None:
        if self._dirty and not self._busy and not self._locked:
            self._dirty = False
            self._desk.keeper.keep(self._draft, self.form())

    def _kept(self, draft: DraftId) -> None:
        if draft == self._draft and not self._busy:
            self._say(f"Utkast sparat lokalt {self._desk.session.now():%H:%M}", "ok")
            self._discard.show()

    def _not_kept(self, draft: DraftId, sentence: str) -> None:
        if draft == self._draft:
            self._say(f"Inte sparat. {sentence}", "danger")
            self._desk.announce(sentence)

    def _throw(self) -> None:
        self._settled.stop()
        self._desk.then(self._desk.keeper.discard(self._draft), self._thrown, self._fault)

    def _thrown(self, _done: object) -> None:
        if isValid(self) and self._youth is not None:
            self._begin_anew()
            self._desk.say("Utkastet är borttaget.")

    def _begin_anew(self) -> None:
        assert self._youth is not None
        self._draft = self._desk.session.new_draft_id()
        self._load(DecisionForm(youth=self._youth))
        self._discard.hide()
        self._say(SAVED_WITH)

    # -- Ctrl+Enter

    def why_not(self) -> str:
        """Why nothing can be decided, else empty."""
        return self._locked

    def finish(self) -> None:
        """Spara avgörandet."""
        if self._busy:
            return
        if self._locked:
            self._desk.say(self._locked)
            return
        problems = self._problems()
        self._show(problems)
        if problems:
            return
        self._settled.stop()
        self._busy = True
        act = self._desk.keeper.entering(self._draft, self.form(), self._send)
        self._desk.then(act, self._sent, self._send_failed)

    def _deciding(self, form: DecisionForm) -> Deciding:
        choice = form.choice or Choice.WAIT
        day = form.look_again if choice in self._needs_day else None
        return Deciding(reason=form.reason or "", choice=choice, look_again=day)

    def _problems(self) -> list[Problem]:
        if self.value() is None:
            return [Problem(field="choice", sentence=CHOOSE)]
        if self.value() in self._needs_day and self.again.problem():
            return [Problem(field="look_again", sentence=self.again.problem())]
        return self._desk.session.targets.deciding_problems(self._deciding(self.form()))

    def _send(self, form: DecisionForm) -> Future[Result]:
        return self._desk.session.targets.decide(form.youth, self._deciding(form), self._draft)

    def _sent(self, result: Result) -> None:
        self._busy = False
        self._desk.keeper.answered(self._draft)
        if not result.done:
            if isValid(self):
                self._show(result.problems)
            return
        self._desk.keeper.forget(self._draft)  # the session has taken it away
        if isValid(self):
            self._begin_anew()
            self.saved.emit(result.sentence)

    def _send_failed(self, sentence: str) -> None:
        self._busy = False
        self._desk.keeper.answered(self._draft)
        self._fault(f"{NOT_SAVED} {sentence}")
        if isValid(self):
            self._dirty = True
            self._settled.touch()

    def _fault(self, sentence: str) -> None:
        if isValid(self):
            self._say(sentence, "danger")
        self._desk.announce(sentence)

    def _show(self, problems: Sequence[Problem]) -> None:
        names = ("choice", "reason", "look_again")
        for name, box in zip(names, self._boxes(), strict=True):
            box.set_error(" ".join(one.sentence for one in problems if one.field == name))
        loose = " ".join(one.sentence for one in problems if one.field not in names)
        if loose:
            self._say(loose, "danger")
        wrong = next((box for box in self._boxes() if box.error()), None)
        if wrong is not None:
            wrong.field.setFocus(Qt.FocusReason.OtherFocusReason)
        if problems:
            self._desk.announce(" ".join(one.sentence for one in problems))

    def _say(self, words: str, role: str = "muted") -> None:
        self._state.setText(words)
        if self._state.property("role") != role:
            self._state.setProperty("role", role)
            repolish(self._state)


def _as_choices(offers: Sequence[Offer]) -> Any:
    """The kit asks only for a name and a label."""
    return offers
