"""Help for every page, and no text that names what does not exist. No window is needed."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

from kaa_desktop import gui
from kaa_desktop.bundled import resource
from kaa_desktop.gui.catalogue import CATALOGUE, MENUS
from kaa_desktop.gui.forms.page import FormPage
from kaa_desktop.gui.help.text import FOLDER, Library, Topic, read
from kaa_desktop.gui.help.topics import GROUPS, PAGES, WINDOWS, topic_of
from kaa_desktop.gui.keys import swedish_keys
from kaa_desktop.gui.pages import Page
from kaa_desktop.gui.screens.acting import ActingScreen
from kaa_desktop.gui.screens.desk import Screen

BASES = {Page, Screen, FormPage, ActingScreen}
LIBRARY = Library(GROUPS)
NAMES = [name for group in GROUPS.values() for name in group]
ROOT = Path(gui.__file__).parent.parent
SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for folder in (ROOT, ROOT.parent / "kaa_core" / "model")
    for path in folder.rglob("*.py")
    if path.name != "text.py"  # which tells how such a text is written
)
KEY = re.compile(r"\b(?:Ctrl|Alt|Skift|Shift)\+\S|\bF\d{1,2}\b|\bEsc\b|\bPgDn\b")


def pages() -> list[type[Page]]:
    """Every page and form that the program has."""
    for module in pkgutil.walk_packages(gui.__path__, f"{gui.__name__}."):
        importlib.import_module(module.name)
    found: list[type[Page]] = []
    ahead: list[type[Page]] = [Page]
    while ahead:
        cls = ahead.pop()
        ahead += cls.__subclasses__()
        if cls not in BASES and cls.__module__.startswith("kaa_desktop"):
            found.append(cls)
    return found


def test_every_page_and_form_has_its_text() -> None:
    named = {name for cls in pages() for name in [one.__name__ for one in cls.__mro__]}
    lacking = [
        cls.__name__
        for cls in pages()
        if not any(base.__name__ in PAGES for base in cls.__mro__) and not _is_base(cls)
    ]
    assert not lacking, "write resources/hjalp/<name>.md and a line in gui/help/topics.py"
    unknown = {name.split()[0] for name in PAGES} - named
    assert not unknown, "topics.py names pages that the program does not have"


def _is_base(cls: type[Page]) -> bool:
    """A page that only other pages are made of."""
    return bool(cls.__subclasses__()) and cls.__name__.startswith("_")


def test_every_text_stands_once_in_the_contents() -> None:
    files = sorted(path.stem for path in resource(FOLDER).glob("*.md"))
    assert sorted(NAMES) == files
    assert set(PAGES.values()) | set(WINDOWS.values()) <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_text_says_what_is_true(name: str) -> None:
    source = resource(FOLDER, f"{name}.md").read_text(encoding="utf-8")
    topic = LIBRARY.topics[name]  # reads every placeholder: an unknown act or text is a KeyError
    assert "{" not in topic.plain, "a placeholder that nothing fills in"
    assert not KEY.search(re.sub(r"ord: .*", "", source)), "write keys as {key:…}: they change"
    assert topic.words, "words to be found by: a line ord:"
    assert len(topic.links) >= 1, "a way on"
    for menu in re.findall(r"menyn ([A-ZÅÄÖ]\w+)", topic.plain):
        assert menu in {one.replace("&", "") for one in MENUS}
    assert "!" not in topic.plain
    assert "—" not in topic.plain


@pytest.mark.parametrize("name", NAMES)
def test_what_stands_in_bold_stands_in_the_window(name: str) -> None:
    if name == "ordlista":
        return  # there it is the words that are explained
    source = resource(FOLDER, f"{name}.md").read_text(encoding="utf-8")
    for bold in re.findall(r"\*\*(.+?)\*\*", source):
        seen = f'"{bold}' in SOURCES or bold in _forms_of_ui()
        assert seen, bold


def _forms_of_ui() -> str:
    return "".join(path.read_text(encoding="utf-8") for path in (ROOT.parent / "ui").glob("*.ui"))


@pytest.mark.parametrize("name", sorted(set(PAGES.values())))
def test_a_pages_text_has_what_it_is_for_the_rule_and_the_steps(name: str) -> None:
    topic = LIBRARY.topics[name]
    kinds = [block.kind for block in topic.blocks]
    assert kinds[0] == "text", "first what the page is for"
    assert "rule" in kinds, "then by which rule"
    assert "step" in kinds, "then how to do the usual things"


def test_an_unknown_act_or_text_is_not_read() -> None:
    for wrong in ("{act:contact.nwe}", "{key:nothing}", "{topic:finns-inte}"):
        with pytest.raises(KeyError):
            read("x", f"# X\nord: x\n{wrong}\n", {"x": "X"})


def test_acts_and_keys_come_from_the_catalogue() -> None:
    spec = next(one for one in CATALOGUE if one.id == "contact.new")
    topic = read("x", "# X\nord: x\n1. Tryck {key:contact.new}\n2. Välj {act:contact.new}\n", {})
    key = swedish_keys(spec.shortcuts[0])
    assert [block.plain for block in topic.blocks] == [f"Tryck {key}", f"Välj {spec.text} ({key})"]
    assert [block.number for block in topic.blocks] == [1, 2]


def test_a_heading_is_a_line_of_its_own_and_a_paragraph_goes_on() -> None:
    topic = read("x", "# X\nord: x\nEn rad\noch en till.\n## Rubrik\nText.\n> Regel\n- Punkt\n", {})
    assert [(block.kind, block.plain) for block in topic.blocks] == [
        ("text", "En rad och en till."),
        ("heading", "Rubrik"),
        ("text", "Text."),
        ("rule", "Regel"),
        ("line", "Punkt"),
    ]
    for one in LIBRARY.topics.values():
        for block in one.blocks:
            assert block.kind != "heading" or len(block.plain) < 60, block.plain


def found(text: str) -> list[Topic]:
    """What a search gives."""
    return [one.topic for one in LIBRARY.find(text)]


def test_search_finds_by_title_words_and_content() -> None:
    assert found("konflikt")[0].name == "konflikt"
    assert "ny-kontakt" in [one.name for one in found("telefon brev")]
    assert "las-upp" in [one.name for one in found("glömt")]
    assert not found("finnsinteihjälpen")
    assert not found("  ")


def test_a_page_without_a_text_of_its_own_gets_the_first() -> None:
    assert topic_of(object()) == "borja-har"
