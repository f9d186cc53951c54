"""The pictures of the target group: what is proposed, one judgement, and the facts behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docs.bilder_register import PASSPHRASE
from docs.kamera import TIME
from tests.journeys.kept_files import (
    FAMILY,
    NEWCOMER,
    PART_TIME,
    notices,
    population,
    pupils,
    written,
)
from tests.journeys.world import Desktop

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from docs.bilder import Studio

PATIENCE = 60.0
SENT = (
    ("folkbokforing", "folkbokforing.csv", population(), "2026-11-16"),
    ("kalkylblad", "elever-ht26.csv", pupils(20), "2026-11-17"),
    ("anmalningar", "anmalningar.csv", notices(), "2026-11-18"),
)


def judging(studio: Studio, shoot: Callable[[Desktop, str], None], options: Sequence[str]) -> None:
    """What the night has brought, as the coordinator meets it in the morning.

    `options`: the day and the zone of the pictures.
    """
    for source, name, rows, day in SENT:
        studio.demo.bring(source, written(studio.demo.folder, name, rows), day)
    anna = coordinator(studio, *options)
    anna.keys("Ctrl+6").wait("Programmet föreslår").wait(FAMILY, within=PATIENCE)
    anna.ask(settle=True)
    anna.keys("Home Down").wait(f"Läsruta: {PART_TIME}")
    shoot(anna, "malgruppsprovning")
    _find(anna, NEWCOMER)
    anna.size(1440, 900).wait("Så kommer du vidare").ask(settle=True)
    shoot(anna, "provning")
    anna.size(1280, 720).keys("Escape").wait("Programmet föreslår")
    _find(anna, PART_TIME)
    anna.keys("Ctrl+K").type("Visa uppgifter med källa").wait("Visa uppgifter").keys("Return")
    shoot(anna.wait("nyast först"), "uppgifter-med-kalla")
    anna.keys("Ctrl+Q").process.wait(PATIENCE)
    anna.close()


def _find(anna: Desktop, given: str) -> None:
    anna.keys("Ctrl+F Ctrl+A").type(f"{given} {FAMILY}").wait("1 ungdom").ask(settle=True)
    anna.keys("Down Home Down").wait(f"Läsruta: {given}").keys("Return").wait("De sju villkoren")


def coordinator(studio: Studio, day: str, zone: str) -> Desktop:
    """The computer that the register's pictures have connected."""
    desktop = Desktop(
        studio.demo.folder / "profiler" / "samordnare",
        studio.demo.folder / "bild-malgrupp.log",
        environment={TIME: "09:25", "TZ": zone},
        module="docs.kamera",
        options=("--as-of", day),
    )
    desktop.start().unlock(PASSPHRASE).wait("Allt synkat", within=PATIENCE)
    return desktop.size(1280, 720)
