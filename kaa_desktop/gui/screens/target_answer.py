"""Answering what is proposed about the register: do it, put it off, or refuse; for one youth or many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import timedelta
from functools import partial

import attrs
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from kaa_core.model.enums import (
    Criterion,
    DeregistrationReason,
    Judged,
    OccupationKind,
    ProposalKind,
    RegistrationReason,
)
from kaa_core.model.ids import YouthId
from kaa_core.model.registry import Problem
from kaa_desktop.app.target_answers import (
    Answer,
    Compared,
    Deciding,
    Declined,
    Deregistered,
    Enrolled,
    Later,
    Request,
    Requested,
)
from kaa_desktop.app.target_views import (
    DeviationRow,
    ProposalView,
    Way,
)
from kaa_desktop.app.views import Result
from kaa_desktop.app.words import counted
from kaa_desktop.gui.forms.choices import ChoiceBox, ChoiceList
from kaa_desktop.gui.forms.fields import WorkerBox
from kaa_desktop.gui.screens.admin_form import AdminForm
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.fields import DateField, NoteField

Then = Callable[[str], object]
TITLES = {
    ProposalKind.ENROL: ("Skriv in i registret", "Skriv in"),
    ProposalKind.DEREGISTER: ("Skriv av ur registret", "Skriv av"),
    ProposalKind.REQUEST: ("Begär uppgift", "Markera som begärd"),
    ProposalKind.COMPARE: ("Jämför uppgifter", "Behåll det som gäller"),
}
AS_PROPOSED = "Som föreslaget"
ASK_AGAIN = timedelta(days=14)
"""When a request is taken up again unless the person says another day."""
NOT_SENT = "Programmet skickar ingenting. Kopiera texten och skicka den på säkert sätt."
STAYS = "Ungdomen försvinner ur listan över inskrivna. Ärendet och journalen finns kvar."
MOST_NAMES = 6


@attrs.frozen
class About:
    """Whom an answer is about, and what of it is known beforehand."""

    youths: Sequence[YouthId]
    kind: ProposalKind
    names: Sequence[str] = ()
    proposal: ProposalView | None = None
    ask: str = ""
    criterion: Criterion | None = None
    deviation: DeviationRow | None = None

    @property
    def basis(self) -> str:
        """Which of several proposals of the kind; empty: all of them."""
        return self.proposal.basis if self.proposal is not None else ""

    @property
    def words(self) -> str:
        """Who they are, as far as there is room."""
        rest = len(self.youths) - len(self.names[:MOST_NAMES])
        more = f" och {rest} till" if rest and self.names else ""
        return f"{', '.join(self.names[:MOST_NAMES])}{more}" or counted(
            len(self.youths), "ungdom", "ungdomar"
        )


class ProposalPage(AdminForm):
    """Do what is proposed. Its fields are those of the answer (`target_views.Answer`)."""

    def __init__(self, desk: Desk, about: About, then: Then) -> None:
        title, finish = TITLES[about.kind]
        subtitle = counted(len(about.youths), "ungdom", "ungdomar")
        super().__init__(
            desk, title, name="target_answer", finish=finish, subtitle=subtitle, card=about.words
        )
        self._about, self._then = about, then
        if about.proposal is not None:
            self.say(about.proposal.text)
        {
            ProposalKind.ENROL: self._enrol,
            ProposalKind.DEREGISTER: self._deregister,
            ProposalKind.REQUEST: self._request,
            ProposalKind.COMPARE: self._compare,
        }[about.kind]()
        self.settle()

    @classmethod
    def about(cls, desk: Desk, proposal: ProposalView, then: Then) -> ProposalPage:
        """About one proposal."""
        page = desk.session.targets.page(proposal.youth)
        names = (page.name,) if page is not None else ()
        found = About(
            (proposal.youth,),
            proposal.kind,
            names,
            proposal=proposal,
            ask=proposal.ask,
            criterion=proposal.criterion,
            deviation=next(iter(page.deviations), None) if page is not None else None,
        )
        return cls(desk, found, then)

    @classmethod
    def requesting(cls, desk: Desk, youth: YouthId, way: Way, then: Then) -> ProposalPage:
        """Ask for a fact that is missing."""
        page = desk.session.targets.page(youth)
        names = (page.name,) if page is not None else ()
        kind = ProposalKind.REQUEST
        return cls(desk, About((youth,), kind, names, ask=way.ask, criterion=way.criterion), then)

    @classmethod
    def comparing(cls, desk: Desk, one: DeviationRow, then: Then) -> ProposalPage:
        """Look at one difference."""
        kind = ProposalKind.COMPARE
        return cls(desk, About((one.youth,), kind, (one.name,), deviation=one), then)

    # -- the fields of each kind

    def _enrol(self) -> None:
        self._start = DateField(self.session.today)
        self._start.set_value(self.session.today())
        self.field("start", "Inskriven från", self._start)
        self._reason = ChoiceBox(list(RegistrationReason), empty=AS_PROPOSED)
        self.field("reason", "Orsak", self._reason)
        if self._about.proposal is not None:
            self._reason.set_value(self._about.proposal.registration)
        self._worker = WorkerBox(self.session.colleagues(writing=True))
        self.field("worker", "Handläggare", self._worker)
        self._note()

    def _deregister(self) -> None:
        self.say(STAYS, "muted")
        self._out = ChoiceBox(list(DeregistrationReason), empty=AS_PROPOSED)
        self.field("reason", "Orsak", self._out)
        if self._about.proposal is not None:
            self._out.set_value(self._about.proposal.deregistration)
        self._occupation = ChoiceBox(list(OccupationKind))
        self.field("occupation", "Senast kända sysselsättning", self._occupation)
        self._end = DateField(self.session.today)
        self.field("end", "Avskriven", self._end, optional=True, note="Tomt: dagen i förslaget.")
        self._note()

    def _request(self) -> None:
        about = self._about
        self._of_whom = self.text_field("asked", "Vem frågas?", about.ask)
        found = None
        if len(about.youths) == 1:
            found = self.session.targets.request(about.youths[0], about.criterion, about.ask)
        if found is not None:
            self._show_request(found)
        self._again = DateField(self.session.today)
        self._again.set_value(self.session.today() + ASK_AGAIN)
        self.field("look_again", "Tas upp igen", self._again)
        self._note()

    def _show_request(self, request: Request) -> None:
        shown = NoteField()
        shown.setProperty("lines", 8)
        shown.setReadOnly(True)
        shown.setPlainText(f"{request.subject}\n\n{request.text}")
        self.field("request_text", f"Text till {request.to}", shown, note=NOT_SENT)
        copy = button(self.theme, "Kopiera texten", name="request_copy", icon="copy", compact=True)
        copy.clicked.connect(partial(self._copy, shown))
        self.body.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeft)

    def _copy(self, shown: QPlainTextEdit, _checked: bool = False) -> None:
        self.desk.copy(shown.toPlainText())
        self.desk.say("Texten är kopierad. Den tas bort ur Urklipp när programmet låses.")

    def _compare(self) -> None:
        one = self._about.deviation
        if one is not None:
            self.say(one.question, "strong")
            for title, row in (
                ("Gäller nu", one.counts),
                *(("Skiljer sig", r) for r in one.others),
            ):
                origin = ", ".join(part for part in (row.source, row.on_text) if part)
                self.say(f"{title}: {row.sentence} ({origin})")
            self.say(one.proposed, "muted")
        self._why()

    def _note(self) -> None:
        self._words = self.text_field(
            "note", "Anteckning till beslutet", optional=True, guarded=True
        )
        self._words.setMaxLength(500)

    def _why(self) -> None:
        self._words = self.text_field("reason", "Varför?", guarded=True)
        self._words.setMaxLength(500)

    # -- the answer

    def _answer(self) -> Answer:
        words = self._words.text().strip()
        kind = self._about.kind
        if kind is ProposalKind.ENROL:
            return Enrolled(
                start=self._start.value(),
                reason=self._reason.value(),  # type: ignore[arg-type]  # its choices are these
                worker=self._worker.value(),
                note=words,
            )
        if kind is ProposalKind.DEREGISTER:
            return Deregistered(
                occupation=self._occupation.value(),  # type: ignore[arg-type]  # the same
                reason=self._out.value(),  # type: ignore[arg-type]  # the same
                end=self._end.value(),
                note=words,
            )
        if kind is ProposalKind.REQUEST:
            asked = self._of_whom.text().strip()
            return Requested(asked=asked, look_again=self._again.value(), note=words)
        return Compared(reason=words)

    def problems(self) -> list[Problem]:
        unread = [
            Problem(field=name, sentence=said)
            for name, box in self._boxes.items()
            if isinstance(box.field, DateField) and (said := box.field.problem())
        ]
        return unread or self.session.targets.answer_problems(self._answer())

    def send(self) -> Future[Result]:
        about = self._about
        return self.session.targets.answer(
            about.youths, about.kind, self._answer(), basis=about.basis
        )

    def done(self, value: Result) -> None:
        self._then(value.sentence)

    def youth_read(self) -> YouthId | None:
        return self._about.youths[0] if len(self._about.youths) == 1 else None


class ProposalLaterPage(AdminForm):
    """Vänta: the proposal comes again on a day."""

    def __init__(
        self, desk: Desk, youths: Sequence[YouthId], kind: ProposalKind, then: Then
    ) -> None:
        words = counted(len(youths), "förslag", "förslag")
        super().__init__(
            desk, "Vänta med att svara", name="target_later", finish="Vänta", subtitle=words
        )
        self._youths, self._kind, self._then = youths, kind, then
        self.say("Förslaget visas inte förrän den dag du väljer. Ändras något prövas det på nytt.")
        self._reason = self.text_field("reason", "Varför?", guarded=True)
        self._reason.setMaxLength(500)
        self._again = DateField(self.session.today)
        self._again.set_value(self.session.today() + ASK_AGAIN)
        self.field("look_again", "Tas upp igen", self._again)
        self.settle()

    def _answer(self) -> Later:
        return Later(reason=self._reason.text().strip(), look_again=self._again.value())

    def problems(self) -> list[Problem]:
        if said := self._again.problem():
            return [Problem(field="look_again", sentence=said)]
        return self.session.targets.answer_problems(self._answer())

    def send(self) -> Future[Result]:
        return self.session.targets.answer(self._youths, self._kind, self._answer())

    def done(self, value: Result) -> None:
        self._then(value.sentence)

    def youth_read(self) -> YouthId | None:
        return self._youths[0] if len(self._youths) == 1 else None


class ProposalRefusePage(AdminForm):
    """Avböj: not proposed again as long as it follows from the same facts."""

    def __init__(
        self, desk: Desk, youths: Sequence[YouthId], kind: ProposalKind, then: Then
    ) -> None:
        words = counted(len(youths), "förslag", "förslag")
        super().__init__(
            desk, "Avböj förslaget", name="target_refuse", finish="Avböj", subtitle=words
        )
        self._youths, self._kind, self._then = youths, kind, then
        self.say("Det föreslås inte igen så länge uppgifterna är desamma. Skälet sparas.")
        self._reason = self.text_field("reason", "Varför?", guarded=True)
        self._reason.setMaxLength(500)
        self.settle()

    def problems(self) -> list[Problem]:
        return self.session.targets.answer_problems(Declined(reason=self._reason.text().strip()))

    def send(self) -> Future[Result]:
        answer = Declined(reason=self._reason.text().strip())
        return self.session.targets.answer(self._youths, self._kind, answer)

    def done(self, value: Result) -> None:
        self._then(value.sentence)

    def youth_read(self) -> YouthId | None:
        return self._youths[0] if len(self._youths) == 1 else None


class ConditionPage(AdminForm):
    """One condition decided by hand: it stands over every source until it is taken back."""

    def __init__(self, desk: Desk, youth: YouthId, criterion: Criterion, then: Then) -> None:
        super().__init__(
            desk,
            "Avgör ett villkor",
            name="target_condition",
            finish="Spara avgörandet",
            card=criterion.label,
        )
        self._youth, self._criterion, self._then = youth, criterion, then
        self.say("Ditt avgörande går före alla källor tills du tar tillbaka det.")
        self._judged = ChoiceList(
            self.theme, "Bedömning", [Judged.MET, Judged.NOT_MET], name="judged", notes={}
        )
        self.field("judged", "Bedömning", self._judged)
        self._reason = self.text_field("reason", "Motivering", guarded=True)
        self._reason.setMaxLength(500)
        self._start = DateField(self.session.today)
        self._start.set_value(self.session.today())
        self.field("start", "Gäller från", self._start)
        self._until = DateField(self.session.today)
        self.field("until", "Gäller till", self._until, optional=True)
        self.settle()

    def _deciding(self) -> Deciding:
        chosen = self._judged.value()
        return Deciding(
            reason=self._reason.text().strip(),
            criterion=self._criterion,
            judged=chosen if isinstance(chosen, Judged) else None,
            start=self._start.value(),
            until=self._until.value(),
        )

    def problems(self) -> list[Problem]:
        unread = [
            Problem(field=name, sentence=said)
            for name, field in (("start", self._start), ("until", self._until))
            if (said := field.problem())
        ]
        return unread or self.session.targets.deciding_problems(self._deciding())

    def send(self) -> Future[Result]:
        return self.session.targets.decide(self._youth, self._deciding())

    def done(self, value: Result) -> None:
        self._then(value.sentence)

    def youth_read(self) -> YouthId | None:
        return self._youth

    def first_focus(self) -> QWidget | None:
        return self._judged
