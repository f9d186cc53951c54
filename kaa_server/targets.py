"""Who belongs to the target group and when, kept on the server as intervals for each youth.

Derived: a youth's row says from which records it was made (`count` and `total`, as in `case_sight`) and
by which rules, so that whatever changed them, here, on a desktop or in a restore, it is made anew before
it is read. It goes with the youth when she is erased.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Final

import attrs
import msgspec

from kaa_core import __version__
from kaa_core.model.enums import Belonging, Criterion
from kaa_core.model.records import (
    Credential,
    CriterionDecision,
    Occupation,
    Residence,
    SchoolNotice,
    StudyPeriod,
    Youth,
)
from kaa_core.model.school_days import school_days
from kaa_core.rules.target_group import definitions
from kaa_core.rules.target_group.held import held_from
from kaa_core.rules.target_group.intervals import intervals
from kaa_core.rules.target_group.types import Interval
from kaa_server import log
from kaa_server.arrays import Bigints, Bytes, Ids, Integers
from kaa_server.database import Connection, Database
from kaa_server.decided import decided
from kaa_server.importing import stored
from kaa_server.importing.stored import Stored

TABLES: Final = ("target", "import_known", "import_change", "import_waiting")
"""Tables with rows about a youth that go with her."""
PORTION: Final = 500
_PAGE: Final = 4000
FACTS: Final = stored.numbers_of(
    (Youth, StudyPeriod, Credential, Residence, SchoolNotice, Occupation, CriterionDecision)
)
_pack = msgspec.msgpack.Encoder().encode
_Row = tuple[str, date, date | None, int, int | None, str]
_unpack = msgspec.msgpack.Decoder(list[_Row]).decode
_BELONGING: Final = {int(one): one for one in Belonging}
_CRITERION: Final = {int(one): one for one in Criterion}
_STALE: Final = """
    SELECT c.youth FROM case_sight AS c LEFT JOIN target AS t USING (municipality, youth)
    WHERE c.municipality = %s AND c.count > 0
        AND (t.count, t.total, t.rules) IS DISTINCT FROM (c.count, c.total, %s)
"""
_UPSERT: Final = """
    INSERT INTO target (municipality, youth, count, total, rules, body)
    SELECT %(m)s, youth, count, total, %(rules)s, body FROM unnest(%(youths)b::uuid[],
        %(counts)b::integer[], %(totals)b::bigint[], %(bodies)b::bytea[])
        AS made (youth, count, total, body)
    ON CONFLICT (municipality, youth) DO UPDATE SET count = excluded.count, total = excluded.total,
        rules = excluded.rules, body = excluded.body
"""


def in_targets(youth: bytes) -> bytes:
    """The place of a youth's intervals, for their seal."""
    return b"T" + youth


def rules(days: str) -> str:
    """By which rules intervals are made now: those of another version, or year's end, are made anew.

    `days`: the municipality's last school days, as its settings have them.
    """
    return f"{__version__} {' '.join(one.key for one in definitions.DEFINITIONS)} {days}".strip()


def _days(connection: Connection, municipality: str) -> str:
    return decided(connection, municipality).settings.last_school_days or ""


def refresh(database: Database, municipality: str, *, everything: bool = False) -> int:
    """Make anew what is no longer as the records say; how many youths it was.

    Each portion is a transaction of its own: cut short, what is left is made the next time.
    """
    with database.tenant(municipality) as connection:
        connection.execute(
            "DELETE FROM target AS t USING case_sight AS c WHERE t.municipality = %s "
            "AND c.municipality = t.municipality AND c.youth = t.youth AND c.count = 0",
            [municipality],
        )
        if everything:
            connection.execute(
                "UPDATE target SET rules = '' WHERE municipality = %s", [municipality]
            )
        by = rules(_days(connection, municipality))
        rows = connection.execute(_STALE, [municipality, by], binary=True).fetchall()
    waiting = iter([youth.bytes for (youth,) in rows])
    while portion := list(islice(waiting, PORTION)):
        with database.tenant(municipality) as connection:
            _remake(connection, municipality, portion)
        database.codec.forget(municipality)  # the keys of a whole city are not held at once
    return len(rows)


def let_go(connection: Connection, municipality: str, youth: bytes) -> None:
    """A youth gets another key: what is sealed with the old one goes, and is made anew.

    What an import wrote is no longer known to be its own, and is left as a person's word would be.
    """
    about = [municipality, uuid.UUID(bytes=youth)]
    connection.execute(
        "UPDATE target SET rules = '', body = '' WHERE municipality = %s AND youth = %s", about
    )
    for table in ("import_known", "import_waiting"):  # what waits is told anew by its source
        connection.execute(
            f"DELETE FROM {table} WHERE municipality = %s AND youth = %s",  # noqa: S608
            about,
        )


