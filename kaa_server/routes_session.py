"""Enrolling a device, logging in, and new tokens."""

from __future__ import annotations

from kaa_core.sync.messages import Enrol, Enrolled, Login, Refresh, Tokens, packed_id
from kaa_server import accounts, sessions
from kaa_server.errors import Code, RequestError
from kaa_server.routing import Call, Proof, Route


def enrol(call: Call) -> Enrolled:
    """Make a device known and begin its first session."""
    services, request = call.services, call.message
    assert isinstance(request, Enrol)
    made = accounts.enrol(services.database, services.passwords, services.clock, request)
    account, municipality = made.account, made.municipality
    with services.database.tenant(municipality.code) as connection:
        tokens = sessions.begin(
            connection, services.clock, municipality.code, account.id, made.device
        )
    return Enrolled(
        device=made.device.bytes,
        incarnation=1,
        user=account.id.bytes,
        name=account.name,
        role=account.role,
        worker=packed_id(account.worker),
        municipality=municipality.code,
        municipality_name=municipality.name,
        practice=municipality.practice,
        epoch=municipality.epoch.bytes,
        recovery_key=municipality.recovery_key,
        tokens=tokens,
    )


def log_in(call: Call) -> Tokens:
    """Begin a session by password when the refresh token has run out."""
    services, request = call.services, call.message
    assert isinstance(request, Login)
    return sessions.log_in(
        services.database, services.passwords, services.clock, call.proven, request
    )


def refresh(call: Call) -> Tokens:
    """Give new tokens for the refresh token."""
    request = call.message
    assert isinstance(request, Refresh)
    with call.services.database.tenant(call.proven.municipality) as connection:
        tokens = sessions.refresh(connection, call.services.clock, call.proven, request.refresh)
    if tokens is None:
        raise RequestError(401, Code.TOKEN)
    return tokens


ROUTES = (
    Route("POST", "/v1/enrol", "Enrol a device", Proof.NEW_KEY, Enrolled, enrol, Enrol),
    Route("POST", "/v1/session", "Log in by password", Proof.DEVICE_KEY, Tokens, log_in, Login),
    Route(
        "POST",
        "/v1/session/refresh",
        "New tokens for the refresh token",
        Proof.REFRESH_TOKEN,
        Tokens,
        refresh,
        Refresh,
    ),
)
