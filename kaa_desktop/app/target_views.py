"""What the screens of the target group show: frozen values with ready Swedish words, and what acts take.

Mock-up 08; domain.md sections 2 and 9. `icon` is the name of a file in resources/icons; a `Tone` never
stands without its word. Dates are given in words and as values.
"""

from __future__ import annotations

import enum
from datetime import date
from typing import Final

import attrs

from kaa_core.model.enums import (
    Belonging,
    Criterion,
    DeregistrationReason,
    Judged,
    ProposalKind,
    RegistrationReason,
)
from kaa_core.model.ids import RecordId, YouthId
from kaa_desktop.app.target_answers import Choice
from kaa_desktop.app.views import Group
from kaa_desktop.app.views_base import Chip, Tone
from kaa_desktop.store.packed import PackedIds

BELONGING_CHIPS: Final = {
    Belonging.COVERED: Chip("Omfattas", "circle-check", Tone.OK),
    Belonging.NOT_COVERED: Chip("Omfattas inte", "circle-off", Tone.NEUTRAL),
    Belonging.UNCLEAR: Chip("Oklart", "circle-question-mark", Tone.WARN),
}
"""The chip of the youth's page and of the column "Målgrupp"."""
NOT_JUDGED: Final = Chip("Inte prövad", "circle-dot", Tone.NEUTRAL)
"""No judgement is stored yet: the first download or an import is still being judged."""
MET: Final = Chip("Uppfyllt", "circle-check", Tone.OK)
STATED: Final = Chip("Egen uppgift", "user", Tone.WARN)
UNKNOWN: Final = Chip("Uppgift saknas", "circle-question-mark", Tone.DANGER)
NOT_MET: Final = Chip("Inte uppfyllt", "circle-x", Tone.NEUTRAL)
PROPOSAL_CHIPS: Final = {
    ProposalKind.ENROL: Chip("Skriv in", "user-plus", Tone.INFO),
    ProposalKind.DEREGISTER: Chip("Skriv av", "archive", Tone.NEUTRAL),
    ProposalKind.REQUEST: Chip("Begär uppgift", "send", Tone.WARN),
    ProposalKind.COMPARE: Chip("Jämför uppgifter", "copy-check", Tone.WARN),
}
LAW: Final = (
    "Villkoren följer skollagen 29 kap. 9 §. Ingen dator avgör: programmet samlar uppgifterna och du "
    "avgör. Prövningen görs om när en uppgift ändras."
)


# -- one youth


@attrs.frozen(kw_only=True, repr=False)
class CriterionRow:
    """One of the seven conditions. `note` stands smaller under the title; `facts`: the deciding first.

    `stated`: only the youth's own word. `decided`: a person's decision stands over the sources.
    """

    criterion: Criterion
    number: int
    title: str
    note: str
    judged: Judged
    verdict: Chip
    sentence: str
    source: str
    on: date | None
    on_text: str
    facts: tuple[RecordId, ...] = ()
    stated: bool = False
    decided: bool = False


@attrs.frozen(kw_only=True, repr=False)
class BesideRow:
    """Something that does not affect the target group: komvux at part of full time, a job."""

    title: str
    sentence: str
    source: str
    on_text: str
    record: RecordId
    on: date | None = None


@attrs.frozen(kw_only=True, repr=False)
class FactRow:
    """A fact that lies in the case, newest first: what it says, and where it comes from.

    `origin`: as "beda-2026-11.csv, rad 14". `counts_not`: why it counts no more ("Återtagen 3 nov"), or
    empty. `can_withdraw`: entered by hand, and the user may.
    """

    record: RecordId
    title: str
    sentence: str
    source: str
    on: date | None
    on_text: str
    origin: str = ""
    by: str = ""
    counts_not: str = ""
    can_withdraw: bool = False


class WayKind(enum.Enum):
    """What one of the buttons under "Så kommer du vidare" does."""

    REQUEST = "request"
    """Show `TargetGroup.request` to copy, then `answer` with `Requested`."""
    ENTER_FACT = "enter fact"
    """Open the form "För in uppgift med källa"."""
    DECIDE = "decide"
    """Decide the condition by hand."""


@attrs.frozen(kw_only=True, repr=False)
class Way:
    """A way on: "Fråga UHR", "Påminn UHR om svaret", "För in uppgift med källa"."""

    kind: WayKind
    text: str
    icon: str
    criterion: Criterion | None = None
    ask: str = ""


@attrs.frozen(kw_only=True, repr=False)
class ChoiceView:
    """A radio button; `needs_day`: a day on which it is taken up again has to be given."""

    choice: Choice
    text: str
    note: str = ""
    needs_day: bool = False


@attrs.frozen(kw_only=True, repr=False)
class HistoryRow:
    """Something that was decided, requested or answered, newest first.

    `can_withdraw`: `TargetGroup.withdraw(record)` takes it back.
    """

    record: RecordId
    text: str
    reason: str
    by: str
    on: date | None
    on_text: str
    can_withdraw: bool = False


