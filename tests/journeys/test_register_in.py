"""A coordinator's Monday: a messy register read in, its first ten youths given to workers, and seen."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kaa_core.model.identity import synthetic_number
from tests.journeys.conftest import CODE, Laptop, Office, enrolled
from tests.journeys.world import Desktop
from tests.unit.imports.making import Value, XlsxSheet, xlsx

PASSWORD = "ett långt lösenord"
TOWN = "Provköping"
YOUTHS = 12
PATIENCE = 30.0
GIVEN = ("Saga", "Ludvig", "Tuva", "Melker", "Ingrid", "Sixten", "Alma", "Viggo", "Freja", "Hugo",
         "Signe", "Arvid")  # fmt: skip
FAMILY = "Registersson"

pytestmark = pytest.mark.timeout(400)


@pytest.fixture
def coordinator(office: Office) -> Laptop:
    """A third laptop, of somebody who keeps the register."""
    account = ("user", "add", "--municipality", CODE, "--username", "anna.samordnare")
    named = ("--name", "Anna Registerlund", "--role", "coordinator", "--password-stdin")
    office.server.command(*account, *named, stdin=PASSWORD)
    user = {"name": "Anna Registerlund", "username": "anna.samordnare", "password": PASSWORD}
    return enrolled(office.server, office.folder, 3, user)


def messy() -> bytes:
    """Titles over the headings, merged cells, lost zeros, a double, one row that nobody can read."""
    numbers = [synthetic_number(date(2008 + at % 2, 3, 1 + at), 500 + at) for at in range(YOUTHS)]
    rows: list[list[Value]] = [
        ["Gymnasieskolorna i Provköping", None, None],
        ["Elever utan fullföljd utbildning", None, date(2026, 11, 20)],
        [],
        ["Pnr", "Förnamn", "Efternamn", "Gatuadress", "Postnr", "Postort", "Mobil", "Anteckningar"],
    ]
    for at, number in enumerate(numbers):
        written: Value = int(number[2:]) if at < 2 else f"{number[:8]}-{number[8:]}"
        rows.append([written, GIVEN[at], FAMILY, f"Skolgatan {at + 1}", "99901", TOWN, 701740605.0])
    rows.append(rows[6][:])
    rows.append(["20080230-2383", "Ingen", FAMILY])
    return xlsx([XlsxSheet("Blad1", rows, merged=("A1:C1",)), XlsxSheet("Blad2", [])])


def test_a_messy_register_is_read_in_and_given_to_workers(
    office: Office, coordinator: Laptop
) -> None:
    path = office.folder / "Elever 2026.xlsx"
    path.write_bytes(messy())
    anna = office.unlocked(coordinator).wait("Allt synkat", within=PATIENCE)

    # The file: columns proposed, each row told, what is guessed waits for her yes.
    read(anna, path)
    anna.wait("Alla 14").wait("Nya 10").wait("Väntar på ditt ja 2")
    anna.wait("Kan inte läsas 1").wait("Dubbletter 1")
    anna.tab_to("Godta alla: 2 personnummer").keys("Return").wait("Nya 12")
    anna.tab_to("Skriv in alla nya").keys("Space")
    anna.tab_to("Orsak").keys("Down Down Down")
    anna.wait("Läs in 12 ungdomar").keys("Ctrl+Return").wait("12 nya ungdomar är inlästa")
    anna.wait("Inte inläst").wait("2 rader").wait("Allt synkat", within=PATIENCE)

    # The first ten of them to the two caseworkers.
    first, second = (laptop.user for laptop in office.laptops)
    anna.keys("Ctrl+2").wait("Personnummer").keys("Ctrl+F").type(TOWN).wait("12 träffar")
    anna.ask(settle=True)
    anna.keys("Down Home Down" + 9 * " Shift+Down").keys("Ctrl+Shift+F").wait("10 ungdomar")
    anna.tab_to("Handläggare").type(first).keys("Return").type(second).keys("Return")
    anna.wait("högst 5 var").keys("Ctrl+Return").wait("10 ungdomar har fått ny handläggare")
    anna.wait("Allt synkat", within=PATIENCE)

    # Their own computers show them.
    names = set()
    for laptop in office.laptops:
        worker = office.unlocked(laptop).wait("Allt synkat", within=PATIENCE)
        worker.keys("Ctrl+2").wait("Personnummer").keys("Ctrl+K").type("Mina ungdomar")
        worker.keys("Return").wait("Mina ungdomar").keys("Ctrl+F").type(TOWN).wait("5 träffar")
        names |= {text for text in worker.texts() if FAMILY in text and text.startswith("Namn")}
    assert len(names) == 10

    # The same file again: nothing to do.
    read(anna, path)
    anna.wait("Alla 14").wait("Oförändrade 12").wait("Läs in 0 ungdomar")
    anna.keys("Ctrl+Return").wait("Ingen rad har något nytt")


def read(desktop: Desktop, path: Path) -> None:
    """Choose the file by keys, and go on to the rows."""
    desktop.keys("Ctrl+K").type("Läs in register").wait("från ett kalkylblad").keys("Return")
    desktop.wait("Välj en fil").tab_to("Välj fil").keys("Return").wait("Läs in register")
    desktop.type(str(path)).keys("Return").wait(path.name)
    desktop.wait("Visa kolumnerna").keys("Ctrl+Return").wait("Vad kolumnerna innehåller")
    desktop.wait("Visa raderna").keys("Ctrl+Return")
