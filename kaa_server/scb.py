"""SCB's half-yearly file out of the server's own records: the same rows as the desktop makes of them.

The records are read in one moment of the database, a portion of youths at a time. The layout is the one
that the municipality has in force for the half-year. Nothing is written in the register and nothing is sent.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Final

import attrs

from kaa_core.model.enums import Protection
from kaa_core.model.records import Enrolment, ScbLayout, Youth
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.rules.protection import hidden, warned
from kaa_core.scb.checks import check
from kaa_core.scb.file import file_of
from kaa_core.scb.half_year import HalfYear
from kaa_core.scb.layout import InForce, in_force
from kaa_core.scb.rows import MATTER, Asked, Line, lines_of
from kaa_core.sync.state import RecordState
from kaa_server import linked
from kaa_server.database import Connection, Database
from kaa_server.importing import stored
from kaa_server.linked import Links

PORTION: Final = 500
_KINDS: Final = stored.numbers_of(MATTER)
_ENROLMENT: Final = REGISTRY.kind(Enrolment)
_START: Final = _ENROLMENT.by_name["start"].id
_END: Final = _ENROLMENT.by_name["end"].id


class Protected(enum.Enum):
    """Which of the protected go with the file; it is said by whoever gives the command."""

    ALL = "alla"
    WITHOUT_HIDDEN = "utan-skyddad-folkbokforing"
    NONE = "inga"

    def leaves(self, protection: Protection | None) -> bool:
        """Whether somebody with this protection is left out."""
        if self is Protected.ALL:
            return False
        return warned(protection) if self is Protected.NONE else hidden(protection)


@attrs.frozen(kw_only=True, repr=False)
class Made:
    """A file, and what is to be known of it. `problems`: things to mend of those in the half-year.

    `hidden` and `marked`: how many there are in the half-year with skyddad folkbokföring and with
    sekretessmarkering alone; `left_out`: of them, how many are not in the file.
    """

    content: bytes
    layout: InForce
    youths: int
    problems: int
    hidden: int
    marked: int
    left_out: int


def make(
    database: Database, municipality: str, half_year: HalfYear, today: date, protected: Protected
) -> Made | None:
    """Read the half-year; None when the layout in force cannot be read."""
    with database.tenant(municipality, one_moment=True) as connection:
        layouts = stored.records_of(connection, municipality, ScbLayout)
        held = in_force(layouts, half_year.last)
        if not held.readable:
            return None
        asked = Asked(
            half_year=half_year,
            municipality=municipality,
            today=today,
            attempts=held.layout.attempts,
        )
        kept: list[Sequence[Line]] = []
        problems = secret = marked = left_out = 0
        for youth, records in _cases(connection, municipality, half_year):
            told = lines_of(youth, records, asked)
            if not told:
                continue
            problems += len(check(youth, records, asked))
            secret += hidden(youth.protection)
            marked += warned(youth.protection) and not hidden(youth.protection)
            if protected.leaves(youth.protection):
                left_out += 1
            else:
                kept.append(told)
    return Made(
        content=file_of(kept, held.layout),
        layout=held,
        youths=len(kept),
        problems=problems,
        hidden=secret,
        marked=marked,
        left_out=left_out,
    )


def _cases(
    connection: Connection, municipality: str, half_year: HalfYear
) -> Iterator[tuple[Youth, list[Record]]]:
    """Each who was enrolled, with her own records and those of entries linked to hers."""
    links = linked.links(connection, municipality)
    found: set[bytes] = set()
    for page in stored.all_of(connection, municipality, Enrolment):
        found.update(
            links.kept(state.scope)
            for state in page.values()
            if state.scope is not None and _touches(state, half_year)
        )
    waiting = iter(sorted(found))
    while part := list(islice(waiting, PORTION)):
        yield from _part(connection, municipality, part, links)
        connection.codec.forget(municipality)  # the keys of a whole city are not held at once


def _touches(state: RecordState, half_year: HalfYear) -> bool:
    """Dates as they are on the wire: ISO 8601, which sorts as it is."""
    start, end = state.values.get(_START), state.values.get(_END)
    if not isinstance(start, str) or start > half_year.last.isoformat():
        return False
    return not isinstance(end, str) or max(start, end) >= half_year.first.isoformat()


def _part(
    connection: Connection, municipality: str, part: Sequence[bytes], links: Links
) -> Iterator[tuple[Youth, list[Record]]]:
    ids = [*part, *(other for one in part for other in links.others(one))]
    held = stored.of_youths(connection, municipality, ids, _KINDS)
    for one in part:
        own = [entry.record for entry in held[one]]
        youth = next((record for record in own if isinstance(record, Youth)), None)
        if youth is not None:
            yield youth, [*own, *_others(held[other] for other in links.others(one))]


def _others(entries: Iterable[Sequence[stored.Stored]]) -> Iterator[Record]:
    for found in entries:
        for entry in found:
            if not isinstance(entry.record, Youth):
                yield entry.record
