"""What the lists and the search index follow from, read for many youths at a time.

A first download or an import makes tens of thousands of rows: one question for each kind and some
sixty youths, not one for each kind and youth.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, cast

from attrs import frozen

from kaa_core.model.enums import Protection
from kaa_core.model.ids import RecordId
from kaa_core.model.records import Conflict, Guardian, Youth
from kaa_core.model.registry import REGISTRY
from kaa_desktop.store import linked, making, rows
from kaa_desktop.store.schema import quoted, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kaa_core.model.registry import Record
    from kaa_desktop.store.database import Connection

AT_A_TIME: Final = 64

_YOUTH: Final = REGISTRY.kind(Youth)
_CONFLICT: Final = REGISTRY.kind(Conflict)
_GUARDIAN: Final = REGISTRY.kind(Guardian)

Called = tuple[str | None, str | None, str | None]
"""Name, telephone and e-mail of a guardian."""


@frozen(repr=False)
class Case:
    """All that a youth's row follows from, those of entries linked to hers among them (linked.py).

    `youth` None: gone, or another's. `row`: its place in the table.

    `place`: where the search index holds the youth now.
    """

    id: bytes
    youth: Youth | None
    row: int
    records: Sequence[Record]
    conflicts: int
    guardians: Sequence[Called]
    place: int | None


class Wanted:
    """Records of a kind with some of their fields, the others empty: notes are never read for a list.

    `also`: a condition of their own, in SQL. Records that lack what they must have are left out.
    """

    def __init__(self, cls: type[Record], *names: str, also: str = "") -> None:
        kind = REGISTRY.kind(cls)
        self.kind, self.names = kind, names
        self._make = kind.cls
        self._makers = [one for one in making.makers(kind.id) if one[0] in names]
        if len(self._makers) != len(names):
            raise ValueError(f"{kind.name} has not all of {names}")
        wanted = ", ".join(quoted(name) for name, _, _ in self._makers)
        lacking = (one for one in making.required(kind.id) if one in names)
        complete = "".join(f" AND {quoted(one)} IS NOT NULL" for one in lacking)
        self.query = (
            f"SELECT _scope, id, {wanted} FROM {table(kind)} "
            f"WHERE _scope IN ({{}}) AND NOT _deleted{complete}{also} ORDER BY _row"
        )

    def record(self, row: tuple[Any, ...]) -> Record:
        """The record in a row of the query."""
        named = {
            name: empty if value is None else make(value)
            for (name, empty, make), value in zip(self._makers, row[2:], strict=True)
        }
        return self._make(id=RecordId(making.uuid_of(row[1])), **named)


def read(
    connection: Connection, youths: Iterable[bytes], kinds: Sequence[Wanted]
) -> Iterator[Case]:
    """The cases of some youths; `kinds`: which records are wanted, and what of them."""
    left = iter(youths)
    while part := list(islice(left, AT_A_TIME)):
        yield from _part(connection, part, kinds)


def _part(connection: Connection, part: Sequence[bytes], kinds: Sequence[Wanted]) -> Iterator[Case]:
    kept_for = linked.kept_for(connection)
    joined = [other for other, kept in kept_for.items() if kept in part and other not in part]
    ask = _Asker(connection, [*part, *joined])
    held = {
        row[1]: (row[0], cast("Youth", rows.record_of(_YOUTH, row[1:])))
        for row in ask.all(
            f"SELECT _row, {rows.columns(_YOUTH)} FROM {table(_YOUTH)} "
            "WHERE id IN ({}) AND NOT _deleted"
        )
    }
    records: defaultdict[bytes, list[Record]] = defaultdict(list)
    for kind in kinds:
        for row in ask.all(kind.query):
            records[kept_for.get(row[0], row[0])].append(kind.record(row))
    conflicts: Counter[bytes] = Counter()
    query = f"SELECT _scope, count(*) FROM {table(_CONFLICT)} "
    for scope, number in ask.all(
        query + "WHERE _scope IN ({}) AND resolution IS NULL AND NOT _deleted GROUP BY _scope"
    ):
        conflicts[kept_for.get(scope, scope)] += number
    guardians: defaultdict[bytes, list[Called]] = defaultdict(list)
    query = f"SELECT _scope, name, phone, email FROM {table(_GUARDIAN)} "
    for scope, *called in ask.all(query + "WHERE _scope IN ({}) AND NOT _deleted"):
        guardians[kept_for.get(scope, scope)].append(cast("Called", tuple(called)))
    places = dict(ask.all("SELECT id, search_place FROM case_summary WHERE id IN ({})"))
    for one in part:
        number, youth = held.get(one, (0, None))
        yield Case(
            one,
            None if one in kept_for else youth,
            number,
            records.get(one, ()),
            conflicts[one],
            guardians.get(one, ()),
            places.get(one),
        )


def closed(connection: Connection, youths: Iterable[bytes]) -> list[bytes]:
    """Those among some youths who are gone, or may not be found by name."""
    query = (
        f"SELECT id FROM {table(_YOUTH)} WHERE id IN ({{}}) AND NOT _deleted "
        f"AND coalesce(protection, 0) <> {int(Protection.PROTECTED)}"
    )
    found, left = list[bytes](), iter(youths)
    while part := list(islice(left, AT_A_TIME)):
        free = {row[0] for row in _Asker(connection, part).all(query)}
        found += [one for one in part if one not in free]
    return found


class _Asker:
    """Asks about the same youths again and again; a few lengths, so that statements are kept."""

    def __init__(self, connection: Connection, part: Sequence[bytes]) -> None:
        self._connection = connection
        length = 1 if len(part) == 1 else -(-len(part) // AT_A_TIME) * AT_A_TIME
        self._ids = [*part, *[None] * (length - len(part))]
        self._marks = ", ".join("?" * length)

    def all(self, query: str) -> list[tuple[Any, ...]]:
        """All rows; `{}` in the question stands for the ids."""
        return self._connection.execute(query.format(self._marks), self._ids).fetchall()
