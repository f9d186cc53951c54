"""What a coordinator's desktop and the server say of the imports by night: reports, and what waits.

A report names nobody. What waits about a youth names her by id, and the number that a source gives her.
Instants are milliseconds since the epoch, 0 = never.
"""

from __future__ import annotations

from typing import Final

from kaa_core.sync.messages import Message

MOST_RUNS: Final = 30
MOST_LINES: Final = 200
YES, ASIDE = 1, 2
"""What can be answered: yes; put aside, and not asked again about the same."""


class RunRow(Message, frozen=True, array_like=True, gc=False):
    """A run. `as_of`: ISO; `ended` 0 while it goes on; `lines`: its report in plain Swedish."""

    run: bytes
    source: str
    feed: str
    as_of: str
    began: int
    ended: int
    unread: int
    waiting: int
    stopped: bool
    lines: list[str]


class WaitingRow(Message, frozen=True, array_like=True, gc=False):
    """A row of a source that a person decides about. `kind`: a RemarkKind's value.

    `youths`: whom it may be about; `number`: the twelve digits that the source gives, or "".
    """

    item: bytes
    feed: str
    kind: str
    sentence: str
    file: str
    row: int
    told: int
    youths: list[bytes]
    number: str


class QuestionRow(Message, frozen=True, array_like=True, gc=False):
    """What is asked about a whole feed. `answered`: when somebody said yes to its next reading."""

    feed: str
    kind: str
    sentence: str
    file: str
    count: int
    told: int
    answered: int


class ImportsTold(Message, frozen=True, array_like=True, gc=False):
    """The latest runs, the newest first, and all that waits for an answer."""

    runs: list[RunRow]
    waiting: list[WaitingRow]
    questions: list[QuestionRow]


class AnswerImport(Message, frozen=True, array_like=True, gc=False):
    """An answer: about an item, or about a feed's question of a kind. `answer`: YES or ASIDE."""

    answer: int
    item: bytes | None = None
    feed: str = ""
    kind: str = ""
