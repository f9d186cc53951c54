"""Unsent work handed over as a file, for a computer that must be emptied and cannot connect.

The file holds the work as the signed pushes that the computer would have sent, sealed under a code that is
shown once. A coordinator or an administrator carries it to the server, which checks the computer's own
signature and takes it as that computer's push. Nothing is taken out of the outbox here: if the computer
connects after all, the server knows the same operations again.
"""

from __future__ import annotations

import base64
import os
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final

import attrs
import msgspec
import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kaa_core.sync.messages import (
    SCHEMA,
    Message,
    Outcome,
    Push,
    PushAnswer,
    SignedPush,
    pack,
    push_proof,
    unpack,
)
from kaa_core.sync.standing import PREFIX
from kaa_desktop.app import words
from kaa_desktop.app.context import Context
from kaa_desktop.app.replica import DEVICE_KEY
from kaa_desktop.app.synchronising import Synchronising
from kaa_desktop.store import settings
from kaa_desktop.store.errors import StoreFault
from kaa_desktop.store.files import from_os
from kaa_desktop.store.queries import Queries
from kaa_desktop.store.store import Store
from kaa_desktop.sync.client import Client, Signer
from kaa_desktop.sync.faults import SyncFault

SUFFIX: Final = "kaalamnat"
HANDED: Final = "handed_over"
_MARK: Final = b"KAA-handed-over-1\n"
_LARGEST: Final = 256 * 1024 * 1024
_BATCH: Final = 500
_CODE_BYTES: Final = 15
_SALT: Final = 16
_NONCE: Final = 12


class NothingToHandOver(StoreFault):
    """The outbox is empty."""

    happened = "Det finns inget osänt att lämna över."
    safe = "Allt du har fört in finns på servern."
    advice = "Du behöver inte göra något."


class NotHandedOver(StoreFault):
    """The file is something else, is not whole, or the code is another's."""

    happened = "Filen och koden hör inte ihop, eller så är filen inte hel."
    safe = "Ingenting är ändrat, och filen är orörd."
    advice = "Kontrollera koden. Stämmer den, be om filen en gång till."


class OtherMunicipality(StoreFault):
    """It is for another server."""

    happened = "Det överlämnade arbetet hör till en annan kommun."
    safe = "Ingenting är ändrat, och filen är orörd."
    advice = "Lämna filen till en samordnare i den kommunen."


class Handed(Message, frozen=True, array_like=True, gc=False):
    """What lies sealed in the file."""

    municipality: str
    device: str
    person: str
    acts: int
    pushes: list[SignedPush]


@attrs.frozen(kw_only=True, repr=False)
class HandedOver:
    """A file was written. `code` opens it and is shown once."""

    acts: int
    code: str


class HandingOver:
    """Writes the file, and takes such files in."""

    def __init__(self, store: Store, context: Context, sync: Synchronising, code: str) -> None:
        self._store = store
        self._context = context
        self._sync = sync
        self._municipality = code
        self._hands = ThreadPoolExecutor(1, thread_name_prefix="kaa-hand-over")

    def close(self) -> None:
        """End; what is being done is finished."""
        self._hands.shutdown(wait=True)

    def write(self, out: Path) -> Future[HandedOver]:
        """Write all that waits into the new file `out`. The future raises a `StoreFault`."""
        return self._hands.submit(self._write, out)

    def take(self, file: Path, code: str) -> Future[str]:
        """Carry a file to the server; the future says what came of it, or raises a fault in words."""
        return self._hands.submit(self._take, file, code)

    def _write(self, out: Path) -> HandedOver:
        private = self._store.setting(DEVICE_KEY)
        acts = self._store.queries.unsent_acts()
        if not acts or private is None:
            raise NothingToHandOver
        pushes, last = self._pushes(Signer.from_bytes(private))
        who = self._context.identity.who
        handed = Handed(self._municipality, who.device, who.name, acts, pushes)
        code = new_code(os.urandom(_CODE_BYTES))
        write_new(out, sealed(handed, code, os.urandom(_SALT + _NONCE)))
        value = msgspec.msgpack.encode((self._store.incarnation(), last))
        self._store.put_settings({HANDED: value}).result()
        return HandedOver(acts=acts, code=code)

    def _pushes(self, signer: Signer) -> tuple[list[SignedPush], int]:
        identity = self._context.identity
        cursor = self._store.cursor()
        epoch = b"" if cursor is None else cursor.epoch[:PREFIX]
        sender = identity.device.bytes, self._store.incarnation(), identity.user.bytes
        pushes, last = list[SignedPush](), 0
        while operations := self._store.waiting(_BATCH, after=last):
            pushes.append(_signed(signer, Push(*sender, SCHEMA, operations, epoch)))
            last = operations[-1].n
        return pushes, last

    def _take(self, file: Path, code: str) -> str:
        handed = opened(read(file), code)
        if handed.municipality != self._municipality:
            raise OtherMunicipality
        answers = [answer for push in handed.pushes for answer in self._carry(push).answers]
        refused = sum(1 for one in answers if one.outcome is Outcome.REFUSED)
        waiting = sum(1 for one in answers if one.outcome is Outcome.QUARANTINED)
        disputed = sum(1 for one in answers if one.outcome is Outcome.CONFLICT)
        changes = words.counted(handed.acts, "ändring", "ändringar")
        told = [f"{changes} av {handed.person} från {handed.device} finns nu på servern."]
        if disputed:
            told.append(words.counted(disputed, "konflikt", "konflikter") + " väntar på ett val.")
        if waiting:
            told.append(f"{waiting} väntar på en samordnares prövning.")
        if refused:
            told.append(
                f"{refused} kunde inte tas emot. Be den som skrev att se efter i sin profil."
            )
        self._sync.now()
        return " ".join(told)

    def _carry(self, push: SignedPush) -> PushAnswer:
        try:
            return self._sync.ask(partial(_carried, push)).result()
        except SyncFault as fault:
            raise _Told(fault) from None


