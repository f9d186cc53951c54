"""The whole of the server's logic behind its routes, on the storage in memory; bytes in, bytes out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

import attrs
import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kaa_core.model.rights import may_write
from kaa_core.sync import receiving
from kaa_core.sync.messages import (
    ErrorBody,
    Message,
    Push,
    PushAnswer,
    SignedPush,
    SnapshotChunk,
    SnapshotRow,
    pack,
    push_proof,
    unpack,
)
from kaa_core.sync.receiving import Terms
from kaa_core.sync.sight import View
from kaa_core.sync.state import Author
from kaa_server import pull
from kaa_server.errors import Code, RequestError
from kaa_server.push import check_form
from kaa_server.views import Seen
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
    own_n: int = 0

    def handle(self, device: bytes, method: str, target: str, body: bytes) -> tuple[int, bytes]:
        """Answer a request whose own signature and token have been checked."""
        address = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        account = self.accounts[device]
        route = getattr(self, "_" + address.path.split("/")[2], None)
        try:
            if route is None:
                raise RequestError(404, Code.NOT_FOUND)
            answer: Message = route(account, query, body)
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
            terms = attrs.evolve(terms, view=view, may_write=partial(may_write, account.role))
        shelf = MemoryShelf(self.held, push.device, push.incarnation)
        before = self.held.seq
        try:
            answer = receiving.take(push, shelf, terms)
        except receiving.Gap as gap:
            raise RequestError(409, Code.GAP, expected=gap.expected) from None
        except receiving.Diverged as diverged:
            raise RequestError(409, Code.DIVERGED, expected=diverged.expected) from None
        self.after_push(push, answer, before)
        return answer

    def write_own(self, operations: list[Any]) -> PushAnswer:
        """What the server does by itself: each operation a transaction of its own."""
        numbered = []
        for operation in operations:
            self.own_n += 1
            numbered.append(msgspec.structs.replace(operation, n=self.own_n, tx=self.own_n))
        return self.take(Push(SERVER.device, 1, SERVER.actor, 1, numbered), None)

    def _pull(self, account: Account, query: dict[str, str], _: bytes) -> Message:
        reading: Any = MemoryReading(self.held)
        seen = Seen(*self.held.view(account.role, account.worker))
        epoch, after = bytes.fromhex(query["epoch"]), int(query["after"])
        return pull.pull(reading, seen, epoch, after, int(query["limit"]))

    def _snapshot(self, account: Account, query: dict[str, str], _: bytes) -> SnapshotChunk:
        view, _since = self.held.view(account.role, account.worker)
        return snapshot(self.held, view, query.get("cursor", ""))


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
        and reading.readable(view, state.scope, state.kind, set())
    )
    rows = [
        SnapshotRow(kind, one, state.scope, dict(state.values), dict(state.seqs), state.deleted)
        for (kind, one), state in wanted[:SNAPSHOT_ROWS]
    ]
    more = len(wanted) > SNAPSHOT_ROWS
    last = f"{held.epoch.hex()}-{as_of}-{rows[-1].kind}-{rows[-1].record.hex()}" if more else None
    return SnapshotChunk(held.epoch, as_of, len(wanted), rows, last)
