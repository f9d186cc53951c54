"""What has been erased by a decision: done here as the log tells, acknowledged, and asked for once.

The log's rows tell of each erasure. A computer that had an older program, or that was put back, asks
besides at each connection what it has not acknowledged. The receipt is sent when the store's log has
been emptied, so that it says no more than is true.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, cast

from kaa_core.sync.administration import Done
from kaa_core.sync.erasures import Carried, Erase, Erasures, Outstanding, Receipt, ToErase
from kaa_core.sync.messages import pack
from kaa_desktop.sync.client import Client
from kaa_desktop.sync.patience import patiently


def decide(client: Client, access: str, asked: Erase) -> Carried:
    """Erase by a decision; the same one until the figures that it must not change stand."""
    body = pack(asked)
    return patiently(lambda: client.ask(Carried, "POST", "/v1/erasures", body, access=access))


def listed(client: Client, access: str) -> Erasures:
    """What has been erased, and where every computer stands."""
    return client.ask(Erasures, "GET", "/v1/erasures", access=access)


def outstanding(client: Client, access: str) -> Outstanding:
    """What this computer has not acknowledged."""
    return client.ask(Outstanding, "GET", "/v1/erased", access=access)


def acknowledge(client: Client, access: str, *, seqs: Sequence[int]) -> Done:
    """This computer has erased."""
    return client.ask(Done, "POST", "/v1/erased", pack(Receipt(list(seqs))), access=access)


class Replica(Protocol):
    """What it asks of the local store."""

    def erase(self, told: Sequence[ToErase]) -> None:
        """Erase, in one transaction."""

    def erased(self) -> list[int]:
        """What is erased and not acknowledged, when the store's log has been emptied of it."""

    def acknowledged(self, seqs: Sequence[int]) -> None:
        """The server has the receipt."""


class Server(Protocol):
    """What it asks of the server. Each raises `SyncFault`."""

    def outstanding(self) -> Outstanding | None:
        """What this computer has not acknowledged; None from a server that does not tell."""

    def erased(self, seqs: Sequence[int]) -> bool:
        """Acknowledge; whether the server takes it."""


class Erasing:
    """The part of a round that is about erasures. A server or replica without it is passed over."""

    def __init__(self, replica: object, server: object) -> None:
        able = hasattr(server, "outstanding") and hasattr(replica, "erased")
        self._parties = (cast(Replica, replica), cast(Server, server)) if able else None
        self._asked = False

    def parted(self) -> None:
        """The connection was lost: at the next it is asked again."""
        self._asked = False

    def round(self) -> None:
        """Ask what is not acknowledged, once for each connection, and acknowledge what is done."""
        if self._parties is None:
            return
        replica, server = self._parties
        if not self._asked:
            found = server.outstanding()
            done = set(replica.erased())
            rest = [one for one in (found.erasures if found else ()) if one.seq not in done]
            if rest:
                replica.erase(rest)
            self._asked = True
        seqs = replica.erased()
        if seqs and server.erased(seqs):
            replica.acknowledged(seqs)
