"""Ny bevakning: what, why, and by when."""

from __future__ import annotations

from concurrent.futures import Future
from typing import cast

from PySide6.QtWidgets import QVBoxLayout

from kaa_core.rules.calendar import day_off
from kaa_desktop.app.forms import Form, TaskForm
from kaa_desktop.app.views import Result
from kaa_desktop.gui.dates import short_date
from kaa_desktop.gui.forms.frame import row
from kaa_desktop.gui.forms.page import FormPage
from kaa_desktop.gui.widgets.fields import DateField, TextField, TimeField


class TaskPage(FormPage):
    """An own reminder about a youth."""

    form_class = TaskForm
    takes_draft = False
    finish_text = "Lägg till bevakningen"
    not_done = "Bevakningen är inte tillagd. Det du skrev står kvar här."

    def build(self, body: QVBoxLayout) -> None:
        what, why = TextField(), TextField()
        what.setMaxLength(200)
        why.setMaxLength(300)
        self._due = DateField(self.session.today)
        body.addWidget(self.field("title", "Vad ska göras?", what))
        body.addWidget(self.field("reason", "Varför", why, optional=True))
        self._due_box = self.field("due", "Senast", self._due)
        body.addWidget(row(self._due_box, self.field("at", "Klockan", TimeField(), optional=True)))

    def empty_form(self) -> Form:
        return TaskForm(youth=self.order.youth)

    def noted(self, field: str) -> None:
        """A day when nobody works is allowed, and said."""
        day = self._due.value()
        if field == "due" and day is not None:
            off = day_off(day)
            self._due_box.set_note(f"{short_date(day)} är {off}." if off else "")

    def send(self, form: Form) -> Future[Result]:
        task = cast(TaskForm, form)
        return self.session.add_task(
            task.youth, task.title or "", task.due, at=task.at, reason=task.reason or ""
        )
