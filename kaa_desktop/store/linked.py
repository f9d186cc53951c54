"""Entries that a person has found to be one person: the other's records are shown with the kept one's.

Nothing moves and nothing is written over: a link (YouthLink) says it, and without the link each is as
before. The other entry has no row of its own in lists and search while the link stands and the kept entry
is on this computer. A link stands for nothing while the other entry has skyddad folkbokföring and the kept
one has not: what is hidden would be shown. Links are few, so all of them are read at once.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from kaa_core.model.enums import LinkState, Protection
from kaa_core.model.facts import YouthLink
from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY
from kaa_core.rules.same_person import root
from kaa_desktop.store.schema import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kaa_desktop.store.database import Connection

LINK: Final = REGISTRY.kind(YouthLink)
_YOUTHS: Final = table(REGISTRY.kind(Youth))
_STANDING: Final = (
    f"SELECT l.other, l.youth FROM {table(LINK)} AS l JOIN {_YOUTHS} AS y ON y.id = l.youth "
    f"LEFT JOIN {_YOUTHS} AS o ON o.id = l.other "
    f"WHERE l.state = {int(LinkState.SAME)} AND NOT l._deleted AND NOT y._deleted "
    f"AND (coalesce(o.protection, 0) < {int(Protection.PROTECTED)} "
    f"OR y.protection >= {int(Protection.PROTECTED)}) "
    "AND l.other <> l.youth ORDER BY l.id DESC"
)
_COORDINATION: Final = 60
"""What is added to the day in a samordningsnummer."""
_NUMBERED: Final = "[0-9][0-9][0-9][0-9][0-9][0-9][6-9][0-9]*"
_EVER: Final = f"SELECT youth, other FROM {table(LINK)}"


def kept_for(connection: Connection) -> Mapping[bytes, bytes]:
    """Of each entry that is another's: the one that is kept (rules/same_person)."""
    said: dict[bytes, bytes] = dict(connection.execute(_STANDING).fetchall())
    return {other: root(other, said) for other in said if root(other, said) != other}


def others_of(connection: Connection, youths: Iterable[bytes]) -> dict[bytes, list[bytes]]:
    """Of each of these youths: the entries whose records are shown with hers."""
    wanted, found = set(youths), defaultdict[bytes, list[bytes]](list)
    for other, kept in kept_for(connection).items():
        if kept in wanted:
            found[kept].append(other)
    return found


def together(connection: Connection, youths: Iterable[bytes]) -> set[bytes]:
    """These youths and all that are or were linked with them: their rows follow from each other."""
    found = set(youths)
    pairs = connection.execute(_EVER).fetchall() if found else []
    grown = True
    while grown:
        before = len(found)
        for one, other in pairs:
            if one in found or other in found:
                found |= {one, other} - {None}
        grown = len(found) > before
    return found


def maybe_same(connection: Connection) -> list[tuple[bytes, str, str, str]]:
    """Id, number, given and family name of those who may be one person with somebody else.

    Everybody with a number that somebody else has too, everybody with a samordningsnummer (day + 60),
    and whoever was born on the same day as one of those.
    """
    columns = "SELECT id, identity_number, given_name, family_name"
    doubled = (
        f"{columns} FROM {_YOUTHS} WHERE NOT _deleted AND identity_number IN (SELECT "
        f"identity_number FROM {_YOUTHS} WHERE NOT _deleted GROUP BY identity_number "
        "HAVING count(*) > 1)"
    )
    coordinated = (
        f"{columns} FROM {_YOUTHS} WHERE NOT _deleted AND identity_number GLOB '{_NUMBERED}'"
    )
    found = {row[0]: row for row in connection.execute(doubled).fetchall()}
    numbered = connection.execute(coordinated).fetchall()
    found |= {row[0]: row for row in numbered}
    for born in sorted({_born(row[1]) for row in numbered}):
        query = f"{columns} FROM {_YOUTHS} WHERE identity_number GLOB ? AND NOT _deleted"
        found |= {row[0]: row for row in connection.execute(query, (f"{born}*",)).fetchall()}
    return [(row[0], row[1] or "", row[2] or "", row[3] or "") for row in found.values()]


def _born(number: str) -> str:
    """The birth date in a samordningsnummer, as a personnummer begins."""
    return f"{number[:6]}{int(number[6:8]) - _COORDINATION:02d}"


def count_records(connection: Connection, youths: Iterable[bytes]) -> Mapping[bytes, int]:
    """How many records each of these youths has, her own among them; those with none are left out."""
    wanted, counts = json.dumps([one.hex() for one in youths]), Counter[bytes]()
    for kind in REGISTRY:
        query = (
            f"SELECT _scope, count(*) FROM {table(kind)} WHERE NOT _deleted AND _scope IN "
            "(SELECT unhex(value) FROM json_each(?)) GROUP BY _scope"
        )
        counts.update(dict(connection.execute(query, (wanted,)).fetchall()))
    return counts
