"""What of an import waits for whoever keeps the register: kept until she has answered.

A row that is about youths lies with each of them, the number that the source gives sealed under her key.
What is asked about a whole feed (a lost zero, so much that is missing) gets its yes for one reading: the
next one of that feed takes it along.
"""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from kaa_core.imports.sources.facts import Delivery, RemarkKind
from kaa_core.imports.sources.outcomes import Waiting
from kaa_core.model.records import Youth
from kaa_core.model.registry import milliseconds
from kaa_core.sync.imports import ASIDE, AnswerImport, QuestionRow, WaitingRow
from kaa_server import log
from kaa_server.clock import Clock, new_id
from kaa_server.database import Connection, Database
from kaa_server.errors import Code, RequestError
from kaa_server.importing import stored
from kaa_server.importing.report import MOST_TOLD, without_numbers

OF_A_FEED: Final = (RemarkKind.MENDED_NUMBER, RemarkKind.MANY_GONE)
"""Kinds whose rows can only be taken in by reading the source again, with a yes."""
YES_HOLDS: Final = timedelta(days=14)
"""A yes that no reading has taken along by then is for another file than the one it was about."""
_YOUTH: Final = stored.numbers_of([Youth])
_UPSERT: Final = """
    INSERT INTO import_waiting (municipality, feed, kind, youth, item, told, file, place, sentence, body)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (municipality, feed, kind, youth) DO UPDATE SET item = excluded.item,
        told = excluded.told, file = excluded.file, place = excluded.place,
        sentence = excluded.sentence, body = excluded.body,
        answered_at = CASE WHEN %s THEN import_waiting.answered_at END,
        answered_by = CASE WHEN %s THEN import_waiting.answered_by END
"""
_WAITED: Final = "DELETE FROM import_waiting WHERE municipality = %s AND feed = %s AND told < %s"
_ASKED: Final = (
    "DELETE FROM import_question WHERE municipality = %s AND feed = %s AND told < %s "
    "AND (answered_at IS NOT NULL OR %s)"
)
_COLUMNS: Final = "youth, item, feed, kind, told, file, place, sentence, body"


def accepted(database: Database, clock: Clock, municipality: str, feed: str) -> set[RemarkKind]:
    """What somebody has said yes to for the next reading of a feed."""
    with database.tenant(municipality) as connection:
        rows = connection.execute(
            "SELECT kind FROM import_question WHERE municipality = %s AND feed = %s "
            "AND answered_at > %s",
            [municipality, feed, clock() - YES_HOLDS],
        ).fetchall()
    kinds = {one.value: one for one in OF_A_FEED}
    return {kinds[kind] for (kind,) in rows if kind in kinds}


def note(
    database: Database,
    clock: Clock,
    municipality: str,
    delivery: Delivery,
    waiting: Sequence[Waiting],
    began: datetime,
) -> None:
    """Keep what waits of a delivery that has been gone through, and let go what is asked no more.

    `began`: when the run did; what other files of the same run asked stays.
    """
    file, now = without_numbers(delivery.file or delivery.feed), clock()
    about = [one for one in waiting if one.remark.kind not in OF_A_FEED][:MOST_TOLD]
    with database.tenant(municipality) as connection:
        log.lock_counter(connection, municipality)  # no youth is erased, no key replaced meanwhile
        older = [municipality, delivery.feed, began]
        connection.execute(_ASKED, [*older, delivery.whole])
        _note_questions(connection, municipality, delivery.feed, file, waiting, now, began)
        here = _here(connection, municipality, {y.bytes for one in about for y in one.youths})
        before = _read(connection, municipality, here, delivery.feed)
        keys = connection.codec.keys_to_write(connection, municipality, sorted(here))
        for one in about:
            item = new_id(clock)
            for youth in {one.bytes for one in one.youths} & here:
                held = before.get((one.remark.kind.value, youth))
                same = held is not None and held == (one.number or "")
                [sealed] = connection.codec.seal(
                    keys, municipality, [youth], [_place(youth)], [(one.number or "").encode()]
                )
                connection.execute(
                    _UPSERT,
                    [
                        *(municipality, delivery.feed, one.remark.kind.value),
                        *(uuid.UUID(bytes=youth), item, now, file, one.row),
                        *(one.remark.sentence, sealed, same, same),
                    ],
                )
        if delivery.whole:
            connection.execute(_WAITED, older)


def _note_questions(
    connection: Connection,
    municipality: str,
    feed: str,
    file: str,
    waiting: Iterable[Waiting],
    now: datetime,
    began: datetime,
) -> None:
    """A yes was taken along by this reading: what still waits is asked anew, summed over its files."""
    asked = Counter(one.remark for one in waiting if one.remark.kind in OF_A_FEED)
    for remark, count in asked.items():
        connection.execute(
            "INSERT INTO import_question (municipality, feed, kind, told, file, count, sentence) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (municipality, feed, kind) "
            "DO UPDATE SET count = CASE WHEN import_question.told < %s THEN excluded.count "
            "ELSE import_question.count + excluded.count END, told = excluded.told, "
            "file = excluded.file, sentence = excluded.sentence",
            [municipality, feed, remark.kind.value, now, file, count, remark.sentence, began],
        )


