"""The register as a delivery is laid beside it: read a portion of entries at a time.

Bodies are sealed, so nobody is found by number in SQL: an index of numbers is made in memory when a run
begins, and forgotten with it. The others are made if an entry asks for them.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import attrs
import msgspec

from kaa_core.imports.sources.facts import (
    AnyFact,
    Entry,
    Gone,
    SourcePerson,
    feed_of,
    name_key,
)
from kaa_core.imports.sources.outcomes import Filled, KnownYouth, Latest
from kaa_core.model.enums import FactSource
from kaa_core.model.ids import RecordId
from kaa_core.model.records import Credential, Residence, SchoolNotice, StudyPeriod, Youth
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.state import RecordState
from kaa_server.arrays import Bytes, Ids
from kaa_server.database import Connection, Database
from kaa_server.importing import stored
from kaa_server.importing.stored import Stored

PORTION: Final = 400
"""Entries whose youths are read, and written, in one transaction."""
FACT_KINDS: Final = (StudyPeriod, Credential, Residence, SchoolNotice)
_WANTED: Final = stored.numbers_of((Youth, *FACT_KINDS))
_YOUTH: Final = REGISTRY.kind(Youth)
_NUMBER, _GIVEN, _FAMILY = (
    _YOUTH.by_name[one].id for one in ("identity_number", "given_name", "family_name")
)
_SOURCES: Final = {int(one): one for one in FactSource}


class Remembered(msgspec.Struct, array_like=True):
    """What is kept of a youth beside the records. Days are ISO.

    `filled`: by field the source and day of the value an import wrote, and the number it got: written
    by a person since, it has another. `heard`: by feed the latest day that it spoke of her.
    """

    filled: dict[str, tuple[int, str, int]] = {}
    heard: dict[str, str] = {}


_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(Remembered).decode


@attrs.define(slots=True)
class Case:
    """A youth's records as they were read, and what is remembered of her."""

    held: Mapping[bytes, Stored]
    remembered: Remembered
    known: KnownYouth | None
    changed: bool = False


