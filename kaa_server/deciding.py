"""What a coordinator decides about quarantined work, carried out in one transaction, whole or not at all."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import groupby
from operator import eq
from typing import Any

import attrs
import msgspec

from kaa_core.model.enums import Ruling, TaskOrigin
from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.records import CaseAccess, Task
from kaa_core.model.registry import milliseconds
from kaa_core.model.rights import Right, may, may_write
from kaa_core.sync import receiving
from kaa_core.sync.messages import Answer, Operation, Outcome, Push, Verb
from kaa_core.sync.receiving import Terms
from kaa_core.sync.reviewing import LONGEST_ANSWER, Decide, HeldKey
from kaa_core.sync.shelf import Taken
from kaa_core.sync.sight import View
from kaa_core.sync.state import Author
from kaa_server import ingest, log, municipalities, quarantine, views
from kaa_server.clock import Clock, new_id
from kaa_server.database import Connection
from kaa_server.errors import Code, RequestError
from kaa_server.log_rows import packed
from kaa_server.sessions import Caller
from kaa_server.shelf import Evidence, PostgresShelf

MOST_AT_ONCE = 500
_pack = msgspec.msgpack.Encoder().encode
_unpack_answers = msgspec.msgpack.Decoder(list[Answer]).decode
_RULINGS = {one.value: one for one in Ruling}
_TAKEN = frozenset({Outcome.APPLIED, Outcome.CONVERGED, Outcome.CONFLICT})


def decide(connection: Connection, clock: Clock, caller: Caller, asked: Decide) -> None:
    """Carry a coordinator's decision out, whole or not at all.

    Raises:
        RequestError: 400 for what says too little, 409 ``decided`` when somebody was before,
            ``not-taken`` when what is there now does not let it in.
    """
    ruling = _checked(asked)
    _Decision(connection, clock, caller, asked, ruling).carry_out()


def _checked(asked: Decide) -> Ruling:
    ruling = _RULINGS.get(asked.ruling)
    if ruling is None:
        raise RequestError(400, Code.BAD_REQUEST)
    whole = 1 <= len(asked.keys) <= MOST_AT_ONCE and len(asked.answer) <= LONGEST_ANSWER
    sized = all(len(one.device) == 16 for one in asked.keys)
    to = asked.handed_to
    handed = (to is not None and len(to) == 16) == (ruling is Ruling.HANDED_OVER)
    said = ruling is not Ruling.REFUSED or asked.answer.strip()
    if not (whole and sized and handed and said):
        raise RequestError(400, Code.BAD_REQUEST)
    return ruling


@attrs.frozen(slots=True)
class _Kept:
    """A row that is decided about."""

    key: HeldKey
    actor: bytes
    schema: int
    youth: bytes
    operations: list[Operation]


class _Decision:
    """One decision, in the transaction that holds the counter."""

    def __init__(
        self, connection: Connection, clock: Clock, caller: Caller, asked: Decide, ruling: Ruling
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._caller = caller
        self._asked = asked
        self._ruling = ruling
        self._code = caller.municipality

    def carry_out(self) -> None:
        head = log.lock_counter(self._connection, self._code)
        rows = self._rows()
        seq = head.seq
        if self._ruling is not Ruling.REFUSED:
            for _, group in groupby(rows, key=lambda one: (one.key.device, one.key.incarnation)):
                seq = self._take(list(group))
        if self._ruling is Ruling.HANDED_OVER:
            self._hand_over(rows)
            seq = log.lock_counter(self._connection, self._code).seq
        self._note(rows, seq + 1)
        log.advance_counter(self._connection, self._code, seq + 1)

    def _rows(self) -> list[_Kept]:
        found = []
        for key in sorted(self._asked.keys, key=lambda one: (one.device, one.incarnation, one.n)):
            row = self._connection.execute(
                "SELECT actor, schema, youth, body FROM quarantine WHERE municipality = %s "
                "AND device = %s AND incarnation = %s AND n = %s AND ruling IS NULL",
                [self._code, packed(key.device), key.incarnation, key.n],
                binary=True,
            ).fetchone()
            if row is None:
                raise RequestError(409, Code.DECIDED)
            actor, schema, youth, body = row
            named = (key.device, key.incarnation, key.n, youth.bytes, body)
            [operations] = quarantine.operations_of(self._connection, self._code, [named])
            found.append(_Kept(key, actor.bytes, schema, youth.bytes, operations))
        return found

    def _take(self, rows: list[_Kept]) -> int:
        """Merge as their author's, with her numbers, computer and times; the counter's new value."""
        first = rows[0]
        operations = [operation for one in rows for operation in one.operations]
        push = Push(first.key.device, first.key.incarnation, first.actor, first.schema, operations)
        received = milliseconds(self._clock())
        server = municipalities.server_identity(self._connection, self._code)
        shelf = _ReviewShelf(
            self._connection, self._code, push, Evidence(None, b""), received, self._keys(rows)
        )
        taken = receiving.take_up(
            push,
            shelf,
            Terms(
                received=received,
                server=Author(actor=server.actor.bytes, device=server.device.bytes, incarnation=0),
                new_id=lambda: new_id(self._clock).bytes,
                may_write=partial(may_write, self._caller.role),
                signs_as=partial(eq, self._worker_of(first.actor)),
            ),
        )
        if any(one.outcome not in _TAKEN for one in taken.answers):
            raise RequestError(409, Code.NOT_TAKEN)
        shelf.write(taken)
        return taken.seq

    @staticmethod
    def _keys(rows: Iterable[_Kept]) -> frozenset[int]:
        return frozenset(one.key.n for one in rows)

    def _hand_over(self, rows: Sequence[_Kept]) -> None:
        """The colleague gets a bevakning for each youth, and the case where she does not see it."""
        worker = self._asked.handed_to
        assert worker is not None
        now = self._clock()
        given_by = self._own_worker()
        view = self._view_of(worker)
        names = self._names({one.actor for one in rows})
        shelf_cases = {one.youth: one.actor for one in rows}
        operations = []
        for youth, actor in shelf_cases.items():
            about, to = YouthId(RecordId(uuid.UUID(bytes=youth))), _worker_id(worker)
            if not views.sees_now(self._connection, self._code, view, youth):
                access = CaseAccess(
                    id=RecordId(new_id(self._clock)),
                    youth=about,
                    worker=to,
                    reason="Tar över det som en kollega utan behörighet skrev.",
                    given_by=given_by,
                )
                operations.append(ingest.created((access, now)))
            task = Task(
                id=RecordId(new_id(self._clock)),
                youth=about,
                worker=to,
                title=f"Gå igenom det som {names.get(actor) or 'en kollega'} skrev",
                due=now.date(),
                origin=TaskOrigin.HAND,
            )
            operations.append(ingest.created((task, now)))
        if ingest.write_whole(self._connection, self._clock, self._code, operations).refused:
            raise RequestError(409, Code.NOT_TAKEN)

    def _view_of(self, worker: bytes) -> View:
        """What the colleague sees; she must be one who writes in cases."""
        found = views.of_worker(self._connection, self._code, uuid.UUID(bytes=worker))
        if found is None or not may(found.role, Right.WRITE_CASES):
            raise RequestError(409, Code.UNKNOWN_USER)
        return found

    def _own_worker(self) -> WorkerId | None:
        worker = self._worker_of(self._caller.account.bytes)
        return None if worker is None else _worker_id(worker)

    def _worker_of(self, actor: bytes) -> bytes | None:
        row = self._connection.execute(
            "SELECT worker FROM account WHERE municipality = %s AND account = %s",
            [self._code, uuid.UUID(bytes=actor)],
        ).fetchone()
        return None if row is None or row[0] is None else row[0].bytes

    def _names(self, actors: set[bytes]) -> dict[bytes, str]:
        rows = self._connection.execute(
            "SELECT account, name FROM account WHERE municipality = %s AND account = ANY(%s)",
            [self._code, [uuid.UUID(bytes=one) for one in actors]],
        )
        return {account.bytes: name for account, name in rows}

    def _note(self, rows: Sequence[_Kept], seq: int) -> None:
        for one in rows:
            self._connection.execute(
                "UPDATE quarantine SET ruling = %s, answer = %s, handed_to = %s, ruled_by = %s, "
                "ruled_at = %s, seq = %s WHERE municipality = %s AND device = %s "
                "AND incarnation = %s AND n = %s",
                [
                    int(self._ruling),
                    self._asked.answer.strip(),
                    packed(self._asked.handed_to),
                    self._caller.account,
                    milliseconds(self._clock()),
                    seq,
                    self._code,
                    packed(one.key.device),
                    one.key.incarnation,
                    one.key.n,
                ],
            )


class _ReviewShelf(PostgresShelf):
    """The author's own: her numbers are taken already, and what she is answered from now on changes."""

    def __init__(self, *given: Any) -> None:
        *rest, self._decided = given
        super().__init__(*rest)

    def waiting(self, records: Iterable[bytes]) -> Mapping[bytes, bytes]:
        """What waits and is not decided now."""
        found = super().waiting(records)
        made = {
            one.record
            for one in self._push.operations
            if one.verb is Verb.CREATE and one.tx in self._decided
        }
        return {record: youth for record, youth in found.items() if record not in made}

    def note_push(self, taken: Taken) -> None:
        """Put the new answers in the place of those that said that it waits."""
        new = {one.n: one for one in taken.answers}
        rows = self._connection.execute(
            "SELECT from_n, answers FROM push WHERE municipality = %s AND device = %s "
            "AND incarnation = %s AND from_n <= %s AND last_n >= %s",
            [self._municipality, self._device, self._incarnation, max(new), min(new)],
            binary=True,
        ).fetchall()
        for from_n, answers in rows:
            told = [new.get(one.n, one) for one in _unpack_answers(answers)]
            self._connection.execute(
                "UPDATE push SET answers = %s WHERE municipality = %s AND device = %s "
                "AND incarnation = %s AND from_n = %s",
                [_pack(told), self._municipality, self._device, self._incarnation, from_n],
            )


def _worker_id(identity: bytes) -> WorkerId:
    return WorkerId(RecordId(uuid.UUID(bytes=identity)))
