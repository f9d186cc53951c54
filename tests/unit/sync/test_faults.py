"""Each way the connection fails: a Swedish sentence in three parts, and never an httpx exception."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import trustme
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kaa_core.sync.messages import About, ErrorBody, pack, request_proof
from kaa_desktop.sync import client as client_module
from kaa_desktop.sync import faults
from kaa_desktop.sync.client import Client, Signer
from kaa_desktop.sync.faults import Effect, SyncFault
from tests.unit.sync.small_http import MEDIA_TYPE, Answering, Asked, Reply, serving

ABOUT = About("kaa-server", "0.1.0", 1, 1, 0)
KEY = Ed25519PrivateKey.generate()
SHORT = httpx.Timeout(0.5)


def ask(url: str, ca_file: Path | None = None) -> About:
    client = Client(url, Signer(key=KEY), monotonic=lambda: 0.0, ca_file=ca_file, timeout=SHORT)
    try:
        return client.about()
    finally:
        client.close()


def fault_of(answering: Answering) -> SyncFault:
    with serving(answering) as url, pytest.raises(SyncFault) as caught:
        ask(url)
    return caught.value


def said(status: int, code: str) -> Answering:
    return lambda _: Reply(status, pack(ErrorBody(code)))


@pytest.mark.parametrize(
    ("reply", "code", "effect"),
    [
        (Reply(500, b"Internal Server Error", {"Content-Type": "text/plain"}), 201, Effect.RETRY),
        (Reply(503, b"", {}), 202, Effect.RETRY),
        (Reply(302, b"", {"Location": "https://example.invalid/"}), 105, Effect.RETRY),
        (Reply(200, b"<html>Logga in</html>", {"Content-Type": "text/html"}), 105, Effect.RETRY),
        (Reply(407, b"", {}), 105, Effect.RETRY),
        (Reply(200, b"\xc1 not messagepack"), 103, Effect.RETRY),
        (Reply(200, pack(ABOUT), cut=3), 103, Effect.RETRY),
        (Reply(403, pack(ErrorBody("device_blocked"))), 304, Effect.STOP),
        (Reply(401, pack(ErrorBody("token"))), 301, Effect.LOGIN),
        (Reply(409, pack(ErrorBody("gap", 7))), 401, Effect.STOP),
        (Reply(409, pack(ErrorBody("epoch"))), 403, Effect.STOP),
        (Reply(400, pack(ErrorBody("bad_request"))), 406, Effect.STOP),
        (Reply(413, pack(ErrorBody("too_large"))), 405, Effect.STOP),
    ],
)
def test_every_bad_answer_is_a_sentence(reply: Reply, code: int, effect: Effect) -> None:
    fault = fault_of(lambda _: reply)
    assert fault.code == f"SYNK-{code}"
    assert fault.effect is effect
    for part in (fault.happened, fault.safe, fault.advice):
        assert part.endswith(".")
    assert "\n" not in fault.sentence


def test_the_number_after_a_gap_comes_along() -> None:
    fault = fault_of(lambda _: Reply(409, pack(ErrorBody("gap", 7))))
    assert fault.expected == 7


def test_a_server_that_is_not_there_is_offline() -> None:
    with serving(lambda _: Reply()) as url:
        pass
    with pytest.raises(SyncFault) as caught:
        ask(url)
    assert caught.value.code == "SYNK-101"


def test_a_server_that_never_answers_is_given_up() -> None:
    let_go = threading.Event()

    def hang(_: Asked) -> Reply:
        let_go.wait(30)
        return Reply()

    with serving(hang) as url:
        with pytest.raises(SyncFault) as caught:
            ask(url)
        let_go.set()
    assert caught.value.code == "SYNK-102"


def test_an_answer_that_trickles_for_ever_is_given_up() -> None:
    seconds = iter([0.0, client_module.LONGEST + 1, client_module.LONGEST + 2])
    with serving(lambda _: Reply(200, pack(ABOUT))) as url:
        client = Client(url, Signer(key=KEY), monotonic=lambda: next(seconds))
        with pytest.raises(SyncFault) as caught:
            client.about()
        client.close()
    assert caught.value.code == "SYNK-102"


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "MAX_ANSWER", 100_000)
    bomb = zstandard.ZstdCompressor().compress(bytes(10_000_000))
    packed = {"Content-Type": MEDIA_TYPE, "Content-Encoding": "zstd"}
    assert fault_of(lambda _: Reply(200, bomb, packed)).code == "SYNK-106"
    assert fault_of(lambda _: Reply(200, bytes(200_000))).code == "SYNK-106"
    assert fault_of(lambda _: Reply(200, b"not zstd", packed)).code == "SYNK-103"


def test_a_good_answer_is_read_packed_or_not() -> None:
    plain = pack(ABOUT)
    packed = {"Content-Type": MEDIA_TYPE, "Content-Encoding": "zstd"}
    with serving(lambda _: Reply(200, plain)) as url:
        assert ask(url) == ABOUT
    squeezed = zstandard.ZstdCompressor().compress(plain)
    with serving(lambda _: Reply(200, squeezed, packed)) as url:
        assert ask(url) == ABOUT


def test_every_request_is_signed_over_what_is_sent() -> None:
    import base64

    seen: list[Asked] = []

    def look(asked: Asked) -> Reply:
        seen.append(asked)
        return Reply(401, pack(ErrorBody("token")))

    with serving(look) as url:
        client = Client(url, Signer(key=KEY), monotonic=lambda: 0.0)
        with pytest.raises(SyncFault):
            client.pull(b"e" * 16, 5, 10, "9901.secret")
        client.close()
    (asked,) = seen
    signature = base64.urlsafe_b64decode(asked.headers["kaa-signature"] + "==")
    KEY.public_key().verify(signature, request_proof("GET", asked.target, "9901.secret", b""))
    assert asked.headers["authorization"] == "Bearer 9901.secret"
    assert "secret" not in asked.target


# -- certificates


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


@pytest.fixture
def tls_url(authority: trustme.CA, request: pytest.FixtureRequest) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(request.param).configure_cert(context)
    with serving(lambda _: Reply(200, pack(ABOUT)), context) as url:
        yield url


@pytest.mark.parametrize("tls_url", ["127.0.0.1"], indirect=True)
def test_the_municipalitys_own_certificate_is_trusted_beside_the_systems(
    tls_url: str, ca_file: Path
) -> None:
    assert ask(tls_url, ca_file) == ABOUT
    with pytest.raises(SyncFault) as caught:
        ask(tls_url)
    assert caught.value.code == "SYNK-104"
    assert "Därför skickades ingenting" in caught.value.happened


@pytest.mark.parametrize("tls_url", ["kaa.example.invalid"], indirect=True)
def test_a_certificate_for_another_name_is_refused(tls_url: str, ca_file: Path) -> None:
    with pytest.raises(SyncFault) as caught:
        ask(tls_url, ca_file)
    assert caught.value.code == "SYNK-104"
    assert caught.value.effect is Effect.STOP


def unusable(url: str, ca_file: Path | None = None) -> str:
    """Make a client, which must not fail, and ask, which must."""
    client = Client(url, Signer(key=KEY), monotonic=lambda: 0.0, ca_file=ca_file, timeout=SHORT)
    with pytest.raises(SyncFault) as caught:
        client.about()
    client.close()
    return caught.value.code


def test_unusable_settings_keep_nobody_from_unlocking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoilt = tmp_path / "ca.pem"
    spoilt.write_bytes(b"\x00 not a certificate")
    assert unusable("https://kaa.example.invalid", spoilt) == "SYNK-107"
    assert unusable("http://[::") == "SYNK-107"
    assert unusable("") == "SYNK-107"
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1")
    assert unusable("https://kaa.example.invalid") == "SYNK-107"
    monkeypatch.setenv("ALL_PROXY", "::::")
    assert unusable("https://kaa.example.invalid") == "SYNK-107"


def test_every_refusal_has_a_sentence() -> None:
    for code in ("immutable", "missing", "moved", "together", "something new"):
        assert faults.refusal(code).endswith(".")
