"""Slowing down guesses: after five wrong in a row each try waits longer, at most 15 minutes.

Counted by a hash of whatever was tried, whether or not it exists, so that the answer tells nobody
which user names there are. Nothing is ever locked for good: a stranger must not be able to keep a
handläggare out, so a device that signs its login is counted apart from the open enrolment.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from kaa_server.database import Connection
from kaa_server.errors import Code, RequestError

FREE_TRIES = 5
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)


def subject(kind: str, name: str) -> bytes:
    """What wrong tries are counted by."""
    return hashlib.sha256(f"{kind}\0{name}".encode()).digest()


def refuse_if_waiting(connection: Connection, municipality: str, who: bytes, now: datetime) -> None:
    """Raise RequestError 429 while the wait after the last wrong try has not passed."""
    row = connection.execute(
        "SELECT failures, last_at FROM attempt WHERE municipality = %s AND subject = %s",
        [municipality, who],
    ).fetchone()
    if row is None:
        return
    remaining: timedelta = row[1] + wait_after(row[0]) - now
    if remaining > timedelta(0):
        seconds = int(remaining.total_seconds()) + 1
        raise RequestError(429, Code.TOO_MANY_TRIES, retry_after=seconds)


def wait_after(failures: int) -> timedelta:
    """How long to wait after this many wrong tries in a row."""
    if failures < FREE_TRIES:
        return timedelta(0)
    return min(FIRST_WAIT * (1 << min(failures - FREE_TRIES, 10)), LONGEST_WAIT)


def failed(connection: Connection, municipality: str, who: bytes, now: datetime) -> None:
    """Count a wrong try. Does nothing for a municipality that is not here."""
    connection.execute(
        "DELETE FROM attempt WHERE municipality = %s AND last_at < %s",
        [municipality, now - FORGOTTEN_AFTER],
    )
    connection.execute(
        "INSERT INTO attempt (municipality, subject, failures, last_at) "
        "SELECT municipality, %(who)s, 1, %(now)s FROM municipality WHERE municipality = %(m)s "
        "ON CONFLICT (municipality, subject) DO UPDATE "
        "SET failures = attempt.failures + 1, last_at = excluded.last_at",
        {"who": who, "now": now, "m": municipality},
    )


def succeeded(connection: Connection, municipality: str, who: bytes) -> None:
    """Forget the wrong tries."""
    connection.execute(
        "DELETE FROM attempt WHERE municipality = %s AND subject = %s", [municipality, who]
    )
