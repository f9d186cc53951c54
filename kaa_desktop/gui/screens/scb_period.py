"""Rätta inskrivningen: the days and reasons of a period that was written in wrongly."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Final

from kaa_core.model.registry import Problem
from kaa_desktop.app.scb_periods import FIELDS, PeriodForm, PeriodView
from kaa_desktop.app.views import Result
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.leaving import LeavingForm

TITLE: Final = "Rätta inskrivningen"
ABOUT: Final = (
    "Rätta bara det som blev fel när det skrevs in. Den som ska skrivas av nu skriver du av i ärendet. Var "
    "inskrivningen ett misstag väljer du orsaken att ungdomen var felaktigt inskriven."
)


class ScbPeriodPage(LeavingForm):
    """One period; `then` is told when it is saved."""

    def __init__(
        self, desk: Desk, view: PeriodView, name: str, then: Callable[[Result], object]
    ) -> None:
        super().__init__(
            desk,
            f"{TITLE} – {name}",
            name="scb_period",
            finish="Spara inskrivningen",
            card="Inskrivning",
        )
        self.youth, self._view, self._then = view.youth, view, then
        self.say(ABOUT)
        start = self.date_field("start", "Inskriven")
        reason = self.choice_field("registration_reason")
        end = self.date_field("end", "Avskriven", optional=True)
        left = self.choice_field("deregistration_reason", optional=True)
        did = self.choice_field("last_known_occupation", optional=True)
        self._fields: dict[str, Any] = dict(
            zip(FIELDS, (start, reason, end, left, did), strict=True)
        )
        for key, field in self._fields.items():
            field.set_value(getattr(view.form, key))
        self.settle()

    def _form(self) -> PeriodForm:
        return PeriodForm(**{key: field.value() for key, field in self._fields.items()})

    def problems(self) -> list[Problem]:
        return self.unread() or self.session.scb.periods.problems(self._view, self._form())

    def send(self) -> Future[Result]:
        return self.session.scb.periods.change(self._view, self._form())

    def done(self, value: Result) -> None:
        self._then(value)
