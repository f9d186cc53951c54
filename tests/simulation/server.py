"""The whole of the server's logic behind its routes, on the storage in memory; bytes in, bytes out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import eq
from typing import Any
from urllib.parse import parse_qs, urlsplit

import attrs
import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kaa_core.model.rights import may_write
from kaa_core.sync import erasing, receiving
from kaa_core.sync.administration import Done
from kaa_core.sync.digests import MODULO
from kaa_core.sync.erasing import Erasure, Target
from kaa_core.sync.erasures import Receipt
from kaa_core.sync.messages import (
    Digest,
    ErrorBody,
    Message,
    Push,
    PushAnswer,
    Renumber,
    Replay,
    ScopeDigest,
    SignedPush,
    SnapshotChunk,
    SnapshotRow,
    Standing,
    pack,
    push_proof,
    unpack,
)
from kaa_core.sync.receiving import Terms
from kaa_core.sync.reviewing import Verdicts
from kaa_core.sync.sight import View, sees
from kaa_core.sync.state import Author, RecordState
from kaa_server import pull
from kaa_server.errors import Code, RequestError
from kaa_server.push import check_form
from kaa_server.views import Seen
from tests.simulation import forgetting, restored
from tests.simulation.deeds import Broken
from tests.simulation.memory import Held, MemoryReading, MemoryShelf

SNAPSHOT_ROWS = 40
SERVER = Author(actor=b"S" * 16, device=b"s" * 16, incarnation=0)


@attrs.define
class Account:
    """A device and whose it is, as the server's register of accounts has them."""

    device: bytes
    user: bytes
    role: int
    worker: bytes | None
    public_key: bytes


