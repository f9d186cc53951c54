"""The plan on paper: read it, choose plain or easy Swedish, and save it as a PDF for the youth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kaa_core.model.ids import RecordId, YouthId
from kaa_desktop.app.plan_paper import NAME
from kaa_desktop.app.views import Result
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.asking_where import ask_where
from kaa_desktop.gui.forms.sheet import ReadingSheet, SheetArea
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.widgets.boxes import Card, PageHeader
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.labels import label
from kaa_desktop.gui.widgets.segments import SegmentedFilter

TITLE = "Planen på papper"
PLAIN, EASY = "plain", "easy"
OPEN_FILE = (
    "Filen är inte krypterad. Skriv ut den och ge den till ungdomen. Ta sedan bort den från datorn."
)
UNREAD = "Versionens innehåll går inte att läsa, eller är raderat."
NOTHING = "Det finns ingen plan att skriva ut än."


class PlanPaperScreen(Screen):
    """What stands on the paper, before it is saved. `version` None: the plan as it stands."""

    reads_case = True

    def __init__(self, desk: Desk, youth: YouthId, version: RecordId | None = None) -> None:
        super().__init__(desk, TITLE, name="plan_paper")
        self._youth, self._version = youth, version
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        header = PageHeader(self.theme, TITLE)
        choices = [(PLAIN, "Klarspråk"), (EASY, "Lätt svenska")]
        self.language = SegmentedFilter(self.theme, "Språk", choices, name="plan_paper_language")
        self.language.chosen.connect(self.reload)
        header.add(self.language)
        self._save = button(
            self.theme,
            "Spara som PDF …",
            name="plan_paper_save",
            icon="save",
            kind="primary",
            hint="Ctrl+Enter",
        )
        self._save.clicked.connect(self.ask)
        header.add(self._save)
        column.addWidget(header)
        column.addWidget(self._sheet(), 1)
        self.theme.dress(self)
        self.reload()

    def _sheet(self) -> SheetArea:
        self._area = SheetArea("plan_paper_area", TITLE)
        inside = ReadingSheet(self.theme, self._area, TITLE, name="plan_paper_sheet")
        inside.setProperty("fill", "canvas")
        body = QVBoxLayout(inside)
        body.setContentsMargins(20, 12, 20, 12)
        body.addWidget(label(OPEN_FILE, "muted", wrap=True))
        card = Card(self.theme, "Det som står på papperet")
        self.words = label("", "body", wrap=True)
        self.words.setObjectName("plan_paper_words")
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card.body.addWidget(self.words)
        body.addWidget(card)
        body.addStretch(1)
        self._area.setWidget(inside)
        return self._area

    @property
    def _easy(self) -> bool:
        return self.language.value() == EASY

    def reload(self, *_chosen: object) -> None:
        """Say what stands on it."""
        found = self.session.plans.paper(self._youth, self._version, easy=self._easy)
        none = NOTHING if self._version is None else UNREAD
        self.words.setText(none if found is None else found.text)

    def ask(self, _checked: bool = False) -> None:
        """Ask where the file goes."""
        ask_where(self, "Spara planen som PDF", NAME, "PDF", self.save_to)

    def save_to(self, path: str) -> None:
        """Make the paper and write it there."""
        done = self.session.plans.save_paper(
            self._youth, Path(path), self._version, easy=self._easy
        )
        self.desk.then(done, self._saved)

    def _saved(self, result: Result) -> None:
        self.desk.say(result.sentence or " ".join(one.sentence for one in result.problems))

    def youth_read(self) -> YouthId | None:
        return self._youth

    def bindings(self) -> Mapping[str, Binding]:
        return {"form.finish": Binding(self.ask), "page.print": Binding(self.ask)}

    def panes(self) -> Sequence[QWidget]:
        return [self.language, self._area]

    def first_focus(self) -> QWidget | None:
        return self._save

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Ctrl+Enter", "Spara som PDF"), ("Esc", "Tillbaka"), ("F1", "Hjälp")]


def open_paper(desk: Desk, youth: YouthId, version: RecordId | None = None) -> None:
    """Open it on top of the page shown."""
    desk.open_screen(PlanPaperScreen(desk, youth, version))
