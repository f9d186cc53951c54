"""What figures are counted from, kept on the server: a trace for each youth, many sealed together.

Derived, and made anew as the target group's intervals are (targets.py): a youth's row says from which
records her trace was made, and by which rules. Traces of some hundred youths lie in a bundle with a key of
its own, so that a whole city's are read with some hundred keys and not with sixty thousand. A youth stays in
her bundle; only an erasure takes her out, and then the bundle gets another name and another key, and what
was written under the old one is out of reach (docs/adr/050).
"""

from __future__ import annotations

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import attrs
import msgspec

from kaa_core import __version__
from kaa_core.model.records import RoutineVersion, Youth
from kaa_core.model.school_days import school_days
from kaa_core.rules.routine.packing import reigns
from kaa_core.rules.routine.types import Routine
from kaa_core.rules.target_group import definitions
from kaa_core.rules.target_group.held import held_from
from kaa_core.rules.target_group.intervals import intervals
from kaa_core.statistics import tracing
from kaa_core.statistics.trace import FORM, Trace
from kaa_server import linked, log
from kaa_server.arrays import Bigints, Ids, Integers
from kaa_server.database import Connection, Database
from kaa_server.decided import decided
from kaa_server.importing import stored
from kaa_server.importing.stored import Stored
from kaa_server.linked import Links, Read

TABLES: Final = ("trace",)
"""Tables with rows about a youth that go with her."""
BUNDLE: Final = 512
"""Youths who lie together at most."""
FACTS: Final = stored.numbers_of(tracing.KINDS)
_ANOTHERS: Final = -1
"""The count of records of an entry that is the same person as another: its trace is in the other's."""
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[Trace]).decode
_STALE: Final = """
    SELECT c.youth, t.bundle FROM case_sight AS c LEFT JOIN trace AS t USING (municipality, youth)
    WHERE c.municipality = %(m)s AND (c.count > 0 OR t.count <> 0)
        AND (t.count, t.total, t.rules) IS DISTINCT FROM (c.count, c.total, %(rules)s)
"""
_UPSERT: Final = """
    INSERT INTO trace (municipality, youth, bundle, count, total, rules)
    SELECT %(m)s, youth, bundle, count, total, %(rules)s FROM unnest(%(youths)b::uuid[],
        %(bundles)b::uuid[], %(counts)b::integer[], %(totals)b::bigint[])
        AS made (youth, bundle, count, total)
    ON CONFLICT (municipality, youth) DO UPDATE SET bundle = excluded.bundle,
        count = excluded.count, total = excluded.total, rules = excluded.rules
"""
_Sums = tuple[int, int]


@attrs.frozen
class Terms:
    """What every trace follows from beside the youth's own records."""

    home: str
    days: str
    """The municipality's last school days, as its settings have them."""
    routines: Sequence[Routine]
    links: Links

    @property
    def rules(self) -> str:
        """By which rules traces are made now: those of others are made anew."""
        keys = " ".join(one.key for one in definitions.DEFINITIONS)
        said = f"{FORM} {__version__} {keys} {self.days} {self.routines!r}"
        return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


def terms(connection: Connection, municipality: str) -> Terms:
    """What holds now."""
    versions = stored.records_of(connection, municipality, RoutineVersion)
    days = decided(connection, municipality).settings.last_school_days or ""
    return Terms(municipality, days, reigns(versions), linked.links(connection, municipality))


def in_bundle(bundle: bytes) -> bytes:
    """The place of a bundle, for its seal."""
    return b"B" + bundle


# --- making ----------------------------------------------------------------------------------------


def refresh(
    database: Database, municipality: str, *, going_on: Callable[[], bool] = lambda: True
) -> int:
    """Make anew what is no longer as the records say; how many youths are left to do.

    Each portion is a transaction of its own: cut short, what is left is made the next time. `going_on`:
    asked between portions, whether to make one more.
    """
    with database.tenant(municipality) as connection:
        waiting = stale(connection, municipality)
    left = sum(map(len, waiting.values()))
    for bundle, youths in waiting.items():
        if not going_on():
            return left
        with database.tenant(municipality) as connection:
            _remake(connection, municipality, youths, bundle)
        database.codec.forget(municipality)  # the keys of a whole city are not held at once
        left -= len(youths)
    return left


def stale(connection: Connection, municipality: str) -> Mapping[bytes, Sequence[bytes]]:
    """Whose traces are no longer as the records say, by the bundle in which they are or are to be."""
    known = terms(connection, municipality)
    rows = connection.execute(
        _STALE, {"m": municipality, "rules": known.rules}, binary=True
    ).fetchall()
    apart = known.links.all
    found: defaultdict[bytes, list[bytes]] = defaultdict(list)
    new = list[bytes]()
    lying = {youth.bytes: bundle.bytes if bundle else b"" for youth, bundle in rows}
    if apart:
        lying = {one: bundle for one, bundle in lying.items() if one not in apart}
        lying |= _stale_of_linked(connection, municipality, known)
    for youth, bundle in lying.items():
        if bundle:
            found[bundle].append(youth)
        else:
            new.append(youth)
    if new:
        _place(connection, municipality, new, found)
    return found


