"""Prove a .deb on a computer without Python: installed, started, upgraded, removed. Needs root.

Used by .ci/run and by whoever makes a release: `sudo .venv/bin/python -m installer.prove_deb OLD NEW`.
The computer is a fresh Debian in a folder (debootstrap, the smallest kind), entered by chroot in a mount
namespace of its own; apt resolves what the package depends on. A profile is connected to a real server
on this machine, work is left unsent in it, and it must open by the same passphrase after each step.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
USER = "karin"
PROFILE = f"/home/{USER}/.local/share/kaa-desktop/profiles/9901-{USER}"
PASSWORD = "ett långt lösenord"  # noqa: S105 - of a made-up account on loopback
PASSPHRASE = "räksmörgås i motvind"  # noqa: S105 - the same
APT = (
    *("apt-get", "-qq", "-y", "-o", "APT::Install-Recommends=false", "-o", "Dpkg::Use-Pty=0"),
    *("-o", "Dpkg::Options::=--force-unsafe-io"),  # a computer that lives for a minute
)
LEAVE_UNSENT = """
import sys, time
from pathlib import Path
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Youth
from kaa_desktop.app import profiles, wiring
from kaa_desktop.app.clock import SystemClock, new_id
from kaa_desktop.app.status import StatusFile
from kaa_desktop.store.slots import SlotFile
from kaa_desktop.store.store import SLOTS, Store
folder, passphrase = Path(sys.argv[1]), sys.stdin.readline().rstrip()
profile = next(profiles.read(folder))
with SlotFile(folder / SLOTS, profile.id).unlock(passphrase) as key:
    with Store.open(folder, key, lambda: 0) as store:
        youth = YouthId(RecordId(new_id(SystemClock())))
        named = {"given_name": "Liam", "family_name": "Testberg"}
        store.record(Youth(id=youth, identity_number=sys.argv[2], **named)).result()
unlocking = wiring.unlocking(folder)
session = unlocking.unlock(profile, passphrase).result()
while not StatusFile(folder).read().unsent:
    time.sleep(0.05)
unlocking.lock(session).result()
unlocking.close()
"""


class Failed(Exception):
    """What a package must do and did not."""


def must(holds: object, what: str) -> None:
    """Stop unless it holds."""
    if not holds:
        raise Failed(what)
    print(f"  {what}", flush=True)


def here(*command: str) -> int:
    """Run a command on this machine; its status."""
    return subprocess.run(command, capture_output=True, check=False).returncode


class Computer:
    """A fresh Debian in a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def make(self) -> None:
        """Debian's smallest system, from where this machine's own packages come, and a user."""
        release = dict(
            line.split("=", 1) for line in Path("/etc/os-release").read_text("utf-8").splitlines()
        )
        codename = release["VERSION_CODENAME"].strip('"')
        asked = ["apt-get", "indextargets", "--format", "$(CODENAME) $(REPO_URI)"]
        known = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split("\n")
        source = next(line.split()[1] for line in known if line.startswith(f"{codename} "))
        done = here("debootstrap", "--variant=minbase", codename, str(self.root), source)
        must(done == 0, "en ny dator: Debian, den minsta sorten")
        # How this machine reaches its packages.
        shutil.copytree("/etc/apt/apt.conf.d", self.root / "etc/apt/apt.conf.d", dirs_exist_ok=True)
        shutil.copy("/etc/resolv.conf", self.root / "etc/resolv.conf")
        here("mount", "-t", "proc", "proc", str(self.root / "proc"))
        here("mount", "--rbind", "/dev", str(self.root / "dev"))
        self.run("useradd", "--create-home", USER)
        self.run("apt-get", "-qq", "update")
        self.without_python()

    def without_python(self) -> None:
        """There is no Python but what the package brought."""
        found = [
            path
            for folder in ("usr/bin", "usr/local/bin", "usr/lib")
            for path in (self.root / folder).glob("*python3*")
        ]
        must(not found, "där finns ingen Python")

    def run(
        self, *command: str, user: str = "root", stdin: str = "", status: int = 0
    ) -> subprocess.CompletedProcess[str]:
        """Run a command on it, with nothing of this machine's environment."""
        home = "/root" if user == "root" else f"/home/{user}"
        environment = {
            "HOME": home,
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG": "C.UTF-8",
            "DEBIAN_FRONTEND": "noninteractive",
            "QT_QPA_PLATFORM": "offscreen",
        }
        done = subprocess.run(
            ["/usr/sbin/chroot", f"--userspec={user}:{user}", str(self.root), *command],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            env=environment,
            timeout=300,
        )
        if done.returncode != status:
            raise Failed(f"{' '.join(command)} gav {done.returncode}:\n{done.stdout}{done.stderr}")
        return done

    def program(self, *arguments: str, stdin: str = "") -> str:
        """Run the installed program as the user; what it answered."""
        return self.run("kaa-desktop", *arguments, user=USER, stdin=stdin).stdout.strip()

    def install(self, package: Path) -> None:
        """Install a package as a person would; apt fetches what it depends on."""
        shutil.copy(package, self.root / "tmp" / package.name)
        self.run(*APT, "install", f"/tmp/{package.name}")  # noqa: S108 - of that computer

    def profile_opens(self, when: str) -> None:
        """The profile opens by the same passphrase, and nothing of it is gone."""
        said = self.program("check", "--profile", PROFILE, stdin=PASSPHRASE)
        must(" 1 väntar på att skickas" in said, f"{when}: {said}")


