"""A run's report in plain Swedish. Nobody is named in it: rows and ids are what is told."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from kaa_core.model.enums import Belonging
from kaa_server.importing.report import MOST_TOLD, Report, Told
from kaa_server.importing.runs import Became, Run
from kaa_server.importing.sources import SOURCES

_SHOWN: Final = 20
_LABELS: Final = {int(one): one.label for one in Belonging}
_REFUSED: Final = {
    "erased": "gäller någon eller något som är raderat och läses inte in igen",
    "barred": "hade en adress till någon med skyddad folkbokföring, och den är inte sparad",
}


def told(run: Run, became: Became, *, rows: bool = False) -> Iterator[str]:
    """The report, a line at a time. `rows`: every row that is told of, else the first twenty."""
    report = run.report
    yield f"{SOURCES[run.source].label}, uppgifter för {run.as_of.isoformat()}."
    yield f"  Började {_at(run.began)}, {_ended(run)}."
    if report.dry:
        yield "  Prövning: ingenting är skrivet. Så här skulle det bli:"
    if report.stopped:
        yield f"  {report.stopped}"
    if report.files:
        yield f"  Läst: {', '.join(report.files)}."
    yield from (f"  {one}" for one in report.remarks)
    yield from (f"  {one}" for one in report.said or _counts(report))
    yield from _rows("Gick inte att läsa", report.unread, report.unread_rows, rows)
    yield from _rows("Väntar på en människa", report.waiting, report.waiting_rows, rows)
    yield from (
        f"  {count} {_REFUSED.get(code, f'togs inte emot ({code})')}."
        for code, count in sorted(report.refused.items())
    )
    if not report.dry:
        yield from (f"  {one}" for one in _became(report, became))


def listed(changes: Sequence[tuple[uuid.UUID, int | None, int]]) -> Iterator[str]:
    """For whom the answer is another, by id."""
    for youth, before, after in changes:
        yield f"  {youth}\t{_LABELS.get(before or 0, 'ny')}\t{_LABELS.get(after, 'inget svar')}"


def counted(counts: Mapping[Belonging | None, int], on: date, made: int) -> Iterator[str]:
    """How many there are in the target group on a day."""
    yield f"Den {on.isoformat()}:"
    for one in Belonging:
        yield f"  {one.label}: {counts.get(one, 0)}"
    if counts.get(None, 0):
        yield f"  inte i åldern: {counts[None]}"
    yield f"Omräknade: {made}."


def _counts(report: Report) -> Iterator[str]:
    yield f"{report.rows} poster lästa."
    if report.outside:
        yield f"{report.outside} är utanför åldersgruppen. De är räknade men inte sparade."
    yield (
        f"{report.new} ungdomar är nya, {report.changed} har ändrats och {report.same} är som förut."
    )
    if report.facts or report.altered or report.withdrawn:
        yield (
            f"{report.facts} nya uppgifter, {report.altered} ändrade och {report.withdrawn} återtagna."
        )


def _became(report: Report, became: Became) -> Iterator[str]:
    if became.any:
        yield (
            "Målgruppen sedan förra gången: "
            f"{became.newly_in} har kommit in, {became.newly_out} har gått ut och "
            f"{became.unclear} har blivit oklara."
        )
    else:
        yield "Målgruppen är som förra gången."
    if report.enrolled:
        yield f"{report.enrolled} är inskrivna av regeln som kommunen har slagit på."


def _rows(title: str, count: int, found: Sequence[Told], every: bool) -> Iterator[str]:
    if not count:
        return
    yield f"  {title}: {count} rader."
    shown = found if every else found[:_SHOWN]
    for one in shown:
        place = f"{one.file}, rad {one.row}" if one.file else f"post {one.row}"
        yield f"    {place}: {one.sentence}"
    if count > len(shown):
        more = "" if len(found) <= len(shown) else " Visa dem med import-report --rows."
        yield f"    … och {count - len(shown)} till.{more}"


def _at(moment: datetime) -> str:
    return moment.astimezone().isoformat(sep=" ", timespec="minutes")[:16]


def _ended(run: Run) -> str:
    if run.ended is None:
        return "pågår"
    seconds = round((run.ended - run.began).total_seconds())
    return f"tog {seconds // 60} min {seconds % 60} s" if seconds >= 60 else f"tog {seconds} s"


__all__ = ["MOST_TOLD", "counted", "listed", "told"]