def _stale_of_linked(
    connection: Connection, municipality: str, known: Terms
) -> Mapping[bytes, bytes]:
    youths = list(known.links.all)
    sums = _sums(connection, municipality, known.links, youths)
    rows = connection.execute(
        "SELECT youth, bundle, count, total, rules FROM trace "
        "WHERE municipality = %s AND youth = ANY(%b)",
        [municipality, Ids.of(youths)],
        binary=True,
    ).fetchall()
    lying = {row[0].bytes: row[1].bytes for row in rows}
    fresh = {
        youth.bytes
        for youth, _, count, total, rules in rows
        if rules == known.rules and sums.get(youth.bytes) == (count, total)
    }
    return {one: lying.get(one, b"") for one in youths if one in sums and one not in fresh}


def _place(
    connection: Connection,
    municipality: str,
    new: Sequence[bytes],
    found: defaultdict[bytes, list[bytes]],
) -> None:
    """Give youths a place in bundles with room, and in new ones."""
    rows = connection.execute(
        "SELECT bundle, count(*) FROM trace WHERE municipality = %s GROUP BY bundle "
        "HAVING count(*) < %s ORDER BY bundle",
        [municipality, BUNDLE],
        binary=True,
    ).fetchall()
    waiting = list(reversed(new))
    for bundle, count in rows:
        for _ in range(min(BUNDLE - count, len(waiting))):
            found[bundle.bytes].append(waiting.pop())
    while waiting:
        bundle = uuid.uuid4().bytes
        found[bundle] = [waiting.pop() for _ in range(min(BUNDLE, len(waiting)))]


def _sums(
    connection: Connection, municipality: str, links: Links, youths: Sequence[bytes]
) -> dict[bytes, _Sums]:
    """By youth what of records her trace follows from; of an entry that is another's, nothing."""
    members = {one: [one, *links.others(one)] for one in youths}
    rows = connection.execute(
        "SELECT youth, count, total FROM case_sight WHERE municipality = %s AND youth = ANY(%b)",
        [municipality, Ids.of([one for held in members.values() for one in held])],
        binary=True,
    ).fetchall()
    own = {youth.bytes: (count, total) for youth, count, total in rows}
    found = dict[bytes, _Sums]()
    for one, held in members.items():
        if one not in own:
            continue
        if links.kept(one) != one:
            found[one] = (_ANOTHERS, 0)
            continue
        count, total = 0, 0
        for each in held:
            more, of_it = own.get(each, (0, 0))
            count, total = count + more, total ^ of_it
        found[one] = (count, total)
    return found


def _remake(
    connection: Connection, municipality: str, youths: Sequence[bytes], wanted: bytes
) -> None:
    # Nobody is erased, and nobody's key is changed, while the counter is held.
    log.lock_counter(connection, municipality)
    known = terms(connection, municipality)
    sums = _sums(connection, municipality, known.links, youths)
    there = list(sums)
    lying = _bundles_of(connection, municipality, there)
    read = partial(stored.of_youths, connection, municipality)
    made = {one.youth: one for one in traces_of(there, known, read)}
    together: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for one in there:
        together[lying.get(one, wanted)].append(one)
    for bundle, own in together.items():
        kept = _others(connection, municipality, bundle, own, known)
        _write(
            connection, municipality, bundle, [*kept, *(made[one] for one in own if one in made)]
        )
    order = [(one, bundle) for bundle, own in together.items() for one in own]
    connection.execute(
        _UPSERT,
        {
            "m": municipality,
            "rules": known.rules,
            "youths": Ids.of([one for one, _ in order]),
            "bundles": Ids.of([bundle for _, bundle in order]),
            "counts": Integers.of([sums[one][0] for one, _ in order]),
            "totals": Bigints.of([sums[one][1] for one, _ in order]),
        },
    )


def traces_of(youths: Iterable[bytes], known: Terms, read: Read) -> list[Trace]:
    """Traces of these youths, made of the records that are read; of an entry that is another's, none."""
    members = {
        one: [one, *known.links.others(one)] for one in youths if known.links.kept(one) == one
    }
    everybody = [each for held in members.values() for each in held]
    records = read(everybody, FACTS)
    made = (
        _trace(one, [each for other in held for each in records[other]], known)
        for one, held in members.items()
    )
    return [one for one in made if one is not None]


