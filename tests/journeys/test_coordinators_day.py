"""A working day of a coordinator, by keyboard: goal, absence, youths given to a worker, letters, self-audit.

What she decides reaches the colleague's open window.
"""

from __future__ import annotations

import pytest

from tests.journeys.conftest import CODE, Laptop, Office, enrolled
from tests.journeys.world import Desktop

PASSWORD = "ett långt lösenord"
PATIENCE = 30.0
GOAL = "Alla nådda inom fyra veckor"

pytestmark = pytest.mark.timeout(500)


@pytest.fixture
def coordinator(office: Office) -> Laptop:
    """A third laptop, of somebody who keeps the register."""
    account = ("user", "add", "--municipality", CODE, "--username", "sara.samordnar")
    named = ("--name", "Sara Samordnarlund", "--role", "coordinator", "--password-stdin")
    office.server.command(*account, *named, stdin=PASSWORD)
    user = {"name": "Sara Samordnarlund", "username": "sara.samordnar", "password": PASSWORD}
    return enrolled(office.server, office.folder, 3, user)


def test_a_coordinators_working_day(office: Office, coordinator: Laptop) -> None:
    hers, his = office.laptops
    farid = office.unlocked(his).wait("Ansluten", within=PATIENCE)
    sara = office.unlocked(coordinator).wait("Allt synkat", within=PATIENCE)

    # What the board has decided this week stands on everybody's Min dag, with its value.
    chosen(sara, "Skriv in ett mål").wait("Målet, som det är beslutat")
    sara.tab_to("Målet").type(GOAL).tab_to("Mäts med").type("k").wait("28 dagar")
    sara.tab_to("Målvärde").type("90").tab_to("Från").type("2026-08-01")
    sara.keys("Ctrl+Return").wait("Målet är sparat", within=PATIENCE)
    farid.keys("Ctrl+1").wait(GOAL, within=PATIENCE)

    # Karin is away: what the routine asks of her stands on Farid's Min dag meanwhile.
    chosen(sara, "Frånvaro").wait("Ingen är borta.").ask(settle=True)
    sara.tab_to("Ny frånvaro").keys("Return").wait("Vem gör bevakningarna")
    sara.tab_to("Vem").type(hers.user[0]).tab_to("Till och med").type("2027-06-30")
    sara.tab_to("Vem gör bevakningarna").type(his.user[0])
    sara.keys("Ctrl+Return").wait("Borta nu", within=PATIENCE)
    farid.wait(f"För {hers.user}, som är borta", within=PATIENCE)

    # Those who are new are given to a worker, many at once.
    sara.keys("Ctrl+K").type("Nya att kontakta").wait("Nya att kontakta").keys("Return")
    sara.wait("Personnummer").ask(settle=True)
    sara.keys("Ctrl+A")
    chosen(sara, "Fördela på handläggare").wait("Vem och när")

    # How the work is documented, judged by the auditors' questions, with the reason.
    sara.keys("Escape Ctrl+8").wait("Kartläggning", within=PATIENCE).wait("Utvärdering")
    sara.wait("Allt synkat", within=PATIENCE)


def chosen(desktop: Desktop, words: str) -> Desktop:
    """An act from the palette."""
    desktop.keys("Ctrl+K").type(words).wait(words).ask(settle=True)
    return desktop.keys("Return")
