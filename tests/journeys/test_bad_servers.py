"""What happens to the connection: bad answers, bad certificates, wrong clocks, and what is killed.

The window says each in Swedish; what was written stays, and arrives once the fault is gone.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import attrs
import pytest
import trustme

from tests.journeys.conftest import Laptop, Office
from tests.journeys.test_home_visit import find, first_not_reached
from tests.journeys.torture import Said, killed_while_writing, lost
from tests.journeys.trouble import Rough, calm, copied, rough
from tests.journeys.world import PATIENCE, Server, free_port
from tests.unit.sync.small_http import Asked, BadWire, Reply, serving

pytestmark = pytest.mark.timeout(240)

HTML = {"Content-Type": "text/html"}
BAD: dict[str, tuple[Callable[[Reply], Reply], str]] = {
    "500": (lambda _: Reply(500, b"Internal Server Error", HTML), "Något gick fel på servern."),
    "half": (
        lambda reply: attrs.evolve(reply, cut=len(reply.body) // 2),
        "Svaret från servern kom inte fram helt.",
    ),
    "garbage": (
        lambda reply: attrs.evolve(reply, body=b"\xc1garbage"),
        "Svaret från servern kom inte fram helt.",
    ),
    "another's page": (
        lambda _: Reply(200, b"<html>Logga in</html>", HTML),
        "Svaret kom inte från kommunens server.",
    ),
    "redirect": (
        lambda _: Reply(302, b"", {"Location": "https://example.invalid/"}),
        "Svaret kom inte från kommunens server.",
    ),
    "busy": (lambda _: Reply(503, b"", {}), "Servern är upptagen just nu."),
}


def moved(laptop: Laptop, server: str) -> None:
    """Let the laptop speak to another address."""
    path = laptop.profile / "profile.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"server": server}))


@pytest.fixture
def hers(office: Office) -> Iterator[Laptop]:
    """The first laptop itself: what it sends counts."""
    yield office.laptops[0]
    moved(office.laptops[0], office.server.url)


def write(desktop: Rough, name: str, text: str) -> None:
    """Enter a note about a youth."""
    find(desktop, name)
    desktop.keys("Ctrl+J").wait("Sparas medan").tab_to("Anteckning").paste(text)
    desktop.keys("Ctrl+Return").wait("Anteckningen är förd in")


def seen_by_the_colleague(office: Office, name: str, *texts: str) -> None:
    """The other laptop has each note once."""
    his = rough(office, office.laptops[1])
    his.unlock(office.laptops[1].passphrase).wait("Allt synkat", within=PATIENCE)
    find(his, name)
    for text in texts:
        his.wait(text)
    his.close()
    assert lost(office.laptops[1], Said(office.folder / "none", entered=list(texts))) == []


def test_bad_answers_are_said_and_lose_nothing(office: Office, hers: Laptop) -> None:
    """Each fault comes after the server has acted: its answers are lost, not its work."""
    wire = BadWire(office.server.url)
    with serving(wire) as url, closing(wire):
        moved(hers, url)
        desktop = rough(office, hers)
        desktop.unlock(hers.passphrase).wait("Ansluten", within=PATIENCE)
        name, number = first_not_reached(desktop)
        for kind, (bad, sentence) in BAD.items():
            wire.spoil = _spoiling(bad)
            write(desktop, name, f"Skrivet medan {kind} kom.")
            desktop.keys("Ctrl+9").keys("F5").wait(sentence)
            desktop.wait("Ingenting har gått förlorat" if kind in SENT else "sparas krypterat")
            desktop.wait("Väntar på synk")
        wire.spoil = None
        desktop.keys("F5").wait("Allt synkat", within=PATIENCE)
        seen_by_the_colleague(office, name, *(f"Skrivet medan {kind} kom." for kind in BAD))
    calm(office, name, number)


SENT = {"500", "half", "garbage", "busy"}


def _spoiling(bad: Callable[[Reply], Reply]) -> Callable[[Asked, Reply], Reply]:
    return lambda _, reply: bad(reply)


@pytest.mark.parametrize("known", [False, True])
def test_a_certificate_that_does_not_fit(office: Office, known: bool) -> None:
    """Nobody's, and the municipality's own for another name."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("kaa.example.invalid" if known else "127.0.0.1").configure_cert(context)
    asked: list[Asked] = []

    def note(one: Asked) -> Reply:
        asked.append(one)
        return Reply(500)

    with serving(note, context) as url:
        laptop = copied(office, f"tls{known}", server=url)
        if known:
            authority.cert_pem.write_to_path(str(laptop.profile / "ca.pem"))
        desktop = rough(office, laptop)
        desktop.unlock(laptop.passphrase)
        desktop.wait("Synk stoppad · serverns certifikat går inte att lita på")
        desktop.keys("Ctrl+9").wait("Därför skickades ingenting.").wait("datorns klocka går rätt")
    assert asked == []
    calm(office)


