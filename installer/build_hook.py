"""Compile the windows drawn in Qt Designer: ui/*.ui becomes kaa_desktop/gui/compiled/*.py.

Run as a script by kaa.py, and by hatchling when a package is built, so that both make the same.
"""

import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def uic() -> Path:
    """Return pyside6-uic of the environment that runs this.

    Raises:
        FileNotFoundError: when PySide6 is not installed there.
    """
    found = Path(sysconfig.get_path("scripts")) / (
        "pyside6-uic.exe" if sys.platform == "win32" else "pyside6-uic"
    )
    if not found.exists():
        raise FileNotFoundError(found)
    return found


def compile_ui(root: Path = ROOT, *, everything: bool = False) -> list[Path]:
    """Compile every ui/*.ui that is newer than what was made from it; returns what was made.

    `everything` compiles also what is not newer, as a check and a package want it.

    A file whose drawing is gone is removed. A drawing that does not compile raises
    subprocess.CalledProcessError and leaves the earlier file as it was.
    """
    target = root / "kaa_desktop" / "gui" / "compiled"
    target.mkdir(parents=True, exist_ok=True)
    init = target / "__init__.py"
    if not init.exists():
        init.write_text('"""Made from ui/*.ui; never edited by hand."""\n', encoding="utf-8")
    drawings = sorted((root / "ui").glob("*.ui"))
    wanted = {init, *(target / f"{drawing.stem}.py" for drawing in drawings)}
    for stale in set(target.glob("*.py")) - wanted:
        stale.unlink()
    return [
        made for drawing in drawings if (made := _compile_one(drawing, target, again=everything))
    ]


def _compile_one(drawing: Path, target: Path, *, again: bool) -> Path | None:
    made = target / f"{drawing.stem}.py"
    if not again and made.exists() and made.stat().st_mtime_ns > drawing.stat().st_mtime_ns:
        return None
    # Written beside and moved into place: two tasks may compile at the same time.
    draft = made.with_suffix(".tmp")
    subprocess.run([str(uic()), "-g", "python", str(drawing), "-o", str(draft)], check=True)
    draft.replace(made)
    return made


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run as a script where nothing is built
    pass
else:

    class CompileWindows(BuildHookInterface):  # type: ignore[type-arg]  # its config is not used
        """What hatchling calls before it packs the wheel."""

        def initialize(
            self,
            version: str,
            build_data: dict[str, Any],  # noqa: ARG002  # hatchling's signature
        ) -> None:
            """Compile the windows into the tree that is packed; an editable install needs none."""
            if version != "editable":
                compile_ui(Path(self.root), everything=True)


if __name__ == "__main__":
    for path in compile_ui(everything="--all" in sys.argv):
        print(f"    ui/{path.stem}.ui", file=sys.stderr)
