"""Erasing on PostgreSQL, in one transaction under the counter; then the old master key is destroyed.

What goes is deleted, and what is left of the youth is sealed anew under another key. Deleted rows
stay in PostgreSQL's files and log for a while, sealed under a key that nobody has any more: youths'
keys lie under a master key, and it is replaced with each erasure (docs/adr/027).
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import attrs
import msgspec

from kaa_core.sync.erasing import Erasure, Target
from kaa_core.sync.messages import Change, Outcome, Verb
from kaa_core.sync.shelf import CaseRow, Head
from kaa_core.sync.state import Entry, RecordState
from kaa_server import attachments, log, log_rows, quarantine, targets, traces
from kaa_server.arrays import Bigints, Bytes, Ids, with_plain_ids
from kaa_server.codec import Key, Keys, in_log, rewrap, write_keys
from kaa_server.database import Connection
from kaa_server.keyring import Master
from kaa_server.shelf import case_rows, units_of, write_cases, write_events

_pack = msgspec.msgpack.Encoder().encode
_unpack_values = msgspec.msgpack.Decoder(dict[int, Any]).decode
_LOG: Final = f"""
    SELECT {log.CHANGE_COLUMNS}, base, outcome FROM change_log
    WHERE municipality = %(m)s
        AND (scope = %(youth)s OR (scope IS NULL AND record = %(youth)s)) ORDER BY seq
