#!/usr/bin/env python3
"""The one way to run, test, check and package KAA Desktop, for people and for CI alike.

Standard library only. Makes .venv beside this file, installs what requirements/dev.txt pins by
hash, and runs a named task in it. Nothing outside the clone is changed.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "kaa-installed"
MOST_AT_ONCE = 4  # processes that share the tests; each has a server and windows of its own

HELP = """\
KAA Desktop – en uppgift i taget:  python3 kaa.py UPPGIFT [tillval]

  demo      Installera allt och öppna demon: en påhittad kommun, server och skrivbordsprogram.
              --headless     starta utan fönster och skriv som JSON var allt finns
              --as-of DATUM  låt demon gälla en viss dag
              --seed TAL     skapa andra påhittade ungdomar
              --youths TAL   så många i åldersgruppen i stället för 1 549, till exempel 60000
              --clean        ta bort allt som demon har skapat
  test      Installera allt och kör testerna. Tillval går vidare till pytest.
  check     Granska koden: ruff, mypy, import-linter, fönsterfilerna och låsfilerna.
  format    Formatera koden.
  docs      Gör om guidens bilder och tabeller. Med --texter bara tabellerna.
  package   Bygg paketen till mappen dist.
  bundle    Bygg programmet som en mapp och ett .deb som inte behöver Python (Debian, Ubuntu).
  bench     Mät prestanda och skriv siffrorna.
  torture   Döda program, server och databas om och om igen medan två personer skriver, och se efter
            att inget går förlorat. Tillval: --kills TAL (standard: 2000) och --seed TAL.
  fixture   Spara programmet som det är nu, med vad det har skrivit och sagt, så att senare versioner prövas
            mot det. Tillval: NAMN och --commit.
  simulate  Kör synkroniseringen i en simulering: --steps ANTAL --seed FRÖ.
  mutants   Stäng av ett skydd i taget och visa att simuleringen märker det.
  lock      Lås om beroendena i requirements (kräver uv).

Första gången skapas mappen .venv och allt som behövs installeras där. Det tar några minuter.
"""

# What the libraries of PySide6 load and a bare Debian lacks: (file, Debian's package).
# tests/unit/house/test_system_libraries.py compares this with what the files themselves name.
QT_LIBRARIES = [
    ("libEGL.so.1", "libegl1"),
    ("libGL.so.1", "libgl1"),
    ("libX11.so.6", "libx11-6"),
    ("libbrotlicommon.so.1", "libbrotli1"),
    ("libbrotlidec.so.1", "libbrotli1"),
    ("libdbus-1.so.3", "libdbus-1-3"),
    ("libfontconfig.so.1", "libfontconfig1"),
    ("libfreetype.so.6", "libfreetype6"),
    ("libglib-2.0.so.0", "libglib2.0-0"),
    ("libgssapi_krb5.so.2", "libgssapi-krb5-2"),
    ("libgthread-2.0.so.0", "libglib2.0-0"),
    ("libxkbcommon.so.0", "libxkbcommon0"),
    ("libz.so.1", "zlib1g"),
    ("libzstd.so.1", "libzstd1"),
]
WINDOW_LIBRARIES = [
    ("libX11-xcb.so.1", "libx11-xcb1"),
    ("libxcb-cursor.so.0", "libxcb-cursor0"),
    ("libxcb-glx.so.0", "libxcb-glx0"),
    ("libxcb-icccm.so.4", "libxcb-icccm4"),
    ("libxcb-image.so.0", "libxcb-image0"),
    ("libxcb-keysyms.so.1", "libxcb-keysyms1"),
    ("libxcb-randr.so.0", "libxcb-randr0"),
    ("libxcb-render-util.so.0", "libxcb-render-util0"),
    ("libxcb-render.so.0", "libxcb-render0"),
    ("libxcb-shape.so.0", "libxcb-shape0"),
    ("libxcb-shm.so.0", "libxcb-shm0"),
    ("libxcb-sync.so.1", "libxcb-sync1"),
    ("libxcb-util.so.1", "libxcb-util1"),
    ("libxcb-xfixes.so.0", "libxcb-xfixes0"),
    ("libxcb-xkb.so.1", "libxcb-xkb1"),
    ("libxcb.so.1", "libxcb1"),
    ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
]


class Stop(Exception):  # not an error in the code: a sentence for the person
    """What stands in the way, in Swedish, with what to do about it."""


# --- what the machine must have -------------------------------------------------------------


def loads(library: str) -> bool:
    """Say whether the dynamic loader finds a library; asks it rather than guessing folders."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_packages(wanted: Iterable[tuple[str, str]], found: Callable[[str], bool]) -> list[str]:
    """Return the Debian packages that bring the libraries that are not there, each once."""
    return sorted({package for library, package in wanted if not found(library)})


