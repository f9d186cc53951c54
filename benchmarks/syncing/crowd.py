"""200 devices at once, each with its own key, session and connection, on one server.

First all send as fast as they can; then each saves now and then, as people do, while one of them
sends 100 000 records. All requests are packed and signed beforehand, so that the devices take as
little as can be of the two processors that they share with the server.
"""

from __future__ import annotations

import asyncio
import random
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit
from uuid import UUID

import attrs
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.figures import Figure
from benchmarks.syncing import place
from benchmarks.syncing.scenes import NUMBER
from kaa_core.model.ids import DeviceId, UserId
from kaa_core.model.records import JournalNote, Youth
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.messages import (
    SCHEMA,
    Operation,
    Outcome,
    Push,
    PushAnswer,
    SignedPush,
    Verb,
    pack,
    push_proof,
    request_proof,
    unpack,
)
from kaa_server import postgres, sessions
from kaa_server.clock import new_id, system_clock
from kaa_server.codec import Codec
from kaa_server.database import Connection, Database
from kaa_server.keyring import NAME as KEYS
from kaa_server.keyring import Keyring
from tests.server_process import new_record

DEVICES = 200
SECONDS = 10.0
BATCH = 20
MANY = 100_000
MANY_BATCH = 2_000
PAUSE = 5.0
"""Seconds between what one person saves, on the mean: twelve times a minute, all 199 of them."""
WAIT_MS = 1_000.0
AT = 1_795_000_000_000
TEXT = "Ringde och fick svar. Berättade om hjälpen som finns och bad om en tid. "
TARGET = "/v1/push"


