"""What the board's goals need of each case, a few fields of a few kinds, some cases at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kaa_core.model.records import (
    Contact,
    Conversation,
    Enrolment,
    FollowUp,
    HomeVisit,
    Measure,
    PlanVersion,
)
from kaa_core.rules.goals import Facts, facts_of
from kaa_desktop.store import cases
from kaa_desktop.store.cases import Wanted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kaa_desktop.store.database import Connection

WANTED: Final = (
    Wanted(Enrolment, "start", "end", "registration_reason", "worker"),
    Wanted(Contact, "occurred_on", "channel", "direction", "counterpart", "outcome"),
    Wanted(HomeVisit, "status", "visited_on", "outcome"),
    Wanted(Conversation, "occurred_on", "counterparts"),
    Wanted(Measure, "start", "end"),
    Wanted(FollowUp, "kind", "occurred_on", "measure"),
    Wanted(PlanVersion, "established_at"),
)


def with_a_case(connection: Connection) -> list[tuple[bytes, bytes | None]]:
    """Everybody who has or has had an enrolment, with the worker of the one that counts."""
    query = "SELECT id, worker FROM case_summary WHERE enrolled_on IS NOT NULL ORDER BY id"
    return [(youth, worker) for youth, worker in connection.execute(query).fetchall()]


def facts(connection: Connection, youths: Sequence[bytes], on: date) -> dict[bytes, Facts]:
    """What the goals need of these youths on a date."""
    return {
        case.id: facts_of(case.youth, case.records, on)
        for case in cases.read(connection, youths, WANTED)
        if case.youth is not None
    }
