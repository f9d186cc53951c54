"""What a delivery does to the register, and what the register must be able to tell for it to be known."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Final, Protocol

import attrs

from kaa_core.imports.sources.facts import AnyFact, Remark, Unread
from kaa_core.model.enums import FactSource
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Youth
from kaa_core.model.registry import Record

NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})

# --- what the register tells ----------------------------------------------------------------


@attrs.frozen
class Filled:
    """Where a youth's field has its value from, when an import wrote it: source, and as of which day."""

    source: FactSource
    as_of: date


@attrs.frozen(kw_only=True, repr=False)
class KnownYouth:
    """What the register holds of a youth.

    `facts`: all of hers of the four kinds, from every source, the withdrawn ones too. `filled`: the
    fields of `Youth` whose present value an import wrote (the last `Change.filled` of each field). A
    field that has a value and is not in it was written by a person, and is never changed.
    `heard`: the latest day that this delivery's feed has spoken of her (the last `Change.heard`); None
    when that is not kept, and it then follows from the facts.
    """

    youth: Youth
    facts: Sequence[AnyFact] = ()
    filled: Mapping[str, Filled] = NOTHING
    heard: date | None = None


@attrs.frozen
class Latest:
    """The latest day that a feed has delivered for, and whether any of that day's was whole."""

    as_of: date
    whole: bool


class Known(Protocol):
    """The register as it stood when the delivery began, or as it stands: both are right.

    What this delivery itself has changed is remembered by `Applying`; asked once for each entry.
    """

    def youth(self, identity_number: str) -> KnownYouth | None:
        """Return the youth with these twelve digits, or None."""

    def named(self, birth_date: date, name: str) -> Sequence[KnownYouth]:
        """Return those born that day whose `facts.name_key(given, family)` is `name`."""

    def keyed(self, feed: str, key: str) -> KnownYouth | None:
        """Return the youth with a fact of this feed whose key is `key` or begins with `key` + "/"."""

    def latest(self, feed: str) -> Latest | None:
        """Return what the feed has delivered last, by day; None when nothing."""

    def told_by(self, feed: str, but: Container[RecordId]) -> Iterator[KnownYouth]:
        """Go through all youths who have a fact of this feed that is not withdrawn.

        `but`: those who need not be read again.
        """


# --- what comes of it -----------------------------------------------------------------------


@attrs.frozen(repr=False)
class Set:
    """Fields of a record that the register holds, and their new values by name."""

    record: RecordId
    kind: type[Record]
    values: Mapping[str, Any]


@attrs.frozen(repr=False)
class Differs:
    """A field in which a person's word stands and the source says something else. Never written."""

    field: str
    label: str
    ours: str
    theirs: str


@attrs.frozen(kw_only=True, repr=False)
class Change:
    """What one entry does to one youth. Nothing of it is done when `is_empty`.

    `creates`: whole records, a new youth first. `sets`: of records that are held; `withdrawn` among the
    values takes a fact back. `filled`: to be kept (see KnownYouth.filled), with the day restated too.
    `heard`: to be kept as the latest day that the feed spoke of her, by the largest.
    `row`: the entry's row; 0 for what a whole delivery did not say any more.
    """

    youth: YouthId
    row: int
    heard: date
    creates: tuple[Record, ...] = ()
    sets: tuple[Set, ...] = ()
    filled: Mapping[str, Filled] = NOTHING
    differs: tuple[Differs, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no record is written; `filled` and `heard` may still be kept."""
        return not (self.creates or self.sets)

    @property
    def is_new(self) -> bool:
        """Whether the youth is entered by it."""
        return any(isinstance(one, Youth) for one in self.creates)


@attrs.frozen(kw_only=True, repr=False)
class Waiting:
    """An entry, or a part of one, that a person has to decide. `youths`: whom it may be about."""

    row: int
    remark: Remark
    youths: tuple[YouthId, ...] = ()
    number: str | None = None
    """NUMBER_CHANGED and UNPLACED: the twelve digits that the source gives."""


@attrs.define
class Counts:
    """How many entries came to what, and what was done with facts."""

    entries: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    doubled: int = 0
    outside_age: int = 0
    elsewhere: int = 0
    nothing: int = 0
    older: int = 0
    waiting: int = 0
    unread: int = 0
    differs: int = 0
    facts_new: int = 0
    facts_changed: int = 0
    facts_withdrawn: int = 0
    protection_raised: int = 0


@attrs.frozen(kw_only=True, repr=False)
class Applied:
    """All that came of a delivery, gathered. `report`: plain Swedish, a sentence each."""

    changes: tuple[Change, ...]
    waiting: tuple[Waiting, ...]
    unread: tuple[Unread, ...]
    counts: Counts
    report: tuple[str, ...]
