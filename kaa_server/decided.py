"""What the municipality has decided for all its computers, read by the server for itself."""

from __future__ import annotations

import uuid
from typing import Final

import attrs

from kaa_core.model.records import MunicipalitySettings
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.state import RecordState
from kaa_server.database import Connection
from kaa_server.importing import stored

KIND: Final = REGISTRY.kind(MunicipalitySettings)
_NOBODY: Final = uuid.UUID(int=0)


@attrs.frozen(slots=True)
class Decided:
    """The record that counts, of several the oldest; `state` None where nothing has been decided."""

    record: bytes = _NOBODY.bytes
    state: RecordState | None = None

    @property
    def settings(self) -> MunicipalitySettings:
        """As a record; an empty one where nothing is decided, or a newer program has decided it."""
        held = None if self.state is None else stored.made(self.record, self.state)
        if held is None or not isinstance(held.record, MunicipalitySettings):
            return MunicipalitySettings(id=stored.record_id(self.record))
        return held.record


def decided(connection: Connection, municipality: str) -> Decided:
    """What holds now."""
    for page in stored.all_of(connection, municipality, MunicipalitySettings):
        for record, state in sorted(page.items()):
            return Decided(record, state)
    return Decided()
