"""A forgotten passphrase and the municipality's recovery key, to the end: server, file, profile."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import attrs
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from kaa_core.sync.messages import Tokens, pack, unpack
from kaa_desktop.app import profiles, recovering, wiring
from kaa_desktop.app.recovering import recover, renew_slot
from kaa_desktop.app.replica import TOKENS
from kaa_desktop.store import errors, slots
from kaa_desktop.store.slots import SlotFile
from kaa_desktop.store.store import SLOTS
from kaa_desktop.store.throttle import FREE_TRIES
from kaa_server import recovery
from tests.server_fixture import PASSWORD
from tests.server_process import ServerProcess
from tests.unit.app.desks import CHEAP, PASSPHRASE, WAIT, Desktop, Office
from tests.unit.app.test_unlocking import run

SECRET = "nyckelns långa lösenord"
NEW = "en ny fras efter glömskan"


def key_file(path: Path, private: X25519PrivateKey | Ed25519PrivateKey) -> Path:
    encryption = BestAvailableEncryption(SECRET.encode())
    path.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))
    return path


def slots_of(desk: Desktop) -> SlotFile:
    return SlotFile(desk.profile.folder / SLOTS, desk.profile.id, CHEAP)


def sealed(desk: Desktop, private: X25519PrivateKey) -> None:
    """Give the profile a recovery slot, as an unlock does."""
    with slots_of(desk).unlock(PASSPHRASE) as key:
        renew_slot(desk.profile, key, private.public_key().public_bytes_raw())


@pytest.fixture
def private(desk: Desktop) -> X25519PrivateKey:
    """The municipality's key; the profile is locked and sealed for it."""
    desk.close()
    made = X25519PrivateKey.generate()
    sealed(desk, made)
    return made


def test_a_new_passphrase_opens_and_nothing_else_has_changed(
    desk: Desktop, private: X25519PrivateKey, tmp_path: Path
) -> None:
    before, database = slots_of(desk).read(), (desk.profile.folder / "store.db").read_bytes()
    unlocking = wiring.unlocking(desk.profile.folder, desk.clock)
    for _ in range(FREE_TRIES):
        unlocking.unlock(desk.profile, "fel lösenfras, igen och igen").exception(WAIT)
    assert unlocking.facts(desk.profile).wait > 0
    path = key_file(tmp_path / "nyckel.pem", private)
    assert recover(desk.profile.folder, path, SECRET, NEW, desk.clock, kdf=CHEAP) == desk.profile
    assert slots_of(desk).read().recovery == before.recovery
    assert (desk.profile.folder / "store.db").read_bytes() == database
    assert unlocking.facts(desk.profile).wait == 0  # the key's holder need not wait
    assert isinstance(
        unlocking.unlock(desk.profile, PASSPHRASE).exception(WAIT), errors.WrongPassphrase
    )
    unlocking.lock(unlocking.unlock(desk.profile, NEW).result(WAIT)).result(WAIT)
    unlocking.close()


def test_each_mistake_has_its_sentence_and_changes_nothing(
    desk: Desktop, private: X25519PrivateKey, tmp_path: Path
) -> None:
    right = key_file(tmp_path / "right.pem", private)
    other = key_file(tmp_path / "other.pem", X25519PrivateKey.generate())
    signing = key_file(tmp_path / "signing.pem", Ed25519PrivateKey.generate())
    open_ = tmp_path / "open.pem"
    open_.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    damaged = tmp_path / "damaged.pem"
    damaged.write_bytes(right.read_bytes()[:120])
    image = tmp_path / "bild.png"
    image.write_bytes(bytes(range(256)) * 100)
    home = desk.profile.folder
    before = (home / SLOTS).read_bytes()
    for folder, path, password, passphrase, fault in (
        (home, right, SECRET, "för kort", errors.PassphraseTooShort),
        (tmp_path, right, SECRET, NEW, recovering.NoProfile),
        (home, tmp_path / "saknas.pem", SECRET, NEW, recovering.KeyFileUnreadable),
        (home, tmp_path, SECRET, NEW, recovering.KeyFileUnreadable),
        (home, image, SECRET, NEW, recovering.NotAKeyFile),
        (home, open_, SECRET, NEW, recovering.NotAKeyFile),
        (home, signing, SECRET, NEW, recovering.NotAKeyFile),
        (home, right, "fel", NEW, recovering.WrongKeyFilePassword),
        (home, right, "", NEW, recovering.WrongKeyFilePassword),
        (home, damaged, SECRET, NEW, recovering.WrongKeyFilePassword),
        (home, other, SECRET, NEW, errors.WrongRecoveryKey),
    ):
        with pytest.raises(fault):
            recover(folder, path, password, passphrase, desk.clock, kdf=CHEAP)
        assert (home / SLOTS).read_bytes() == before, fault


def test_a_profile_without_a_slot_says_so(desk: Desktop, tmp_path: Path) -> None:
    desk.close()
    path = key_file(tmp_path / "nyckel.pem", X25519PrivateKey.generate())
    with pytest.raises(errors.NoRecovery, match="bara lösenfrasen öppnar den"):
        recover(desk.profile.folder, path, SECRET, NEW, desk.clock)


