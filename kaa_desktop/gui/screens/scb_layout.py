"""Uppställningar till SCB: which columns and codes the file has, from which half-year on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import Any, Final

from kaa_core.model.registry import Problem
from kaa_core.model.rights import Right
from kaa_core.scb.layout import Dates, Encoding, Separator
from kaa_core.scb.sources import CODE_LIST_LABELS, Block, of_block
from kaa_desktop.app.scb_layouts import LayoutForm, LayoutRow
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.app.views_base import Chip, Fact, Tone
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.choices import Check
from kaa_desktop.gui.forms.fields import PickBox
from kaa_desktop.gui.rows import Cell, Column, Row
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.kept_form import KeptForm
from kaa_desktop.gui.screens.looks import chip_look
from kaa_desktop.gui.widgets.fields import NoteField, TextField

COLUMNS: Final = (Column("name", "Uppställning"), Column("state", "Läge", width=260))
OURS: Final = Chip("Kommunens egen, inte SCB:s", "triangle-alert", Tone.WARN)
CONFIRMED: Final = Chip("SCB:s koder är inlagda", "circle-check", Tone.OK)
UNREAD: Final = Chip("Går inte att läsa", "circle-x", Tone.DANGER)
SEPARATORS: Final = {
    Separator.SEMICOLON: "Semikolon",
    Separator.COMMA: "Komma",
    Separator.TAB: "Tabb",
}
ENCODINGS: Final = {
    Encoding.UTF_8: "UTF-8",
    Encoding.UTF_8_MARKED: "UTF-8 med märke för Excel",
    Encoding.LATIN_1: "ISO 8859-1",
}
DATES: Final = {Dates.DASHES: "ÅÅÅÅ-MM-DD", Dates.DIGITS: "ÅÅÅÅMMDD"}
HOW: Final = (
    "En rad för varje kolumn, i den ordning de ska stå: namnet i filen, likhetstecken, vad som står där. "
    "En rad för varje kod: koden i filen, likhetstecken, vad den betyder. "
    "Kolumner som inte behövs tar du bort."
)
NOT_SCBS: Final = (
    "Programmet känner inte SCB:s kolumnnamn och koder. "
    "Hämta dem i SCB:s instruktion och skriv in dem här."
)
CONFIRM: Final = "SCB:s egna kolumner och koder är inlagda"


class ScbLayoutsScreen(AdminList):
    """Every layout, the latest first; the program's own last. A change is a new one, from a half-year on."""

    noun = "uppställning"

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "Uppställningar till SCB",
            "Kolumner och koder i filen",
            name="scb_layouts_list",
            columns=COLUMNS,
            empty=("columns-3", "Det finns ingen uppställning.", ""),
            acts=("scb.layout",),
        )

    def load(self) -> None:
        self.show_items({one.id or "own": one for one in self.session.scb.layouts.rows()})

    def refresh(self, changes: Changes) -> None:
        if changes.everything or "scb_layout" in changes.kinds:
            self.load()

    def row_of(self, item: LayoutRow) -> Row:
        return Row((Cell(item.name, _since(item), strong=True), Cell(chip=chip_look(_state(item)))))

    def show_item(self, item: LayoutRow) -> None:
        facts = [
            Fact(label="Gäller", value=_since(item)),
            Fact(label="Inlagd av", value=item.decided_by),
            Fact(label="Om ändringen", value=item.note),
            *(
                Fact(
                    label=block.label,
                    value=", ".join(one.name for one in item.layout.blocks.get(block, ())),
                )
                for block in Block
            ),
            Fact(label="Koder som saknas", value="; ".join(item.missing)),
        ]
        shown = tuple(one for one in facts if one.value)
        note = "" if item.confirmed else NOT_SCBS
        self.pane.show_thing(item.name, (_state(item),), shown, note)

    def main_act(self) -> str:
        return "scb.layout"

    def acts(self) -> Mapping[str, Binding]:
        return {"scb.layout": Binding(self._new, self._not_mine)}

    def _not_mine(self) -> str:
        item: LayoutRow | None = self.chosen()
        if item is not None and not item.readable:
            return "Uppställningen går inte att läsa. Välj en annan att utgå från."
        return self.none_chosen() or self.session.why_not(Right.KEEP_REGISTER)

    def _new(self) -> None:
        self.desk.open_screen(ScbLayoutPage(self.desk, self.chosen(), self._saved))

    def _saved(self, result: Result) -> None:
        self.changed(result.sentence)

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Enter", "Ny uppställning"), ("Mellanslag", "Läsrutan"), ("Esc", "Tillbaka")]


