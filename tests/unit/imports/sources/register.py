"""A register in memory that a delivery is laid beside, and which carries its changes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Container, Iterator, Sequence
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

import attrs

from kaa_core.imports.applying import apply
from kaa_core.imports.sources.facts import (
    AnyFact,
    Delivery,
    RemarkKind,
    feed_name,
    feed_of,
    name_key,
)
from kaa_core.imports.sources.matching import content
from kaa_core.imports.sources.outcomes import Applied, Change, Filled, KnownYouth, Latest
from kaa_core.model.identity import IdentityNumber
from kaa_core.model.ids import RecordId
from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY
from tests.unit.imports.making import TODAY

HOME = "0682"


def ids(first: int = 1) -> Callable[[], RecordId]:
    """Return what makes ids, one after another."""
    numbers = count(first)
    return lambda: RecordId(UUID(int=next(numbers)))


class Register:
    """What the register holds; `lay_in` does what the server and the desktop do."""

    def __init__(self) -> None:
        self.youths: dict[RecordId, Youth] = {}
        self.facts: dict[RecordId, AnyFact] = {}
        self.filled: dict[RecordId, dict[str, Filled]] = {}
        self.heard: dict[tuple[str, RecordId], date] = {}
        self.delivered: dict[str, Latest] = {}
        self.new_id = ids()
        self._feed = ""

    def lay_in(
        self, delivery: Delivery, accepted: Collection[RemarkKind] = (), today: date = TODAY
    ) -> Applied:
        """Apply a delivery and carry everything out."""
        self._feed = feed_name(delivery.feed)
        done = apply(delivery, self, home=HOME, today=today, new_id=self.new_id, accepted=accepted)
        for change in done.changes:
            self._carry_out(change)
        before = self.delivered.get(self._feed)
        if before is None or before.as_of < delivery.as_of:
            self.delivered[self._feed] = Latest(delivery.as_of, delivery.whole)
        elif before.as_of == delivery.as_of and delivery.whole:
            self.delivered[self._feed] = Latest(delivery.as_of, whole=True)
        for record in (*self.youths.values(), *self.facts.values()):
            assert REGISTRY.of(record).validate(record) == []
        return done

    def _carry_out(self, change: Change) -> None:
        for record in change.creates:
            if isinstance(record, Youth):
                assert record.id not in self.youths
                self.youths[record.id] = record
            else:
                assert isinstance(record, AnyFact)
                assert record.youth == change.youth
                self.facts[record.id] = record
        for one in change.sets:
            assert one.values
            if one.kind is Youth:
                self.youths[one.record] = attrs.evolve(self.youths[one.record], **one.values)
            else:
                self.facts[one.record] = attrs.evolve(self.facts[one.record], **one.values)
        self.filled.setdefault(change.youth, {}).update(change.filled)
        key = self._feed, change.youth
        self.heard[key] = max(self.heard.get(key, change.heard), change.heard)

    # --- Known --------------------------------------------------------------------------

    def youth(self, identity_number: str) -> KnownYouth | None:
        found = [one for one in self.youths.values() if one.identity_number == identity_number]
        return self._known(found[0]) if found else None

    def named(self, birth_date: date, name: str) -> Sequence[KnownYouth]:
        return [
            self._known(one)
            for one in self.youths.values()
            if IdentityNumber.parse(one.identity_number).birth_date == birth_date
            and name_key(one.given_name, one.family_name) == name
        ]

    def keyed(self, feed: str, key: str) -> KnownYouth | None:
        for fact in self.facts.values():
            under = fact.key == key or (fact.key or "").startswith(f"{key}/")
            if under and feed_of(fact.origin) == feed:
                return self._known(self.youths[RecordId(fact.youth)])
        return None

    def latest(self, feed: str) -> Latest | None:
        return self.delivered.get(feed_name(feed))

    def told_by(self, feed: str, but: Container[RecordId]) -> Iterator[KnownYouth]:
        told = {
            fact.youth
            for fact in self.facts.values()
            if feed_of(fact.origin) == feed and fact.withdrawn is None
        }
        for youth in told:
            if youth not in but:
                yield self._known(self.youths[RecordId(youth)])

    def _known(self, youth: Youth) -> KnownYouth:
        return KnownYouth(
            youth=youth,
            facts=[fact for fact in self.facts.values() if fact.youth == youth.id],
            filled=self.filled.get(youth.id, {}),
            heard=self.heard.get((self._feed, youth.id)),
        )

    # --- looking at it ------------------------------------------------------------------

    def write(self, number: str, /, **values: Any) -> None:
        """Let a person write fields of a youth."""
        known = self.youth(number)
        assert known is not None
        self.youths[known.youth.id] = attrs.evolve(known.youth, **values)
        for name in values:
            self.filled.get(known.youth.id, {}).pop(name, None)

    def of(self, identity_number: str) -> list[AnyFact]:
        """Return a youth's facts that stand."""
        known = self.youth(identity_number)
        assert known is not None
        return [fact for fact in known.facts if fact.withdrawn is None]

    def says(self) -> object:
        """Return all that it holds, without what tells one run from another.

        Ids, files and rows; and the day of an address that two files of a day gave, one of them anew.
        """
        numbers = {one.id: one.identity_number for one in self.youths.values()}
        youths = {
            one.identity_number: tuple(
                pair
                for pair in REGISTRY.kind(Youth).values(one).items()
                if pair[0] != "address_confirmed"
            )
            for one in self.youths.values()
        }
        facts = Counter(
            (
                numbers[RecordId(one.youth)],
                type(one).__name__,
                feed_of(one.origin),
                one.key,
                one.withdrawn,
                content(one),
            )
            for one in self.facts.values()
        )
        return youths, facts
