"""Make the locks in requirements/ with uv, or check that they were made from pyproject.toml.

Each lock is complete for its purpose and pins every package by hash. It names no download address:
where packages come from is for the machine that installs to say.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLAGS = [
    "--universal",
    "--generate-hashes",
    "--python-version=3.11",
    "--quiet",
    "--no-header",
    "--no-emit-index-url",
    "--no-emit-find-links",
]

# dev holds everything and comes first; the others are held to its versions.
LOCKS = ("dev", "desktop", "server", "bundle")


def lock_path(name: str) -> Path:
    """Return the file of a lock."""
    return ROOT / "requirements" / f"{name}.txt"


def head() -> str:
    """Return the lines that every lock begins with: how it was made, and a digest of from what."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [project["requires-python"], project["dependencies"], project["optional-dependencies"]]
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
    return f"# Låst med: python3 kaa.py lock\n# pyproject.toml: sha256 {digest}\n"


def stale() -> list[str]:
    """Return the locks that were not made from pyproject.toml as it is."""
    wanted = head()
    return [name for name in LOCKS if not lock_path(name).read_text("utf-8").startswith(wanted)]


def make(arguments: list[str]) -> int:
    """Lock anew, keeping the versions that still fit; `--upgrade` takes the newest."""
    uv = shutil.which("uv", path=sysconfig.get_path("scripts")) or shutil.which("uv")
    if uv is None:
        print("Uppgiften kräver uv. Installera det med: pip install uv", file=sys.stderr)
        return 1
    for name in LOCKS:
        extra = arguments if name == "dev" else ["--constraints", "requirements/dev.txt"]
        command = [uv, "pip", "compile", "pyproject.toml", "--extra", name, *FLAGS, *extra]
        subprocess.run([*command, "-o", f"requirements/{name}.txt"], cwd=ROOT, check=True)
        lines = lock_path(name).read_text("utf-8").splitlines(keepends=True)
        # uv leaves the head of the former lock standing.
        body = "".join(line for line in lines if not line.startswith("# "))
        lock_path(name).write_text(head() + body, encoding="utf-8")
    return 0


def main() -> int:
    """Answer `check` or `make [--upgrade]`."""
    if sys.argv[1] == "make":
        return make(sys.argv[2:])
    for name in (names := stale()):
        print(f"requirements/{name}.txt följer inte pyproject.toml. Kör: python3 kaa.py lock")
    return bool(names)


if __name__ == "__main__":
    sys.exit(main())
