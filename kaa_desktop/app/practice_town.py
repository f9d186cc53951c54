"""Makes the practice municipality: made-up people straight into a new encrypted store.

As if it had been downloaded: records with numbers, none of them waiting to be sent. The same records
are kept as the log of the stand-in for the server (practice_server.py), which answers from then on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

import attrs

from kaa_core.demo import people
from kaa_core.demo.dice import Dice
from kaa_core.demo.journal import Made
from kaa_core.demo.municipality import CODE, NAME, Sizes, generate
from kaa_core.model.enums import Role
from kaa_core.model.ids import RecordId, UserId
from kaa_core.model.records import MunicipalitySettings, Worker
from kaa_core.model.registry import REGISTRY, milliseconds
from kaa_core.sync.messages import Change, SnapshotChunk, SnapshotRow, Verb
from kaa_desktop import bundled
from kaa_desktop.app import profiles
from kaa_desktop.app.clock import Clock, new_id, today
from kaa_desktop.app.practice import Progress
from kaa_desktop.app.practice_log import SEED, Cast, PracticeLog, first_settings
from kaa_desktop.app.practice_server import EPOCH
from kaa_desktop.app.profiles import Profile
from kaa_desktop.store.files import from_os
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.slots import KdfParams, SlotFile
from kaa_desktop.store.store import SLOTS, Store

DEVICE: Final = "Övningsdatorn"
QUICK: Final = KdfParams(memory_kib=8192, time=1, lanes=1)
"""The passphrase is in the code: making it dear to guess would only make everybody wait."""
PIECE: Final = 1000
_GENERATED: Final = 0.25
_NUMBERS: Final = ("testdata", "test_personnummer.txt")


def make(
    folder: Path, clock: Clock, passphrase: str, progress: Progress, sizes: Sizes | None = None
) -> Profile:
    """Make the profile in a folder that does not exist. Raises a `StoreFault`; then nothing is left."""
    log = history(today(clock), sizes or Sizes(), test_numbers())
    progress(_GENERATED)
    profile = _profile(folder, clock, log.cast)
    try:
        folder.mkdir(parents=True, mode=0o700)
    except OSError as error:
        raise from_os(error) from None
    with DataKey.generate() as key:
        SlotFile(folder / SLOTS, profile.id, QUICK).create(key, passphrase)
        with Store.create(folder, key, lambda: milliseconds(clock.now())) as store:
            _fill(store, log, progress)
    # Last: a folder without this file is no profile, and is cleared away at the next attempt.
    profiles.write(profile)
    return profile


def history(as_of: date, sizes: Sizes, numbers: list[str]) -> PracticeLog:
    """What everybody in the municipality has written up to a day, as rows of a server's log."""
    cast = Cast.drawn(SEED)
    rows = [
        _row(number, made, cast)
        for number, made in enumerate(_records(as_of, sizes, numbers, cast), start=1)
    ]
    return PracticeLog(cast=cast, rows=rows)


def _records(as_of: date, sizes: Sizes, numbers: list[str], cast: Cast) -> Iterator[Made]:
    support = MunicipalitySettings(
        id=Dice(SEED, 90).new_id(people.STAFF_SINCE),
        support_name="Stina Övnander",
        support_phone="070-174 06 99",
        support_email="stod@example.com",
    )
    yield Made(record=support, by=None, at=people.STAFF_SINCE)
    for batch in generate(SEED, as_of, sizes, numbers):
        for made in batch:
            if isinstance(made.record, Worker):
                account = UserId(RecordId(cast.account(made.record.id)))
                yield attrs.evolve(made, record=attrs.evolve(made.record, user=account))
            else:
                yield made


def _row(number: int, made: Made, cast: Cast) -> Change:
    kind = REGISTRY.of(made.record)
    scope = kind.scope(made.record)
    actor = cast.server if made.by is None else cast.account(made.by)
    at = milliseconds(made.at)
    return Change(
        seq=number,
        tx=number,
        verb=Verb.CREATE,
        kind=kind.id,
        record=made.record.id.bytes,
        scope=None if scope is None else scope.bytes,
        values=kind.to_wire(made.record),
        actor=actor.bytes,
        device=cast.device_of(actor).bytes,
        incarnation=0,
        n=number,
        at=at,
        received=at,
    )


def _fill(store: Store, log: PracticeLog, progress: Progress) -> None:
    store.put_settings(first_settings(log)).result()
    store.put_incarnation(1).result()
    total = len(log.rows)
    for start in range(0, total, PIECE):
        piece = log.rows[start : start + PIECE]
        more = start + PIECE < total
        rows = [
            SnapshotRow(
                one.kind, one.record, one.scope, one.values, dict.fromkeys(one.values, one.seq)
            )
            for one in piece
        ]
        chunk = SnapshotChunk(EPOCH, total, total, rows, str(start + PIECE) if more else None)
        store.apply_snapshot(chunk).result()
        progress(_GENERATED + (0.9 - _GENERATED) * (start + len(piece)) / total)
    store.lists_ready().result()
    progress(1.0)


def _profile(folder: Path, clock: Clock, cast: Cast) -> Profile:
    return Profile(
        folder=folder,
        id=new_id(clock),
        server="",
        municipality=CODE,
        municipality_name=NAME,
        practice=True,
        user=cast.account(cast.workers[0].id),
        user_name=cast.workers[0].name,
        worker=cast.workers[0].id,
        role=int(Role.CASEWORKER),
        device=cast.device,
        device_name=DEVICE,
    )


def test_numbers() -> list[str]:
    """The personnummer reserved for tests, from a checkout or an installed package."""
    return bundled.resource(*_NUMBERS).read_text(encoding="utf-8").split()
