"""An administrator lets a new colleague in, shuts a lost computer out, and never sees a case.

Through real programs and keys: the account, the one-time code, the new laptop connected
in its window, the register on it, and the sentence that the lost laptop is met with.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kaa_core.model.records import Worker, Youth
from kaa_desktop.app import profiles
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.slots import SlotFile
from kaa_desktop.store.store import DATABASE, SLOTS, Store
from tests.journeys.conftest import CODE, Laptop, Office, enrolled
from tests.journeys.world import PATIENCE, Desktop
from tests.scan import behind_the_key, in_the_clear

ADMIN = 8
PASSPHRASE = "grus i sandalen igen"
NAME, USERNAME, COMPUTER = "Aina Testnykomling", "aina", "AAA-NY"
USERS = "De som får använda programmet"


@pytest.fixture(scope="module")
def admin(town: Office) -> Laptop:
    """The administrator's own computer."""
    return enrolled(town.server, town.folder, ADMIN, town.accounts[-1])


def act(desktop: Desktop, name: str) -> Desktop:
    """Do something by the palette."""
    desktop.keys("Ctrl+K").type(name).wait(name).keys("Return")
    return desktop


def shown_once(desktop: Desktop, what: str) -> str:
    """The password or the code on the page that shows it."""
    desktop.wait("Visas bara nu", within=PATIENCE)
    spoken = next(text for text in desktop.texts() if text.startswith(f"{what}: "))
    return spoken.removeprefix(f"{what}: ")


def test_a_colleague_is_let_in_and_a_lost_laptop_shut_out(office: Office, admin: Laptop) -> None:
    ada = office.open(admin).unlock(admin.passphrase, first=USERS)
    password, code = _account(ada)
    laptop = _connected(office, password, code)
    aina = laptop.unlock(PASSPHRASE).wait("Allt synkat", within=PATIENCE)
    aina.keys("Ctrl+2").wait("Personnummer: ")
    _block(ada)
    aina.keys("F5").wait("Synk stoppad · datorn är spärrad", within=PATIENCE)
    aina.keys("Ctrl+9").wait("Datorn är spärrad. Därför tas inget emot")
    aina.wait("Du kan fortfarande låsa upp och läsa det")
    aina.keys("Ctrl+2").wait("Personnummer: ")
    aina.keys("Ctrl+Q").process.wait(PATIENCE)
    ada.keys("Ctrl+Q").process.wait(PATIENCE)
    _no_case_content(admin, office.folder / COMPUTER)


def _account(ada: Desktop) -> tuple[str, str]:
    """Add the user and ask for her code; gives the password and the code."""
    act(ada, "Lägg till användare").wait("Skrivs vid inloggning")
    ada.type(NAME).keys("Tab").type(USERNAME).tab_to("Roll: Handläggare").keys("1")
    ada.keys("Ctrl+Return")
    password = shown_once(ada, "Lösenord")
    ada.keys("Escape").wait(USERS).wait(NAME, within=PATIENCE)
    ada.wait(f"Läsruta: {NAME}")  # chosen, so that the code is hers
    act(ada, "Ge engångskod").wait("Koden ansluter en dator").keys("Ctrl+Return")
    code = shown_once(ada, "Engångskod")
    ada.keys("Escape").wait(USERS)
    return password, code


def _connected(office: Office, password: str, code: str) -> Desktop:
    """Start the program on a computer that nobody has connected, and connect it in its window."""
    laptop = Desktop(
        office.folder / COMPUTER,
        office.folder / f"{COMPUTER}.log",
        first="Välkommen till KAA Desktop",
    )
    office.running.append(laptop)
    laptop.start().keys("Return").wait("Serverns adress")
    laptop.keys("Ctrl+A").type(office.server.url).keys("Tab").type(CODE)
    laptop.keys("Tab").type(USERNAME).keys("Tab").type(password).keys("Tab").type("FEL KOD")
    laptop.keys("Tab Ctrl+A").type(COMPUTER).keys("Tab").type(PASSPHRASE)
    laptop.keys("Tab").type(PASSPHRASE).keys("Return")
    laptop.wait("Servern godtog inte uppgifterna.", within=PATIENCE)
    laptop.wait("Datorn är inte ansluten och ingenting är sparat på den.")
    assert not (laptop.profile / profiles.NAME).exists()
    laptop.tab_to("Engångskod").keys("Ctrl+A").type(code).keys("Return")
    laptop.wait("Datorn är ansluten till", within=PATIENCE).wait("Allt är hämtat.")
    return laptop.keys("Return").wait("Lås upp")


def _block(ada: Desktop) -> None:
    act(ada, "Datorer").wait("De datorer som är anslutna").wait(COMPUTER, within=PATIENCE)
    ada.tab_to("Datorer").keys("Home").wait(f"Läsruta: {COMPUTER}")
    act(ada, "Spärra datorn").wait("Det går inte att ångra")
    ada.keys("Ctrl+Return").wait(f"{COMPUTER} är spärrad.", within=PATIENCE)


def _no_case_content(admin: Laptop, handled: Path) -> None:
    """What one who has the key reads raw: names and numbers on hers, none on the administrator's."""
    with _key(handled, PASSPHRASE) as key:
        store = Store.open(handled, key.copy(), lambda: 0)
        youths, workers = store.queries.records(Youth), store.queries.records(Worker)
        store.close()
        colleagues = " ".join(one.name for one in workers)
        names = {one.family_name for one in youths if one.family_name not in colleagues}
        planted = names | {one.identity_number for one in youths if one.identity_number}
        found = behind_the_key(handled / DATABASE, bytes(key.material), planted)
        assert sum(map(bool, found.values())) > len(planted) / 2, "the scan looks where they are"
    with _key(admin.profile, admin.passphrase) as key:
        database, raw = admin.profile / DATABASE, bytes(key.material)
        assert {one for one, at in behind_the_key(database, raw, planted).items() if at} == set()
        assert behind_the_key(database, raw, [workers[0].name])[workers[0].name]
    assert in_the_clear([admin.profile, handled], planted) == []


def _key(folder: Path, passphrase: str) -> DataKey:
    profile = next(profiles.read(folder))
    return SlotFile(folder / SLOTS, profile.id).unlock(passphrase)
