"""Windows drawn in Qt Designer are compiled, and one that cannot be fails the build."""

import shutil
import subprocess
from pathlib import Path

import pytest

from installer import build_hook

GOOD = """<?xml version="1.0" encoding="UTF-8"?>
<ui version="4.0"><class>Form</class><widget class="QWidget" name="Form">
<property name="windowTitle"><string>Fönster</string></property></widget></ui>
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tree with one drawing."""
    (tmp_path / "ui").mkdir()
    (tmp_path / "ui" / "form.ui").write_text(GOOD, encoding="utf-8")
    return tmp_path


def test_a_drawing_is_compiled_once_until_it_changes(root: Path) -> None:
    made = root / "kaa_desktop" / "gui" / "compiled" / "form.py"
    assert build_hook.compile_ui(root) == [made]
    assert "class Ui_Form" in made.read_text("utf-8")
    assert build_hook.compile_ui(root) == []
    assert build_hook.compile_ui(root, everything=True) == [made]


def test_a_drawing_that_does_not_compile_fails_and_keeps_the_earlier(root: Path) -> None:
    (made,) = build_hook.compile_ui(root)
    before = made.read_text("utf-8")
    (root / "ui" / "form.ui").write_text("<ui><widget", encoding="utf-8")
    with pytest.raises(subprocess.CalledProcessError):
        build_hook.compile_ui(root, everything=True)
    assert made.read_text("utf-8") == before


def test_what_was_made_from_a_drawing_that_is_gone_is_removed(root: Path) -> None:
    (made,) = build_hook.compile_ui(root)
    (root / "ui" / "form.ui").unlink()
    build_hook.compile_ui(root)
    assert not made.exists()


def test_every_drawing_of_the_project_compiles(tmp_path: Path) -> None:
    shutil.copytree(build_hook.ROOT / "ui", tmp_path / "ui")
    drawn = {path.stem for path in (tmp_path / "ui").glob("*.ui")}
    assert {path.stem for path in build_hook.compile_ui(tmp_path)} == drawn
