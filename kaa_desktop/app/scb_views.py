"""What the page Underlag till SCB shows: a half-year as it would be told, and the files that were made."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cached_property

import attrs

from kaa_core.model.enums import Protection
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.rules.protection import hidden, warned
from kaa_core.scb.checks import Finding
from kaa_core.scb.compare import Differences, YouthChange
from kaa_core.scb.half_year import HalfYear
from kaa_core.scb.layout import InForce
from kaa_core.scb.rows import Asked, Line
from kaa_core.scb.sources import Block


class Protected(enum.Enum):
    """Which of the protected go with the file. Who leaves somebody out says why."""

    ALL = "all"
    WITHOUT_HIDDEN = "without hidden"
    NONE = "none"


PROTECTED_LABELS = {
    Protected.ALL: "Ta med alla",
    Protected.WITHOUT_HIDDEN: "Lämna bort dem med skyddad folkbokföring",
    Protected.NONE: "Lämna bort alla med skyddade uppgifter",
}


@attrs.frozen(kw_only=True)
class Chosen:
    """What a person decides when the file is made. `weighed`: the secrecy of the protected in it.

    `partly`: it is made though not everybody is on this computer.
    """

    protected: Protected = Protected.ALL
    weighed: bool = False
    partly: bool = False
    reason: str = ""

    def leaves(self, protection: Protection | None) -> bool:
        """Whether somebody with this protection is left out."""
        if self.protected is Protected.ALL:
            return False
        return warned(protection) if self.protected is Protected.NONE else hidden(protection)


@attrs.frozen(kw_only=True)
class DeliveryRow:
    """A file that was made. `layout`: the name of its layout; `counts`: lines by block."""

    id: RecordId
    half_year: HalfYear
    made_at: datetime
    made: str
    made_by: str
    layout: str
    confirmed: bool
    youths: int
    counts: Mapping[Block, int]
    problems: int
    protected: int
    left_out: int
    reason: str
    digest: str
    sent_on: date | None
    sent_by: str
    latest: bool


@attrs.frozen(kw_only=True, repr=False)
class Mend:
    """A finding and whose it is."""

    youth: YouthId
    finding: Finding


@attrs.frozen(kw_only=True, repr=False)
class Preview:
    """A half-year as it would be told today.

    `lines`: by youth, the protected among them; `former`: the file it is compared with, None when there
    is none; `whole`: whether all cases that the user may see are on this computer by now; `missing`: which
    youths she does not hold, as a sentence, "" when she holds everybody.
    """

    asked: Asked
    in_force: InForce
    lines: Mapping[YouthId, Sequence[Line]]
    mends: tuple[Mend, ...]
    protections: Mapping[YouthId, Protection | None]
    differences: Differences
    former: DeliveryRow | None
    whole: bool
    missing: str = ""

    @cached_property
    def counts(self) -> Counter[Block]:
        """Lines by block."""
        return Counter(line.block for lines in self.lines.values() for line in lines)

    @property
    def hidden(self) -> int:
        """How many have skyddad folkbokföring."""
        return sum(hidden(one) for one in self.protections.values())

    @property
    def marked(self) -> int:
        """How many have sekretessmarkering."""
        return sum(warned(one) and not hidden(one) for one in self.protections.values())

    def kept(self, chosen: Chosen) -> list[YouthId]:
        """Who goes with the file."""
        return [one for one in self.lines if not chosen.leaves(self.protections.get(one))]


class What(enum.Enum):
    """What the list of the page holds."""

    MEND = "mend"
    CHANGES = "changes"


@attrs.frozen(kw_only=True, repr=False)
class ScbRow:
    """A row of the list: something to mend, or a youth whose lines are another's than last time."""

    id: tuple[RecordId, int]
    youth: YouthId
    name: str
    number: str
    hidden: bool
    finding: Finding | None = None
    change: YouthChange | None = None
    word: str = ""