@attrs.define
class Peer:
    """A device: what it has to send, packed and signed, and how long each answer took."""

    device: bytes
    actor: bytes
    key: Ed25519PrivateKey = attrs.field(repr=False)
    access: str = attrs.field(repr=False)
    n: int = 0
    waits: list[float] = attrs.field(factory=list)

    def request(self, host: str, operations: list[Operation]) -> bytes:
        """A push as it goes over the wire."""
        push = Push(self.device, 1, self.actor, SCHEMA, operations)
        payload = pack(push)
        plain = pack(SignedPush(self.key.sign(push_proof(push, payload)), payload))
        body = zstandard.ZstdCompressor(level=3).compress(plain)
        signature = self.key.sign(request_proof("POST", TARGET, self.access, body))
        head = (
            f"POST {TARGET} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {self.access}\r\n"
            f"kaa-signature: {urlsafe_b64encode(signature).decode().rstrip('=')}\r\n"
            "content-type: application/msgpack\r\ncontent-encoding: zstd\r\n"
            f"accept-encoding: zstd\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def notes(self, youth: bytes, count: int) -> list[Operation]:
        """So many new notes, each an act of its own."""
        kind = REGISTRY.kind(JournalNote)
        fields = {name: kind.by_name[name] for name in ("youth", "occurred_on", "text")}
        values = {"youth": UUID(bytes=youth), "occurred_on": date(2026, 11, 20), "text": TEXT}
        wired = {field.id: field.to_wire(values[name]) for name, field in fields.items()}
        made = []
        for _ in range(count):
            self.n += 1
            made.append(
                Operation(self.n, self.n, Verb.CREATE, kind.id, new_record(), wired, 0, AT, youth)
            )
        return made


def measure(devices: int = DEVICES, many: int = MANY) -> list[Figure]:
    """Both in one municipality of a new server."""
    with place.running() as there:
        code = there.municipality()
        there.user(code, 0)
        peers = list(enrolled(there, code, devices))
        host = urlsplit(there.server.url).netloc
        youth = asyncio.run(_youth(host, peers[0]))
        fast = asyncio.run(_as_fast(host, peers, youth))
        for peer in peers:
            peer.waits.clear()
        took = asyncio.run(_beside(host, peers, youth, many))
    waits = sorted(wait for peer in peers[1:] for wait in peer.waits)
    return [
        fast_figure(fast, devices),
        Figure(
            name=f"each of them: {BATCH} records sent and acknowledged",
            samples=fast["waits"],
        ),
        Figure(
            name=f"While one device sends {many} records: another's save acknowledged",
            samples=waits,
            limit=WAIT_MS,
            judged="most",
            note=f"{len(waits)} saves by {devices - 1} devices, one each in {PAUSE:g} s on the mean",
        ),
        Figure(
            name="and the one that sends them",
            samples=[many / took],
            unit="records/s",
        ),
    ]


def fast_figure(fast: dict[str, list[float]], devices: int) -> Figure:
    """Operations in a second, all devices together."""
    return Figure(
        name=f"{devices} devices at once, each sending {BATCH} records after another",
        samples=fast["rate"],
        unit="records/s",
    )


def enrolled(there: place.Place, code: str, count: int) -> Iterator[Peer]:
    """Devices of one user, each with a session of its own; the passwords' slowness is left out."""
    data = there.server.data_dir
    with (
        postgres.running(data, "command") as reached,
        Database(reached.app, Codec(Keyring(data / KEYS))) as database,
        database.tenant(code) as connection,
    ):
        query = "SELECT account FROM account WHERE municipality = %s AND username = %s"
        [account] = connection.execute(query, [code, place.USER.format(0)]).fetchall()
        for number in range(count):
            yield _device(connection, code, account[0], number)


def _device(connection: Connection, code: str, account: UUID, number: int) -> Peer:
    key, device = Ed25519PrivateKey.generate(), new_id(system_clock)
    connection.execute(
        "INSERT INTO device (municipality, device, account, name, program, public_key, "
        "enrolled_at) VALUES (%s, %s, %s, %s, 'bench', %s, now())",
        [code, device, account, f"KAA-{number}", key.public_key().public_bytes_raw()],
    )
    tokens = sessions.begin(connection, system_clock, code, UserId(account), DeviceId(device))
    return Peer(device.bytes, account.bytes, key, tokens.access)


# -- the three courses


async def _youth(host: str, peer: Peer) -> bytes:
    kind, youth = REGISTRY.kind(Youth), new_record()
    values = {"identity_number": NUMBER, "given_name": "Alva", "family_name": "Prov"}
    wired = {kind.by_name[name].id: value for name, value in values.items()}
    peer.n += 1
    made = Operation(peer.n, peer.n, Verb.CREATE, kind.id, youth, wired, 0, AT, youth)
    line = await _Line.open(host)
    await line.send(peer.request(host, [made]))
    line.close()
    return youth


async def _as_fast(host: str, peers: list[Peer], youth: bytes) -> dict[str, list[float]]:
    """Every device sends its next as soon as it has the answer."""
    share = 40
    ready = [[peer.request(host, peer.notes(youth, BATCH)) for _ in range(share)] for peer in peers]
    counted = [0]
    until = time.perf_counter() + SECONDS

    async def one(peer: Peer, requests: list[bytes]) -> None:
        line = await _Line.open(host)
        for request in requests:
            if time.perf_counter() > until:
                break
            peer.waits.append(await line.send(request))
            counted[0] += BATCH
        line.close()

    began = time.perf_counter()
    await asyncio.gather(*map(one, peers, ready))
    took = time.perf_counter() - began
    for peer in peers:  # what was packed and never sent leaves a gap in its numbering
        peer.n = 1 * (peer is peers[0]) + len(peer.waits) * BATCH
    waits = [wait for peer in peers for wait in peer.waits]
    return {"rate": [counted[0] / took], "waits": waits}


async def _beside(host: str, peers: list[Peer], youth: bytes, many: int) -> float:
    """One sends much, the others a record now and then; seconds that the much took."""
    much = [
        peers[0].request(host, peers[0].notes(youth, MANY_BATCH))
        for _ in range(max(1, many // MANY_BATCH))
    ]
    done = asyncio.Event()
    chance = random.Random(7)

    async def other(peer: Peer) -> None:
        line = await _Line.open(host)
        await asyncio.sleep(chance.random() * PAUSE)
        while not done.is_set():
            request = peer.request(host, peer.notes(youth, 1))
            peer.waits.append(await line.send(request))
            await asyncio.sleep(chance.random() * 2 * PAUSE)
        line.close()

    others = [asyncio.create_task(other(peer)) for peer in peers[1:]]
    line = await _Line.open(host)
    began = time.perf_counter()
    for request in much:
        await line.send(request)
    took = time.perf_counter() - began
    done.set()
    line.close()
    await asyncio.gather(*others)
    return took


@attrs.define
class _Line:
    """One kept connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def open(cls, host: str) -> _Line:
        name, _, port = host.partition(":")
        return cls(*await asyncio.open_connection(name, int(port)))

    async def send(self, request: bytes) -> float:
        """Send and have all of it applied; milliseconds."""
        began = time.perf_counter()
        self.writer.write(request)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length:")[2].split("\r\n")[0])
        body = await self.reader.readexactly(length)
        took = (time.perf_counter() - began) * 1000
        if not head.startswith("http/1.1 200"):
            raise SystemExit(f"the server answered {head.splitlines()[0]}")
        if "content-encoding: zstd" in head:
            body = zstandard.ZstdDecompressor().decompressobj().decompress(body)
        if {one.outcome for one in unpack(body, PushAnswer).answers} != {Outcome.APPLIED}:
            raise SystemExit("the server did not take all")
        return took

    def close(self) -> None:
        """Let go of it."""
        self.writer.close()
