"""An administrator's schools of other owners: who may notify, a new key, and a school that may no more."""

from __future__ import annotations

import uuid
from datetime import datetime

from kaa_core.model.registry import milliseconds
from kaa_core.sync.administration import Done
from kaa_core.sync.notices import BlockSender, IssuedKey, NewSender, SenderRow, Senders
from kaa_server import notice_senders
from kaa_server.adminlog import By
from kaa_server.errors import Code, RequestError
from kaa_server.faults import OperatorError
from kaa_server.notice_senders import Sender
from kaa_server.routes_admin import administered
from kaa_server.routing import Call


def list_senders(call: Call) -> Senders:
    """All schools that may notify, or have been allowed to."""
    code = call.proven.municipality
    with call.services.database.tenant(code) as connection:
        return Senders([_row(one) for one in notice_senders.listed(connection, code)])


def add_sender(call: Call) -> IssuedKey:
    """Let a school notify; its key is answered this once."""
    asked, caller, services = call.message, call.proven, call.services
    assert isinstance(asked, NewSender)
    try:
        sender, key = notice_senders.add(
            services.database,
            services.clock,
            caller.municipality,
            asked.name,
            asked.school_unit,
            asked.contact,
            by=By(caller.account, caller.device),
        )
    except OperatorError:
        raise RequestError(400, Code.BAD_REQUEST) from None
    return IssuedKey(_row(sender), key)


def block_sender(call: Call) -> Done:
    """Take nothing more from a school."""
    asked, caller, services = call.message, call.proven, call.services
    assert isinstance(asked, BlockSender)
    if len(asked.sender) != 16:
        raise RequestError(400, Code.BAD_REQUEST)
    try:
        notice_senders.block(
            services.database,
            services.clock,
            caller.municipality,
            uuid.UUID(bytes=asked.sender),
            by=By(caller.account, caller.device),
        )
    except OperatorError:
        raise RequestError(404, Code.NOT_FOUND) from None
    return Done()


def _row(one: Sender) -> SenderRow:
    return SenderRow(
        sender=one.id.bytes,
        name=one.name,
        school_unit=one.school_unit,
        contact=one.contact,
        added=milliseconds(one.added_at),
        used=_instant(one.used_at),
        blocked=_instant(one.blocked_at),
    )


def _instant(at: datetime | None) -> int:
    return 0 if at is None else milliseconds(at)


ROUTES = (
    administered("GET", "senders", "Schools that may notify", Senders, list_senders),
    administered("POST", "senders", "Let a school notify", IssuedKey, add_sender, NewSender),
    administered(
        "POST", "senders/block", "Take nothing more from a school", Done, block_sender, BlockSender
    ),
)
