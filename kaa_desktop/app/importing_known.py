"""What this computer's register holds, as a delivery is laid beside it (imports/sources/outcomes.Known).

Nothing here tells which of a youth's fields an import wrote, so only empty fields are filled: whatever
stands may be a person's word (docs/adr/038).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from kaa_core.imports import judging
from kaa_core.imports.sources.facts import FACT_KINDS, AnyFact, feed_of, name_key
from kaa_core.imports.sources.outcomes import KnownYouth, Latest
from kaa_core.model.identity import IdentityNumber, IdentityProblem
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Enrolment, Guardian, Occupation, Worker, Youth
from kaa_desktop.store import known
from kaa_desktop.store.queries import Queries


class LocalRegister:
    """Read youth by youth, as a file's rows ask; numbers and names are read once, in memory.

    `seen`: the youths that were read, as they stood: what a change of theirs is built on.
    """

    def __init__(self, queries: Queries) -> None:
        self._queries = queries
        self._numbers = queries.read(known.numbers)
        self._named: dict[tuple[date, str], list[bytes]] | None = None
        self.seen: dict[RecordId, Youth] = {}
        self.protected = {
            YouthId(RecordId(UUID(bytes=one))) for one in queries.read(known.protected)
        }

    def youth(self, identity_number: str) -> KnownYouth | None:
        """See Known."""
        packed = self._numbers.get(identity_number)
        return None if packed is None else self._read(packed)

    def named(self, birth_date: date, name: str) -> Sequence[KnownYouth]:
        """See Known."""
        if self._named is None:
            self._named = _by_name(self._queries.read(known.names))
        found = (self._read(one) for one in self._named.get((birth_date, name), ()))
        return [one for one in found if one is not None]

    def keyed(self, feed: str, key: str) -> KnownYouth | None:
        """See Known."""
        for packed in self._queries.read(lambda one: known.keyed(one, FACT_KINDS, key)):
            found = self._read(packed)
            if found is not None and any(
                feed_of(fact.origin) == feed
                and (fact.key == key or (fact.key or "").startswith(f"{key}/"))
                for fact in found.facts
            ):
                return found
        return None

    def latest(self, feed: str) -> Latest | None:  # noqa: ARG002 - a file here is never whole
        """See Known: what is older is told youth by youth, by her own facts."""
        return None

    def told_by(self, feed: str, but: Container[RecordId]) -> Iterator[KnownYouth]:  # noqa: ARG002
        """See Known: asked for what is whole alone."""
        return iter(())

    def _read(self, packed: bytes) -> KnownYouth | None:
        youths, *facts = self._queries.read(
            lambda one: known.of_youth(one, packed, Youth, *FACT_KINDS)
        )
        if not youths:
            return None  # deleted a moment ago
        youth = cast("Youth", youths[0])
        self.seen[youth.id] = youth
        held = cast("list[AnyFact]", [fact for kind in facts for fact in kind])
        return KnownYouth(youth=youth, facts=held)


def _by_name(
    rows: Sequence[tuple[bytes, str, str, str]],
) -> dict[tuple[date, str], list[bytes]]:
    found: defaultdict[tuple[date, str], list[bytes]] = defaultdict(list)
    for packed, number, given, family in rows:
        try:
            born = IdentityNumber.parse(number or "").birth_date
        except IdentityProblem:
            continue
        if born is not None:
            found[born, name_key(given, family)].append(packed)
    return found


class RowRegister:
    """What the register holds, asked row by row; all numbers are read at the beginning."""

    def __init__(self, queries: Queries) -> None:
        self._queries = queries
        self._numbers = queries.read(known.numbers)
        self._workers = [one for one in queries.records(Worker) if one.active is not False]
        self.protected = {
            YouthId(RecordId(UUID(bytes=one))) for one in queries.read(known.protected)
        }

    def youth(self, identity_number: str) -> judging.KnownYouth | None:
        """The youth with these digits and what hangs on it."""
        if (packed := self._numbers.get(identity_number)) is None:
            return None
        kinds = (Youth, Enrolment, Occupation, Guardian, *FACT_KINDS)
        found: list[Any] = self._queries.read(lambda one: known.of_youth(one, packed, *kinds))
        youths, enrolments, occupations, guardians = found[:4]
        if not youths:
            return None  # deleted a moment ago
        facts = [fact for kind in found[4:] for fact in kind]
        return judging.KnownYouth(youths[0], enrolments, occupations, guardians, facts)

    def workers(self) -> Sequence[Worker]:
        """The workers in service."""
        return self._workers