def test_the_server_of_another_municipality(office: Office, tmp_path: Path) -> None:
    place = office.folder / "server" / "other"
    other = Server(place, free_port(), office.folder / "other.log")
    try:
        other.command("municipality", "add", "9902", "Andra kommun", "--practice")
        other.start()
        laptop = copied(office, "other", server=other.url)
        desktop = rough(office, laptop)
        desktop.unlock(laptop.passphrase).wait("Synk stoppad", within=PATIENCE)
        desktop.keys("Ctrl+9").wait("Det du skriver sparas krypterat på datorn.")
        name, _ = first_not_reached(desktop)
        write(desktop, name, "Skrivet utan egen server.")
        desktop.wait("Väntar på synk")
    finally:
        other.stop()
        other.command("data", "remove", "--yes")
    calm(office)


@pytest.mark.parametrize("day", ["2016-11-22", "2036-11-22"])
def test_a_clock_ten_years_wrong_loses_nothing(office: Office, hers: Laptop, day: str) -> None:
    desktop = rough(office, hers, "--as-of", day)
    desktop.unlock(hers.passphrase).wait("Ansluten", within=PATIENCE)
    name, _ = first_not_reached(desktop)
    write(desktop, name, f"Skrivet den {day}.")
    desktop.wait("Allt synkat", within=PATIENCE)
    seen_by_the_colleague(office, name, f"Skrivet den {day}.")
    calm(office)


def test_a_server_killed_in_the_middle_of_a_push(office: Office, hers: Laptop) -> None:
    """Killed once it has the operations and before it has answered; then started again."""
    server = office.server

    def strike(asked: Asked, reply: Reply) -> Reply:
        if asked.target == "/v1/push" and server.process is not None:
            server.process.kill()
            server.process.wait(PATIENCE)
            server.process = None
            return attrs.evolve(reply, cut=0)
        return Reply(503, b"", {}) if server.process is None else reply

    wire = BadWire(server.url)
    with serving(wire) as url, closing(wire):
        moved(hers, url)
        desktop = rough(office, hers)
        desktop.unlock(hers.passphrase).wait("Ansluten", within=PATIENCE)
        name, _ = first_not_reached(desktop)
        wire.spoil = strike
        write(desktop, name, "Skrivet när servern dog.")
        desktop.wait("Väntar på synk").wait("försöker själv igen")
        server.start()
        wire.spoil = None
        desktop.keys("F5").wait("Allt synkat", within=PATIENCE)
        seen_by_the_colleague(office, name, "Skrivet när servern dog.")
    calm(office)


def test_a_program_killed_anywhere_keeps_what_it_said_was_saved(
    office: Office, hers: Laptop
) -> None:
    said = Said(office.folder / "said.list")
    for number in range(3):
        killed_while_writing(office, hers, said, seed=number)
    assert said.entered
    assert lost(hers, said) == []
    calm(office)
