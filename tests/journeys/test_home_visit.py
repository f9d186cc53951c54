"""The main job: a visit and a conversation recorded offline, a crash, and a colleague who sees it."""

from __future__ import annotations

import re

import pytest

from kaa_desktop.app import profiles
from kaa_desktop.store.slots import SlotFile
from tests import scan
from tests.journeys.conftest import Laptop, Office
from tests.journeys.world import Desktop

VISIT = "Ringde på två gånger. La informationsbladet i brevlådan åt Ellemaria."
TALK = "Pratade i trappan om att komma och titta på mötesplatsen Kvastfibblan."
AGREED = "Hör av sig på tisdag."
HALF = "Grannen Snövit hälsade att hon kommer"
A_SECOND = 1.0
PATIENCE = 30.0

pytestmark = pytest.mark.timeout(400)


def test_a_visit_recorded_offline_reaches_the_colleague(office: Office) -> None:
    hers, his = office.laptops
    office.server.stop()

    # In the car, without network: unlock, find the youth, record the visit by keys alone.
    karin = office.unlocked(hers).wait("Offline")
    name, number = first_not_reached(karin)
    find(karin, name)
    record_visit(karin)
    karin.wait("Besöket är fört in").wait("Väntar på synk")
    record_conversation(karin)
    karin.wait("Samtalet är fört in")

    # The battery gives out in the middle of the next note.
    karin.keys("Ctrl+J").wait("Anteckning").tab_to("Anteckning").type(HALF)
    karin.wait("Utkast sparat").type(" i morgon").kill()
    identity = [name.split()[-1], number.replace("-", "")]  # as they are stored
    planted = [VISIT, TALK, HALF, *identity]
    nothing_in_the_clear(office, [*planted, name, number])
    kept_behind_the_key(hers, planted)

    # Still no network: everything is there, the unfinished note as a draft.
    karin = office.unlocked(hers)
    find(karin, name)
    karin.wait(VISIT).wait(TALK).wait("Utkast")
    # The draft stands first in the journal; Enter goes on with it.
    karin.tab_to("Journal").keys("Home Return").wait(HALF).keys("Escape").wait("senaste först")

    # Back at the office. Both come into contact by themselves; he sees it within a second.
    farid = office.unlocked(his).wait("Offline")
    find(farid, name)
    assert not any(VISIT in text for text in farid.texts())
    office.server.start()
    farid.wait("Ansluten", within=PATIENCE)
    connected = karin.arrival("Ansluten", within=PATIENCE)
    seen = max(farid.arrival(VISIT), farid.arrival(TALK))
    assert seen - connected < A_SECOND
    karin.wait("Allt synkat")
    assert not any(HALF in text for text in farid.texts()), "a draft is hers alone"

    # The history names who, when and which device.
    farid.tab_to("Journal").keys("Home Ctrl+Shift+R")
    farid.wait(hers.user).wait(hers.device)

    for desktop in (karin, farid):
        desktop.close()
    nothing_in_the_clear(office, [*planted, name, number])
    kept_behind_the_key(hers, planted)
    kept_behind_the_key(his, [VISIT, TALK, *identity])


def test_a_change_made_while_connected_is_seen_at_once(office: Office) -> None:
    karin, farid = (office.unlocked(laptop).wait("Ansluten") for laptop in office.laptops)
    name, _ = first_not_reached(karin)
    find(karin, name)
    find(farid, name)
    karin.keys("Ctrl+J").wait("Anteckning").tab_to("Anteckning").type("Kort besked.")
    karin.keys("Ctrl+Return")
    written = karin.arrival("Anteckningen är förd in")
    assert farid.arrival("Kort besked.") - written < A_SECOND
    # What she has just entered is the chosen event: an addendum made at once corrects that.
    karin.keys("Ctrl+R").wait("Tillägg").tab_to("Tillägg").type("Gällde tisdag.")
    karin.keys("Ctrl+Return").wait("Tillägget är fört in").wait("Gällde tisdag.")
    farid.wait("Gällde tisdag.")
    assert any("Kort besked." in row and "Gällde tisdag." in row for row in farid.texts())


def test_two_offline_edits_of_one_field_are_both_kept(office: Office) -> None:
    hers, his = office.laptops
    office.server.stop()
    karin, farid = office.unlocked(hers), office.unlocked(his)
    name, _ = first_not_reached(karin)
    change(karin, name, "Telefon", "070-174 06 23")
    change(farid, name, "Telefon", "070-174 06 32")
    change(farid, name, "E-post", "prov@example.se")
    office.server.start()
    for desktop in (karin, farid):
        desktop.wait("Ansluten", within=PATIENCE).wait("1 konflikt", within=PATIENCE)
        find(desktop, name)
        # Edits of different fields are both applied.
        desktop.wait("prov@example.se")
        desktop.keys("Ctrl+9").wait("Har ändrats på två datorer").tab_to("Konflikter")
        desktop.keys("Return").wait("070-174 06 23").wait("070-174 06 32")
        desktop.wait(hers.device).wait(his.device)


