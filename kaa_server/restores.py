"""When the server, or a device, has been put back: who stands where, and taking back what was lost.

The logic is `kaa_core/sync/standing.py` and `returning.py`; this is PostgreSQL beneath them and the
routes' work (docs/adr/028).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from kaa_core.model.registry import milliseconds
from kaa_core.sync import returning, standing
from kaa_core.sync.messages import (
    MAX_OPERATIONS,
    SCHEMA,
    Anchor,
    Change,
    NewIncarnation,
    Push,
    Renumber,
    Replay,
    Replayed,
    Standing,
    Stands,
)
from kaa_core.sync.returning import Lost
from kaa_core.sync.shelf import Head, Taken
from kaa_core.sync.standing import Compared
from kaa_core.sync.state import Author
from kaa_server import log, lowest, municipalities, views
from kaa_server.clock import Clock, new_id
from kaa_server.database import Connection, Database
from kaa_server.errors import Code, RequestError
from kaa_server.logs import log as told
from kaa_server.past import left_behind, remembered
from kaa_server.sessions import Caller
from kaa_server.shelf import Evidence, PostgresShelf


def stand(database: Database, clock: Clock, caller: Caller, said: Standing) -> Stands:
    """Tell a device where it and the server stand; begin a new epoch where the files were put back."""
    code = caller.municipality
    with database.tenant(code, one_moment=True) as connection:
        pasts = PostgresPasts(connection, code)
        taken = log.last_n(connection, code, caller.device, said.incarnation)
        compared = standing.compare(said, pasts, taken)
        if not (compared.behind_our_back or compared.learnt):
            return _stands(connection, clock, caller, said, compared, pasts.head())
    with database.tenant(code) as connection:
        log.lock_counter(connection, code)
        # Nobody else has meanwhile.
        compared = standing.compare(said, PostgresPasts(connection, code), taken)
        if compared.behind_our_back:
            _begin_epoch(connection, code, compared.since, caller.device)
        if compared.learnt:
            remembered(connection, code, _uuid(said.epoch), compared.since)
        head = log.read_head(connection, code)
        assert head is not None
        return _stands(connection, clock, caller, said, compared, head)


def replay(database: Database, clock: Clock, caller: Caller, body: Replay) -> Replayed:
    """Take back rows that this server has lost.

    Raises:
        RequestError: 400 for more rows than a push may have or a row of another form, 409 ``epoch``
            when the rows are of no history that this server has lost.
    """
    _check_rows(body.changes)
    with database.tenant(caller.municipality) as connection:
        received = milliseconds(clock())
        shelf = ReturningShelf(connection, caller, body.epoch, received)
        head = shelf.head()
        since = _lost_after(connection, caller.municipality, body.epoch)
        if since is None and body.epoch == head.epoch:
            raise RequestError(409, Code.EPOCH)
        server = municipalities.server_identity(connection, caller.municipality)
        found = returning.give_back(
            body.epoch,
            since or 0,
            body.changes,
            shelf,
            received=received,
            server=Author(actor=server.actor.bytes, device=server.device.bytes, incarnation=0),
            new_id=lambda: new_id(clock).bytes,
            view=views.seen_by(connection, caller).view,
        )
        shelf.fresh = found.fresh
        if found.taken is not None:
            shelf.write(found.taken)
        else:
            shelf.note_returned()
        if found.fresh:
            told.warning("returned", municipality=caller.municipality, rows=len(found.fresh))
        return Replayed(found.numbers)


def renumber(database: Database, clock: Clock, caller: Caller, body: Renumber) -> NewIncarnation:
    """Give a device a numbering that nobody has used."""
    if len(body.waiting) > MAX_OPERATIONS or body.incarnation not in range(1, 2**62):
        raise RequestError(400, Code.BAD_REQUEST)
    code, device = caller.municipality, caller.device
    with database.tenant(code) as connection:
        log.lock_counter(connection, code)
        row = connection.execute(
            "SELECT max(incarnation) FROM device_position WHERE municipality = %s AND device = %s",
            [code, device],
        ).fetchone()
        used = max(body.incarnation, int(row[0]) if row and row[0] is not None else 0)
        # By the clock: a server that was put back does not know which ones it gave out before.
        given = max(used + 1, milliseconds(clock()) // 1000)
        connection.execute(
            "INSERT INTO device_position (municipality, device, incarnation, last_n) "
            "VALUES (%s, %s, %s, 0)",
            [code, device, given],
        )
        rows = connection.execute(
            "SELECT DISTINCT c.seq FROM replayed r JOIN change_log c USING (municipality, seq) "
            "WHERE r.municipality = %s AND c.device = %s AND c.incarnation = %s AND c.n = ANY(%s)",
            [code, device, body.incarnation, list(body.waiting)],
        ).fetchall()
        ledger = log.StoredLedger(connection, code, device, body.incarnation)
        said = dict(zip(body.waiting, body.contents, strict=False))
        held = (ledger.change(int(seq)) for (seq,) in rows)
        same = (one for one in held if one and said.get(one.n) == standing.content_of(one))
        return NewIncarnation(given, {one.n: one.seq for one in same})


class PostgresPasts:
    """A municipality's own past."""

    def __init__(self, connection: Connection, municipality: str) -> None:
        self._connection = connection
        self._municipality = municipality

    def head(self) -> Head:
        """Where the log stands."""
        head = log.read_head(self._connection, self._municipality)
        assert head is not None
        return head

    def lost_after(self, epoch: bytes) -> int | None:
        """The number after which an earlier epoch is lost here."""
        return _lost_after(self._connection, self._municipality, epoch)

    def rows_at(self, numbers: Iterable[int]) -> Mapping[int, Anchor]:
        """Whose the rows with these numbers are."""
        rows = self._connection.execute(
            "SELECT seq, device, incarnation, n, received FROM change_log "
            "WHERE municipality = %s AND seq = ANY(%s)",
            [self._municipality, list(numbers)],
        )
        return {seq: Anchor(seq, device.bytes, of, n, at) for seq, device, of, n, at in rows}


