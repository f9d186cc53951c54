"""Who belongs to the target group and when, what is proposed, and where sources disagree: derived tables.

Made anew for a youth in the transaction that touches anything it follows from, or afterwards when that is
many (first download, import). Answers are kept as intervals of time, so that nobody is judged while
someone waits: what holds on a day is read by the day. All of it follows from records; it could be thrown
away and made again, and is by every new version of the program. Every table has the youth as `scope`: by
that column leaving.py empties it. Reads are in target_reading.py.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from kaa_core.model.enums import OccupationKind, StudyForm
from kaa_core.model.facts import (
    Credential,
    CriterionDecision,
    RegisterDecision,
    Residence,
    SchoolNotice,
    StudyPeriod,
    YouthLink,
)
from kaa_core.model.records import Enrolment, Occupation, Youth
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.model.school_days import school_days
from kaa_core.rules.target_group import (
    definitions,
    differences,
    held,
    intervals,
    looking_again,
    proposals,
    types,
)
from kaa_desktop.store import cases, judged_by
from kaa_desktop.store.cases import Wanted
from kaa_desktop.store.holding import BIT, FOR_EVER
from kaa_desktop.store.judged_by import Judging
from kaa_desktop.store.schema import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kaa_core.rules.target_group.types import Difference, Held, Interval, Proposal
    from kaa_desktop.store.cases import Case
    from kaa_desktop.store.database import Connection

AT_ONCE: Final = 20
"""Youths who are judged in the transaction that touched them; of more, the rest waits."""

_UNREAD: Final = frozenset(
    {"author", "origin", "row", "reason", "sender", "received_at", "description", "asked"}
)
"""What no rule looks at."""


def _wanted(cls: type[Record]) -> Wanted:
    fields = REGISTRY.kind(cls).fields
    return Wanted(cls, *(one.name for one in fields if one.name not in _UNREAD))


_KINDS: Final = (
    *map(
        _wanted,
        (
            StudyPeriod,
            Credential,
            Residence,
            SchoolNotice,
            CriterionDecision,
            RegisterDecision,
            Occupation,
        ),
    ),
    Wanted(Enrolment, "youth", "start", "end"),
)
MATTER: Final = frozenset(
    {REGISTRY.kind(Youth).id, REGISTRY.kind(YouthLink).id, *(one.kind.id for one in _KINDS)}
)
"""Kinds whose records an answer follows from."""

_TABLES: Final = ("target_due", "target_interval", "register_proposal", "target_difference")
_MADE: Final = (
    "CREATE TABLE target_due (scope BLOB PRIMARY KEY) WITHOUT ROWID",
    """CREATE TABLE target_interval (
        scope BLOB NOT NULL, start INTEGER NOT NULL, definitions INTEGER NOT NULL,
        until INTEGER NOT NULL, belonging INTEGER NOT NULL, criterion INTEGER, why TEXT NOT NULL,
        PRIMARY KEY (scope, start, definitions)
    ) WITHOUT ROWID""",
    # Who is covered on a day is answered by this alone.
    """CREATE INDEX target_interval_when
        ON target_interval (belonging, start, until, definitions, scope)""",
    """CREATE TABLE register_proposal (
        scope BLOB NOT NULL, kind INTEGER NOT NULL, basis TEXT NOT NULL, start INTEGER NOT NULL,
        until INTEGER NOT NULL, waiting INTEGER NOT NULL, look_again INTEGER, since INTEGER,
        criterion INTEGER, ask TEXT, registration INTEGER, deregistration INTEGER,
        sentence TEXT NOT NULL, PRIMARY KEY (scope, kind, basis, start)
    ) WITHOUT ROWID""",
    "CREATE INDEX register_proposal_kind ON register_proposal (kind, start, until)",
    """CREATE TABLE target_difference (
        scope BLOB NOT NULL, place INTEGER NOT NULL, criterion INTEGER NOT NULL,
        counts BLOB NOT NULL, others BLOB NOT NULL, why TEXT NOT NULL, proposed TEXT NOT NULL,
        basis TEXT NOT NULL,
        PRIMARY KEY (scope, place)
    ) WITHOUT ROWID""",
)

_INTERVAL: Final = (
    "INSERT INTO target_interval (scope, start, definitions, until, belonging, criterion, why) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_PROPOSAL: Final = (
    "INSERT INTO register_proposal (scope, kind, basis, start, until, waiting, look_again, since, "
    "criterion, ask, registration, deregistration, sentence) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_DIFFERENCE: Final = (
    "INSERT INTO target_difference (scope, place, criterion, counts, others, why, proposed, "
    "basis) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


def ensure(connection: Connection) -> None:
    """Make the tables anew, empty: the rules or the registry have changed."""
    for name in _TABLES:
        connection.execute(f"DROP TABLE IF EXISTS {name}")
    for statement in _MADE:
        connection.execute(statement)


def begin(connection: Connection, wanted: Judging) -> None:
    """Judge for this municipality from this day on; for another than before, everybody anew.

    So with another version of the program, whose rules may be others.
    """
    before, said = judged_by.held(connection), judged_by.said(connection, wanted)
    if before == said:
        return
    judged_by.put(connection, said)
    same = before is not None and (before[0], *before[2:]) == (said[0], *said[2:])
    if before is None or not same or said[1] < before[1]:
        postpone_all(connection)


def begun(connection: Connection, wanted: Judging) -> bool:
    """Whether `begin` has nothing to do."""
    return judged_by.held(connection) == judged_by.said(connection, wanted)


def follow_settings(connection: Connection) -> None:
    """The municipality's settings have changed, or may have: by other school days all are judged anew."""
    by = judged_by.judging(connection)
    if by is not None:
        begin(connection, by)


