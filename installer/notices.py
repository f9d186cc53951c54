"""The licences of everything in the bundle, gathered from what was bundled. Standard library only.

Run by the Python of the bundle's environment. A component without a licence text stops the build: nobody
may hand out what nobody may copy.
"""

from __future__ import annotations

import importlib.metadata
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMON = Path("/usr/share/common-licenses")
TEXT = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
#: Tools that make the bundle. Only PyInstaller's bootloader ends up in it, and is named by hand.
TOOLS = {
    "altgraph", "packaging", "pip", "pyinstaller", "pyinstaller-hooks-contrib", "setuptools",
    "pycparser",
}  # fmt: skip
#: Packages that hold no text of their own: which of the common licences theirs are.
COMMON_TEXTS = {
    "pyside6-essentials": ("LGPL-3", "GPL-3"),
    "shiboken6": ("LGPL-3", "GPL-3"),
}
#: What lies compiled inside a package and has a licence of its own.
INSIDE = {
    "cryptography": "OpenSSL (Apache-2.0)",
    "pyside6-essentials": "Qt 6 (LGPL-3.0), ICU (Unicode-3.0), HarfBuzz (MIT), FreeType (FTL), "
    "libpng (libpng-2.0), PCRE2 (BSD-3-Clause), zlib (Zlib), double-conversion (BSD-3-Clause), "
    "Emoji Segmenter (Apache-2.0), MD4C (MIT), XSVG (MIT). Fullständig lista: kapitlet "
    "Licenses Used in Qt i Qt:s dokumentation",
    "python-calamine": "calamine (MIT) och andra Rust-bibliotek (MIT eller Apache-2.0)",
    "sqlcipher3": "SQLCipher (BSD-3-Clause, Zetetic LLC), SQLite (allmän egendom), "
    "OpenSSL (Apache-2.0)",
    "zstandard": "Zstandard (BSD-3-Clause, Meta Platforms, Inc.)",
}
HEAD = """\
KAA Desktop {version}
====================

KAA Desktop är fri programvara under EUPL-1.2 (filen LICENSE). I mappen finns också program som andra har
skrivit. De står här med sina licenser; texterna ligger i mapparna bredvid.

Qt och PySide6 används under LGPL-3.0. De ligger som egna bibliotek i mappen _internal/PySide6, och du
får byta ut dem mot andra versioner av samma bibliotek: lägg de nya filerna i stället för de gamla.
Källkoden till Qt och PySide6 finns hos Qt-projektet (qt.io, "Qt for Python"), i samma versioner som
står nedan. Ingenting i KAA Desktop hindrar dig från att undersöka hur programmet arbetar med dem.

PyInstallers startprogram (filen kaa-desktop) är under GPL-2.0 med ett undantag: det får följa med
program under vilken licens som helst.

"""


class Unlicensed(Exception):
    """A component without a text of its licence."""


def gather(bundle: Path, version: str) -> Path:
    """Write ``LICENSER`` in the bundle's folder; returns that folder.

    Raises:
        Unlicensed: naming what has no text.
    """
    folder = bundle / "LICENSER"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copy(ROOT / "LICENSE", folder / "LICENSE")
    lines = [HEAD.format(version=version)]
    for name, number, licence, texts in sorted(_components(bundle)):
        if not texts:
            raise Unlicensed(name)
        inside = f"\n    däri: {INSIDE[name]}" if name in INSIDE else ""
        lines.append(f"{name} {number}: {licence}{inside}\n")
        (folder / name).mkdir()
        for text in texts:
            shutil.copy(text, folder / name / text.name)
    (folder / "TREDJE-PART.txt").write_text("".join(lines), encoding="utf-8")
    return folder


def _components(bundle: Path) -> Iterator[tuple[str, str, str, list[Path]]]:
    yield "python", sys.version.split()[0], "PSF-2.0", _of_python()
    yield "inter", "", "OFL-1.1", [ROOT / "resources" / "fonts" / "OFL.txt"]
    yield "lucide", "", "ISC", [ROOT / "resources" / "icons" / "LICENSE"]
    for found in importlib.metadata.distributions():
        name = found.metadata["Name"].lower().replace("_", "-")
        if name not in TOOLS:
            yield name, found.version, _named(found), _of_package(name, found)
        elif name == "pyinstaller":
            yield "pyinstaller-startprogram", found.version, _named(found), _of_package(name, found)
    yield from _of_system(bundle)


def _named(found: importlib.metadata.Distribution) -> str:
    metadata = found.metadata
    said = metadata["License-Expression"] or metadata["License"] or ""
    if said and "\n" not in said and len(said) < 80:
        return str(said)
    classifiers = metadata.get_all("Classifier") or []
    named = [one.split(" :: ")[-1] for one in classifiers if one.startswith("License")]
    return ", ".join(named) or "se texten"


def _of_package(name: str, found: importlib.metadata.Distribution) -> list[Path]:
    files = [
        Path(str(found.locate_file(file)))
        for file in found.files or []
        if ".dist-info/" in str(file) and TEXT.search(file.name)
    ]
    files += [COMMON / text for text in COMMON_TEXTS.get(name, ())]
    return [file for file in files if file.is_file()]


def _of_python() -> list[Path]:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    candidates = [
        Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
        Path(f"/usr/share/doc/python{version}/copyright"),
        Path(f"/usr/share/doc/libpython{version}-stdlib/copyright"),
    ]
    return [path for path in candidates if path.is_file()][:1]


def _of_system(bundle: Path) -> Iterator[tuple[str, str, str, list[Path]]]:
    """Libraries that came from the system's packages, such as OpenSSL; found by their name there."""
    names = sorted({path.name for path in (bundle / "_internal").glob("lib*.so*")})
    seen = set()
    for name in names:
        package = _said("dpkg", "-S", f"*/{name}").split(":")[0].strip()
        if not package or package in seen or "python" in package:
            continue
        seen.add(package)
        number = _said("dpkg-query", "-W", "-f", "${Version}", package)
        path = Path("/usr/share/doc") / package / "copyright"
        yield package, number, "se texten", [path] if path.is_file() else []


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
