"""Letters that the municipality sends: its own texts, and those that come with the program.

A text of the program's is used until the municipality has one with the same name, or has put it away.
"""

from __future__ import annotations

from functools import cache
from typing import Final
from uuid import UUID

import attrs

from kaa_core.model.ids import RecordId
from kaa_core.model.organising import LetterTemplate
from kaa_desktop.bundled import resource
from kaa_desktop.store.queries import Queries

_OURS: Final = {
    "forsta-brevet": UUID("01920000-0000-7000-8000-0000000b0001"),
    "andra-brevet": UUID("01920000-0000-7000-8000-0000000b0002"),
    "inbjudan": UUID("01920000-0000-7000-8000-0000000b0003"),
}
"""For ever: a contact keeps the id of the letter it was."""


@attrs.frozen(kw_only=True, repr=False)
class TemplateRow:
    """A letter's text in a list. `ours`: it came with the program; `used`: it can be chosen."""

    id: RecordId
    template: LetterTemplate
    ours: bool
    used: bool

    @property
    def name(self) -> str:
        """What it is called."""
        return self.template.name


@cache
def ours() -> tuple[LetterTemplate, ...]:
    """The program's own texts."""
    return tuple(_read(name, RecordId(id_)) for name, id_ in _OURS.items())


def template_rows(queries: Queries) -> tuple[TemplateRow, ...]:
    """All texts by name; of the program's those that the municipality has none instead of."""
    own = queries.records(LetterTemplate)
    taken = {_key(one.name) for one in own}
    rows = [
        TemplateRow(id=one.id, template=one, ours=False, used=one.active is not False)
        for one in sorted(own, key=lambda one: (one.name.casefold(), one.id))
    ]
    rows += [
        TemplateRow(id=one.id, template=one, ours=True, used=True)
        for one in ours()
        if _key(one.name) not in taken
    ]
    return tuple(sorted(rows, key=lambda row: not row.used))


def template_names(queries: Queries) -> dict[UUID, str]:
    """What each letter is called, by the id that a contact keeps."""
    return {one.id: one.name for one in (*ours(), *queries.records(LetterTemplate))}


def _read(name: str, id_: RecordId) -> LetterTemplate:
    text = resource("brev", f"{name}.txt").read_text(encoding="utf-8")
    called, heading, body = text.split("\n", 2)
    return LetterTemplate(
        id=id_,
        name=called,
        heading=heading,
        body=body.strip(),
        active=True,
        offers_conversation=True,  # each of them asks the youth to come and talk, or to call
    )


def _key(name: str) -> str:
    return " ".join(name.casefold().split())
