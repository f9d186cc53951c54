"""One figure as a file: a spreadsheet with a native chart, or lines for another program.

Its small numbers are hidden, and that it left the program is recorded before the file has its name.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from typing import IO, Final

from kaa_core.imports.texts import as_text_cell
from kaa_core.model.rights import Right
from kaa_core.statistics.answers import Answer
from kaa_core.statistics.catalogue import figure
from kaa_core.statistics.suppression import suppressed_all
from kaa_desktop.app.context import Context
from kaa_desktop.app.papers import Papers, figures_out
from kaa_desktop.app.views import Result

CSV: Final = "csv"
BYTE_ORDER: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""By this other programs know that the letters are UTF-8."""
Facts = Sequence[tuple[str, str]]


def save_figure(
    context: Context, papers: Papers, answer: Answer, facts: Facts, path: Path
) -> Future[Result]:
    """Write a figure at a place; CSV when the name ends so, else a spreadsheet. `facts`: label and value."""
    now = context.clock.now()
    name = figure(answer.figure).name
    kind = "CSV" if path.suffix.lower() == f".{CSV}" else "kalkylblad"
    export = figures_out(context, f"{name} ({kind})", answer.as_of)
    said = f"Talet är sparat som {kind}. Små tal är dolda."

    def write(stream: IO[bytes]) -> None:
        hidden = suppressed_all([answer])[0]
        make: Callable[[Answer, Facts, datetime], bytes] = _lines if kind == "CSV" else _sheet
        stream.write(make(hidden, facts, context.clock.local(now)))

    return papers.submit(papers.record_as, path, write, export, said, Right.READ_CASES)


def _sheet(answer: Answer, facts: Facts, made: datetime) -> bytes:
    from kaa_core.statistics.workbook import workbook  # noqa: PLC0415 - seldom, and heavy

    return workbook(figure(answer.figure).name, [answer], made=made, facts=facts)


def _lines(answer: Answer, facts: Facts, _made: datetime) -> bytes:
    """Semicolons, as Swedish spreadsheets part columns; no cell can be taken for a formula."""
    from kaa_core.statistics.workbook import flat  # noqa: PLC0415 - seldom, and heavy

    kept = io.StringIO()
    writer = csv.writer(kept, delimiter=";", lineterminator="\r\n")
    heads, rows = flat(answer.table)
    writer.writerow([figure(answer.figure).name, *heads[1:]])
    for row in rows:
        writer.writerow(
            [as_text_cell(one) if isinstance(one, str) else _number(one) for one in row]
        )
    writer.writerow([])
    for label, value in (*facts, *(("Att tänka på", one) for one in answer.table.remarks)):
        writer.writerow([as_text_cell(label), as_text_cell(value)])
    return (BYTE_ORDER + kept.getvalue()).encode()


def _number(value: float | None) -> str:
    """A share as Swedish spreadsheets read it: 0,45."""
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else f"{value:.4g}".replace(".", ",")
