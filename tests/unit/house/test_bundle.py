"""What the bundle holds, what its package depends on and says, without building either."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import kaa
from installer import bundle, contents, deb

NEEDS_DPKG = pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="no dpkg-deb")
PLUGINS = "PySide6/Qt/plugins"
SYSTEM = "/usr/lib/x86_64-linux-gnu"


@pytest.mark.parametrize(
    ("target", "source"),
    [
        (f"{PLUGINS}/platforms/libqxcb.so", "/venv/libqxcb.so"),
        (f"{PLUGINS}/platforms/libqwayland.so", "/venv/x"),
        (f"{PLUGINS}/platforms/libqoffscreen.so", "/venv/x"),
        (f"{PLUGINS}/imageformats/libqsvg.so", "/venv/x"),
        ("PySide6/Qt/translations/qtbase_sv.qm", "/venv/x"),
        ("PySide6/QtWidgets.abi3.so", "/venv/x"),
        ("holidays/locale/sv/LC_MESSAGES/SE.mo", "/venv/x"),
        ("libssl.so.3", f"{SYSTEM}/libssl.so.3"),
        ("libpython3.11.so.1.0", f"{SYSTEM}/libpython3.11.so.1.0"),
        ("python3.11/lib-dynload/_ssl.so", "/usr/lib/python3.11/lib-dynload/_ssl.so"),
    ],
)
def test_what_the_program_uses_comes_along(target: str, source: str) -> None:
    assert contents.wanted(target, source)


@pytest.mark.parametrize(
    ("target", "source"),
    [
        (f"{PLUGINS}/platforms/libqvnc.so", "/venv/x"),
        (f"{PLUGINS}/platformthemes/libqgtk3.so", "/venv/x"),
        ("PySide6/Qt/translations/qtbase_de.qm", "/venv/x"),
        ("PySide6/Qt/translations/qt_sv.qm", "/venv/x"),
        ("holidays/locale/en_US/LC_MESSAGES/SE.mo", "/venv/x"),
        ("libgtk-3.so.0", f"{SYSTEM}/libgtk-3.so.0"),
        ("libX11.so.6", "/lib/x86_64-linux-gnu/libX11.so.6"),
        ("zstandard/_cffi.cpython-311-x86_64-linux-gnu.so", "/venv/x"),
    ],
)
def test_what_it_does_not_use_stays_out(target: str, source: str) -> None:
    assert not contents.wanted(target, source)


def test_one_country_comes_along() -> None:
    assert contents.wanted_module("holidays.countries.sweden")
    assert contents.wanted_module("holidays.groups.christian")
    assert contents.wanted_module("holidays.countries")
    assert not contents.wanted_module("holidays.countries.norway")
    assert not contents.wanted_module("holidays.financial.ny_stock_exchange")


IMPORT = re.compile(r"(?m)^\s*(?:from ([\w.]+) import (\w+)|import ([\w.]+))")


def imported(package: str) -> set[str]:
    """Every module that a package's source imports, late ones too."""
    found: set[str] = set()
    for path in (kaa.ROOT / package).rglob("*.py"):
        for where, name, whole in IMPORT.findall(path.read_text("utf-8")):
            found |= {whole} if whole else {where, f"{where}.{name}"}
    return found


def test_nothing_that_the_program_imports_is_left_out() -> None:
    used = imported("kaa_core") | imported("kaa_desktop")
    assert "PySide6.QtWidgets" in used  # the control: imports are found
    excluded = set(contents.EXCLUDED_MODULES)
    assert not {name for name in used if {name, name.split(".")[0]} & excluded}


def test_the_package_depends_on_what_qt_needs_and_on_the_newest_glibc(tmp_path: Path) -> None:
    (tmp_path / "a.so").write_bytes(b"\0GLIBC_2.9\0GLIBC_2.34\0GLIBCXX_3.4\0")
    (tmp_path / "b.so").write_bytes(b"\0GLIBC_2.4\0")
    newest = deb.newest_glibc(tmp_path.iterdir())
    assert newest == "2.34"
    depends = deb.depends(newest).split(", ")
    assert depends[0] == "libc6 (>= 2.34)"
    wanted = {package for _, package in kaa.QT_LIBRARIES + kaa.WINDOW_LIBRARIES}
    assert wanted < set(depends)
    assert len(depends) == len(set(depends))


