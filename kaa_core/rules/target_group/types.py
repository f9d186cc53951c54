"""The values that the rules of the target group take and give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

import attrs

from kaa_core.model.enums import (
    Belonging,
    Criterion,
    DeregistrationReason,
    Judged,
    ProposalKind,
    Protection,
    RegistrationReason,
)
from kaa_core.model.facts import (
    Credential,
    CriterionDecision,
    Residence,
    SchoolNotice,
    StudyPeriod,
)
from kaa_core.model.ids import RecordId
from kaa_core.model.records import Occupation


@attrs.frozen
class Definition:
    """A definition of the target group. `key` is kept with every figure and interval, for ever.

    `introductory`: pupils on introduktionsprogram belong to it, as they did before 2018-07-01.
    """

    key: str
    name: str
    since: date
    introductory: bool


@attrs.frozen(kw_only=True, repr=False)
class Held:
    """All that is known of one youth when she is judged. `home`: our municipality, four digits.

    `identity_number`: twelve digits; its birth date is the birth date. `last_school_days`: by calendar
    year, the last day of the spring term where the municipality has said it; else 30 June
    (duty.LAST_SCHOOL_DAY).
    """

    identity_number: str
    home: str
    protection: Protection | None = None
    residences: Sequence[Residence] = ()
    studies: Sequence[StudyPeriod] = ()
    credentials: Sequence[Credential] = ()
    notices: Sequence[SchoolNotice] = ()
    occupations: Sequence[Occupation] = ()
    decisions: Sequence[CriterionDecision] = ()
    last_school_days: Mapping[int, date] = MappingProxyType({})


@attrs.frozen(kw_only=True)
class Result:
    """One criterion on a date.

    `why`: a stable code of the sentence that says it (words.py). `facts`: the records it rests on, the
    one that decided first. `stated`: it rests on what the youth, a guardian or a worker says alone
    ("Egen uppgift"). `decided`: a person's documented decision stands over the sources.
    """

    criterion: Criterion
    judged: Judged
    why: str
    facts: tuple[RecordId, ...] = ()
    stated: bool = False
    decided: bool = False


@attrs.frozen(kw_only=True)
class Judgement:
    """A youth on a date by a definition: seven results in the order of `Criterion`."""

    on: date
    definition: Definition
    belonging: Belonging
    results: tuple[Result, ...]
    beside: tuple[RecordId, ...] = ()
    """Facts that change nothing, and are shown as such: komvux at part of full time, a job."""
    decided: RecordId | None = None
    """The decision about the whole that stands over the criteria."""

    @property
    def failing(self) -> Criterion | None:
        """The first criterion that is not met, when that is why she is not covered."""
        return next((one.criterion for one in self.results if one.judged is Judged.NOT_MET), None)


@attrs.frozen(kw_only=True)
class Interval:
    """A time in which the answer is the same: from `start` until the day before `until` (None: on)."""

    definition: str
    start: date
    until: date | None
    belonging: Belonging
    criterion: Criterion | None = None
    """NOT_COVERED: the first criterion not met. UNCLEAR: the first one unknown."""
    why: str = ""
    """NOT_COVERED: the code of that criterion's reason. UNCLEAR: the codes of all that is unknown, with
    "+" between, in the order of the criteria. "decided": a person's decision on the whole."""


@attrs.frozen(kw_only=True)
class Difference:
    """Sources that disagree about one question. `counts` stands by the order of sources.

    `proposed` says in words what to do; `why` is its stable code.
    """

    criterion: Criterion
    counts: RecordId
    others: tuple[RecordId, ...]
    why: str
    proposed: str


@attrs.frozen(kw_only=True)
class Proposal:
    """What to do about the register, for a person to decide.

    `basis`: a fingerprint of what it follows from (kept in RegisterDecision.basis). `sentence` says why.
    `ask`: REQUEST: of whom. `registration`, `deregistration`: the proposed group of SCB's.
    """

    kind: ProposalKind
    sentence: str
    basis: str
    since: date | None = None
    criterion: Criterion | None = None
    ask: str | None = None
    registration: RegistrationReason | None = None
    deregistration: DeregistrationReason | None = None