def main(arguments: Sequence[str]) -> int:
    """Prove both packages; the second is the upgrade of the first."""
    if os.environ.get("KAA_OWN_MOUNTS") != "1":
        # Mounts of this process and its children alone, gone with them.
        again = ["unshare", "--mount", "--propagation", "private", sys.executable, "-m"]
        environment = os.environ | {"KAA_OWN_MOUNTS": "1"}
        command = [*again, "installer.prove_deb", *arguments]
        return subprocess.run(command, env=environment, check=False).returncode
    old, new = (Path(argument).resolve() for argument in arguments)
    folder = Path(tempfile.mkdtemp(prefix="kaa-deb-"))
    folder.chmod(0o711)
    computer = Computer(folder / "root")
    try:
        computer.make()
        installed(computer, old)
        connected(computer, folder)
        upgraded(computer, old, new)
        removed(computer, new)
    except Failed as failed:
        print(f"FEL: {failed}", file=sys.stderr)
        return 1
    finally:
        for mounted in ("dev", "proc"):
            here("umount", "--lazy", "--recursive", str(computer.root / mounted))
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def installed(computer: Computer, package: Path) -> None:
    """It installs, starts without Python, finds every library and says its version."""
    computer.install(package)
    computer.without_python()
    must(computer.program("--version") == version_of(package), f"version {version_of(package)}")
    answer = computer.program("--self-test")
    must(answer == "Fönstret är ritat.", "låsfönstret ritas")
    here_said = subprocess.run(
        [sys.executable, "-m", "kaa_desktop", "check"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    ).stdout.strip()
    must(computer.program("check") == here_said, f"{here_said} Lika många som i källkoden.")
    # As the bootloader starts the program: with its own folder first.
    look = "export LD_LIBRARY_PATH=/opt/kaa-desktop/_internal; "
    look += "find /opt/kaa-desktop -name '*.so*' -type f -exec ldd {} + 2>&1 | grep 'not found'"
    missing = computer.run("sh", "-c", f"{look} | sort -u || true").stdout
    must(missing == "", f"inget bibliotek saknas{missing}")
    for file in ("LICENSER/TREDJE-PART.txt", "LICENSER/pyside6-essentials/LGPL-3"):
        must((computer.root / "opt/kaa-desktop" / file).is_file(), file)


def connected(computer: Computer, folder: Path) -> None:
    """The user connects the computer to a real server; something is left unsent when it has gone."""
    with served(folder) as (url, code):
        said = computer.program(
            *("enrol", "--server", url, "--municipality", "9901", "--username", USER),
            *("--code", code, "--device-name", "KAA-01"),
            stdin=f"{PASSWORD}\n{PASSPHRASE}\n",
        )
        must(said == "Datorn är ansluten till Exempelås kommun.", said)
    home = computer.root / f"home/{USER}"
    made_up = (ROOT / "resources/testdata/test_personnummer.txt").read_text("utf-8").split()[0]
    command = [sys.executable, "-c", LEAVE_UNSENT, str(computer.root / PROFILE[1:]), made_up]
    subprocess.run(command, input=PASSPHRASE, text=True, check=True, cwd=ROOT, timeout=120)
    owner = home.stat()
    for path in home.rglob("*"):
        os.chown(path, owner.st_uid, owner.st_gid)
    computer.profile_opens("profilen")


def upgraded(computer: Computer, old: Path, new: Path) -> None:
    """A higher version takes its place and keeps the profile."""
    must(version_of(old) != version_of(new), f"uppgradering till {version_of(new)}")
    computer.install(new)
    must(computer.program("--version") == version_of(new), f"version {version_of(new)}")
    computer.profile_opens("profilen efter uppgraderingen")
    copy = f"/home/{USER}/karin.kaaprofil"
    said = computer.program("backup", "--profile", PROFILE, "--out", copy, stdin=PASSPHRASE)
    must("är hel" in said, said)


def removed(computer: Computer, package: Path) -> None:
    """Removed with a warning about what is unsent; the profile stays, also after a purge."""
    done = computer.run(*APT, "remove", "kaa-desktop")
    said = done.stdout + done.stderr
    must("VARNING" in said, "borttagningen varnar:")
    must(f"{PROFILE}: 1 ej skickade ändringar" in said, f"{PROFILE}: 1 ej skickade ändringar")
    must(not (computer.root / "opt/kaa-desktop").exists(), "programmet är borta")
    must(not os.path.lexists(computer.root / "usr/bin/kaa-desktop"), "länken är borta")
    computer.install(package)
    computer.profile_opens("profilen när programmet installerats igen")
    computer.run(*APT, "purge", "kaa-desktop")
    must((computer.root / PROFILE[1:] / "store.db").is_file(), "profilen är kvar också efter purge")


@contextlib.contextmanager
def served(folder: Path) -> Iterator[tuple[str, str]]:
    """A real server on loopback with an account: its address and a one-time code."""
    data, ready = folder / "server", folder / "ready.json"
    place = ("--data-dir", str(data))
    command = [sys.executable, "-m", "kaa_server"]

    def say(*arguments: str, stdin: str = "") -> str:
        done = subprocess.run(
            [*command, *arguments, *place],
            input=stdin,
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        )
        return done.stdout.strip()

    say("municipality", "add", "9901", "Exempelås kommun", "--practice")
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [*command, "serve", *place, "--port", "0", "--ready-file", str(ready)],
            cwd=ROOT,
            stdout=log,
            stderr=log,
        )
    try:
        deadline = time.monotonic() + 60
        while not ready.exists():
            if server.poll() is not None or time.monotonic() > deadline:
                raise Failed("servern startade inte")
            time.sleep(0.05)
        who = ("--municipality", "9901", "--username", USER)
        role = ("--name", "Karin Demolund", "--role", "caseworker", "--password-stdin")
        say("user", "add", *who, *role, stdin=PASSWORD)
        yield json.loads(ready.read_text("utf-8"))["url"], say("device-code", *who)
    finally:
        server.terminate()
        server.wait(60)


def version_of(package: Path) -> str:
    """The version that a package says it is."""
    found = re.match(r"kaa-desktop_([^_]+)_", package.name)
    assert found is not None
    return found[1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
