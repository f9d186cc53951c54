"""Målgruppsprövning of an unlocked profile (`Session.targets`): who is undecided, why, and what is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from datetime import date
from typing import Any, Protocol

from kaa_core.model.enums import Criterion, ProposalKind
from kaa_core.model.facts import Fact
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.registry import Problem
from kaa_desktop.app.target_views import (
    Answer,
    Deciding,
    DeviationRow,
    Request,
    TargetList,
    TargetPage,
    TargetQuery,
    TargetRow,
)
from kaa_desktop.app.views import Result


class TargetActs(Protocol):
    """What the screens may ask and do. Reads are synchronous but for `order_later`; acts give a future."""

    # -- reads

    def page(
        self, youth: YouthId, on: date | None = None, definition: str | None = None
    ) -> TargetPage | None:
        """One youth on a day (default today) by a definition (default the one in force then)."""

    def order(self, query: TargetQuery) -> TargetList:
        """What is undecided or proposed, in order, now."""

    def order_later(self, query: TargetQuery) -> Future[TargetList]:
        """The same, read beside the window's thread."""

    def rows(self, ids: Sequence[YouthId], query: TargetQuery) -> list[TargetRow]:
        """Rows for some ids of a list with this query; a page at a time."""

    def count(self) -> int:
        """How many rows the list has unfiltered: the count of the navigation."""

    def deviations(self) -> list[DeviationRow]:
        """Avvikelser: the differences that nobody has answered."""

    def request(self, youth: YouthId, criterion: Criterion | None, ask: str) -> Request | None:
        """The text of a request for the fact that is missing, to copy."""

    def problems(self, youth: YouthId, cls: type[Fact], values: Mapping[str, Any]) -> list[Problem]:
        """What keeps a fact from being entered, by its fields."""

    def deciding_problems(self, deciding: Deciding) -> list[Problem]:
        """What is missing in a decision, by the names of `Deciding`."""

    def answer_problems(self, answer: Answer) -> list[Problem]:
        """What is missing in an answer, by its field names."""

    # -- acts, each can be undone

    def decide(self, youth: YouthId, deciding: Deciding) -> Future[Result]:
        """Spara avgörandet: the whole, or one condition."""

    def enter_fact(
        self, youth: YouthId, cls: type[Fact], values: Mapping[str, Any]
    ) -> Future[Result]:
        """För in uppgift med källa: values by the registry's field names (`FACT_KINDS`)."""

    def withdraw_fact(self, fact: RecordId) -> Future[Result]:
        """Take a fact that was entered by hand back: it counts no more from today."""

    def withdraw(self, decision: RecordId) -> Future[Result]:
        """Take a decision about a condition, the whole or a proposal back."""

    def answer(
        self, youths: Sequence[YouthId], kind: ProposalKind, answer: Answer
    ) -> Future[Result]:
        """Answer the open proposal of this kind of one youth, or of many at once.

        Those who have none by now are passed over, and the sentence says how many.
        """
