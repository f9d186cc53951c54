"""What menus, palette and F1 offer can be done: somebody binds every act of the catalogue."""

from pathlib import Path

import pytest

from kaa_desktop.gui.catalogue import CATALOGUE, ActionSpec

GUI = Path(__file__).parents[2] / "kaa_desktop" / "gui"
SOURCES = {path: path.read_text(encoding="utf-8") for path in GUI.rglob("*.py")}


@pytest.mark.parametrize(
    "spec", [one for one in CATALOGUE if not one.local], ids=lambda one: one.id
)
def test_somebody_binds_it(spec: ActionSpec) -> None:
    name = spec.id
    written = f'"{name.removeprefix("go.")}"' if name.startswith("go.") else f'"{name}"'
    binders = [path.name for path, text in SOURCES.items() if written in text]
    assert set(binders) - {"catalogue.py"}, f"{name} stands in menus and nobody does it"
