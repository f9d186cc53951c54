"""Questions to the statistics and what they are answered with."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from datetime import date
from typing import TypeVar

import attrs

from kaa_core.model.enums import RegistrationReason
from kaa_core.rules import calendar
from kaa_core.rules.calendar import add_months
from kaa_core.statistics.answers import Answer
from kaa_core.statistics.day import EVERYBODY, Filter, Outside, Sex

T = TypeVar("T")
MONTHS_OF_A_YEAR = 12


@attrs.frozen(kw_only=True)
class Question:
    """Some figures of a day. `figures`: keys of the catalogue, in any order.

    `start`: from when what is of a period counts; else from the school year's first day. `definition`:
    of the target group, by key; else the one in force on the day. `only`: which youths.
    """

    as_of: date
    figures: tuple[str, ...]
    start: date | None = None
    definition: str | None = None
    only: Filter = EVERYBODY


@attrs.frozen(kw_only=True, repr=False)
class Given:
    """The answers, by key, and in words which youths they were counted from.

    `whole`: the whole municipality, as far as the register knows it. `remarks`: what else must be said
    beside all of them.
    """

    question: Question
    answers: Mapping[str, Answer]
    held: str
    whole: bool
    remarks: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Progress:
    """How far a question has come: `done` of `all`, in steps of no particular size."""

    done: int = 0
    all: int = 1


class Asked(Future[T]):
    """An answer that is being counted beside the window's thread.

    `progress` may be read on any thread. `cancel` always succeeds until there is an answer; counting then
    ends at the next portion.
    """

    def __init__(self) -> None:
        super().__init__()
        self.progress = Progress()


@attrs.frozen(kw_only=True, repr=False)
class Choices:
    """What figures can be narrowed to; ids of sixteen bytes, `b""` is what is nobody's."""

    units: Mapping[bytes, str]
    workers: Mapping[bytes, str]
    schools: tuple[str, ...]
    programmes: tuple[str, ...]
    ages: tuple[int, ...] = (16, 17, 18, 19)
    sexes: tuple[Sex, ...] = tuple(Sex)
    reasons: tuple[RegistrationReason, ...] = tuple(RegistrationReason)
    outside: tuple[Outside, ...] = tuple(Outside)


def month_ends(until: date, count: int = MONTHS_OF_A_YEAR) -> tuple[date, ...]:
    """The last days of so many months, the last of them `until` itself when its month is not over."""
    return (*calendar.month_ends(add_months(until.replace(day=1), 1 - count), until), until)
