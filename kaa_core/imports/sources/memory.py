"""The register as a delivery has made it so far: what it holds, with what the entries before have changed."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from datetime import date

import attrs

from kaa_core.imports.sources.facts import AnyFact, feed_of, name_key
from kaa_core.imports.sources.outcomes import Change, Known, KnownYouth, Latest
from kaa_core.model.identity import IdentityNumber
from kaa_core.model.ids import RecordId
from kaa_core.model.records import Youth


class Memory:
    """A `Known` over another. Holds only the youths whom the delivery has changed."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._held: dict[RecordId, KnownYouth] = {}
        self._numbers: dict[str, RecordId] = {}
        self._new: dict[tuple[date, str], list[RecordId]] = {}
        self._spared: set[RecordId] = set()

    def youth(self, identity_number: str) -> KnownYouth | None:
        """See Known."""
        if (held := self._numbers.get(identity_number)) is not None:
            return self._held[held]
        found = self._known.youth(identity_number)
        return None if found is None else self._now(found)

    def named(self, birth_date: date, name: str) -> Sequence[KnownYouth]:
        """See Known."""
        before = self._known.named(birth_date, name)
        found = {one.youth.id: self._now(one) for one in before}
        for youth in self._new.get((birth_date, name), ()):
            found[youth] = self._held[youth]
        return list(found.values())

    def keyed(self, feed: str, key: str) -> KnownYouth | None:
        """See Known."""
        found = self._known.keyed(feed, key)
        return None if found is None else self._now(found)

    def latest(self, feed: str) -> Latest | None:
        """See Known."""
        return self._known.latest(feed)

    def told_by(self, feed: str, but: Container[RecordId]) -> Iterator[KnownYouth]:
        """Go through all with a standing fact of the feed, as they are now; those entered by it too."""
        seen = set()
        for one in self._known.told_by(feed, but):
            seen.add(one.youth.id)
            yield self._now(one)
        for youth, one in self._held.items():
            if youth in seen or youth in but:
                continue
            if any(feed_of(fact.origin) == feed for fact in one.facts):
                yield one

    def spare(self, youth: RecordId) -> None:
        """Of this youth something waits: nothing of hers is taken for missing."""
        self._spared.add(youth)

    def is_spared(self, youth: RecordId) -> bool:
        """Whether something of hers waits."""
        return youth in self._spared

    def keep(self, known: KnownYouth, change: Change, facts: tuple[AnyFact, ...]) -> None:
        """Remember a youth as a change has made her."""
        if change.is_empty and not change.filled and known.youth.id not in self._held:
            return
        youth = known.youth
        values = {
            name: value
            for one in change.sets
            if one.record == youth.id
            for name, value in one.values.items()
        }
        held = attrs.evolve(
            known,
            youth=attrs.evolve(youth, **values),
            facts=facts,
            filled={**known.filled, **change.filled},
            heard=change.heard,
        )
        self._held[youth.id] = held
        self._numbers[held.youth.identity_number] = youth.id
        if change.is_new:
            self._name(held.youth)

    def _name(self, youth: Youth) -> None:
        born = IdentityNumber.parse(youth.identity_number).birth_date
        if born is not None:
            key = born, name_key(youth.given_name, youth.family_name)
            self._new.setdefault(key, []).append(youth.id)

    def _now(self, known: KnownYouth) -> KnownYouth:
        return self._held.get(known.youth.id, known)
