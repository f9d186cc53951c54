"""Asks for the order of a list on another thread, one question at a time; the latest question counts."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import wait
from functools import partial

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from kaa_desktop.app.list_query import AS_WORKED, ListQuery
from kaa_desktop.app.views import ListFilter, YouthList
from kaa_desktop.gui.screens.desk import Desk

AT_ONCE_S = 0.025
"""What is ready within this is shown in the same turn: a short list is there when its page is."""


LONG = 5_000
"""A list of this length is not there in a moment: waiting for it would only hold the window."""


class ListReading:
    """`arrived(found, query)` on the window's thread; `found` is None when it takes longer than a moment.

    `by_person` and `ordered` tell, while `arrived` runs, whether a person asked for another list, and
    for another order of it. `long` when the last answer was.
    """

    def __init__(
        self,
        desk: Desk,
        which: ListFilter,
        owner: QWidget,
        arrived: Callable[[YouthList | None, ListQuery], object],
    ) -> None:
        self.busy = False
        self.by_person = False
        self.ordered = False
        self.long = False
        self._desk = desk
        self._which = which
        self._owner = owner
        self._arrived = arrived
        self._query = AS_WORKED
        self._again = False
        self._wanted = (False, False)

    def ask(self, query: ListQuery, *, by_person: bool = False, ordered: bool = False) -> None:
        """Read the order; while one is read, the latest question waits and the others are forgotten."""
        before = self._wanted
        self._wanted = (before[0] or by_person, before[1] or ordered)
        self._query = query
        if self.busy:
            self._again = True
        else:
            self._start()

    def _start(self) -> None:
        self.busy = True
        (self.by_person, self.ordered), self._wanted = self._wanted, (False, False)
        query = self._query
        future = self._desk.session.lists.ids_later(self._which, query)
        if not self.long:
            wait([future], AT_ONCE_S)
        if future.done() and not future.cancelled() and future.exception() is None:
            self._deliver(query, future.result())
        else:
            self._arrived(None, query)
            self._desk.then(future, partial(self._deliver, query), self._failed)

    def _deliver(self, query: ListQuery, found: YouthList) -> None:
        if not isValid(self._owner):
            return
        self.long = len(found.ids) > LONG
        try:
            self._arrived(found, query)
        finally:
            self._end()

    def _failed(self, sentence: str) -> None:
        self._desk.say(sentence)
        self._end()

    def _end(self) -> None:
        self.busy = False
        if self._again:
            self._again = False
            self._start()