class ReturningShelf(PostgresShelf):
    """Where rows that a device gives back are written: no push of its own, but whose they were."""

    def __init__(self, connection: Connection, caller: Caller, epoch: bytes, received: int) -> None:
        push = Push(caller.device.bytes, 0, caller.account.bytes, SCHEMA, [])
        evidence = Evidence(None, b"")
        super().__init__(connection, caller.municipality, push, evidence, received)
        self._epoch = _uuid(epoch)
        self.fresh: list[tuple[Lost, int]] = []

    def returned(self, epoch: bytes, numbers: Iterable[int]) -> Mapping[Lost, int]:
        """The present numbers of rows that have been given back."""
        rows = self._connection.execute(
            "SELECT old_seq, said, seq FROM replayed "
            "WHERE municipality = %s AND epoch = %s AND old_seq = ANY(%s)",
            [self._municipality, _uuid(epoch), list(numbers)],
        )
        return {(old, bytes(said)): seq for old, said, seq in rows}

    def origins(self, epoch: bytes, records: Iterable[bytes]) -> Mapping[int, int]:
        """The old numbers of given back rows about these records, by their present ones."""
        rows = self._connection.execute(
            "SELECT r.seq, max(r.old_seq) FROM change_log c JOIN replayed r USING (municipality, seq) "
            "WHERE c.municipality = %s AND c.record = ANY(%b) AND r.epoch = %s GROUP BY r.seq",
            [self._municipality, [uuid.UUID(bytes=one) for one in records], _uuid(epoch)],
        )
        return dict(rows.fetchall())

    def held(self, changes: Iterable[Change]) -> Mapping[tuple[bytes, int, int, bytes], int]:
        """Rows of the log by the same devices about the same records."""
        wanted = {(one.device, one.incarnation, one.n, one.record) for one in changes}
        rows = self._connection.execute(
            "SELECT device, incarnation, n, record, seq FROM change_log "
            "WHERE municipality = %s AND record = ANY(%b) AND incarnation <> 0 ORDER BY seq",
            [self._municipality, [uuid.UUID(bytes=one) for one in {key[3] for key in wanted}]],
        )
        found = {(of.bytes, inc, n, record.bytes): seq for of, inc, n, record, seq in rows}
        return {key: seq for key, seq in found.items() if key in wanted}

    def note_push(self, taken: Taken) -> None:  # noqa: ARG002 - it is no push
        """Keep whose computer gave them back, instead of a push."""
        self.note_returned()

    def note_returned(self) -> None:
        """Keep which rows are here again."""
        self._connection.execute(
            "INSERT INTO replayed "
            "(municipality, epoch, old_seq, said, seq, record, device, returned_at) "
            "SELECT c.municipality, %(epoch)s, old_seq, said, c.seq, c.record, %(device)s, %(at)s "
            "FROM unnest(%(old)s::bigint[], %(said)s::bytea[], %(new)s::bigint[]) "
            "AS given (old_seq, said, seq) JOIN change_log c ON c.municipality = %(m)s AND c.seq = given.seq",
            {
                "m": self._municipality,
                "epoch": self._epoch,
                "device": self._device,
                "at": self._received,
                "old": [old for (old, _), _ in self.fresh],
                "said": [said for (_, said), _ in self.fresh],
                "new": [new for _, new in self.fresh],
            },
        )