def _packed(records: Sequence[Stored], home: str, days: str) -> bytes:
    """A youth's intervals by every definition; none for one whose own record is gone."""
    rows: list[_Row] = []
    if any(isinstance(one.record, Youth) for one in records):
        held = held_from([one.record for one in records], home, school_days(days))
        for definition in definitions.DEFINITIONS:
            rows += map(_row_of, intervals(held, definition))
    return _pack(rows)


def _row_of(one: Interval) -> _Row:
    criterion = None if one.criterion is None else int(one.criterion)
    return one.definition, one.start, one.until, int(one.belonging), criterion, one.why


def _remake(connection: Connection, municipality: str, youths: Sequence[bytes]) -> None:
    # Nobody is erased, and nobody's key is changed, while the counter is held.
    log.lock_counter(connection, municipality)
    rows = connection.execute(
        "SELECT youth, count, total FROM case_sight "
        "WHERE municipality = %s AND youth = ANY(%b) AND count > 0",
        [municipality, Ids.of(youths)],
        binary=True,
    ).fetchall()
    there = [row[0].bytes for row in rows]
    days = _days(connection, municipality)
    held = stored.of_youths(connection, municipality, there, FACTS)
    keys = connection.codec.keys_to_write(connection, municipality, there)
    bodies = [_packed(held[youth], municipality, days) for youth in there]
    sealed = connection.codec.seal(
        keys, municipality, there, [in_targets(one) for one in there], bodies
    )
    connection.execute(
        _UPSERT,
        {
            "m": municipality,
            "rules": rules(days),
            "youths": Ids.of(there),
            "counts": Integers.of([row[1] for row in rows]),
            "totals": Bigints.of([row[2] for row in rows]),
            "bodies": Bytes.of(sealed),
        },
    )


@attrs.frozen(slots=True)
class Standing:
    """How a youth stands on a day, and what was told of her the last time; None: nothing yet."""

    youth: bytes
    belonging: Belonging | None
    criterion: Criterion | None
    told: Belonging | None


def standing(database: Database, municipality: str, on: date) -> Iterator[Sequence[Standing]]:
    """How every youth stands on a day by the definition in force then; call `refresh` first."""
    key, last = definitions.in_force(on).key, uuid.UUID(int=0)
    while True:
        with database.tenant(municipality) as connection:
            rows = connection.execute(
                "SELECT youth, body, told FROM target WHERE municipality = %s AND youth > %s "
                "ORDER BY youth LIMIT %s",
                [municipality, last, _PAGE],
                binary=True,
            ).fetchall()
            if not rows:
                return
            last = rows[-1][0]
            youths = [row[0].bytes for row in rows]
            places = [in_targets(one) for one in youths]
            bodies = connection.codec.open(
                connection, municipality, youths, places, [row[1] for row in rows]
            )
        database.codec.forget(municipality)
        yield [
            _standing(youth, _unpack(body) if body else [], row[2], on, key)
            for youth, body, row in zip(youths, bodies, rows, strict=True)
        ]


def _standing(youth: bytes, rows: Sequence[_Row], told: int | None, on: date, key: str) -> Standing:
    before = _BELONGING.get(told or 0)
    for definition, start, until, belonging, criterion, _ in rows:
        if definition == key and start <= on and (until is None or on < until):
            return Standing(youth, _BELONGING[belonging], _CRITERION.get(criterion or 0), before)
    return Standing(youth, None, None, before)


def tell(
    connection: Connection, municipality: str, run: uuid.UUID, changed: Sequence[Standing]
) -> None:
    """Note for whom a run found that the answer is another, and that it has been told."""
    if not changed:
        return
    rows = {
        "m": municipality,
        "run": run,
        "youths": Ids.of([one.youth for one in changed]),
        "before": [None if one.told is None else int(one.told) for one in changed],
        "after": [0 if one.belonging is None else int(one.belonging) for one in changed],
    }
    coming = (
        "unnest(%(youths)b::uuid[], %(before)s::smallint[], %(after)s::smallint[]) "
        "AS coming (youth, before, after)"
    )
    connection.execute(
        "INSERT INTO import_change (municipality, run, youth, before, after) SELECT %(m)s, "  # noqa: S608
        f"%(run)s, coming.* FROM {coming} JOIN target AS t ON t.municipality = %(m)s "
        "AND t.youth = coming.youth ON CONFLICT (municipality, run, youth) "
        "DO UPDATE SET after = excluded.after",
        rows,
    )
    connection.execute(
        f"UPDATE target AS t SET told = coming.after FROM {coming} "  # noqa: S608 - constants
        "WHERE t.municipality = %(m)s AND t.youth = coming.youth",
        rows,
    )
