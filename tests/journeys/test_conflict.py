"""Two conflict, one asks the other, she settles it by keys with a reason, and both see the history."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Office
from tests.journeys.test_home_visit import PATIENCE, change, find, first_not_reached

HERS, HIS = "070-174 06 23", "070-174 06 32"
QUESTION = "Fick du numret av Kvastfibblan?"
REASON = "Ringde Mispelkvisten, det stämmer."

pytestmark = pytest.mark.timeout(300)


def test_he_asks_she_settles_and_both_see_why(office: Office) -> None:
    hers, his = office.laptops
    office.server.stop()
    karin, farid = office.unlocked(hers), office.unlocked(his)
    name, _ = first_not_reached(karin)
    change(farid, name, "Telefon", HIS)
    change(karin, name, "Telefon", HERS)
    farid.close()  # his lid is closed when she comes back: hers is first on the server
    office.server.start()
    karin.wait("Allt synkat", within=PATIENCE)
    farid = office.unlocked(his).wait("Ansluten", within=PATIENCE)
    for desktop in (karin, farid):
        desktop.wait("1 konflikt", within=PATIENCE)

    # He does not know which number is right, and asks her.
    farid.keys("Ctrl+9").wait("Har ändrats på två datorer").tab_to("Konflikter").keys("Return")
    farid.wait(HERS).wait(HIS).wait(hers.device)
    farid.tab_to("Varför du väljer så").type(QUESTION)
    farid.tab_to("Be ").keys("Space").wait("står kvar tills någon väljer")

    # Without the network she sees what each had written; the question stands on Min dag.
    karin.keys("Ctrl+1").wait(QUESTION, within=PATIENCE)
    office.server.stop()
    karin.wait("Offline", within=PATIENCE)
    karin.tab_to("Från kollegorna").keys("Home Return").wait(HERS).wait(HIS).wait(his.device)
    karin.wait("ber dig avgöra")
    karin.tab_to("Ungdom: Telefon").keys("1").wait("1 av 1 lösta")
    karin.tab_to("Varför du väljer så").type(REASON).keys("Ctrl+Return").wait("Valen är sparade")

    # He is told what she chose and why, and both find all of it in the history.
    office.server.start()
    karin.wait("Allt synkat", within=PATIENCE)
    farid.keys("Ctrl+1").wait("valde: ", within=PATIENCE).wait(REASON)
    for desktop in (karin, farid):
        find(desktop, name)
        desktop.wait(HIS)
        desktop.keys("Ctrl+Shift+R").wait("Läge")
        desktop.tab_to("Historik för").keys("Home").wait("Konflikt avgjord", within=PATIENCE)
        desktop.wait(REASON).wait("ombads avgöra").wait(QUESTION)
        desktop.wait(f"till {HIS}").wait(f"till {HERS}")
        desktop.wait("Gäller inte").wait(hers.device).wait(his.device)