@attrs.frozen(kw_only=True, repr=False)
class ProposalView:
    """What the program proposes about one youth, and why. `basis` names it in `TargetGroup.answer`.

    `registration`, `deregistration`: the proposed reason, preselected in the form. `why_not`: why the
    user may not answer it; empty when she may.
    """

    youth: YouthId
    kind: ProposalKind
    chip: Chip
    text: str
    basis: str
    since: date | None = None
    since_text: str = ""
    criterion: Criterion | None = None
    ask: str = ""
    registration: RegistrationReason | None = None
    deregistration: DeregistrationReason | None = None
    why_not: str = ""


@attrs.frozen(kw_only=True, repr=False)
class SourceRow:
    """One of the facts that disagree."""

    record: RecordId
    sentence: str
    source: str
    on: date | None
    on_text: str
    can_withdraw: bool = False


@attrs.frozen(kw_only=True, repr=False)
class DeviationRow:
    """Avvikelse: the question, what counts now, what differs, and a proposed answer."""

    youth: YouthId
    name: str
    number: str
    protected: bool
    criterion: Criterion
    question: str
    counts: SourceRow
    others: tuple[SourceRow, ...]
    why: str
    proposed: str
    basis: str = ""
    """Of the proposal COMPARE that asks for it; empty when it is answered already."""


@attrs.frozen(kw_only=True)
class DefinitionView:
    """A definition of the target group to choose among; `key` is what `TargetGroup.page` takes."""

    key: str
    name: str
    in_force: bool


@attrs.frozen(kw_only=True, repr=False)
class TargetPage:
    """Målgruppsprövning of one youth on a day.

    `counts`: "5 uppfyllda", "1 egen uppgift", "1 saknas". `headline` and `why` stand in the panel to the
    right: "Går inte att avgöra ännu". `deadline`: "Avgör senast ons 25 nov". `read_only`: why nothing may
    be decided here; empty when it may. `past`: another day than today, or a definition no longer in
    force: shown, not decided. `as_text`: the same for the file.
    """

    youth: YouthId
    name: str
    number: str
    age: str
    protected: bool
    subtitle: str
    on: date
    on_text: str
    definition: DefinitionView
    definitions: tuple[DefinitionView, ...]
    belonging: Belonging
    chip: Chip
    headline: str
    why: str
    rows: tuple[CriterionRow, ...]
    counts: tuple[Chip, ...]
    beside: tuple[BesideRow, ...]
    ways: tuple[Way, ...]
    proposals: tuple[ProposalView, ...]
    deviations: tuple[DeviationRow, ...]
    facts: tuple[FactRow, ...]
    choices: tuple[ChoiceView, ...]
    history: tuple[HistoryRow, ...]
    as_text: str
    deadline: Chip | None = None
    look_again: date | None = None
    enrolled: bool = False
    past: bool = False
    read_only: str = ""
    law: str = LAW


# -- the list "Målgruppsprövning"


class TargetGroupBy(enum.Enum):
    """What the rows of the list stand under; the value is the word in the menu."""

    PROPOSAL = "Förslag"
    NONE = "Inga grupper"


class TargetSort(enum.Enum):
    """Columns of the list that it can be sorted by; the value is the heading."""

    NAME = "Namn"
    BELONGING = "Målgrupp"
    PROPOSAL = "Förslag"
    SINCE = "Sedan"
    ASK = "Fråga"
    LOOK_AGAIN = "Tas upp igen"


@attrs.frozen(kw_only=True)
class TargetQuery:
    """Which of what is undecided or proposed; every condition holds, an empty one lets all through.

    `waiting`: also what a person has put off to a later day. `text`: name, case number or digits.
    """

    text: str = ""
    kinds: tuple[ProposalKind, ...] = ()
    belongings: tuple[Belonging, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    asks: tuple[str, ...] = ()
    mine: bool = False
    waiting: bool = False
    sort: TargetSort = TargetSort.SINCE
    descending: bool = False
    group: TargetGroupBy = TargetGroupBy.PROPOSAL

    def filtered(self) -> bool:
        """Whether any condition leaves somebody out."""
        return bool(
            self.text.strip()
            or self.kinds
            or self.belongings
            or self.criteria
            or self.asks
            or self.mine
        )


@attrs.frozen(kw_only=True, repr=False)
class TargetList:
    """The order of the list, one row for each youth. Rows are asked for by `TargetGroup.rows`.

    `counts`: how many youths have an open proposal of each kind, before the filter. `asks`: of whom
    something is to be asked, to filter by. `judging`: judgements are still being made.
    """

    ids: PackedIds
    groups: tuple[Group, ...] = ()
    total: int = 0
    counts: tuple[tuple[ProposalKind, int], ...] = ()
    asks: tuple[str, ...] = ()
    judging: bool = False


@attrs.frozen(kw_only=True, repr=False)
class TargetRow:
    """A youth with the foremost open proposal that the query lets through; `also` names the others."""

    youth: YouthId
    name: str
    number: str
    age: str
    protected: bool
    belonging: Chip
    proposal: Chip
    kind: ProposalKind
    why: str
    basis: str
    since: date | None
    since_text: str
    ask: str = ""
    look_again: date | None = None
    look_again_text: str = ""
    worker: str = ""
    also: str = ""
