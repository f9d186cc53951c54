"""A youth's dated facts, packed small: what figures are counted from, on the desktop as on the server.

Made anew from her records whenever one of them changes, kept beside them, and read by the thousand. Days
are whole numbers as `date.toordinal` has them; `until` is the first day that is not in it, `EVER` when
there is none. Names nobody but by id; no text but schools and programmes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

FORM: Final = 3
"""One more whenever what a trace holds changes, or how it is made: all that are kept are made anew."""
EVER: Final = 2**31 - 1
"""The end of what has none."""


class Span(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A time in which the answer about the target group is the same (rules/target_group/intervals).

    `definitions`: a bit for each definition by which it is so. `belonging`, `criterion`: the enums' codes;
    criterion 0 when covered. `introductory`: what excludes is introduktionsprogram.
    """

    start: int
    until: int
    definitions: int
    belonging: int
    criterion: int
    introductory: bool


class Study(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A time in a school. `start` 0: not known."""

    start: int
    until: int
    form: int
    end: int
    """StudyEnd's code; 0 when not said."""
    school: str
    programme: str


class Enrolled(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """An enrolment. `until` is the day it ended: the first day outside."""

    start: int
    until: int
    registration: int
    deregistration: int
    worker: bytes
    offered: int
    """The day an utskrivningssamtal was offered; 0 when it was not."""


class Doing(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """An occupation, from the day it began or was noted."""

    start: int
    until: int
    kind: int


class Event(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A contact, a home visit that was made, or a conversation.

    `what`: CONTACT, VISIT or TALK. `reach`: TRIED, REACHED or DECLINED, as the routine sees it.
    `guardian`: a guardian alone was reached. `incoming`: the other side took the initiative.
    `outcome`: the code of ContactOutcome, VisitOutcome or ConversationKind. `offered`: a conversation was.
    `measure`: a conversation that counts as one. `minutes`: -1 when not noted.
    """

    on: int
    what: int
    channel: int
    reach: int
    guardian: bool
    incoming: bool
    outcome: int
    offered: bool
    measure: bool
    minutes: int


CONTACT, VISIT, TALK = 1, 2, 3
TRIED, REACHED, DECLINED = 0, 1, 2


class Visit(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A home visit as it was planned. Days 0 when not known; codes of VisitStatus, -Outcome, CallOff.

    `sheet`: an information sheet was left.
    """

    planned: int
    made: int
    status: int
    outcome: int
    why: int
    sheet: bool = False


class Taken(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A measure. `evaluated`: the first day of an evaluation after which it counts as evaluated; 0: none."""

    start: int
    until: int
    kind: int
    evaluated: int


class Asked(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A home visit that the routine asked for: when due, until when not late, and when made (0: not).

    `since`: the day from which it stood as the next step, or was made before its turn.
    """

    due: int
    limit: int
    made: int
    since: int = 0


_encode: Final = msgspec.msgpack.Encoder().encode
_read_studies: Final = msgspec.msgpack.Decoder(tuple[Study, ...]).decode
_NONE: Final = msgspec.Raw(b"\x90")


class Trace(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """One youth.

    `born` 0: not known. `sixteen`, `twenty`: those birthdays (29 February: the 28th in other
    years). `sex`: 1 woman, 2 man by the number, 0 not known.
    `minutes`: (day, minutes) of follow-ups; those of events stand with them. `late`: times in which the
    routine was not kept. `plans`: days on which a version of the plan was established. `documents`: days of
    examensbevis and studiebevis. `ended`: the `until` of all studies that have one. `taught`: the studies,
    packed: they are half of a register, and few questions look at more than some of them.
    """

    youth: bytes
    born: int
    sixteen: int
    twenty: int
    sex: int
    spans: tuple[Span, ...] = ()
    ended: tuple[int, ...] = ()
    taught: msgspec.Raw = _NONE
    documents: tuple[int, ...] = ()
    enrolments: tuple[Enrolled, ...] = ()
    occupations: tuple[Doing, ...] = ()
    events: tuple[Event, ...] = ()
    visits: tuple[Visit, ...] = ()
    measures: tuple[Taken, ...] = ()
    minutes: tuple[tuple[int, int], ...] = ()
    plans: tuple[int, ...] = ()
    late: tuple[tuple[int, int], ...] = ()
    asked: tuple[Asked, ...] = ()

    @property
    def studies(self) -> tuple[Study, ...]:
        """Her studies, read anew each time. Raises ValueError when they are none."""
        return _read_studies(self.taught)


def packed_studies(studies: Sequence[Study]) -> tuple[tuple[int, ...], msgspec.Raw]:
    """Studies as a trace holds them: `ended` and `taught`."""
    ended = tuple(each.until for each in studies if each.until != EVER)
    return ended, msgspec.Raw(_encode(tuple(studies))) if studies else _NONE


_decode: Final = msgspec.msgpack.Decoder(Trace).decode
_decode_many: Final = msgspec.msgpack.Decoder(list[Trace]).decode
_ARRAY, _LENGTH = b"\xdd", 4
"""How an array of many begins in MessagePack, and the bytes that say how many."""


def pack(trace: Trace) -> bytes:
    """A trace as bytes."""
    return _encode(trace)


def unpack_many(bodies: Sequence[bytes]) -> list[Trace]:
    """Traces out of their bytes, in one go. Raises ValueError when one is none."""
    return _decode_many(_ARRAY + len(bodies).to_bytes(_LENGTH, "big") + b"".join(bodies))


def unpack(body: bytes) -> Trace:
    """A trace out of its bytes. Raises ValueError for what is none."""
    return _decode(body)
