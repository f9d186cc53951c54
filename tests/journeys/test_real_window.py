"""The main job once more in a real window: keys by way of the X server, pictures kept.

Needs a display with a window manager and xdotool; `.ci/run` starts them. KAA_PICTURES is a folder.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Self

import attrs
import pytest

from tests.journeys.conftest import AS_OF, Office
from tests.journeys.test_home_visit import AGREED, PATIENCE, TALK, VISIT, first_not_reached
from tests.journeys.world import Desktop

pytestmark = [pytest.mark.xvfb, pytest.mark.timeout(400)]


@attrs.define
class RealKeys(Desktop):
    """A desktop whose keys come from the X server, to whatever window is in front."""

    pictures: Path = Path()

    def keys(self, chords: str) -> Self:
        """Press chords; xdotool has names of its own for some keys."""
        names = {"Return": "Return", "Escape": "Escape", "Ctrl": "ctrl", "Shift": "shift"}
        for chord in chords.split():
            parts = [names.get(part, part) for part in chord.split("+")]
            last = parts[-1].lower() if len(parts) > 1 and len(parts[-1]) == 1 else parts[-1]
            press("key", "--clearmodifiers", "+".join([*parts[:-1], last]))
            self.ask(released=len(parts))
        return self

    def type(self, text: str) -> Self:
        """Type as a person does."""
        press("type", "--delay", "8", text)
        shifted = sum(character.isupper() for character in text)
        self.ask(released=len(text) + shifted)
        return self

    def picture(self, name: str) -> Self:
        """Keep a picture of the whole screen."""
        self.ask(settle=True)
        shot = self.pictures / f"{name}.png"
        subprocess.run(["import", "-window", "root", str(shot)], check=True, timeout=60)
        return self


def press(*words: str) -> None:
    """Let xdotool act."""
    subprocess.run(["xdotool", *words], check=True, timeout=60)


def test_the_home_visit_in_a_real_window(office: Office, tmp_path: Path) -> None:
    hers, his = office.laptops
    pictures = Path(os.environ.get("KAA_PICTURES", tmp_path))
    subprocess.run(["setxkbmap", "se"], check=True, timeout=60)
    office.server.stop()
    karin = RealKeys(
        hers.profile,
        office.folder / "window.log",
        environment={"QT_QPA_PLATFORM": "xcb"},
        options=("--as-of", AS_OF),
        pictures=pictures,
    )
    office.running.append(karin)
    karin.start()
    karin.picture("01-las-upp")
    karin.unlock(hers.passphrase)
    karin.wait("Offline").picture("02-min-dag")
    name, _ = first_not_reached(karin)
    karin.picture("03-ungdomar")
    karin.keys("Ctrl+K").type(name).wait(name).picture("04-kommandopalett").keys("Return")
    karin.wait("senaste först").picture("05-ungdomens-sida")

    karin.keys("Ctrl+H").wait("Vad hände").tab_to("Kom fram").keys("Ctrl+A").type("09:05")
    karin.tab_to("Gick").keys("Ctrl+A").type("09:20")
    karin.tab_to("Vad hände").keys("Down Down space").wait("Nästa steg: ")
    karin.tab_to("Anteckning").type(VISIT).wait("Utkast sparat").picture("06-hembesok")
    karin.keys("Ctrl+Return").wait("Besöket är fört in").picture("07-infort")

    karin.keys("Ctrl+Shift+J").wait("Slag av samtal").tab_to("Slag av samtal").keys("Down space")
    karin.tab_to("Vad samtalet handlade om").type(TALK)
    karin.tab_to("Vad ni kom överens om").type(AGREED).picture("08-samtal").keys("Ctrl+Return")
    karin.wait("Samtalet är fört in")

    office.server.start()
    karin.wait("Allt synkat", within=PATIENCE).picture("09-synkat")
    farid = office.unlocked(his).wait("Ansluten", within=PATIENCE)
    farid.keys("Ctrl+K").type(name).wait(name).keys("Return").wait(VISIT).wait(TALK)
    farid.grab(pictures / "10-kollegan.png")
    karin.keys("Shift+F1").wait("Kortkommandon").picture("11-kortkommandon").keys("Escape")
    karin.keys("Ctrl+L").wait("Lås upp").picture("12-last")
    assert not any(name in text for text in karin.texts()), "a locked window names nobody"
