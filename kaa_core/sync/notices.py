"""What a coordinator's desktop and the server say about notices of somebody who is not in the register.

A school of another owner has told that a pupil began, left or is absent (15 kap. 15 § skollagen). She
enters the pupil, says who in the register it is, or lets the notice go: then nothing of it is kept. And
what an administrator's desktop says of the schools that may notify.
"""

from __future__ import annotations

from typing import Final

from kaa_core.sync.messages import Message

MOST_LISTED: Final = 200
DAYS: Final = 90
"""How long a notice about somebody who is not in the register waits, unless the municipality says
otherwise: an autumn's start of term is decided about well before, and 4 § förordningen (2006:39) gives no
ground for keeping what is told of those who are not in the register."""
SOON: Final = 14
"""Days before that in which the coordinator is told that a notice will go."""
ENTER, BELONGS, LET_GO = 1, 2, 3
"""What can be answered: enter the pupil, lay it with a youth who is here, let it go."""


class UnknownNotice(Message, frozen=True, array_like=True, gc=False):
    """One that waits. `kind`: a NoticeKind; `form`: a StudyForm; `occurred_on`: ISO."""

    notice: bytes
    receipt: str
    received: int
    sender: str
    contact: str
    kind: int
    occurred_on: str
    identity_number: str
    given_name: str
    family_name: str
    school: str
    form: int | None
    programme: str


class UnknownNotices(Message, frozen=True, array_like=True, gc=False):
    """The oldest first, at most `MOST_LISTED`; `total` counts all. `days`: how long one waits."""

    notices: list[UnknownNotice]
    total: int
    days: int = DAYS


class AnswerNotice(Message, frozen=True, array_like=True, gc=False):
    """What becomes of a notice, and of every other that waits about the same number.

    `youth`: whom it is about, when it belongs to somebody who is here.
    """

    notice: bytes
    answer: int
    youth: bytes | None = None


class AnsweredNotice(Message, frozen=True, array_like=True, gc=False):
    """The youth that the notices now are with; none when they were let go. `notices`: how many."""

    youth: bytes | None
    notices: int


class SenderRow(Message, frozen=True, array_like=True, gc=False):
    """A school that may notify. `contact`: whom to ask there; `used` and `blocked`: instants, 0 = not."""

    sender: bytes
    name: str
    school_unit: str
    contact: str
    added: int
    used: int
    blocked: int


class Senders(Message, frozen=True, array_like=True, gc=False):
    """All of them by name."""

    senders: list[SenderRow]


class NewSender(Message, frozen=True, array_like=True, gc=False):
    """Let a school notify. `school_unit`: eight digits, from Skolverket's register."""

    name: str
    school_unit: str
    contact: str


class IssuedKey(Message, frozen=True, array_like=True, gc=False):
    """The school, and its key, shown once."""

    sender: SenderRow
    key: str


class BlockSender(Message, frozen=True, array_like=True, gc=False):
    """Take nothing more from a school. What it has told stays."""

    sender: bytes
