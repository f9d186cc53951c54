"""The small forms of an evaluation: which year, an area to improve, and why it is opened again."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from kaa_core.model.ids import RecordId, UnitId
from kaa_core.model.records import ImprovementArea
from kaa_core.statistics.evaluating import span
from kaa_desktop.app.evaluation_views import WHOLE, EvaluationRow, school_year_name
from kaa_desktop.app.views import Result
from kaa_desktop.gui.forms.fields import PickBox, RecordBox
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.kept_form import KeptForm
from kaa_desktop.gui.screens.record_form import RecordForm
from kaa_desktop.gui.widgets.fields import NoteField

CAREFUL = "Skriv om arbetet, inte om enskilda ungdomar."


class BeginPage(KeptForm):
    """Which school year, and of which unit."""

    def __init__(self, desk: Desk, then: Callable[[Result], object]) -> None:
        super().__init__(
            desk,
            "Börja utvärdera",
            key="evaluation",
            keeps=False,
            name="evaluation_begin",
            finish="Börja",
            card="Vilket läsår",
        )
        self._then = then
        asked, _ = self.session.evaluations.year()
        this, _ = span(self.session.today())
        years = sorted({asked, this, asked.replace(year=asked.year - 1)}, reverse=True)
        self._year = PickBox([(one, f"Läsåret {school_year_name(one)}") for one in years])
        self._year.set_value(asked)
        self.own("start", "Läsår", self._year)
        units = self.session.evaluations.units()
        if units:
            self.own("unit", "Gäller", RecordBox(list(units.items()), empty=WHOLE))
        self.say(
            "Programmet fyller i läsårets tal bredvid förra årets. Ni kan vara flera som skriver "
            "samtidigt, i var sin del.",
            "muted",
        )
        self.begin()

    def send(self) -> Future[Result]:
        start, end = span(self.value("start"))
        unit: UnitId | None = self.value("unit") if "unit" in self._bound else None
        return self.session.evaluations.begin(start, end, unit)

    def done(self, value: Result) -> None:
        self._then(value)


class AreaForm(RecordForm):
    """Something to do better: what, how, who, by when; later what became of it."""

    cls = ImprovementArea

    def build(self) -> None:
        self.line("title", "Vad som ska bli bättre")
        self.lines("how", "Så gör vi", note=CAREFUL)
        self.line("owner", "Ansvarig", note="Roll eller namn på en kollega.")
        self.day("by", "Klart senast")
        if self._held is not None:
            self.day("done_on", "Klart", optional=True)
            self.lines("outcome", "Hur det gick", optional=True, note=CAREFUL)

    def lines(self, name: str, title: str, **box: Any) -> None:
        super().lines(name, title, **box)
        self._boxes[name].guard(self.theme).noticed.connect(self.desk.announce)


class ReopenPage(KeptForm):
    """Why a finished evaluation is opened again."""

    def __init__(
        self,
        desk: Desk,
        item: EvaluationRow,
        act: Callable[[str], Future[Result]],
        then: Callable[[Result], object],
    ) -> None:
        super().__init__(
            desk,
            "Öppna utvärderingen igen",
            key=f"evaluation reopen {item.id.hex}",
            name="evaluation_reopen",
            finish="Öppna igen",
            subtitle=item.title,
            card="Det här händer",
        )
        self._act, self._then = act, then
        self.say(
            "Talen räknas om tills ni klarmarkerar igen. Det som stod finns kvar i historiken."
        )
        reason = NoteField()
        reason.setProperty("lines", 3)
        self.own("reason", "Varför öppnas den igen?", reason)
        self.begin()

    def send(self) -> Future[Result]:
        return self._act(self.value("reason") or "")

    def done(self, value: Result) -> None:
        self.drop()
        self._then(value)


def area_form(
    desk: Desk,
    evaluation: RecordId,
    held: ImprovementArea | None,
    then: Callable[[Result], object],
) -> AreaForm:
    """The form of an area: a new one of an evaluation, or one that is changed."""
    evaluations = desk.session.evaluations
    if held is None:

        def add(values: Any) -> Future[Result]:
            return evaluations.add_area(evaluation, values)

        title = "Lägg till förbättringsområde"
        return AreaForm(desk, title, None, add, then, beside=evaluation)

    def change(values: Any, seen: Any) -> Future[Result]:
        return evaluations.change_area(held.id, values, seen)

    return AreaForm(desk, "Förbättringsområde", held, change, then)
