"""Windows with made-up content for the tests of the kit. Names are invented (design.md)."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractItemModel
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from kaa_core.model.ids import RecordId, YouthId
from kaa_desktop.app.found import Hit, Notes
from kaa_desktop.gui.lists import ListView
from kaa_desktop.gui.pages import Page
from kaa_desktop.gui.painting import ChipLook
from kaa_desktop.gui.rows import Cell, Column, Mark, Row, Section
from kaa_desktop.gui.shell import MainWindow
from kaa_desktop.gui.statusbar import SyncWords
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.unlock import UnlockFacts
from kaa_desktop.gui.widgets.boxes import Banner, Card, EmptyState, Footer, PageHeader
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.chips import Chip
from kaa_desktop.gui.widgets.fields import DateField, FieldBox, NoteField, TextField, TimeField
from kaa_desktop.gui.widgets.labels import KeyHint, label
from kaa_desktop.gui.widgets.segments import SegmentedFilter
from kaa_desktop.gui.widgets.tabs import Tabs

FACTS = UnlockFacts(
    "Karin Demolund", "Exempelås kommun", "KAA-02", "0.1.0", True, 2, "i dag 07:58", True
)
TODAY = date(2026, 11, 24)
YOUTHS = [YouthId(RecordId(UUID(int=number))) for number in (1, 2)]
NAMES = ("Elias Låtsasson", "Wilma Skissgren", "Melker Fantasilund", "Noah Provström")
COLUMNS = (
    Column("name", "Namn"),
    Column("age", "Ålder", 60, align_right=True, optional=1),
    Column("state", "Läge", 130),
    Column("step", "Nästa steg", 180, optional=2),
)


def today() -> date:
    """The day of the pictures."""
    return TODAY


def a_row(id_: Hashable) -> Row:
    """A made-up youth."""
    number = hash(id_)
    mark = Mark("hard-drive", "text2", "Väntar på synk") if number % 5 == 0 else None
    return Row(
        (
            Cell(NAMES[number % 4], strong=True),
            Cell(str(16 + number % 4)),
            Cell(chip=ChipLook("Ej nådd", "user-x", Kind.WARN)),
            Cell("Andra kontakten: telefon, sms eller brev"),
        ),
        mark,
    )


def provide(ids: Sequence[Hashable]) -> Mapping[Any, Row]:
    """Rows for ids."""
    return {id_: a_row(id_) for id_ in ids}


def a_search(_text: str) -> Sequence[Hit]:
    """Two youths."""
    return [
        Hit(youth=YOUTHS[0], name="Liam Testberg", detail="Exempelås", name_marks=((5, 2),)),
        Hit(
            youth=YOUTHS[1],
            name="Adam Testström",
            detail="Provby",
            why="adress Tegelgatan 3",
            why_marks=((7, 2),),
        ),
    ]


def a_note_search(_text: str, show: Callable[[Notes], object]) -> None:
    """A note, at once, and an index that is being built."""
    hit = Hit(
        youth=YOUTHS[0],
        name="Liam Testberg",
        why="anteckning 12 nov: … vill veta mer om teknisk utbildning …",
        record=RecordId(UUID(int=9)),
        why_marks=((39, 2),),
    )
    show(Notes(hits=(hit,), more=True, built=40))


class ListPage(Page):
    """A header and a grouped list."""

    def __init__(self, theme: Theme, name: str = "youths_page") -> None:
        super().__init__("Ungdomar", name=name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(PageHeader(theme, "Ungdomar", "Alla i målgruppen"))
        self.list = ListView(
            theme, COLUMNS, provide, name=f"{name}_list", title="Lista över ungdomar"
        )
        self.list.set_sections(
            [
                Section("late", "Försenat", range(4), "triangle-alert", "danger"),
                Section("today", "I dag", range(4, 7), "clock", "warn"),
                Section("later", "Senare", range(7, 200)),
            ]
        )
        column.addWidget(self.list, 1)

    def panes(self) -> Sequence[QWidget]:
        return [self.list]

    def first_focus(self) -> QWidget:
        return self.list

    def model(self) -> QAbstractItemModel:
        return self.list.rows


class KitPage(Page):
    """One of each piece of the kit."""

    def __init__(self, theme: Theme) -> None:
        super().__init__("Alva Exempelsson", name="kit_page")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        header = PageHeader(theme, "Hembesök", "Provgatan 12, Exempelås · bokat 13:20 · 2 av 3")
        header.add(button(theme, "Förra", name="previous", icon="chevron-left"))
        column.addWidget(header)
        column.addWidget(
            Tabs("Ungdomens sida", [("a", "Översikt"), ("b", "Kontakt")], name="youth_tabs")
        )
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.addWidget(self._chips(theme))
        inside.addWidget(self._form(theme))
        empty = EmptyState(theme, "circle-check", "Alla är nådda.", "Nya hamnar här.")
        empty.set_action(button(theme, "Visa alla ungdomar", name="show_all", compact=True))
        inside.addWidget(empty)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(content)
        area.setObjectName("kit_area")
        area.setFocusPolicy(area.focusPolicy().NoFocus)
        column.addWidget(area, 1)
        foot = Footer(theme)
        foot.set_state("Utkast sparat lokalt 13:34", "Sparas medan du skriver.")
        foot.add(button(theme, "Stäng", name="close_form", hint="Esc"))
        foot.add(
            button(
                theme,
                "För in i journalen",
                name="finish",
                kind="primary",
                icon="check",
                hint="Ctrl+Enter",
            )
        )
        column.addWidget(foot)
        theme.dress(self)

    def _chips(self, theme: Theme) -> QWidget:
        card = Card(theme, "Journal", icon="history", subtitle="10 händelser, senaste först")
        card.add_to_header(
            SegmentedFilter(
                theme,
                "Visa i journalen",
                [("all", "Allt"), ("c", "Kontakt")],
                name="journal_filter",
            )
        )
        row = QHBoxLayout()
        for kind in (Kind.WARN, Kind.PROTECTED):
            row.addWidget(Chip(theme, "Ej nådd", "user-x", kind))
        row.addWidget(KeyHint(theme, ["F6"], "Nästa ruta"))
        row.addStretch(1)
        card.body.addLayout(row)
        card.body.addWidget(label("Telefon, helst sms. Tre försök före första svar.", wrap=True))
        banner = Banner(theme, Kind.DANGER, "Servern svarar inte.", "Två ändringar är kvar här.")
        banner.add_button(button(theme, "Försök igen", name="again", compact=True))
        card.body.addWidget(banner)
        return card

    def _form(self, theme: Theme) -> QWidget:
        card = Card(theme, "Besöket")
        self.date = FieldBox(theme, "Datum", DateField(today), name="date")
        self.time = FieldBox(theme, "Kom fram", TimeField(), name="time")
        self.note = FieldBox(
            theme, "Anteckning", NoteField(), name="note", note="Det du såg.", optional=True
        )
        choice = QComboBox()
        choice.addItems(["Okänd – gick inte att ta reda på", "Arbete"])
        for box in (
            self.date,
            self.time,
            FieldBox(theme, "Plats", TextField(), name="place"),
            FieldBox(theme, "Ungdomens sysselsättning", choice, name="occupation"),
            self.note,
        ):
            card.body.addWidget(box)
        for number, text in enumerate(("Träffade ungdomen", "Ingen öppnade")):
            made = QRadioButton(text)
            made.setObjectName(f"outcome_{number}")
            made.setChecked(number == 0)
            card.body.addWidget(made)
        tick = QCheckBox("Informationsblad lämnat")
        tick.setObjectName("sheet_left")
        card.body.addWidget(tick)
        return card


def filled_shell(app: QApplication, theme: Theme) -> MainWindow:
    """A shell with two places and everything said that it can say."""
    shell = MainWindow(app, theme, practice=True)
    shell.add_place("youths", lambda: ListPage(theme))
    shell.add_place("day", lambda: ListPage(theme, "day_page"))
    shell.set_person("Karin Demolund", "KAA-handläggare")
    shell.set_counts({"day": 13, "youths": 100, "unreached": 45, "visits": 3, "sync": 1})
    shell.show_sync(SyncWords(saved_at="10:42", waiting=2, synced_at="10:37", conflicts=1))
    return shell
