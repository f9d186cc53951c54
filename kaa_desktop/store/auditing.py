"""What a self-audit reads: which cases there were on a day, and of each what the verdicts follow from.

A portion at a time, so that a thread can tell how far it has come and be stopped between two portions.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from kaa_core.model.casework import Assessment, FollowUp, Goal, Measure, Plan
from kaa_core.model.ids import WorkerId
from kaa_core.model.records import (
    Contact,
    Conversation,
    Enrolment,
    HomeVisit,
    JournalNote,
    Youth,
)
from kaa_core.model.registry import REGISTRY
from kaa_desktop.store import linked
from kaa_desktop.store.cases import Wanted
from kaa_desktop.store.schema import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from kaa_core.model.registry import Record
    from kaa_desktop.store.database import Connection

AT_A_TIME: Final = 500
"""Cases in a portion; two statements' worth of parameters are far from SQLite's limit."""
_ENROLMENTS: Final = table(REGISTRY.kind(Enrolment))
_YOUTHS: Final = table(REGISTRY.kind(Youth))

DECIDING: Final = (
    Wanted(Youth, "identity_number"),
    Wanted(Enrolment, "youth", "start", "end", "last_known_occupation"),
    Wanted(Contact, "occurred_on", "channel", "direction", "counterpart", "outcome"),
    Wanted(HomeVisit, "status", "visited_on", "outcome"),
    Wanted(Conversation, "occurred_on", "counterparts", "counts_as_measure"),
    Wanted(JournalNote, "text", "addendum_to", "explains", also=" AND explains"),
    Wanted(Assessment, "started_on", "conditions", "needs", "wishes", "entered_at"),
    Wanted(Plan, "started_on", "ended_on", "follow_up_on", "evaluation_on", "assessment"),
    Wanted(Goal, "plan", "own_words", "measurable", "dropped_on"),
    Wanted(
        Measure,
        "kind",
        "content",
        "goal",
        "plan",
        "responsible",
        "start",
        "planned_end",
        "end",
        "end_reason",
        "follow_up_on",
        "evaluation_on",
    ),
    Wanted(FollowUp, "kind", "occurred_on", "measure", "plan", "entered_at"),
)
"""What `self_audit` looks at, and no more (tests/unit/store/test_auditing.py)."""


@frozen(kw_only=True)
class AuditFilter:
    """Which cases: those open on the day, and with `closed` those closed earlier that year too.

    `workers`: whose cases by the enrolment; None: everybody's. Auditors asked for cases that "var
    pågående eller avslutade 2021" (000 section 2.2.1).
    """

    workers: tuple[WorkerId, ...] | None = None
    closed: bool = False


def cases_on(connection: Connection, wanted: AuditFilter, on: date) -> list[bytes]:
    """The youths who had such a case on the day, by name; the protected by case number."""
    first = on.replace(month=1, day=1) if wanted.closed else on
    until = "e.end >= ?" if wanted.closed else "e.end > ?"
    query = (
        f"SELECT DISTINCT s.id FROM {_ENROLMENTS} AS e JOIN case_summary AS s ON s.id = e._scope "
        f"WHERE NOT e._deleted AND e.start <= ? AND (e.end IS NULL OR {until})"
    )
    values: list[object] = [on.isoformat(), first.isoformat()]
    if wanted.workers is not None:
        query += f" AND e.worker IN ({', '.join('?' * len(wanted.workers))})"
        values += [one.bytes for one in wanted.workers]
    query += " ORDER BY s.sort_key, s.id"
    return [row[0] for row in connection.execute(query, values).fetchall()]


def portions(cases: Iterable[bytes]) -> Iterator[list[bytes]]:
    """The cases a portion at a time."""
    left = iter(cases)
    while part := list(islice(left, AT_A_TIME)):
        yield part


def read(connection: Connection, part: Sequence[bytes]) -> list[tuple[bytes, Youth, list[Record]]]:
    """Of each case its youth and what is looked at, with that of entries linked to hers (linked.py)."""
    kept_for = linked.kept_for(connection)
    asked = set(part)
    asked |= {other for other, kept in kept_for.items() if kept in asked}
    ids = [*asked, *[None] * (-len(asked) % AT_A_TIME)]
    marks = ", ".join("?" * len(ids))
    held: defaultdict[bytes, list[Record]] = defaultdict(list)
    youths: dict[bytes, Any] = {}
    for wanted in DECIDING:
        for row in connection.execute(wanted.query.format(marks), ids).fetchall():
            if wanted.kind.cls is Youth:
                youths[row[0]] = wanted.record(row)
            else:
                held[kept_for.get(row[0], row[0])].append(wanted.record(row))
    return [(one, youths[one], held[one]) for one in part if one in youths]
