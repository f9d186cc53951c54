"""A source's facts about one youth, laid beside what the same feed has said before.

The same thing is known by the source's own key, else by form or kind, start and school. What a day says is
the sum of that day's files, in any order: what one of them said is not taken back by another that is
silent or says something else; then both lie beside each other, and a person sees the difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from operator import attrgetter
from typing import Any, Final

import attrs

from kaa_core.imports.columns import normal
from kaa_core.imports.sources.facts import AnyFact, Delivery, feed_name, feed_of
from kaa_core.imports.sources.outcomes import Latest, Set
from kaa_core.model.enums import CredentialKind, FactSource
from kaa_core.model.facts import Credential, Residence, SchoolNotice, StudyPeriod
from kaa_core.model.ids import RecordId, YouthId

FRAME: Final = frozenset(
    {"id", "youth", "source", "as_of", "origin", "row", "key", "withdrawn", "author"}
)
"""The fields that say whose a fact is and where it came from, and not what it says."""
_SAID: Final[dict[type, tuple[str, ...]]] = {
    kind: tuple(a.name for a in attrs.fields(kind) if a.name not in FRAME)
    for kind in (StudyPeriod, Credential, Residence, SchoolNotice)
}
_CONTENT: Final = {kind: attrgetter(*names) for kind, names in _SAID.items()}


def content(fact: AnyFact) -> tuple[Any, ...]:
    """Return what a fact says, without whose it is and where it came from."""
    said: tuple[Any, ...] = _CONTENT[type(fact)](fact)
    return said


def natural_key(fact: AnyFact) -> tuple[object, ...]:
    """Return by what a fact is the same thing when its source has no key of its own."""
    match fact:
        case StudyPeriod():
            return fact.form, fact.start, normal(fact.school_unit or fact.school or "")
        case Credential():
            if fact.kind is CredentialKind.NONE:
                return (fact.kind,)
            return fact.kind, fact.issued_on, normal(fact.school or "")
        case Residence():
            return fact.kind, fact.start or fact.municipality
        case SchoolNotice():
            return fact.kind, fact.occurred_on, normal(fact.school_unit or fact.school or "")


@attrs.frozen
class Frame:
    """What is the same for all facts of a delivery."""

    source: FactSource
    feed: str
    origin: str
    as_of: date
    whole: bool
    said_today: bool
    """A whole delivery of this feed for this day has been laid in: all that stands was said today."""
    new_id: Callable[[], RecordId]

    @classmethod
    def of(cls, delivery: Delivery, latest: Latest | None, new_id: Callable[[], RecordId]) -> Frame:
        """Return the frame of a delivery."""
        return cls(
            source=delivery.source,
            feed=feed_name(delivery.feed),
            origin=delivery.origin,
            as_of=delivery.as_of,
            whole=delivery.whole,
            said_today=latest is not None and latest.as_of == delivery.as_of and latest.whole,
            new_id=new_id,
        )

    def is_ours(self, fact: AnyFact) -> bool:
        """Whether this feed has stated a fact."""
        return fact.source is self.source and feed_of(fact.origin) == self.feed

    def said_on(self, fact: AnyFact) -> date:
        """Return the latest day on which the feed is known to have said a fact."""
        if self.said_today and fact.withdrawn is None:
            return self.as_of
        return fact.as_of or date.min


@attrs.define
class Laid:
    """What comes of one youth's facts. `now`: all of them afterwards."""

    now: dict[RecordId, AnyFact]
    creates: list[AnyFact] = attrs.field(factory=list)
    sets: list[Set] = attrs.field(factory=list)
    changed: int = 0
    withdrawn: int = 0
    older: int = 0


