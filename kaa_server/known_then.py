"""Figures by what the register held at an instant (`known_at`): slow, and right.

The log is read from its beginning to the last row that had been received by then, in its own order, and
every record is put together as it stood. What has been erased since is in no log: the answer says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from itertools import islice
from typing import Any, Final

import msgspec

from kaa_core.model.facts import YouthLink
from kaa_core.model.records import (
    BudgetEntry,
    MunicipalitySettings,
    RoutineVersion,
    Unit,
    Worker,
)
from kaa_core.model.registry import Record, milliseconds, of_kind
from kaa_core.rules.routine.packing import reigns
from kaa_core.statistics.erased import left_of
from kaa_core.statistics.money import budgeted
from kaa_core.statistics.trace import Trace
from kaa_core.sync.messages import Outcome, Verb
from kaa_core.sync.state import WHOLE_RECORD, RecordState
from kaa_server import linked, log_rows, past, statistics, traces
from kaa_server.arrays import Ids
from kaa_server.codec import in_log
from kaa_server.database import Connection, Database
from kaa_server.importing import stored
from kaa_server.importing.stored import Stored
from kaa_server.statistics import Given, Question
from kaa_server.traces import Terms

SAID: Final = "Så som registret såg ut {then}. Det som har gallrats sedan dess räknas inte."
_SHARED: Final = stored.numbers_of(
    (Worker, Unit, MunicipalitySettings, RoutineVersion, BudgetEntry, YouthLink)
)
"""Of these everything is read: what the municipality shares, and links, which are few."""
_PORTION: Final = 500
_values = msgspec.msgpack.Decoder(dict[int, Any]).decode
_COLUMNS: Final = "seq, verb, kind, record, scope, body"
_WRITES: Final = [int(one) for one in (Verb.CREATE, Verb.SET, Verb.DELETE)]


def ask(
    database: Database, municipality: str, question: Question, then: datetime, today: date
) -> Given:
    """Answer a question by what had been received before an instant; `today`: when it is asked."""
    with database.tenant(municipality, one_moment=True) as connection:
        last = past.reached_before(connection, municipality, milliseconds(then))
        shared = [one.record for one in _shared(connection, municipality, last)]
        known = _terms(connection, municipality, last, shared)
        found = _traces(connection, municipality, last, known)
        remarks = [SAID.format(then=then.astimezone().strftime("%Y-%m-%d %H:%M"))]
    day = statistics.looked_at(
        found,
        question,
        statistics.names(of_kind(shared, Worker), of_kind(shared, Unit)),
        budgeted(of_kind(shared, BudgetEntry), question.only),
    )
    left = left_of(day, today)
    remarks += [left.remark] if left.remark else []
    answers = tuple(left.answer(one, day) for one in question.figures)
    return Given(answers=answers, seq=last, remarks=tuple(remarks))


def _terms(connection: Connection, municipality: str, last: int, shared: Sequence[Record]) -> Terms:
    settings = sorted(of_kind(shared, MunicipalitySettings), key=lambda one: one.id)
    return Terms(
        home=municipality,
        days=(settings[0].last_school_days or "") if settings else "",
        routines=reigns(of_kind(shared, RoutineVersion)),
        links=linked.standing(
            of_kind(shared, YouthLink), partial(_of_youths, connection, municipality, last)
        ),
    )


def _traces(connection: Connection, municipality: str, last: int, known: Terms) -> list[Trace]:
    rows = connection.execute(
        "SELECT youth FROM case_sight WHERE municipality = %s", [municipality], binary=True
    ).fetchall()
    read = partial(_of_youths, connection, municipality, last)
    youths = iter([one.bytes for (one,) in rows])
    found = list[Trace]()
    while portion := list(islice(youths, _PORTION)):
        found += traces.traces_of(portion, known, read)
        connection.codec.forget(municipality)  # the keys of a whole city are not held at once
    return found


def _of_youths(
    connection: Connection,
    municipality: str,
    last: int,
    youths: Sequence[bytes],
    kinds: Sequence[int],
) -> Mapping[bytes, list[Stored]]:
    rows = _rows(
        connection,
        municipality,
        last,
        "scope = ANY(%(w)b) AND kind = ANY(%(kinds)s)",
        Ids.of(youths),
        kinds,
    )
    found: defaultdict[bytes, list[Stored]] = defaultdict(list)
    for one in _stood(rows):
        if one.state.scope is not None:
            found[one.state.scope].append(one)
    return found


def _shared(connection: Connection, municipality: str, last: int) -> Iterable[Stored]:
    return _stood(_rows(connection, municipality, last, "kind = ANY(%(w)s)", _SHARED))


_Row = tuple[int, int, bytes, bytes | None, Mapping[int, Any]]


def _rows(
    connection: Connection,
    municipality: str,
    last: int,
    where: str,
    wanted: object,
    kinds: Sequence[int] = (),
) -> list[_Row]:
    """Verb, kind, record, youth and values of the rows that took effect, in the log's order."""
    rows: list[tuple[Any, ...]] = connection.execute(
        f"SELECT {_COLUMNS} FROM change_log WHERE municipality = %(m)s AND {where} "  # noqa: S608
        "AND seq <= %(last)s AND outcome = %(done)s AND verb = ANY(%(verbs)s) ORDER BY seq",
        {
            "m": municipality,
            "w": wanted,
            "kinds": list(kinds),
            "last": last,
            "done": int(Outcome.APPLIED),
            "verbs": _WRITES,
        },
        binary=True,
    ).fetchall()
    named = [(row[0], row[3].bytes, row[4].bytes if row[4] else None) for row in rows]
    bodies = connection.codec.open(
        connection,
        municipality,
        [log_rows.owner(row[2], one[1], one[2]) for row, one in zip(rows, named, strict=True)],
        [in_log(record, seq) for seq, record, _ in named],
        [row[5] for row in rows],
    )
    return [
        (row[1], row[2], record, scope, _values(body))
        for row, (_, record, scope), body in zip(rows, named, bodies, strict=True)
    ]


def _stood(rows: Iterable[_Row]) -> Iterable[Stored]:
    """Records as the rows leave them, without those that are deleted or that a newer program wrote."""
    states = dict[bytes, RecordState]()
    for verb, kind, record, scope, values in rows:
        held = states.get(record) or RecordState(kind, scope, {}, {})
        gone = verb == Verb.DELETE
        states[record] = held.written({WHOLE_RECORD: True} if gone else values, 0)
    for record, state in states.items():
        made = None if state.deleted else stored.made(record, state)
        if made is not None:
            yield made