def _trace(youth: bytes, held: Sequence[Stored], known: Terms) -> Trace | None:
    """One youth's trace; none for one whose own record is gone, or holds days that no calendar has."""
    records = [one.record for one in held]
    own = [one for one in records if isinstance(one, Youth) and one.id.bytes == youth]
    if not own:
        return None
    try:
        judged = held_from(records, known.home, school_days(known.days))
        by = {one.key: intervals(judged, one) for one in definitions.DEFINITIONS}
        return tracing.trace_of(own[0], records, by, known.routines)
    except (ValueError, OverflowError):
        return None


# --- bundles ---------------------------------------------------------------------------------------


def held(connection: Connection, municipality: str) -> list[Trace]:
    """All traces; call `refresh` first."""
    return opened(connection, municipality, None)


def of(connection: Connection, municipality: str, youth: bytes) -> Trace | None:
    """The trace of one youth, or of the entry that hers is kept in; call `refresh` first."""
    kept = linked.links(connection, municipality).kept(youth)
    lying = _bundles_of(connection, municipality, [kept])
    found = opened(connection, municipality, list(lying.values()))
    return next((one for one in found if one.youth == kept), None)


def opened(
    connection: Connection, municipality: str, bundles: Sequence[bytes] | None
) -> list[Trace]:
    """The traces of these bundles, of all of them when None; one that is not there holds nobody."""
    rows: list[tuple[Any, ...]] = connection.execute(
        "SELECT bundle, body FROM trace_bundle WHERE municipality = %s AND (%s OR bundle = ANY(%b))",
        [municipality, bundles is None, Ids.of(bundles or ())],
        binary=True,
    ).fetchall()
    names = [row[0].bytes for row in rows]
    bodies = connection.codec.open(
        connection, municipality, names, list(map(in_bundle, names)), [row[1] for row in rows]
    )
    return [one for body in bodies for one in _decode(body)]


def _others(
    connection: Connection,
    municipality: str,
    bundle: bytes,
    without: Sequence[bytes],
    known: Terms,
) -> list[Trace]:
    """Who else lies in a bundle and stays; traces of another form are not read, and are made anew."""
    rows = connection.execute(
        "SELECT youth FROM trace WHERE municipality = %s AND bundle = %s AND rules = %s "
        "AND youth <> ALL(%b)",
        [municipality, uuid.UUID(bytes=bundle), known.rules, Ids.of(without)],
        binary=True,
    ).fetchall()
    staying = {youth.bytes for (youth,) in rows}
    if not staying:
        return []
    return [one for one in opened(connection, municipality, [bundle]) if one.youth in staying]


def _bundles_of(
    connection: Connection, municipality: str, youths: Sequence[bytes]
) -> dict[bytes, bytes]:
    rows = connection.execute(
        "SELECT youth, bundle FROM trace WHERE municipality = %s AND youth = ANY(%b)",
        [municipality, Ids.of(youths)],
        binary=True,
    )
    return {youth.bytes: bundle.bytes for youth, bundle in rows}


def _write(
    connection: Connection, municipality: str, bundle: bytes, traces: Sequence[Trace]
) -> None:
    keys = connection.codec.keys_to_write(connection, municipality, [bundle])
    [body] = connection.codec.seal(
        keys, municipality, [bundle], [in_bundle(bundle)], [_encode(traces)]
    )
    connection.execute(
        "INSERT INTO trace_bundle (municipality, bundle, body) VALUES (%s, %s, %s) "
        "ON CONFLICT (municipality, bundle) DO UPDATE SET body = excluded.body",
        [municipality, uuid.UUID(bytes=bundle), body],
    )


# --- erasing ---------------------------------------------------------------------------------------


def let_go(connection: Connection, municipality: str, youth: bytes) -> None:
    """Something of a youth is erased: her trace goes, and so do the keys that it ever lay under.

    With her go those of entries that are or have been said to be the same person: theirs hold what is
    hers. Within the erasure, before the youths' keys are put under another master key. What is left of her
    is made anew.
    """
    gone = linked.ever_with(connection, municipality, youth)
    known = terms(connection, municipality)
    for bundle in set(_bundles_of(connection, municipality, gone).values()):
        kept = _others(connection, municipality, bundle, gone, known)
        new = uuid.uuid4().bytes
        if kept:  # nobody's bundle needs no key
            _write(connection, municipality, new, kept)
        connection.execute(
            "UPDATE trace SET bundle = %s WHERE municipality = %s AND bundle = %s",
            [uuid.UUID(bytes=new), municipality, uuid.UUID(bytes=bundle)],
        )
        for table, column in (("trace_bundle", "bundle"), ("youth_key", "youth")):
            connection.execute(
                f"DELETE FROM {table} WHERE municipality = %s AND {column} = %s",  # noqa: S608
                [municipality, uuid.UUID(bytes=bundle)],
            )
    connection.execute(
        "UPDATE trace SET rules = '' WHERE municipality = %s AND youth = ANY(%b)",
        [municipality, Ids.of(gone)],
    )
