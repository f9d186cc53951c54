"""What the acts of the target group take: decisions, answers to proposals, facts entered by hand."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date
from typing import Final

import attrs

from kaa_core.model.enums import (
    Criterion,
    DeregistrationReason,
    Judged,
    OccupationKind,
    RegistrationReason,
)
from kaa_core.model.facts import Credential, Fact, Residence, SchoolNotice, StudyPeriod
from kaa_core.model.ids import WorkerId


class Choice(enum.Enum):
    """How the whole is decided; the value is the word beside the button."""

    BELONGS = "Tillhör målgruppen"
    UNTIL_FURTHER = "Tillhör målgruppen tills vidare"
    OUTSIDE = "Tillhör inte målgruppen"
    WAIT = "Vänta med att avgöra"


@attrs.frozen(kw_only=True)
class Deciding:
    """The decision about the whole, or with `criterion` about one condition.

    About one condition `judged` says how it comes out, and `choice` is not read. `look_again`: asked
    for by UNTIL_FURTHER and WAIT. `until`: the last day it holds; None as long as nobody takes it back.
    """

    reason: str
    choice: Choice = Choice.BELONGS
    criterion: Criterion | None = None
    judged: Judged | None = None
    start: date | None = None
    until: date | None = None
    look_again: date | None = None


@attrs.frozen(kw_only=True)
class Enrolled:
    """Skriv in. `start` None: today. `reason` None: the proposed one of each youth."""

    start: date | None = None
    reason: RegistrationReason | None = None
    worker: WorkerId | None = None
    note: str = ""


@attrs.frozen(kw_only=True)
class Deregistered:
    """Skriv av: not done without a reason and the last known occupation (domain.md section 2).

    `reason` None: the proposed one of each youth. `end` None: the day that the proposal says, else today.
    """

    occupation: OccupationKind | None
    reason: DeregistrationReason | None = None
    end: date | None = None
    note: str = ""


@attrs.frozen(kw_only=True)
class Requested:
    """A fact has been requested: of whom (empty: as proposed), and when it is taken up again."""

    asked: str = ""
    look_again: date | None = None
    note: str = ""


@attrs.frozen(kw_only=True)
class Compared:
    """COMPARE: what counts is to count; the difference is not shown again until something changes."""

    reason: str


@attrs.frozen(kw_only=True)
class Declined:
    """Avböj: not proposed again as long as it follows from the same facts."""

    reason: str


@attrs.frozen(kw_only=True)
class Later:
    """Vänta: proposed again from `look_again`."""

    reason: str
    look_again: date | None


Answer = Enrolled | Deregistered | Requested | Compared | Declined | Later


@attrs.frozen(kw_only=True, repr=False)
class Request:
    """The text of a request for a fact, to copy: nothing is sent by the program."""

    to: str
    subject: str
    text: str


@attrs.frozen(kw_only=True)
class FactKind:
    """A kind of fact that can be entered by hand; `fields`: names in the registry, in the form's order."""

    cls: type[Fact]
    title: str
    fields: tuple[str, ...]


FACT_KINDS: Final[Sequence[FactKind]] = (
    FactKind(
        cls=StudyPeriod,
        title="Studier",
        fields=("form", "start", "end", "end_kind", "extent", "school", "programme", "prolonged"),
    ),
    FactKind(
        cls=Credential,
        title="Betygsdokument",
        fields=("kind", "issued_on", "school", "programme"),
    ),
    FactKind(
        cls=Residence,
        title="Bosättning",
        fields=("kind", "start", "end", "municipality", "from_abroad"),
    ),
    FactKind(
        cls=SchoolNotice,
        title="Anmälan från skola",
        fields=("kind", "occurred_on", "school", "programme", "form", "sender"),
    ),
)
"""Every kind has besides `source`, `as_of` (the day it was said) and `origin` (who said it, or where)."""
