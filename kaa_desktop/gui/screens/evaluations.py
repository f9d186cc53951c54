"""Utvärdering av läsåret: the years, how far each has come, and the acts about one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from kaa_core.model.rights import Right
from kaa_desktop.app.evaluation_views import EvaluationRow, area_state, areas_said
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.app.views_base import Chip, Fact, Tone
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.rows import Cell, Column, Row
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.evaluation import EvaluationPage
from kaa_desktop.gui.screens.evaluation_forms import BeginPage, ReopenPage
from kaa_desktop.gui.screens.evaluation_paper import EvaluationPaperPage
from kaa_desktop.gui.screens.history import HistoryScreen
from kaa_desktop.gui.screens.looks import chip_look

TITLE = "Utvärdering av läsåret"
COLUMNS = (Column("year", "Läsår"), Column("state", "Läge", width=210))
OPEN, DONE = "pencil", "circle-check"


class EvaluationsScreen(AdminList):
    """The latest year first."""

    noun = "utvärdering"

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            TITLE,
            "Minst ett förbättringsområde varje år",
            name="evaluations",
            columns=COLUMNS,
            empty=(
                "copy-check",
                "Inget läsår är utvärderat.",
                "Börja, så fyller programmet i läsårets tal. Sedan skriver ni vad de säger.",
            ),
            add="evaluation.begin",
            acts=(
                *("evaluation.open", "evaluation.paper", "evaluation.reopen"),
                "evaluation.history",
            ),
        )

    def load(self) -> None:
        self.show_items({one.id: one for one in self.session.evaluations.rows()})

    def refresh(self, changes: Changes) -> None:
        if changes.everything or changes.kinds & {"year_evaluation", "improvement_area", "unit"}:
            self.load()

    def row_of(self, item: EvaluationRow) -> Row:
        about = f"{item.unit}, {areas_said(item.areas)}"
        return Row((Cell(item.title, about, strong=True), Cell(chip=chip_look(_chip(item)))))

    def show_item(self, item: EvaluationRow) -> None:
        view = self.session.evaluations.view(item.id)
        if view is None:
            return
        facts = [
            Fact(label="Gäller", value=item.unit),
            Fact(label="Saknas", value=" ".join(one.sentence for one in view.gaps)),
            *(Fact(label=one.title, value=area_state(one)) for one in view.areas),
            Fact(label="Öppnad igen", value=view.held.reopened or ""),
        ]
        shown = tuple(one for one in facts if one.value)
        self.pane.show_thing(f"{TITLE} {item.title[8:]}", (_chip(item),), shown, "")

    def main_act(self) -> str:
        return "evaluation.open"

    def acts(self) -> Mapping[str, Binding]:
        return {
            "evaluation.begin": Binding(self._begin, self._not_mine),
            "evaluation.open": Binding(self._open, self.none_chosen),
            "evaluation.paper": Binding(self._paper, self._no_act),
            "evaluation.reopen": Binding(self._reopen, self._no_reopening),
            "evaluation.history": Binding(self._history, self.none_chosen),
        }

    def _not_mine(self) -> str:
        return self.session.why_not(Right.FOLLOW_UP)

    def _no_act(self) -> str:
        return self.none_chosen() or self._not_mine()

    def _no_reopening(self) -> str:
        item: EvaluationRow | None = self.chosen()
        if item is not None and not item.done:
            return "Utvärderingen är redan öppen."
        return self._no_act()

    def _begin(self) -> None:
        self.desk.open_screen(BeginPage(self.desk, self._begun))

    def _begun(self, result: Result) -> None:
        self.changed(result.sentence)
        if result.record is not None:
            self.load()
            self.list.view.select(result.record)
            self._open()

    def _open(self) -> None:
        item: EvaluationRow | None = self.chosen()
        if item is not None:
            self.desk.open_screen(EvaluationPage(self.desk, item.id))

    def _paper(self) -> None:
        item: EvaluationRow = self.chosen()
        self.desk.open_screen(EvaluationPaperPage(self.desk, item.id))

    def _reopen(self) -> None:
        item: EvaluationRow = self.chosen()
        act = partial(self.session.evaluations.reopen, item.id)
        self.desk.open_screen(ReopenPage(self.desk, item, act, self._said))

    def _history(self) -> None:
        item: EvaluationRow = self.chosen()
        self.desk.open_screen(HistoryScreen(self.desk, item.id, f"{TITLE}, {item.title}"))

    def _said(self, result: Result) -> None:
        self.changed(result.sentence)


def _chip(item: EvaluationRow) -> Chip:
    return Chip(item.state, DONE if item.done else OPEN, Tone.OK if item.done else Tone.INFO)
