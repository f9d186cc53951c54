"""A coordinator keeps the register: what the sources say, what the program proposes, what she decides.

Each is a failure that the audit found (000 2.1.4, 2.1.5; 003 s. 11-13): prolonged compulsory school was let
in, komvux at 20-50 % threw a youth out, nobody knew of newcomers' grades, and word of drop-outs came late.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.journeys.conftest import CODE, Laptop, Office, enrolled
from tests.journeys.kept_files import (
    DROPPED,
    FAMILY,
    NEWCOMER,
    PART_TIME,
    PROLONGED,
    notices,
    population,
    pupils,
    written,
)
from tests.journeys.world import Desktop

PASSWORD = "ett långt lösenord"
PATIENCE = 30.0
DAYS = ("2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19")

pytestmark = pytest.mark.timeout(500)


@pytest.fixture
def coordinator(office: Office) -> Laptop:
    """A third laptop, of somebody who keeps the register."""
    account = ("user", "add", "--municipality", CODE, "--username", "anna.registret")
    named = ("--name", "Anna Registerlund", "--role", "coordinator", "--password-stdin")
    office.server.command(*account, *named, stdin=PASSWORD)
    user = {"name": "Anna Registerlund", "username": "anna.registret", "password": PASSWORD}
    return enrolled(office.server, office.folder, 3, user)


def test_the_register_is_kept_from_import_to_decision(office: Office, coordinator: Laptop) -> None:
    brought(office, "folkbokforing", "folkbokforing.csv", population(), DAYS[0])
    brought(office, "kalkylblad", "elever-ht26.csv", pupils(20), DAYS[1])
    anna = office.unlocked(coordinator).wait("Allt synkat", within=PATIENCE)

    # Whoever has prolonged compulsory school is proposed by nobody, and the reason can be read.
    anna.keys("Ctrl+6").wait("Programmet föreslår")
    found(anna, "2 ungdomar")
    assert not any(PROLONGED in text for text in rows(anna))
    judged(anna, PROLONGED).wait("Tillhör inte målgruppen").wait("örlängd")

    # Komvux at 20 per cent: she belongs, the share is shown as what does not affect it.
    anna.keys("Ctrl+6")
    found(anna, "2 ungdomar")
    at(anna, PART_TIME).keys("Return").wait("Påverkar inte målgruppen").wait("20 procent")
    anna.wait("Tillhör målgruppen").keys("Escape").wait("Programmet föreslår")
    command(anna, "Genomför förslaget").wait("Inskriven från")
    anna.keys("Ctrl+Return").wait("skri", within=PATIENCE).gone("Inskriven från")

    # A newcomer whose grades nobody knows: the text to UHR is there, and the request is recorded.
    at(anna, NEWCOMER).keys("Return").wait("Går inte att avgöra ännu").wait("Så kommer du vidare")
    anna.tab_to("Fråga UHR").keys("Return").wait("Text till").wait("Tas upp igen")
    anna.keys("Ctrl+Return").wait("Historik").gone("Tas upp igen")
    anna.wait("UHR").keys("Escape").wait("Programmet föreslår")

    # A late notice from a school of another owner reaches the open window, and is answered.
    found(anna, "")
    brought(office, "anmalningar", "anmalningar.csv", notices(), DAYS[2])
    anna.keys("F5").wait(f"{DROPPED} {FAMILY}", within=PATIENCE)
    at(anna, DROPPED)
    command(anna, "Genomför förslaget").wait("Inskriven från").keys("Ctrl+Return")
    anna.gone("Inskriven från", within=PATIENCE).wait("1 ungdom är inskriven")

    # The school's own list still says that the pupil goes there: both are shown, one counts.
    anna.wait(f"Läsruta: {DROPPED}").wait("Be skolan rätta sitt register")
    command(anna, "Genomför förslaget").wait("Gäller nu").wait("Skiljer sig").tab_to("Varför?")
    anna.type("Skolan rättar listan").keys("Ctrl+Return").wait("Inga träffar", within=PATIENCE)

    # More komvux: nobody is thrown out, the share follows.
    brought(office, "kalkylblad", "elever-ht26-b.csv", pupils(50), DAYS[3])
    anna.keys("F5").wait("Allt synkat", within=PATIENCE)
    judged(anna, PART_TIME).wait("50 procent", within=PATIENCE).wait("Tillhör målgruppen")
    anna.gone("Skriv av …")
    anna.keys("Ctrl+2").wait("Personnummer").keys("Ctrl+F").type(FAMILY).wait("2 träffar")
    anna.wait("Allt synkat", within=PATIENCE)


def brought(
    office: Office, source: str, name: str, listed: Sequence[Sequence[str]], day: str
) -> None:
    """Read a source as the night does."""
    path = written(office.folder, name, listed)
    where = ("--municipality", CODE, "--source", source, "--file", str(path), "--as-of", day)
    office.server.command("import", *where)


def found(anna: Desktop, amount: str) -> None:
    """Filter the list of proposals on the family of the journey."""
    anna.keys("Ctrl+F Ctrl+A").type(FAMILY).wait(amount or FAMILY, within=PATIENCE)
    anna.ask(settle=True)


def rows(anna: Desktop) -> list[str]:
    """What the rows of a list say first."""
    return [text for text in anna.texts() if text.startswith("Namn: ")]


def at(anna: Desktop, given: str) -> Desktop:
    """Put the cursor on somebody in the list of proposals."""
    anna.keys("Ctrl+F Ctrl+A").type(f"{given} {FAMILY}").wait("1 ungdom", within=PATIENCE)
    anna.ask(settle=True)
    return anna.keys("Down Home Down").wait(f"Läsruta: {given}")


def command(anna: Desktop, words: str) -> Desktop:
    """Choose an act in the palette."""
    return anna.keys("Ctrl+K").type(words).wait(words).keys("Return")


def judged(anna: Desktop, given: str) -> Desktop:
    """From anywhere: the youth's page, and on to how she is judged."""
    anna.keys("Ctrl+K").type(f"{given} {FAMILY[:8]}").wait(f"{given} {FAMILY}").keys("Return")
    return anna.wait("senaste först").keys("Alt+6").wait("De sju villkoren")
