"""What the window shows of saving and synchronising: frozen values with ready Swedish words."""

from __future__ import annotations

import enum

import attrs

from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.registry import FieldType
from kaa_desktop.app.views_base import Fact, Tone


class SyncMark(enum.Enum):
    """Where one record stands; the value is its word in the journal, empty when all is well."""

    SYNCED = ""
    WAITING = "Väntar på synk"
    CONFLICT = "Konflikt"
    REFUSED = "Ej mottaget"


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
    server, where nothing waits.
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
    """An act that is saved here and waits for the server: what, about whom, and since when."""

    n: int
    youth: YouthId | None
    name: str
    title: str
    since: str


@attrs.frozen(kw_only=True, repr=False)
class ConflictSide:
    """One of two values: the value in words and whose it is. `mine` when written on this account."""

    value: str
    who: str
    device: str
    when: str
    mine: bool = False


@attrs.frozen(kw_only=True, repr=False)
class ConflictView:
    """One field with two values; `kept` stands on the server. `choosable` False: only KEPT may be chosen.

    `options` are the values of a closed list (code, word) when the field has one, for an own choice;
    `type` says what else an own value is read as.
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


@attrs.frozen(kw_only=True, repr=False)
class HistoryLine:
    """One change of a record: who, when, on which device, what. `effective` False: a value that lost."""

    when: str
    who: str
    device: str
    what: tuple[Fact, ...]
    effective: bool = True
