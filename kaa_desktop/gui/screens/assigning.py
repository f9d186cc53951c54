"""Fördela på handläggare and Skriv in: one page for one youth or for thousands.

Who they are and what they become stands in the list before anything is done; those who are not
enrolled are named, and can be enrolled in the same step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from kaa_core.model.enums import RegistrationReason
from kaa_core.model.ids import WorkerId, YouthId
from kaa_core.model.registry import Problem
from kaa_desktop.app.enrolments import Candidate, NewEnrolment, spread
from kaa_desktop.app.words import counted
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.choices import Check, ChoiceBox
from kaa_desktop.gui.forms.fields import PeopleField, WorkerBox
from kaa_desktop.gui.forms.frame import column
from kaa_desktop.gui.forms.sheet import SheetArea, ground
from kaa_desktop.gui.lists import ListView
from kaa_desktop.gui.rows import Cell, Column, Row, Section
from kaa_desktop.gui.screens.acting import ActingScreen
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.looks import given
from kaa_desktop.gui.screens.parts import is_narrow
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Card, Footer, PageHeader, fold
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.fields import DateField, FieldBox

ASSIGN, ENROL = "Fördela på handläggare", "Skriv in"
_COLUMNS = (
    Column("name", "Namn"),
    Column("number", "Personnummer", width=124, optional=1),
    Column("now", "Nu", width=170),
    Column("then", "Blir", width=170),
)
_OUTSIDE = "Inte inskriven"
LEAST_LIST = 180


class AssignScreen(ActingScreen):
    """`enrolling`: the page is asked for to enrol; else to give cases to workers."""

    not_done = "Inget är ändrat. Det du valde står kvar här."

    def __init__(self, desk: Desk, youths: Sequence[YouthId], *, enrolling: bool) -> None:
        title = ENROL if enrolling else ASSIGN
        super().__init__(desk, title, name="enrol" if enrolling else "assign")
        self._enrolling = enrolling
        self._youths = tuple(dict.fromkeys(youths))
        self._people: list[Candidate] = []
        self._rows: dict[Any, Row] = {}
        self._names = {one.id: one.name for one in self.session.colleagues()}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        about = counted(len(self._youths), "ungdom", "ungdomar")
        outer.addWidget(PageHeader(self.theme, title, about))
        inside, body = ground()
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.setSpacing(12)
        self._both.addWidget(self._choices(), 2)
        self._both.addWidget(self._list(), 3)
        body.addLayout(self._both, 1)
        outer.addWidget(SheetArea.around(inside, "assign_area", title), 1)
        outer.addWidget(self._foot())
        self.theme.dress(self)
        self.theme.changed.connect(self._fit)
        self.desk.then(self.session.register.candidates(self._youths), self._take_people)

    # -- parts

    def _choices(self) -> QWidget:
        card = Card(self.theme, "Vem och när", icon="user-check")
        self._boxes: dict[str, FieldBox] = {}
        card.body.addWidget(self._fault)
        card.body.addWidget(self._who())
        self._also = Check("Skriv in dem som inte är inskrivna", name="assign_also")
        self._also.setChecked(self._enrolling)
        self._also.edited.connect(self._follow)
        self._also.hide()
        card.body.addWidget(self._also)
        self._new = column(
            self._box("start", "Inskriven från", DateField(self.session.today)),
            self._box("registration_reason", "Orsak", ChoiceBox(list(RegistrationReason))),
        )
        self._field("start").set_value(self.session.today())
        card.body.addWidget(self._new)
        card.body.addStretch(1)
        return card

    def _who(self) -> QWidget:
        colleagues = self.session.colleagues(writing=True)
        if self._enrolling:
            made = self._box("worker", "Handläggare", WorkerBox(colleagues))
            self._field("worker").set_value(self.session.who.worker)
        else:
            people = PeopleField(self.theme, "Handläggare", colleagues, name="workers")
            made = self._box("workers", "Handläggare", people)
        self._field("worker" if self._enrolling else "workers").edited.connect(self._follow)
        return made

    def _box(self, name: str, title: str, field: QWidget) -> FieldBox:
        self._boxes[name] = FieldBox(self.theme, title, field, name=name)
        return self._boxes[name]

    def _field(self, name: str) -> Any:
        return self._boxes[name].field

    def _list(self) -> QWidget:
        card = Card(self.theme, "Ungdomar", icon="users", padded=False)
        self.list = ListView(
            self.theme,
            _COLUMNS,
            given(self._rows),
            name="assign_youths",
            title="Ungdomar som ändras",
            marks=False,
        )
        self.list.setMinimumHeight(LEAST_LIST)
        card.body.addWidget(self.list)
        return card

    def _foot(self) -> QWidget:
        self._footer = Footer(self.theme)
        stop = button(self.theme, "Avbryt", name="assign_cancel", hint="Esc")
        stop.clicked.connect(self.desk.back)
        self._finish = button(
            self.theme, "", name="assign_finish", kind="primary", icon="check", hint="Ctrl+Enter"
        )
        self._finish.setAccessibleName(self.title)
        self._finish.clicked.connect(self.finish)
        self._footer.add(stop)
        self._footer.add(self._finish)
        return self._footer

    # -- content

    def _take_people(self, people: list[Candidate]) -> None:
        if isValid(self):
            self._people = people
            self._follow()

    @property
    def _outside(self) -> list[Candidate]:
        return [one for one in self._people if not one.enrolled]

    def _to(self) -> dict[YouthId, WorkerId]:
        """Who gets whom, as it stands in the page."""
        youths = [one.youth for one in self._people]
        workers = self._workers()
        return spread(youths, workers) if workers else {}

    def _workers(self) -> tuple[WorkerId, ...]:
        return () if self._enrolling else tuple(self._field("workers").value())

    def _follow(self) -> None:
        outside, to = len(self._outside), self._to()
        self._also.setVisible(bool(outside) and not self._enrolling)
        self._new.setVisible(bool(outside) and self._also.isChecked())
        self._also.setText(f"Skriv in de {outside} som inte är inskrivna")
        self._also.setAccessibleName(self._also.text())
        self._rows.clear()
        self._rows.update({one.youth: self._row(one, to) for one in self._people})
        ids = [one.youth for one in self._people]
        self.list.set_sections([Section("all", "", ids)])
        self._say_how(to)
        self._amount(to)

    def _row(self, one: Candidate, to: Mapping[YouthId, WorkerId]) -> Row:
        now = (one.worker_name or "Ingen handläggare") if one.enrolled else _OUTSIDE
        then = now
        if one.enrolled and one.youth in to:
            then = self._names.get(to[one.youth], now)
        elif not one.enrolled and self._also.isChecked():
            worker = to.get(one.youth) or (self._enrolling and self._field("worker").value())
            then = self._names.get(worker, "Inskriven") if worker else "Inskriven"
        changed = then != now
        return Row(
            (
                Cell(one.name, strong=True),
                Cell(one.number),
                Cell(now, tone="text2"),
                Cell(then if changed else "Som förut", tone="text" if changed else "text2"),
            )
        )

    def _say_how(self, to: Mapping[YouthId, WorkerId]) -> None:
        workers = self._workers()
        said = "" if workers else "Skriv ett namn och tryck Enter. Nedpil visar alla."
        if len(workers) > 1 and to:
            most = -(-len(to) // len(workers))
            said = f"Ungdomarna delas ut i tur och ordning, högst {most} var."
        if not self._enrolling:
            self._boxes["workers"].set_note(said)

    def _amount(self, to: Mapping[YouthId, WorkerId]) -> None:
        new = len(self._outside) if self._also.isChecked() else 0
        moved = sum(
            one.enrolled and one.youth in to and to[one.youth] != one.worker for one in self._people
        )
        number = new if self._enrolling else new + moved
        verb = "Skriv in" if self._enrolling else "Fördela"
        words = f"{verb} {counted(number, 'ungdom', 'ungdomar')}"
        self._finish.setText(words)
        self._finish.setAccessibleName(words)
        self._finish.set_blocked("" if number else self._nothing())
        self._finish.updateGeometry()
        left = len(self._people) - number
        self._footer.set_state(
            f"{counted(left, 'ungdom', 'ungdomar')} blir som förut." if left and number else "",
            kind=Kind.NEUTRAL,
        )

    def _nothing(self) -> str:
        if not self._people:
            return "Ungdomarna läses."
        if self._enrolling:
            return "Alla är redan inskrivna."
        return "Välj handläggare." if not self._workers() else "Inget behöver ändras."

    # -- acting

    def finish(self) -> None:
        """Do what the list shows."""
        if self._busy:
            return
        unread = self._unread()
        if unread:
            self._show(unread)
            return
        blocked = self._finish.toolTip()
        if blocked:
            self.desk.say(blocked)
            return
        self._busy = True
        youths = [one.youth for one in self._people]
        act = self.session.register.assign(youths, self._workers(), self._enrolment())
        self.desk.then(act, self._done, self._failed)

    def _unread(self) -> list[Problem]:
        return [
            Problem(field=name, sentence=sentence)
            for name, box in self._boxes.items()
            if not box.isHidden() and (sentence := getattr(box.field, "problem", str)())
        ]

    def _enrolment(self) -> NewEnrolment | None:
        if not self._outside or not self._also.isChecked():
            return None
        return NewEnrolment(
            start=self._field("start").value(),
            reason=self._field("registration_reason").value(),
            worker=self._field("worker").value() if self._enrolling else None,
        )

    def _show(self, problems: Sequence[Problem]) -> None:
        for name, box in self._boxes.items():
            box.set_error(" ".join(one.sentence for one in problems if one.field == name))
        loose = " ".join(one.sentence for one in problems if one.field not in self._boxes)
        self._show_loose(loose)
        first = next((one.field for one in problems if one.field in self._boxes), "")
        if first:
            self._field(first).setFocus()
        self.desk.announce(" ".join(one.sentence for one in problems))

    # -- the page

    def chosen_youth(self) -> YouthId | None:
        return self.list.current_id()  # type: ignore[return-value]  # the list holds youths' ids

    def panes(self) -> Sequence[QWidget]:
        return [next(iter(self._boxes.values())).field, self.list, self._footer]

    def first_focus(self) -> QWidget | None:
        return next(iter(self._boxes.values())).field

    def bindings(self) -> Mapping[str, Binding]:
        return {"form.finish": Binding(self.finish)}

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        fold(self._both, narrow=is_narrow(self, self.theme))
