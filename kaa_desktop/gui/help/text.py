"""Help texts: read, with acts and keys filled in from the catalogue, found by words.

A text is Markdown of the simplest kind: a title, headings, paragraphs, ``1.`` steps, ``-`` lines and
``>`` for the rule behind. In it ``{act:contact.new}`` becomes the act's name and key, ``{key:…}`` the
key alone, ``{menu:…}`` its menu, and ``{topic:…}`` the title of another text, which is then offered
below; so is the act of ``{do:help.tour}``. ``**Utfall**`` is something that stands in the window under
that very name; a letter to press stands in backticks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

from attrs import Factory, define, evolve, frozen

from kaa_desktop.bundled import resource
from kaa_desktop.gui.catalogue import CATALOGUE, ActionSpec
from kaa_desktop.gui.keys import swedish_keys

FOLDER: Final = "hjalp"
SUPPORT: Final = "{support}"
_PART: Final = re.compile(r"\{(act|do|key|menu|topic):([\w.-]+)\}|\*\*(.+?)\*\*|`(.+?)`")
_ONE_LINE: Final = ("words", "heading")
_STEP: Final = re.compile(r"\d+\.\s+(.*)")


@frozen
class Run:
    """Words in one style: ``""``, ``strong`` (a name in the window) or ``key``."""

    text: str
    style: str = ""


@frozen
class Block:
    """A paragraph. ``kind``: heading, text, step, line, rule or support."""

    kind: str
    runs: tuple[Run, ...]
    number: int = 0

    @property
    def plain(self) -> str:
        """The words alone."""
        return "".join(run.text for run in self.runs)


@frozen
class Topic:
    """One text. ``links``: the texts that it names; ``acts``: what can be done from it."""

    name: str
    title: str
    blocks: tuple[Block, ...]
    links: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    words: str = ""
    searched: str = ""
    """All of it in small letters, made once."""

    @property
    def plain(self) -> str:
        """All of it, as one would read it aloud."""
        return "\n".join([self.title, *(block.plain for block in self.blocks)])

    def steps(self, heading: str) -> list[Block]:
        """The numbered steps under the first heading that holds these words."""
        found: list[Block] = []
        inside = False
        for block in self.blocks:
            if block.kind == "heading":
                if inside:
                    break
                inside = heading.lower() in block.plain.lower()
            elif inside and block.kind == "step":
                found.append(block)
        return found


@frozen
class Found:
    """A text that matched, and where: the heading or line that did."""

    topic: Topic
    why: str


class Library:
    """All texts, read when one is first asked for."""

    def __init__(self, groups: Mapping[str, Sequence[str]]) -> None:
        self.groups = groups

    @cached_property
    def topics(self) -> dict[str, Topic]:
        """By name, in the order of the contents."""
        names = [name for group in self.groups.values() for name in group]
        titles = {name: _title(_source(name)) for name in names}
        return {name: read(name, _source(name), titles) for name in names}

    def find(self, text: str) -> list[Found]:
        """Texts with all the words, those with the words in the title first."""
        wanted = text.lower().split()
        if not wanted:
            return []
        ranked: list[tuple[int, Found]] = []
        for topic in self.topics.values():
            found = _match(topic, wanted)
            if found is not None:
                ranked.append(found)
        ranked.sort(key=lambda one: one[0])
        return [found for _rank, found in ranked]


def _match(topic: Topic, wanted: list[str]) -> tuple[int, Found] | None:
    if not all(word in topic.searched for word in wanted):
        return None
    if all(word in topic.title.lower() for word in wanted):
        return 0, Found(topic, "")
    if any(word in topic.words.lower() for word in wanted):
        return 1, Found(topic, "")
    heading = next((b for b in topic.blocks if b.kind == "heading" and _holds(b, wanted)), None)
    line = next((b for b in topic.blocks if _holds(b, wanted)), None)
    if heading is not None:
        return 2, Found(topic, heading.plain)
    return 3, Found(topic, "" if line is None else line.plain)


def _holds(block: Block, wanted: Iterable[str]) -> bool:
    plain = block.plain.lower()
    return all(word in plain for word in wanted)


def _source(name: str) -> str:
    return resource(FOLDER, f"{name}.md").read_text(encoding="utf-8")


def _title(source: str) -> str:
    return source.partition("\n")[0].removeprefix("# ").strip()


def read(name: str, source: str, titles: Mapping[str, str]) -> Topic:
    """A text from its source. Raises KeyError for an act or a text that does not exist."""
    lines = source.splitlines()
    words = ""
    blocks: list[Block] = []
    filler = _Filler(titles)
    for kind, text, number in _pieces(lines[1:]):
        if kind == "words":
            words = text
        else:
            blocks.append(Block(kind, tuple(filler.runs(text)), number))
    links = tuple(one for one in filler.links if one != name)
    made = Topic(name, _title(source), tuple(blocks), links, tuple(filler.acts), words)
    return evolve(made, searched=f"{made.plain} {words}".lower())


def plain(text: str) -> str:
    """One paragraph with its names and keys filled in, as bare words."""
    return "".join(run.text for run in _Filler({}).runs(text))


def _pieces(lines: Iterable[str]) -> Iterator[tuple[str, str, int]]:
    """Kind, text and number of each paragraph; a line that follows another goes on with it."""
    gathered: list[str] = []
    kind, number = "text", 0
    for line in [*lines, ""]:
        begins, text = _kind_of(line)
        if gathered and (begins != "text" or not text or kind in _ONE_LINE):
            yield kind, " ".join(gathered), number
            gathered = []
        if begins == "text" and not text:
            continue
        if not gathered:
            kind = begins
            number = number + 1 if kind == "step" else 0 if kind == "heading" else number
        gathered.append(text)


def _kind_of(line: str) -> tuple[str, str]:
    stripped = line.strip()
    for start, kind in (("## ", "heading"), ("- ", "line"), ("> ", "rule"), ("ord: ", "words")):
        if stripped.startswith(start):
            return kind, stripped.removeprefix(start)
    step = _STEP.fullmatch(stripped)
    if step:
        return "step", step[1]
    if stripped == SUPPORT:
        return "support", ""
    return "text", stripped


@define
class _Filler:
    """Puts names and keys where the placeholders stand, and notes which texts are named."""

    titles: Mapping[str, str]
    links: list[str] = Factory(list)
    acts: list[str] = Factory(list)

    def runs(self, text: str) -> Iterator[Run]:
        at = 0
        for found in _PART.finditer(text):
            if found.start() > at:
                yield Run(text[at : found.start()])
            at = found.end()
            if found[3]:
                yield Run(found[3], "strong")
            elif found[4]:
                yield Run(found[4], "key")
            else:
                yield from self._fill(found[1], found[2])
        if at < len(text):
            yield Run(text[at:])

    def _fill(self, what: str, name: str) -> Iterator[Run]:
        if what == "topic":
            title = self.titles[name]
            if name not in self.links:
                self.links.append(name)
            yield Run(title, "strong")
            return
        spec = ACTS[name]
        if what == "do" and name not in self.acts:
            self.acts.append(name)
        keys = [swedish_keys(key) for key in spec.shortcuts]
        keys = keys if spec.local else keys[:1]
        if what == "menu":
            yield Run(f"menyn {spec.menu.replace('&', '')}")
        elif what == "key":
            yield from _between([Run(key, "key") for key in keys])
        else:
            yield Run(spec.text, "strong")
            if keys:
                yield Run(" (")
                yield from _between([Run(key, "key") for key in keys])
                yield Run(")")
            elif spec.menu:
                yield Run(f" (menyn {spec.menu.replace('&', '')})")


def _between(runs: list[Run]) -> Iterator[Run]:
    for place, run in enumerate(runs):
        if place:
            yield Run(" eller " if place == len(runs) - 1 else ", ")
        yield run


ACTS: Final[Mapping[str, ActionSpec]] = {spec.id: spec for spec in CATALOGUE}
