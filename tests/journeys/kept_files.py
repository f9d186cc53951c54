"""What the sources send to the coordinator's municipality in the journey of a register that is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from kaa_core.model.identity import shown, synthetic_number

HERE = "9901"
FAMILY = "Registerprov"
PROLONGED, PART_TIME, NEWCOMER, DROPPED = "Vera", "Kim", "Noor", "Love"
SCHOOL = "Provgymnasiet"
MOVED_IN = date(2026, 11, 2)
LEFT = date(2026, 10, 2)
"""Told six weeks later: the late notice of the audit (000 2.1.5)."""

NUMBERS = {
    PROLONGED: synthetic_number(date(2010, 4, 9), 801),
    PART_TIME: synthetic_number(date(2008, 5, 14), 802),
    NEWCOMER: synthetic_number(date(2008, 2, 20), 803),
    DROPPED: synthetic_number(date(2009, 1, 27), 804),
}


def population() -> list[Sequence[str]]:
    """Who is registered here, and since when."""
    since = {NEWCOMER: MOVED_IN.isoformat()}
    rows = [
        (shown(number), given, FAMILY, since.get(given, "2015-03-02"), HERE, "Provgatan 4", "99901",
         "Exempelås")
        for given, number in NUMBERS.items()
    ]  # fmt: skip
    heads = ("Personnummer", "Förnamn", "Efternamn", "Datum fr o m", "Kommun", "Gatuadress",
             "Postnr", "Postort")  # fmt: skip
    return [heads, *rows]


def pupils(extent: int) -> list[Sequence[str]]:
    """Who goes to school, or has gone; komvux at a part of full time."""
    heads = ("Personnummer", "Förnamn", "Efternamn", "Utbildning", "Skola", "Program", "Från",
             "Till", "Orsak", "Omfattning", "Förlängd skolplikt")  # fmt: skip

    def row(given: str, *told: str) -> Sequence[str]:
        return (shown(NUMBERS[given]), given, FAMILY, *told)

    return [
        heads,
        row(PROLONGED, "Grundskola", "Exempelskolan", "", "2017-08-21", "", "", "", "ja"),
        row(PART_TIME, "Grundskola", "Exempelskolan", "", "2015-08-17", "2024-06-11", "gick ut", "", ""),
        row(PART_TIME, "Gymnasieskola", SCHOOL, "Elprogrammet", "2024-08-19", "2026-03-06", "avbröt",
            "", ""),
        row(PART_TIME, "Komvux", "Exempelås lärcenter", "Matematik 1a", "2026-08-17", "", "",
            str(extent), ""),
        row(DROPPED, "Grundskola", "Exempelskolan", "", "2016-08-22", "2025-06-11", "gick ut", "", ""),
        row(DROPPED, "Gymnasieskola", SCHOOL, "Fordonsprogrammet", "2025-08-18", "", "", "", ""),
    ]  # fmt: skip


def notices() -> list[Sequence[str]]:
    """A school of another owner tells, late, that somebody left."""
    return [
        ("Personnummer", "Förnamn", "Efternamn", "Händelse", "Datum", "Skola", "Program"),
        (shown(NUMBERS[DROPPED]), DROPPED, FAMILY, "har slutat", LEFT.isoformat(), SCHOOL,
         "Fordonsprogrammet"),
    ]  # fmt: skip


def written(folder: Path, name: str, rows: Sequence[Sequence[str]]) -> Path:
    """A list as a text of columns."""
    path = folder / name
    path.write_text("\n".join(";".join(row) for row in rows), encoding="utf-8")
    return path
