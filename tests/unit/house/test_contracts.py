"""The contracts on imports fail when they are broken (architecture.md, "The house")."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import kaa

BREACHES = {
    "kaa_core/rules/__init__.py": "import time",
    "kaa_core/sync/__init__.py": "import kaa_server",
    "kaa_desktop/app/__init__.py": "import PySide6",
    "kaa_desktop/store/__init__.py": "import kaa_desktop.gui\nimport kaa_desktop.sync",
    "kaa_desktop/sync/__init__.py": "import psycopg",
    "kaa_desktop/gui/__init__.py": "import sqlcipher3",
    "kaa_server/__init__.py": "import kaa_desktop\nimport httpx",
    "tests/second_count/__init__.py": "import kaa_core",
}


def test_every_contract_can_be_broken(tmp_path: Path) -> None:
    for package in ("kaa_core", "kaa_desktop", "kaa_server", "tests/second_count"):
        shutil.copytree(kaa.ROOT / package, tmp_path / package)
    for file in ("pyproject.toml", "tests/__init__.py"):
        shutil.copy(kaa.ROOT / file, tmp_path / file)
    for file, breach in BREACHES.items():
        with (tmp_path / file).open("a", encoding="utf-8") as module:
            module.write(f"\n{breach}\n")
    lint = "from importlinter.cli import lint_imports_command as check; check()"
    done = subprocess.run(
        [sys.executable, "-c", lint, "--no-logo", "--no-cache"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    states = re.findall(r"(?m)^.* (KEPT|BROKEN)$", done.stdout)
    assert set(states) == {"BROKEN"}, done.stdout
