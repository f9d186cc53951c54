"""What README.md says is what the house does."""

import re
import tomllib

import pytest

import kaa
from installer.readme_command import readme_command

README = (kaa.ROOT / "README.md").read_text("utf-8")
PROJECT = tomllib.loads((kaa.ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def rows(heading: str) -> list[str]:
    """First cells of the tables under a heading."""
    section = README.split(f"\n{heading}\n")[1].split("\n## ")[0]
    return re.findall(r"(?m)^\| `?([^|`]+?)`? \|", section)


@pytest.mark.parametrize("name", ["demo", "test"])
def test_the_commands_are_tasks_and_ci_takes_them_from_here(name: str) -> None:
    assert readme_command(name, README) == f"python3 kaa.py {name}"
    ci = (kaa.ROOT / ".ci" / "run").read_text("utf-8")
    assert f"readme_command {name}" in ci
    assert f"kaa.py {name}" not in ci  # no second copy that could differ


def test_a_missing_marker_is_told() -> None:
    with pytest.raises(LookupError, match="kommando: demo"):
        readme_command("demo", README.replace("<!-- kommando: demo -->", ""))


def test_every_dependency_has_a_line_with_its_reason_and_no_other_has() -> None:
    asked = [*PROJECT["dependencies"]]
    for extra in PROJECT["optional-dependencies"].values():
        asked += extra
    names = {re.match(r"[\w-]+", line)[0] for line in asked} - {PROJECT["name"]}  # type: ignore[index]
    listed = [row for row in rows("## Beroenden") if row not in {"Paket", "---"}]
    assert sorted(listed) == sorted(names)


def test_every_folder_and_task_is_described() -> None:
    listed = set(rows("## Utveckla"))
    folders = {path.name for path in kaa.ROOT.iterdir() if path.is_dir()}
    described = {row for row in listed if not row.startswith("python3") and row.islower()}
    assert described <= folders
    assert {name for name in folders if name.startswith("kaa_")} <= described
    tasks = {row.removeprefix("python3 kaa.py ") for row in listed if row.startswith("python3")}
    assert tasks | {"demo", "test"} == set(kaa.TASKS)


def test_the_version_is_the_packages() -> None:
    from kaa_core import __version__

    assert f"Version {__version__} " in README
    assert f"kaa_desktop-{__version__}-py3" in README
    assert f"## {__version__}" in (kaa.ROOT / "CHANGELOG.md").read_text("utf-8")
