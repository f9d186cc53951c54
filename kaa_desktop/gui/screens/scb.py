"""Underlag till SCB: a half-year as it would be told, what to mend, and what differs from last time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from kaa_core.model.ids import YouthId
from kaa_core.model.rights import Right
from kaa_core.scb.checks import Place
from kaa_desktop.app.scb_views import Preview, ScbRow, What
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.app.views_base import Chip, Fact, Tone
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.fields import PickBox
from kaa_desktop.gui.rows import Cell, Column, Row
from kaa_desktop.gui.screens import scb_words as words
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.looks import chip_look, name_cell
from kaa_desktop.gui.screens.parts import ChipRow, OnePane
from kaa_desktop.gui.screens.reading_band import ReadingBand
from kaa_desktop.gui.widgets.boxes import EmptyState
from kaa_desktop.gui.widgets.flow import FlowLayout
from kaa_desktop.gui.widgets.labels import label
from kaa_desktop.gui.widgets.segments import SegmentedFilter

TITLE: Final = "Underlag till SCB"
COLUMNS: Final = (Column("who", "Ungdom", 260), Column("what", "Vad"))
KINDS: Final = frozenset(
    {
        *("youth", "enrolment", "contact", "home_visit", "conversation", "measure", "occupation"),
        *("youth_link", "scb_layout", "scb_delivery"),
    }
)


class ScbScreen(AdminList):
    """Choose a half-year, see the five blocks, mend, compare, and go on to the file."""

    noun = "rad"

    def __init__(self, desk: Desk) -> None:
        self.preview: Preview | None = None
        super().__init__(
            desk,
            TITLE,
            "Programmet skickar ingenting",
            name="scb",
            columns=COLUMNS,
            empty=words.NOTHING[What.MEND],
            add="scb.make",
            acts=("scb.open", "scb.mend"),
        )

    # -- making

    def _bands(self) -> QWidget:
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_tools())
        self._reading = ReadingBand(
            self.desk,
            name="scb",
            stops="Avbryt läsningen",
            doing="Läser ärendena.",
            progress="{} av {} ungdomar är lästa.",
            stopped="Läsningen är avbruten. Det som stod här står kvar.",
            read=lambda run: self.session.scb.later(self.half_year.value(), run),
            came=self._arrived,
        )
        column.addWidget(self._reading)
        column.addWidget(super()._bands())
        return both

    def _make_tools(self) -> QWidget:
        self.tools = QFrame()
        self.tools.setProperty("fill", "surface")
        row = FlowLayout(self.tools, spacing=12)
        row.setContentsMargins(14, 8, 14, 4)
        offered = self.session.scb.half_years()
        self.half_year = PickBox([(one, words.told(one)) for one in offered])
        self.half_year.setObjectName("scb_half_year")
        self.half_year.setAccessibleName("Halvår")
        self.half_year.setMinimumContentsLength(19)
        self.half_year.set_value(self.session.scb.usual())
        self.half_year.edited.connect(self.reload)
        caption = label("Halvår", "label")
        caption.setBuddy(self.half_year)
        captioned = QWidget()
        pair = QHBoxLayout(captioned)
        pair.setContentsMargins(0, 0, 0, 0)
        pair.setSpacing(8)
        pair.addWidget(caption)
        pair.addWidget(self.half_year)
        choices = [(one.value, text) for one, text in words.SHOWN.items()]
        self.what = SegmentedFilter(self.theme, "Visa", choices, name="scb_what")
        self.what.chosen.connect(self._show)
        row.addWidget(captioned)
        row.addWidget(self.what)
        for act in ("scb.files", "scb.layouts"):
            name = act.replace(".", "_")
            row.addWidget(self.desk.actions.button(act, name=name, compact=True))
        return self.tools

    def _lay_out(self, column: QVBoxLayout, title: str) -> None:
        """As the other lists, with the amounts above where there is room, else as a pane of their own."""
        summary = self._make_counts()
        panes = (
            ("list", "Lista", self.list),
            ("thing", "Den valda", self.pane),
            ("counts", "Block", summary),
        )
        self._one = OnePane(self.theme, f"Visa på sidan {title}", panes, name="scb_one")
        self._one.layout().setContentsMargins(14, 8, 14, 8)  # type: ignore[union-attr]
        column.addWidget(self._one)
        column.addWidget(summary)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        for widget, share in ((self.list, 62), (self.pane, 38)):
            split.addWidget(widget)
            split.setStretchFactor(split.count() - 1, share)
        split.setSizes([620, 380])
        column.addWidget(split, 1)

    def _make_counts(self) -> QWidget:
        made = QFrame()
        made.setProperty("fill", "surface")
        made.setProperty("rule", "bottom")
        column = QVBoxLayout(made)
        column.setContentsMargins(14, 4, 14, 8)
        column.setSpacing(6)
        self._counts = label("", "body", wrap=True)
        self._counts.setObjectName("scb_counts")
        self._chips = ChipRow(self.theme)
        column.addWidget(self._counts)
        column.addWidget(self._chips)
        return made

    # -- reading

    def load(self) -> None:
        if self.preview is None:
            self.reload()

    def refresh(self, changes: Changes) -> None:
        if changes.everything or changes.kinds & KINDS:
            self.reload()

    @property
    def busy(self) -> bool:
        """Whether the half-year is being read."""
        return self._reading.busy

    def reload(self) -> None:
        """Read the half-year again, beside the window; what is chosen is kept."""
        self._reading.reload()

    def _arrived(self, found: Preview | None) -> None:
        if found is not None:
            self.preview = found
            self._show()
        elif self.preview is not None:  # stopped: what is shown is what is chosen
            self.half_year.blockSignals(True)
            self.half_year.set_value(self.preview.asked.half_year)
            self.half_year.blockSignals(False)

    # -- showing

    def _shown(self) -> What:
        return What(self.what.value())

    def _show(self, *_what: object) -> None:
        held = self.preview
        if held is None:
            return
        self.what.set_text(What.MEND.value, f"{words.SHOWN[What.MEND]} ({len(held.mends)})")
        differences = "" if held.former is None else f" ({held.differences.number})"
        self.what.set_text(What.CHANGES.value, words.SHOWN[What.CHANGES] + differences)
        self._counts.setText(words.amounts(held))
        keeper = self.session.may(Right.KEEP_REGISTER)
        self._chips.set_chips([chip_look(one) for one in words.chips(held, keeper=keeper)])
        self.header.set_title(TITLE, f"{held.asked.half_year.told} · {words.compared(held)}")
        self._say_empty(held)
        rows = self.session.scb.rows(held, self._shown())
        self.show_items({one.id: one for one in rows})

    def _say_empty(self, held: Preview) -> None:
        icon, title, text = words.nothing(held, self._shown())
        empty = self.list.widget(1)
        assert isinstance(empty, EmptyState)  # as a DayList has it
        tone = "ok" if icon == "circle-check" else "text2"
        empty.set_message(title, text, icon=icon, tone=tone)

    def row_of(self, item: ScbRow) -> Row:
        said = item.word
        detail = ""
        if item.finding is not None:
            said = item.finding.rule.value
            detail = "" if item.hidden else item.finding.said
        elif item.change is not None and not item.hidden:
            told = item.change.told
            more = f" Och {len(told) - 1} till." if len(told) > 1 else ""
            detail = f"{told[0]}{more}"
        who = name_cell(item.name, protected=item.hidden, second=item.number)
        return Row((who, Cell(said, detail)))

    def show_item(self, item: ScbRow) -> None:
        facts = (Fact(label="Ungdom", value=item.name), Fact(label="Nummer", value=item.number))
        if item.finding is not None:
            chip = Chip(item.finding.rule.value, "triangle-alert", Tone.WARN)
            note = f"{item.finding.said} {item.finding.how}"
            title = item.finding.rule.value
        else:
            chip = Chip(item.word, "history", Tone.INFO)
            title = f"{item.word} sedan förra filen"
            note = "\n".join(item.change.told) if item.change is not None else ""
        self.pane.show_thing(title, (chip,), facts, words.HIDDEN if item.hidden else note)

    # -- acts

    def main_act(self) -> str:
        return "scb.open"

    def acts(self) -> Mapping[str, Binding]:
        return {
            "scb.open": Binding(self._open, self.none_chosen),
            "scb.mend": Binding(self._mend, self._nothing_to_mend),
            "scb.make": Binding(self._make, self._not_to_make),
            "scb.files": Binding(self._files),
            "scb.layouts": Binding(self._layouts),
        }

    def chosen_youth(self) -> YouthId | None:
        item: ScbRow | None = self.chosen()
        return None if item is None else item.youth

    def _open(self) -> None:
        item: ScbRow = self.chosen()
        among = list(dict.fromkeys(one.youth for one in self.items.values()))
        self.desk.open_youth(item.youth, among)

    def _nothing_to_mend(self) -> str:
        item: ScbRow | None = self.chosen()
        if item is None:
            return self.none_chosen()
        if item.finding is None or item.finding.place not in (Place.MEASURE, Place.ENROLMENT):
            return "Det här rättas i ärendet. Öppna det med Enter."
        if item.hidden:
            return words.HIDDEN
        return self.session.why_not(Right.WRITE_CASES)

    def _mend(self) -> None:
        item: ScbRow = self.chosen()
        assert item.finding is not None  # asked for before
        record = item.finding.record
        if item.finding.place is Place.MEASURE:
            self.desk.open_form("measure", item.youth, record=record)
            return
        from kaa_desktop.gui.screens.scb_period import ScbPeriodPage  # noqa: PLC0415 - seldom

        view = None if record is None else self.session.scb.periods.view(record)
        if view is not None:
            page = ScbPeriodPage(self.desk, view, item.name, self._made)
            self.desk.open_screen(page)

    def _not_to_make(self) -> str:
        if self.preview is None or self.busy:
            return "Vänta tills ärendena är lästa."
        return self.session.why_not(Right.KEEP_REGISTER)

    def _make(self) -> None:
        from kaa_desktop.gui.screens.scb_file import ScbFilePage  # noqa: PLC0415 - seldom asked for

        assert self.preview is not None  # asked for before
        self.desk.open_screen(ScbFilePage(self.desk, self.preview, self._made))

    def _made(self, result: Result) -> None:
        self.changed(result.sentence)

    def _files(self) -> None:
        from kaa_desktop.gui.screens.scb_files import ScbFilesScreen  # noqa: PLC0415

        self.desk.open_screen(ScbFilesScreen(self.desk))

    def _layouts(self) -> None:
        from kaa_desktop.gui.screens.scb_layout import ScbLayoutsScreen  # noqa: PLC0415

        self.desk.open_screen(ScbLayoutsScreen(self.desk))

    # -- the page

    def panes(self) -> Sequence[QWidget]:
        return [self.tools, *(one for one in super().panes() if one is not self.header)]

    def first_focus(self) -> QWidget | None:
        return self.half_year if self.list.empty else self.list.view

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Enter", "Öppna ärendet"), ("Mellanslag", "Läsrutan"), ("F6", "Nästa ruta")]

    def escape(self) -> bool:
        if self._reading.isVisible():
            self._reading.stop()
            return True
        return super().escape()
