"""The same traces on the real thing: SQLCipher in files, and PostgreSQL."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import attrs

from kaa_desktop.store import database
from kaa_desktop.store.keys import DataKey


@attrs.define
class FileDisk:
    """An encrypted database in a file, opened as the program opens it."""

    folder: Path
    path: Path = attrs.field(init=False)
    key: DataKey = attrs.Factory(DataKey.generate)
    _connection: Any = None

    def __attrs_post_init__(self) -> None:
        self.path = self.folder / f"{uuid.uuid4().hex}.db"
        self._connection = database.create(self.path, self.key)

    def connect(self) -> Any:
        """Close what a program left and open the file."""
        self._connection.close()
        self._connection = database.open_writer(self.path, self.key)
        return self._connection

    def image(self) -> bytes:
        """A copy of the file, and the key that opens it."""
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return bytes(self.key.material) + self.path.read_bytes()

    def put_back(self, image: bytes) -> None:
        """Replace the file by a copy."""
        self._connection.close()
        for tail in ("-wal", "-shm"):
            self.path.with_name(self.path.name + tail).unlink(missing_ok=True)
        self.key = DataKey(bytearray(image[:32]))
        self.path.write_bytes(image[32:])
        self._connection = database.open_writer(self.path, self.key)

    def scan(self) -> bytes:
        """Nothing: the pages are encrypted, and tests/scan.py reads them with the key."""
        return b""