def refresh(connection: Connection, youths: Iterable[bytes]) -> None:
    """Judge these youths anew."""
    asked = list(youths)
    by = judged_by.judging(connection) if asked else None
    if by is None:
        return
    for case in cases.read(connection, asked, _KINDS):
        for name in _TABLES[1:]:
            connection.execute(f"DELETE FROM {name} WHERE scope = ?", (case.id,))
        if case.youth is not None and case.youth.identity_number:
            # Records of a faulty program, dates at the calendar's ends: she stands as not judged, and
            # what came with it is taken in all the same.
            with contextlib.suppress(ValueError, OverflowError):
                _put(connection, case.id, answers(_records(case), by))


def postpone(connection: Connection, youths: Iterable[bytes]) -> None:
    """Note youths who are judged later, by `refresh_due`."""
    noted = [(one,) for one in youths]
    if noted and judged_by.judging(connection) is not None:
        connection.executemany("INSERT OR IGNORE INTO target_due (scope) VALUES (?)", noted)


def postpone_all(connection: Connection) -> None:
    """Have everybody judged anew."""
    if judged_by.judging(connection) is not None:
        youths = table(REGISTRY.kind(Youth))
        connection.execute(f"INSERT OR IGNORE INTO target_due (scope) SELECT id FROM {youths}")


def refresh_due(connection: Connection, limit: int) -> list[bytes]:
    """Judge up to `limit` of those who wait; who they are."""
    found = connection.execute("SELECT scope FROM target_due LIMIT ?", (limit,)).fetchall()
    youths = [row[0] for row in found]
    refresh(connection, youths)
    connection.executemany("DELETE FROM target_due WHERE scope = ?", found)
    return youths


def is_due(connection: Connection) -> bool:
    """Whether anybody waits to be judged."""
    return connection.execute("SELECT 1 FROM target_due LIMIT 1").fetchone() is not None


# -- what follows from records


@frozen(kw_only=True)
class Span:
    """A proposal and when it stands, until the day before `until`; with `look_again` put off till then."""

    proposal: Proposal
    start: int
    until: int
    look_again: date | None = None


@frozen(kw_only=True)
class Answers:
    """All that is kept of one youth. The mask of an interval says by which definitions it is so."""

    intervals: Sequence[tuple[Interval, int]]
    spans: Sequence[Span]
    differences: Sequence[tuple[Difference, str]]
    """With the basis of the proposal to compare that each gives."""


def answers(records: Sequence[Record], by: Judging) -> Answers:
    """What follows from a youth's records. Pure: the same records in any order give the same."""
    known = held.held_from(records, by.home, school_days(by.school_days))
    found = _by_definition(known)
    return Answers(
        intervals=_masked(found),
        spans=_spans(known, records, found, by.since),
        differences=[
            (one, proposals.compare_basis(known, one)) for one in differences.differences(known)
        ],
    )


def _by_definition(known: Held) -> dict[str, tuple[Interval, ...]]:
    """The intervals by each definition. They part at the introductory programmes, and nowhere else."""
    if _introductory(known):
        return {one.key: intervals.intervals(known, one) for one in definitions.DEFINITIONS}
    found = intervals.intervals(known, definitions.DEFINITIONS[-1])
    return {one.key: found for one in definitions.DEFINITIONS}


