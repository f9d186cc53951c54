"""What is done once when the registry or the rules are others than those that the store was written by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaa_desktop.store import routines, rows, search, summary, targets, traces

if TYPE_CHECKING:
    from kaa_desktop.store.database import Connection


def catch_up(connection: Connection) -> None:
    """Use what was parked, and make all that is derived anew."""
    search.ensure(connection)
    rows.unpark(connection)
    routines.follow(connection)
    summary.postpone_all(connection)
    for derived in (targets, traces):
        derived.ensure(connection)
        derived.postpone_all(connection)
