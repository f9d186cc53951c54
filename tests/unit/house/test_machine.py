"""What the machine must have is looked for first and named in one line."""

import ast
import re
import sys
from pathlib import Path

import pytest

import kaa

LIBRARY = re.compile(rb"\x00(lib[\w+-]+(?:-[\d.]+)?\.so\.\d+)(?=\x00)")

# Every Linux with Python has these.
ALWAYS_THERE = re.compile(r"lib(c|m|dl|rt|pthread|resolv|gcc_s|stdc\+\+)\.so\.\d+")


@pytest.fixture
def no_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A fresh clone, where nothing may be made before the machine has been looked at."""
    monkeypatch.setattr(kaa, "VENV_PYTHON", tmp_path / "python")
    monkeypatch.setattr(kaa, "prepare", lambda: pytest.fail("installed before looking"))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)


def needed_by(file: Path) -> set[str]:
    """Names of shared libraries in an ELF file's string table, its own name excluded."""
    return {name.decode() for name in LIBRARY.findall(file.read_bytes())} - {file.name}


def named_by_qt(*patterns: str) -> set[str]:
    import PySide6

    home = Path(PySide6.__path__[0])
    files = [file for pattern in patterns for file in home.glob(pattern)]
    assert files
    named = {name for file in files for name in needed_by(file)}
    brought = {file.name for file in (home / "Qt" / "lib").iterdir()}
    brought |= {file.name for file in (home.parent / "shiboken6").iterdir()}
    return {name for name in named - brought if not ALWAYS_THERE.fullmatch(name)}


def test_every_library_that_qt_names_is_looked_for() -> None:
    named = named_by_qt(
        "QtCore.abi3.so", "QtGui.abi3.so", "QtWidgets.abi3.so", "QtSvg.abi3.so",
        "QtNetwork.abi3.so", "Qt/lib/libQt6Network.so.6",
        "Qt/lib/libQt6Core.so.6", "Qt/lib/libQt6Gui.so.6", "Qt/lib/libQt6Widgets.so.6",
        "Qt/lib/libQt6DBus.so.6", "Qt/lib/libQt6Svg.so.6", "Qt/lib/libQt6Test.so.6",
        "Qt/plugins/platforms/libqoffscreen.so",
    )  # fmt: skip
    assert {"libEGL.so.1", "libdbus-1.so.3"} <= named  # the control: the files are read
    assert named <= {library for library, _ in kaa.QT_LIBRARIES}


def test_every_library_that_the_window_names_is_looked_for() -> None:
    named = named_by_qt(
        "Qt/plugins/platforms/libqxcb.so", "Qt/lib/libQt6XcbQpa.so.6",
        "Qt/plugins/xcbglintegrations/*.so",
    )  # fmt: skip
    assert "libxcb-cursor.so.0" in named
    assert named <= {library for library, _ in kaa.QT_LIBRARIES + kaa.WINDOW_LIBRARIES}


@pytest.mark.usefixtures("no_environment")
def test_missing_libraries_are_named_in_one_apt_line_before_anything_is_installed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = {"libEGL.so.1", "libglib-2.0.so.0", "libgthread-2.0.so.0", "libxcb-cursor.so.0"}
    monkeypatch.setattr(kaa, "loads", lambda name: name not in missing)

    assert kaa.main(["demo"]) == 1

    said = capsys.readouterr().err
    lines = [line.strip() for line in said.splitlines() if "apt-get" in line]
    assert lines == ["sudo apt-get install libegl1 libglib2.0-0 libxcb-cursor0"]
    assert "Traceback" not in said


@pytest.mark.usefixtures("no_environment")
@pytest.mark.parametrize("arguments", [["test"], ["demo", "--headless"], ["demo", "--clean"]])
def test_only_a_real_window_asks_for_the_libraries_of_the_screen(arguments: list[str]) -> None:
    screen = {library for library, _ in kaa.WINDOW_LIBRARIES}
    kaa.check_machine(arguments[0], arguments[1:], found=lambda name: name not in screen)


@pytest.mark.usefixtures("no_environment")
def test_a_machine_without_any_pip_is_told_so_in_the_same_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kaa, "has_ensurepip", lambda: False)
    monkeypatch.setattr(kaa, "outside_pip", lambda: None)
    with pytest.raises(kaa.Stop, match=r"install libegl1 python3-venv\n"):
        kaa.check_machine("test", [], found=lambda name: name != "libEGL.so.1")


@pytest.mark.usefixtures("no_environment")
def test_without_a_screen_the_person_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    with pytest.raises(kaa.Stop, match="--headless"):
        kaa.check_machine("demo", [], found=lambda _: True)


def test_the_loader_itself_is_asked() -> None:
    assert kaa.loads("libc.so.6")
    assert not kaa.loads("libfinnsinte.so.9")


def test_an_old_python_is_turned_away_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    assert kaa.main(["demo"]) == 1
    assert "kräver Python 3.11 eller senare. Det här är Python 3.9.2." in capsys.readouterr().out


def test_an_old_python_can_read_the_script() -> None:
    ast.parse((kaa.ROOT / "kaa.py").read_text("utf-8"), feature_version=(3, 8))


def test_without_arguments_every_task_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert kaa.main([]) == 0
    listed = re.findall(r"(?m)^  (\w+) ", capsys.readouterr().out)
    assert listed == list(kaa.TASKS)


def test_an_unknown_task_is_answered_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert kaa.main(["städa"]) == 2
    assert "Uppgiften 'städa' finns inte." in capsys.readouterr().err