def _begin_epoch(connection: Connection, code: str, since: int, told_by: uuid.UUID) -> None:
    row = connection.execute(
        "SELECT epoch FROM municipality WHERE municipality = %s", [code]
    ).fetchone()
    assert row is not None
    left_behind(connection, code, row[0], since)
    connection.execute(
        "UPDATE municipality SET epoch = gen_random_uuid() WHERE municipality = %s", [code]
    )
    # The operator's log: the database was put back without kaa-server restore, or that computer lies.
    told.error("put_back", municipality=code, since=since, device=str(told_by))


def _stands(
    connection: Connection,
    clock: Clock,
    caller: Caller,
    said: Standing,
    compared: Compared,
    head: Head,
) -> Stands:
    tip = PostgresPasts(connection, caller.municipality).rows_at([head.seq]).get(head.seq)
    wanted = lowest.read(connection, caller.municipality)
    return Stands(
        epoch=head.epoch,
        horizon=head.seq,
        taken=log.last_n(connection, caller.municipality, caller.device, said.incarnation),
        past=compared.past,
        since=compared.since,
        backed_up=head.backed_up,
        now=milliseconds(clock()),
        lease=head.lease,
        min_version=wanted.version,
        min_version_from=wanted.first_day,
        tip=tip,
    )


def _lost_after(connection: Connection, code: str, epoch: bytes) -> int | None:
    row = connection.execute(
        "SELECT since FROM past WHERE municipality = %s AND epoch = %s", [code, _uuid(epoch)]
    ).fetchone()
    return None if row is None else int(row[0])


def _check_rows(changes: list[Change]) -> None:
    if len(changes) > MAX_OPERATIONS:
        raise RequestError(400, Code.BAD_REQUEST)
    for one in changes:
        ids = (one.record, one.actor, one.device, one.scope or bytes(16))
        numbers = (one.seq, one.tx, one.n, one.at, one.incarnation)
        if any(len(identity) != 16 for identity in ids) or any(
            number not in range(-(2**62), 2**62) for number in numbers
        ):
            raise RequestError(400, Code.BAD_REQUEST)


def _uuid(epoch: bytes) -> uuid.UUID:
    if len(epoch) != 16:
        raise RequestError(400, Code.BAD_REQUEST)
    return uuid.UUID(bytes=epoch)
