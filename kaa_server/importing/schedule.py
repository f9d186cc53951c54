"""What the night does: a file in TOML that the operator writes, and what of it is due.

[[import]]
municipality = "0682"
source = "folkbokforing"
folder = "/srv/kaa/0682/folkbokforing"
time = "03:30"
after = "delete"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

import attrs

from kaa_server.database import MUNICIPALITY
from kaa_server.faults import OperatorError
from kaa_server.importing.sources import SOURCES

NAME: Final = "night.toml"
_TIME: Final = re.compile(r"([01]\d|2[0-3])[:.]([0-5]\d)")
_AFTER: Final = ("keep", "delete")
_KEYS: Final = frozenset(
    {
        "municipality",
        "source",
        "feed",
        "folder",
        "whole",
        "after",
        "time",
        "url",
        "token_url",
        "client",
        "secret",
        "ca_file",
    }
)


@attrs.frozen(kw_only=True)
class Entry:
    """One source of one municipality. `folder` or `url`; `time`: not before that, local time.

    `feed`: a name of its own, when there are several of a source. `whole`: each file tells of everybody.
    `after`: what becomes of a file that was read. `secret`: a file with the client's secret.
    """

    municipality: str
    source: str
    feed: str = ""
    folder: Path | None = None
    whole: bool = False
    url: str = ""
    token_url: str = ""
    client: str = ""
    secret: Path | None = None
    ca_file: Path | None = None
    time: time = time(0)
    after: str = "keep"

    @property
    def title(self) -> str:
        """How the entry is named when it is told of."""
        return " ".join(filter(None, (self.municipality, self.source, self.feed)))

    @property
    def named_feed(self) -> str:
        """Under what name the source is known in the register."""
        return self.feed or SOURCES[self.source].feed


def read(path: Path) -> list[Entry]:
    """The entries in the order of the file.

    Raises:
        OperatorError: for a file that is not there or says something else than it may.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise OperatorError(
            f"Filen {path} går inte att läsa. Ingenting är inläst. Kontrollera att den finns och att "
            "kontot som kommandot körs med får läsa den."
        ) from None
    try:
        held = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OperatorError(
            f"Filen {path} går inte att tyda: {error}. Ingenting är inläst."
        ) from None
    found = held.get("import")
    if set(held) - {"import"} or not isinstance(found, list) or not found:
        raise OperatorError(
            f"Filen {path} ska ha ett stycke [[import]] för varje källa, och inget annat. "
            "Ingenting är inläst."
        )
    return [_entry(path, number, one) for number, one in enumerate(found, start=1)]


def _entry(path: Path, number: int, held: dict[str, Any]) -> Entry:
    fault = next(_faults(held), None)
    if fault is not None:
        raise OperatorError(f"{path}, stycke {number}: {fault} Ingenting är inläst.")
    clock = _TIME.fullmatch(held.get("time", "00:00"))
    assert clock is not None
    return Entry(
        municipality=held["municipality"],
        source=held["source"],
        feed=held.get("feed", ""),
        folder=Path(held["folder"]) if "folder" in held else None,
        whole=held.get("whole", False),
        url=held.get("url", ""),
        token_url=held.get("token_url", ""),
        client=held.get("client", ""),
        secret=Path(held["secret"]) if "secret" in held else None,
        ca_file=Path(held["ca_file"]) if "ca_file" in held else None,
        time=time(int(clock[1]), int(clock[2])),
        after=held.get("after", "keep"),
    )


def _faults(held: dict[str, Any]) -> Iterator[str]:
    """What is wrong with an entry, the first thing first."""
    for name, value in held.items():
        if name not in _KEYS:
            yield f"{name} är ingenting som kan anges."
        elif not isinstance(value, bool if name == "whole" else str):
            how = "true eller false, utan" if name == "whole" else "text inom"
            yield f"{name} ska vara {how} citattecken."
    if not MUNICIPALITY.fullmatch(held.get("municipality", "")):
        yield 'municipality ska vara kommunkoden, fyra siffror inom citattecken: "0682".'
    if held.get("source") not in SOURCES:
        yield f"source ska vara någon av {', '.join(SOURCES)}."
    if ("folder" in held) == ("url" in held):
        yield "ange antingen folder, mappen med filer, eller url."
    if "url" in held and not SOURCES[held["source"]].by_url:
        yield f"{held['source']} läses ur filer. Ange folder i stället för url."
    if _TIME.fullmatch(held.get("time", "00:00")) is None:
        yield 'time ska vara ett klockslag, till exempel "03:30".'
    if held.get("after", "keep") not in _AFTER:
        yield 'after ska vara "keep" (filen ligger kvar) eller "delete" (filen tas bort).'


def is_due(entry: Entry, now: datetime, last: datetime | None) -> bool:
    """Whether the entry is to be run: its time of day has come, and it has not been run since.

    `now` and `last`, when a run of it last ended, are local times. A night that was missed because the
    machine was off is caught up once; one that has never been run waits for its time.
    """
    today = datetime.combine(now.date(), entry.time, now.tzinfo)
    if last is None:
        return now >= today
    return last < (today if now >= today else today - timedelta(days=1))
