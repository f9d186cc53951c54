"""Entries that a person has found to be one person (YouthLink), as the server itself looks at them.

As the desktop does (store/linked.py): a link stands for nothing while the other entry has skyddad
folkbokföring and the kept one has not, or when the kept one is gone. Links are few: all are read at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Final

import attrs

from kaa_core.model.enums import LinkState
from kaa_core.model.facts import YouthLink
from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.rules.protection import hidden
from kaa_core.rules.same_person import root
from kaa_server import log_rows
from kaa_server.database import Connection
from kaa_server.importing import stored
from kaa_server.importing.stored import Stored

Read = Callable[[Sequence[bytes], Sequence[int]], Mapping[bytes, Sequence[Stored]]]
"""By youth her records of kinds, now or as they were."""
_LINK: Final = REGISTRY.kind(YouthLink)
_YOUTH: Final = REGISTRY.kind(Youth)
_OTHER: Final = _LINK.by_name["other"].id


@attrs.frozen
class Links:
    """Of each entry that is another's, which one is kept."""

    by_other: Mapping[bytes, bytes] = MappingProxyType({})

    def kept(self, youth: bytes) -> bytes:
        """The entry that is kept; the youth's own when it is nobody else's."""
        return self.by_other.get(youth, youth)

    def others(self, youth: bytes) -> Sequence[bytes]:
        """The entries whose records are hers too."""
        return [other for other, kept in self.by_other.items() if kept == youth]

    @property
    def all(self) -> frozenset[bytes]:
        """Every entry that has to do with another."""
        return frozenset((*self.by_other, *self.by_other.values()))


def standing(links: Iterable[YouthLink], read: Read) -> Links:
    """What links come to. `read`: gives the entries that they name, as far as they are there."""
    found = list(links)
    if not found:
        return Links()
    named = list({one.bytes for link in found for one in (link.youth, link.other)})
    held = read(named, [_YOUTH.id])
    return _standing(found, [one.record for records in held.values() for one in records])


def _standing(links: Sequence[YouthLink], youths: Sequence[Record]) -> Links:
    secret = {one.id.bytes: hidden(one.protection) for one in youths if isinstance(one, Youth)}
    said = dict[bytes, bytes]()
    for one in sorted(links, key=lambda link: link.id, reverse=True):
        kept, other = one.youth.bytes, one.other.bytes
        there = one.state is LinkState.SAME and kept != other and kept in secret
        if there and (secret[kept] or not secret.get(other, False)):
            said[other] = kept
    roots = {other: root(other, said) for other in said}
    return Links({other: kept for other, kept in roots.items() if other != kept})


def links(connection: Connection, municipality: str) -> Links:
    """What holds now."""
    return standing(
        stored.records_of(connection, municipality, YouthLink),
        partial(stored.of_youths, connection, municipality),
    )


def ever_with(connection: Connection, municipality: str, youth: bytes) -> list[bytes]:
    """A youth and all entries that are or have been said to be the same person."""
    rows = connection.execute(
        "SELECT record, kind, scope, deleted, body FROM record "
        "WHERE municipality = %s AND kind = %s",
        [municipality, _LINK.id],
        binary=True,
    ).fetchall()
    beside: defaultdict[bytes, set[bytes]] = defaultdict(set)
    for state in log_rows.states_of(connection, municipality, rows).values():
        other = state.values.get(_OTHER)
        if state.scope is not None and isinstance(other, bytes):
            beside[state.scope].add(other)
            beside[other].add(state.scope)
    found, waiting = {youth}, [youth]
    while waiting:
        new = beside[waiting.pop()] - found
        found |= new
        waiting += new
    return sorted(found)
