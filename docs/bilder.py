"""Makes docs/bilder/*.png: the demo, two computers, and the keys that a handläggare would press.

The day, the seed and the times of day are fixed, so that two makings give the same pictures. Everything
is done in a folder of its own that is taken away afterwards.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

from demo import CODE, Demo
from docs.bilder_malgrupp import judging
from docs.bilder_natten import keeping_up
from docs.bilder_register import keeping
from docs.bilder_statistik import counting
from docs.kamera import TIME
from tests.journeys.world import Desktop

PICTURES = Path(__file__).with_name("bilder")
AS_OF = "2026-11-24"  # a Tuesday with three visits
SEED = 1
SWEDEN = "CET-1CEST,M3.5.0,M10.5.0/3"  # in this form it needs no files of the system
PATIENCE = 30.0

VISITED = "Yusuf Påhittsson"
RICH = "Linnea Fejkström"
SHARED = "Samira Exempelmark"
PROTECTED = "2025-0027"

VISIT = "Ringde på två gånger. Lägenheten var släckt. La informationsbladet i brevlådan."
TALK = "Linnea vill läsa klart gymnasiet i höst och är nyfiken på barn- och fritidsprogrammet."
ADMINISTRATORS = "en lösenfras för bilderna"
AGREED = "Vi söker plats tillsammans på torsdag klockan 10."
LINE = "Hör av sig när hon har pratat med skolan."


@attrs.define
class Studio:
    """The demo's server and its two computers."""

    demo: Demo
    facts: dict[str, Any]
    open_now: list[Desktop] = attrs.field(factory=list)

    @contextlib.contextmanager
    def computer(self, number: int, at: str, *, locked: bool = False) -> Iterator[Desktop]:
        """Start the program on computer 0 (Karin's) or 1 (Farid's) at a time of day."""
        profile = self.facts["profiles"][number]
        kept = Path(profile["dir"]) / "window.ini"
        if not kept.exists():  # the offer of the tour is no part of the other pictures
            kept.write_text("[General]\ntour=declined\n", encoding="ascii")
        desktop = Desktop(
            Path(profile["dir"]),
            self.demo.folder / f"bild-{number}.log",
            environment={TIME: at, "TZ": SWEDEN},
            module="docs.kamera",
            options=("--as-of", AS_OF),
        )
        desktop.start()
        try:
            if not locked:
                desktop.unlock(profile["passphrase"])
            yield desktop
            desktop.keys("Ctrl+Q")  # as a person ends: what she chose of text and colours is kept
            desktop.process.wait(PATIENCE)
        finally:
            desktop.close()

    def passphrase(self, number: int) -> str:
        """What unlocks a computer."""
        text: str = self.facts["profiles"][number]["passphrase"]
        return text

    def connect(self) -> None:
        """Start the server again on its own port."""
        self.demo.start(self.facts["server"]["port"])


def make() -> None:
    """Make every picture anew."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kaa-bilder-") as folder:
        demo = Demo(Path(folder) / "demo")
        asked = argparse.Namespace(as_of=AS_OF, seed=SEED, youths=None, target_group=None)
        try:
            studio = Studio(demo, demo.make(asked))
            for scene in SCENES:
                print(f"  {scene.__name__}", file=sys.stderr, flush=True)
                scene(studio)
        finally:
            demo.clean()


def shoot(desktop: Desktop, name: str) -> None:
    """Take a picture."""
    desktop.grab(PICTURES / f"{name}.png")


def find(desktop: Desktop, name: str) -> Desktop:
    """Open a youth from the palette."""
    desktop.keys("Ctrl+K").type(name).wait(name).keys("Return").wait("senaste först")
    return desktop


# --- the scenes, in the order of the day -----------------------------------------------------------


def morning(studio: Studio) -> None:
    """Unlock, Min dag, the list."""
    with studio.computer(0, "07:58") as karin:
        karin.wait("Allt synkat", within=PATIENCE)
    with studio.computer(0, "08:05", locked=True) as karin:
        karin.size(1280, 720)
        shoot(karin, "las-upp")
        karin.unlock(studio.passphrase(0)).wait("Allt synkat", within=PATIENCE)
        shoot(karin, "min-dag")
        karin.keys("Ctrl+2").wait("Personnummer: ").keys("Down Down Down Down Down Down Down")
        karin.wait("Läsruta: Hjalmar")
        shoot(karin, "ungdomar")


def youth(studio: Studio) -> None:
    """The youth's page, a conversation, a contact, the palette and the sheet of keys."""
    with studio.computer(0, "08:20") as karin:
        karin.wait("Allt synkat", within=PATIENCE)
        find(karin, RICH)
        shoot(karin, "ungdomens-sida")
        karin.keys("Ctrl+Shift+J").wait("Slag av samtal")
        karin.type("c").tab_to("Minuter").type("25").tab_to("Plats").keys("Down")
        karin.tab_to("Vad samtalet handlade om").type(TALK)
        karin.tab_to("Vad ni kom överens om").type(AGREED)
        karin.wait("Utkast sparat").wait("Nästa steg: ")
        shoot(karin, "samtal")
        karin.keys("Escape").wait("senaste först")
        karin.keys("Ctrl+N").wait("Kontaktsätt").type("t")
        karin.tab_to("Utfall").type("n").tab_to("Minuter").type("10")
        karin.tab_to("Anteckning").type(LINE)
        karin.wait("Utkast sparat").wait("Nästa steg: ")
        shoot(karin, "ny-kontakt")
        karin.keys("Escape").wait("senaste först")
        karin.keys("Ctrl+K").wait("Träffar").type("hem").wait("Hembesök")
        shoot(karin, "kommandopalett")
        karin.keys("Escape F1").wait("för hela programmet")
        shoot(karin, "kortkommandon")
        karin.keys("Escape")