def draws_on_screen(task: str, arguments: Sequence[str]) -> bool:
    """Say whether a task opens a real window."""
    return (
        task == "demo"
        and not {"--headless", "--clean"} & set(arguments)
        and os.environ.get("QT_QPA_PLATFORM", "xcb") == "xcb"
    )


def check_machine(task: str, arguments: Sequence[str], found: Callable[[str], bool]) -> None:
    """Name everything the machine lacks in one line, before anything imports Qt or pip runs.

    Raises:
        Stop: with the one command that installs what is missing.
    """
    if not sys.platform.startswith("linux"):
        return
    on_screen = draws_on_screen(task, arguments)
    packages = missing_packages(QT_LIBRARIES + (WINDOW_LIBRARIES if on_screen else []), found)
    if not VENV_PYTHON.exists() and not has_ensurepip() and outside_pip() is None:
        packages.append("python3-venv")
    if packages:
        raise Stop(
            "Datorn saknar systembibliotek som KAA Desktop behöver. Inget har installerats än.\n"
            "Kör den här raden och försök sedan igen:\n\n"
            f"  sudo apt-get install {' '.join(packages)}\n"
        )
    if on_screen and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise Stop(
            "Det finns ingen skärm att öppna fönstret på. Kör kommandot i en skrivbordssession,\n"
            "eller lägg till --headless för att starta demon utan fönster."
        )


# --- the environment ------------------------------------------------------------------------


def has_ensurepip() -> bool:
    """Say whether Python can put pip into a new environment; Debian ships that part apart."""
    return importlib.util.find_spec("ensurepip") is not None


def outside_pip() -> list[str] | None:
    """Return a pip outside .venv that can install into it (`pip --python`, from pip 22.3)."""
    commands = [[sys.executable, "-m", "pip"]]
    commands += [[path] for name in ("pip3", "pip") if (path := shutil.which(name))]
    for command in commands:
        shown = subprocess.run(
            [*command, "--version"], capture_output=True, text=True, check=False
        ).stdout
        version = re.match(r"pip (\d+)\.(\d+)", shown)
        if version and (int(version[1]), int(version[2])) >= (22, 3):
            return command
    return None


