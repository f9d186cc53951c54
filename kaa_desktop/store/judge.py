"""Judging of one open store: begun when it is known whose municipality it is, and done in the background.

Traces, which the figures are counted from, are made of who is judged.
"""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING

from kaa_desktop.store import targets, traces
from kaa_desktop.store.judged_by import Judging

if TYPE_CHECKING:
    from datetime import date

    from kaa_desktop.store.queries import Queries
    from kaa_desktop.store.writer import Writer


class Judge:
    """Made by the store. What has been judged is read by target_reading.py."""

    def __init__(self, writer: Writer, queries: Queries) -> None:
        self._writer = writer
        self._queries = queries
        if queries.read(targets.is_due):
            writer.judge_later()
        elif queries.read(traces.is_long_due):
            writer.trace_later()

    def begin(self, home: str, since: date) -> Future[None]:
        """Judge for this municipality (four digits), proposing from this day on; said at each start.

        The first time, and for another municipality, everybody is judged afterwards, a few at a time.
        """
        wanted = Judging(home, since)
        if self._queries.read(lambda one: targets.begun(one, wanted)):
            done: Future[None] = Future()
            done.set_result(None)
            return done
        return self._writer.submit(lambda unit: targets.begin(unit.connection, wanted))

    def done(self) -> Future[None]:
        """Done when everybody has been judged by what has been received."""
        return self._writer.judge_later()

    def traced(self) -> Future[None]:
        """Done when the traces are made of those who have been judged; nothing while somebody waits."""
        return self._writer.trace_later()
