"""What desktops and server say of what is erased by a decision: the decision, receipts, where it stands.

Nothing here names anybody: a list of what has been erased must not keep what it tells of.
"""

from __future__ import annotations

import enum

from kaa_core.sync.messages import Message

LONGEST_WORDS = 500
MOST_LISTED = 500


class Erase(Message, frozen=True, array_like=True, gc=False):
    """A decision to erase. `erasure`: a random id of it, so that a repeat is known.

    `record` None: everything about the youth. `fields` empty: the record whole. `reason`: an
    `ErasureReason`; `words` say more, and names nobody.
    """

    erasure: bytes
    youth: bytes
    record: bytes | None
    fields: list[int]
    reason: int
    words: str = ""


class Carried(Message, frozen=True, array_like=True, gc=False):
    """It is erased on the server; `seq` is the number of the log's row that tells everyone."""

    seq: int


class ToErase(Message, frozen=True, array_like=True, gc=False):
    """What a device is to erase, or has been told before without saying that it did."""

    seq: int
    youth: bytes
    record: bytes | None
    fields: list[int]
    kind: int = 0


class Outstanding(Message, frozen=True, array_like=True, gc=False):
    """All that the asking device has not said that it has erased, in order."""

    erasures: list[ToErase]


class Receipt(Message, frozen=True, array_like=True, gc=False):
    """The device has erased what these numbers of the log told of, and emptied its log of it."""

    seqs: list[int]


class DeviceStanding(enum.IntEnum):
    """How far a device has come with an erasure."""

    DONE = 1
    WAITING = 2
    """It has been in touch since, but has not said that it is done."""
    SILENT = 3
    """It has not been in touch since the decision."""
    BLOCKED = 4


class DeviceRow(Message, frozen=True, array_like=True, gc=False):
    """One computer that was connected when it was decided. Instants in milliseconds, 0 = never."""

    name: str
    user_name: str
    standing: int
    at: int
    last_seen: int
    program: str


class ErasureRow(Message, frozen=True, array_like=True, gc=False):
    """A decision that has been carried out. `kind`: of the record; `whole`: everything of a youth."""

    seq: int
    at: int
    by_name: str
    kind: int
    whole: bool
    fields: list[int]
    reason: int
    words: str
    devices: list[DeviceRow]


class Erasures(Message, frozen=True, array_like=True, gc=False):
    """What has been erased, the latest first, at most `MOST_LISTED`; `total` counts all."""

    rows: list[ErasureRow]
    total: int
