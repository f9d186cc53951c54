"""Bilagor: a youth's papers, where each is, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QMessageBox, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.rights import Right
from kaa_desktop.app.attachments import AttachmentRow, Place
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.app.words import counted
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.sheet import ReadingSheet, SheetArea
from kaa_desktop.gui.lists import ListView
from kaa_desktop.gui.painting import ChipLook
from kaa_desktop.gui.paper_acts import PaperDrop
from kaa_desktop.gui.rows import Cell, Column, Row, Section
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.screens.looks import given
from kaa_desktop.gui.screens.parts import is_narrow
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, EmptyState, Footer, PageHeader

TITLE = "Bilagor"
COLUMNS = (
    Column("name", "Namn"),
    Column("when", "Datum", width=96),
    Column("size", "Storlek", width=84, optional=2),
    Column("author", "Tillagd av", width=140, optional=1),
    Column("state", "Var den finns", width=216),
)
LOOKS: dict[Place, tuple[str, Kind]] = {
    Place.HERE: ("circle-check", Kind.OK),
    Place.ALONE: ("hard-drive", Kind.NEUTRAL),
    Place.WAITING: ("hard-drive", Kind.NEUTRAL),
    Place.SENDING: ("send", Kind.INFO),
    Place.FETCHING: ("download", Kind.INFO),
    Place.AWAY: ("cloud", Kind.NEUTRAL),
}
BUTTONS = (("remove", "Ta bort"), ("copy", "Spara en kopia"), ("fetch", "Hämta"), ("open", "Öppna"))
CHOOSE = "Välj en bilaga i listan."
AWAY = "Bilagan finns på servern. Hämta den först."
HERE = "Bilagan finns redan på datorn."
ALONE = "I övningen finns allt på datorn."
NO_PROGRAM = (
    "Inget program på datorn öppnar PDF-filer. Bilagan är kvar, krypterad. "
    "Be kommunens it-stöd om en PDF-läsare."
)
LEAVES = (
    "Kopian blir en vanlig fil utan kryptering. Den som kommer åt filen kan läsa den, och den försvinner "
    "inte när ärendet gallras. Spara den bara om du måste, och ta bort den sedan."
)
GOES = (
    "Bilagan tas bort ur ärendet på alla datorer. Att den fanns, och vem som tog bort den, står i "
    "historiken."
)
OUTSIDE = "Öppnad i datorns program för PDF. Filen tas bort när du låser eller avslutar."


class PapersScreen(Screen):
    """The papers of one youth."""

    reads_case = True

    def __init__(self, desk: Desk, youth: YouthId, chosen: RecordId | None = None) -> None:
        page = desk.session.youth_page(youth)
        super().__init__(desk, TITLE, name="papers")
        self._youth = youth
        self._read_only = page.read_only if page is not None else ""
        self._papers: dict[RecordId, AttachmentRow] = {}
        self._rows: dict[RecordId, Row] = {}
        self._drop = PaperDrop(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        header = PageHeader(self.theme, TITLE, page.name if page is not None else "")
        header.add(self.desk.actions.button("attachment.add", name="papers_add", compact=True))
        column.addWidget(header)
        self._stack = QStackedWidget()
        self._empty = EmptyState(
            self.theme,
            "paperclip",
            "Inga bilagor.",
            "Lägg till en inläst plan eller ett brev. Filen krypteras som allt annat.",
        )
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._list())
        column.addWidget(self._stack, 3)
        column.addWidget(self._note(), 1)
        column.addWidget(self._foot())
        self.theme.dress(self)
        self._show(chosen)

    # -- parts

    def _list(self) -> ListView:
        self.list = ListView(
            self.theme,
            COLUMNS,
            given(self._rows),
            name="papers_list",
            title=TITLE,
            two_lines=True,
            marks=False,
        )
        self.list.picked.connect(self._picked)
        self.list.opened.connect(self._open_row)
        return self.list

    def _note(self) -> SheetArea:
        """Why the chosen paper has not come through; it scrolls where there is no room for all of it."""
        self._band = SheetArea("papers_note_area", "Varför bilagan väntar")
        inside = ReadingSheet(self.theme, self._band, "Varför bilagan väntar", name="papers_note")
        around = QVBoxLayout(inside)
        around.setContentsMargins(20, 10, 20, 10)
        self._banner = Banner(self.theme, Kind.INFO, icon="cloud-off")
        around.addWidget(self._banner)
        around.addStretch(1)
        self._band.setWidget(inside)
        self._band.hide()
        return self._band

    def _foot(self) -> QWidget:
        self._footer = Footer(self.theme)
        for act, text in BUTTONS:
            kind = "primary" if act == "open" else "secondary"
            made = self.desk.actions.button(
                f"attachment.{act}", kind=kind, text=text, name=f"papers_{act}"
            )
            self._footer.add(made)
        return self._footer

    # -- content

    def _show(self, chosen: RecordId | None = None) -> None:
        papers = self.session.attachments.of(self._youth)
        self._papers = {one.id: one for one in papers}
        self._rows.clear()
        self._rows.update({one.id: paper_row(one) for one in papers})
        self.list.set_sections([Section("all", "", tuple(self._rows))])
        if chosen is not None:
            self.list.select(chosen)
        self._stack.setCurrentIndex(1 if papers else 0)
        self._say_how_many()
        self._picked(None)

    def _picked(self, _id: object) -> None:
        paper = self._paper()
        note = paper.note if paper is not None else ""
        self._banner.set_message(Kind.INFO, paper.state if paper is not None else "", note)
        self._band.setVisible(bool(note))
        self.desk.actions.refresh()

    def _paper(self) -> AttachmentRow | None:
        chosen = self.list.current_id()
        return next((one for id_, one in self._papers.items() if id_ == chosen), None)

    def refresh(self, changes: Changes) -> None:
        if changes.everything or self._youth in changes.youths or "attachment" in changes.kinds:
            self._show()

    # -- acts

    def bindings(self) -> Mapping[str, Binding]:
        return {
            "attachment.open": Binding(self._open, self._not_here),
            "attachment.copy": Binding(self._copy, self._not_here),
            "attachment.fetch": Binding(self._fetch, self._not_fetchable),
            "attachment.remove": Binding(self._remove, self._not_removable),
        }

    def _not_here(self) -> str:
        paper = self._paper()
        if paper is None:
            return CHOOSE
        return "" if paper.here else AWAY

    def _not_fetchable(self) -> str:
        paper = self._paper()
        if paper is None:
            return CHOOSE
        if self.session.who.alone:
            return ALONE
        return HERE if paper.here else ""

    def _not_removable(self) -> str:
        if self._paper() is None:
            return CHOOSE
        return self.session.why_not(Right.WRITE_CASES) or self._read_only

    def _open_row(self, _id: object) -> None:
        paper = self._paper()
        if paper is not None:
            self.desk.actions.trigger("attachment.open" if paper.here else "attachment.fetch")

    def _open(self) -> None:
        paper = self._paper()
        if paper is None:
            return
        if paper.picture:
            from kaa_desktop.gui.screens.picture import PictureScreen  # noqa: PLC0415 - seldom asked for

            self.desk.open_screen(PictureScreen(self.desk, self._youth, paper))
        else:
            self.desk.then(self.session.attachments.open_outside(paper.id), self._opened)

    def _opened(self, path: Path) -> None:
        opened = QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
        self.desk.say(OUTSIDE if opened else NO_PROGRAM)

    def _fetch(self) -> None:
        paper = self._paper()
        if paper is not None:
            self.desk.then(self.session.attachments.fetch(paper.id), self._said)

    def _copy(self) -> None:
        self._sure("Spara en kopia utan kryptering?", LEAVES, "Spara kopian", self._ask_where)

    def _ask_where(self) -> None:
        paper = self._paper()
        if paper is None:
            return
        dialog = QFileDialog(self, "Spara en kopia")
        dialog.setObjectName("paper_copy_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        # A file that exists is never written over, so nobody is asked whether to.
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.selectFile(self.session.attachments.copy_name(paper.id))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.copy_to)
        dialog.open()

    def copy_to(self, path: str) -> None:
        """Write the copy at the place that was chosen."""
        paper = self._paper()
        if paper is not None:
            self.desk.then(self.session.attachments.save_copy(paper.id, Path(path)), self._said)

    def _remove(self) -> None:
        self._sure("Ta bort bilagan?", GOES, "Ta bort", self._remove_now)

    def _remove_now(self) -> None:
        paper = self._paper()
        if paper is not None:
            self.desk.then(self.session.attachments.remove(paper.id), self._said)

    def _sure(self, question: str, text: str, yes: str, then: object) -> None:
        box = QMessageBox(self)
        box.setObjectName("paper_question")
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(question)
        box.setText(question)
        box.setInformativeText(text)
        sure = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        sure.clicked.connect(then)
        keep = box.addButton("Avbryt", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def _said(self, result: Result) -> None:
        self.desk.say(result.sentence or " ".join(one.sentence for one in result.problems))
        if isValid(self):
            self._show()

    # -- what the shell asks

    def chosen_youth(self) -> YouthId | None:
        return None if self._read_only else self._youth

    def youth_read(self) -> YouthId | None:
        return self._youth

    def why_no_youth(self) -> str:
        return self._read_only

    def panes(self) -> Sequence[QWidget]:
        note = [self._band] if self._band.isVisible() else []
        return [self._stack, *note, self._footer]

    def first_focus(self) -> QWidget | None:
        return self.list if self._papers else None

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Enter", "Öppna"), ("Esc", "Tillbaka"), ("F1", "Hjälp")]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say_how_many()

    def _say_how_many(self) -> None:
        """The buttons go before the words where there is no room for both."""
        narrow = is_narrow(self, self.theme)
        words = "" if narrow else counted(len(self._papers), "bilaga", "bilagor")
        self._footer.set_state(words, kind=Kind.INFO)
        self._footer.state.setVisible(bool(words))


def paper_row(one: AttachmentRow) -> Row:
    """A paper: its name, what it is, and where its content is."""
    icon, kind = LOOKS[one.place]
    return Row(
        (
            Cell(one.name, f"{one.what} · {one.form}", strong=True),
            Cell(one.when),
            Cell(one.size),
            Cell(one.author),
            Cell(chip=ChipLook(one.state, icon, kind)),
        )
    )