def elsewhere(studio: Studio) -> None:
    """One who is protected, and the settings."""
    with studio.computer(0, "08:30") as karin:
        karin.wait("Allt synkat", within=PATIENCE)
        find(karin, PROTECTED)
        shoot(karin, "skyddade-uppgifter")
        karin.keys("Ctrl+K").type("Inställningar").wait("träff").keys("Return").wait("Tema")
        shoot(karin, "installningar")


def looks(studio: Studio) -> None:
    """Dark, and text twice as large."""
    with studio.computer(0, "08:40") as karin:
        karin.wait("Allt synkat", within=PATIENCE)
        karin.keys("Ctrl+K").type("Tema: mörkt").wait("Tema: mörkt").keys("Return")
        shoot(karin, "morkt-lage")
        karin.keys("Ctrl+K").type("Tema: ljust").wait("Tema: ljust").keys("Return")
        karin.keys("Ctrl++ Ctrl++ Ctrl++ Ctrl++ Ctrl++ Ctrl++ Ctrl++")
        shoot(karin, "text-200-procent")
        karin.keys("Ctrl+0")


def offline(studio: Studio) -> None:
    """A visit without network, and what waits afterwards."""
    studio.demo.stop()
    with studio.computer(0, "13:33") as karin:
        karin.wait("Du arbetar offline")
        find(karin, VISITED).keys("Ctrl+H").wait("Vad hände").size(1280, 720)
        karin.tab_to("Kom fram").keys("Ctrl+A").type("13:20")
        karin.tab_to("Vad hände").keys("Down Down Space").wait("Nästa steg: ")
        karin.tab_to("Anteckning").type(VISIT).wait("Utkast sparat")
        shoot(karin, "hembesok-utan-nat")
        karin.keys("Ctrl+Return").wait("Besöket är fört in").size(1440, 900)
        find(karin, SHARED).keys("Ctrl+E").wait("E-post").tab_to("Telefon")
        karin.keys("Ctrl+A").type("070-174 06 23").keys("Ctrl+Return").wait("senaste först")
        karin.keys("Ctrl+9").wait("Skickas av sig själv")
        shoot(karin, "synkning")


def differences(studio: Studio) -> None:
    """One telephone number changed on two computers."""
    with studio.computer(1, "13:45") as farid:
        find(farid, SHARED).keys("Ctrl+E").wait("E-post").tab_to("Telefon")
        farid.keys("Ctrl+A").type("070-174 06 32").keys("Ctrl+Return").wait("senaste först")
    studio.connect()
    for number, at in ((1, "14:02"), (0, "14:10"), (1, "14:11")):
        with studio.computer(number, at) as desktop:
            desktop.wait("Allt synkat", within=PATIENCE)
    with studio.computer(0, "14:12") as karin:
        open_conflict(karin)
        shoot(karin, "konflikt")


def not_received(studio: Studio) -> None:
    """Both decide while the server is away; the second to be back is told."""
    studio.demo.stop()
    for number, choice in ((0, "1"), (1, "2")):
        with studio.computer(number, "14:20") as desktop:
            open_conflict(desktop).keys(choice).wait("Alla val är gjorda").keys("Ctrl+Return")
            desktop.wait("Valen är sparade")
    studio.connect()
    with studio.computer(0, "14:30") as karin:
        karin.wait("Allt synkat", within=PATIENCE)
    with studio.computer(1, "14:31") as farid:
        farid.wait("ej mottaget", within=PATIENCE).keys("Ctrl+9").wait("Texten finns kvar")
        shoot(farid, "ej-mottaget")


def open_conflict(desktop: Desktop) -> Desktop:
    """Open the only conflict from the page Synkning."""
    desktop.wait("1 konflikt", within=PATIENCE).keys("Ctrl+9").wait("Välj vad som ska gälla.")
    return desktop.keys("Return").wait("har ändrats på två datorer").wait("val kvar")


