"""A source's file before it is laid in: what every row would do, and what waits for a person's yes.

The delivery is laid out once without writing, with every mended number taken as if it had its yes; a row
without one does nothing. When it is written it is laid out anew, beside the register as it then stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final

import attrs

from kaa_core.imports.applying import Applying
from kaa_core.imports.sources.facts import (
    FACT_KINDS,
    Delivery,
    Entry,
    RemarkKind,
    SourcePerson,
    Unread,
)
from kaa_core.imports.sources.outcomes import Change, Waiting
from kaa_core.model.enums import Protection
from kaa_core.model.identity import shown as shown_number
from kaa_core.model.ids import YouthId
from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY
from kaa_desktop.app.context import PROTECTED_NAME
from kaa_desktop.app.importing_preview import HIDDEN_DIFFERENCE, fact_words, field_words
from kaa_desktop.app.importing_views import Left, Proposal, RowDetails, RowView, Shown
from kaa_desktop.app.words import counted, sentence_case

Lay = Callable[[Delivery, Collection[RemarkKind]], Applying]
"""Lays a delivery beside the register, with the kinds of proposals that have their yes."""
ASKED: Final = frozenset({RemarkKind.MENDED_NUMBER, RemarkKind.NUMBER_CHANGED})
"""Proposals that a person can say yes to, row by row."""
_TITLES: Final = {
    RemarkKind.MENDED_NUMBER: (
        "personnummer kan lagas",
        "En nolla har gått förlorad. Jämför med källan. Raderna läses inte in utan ditt ja.",
    ),
    RemarkKind.NUMBER_CHANGED: (
        "personnummer är ändrade enligt källan",
        "Jämför med folkbokföringen. Utan ditt ja står det gamla numret kvar.",
    ),
}
_STOPS: Final = frozenset(
    {RemarkKind.SEVERAL_NAMED, RemarkKind.OTHER_NAME, RemarkKind.UNPLACED, RemarkKind.SAME_PERSON}
)
_QUIET: Final = frozenset({RemarkKind.CENTURY, RemarkKind.COORDINATION})
_DOES: Final = (Shown.NEW, Shown.FILLED, Shown.DIFFERS)
_TOLD: Final = (
    ("outside_age", Shown.OUTSIDE, "Utanför åldersgruppen. Räknad, inte sparad."),
    ("elsewhere", Shown.OUTSIDE, "Bor inte i kommunen. Räknad, inte sparad."),
    ("nothing", Shown.OUTSIDE, "Källan säger inget om personen, och registret har den inte."),
    ("older", Shown.SAME, "Äldre än det som källan har sagt senare."),
    ("doubled", Shown.DOUBLE, "Upprepar en tidigare rad."),
)


@attrs.define(slots=True)
class _Line:
    """What one entry comes to. `does`: whether anything would be written, once it has its yes."""

    row: int
    name: str = ""
    number: str = ""
    shown: Shown = Shown.SAME
    notes: tuple[str, ...] = ()
    why: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    youth: YouthId | None = None
    asks: frozenset[RemarkKind] = frozenset()
    does: bool = False


class DeliveryPreview:
    """The answers for all rows of a source's file, as `Preview` gives those of a register's.

    `without_reason` is 0: no source enrols anybody. `yes`: the rows that have been said yes to.
    """

    without_reason = 0
    of_source = True

    def __init__(self, lines: list[_Line], remark: str) -> None:
        self.remark = remark
        self._lines = lines
        self.yes: set[int] = set()

    def let_go(self) -> None:
        """Empty it."""
        self._lines.clear()

    def __len__(self) -> int:
        return len(self._lines)

    def counts(self) -> dict[Shown, int]:
        """How many rows each part of the list has; those of nothing are left out."""
        found = Counter(map(self._shown, self._lines))
        found[Shown.ALL] = len(self._lines)
        return {one: found[one] for one in Shown if found[one]}

    def to_do(self) -> int:
        """How many rows would write something."""
        return sum(self._acts(one) for one in self._lines)

    def places(self, which: Shown) -> list[int]:
        """The rows of a part of the list, in the file's order."""
        if which is Shown.ALL:
            return list(range(len(self._lines)))
        return [at for at, one in enumerate(self._lines) if self._shown(one) is which]

    def _shown(self, line: _Line) -> Shown:
        return Shown.WAITS if line.asks and line.row not in self.yes else line.shown

    def _acts(self, line: _Line) -> bool:
        waits = RemarkKind.MENDED_NUMBER in line.asks and line.row not in self.yes
        changed = RemarkKind.NUMBER_CHANGED in line.asks and line.row in self.yes
        return not waits and (line.does or changed)

    # -- proposals

    def proposals(self) -> list[Proposal]:
        """What waits for a yes, by what it is."""
        found = []
        for kind, (title, text) in _TITLES.items():
            rows = [one.row for one in self._lines if kind in one.asks]
            if rows:
                said = sum(one in self.yes for one in rows)
                found.append(
                    Proposal(
                        key=kind.value,
                        title=f"{len(rows)} {title}",
                        text=text,
                        count=len(rows),
                        accepted=said,
                    )
                )
        return found

    def accept_all(self, key: str, *, yes: bool) -> None:
        """Say yes (or take it back) to all rows of one kind of proposal."""
        rows = {one.row for one in self._lines if RemarkKind(key) in one.asks}
        self.yes = self.yes | rows if yes else self.yes - rows

    def accept(self, at: int, *, yes: bool) -> None:
        """Say yes (or take it back) to what waits in one row."""
        rows = {self._lines[at].row}
        self.yes = self.yes | rows if yes else self.yes - rows

    # -- rows

    def row(self, at: int) -> RowView:
        """One row of the list."""
        line = self._lines[at]
        return RowView(
            row=line.row,
            name=line.name,
            number=line.number,
            shown=self._shown(line),
            why=line.why,
            youth=line.youth,
        )

    def details(self, at: int) -> RowDetails:
        """One row, whole."""
        line = self._lines[at]
        return RowDetails(
            row=self.row(at),
            lines=line.lines,
            notes=line.notes,
            waits=bool(line.asks),
            accepted=bool(line.asks) and line.row in self.yes,
        )

    def left(self) -> list[Left]:
        """The rows that are not taken in, or of which something is not."""
        shown = [(one, self._shown(one)) for one in self._lines]
        return [
            Left(row=one.row, shown=what, why=one.why)
            for one, what in shown
            if what not in (Shown.NEW, Shown.FILLED, Shown.SAME)
        ]


