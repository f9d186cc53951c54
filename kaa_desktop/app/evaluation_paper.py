"""The school year's evaluation as tagged PDF, with small groups hidden; that it left is recorded.

Set by the same form as the reports (resources/dokument/rapport.typ): tables, words, definitions last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Final

from kaa_core.model.ids import RecordId
from kaa_core.model.records import ImprovementArea
from kaa_core.model.registry import Problem
from kaa_core.model.rights import Right
from kaa_core.rules.calendar import in_words
from kaa_core.statistics.answers import Answer
from kaa_core.statistics.catalogue import BY_KEY, KOMPASSEN
from kaa_core.statistics.charts.said import beside, said
from kaa_core.statistics.evaluating import PARTS
from kaa_core.statistics.provenance import origin, when
from kaa_core.statistics.suppression import WHY, hides, suppressed_all
from kaa_core.statistics.values import Unit
from kaa_desktop.app.context import Context
from kaa_desktop.app.evaluation_views import (
    EvaluationView,
    Figures,
    area_state,
    areas_said,
    change,
)
from kaa_desktop.app.evaluations import Evaluations, figures_of
from kaa_desktop.app.papers import Papers, figures_out
from kaa_desktop.app.views import Result

TITLE: Final = "Utvärdering av läsåret"
NOTHING: Final = "Inget är skrivet."
OPEN: Final = "Utvärderingen är inte klarmarkerad. Talen är räknade i dag."
_AREAS: Final = ("Vad som ska bli bättre", "Så gör vi", "Läge", "Hur det gick")
_GONE: Final = Result(
    problems=(Problem(field="", sentence="Utvärderingen finns inte längre på datorn."),)
)


class EvaluationPapers:
    """Of one unlocked profile. Made beside the window's thread."""

    def __init__(self, context: Context, papers: Papers, evaluations: Evaluations) -> None:
        self._context = context
        self._papers = papers
        self._evaluations = evaluations

    def write(self, evaluation: RecordId, path: Path) -> Future[Result]:
        """Make it and write it there, with the record of it."""
        return self._papers.submit(self._write, evaluation, path)

    def _write(self, evaluation: RecordId, path: Path) -> Result:
        from kaa_desktop.documents.typeset import typeset  # noqa: PLC0415 - not at every start

        view = self._evaluations.view(evaluation)
        if view is None:
            return _GONE
        figures = view.frozen or figures_of(self._evaluations.figures(view.held).result())
        moment = self._context.clock.local(self._context.clock.now())
        told = self._told(view, figures)
        content = typeset("rapport", told, moment)
        what = f"{TITLE} {view.row.title[8:]}, {view.row.unit}"[:200]
        export = figures_out(self._context, what, figures.given.question.as_of)
        said = "Utvärderingen är sparad som PDF."
        return self._papers.record_as(
            path, lambda stream: stream.write(content), export, said, Right.FOLLOW_UP
        )

    def _told(self, view: EvaluationView, figures: Figures) -> dict[str, Any]:
        """What the form asks for."""
        row, who = view.row, self._context.identity.who
        keys = [key for key in figures.now if key in BY_KEY]
        hidden = suppressed_all([*(figures.now[key] for key in keys), *figures.before.values()])
        now = dict(zip(keys, hidden, strict=False))
        before = dict(zip(figures.before, hidden[len(keys) :], strict=True))
        notes = [figures.given.held, *figures.remarks, *(() if row.done else (OPEN,))]
        if any(hides(one.table) for one in hidden):
            notes.append(WHY)
        return {
            "title": f"{TITLE} {row.title[8:]}",
            "subtitle": f"{who.municipality}. {row.unit}.",
            "facts": [
                {"label": label, "value": value}
                for label, value in (
                    ("Period", f"{in_words(view.held.start)} – {in_words(view.held.end)}"),
                    ("Läge", row.state),
                )
            ],
            "words": {
                "summary": "Kort om utvärderingen",
                "goals": "Läsårets tal",
                "notes": "Att tänka på",
                "definitions": "Så räknas talen",
            },
            "summary": [f"{areas_said(len(view.areas))} för nästa läsår."],
            "own": [],
            "goals": _figures(now, before),
            "sections": [*_analysis(view), *_areas(view)],
            "notes": [one for one in notes if one],
            "definitions": [
                {
                    "name": BY_KEY[key].name,
                    "says": BY_KEY[key].says,
                    "about": f"{when(one, BY_KEY[key])}. {origin(one)}. Version {one.version}.",
                }
                for key, one in now.items()
            ],
            "footer": f"{TITLE} {row.title[8:]}",
        }


def _figures(now: Mapping[str, Answer], before: Mapping[str, Answer]) -> dict[str, Any]:
    kompassen = {one.key for one in KOMPASSEN}
    rows = []
    for key, one in now.items():
        unit, old = one.table.columns[0].unit, before.get(key)
        cells = [
            BY_KEY[key].name,
            "ja" if key in kompassen else "",
            _value(one, unit),
            "" if old is None else _value(old, unit),
            "" if old is None else change(one.table.cell, old.table.cell, unit),
        ]
        rows.append({"cells": cells, "part": False, "total": False})
    heads = ["Tal", "Kompassen", "I år", "Förra året", "Ändring"]
    return {"heads": heads, "rows": rows}


def _value(one: Answer, unit: Unit) -> str:
    cell = one.table.cell
    return " ".join(filter(None, (said(cell, unit), beside(cell, unit))))


def _section(heading: str, own: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    lines = [{"cells": list(row), "part": False, "total": False} for row in rows]
    return {
        "heading": heading,
        "own": list(own),
        "sentences": [],
        "lines": {"heads": list(_AREAS), "rows": lines},
        "blocks": [],
    }


def _analysis(view: EvaluationView) -> list[dict[str, Any]]:
    return [
        _section(
            part.title,
            [
                one.strip()
                for one in (getattr(view.held, part.field) or NOTHING).split("\n\n")
                if one.strip()
            ],
            [],
        )
        for part in PARTS
    ]


def _areas(view: EvaluationView) -> list[dict[str, Any]]:
    found = [_section("Förbättringsområden", [], [_line(one) for one in view.areas])]
    if view.former:
        former = [_line(one) for one in view.former]
        found.insert(0, _section("Förra årets förbättringsområden", [], former))
    return found


def _line(area: ImprovementArea) -> list[str]:
    return [area.title, area.how or "", area_state(area), area.outcome or ""]
