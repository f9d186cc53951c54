"""Attached files: which pieces are there, a piece in, the whole verified, a piece out."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from kaa_core.model.rights import Right
from kaa_core.sync.attachments import Piece, Pieces
from kaa_server import pull
from kaa_server.attachments import Attachments
from kaa_server.errors import Code, RequestError
from kaa_server.routing import Call, Proof, Route


def tell_pieces(call: Call) -> Pieces:
    """Which pieces of a file are here."""
    with _files(call) as files:
        return files.pieces(pull.hex_id(call.path["record"]))


def take_piece(call: Call) -> Pieces:
    """Keep a piece."""
    assert isinstance(call.message, Piece)
    with _files(call) as files:
        return files.take(pull.hex_id(call.path["record"]), _index(call), call.message)


def finish(call: Call) -> Pieces:
    """Verify a file that is all here. One that is another than its record says is let go of."""
    with _files(call) as files:
        found = files.finish(pull.hex_id(call.path["record"]))
    if found is None:
        raise RequestError(409, Code.CONTENT)
    return found


def send_piece(call: Call) -> Piece:
    """Hand out a piece."""
    with _files(call) as files:
        return files.piece(pull.hex_id(call.path["record"]), _index(call))


@contextlib.contextmanager
def _files(call: Call) -> Iterator[Attachments]:
    services, caller = call.services, call.proven
    with services.database.tenant(caller.municipality) as connection:
        yield Attachments(connection, services.clock, caller)


def _index(call: Call) -> int:
    text = call.path["index"]
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise RequestError(400, Code.BAD_REQUEST)
    return int(text)


ROUTES = (
    Route(
        "GET",
        "/v1/attachment/{record}",
        "Which pieces of an attached file are here",
        Proof.ACCESS_TOKEN,
        Pieces,
        tell_pieces,
        right=Right.READ_CASES,
    ),
    Route(
        "PUT",
        "/v1/attachment/{record}/{index}",
        "Send a piece of an attached file",
        Proof.ACCESS_TOKEN,
        Pieces,
        take_piece,
        Piece,
        right=Right.WRITE_CASES,
    ),
    Route(
        "POST",
        "/v1/attachment/{record}/whole",
        "Have an attached file verified when all its pieces are sent",
        Proof.ACCESS_TOKEN,
        Pieces,
        finish,
        right=Right.WRITE_CASES,
    ),
    Route(
        "GET",
        "/v1/attachment/{record}/{index}",
        "A piece of an attached file",
        Proof.ACCESS_TOKEN,
        Piece,
        send_piece,
        right=Right.READ_CASES,
    ),
)
