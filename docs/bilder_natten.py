"""The pictures of what follows the night: its reports, Sedan sist, Samma person? and Lämna ut."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from demo import Stop
from docs.bilder_malgrupp import PATIENCE, coordinator
from kaa_core.model.identity import SAMORDNING_DAY, check_digit, shown, synthetic_number
from tests.journeys.kept_files import FAMILY, NUMBERS, PART_TIME, SCHOOL, written
from tests.journeys.world import Desktop

if TYPE_CHECKING:
    from collections.abc import Callable

    from docs.bilder import Studio

TWICE = "Ebba"
BORN = date(2008, 9, 12)
BEFORE = f"{BORN:%y%m}{BORN.day + SAMORDNING_DAY}811"
COORDINATED = f"20{BEFORE}{(check_digit(BEFORE) + 5) % 10}"
"""The samordningsnummer that she had before: a check digit that is wrong on purpose, as the others."""


def autumn() -> list[Sequence[str]]:
    """A school's list: one who stands with both her numbers, a new number, a lost zero."""
    heads = ("Personnummer", "Tidigare personnummer", "Förnamn", "Efternamn", "Utbildning", "Skola",
             "Program", "Från")  # fmt: skip
    at = ("Gymnasieskola", SCHOOL, "Elprogrammet", "2026-08-17")
    lost = synthetic_number(date(2009, 3, 3), 812)[2:].lstrip("0")
    changed = synthetic_number(date(2008, 5, 15), 813)
    return [
        heads,
        (shown(synthetic_number(BORN, 811)), "", TWICE, FAMILY, *at),
        (shown(COORDINATED), "", TWICE, FAMILY, *at),
        (shown(changed), shown(NUMBERS[PART_TIME]), PART_TIME, FAMILY, *at),
        (lost, "", "Milo", FAMILY, *at),
    ]


def keeping_up(
    studio: Studio, shoot: Callable[[Desktop, str], None], options: Sequence[str]
) -> None:
    """The coordinator's next morning. `options`: the day and the zone of the pictures."""
    path = written(studio.demo.folder, "elever-v47.csv", autumn())
    with contextlib.suppress(Stop):  # some rows wait: that is what is shown
        studio.demo.bring("kalkylblad", path, "2026-11-20")
    anna = coordinator(studio, *options)
    _go(anna, "Nattens inläsning", "saker att svara på")
    anna.wait("Personnumret är ändrat", within=PATIENCE).ask(settle=True)
    anna.keys("Home Down Down").wait(f"Läsruta: {PART_TIME}").ask(settle=True)
    shoot(anna, "nattens-inlasning")
    _go(anna, "Sedan sist", "Senaste månaden")
    anna.ask(settle=True)
    anna.keys("Home Down").wait("Läsruta: ").ask(settle=True)
    shoot(anna, "sedan-sist")
    _go(anna, "Samma person?", "att avgöra")
    anna.wait(TWICE).ask(settle=True)
    anna.keys("Home Down").wait(f"Läsruta: {TWICE}").ask(settle=True)
    shoot(anna, "samma-person")
    anna.keys("Ctrl+K").type("Linnea Fejkström").wait("Linnea Fejkström").keys("Return")
    anna.wait("senaste först").keys("Ctrl+K").type("Lämna ut uppgifter").ask(settle=True)
    time.sleep(1)  # the same words stand in the list before it is narrowed
    anna.wait("registerutdrag eller kopia").keys("Return")
    anna.wait("Spara som PDF").ask(settle=True)
    anna.keys("Home Down Down").wait("Läsruta: ").ask(settle=True)
    shoot(anna, "lamna-ut")
    anna.keys("Ctrl+Q").process.wait(PATIENCE)
    anna.close()


def _go(anna: Desktop, place: str, seen: str) -> None:
    anna.keys("Ctrl+K").type(place).wait(place).keys("Return").wait(seen, within=PATIENCE)
