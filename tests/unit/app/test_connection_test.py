"""The connection test against real servers: each step that fails says which, why and how it is mended."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from kaa_core.sync.messages import About, History, Tokens, pack
from kaa_desktop.app.connection_test import ConnectionTest, StepState, span
from kaa_desktop.app.session import Session
from kaa_desktop.sync.client import Client, Signer
from kaa_desktop.sync.link import Link
from kaa_desktop.sync.probing import Step
from tests.unit.app.desks import WAIT, Office
from tests.unit.sync.small_http import Asked, Reply, serving

G, F, S = StepState.GOOD, StepState.FAILED, StepState.SKIPPED
ABOUT = About("kaa-server", "9.9", 1, 1, 0)


class Vault:
    """Tokens in memory."""

    def tokens(self) -> Tokens:
        return Tokens("9901.a", "9901.r", 900)

    def keep_tokens(self, tokens: Tokens) -> None:
        raise AssertionError


def run(test: ConnectionTest) -> list[StepState]:
    """All steps, one after the other."""
    try:
        while test.next().result(WAIT):
            pass
        return [one.state for one in test.steps]
    finally:
        test.close()
        if isinstance(test._probe._link._vault, Vault):  # nobody else has this connection
            test._probe._link.client.close()


def against(server: str, ca_file: Path | None = None) -> ConnectionTest:
    """A test of a server that no office has."""
    signer = Signer.from_bytes(bytes(range(32)))
    client = Client(server, signer, monotonic=lambda: 0.0, ca_file=ca_file)
    link = Link(client, Vault(), "9901", bytes(16))
    return ConnectionTest(link, lambda: datetime.now(UTC), lambda at: at)


def answering(about: About = ABOUT) -> Iterator[str]:
    def reply(asked: Asked) -> Reply:
        if asked.target.startswith("/v1/about"):
            now = int(datetime.now(UTC).timestamp() * 1000)
            return Reply(
                200, pack(About(about.program, about.version, about.schema, about.min_schema, now))
            )
        return Reply(200, pack(History([])))

    with serving(reply) as url:
        yield url


@pytest.fixture
def well() -> Iterator[str]:
    yield from answering()


def clocked(office: Office, off: timedelta = timedelta()) -> Session:
    """Karin's session, with a clock that goes right or is off."""
    return office.desktop("karin", datetime.now(UTC) + off).session


def test_all_goes_with_the_real_server(office: Office) -> None:
    test = clocked(office).connection_test()
    states = run(test)
    assert states == [G] * 6, test.as_text()
    assert test.verdict[:2] == (True, "Anslutningen fungerar.")
    text = test.as_text()
    assert text.count("Går.") == 6
    for personal in ("Karin", "karin", "KAA-karin", office.municipality):
        assert personal not in text


def test_a_name_that_is_nobodys() -> None:
    test = against("https://kaa.invalid")
    assert run(test) == [F, S, S, S, S, S]
    assert "hittar ingen server" in test.verdict[1]
    assert "VPN" in test.verdict[2]
    assert "(NAME-UNKNOWN)" in test.as_text()


def test_nobody_answers_there() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    test = against(f"http://127.0.0.1:{port}")
    assert run(test) == [G, F, S, S, S, S]
    assert "ingen server tar emot" in test.verdict[1]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    place = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(place))
    return place


def behind(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def test_a_certificate_that_nobody_trusts(authority: trustme.CA) -> None:
    with serving(
        lambda _: Reply(200, pack(ABOUT)), behind(authority.issue_cert("127.0.0.1"))
    ) as url:
        test = against(url)
        assert run(test) == [G, F, S, S, S, S]
        assert "inte litar på" in test.verdict[1]


def test_a_certificate_for_another_name(authority: trustme.CA, ca_file: Path) -> None:
    with serving(
        lambda _: Reply(200, pack(ABOUT)), behind(authority.issue_cert("10.0.0.7"))
    ) as url:
        test = against(url, ca_file)
        assert run(test) == [G, F, S, S, S, S]
        assert "annan server" in test.verdict[1]


def test_a_certificate_that_has_run_out(authority: trustme.CA, ca_file: Path) -> None:
    old = authority.issue_cert("127.0.0.1", not_after=datetime(2020, 1, 1, tzinfo=UTC))
    with serving(lambda _: Reply(200, pack(ABOUT)), behind(old)) as url:
        test = against(url, ca_file)
        assert run(test) == [G, F, S, S, S, S]
        assert "gäller inte i dag" in test.verdict[1]


def test_what_answers_there_speaks_no_tls(well: str) -> None:
    test = against(well.replace("http:", "https:"))
    assert run(test) == [G, F, S, S, S, S]
    assert "talar inte TLS" in test.verdict[1]


def test_a_page_that_asks_for_a_log_in_first() -> None:
    with serving(lambda _: Reply(200, b"<html>", {"Content-Type": "text/html"})) as url:
        test = against(url)
        assert run(test) == [G, F, S, S, S, S]
        assert test.steps[1].code == "SYNK-105"


def test_the_account_is_logged_out(office: Office) -> None:
    session = clocked(office)
    link = session._sync._link
    with office.database.tenant(office.municipality) as connection:
        connection.execute("DELETE FROM session")
    assert link is not None
    test = session.connection_test()
    assert run(test) == [G, G, F, S, G, G]
    account = test.steps[list(Step).index(Step.ACCOUNT)]
    assert account.code == "SYNK-301"
    assert "lösenord" in account.advice


def test_the_device_is_blocked(office: Office) -> None:
    session = clocked(office)
    with office.database.tenant(office.municipality) as connection:
        connection.execute("UPDATE device SET blocked_at = now()")
    test = session.connection_test()
    assert run(test) == [G, G, S, F, G, G]
    device = test.steps[list(Step).index(Step.DEVICE)]
    assert device.code == "SYNK-304"
    assert "administratör" in device.advice


def test_the_program_is_too_old_for_the_server() -> None:
    for url in answering(About("kaa-server", "12.0", 40, 30, 0)):
        test = against(url)
        assert run(test) == [G, G, G, G, F, G]
        assert test.verdict[1] == "Programmets version: Programmet är för gammalt för servern."


@pytest.mark.parametrize(
    ("hours", "told"), [(1, "1 timme före"), (-1, "1 timme efter"), (-24 * 3650, "3650 dygn efter")]
)
def test_the_clock_goes_wrong(office: Office, hours: int, told: str) -> None:
    test = clocked(office, timedelta(hours=hours)).connection_test()
    assert run(test) == [G, G, G, G, G, F]
    assert told in test.verdict[1]
    assert "kommer ändå fram" in test.verdict[2]


def test_lengths_of_time_are_said_as_people_say_them() -> None:
    assert [span(one) for one in (301, 3600, 7_190, 90_000, 200_000)] == [
        "5 minuter", "1 timme", "2 timmar", "1 dygn", "2 dygn",
    ]  # fmt: skip