def lay_out(
    delivery: Delivery,
    lay: Lay,
    protected: Collection[YouthId],
    progress: Callable[[int, int], None],
) -> DeliveryPreview:
    """Say what every row of a delivery would do; nothing is written."""
    telling = _Telling(delivery, protected, progress)
    going = lay(attrs.evolve(delivery, entries=telling.entries()), {RemarkKind.MENDED_NUMBER})
    telling.going = going
    for change in going:
        telling.changes.append(change)
    telling.ended()
    return DeliveryPreview(telling.lines, " ".join(delivery.remarks))


def with_yes(delivery: Delivery, yes: Collection[int]) -> Delivery:
    """The same delivery, the rows that have been said yes to waiting for nothing of their own."""

    def entries() -> Iterator[Entry]:
        for one in delivery.entries:
            if isinstance(one, SourcePerson) and one.waits and one.row in yes:
                left = tuple(w for w in one.waits if w.kind is not RemarkKind.MENDED_NUMBER)
                yield attrs.evolve(one, waits=left)
            else:
                yield one

    return attrs.evolve(delivery, entries=entries())


class _Telling:
    """Follows `Applying` entry by entry: what has come of one is told when it asks for the next."""

    def __init__(
        self,
        delivery: Delivery,
        protected: Collection[YouthId],
        progress: Callable[[int, int], None],
    ) -> None:
        self._source = delivery.entries
        self._protected = protected
        self._progress = progress
        self._entry: Entry | None = None
        self._waiting = 0
        self._counts: Mapping[str, int] = {}
        self.going: Applying | None = None
        self.changes: list[Change] = []
        self.lines: list[_Line] = []

    def entries(self) -> Iterator[Entry]:
        """What `Applying` goes through."""
        for number, entry in enumerate(self._source):
            self.ended()
            if not number % 50:
                self._progress(number, 0)
            self._entry = entry
            yield entry

    def ended(self) -> None:
        """All that came of an entry has come."""
        entry, going = self._entry, self.going
        if entry is None or going is None:
            return
        self._entry = None
        waiting = going.waiting[self._waiting :]
        self._waiting = len(going.waiting)
        now = attrs.asdict(going.counts)
        grown = {name for name, value in now.items() if value > self._counts.get(name, 0)}
        self._counts = now
        changes, self.changes = self.changes, []
        self.lines.append(self._line(entry, changes, waiting, grown))

    def _line(
        self,
        entry: Entry,
        changes: list[Change],
        waiting: list[Waiting],
        grown: Collection[str],
    ) -> _Line:
        if isinstance(entry, Unread):
            said = (entry.sentence,)
            return _Line(entry.row, shown=Shown.UNREADABLE, notes=said, why=entry.sentence)
        line = _Line(entry.row)
        hidden = False
        if isinstance(entry, SourcePerson):
            youths = {one.youth for one in changes} | {y for w in waiting for y in w.youths}
            told = entry.protection is Protection.PROTECTED
            hidden = told or bool(youths & set(self._protected))
            _name(line, entry, hidden=hidden)
            line.asks = frozenset(one.kind for one in (*entry.waits, *(w.remark for w in waiting)))
            line.asks &= ASKED
        _outcome(line, changes, waiting, grown)
        _words(line, entry, changes, waiting, hidden=hidden)
        return line


