"""Kill the program again and again while it writes, and look whether it kept its word.

    python -m tests.journeys.torture --rounds 20 [--seed 1]

What the window said was saved is put in a list on disk (fsync) at that moment. Afterwards each line of
the list must be in the store, a note exactly once, and after synchronising on the server too.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import threading
from pathlib import Path

import attrs

from kaa_core.model.records import JournalNote
from tests.journeys.conftest import Laptop, Office, town
from tests.journeys.test_home_visit import find, first_not_reached
from tests.journeys.trouble import calm, opened, rough
from tests.journeys.world import PATIENCE

ALIVE = (0.5, 7.0)
"""Seconds after the youth was opened between which the program is killed."""


@attrs.define
class Said:
    """What the window has said was saved, kept on disk."""

    path: Path
    entered: list[str] = attrs.field(factory=list)
    drafted: list[str] = attrs.field(factory=list)

    def note(self, kind: str, text: str) -> None:
        """Remember it for good."""
        (self.entered if kind == "entered" else self.drafted).append(text)
        with self.path.open("a") as stream:
            stream.write(f"{kind} {text}\n")
            stream.flush()
            os.fsync(stream.fileno())


def killed_while_writing(office: Office, laptop: Laptop, said: Said, seed: int) -> None:
    """Write notes until the program is killed at a moment that the seed chooses."""
    chance = random.Random(seed)
    desktop = rough(office, laptop)
    desktop.unlock(laptop.passphrase)
    name, _ = first_not_reached(desktop)
    find(desktop, name)
    killer = threading.Timer(chance.uniform(*ALIVE), desktop.process.kill)
    killer.start()
    try:
        for number in range(1000):
            text = f"Omgång {seed} anteckning {number:03}."
            desktop.keys("Ctrl+J").wait("Sparas medan").tab_to("Anteckning").paste(text)
            if chance.random() < 0.5:
                desktop.wait("Utkast sparat")
                said.note("drafted", text)
            desktop.keys("Ctrl+Return").wait("Anteckningen är förd in").wait("senaste först")
            said.note("entered", text)
    except (AssertionError, OSError):
        desktop.process.wait(PATIENCE)
        written = desktop.errors()
        assert "Traceback" not in written, written[-2000:]
    finally:
        killer.cancel()
        desktop.kill()


def lost(laptop: Laptop, said: Said) -> list[str]:
    """What the window said was saved and is not there, or is there twice."""
    with opened(laptop) as store:
        written = [
            one.text or ""
            for youth in store.queries.case_ids()
            for one in store.queries.case_records(youth)
            if isinstance(one, JournalNote)
        ]
        drafts = "\n".join(str(dict(one.values)) for one in store.queries.drafts())
    missing = [text for text in said.entered if written.count(text) != 1]
    return missing + [text for text in said.drafted if text not in drafts and text not in written]


def main() -> int:
    """Torture a new municipality's first laptop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    made = town.__wrapped__()  # type: ignore[attr-defined]  # the fixture's own generator
    office: Office = next(made)
    laptop = office.laptops[0]
    said = Said(office.folder / "said.list")
    bad: list[str] = []
    try:
        for number in range(chosen.rounds):
            killed_while_writing(office, laptop, said, chosen.seed * 1000 + number)
            bad = lost(laptop, said)
            print(f"{number + 1}: {len(said.entered)} införda, {len(bad)} förlorade", flush=True)
            if bad:
                break
        desktop = rough(office, laptop)
        desktop.unlock(laptop.passphrase).wait("Allt synkat", within=PATIENCE)
        desktop.close()
        rough(office, office.laptops[1]).unlock(office.laptops[1].passphrase).wait(
            "Allt synkat"
        ).close()
        bad += lost(office.laptops[1], Said(said.path, entered=said.entered))
        calm(office)
    finally:
        while office.running:
            office.running.pop().close()
        made.close()
    print("\n".join(bad) or "Ingenting förlorat.")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