@attrs.define
class SimServer:
    """One municipality. `crash_next`: die before or after writing what comes next."""

    held: Held
    now: Callable[[], int]
    new_id: Callable[[], bytes]
    accounts: dict[bytes, Account] = attrs.Factory(dict)
    after_push: Callable[[Push, PushAnswer, int], None] = lambda *_: None
    after_replay: Callable[[int], None] = lambda _: None
    own_numbering: int = 0

    def handle(self, device: bytes, method: str, target: str, body: bytes) -> tuple[int, bytes]:
        """Answer a request whose own signature and token have been checked."""
        address = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        account = self.accounts[device]
        _, _, name, *rest = address.path.split("/")
        query["path"] = rest[0] if rest else ""
        route = getattr(self, f"_{name}", None)
        try:
            answer: Message = (route or _not_there)(account, query, body)
        except RequestError as error:
            return error.status, pack(ErrorBody(error.code, error.expected))
        return 200, pack(answer)

    def _push(self, account: Account, _: Any, body: bytes) -> PushAnswer:
        signed = unpack(body, SignedPush)
        push = unpack(signed.payload, Push)
        if push.device != account.device or push.actor != account.user:
            raise RequestError(403, Code.WRONG_USER)
        try:
            key = Ed25519PublicKey.from_public_bytes(account.public_key)
            key.verify(signed.signature, push_proof(push, signed.payload))
        except InvalidSignature:
            raise RequestError(401, Code.BAD_SIGNATURE) from None
        check_form(push)
        return self.take(push, account)

    def take(self, push: Push, account: Account | None) -> PushAnswer:
        """Merge and write; the server itself when there is no account."""
        terms = Terms(received=self.now(), server=SERVER, new_id=self.new_id)
        if account is not None:
            view, _ = self.held.view(account.role, account.worker)
            terms = attrs.evolve(
                terms,
                view=view,
                may_write=partial(may_write, account.role),
                signs_as=partial(eq, account.worker),
            )
        shelf = MemoryShelf(self.held, push.device, push.incarnation)
        before, hidden = self.held.seq, self._hidden_from(terms.view)
        try:
            answer = receiving.take(push, shelf, terms)
        except receiving.OtherEpoch:
            raise RequestError(409, Code.EPOCH) from None
        except receiving.Gap as gap:
            raise RequestError(409, Code.GAP, expected=gap.expected) from None
        except receiving.Diverged as diverged:
            raise RequestError(409, Code.DIVERGED, expected=diverged.expected) from None
        self.after_push(push, answer, before)
        if any(one.change.scope in hidden for one in self.held.log[before:]):
            raise Broken(1, "something about a youth whom its author does not see was taken in")
        return answer

    def _hidden_from(self, view: View | None) -> set[bytes]:
        """Youths whom an author does not see: what she writes of them waits for a coordinator."""
        if view is None or view.everything:
            return set()
        return {youth for youth, row in self.held.cases.items() if not sees(view, row.sight)}

    def erase(self, target: Target, by: bytes) -> Erasure:
        """Erase by a decision. Raises `Refusal`."""
        shelf = forgetting.MemoryErasing(self.held)
        return erasing.erase(target, shelf, by=by, server=SERVER, received=self.now())

    def _erased(self, account: Account, _: Any, body: bytes) -> Message:
        if not body:
            return forgetting.outstanding(self.held, account.device)
        forgetting.acknowledge(self.held, account.device, unpack(body, Receipt).seqs)
        return Done()

    def write_own(self, operations: list[Any]) -> PushAnswer:
        """What the server does by itself: each operation a transaction of its own.

        In a numbering that nobody has used, whatever the server was put back to (kaa_server/ingest.py).
        """
        self.own_numbering += 1
        numbered = [
            msgspec.structs.replace(operation, n=n, tx=n)
            for n, operation in enumerate(operations, start=1)
        ]
        return self.take(Push(SERVER.device, self.own_numbering, SERVER.actor, 1, numbered), None)

    def _pull(self, account: Account, query: dict[str, str], _: bytes) -> Message:
        reading: Any = MemoryReading(self.held, account.device)
        seen = Seen(*self.held.view(account.role, account.worker))
        epoch, after = bytes.fromhex(query["epoch"]), int(query["after"])
        return pull.pull(reading, seen, epoch, after, int(query["limit"]))

    def _standing(self, account: Account, _: Any, body: bytes) -> Message:
        said = unpack(body, Standing)
        return restored.stand(self.held, account.device, said, self.now(), self.new_id())

    def _replay(self, account: Account, _: Any, body: bytes) -> Message:
        lost = unpack(body, Replay)
        before = self.held.seq
        answer = restored.replay(self.held, account.device, lost, self.now(), SERVER, self.new_id)
        self.after_replay(before)
        return answer

    def _incarnation(self, account: Account, _: Any, body: bytes) -> Message:
        return restored.renumber(self.held, account.device, unpack(body, Renumber), self.now())

    def _digest(self, account: Account, query: dict[str, str], _: bytes) -> Message:
        view, _since = self.held.view(account.role, account.worker)
        reading = MemoryReading(self.held)
        shown = {
            youth: row
            for youth, row in self.held.cases.items()
            if row.count and view.reads_cases and reading.readable(view, youth, 1, set())
        }
        count = sum(row.count for row in shown.values())
        total = sum(row.total for row in shown.values()) % MODULO
        scopes = [ScopeDigest(one, row.count, row.total) for one, row in sorted(shown.items())]
        listed = scopes if query.get("list") == "1" else []
        return Digest(self.held.epoch, self.held.seq, len(shown), count, total, listed)

    def _youth(self, account: Account, query: dict[str, str], _: bytes) -> Message:
        view, _since = self.held.view(account.role, account.worker)
        youth = bytes.fromhex(query["path"])
        if not MemoryReading(self.held).readable(view, youth, 1, set()):
            raise RequestError(404, Code.NOT_FOUND)
        rows = [
            _row(one, self.held.records[one])
            for one in self.held.by_youth.get(youth, {})
            if not self.held.records[one].deleted
        ]
        return SnapshotChunk(self.held.epoch, self.held.seq, len(rows), rows)

    def _verdicts(self, account: Account, _query: Any, _: bytes) -> Message:
        found = MemoryReading(self.held, account.device).verdicts(0, self.held.seq)
        return Verdicts(found)

    def _snapshot(self, account: Account, query: dict[str, str], _: bytes) -> SnapshotChunk:
        view, _since = self.held.view(account.role, account.worker)
        return snapshot(self.held, view, query.get("cursor", ""))


def _not_there(_account: Account, _query: Any, _body: bytes) -> Message:
    raise RequestError(404, Code.NOT_FOUND)


def _row(record: bytes, state: RecordState) -> SnapshotRow:
    values, seqs = dict(state.values), dict(state.seqs)
    return SnapshotRow(state.kind, record, state.scope, values, seqs, state.deleted)


def snapshot(held: Held, view: View, token: str) -> SnapshotChunk:
    """The next piece of a first download (kaa_server/pull.py has it in SQL)."""
    as_of, kind, record = held.seq, -1, b""
    if token:
        epoch, told, kind_text, record_text = token.split("-")
        as_of, kind, record = int(told), int(kind_text), bytes.fromhex(record_text)
        if bytes.fromhex(epoch) != held.epoch or as_of > held.seq:
            raise RequestError(409, Code.EPOCH)
    reading = MemoryReading(held)
    wanted = sorted(
        ((state.kind, one), state)
        for one, state in held.records.items()
        if (state.kind, one) > (kind, record)
        and (not state.deleted or state.latest > as_of)
        and reading.readable(view, state.scope, state.kind, set(), one)
    )
    rows = [_row(one, state) for (_, one), state in wanted[:SNAPSHOT_ROWS]]
    more = len(wanted) > SNAPSHOT_ROWS
    last = f"{held.epoch.hex()}-{as_of}-{rows[-1].kind}-{rows[-1].record.hex()}" if more else None
    return SnapshotChunk(held.epoch, as_of, len(wanted), rows, last)