"""  # noqa: S608 - constants


@attrs.frozen(slots=True)
class Decision:
    """Why something is erased, and who decided; None when the server erases again by itself."""

    erasure: uuid.UUID
    reason: int
    words: str
    by: uuid.UUID | None
    at: datetime


class PostgresErasing:
    """The `ErasingShelf` of one decision. `master` is the new key, once it is written."""

    def __init__(self, connection: Connection, municipality: str, decision: Decision) -> None:
        self._connection = connection
        self._municipality = municipality
        self._decision = decision
        self._head: Head | None = None
        self._records: Mapping[bytes, RecordState] = {}
        self._log: Sequence[Entry] = ()
        self.master: Master | None = None

    def head(self) -> Head:
        """Hold the counter row."""
        if self._head is None:
            self._head = log.lock_counter(self._connection, self._municipality)
        return self._head

    def erased(self, ids: Iterable[bytes]) -> set[bytes]:
        """Which of these have been erased."""
        return log.erased(self._connection, self._municipality, ids)

    def cases(self, youths: Iterable[bytes]) -> Mapping[bytes, CaseRow]:
        """What is kept of these youths."""
        return case_rows(self._connection, self._municipality, youths)

    def units(self, workers: Iterable[bytes]) -> Mapping[bytes, bytes | None]:
        """The units of workers."""
        return units_of(self._connection, self._municipality, workers)

    def case_records(self, youth: bytes) -> Mapping[bytes, RecordState]:
        """All records about a youth."""
        rows = self._connection.execute(
            "SELECT record, kind, scope, deleted, body FROM record WHERE municipality = %(m)s "
            "AND (scope = %(youth)s OR (scope IS NULL AND record = %(youth)s))",
            {"m": self._municipality, "youth": uuid.UUID(bytes=youth)},
            binary=True,
        ).fetchall()
        self._records = log_rows.states_of(self._connection, self._municipality, rows)
        return self._records

    def case_log(self, youth: bytes) -> Sequence[Entry]:
        """All rows of the log about a youth."""
        parameters = {"m": self._municipality, "youth": uuid.UUID(bytes=youth)}
        rows = with_plain_ids(self._connection, _LOG, parameters).fetchall()
        bodies = log_rows.change_bodies(self._connection, self._municipality, rows)
        self._log = [
            Entry(
                change=log.change_of(row[:-2], _unpack_values(body)),
                base=row[-2],
                outcome=Outcome(row[-1]),
            )
            for row, body in zip(rows, bodies, strict=True)
        ]
        return self._log

    def write_erasure(self, erasure: Erasure) -> None:
        """Write it all, the counter last."""
        connection, code = self._connection, self._municipality
        connection.execute("SELECT set_config('kaa.erasing', 'yes', true)")
        self._take_out(erasure)
        if not erasure.target.whole:
            self._seal_anew(erasure)
        self._note(erasure)
        # From here on the keys hang on another master; the old one goes when this is committed.
        keyring = connection.codec.keyring
        self.master = keyring.add(code)
        rewrap(connection.codec, connection, code, self.master)
        keyring.note(ledger_line(code, erasure.target, erasure.change.kind, self._decision))
        connection.execute(
            "UPDATE municipality SET erasures = erasures + 1 WHERE municipality = %s", [code]
        )
        log.advance_counter(connection, code, erasure.change.seq)

    def _take_out(self, erasure: Erasure) -> None:
        connection, code, target = self._connection, self._municipality, erasure.target
        youth = uuid.UUID(bytes=target.youth)
        traces.let_go(connection, code, target.youth)
        connection.execute(
            "DELETE FROM change_log WHERE municipality = %s AND seq = ANY(%b)",
            [code, Bigints.of(list(erasure.rows_gone))],
        )
        connection.execute(
            "DELETE FROM record WHERE municipality = %s AND record = ANY(%b)",
            [code, Ids.of(list(erasure.gone))],
        )
        attachments.remove(
            connection,
            code,
            youth=youth if target.whole else None,
            records=[uuid.UUID(bytes=one) for one in erasure.gone],
        )
        quarantine.strike(connection, code, target, erasure.gone)
        if target.whole:
            known = ("youth_key", "case_sight", "sight_event", *targets.TABLES, *traces.TABLES)
            for table in known:
                connection.execute(
                    f"DELETE FROM {table} WHERE municipality = %s AND youth = %s",  # noqa: S608
                    [code, youth],
                )

    def _seal_anew(self, erasure: Erasure) -> None:
        """What is left of the youth goes under another key: with the old one nothing is to be read."""
        connection, code, youth = self._connection, self._municipality, erasure.target.youth
        old = connection.codec.keys(connection, code, [youth])
        before = old[youth] if youth in old else Key(-1, b"")
        keys: Keys = {youth: Key(before.generation + 1, os.urandom(32))}
        kept = quarantine.opened(connection, code, youth)
        files = attachments.file_keys(connection, code, youth)
        newest = connection.codec.keyring.newest(code) or connection.codec.keyring.add(code)
        write_keys(connection, code, newest, keys)
        self._write_log(erasure, keys)
        states = {
            one: erasure.records.get(one, state)
            for one, state in self._records.items()
            if one not in erasure.gone
        }
        log_rows.write_records(connection, code, states, keys)
        quarantine.seal_anew(connection, code, youth, kept, keys)
        attachments.seal_keys(connection, code, youth, files, keys)
        targets.let_go(connection, code, youth)
        assert erasure.case is not None
        write_cases(connection, code, {youth: erasure.case})
        write_events(connection, code, erasure.events)

    def _write_log(self, erasure: Erasure, keys: Keys) -> None:
        gone = set(erasure.rows_gone)
        left = [
            one.change
            for one in self._log
            if one.change.seq not in gone and one.change.verb is not Verb.ERASE
        ]
        bodies = self._connection.codec.seal(
            keys,
            self._municipality,
            [one.scope for one in left],
            [in_log(one.record, one.seq) for one in left],
            [_pack(erasure.rows.get(one.seq, one.values)) for one in left],
        )
        self._connection.execute(
            "UPDATE change_log SET body = coming.body "
            "FROM unnest(%(seqs)b::bigint[], %(bodies)b::bytea[]) AS coming (seq, body) "
            "WHERE change_log.municipality = %(m)s AND change_log.seq = coming.seq",
            {
                "m": self._municipality,
                "seqs": Bigints.of([one.seq for one in left]),
                "bodies": Bytes.of(bodies),
            },
        )

    def _note(self, erasure: Erasure) -> None:
        connection, code, change = self._connection, self._municipality, erasure.change
        _log_plainly(connection, code, change)
        connection.execute(
            "INSERT INTO erased (municipality, id, seq) SELECT %(m)s, id, %(seq)s "
            "FROM unnest(%(ids)b::uuid[]) AS gone (id) ON CONFLICT DO NOTHING",
            {"m": code, "seq": change.seq, "ids": Ids.of(sorted(erasure.gone))},
        )
        decision, target = self._decision, erasure.target
        connection.execute(
            "INSERT INTO erasure (municipality, seq, erasure, youth, record, kind, fields, reason, "
            "words, by, at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                code,
                change.seq,
                decision.erasure,
                uuid.UUID(bytes=target.youth),
                None if target.whole else log_rows.packed(target.record),
                change.kind,
                list(change.values),
                decision.reason,
                decision.words,
                decision.by,
                decision.at,
            ],
        )


def ledger_line(
    municipality: str, target: Target, kind: int, decision: Decision
) -> dict[str, object]:
    """What the ledger outside the database keeps of an erasure: ids and the decision, no content."""
    return {
        "municipality": municipality,
        "erasure": decision.erasure.hex,
        "youth": target.youth.hex(),
        "record": target.record.hex() if target.record and not target.whole else None,
        "fields": list(target.fields),
        "kind": kind,
        "reason": decision.reason,
        "by": decision.by.hex if decision.by else None,
        "at": decision.at.isoformat(timespec="seconds"),
    }


def _log_plainly(connection: Connection, municipality: str, change: Change) -> None:
    """The log's row that tells of it holds nothing, and there may be no key left to seal it with."""
    connection.execute(
        "INSERT INTO change_log (municipality, seq, tx, verb, kind, record, scope, body, base, "
        "outcome, actor, device, incarnation, n, at, received) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 0, %s, %s, %s, %s, %s, %s, %s)",
        [
            municipality,
            change.seq,
            change.tx,
            int(change.verb),
            change.kind,
            log_rows.packed(change.record),
            log_rows.packed(change.scope),
            _pack(change.values),
            int(Outcome.APPLIED),
            log_rows.packed(change.actor),
            log_rows.packed(change.device),
            change.incarnation,
            change.n,
            change.at,
            change.received,
        ],
    )
