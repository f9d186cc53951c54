"""What a coordinator sees and decides of notices about somebody who is not in the register."""

from __future__ import annotations

import uuid

from kaa_core.model.ids import RecordId
from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY, milliseconds
from kaa_core.model.rights import Right
from kaa_core.sync.notices import (
    BELONGS,
    ENTER,
    LET_GO,
    MOST_LISTED,
    AnsweredNotice,
    AnswerNotice,
    UnknownNotice,
    UnknownNotices,
)
from kaa_server import ingest, notices
from kaa_server.clock import Clock
from kaa_server.database import Connection, Database
from kaa_server.errors import Code, RequestError
from kaa_server.notices import Waiting
from kaa_server.routing import Call, Proof, Route
from kaa_server.sessions import Caller


def listed(database: Database, clock: Clock, municipality: str) -> UnknownNotices:
    """What waits, after a look at whether somebody has been entered meanwhile."""
    notices.deliver(database, clock, municipality)
    with database.tenant(municipality) as connection:
        found = notices.waiting(connection, municipality)
        days = notices.waits_for(connection, municipality).days
    return UnknownNotices([_told(one) for one in found[:MOST_LISTED]], len(found), days)


def answer(database: Database, clock: Clock, caller: Caller, asked: AnswerNotice) -> AnsweredNotice:
    """Carry a coordinator's decision out, in one transaction.

    Raises:
        RequestError: 400 for what says too little, 404 for a youth who is not here, 409 ``decided``
            when the notice no longer waits.
    """
    with_youth = asked.youth is not None and len(asked.youth) == 16
    if asked.answer not in {ENTER, BELONGS, LET_GO} or len(asked.notice) != 16:
        raise RequestError(400, Code.BAD_REQUEST)
    if with_youth != (asked.answer == BELONGS):
        raise RequestError(400, Code.BAD_REQUEST)
    municipality = caller.municipality
    # Somebody may have entered her since the list was made: then there is nothing to decide.
    notices.deliver(database, clock, municipality)
    with database.tenant(municipality) as connection:
        notices.hold(connection, municipality)
        found = _same_pupil(notices.waiting(connection, municipality), asked.notice)
        if asked.answer == LET_GO:
            notices.dismiss(connection, clock, municipality, found, caller.account)
            return AnsweredNotice(None, len(found))
        if asked.youth is not None:
            youth = uuid.UUID(bytes=asked.youth)
            _check_here(connection, municipality, youth)
        else:
            youth = _enter(connection, clock, municipality, found[0])
        for one in found:
            if not notices.record(connection, clock, municipality, one, youth):
                raise RequestError(409, Code.NOT_TAKEN)
        notices.note_decided(connection, clock, municipality, found, caller.account)
    return AnsweredNotice(youth.bytes, len(found))


def _same_pupil(waiting: list[Waiting], notice: bytes) -> list[Waiting]:
    [number] = [one.told.identity_number for one in waiting if one.notice.bytes == notice] or [""]
    found = [one for one in waiting if one.told.identity_number == number]
    if not found:
        raise RequestError(409, Code.DECIDED)
    return found


def _enter(connection: Connection, clock: Clock, municipality: str, one: Waiting) -> uuid.UUID:
    """A new youth with the name and number that the school wrote, written by the server."""
    told = one.told
    youth = Youth(
        id=RecordId(one.youth),
        identity_number=told.identity_number,
        given_name=told.given_name,
        family_name=told.family_name,
    )
    operation = ingest.created((youth, clock()))
    if not ingest.write_whole(connection, clock, municipality, [operation]).applied:
        raise RequestError(409, Code.NOT_TAKEN)
    return one.youth


def _check_here(connection: Connection, municipality: str, youth: uuid.UUID) -> None:
    row = connection.execute(
        "SELECT 1 FROM record WHERE municipality = %s AND record = %s AND kind = %s "
        "AND NOT deleted",
        [municipality, youth, REGISTRY.kind(Youth).id],
    ).fetchone()
    if row is None:
        raise RequestError(404, Code.NOT_FOUND)


def _told(one: Waiting) -> UnknownNotice:
    told = one.told
    return UnknownNotice(
        notice=one.notice.bytes,
        receipt=one.receipt,
        received=milliseconds(one.received),
        sender=one.sender.name,
        contact=one.sender.contact,
        kind=told.kind,
        occurred_on=told.date,
        identity_number=told.identity_number,
        given_name=told.given_name,
        family_name=told.family_name,
        school=told.school,
        form=told.education,
        programme=told.programme,
    )


def send_unknown(call: Call) -> UnknownNotices:
    """What waits."""
    services = call.services
    return listed(services.database, services.clock, call.proven.municipality)


def take_answer(call: Call) -> AnsweredNotice:
    """A coordinator's decision."""
    assert isinstance(call.message, AnswerNotice)
    return answer(call.services.database, call.services.clock, call.proven, call.message)


ROUTES = (
    Route(
        "GET",
        "/v1/notices",
        "Schools' notices about somebody who is not in the register",
        Proof.ACCESS_TOKEN,
        UnknownNotices,
        send_unknown,
        right=Right.KEEP_REGISTER,
    ),
    Route(
        "POST",
        "/v1/notices/answer",
        "Decide about a notice",
        Proof.ACCESS_TOKEN,
        AnsweredNotice,
        take_answer,
        AnswerNotice,
        right=Right.KEEP_REGISTER,
    ),
)
