"""A delivery of a source, laid beside the register: what is created, filled, withdrawn, and what waits.

Pure: nothing is written here. The night run on the server and the desktop carry the changes out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Final

import attrs

from kaa_core.imports.sources import sheltering
from kaa_core.imports.sources.belonging import is_of_age, lives_elsewhere
from kaa_core.imports.sources.facts import (
    Delivery,
    Gone,
    Remark,
    RemarkKind,
    SourcePerson,
    Unread,
    remark,
)
from kaa_core.imports.sources.filling import LOWER, Filling, fill, stated
from kaa_core.imports.sources.identifying import Whom, birth_of, changed_number, whom
from kaa_core.imports.sources.matching import Frame, Laid, Laying, heard_on
from kaa_core.imports.sources.memory import Memory
from kaa_core.imports.sources.outcomes import (
    Applied,
    Change,
    Counts,
    Filled,
    Known,
    KnownYouth,
    Set,
    Waiting,
)
from kaa_core.imports.sources.telling import sentences
from kaa_core.model.enums import FactSource, Protection
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Youth

FEW: Final = 20
"""So many facts may be missing from a whole delivery without anybody being asked."""
SHARE: Final = 0.2
"""Above FEW: this share of the feed's facts. More, and the delivery may be half."""

_COMMON: Final = frozenset({RemarkKind.CENTURY, RemarkKind.COORDINATION})
"""Said beside a row, and not in a report."""

_UNPLACED: Final = remark(
    RemarkKind.UNPLACED,
    "Personen finns inte i registret, och raden har inte både personnummer och namn.",
)
_MANY: Final = remark(
    RemarkKind.MANY_GONE,
    "Så mycket saknas mot förra leveransen att den kan vara ofullständig. Inget av det som saknas är "
    "återtaget. Kontrollera med källan.",
)
_UNSURE: Final = remark(
    RemarkKind.MANY_GONE,
    "Rader i filen gick inte att läsa. Därför är inget återtaget för dem som inte nämns i den.",
)


def in_order(deliveries: Iterable[Delivery]) -> list[Delivery]:
    """Return deliveries in the order to lay them in: oldest first, and those that know everybody first.

    Whom a UHR answer or a notice is about may be entered by another file of the same day.
    """
    return sorted(
        deliveries, key=lambda one: (one.as_of, _ORDER.index(one.source), one.feed, one.file or "")
    )


_FIRST: Final = (
    FactSource.POPULATION_REGISTER,
    FactSource.SCHOOL,
    FactSource.ADMISSIONS,
    FactSource.NOTICE,
)
_ORDER: Final = (*_FIRST, *(source for source in FactSource if source not in _FIRST))