class _Told(StoreFault):
    """A fault of the connection, in its own words."""

    def __init__(self, fault: SyncFault | None = None) -> None:
        super().__init__()
        if fault is not None:
            self.happened, self.safe, self.advice = fault.happened, fault.safe, fault.advice


def handed_up_to(queries: Queries) -> int:
    """The last operation that has been handed over in this numbering; 0 when none has."""
    held = queries.read(lambda connection: settings.get(connection, HANDED))
    if held is None:
        return 0
    incarnation, last = msgspec.msgpack.decode(held, type=tuple[int, int])
    now = queries.read(lambda connection: settings.get_number(connection, settings.INCARNATION, 0))
    return last if incarnation == now else 0


# -- the file


def new_code(random: bytes) -> str:
    """A code that can be read over a telephone, of 120 bits."""
    text = base64.b32encode(random).decode().lower()
    return "-".join(text[place : place + 4] for place in range(0, len(text), 4))


def sealed(handed: Handed, code: str, random: bytes) -> bytes:
    """The file's content."""
    salt, nonce = random[:_SALT], random[_SALT:]
    plain = zstandard.ZstdCompressor(level=6).compress(pack(handed))
    return _MARK + salt + nonce + AESGCM(_key(code, salt)).encrypt(nonce, plain, _MARK)


def opened(content: bytes, code: str) -> Handed:
    """What a file holds; raises `NotHandedOver`."""
    if not content.startswith(_MARK):
        raise NotHandedOver
    at = len(_MARK)
    salt, nonce = content[at : at + _SALT], content[at + _SALT : at + _SALT + _NONCE]
    try:
        plain = AESGCM(_key(code, salt)).decrypt(nonce, content[at + _SALT + _NONCE :], _MARK)
        reader = zstandard.ZstdDecompressor().stream_reader(plain)
        return unpack(reader.read(_LARGEST), Handed)
    except (InvalidTag, ValueError, zstandard.ZstdError, RecursionError):
        raise NotHandedOver from None


def read(path: Path) -> bytes:
    """A file's content; raises a `StoreFault`."""
    try:
        with path.open("rb") as stream:
            return stream.read(_LARGEST)
    except OSError:
        raise NotHandedOver from None


def write_new(out: Path, content: bytes) -> None:
    """Write a new file, for its owner alone; raises a `StoreFault`, and then there is none."""
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise from_os(error) from None
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        out.unlink(missing_ok=True)
        raise from_os(error) from None


def _key(code: str, salt: bytes) -> bytes:
    plain = "".join(one for one in code.lower() if one.isalnum()).encode()
    return HKDF(SHA256(), 32, salt, _MARK).derive(plain)


def _signed(signer: Signer, push: Push) -> SignedPush:
    payload = pack(push)
    return SignedPush(signer(push_proof(push, payload)), payload)


def _carried(push: SignedPush, client: Client, access: str) -> PushAnswer:
    return client.ask(PushAnswer, "POST", "/v1/carried", pack(push), access=access)
