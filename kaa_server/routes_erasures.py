"""Erasing by a decision, receipts of it, and the list of what has been erased."""

from __future__ import annotations

from kaa_core.model.rights import Right
from kaa_core.sync.administration import Done
from kaa_core.sync.erasures import Carried, Erase, Erasures, Outstanding, Receipt
from kaa_server import forgetting
from kaa_server.routing import Call, Proof, Route


def erase(call: Call) -> Carried:
    """Erase a youth, a record or fields of one, by a decision."""
    assert isinstance(call.message, Erase)
    services = call.services
    return forgetting.decide(services.database, services.clock, call.proven, call.message)


def list_erasures(call: Call) -> Erasures:
    """What has been erased, and where every computer stands. Names nobody."""
    code = call.proven.municipality
    with call.services.database.tenant(code) as connection:
        return forgetting.listed(connection, code)


def list_outstanding(call: Call) -> Outstanding:
    """What the calling computer has not said that it has erased."""
    who = call.proven
    with call.services.database.tenant(who.municipality) as connection:
        return forgetting.outstanding(connection, who.municipality, who.device)


def take_receipt(call: Call) -> Done:
    """The calling computer has erased."""
    assert isinstance(call.message, Receipt)
    who, clock = call.proven, call.services.clock
    with call.services.database.tenant(who.municipality) as connection:
        forgetting.acknowledge(connection, clock, who.municipality, who.device, call.message)
    return Done()


ROUTES = (
    Route(
        "POST",
        "/v1/erasures",
        "Erase by a decision",
        Proof.ACCESS_TOKEN,
        Carried,
        erase,
        Erase,
        right=Right.KEEP_REGISTER,
    ),
    Route(
        "GET",
        "/v1/erasures",
        "What has been erased",
        Proof.ACCESS_TOKEN,
        Erasures,
        list_erasures,
        right=Right.KEEP_REGISTER,
    ),
    Route(
        "GET",
        "/v1/erased",
        "What this computer is to erase",
        Proof.ACCESS_TOKEN,
        Outstanding,
        list_outstanding,
    ),
    Route(
        "POST",
        "/v1/erased",
        "This computer has erased",
        Proof.ACCESS_TOKEN,
        Done,
        take_receipt,
        Receipt,
    ),
)
