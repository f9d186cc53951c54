"""Utvärderingen som PDF: where to, with small groups hidden, as all that leaves the program."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path

from kaa_core.model.ids import RecordId
from kaa_core.statistics.suppression import WHY
from kaa_desktop.app.views import Result
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.saving_form import SavingForm


class EvaluationPaperPage(SavingForm):
    """What the paper holds, and where it is to be saved."""

    def __init__(self, desk: Desk, evaluation: RecordId) -> None:
        self._id = evaluation
        view = desk.session.evaluations.view(evaluation)
        super().__init__(
            desk,
            "Utvärderingen som PDF",
            name="evaluation_paper",
            finish="Spara som PDF",
            subtitle="" if view is None else f"{view.row.title}, {view.row.unit}",
            card="Det här står i den",
        )
        self.say("Läsårets tal bredvid förra årets, analysen och förbättringsområdena.")
        self.say(WHY)
        self.say("Att den togs ut antecknas: vad, vem och när.", "muted")
        self.settle()

    def file_name(self) -> str:
        return "utvardering.pdf"

    def write(self, path: Path) -> Future[Result]:
        return self.session.evaluation_papers.write(self._id, path)

    def done(self, value: Result) -> None:
        self.desk.back()
        self.desk.say(value.sentence)
