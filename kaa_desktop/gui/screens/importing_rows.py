"""Step 3: what would be done with each row, and what waits for a person's yes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from kaa_core.model.enums import FactSource, RegistrationReason
from kaa_core.model.registry import Problem
from kaa_desktop.app.importing_delivery import DeliveryPreview
from kaa_desktop.app.importing_preview import Preview
from kaa_desktop.app.importing_views import LOOKS, Choices, Proposal, RowDetails, RowView
from kaa_desktop.app.session import Session
from kaa_desktop.app.views_base import Chip, Fact
from kaa_desktop.app.words import counted
from kaa_desktop.gui.forms.choices import Check, ChoiceBox
from kaa_desktop.gui.forms.fields import WorkerBox
from kaa_desktop.gui.forms.frame import column, row
from kaa_desktop.gui.forms.sheet import SheetArea, ground
from kaa_desktop.gui.lists import ListView
from kaa_desktop.gui.rows import Cell, Column, Row, Section
from kaa_desktop.gui.screens.importing_parts import CountFilter
from kaa_desktop.gui.screens.looks import chip_look
from kaa_desktop.gui.screens.parts import FactTable, OnePane, is_narrow
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, Card
from kaa_desktop.gui.widgets.buttons import KeyButton, button
from kaa_desktop.gui.widgets.fields import DateField, FieldBox
from kaa_desktop.gui.widgets.labels import label

COLUMNS = (
    Column("row", "Rad", width=60, align_right=True),
    Column("name", "Namn", width=150),
    Column("number", "Personnummer", width=124, optional=2),
    Column("shown", "Vad", width=150),
    Column("why", "Varför", optional=1),
)
_SOURCES = (FactSource.SCHOOL, FactSource.POPULATION_REGISTER, FactSource.OTHER)
OF_SOURCE = (
    "Uppgifterna läggs bredvid dem som finns, med källa, fil, rad och dag. Ingen skrivs in. Den som "
    "omfattas föreslås sedan i Målgruppsprövning."
)
FOLLOW_MS = 60
LEAST_LIST = 210  # px at 100 %: the filter, the heading and a few rows


def listed(view: RowView) -> Row:
    """A row of the list."""
    word, icon, tone = LOOKS[view.shown]
    return Row(
        (
            Cell(str(view.row), tone="text2"),
            Cell(view.name, strong=True),
            Cell(view.number),
            Cell(chip=chip_look(Chip(word, icon, tone))),
            Cell(view.why),
        )
    )


class RowsPane(QFrame):
    """``accepted`` when a yes was said or taken back; ``known`` asks for a known youth's page."""

    accepted = Signal()
    known = Signal(object)

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self.setProperty("fill", "canvas")
        self._theme = theme
        self._preview: Preview | DeliveryPreview | None = None
        self._proposals: dict[str, tuple[Banner, KeyButton]] = {}
        inside, outer = ground()
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(SheetArea.around(inside, "import_rows_area", "Förhandsvisning"))
        self._said = QVBoxLayout()
        self._said.setSpacing(8)
        outer.addLayout(self._said)
        left, right = self._make_left(theme), self._make_right(theme, session)
        self._one = OnePane(
            theme,
            "Visa i inläsningen",
            [("rows", "Rader", left), ("about", "Vald rad och val", right)],
            name="import_pane",
        )
        outer.addWidget(self._one)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(right)
        split.setSizes([640, 380])
        split.setMinimumHeight(LEAST_LIST)
        outer.addWidget(split, 1)
        self._follow = QTimer(self)
        self._follow.setSingleShot(True)
        self._follow.setInterval(FOLLOW_MS)
        self._follow.timeout.connect(self._show_chosen)

    def _make_left(self, theme: Theme) -> QWidget:
        left = QFrame()
        left.setProperty("card", True)
        inside = QVBoxLayout(left)
        inside.setContentsMargins(1, 8, 1, 1)
        self.filter = CountFilter(theme)
        self.filter.chosen.connect(self._filter_chosen)
        edge = QHBoxLayout()
        edge.setContentsMargins(12, 0, 12, 0)
        edge.addWidget(self.filter)
        inside.addLayout(edge)
        self.list = ListView(
            theme, COLUMNS, self._rows, name="import_rows", title="Filens rader", marks=False
        )
        self.list.picked.connect(self._picked)
        self.list.opened.connect(self._opened)
        self.list.read.connect(self._say_yes)
        inside.addWidget(self.list, 1)
        return left

    def _make_right(self, theme: Theme, session: Session) -> QWidget:
        inside, body = ground()
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(self._row_card(theme))
        body.addWidget(self._choice_card(theme, session))
        body.addStretch(1)
        self.area = SheetArea.around(inside, "import_about_area", "Vald rad och val")
        return self.area

    def _row_card(self, theme: Theme) -> Card:
        self._card = Card(theme, "Vald rad", icon="file-text")
        self._notes = label("", "body", wrap=True)
        self._facts = FactTable(theme)
        self._yes = button(
            theme, "Godta förslaget", name="import_yes", icon="check", hint="Mellanslag"
        )
        self._yes.clicked.connect(self._yes_clicked)
        self._open = button(theme, "Öppna ärendet", name="import_open", icon="arrow-right")
        self._open.clicked.connect(self._open_known)
        for widget in (self._notes, self._facts, row(self._yes, self._open)):
            self._card.body.addWidget(widget)
        return self._card

    def _choice_card(self, theme: Theme, session: Session) -> Card:
        card = Card(theme, "Så läses de in", icon="list-checks")
        self._boxes: dict[str, FieldBox] = {}
        source = ChoiceBox(list(_SOURCES), empty="Inte angivet")
        source.set_value(FactSource.SCHOOL)
        card.body.addWidget(self._box("source", "Uppgifterna kommer från", source))
        self.enrol = Check("Skriv in alla nya i aktivitetsansvaret", name="import_enrol")
        self.enrol.edited.connect(self._enrol_changed)
        card.body.addWidget(self.enrol)
        self._remark = label("", "caption", wrap=True)
        card.body.insertWidget(0, self._remark)
        self._about_enrolling = label("", "caption", wrap=True)
        card.body.addWidget(self._about_enrolling)
        start = DateField(session.today)
        start.set_value(session.today())
        self._new = column(
            self._box("start", "Inskrivna från", start),
            self._box("reason", "Orsak", ChoiceBox(list(RegistrationReason))),
            self._box("worker", "Handläggare", WorkerBox(session.colleagues(writing=True))),
        )
        card.body.addWidget(self._new)
        return card

    def _box(self, name: str, title: str, field: QWidget) -> FieldBox:
        self._boxes[name] = FieldBox(self._theme, title, field, name=f"import_{name}")
        return self._boxes[name]

    def _field(self, name: str) -> Any:
        return self._boxes[name].field

    # -- content

    def show_preview(self, preview: Preview | DeliveryPreview) -> None:
        """Show the rows of a file. A source's says itself where it comes from, and enrols nobody."""
        self._preview = preview
        for widget in (self._boxes["source"], self.enrol):
            widget.setVisible(not preview.of_source)
        for banner, _ in self._proposals.values():
            self._said.removeWidget(banner)
            banner.deleteLater()
        self._proposals = {one.key: self._proposal(one) for one in preview.proposals()}
        self._remark.setText(preview.remark)
        self._remark.setVisible(bool(preview.remark))
        self._show()
        self._enrol_changed()
        self._theme.dress(self)

    def _proposal(self, one: Proposal) -> tuple[Banner, KeyButton]:
        banner = Banner(self._theme, Kind.WARN, icon="circle-question-mark")
        yes = button(
            self._theme,
            "Godta alla",
            name=f"import_all_{one.key}",
            compact=True,
            spoken=f"Godta alla: {one.title}",
        )
        yes.setProperty("proposal", one.key)
        yes.clicked.connect(self._all_clicked)
        banner.add_button(yes)
        self._said.addWidget(banner)
        return banner, yes

    def _show(self) -> None:
        preview = self._preview
        if preview is None:
            return
        for one in preview.proposals():
            self._show_proposal(one, *self._proposals[one.key])
        self.filter.set_counts(preview.counts())
        self.reload()

    def _show_proposal(self, one: Proposal, banner: Banner, yes: KeyButton) -> None:
        done = one.accepted == one.count
        said = " Alla är godtagna." if done else ""
        if one.accepted and not done:
            said = f" {one.accepted} är godtagna."
        kind = Kind.OK if done else Kind.WARN
        banner.set_message(kind, f"{one.title}.{said}", "" if done else one.text)
        words = "Ta tillbaka" if done else "Godta alla"
        yes.setText(words)
        yes.setAccessibleName(f"{words}: {one.title}")
        yes.updateGeometry()

    def reload(self) -> None:
        """List the rows that the filter lets through; the chosen one is kept."""
        if self._preview is not None:
            places = self._preview.places(self.filter.shown())
            self.list.set_sections([Section("all", "", places)])
        self._show_chosen()

    def _rows(self, places: Sequence[Any]) -> Mapping[Any, Row]:
        preview = self._preview
        return {} if preview is None else {at: listed(preview.row(at)) for at in places}

    def _filter_chosen(self, _key: object) -> None:
        self.reload()

    # -- the chosen row

    def _picked(self, _at: object) -> None:
        self._follow.start()

    def _chosen(self) -> RowDetails | None:
        at = self.list.current_id()
        return self._preview.details(at) if self._preview and isinstance(at, int) else None

    def _show_chosen(self) -> None:
        self._follow.stop()
        found = self._chosen()
        self._yes.setVisible(found is not None and found.waits)
        self._open.setVisible(found is not None and found.row.youth is not None)
        if found is None:
            self._card.set_title("Vald rad")
            self._notes.setText("Välj en rad för att se vad som händer med den.")
            self._facts.set_facts([])
            return
        who = found.row.name or LOOKS[found.row.shown][0]
        self._card.set_title(f"Rad {found.row.row}", who)
        said = "\n".join(found.notes) or LOOKS[found.row.shown][0] + "."
        self._notes.setText(said)
        self._facts.set_facts([Fact(label=name, value=text) for name, text in found.lines])
        words = "Ta tillbaka" if found.accepted else "Godta förslaget"
        self._yes.setText(words)
        self._yes.setAccessibleName(words)
        self._yes.set_icon("undo-2" if found.accepted else "check")

    def _yes_clicked(self) -> None:
        self._say_yes(self.list.current_id())

    def _say_yes(self, at: object) -> None:
        """Space on a row says yes to what waits in it, and takes it back."""
        if self._preview is not None and isinstance(at, int):
            found = self._preview.details(at)
            if found.waits:
                self._preview.accept(at, yes=not found.accepted)
                self._show()
                self.accepted.emit()

    def _all_clicked(self) -> None:
        made = self.sender()
        if self._preview is None or made is None:
            return
        key = str(made.property("proposal"))
        one = next(one for one in self._preview.proposals() if one.key == key)
        self._preview.accept_all(key, yes=one.accepted < one.count)
        self._show()
        self.accepted.emit()

    def _opened(self, _at: object) -> None:
        self._open_known()

    def _open_known(self) -> None:
        found = self._chosen()
        if found is not None and found.row.youth is not None:
            self.known.emit(found.row.youth)

    # -- choices for the whole file

    def _enrol_changed(self) -> None:
        missing = 0 if self._preview is None else self._preview.without_reason
        of_source = self._preview is not None and self._preview.of_source
        on = self.enrol.isChecked() and not of_source
        self._new.setVisible(on or bool(missing))
        self._boxes["start"].setVisible(on)
        if of_source:
            said = OF_SOURCE
        elif missing and not on:
            said = f"{counted(missing, 'rad', 'rader')} har en dag för inskrivning men ingen orsak."
        elif on:
            said = "Det som står i raden går före."
        else:
            said = "Annars finns de i åldersgruppen, utan att vara inskrivna."
        self._about_enrolling.setText(said)

    def choices(self) -> Choices:
        """What has been chosen for the whole file."""
        return Choices(
            source=self._field("source").value() or FactSource.OTHER,
            enrol_new=self.enrol.isChecked() and not self.enrol.isHidden(),
            start=self._field("start").value(),
            reason=self._field("reason").value(),
            worker=self._field("worker").value(),
        )

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Say at the fields what has to be chosen."""
        for name, box in self._boxes.items():
            box.set_error(" ".join(one.sentence for one in problems if one.field == name))
        first = next((one.field for one in problems if one.field in self._boxes), "")
        if first:
            self._one.choice.set_value("about")
            self._one.choice.chosen.emit("about")
            self._field(first).setFocus(Qt.FocusReason.OtherFocusReason)
            self.area.ensureWidgetVisible(self._boxes[first], 0, 20)

    def fit(self) -> None:
        """One side at a time in a narrow window."""
        self._one.fit(narrow=is_narrow(self, self._theme))
