"""Own work that waits for a coordinator, and what she decided: when and what kind, never about whom.

The work itself lies on the server. Nothing here says anything about the youth, whom the user may no
longer see, except what the coordinator writes in her answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from kaa_desktop.store import settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kaa_core.sync.messages import Operation, Verdict
    from kaa_desktop.store.database import Connection
    from kaa_desktop.store.unit import Unit

_COLUMNS: Final = "incarnation, n, verb, kind, at, ruling, answer, ruled_by, ruled_at, handed_to"


@frozen(repr=False)
class Waiting:
    """A transaction by its first operation. `ruling` None: nobody has decided yet."""

    incarnation: int
    n: int
    verb: int
    kind: int
    at: int
    ruling: int | None = None
    answer: str = ""
    ruled_by: bytes | None = None
    ruled_at: int = 0
    handed_to: bytes | None = None


def note(unit: Unit, operation: Operation) -> None:
    """An operation waits for a coordinator; its transaction is one row."""
    incarnation = settings.get_number(unit.connection, settings.INCARNATION, 0)
    one = operation
    unit.connection.execute(
        "INSERT OR IGNORE INTO quarantined (incarnation, n, verb, kind, at) VALUES (?, ?, ?, ?, ?)",
        (incarnation, one.tx, int(one.verb), one.kind, one.at),
    )
    unit.refused = True


def decided(unit: Unit, verdicts: Iterable[Verdict]) -> None:
    """Take what coordinators decided; one that is known already changes nothing."""
    for one in verdicts:
        unit.refused = True
        unit.connection.execute(
            "UPDATE quarantined SET ruling = ?, answer = ?, ruled_by = ?, ruled_at = ?, "
            "handed_to = ? WHERE incarnation = ? AND n = ?",
            (one.ruling, one.answer, one.by, one.at, one.handed_to, one.incarnation, one.n),
        )


def everything(connection: Connection) -> list[Waiting]:
    """All of it, the newest first."""
    found = connection.execute(f"SELECT {_COLUMNS} FROM quarantined ORDER BY at DESC, n DESC")
    return [_row(row) for row in found.fetchall()]


def undecided(connection: Connection) -> bool:
    """Whether any decision is still to come."""
    query = "SELECT 1 FROM quarantined WHERE ruling IS NULL LIMIT 1"
    return connection.execute(query).fetchone() is not None


def dismiss(unit: Unit, keys: Sequence[tuple[int, int]]) -> None:
    """Take what has been decided off the list, when its author has seen it."""
    unit.connection.executemany(
        "DELETE FROM quarantined WHERE incarnation = ? AND n = ? AND ruling IS NOT NULL", keys
    )
    unit.refused = True


def _row(row: tuple[Any, ...]) -> Waiting:
    incarnation, n, verb, kind, at, ruling, answer, by, ruled_at, handed_to = row
    told = answer or ""
    return Waiting(incarnation, n, verb, kind, at, ruling, told, by, ruled_at or 0, handed_to)
