"""The pictures of a coordinator's work: a register read in, a youth registered, cases given to workers."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from demo import CODE
from docs.kamera import TIME
from kaa_core.model.identity import synthetic_number
from tests.journeys.world import ROOT, Desktop

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from docs.bilder import Studio

COORDINATOR = "Birgitta Provander"
PASSPHRASE = "gul stege mot söder"  # noqa: S105 - of an invented computer that is gone with the pictures
PATIENCE = 60.0
GIVEN = ("Saga", "Ludvig", "Tuva", "Melker", "Ingrid", "Sixten", "Alma", "Viggo", "Freja", "Hugo",
         "Signe", "Arvid")  # fmt: skip


def register_file(folder: Path) -> Path:
    """A school's list as it comes: a title, a lost zero, a double and a number that nobody has."""
    lines = ["Exempelås gymnasium;;;;", "", "Personnummer;Namn;Adress;Mobil;Skola;Diagnos"]
    for at, given in enumerate(GIVEN):
        number = synthetic_number(date(2008 + at % 2, 4, 1 + at), 700 + at)
        written = number[2:].lstrip("0") if at in (1, 4) else f"{number[:8]}-{number[8:]}"
        street = f"Skolgatan {at + 1}, 999 01 Exempelås"
        lines.append(f"{written};Skissman, {given};{street};070-174 06 {at + 10};Fiktivgymnasiet;")
    lines += [lines[5], "20080230-1234;Skissman, Ingen;;;;"]
    path = folder / "Elever 2026.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def keeping(studio: Studio, shoot: Callable[[Desktop, str], None], options: Sequence[str]) -> None:
    """The preview of a file, the form for one youth, and ten youths on two workers.

    `options`: the day and the zone of the pictures.
    """
    anna = _enrolled(studio, *options)
    path = register_file(studio.demo.folder)
    anna.keys("Ctrl+K").type("Läs in register").wait("från ett kalkylblad").keys("Return")
    anna.wait("Välj en fil").tab_to("Välj fil").keys("Return").wait("Läs in register")
    anna.type(str(path)).keys("Return").wait(path.name).wait("Visa kolumnerna")
    anna.keys("Ctrl+Return").wait("Visa raderna").keys("Ctrl+Return").wait("Alla 14")
    anna.tab_to("Filens rader").keys("Home Down").wait("Rad 5").ask(settle=True)
    shoot(anna, "las-in")
    anna.tab_to("Godta alla").keys("Return").tab_to("Skriv in alla nya").keys("Space")
    anna.tab_to("Orsak").keys("Down Down Down").wait("Läs in 12").keys("Ctrl+Return")
    anna.wait("12 nya ungdomar").wait("Allt synkat", within=PATIENCE).keys("Ctrl+2").wait(
        "Personnummer"
    ).keys("Ctrl+F")
    anna.type("Skissman").wait("12 träffar").ask(settle=True)
    anna.keys("Down Home Down" + 9 * " Shift+Down")
    anna.keys("Ctrl+Shift+F").wait("10 ungdomar").tab_to("Handläggare")
    anna.type("Karin Demolund").keys("Return").type("Farid Modell").keys("Return")
    anna.wait("högst 5 var")
    shoot(anna, "fordela")
    anna.keys("Escape Ctrl+Shift+N").wait("Registrera ungdomen")
    anna.type(synthetic_number(date(2009, 5, 12), 721)).wait("Född 12 maj")
    anna.tab_to("Förnamn").type("Tilde").keys("Tab").type("Skissman")
    shoot(anna, "registrera")
    anna.keys("Ctrl+Q").process.wait(PATIENCE)
    anna.close()


def _enrolled(studio: Studio, day: str, zone: str) -> Desktop:
    user = next(one for one in studio.facts["users"] if one["name"] == COORDINATOR)
    folder = studio.demo.folder / "profiler" / "samordnare"
    account = ["--municipality", CODE, "--username", user["username"]]
    code = studio.demo.device_code(user["username"])
    where = ["--server", studio.facts["server"]["url"], "--code", code]
    where += ["--device-name", "KAA-04", "--profile", str(folder)]
    subprocess.run(
        [sys.executable, "-m", "kaa_desktop", "enrol", *account, *where],
        cwd=ROOT,
        input=f"{user['password']}\n{PASSPHRASE}\n",
        text=True,
        check=True,
        capture_output=True,
    )
    # The offer of the tour is no part of the pictures.
    (folder / "window.ini").write_text("[General]\ntour=declined\n", encoding="ascii")
    desktop = Desktop(
        folder,
        studio.demo.folder / "bild-samordnare.log",
        environment={TIME: "09:05", "TZ": zone},
        module="docs.kamera",
        options=("--as-of", day),
    )
    desktop.start().unlock(PASSPHRASE).wait("Allt synkat", within=PATIENCE)
    return desktop.size(1280, 720)
