"""The forms of the plan: its days, a goal, a measure and its end, a follow-up, and "Fastställ ändå".

Beside the fields stand the seven items, judged with what is being typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any, cast

from PySide6.QtWidgets import QVBoxLayout

from kaa_core.model.enums import (
    AfterMeasure,
    Choice,
    CloserToEducation,
    FollowUpKind,
    MeasureEnd,
    MeasureKind,
    Responsible,
)
from kaa_core.model.ids import RecordId
from kaa_desktop.app.forms import Form
from kaa_desktop.app.plan_forms import (
    ChangingForm,
    EndForm,
    EstablishForm,
    FollowUpForm,
    GoalForm,
    MeasureForm,
    PlanDetailsForm,
)
from kaa_desktop.app.plan_views import gap_words
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.gui.forms.choices import ChoiceBox, ChoiceRow, ChoiceSet
from kaa_desktop.gui.forms.fields import MinutesField, RecordBox
from kaa_desktop.gui.forms.frame import SideBySide, row
from kaa_desktop.gui.forms.page import FormPage
from kaa_desktop.gui.screens.desk import Desk, FormOrder
from kaa_desktop.gui.screens.plan_items import SevenItems
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner
from kaa_desktop.gui.widgets.fields import DateField, FieldBox, TextField

CAREFUL = "Skriv om skola, arbete och vardagens mål. Skriv inte uppgifter om hälsa eller familj."
OWN_WORDS = "Skriv som ungdomen säger det."
NOBODY = "Kryssa för den som inte ansvarar för någon insats. Då saknas inget."
LATER = "Du kan utvärdera senare. Då påminns du."


class PlanFormPage(FormPage):
    """A form with the seven items beside it instead of what is known of the youth."""

    not_done = "Det är inte sparat. Det du skrev står kvar här."
    reads_case = True

    def __init__(self, desk: Desk, order: FormOrder) -> None:
        self.items: SevenItems | None = None
        super().__init__(desk, order)

    def _lay_out(self) -> None:
        super()._lay_out()
        self.frame.name_side("De sju uppgifterna")
        self.items = SevenItems(self.theme, self.frame.context)
        self.frame.context.setWidget(self.items)

    def load(self, form: Form) -> None:
        super().load(form)
        self.judge()

    def judge(self) -> None:
        """Say how the items stand with what is typed."""
        plans = self.session.plans
        if self.items is None or self.youth_page is None:
            return
        typed = self.form()
        if isinstance(typed, ChangingForm):
            self.items.show_items(plans.items_with(typed))
        elif (view := plans.view(self.order.youth)) is not None:
            self.items.show_items(view.items)

    def _ask_for_step(self) -> None:
        """A moment after typing stops."""
        super()._ask_for_step()
        if not self._over:
            self.judge()

    def refresh(self, changes: Changes) -> None:
        """The items follow what others write; what is being typed is never touched."""
        if changes.everything or self.order.youth in changes.youths:
            self.youth_page = self.session.youth_page(self.order.youth) or self.youth_page
            self.judge()

    # -- fields

    def day(self, name: str, title: str, **box: Any) -> FieldBox:
        """A date."""
        return self.field(name, title, DateField(self.session.today), **box)

    def line(self, name: str, title: str, **box: Any) -> FieldBox:
        """A line of text, as long as the registry takes."""
        made = TextField()
        field = self.form_class.becomes().by_name.get(name)
        if field is not None and field.max_length:
            made.setMaxLength(field.max_length)
        return self.field(name, title, made, **box)

    def one_of(
        self, name: str, title: str, choices: Sequence[Choice], empty: str, **box: Any
    ) -> FieldBox:
        """One of a closed list, folded."""
        return self.field(name, title, ChoiceBox(choices, empty=empty), **box)

    def record(
        self, name: str, title: str, held: Sequence[tuple[RecordId, str]], empty: str, **box: Any
    ) -> FieldBox:
        """One of the records there are."""
        made = RecordBox(held, empty=empty, gone="Finns inte längre i listan")
        return self.field(name, title, made, **box)

    def done(self, result: Result) -> None:
        """A plan that is written on is no event of the journal yet."""


class PlanDetailsPage(PlanFormPage):
    """Planens uppgifter."""

    form_class = PlanDetailsForm
    finish_text = "Spara uppgifterna"

    def build(self, body: QVBoxLayout) -> None:
        youth = self.order.youth
        held = self.session.plans.assessments(youth)
        none = "" if held else "Ingen kartläggning är införd. Skriv varför planen görs ändå."
        body.addWidget(
            SideBySide(
                self.record("assessment", "Bygger på", held, "Ingen kartläggning", note=none),
                self.line("without_assessment", "Varför utan kartläggning", optional=bool(held)),
            )
        )
        body.addWidget(
            row(
                self.day("follow_up_on", "Uppföljning"),
                self.day("evaluation_on", "Utvärdering"),
                self.day("started_on", "Planen påbörjad"),
            )
        )
        nobody = ChoiceSet("Har ingen insats att ansvara för", Responsible, name="without")
        body.addWidget(
            self.field("without", "Har ingen insats att ansvara för", nobody, note=NOBODY)
        )
        body.addWidget(
            self.line("contact", "Vem ungdomen kan ringa", note="Namn och telefonnummer.")
        )
        body.addWidget(self.note("note", "Om planen", 3, optional=True, note=CAREFUL))

    def empty_form(self) -> Form:
        return self.session.plans.details(self.order.youth)

    def send(self, form: Form) -> Future[Result]:
        return self.session.plans.save_details(cast("PlanDetailsForm", form), self.draft)


class GoalPage(PlanFormPage):
    """Mål."""

    form_class = GoalForm
    finish_text = "Spara målet"

    def build(self, body: QVBoxLayout) -> None:
        body.addWidget(self.note("own_words", "Målet med ungdomens egna ord", 3, note=OWN_WORDS))
        body.addWidget(
            self.note("measurable", "Hur vi ser att målet är nått", 3, optional=True, note=CAREFUL)
        )
        body.addWidget(
            row(
                self.day("by", "Nått senast", optional=True),
                self.day("reached_on", "Nått", optional=True),
                self.day("dropped_on", "Gäller inte längre från", optional=True),
            )
        )

    def empty_form(self) -> Form:
        return self.session.plans.goal(self.order.youth, self.order.record)

    def send(self, form: Form) -> Future[Result]:
        return self.session.plans.save_goal(cast("GoalForm", form), self.draft)


class MeasurePage(PlanFormPage):
    """Insats: what, who answers for it, from when until when."""

    form_class = MeasureForm
    finish_text = "Spara insatsen"

    def build(self, body: QVBoxLayout) -> None:
        plans, youth = self.session.plans, self.order.youth
        actors, places = plans.choices()
        body.addWidget(
            SideBySide(
                self.one_of("kind", "Slag av insats", list(MeasureKind), "Välj slag"),
                self.record("goal", "Leder till målet", plans.goals(youth), "Inget mål valt"),
            )
        )
        body.addWidget(self.note("content", "Vad insatsen innehåller", 2, note=CAREFUL))
        who = ChoiceRow(self.theme, "Vem ansvarar?", Responsible, name="responsible")
        body.addWidget(
            SideBySide(
                self.field("responsible", "Vem ansvarar?", who),
                self.line("responsible_note", "Vem som gör vad", optional=True),
            )
        )
        if actors or places:
            body.addWidget(
                SideBySide(
                    self.record("actor", "Aktör", actors, "Ingen aktör vald", optional=True),
                    self.record("placement", "Plats", places, "Ingen plats vald", optional=True),
                )
            )
        body.addWidget(
            row(
                self.day("start", "Börjar"),
                self.day("planned_end", "Ska sluta"),
                self.day("follow_up_on", "Följs upp", optional=True),
                self.day("evaluation_on", "Utvärderas", optional=True),
            )
        )

    def empty_form(self) -> Form:
        return self.session.plans.measure(self.order.youth, self.order.record)

    def send(self, form: Form) -> Future[Result]:
        return self.session.plans.save_measure(cast("MeasureForm", form), self.draft)


class FollowUpPage(PlanFormPage):
    """Uppföljning or utvärdering: how it goes, what the youth says, and what comes next."""

    form_class = FollowUpForm
    finish_text = "För in i journalen"
    not_done = "Det är inte infört i journalen. Texten står kvar här."

    def build(self, body: QVBoxLayout) -> None:
        plans, youth = self.session.plans, self.order.youth
        kind = ChoiceRow(self.theme, "Slag", FollowUpKind, name="kind")
        body.addWidget(
            SideBySide(
                self.record("measure", "Gäller", plans.ongoing(youth), "Hela planen"),
                row(self.field("kind", "Slag", kind), self.day("occurred_on", "Datum")),
            )
        )
        self.how_it_went(body)
        body.addWidget(
            row(
                self.day("again", "Följs upp igen", optional=True),
                self.field("minutes", "Minuter", MinutesField(), optional=True),
            )
        )

    def how_it_went(self, body: QVBoxLayout, **result: Any) -> None:
        """Result, own view, closer or not, what follows; and what is said of the same again."""
        body.addWidget(self.note("result", "Hur det har gått", 2, **({"note": CAREFUL} | result)))
        body.addWidget(self.note("own_view", "Ungdomens egen syn", 2, optional=True))
        body.addWidget(
            SideBySide(
                self.one_of(
                    "closer",
                    "Närmare studier?",
                    list(CloserToEducation),
                    "Inte sagt än",
                    optional=True,
                ),
                self.one_of(
                    "after", "Vad händer sedan?", list(AfterMeasure), "Inget bestämt", optional=True
                ),
            )
        )
        self.prompt = Banner(self.theme, Kind.WARN, icon="signpost")
        body.addWidget(self.prompt)
        self.prompt.hide()
        body.addWidget(self.note("then", "Nästa steg", 2, optional=True))

    def judge(self) -> None:
        """Also whether the same has been tried twice without a step towards education."""
        super().judge()
        said = self.session.plans.prompts_with(cast("FollowUpForm", self.form()))
        self.prompt.set_message(Kind.WARN, "Dags att pröva något annat?", " ".join(said))
        self.prompt.setVisible(bool(said))

    def empty_form(self) -> Form:
        return self.session.plans.follow_up(self.order.youth, self.order.record)

    def send(self, form: Form) -> Future[Result]:
        return self.session.plans.enter_follow_up(cast("FollowUpForm", form), self.draft)

    def done(self, result: Result) -> None:
        """It is an event of the journal: chosen there."""
        FormPage.done(self, result)


class EndPage(FollowUpPage):
    """Avsluta insats: when and why, and how it went."""

    form_class = EndForm
    finish_text = "Avsluta insatsen"
    not_done = "Insatsen är inte avslutad. Det du skrev står kvar här."

    def build(self, body: QVBoxLayout) -> None:
        body.addWidget(
            SideBySide(
                self.one_of("reason", "Varför upphörde insatsen?", list(MeasureEnd), "Välj orsak"),
                row(self.day("ended", "Slutade"), self.day("occurred_on", "Utvärderad")),
            )
        )
        body.addWidget(self.line("ended_note", "Mer om slutet", optional=True))
        self.how_it_went(body, optional=True, note=f"{LATER} {CAREFUL}")
        view = self.session.plans.view(self.order.youth)
        held = view.measures if view else ()
        about = self._first_form()
        ends = [one.name for one in held if one.id == getattr(about, "measure", None)]
        self.frame.set_details(" · ".join([*ends, self.name]))

    def empty_form(self) -> Form:
        assert self.order.record is not None  # asked for from the measure
        return self.session.plans.ending(self.order.youth, self.order.record)

    def send(self, form: Form) -> Future[Result]:
        return self.session.plans.end_measure(cast("EndForm", form), self.draft)


class EstablishPage(PlanFormPage):
    """Fastställ fast något saknas: what is missing, what is new, and why all the same."""

    form_class = EstablishForm
    finish_text = "Fastställ ändå"
    not_done = "Planen är inte fastställd. Det du skrev står kvar här."

    def build(self, body: QVBoxLayout) -> None:
        view = self.session.plans.view(self.order.youth)
        gaps = view.gaps if view else ()
        told = " ".join(f"{one.number} {one.title}: {one.missing}" for one in gaps)
        body.addWidget(Banner(self.theme, Kind.WARN, gap_words(len(gaps)), told))
        changed = " ".join(view.changed) if view else ""
        body.addWidget(Banner(self.theme, Kind.INFO, "Nytt i versionen", changed))
        body.addWidget(
            self.line(
                "gaps_reason",
                "Varför fastställs planen ändå?",
                note="Det som saknas och skälet står kvar i versionen.",
            )
        )

    def empty_form(self) -> Form:
        return EstablishForm(youth=self.order.youth, plan=self.order.record)

    def send(self, form: Form) -> Future[Result]:
        return self.session.plans.establish(cast("EstablishForm", form), self.draft)

    def done(self, result: Result) -> None:
        FormPage.done(self, result)


PAGES: dict[str, type[FormPage]] = {
    "plan": PlanDetailsPage,
    "goal": GoalPage,
    "measure": MeasurePage,
    "follow_up": FollowUpPage,
    "end_measure": EndPage,
    "plan_version": EstablishPage,
}
"""By the name that the window opens each with."""