def _state(item: LayoutRow) -> Chip:
    if not item.readable:
        return UNREAD
    return CONFIRMED if item.confirmed else OURS


def _since(item: LayoutRow) -> str:
    if item.since is None:
        return "Till dess att kommunen har lagt in en"
    return f"Från och med {item.since.told}"


class ScbLayoutPage(KeptForm):
    """A new layout, begun from an earlier one; what is typed is kept."""

    def __init__(self, desk: Desk, row: LayoutRow, then: Callable[[Result], object]) -> None:
        super().__init__(
            desk,
            "Ny uppställning till SCB",
            key="scb layout",
            name="scb_layout",
            subtitle=f"Utgår från {row.name}",
            finish="Spara uppställningen",
            card="Uppställning",
        )
        self._then = then
        layouts = self.session.scb.layouts
        form = layouts.form(row, self.session.scb.usual())
        self.say(NOT_SCBS)
        self._general(form)
        self.say(HOW, "muted")
        for block in Block:
            self._columns(block, form.columns.get(block, ""))
        for name, title in CODE_LIST_LABELS.items():
            self._lines(f"codes_{name}", f"Koder: {title}", form.codes.get(name, ""))
        self.begin()

    def _general(self, form: LayoutForm) -> None:
        name, note = TextField(), TextField()
        name.setMaxLength(100)
        name.setText(form.name)
        self.own("name", "Vad den heter", name, note="Till exempel SCB:s instruktion och årtal.")
        offered = self.session.scb.layouts.half_years()
        self._pick("since", "Gäller från och med", {one: one.told for one in offered}, form.since)
        self._pick("separator", "Mellan kolumnerna", SEPARATORS, form.separator)
        self._pick("encoding", "Teckenkodning", ENCODINGS, form.encoding)
        self._pick("dates", "Datum skrivs", DATES, form.dates)
        for key, title, text, said in (
            ("header", "Rubriker", "Varje block börjar med kolumnernas namn", form.header),
            ("attempts", "Kontakter", "Ta också med försök som inte nådde fram", form.attempts),
            ("confirmed", "SCB:s koder", CONFIRM, form.confirmed),
        ):
            made = Check(text, name=f"scb_{key}")
            made.set_value(said)
            self.own(key, title, made)
        note.setMaxLength(500)
        self.own("note", "Om ändringen", note, optional=True)

    def _pick(self, key: str, title: str, things: Mapping[Any, str], chosen: Any) -> None:
        made = PickBox(list(things.items()))
        made.set_value(chosen)
        self.own(key, title, made)

    def _columns(self, block: Block, text: str) -> None:
        known = ", ".join(one.label for one in of_block(block))
        self._lines(
            f"columns_{int(block)}", f"Kolumner: {block.label}", text, note=f"Kan stå där: {known}."
        )

    def _lines(self, key: str, title: str, text: str, note: str = "") -> None:
        made = NoteField()
        made.setPlainText(text)
        made.setProperty("lines", max(4, min(14, len(text.splitlines()) + 1)))
        made.setProperty("least_lines", 3)
        self.own(key, title, made, **({"note": note} if note else {}))

    def _form(self) -> LayoutForm:
        return LayoutForm(
            name=self.value("name") or "",
            since=self.value("since"),
            columns={block: self.value(f"columns_{int(block)}") for block in Block},
            codes={name: self.value(f"codes_{name}") for name in CODE_LIST_LABELS},
            separator=self.value("separator"),
            encoding=self.value("encoding"),
            dates=self.value("dates"),
            header=self.value("header"),
            attempts=self.value("attempts"),
            confirmed=self.value("confirmed"),
            note=self.value("note") or "",
        )

    def problems(self) -> list[Problem]:
        return super().problems() or self.session.scb.layouts.problems(self._form())

    def send(self) -> Future[Result]:
        return self.session.scb.layouts.save(self._form())

    def done(self, value: Result) -> None:
        self.drop()
        self._then(value)
