"""Filters of lists that a person has given a name, kept in the encrypted store.

What was typed may be a name or a number, so none of it is kept beside the store.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any, Final, TypeVar
from uuid import UUID

import attrs
import msgspec

from kaa_core.model.enums import Belonging
from kaa_core.model.ids import RecordId, UnitId, WorkerId
from kaa_core.rules.case_state import Status
from kaa_desktop.app.list_query import ListQuery, Since, Until
from kaa_desktop.store.store import Store
from kaa_desktop.store.words import sort_key

E = TypeVar("E", bound=enum.Enum)

SETTING: Final = "list_filters"
LONGEST_NAME: Final = 60


@attrs.frozen(kw_only=True, repr=False)
class KeptFilter:
    """A name and the conditions under it; the order is the list's own."""

    name: str
    query: ListQuery


class KeptFilters:
    """Those of one profile."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> tuple[KeptFilter, ...]:
        """By name, in Swedish order. What a newer program wrote and this cannot read is left alone."""
        held = self._held()
        return tuple(
            KeptFilter(name=name, query=_query(held[name])) for name in sorted(held, key=sort_key)
        )

    def keep(self, name: str, query: ListQuery) -> Future[None]:
        """Keep conditions under a name."""
        return self._write({**self._held(), name.strip()[:LONGEST_NAME]: _plain(query)})

    def rename(self, name: str, new: str) -> Future[None]:
        """Another name for the same conditions."""
        held = self._held()
        if name in held:
            held[new.strip()[:LONGEST_NAME]] = held.pop(name)
        return self._write(held)

    def forget(self, name: str) -> Future[None]:
        """Take one away."""
        held = self._held()
        held.pop(name, None)
        return self._write(held)

    def _held(self) -> dict[str, dict[str, Any]]:
        packed = self._store.setting(SETTING)
        if packed is None:
            return {}
        try:
            return msgspec.msgpack.decode(packed, type=dict[str, dict[str, Any]])
        except msgspec.DecodeError:
            return {}

    def _write(self, held: Mapping[str, Any]) -> Future[None]:
        return self._store.put_settings({SETTING: msgspec.msgpack.encode(held)})


def _plain(query: ListQuery) -> dict[str, Any]:
    return {
        "text": query.text,
        "statuses": [one.name for one in query.statuses],
        "workers": [None if one is None else one.bytes for one in query.workers],
        "units": [one.bytes for one in query.units],
        "ages": list(query.ages),
        "enrolled": query.enrolled and query.enrolled.name,
        "due": query.due and query.due.name,
        "unsent": query.unsent,
        "conflict": query.conflict,
        "doubled": query.doubled,
        "belongings": [one.name for one in query.belongings],
    }


def _query(held: Mapping[str, Any]) -> ListQuery:
    return ListQuery(
        text=str(held.get("text", "")),
        statuses=tuple(Status[one] for one in held.get("statuses", ()) if one in _STATUSES),
        workers=tuple(_worker(one) for one in held.get("workers", ())),
        units=tuple(UnitId(_record(one)) for one in held.get("units", ())),
        ages=tuple(int(one) for one in held.get("ages", ())),
        enrolled=_member(Since, held.get("enrolled")),
        due=_member(Until, held.get("due")),
        unsent=bool(held.get("unsent")),
        conflict=bool(held.get("conflict")),
        doubled=bool(held.get("doubled")),
        belongings=tuple(one for one in Belonging if one.name in held.get("belongings", ())),
    )


_STATUSES: Final = frozenset(one.name for one in Status)


def _record(packed: bytes) -> RecordId:
    return RecordId(UUID(bytes=packed))


def _worker(packed: bytes | None) -> WorkerId | None:
    return None if packed is None else WorkerId(_record(packed))


def _member(kind: type[E], name: object) -> E | None:
    return next((one for one in kind if one.name == name), None)
