"""Anki's own client, run by the Python of its own environment; told and answering as scenes.py.

New notes of 200 bytes, added one by one, sent by its ordinary synchronisation and received by another
collection by the same. Then its other way, the whole collection as one file, up and down.
"""

from __future__ import annotations

import json
import pathlib
import sys
import time
from collections.abc import Callable
from typing import Any

from anki.collection import Collection  # type: ignore[import-not-found]

LETTERS = 200


def timed(work: Callable[[], None]) -> dict[str, float]:
    """Seconds and CPU seconds of some work."""
    began, cpu = time.perf_counter(), time.process_time()
    work()
    return {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu}


def whole(collection: Any, auth: Any, *, upload: bool) -> None:
    """The whole collection as one file."""
    collection.close_for_full_sync()
    collection.full_upload_or_download(auth=auth, server_usn=None, upload=upload)
    collection.reopen(after_full_sync=True)


def ordinary(collection: Any, auth: Any, required: int) -> None:
    """The ordinary synchronisation, as it goes day by day."""
    done = collection.sync_collection(auth, False)
    if done.required != required:
        raise SystemExit(f"Anki asks for another kind of synchronisation: {done.required}")


def add(collection: Any, count: int) -> None:
    """Notes one by one."""
    model = collection.models.by_name("Basic")
    deck = collection.decks.id("Default")
    for place in range(count):
        text = f"{place:06} Ringde och fick svar. Berattade om hjalpen som finns. "
        filled = (text * (LETTERS // len(text) + 1))[:LETTERS]
        note = collection.new_note(model)
        note.fields = [filled[:20], filled[20:]]
        collection.add_note(note, deck)


def main(told: dict[str, Any]) -> dict[str, Any]:
    """One round."""
    folder = pathlib.Path(told["folder"])
    one = Collection(str(folder / "one.anki2"))
    other = Collection(str(folder / "other.anki2"))
    third = Collection(str(folder / "third.anki2"))
    auth = one.sync_login(told["username"], told["password"], told["url"])
    same = one.sync_collection(auth, False).NO_CHANGES
    one.decks.id("Default")
    whole(one, auth, upload=True)
    whole(other, auth, upload=False)
    found = {"save": timed(lambda: add(one, told["records"]))}
    found["up"] = timed(lambda: ordinary(one, auth, same))
    found["down"] = timed(lambda: ordinary(other, auth, same))
    if other.note_count() != told["records"]:
        raise SystemExit(f"{other.note_count()} notes arrived")
    found["whole_up"] = timed(lambda: whole(one, auth, upload=True))
    found["whole_down"] = timed(lambda: whole(third, auth, upload=False))
    for each in (one, other, third):
        each.close()
    return found


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.stdin.read()))))
