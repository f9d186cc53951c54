"""Brevmallar: the texts that the municipality sends. The coordinator writes them; the program brings some."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import partial
from typing import Final

import attrs

from kaa_core.model.organising import LetterTemplate
from kaa_core.model.registry import Problem
from kaa_core.model.rights import Right
from kaa_desktop.app.letter_templates import TemplateRow
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.app.views_base import Chip, Fact, Tone
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.choices import Check
from kaa_desktop.gui.rows import Cell, Column, Row
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.kept_form import KeptForm
from kaa_desktop.gui.screens.letters import places_told
from kaa_desktop.gui.screens.looks import chip_look
from kaa_desktop.gui.widgets.fields import NoteField, TextField

COLUMNS: Final = (Column("name", "Mall"), Column("status", "Läge", width=170))
USED: Final = Chip("Används", "circle-check", Tone.OK)
OURS: Final = Chip("Programmets text", "file-text", Tone.NEUTRAL)
UNUSED: Final = Chip("Används inte", "circle-off", Tone.NEUTRAL)
OFFERS: Final = "Brevet erbjuder ett samtal"
OFFERED: Final = "Då står det också på kontakten hos var och en som får brevet."
CAREFUL: Final = "Skriv inget känsligt. Brevet kan öppnas av någon annan än ungdomen."


class TemplatesScreen(AdminList):
    """The texts by name."""

    noun = "mall"

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "Brevmallar",
            "Texterna som kommunen skickar",
            name="templates",
            columns=COLUMNS,
            empty=("mail", "Det finns inga mallar.", "Skriv en, så kan den väljas när brev görs."),
            add="template.add",
            acts=("template.change", "template.leave", "template.return"),
        )

    def load(self) -> None:
        rows = self.session.letters.templates(unused=True)
        self.show_items({one.id: one for one in rows})

    def refresh(self, changes: Changes) -> None:
        if changes.everything or "letter_template" in changes.kinds:
            self.load()

    def row_of(self, item: TemplateRow) -> Row:
        heading = item.template.heading or ""
        return Row((Cell(item.name, heading, strong=True), Cell(chip=chip_look(_status(item)))))

    def show_item(self, item: TemplateRow) -> None:
        facts = (
            Fact(label="Rubrik", value=item.template.heading or ""),
            Fact(label="Text", value=item.template.body or ""),
            Fact(label="Samtal", value=OFFERS if item.template.offers_conversation else ""),
        )
        note = "Ändra texten, så blir den kommunens egen." if item.ours else ""
        self.pane.show_thing(item.name, (_status(item),), facts, note)

    def main_act(self) -> str:
        return "template.change"

    def acts(self) -> Mapping[str, Binding]:
        return {
            "template.add": Binding(self._add, self._not_mine),
            "template.change": Binding(self._change, self._no_change),
            "template.leave": Binding(partial(self._use, used=False), partial(self._no_use, True)),
            "template.return": Binding(partial(self._use, used=True), partial(self._no_use, False)),
        }

    def _not_mine(self) -> str:
        return self.session.why_not(Right.KEEP_REGISTER)

    def _no_change(self) -> str:
        return self.none_chosen() or self._not_mine()

    def _no_use(self, used: bool) -> str:
        row: TemplateRow | None = self.chosen()
        if row is not None and row.used is not used:
            return "Mallen används redan inte." if used else "Mallen används."
        return self._no_change()

    def _add(self) -> None:
        new = self.session.letters.new_template()
        self.desk.open_screen(TemplatePage(self.desk, "Ny brevmall", new, "new", self._said))

    def _change(self) -> None:
        held: LetterTemplate = self.chosen().template
        title = f"Ändra {held.name}"
        self.desk.open_screen(TemplatePage(self.desk, title, held, held.id.hex, self._said))

    def _use(self, *, used: bool) -> None:
        held: LetterTemplate = self.chosen().template
        made = attrs.evolve(held, active=used)
        self.desk.then(self.session.letters.save_template(made, held), self._told)

    def _told(self, result: Result) -> None:
        self.desk.say(result.sentence or " ".join(one.sentence for one in result.problems))

    def _said(self, result: Result) -> None:
        self.changed(result.sentence)


def _status(row: TemplateRow) -> Chip:
    if not row.used:
        return UNUSED
    return OURS if row.ours else USED


class TemplatePage(KeptForm):
    """A text's name, heading and words."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        held: LetterTemplate,
        key: str,
        then: Callable[[Result], object],
    ) -> None:
        super().__init__(
            desk, title, key=f"template {key}", name="template", finish="Spara mallen", card="Mall"
        )
        self._held, self._then = held, then
        name, heading, body = TextField(), TextField(), NoteField()
        name.setMaxLength(100)
        heading.setMaxLength(200)
        name.setText(held.name)
        heading.setText(held.heading or "")
        body.setPlainText(held.body or "")
        body.setProperty("lines", 14)
        body.setProperty("least_lines", 6)
        self.own("name", "Mallens namn", name)
        self.own("heading", "Rubrik i brevet", heading)
        self.own("body", "Text", body, note=CAREFUL)
        offers = Check(OFFERS, name="offers_conversation")
        offers.set_value(held.offers_conversation)
        self.own("offers_conversation", "Samtal", offers, note=OFFERED)
        self.say(
            "En tom rad skiljer stycken. En rad som börjar med ett bindestreck blir en punkt i en lista. "
            "Det här byts ut i varje brev:",
            "muted",
        )
        self.say(places_told(), "muted")
        self.begin(None if key == "new" else held)

    def _made(self) -> LetterTemplate:
        values = {
            "name": self.value("name"),
            "heading": self.value("heading") or None,
            "body": self.value("body") or None,
            "offers_conversation": self.value("offers_conversation") or None,
        }
        said = self.seen() | self.touched(values)
        return attrs.evolve(self._held, **said, active=True)

    def problems(self) -> list[Problem]:
        return self.session.letters.template_problems(self._made())

    def send(self) -> Future[Result]:
        before = attrs.evolve(self._held, **self.seen())
        return self.session.letters.save_template(self._made(), before)

    def done(self, value: Result) -> None:
        self.drop()
        self._then(value)
