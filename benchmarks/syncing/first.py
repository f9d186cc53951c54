"""The first download of a large register: until it can be used, until all is built, and after a kill."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Sequence
from typing import Any

import psycopg

from benchmarks.figures import Figure
from benchmarks.syncing import place
from kaa_core.model.enums import CaseworkersSee
from kaa_server import postgres

YOUTHS = 20_000
RECORDS_EACH = 25
OWN = 400
USABLE_S, COMPLETE_S, OWN_S = 20.0, 60.0, 1.5
KILLED_AT = (0.1, 0.5, 0.9)


def measure(rounds: int, youths: int = YOUTHS) -> list[Figure]:
    """A coordinator's computer gets all; a caseworker's her own 400 of the same register."""
    with place.running() as there:
        code = there.municipality()
        loaded = there.load(code, youths, RECORDS_EACH)
        there.user(code, 0)
        whole = [_played(there, code, place.USER.format(0)) for _ in range(rounds)]
        after_kill = [_killed(there, code, at) for at in KILLED_AT]
        worker = _narrowed(there, code)
        there.user(code, 1, role="caseworker", worker=worker)
        own = [_played(there, code, place.USER.format(1)) for _ in range(3 * rounds)]
    return _figures(loaded["records"], whole, after_kill, own)


def _played(there: place.Place, code: str, username: str) -> dict[str, Any]:
    found = place.play("download", _told(there, code, username))
    shutil.rmtree(found["profile"], ignore_errors=True)
    return found


def _told(there: place.Place, code: str, username: str) -> dict[str, Any]:
    return there.told(code, 0) | {
        "username": username,
        "codes": [there.device_code(code, username)],
    }


def _killed(there: place.Place, code: str, at: float) -> dict[str, Any]:
    """A download killed (SIGKILL) when so much of it had come, and gone on with."""
    told = _told(there, code, place.USER.format(0)) | {"killed_at": at}
    broken = place.begun("download", told)
    if broken.returncode != -signal.SIGKILL:
        raise SystemExit(f"the download was not killed: {broken.stderr[-2000:]}")
    [profile] = there.folder.glob("computer-*")
    found = place.play("resume", told | {"profile": str(profile)})
    shutil.rmtree(profile, ignore_errors=True)
    return found


def _narrowed(there: place.Place, code: str) -> str:
    """Have caseworkers see their own unit, and one worker's unit hold 400 youths; that worker's id.

    Written where the server keeps what follows from the records: moving 20 000 youths by records
    would be another thing to measure.
    """
    with (
        postgres.running(there.server.data_dir, "command") as reached,
        psycopg.connect(reached.admin) as admin,
    ):
        admin.execute(
            "UPDATE kaa.municipality SET caseworkers_see = %s WHERE municipality = %s",
            [int(CaseworkersSee.OWN_UNIT), code],
        )
        found = admin.execute(
            "SELECT worker, unit FROM kaa.worker_sight WHERE municipality = %s "
            "AND unit IS NOT NULL ORDER BY worker LIMIT 1",
            [code],
        ).fetchone()
        assert found is not None
        worker, unit = found
        admin.execute(
            "UPDATE kaa.case_sight SET unit = gen_random_uuid(), worker = NULL, named = '{}' "
            "WHERE municipality = %s",
            [code],
        )
        admin.execute(
            "UPDATE kaa.case_sight SET unit = %(unit)s WHERE municipality = %(m)s AND youth IN "
            "(SELECT youth FROM kaa.case_sight WHERE municipality = %(m)s AND NOT protected "
            "ORDER BY md5(youth::text) LIMIT %(own)s)",
            {"unit": unit, "m": code, "own": OWN},
        )
        admin.execute(
            "UPDATE kaa.account SET worker = NULL WHERE municipality = %s AND worker = %s",
            [code, worker],
        )
        admin.commit()
        admin.autocommit = True
        admin.execute("ANALYZE kaa.case_sight")
    return str(worker)


def _figures(
    records: int,
    whole: Sequence[dict[str, Any]],
    after_kill: Sequence[dict[str, Any]],
    own: Sequence[dict[str, Any]],
) -> list[Figure]:
    held = {one["records"] for one in (*whole, *after_kill)}
    if len(held) != 1:
        raise SystemExit(f"not all downloads came to the same: {held}")
    return [
        _seconds(
            f"First download, {YOUTHS} youths, {records} records: usable, records and lists there",
            [one["lists"] for one in whole],
            USABLE_S,
        ),
        _seconds(
            "of which: until the last record is in the store", [one["received"] for one in whole]
        ),
        _seconds(
            "complete: with the search index of notes", [one["search"] for one in whole], COMPLETE_S
        ),
        Figure(
            name="the desktop's memory at its most",
            samples=[one["megabytes"] for one in whole],
            unit="MB",
        ),
        _seconds(
            "killed at 10, 50 and 90 % and begun again: from there until the last record is in",
            [one["received"] for one in after_kill],
            note="all came to the same number of records as the downloads that were left in peace",
        ),
        _seconds(
            f"First download of a caseworker: {own[0]['youths']} youths, {own[0]['records']} "
            "records of the same register, usable",
            [one["lists"] for one in own],
            OWN_S,
        ),
    ]


def _seconds(
    name: str, samples: Sequence[float], limit: float | None = None, note: str = ""
) -> Figure:
    return Figure(name=name, samples=samples, unit="s", limit=limit, judged="median", note=note)
