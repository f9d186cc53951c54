"""Lägg till bilaga: which file, what it is, and from when; its way into the encrypted store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from kaa_core.model.enums import AttachmentKind
from kaa_core.model.ids import YouthId
from kaa_core.model.registry import Problem
from kaa_desktop.app.attachments import Adding, Described, Found
from kaa_desktop.app.views import Result
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.choices import ChoiceBox
from kaa_desktop.gui.forms.frame import row
from kaa_desktop.gui.forms.sheet import SheetArea, ground
from kaa_desktop.gui.paper_acts import PaperDrop, ask_for_paper
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, Card, Footer, PageHeader
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.fields import DateField, FieldBox, TextField
from kaa_desktop.gui.widgets.labels import label

TITLE = "Lägg till bilaga"
FORMS = "En PDF-fil eller en bild (PNG eller JPEG), högst 25 MB. Du kan också släppa filen här."
CAREFUL = (
    "Lägg bara till det som behövs i ärendet, aldrig intyg eller annat om hälsa "
    "(5 § förordningen 2006:39)."
)
NO_FILE = "Välj en fil."
NOT_ADDED = "Bilagan är inte tillagd."
TOLD_MS = 150


class PaperForm(Screen):
    """One paper about one youth. `path`: the file that was dropped."""

    def __init__(self, desk: Desk, youth: YouthId, path: Path | None = None) -> None:
        page = desk.session.youth_page(youth)
        name = page.name if page is not None else ""
        super().__init__(desk, f"{TITLE} – {name}", name="paper_form")
        self._youth = youth
        self._found: Found | None = None
        self._adding: Adding | None = None
        self._told = QTimer(self)
        self._told.setInterval(TOLD_MS)
        self._told.timeout.connect(self._tell_progress)
        self._drop = PaperDrop(self, self.read)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(PageHeader(self.theme, TITLE, name))
        inside, column = ground()
        self._fault = Banner(self.theme, Kind.DANGER)
        self._fault.hide()
        column.addWidget(self._fault)
        column.addWidget(self._file_card())
        column.addWidget(self._about_card())
        column.addStretch(1)
        self.area = SheetArea.around(inside, "paper_area", TITLE)
        outer.addWidget(self.area, 1)
        outer.addWidget(self._foot())
        self.theme.dress(self)
        self._follow()
        if path is not None:
            self.read(path)

    # -- parts

    def _file_card(self) -> Card:
        card = Card(self.theme, "Filen", icon="paperclip")
        card.body.addWidget(label(FORMS, "body", wrap=True))
        self._chosen = label("", "strong", wrap=True)
        card.body.addWidget(self._chosen)
        self.choose = button(self.theme, "Välj fil", name="paper_choose", icon="file-text")
        self.choose.clicked.connect(self._ask)
        card.body.addWidget(row(self.choose))
        return card

    def _about_card(self) -> Card:
        card = Card(self.theme, "Vad det är", icon="info")
        card.body.addWidget(label(CAREFUL, "muted", wrap=True))
        self.name, self.what = TextField(), ChoiceBox(list(AttachmentKind))
        self.name.setMaxLength(200)
        self.dated = DateField(self.session.today)
        self.dated.set_value(self.session.today())
        self._boxes = {
            "name": FieldBox(
                self.theme,
                "Namn",
                self.name,
                name="paper_name",
                note="Det som står i listan. Filens eget namn sparas inte.",
            ),
            "what": FieldBox(self.theme, "Slag", self.what, name="paper_what"),
            "dated": FieldBox(
                self.theme, "Datum", self.dated, name="paper_dated", note="Dagen på pappret."
            ),
        }
        for box in self._boxes.values():
            card.body.addWidget(box)
        return card

    def _foot(self) -> QWidget:
        self._footer = Footer(self.theme)
        self.stop = button(self.theme, "Avbryt", name="paper_stop", hint="Esc")
        self.stop.clicked.connect(self._stop)
        self.finish_button = button(
            self.theme, TITLE, name="paper_finish", kind="primary", icon="check", hint="Ctrl+Enter"
        )
        self.finish_button.clicked.connect(self.finish)
        self._footer.add(self.stop)
        self._footer.add(self.finish_button)
        return self._footer

    # -- the file

    def _ask(self) -> None:
        if self._adding is None:
            ask_for_paper(self, self._read_chosen)

    def _read_chosen(self, path: str) -> None:
        self.read(Path(path))

    def read(self, path: Path) -> None:
        """Read and check a file, off the window's thread."""
        if self._adding is not None:
            return
        self._footer.set_state("Filen läses och kontrolleras.", kind=Kind.INFO)
        self.desk.then(self.session.attachments.read(path), self._came, self._refused)

    def _came(self, found: Found) -> None:
        if not isValid(self):
            return
        self._found = found
        self._fault.hide()
        if not self.name.text().strip():
            self.name.setText(found.name[:200])
        self._follow()
        self.desk.announce(f"{found.form}. {found.name}")

    def _refused(self, sentence: str) -> None:
        if isValid(self):
            self._found = None
            self._follow()
            self._say_fault(sentence)
        else:
            self.desk.say(sentence)

    def _say_fault(self, sentence: str) -> None:
        self._fault.set_message(Kind.DANGER, NOT_ADDED, sentence)
        self._fault.show()
        self.area.ensureWidgetVisible(self._fault)
        self.desk.announce(f"{NOT_ADDED} {sentence}")

    def _follow(self) -> None:
        found = self._found
        self._chosen.setText(
            "Ingen fil är vald." if found is None else f"{found.name} · {found.form}"
        )
        self.choose.setText("Välj fil" if found is None else "Byt fil")
        self.choose.setAccessibleName(self.choose.text())
        self.choose.updateGeometry()
        self.finish_button.set_blocked(NO_FILE if found is None else "")
        if found is None:
            self._footer.set_state(NO_FILE, kind=Kind.NEUTRAL)
        else:
            self._footer.set_state("Filen är kontrollerad.")

    # -- adding

    def finish(self) -> None:
        """Add the paper."""
        if self._adding is not None:
            return
        if self._found is None:
            self.desk.say(NO_FILE)
            self.choose.setFocus()
            return
        unread = self.dated.problem()
        if unread:
            self._show([Problem(field="dated", sentence=unread)])
            return
        described = Described(
            name=self.name.text(),
            what=self.what.value(),  # type: ignore[arg-type]  # a box of these choices
            dated=self.dated.value(),
        )
        self._adding = self.session.attachments.add(self._youth, self._found.content, described)
        self._told.start()
        self.desk.then(self._adding.future, self._done, self._failed)

    def _tell_progress(self) -> None:
        if self._adding is not None:
            done, total = self._adding.done, self._adding.total
            self._footer.set_state(f"Krypterar del {done} av {total}.", kind=Kind.INFO)

    def _stop(self) -> None:
        if self._adding is not None:
            self._adding.stop()
        else:
            self.desk.back()

    def escape(self) -> bool:
        """Esc breaks off what is being added; else it leaves the page."""
        if self._adding is None:
            return False
        self._adding.stop()
        return True

    def _done(self, result: Result) -> None:
        self._over()
        if not result.done:
            if isValid(self):
                self._show(result.problems)
            return
        if isValid(self) and self.isVisible():
            self.desk.back()
        if result.record is not None:
            self.desk.entered(result.record)
        self.desk.say(result.sentence)

    def _failed(self, sentence: str) -> None:
        self._over()
        if isValid(self):
            self._say_fault(sentence)
        else:
            self.desk.say(f"{NOT_ADDED} {sentence}")

    def _over(self) -> None:
        self._adding = None
        if isValid(self):
            self._told.stop()
            self._follow()

    def _show(self, problems: Sequence[Problem]) -> None:
        for name, box in self._boxes.items():
            box.set_error(" ".join(one.sentence for one in problems if one.field == name))
        loose = " ".join(one.sentence for one in problems if one.field not in self._boxes)
        if loose:
            self._say_fault(loose)
        else:
            self.desk.announce(" ".join(one.sentence for one in problems))
        first = next((one.field for one in problems if one.field in self._boxes), "")
        if first:
            self._boxes[first].field.setFocus()

    # -- the page

    def chosen_youth(self) -> YouthId | None:
        return self._youth

    def panes(self) -> Sequence[QWidget]:
        return [self.area, self._footer]

    def first_focus(self) -> QWidget | None:
        return self.choose if self._found is None else self.name

    def bindings(self) -> Mapping[str, Binding]:
        return {"form.finish": Binding(self.finish)}

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Ctrl+Enter", "Lägg till"), ("Esc", "Avbryt"), ("F1", "Hjälp")]
