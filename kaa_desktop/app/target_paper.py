"""Målgruppsprövning as a paper for the file: what the page says on its day, typeset as tagged PDF (UA-1)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from kaa_desktop.app.context import Context
from kaa_desktop.app.target_views import TargetPage, WayKind
from kaa_desktop.app.views import Result
from kaa_desktop.store.files import write_atomically

TITLE: Final = "Målgruppsprövning"
ASKED: Final = "frågad"
SAVED: Final = "Prövningen är sparad som PDF. Filen är inte krypterad."


def pdf(page: TargetPage, context: Context) -> bytes:
    """The paper; the same page at the same moment gives the same bytes."""
    from kaa_desktop.documents.typeset import typeset  # noqa: PLC0415 - not at every start

    made = context.clock.now()
    who = context.identity.who
    return typeset(
        "provning", told(page, context.clock.local(made), who.municipality, who.name), made
    )


def save(page: TargetPage, context: Context, path: Path) -> Result:
    """Write it where she says. Raises a `StoreFault` when the file cannot be written."""
    write_atomically(path, pdf(page, context))
    return Result(sentence=SAVED)


def told(page: TargetPage, made: datetime, municipality: str, by: str) -> dict[str, Any]:
    """What the form is filled with. Of a protected case it says the case number, as the page does."""
    who = ", ".join(part for part in (page.name, page.number, page.age) if part)
    return {
        "title": TITLE,
        "subtitle": f"{who}. Prövad per den {page.on:%Y-%m-%d}.",
        "headline": page.headline,
        "why": page.why,
        "conditions": [
            [
                f"{one.number}. {one.title}",
                one.verdict.text,
                one.sentence,
                _from(one.source, one.on, asked=one.on_text.startswith(ASKED)),
            ]
            for one in page.rows
        ],
        "beside": [[one.title, one.sentence, _from(one.source, one.on)] for one in page.beside],
        "asks": [one.text for one in page.ways if one.kind is WayKind.REQUEST],
        "decisions": [[_day(one.on), one.text, one.reason, one.by] for one in page.history],
        "definition": f"Definition: {page.definition.name}.",
        "law": page.law,
        "footer": f"{municipality}. Framtagen {made:%Y-%m-%d %H:%M} av {by}.",
    }


def _from(source: str, on: date | None, *, asked: bool = False) -> str:
    """Days are written whole: a paper is read in another year."""
    day = f"{ASKED} {_day(on)}" if asked else _day(on)
    return ", ".join(part for part in (source, day) if part)


def _day(on: date | None) -> str:
    return "" if on is None else on.isoformat()