def first_not_reached(desktop: Desktop) -> tuple[str, str]:
    """Choose the first in the list "Ej nådda" who is not protected; return name and number."""
    desktop.keys("Ctrl+3").wait("Personnummer: ")
    cells = desktop.texts()
    names = [text.removeprefix("Namn: ") for text in cells if text.startswith("Namn: ")]
    numbers = [text.removeprefix("Personnummer: ") for text in cells if "Personnummer: " in text]
    for name, number in zip(names, numbers, strict=True):
        if re.fullmatch(r"\d{8}-\d{4}", number):
            return name, number
    raise AssertionError(f"nobody to visit: {names}")


def planned_today(desktop: Desktop) -> str:
    """Choose one in "Hembesök i dag" whose visit is still to be made; return the name."""
    cells = desktop.texts()
    states = [text for text in cells if text.startswith("Läge: ")]
    who = [text for text in cells if text.startswith("Namn och adress: ")]
    ready = next(one for one, at in zip(who, states, strict=True) if "Redo" in at)
    return ready.removeprefix("Namn och adress: ").split(",")[0]


def find(desktop: Desktop, name: str) -> None:
    """Open a youth from the palette."""
    desktop.keys("Ctrl+K").type(name).wait(name).keys("Return").wait("Journal")
    desktop.wait("senaste först")


def record_visit(desktop: Desktop) -> None:
    """Ingen öppnade, informationsblad lämnat."""
    desktop.keys("Ctrl+H").wait("Vad hände")
    desktop.tab_to("Kom fram").keys("Ctrl+A").type("09:05")
    desktop.tab_to("Gick").keys("Ctrl+A").type("09:20")
    desktop.tab_to("Vad hände").keys("Down Down Space")
    desktop.wait("Nästa steg: ")
    desktop.tab_to("Anteckning").type(VISIT).keys("Ctrl+Return")


def record_conversation(desktop: Desktop) -> None:
    """A conversation held on the stairs."""
    desktop.keys("Ctrl+Shift+J").wait("Slag av samtal")
    desktop.tab_to("Slag av samtal").keys("Down Space")
    desktop.tab_to("Vad samtalet handlade om").type(TALK)
    desktop.tab_to("Vad ni kom överens om").type(AGREED).keys("Ctrl+Return")


def change(desktop: Desktop, name: str, field: str, value: str) -> None:
    """Change one of the youth's contact details."""
    find(desktop, name)
    desktop.keys("Ctrl+E").wait("E-post").tab_to(field).keys("Ctrl+A").type(value)
    desktop.keys("Ctrl+Return").wait("Väntar på synk").wait("senaste först")


def nothing_in_the_clear(office: Office, planted: list[str]) -> None:
    """Neither profiles nor temporary folders nor logs hold what was planted (UTF-8, UTF-16)."""
    roots = [laptop.profile for laptop in office.laptops]
    roots += [office.folder / "tmp", *office.folder.glob("*.log")]
    assert scan.in_the_clear(roots, planted) == []


def kept_behind_the_key(laptop: Laptop, planted: list[str]) -> None:
    """The control: what was planted is found where it should be, once decrypted."""
    [profile] = profiles.read(laptop.profile)
    slots = SlotFile(laptop.profile / "slots.json", profile.id)
    with slots.unlock(laptop.passphrase) as key:
        found = scan.behind_the_key(laptop.profile / "store.db", bytes(key.material), planted)
    missing = [number for number, text in enumerate(planted) if not found[text]]
    assert missing == []


def test_two_reports_of_one_planned_visit_are_both_kept(office: Office) -> None:
    """Both went there. His comes later, is not mixed into hers, and he enters it as his own."""
    hers, his = office.laptops
    office.server.stop()
    karin, farid = office.unlocked(hers), office.unlocked(his)
    karin.keys("Ctrl+4").wait("Namn och adress: ")
    name = planned_today(karin)
    for desktop, text in ((farid, "Farids Slånbärssnår."), (karin, "Karins Mispelkvist.")):
        find(desktop, name)
        desktop.keys("Ctrl+H").wait("bokat")
        desktop.tab_to("Kom fram").keys("Ctrl+A").type("09:05")
        desktop.tab_to("Gick").keys("Ctrl+A").type("09:20")
        desktop.tab_to("Vad hände").keys("Down Down Space")
        desktop.tab_to("Anteckning").type(text).keys("Ctrl+Return").wait("Besöket är fört in")
    farid.close()  # his lid is still closed when she comes back
    office.server.start()
    karin.wait("Allt synkat", within=PATIENCE)
    farid = office.unlocked(his).wait("Ansluten", within=PATIENCE)
    farid.wait("· 1 ej mottaget", within=PATIENCE)
    farid.keys("Ctrl+9").wait("införd i journalen").tab_to("Ej mottaget").keys("Home Return")
    farid.wait("Farids Slånbärssnår.").tab_to("Skriv på nytt").keys("Return")
    farid.wait("Utkast").keys("Ctrl+Return").wait("Anteckningen är förd in")
    find(karin, name)
    karin.wait("Karins Mispelkvist.").wait("Farids Slånbärssnår.")