def _introductory(known: Held) -> bool:
    forms = {one.form for one in known.studies} | {one.form for one in known.notices}
    kinds = {one.kind for one in known.occupations}
    return StudyForm.INTRODUCTORY in forms or OccupationKind.INTRODUCTORY in kinds


def _masked(found: dict[str, tuple[Interval, ...]]) -> list[tuple[Interval, int]]:
    masks: defaultdict[tuple[Any, ...], int] = defaultdict(int)
    first: dict[tuple[Any, ...], Interval] = {}
    for key, each in found.items():
        for one in each:
            same = (one.start, one.until, one.belonging, one.criterion, one.why)
            masks[same] |= BIT[key]
            first.setdefault(same, one)
    return [(first[same], mask) for same, mask in masks.items()]


def _spans(
    known: Held,
    records: Sequence[Record],
    found: dict[str, tuple[Interval, ...]],
    since: date,
) -> list[Span]:
    """What is proposed from `since` on: nothing changes but on these days."""
    enrolments = [one for one in records if isinstance(one, Enrolment)]
    decisions = [one for one in records if isinstance(one, RegisterDecision)]
    days = {since, *(one.start for each in found.values() for one in each)}
    again = [one.look_again for one in decisions] + [one.look_again for one in known.decisions]
    days |= {day for day in again if day is not None}
    days |= {day for one in enrolments for day in (one.start, one.end) if day is not None}
    turns = sorted(day for day in days if day >= since)
    made, running = list[Span](), dict[tuple[types.Proposal, date | None], Span]()
    for place, day in enumerate(turns):
        until = turns[place + 1].toordinal() if place + 1 < len(turns) else FOR_EVER
        start = day.toordinal() if place else 0
        here = {}
        spans = found[definitions.in_force(day).key]
        proposed = (
            *looking_again.due(known.decisions, day),
            *proposals.propose(known, enrolments, day, spans=spans),
        )
        for key in _standing(proposed, decisions, day):
            before = running.pop(key, None)
            begun = start if before is None else before.start
            here[key] = Span(proposal=key[0], start=begun, until=until, look_again=key[1])
        made += running.values()
        running = here
    return [*made, *running.values()]


def _standing(
    proposed: Sequence[Proposal],
    decisions: Sequence[RegisterDecision],
    day: date,
) -> Iterator[tuple[Proposal, date | None]]:
    """What stands proposed on a day, and of what a person has put off, until when."""
    standing = proposals.unanswered(proposed, decisions, day)
    for one in proposed:
        if one in standing:
            yield one, None
        else:
            answers = [own for own in decisions if own.basis == one.basis]
            put_off = [own.look_again for own in answers if own.look_again is not None]
            if put_off and max(put_off) > day:
                yield one, max(put_off)


def _records(case: Case) -> list[Record]:
    assert case.youth is not None  # asked before
    return [case.youth, *case.records]


def _put(connection: Connection, scope: bytes, made: Answers) -> None:
    connection.executemany(_INTERVAL, [_interval(scope, *one) for one in made.intervals])
    connection.executemany(_PROPOSAL, [_proposal(scope, one) for one in made.spans])
    connection.executemany(
        _DIFFERENCE,
        [_difference(scope, place, *one) for place, one in enumerate(made.differences)],
    )


def _interval(scope: bytes, one: Interval, mask: int) -> tuple[Any, ...]:
    until = FOR_EVER if one.until is None else one.until.toordinal()
    start = one.start.toordinal()
    return scope, start, mask, until, int(one.belonging), _code(one.criterion), one.why


def _proposal(scope: bytes, span: Span) -> tuple[Any, ...]:
    one = span.proposal
    return (
        scope,
        int(one.kind),
        one.basis,
        span.start,
        span.until,
        span.look_again is not None,
        _ordinal(span.look_again),
        _ordinal(one.since),
        _code(one.criterion),
        one.ask,
        _code(one.registration),
        _code(one.deregistration),
        one.sentence,
    )


def _difference(scope: bytes, place: int, one: Difference, basis: str) -> tuple[Any, ...]:
    others = b"".join(record.bytes for record in one.others)
    said = (one.why, one.proposed, basis)
    return scope, place, int(one.criterion), one.counts.bytes, others, *said


def _code(value: int | None) -> int | None:
    return None if value is None else int(value)


def _ordinal(value: date | None) -> int | None:
    return None if value is None else value.toordinal()
