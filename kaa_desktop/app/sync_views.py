"""What the window shows of saving and synchronising: frozen values with ready Swedish words."""

from __future__ import annotations

import enum
from typing import Any

import attrs

from kaa_core.model.ids import RecordId, UserId, YouthId
from kaa_core.model.registry import FieldType
from kaa_desktop.app.views_base import Fact, Tone


class SyncMark(enum.Enum):
    """Where one record stands, in the word that the journal and the history have for it.

    A draft is local only and is no record yet ("Sparat lokalt").
    """

    SYNCED = "Synkad"
    WAITING = "Väntar på synk"
    CONFLICT = "Konflikt"
    REFUSED = "Ej mottaget"
    QUARANTINED = "Väntar på samordnare"


class Network(enum.Enum):
    """How the connection is."""

    OFFLINE = "offline"
    CONNECTING = "connecting"
    ONLINE = "online"
    STOPPED = "stopped"


@attrs.frozen(kw_only=True)
class FaultView:
    """A fault in words: what happened, what is safe, what to do; `code` can be copied."""

    happened: str
    safe: str
    advice: str
    code: str

    @property
    def sentence(self) -> str:
        """The three parts as running text."""
        return " ".join(part for part in (self.happened, self.safe, self.advice) if part)


@attrs.frozen(kw_only=True)
class SyncView:
    """The status bar's two parts and the head of the page Synkning (design.md section 4).

    `saved`: "Sparat lokalt 10:42 · Väntar på synk (2)". `network`: "Offline sedan 12:52 · …".
    `needs_login` asks for the account's password (`Session.log_in`). `alone`: a practice without a
    server, where nothing waits. `contact`: when the server was last heard, in a sentence of its own.
    """

    saved: str
    saved_icon: str
    saved_tone: Tone
    network: str
    network_icon: str
    network_tone: Tone
    state: Network
    waiting: int
    conflicts: int
    refused: int
    needs_login: bool = False
    fault: FaultView | None = None
    download: str = ""
    alone: bool = False
    contact: str = ""


@attrs.frozen(kw_only=True, repr=False)
class RefusedView:
    """An act that the server did not take ("ej mottaget"): what, why, and the whole content.

    `n` names it for `Session.dismiss_refused`. `content` holds label and value of everything written;
    nothing of it is thrown away.
    """

    n: int
    youth: YouthId | None
    name: str
    title: str
    when: str
    reason: str
    code: str
    content: tuple[Fact, ...]


@attrs.frozen(kw_only=True, repr=False)
class WaitingView:
    """An act that is saved here and waits for the server: what, about whom, since when, for how long."""

    n: int
    youth: YouthId | None
    name: str
    title: str
    since: str
    waited: str = ""


@attrs.frozen(kw_only=True, repr=False)
class ConflictSide:
    """One of two values: the value in words and whose it is. `mine` when written on this account.

    `saw`: what its author had before her when she wrote it; empty when that is not known here.
    """

    value: str
    who: str
    device: str
    when: str
    mine: bool = False
    saw: str = ""


class Deletion(enum.Enum):
    """Of a conflict between a deletion and an edit, which of the two stands on the server."""

    NEITHER = ""
    STANDS = "Posten är borttagen på servern."
    ARRIVED = "Posten står kvar på servern."


@attrs.frozen(kw_only=True, repr=False)
class ConflictView:
    """One field with two values; `kept` stands on the server. `choosable` False: only KEPT may be chosen.

    `options` are the values of a closed list (code, word) when the field has one, for an own choice;
    `type` says what else an own value is read as; `own` whether there can be one. `both`: what keeping
    both means here, as a sentence; empty where it means nothing. `addendum`: the other text then becomes
    an addendum. `target`: the record that it is about, `deletion` whether one of the two is a deletion.

    `asked`: that somebody has been asked to settle it; `asked_me` when it is the reader. `colleague`: whom
    she may ask, with her name. `age` in words; `days` since the later of the two was written; `worker`:
    whose case it is.
    """

    id: RecordId
    youth: YouthId | None
    name: str
    record: str
    label: str
    before: str
    kept: ConflictSide
    other: ConflictSide
    choosable: bool = True
    prose: bool = False
    options: tuple[tuple[int, str], ...] = ()
    type: FieldType = FieldType.TEXT
    own: bool = True
    both: str = ""
    addendum: bool = False
    target: RecordId | None = None
    deletion: Deletion = Deletion.NEITHER
    asked: str = ""
    asked_me: bool = False
    colleague: tuple[UserId, str] | None = None
    age: str = ""
    days: int = 0
    worker: str = ""


@attrs.frozen(kw_only=True, repr=False)
class DecisionView:
    """A conflict that a colleague has settled and that the reader wrote one side of, or asked about."""

    id: RecordId
    youth: YouthId | None
    name: str
    label: str
    who: str
    when: str
    chosen: str
    mine: str
    reason: str
    target: RecordId


class HistoryState(enum.Enum):
    """What became of one change."""

    STANDS = "Gäller eller har gällt"
    LOST = "Gäller inte: den andra uppgiften står"
    WAITING = "Väntar på synk"
    REFUSED = "Ej mottaget"
    DECISION = "Konflikt avgjord"
    ASKED = "Fråga om en konflikt"


@attrs.frozen(kw_only=True, repr=False)
class Altered:
    """One field of a change: from what to what.

    `field` and `wire` are what restoring would write; `why_not` says why it may not be, if so.
    """

    label: str
    before: str
    after: str
    field: int = 0
    wire: Any = None
    why_not: str = ""


@attrs.frozen(kw_only=True, repr=False)
class HistoryLine:
    """One change of a record: who, when, on which device, from what to what, and what became of it."""

    when: str
    who: str
    device: str
    what: tuple[Altered, ...]
    state: HistoryState = HistoryState.STANDS
    title: str = ""
    note: str = ""

    @property
    def effective(self) -> bool:
        """False: a value that lost."""
        return self.state is not HistoryState.LOST


@attrs.frozen(kw_only=True, repr=False)
class HistoryView:
    """All that is known of a record, oldest first. `missing`: what is not here, as a sentence."""

    title: str
    lines: tuple[HistoryLine, ...]
    missing: str = ""


@attrs.frozen(kw_only=True, repr=False)
class Historied:
    """A record whose history can be asked for: what it is, in words."""

    record: RecordId
    title: str
