"""A sample for Granskning: drawn by size and seed, and those that were drawn before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import Final

import attrs
from PySide6.QtWidgets import QWidget

from kaa_core.model.registry import Problem
from kaa_core.model.rights import Right
from kaa_core.rules.calendar import in_words
from kaa_core.rules.self_audit import Area
from kaa_desktop.app.audit_views import AuditList, AuditQuery, SampleRow, Sampling
from kaa_desktop.app.running import Run
from kaa_desktop.app.self_audit import USUAL_SIZE
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.app.views_base import Fact
from kaa_desktop.app.words import counted
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.rows import Cell, Column, Row
from kaa_desktop.gui.screens.admin_form import AdminForm
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk

TITLE: Final = "Dra ett stickprov"
HOW: Final = (
    "Ärendena slumpas ur dem du har valt på sidan Granskning. Samma frö och samma urval ger samma ärenden, "
    "så att någon annan kan dra dem igen."
)
KEPT: Final = "Stickprovet sparas: hur det drogs och vad som kom ut, inte vems ärenden det var."
NOT_KEPT: Final = "Stickprovet visas men sparas inte. Det gör den som samordnar arbetet."
NUMBER: Final = "Skriv ett tal."
EARLIER: Final = "Tidigare stickprov"
HOW_DRAWN: Final = "Hur de drogs och vad som kom ut"
COLUMNS: Final = (
    Column("drawn", "Draget", 130),
    Column("which", "Urval"),
    *(Column(area.name.lower(), area.label, 110, optional=1) for area in Area),
)

Drawn = Callable[[AuditQuery, str], None]


class SamplePage(AdminForm):
    """How many and which seed; `then` is told the query and what to say."""

    def __init__(self, desk: Desk, query: AuditQuery, population: int, then: Drawn) -> None:
        super().__init__(desk, TITLE, name="audit_sample", finish="Dra stickprovet", card="Urval")
        self._query, self._then = query, then
        chosen = desk.session.self_audit.chosen(query)
        self.say(
            f"{chosen[:1].upper()}{chosen[1:]}, {in_words(query.on)}: "
            f"{counted(population, 'ärende', 'ärenden')}."
        )
        former = query.sampling
        size = former.size if former is not None else min(USUAL_SIZE, population)
        self._size = self.text_field("size", "Hur många ärenden?", str(size))
        seed = desk.session.self_audit.new_seed()
        self._seed = self.text_field(
            "seed", "Frö", str(seed), note="Låt talet stå, eller skriv det frö som ska dras igen."
        )
        self.say(HOW)
        self.say(KEPT if desk.session.may(Right.KEEP_REGISTER) else NOT_KEPT, "muted")
        self.settle()

    def problems(self) -> list[Problem]:
        found = [
            Problem(field=name, sentence=NUMBER)
            for name, field in (("size", self._size), ("seed", self._seed))
            if not field.text().strip().isdecimal()
        ]
        return found or self.session.self_audit.problems(self._sampling())

    def _sampling(self) -> Sampling:
        return Sampling(size=int(self._size.text()), seed=int(self._seed.text()))

    def send(self) -> Future[AuditList | None]:
        query = attrs.evolve(self._query, sampling=self._sampling())
        return self.session.self_audit.later(query, Run())

    def done(self, value: AuditList | None) -> None:
        assert value is not None  # nobody can stop it
        if self.session.may(Right.KEEP_REGISTER):
            kept = self.session.self_audit.keep(value)
            self.desk.then(kept, lambda result: self._kept(value, result))
        else:
            self._shown(value, NOT_KEPT)

    def _kept(self, value: AuditList, result: Result) -> None:
        said = result.sentence or " ".join(one.sentence for one in result.problems)
        self._shown(value, said)

    def _shown(self, value: AuditList, sentence: str) -> None:
        self.desk.back()
        self._then(value.query, sentence)

    def first_focus(self) -> QWidget | None:
        return self._size


class SamplesScreen(AdminList):
    """Those that were kept, the latest first; Enter draws one again."""

    noun = "rad"

    def __init__(self, desk: Desk, then: Drawn) -> None:
        self._then = then
        super().__init__(
            desk,
            EARLIER,
            HOW_DRAWN,
            name="audit_samples",
            columns=COLUMNS,
            empty=("list-checks", "Inget stickprov är draget än.", "Dra ett på sidan Granskning."),
            acts=("audit.again",),
        )

    def load(self) -> None:
        self.show_items({one.id: one for one in self.session.self_audit.samples()})
        self.header.set_title(EARLIER, self.session.self_audit.unread() or HOW_DRAWN)

    def refresh(self, changes: Changes) -> None:
        if changes.everything or "audit_sample" in changes.kinds:
            self.load()

    def row_of(self, item: SampleRow) -> Row:
        sampling = item.query.sampling
        assert sampling is not None  # every kept sample has one
        return Row(
            (
                Cell(item.drawn_on.isoformat(), item.drawn_by, strong=True),
                Cell(f"{sampling.size} av {item.chosen}", f"Avser {item.query.on.isoformat()}"),
                *(
                    Cell(f"{totals[0]} av {sum(totals)}", "uppfyller", spoken=_said(area, totals))
                    for area, totals in zip(Area, item.totals, strict=True)
                ),
            )
        )

    def show_item(self, item: SampleRow) -> None:
        sampling = item.query.sampling
        assert sampling is not None  # every kept sample has one
        facts = [
            Fact(label="Urval", value=item.chosen),
            Fact(label="Avser", value=in_words(item.query.on)),
            Fact(label="Antal", value=str(sampling.size)),
            Fact(label="Frö", value=str(sampling.seed)),
            Fact(label="Draget av", value=item.drawn_by),
        ]
        facts += [
            Fact(label=area.label, value=_said(area, totals).partition(": ")[2])
            for area, totals in zip(Area, item.totals, strict=True)
        ]
        note = (
            "Dras det igen blir det samma ärenden, om inga har kommit till eller raderats. "
            "Utfallet ovan är det som gällde då."
        )
        self.pane.show_thing(f"Stickprov {item.drawn_on.isoformat()}", (), facts, note)

    def main_act(self) -> str:
        return "audit.again"

    def acts(self) -> Mapping[str, Binding]:
        return {"audit.again": Binding(self._again_drawn, self.none_chosen)}

    def _again_drawn(self) -> None:
        item: SampleRow = self.chosen()
        self.desk.back()
        self._then(item.query, "Stickprovet är draget igen.")

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Enter", "Dra det igen"), ("Mellanslag", "Läsrutan"), ("F6", "Nästa ruta")]


def _said(area: Area, totals: Sequence[int]) -> str:
    meets, partly, not_ = totals
    return f"{area.label}: {meets} uppfyller, {partly} delvis, {not_} inte"
