"""Bodies on the wire: read within bounds of size and time, MessagePack, zstd over 200 bytes."""

from __future__ import annotations

import asyncio
import binascii
from base64 import urlsafe_b64decode

import attrs
import zstandard
from starlette.requests import ClientDisconnect, Request

from kaa_core.sync.messages import ErrorBody, M, Message, pack, unpack
from kaa_server.errors import Code, RequestError

MEDIA_TYPE = "application/msgpack"
COMPRESS_OVER = 200
MAX_WINDOW = 32 * 1024 * 1024


@attrs.frozen(slots=True)
class Limits:
    """How much and how long a request's body may be."""

    sent_bytes: int = 8 * 1024 * 1024
    unpacked_bytes: int = 32 * 1024 * 1024
    read_seconds: float = 30.0


async def read_body(request: Request, limits: Limits) -> bytes:
    """The body as sent.

    Raises:
        RequestError: 413 when it is larger than allowed (whatever Content-Length says), 408 when it
            has not come in time: a half-open request must not hold a place for ever.
    """
    declared = request.headers.get("content-length", "0")
    if not declared.isdigit() or int(declared[:12]) > limits.sent_bytes:
        raise RequestError(413, Code.TOO_LARGE)
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(limits.read_seconds):
            async for part in request.stream():
                size += len(part)
                if size > limits.sent_bytes:
                    raise RequestError(413, Code.TOO_LARGE)
                parts.append(part)
    except TimeoutError:
        raise RequestError(408, Code.SLOW_BODY) from None
    except ClientDisconnect:
        raise RequestError(400, Code.BAD_REQUEST) from None
    return b"".join(parts)


def decode(body: bytes, encoding: str, form: type[M], limits: Limits) -> M:
    """Unpack a body.

    Raises:
        RequestError: 400, 413 or 415.
    """
    if encoding == "zstd":
        body = _decompress(body, limits.unpacked_bytes)
    elif encoding not in {"", "identity"}:
        raise RequestError(415, Code.MEDIA_TYPE)
    try:
        return unpack(body, form)
    except (ValueError, RecursionError, OverflowError):
        raise RequestError(400, Code.BAD_REQUEST) from None


def encode(message: Message, accepted: str) -> tuple[bytes, dict[str, str]]:
    """A message as sent, and the headers that say how."""
    body = pack(message)
    headers = {"content-type": MEDIA_TYPE, "vary": "accept-encoding"}
    if len(body) > COMPRESS_OVER and "zstd" in accepted:
        headers["content-encoding"] = "zstd"
        body = zstandard.ZstdCompressor(level=3).compress(body)
    return body, headers


def error_body(error: RequestError) -> tuple[bytes, dict[str, str]]:
    """What the client gets to see of an error."""
    headers = {"content-type": MEDIA_TYPE}
    if error.retry_after:
        headers["retry-after"] = str(error.retry_after)
    return pack(ErrorBody(code=error.code.value, expected=error.expected)), headers


def signature_of(header: str) -> bytes:
    """The 64 bytes of a Kaa-Signature header.

    Raises:
        RequestError: 401.
    """
    try:
        signature = urlsafe_b64decode(header.encode("ascii") + b"=" * (-len(header) % 4))
    except (binascii.Error, UnicodeEncodeError, ValueError):
        raise RequestError(401, Code.BAD_SIGNATURE) from None
    if len(signature) != 64:
        raise RequestError(401, Code.BAD_SIGNATURE)
    return signature


def target_of(request: Request) -> str:
    """Path and query exactly as sent: that is what was signed."""
    raw = request.scope.get("raw_path") or request.scope["path"].encode()
    query = request.scope.get("query_string", b"")
    path = raw.split(b"?", 1)[0].decode("latin-1")
    return f"{path}?{query.decode('latin-1')}" if query else path


def _decompress(body: bytes, limit: int) -> bytes:
    try:
        with zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW).stream_reader(body) as reader:
            unpacked = reader.read(limit + 1)
    except (zstandard.ZstdError, MemoryError):
        raise RequestError(400, Code.BAD_REQUEST) from None
    if len(unpacked) > limit:
        raise RequestError(413, Code.TOO_LARGE)
    return unpacked