def listed(connection: Connection, municipality: str) -> list[WaitingRow]:
    """What waits about youths, the oldest first; what has become so meanwhile is let go."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM import_waiting WHERE municipality = %s "  # noqa: S608 - a constant
        "AND answered_at IS NULL ORDER BY told, item, youth",
        [municipality],
        binary=True,
    ).fetchall()
    numbers = _opened(connection, municipality, rows)
    standing = _numbers(connection, municipality, {row[0].bytes for row in rows})
    found: defaultdict[uuid.UUID, list[Any]] = defaultdict(list)
    for row, number in zip(rows, numbers, strict=True):
        if row[3] == RemarkKind.NUMBER_CHANGED.value and standing.get(row[0].bytes) == number:
            _let_go(connection, municipality, row[1])
        else:
            found[row[1]].append((row, number))
    return [_told(lines) for lines in found.values()]


def questions(connection: Connection, municipality: str) -> list[QuestionRow]:
    """What is asked about whole feeds, and what has got its yes."""
    rows = connection.execute(
        "SELECT feed, kind, sentence, file, count, told, answered_at FROM import_question "
        "WHERE municipality = %s ORDER BY feed, kind",
        [municipality],
    )
    return [
        QuestionRow(
            feed=feed,
            kind=kind,
            sentence=sentence,
            file=file,
            count=count,
            told=milliseconds(told),
            answered=milliseconds(at) if at else 0,
        )
        for feed, kind, sentence, file, count, told, at in rows
    ]


def answer(
    connection: Connection, clock: Clock, municipality: str, asked: AnswerImport, by: uuid.UUID
) -> None:
    """Keep an answer. About a feed: yes to its next reading; put aside, it is asked again by that.

    Raises:
        RequestError: 409 ``decided`` when it no longer waits.
    """
    said = [clock(), by]
    if asked.item is not None:
        done = connection.execute(
            "UPDATE import_waiting SET answered_at = %s, answered_by = %s "
            "WHERE municipality = %s AND item = %s AND answered_at IS NULL",
            [*said, municipality, uuid.UUID(bytes=asked.item)],
        )
    elif asked.answer == ASIDE:
        done = connection.execute(
            "DELETE FROM import_question WHERE municipality = %s AND feed = %s AND kind = %s",
            [municipality, asked.feed, asked.kind],
        )
    else:
        done = connection.execute(
            "UPDATE import_question SET answered_at = %s, answered_by = %s "
            "WHERE municipality = %s AND feed = %s AND kind = %s",
            [*said, municipality, asked.feed, asked.kind],
        )
    if not done.rowcount:
        raise RequestError(409, Code.DECIDED)


def _told(lines: Sequence[Any]) -> WaitingRow:
    row, number = lines[0]
    return WaitingRow(
        item=row[1].bytes,
        feed=row[2],
        kind=row[3],
        sentence=row[7],
        file=row[5],
        row=row[6],
        told=milliseconds(row[4]),
        youths=[one[0].bytes for one, _ in lines],
        number=number,
    )


def _read(
    connection: Connection, municipality: str, youths: set[bytes], feed: str
) -> Mapping[tuple[str, bytes], str]:
    """By kind and youth the number that was told before."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM import_waiting WHERE municipality = %s AND feed = %s "  # noqa: S608
        "AND youth = ANY(%s)",
        [municipality, feed, [uuid.UUID(bytes=one) for one in sorted(youths)]],
        binary=True,
    ).fetchall()
    numbers = _opened(connection, municipality, rows)
    return {(row[3], row[0].bytes): one for row, one in zip(rows, numbers, strict=True)}


def _opened(connection: Connection, municipality: str, rows: Sequence[Any]) -> list[str]:
    youths = [row[0].bytes for row in rows]
    bodies = connection.codec.open(
        connection, municipality, youths, [_place(one) for one in youths], [row[8] for row in rows]
    )
    return [body.decode() for body in bodies]


def _here(connection: Connection, municipality: str, youths: set[bytes]) -> set[bytes]:
    """Those who are still in the register."""
    return set(_numbers(connection, municipality, youths))


def _numbers(connection: Connection, municipality: str, youths: set[bytes]) -> dict[bytes, str]:
    held = stored.of_youths(connection, municipality, sorted(youths), _YOUTH)
    return {
        youth: one.record.identity_number
        for youth, records in held.items()
        for one in records
        if isinstance(one.record, Youth)
    }


def _let_go(connection: Connection, municipality: str, item: uuid.UUID) -> None:
    connection.execute(
        "DELETE FROM import_waiting WHERE municipality = %s AND item = %s", [municipality, item]
    )


def _place(youth: bytes) -> bytes:
    return b"W" + youth