def administration(studio: Studio) -> None:
    """A computer connected in its window, a user to add and a computer to shut out."""
    user = studio.facts["users"][-1]
    code = studio.demo.device_code(user["username"])
    folder = studio.demo.folder / "profiler" / "administrator"
    log = studio.demo.folder / "bild-administrator.log"
    url = studio.facts["server"]["url"]
    laptop = Desktop(
        folder, log, first="Välkommen", environment={"TZ": SWEDEN}, module="docs.kamera"
    ).start()
    laptop.size(1280, 720).keys("Return").wait("Serverns adress")
    laptop.keys("Ctrl+A").type("https://kaa.exempelas.example").keys("Tab").type(CODE)
    laptop.keys("Tab").type(user["username"]).keys("Tab").type(user["password"])
    laptop.keys("Tab").type("B47A-GX8W-WJTM-078M").keys("Tab Ctrl+A").type("KAA-ADM")
    for _twice in range(2):
        laptop.keys("Tab").type(ADMINISTRATORS)
    shoot(laptop, "anslut-datorn")
    laptop.tab_to("Serverns adress").keys("Ctrl+A").type(url)
    laptop.tab_to("Engångskod").keys("Ctrl+A").type(code).keys("Return")
    laptop.wait("Allt är hämtat.", within=PATIENCE).keys("Return").wait("Lås upp")
    laptop.unlock(ADMINISTRATORS, first="De som får använda").wait("Allt synkat", within=PATIENCE)
    laptop.keys("Ctrl+K").type("Lägg till användare").wait("Lägg till").keys("Return")
    laptop.wait("Skrivs vid inloggning").type("Aina Testnykomling").keys("Tab").type("aina")
    laptop.tab_to("Roll: Handläggare").keys("1").wait(
        "Ser och skriver i sin enhets ärenden och sina egna."
    )
    shoot(laptop, "lagg-till-anvandare")
    laptop.keys("Escape Escape").wait("De som får använda")
    laptop.keys("Ctrl+K").type("Datorer").wait("Datorer").keys("Return").wait("KAA-02")
    laptop.tab_to("Datorer").keys("Home Down").wait("Läsruta: KAA-02")
    laptop.keys("Ctrl+K").type("Spärra datorn").wait("Spärra datorn").keys("Return")
    laptop.wait("Det går inte att ångra")
    shoot(laptop, "sparra-datorn")
    laptop.keys("Escape").wait("Läsruta: KAA-02")
    studio.demo.let_notify("Fria Exempelskolan", "Rektor Eva Testgren, 010-123 45 67")
    laptop.keys("Ctrl+K").type("Skolor som anmäler").wait("Skolor som").keys("Return")
    laptop.wait("Fria Exempelskolan").tab_to("Skolor som anmäler").keys("Home Down")
    laptop.wait("Läsruta: Fria Exempelskolan").ask(settle=True)
    shoot(laptop, "skolor-som-anmaler")
    laptop.keys("Ctrl+Q").process.wait(PATIENCE)
    laptop.close()


def register(studio: Studio) -> None:
    """A coordinator's morning."""
    keeping(studio, shoot, (AS_OF, SWEDEN))


def statistics(studio: Studio) -> None:
    """Figures, and days side by side."""
    counting(studio, shoot)


def target_group(studio: Studio) -> None:
    """What the night has brought."""
    judging(studio, shoot, (AS_OF, SWEDEN))


def next_morning(studio: Studio) -> None:
    """What waits after a night, who came and went, who stands twice, and what is given out."""
    keeping_up(studio, shoot, (AS_OF, SWEDEN))


def practising(studio: Studio) -> None:
    """The practice municipality: its page, the help beside the list, and the tour."""
    folder = studio.demo.folder / "ovning"
    desktop = Desktop(
        folder,
        studio.demo.folder / "bild-ovning.log",
        first="Övningskommunen",
        environment={TIME: "08:10", "TZ": SWEDEN, "XDG_DATA_HOME": str(folder)},
        module="docs.kamera",
        options=("--practice", "--as-of", AS_OF),
    ).start()
    desktop.wait("Att göra", within=PATIENCE).size(1440, 900)
    desktop.keys("Ctrl+K").type("Rundtur").wait("tre minuter").keys("Return")
    shoot(desktop.wait("Rundtur 1 av 7"), "rundtur")
    desktop.keys("Escape Ctrl+2").wait("Personnummer: ").keys("F1")
    shoot(desktop.wait("Listan över ungdomar"), "hjalp")
    desktop.keys("Escape Ctrl+K").type("Övningen").keys("Return").size(1280, 720)
    shoot(desktop.wait("Öva som"), "ovningen")
    desktop.close()


SCENES = (
    administration,
    morning,
    youth,
    elsewhere,
    looks,
    offline,
    differences,
    not_received,
    register,
    statistics,
    target_group,
    next_morning,
    practising,
)
