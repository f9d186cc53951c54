"""What a server keeps of itself: the epochs it has left, and how far a copy elsewhere holds everything."""

from __future__ import annotations

import uuid

from kaa_server.database import Connection


def left_behind(connection: Connection, municipality: str, epoch: uuid.UUID, since: int) -> None:
    """Keep that an epoch is lost after a number; so is what came after it in those before."""
    connection.execute(
        "UPDATE kaa.past SET since = least(since, %s) WHERE municipality = %s",
        [since, municipality],
    )
    connection.execute(
        "INSERT INTO kaa.past (municipality, epoch, since) VALUES (%s, %s, %s) "
        "ON CONFLICT (municipality, epoch) DO UPDATE SET since = excluded.since",
        [municipality, epoch, since],
    )


def remembered(connection: Connection, municipality: str, epoch: uuid.UUID, since: int) -> None:
    """Keep where an epoch that this server never had parted from its own, as far as anybody knows."""
    connection.execute(
        "INSERT INTO kaa.past (municipality, epoch, since) VALUES (%s, %s, %s) "
        "ON CONFLICT (municipality, epoch) DO NOTHING",
        [municipality, epoch, since],
    )


def reached(connection: Connection, municipality: str) -> int:
    """The last number of the log."""
    row = connection.execute(
        "SELECT seq FROM kaa.municipality WHERE municipality = %s", [municipality]
    ).fetchone()
    return 0 if row is None else int(row[0])


def reached_before(connection: Connection, municipality: str, moment: int) -> int:
    """The last number that was given before a moment (milliseconds since the epoch)."""
    row = connection.execute(
        "SELECT max(seq) FROM kaa.change_log WHERE municipality = %s AND received < %s",
        [municipality, moment],
    ).fetchone()
    return 0 if row is None or row[0] is None else int(row[0])


def backed_up(connection: Connection, municipality: str, seq: int) -> None:
    """Keep that a copy holds everything up to a number: computers need not keep it any longer."""
    connection.execute(
        "UPDATE kaa.municipality SET backed_up = greatest(backed_up, least(%s, seq)) "
        "WHERE municipality = %s",
        [seq, municipality],
    )