class Register:
    """The `Known` of one delivery; see kaa_core.imports.sources.outcomes."""

    def __init__(self, database: Database, municipality: str, feed: str) -> None:
        self._database = database
        self._municipality = municipality
        self.feed = feed
        self._connection: Connection | None = None
        self._cases: dict[bytes, Case] = {}
        self._numbers: dict[str, bytes] = {}
        self._names: dict[str, list[bytes]] | None = None
        self._keys: dict[str, bytes] | None = None
        with database.tenant(municipality) as connection:
            for number, youth, _ in self._youths(connection):
                self._numbers.setdefault(number, youth)

    # -- portion by portion

    def open(self, connection: Connection, entries: Sequence[Entry]) -> None:
        """Read those whom the entries are about, within the transaction that will write them."""
        self._connection = connection
        wanted: dict[bytes, None] = {}
        for entry in entries:
            wanted.update(dict.fromkeys(self._about(entry)))
        self._cases = self._read(connection, list(wanted))

    def close(self) -> None:
        """The portion is written: what was read of it may no longer hold."""
        self._connection = None
        self._cases = {}

    def case(self, youth: bytes) -> Case:
        """A youth's case in this portion; an empty one for a new youth."""
        if youth not in self._cases:
            assert self._connection is not None
            self._cases |= self._read(self._connection, [youth])
        return self._cases[youth]

    def new(self, youth: bytes) -> Case:
        """The case of a youth whom this portion enters: nothing is held of her."""
        return self._cases.setdefault(youth, Case({}, Remembered({}, {}), None))

    def entered(self, youth: bytes, number: str) -> None:
        """A youth has been entered, or has got another number."""
        self._numbers[number] = youth

    def keep(self, connection: Connection) -> None:
        """Write what is remembered of those about whom something new is."""
        changed = {youth: one for youth, one in self._cases.items() if one.changed}
        if not changed:
            return
        keys = connection.codec.keys_to_write(connection, self._municipality, changed)
        sealed = connection.codec.seal(
            keys,
            self._municipality,
            list(changed),
            [_place(youth) for youth in changed],
            [_pack(one.remembered) for one in changed.values()],
        )
        connection.execute(
            "INSERT INTO import_known (municipality, youth, body) SELECT %(m)s, * "
            "FROM unnest(%(youths)b::uuid[], %(bodies)b::bytea[]) "
            "ON CONFLICT (municipality, youth) DO UPDATE SET body = excluded.body",
            {"m": self._municipality, "youths": Ids.of(list(changed)), "bodies": Bytes.of(sealed)},
        )

    # -- what `Applying` asks

    def youth(self, identity_number: str) -> KnownYouth | None:
        """See `Known.youth`."""
        found = self._numbers.get(identity_number)
        return None if found is None else self.case(found).known

    def named(self, birth_date: date, name: str) -> Sequence[KnownYouth]:
        """See `Known.named`."""
        found = self._named(birth_date, name)
        return [one for youth in found if (one := self.case(youth).known) is not None]

    def keyed(self, feed: str, key: str) -> KnownYouth | None:
        """See `Known.keyed`; of this delivery's feed alone."""
        found = self._keyed(key) if feed == self.feed else None
        return None if found is None else self.case(found).known

    def latest(self, feed: str) -> Latest | None:
        """See `Known.latest`."""
        with self._database.tenant(self._municipality) as connection:
            row = connection.execute(
                "SELECT as_of, whole FROM import_feed WHERE municipality = %s AND feed = %s",
                [self._municipality, feed],
            ).fetchone()
        return None if row is None else Latest(*row)

    def told_by(self, feed: str, but: Container[RecordId]) -> Iterator[KnownYouth]:
        """See `Known.told_by`. Reads everyone, in portions that the caller writes one by one."""
        with self._database.tenant(self._municipality) as connection:
            rows = connection.execute(
                "SELECT youth FROM case_sight WHERE municipality = %s AND count > 0",
                [self._municipality],
                binary=True,
            ).fetchall()
        youths = [youth.bytes for (youth,) in rows if youth not in but]
        for start in range(0, len(youths), PORTION):
            part = youths[start : start + PORTION]
            with self._database.tenant(self._municipality) as connection:
                cases = self._read(connection, part)
            self._database.codec.forget(self._municipality)
            for case in cases.values():
                known = case.known
                if known is not None and any(
                    one.withdrawn is None and feed_of(one.origin) == feed for one in known.facts
                ):
                    yield known

    # -- parts

    def _about(self, entry: Entry) -> Iterator[bytes]:
        found: list[bytes | None] = []
        if isinstance(entry, Gone):
            found.append(self._keyed(entry.key))
        elif isinstance(entry, SourcePerson):
            found += [self._numbers.get(entry.identity_number or "")]
            found += [self._numbers.get(entry.former_number or "")]
            if entry.identity_number is None and entry.birth_date is not None:
                name = name_key(entry.given_name, entry.family_name)
                found += self._named(entry.birth_date, name)
        yield from (one for one in found if one is not None)

    def _named(self, birth_date: date, name: str) -> Sequence[bytes]:
        if self._names is None:
            self._names = {}
            with self._database.tenant(self._municipality) as connection:
                for number, youth, called in self._youths(connection):
                    self._names.setdefault(f"{_born(number)} {called}", []).append(youth)
        return self._names.get(f"{birth_date:%Y%m%d} {name}", ())

    def _keyed(self, key: str) -> bytes | None:
        if self._keys is None:
            self._keys = {}
            for youth, fact in self._facts():
                if fact.key is not None and feed_of(fact.origin) == self.feed:
                    parts = fact.key.split("/")
                    for length in range(1, len(parts) + 1):
                        self._keys.setdefault("/".join(parts[:length]), youth)
        return self._keys.get(key)

    def _facts(self) -> Iterator[tuple[bytes, AnyFact]]:
        with self._database.tenant(self._municipality) as connection:
            for kind in FACT_KINDS:
                for page in stored.all_of(connection, self._municipality, kind):
                    for record, state in page.items():
                        made = stored.made(record, state)
                        if made is not None and state.scope is not None:
                            yield state.scope, made.record  # type: ignore[misc]  # of the kind asked

    def _youths(self, connection: Connection) -> Iterator[tuple[str, bytes, str]]:
        """Number, id and name of every youth."""
        for page in stored.all_of(connection, self._municipality, Youth):
            for record, state in page.items():
                values: dict[int, Any] = state.values
                name = name_key(values.get(_GIVEN), values.get(_FAMILY))
                yield str(values.get(_NUMBER) or ""), record, name

    def _read(self, connection: Connection, youths: Sequence[bytes]) -> dict[bytes, Case]:
        if not youths:
            return {}
        held = stored.of_youths(connection, self._municipality, youths, _WANTED)
        remembered = self._remembered(connection, youths)
        return {youth: _case(held[youth], remembered.get(youth), self.feed) for youth in youths}

    def _remembered(
        self, connection: Connection, youths: Sequence[bytes]
    ) -> dict[bytes, Remembered]:
        rows = connection.execute(
            "SELECT youth, body FROM import_known WHERE municipality = %s AND youth = ANY(%b)",
            [self._municipality, Ids.of(youths)],
            binary=True,
        ).fetchall()
        about = [youth.bytes for youth, _ in rows]
        bodies = connection.codec.open(
            connection,
            self._municipality,
            about,
            [_place(youth) for youth in about],
            [body for _, body in rows],
        )
        return {youth: _unpack(body) for youth, body in zip(about, bodies, strict=True)}


def _case(records: Iterable[Stored], remembered: Remembered | None, feed: str) -> Case:
    kept = remembered or Remembered({}, {})
    held = {one.record.id.bytes: one for one in records}
    youth = next((one for one in held.values() if isinstance(one.record, Youth)), None)
    if youth is None:
        return Case(held, kept, None)
    assert isinstance(youth.record, Youth)
    facts = [one.record for one in held.values() if isinstance(one.record, FACT_KINDS)]
    heard = kept.heard.get(feed)
    known = KnownYouth(
        youth=youth.record,
        facts=facts,
        filled=_standing(kept, youth.state),
        heard=None if heard is None else date.fromisoformat(heard),
    )
    return Case(held, kept, known)


def _standing(kept: Remembered, state: RecordState) -> dict[str, Filled]:
    """The fields that still have the value an import wrote."""
    return {
        name: Filled(_SOURCES[source], date.fromisoformat(as_of))
        for name, (source, as_of, seq) in kept.filled.items()
        if state.seqs.get(_YOUTH.by_name[name].id) == seq
    }


def _born(number: str) -> str:
    """The birth date of twelve digits, also of a samordningsnummer."""
    day = int(number[6:8]) if number[6:8].isdigit() else 0
    return f"{number[:6]}{day - 60 if day > 60 else day:02}"


def _place(youth: bytes) -> bytes:
    return b"K" + youth