def test_the_version_is_the_programs() -> None:
    from kaa_core import __version__

    assert bundle.project_version() == __version__
    script = (kaa.ROOT / "installer/windows/kaa-desktop.iss").read_text("utf-8")
    assert f'#define Version "{__version__}"' in script


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package of a bundle of three files."""
    small = tmp_path / "kaa-desktop"
    (small / "_internal").mkdir(parents=True)
    (small / "kaa-desktop").write_text("#!/bin/sh\necho 0.1.0\n")
    (small / "kaa-desktop").chmod(0o700)
    (small / "_internal" / "libx.so").write_bytes(b"GLIBC_2.31\0")
    (small / "_internal" / "liby.so").symlink_to("libx.so")
    return deb.build(small, "0.1.0", tmp_path, tmp_path / "work", fast=True)


def dpkg(*arguments: str) -> str:
    done = subprocess.run(["dpkg-deb", *arguments], capture_output=True, text=True, check=True)
    return done.stdout


@NEEDS_DPKG
def test_the_package_is_what_dpkg_expects(package: Path) -> None:
    said = dpkg("--field", str(package))
    assert "Version: 0.1.0\n" in said
    assert "libc6 (>= 2.31)" in said
    assert "@" not in said.replace("kaa-desktop@localhost", "")
    listed = dpkg("--contents", str(package))
    assert re.search(r"-rwxr-xr-x root/root .* \./opt/kaa-desktop/kaa-desktop\n", listed)
    assert re.search(r"-rw-r--r-- root/root .* \./opt/kaa-desktop/_internal/libx\.so\n", listed)
    assert "./opt/kaa-desktop/_internal/liby.so -> libx.so" in listed
    assert "./usr/bin/kaa-desktop -> /opt/kaa-desktop/kaa-desktop" in listed
    for path in ("applications/kaa-desktop.desktop", "doc/kaa-desktop/copyright"):
        assert f"./usr/share/{path}" in listed
    assert "home" not in listed
    checked = ["sha256sum", "--check", f"{package.name}.sha256"]
    assert (
        subprocess.run(checked, cwd=package.parent, capture_output=True, check=False).returncode
        == 0
    )


@pytest.fixture
def homes(tmp_path: Path) -> Path:
    """Two users' homes and a getent that knows them."""
    tools = tmp_path / "bin"
    tools.mkdir()
    lines = "".join(
        f"{name}:x:1:1::{tmp_path / name}:/bin/sh\\n" for name in ("karin", "bo", "ingen")
    )
    (tools / "getent").write_text(f"#!/bin/sh\nprintf '{lines}root:x:0:0::/:/bin/sh\\n'\n")
    (tools / "getent").chmod(0o755)
    return tmp_path


def profile(homes: Path, user: str, status: str) -> Path:
    folder = homes / user / ".local/share/kaa-desktop/profiles" / f"9901 {user}"
    folder.mkdir(parents=True)
    (folder / "profile.json").write_text('{"user_name": "Karin Hemlig"}')
    (folder / "status.json").write_text(status)
    return folder


def removal(homes: Path, why: str = "remove") -> subprocess.CompletedProcess[str]:
    """What prerm says when the package goes."""
    environment = {"PATH": f"{homes / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(
        ["/bin/sh", str(deb.TEMPLATES / "prerm"), why],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )


def test_removal_warns_where_work_waits_and_names_nobody(homes: Path) -> None:
    waiting = profile(homes, "karin", '{"unsent": 12, "last_sync": 1795000000000}')
    profile(homes, "bo", '{"unsent": 0, "last_sync": null}')
    done = removal(homes)
    assert done.returncode == 0
    assert f"{waiting}: 12 ej skickade ändringar" in done.stderr
    assert done.stderr.count("ej skickade") == 1
    assert "VARNING" in done.stderr
    assert "Hemlig" not in done.stderr
    assert waiting.is_dir()


def test_removal_of_a_program_with_nothing_unsent_says_that_profiles_stay(homes: Path) -> None:
    assert removal(homes).stderr == ""
    profile(homes, "bo", '{"unsent": 0, "last_sync": null}')
    done = removal(homes)
    assert "VARNING" not in done.stderr
    assert "profiler ligger kvar" in done.stderr


@pytest.mark.parametrize(
    "status", ["", "{", '{"unsent": "x"}', '{"unsent": -4}', "\0" * 9999, '{"unsent": $(id)}']
)
def test_a_spoilt_status_hinders_no_removal(homes: Path, status: str) -> None:
    profile(homes, "karin", status)
    done = removal(homes)
    assert done.returncode == 0
    assert "VARNING" not in done.stderr


def test_an_upgrade_says_nothing(homes: Path) -> None:
    profile(homes, "karin", '{"unsent": 12, "last_sync": null}')
    assert removal(homes, "upgrade").stderr == ""


# -- the server's files


SERVER = kaa.ROOT / "installer" / "server"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd")
def test_systemd_accepts_the_units_and_finds_them_closed(tmp_path: Path) -> None:
    for path in [*SERVER.glob("*.service"), *SERVER.glob("*.timer")]:
        text = path.read_text("utf-8").replace("/opt/kaa-server/bin/kaa-server", "/bin/true")
        (tmp_path / path.name).write_text(text)
    units = sorted(map(str, tmp_path.iterdir()))
    assert len(units) == 5
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_commands_in_the_units_are_commands() -> None:
    from kaa_server.cli.parser import build

    for path in SERVER.glob("*.service"):
        (line,) = re.findall(
            r"(?m)^ExecStart=/opt/kaa-server/bin/kaa-server (.+)$", path.read_text()
        )
        assert build().parse_args(line.split()).command in {"serve", "backup", "night"}


def test_the_proxies_know_the_server() -> None:
    from kaa_server import openapi, wire

    nginx, caddy = ((SERVER / name).read_text("utf-8") for name in ("nginx.conf", "Caddyfile"))
    assert f"location = {openapi.EVENTS[0]} {{" in nginx
    assert nginx.count("proxy_buffering") == 2
    assert nginx.count("{") == nginx.count("}")
    assert caddy.count("{") == caddy.count("}")
    assert "client_max_body_size 8m" in nginx
    assert "max_size 8MB" in caddy
    assert wire.Limits().sent_bytes <= 8 * 1024 * 1024