def test_the_slot_follows_the_municipalitys_key_and_is_never_taken_away(
    desk: Desktop, private: X25519PrivateKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = slots_of(desk)
    with file.unlock(PASSPHRASE) as key:
        before = file.read()
        renew_slot(desk.profile, key, None)
        renew_slot(desk.profile, key, private.public_key().public_bytes_raw())
        assert file.read() == before
        later = X25519PrivateKey.generate()
        renew_slot(desk.profile, key, bytes(32))  # no point of the curve: not a reason to stay out
        with monkeypatch.context() as patched:
            patched.setattr(slots, "write_atomically", _full)
            renew_slot(desk.profile, key, later.public_key().public_bytes_raw())
        assert file.read() == before
        renew_slot(desk.profile, key, later.public_key().public_bytes_raw())
    with file.recover(later.private_bytes_raw()) as found, file.unlock(PASSPHRASE) as key:
        assert found.material == key.material
    with pytest.raises(errors.WrongRecoveryKey):
        file.recover(private.private_bytes_raw())


def _full(_path: Path, _content: bytes) -> None:
    raise errors.DiskFull


def test_a_key_made_later_reaches_a_connected_computer(office: Office, tmp_path: Path) -> None:
    karin = office.desktop("karin")
    path = tmp_path / "nyckel.pem"
    recovery.make(office.database, office.municipality, path, SECRET, replace=False)
    assert slots_of(karin).read().recovery is None
    held = unpack(karin.store.setting(TOKENS) or b"", Tokens)
    gone = msgspec.structs.replace(held, access=f"{office.municipality}.gone")
    karin.store.put_settings({TOKENS: pack(gone)}).result(WAIT)
    karin.close()
    unlocking = wiring.unlocking(karin.profile.folder, karin.clock)
    session = unlocking.unlock(karin.profile, PASSPHRASE).result(WAIT)
    attrs.evolve(karin, session=session).synced()  # which takes new tokens
    unlocking.lock(session).result(WAIT)
    assert slots_of(karin).read().recovery is None
    unlocking.lock(unlocking.unlock(karin.profile, PASSPHRASE).result(WAIT)).result(WAIT)
    recover(karin.profile.folder, path, SECRET, NEW, karin.clock, kdf=CHEAP)
    unlocking.lock(unlocking.unlock(karin.profile, NEW).result(WAIT)).result(WAIT)
    unlocking.close()


def test_both_command_lines(
    office: Office, server: ServerProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    key, home = tmp_path / "nyckel.pem", profiles.folder_for(office.municipality, "karin")
    place = ("--municipality", office.municipality)
    said = server.command(
        "municipality", "recovery-key", *place, "--out", str(key), stdin=f"{SECRET}\n"
    )
    assert SECRET not in said
    office.account("karin")
    code = office.request("karin").code
    enrolled = run(
        "enrol", "--server", office.url, *place, "--username", "karin", "--code", code,
        "--device-name", "KAA-02", stdin=f"{PASSWORD}\n{PASSPHRASE}\n",
    )  # fmt: skip
    assert enrolled.returncode == 0, enrolled.stderr
    asked = ("recover", "--profile", str(home), "--key-file", str(key))
    for stdin, words in ((f"fel\n{NEW}\n", "öppnar inte nyckelfilen"), (f"{SECRET}\n", "för kort")):
        refused = run(*asked, stdin=stdin)
        assert refused.returncode == 1
        assert words in refused.stderr
        assert "Traceback" not in refused.stderr
    done = run(*asked, stdin=f"{SECRET}\n{NEW}\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Karin har en ny lösenfras på KAA-02. Allt annat är kvar.\n"
    unlocking = wiring.unlocking()
    (profile,) = unlocking.profiles()
    unlocking.lock(unlocking.unlock(profile, NEW).result(WAIT)).result(WAIT)
    unlocking.close()


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of Unix")
def test_at_a_terminal_nothing_typed_is_shown_and_a_slip_is_caught(
    desk: Desktop, private: X25519PrivateKey, tmp_path: Path
) -> None:
    path = key_file(tmp_path / "nyckel.pem", private)
    hand, terminal = os.openpty()
    command = (sys.executable, "-m", "kaa_desktop", "recover")
    options = ("--profile", str(desk.profile.folder), "--key-file", str(path))
    with subprocess.Popen(
        [*command, *options],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    ) as running:
        os.close(terminal)
        seen = ""
        for question, typed in (
            ("Nyckelfilens lösenord: ", SECRET),
            ("minst 15 tecken: ", NEW),
            ("En gång till: ", "något annat"),
            ("igen.\r\nNy lösenfras, minst 15 tecken: ", NEW),
            ("En gång till: ", NEW),
            ("har en ny lösenfras", ""),
        ):
            heard = b""
            while question.encode() not in heard:
                heard += os.read(hand, 4096)
            os.write(hand, f"{typed}\n".encode() if typed else b"")
            seen += heard.decode()
    os.close(hand)
    assert running.returncode == 0
    assert SECRET not in seen
    assert NEW not in seen
