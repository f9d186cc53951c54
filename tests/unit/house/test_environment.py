"""The environment is made where ensurepip is missing or fails, and made once."""

import os
import sys
from pathlib import Path

import pytest

import kaa


@pytest.fixture
def venv(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Let kaa make its environment under tmp_path."""
    venv = tmp_path / "env"
    monkeypatch.setattr(kaa, "VENV", venv)
    monkeypatch.setattr(kaa, "VENV_PYTHON", venv / "bin" / "python")
    monkeypatch.setattr(kaa, "STAMP", venv / "kaa-installed")
    return venv


def python_whose(folder: Path, failing: str) -> str:
    """Make a Python that fails when it is asked for one thing, as a Debian without it does."""
    wrapper = folder / "python3"
    wrapper.write_text(
        f'#!/bin/sh\ncase " $* " in *"{failing}"*) echo "fattas" >&2; exit 1;; esac\n'
        f'exec "{sys.executable}" "$@"\n'
    )
    wrapper.chmod(0o755)
    return str(wrapper)


def test_without_ensurepip_the_environment_is_made_and_pip_outside_installs_into_it(
    venv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kaa, "has_ensurepip", lambda: False)
    kaa.make_venv()
    assert not kaa.works([str(kaa.VENV_PYTHON), "-m", "pip", "--version"])
    command = kaa.pip_command()
    assert command[-2:] == ["--python", str(kaa.VENV_PYTHON)]
    assert kaa.works([*command, "list"])


def test_an_ensurepip_that_fails_leaves_no_half_environment(
    venv: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "executable", python_whose(tmp_path, f"venv {venv}"))
    kaa.make_venv()
    assert kaa.works([str(kaa.VENV_PYTHON), "-c", ""])
    assert kaa.pip_command()[-2:] == ["--python", str(kaa.VENV_PYTHON)]


def test_a_broken_environment_is_made_anew(venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kaa, "has_ensurepip", lambda: False)
    kaa.VENV_PYTHON.parent.mkdir(parents=True)
    kaa.VENV_PYTHON.symlink_to("/nowhere/python3")
    (venv / "left-over").touch()
    kaa.make_venv()
    assert kaa.works([str(kaa.VENV_PYTHON), "-c", ""])
    assert not (venv / "left-over").exists()


def test_no_pip_anywhere_is_said_in_one_apt_line(
    venv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kaa, "outside_pip", lambda: None)
    with pytest.raises(kaa.Stop, match=r"sudo apt-get install python3-venv\n"):
        kaa.pip_command()


def test_a_pip_too_old_for_another_environment_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    old = tmp_path / "pip3"
    old.write_text('#!/bin/sh\necho "pip 20.3.4 from /usr/lib (python 3.9)"\n')
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin")
    monkeypatch.setattr(sys, "executable", python_whose(tmp_path, "-m pip"))
    assert kaa.outside_pip() != [str(old)]


def test_what_pip_says_when_it_fails_is_passed_on(venv: Path, tmp_path: Path) -> None:
    kaa.make_venv()
    wanted = tmp_path / "lock.txt"
    wanted.write_text("finns-inte==1.0 --hash=sha256:" + "0" * 64)
    with pytest.raises(kaa.Stop, match=r"(?s)Bara mappen .venv har ändrats.*finns-inte"):
        kaa.run_pip(["--no-index", "--require-hashes", "-r", str(wanted)], 1)


def test_a_prepared_environment_is_left_alone(venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kaa, "has_ensurepip", lambda: False)
    kaa.make_venv()
    kaa.STAMP.write_text(kaa.installed_state())
    monkeypatch.setattr(kaa, "make_venv", lambda: pytest.fail("made again"))
    monkeypatch.setattr(kaa, "run_pip", lambda *_: pytest.fail("installed again"))
    monkeypatch.setattr(kaa, "compile_windows", lambda: None)
    kaa.prepare()


def test_another_lock_or_another_place_prepares_again(
    venv: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = kaa.installed_state()
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "dev.txt").write_text("attrs==1\n")
    (tmp_path / "pyproject.toml").write_text("")
    monkeypatch.setattr(kaa, "ROOT", tmp_path)
    first = kaa.installed_state()
    (tmp_path / "requirements" / "dev.txt").write_text("attrs==2\n")
    assert len({before, first, kaa.installed_state()}) == 3


def test_an_environment_whose_python_is_gone_is_not_prepared(
    venv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kaa, "has_ensurepip", lambda: False)
    kaa.make_venv()
    kaa.STAMP.write_text(kaa.installed_state())
    assert kaa.is_prepared()
    kaa.VENV_PYTHON.unlink()
    assert not kaa.is_prepared()