def works(command: Sequence[str]) -> bool:
    """Say whether a command can be run and succeeds."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def pip_command() -> list[str]:
    """Return the pip that installs into .venv: its own, or one outside.

    Raises:
        Stop: when there is none.
    """
    if works([str(VENV_PYTHON), "-m", "pip", "--version"]):
        return [str(VENV_PYTHON), "-m", "pip"]
    if pip := outside_pip():
        return [*pip, "--python", str(VENV_PYTHON)]
    raise Stop(
        "Det finns inget pip som kan installera. Kör den här raden och försök sedan igen:\n\n"
        "  sudo apt-get install python3-venv\n"
    )


def make_venv() -> None:
    """Make .venv, without pip where ensurepip is missing or fails; keep one that works."""
    if works([str(VENV_PYTHON), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if has_ensurepip() and works([sys.executable, "-m", "venv", str(VENV)]):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", str(VENV)],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise Stop(f"Det gick inte att skapa mappen .venv:\n{made.stdout}{made.stderr}")


def run_pip(arguments: Sequence[str], total: int) -> None:
    """Install, and say which package out of how many is being fetched.

    Raises:
        Stop: with pip's last lines, when it fails.
    """
    # A person's own pip settings must not lead the packages away from .venv.
    environment = {**os.environ, "PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0"}
    command = [*pip_command(), "install", "--no-input", "--disable-pip-version-check", *arguments]
    lines: list[str] = []
    fetched = 0
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as pip:
        assert pip.stdout is not None
        for line in pip.stdout:
            lines.append(line)
            if package := re.match(r"Collecting ([\w.-]+)", line):
                fetched += 1
                say(f"    {fetched} av {total}: {package[1]}")
            elif line.startswith("Installing collected"):
                say("    packar upp")
    if pip.returncode:
        raise Stop(
            "Installationen blev inte klar. Bara mappen .venv har ändrats.\n"
            "Kontrollera att datorn når nätet och kör kommandot igen. Det här sade pip:\n\n"
            + "".join(lines[-15:])
        )


def installed_state() -> str:
    """Return what decides whether .venv is what the lock and the entry points say."""
    import tomllib  # noqa: PLC0415  # not in the Pythons that main() turns away

    lock = (ROOT / "requirements" / "dev.txt").read_bytes()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8")).get("project")
    digest = hashlib.sha256(lock + json.dumps(project).encode()).hexdigest()
    return f"{digest} {ROOT}\n"


def is_prepared() -> bool:
    """Say whether .venv is what the lock says and still runs, after an upgrade of the system too."""
    stamped = STAMP.exists() and STAMP.read_text("utf-8") == installed_state()
    return stamped and works([str(VENV_PYTHON), "-c", ""])


def prepare() -> None:
    """Make .venv what the locks say; does nothing when it already is."""
    if not is_prepared():
        say("Förbereder KAA Desktop. Det görs en gång och tar några minuter.")
        say("Steg 1 av 3: skapar mappen .venv")
        make_venv()
        lock = ROOT / "requirements" / "dev.txt"
        total = len(re.findall(r"(?m)^[\w.-]+(\[.*\])?==", lock.read_text("utf-8")))
        say(f"Steg 2 av 3: hämtar och installerar högst {total} paket (omkring 200 MB)")
        run_pip(["--require-hashes", "--only-binary", ":all:", "-r", str(lock)], total)
        say("Steg 3 av 3: installerar KAA Desktop i .venv")
        # The build backend is in the lock, so nothing unpinned is fetched.
        run_pip(["--no-index", "--no-deps", "--no-build-isolation", "-e", str(ROOT)], 1)
        STAMP.write_text(installed_state(), encoding="utf-8")
        say("Klart.\n")
    compile_windows()


def compile_windows() -> None:
    """Compile the drawings in ui that have changed.

    Raises:
        Stop: when one does not compile.
    """
    if run("installer/build_hook.py"):
        raise Stop("En fönsterfil i mappen ui går inte att översätta. Se raden ovanför.")


# --- tasks ----------------------------------------------------------------------------------


def say(text: str) -> None:
    """Tell the person; apart from the output, which a script may read (`demo --headless`)."""
    print(text, file=sys.stderr, flush=True)


def run(*arguments: str) -> int:
    """Run Python in .venv from the root; returns its exit status."""
    return subprocess.run([str(VENV_PYTHON), *arguments], cwd=ROOT, check=False).returncode


def become(*arguments: str) -> NoReturn:
    """Hand over to Python in .venv, so that Ctrl+C and kill reach the task itself."""
    os.chdir(ROOT)
    if os.name == "nt":  # where exec would leave the terminal before the task has ended
        sys.exit(run(*arguments))
    os.execv(str(VENV_PYTHON), [str(VENV_PYTHON), *arguments])


def script(path: str, arguments: Sequence[str]) -> int:
    """Hand over to a script of the project."""
    if not (ROOT / path).exists():
        raise Stop(f"Uppgiften finns inte än: {path} saknas.")
    return become(path, *arguments)


def test(arguments: Sequence[str]) -> int:
    """Run the tests; windows are drawn in memory unless the caller says otherwise.

    All of them are shared out file by file between processes; what is named runs as it is named.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    at_once = str(min(os.cpu_count() or 1, MOST_AT_ONCE))
    # In the order of tests/conftest.py: what takes longest first.
    everything = ("-n", at_once, "--dist", "loadfile", "--no-loadscope-reorder")
    return become("-m", "pytest", *(arguments or everything))


