"""The cards at the right of a youth's page: next step, contact, occupation, guardians, what is booked."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from kaa_core.model.ids import RecordId, YouthId
from kaa_desktop.app.views import Attempt, GuardianView, NextStepView, VisitRow, YouthPage
from kaa_desktop.app.views_base import Fact
from kaa_desktop.app.words import DONE_BY_ENTERING, VISIT_BY_ENTERING
from kaa_desktop.gui.actions import Actions
from kaa_desktop.gui.dates import weekday_date
from kaa_desktop.gui.screens.looks import chip_look
from kaa_desktop.gui.screens.out_cards import Notices, OpeningsCard, PeriodCard
from kaa_desktop.gui.screens.parts import ChipRow, FactTable, Scrolled
from kaa_desktop.gui.screens.reading_pane import show_step
from kaa_desktop.gui.screens.target_card import TargetCard
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, Card
from kaa_desktop.gui.widgets.buttons import KeyButton, button
from kaa_desktop.gui.widgets.labels import label
from kaa_desktop.gui.widgets.menus import ChoiceMenu, pop_under

MORE_ACTS = (
    *("visit.plan", "task.new", "youth.change"),
    *("attachment.add", "attachment.list", "note.amend", "record.history"),
    *("enrolment.close", "register.enrol", "handover.change", "handover.page", "handover.case"),
)
"""What stands under Mer on a youth's page, beside the acts that have buttons."""
ATTEMPTS = 6  # the journal holds them all
NOWHERE = "Adressen finns inte på den här datorn"
NOBODY = YouthPage(
    id=YouthId(RecordId(UUID(int=0))),
    name="",
    number="",
    age="",
    protected=False,
    case_number="",
    chips=(),
    address="",
    address_note="",
    worker="",
    facts=(),
    contact=(),
    attempts=(),
    routine="",
    occupation="",
    guardians=(),
    next_step=None,
    journal=(),
    journal_text="",
    drafts=(),
    visits=(),
    editable={},
)
"""What the page holds before it is opened on somebody."""


