"""One row per youth for the lists, made anew whenever a record of the youth changes.

Everything in it follows from records (kaa_core.rules.case_state) and does not depend on today, so it
stays right until the next change. It is derived: it could be thrown away and made again.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Final

from kaa_core.model.enums import Protection
from kaa_core.model.identity import IdentityNumber, IdentityProblem
from kaa_core.model.records import (
    Conflict,
    Contact,
    Conversation,
    Enrolment,
    Guardian,
    HomeVisit,
    Occupation,
    Task,
    Youth,
    YouthLink,
)
from kaa_core.model.registry import REGISTRY
from kaa_core.rules.case_state import CaseState, Status
from kaa_core.rules.routine import RoutineState, routine_state
from kaa_desktop.store import cases, making, routines, search_persons, words
from kaa_desktop.store.cases import Wanted
from kaa_desktop.store.filters import ENROLLED
from kaa_desktop.store.schema import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, time
    from uuid import UUID

    from kaa_core.model.registry import Record
    from kaa_core.rules.routine import Planned, Routine
    from kaa_desktop.store.database import Connection

AT_ONCE: Final = 50
"""Youths whose rows are made in the transaction that touched them; of more, the rest waits."""

_YOUTH: Final = REGISTRY.kind(Youth)
DECIDING: Final = (
    Wanted(Enrolment, "start", "end", "registration_reason", "worker"),
    Wanted(Contact, "occurred_on", "channel", "direction", "counterpart", "outcome"),
    Wanted(HomeVisit, "status", "planned_on", "planned_at", "visited_on", "outcome"),
    Wanted(Conversation, "occurred_on", "counterparts"),
    Wanted(
        Task,
        "title",
        "reason",
        "due",
        "at",
        "worker",
        "origin",
        "step",
        "responsible",
        also=" AND done_on IS NULL",
    ),
    Wanted(Occupation, "kind", "start", "end", "noted_on"),
)
"""What `routine_state` looks at, and no more (tests/unit/store/test_summary_fields.py)."""
MATTER: Final = frozenset(
    {wanted.kind.id for wanted in DECIDING}
    | {REGISTRY.kind(one).id for one in (Youth, Conflict, Guardian, YouthLink)}
)
"""Kinds whose records a row follows from."""

_COLUMNS: Final = (
    "id", "sort_key", "identity_number", "birth_date", "worker", "status", "enrolled_on",
    "step_title", "step_due", "step_at", "step_record", "step_is_visit", "step_reason",
    "first_letter", "last_attempt", "last_reached", "attempts", "protection", "conflicts",
    "step_key", "reason", "occupation", "city", "city_key", "phone", "case_number",
    "routine_step", "routine_due", "routine_on", "routine_at", "routine_record", "routine_visit",
    "routine_worker", "routine_role", "routine_why", "search_place",
)  # fmt: skip
_INSERT: Final = (
    f"INSERT OR REPLACE INTO case_summary ({', '.join(_COLUMNS)}) "
    f"VALUES ({', '.join('?' * len(_COLUMNS))})"
)


def refresh(connection: Connection, youths: Iterable[bytes]) -> None:
    """Make the rows of these youths anew."""
    before, after = list[int](), list[search_persons.Document]()
    made, gone = list[tuple[Any, ...]](), list[tuple[bytes]]()
    wanted = list(youths)
    by = routines.held(connection) if wanted else ()
    for case in cases.read(connection, wanted, DECIDING):
        if case.place is not None:
            before.append(case.place)
        if case.youth is None:
            gone.append((case.id,))
            continue
        state = _state(case.youth, case.records, by)
        enrolled = state.case.status in ENROLLED
        document = search_persons.document(case, _sort_key(case.youth), enrolled=enrolled)
        made.append((*_row(case.youth, state, case.conflicts), document.place))
        after.append(document)
    if not (made or gone):
        return
    connection.executemany("DELETE FROM case_summary WHERE id = ?", gone)
    connection.executemany(_INSERT, made)
    search_persons.write(connection, before, after)


def postpone(connection: Connection, youths: Iterable[bytes]) -> None:
    """Note youths whose rows are made later, by `refresh_due`.

    Those who may no longer be found by name have theirs made at once.
    """
    noted = list(youths)
    connection.executemany(
        "INSERT OR IGNORE INTO summary_due (id) VALUES (?)", [(one,) for one in noted]
    )
    refresh(connection, cases.closed(connection, noted))


def postpone_all(connection: Connection) -> None:
    """Have every row made anew."""
    youths = table(_YOUTH)
    connection.execute(f"INSERT OR IGNORE INTO summary_due (id) SELECT id FROM {youths}")


def refresh_due(connection: Connection, limit: int) -> list[bytes]:
    """Make up to `limit` of the postponed rows; the youths they are about."""
    found = connection.execute("SELECT id FROM summary_due LIMIT ?", (limit,)).fetchall()
    youths = [row[0] for row in found]
    refresh(connection, youths)
    connection.executemany("DELETE FROM summary_due WHERE id = ?", [(one,) for one in youths])
    return youths


def is_due(connection: Connection) -> bool:
    """Whether any row is postponed."""
    return connection.execute("SELECT 1 FROM summary_due LIMIT 1").fetchone() is not None


def _state(youth: Youth, records: Iterable[Record], by: Sequence[Routine]) -> RoutineState:
    """The case's state; unknown where the records of a faulty program let no rule say it.

    It is made in the transaction that takes them in: one raise would stop everything received.
    """
    if all(getattr(youth, name) is not None for name in making.required(_YOUTH.id)):
        with contextlib.suppress(ValueError, OverflowError):  # dates at the calendar's ends
            return routine_state(youth, records, by)
    return RoutineState(case=CaseState(status=Status.OUTSIDE))


def _row(youth: Youth, whole: RoutineState, conflicts: int) -> tuple[Any, ...]:
    state = whole.case
    step = state.next_step
    return (
        youth.id.bytes,
        _sort_key(youth),
        youth.identity_number,
        _birth_date(youth.identity_number),
        _packed(state.worker),
        state.status.name,
        _day(state.enrolled_on),
        step and step.title,
        step and _day(step.due),
        step and _minutes(step.at),
        step and _packed(step.record),
        bool(step and step.is_visit),
        step and step.reason,
        _day(state.first_letter),
        _day(state.last_attempt),
        _day(state.last_reached),
        state.attempts,
        int(youth.protection or 0),
        conflicts,
        step and words.sort_key(step.title),
        None if state.reason is None else int(state.reason),
        None if state.occupation is None else int(state.occupation),
        *_where(youth),
        youth.case_number,
        *_planned(whole.planned),
    )


def _planned(plan: Planned | None) -> tuple[Any, ...]:
    """The routine's step, for Min dag: whose it is and when, whatever else comes first."""
    if plan is None:
        return (None,) * 9
    return (
        int(plan.step),
        _day(plan.asked.due),
        _day(plan.on),
        _minutes(plan.at),
        _packed(plan.record),
        plan.visit,
        _packed(plan.worker),
        int(plan.asked.role),
        plan.why,
    )


def _where(youth: Youth) -> tuple[str | None, str | None, str | None]:
    """Place, the key it sorts by, and telephone: of the protected the list has none of them."""
    if youth.protection is Protection.PROTECTED:
        return None, None, None
    city = (youth.city or "").strip() or None
    return city, city and words.sort_key(city), (youth.phone or "").strip() or None


def _sort_key(youth: Youth) -> str:
    """By the name that the list shows: for the protected that is none (design.md section 4)."""
    if youth.protection is Protection.PROTECTED:
        return words.sort_key("Skyddade uppgifter", youth.case_number)
    return words.sort_key(youth.family_name, youth.given_name)


def _birth_date(number: str | None) -> str | None:
    try:
        return _day(IdentityNumber.parse(number or "").birth_date)
    except IdentityProblem:
        return None


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _minutes(value: time | None) -> int | None:
    return None if value is None else value.hour * 60 + value.minute


def _packed(value: UUID | None) -> bytes | None:
    return None if value is None else value.bytes
