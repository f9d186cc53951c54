"""What an administrator asks about the schools that may notify. As `administration`."""

from __future__ import annotations

from kaa_core.sync.administration import Done
from kaa_core.sync.messages import pack
from kaa_core.sync.notices import BlockSender, IssuedKey, NewSender, Senders
from kaa_desktop.sync.client import Client


def senders(client: Client, access: str) -> Senders:
    """All of them."""
    return client.ask(Senders, "GET", "/v1/admin/senders", access=access)


def add(client: Client, access: str, sender: NewSender) -> IssuedKey:
    """Let a school notify."""
    return client.ask(IssuedKey, "POST", "/v1/admin/senders", pack(sender), access=access)


def block(client: Client, access: str, sender: bytes) -> Done:
    """Take nothing more from one."""
    body = pack(BlockSender(sender))
    return client.ask(Done, "POST", "/v1/admin/senders/block", body, access=access)
