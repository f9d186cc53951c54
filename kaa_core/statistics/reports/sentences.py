"""What a report says in words of each key figure, and how it has changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from kaa_core.rules.calendar import in_words
from kaa_core.statistics.answers import Answer
from kaa_core.statistics.catalogue import BY_KEY
from kaa_core.statistics.charts.said import grouped
from kaa_core.statistics.values import Cell, Unit

_SAID: Final[Mapping[str, str]] = {
    "age_group": "I kommunen fanns {n} som hade fyllt 16 men inte 20 år.",
    "target_group": "{n} omfattades av aktivitetsansvaret.",
    "enrolled": "Inskrivna i verksamheten: {n}.",
    "unclear": "För {n} är det oklart om de omfattas. Där behöver någon ta reda på mer.",
    "introductory": "{n} gick på introduktionsprogram.",
    "occupied": "{n} av {w} i åldersgruppen studerade eller hade en annan känd sysselsättning ({p}).",
    "not_reached": "{n} av {w} inskrivna hade ännu inte nåtts ({p}).",
    "contact_in_four_weeks": "Vid {n} av {w} nya inskrivningar blev det kontakt inom fyra veckor ({p}).",
    "not_contacted": "{n} av {w} inskrivna hade ingen ännu försökt nå ({p}).",
    "not_offered": "{n} av {w} inskrivna hade kontaktats men inte erbjudits samtal ({p}).",
    "followed_up": "Av dem som har nåtts någon gång hade {n} av {w} nåtts de senaste tre månaderna ({p}).",
    "in_activity": "{n} av {w} inskrivna var i aktivitet ({p}).",
    "in_measure": "{n} av {w} inskrivna hade en insats som pågick ({p}).",
    "with_plan": "{n} av {w} inskrivna hade en fastställd plan ({p}).",
    "evaluated": "{n} av {w} avslutade insatser var utvärderade ({p}).",
    "dropouts": "{n} lämnade ett nationellt program utan att gå ut det.",
    "returned": "{n} började eller återupptog studier i gymnasieskolan.",
    "returned_introductory": "{n} började på introduktionsprogram.",
    "routine": "Rutinen hölls för {n} av {w} inskrivna ({p}).",
    "visits_in_time": "{n} av {w} hembesök som rutinen krävde gjordes i tid ({p}).",
}


def sentence(now: Answer, then: Answer | None = None) -> str:
    """A key figure in words; "" of what is no key figure, or has nothing to say."""
    cell = now.table.cell
    name = BY_KEY[now.figure].name
    if cell.hidden:
        return f"{name}: talet är dolt."
    said = _plain(now, cell)
    if cell.count is None and now.table.remarks:
        return f"{name}: {' '.join(now.table.remarks)}"  # why nobody can know it
    if not said:
        return ""
    moved = "" if then is None else _moved(now, cell, then)
    return f"{said} {moved}".strip()


def _plain(now: Answer, cell: Cell) -> str:
    if cell.count is None:
        return ""
    if now.figure == "median_days":
        return f"Hälften av dem som nåddes hade nåtts inom {_counted(cell.count, 'dag', 'dagar')}."
    if now.figure == "empty_weeks":
        return _weeks(cell.count)
    if now.figure == "budget":
        return f"Utfallet är {grouped(cell.count)} kronor av {grouped(cell.whole or 0)} kronor."
    template = _SAID.get(now.figure, "")
    return "" if "{w}" in template and not cell.whole else _filled(template, now.figure, cell)


def _filled(template: str, figure: str, cell: Cell) -> str:
    if not cell.count and figure == "unclear":
        return "Det är inte oklart för någon om den omfattas."
    count = cell.count or 0
    number = grouped(count)
    if "{w}" not in template:
        number = _counted(count, "ungdom", "ungdomar")
        if not count:
            number = "Ingen ungdom" if template.startswith("{n}") else "ingen"
    return template.format(
        n=number, w=grouped(cell.whole or 0), p=f"{cell.percent}\N{NO-BREAK SPACE}%"
    )


def _weeks(count: int) -> str:
    if not count:
        return "Det fanns ingen vecka utan uppsökande verksamhet."
    return f"{_counted(count, 'vecka', 'veckor')} gick utan att någon sökte upp någon ungdom."


def _counted(count: int, one: str, many: str) -> str:
    return f"{grouped(count)} {one if count == 1 else many}"


def _moved(now: Answer, cell: Cell, then: Answer) -> str:
    """How many more or fewer; shares by percentage points. Nothing where the comparison says nothing."""
    before = then.table.cell
    figure = BY_KEY[now.figure]
    if now.figure == "budget":
        return ""
    mixed = figure.by_definition and then.definition != now.definition
    if mixed or then.version != now.version or before.count is None or cell.count is None:
        return ""
    if now.table.columns[0].unit is Unit.SHARE or (
        cell.whole and before.whole and cell.percent is not None
    ):
        return _points(cell, before, then.as_of)
    difference = cell.count - before.count
    if not difference:
        return f"Det är lika många som {in_words(then.as_of)}."
    more = grouped(abs(difference))
    if now.figure == "median_days":
        more = _counted(abs(difference), "dag", "dagar")
    return f"Det är {more} {'fler' if difference > 0 else 'färre'} än {in_words(then.as_of)}."


def _points(cell: Cell, before: Cell, on: date) -> str:
    if cell.percent is None or before.percent is None:
        return ""
    return f"Den {in_words(on)} var andelen {before.percent}\N{NO-BREAK SPACE}%."


def sentences(
    figures: tuple[str, ...], now: Mapping[str, Answer], then: Mapping[str, Answer]
) -> Iterator[str]:
    """Of each key figure that has something to say."""
    for key in figures:
        if key in now and len(now[key].table.rows) == 1:
            said = sentence(now[key], then.get(key))
            if said:
                yield said
