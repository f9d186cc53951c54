"""Search in a register of 60 000 persons, as the palette asks it; beside it a scan, and ranking by bm25."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from benchmarks.figures import Figure
from benchmarks.large import PASSPHRASE, SEED, Language, Large, large
from kaa_desktop.app.clock import SystemClock
from kaa_desktop.app.opening import open_session
from kaa_desktop.app.profiles import read
from kaa_desktop.app.session import Session
from kaa_desktop.store.database import Connection
from kaa_desktop.store.queries import Queries
from kaa_desktop.store.search_notes import sources
from kaa_desktop.store.slots import SlotFile
from kaa_desktop.store.store import SLOTS

PERSON_LIMIT: Final = 16.0
NOTE_LIMIT: Final = 60.0
SHOWN: Final = 9
SCANS: Final = 12


def measure(rounds: int) -> list[Figure]:
    """All of it on the large register, which is made first when it is not there."""
    made = large()
    [profile] = read(made.profile)
    with SlotFile(made.profile / SLOTS, profile.id).unlock(PASSPHRASE) as key:
        session = open_session(profile, key, SystemClock(), random.random)
    try:
        return [*_persons(session, rounds), *_notes(session, rounds), *_made(made)]
    finally:
        session.close()


def _persons(session: Session, rounds: int) -> Iterator[Figure]:
    queries = _queries(session)
    rows = queries.read(
        lambda connection: connection.execute(
            "SELECT given_name, family_name, identity_number, street FROM r_youth "
            "ORDER BY abs(random()) LIMIT ?",
            (rounds,),
        ).fetchall()
    )
    count = queries.read(lambda one: one.execute("SELECT count(*) FROM r_youth").fetchone()[0])
    dice = random.Random(SEED)
    typed = [one for row in rows for one in _as_typed(dice, *row)]
    scans = [_scan_persons(queries, one) for one in dice.sample(typed, SCANS)]
    yield Figure(
        name=f"Search: a name, part of a number or an address in {count} persons, with why",
        samples=[_timed(session.search, one) for one in typed],
        limit=PERSON_LIMIT,
        peer_name="LIKE over the same columns",
        peer=scans,
        note="two letters to a whole word, two words, three to twelve digits; 12 hits, rows read",
    )
    yield Figure(
        name="Search: the same, the work of the thread alone, whatever else the machine does",
        samples=[_timed(session.search, one, time.thread_time) for one in typed],
    )


def _as_typed(
    dice: random.Random, given: str, family: str, number: str, street: str | None
) -> list[str]:
    at = dice.randrange(9)
    whole = street or given
    return [
        given[: dice.randint(2, len(given))],
        f"{given[:2]} {family[:3]}",
        family[:3],
        number[at : at + dice.randint(3, 12)],
        number[-4:],
        whole[: dice.randint(3, len(whole))],
    ]


def _scan_persons(queries: Queries, typed: str) -> float:
    columns = ("given_name", "family_name", "identity_number", "street", "city", "phone")
    where = " OR ".join(f"{one} LIKE ?" for one in columns)
    query = f"SELECT id FROM r_youth WHERE ({where}) AND NOT _deleted ORDER BY family_name LIMIT 12"
    values = [f"%{typed}%"] * len(columns)
    return _timed(lambda _: queries.read(lambda one: one.execute(query, values).fetchall()), "")


def _notes(session: Session, rounds: int) -> Iterator[Figure]:
    queries = _queries(session)
    count = queries.read(
        lambda one: one.execute("SELECT count(*) FROM search_note_docsize").fetchone()[0]
    )
    dice, language = random.Random(SEED), Language(SEED)
    typed = list(_words(dice, language, 4 * rounds))
    few = dice.sample(typed, SCANS)
    yield Figure(
        name=f"Search: words in {count} notes, newest first",
        samples=[_timed(lambda one: session.search_notes(one).result(), one) for one in typed],
        limit=NOTE_LIMIT,
        peer_name="LIKE over the same fields",
        peer=[_timed(lambda one: queries.read(lambda c: _scan_notes(c, one)), one) for one in few],
        note="one word of three letters or more, some with a second; the words around each hit made",
    )
    yield Figure(
        name="Search: the same index, ranked by bm25",
        samples=[_timed(lambda one: queries.read(lambda c: _ranked(c, one)), one) for one in typed],
    )


def _words(dice: random.Random, language: Language, number: int) -> Iterator[str]:
    """Of the demo's sentences and of the made-up language, the common ones more often."""
    known = ("praktik", "komvux", "telefon", "brev", "kontakt", "arbete", "kommunen", "samtal")
    for place in range(number):
        word = dice.choice(known) if place % 4 == 0 else language.word()
        while len(word) < 3:
            word = language.word()
        typed = word[: dice.randint(3, len(word))]
        yield f"{typed} {language.word()[:4]}" if place % 5 == 0 else typed


def _scan_notes(connection: Connection, typed: str) -> list[Any]:
    found: list[Any] = []
    for source in sources().values():
        where = " OR ".join(f"{one} LIKE ?" for one in source.texts)
        query = f"SELECT id FROM r_{source.kind.name} WHERE ({where}) AND NOT _deleted"
        found += connection.execute(query, [f"%{typed}%"] * len(source.texts)).fetchall()
    return sorted(found, reverse=True)[:SHOWN]


def _ranked(connection: Connection, typed: str) -> list[Any]:
    match = " AND ".join(f'"{one}"*' for one in typed.split())
    query = "SELECT rowid FROM search_note WHERE search_note MATCH ? ORDER BY rank LIMIT ?"
    return connection.execute(query, (match, SHOWN)).fetchall()


def _made(made: Large) -> Iterator[Figure]:
    steps, records = made.facts["steps"], made.facts["records"]
    for step, what in (
        ("data", "received"),
        ("lists", "lists ready"),
        ("search", "search complete"),
    ):
        seconds, work, peak = steps[step]
        yield Figure(
            name=f"Filling the store with {records} records, without network: {what}",
            samples=[seconds],
            unit="s",
            note=f"{work:.0f} s of work by the program, most memory until then {peak:.0f} MB",
        )


def _queries(session: Session) -> Queries:
    found: Queries = session._queries  # noqa: SLF001 - what the session itself reads by
    return found


def _timed(
    work: Callable[[str], object], typed: str, clock: Callable[[], float] = time.perf_counter
) -> float:
    began = clock()
    work(typed)
    return (clock() - began) * 1000


def main(arguments: Sequence[str]) -> None:
    """Print the figures without writing any report: python -m benchmarks.searching [rounds]."""
    for one in (figure.summary() for figure in measure(int(arguments[0]) if arguments else 60)):
        limit = f" (limit {one['limit']:g})" if one["limit"] else ""
        peer = f"; {one['peer']['name']}: p95 {one['peer']['p95']:.0f}" if "peer" in one else ""
        print(f"{one['name']}: median {one['median']:.1f}, p95 {one['p95']:.1f}{limit}{peer}")


if __name__ == "__main__":
    main(sys.argv[1:])
