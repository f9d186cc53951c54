"""Decisions that were to be judged anew by a day, which has come: "tills vidare" never becomes for ever."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kaa_core.model.enums import ProposalKind
from kaa_core.model.facts import CriterionDecision
from kaa_core.rules.calendar import in_words
from kaa_core.rules.target_group.fingerprint import fingerprint
from kaa_core.rules.target_group.judging import in_force_on
from kaa_core.rules.target_group.types import Proposal


def due(decisions: Sequence[CriterionDecision], on: date) -> tuple[Proposal, ...]:
    """Return a proposal for each decision in force whose day has come; a later decision answers it."""
    standing = in_force_on(decisions, on).values()
    return tuple(_proposal(one) for one in sorted(standing, key=_order) if _has_come(one, on))


def _has_come(one: CriterionDecision, on: date) -> bool:
    return one.look_again is not None and one.look_again <= on


def _order(one: CriterionDecision) -> int:
    return 0 if one.criterion is None else int(one.criterion)


def _proposal(one: CriterionDecision) -> Proposal:
    assert one.look_again is not None  # asked before
    what = "Avgörandet" if one.criterion is None else f"Beslutet om villkor {int(one.criterion)}"
    return Proposal(
        kind=ProposalKind.REQUEST,
        sentence=f"{what} skulle prövas igen senast {in_words(one.look_again)}.",
        basis=fingerprint(("look_again", one.look_again), [one]),
        since=one.look_again,
        criterion=one.criterion,
    )
