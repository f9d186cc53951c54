"""The small forms of a round: who and when, one visit's time and notes, out, and called off."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from datetime import timedelta
from typing import Any, Final

import attrs

from kaa_core.model.enums import CallOff
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.registry import Problem
from kaa_core.rules.calendar import working_day_before
from kaa_desktop.app import words
from kaa_desktop.app.round_views import RoundView, Stop
from kaa_desktop.app.views import Result
from kaa_desktop.gui.forms.choices import ChoiceBox
from kaa_desktop.gui.forms.fields import PeopleField, PickBox, WorkerBox
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.kept_form import KeptForm
from kaa_desktop.gui.widgets.fields import DateField, TextField, TimeField

WAITS: Final = "Hen får en påminnelse på skärmen om ni inte är tillbaka i tid och datorn har nät."
LONGEST: Final = 300
DAYS_AHEAD: Final = 28


class RoundForm(KeptForm):
    """What they share: `then` gets the result and takes the page away."""

    def __init__(
        self, desk: Desk, title: str, then: Callable[[Result], object], **form: Any
    ) -> None:
        super().__init__(desk, title, **form)
        self._then = then

    def line(self, name: str, title: str, text: str, **box: Any) -> TextField:
        """A line of text."""
        made = TextField()
        made.setMaxLength(LONGEST)
        made.setText(text)
        self.own(name, title, made, **box)
        return made

    def at(self, name: str, title: str, value: Any, **box: Any) -> TimeField:
        """A time of day."""
        made = TimeField()
        made.set_value(value)
        self.own(name, title, made, **box)
        return made

    def companion(self, held: Any) -> None:
        """Who sees to it that they come back."""
        made = WorkerBox(self.session.colleagues(), empty="Samordnaren")
        made.set_value(held)
        self.own("companion", "Vem bevakar att ni kommer tillbaka?", made, note=WAITS)

    def done(self, value: Result) -> None:
        self.drop()
        self._then(value)


class RoundPage(RoundForm):
    """Day, who goes, from when, back by when, who waits, and what to bring."""

    def __init__(self, desk: Desk, view: RoundView, then: Callable[[Result], object]) -> None:
        super().__init__(
            desk,
            "Ändra rundan",
            then,
            key=f"visit_round:{view.id}",
            name="round_form",
            finish="Spara rundan",
            subtitle=words.long_day(view.on),
            card="Rundan",
        )
        self._round = view.id
        held = view.held
        day = DateField(self.session.today)
        day.set_value(held.on)
        self.own("on", "Dag", day)
        people = PeopleField(self.theme, "Vilka åker", self.session.colleagues(), name="workers")
        people.set_value(held.workers)
        self.own("workers", "Vilka åker", people)
        self.at("start", "Börjar", held.start, optional=True)
        self.at("expected_back", "Tillbaka senast", held.expected_back, optional=True)
        self.companion(held.companion)
        self.line("bring", "Ta med", held.bring or "", optional=True)
        self.begin(held)

    def problems(self) -> list[Problem]:
        found = super().problems()
        if not found and self.value("on") is None:
            found = [Problem(field="on", sentence="Skriv vilken dag.")]
        start, back = self.value("start"), self.value("expected_back")
        if start is not None and back is not None and back < start:
            said = "Tillbaka ligger före Börjar. Ändra en av tiderna."
            found.append(Problem(field="expected_back", sentence=said))
        return found

    def send(self) -> Future[Result]:
        values = {name: self.value(name) for name in self._bound}
        values["bring"] = values["bring"] or None
        return self.session.rounds.change(self._round, self.seen(), **self.touched(values))


class StopPage(RoundForm):
    """One visit: when, how to get in, what to bring."""

    def __init__(self, desk: Desk, stop: Stop, then: Callable[[Result], object]) -> None:
        super().__init__(
            desk,
            f"Ändra besöket – {stop.row.name}",
            then,
            key=f"home_visit:{stop.row.visit}",
            name="stop_form",
            finish="Spara besöket",
            subtitle=stop.row.address,
            card="Besöket",
        )
        self._stop = stop
        self.at("planned_at", "Klockan", stop.row.at, optional=True)
        said = "Portkod, våning, var man ringer på. Inget om ungdomen."
        self.line("access_note", "Att hitta fram", stop.access_note, optional=True, note=said)
        self.line("bring", "Ta med", stop.bring, optional=True)
        held = self.session.rounds.visit(stop.row.visit)
        # As it is shown: of the protected it may be empty only because it is not.
        note, bring = stop.access_note or None, stop.bring or None
        self.begin(held and attrs.evolve(held, access_note=note, bring=bring))

    def send(self) -> Future[Result]:
        values = {name: self.value(name) or None for name in ("access_note", "bring")}
        values["planned_at"] = self.value("planned_at")
        touched = self.touched(values)
        return self.session.rounds.change_visit(self._stop.row.visit, self.seen(), **touched)

    def lost(self) -> bool:
        return self.session.rounds.visit(self._stop.row.visit) is None

    def chosen_youth(self) -> YouthId | None:
        return self._stop.row.youth


class OutPage(RoundForm):
    """Åker nu: when they are expected back, and who waits."""

    def __init__(self, desk: Desk, view: RoundView, then: Callable[[Result], object]) -> None:
        super().__init__(
            desk,
            "Åker nu",
            then,
            key=f"out {view.id.hex}",
            name="out_form",
            finish="Åk",
            subtitle=view.who,
            card="Ut och tillbaka",
        )
        self._round = view.id
        self.at("expected_back", "Tillbaka senast", view.held.expected_back)
        self.companion(view.held.companion)
        self.begin()

    def send(self) -> Future[Result]:
        return self.session.rounds.leave(
            self._round, self.value("expected_back"), companion=self.value("companion")
        )


class OffPage(RoundForm):
    """Why a whole round is called off."""

    def __init__(self, desk: Desk, view: RoundView, then: Callable[[Result], object]) -> None:
        left = sum(not stop.row.done for stop in view.stops)
        super().__init__(
            desk,
            "Ställ in rundan",
            then,
            key=f"off {view.id.hex}",
            name="off_form",
            finish="Ställ in alla besök",
            subtitle=view.title,
            card="Det här händer",
        )
        self._round = view.id
        told = words.counted(left, "besök ställs in", "besök ställs in")
        self.say(f"{told}. Orsaken förs in i varje ungdoms journal, och rutinen går vidare.")
        self._why = ChoiceBox(list(CallOff))
        self.own("kind", "Varför ställs rundan in?", self._why)
        self.line("reason", "Mer om orsaken", "", note="Skriv inget om ungdomarna.")
        self.begin()

    def send(self) -> Future[Result]:
        return self.session.rounds.call_off(
            self._round,
            self.value("reason"),
            self._why.value(),  # type: ignore[arg-type]
        )


class PutPage(RoundForm):
    """Into which round the chosen youths go, or into a new one."""

    def __init__(
        self, desk: Desk, youths: tuple[YouthId, ...], then: Callable[[Result], object]
    ) -> None:
        super().__init__(
            desk,
            "Lägg i en besöksrunda",
            then,
            key="put",
            name="put_form",
            finish="Lägg i rundan",
            subtitle=words.counted(len(youths), "ungdom", "ungdomar"),
            card="Vilken runda",
        )
        self._youths = youths
        self._rounds = PickBox([*_open_rounds(desk), (None, "Ny runda")])
        self.own("round", "Runda", self._rounds)
        day = DateField(self.session.today)
        day.set_value(working_day_before(self.session.today()))
        self._day = self.own("on", "Dag för den nya rundan", day)
        self.begin()
        self.edited()

    def edited(self) -> None:
        self._day.setVisible(self._rounds.value() is None)

    def problems(self) -> list[Problem]:
        if self._rounds.value() is not None:
            return []
        found = super().problems()
        if not found and self.value("on") is None:
            return [Problem(field="on", sentence="Skriv vilken dag.")]
        return found

    def send(self) -> Future[Result]:
        chosen: RecordId | None = self._rounds.value()
        rounds = self.session.rounds
        if chosen is None:
            return rounds.begin(self.value("on"), self._youths)
        return rounds.add(chosen, self._youths)


def _open_rounds(desk: Desk) -> list[tuple[RecordId, str]]:
    first = desk.session.today()
    rounds = desk.session.rounds.coming(first, first + timedelta(days=DAYS_AHEAD))
    return [(one.id, f"{words.with_weekday(one.on)} {one.title}") for one in rounds]
