"""A new handläggare, alone with the program: she opens the practice municipality, presses F1 on the list
and does what the help says, step by step. The help is the script: a text that is wrong fails here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kaa_desktop.gui.help.text import Block, Library
from kaa_desktop.gui.help.topics import GROUPS
from tests.journeys.world import Desktop

HERS = "Vi ses på mötesplatsen Kvastfibblan i övermorgon."
PATIENCE = 30.0
KEYS = {"Skift": "Shift", "↓": "Down", "↑": "Up", "Enter": "Return", "Mellanslag": "Space"}


@pytest.fixture
def newcomer(tmp_path: Path) -> Iterator[Desktop]:
    """A computer that nobody has connected, and on which nobody has practised."""
    made = Desktop(
        tmp_path / "no-profile",
        tmp_path / "log",
        environment={"XDG_DATA_HOME": str(tmp_path / "data"), "TMPDIR": str(tmp_path)},
        first="Öppna övningskommunen",
    )
    yield made.start()
    made.close()


@pytest.mark.timeout(300)
def test_she_records_her_first_contact(newcomer: Desktop, tmp_path: Path) -> None:
    newcomer.tab_to("Öppna övningskommunen").keys("Space")
    newcomer.wait("Att göra", within=PATIENCE).size(1440, 900)
    newcomer.wait("Övningsdata – påhittade personer").wait("Är du ny här?")
    newcomer.wait("Övningen finns bara på den här datorn.")

    # She is shown round, and leaves it for later: it is in nobody's way.
    newcomer.keys("Ctrl+2").wait("Personnummer: ")
    before = newcomer.focus()
    newcomer.keys("F1").wait("Listan över ungdomar").wait("Skollagen 29 kap. 9 §")
    read = " ".join(newcomer.texts())
    newcomer.keys("Escape")
    assert newcomer.focus() == before, "the help gives her place back"

    steps = Library(GROUPS).topics["listan"].steps("för in en kontakt")
    assert len(steps) >= 5
    for step in steps:
        assert step.plain in read.replace("\xa0", " "), "the test reads what she reads"
        follow(newcomer, step)

    newcomer.wait("Kontakten är förd in").keys("Return").wait("Journal").wait(HERS)
    texts = newcomer.gone("Väntar på synk").texts()  # nothing waits in a practice
    assert any(text.startswith("Sparat lokalt") for text in texts)

    # Nothing of it is in the clear, and it is all in one folder that can be taken away.
    newcomer.close()
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "log"]
    assert files
    assert not [path for path in files if HERS.encode() in path.read_bytes()]


def follow(desktop: Desktop, step: Block) -> None:
    """Do what one step says: the keys it names, in their order, at the fields it names."""
    runs = [run for run in step.runs if run.style]
    for place, run in enumerate(runs):
        ahead = runs[place + 1] if place + 1 < len(runs) else None
        if run.style == "key" and run.text == "Tab" and ahead is not None:
            desktop.tab_to(ahead.text)
        elif run.style == "key" and len(run.text) == 1 and run.text.isalpha():
            desktop.type(run.text)
        elif run.style == "key" and run.text != "↑":
            desktop.keys("+".join(KEYS.get(part, part) for part in run.text.split("+")))
        elif run.style == "strong" and "Läs" in step.plain:
            desktop.wait(run.text)
    if "Skriv " in step.plain:
        desktop.type(HERS)
