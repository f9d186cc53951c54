"""The pictures of the statistics: the page in light and in dark, one figure, and days side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from docs.bilder import Studio
    from tests.journeys.world import Desktop

PATIENCE = 120.0


def counting(studio: Studio, shoot: Callable[[Desktop, str], None]) -> None:
    """What a worker with the whole register sees."""
    with studio.computer(0, "09:40") as karin:
        karin.wait("Allt synkat", within=PATIENCE).size(1440, 900)
        _counted(karin.keys("Ctrl+7"))
        shoot(karin, "statistik")
        karin.keys("Ctrl+K").type("Tema: mörkt").wait("Tema: mörkt").keys("Return")
        karin.ask(settle=True)
        shoot(karin, "statistik-morkt")
        karin.keys("Ctrl+K").type("Tema: ljust").wait("Tema: ljust").keys("Return")
        karin.size(1280, 720).tab_to("Tabell: Läget efter ålder")
        karin.tab_to("Läget").keys("Home Down Return").wait("Så räknas det")
        karin.ask(settle=True)
        shoot(karin, "statistik-ett-tal")
        karin.keys("Escape Ctrl+K").type("Jämför datum").wait("Jämför datum").keys("Return")
        karin.wait("Vilka dagar", within=PATIENCE).wait("Förändring", within=PATIENCE)
        shoot(karin, "statistik-jamfor")
        _reporting(karin, shoot)


def _reporting(karin: Desktop, shoot: Callable[[Desktop, str], None]) -> None:
    """The form and the first page of a report."""
    karin.size(1440, 900).keys("Ctrl+K").type("Gör en rapport").wait("Gör en rapport").keys(
        "Return"
    )
    karin.wait("Förhandsgranska")
    karin.ask(settle=True)
    shoot(karin, "rapport")
    karin.keys("Ctrl+K").type("Förhandsgranska").wait("Förhandsgranska").keys("Return")
    karin.wait("Visas ur minnet", within=PATIENCE)
    karin.ask(settle=True)
    shoot(karin, "rapport-sida")


def _counted(desktop: Desktop) -> None:
    # The last card: when it is filled, so are the others.
    desktop.wait("Ärenden per handläggare", within=PATIENCE)
    desktop.ask(settle=True)
