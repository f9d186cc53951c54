"""Tidiga signaler on the server: what is due is erased, as by a decision, without anybody asking for it.

Each entry lies sealed under a key of its own (codec.py), which goes with it. What somebody took off the
list goes the same way: a deletion would leave it in the log.
"""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from typing import Final

from starlette.concurrency import run_in_threadpool

from kaa_core.model.enums import ErasureReason
from kaa_core.model.records import EarlySignal
from kaa_core.model.registry import REGISTRY
from kaa_core.rules import early
from kaa_core.sync.erasing import Target
from kaa_server import forgetting, log_rows
from kaa_server.clock import Clock
from kaa_server.database import Database
from kaa_server.decided import decided
from kaa_server.erasing import Decision
from kaa_server.errors import RequestError
from kaa_server.importing import stored
from kaa_server.logs import fault, log
from kaa_server.notices import today

EVERY_SECONDS: Final = 3600
WORDS: Final = "Tidiga signaler: tiden är ute, eller listan är avstängd"
_KIND: Final = REGISTRY.kind(EarlySignal)


def sweep(database: Database, clock: Clock, municipality: str) -> int:
    """Erase every entry that is due or taken off; how many there were."""
    done = 0
    for record in _due(database, clock, municipality):
        decision = Decision(uuid.uuid4(), int(ErasureReason.NOT_NEEDED), WORDS, None, clock())
        with contextlib.suppress(RequestError):  # somebody else has erased it meanwhile
            forgetting.carry_out(database, municipality, Target(record), decision)
            done += 1
    return done


def _due(database: Database, clock: Clock, municipality: str) -> list[bytes]:
    with database.tenant(municipality) as connection:
        rows = connection.execute(
            "SELECT record, kind, scope, deleted, body FROM record "
            "WHERE municipality = %s AND kind = %s ORDER BY record",
            [municipality, _KIND.id],
            binary=True,
        ).fetchall()
        if not rows:
            return []
        settings = decided(connection, municipality).settings
        states = log_rows.states_of(connection, municipality, rows)
    found, day = [], today(clock)
    for record, state in states.items():
        held = None if state.deleted else stored.made(record, state)
        signal = held.record if held is not None else None
        # What is deleted, or cannot be read as an entry, has no reason to lie here.
        if not isinstance(signal, EarlySignal) or early.is_due(signal, settings, day):
            found.append(record)
    return found


def sweep_all(database: Database, clock: Clock) -> None:
    """Every municipality that has anything about anybody."""
    for code in database.codec.keyring.all():
        count = sweep(database, clock, code)
        if count:
            log.info("early signals erased", municipality=code, count=count)


async def rounds(database: Database, clock: Clock) -> None:
    """Sweep now and every hour, until cancelled; a round that fails is tried again at the next."""
    while True:
        try:
            await run_in_threadpool(sweep_all, database, clock)
        except Exception as error:  # noqa: BLE001 - the next round is in an hour
            log.error("early signals not erased", **fault(error))
        await asyncio.sleep(EVERY_SECONDS)
