"""Drafts: what a person is writing. Private, on this computer only, encrypted like all the rest.

A draft's values are the form's own, by name or number, of what MessagePack knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import msgspec
from attrs import frozen

from kaa_core.model.ids import DraftId, RecordId

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kaa_desktop.store.database import Connection
    from kaa_desktop.store.unit import Unit

_unpack: Final = msgspec.msgpack.Decoder(dict[str | int, Any]).decode


@frozen(kw_only=True, repr=False)
class Draft:
    """One unfinished form. `kind`: the registry's name. `changed`: milliseconds since the epoch."""

    id: DraftId
    kind: str
    youth: RecordId | None
    values: Mapping[Any, Any]
    changed: int

    def __repr__(self) -> str:
        return f"<Draft {self.kind} {self.id}>"


def save(unit: Unit, draft: Draft) -> None:
    """Write the draft, new or not."""
    unit.connection.execute(
        "INSERT INTO draft (id, kind, scope, content, changed) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, scope = excluded.scope, "
        "content = excluded.content, changed = excluded.changed",
        (
            draft.id.bytes,
            draft.kind,
            None if draft.youth is None else draft.youth.bytes,
            msgspec.msgpack.encode(dict(draft.values)),
            draft.changed,
        ),
    )
    unit.drafts = True


def discard(unit: Unit, draft: DraftId) -> None:
    """Take the draft away; its page is overwritten (secure_delete)."""
    unit.connection.execute("DELETE FROM draft WHERE id = ?", (draft.bytes,))
    unit.drafts = True


def all_of(connection: Connection, youth: RecordId | None = None) -> list[Draft]:
    """All drafts, or those about one youth, the latest first."""
    query = "SELECT id, kind, scope, content, changed FROM draft"
    if youth is None:
        found = connection.execute(f"{query} ORDER BY changed DESC, id")
    else:
        found = connection.execute(
            f"{query} WHERE scope = ? ORDER BY changed DESC, id", (youth.bytes,)
        )
    return [_draft(row) for row in found.fetchall()]


def one(connection: Connection, draft: DraftId) -> Draft | None:
    """The draft with this id, or None."""
    row = connection.execute(
        "SELECT id, kind, scope, content, changed FROM draft WHERE id = ?", (draft.bytes,)
    ).fetchone()
    return None if row is None else _draft(row)


def _draft(row: tuple[Any, ...]) -> Draft:
    packed, kind, scope, content, changed = row
    return Draft(
        id=DraftId(UUID(bytes=packed)),
        kind=kind,
        youth=None if scope is None else RecordId(UUID(bytes=scope)),
        values=_unpack(content),
        changed=changed,
    )
