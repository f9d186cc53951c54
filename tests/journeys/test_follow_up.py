"""A manager's follow-up, by keyboard: the figures of the day, the youths behind one, the budget."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import CODE, Laptop, Office, enrolled
from tests.journeys.world import Desktop

PASSWORD = "ett långt lösenord"
PATIENCE = 30.0

pytestmark = pytest.mark.timeout(400)


@pytest.fixture
def manager(office: Office) -> Laptop:
    """A third laptop, of the head of the unit."""
    account = ("user", "add", "--municipality", CODE, "--username", "mona.chef")
    named = ("--name", "Mona Cheflund", "--role", "manager", "--password-stdin")
    office.server.command(*account, *named, stdin=PASSWORD)
    user = {"name": "Mona Cheflund", "username": "mona.chef", "password": PASSWORD}
    return enrolled(office.server, office.folder, 3, user)


def test_what_the_board_asks_for(office: Office, manager: Laptop) -> None:
    hers, _ = office.laptops
    karin = office.unlocked(hers).wait("Ansluten", within=PATIENCE)
    mona = office.unlocked(manager).wait("Allt synkat", within=PATIENCE)

    # The figures of the day, how one of them is counted, and who is behind it.
    mona.keys("Ctrl+7").wait("Ungdomar i målgruppen", within=PATIENCE).ask(settle=True)
    mona.tab_to("Ej nådda").keys("Return").wait("Så räknas det")
    mona.wait("aldrig har nåtts sedan inskrivningen").ask(settle=True)
    mona.keys("Return").wait("Personnummer", within=PATIENCE).ask(settle=True)

    # The one indicator that no case gives: entered by her, and it stands in the colleague's figures.
    chosen(mona, "Lägg in budget").wait("Utfall").ask(settle=True)
    mona.tab_to("Från").type("2027-08-01").tab_to("Till och med").type("2028-07-31")
    mona.tab_to("Budget").type("1200000").tab_to("Utfall").type("900000")
    mona.keys("Ctrl+Return").wait("sparad", within=PATIENCE)
    mona.wait("Allt synkat", within=PATIENCE)
    chosen(karin, "Budget och utfall").wait("1\xa0200\xa0000", within=PATIENCE)


def chosen(desktop: Desktop, words: str) -> Desktop:
    """An act from the palette."""
    desktop.keys("Ctrl+K").type(words).wait(words).ask(settle=True)
    return desktop.keys("Return")