class Applying:
    """Goes through a delivery once, yielding a change for each entry that is about a youth.

    A change may be empty (`Change.is_empty`): she was named, and nothing was new. `waiting`, `unread`
    and `counts` grow meanwhile and are whole when the iteration has ended; so is `report()`.
    """

    def __init__(
        self,
        delivery: Delivery,
        known: Known,
        *,
        home: str,
        today: date,
        new_id: Callable[[], RecordId],
        accepted: Collection[RemarkKind] = (),
    ) -> None:
        self.waiting: list[Waiting] = []
        self.unread: list[Unread] = []
        self.counts = Counts()
        self.is_older = False
        """The feed has delivered everything for a later day: nothing of this one is laid in."""
        self._delivery = delivery
        self._memory = Memory(known)
        self._home = home
        self._today = today
        self._accepted = frozenset(accepted)
        self._stated: set[RecordId] = set()
        self._seen: set[RecordId] = set()
        self._settled: dict[RecordId, int] = {}
        """Of whom nothing is missing, and how many of their facts were said before: read once."""
        self._marks: dict[str, Protection] = {}
        self._said: Counter[str] = Counter()
        latest = known.latest(delivery.feed)
        self._frame = Frame.of(delivery, latest, new_id)
        if delivery.whole and latest is not None and latest.as_of > delivery.as_of:
            self.is_older = True

    def __iter__(self) -> Iterator[Change]:
        for entry in self._delivery.entries:
            self.counts.entries += 1
            match entry:
                case Unread():
                    self.counts.unread += 1
                    self.unread.append(entry)
                case Gone():
                    yield from self._gone(entry)
                case SourcePerson():
                    yield from self._person(entry)
        if self._delivery.whole and not self.is_older:
            yield from self._not_said()

    def report(self) -> tuple[str, ...]:
        """Return what was done, in plain Swedish; no sentence names or numbers anybody."""
        told = [] if self.is_older else list(self._said.items())
        return sentences(self._delivery, self.counts, self.waiting, told, is_older=self.is_older)

    # --- one entry ----------------------------------------------------------------------

    def _person(self, person: SourcePerson) -> Iterator[Change]:
        if self.is_older:
            self.counts.older += 1
            return
        self._said.update(one.sentence for one in person.remarks if one.kind not in _COMMON)
        found = whom(person, self._memory)
        waits = next((one for one in person.waits if one.kind not in self._accepted), None)
        if waits is None and found.stops and found.waits and not self._yes(found.waits):
            waits = found.waits
        if waits is not None:
            self._wait(person, waits, found)
        elif found.known is None:
            yield from self._unknown(person)
        else:
            yield self._of_known(person, found, found.known)

    def _yes(self, one: Remark) -> bool:
        return one.kind in self._accepted

    def _wait(self, person: SourcePerson, why: Remark, found: Whom) -> None:
        self.counts.waiting += 1
        youths = found.others or ((YouthId(found.known.youth.id),) if found.known else ())
        self._seen.update(youths)
        for youth in youths:  # what waits is not taken for missing
            self._memory.spare(youth)
        self.waiting.append(
            Waiting(row=person.row, remark=why, youths=youths, number=person.identity_number)
        )

    def _unknown(self, person: SourcePerson) -> Iterator[Change]:
        born = birth_of(person)
        if born is not None and not is_of_age(born, self._today):
            self.counts.outside_age += 1
        elif lives_elsewhere(person, self._home):
            self.counts.elsewhere += 1
        elif self._says_nothing(person):
            self.counts.nothing += 1
            self._mark(person)
        elif not (person.identity_number and person.given_name and person.family_name):
            self._wait(person, _UNPLACED, Whom())
        else:
            yield self._new(person)

    def _says_nothing(self, person: SourcePerson) -> bool:
        """Whether a source of schooling says nothing of it: a teacher, a guardian, a row in ruins.

        Such an entry enters nobody and fills nothing in, known or not: its mark of protection alone counts.
        """
        return not person.facts and self._frame.source is not FactSource.POPULATION_REGISTER

    def _mark(self, person: SourcePerson) -> None:
        """Remember a protection for one whom a later row may enter."""
        number, mark = person.identity_number, person.protection
        if number and mark:
            self._marks[number] = max(mark, self._marks.get(number, mark))

    def _new(self, person: SourcePerson) -> Change:
        mark = self._marks.get(person.identity_number or "")
        if mark is not None:
            person = attrs.evolve(person, protection=max(mark, person.protection or mark))
        fields = stated(person)
        youth = Youth(
            id=self._frame.new_id(),
            identity_number=person.identity_number or "",
            given_name=fields["given_name"],
            family_name=fields["family_name"],
        )
        now = Filled(self._delivery.source, self._delivery.as_of)
        sure = dict.fromkeys(("identity_number", "given_name", "family_name"), now)
        filling = fill(person, KnownYouth(youth=youth, filled=sure), now.source, now.as_of)
        youth = attrs.evolve(youth, **filling.values)
        laying = Laying(self._frame, YouthId(youth.id), (), self._stated)
        facts = sheltering.told(person.facts, youth.protection, self._home)
        laid = laying.lay(facts, person.row, stale=False)
        self.counts.new += 1
        change = Change(
            youth=YouthId(youth.id),
            row=person.row,
            heard=now.as_of,
            creates=(youth, *laid.creates),
            filled=sure | filling.filled,
            remarks=(*person.remarks, *filling.remarks),
        )
        self._remember(change, KnownYouth(youth=youth), laid)
        return change

    def _of_known(self, person: SourcePerson, found: Whom, known: KnownYouth) -> Change:
        heard = known.heard or heard_on(known.facts, self._frame)
        stale = heard is not None and heard > self._frame.as_of
        youth = YouthId(known.youth.id)
        filling = fill(
            SourcePerson(row=person.row, protection=person.protection)
            if self._says_nothing(person)
            else person,
            known,
            self._frame.source,
            self._frame.as_of,
            filling=not stale,
        )
        self._settle(person, found, known, filling)
        shelter = sheltering.Shelter.of(known, filling.values, self._home)
        laying = Laying(self._frame, youth, shelter.held, self._stated)
        if not (stale and person.complete):
            laying.lay(shelter.told(person.facts), person.row, stale=stale)
        if person.complete and not stale:
            laying.take_back()
        laid = laying.laid
        if stale and not laid.creates:
            self.counts.older += 1
        sets = [Set(known.youth.id, Youth, filling.values)] if filling.values else []
        change = Change(
            youth=youth,
            row=person.row,
            heard=max(heard or self._frame.as_of, self._frame.as_of),
            creates=tuple(laid.creates),
            sets=(*sets, *shelter.sets, *laid.sets),
            filled=filling.filled,
            differs=tuple(filling.differs),
            remarks=(*person.remarks, *found.remarks, *filling.remarks),
        )
        self._count(change, filling, older=stale and not laid.creates)
        self._remember(change, known, laid)
        return change

    def _settle(
        self, person: SourcePerson, found: Whom, known: KnownYouth, filling: Filling
    ) -> None:
        """Write a number that Skatteverket changed where an import wrote the old one; else it waits."""
        youths = found.others or (YouthId(known.youth.id),)
        if found.new_number is not None:
            sure = (
                self._frame.source is FactSource.POPULATION_REGISTER
                and "identity_number" in known.filled
            )
            if sure or RemarkKind.NUMBER_CHANGED in self._accepted:
                filling.values["identity_number"] = found.new_number
                filling.filled["identity_number"] = Filled(self._frame.source, self._frame.as_of)
            else:
                self._tell(person, changed_number(), youths)
        if found.waits is not None and not found.stops and not self._yes(found.waits):
            self._tell(person, found.waits, youths)
        if filling.lowers:
            self._tell(person, LOWER, youths)

    def _tell(self, person: SourcePerson, why: Remark, youths: Sequence[YouthId]) -> None:
        """Something of the entry waits; the rest of it is laid in."""
        self.counts.waiting += 1
        number = person.identity_number if why.kind is RemarkKind.NUMBER_CHANGED else None
        self.waiting.append(
            Waiting(row=person.row, remark=why, youths=tuple(youths), number=number)
        )

    def _gone(self, gone: Gone) -> Iterator[Change]:
        known = None if self.is_older else self._memory.keyed(self._frame.feed, gone.key)
        if known is None:
            return
        laying = Laying(self._frame, YouthId(known.youth.id), known.facts, self._stated)
        laid = laying.take_back_keyed(gone.key)
        if laid.sets:
            yield self._withdrawn(known, laid, gone.row)

    # --- what a whole delivery does not say ---------------------------------------------

    def _not_said(self) -> Iterator[Change]:
        before, missing = sum(self._settled.values()), []
        for told in self._memory.told_by(self._frame.feed, self._settled):
            laying = Laying(self._frame, YouthId(told.youth.id), told.facts, self._stated)
            gone = len(laying.missing())
            before += laying.before()
            if gone and not self._memory.is_spared(told.youth.id):
                missing.append((told, gone))
        total = sum(gone for _, gone in missing)
        yes = RemarkKind.MANY_GONE in self._accepted
        if total > max(FEW, SHARE * before) and not yes:
            self._ask(_MANY)
            return
        unsure = self.unread and not yes
        for known, _ in missing:
            if unsure and known.youth.id not in self._seen:
                continue
            laying = Laying(self._frame, YouthId(known.youth.id), known.facts, self._stated)
            yield self._withdrawn(known, laying.take_back(), 0)
        if unsure and any(known.youth.id not in self._seen for known, _ in missing):
            self._ask(_UNSURE)

    def _ask(self, why: Remark) -> None:
        self.counts.waiting += 1
        self.waiting.append(Waiting(row=0, remark=why))

    def _withdrawn(self, known: KnownYouth, laid: Laid, row: int) -> Change:
        change = Change(
            youth=YouthId(known.youth.id),
            row=row,
            heard=self._frame.as_of,
            sets=tuple(laid.sets),
        )
        self.counts.facts_withdrawn += laid.withdrawn
        self._remember(change, known, laid, counted=False)
        return change

    # --- counting and remembering -------------------------------------------------------

    def _count(self, change: Change, filling: Filling, *, older: bool) -> None:
        again = change.youth in self._seen
        if not change.is_empty:
            self.counts.changed += 1
        elif again and not older:
            self.counts.doubled += 1
        elif not older:
            self.counts.same += 1
        self.counts.differs += bool(change.differs)
        self.counts.protection_raised += filling.raised

    def _remember(
        self, change: Change, known: KnownYouth, laid: Laid, *, counted: bool = True
    ) -> None:
        self._seen.add(change.youth)
        if counted:
            self.counts.facts_new += len(laid.creates)
            self.counts.facts_changed += laid.changed
            self.counts.facts_withdrawn += laid.withdrawn
        self._memory.keep(known, change, tuple(laid.now.values()))
        if self._delivery.whole:
            self._settled.pop(change.youth, None)
            left = Laying(self._frame, change.youth, laid.now.values(), self._stated)
            if not left.missing():
                self._settled[change.youth] = left.before()


def apply(
    delivery: Delivery,
    known: Known,
    *,
    home: str,
    today: date,
    new_id: Callable[[], RecordId],
    accepted: Collection[RemarkKind] = (),
) -> Applied:
    """Gather all that a delivery does. `Applying` is for one that is too large to be held.

    `home`: our municipality, four digits. `accepted`: the proposals that a person has said yes to.
    """
    going = Applying(delivery, known, home=home, today=today, new_id=new_id, accepted=accepted)
    changes = tuple(going)
    return Applied(
        changes=changes,
        waiting=tuple(going.waiting),
        unread=tuple(going.unread),
        counts=going.counts,
        report=going.report(),
    )
