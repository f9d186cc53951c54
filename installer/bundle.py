"""Make the program as one folder that needs no Python, and a Debian package of it.

`python3 kaa.py bundle`. What goes in comes from requirements/bundle.txt alone, in an environment of its
own, so that nothing of a developer's tools can come along. Leaves dist/kaa-desktop and dist/*.deb.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import kaa
from installer import deb

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "bundle.txt"
NAME = "kaa-desktop"


def main(arguments: Sequence[str]) -> int:
    """Make both; prints where they are. Returns the exit status."""
    chosen = _parser().parse_args(arguments)
    work, out = chosen.work.resolve(), chosen.out.resolve()
    missing = [tool for tool in ("objdump", "strip", "dpkg-deb") if shutil.which(tool) is None]
    if missing:
        print(
            "Datorn saknar program som behövs för att bygga. Ingenting är ändrat. Kör:\n\n"
            "  sudo apt-get install binutils dpkg\n",
            file=sys.stderr,
        )
        return 1
    version = project_version()
    python = environment(work / "venv")
    bundle = freeze(python, work, out)
    gather(python, bundle, version)
    print(bundle)
    print(deb.build(bundle, version, out, work, fast=chosen.fast))
    return 0


def project_version() -> str:
    """The version, as kaa_core says it, without importing it."""
    text = (ROOT / "kaa_core" / "__init__.py").read_text("utf-8")
    found = re.search(r'(?m)^__version__ = "([^"]+)"', text)
    assert found is not None
    return found[1]


def environment(venv: Path) -> Path:
    """The Python of an environment with what the lock says and nothing else."""
    python = venv / "bin" / "python"
    stamp = venv / "kaa-bundle"
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text("utf-8") == wanted and kaa.works([str(python), "-c", ""]):
        return python
    shutil.rmtree(venv, ignore_errors=True)
    kaa.say("Hämtar det som paketet ska byggas av (omkring 150 MB)")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    install = ["install", "-q", "--disable-pip-version-check", "--require-hashes"]
    command = [
        *_pip(),
        "--python",
        str(python),
        *install,
        "--only-binary",
        ":all:",
        "-r",
        str(LOCK),
    ]
    # A person's own pip settings must not lead the packages elsewhere.
    settings = {"PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0"}
    subprocess.run(command, check=True, env=os.environ | settings)
    stamp.write_text(wanted, encoding="utf-8")
    return python


def freeze(python: Path, work: Path, out: Path) -> Path:
    """Run PyInstaller; returns the program's folder."""
    kaa.say("Sätter samman programmet")
    command = [
        *(str(python), "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"),
        *("--distpath", str(out), "--workpath", str(work / "work")),
        str(ROOT / "installer" / "kaa-desktop.spec"),
    ]
    # The same sources give the same bytes: sets are packed in the order of their hashes.
    settings = {"PYTHONHASHSEED": "1", "PYINSTALLER_CONFIG_DIR": str(work / "cache")}
    subprocess.run(command, check=True, cwd=ROOT, env=os.environ | settings)
    bundle = out / NAME
    # A Python built by hand carries its debugger's tables. Wheels are left as their makers signed them.
    libraries = [*(bundle / "_internal").glob("libpython3*.so*")]
    libraries += (bundle / "_internal").glob("python3*/lib-dynload/*.so")
    command = ["strip", "--strip-debug", *map(str, libraries)]
    subprocess.run(command, check=True)
    return bundle


def gather(python: Path, bundle: Path, version: str) -> None:
    """Put the licences in; asks the Python whose packages were bundled."""
    code = (
        "import sys; from pathlib import Path; from installer.notices import gather; "
        "gather(Path(sys.argv[1]), sys.argv[2])"
    )
    subprocess.run([str(python), "-c", code, str(bundle), version], check=True, cwd=ROOT)


def _pip() -> list[str]:
    own = [sys.executable, "-m", "pip"]
    if kaa.works([*own, "--version"]):
        return own
    outside = kaa.outside_pip()
    if outside is None:
        raise SystemExit("Det finns inget pip som kan installera. Installera python3-venv.")
    return outside


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kaa.py bundle", description=__doc__)
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "bundle", help="arbetsmapp")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="dit resultatet läggs")
    parser.add_argument("--fast", action="store_true", help="packa mindre hårt, för ett prov")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
