"""What is asked about imports by night. As `reviewing`."""

from __future__ import annotations

from kaa_core.sync.administration import Done
from kaa_core.sync.imports import AnswerImport, ImportsTold
from kaa_core.sync.messages import pack
from kaa_desktop.sync.client import Client


def told(client: Client, access: str) -> ImportsTold:
    """The latest runs, and what waits."""
    return client.ask(ImportsTold, "GET", "/v1/imports", access=access)


def answer(client: Client, access: str, answer: AnswerImport) -> Done:
    """Give an answer."""
    return client.ask(Done, "POST", "/v1/imports/answer", pack(answer), access=access)
