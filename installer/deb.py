"""A Debian package of the bundle, by dpkg-deb alone. Standard library only."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import kaa

HERE = Path(__file__).resolve().parent
TEMPLATES = HERE / "debian"
NAME = "kaa-desktop"
#: What Python, the wheels' compiled parts and Wayland are linked with, beside the list in kaa.py.
ALSO = ("libgcc-s1", "libstdc++6", "libwayland-client0", "libwayland-cursor0", "zlib1g")


def build(bundle: Path, version: str, out: Path, work: Path, *, fast: bool = False) -> Path:
    """Make the package; returns its file. `fast`: larger, for a trial."""
    tree = work / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(bundle, tree / "opt" / NAME, symlinks=True)
    _links_and_papers(tree, version)
    _modes(tree)
    _control(tree, version)
    target = out / f"{NAME}_{version}_{architecture()}.deb"
    # xz: a municipality carries it to every computer once; it is packed once.
    pressed = ["-Zgzip", "-z1"] if fast else ["-Zxz", "-z6"]
    command = ["dpkg-deb", "--root-owner-group", *pressed, "--build", str(tree), str(target)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with target.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    target.with_name(f"{target.name}.sha256").write_text(f"{digest}  {target.name}\n", "ascii")
    return target


def architecture() -> str:
    """Debian's name of this machine's kind."""
    command = ["dpkg", "--print-architecture"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def depends(glibc: str) -> str:
    """The packages that bring what the bundle does not: Qt's list in kaa.py, and glibc itself."""
    names = {package for _, package in kaa.QT_LIBRARIES + kaa.WINDOW_LIBRARIES} | set(ALSO)
    return ", ".join([f"libc6 (>= {glibc})", *sorted(names)])


def newest_glibc(files: Iterable[Path]) -> str:
    """The newest version of glibc that any of these asks for."""
    found = {(2, 17)}
    for file in files:
        found |= {
            (int(major), int(minor))
            for major, minor in re.findall(rb"GLIBC_(\d+)\.(\d+)", file.read_bytes())
        }
    return ".".join(map(str, max(found)))


def _links_and_papers(tree: Path, version: str) -> None:
    program = tree / "usr" / "bin" / NAME
    program.parent.mkdir(parents=True)
    program.symlink_to(f"/opt/{NAME}/{NAME}")
    papers = tree / "usr" / "share" / "doc" / NAME
    papers.mkdir(parents=True)
    shutil.copy(TEMPLATES / "copyright", papers)
    shutil.copy(HERE.parent / "CHANGELOG.md", papers)
    for source, target in (
        ("kaa-desktop.desktop", "usr/share/applications/kaa-desktop.desktop"),
        ("kaa-desktop.svg", "usr/share/icons/hicolor/scalable/apps/kaa-desktop.svg"),
    ):
        (tree / target).parent.mkdir(parents=True, exist_ok=True)
        text = (TEMPLATES / source).read_text("utf-8").replace("@VERSION@", version)
        (tree / target).write_text(text, encoding="utf-8")


def _modes(tree: Path) -> None:
    for path in tree.rglob("*"):
        if not path.is_symlink():
            started = path.is_dir() or path.stat().st_mode & 0o111
            path.chmod(0o755 if started else 0o644)
    tree.chmod(0o755)


def _control(tree: Path, version: str) -> None:
    folder = tree / "DEBIAN"
    folder.mkdir()
    files = [path for path in sorted(tree.rglob("*")) if path.is_file() and not path.is_symlink()]
    compiled = [path for path in files if ".so" in path.name or path.name == NAME]
    values = {
        "VERSION": version,
        "ARCHITECTURE": architecture(),
        "DEPENDS": depends(newest_glibc(compiled)),
        "SIZE": str(sum(path.stat().st_size for path in files) // 1024),
    }
    control = (TEMPLATES / "control").read_text("utf-8")
    for name, value in values.items():
        control = control.replace(f"@{name}@", value)
    (folder / "control").write_text(control, encoding="utf-8")
    sums = [
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  "
        f"{path.relative_to(tree)}\n"
        for path in files
    ]
    (folder / "md5sums").write_text("".join(sums), encoding="utf-8")
    shutil.copy(TEMPLATES / "prerm", folder)
    (folder / "prerm").chmod(0o755)