def check(_: Sequence[str]) -> int:
    """Run every check, also after one has failed; returns 1 when any did."""
    lint_imports = "from importlinter.cli import lint_imports_command as check; check()"
    steps: dict[str, tuple[str, ...]] = {
        "ruff: regler": ("-m", "ruff", "check", "."),
        "ruff: formatering": ("-m", "ruff", "format", "--check", "."),
        "mypy: typer": ("-m", "mypy"),
        "import-linter: vem som får importera vem": ("-c", lint_imports, "--no-logo"),
        "ui: fönsterfiler": ("installer/build_hook.py", "--all"),
        "requirements: låsfiler": ("installer/locks.py", "check"),
        "README: kommandon": ("installer/readme_command.py", "demo", "test"),
    }
    failed = []
    for name, step in steps.items():
        say(f"== {name}")
        if run(*step):
            failed.append(name)
    say(f"\nFel i: {', '.join(failed)}" if failed else "\nAllt är rätt.")
    return bool(failed)


def format_code(_: Sequence[str]) -> int:
    """Format the code and mend what ruff can mend."""
    return run("-m", "ruff", "check", "--fix", ".") or run("-m", "ruff", "format", ".")


def package(_: Sequence[str]) -> int:
    """Build the wheel and the source archive into dist."""
    return run("-m", "hatchling", "build", "-t", "sdist", "-t", "wheel")


TASKS: dict[str, Callable[[Sequence[str]], int]] = {
    "demo": lambda arguments: script("demo.py", arguments),
    "test": test,
    "check": check,
    "format": format_code,
    "docs": lambda arguments: script("docs/make.py", arguments),
    "package": package,
    "bundle": lambda arguments: become("-m", "installer.bundle", *arguments),
    "bench": lambda arguments: script("benchmarks/run.py", arguments),
    "torture": lambda arguments: become("-m", "tests.torture", *arguments),
    "fixture": lambda arguments: become("-m", "tests.fixtures.making", *arguments),
    "simulate": lambda arguments: become("-m", "tests.simulation", "simulate", *arguments),
    "mutants": lambda arguments: become("-m", "tests.simulation", "mutants", *arguments),
    "lock": lambda arguments: become("installer/locks.py", "make", *arguments),
}


def main(arguments: Sequence[str]) -> int:
    """Run one task; returns the exit status."""
    if sys.version_info < (3, 11):
        version = ".".join(str(part) for part in sys.version_info[:3])
        print(f"KAA Desktop kräver Python 3.11 eller senare. Det här är Python {version}.")
        print(
            "Inget har installerats. Kör med en nyare Python, till exempel: python3.11 kaa.py demo"
        )
        return 1
    if not arguments or arguments[0] in {"-h", "--help", "help", "hjälp"}:
        print(HELP)
        return 0
    name, *rest = arguments
    if name not in TASKS:
        print(f"Uppgiften {name!r} finns inte.\n\n{HELP}", file=sys.stderr)
        return 2
    try:
        check_machine(name, rest, loads)
        prepare()
        return TASKS[name](rest)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
