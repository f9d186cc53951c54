"""A stand-in where the connection is, for screens that ask the server and wait."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import attrs

from kaa_desktop.sync import faults


@attrs.define(kw_only=True)
class Answering:
    """Answers or faults at once. `fault`: the name of one in `sync/faults.py`."""

    fault: str = ""

    @abstractmethod
    def answer(self, method: str, target: str, body: bytes) -> Any:
        """What the server says."""

    def ask(self, question: Callable[[Any, str], Any]) -> Future[Any]:
        """As `Synchronising.ask`."""
        future: Future[Any] = Future()
        if self.fault:
            future.set_exception(faults.fault(self.fault))
        else:
            future.set_result(question(_Client(self), "token"))
        return future


@attrs.frozen
class _Client:
    answering: Answering

    def ask(self, _form: object, method: str, target: str, body: bytes = b"", **_: object) -> Any:
        return self.answering.answer(method, target, body)
