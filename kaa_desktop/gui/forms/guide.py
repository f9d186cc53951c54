"""The short guides beside a conversation: what to talk about, by its kind.

A guide is `resources/samtal/<name>.txt`: its title, then one point a line.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from attrs import frozen

from kaa_core.model.enums import ConversationKind
from kaa_desktop.bundled import resource

FOLDER: Final = "samtal"
NAMES: Final = {
    ConversationKind.ASSESSMENT: "kartlaggning",
    ConversationKind.COACHING: "coachande",
    ConversationKind.GUIDANCE: "syv",
    ConversationKind.FOLLOW_UP: "uppfoljning",
    ConversationKind.DISCHARGE: "utskrivning",
}


@frozen
class Guide:
    """What to talk about, in the order of the conversation."""

    title: str
    points: tuple[str, ...]


@cache
def guide_to(kind: ConversationKind) -> Guide:
    """The guide to a kind of conversation."""
    text = resource(FOLDER, f"{NAMES[kind]}.txt").read_text(encoding="utf-8")
    title, *points = (line.strip() for line in text.splitlines() if line.strip())
    return Guide(title, tuple(points))
