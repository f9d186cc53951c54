"""The user guide says everything that the program can say, and shows pictures that exist."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import kaa
import kaa_desktop
from docs import tabeller
from kaa_desktop.app.sync_words import Saved
from kaa_desktop.gui.catalogue import CATALOGUE, ActionSpec
from kaa_desktop.gui.keys import swedish_keys
from kaa_desktop.store.errors import RecordInvalid, StoreFault, TooManyTries
from kaa_desktop.sync import faults
from kaa_desktop.sync.state import Phase, SyncState
from kaa_server.cli import parser

DOCS = Path(tabeller.__file__).parent
GUIDE = tabeller.GUIDE.read_text("utf-8")
OPERATIONS = (DOCS / "drift.md").read_text("utf-8")
PAGES = [*sorted(DOCS.glob("*.md")), kaa.ROOT / "README.md", kaa.ROOT / "CHANGELOG.md"]
MEGABYTE = 1024 * 1024


def classes(cls: type[StoreFault]) -> Iterator[type[StoreFault]]:
    for one in cls.__subclasses__():
        yield one
        yield from classes(one)


def store_faults() -> list[type[StoreFault]]:
    """Every class that the program defines, wherever it stands."""
    for found in pkgutil.walk_packages(kaa_desktop.__path__, "kaa_desktop."):
        if ".gui" not in found.name and not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    own = [one for one in classes(StoreFault) if one.__module__.startswith("kaa_desktop.")]
    return [StoreFault, *(one for one in own if one is not RecordInvalid)]


def shown(text: str) -> str:
    """A text with the times, numbers and codes of an example."""
    return re.sub(r"\d+", "0", text)


def test_the_tables_are_what_the_code_says() -> None:
    assert tabeller.written(GUIDE) == GUIDE, "run: python3 kaa.py docs --texter"


def test_every_table_has_its_place() -> None:
    assert sorted(re.findall(r"<!-- tabell: ([\w-]+) -->", GUIDE)) == sorted(tabeller.TABLES)


@pytest.mark.parametrize("fault", store_faults(), ids=lambda one: one.__name__)
def test_every_fault_on_the_computer_is_in_the_guide(fault: type[StoreFault]) -> None:
    parts = [fault.happened, fault.safe]
    parts.append(TooManyTries(30).advice if fault is TooManyTries else fault.advice)
    assert f"| {' | '.join(parts)} |" in GUIDE


@pytest.mark.parametrize("name", list(faults._FAULTS))
def test_every_fault_of_the_connection_is_in_the_guide(name: str) -> None:
    fault = faults.fault(name)
    row = [fault.code, fault.happened, fault.safe, fault.advice]
    assert f"| {' | '.join(row)} |" in GUIDE


@pytest.mark.parametrize("code", [*faults._REFUSALS, "never heard of"])
def test_every_reason_for_ej_mottaget_is_in_the_guide(code: str) -> None:
    assert f"| {faults.refusal(code)} |" in GUIDE


@pytest.mark.parametrize("phase", Phase)
def test_every_sentence_of_the_status_bar_is_in_the_guide(phase: Phase) -> None:
    """Each phase with no fault and with each, with and without work that waits."""
    known = shown(GUIDE)
    causes = [None] if phase in QUIET else [faults.fault(name) for name in faults._FAULTS]
    for fault in causes:
        for last in (None, tabeller.MOMENT):
            state = SyncState(
                phase=phase, since=tabeller.MOMENT, last_sync=last, fault=fault, done=1, total=9
            )
            for waiting in (0, 3):
                saved = Saved(waiting=waiting, conflicts=0, refused=0, last_saved=tabeller.MOMENT)
                left, right = tabeller.words(state, saved)
                assert f"`{shown(left)}`" in known
                right = re.sub(r"\(SYNK-\d+\)", "(SYNK-…)", right)
                assert _said(right, known), right


QUIET = {Phase.CONNECTING, Phase.DOWNLOADING, Phase.SENDING, Phase.IDLE}


def _said(right: str, known: str) -> bool:
    """ "Ansluten" alone is the beginning of "Ansluten · senaste synk 10:42"."""
    return f"`{shown(right)}`" in known or f"`{shown(right)} · senaste synk" in known


@pytest.mark.parametrize("spec", CATALOGUE, ids=lambda spec: spec.id)
def test_every_action_is_in_the_guide_with_its_keys(spec: ActionSpec) -> None:
    keys = " ".join(f"`{swedish_keys(key)}`" for key in spec.shortcuts) or "–"
    assert f"| {spec.text} | {keys} |" in GUIDE


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_points_to_exists(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]*)(?:#[^)]*)?\)", page.read_text("utf-8")):
        assert (page.parent / target).exists() or not target, target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_link_to_a_heading_finds_it(page: Path) -> None:
    text = page.read_text("utf-8")
    for target, heading in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", text):
        there = (page.parent / target).read_text("utf-8") if target else text
        headings = [_anchor(one) for one in re.findall(r"(?m)^#+ (.+)$", there)]
        assert heading in headings, f"{target}#{heading}"


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def test_every_picture_is_used_and_they_are_small() -> None:
    pictures = list((DOCS / "bilder").glob("*.png"))
    used = {
        name for page in PAGES for name in re.findall(r"bilder/([\w-]+\.png)", page.read_text())
    }
    assert {one.name for one in pictures} == used
    assert sum(one.stat().st_size for one in pictures) < 3 * MEGABYTE


def commands(parser: argparse.ArgumentParser, before: str) -> Iterator[str]:
    """Each command with its words, as it is typed."""
    inner = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    if not inner:
        yield before
    for name, one in inner[0].choices.items() if inner else ():
        yield from commands(one, f"{before} {name}")


@pytest.mark.parametrize("command", list(commands(parser.build(), "kaa-server")))
def test_operations_tell_of_every_command_of_the_server(command: str) -> None:
    assert re.search(rf"{command}\b", OPERATIONS)


def test_operations_name_the_libraries_that_the_program_looks_for() -> None:
    wanted = {package for _, package in kaa.QT_LIBRARIES + kaa.WINDOW_LIBRARIES}
    listed = OPERATIONS.split("sudo apt-get install ")[1].split("```")[0]
    assert set(listed.replace("\\", "").split()) == wanted
