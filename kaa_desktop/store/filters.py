"""Which youths a list holds, in which order, and the SQL of it over `case_summary`."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from attrs import frozen

from kaa_core.model.enums import Belonging, Choice, OccupationKind, Protection, RegistrationReason
from kaa_core.model.ids import WorkerId
from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY
from kaa_core.rules.case_state import Status
from kaa_desktop.store import search_persons, words
from kaa_desktop.store.holding import HOLDS, holding
from kaa_desktop.store.schema import table

_DOUBLED: Final = (
    f"SELECT identity_number FROM {table(REGISTRY.kind(Youth))} WHERE NOT _deleted "
    "GROUP BY identity_number HAVING count(*) > 1"
)
LAST_LETTER: Final = "\U0010ffff"
ENROLLED: Final = (Status.NEW, Status.NOT_REACHED, Status.REACHED, Status.DECLINED)
_STATUS_ORDER: Final = (*ENROLLED, Status.CLOSED, Status.OUTSIDE)


def _by_label(column: str, choices: type[Choice]) -> str:
    """An expression that sorts a column of choices by their Swedish words."""
    ordered = sorted(choices, key=lambda one: words.sort_key(one.label))
    whens = " ".join(f"WHEN {int(one)} THEN {place}" for place, one in enumerate(ordered))
    return f"CASE {column} {whens} END"


def _by_status() -> str:
    whens = " ".join(f"WHEN '{one.name}' THEN {place}" for place, one in enumerate(_STATUS_ORDER))
    return f"CASE status {whens} END"


class CaseOrder(enum.Enum):
    """What the list of youths can be sorted by; equal ones by name, those without a value last."""

    NAME = "sort_key"
    IDENTITY_NUMBER = f"iif(protection = {int(Protection.PROTECTED)}, NULL, identity_number)"
    BIRTH_DATE = "birth_date"
    STATUS = _by_status()
    NEXT_STEP = "step_due"
    STEP_TITLE = "step_key"
    WORKER = "place"
    ENROLLED = "enrolled_on"
    REASON = _by_label("reason", RegistrationReason)
    FIRST_LETTER = "first_letter"
    LAST_ATTEMPT = "last_attempt"
    LAST_REACHED = "last_reached"
    ATTEMPTS = "nullif(attempts, 0)"
    CITY = "city_key"
    OCCUPATION = _by_label("occupation", OccupationKind)
    PHONE = "phone"
    CASE_NUMBER = "case_number"
    TARGET = "belonging"
    WAITING_SINCE = "coalesce(first_letter, enrolled_on)"


class CaseGroup(enum.Enum):
    """What the rows of a list can be put together by; the value is the column."""

    DUE = "step_due"
    TITLE = "step_title"
    STATUS = "status"
    WORKER = "hex(worker)"


@frozen(kw_only=True)
class CaseFilter:
    """Which youths: all conditions hold; no statuses = every status.

    `typed`: beginnings of words of name, address or case number, or digits that stand anywhere in
    the identity number or a telephone number (search_persons.py). Protected youths are found by case
    number and whole identity number only.
    `workers`: those of any of these, and with None among them those who have nobody. `born`: spans of
    birth dates, both ends included. `numbers`: identity numbers of 12 digits. `belongings`: what the
    target group is judged to be `on` a day, by the definition in force then.
    """

    statuses: tuple[Status, ...] = ENROLLED
    worker: WorkerId | None = None
    workers: tuple[WorkerId | None, ...] | None = None
    typed: str = ""
    due_until: date | None = None
    enrolled_since: date | None = None
    born: tuple[tuple[date, date], ...] = ()
    unsent: bool = False
    conflict: bool = False
    doubled: bool = False
    protections: tuple[Protection, ...] = ()
    numbers: tuple[str, ...] = ()
    belongings: tuple[Belonging, ...] = ()
    on: date | None = None


ALL_ENROLLED: Final = CaseFilter()


def conditions(wanted: CaseFilter) -> tuple[str, list[object]]:
    """A filter as the words after WHERE, over `case_summary`, and its parameters."""
    parts, parameters = ["1"], list[object]()
    for part, *values in (*_about_work(wanted), *_about_persons(wanted)):
        parts.append(str(part))
        parameters += values
    return " AND ".join(parts), parameters


def _about_work(wanted: CaseFilter) -> Iterator[tuple[object, ...]]:
    if wanted.statuses:
        names = [one.name for one in wanted.statuses]
        # What was typed leaves the fewest: the plus keeps SQLite from beginning with the status.
        column = "+status" if words.typed_words(wanted.typed) else "status"
        yield f"{column} IN ({_marks(names)})", *names
    if wanted.worker is not None:
        yield "worker = ?", wanted.worker.bytes
    if wanted.workers is not None:
        packed = [one.bytes for one in wanted.workers if one is not None]
        nobody = " OR worker IS NULL" if None in wanted.workers else ""
        yield f"(worker IN ({_marks(packed)}){nobody})", *packed
    if wanted.due_until is not None:
        yield "step_due <= ?", wanted.due_until.isoformat()
    if wanted.enrolled_since is not None:
        yield "enrolled_on >= ?", wanted.enrolled_since.isoformat()
    if wanted.unsent:
        yield ("id IN (SELECT scope FROM outbox)",)
    if wanted.conflict:
        yield ("conflicts > 0",)
    if wanted.doubled:
        yield (f"identity_number IN ({_DOUBLED})",)


def _about_persons(wanted: CaseFilter) -> Iterator[tuple[object, ...]]:
    if wanted.born:
        spans = " OR ".join(["birth_date BETWEEN ? AND ?"] * len(wanted.born))
        yield f"({spans})", *(day.isoformat() for span in wanted.born for day in span)
    if wanted.protections:
        numbers = [int(one) for one in wanted.protections]
        yield f"protection IN ({_marks(numbers)})", *numbers
    if wanted.numbers:
        yield "identity_number IN (SELECT value FROM json_each(?))", json.dumps(wanted.numbers)
    if wanted.belongings and wanted.on is not None:
        marks = _marks(wanted.belongings)
        inside = f"SELECT scope FROM target_interval WHERE belonging IN ({marks}) AND {HOLDS}"
        yield f"id IN ({inside})", *map(int, wanted.belongings), *holding(wanted.on)
    enrolled = bool(wanted.statuses) and set(wanted.statuses) <= set(ENROLLED)
    if (typed := search_persons.condition(wanted.typed, enrolled=enrolled)) is not None:
        yield typed


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
