"""What is typed in a form that is about nobody (a round, a letter's text): kept until it is done or left.

Forms about a youth are drafts (app/drafts.py). These lie in the encrypted store too, under a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any, Final

import msgspec

from kaa_desktop.store.store import Store

PREFIX: Final = "form:"


class KeptForms:
    """Of an unlocked profile. Values are MessagePack's: texts, numbers and lists of those."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def held(self, name: str) -> dict[str, Any]:
        """What was typed, by field; empty when nothing is kept."""
        kept = self._store.setting(PREFIX + name)
        return {} if kept is None else dict(msgspec.msgpack.decode(kept))

    def keep(self, name: str, values: Mapping[str, Any]) -> Future[None]:
        """Keep it as it stands now."""
        return self._store.put_settings({PREFIX + name: msgspec.msgpack.encode(dict(values))})

    def drop(self, name: str) -> Future[None]:
        """It is done, or is not wanted."""
        return self._store.put_settings({PREFIX + name: None})
