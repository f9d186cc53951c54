"""From a judgement: the way on, a proposal's answer, a comparison, and a decision taken back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kaa_core.model.enums import Criterion
from kaa_core.model.ids import YouthId
from kaa_core.model.rights import Right
from kaa_desktop.app.target_views import DeviationRow, HistoryRow, ProposalView, Way, WayKind
from kaa_desktop.app.views import Result
from kaa_desktop.gui.screens.admin_form import ConfirmPage
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.target_answer import (
    ConditionPage,
    ProposalLaterPage,
    ProposalPage,
    ProposalRefusePage,
)

TAKEN_BACK = (
    "Det står kvar i historiken att det har gällt, och vem som tog tillbaka det.",
    "Prövningen görs om med de uppgifter som finns.",
)
FORM_OF = {
    Criterion.HOME: "residence",
    Criterion.NO_EXAM: "credential",
    Criterion.NO_ADAPTED_CERTIFICATE: "credential",
    Criterion.NO_EQUIVALENT: "credential",
}
"""Which form a missing fact is entered in; the others are about studies."""


class Ways:
    """`why_not` says why nothing may be done, `decide` goes to the decision, `done` gets a sentence."""

    def __init__(
        self,
        desk: Desk,
        why_not: Callable[[], str],
        decide: Callable[[], object],
        done: Callable[[str], object],
    ) -> None:
        self._desk = desk
        self._why_not = why_not
        self._decide = decide
        self._done = done

    def _may(self) -> bool:
        reason = self._desk.session.why_not(Right.WRITE_CASES) or self._why_not()
        if reason:
            self._desk.say(reason)
        return not reason

    def go(self, youth: YouthId, way: Way) -> None:
        """Så kommer du vidare."""
        if not self._may():
            return
        desk = self._desk
        if way.kind is WayKind.ENTER_FACT:
            kind = "study_period" if way.criterion is None else FORM_OF.get(way.criterion)
            desk.open_form(kind or "study_period", youth)
        elif way.kind is WayKind.REQUEST:
            desk.open_screen(ProposalPage.requesting(desk, youth, way, self._done))
        elif way.criterion is not None:
            desk.open_screen(ConditionPage(desk, youth, way.criterion, self._done))
        else:
            self._decide()

    def answer(self, one: ProposalView) -> None:
        """Do what is proposed."""
        if self._may():
            self._desk.open_screen(ProposalPage.about(self._desk, one, self._done))

    def put_off(self, one: ProposalView) -> None:
        """Wait with it."""
        if self._may():
            self._desk.open_screen(
                ProposalLaterPage(self._desk, (one.youth,), one.kind, self._done)
            )

    def decline(self, one: ProposalView) -> None:
        """It is not to be done."""
        if self._may():
            self._desk.open_screen(
                ProposalRefusePage(self._desk, (one.youth,), one.kind, self._done)
            )

    def compare(self, one: DeviationRow) -> None:
        """Look at a difference."""
        if self._may():
            self._desk.open_screen(ProposalPage.comparing(self._desk, one, self._done))

    def withdraw(self, row: HistoryRow) -> None:
        """Ask, and take a decision back."""
        self._desk.open_screen(
            ConfirmPage(
                self._desk,
                f"Ta tillbaka: {row.text}",
                TAKEN_BACK,
                "Ta tillbaka",
                name="target_withdraw",
                act=partial(self._desk.session.targets.withdraw, row.record),
                then=self._withdrawn,
            )
        )

    def _withdrawn(self, result: Result) -> None:
        self._done(result.sentence)
