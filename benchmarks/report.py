"""docs/performance.md out of benchmarks/results.json and the remarks beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "docs" / "performance.md"
CHART = REPORT.parent / "bilder" / "tillvaxt.svg"
REMARKS = Path(__file__).with_name("remarks.md")
HEAD = """\
# Performance

Written by `python3 kaa.py bench` (`benchmarks/`); do not edit. The limits are those of the first large
task; remarks come from `benchmarks/remarks.md`, all samples' medians and 95th percentiles from
`benchmarks/results.json`.
"""


def write(kept: dict[str, Any], headings: Sequence[tuple[str, str]]) -> None:
    """Write the report whole."""
    REPORT.write_text("\n".join(_report(kept, headings)) + "\n", encoding="utf-8")


def _report(kept: dict[str, Any], headings: Sequence[tuple[str, str]]) -> Iterator[str]:
    size, machine, sections = kept["size"], kept["machine"], kept["sections"]
    yield HEAD
    yield "## The limits\n"
    yield "| what | limit | measured | |"
    yield "| --- | --- | --- | --- |"
    figures = [one for name, _ in headings if name in sections for one in sections[name]["figures"]]
    yield from (_limit(one) for one in figures if "met" in one)
    yield "\n## All figures\n"
    for name, heading in headings:
        if name in sections:
            yield from _section(heading, sections[name])
            if name == "sync-growth" and CHART.exists():
                yield "![The cost of synchronising over the size of the register](bilder/tillvaxt.svg)\n"
    yield "## The machine\n"
    yield from (f"- {what.capitalize()}: {value}" for what, value in machine.items())
    yield (
        f"- The register: {_whole(size['youths'])} youths, {_whole(size['records'])} records, made up, "
        "on the disk of a virtual machine; its files in the system's cache.\n"
    )
    yield REMARKS.read_text(encoding="utf-8").strip()


def _limit(one: dict[str, Any]) -> str:
    if one["judged"] == "ratio":
        limit, measured = (
            f"≤ {one['limit']:g} × peer",
            f"{one['ratio']:.2f} × peer (median of pairs)",
        )
    else:
        which = "" if one["n"] == 1 else f"{one['judged']} "
        bound = f"≥ {_number(one['least'])}" if "least" in one else f"≤ {_number(one['limit'])}"
        limit = f"{which}{bound} {one['unit']}"
        measured = f"{_number(one[one['judged']])} {one['unit']}"
    return f"| {one['name']} | {limit} | {measured} | {'met' if one['met'] else '**not met**'} |"


def _section(heading: str, section: dict[str, Any]) -> Iterator[str]:
    yield f"### {heading}\n"
    yield "| what | n | median | p95 | most | |"
    yield "| --- | ---: | ---: | ---: | ---: | --- |"
    for one in section["figures"]:
        numbers = [one["median"]] if one["n"] == 1 else [one["median"], one["p95"], one["most"]]
        cells = [_number(number) for number in numbers] + [""] * (3 - len(numbers))
        yield f"| {one['name']} | {one['n']} | {' | '.join(cells)} | {one['unit']} |"
        if "peer" in one:
            peer = one["peer"]
            cells = [_number(peer["median"]), _number(peer["p95"]), ""]
            yield f"| *beside it:* {peer['name']} | {one['n']} | {' | '.join(cells)} | {one['unit']} |"
    yield ""
    yield from (f"{one['name']}: {one['note']}.\n" for one in section["figures"] if one["note"])
    before, after = section["load"]
    yield f"Measured {section['on']}; load before and after: {before}, {after}.\n"


def _number(value: float) -> str:
    if value >= 1000:
        return _whole(round(value))
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _whole(value: int) -> str:
    return f"{value:,}".replace(",", " ")