class YouthCards(QScrollArea):
    """All cards in one column. Cards without content are not shown."""

    report_visit = Signal(object)
    step_done = Signal(object)

    def __init__(self, theme: Theme, actions: Actions) -> None:
        super().__init__()
        self._theme = theme
        self._step: NextStepView | None = None
        self._locked_why = ""
        self._tasks: list[NextStepView] = []
        self._step_record: RecordId | None = None
        self._visit: RecordId | None = None
        self.setObjectName("youth_cards")
        self.setAccessibleName("Om ungdomen")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = Scrolled()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(10)
        self.chips = ChipRow(theme)
        self._with_chips = False
        column.addWidget(self.chips)
        self.notices = Notices(theme, actions)
        column.addWidget(self._make_step(theme))
        column.addWidget(self.notices)
        self._make_contact(theme, actions)
        self.plan = self._make_plan(theme, actions)
        self.occupation = Card(theme, "Sysselsättning", icon="briefcase")
        self._occupation = label("", "body", wrap=True)
        self.occupation.body.addWidget(self._occupation)
        self.guardians = Card(theme, "Vårdnadshavare", icon="users")
        self._guardian_facts = self._table_in(self.guardians)
        self.booked = self._make_booked(theme, actions)
        self.papers = self._make_papers(theme, actions)
        self.periods, self.openings = PeriodCard(theme, actions), OpeningsCard(theme)
        self.target = TargetCard(theme, actions)
        cards = (self.contact, self.plan, self.occupation, self.guardians, self.booked, self.target)
        for card in (*cards, self.papers, self.periods, self.openings):
            column.addWidget(card)
        column.addStretch(1)
        self.setWidget(content)

    def _make_contact(self, theme: Theme, actions: Actions) -> None:
        self.contact = Card(theme, "Kontakt", icon="phone")
        self.contact.add_to_header(_small(actions, "youth.change"))
        self._contact_facts = self._table_in(self.contact)
        self._tried = self._heading(self.contact, "Tidigare försök")
        self._attempts = self._table_in(self.contact)
        self._routine = label("", "muted", wrap=True)
        self.contact.body.addWidget(self._routine)

    def _make_plan(self, theme: Theme, actions: Actions) -> Card:
        card = Card(theme, "Plan", icon="target")
        card.add_to_header(_small(actions, "plan.show"))
        self._plan_facts = self._table_in(card)
        self._no_plan = label("Ingen plan än.", "muted", wrap=True)
        card.body.addWidget(self._no_plan)
        return card

    def _make_booked(self, theme: Theme, actions: Actions) -> Card:
        card = Card(theme, "Bevakningar", icon="calendar-clock")
        card.add_to_header(_small(actions, "task.new"))
        card.add_to_header(_small(actions, "visit.plan"))
        self._booked = self._table_in(card)
        self._nothing = label("Inget är bokat.", "muted", wrap=True)
        card.body.addWidget(self._nothing)
        self._tick = button(theme, "Markera som klar", name="tick_off", icon="check", compact=True)
        self._tick.setAccessibleName("Välj en bevakning och markera den som klar")
        self._tick.clicked.connect(self._choose_task)
        card.body.addWidget(self._tick, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _make_papers(self, theme: Theme, actions: Actions) -> Card:
        card = Card(theme, "Bilagor", icon="paperclip")
        card.add_to_header(_small(actions, "attachment.add"))
        card.add_to_header(_small(actions, "attachment.list"))
        self._papers = self._table_in(card)
        self._no_papers = label("Inga bilagor. Du kan släppa en fil här.", "muted", wrap=True)
        card.body.addWidget(self._no_papers)
        return card

    def _table_in(self, card: Card) -> FactTable:
        table = FactTable(self._theme)
        card.body.addWidget(table)
        return table

    def _heading(self, card: Card, words: str) -> QWidget:
        made = label(words, "strong")
        card.body.addWidget(made)
        return made

    def _make_step(self, theme: Theme) -> QFrame:
        self.step = Banner(theme, Kind.WARN)
        self._report = button(
            theme, "För in besöket", name="report_visit", icon="house", compact=True
        )
        self._done = button(theme, "Markera som klar", name="step_done", icon="check", compact=True)
        self._done.setAccessibleName("Markera nästa steg som klart")
        self._report.clicked.connect(self._report_clicked)
        self._done.clicked.connect(self.complete)
        self.step.add_button(self._report)
        self.step.add_button(self._done)
        return self.step

    def show_page(self, page: YouthPage) -> None:
        """Show someone."""
        self.chips.set_chips([chip_look(chip) for chip in page.chips[:5]])
        self.show_chips(shown=self._with_chips)
        step = page.next_step
        show_step(self.step, step)
        self._step, self._locked_why = step, page.read_only
        self._visit = step.visit if step else None
        self._step_record = step.task if step else None
        self._report.setVisible(self._visit is not None and not page.read_only)
        self._tasks = [one for one in page.steps if self._can_tick(one)]
        self._done.setVisible(step is not None and self._can_tick(step))
        self._tick.setVisible(any(one is not step for one in self._tasks))
        self._contact_facts.set_facts(_contact(page))
        self._attempts.set_facts(_attempts(page.attempts))
        self._tried.setVisible(bool(page.attempts))
        self._routine.setText(page.routine)
        self._routine.setVisible(bool(page.routine))
        self._occupation.setText(page.occupation)
        self.occupation.setVisible(bool(page.occupation))
        self._guardian_facts.set_facts([_guardian(one) for one in page.guardians])
        self.guardians.setVisible(bool(page.guardians))
        booked = _booked(page)
        self._booked.set_facts(booked)
        self._nothing.setVisible(not booked)
        self._plan_facts.set_facts(page.plan)
        self._no_plan.setVisible(not page.plan)
        self.plan.setVisible(not page.closed)
        self._papers.set_facts(page.papers)
        self._no_papers.setVisible(not page.papers)
        self.papers.setVisible(not page.closed)
        self.notices.show_notices(page.out.notices)
        for card in (self.periods, self.openings):
            card.show_out(page.out)

    def _can_tick(self, step: NextStepView) -> bool:
        """Whether it is an own bevakning: steps of the routine and visits are done by what is entered."""
        own = step.task is not None and step.visit is None and not step.routine
        return own and not self._locked_why

    def undone(self) -> str:
        """Why the next step is not to be ticked off, else empty."""
        if self._locked_why or self._step is None:
            return self._locked_why or "Inget är bokat."
        if self._step.visit is not None:
            return VISIT_BY_ENTERING
        return DONE_BY_ENTERING if self._step.routine else ""

    def complete(self) -> None:
        """Tick the next step off."""
        self.step_done.emit(self._step_record)

    def _choose_task(self) -> None:
        menu = ChoiceMenu("tick_menu", "Markera som klar")
        for one in self._tasks:
            menu.item(f"{one.title}, {one.when[:1].lower()}{one.when[1:]}", one.task, self._chosen)
        pop_under(menu, self._tick)

    def _chosen(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.step_done.emit(action.data())

    def show_chips(self, *, shown: bool) -> None:
        """Show the chips here: in a narrow window the header has no room for them."""
        self._with_chips = shown
        self.chips.setVisible(shown and bool(self.chips.accessibleName()))

    def _report_clicked(self) -> None:
        self.report_visit.emit(self._visit)


def _small(actions: Actions, act: str) -> KeyButton:
    """A button without its key: the header of a card is narrow, and the menu shows the key."""
    made = actions.button(act, compact=True, name=f"card_{act.replace('.', '_')}")
    made.setProperty("hint", "")
    return made


def _contact(page: YouthPage) -> list[Fact]:
    """The ways to reach someone; where the address is not stored, the page says so."""
    facts = list(page.contact)
    if not any(fact.label == "Adress" for fact in facts):
        facts.insert(0, Fact(label="Adress", value=page.address or NOWHERE, note=page.address_note))
    return facts


def _attempts(attempts: Sequence[Attempt]) -> list[Fact]:
    return [Fact(label=one.when, value=one.text) for one in attempts[:ATTEMPTS]]


def _guardian(one: GuardianView) -> Fact:
    ways = " · ".join(part for part in (one.phone, one.email) if part)
    return Fact(label=one.name, value=ways or "Telefon och e-post saknas", note=one.note)


def _booked(page: YouthPage) -> list[Fact]:
    visits = {one.visit: one for one in page.visits}
    return [
        _visit(visits[step.visit])
        if step.visit in visits
        else Fact(label=step.when, value=step.title, note=step.reason)
        for step in page.steps
    ]


def _visit(one: VisitRow) -> Fact:
    when = " ".join(part for part in (weekday_date(one.on) if one.on else "", one.at_text) if part)
    return Fact(label=when, value="Hembesök", note=one.address)