class Laying:
    """One entry's facts on their way into the register."""

    def __init__(
        self, frame: Frame, youth: YouthId, held: Iterable[AnyFact], stated: set[RecordId]
    ) -> None:
        """`stated`: the facts that this delivery has said already, of anybody; it grows."""
        self._frame = frame
        self._youth = youth
        self._stated = stated
        self.laid = Laid({fact.id: fact for fact in held})

    def lay(self, facts: Sequence[AnyFact], row: int, *, stale: bool) -> Laid:
        """Lay in an entry's facts. `stale`: the feed has spoken of her on a later day."""
        rest = [fact for fact in facts if not self._repeated(fact)]
        for fact in rest:
            if not self._repeated(fact):  # the entry may say it twice itself
                self._changed_or_new(fact, row, stale=stale)
        return self.laid

    def take_back(self) -> Laid:
        """Withdraw what the feed said before this day and has not said now."""
        for fact in self._ours():
            if self.is_missing(fact):
                self._withdraw(fact)
        return self.laid

    def take_back_keyed(self, key: str) -> Laid:
        """Withdraw the facts with a key, or under it, that this delivery has not itself said."""
        for fact in self._ours():
            under = fact.key == key or (fact.key or "").startswith(f"{key}/")
            late = (fact.as_of or date.min) > self._frame.as_of
            if under and not late and fact.withdrawn is None and fact.id not in self._stated:
                self._withdraw(fact)
        return self.laid

    def before(self) -> int:
        """Return how many of the facts that stand the feed said before this day."""
        frame = self._frame
        return sum(
            fact.withdrawn is None and (fact.as_of or date.min) < frame.as_of
            for fact in self._ours()
        )

    def is_missing(self, fact: AnyFact) -> bool:
        """Whether a standing fact of the feed was said before this day and not now."""
        stands = fact.withdrawn is None and fact.id not in self._stated
        return stands and self._frame.said_on(fact) < self._frame.as_of

    def missing(self) -> list[AnyFact]:
        """Return the facts that `take_back` would withdraw."""
        return [fact for fact in self._ours() if self.is_missing(fact)]

    def _ours(self) -> list[AnyFact]:
        return [fact for fact in self.laid.now.values() if self._frame.is_ours(fact)]

    def _matching(self, fact: AnyFact) -> list[AnyFact]:
        """Return what the feed has said of the same thing, but for what was over before this day."""
        kind, key = type(fact), natural_key(fact)
        found = []
        for held in self._ours():
            if type(held) is not kind or (held.withdrawn and held.withdrawn < self._frame.as_of):
                continue
            if fact.key is not None and held.key is not None:
                same = held.key == fact.key
            else:
                same = natural_key(held) == key
            if same:
                found.append(held)
        return found

    def _repeated(self, fact: AnyFact) -> bool:
        """Whether the feed has said just this before; it then stands, as of this day."""
        as_of, said = self._frame.as_of, content(fact)
        for held in self._matching(fact):
            if content(held) == said and not self._is_newer(held):
                self._stated.add(held.id)
                values: dict[str, Any] = {}
                if held.withdrawn is not None:
                    values["withdrawn"] = None
                if self._renewed(held) and held.as_of != as_of:
                    values["as_of"] = as_of
                if values:
                    self._set(held, values)
                return True
        return False

    def _renewed(self, held: AnyFact) -> bool:
        """Whether a fact said again gets the new day. A whole delivery would renew the whole register."""
        if isinstance(held, Credential) and held.kind is CredentialKind.NONE:
            return True  # "none up to this day" is what it says
        undated = isinstance(held, Residence) and held.start is None  # counts from its first day
        return not (undated or self._frame.whole)

    def _is_newer(self, held: AnyFact) -> bool:
        as_of = self._frame.as_of
        gone_later = held.withdrawn is not None and held.withdrawn > as_of
        return gone_later or (held.as_of is not None and held.as_of > as_of)

    def _changed_or_new(self, fact: AnyFact, row: int, *, stale: bool) -> None:
        frame = self._frame
        matching = self._matching(fact)
        if any(self._is_newer(held) for held in matching) or (stale and matching):
            self.laid.older += 1
            return
        before = [
            held
            for held in matching
            if held.id not in self._stated
            and (held.withdrawn == frame.as_of or frame.said_on(held) < frame.as_of)
        ]
        if not before:
            self._create(fact, row)
            return
        held = min(before, key=lambda one: repr(content(one)))
        values = {
            name: getattr(fact, name)
            for name in _SAID[type(fact)]
            if getattr(fact, name) != getattr(held, name)
        }
        values |= {"as_of": frame.as_of, "origin": frame.origin, "row": row}
        if held.withdrawn is not None:
            values["withdrawn"] = None
        if held.key is None and fact.key is not None:
            values["key"] = fact.key
        self._set(held, values)
        self._stated.add(held.id)

    def _create(self, fact: AnyFact, row: int) -> None:
        frame = self._frame
        made = attrs.evolve(
            fact,
            id=frame.new_id(),
            youth=self._youth,
            source=frame.source,
            as_of=frame.as_of,
            origin=frame.origin,
            row=row,
        )
        self.laid.now[made.id] = made
        self.laid.creates.append(made)
        self._stated.add(made.id)

    def _withdraw(self, fact: AnyFact) -> None:
        self._set(fact, {"withdrawn": self._frame.as_of}, counted=False)
        self.laid.withdrawn += 1

    def _set(self, held: AnyFact, values: dict[str, Any], *, counted: bool = True) -> None:
        self.laid.now[held.id] = attrs.evolve(held, **values)
        self.laid.sets.append(Set(held.id, type(held), values))
        self.laid.changed += counted


def heard_on(facts: Iterable[AnyFact], frame: Frame) -> date | None:
    """Return the latest day on which a feed has spoken of a youth, as far as her facts tell."""
    days = [
        day for fact in facts if frame.is_ours(fact) for day in (fact.as_of, fact.withdrawn) if day
    ]
    return max(days, default=None)
