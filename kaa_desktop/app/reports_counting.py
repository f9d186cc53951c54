"""Where a report's figures come from: this computer, or the server when they are of everybody and it is not.

A chef's computer lacks youths with skyddad folkbokföring. Counted there, "the whole municipality" would
differ from the coordinator's paper of the same day by just them.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import CancelledError, Future, wait
from typing import Any, Final, Protocol

from kaa_desktop.app.statistics import Statistics
from kaa_desktop.app.statistics_views import Asked, Given, Question
from kaa_desktop.app.sync_views import FaultView

SECONDS: Final = 0.1
"""How often it is looked whether the server's answer is still wanted."""
_LACKS: Final = (
    "Rapporten gäller hela kommunen, men alla ungdomar finns inte på din dator, och servern kunde inte "
    "räkna."
)
_SAFE: Final = "Ingen fil är gjord, och det du har skrivit finns kvar."
_ADVICE: Final = "Du kan göra en enhets rapport nu, eller be en samordnare göra den här."


class Going(Protocol):
    """What is under way and can be stopped."""

    def wait(self, counting: Asked[list[Given]]) -> list[Given]:
        """Wait for what is counted here."""

    def go_on(self) -> None:
        """Raise CancelledError when it was stopped."""


class NotWhole(Exception):
    """The figures of the whole municipality cannot be had now; `sentence` says why and what to do."""

    def __init__(self, fault: FaultView) -> None:
        super().__init__(fault.code)
        self.sentence = f"{_LACKS} {fault.happened} {_SAFE} {fault.advice} {_ADVICE}"


def counted(statistics: Statistics, questions: Sequence[Question], run: Going) -> list[Given]:
    """The figures of each question, of everybody it asks for or refused.

    Raises:
        NotWhole: of the whole municipality, when this computer has not all and the server cannot be asked.
        CancelledError: it was stopped.
    """
    whole = all(not one.only.units for one in questions)
    if not whole or not statistics.held().missing:
        return run.wait(statistics.several(questions))
    found = list[Given]()
    for one in questions:
        told = _waited(statistics.whole(one), run)
        if told.value is None or told.fault is not None:
            assert told.fault is not None  # one of the two
            raise NotWhole(told.fault)
        found.append(told.value)
    return found


def _waited(asked: Future[Any], run: Going) -> Any:
    while not wait([asked], SECONDS).done:
        run.go_on()
    if asked.cancelled():
        raise CancelledError
    return asked.result()
