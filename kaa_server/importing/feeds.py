"""The feeds that have delivered: the latest day of each, and where a system is to be asked from."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from kaa_core.imports.sources.facts import Delivery
from kaa_server.database import Connection, Database

WHOLE_EVERY: Final = timedelta(days=7)
"""A system that is asked for what has changed is asked for everything so often: one who is no pupil
there any more is not among the changed."""


def note(
    database: Database, municipality: str, delivery: Delivery, until: datetime | None = None
) -> None:
    """A delivery has been gone through to its end. `until`: ask for what has changed after it."""
    with database.tenant(municipality) as connection:
        connection.execute(
            "INSERT INTO import_feed AS held (municipality, feed, as_of, whole, since, whole_on) "
            "VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (municipality, feed) DO UPDATE SET "
            "whole = CASE WHEN excluded.as_of > held.as_of THEN excluded.whole "
            "WHEN excluded.as_of = held.as_of THEN held.whole OR excluded.whole "
            "ELSE held.whole END, as_of = greatest(held.as_of, excluded.as_of), "
            "since = coalesce(excluded.since, held.since), "
            "whole_on = greatest(held.whole_on, excluded.whole_on)",
            [
                municipality,
                delivery.feed,
                delivery.as_of,
                delivery.whole,
                until,
                delivery.as_of if delivery.whole else None,
            ],
        )


def since(connection: Connection, municipality: str, feed: str, today: date) -> datetime | None:
    """From when a system is to be asked; None: for everything, as the first time and once a week."""
    row = connection.execute(
        "SELECT since, whole_on FROM import_feed WHERE municipality = %s AND feed = %s",
        [municipality, feed],
    ).fetchone()
    if row is None or row[1] is None or today - row[1] >= WHOLE_EVERY:
        return None
    found: datetime | None = row[0]
    return found
