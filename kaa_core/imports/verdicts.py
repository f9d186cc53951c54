"""The forms of an answer about a row: outcome, facts, notes, differences."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, Protocol

import attrs

from kaa_core.imports.columns import Column
from kaa_core.imports.sources.facts import AnyFact
from kaa_core.model.enums import OccupationKind, Protection, RegistrationReason
from kaa_core.model.ids import WorkerId, YouthId
from kaa_core.model.records import Enrolment, Guardian, Occupation, Worker, Youth

NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
"""One empty mapping for all: sixty thousand of their own would take four megabytes each."""


class Outcome(enum.Enum):
    """What a row does when the import is carried out."""

    NEW = "new"  # a youth that the register does not hold
    FILLED = "filled"  # a known youth: empty fields are filled, nothing differs
    SAME = "same"  # a known youth: nothing to do
    DIFFERS = (
        "differs"  # a known youth: something differs and is not written; empty fields are filled
    )
    UNREADABLE = "unreadable"  # the row is left out, with the reason
    DOUBLE = "double"  # the person stands on an earlier row; this one is left out
    OUTSIDE = "outside"  # not in the register, and outside the age group: counted, not stored


class NoteKind(enum.Enum):
    """What a note is about. The value is stable: a person's yes is given for all notes of a kind."""

    # Proposals: something was guessed, and the row or the change waits for a yes.
    MENDED_NUMBER = "mended_number"  # digits lost or bent by a spreadsheet; waits
    MENDED_NAME = "mended_name"  # ALL CAPS written as names are; off until accepted
    # Told, nothing to accept.
    CENTURY = "century"
    COORDINATION = "coordination"
    BARRED_ADDRESS = "barred_address"  # skyddad folkbokföring: the address is not taken
    BARRED_VALUE = "barred_value"  # 5 § förordningen (2006:39): the value is not taken
    PROTECTION = "protection"  # how a mark of protection was understood
    NAME_DIVIDED = "name_divided"  # a whole name of three words or more was divided
    MENDED_PHONE = "mended_phone"  # the zero that a spreadsheet took is set back
    DOUBLED = "doubled"
    UNREAD_VALUE = "unread_value"  # one value could not be read; the rest of the row is taken
    CUT = "cut"  # a text longer than the field
    WORKER_UNKNOWN = "worker_unknown"
    GUARDIAN_LEFT_OUT = "guardian_left_out"  # the youth has turned 18
    ENDED = "ended"  # the row says the enrolment is over: none is opened
    OUTSIDE = "outside"
    UNREADABLE = "unreadable"


@attrs.frozen
class Note:
    """Something to say about a row. A sentence quotes no more of the row than it needs."""

    kind: NoteKind
    sentence: str = attrs.field(repr=False)
    column: Column | None = None
    waits: bool = False
    """The whole row is left out until a person has said yes. A name in capitals holds no row up: it is
    taken as it stands, and as proposed when that is accepted."""


@lru_cache(maxsize=512)
def note_of(kind: NoteKind, sentence: str, column: Column | None, *, waits: bool = False) -> Note:
    """Return a note; the same object for the same words, which many rows share."""
    return Note(kind, sentence, column, waits)


@attrs.frozen(repr=False)
class GuardianFact:
    """A guardian as a row has her. Only for a youth under 18."""

    name: str
    phone: str | None = None
    email: str | None = None


@attrs.frozen(repr=False)
class OccupationFact:
    """An occupation as a row has it."""

    kind: OccupationKind
    description: str | None = None


@attrs.frozen(kw_only=True, repr=False)
class Facts:
    """What a row says, in the register's own forms. An empty value is None."""

    identity_number: str
    """Twelve digits, checked."""
    youth: Mapping[str, Any]
    """Filled-in fields of `Youth` by name, without the identity number: given_name, street, …"""
    enrolled_on: date | None = None
    ended_on: date | None = None
    """The enrolment is over, by the row: `enrolled_on` is then None, and none is to be opened."""
    reason: RegistrationReason | None = None
    registration_note: str | None = None
    worker: WorkerId | None = None
    occupations: tuple[OccupationFact, ...] = ()
    guardians: tuple[GuardianFact, ...] = ()
    stated: tuple[AnyFact, ...] = ()
    """Studies, documents, residence and notices: prototypes, nobody's yet, without a source."""
    mended_names: Mapping[str, str] = NOTHING
    """given_name and family_name as proposed, when the file has them in capitals."""

    @property
    def protection(self) -> Protection | None:
        """The protection that the row states, if it states one."""
        value: Protection | None = self.youth.get("protection")
        return value


@attrs.frozen(repr=False)
class Difference:
    """A field in which file and register differ. Shown to a person; never written."""

    label: str
    ours: str
    theirs: str


@attrs.frozen(repr=False)
class Verdict:
    """The answer for one row. `row` is the number in the file, as a spreadsheet shows it (from 1)."""

    row: int
    outcome: Outcome
    facts: Facts | None = None
    notes: tuple[Note, ...] = ()
    youth: YouthId | None = None
    """The known youth that the row is about."""
    fills: Mapping[str, Any] = NOTHING
    """FILLED and DIFFERS: the empty fields of the known youth and the values they get."""
    differences: tuple[Difference, ...] = ()
    adds: Facts | None = None
    """FILLED and DIFFERS: enrolment, occupations, guardians and facts that the register lacks, else None."""

    @property
    def waits(self) -> bool:
        """Whether the row must not be carried out before a person has said yes to a proposal."""
        return any(note.waits for note in self.notes)


@attrs.frozen
class KnownYouth:
    """What the register holds about a youth."""

    youth: Youth
    enrolments: Sequence[Enrolment] = ()
    occupations: Sequence[Occupation] = ()
    guardians: Sequence[Guardian] = ()
    stated: Sequence[AnyFact] = ()


class Known(Protocol):
    """What the register holds; asked once for each readable row, so it has to answer fast."""

    def youth(self, identity_number: str) -> KnownYouth | None:
        """Return the youth with these twelve digits, or None."""

    def workers(self) -> Sequence[Worker]:
        """Return the workers in service."""