def _name(line: _Line, entry: SourcePerson, *, hidden: bool) -> None:
    if hidden:
        line.name = PROTECTED_NAME
        return
    line.name = " ".join(filter(None, (entry.given_name, entry.family_name)))
    line.number = shown_number(entry.identity_number) if entry.identity_number else ""


def _outcome(
    line: _Line, changes: list[Change], waiting: list[Waiting], grown: Collection[str]
) -> None:
    """What the row is called, and whether it does anything."""
    line.does = any(not one.is_empty for one in changes)
    known = next((one.youth for one in changes if not one.is_new), None)
    line.youth = known or next((one.youths[0] for one in waiting if one.youths), None)
    if any(one.is_new for one in changes):
        line.shown = Shown.NEW
    elif any(one.remark.kind in _STOPS for one in waiting) and not line.does:
        line.shown = Shown.UNREADABLE
    elif any(one.differs for one in changes) or any(
        one.remark.kind not in ASKED for one in waiting
    ):
        line.shown = Shown.DIFFERS
    elif line.does:
        line.shown = Shown.FILLED
    else:
        told = next((shown for name, shown, _ in _TOLD if name in grown), Shown.SAME)
        line.shown = Shown.FILLED if RemarkKind.NUMBER_CHANGED in line.asks else told
    line.why = next((words for name, _, words in _TOLD if name in grown), "")


def _words(
    line: _Line,
    entry: Entry,
    changes: list[Change],
    waiting: list[Waiting],
    *,
    hidden: bool,
) -> None:
    said = [one.remark.sentence for one in waiting]
    if isinstance(entry, SourcePerson):
        said += [one.sentence for one in entry.waits if one.kind in ASKED]
    told = [one for change in changes for one in change.remarks if one.kind not in _QUIET]
    said += [one.sentence for one in told]
    line.notes = tuple(dict.fromkeys([*said, *((line.why,) if line.why else ())]))
    done = [words for change in changes for words in _done(change)]
    line.why = " ".join([*line.notes, *done])
    line.lines = tuple(pair for change in changes for pair in _pairs(change, hidden=hidden))


def _done(change: Change) -> Iterator[str]:
    """In short what a change does."""
    if change.differs:
        yield f"Skiljer sig: {', '.join(one.label for one in change.differs)}."
    filled = [
        REGISTRY.kind(Youth).by_name[name].label
        for one in change.sets
        if one.kind is Youth
        for name in one.values
    ]
    if filled:
        yield f"Fylls i: {', '.join(filled)}."
    new = sum(not isinstance(one, Youth) for one in change.creates)
    altered = sum(one.kind is not Youth for one in change.sets)
    if new:
        yield f"{counted(new, 'ny uppgift', 'nya uppgifter')}."
    if altered:
        yield f"{counted(altered, 'uppgift ändras', 'uppgifter ändras')}."


def _pairs(change: Change, *, hidden: bool) -> Iterator[tuple[str, str]]:
    for one in change.differs:
        stands = f"I registret: {one.ours or 'tomt'}. I filen: {one.theirs or 'tomt'}."
        yield sentence_case(one.label), HIDDEN_DIFFERENCE if hidden else stands
    for record in change.creates:
        if isinstance(record, Youth):
            kind, values = REGISTRY.kind(Youth), dict[str, Any]()
            for field in kind.fields:
                values[field.name] = getattr(record, field.name)
            yield from () if hidden else field_words(values)
        elif isinstance(record, FACT_KINDS):
            yield sentence_case(REGISTRY.of(record).label), fact_words(record)
    for held in change.sets:
        if held.kind is Youth:
            yield from () if hidden else field_words(held.values)
        else:
            words = "återtas" if held.values.get("withdrawn") else "ändras"
            yield sentence_case(REGISTRY.kind(held.kind).label), words
