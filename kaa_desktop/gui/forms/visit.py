"""Hembesök: everything needed at the door on one screen (picture 05)."""

from __future__ import annotations

from concurrent.futures import Future
from typing import cast

import attrs
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from kaa_core.model.enums import OccupationKind, VisitOutcome
from kaa_core.model.ids import RecordId, YouthId
from kaa_desktop.app.forms import Form, VisitForm
from kaa_desktop.app.views import Result, VisitRow
from kaa_desktop.gui.forms.choices import Check, ChoiceBox, ChoiceList
from kaa_desktop.gui.forms.fields import PeopleField
from kaa_desktop.gui.forms.frame import SideBySide, column, row
from kaa_desktop.gui.forms.page import FormPage
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.fields import DateField, FieldBox, TimeField
from kaa_desktop.gui.widgets.labels import label

CAREFUL = "Skriv det du själv såg och hörde. Skriv inte uppgifter om hälsa eller familj."
SHEET_NOTES = {VisitOutcome.NOBODY_HOME: "Informationsblad lämnas i brevlådan."}


class VisitPage(FormPage):
    """Enters a home visit that was made, planned or not."""

    form_class = VisitForm
    has_step = True
    grows = True

    def build(self, body: QVBoxLayout) -> None:
        session, theme = self.session, self.theme
        self._sheet_said = False
        self._left_said = False
        times = row(
            self.field("visited_on", "Datum", DateField(session.today)),
            self.field("arrived", "Kom fram", TimeField()),
            self.field("left", "Gick", TimeField()),
        )
        self._outcome = ChoiceList(
            theme, "Vad hände?", VisitOutcome, name="outcome", notes=SHEET_NOTES
        )
        people = PeopleField(theme, "Deltog", session.colleagues(), name="participants")
        left = column(times, self.field("outcome", "Vad hände?", self._outcome))
        right = column(
            self.field("participants", "Deltog", people),
            self._sheet(),
            self.field(
                "occupation",
                "Ungdomens sysselsättning",
                ChoiceBox(list(OccupationKind), empty="Inget nytt"),
            ),
        )
        body.addWidget(SideBySide(left, right))
        body.addWidget(self.note("note", "Anteckning", 2, optional=True, note=CAREFUL), 1)
        self._neighbours()

    def _sheet(self) -> QWidget:
        """The information sheet and the greeting, in one frame under one label."""
        card = QFrame()
        card.setProperty("card", True)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(6, 4, 6, 4)
        inside.setSpacing(0)
        self._left_sheet = Check("Informationsblad lämnat", name="information_sheet_left")
        self._version = label("", "caption", wrap=True)
        self._version.setContentsMargins(self.theme.px(33), 0, 0, 0)
        self._greeting = Check("Handskriven hälsning bifogad", name="greeting_left")
        for widget in (self._left_sheet, self._version, self._greeting):
            inside.addWidget(widget)
        box = FieldBox(self.theme, "Informationsblad", card, name="information_sheet")
        self.own("information_sheet_left", self._left_sheet, box)
        self.own("greeting_left", self._greeting)
        self._left_sheet.clicked.connect(self._sheet_clicked)
        return box

    def empty_form(self) -> Form:
        planned = self.order.record and self.session.visit_form(self.order.record)
        if planned:
            return planned
        me = self.session.who.worker
        return VisitForm(
            youth=self.order.youth,
            visited_on=self.session.today(),
            arrived=self.session.now(),
            participants=(me,) if me else (),
            information_sheet_version=self.session.municipality().information_sheet_version or None,
        )

    def load(self, form: Form) -> None:
        super().load(form)
        visit = cast(VisitForm, form)
        self._sheet_said = visit.information_sheet_left is not None
        self._left_said = visit.left is not None
        version = visit.information_sheet_version
        self._version.setText(f"Version {version}." if version else "")
        self._version.setVisible(bool(version))

    def form(self) -> Form:
        made = cast(VisitForm, super().form())
        if not self._sheet_said and not self._left_sheet.isChecked():
            return attrs.evolve(made, information_sheet_left=None)
        return made

    def _sheet_clicked(self) -> None:
        self._sheet_said = True

    def noted(self, field: str) -> None:
        """What happened decides the sheet, until the person says otherwise; "Gick" fills itself."""
        if field == "left":
            self._left_said = True
        if field != "outcome":
            return
        if not self._sheet_said:
            nobody = self._outcome.value() is VisitOutcome.NOBODY_HOME
            self.follow("information_sheet_left", nobody)
        if not self._left_said:
            self._fill_gone()

    def _fill_gone(self) -> None:
        """One chooses what happened when one leaves; a visit reported later is left to the person."""
        gone, came = (cast(TimeField, self.widget(name)) for name in ("left", "arrived"))
        today = cast(DateField, self.widget("visited_on")).value() == self.session.today()
        now, since = self.session.now(), came.value()
        if today and not gone.text() and (since is None or since <= now):
            self.follow("left", now)

    def send(self, form: Form) -> Future[Result]:
        return self.session.enter_visit(cast(VisitForm, form), self.draft)

    # -- the other visits of the day

    def _neighbours(self) -> None:
        stops = self.session.rounds.day().stops  # in the order they are made
        visits = tuple(stop.row for stop in stops)
        here = next((v for v in visits if v.visit == self._planned()), None)
        if self.youth_page is None:
            return
        self._other_way()
        words = [self.youth_page.address]
        if here is not None:
            words += [f"bokat {here.at_text}" if here.at_text else "bokat i dag"]
            at = visits.index(here)
            words += [f"{at + 1} av {len(visits)} i dag"]
            words[1:1] = [stops[at].access_note]
            words += [f"ta med {stops[at].bring}" if stops[at].bring else ""]
            self._step_buttons(visits, at)
        details = " · ".join(word for word in words if word)
        self.frame.set_details(details or self.name)

    def _other_way(self) -> None:
        """A planned visit can be called off, and one that nobody planned be planned instead."""
        planned = self._planned() is not None
        text, icon = ("Ställ in", "circle-off") if planned else ("Boka i stället", "calendar")
        made = button(self.theme, text, name="visit_instead", icon=icon, kind="flat", compact=True)
        made.setAccessibleName("Ställ in besöket" if planned else "Boka ett besök i stället")
        made.clicked.connect(self._go_other_way)
        self.frame.add_to_header(made)

    def _go_other_way(self) -> None:
        visit = self._planned()
        self._leave_for("call_off" if visit else "plan_visit", self.order.youth, visit)

    def _planned(self) -> RecordId | None:
        form = self._first_form()
        return form.visit if isinstance(form, VisitForm) else None

    def _step_buttons(self, visits: tuple[VisitRow, ...], at: int) -> None:
        self._before = visits[at - 1] if at > 0 else None
        self._after = visits[at + 1] if at + 1 < len(visits) else None
        if self._before is not None:
            back = button(
                self.theme, "Förra", name="visit_before", icon="chevron-left", compact=True
            )
            back.setAccessibleName("Förra besöket i dag")
            back.clicked.connect(self._open_before)
            self.frame.add_to_header(back)
        if self._after is not None:
            onward = button(
                self.theme, "Nästa besök", name="visit_after", icon="chevron-right", compact=True
            )
            onward.clicked.connect(self._open_after)
            self.frame.add_to_header(onward)

    def _open_before(self) -> None:
        self._open(self._before)

    def _open_after(self) -> None:
        self._open(self._after)

    def _open(self, visit: VisitRow | None) -> None:
        if visit is not None:
            self._leave_for("home_visit", visit.youth, visit.visit)

    def _leave_for(self, kind: str, youth: YouthId, record: RecordId | None) -> None:
        """Another form in place of this one, whose draft is kept."""
        self.leaving()
        desk = self.desk
        desk.back()
        desk.open_form(kind, youth, record=record)
