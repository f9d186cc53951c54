"""What is asked about schools' notices of somebody who is not in the register. As `reviewing`."""

from __future__ import annotations

from kaa_core.sync.messages import pack
from kaa_core.sync.notices import AnsweredNotice, AnswerNotice, UnknownNotices
from kaa_desktop.sync.client import Client


def unknown(client: Client, access: str) -> UnknownNotices:
    """What waits, the oldest first."""
    return client.ask(UnknownNotices, "GET", "/v1/notices", access=access)


def answer(client: Client, access: str, answer: AnswerNotice) -> AnsweredNotice:
    """Carry a decision out."""
    return client.ask(AnsweredNotice, "POST", "/v1/notices/answer", pack(answer), access=access)
