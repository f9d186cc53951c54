"""An import in a process of its own, to be killed: python -m tests.unit.server.importing_apart."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from kaa_core.imports.sources.facts import Entry
from kaa_server.clock import system_clock
from kaa_server.codec import Codec
from kaa_server.database import Database
from kaa_server.importing import known
from kaa_server.keyring import Keyring
from tests.unit.server.deliveries import Importer, delivery, person


def entries(count: int, stop_at: int) -> Iterator[Entry]:
    """Persons; says when it has come to the last of a portion, and waits there to be killed."""
    for place in range(count):
        yield person(place)
        if place == stop_at:
            print("here", flush=True)
            time.sleep(60)


def main(municipality: str, count: int, portions: int) -> None:
    """Import until it is killed, a few entries into a portion."""
    codec = Codec(Keyring(Path(os.environ["KAA_TEST_KEYS"])))
    with Database(os.environ["KAA_TEST_DATABASE"], codec, max_size=4) as database:
        importer = Importer(database, system_clock, municipality)
        importer.run(delivery(entries(count, portions * known.PORTION + 7), whole=True))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
