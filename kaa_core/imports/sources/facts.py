"""What every source says of a person, in one form. Parsed here, laid beside the register in `applying`.

A delivery's entries are an iterator: a million rows are never held at once. `Delivery` can be gone
through once.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Final, TypeAlias
from uuid import UUID

import attrs

from kaa_core.imports.columns import normal
from kaa_core.model.enums import FactSource, Protection
from kaa_core.model.facts import Credential, Residence, SchoolNotice, StudyPeriod
from kaa_core.model.ids import RecordId, YouthId

NOBODY: Final = YouthId(RecordId(UUID(int=0)))
"""The id and youth of a prototype: a fact that is not yet anybody's. `applying` gives it both."""

AnyFact: TypeAlias = StudyPeriod | Credential | Residence | SchoolNotice
FACT_KINDS: Final = (StudyPeriod, Credential, Residence, SchoolNotice)

_BETWEEN: Final = ": "


class RemarkKind(enum.Enum):
    """What a remark about a row is about. The value is stable: a yes is given for all of a kind."""

    # Proposals: the entry waits for a person's yes.
    MENDED_NUMBER = "mended_number"  # a lost leading zero
    NUMBER_CHANGED = "number_changed"  # by Skatteverket, or a samordningsnummer became personnummer
    SAME_PERSON = "same_person"  # two entries of the register seem to be one person
    SEVERAL_NAMED = "several_named"  # no number, and more than one has the name and the birth date
    OTHER_NAME = "other_name"  # the number is one person's and the name another's (twins)
    LOWER_PROTECTION = (
        "lower_protection"  # the source says less than the register: a person decides
    )
    UNPLACED = "unplaced"  # nobody in the register, and too little to enter her by
    MANY_GONE = "many_gone"  # a whole delivery that lacks so many that it may be half
    # Told, nothing to accept.
    NAMED = "named"  # found by name and birth date alone
    COORDINATION = "coordination"
    CENTURY = "century"
    BARRED_ADDRESS = "barred_address"
    PROTECTION = "protection"  # how a mark was understood
    UNREAD_VALUE = "unread_value"  # one value could not be read; the rest is taken
    UNKNOWN_CODE = "unknown_code"  # a school form or a code that this program does not know
    BARRED_VALUE = "barred_value"  # 5 § förordningen (2006:39)
    CUT = "cut"
    OTHER = "other"


@attrs.frozen
class Remark:
    """A sentence about a row. It quotes no personal data."""

    kind: RemarkKind
    sentence: str = attrs.field(repr=False)


@lru_cache(maxsize=512)
def remark(kind: RemarkKind, sentence: str) -> Remark:
    """Return a remark; the same object for the same words, which many rows share."""
    return Remark(kind, sentence)


@attrs.frozen(repr=False)
class Address:
    """Folkbokföringsadress, or the one that the source has. All three are one thing."""

    street: str | None = None
    postal_code: str | None = None
    city: str | None = None

    def __bool__(self) -> bool:
        return bool(self.street or self.postal_code or self.city)


@attrs.frozen(kw_only=True, repr=False)
class SourcePerson:
    """What a source says of one person, in one of its entries.

    `identity_number`: twelve checked digits, or None; then `birth_date` and the name are what she is
    known by. `former_number`: what the number was before Skatteverket changed it, or the
    samordningsnummer that became a personnummer. `protection` None: the source says nothing of it.
    `municipality`: four digits, where the source says that she is folkbokförd. `facts` are prototypes
    (id and youth NOBODY; source, origin, as_of and row are set by `applying`). `complete`: the source
    says here all that it knows of her, so a fact that it said before and does not say now is taken back.
    """

    row: int
    identity_number: str | None = None
    former_number: str | None = None
    birth_date: date | None = None
    given_name: str | None = None
    family_name: str | None = None
    address: Address | None = None
    phone: str | None = None
    email: str | None = None
    protection: Protection | None = None
    municipality: str | None = None
    facts: tuple[AnyFact, ...] = ()
    complete: bool = False
    waits: tuple[Remark, ...] = ()
    """Proposals of the parser. The entry is left out until a person has accepted their kinds."""
    remarks: tuple[Remark, ...] = ()


@attrs.frozen(kw_only=True)
class Unread:
    """An entry that could not be read, with its row (from 1) and the reason in plain Swedish."""

    row: int
    sentence: str = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class Gone:
    """The source took back the facts whose key is `key`, or begins with `key` and "/"."""

    row: int
    key: str = attrs.field(repr=False)


Entry: TypeAlias = SourcePerson | Unread | Gone


@attrs.frozen(kw_only=True)
class Delivery:
    """One delivery of one source, for one day.

    `feed`: the stable name of where it comes from ("Folkbokföringen", "Extens"): what one feed says is
    compared with what the same feed said before, never with another's. It has no ": " in it. `file`: the
    file's name, None for a system. `whole`: the feed says all that it knows, so what it does not say any
    more is withdrawn; else only what changed. `entries` can be gone through once.
    """

    source: FactSource
    feed: str
    as_of: date
    entries: Iterable[Entry] = attrs.field(repr=False)
    file: str | None = None
    whole: bool = False
    remarks: tuple[str, ...] = ()
    """Sentences about the whole file: characters that were mended, a header without an end."""

    @property
    def origin(self) -> str:
        """What is kept with each fact as its file or system."""
        feed = feed_name(self.feed)
        return f"{feed}{_BETWEEN}{self.file}"[:200] if self.file else feed


@attrs.frozen(kw_only=True)
class Given:
    """What is known of a delivery before it is read. See `Delivery` for `feed`, `file` and `whole`.

    `as_of`: the day that it speaks of. `today`: no birth date may lie after it. `synthetic`: numbers that
    belong to nobody are read, for practice, tests and measuring only. `home`: our municipality, where a
    list of its residents does not say it.
    """

    feed: str
    as_of: date
    today: date
    whole: bool = False
    file: str | None = None
    synthetic: bool = False
    home: str | None = None

    def delivery(
        self, source: FactSource, entries: Iterable[Entry], remarks: tuple[str, ...] = ()
    ) -> Delivery:
        """Return the delivery of what a parser reads."""
        return Delivery(
            source=source,
            feed=self.feed,
            as_of=self.as_of,
            entries=entries,
            file=self.file,
            whole=self.whole,
            remarks=remarks,
        )


def feed_name(name: str) -> str:
    """Return a feed's name as it can stand in an origin: at most 80 characters, without ": "."""
    return " ".join(name.replace(_BETWEEN, " ").split())[:80]


def feed_of(origin: str | None) -> str:
    """Return the feed of a kept fact's origin."""
    return (origin or "").partition(_BETWEEN)[0]


def name_key(given_name: str | None, family_name: str | None) -> str:
    """Return a name as it is compared: lower case, without signs."""
    return f"{normal(given_name or '')}|{normal(family_name or '')}"
