"""The way in and out of a profile, and the command line that makes one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kaa_core import __version__
from kaa_desktop.app import profiles, wiring
from kaa_desktop.app.forms import NoteForm
from kaa_desktop.app.unlocking import Unlocking
from kaa_desktop.store import errors
from kaa_desktop.store.throttle import FREE_TRIES
from tests.server_fixture import PASSWORD
from tests.unit.app.desks import PASSPHRASE, TODAY, WAIT, Desktop, Office


@pytest.fixture
def unlocking(desk: Desktop) -> Iterator[Unlocking]:
    """The unlock window's model over a profile that has been locked."""
    desk.close()
    made = wiring.unlocking(desk.profile.folder, desk.clock)
    yield made
    made.close()


def test_a_profile_is_found_and_says_only_what_may_be_said(
    desk: Desktop, unlocking: Unlocking
) -> None:
    (profile,) = unlocking.profiles()
    assert profile == desk.profile
    facts = unlocking.facts(profile)
    assert (facts.unsent, facts.wait, facts.last_sync_text) == (1, 0.0, "")
    said = (profile.folder / "status.json").read_text()
    assert json.loads(said).keys() == {"unsent", "last_sync"}


def test_drafts_survive_the_lock_and_the_key_is_gone(desk: Desktop, tmp_path: Path) -> None:
    youth = desk.youth()
    draft = desk.session.new_draft_id()
    form = NoteForm(youth=youth, occurred_on=TODAY, text="Ringde på")
    desk.session.save_draft(draft, form).result(WAIT)
    made = wiring.unlocking(desk.profile.folder, desk.clock)
    made.lock(desk.session).result(WAIT)
    with pytest.raises(errors.StoreClosed):
        desk.session.youth_page(youth)
    assert isinstance(desk.session.save_draft(draft, form).exception(WAIT), errors.StoreClosed)
    session = made.unlock(desk.profile, PASSPHRASE).result(WAIT)
    assert session.draft(draft) == form
    made.lock(session).result(WAIT)
    made.lock(session).result(WAIT)
    made.close()


def test_wrong_passphrases_bring_a_pause_that_is_kept(desk: Desktop, unlocking: Unlocking) -> None:
    for _ in range(FREE_TRIES):
        fault = unlocking.unlock(desk.profile, "fel lösenfras, helt och hållet").exception(WAIT)
        assert isinstance(fault, errors.WrongPassphrase)
    fault = unlocking.unlock(desk.profile, PASSPHRASE).exception(WAIT)
    assert isinstance(fault, errors.TooManyTries)
    again = wiring.unlocking(desk.profile.folder, desk.clock)
    wait = again.facts(desk.profile).wait
    assert wait > 0
    desk.clock.seconds += wait
    again.lock(again.unlock(desk.profile, PASSPHRASE).result(WAIT)).result(WAIT)
    assert again.facts(desk.profile).wait == 0
    again.close()


def test_the_passphrase_is_changed(desk: Desktop, unlocking: Unlocking) -> None:
    new = "en helt annan lösenfras"
    short = unlocking.change_passphrase(desk.profile, PASSPHRASE, "kort").exception(WAIT)
    assert isinstance(short, errors.PassphraseTooShort)
    wrong = unlocking.change_passphrase(desk.profile, "fel lösenfras här", new).exception(WAIT)
    assert isinstance(wrong, errors.WrongPassphrase)
    unlocking.change_passphrase(desk.profile, PASSPHRASE, new).result(WAIT)
    old = unlocking.unlock(desk.profile, PASSPHRASE).exception(WAIT)
    assert isinstance(old, errors.WrongPassphrase)
    unlocking.lock(unlocking.unlock(desk.profile, new).result(WAIT)).result(WAIT)


def test_a_profile_that_is_open_elsewhere_says_so(desk: Desktop) -> None:
    other = wiring.unlocking(desk.profile.folder, desk.clock)
    fault = other.unlock(desk.profile, PASSPHRASE).exception(WAIT)
    assert isinstance(fault, errors.AlreadyOpen)
    other.close()


def test_a_spoilt_profile_or_status_file_is_no_traceback(
    desk: Desktop, unlocking: Unlocking
) -> None:
    (desk.profile.folder / "status.json").write_bytes(b"\xff{")
    assert unlocking.facts(desk.profile).unsent == 0
    (desk.profile.folder / profiles.NAME).write_text('{"format": 1}')
    assert list(unlocking.profiles()) == []
    assert profiles.found_in(desk.profile.folder.parent) == []
    assert profiles.found_in(desk.profile.folder / "nowhere") == []


def test_a_new_profile_gets_a_folder_that_any_disk_takes() -> None:
    home = profiles.default_folder()
    assert profiles.folder_for("9901", "Åsa.ek") == home / "9901-Åsa-ek"
    assert profiles.folder_for("9901", "../../etc").parent == home


def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kaa_desktop", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )


def test_the_command_line_makes_a_profile(office: Office, tmp_path: Path) -> None:
    office.account("karin")
    request = office.request("karin")
    arguments = (
        "enrol",
        "--server", office.url,
        "--municipality", office.municipality,
        "--username", "karin",
        "--code", request.code,
        "--device-name", "KAA-02",
        "--profile", str(tmp_path / "profile"),
    )  # fmt: skip
    done = run(*arguments, stdin=f"{PASSWORD}\n{PASSPHRASE}\n")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Datorn är ansluten till Exempelås kommun.\n"
    (profile,) = profiles.found_in(tmp_path)
    assert profile.device_name == "KAA-02"
    for path in profile.folder.iterdir():
        content = path.read_bytes()
        assert PASSWORD.encode() not in content
        assert PASSPHRASE.encode() not in content
    again = run(*arguments, stdin=f"{PASSWORD}\n{PASSPHRASE}\n")
    assert again.returncode == 1
    assert again.stderr.startswith("Det finns redan en profil i mappen.")
    assert "Traceback" not in again.stderr


def test_the_command_line_says_version() -> None:
    assert run("--version").stdout == f"{__version__}\n"


def test_nothing_heavy_is_loaded_before_the_unlock_window() -> None:
    code = (
        "import sys; from kaa_desktop.app.wiring import unlocking; import kaa_desktop.__main__; "
        "from pathlib import Path; u = unlocking(Path('.')); u.profiles(); "
        "print(*sorted(m for m in sys.modules if '.' not in m))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    ).stdout.split()
    heavy = {"httpx", "sqlcipher3", "cryptography", "holidays", "zstandard", "msgspec", "PySide6"}
    assert not heavy & set(loaded)
