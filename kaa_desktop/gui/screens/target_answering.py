"""Answering from the list: the chosen proposals, when they are of one kind, or the chosen difference."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from kaa_core.model.enums import ProposalKind
from kaa_core.model.ids import YouthId
from kaa_desktop.app.target_views import DeviationRow, TargetRow
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.target_answer import (
    About,
    ProposalLaterPage,
    ProposalPage,
    ProposalRefusePage,
)

CHOOSE = "Välj en rad i listan."
SAME_KIND = "Välj förslag av samma slag."
ANSWERED = "Förslaget är redan besvarat."


class Chosen(Protocol):
    """What the list says of its rows."""

    def chosen_ids(self) -> Sequence[YouthId]:
        """Whom the chosen proposals are about."""

    def chosen_rows(self) -> list[TargetRow]:
        """The chosen proposals; of very many only the first."""

    def chosen_kinds(self) -> set[ProposalKind]:
        """Their kinds."""

    def deviation(self) -> DeviationRow | None:
        """The chosen difference, when differences are shown."""


class Answering:
    """The acts of the list. `done` gets the sentence once an answer stands."""

    def __init__(self, desk: Desk, chosen: Chosen, done: Callable[[str], object]) -> None:
        self._desk = desk
        self._chosen = chosen
        self._done = done

    def bindings(self) -> Mapping[str, Binding]:
        """What the page can do."""
        return {
            "target.answer": Binding(self._answer, self.why_not),
            "target.later": Binding(self._later, self.why_not),
            "target.decline": Binding(self._decline, self.why_not),
        }

    def why_not(self) -> str:
        """Why what is chosen cannot be answered, else empty."""
        if self._chosen.deviation() is not None:
            return ""
        kinds = self._chosen.chosen_kinds()
        if not kinds:
            return CHOOSE
        return SAME_KIND if len(kinds) > 1 else ""

    def _answer(self) -> None:
        one, rows = self._chosen.deviation(), self._chosen.chosen_rows()
        if one is not None:
            self._desk.open_screen(ProposalPage.comparing(self._desk, one, self._done))
        elif len(rows) == 1:
            self._answer_one(rows[0])
        else:
            about = About(*self._asked(), names=[row.name for row in rows])
            self._desk.open_screen(ProposalPage(self._desk, about, self._done))

    def _answer_one(self, row: TargetRow) -> None:
        page = self._desk.session.targets.page(row.youth)
        found = next((p for p in page.proposals if p.kind is row.kind), None) if page else None
        if found is None:
            self._desk.say(ANSWERED)
        else:
            self._desk.open_screen(ProposalPage.about(self._desk, found, self._done))

    def _asked(self) -> tuple[Sequence[YouthId], ProposalKind]:
        one = self._chosen.deviation()
        if one is not None:
            return (one.youth,), ProposalKind.COMPARE
        return self._chosen.chosen_ids(), next(iter(self._chosen.chosen_kinds()))

    def _later(self) -> None:
        self._desk.open_screen(ProposalLaterPage(self._desk, *self._asked(), self._done))

    def _decline(self) -> None:
        self._desk.open_screen(ProposalRefusePage(self._desk, *self._asked(), self._done))
