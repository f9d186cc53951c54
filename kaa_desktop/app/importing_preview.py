"""The preview of an import: every row with what it would do, and what waits for a person's yes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from kaa_core.imports.judging import Facts, NoteKind, Outcome, Verdict, settled
from kaa_core.imports.sources.facts import AnyFact
from kaa_core.imports.sources.matching import FRAME
from kaa_core.model.enums import Choice, Protection
from kaa_core.model.identity import shown as shown_number
from kaa_core.model.ids import WorkerId, YouthId
from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY
from kaa_desktop.app.context import PROTECTED_NAME
from kaa_desktop.app.importing_acts import lacks_reason
from kaa_desktop.app.importing_views import (
    OF_OUTCOME,
    Left,
    Proposal,
    RowDetails,
    RowView,
    Shown,
)
from kaa_desktop.app.words import sentence_case

AT_A_TIME: Final = 500
_ACTS: Final = (Outcome.NEW, Outcome.FILLED, Outcome.DIFFERS)
_TITLES: Final = {
    NoteKind.MENDED_NUMBER: (
        "personnummer kan lagas",
        "Siffror har gått förlorade i kalkylarket. Jämför med källan. Raderna läses inte in utan ditt ja.",
    ),
    NoteKind.MENDED_NAME: (
        "namn står med bara stora bokstäver",
        "De kan skrivas som namn brukar skrivas. Utan ditt ja läses de in som de står.",
    ),
}
_ELSEWHERE: Final = "Står annorlunda på den rad som gäller."
HIDDEN_DIFFERENCE: Final = (
    "Skiljer sig från det som står i registret. Skyddade uppgifter visas inte här."
)
_ALWAYS: Final = frozenset({NoteKind.CENTURY})
"""Said where a row is shown whole: in the list it would stand on every row."""
_MORE: Final = ("förslag", "Något i raden är ett förslag. Det görs inte utan ditt ja.")


class Preview:
    """The answers for all rows of a sheet. Rows are named by their place in it, from 0.

    Only the thread that shows it uses it, and what it holds is values: a yes is a mark, no more.
    `of_source`: whether it is a source's file (importing_delivery.py).
    """

    of_source = False

    def __init__(
        self,
        verdicts: list[Verdict],
        workers: Mapping[WorkerId, str],
        protected: Collection[YouthId],
        remark: str = "",
    ) -> None:
        self.remark = remark
        """Something about the whole file that a person should know of."""
        self._verdicts = verdicts
        self._workers = workers
        self._protected = protected
        self._yes: dict[int, frozenset[NoteKind]] = {}
        self._asking = {
            at: kinds
            for at, one in enumerate(verdicts)
            if (kinds := _asked(one)) and one.outcome in _ACTS
        }
        self._shows = [self._shown(at) for at in range(len(verdicts))]
        self._does = bytearray(self._acts(at) is not None for at in range(len(verdicts)))
        self.without_reason = sum(map(lacks_reason, verdicts))
        """Rows with a day of enrolment and no reason for it."""

    def let_go(self) -> None:
        """Empty it, on another thread than the window's: the rows go some at a time.

        A hundred thousand values that go at once keep every thread waiting (see `imports.book.Rows`).
        """
        self._asking.clear()
        self._does.clear()
        while self._verdicts:
            del self._verdicts[-AT_A_TIME:]

    # -- counts

    def __len__(self) -> int:
        return len(self._verdicts)

    def counts(self) -> dict[Shown, int]:
        """How many rows each part of the list has; those of nothing are left out."""
        found = Counter(self._shows)
        found[Shown.ALL] = len(self._verdicts)
        return {one: found[one] for one in Shown if found[one]}

    def to_do(self) -> int:
        """How many youths would be written about."""
        return sum(self._does)

    def places(self, which: Shown) -> list[int]:
        """The rows of a part of the list, in the file's order."""
        if which is Shown.ALL:
            return list(range(len(self._verdicts)))
        return [at for at, shown in enumerate(self._shows) if shown is which]

    def settled(self) -> Iterator[tuple[int, Verdict]]:
        """The rows that would be carried out, as they have been said yes to."""
        for at, does in enumerate(self._does):
            verdict = self._acts(at) if does else None
            if verdict is not None:
                yield at, verdict

    def _shown(self, at: int) -> Shown:
        verdict, said = self._verdicts[at], self._yes.get(at, frozenset())
        if verdict.outcome in _ACTS and verdict.waits and settled(verdict, said) is None:
            return Shown.WAITS
        return OF_OUTCOME[verdict.outcome]

    def _acts(self, at: int) -> Verdict | None:
        """The row as it would be carried out; None when nothing would be written."""
        verdict = self._verdicts[at]
        if verdict.outcome not in _ACTS:
            return None
        one = settled(verdict, self._yes.get(at, frozenset()))
        if one is None or not (one.outcome is Outcome.NEW or one.fills or one.adds):
            return None
        return one

    # -- proposals

    def proposals(self) -> list[Proposal]:
        """What waits for a yes, by what was mended."""
        asked: Counter[NoteKind] = Counter()
        said: Counter[NoteKind] = Counter()
        for at, kinds in self._asking.items():
            asked.update(kinds)
            said.update(kinds & self._yes.get(at, frozenset()))
        return [
            Proposal(
                key=kind.value,
                title=f"{number} {_TITLES.get(kind, _MORE)[0]}",
                text=_TITLES.get(kind, _MORE)[1],
                count=number,
                accepted=said[kind],
            )
            for kind, number in asked.items()
        ]

    def accept_all(self, key: str, *, yes: bool) -> None:
        """Say yes (or take it back) to all rows of one kind of proposal."""
        kind = NoteKind(key)
        for at, kinds in self._asking.items():
            if kind in kinds:
                self._say(at, frozenset({kind}), yes=yes)

    def accept(self, at: int, *, yes: bool) -> None:
        """Say yes (or take it back) to all that waits in one row."""
        self._say(at, self._asking.get(at, frozenset()), yes=yes)

    def _say(self, at: int, kinds: frozenset[NoteKind], *, yes: bool) -> None:
        held = self._yes.get(at, frozenset())
        self._yes[at] = held | kinds if yes else held - kinds
        if self._verdicts[at].waits:
            self._shows[at] = self._shown(at)
            self._does[at] = self._acts(at) is not None

    # -- rows

    def row(self, at: int) -> RowView:
        """One row of the list."""
        verdict = self._verdicts[at]
        name, number = self._who(verdict)
        return RowView(
            row=verdict.row,
            name=name,
            number=number,
            shown=self._shows[at],
            why=_why(verdict),
            youth=verdict.youth,
        )

    def details(self, at: int) -> RowDetails:
        """One row, whole."""
        verdict = self._verdicts[at]
        asked = self._asking.get(at, frozenset())
        return RowDetails(
            row=self.row(at),
            lines=tuple(self._lines(verdict)),
            notes=tuple(note.sentence for note in verdict.notes),
            waits=bool(asked),
            accepted=bool(asked) and asked <= self._yes.get(at, frozenset()),
        )

    def left(self) -> list[Left]:
        """The rows that are not taken in, or of which something is not."""
        found = []
        for at, verdict in enumerate(self._verdicts):
            shown = self._shows[at]
            if shown not in (Shown.NEW, Shown.FILLED, Shown.SAME):
                found.append(Left(row=verdict.row, shown=shown, why=_why(verdict)))
        return found

    def number_of(self, at: int) -> int:
        """A row's number in the file."""
        return self._verdicts[at].row

    def _who(self, verdict: Verdict) -> tuple[str, str]:
        """Name and number; the protected are named nowhere in a list (OSL 22 kap. 1 §)."""
        facts = verdict.facts
        if facts is None:
            return "", ""
        if self._is_protected(verdict):
            return PROTECTED_NAME, str(facts.youth.get("case_number") or "")
        names = (facts.youth.get("given_name"), facts.youth.get("family_name"))
        return " ".join(filter(None, names)), shown_number(facts.identity_number)

    def _is_protected(self, verdict: Verdict) -> bool:
        """Whether the row is about one who has skyddad folkbokföring, in the file or here."""
        told = verdict.facts is not None and verdict.facts.protection is Protection.PROTECTED
        return told or verdict.youth in self._protected

    def _lines(self, verdict: Verdict) -> Iterator[tuple[str, str]]:
        protected = self._is_protected(verdict)
        for one in verdict.differences:
            stands = f"I registret: {one.ours or 'tomt'}. I filen: {one.theirs or 'tomt'}."
            if verdict.outcome is Outcome.DOUBLE:
                stands = _ELSEWHERE
            elif protected:
                stands = HIDDEN_DIFFERENCE
            yield sentence_case(one.label), stands
        new = verdict.outcome is Outcome.NEW
        facts = verdict.facts if new else verdict.adds
        if not protected:
            yield from field_words(verdict.facts.youth if new and verdict.facts else verdict.fills)
        if facts is not None:
            yield from self._facts(facts)
            for guardian in () if protected else facts.guardians:
                yield "Vårdnadshavare", ", ".join(filter(None, (guardian.name, guardian.phone)))

    def _facts(self, facts: Facts) -> Iterator[tuple[str, str]]:
        if facts.enrolled_on is not None:
            yield "Skrivs in", facts.enrolled_on.isoformat()
        if facts.reason is not None:
            yield "Orsak", facts.reason.label
        if facts.worker is not None:
            yield "Handläggare", self._workers.get(facts.worker, "")
        for one in facts.occupations:
            yield "Sysselsättning", ", ".join(filter(None, (one.kind.label, one.description)))
        for fact in facts.stated:
            yield sentence_case(REGISTRY.of(fact).label), fact_words(fact)


def fact_words(fact: AnyFact) -> str:
    """What a fact says, in the order of its fields; a number is told by its heading."""
    said = []
    for field in REGISTRY.of(fact).fields:
        value = getattr(fact, field.name)
        if field.name in FRAME or value is None or value is False:
            continue
        if isinstance(value, Choice):
            said.append(value.label)
        elif isinstance(value, int):
            said.append(field.label if value is True else f"{field.label} {value}")
        else:
            said.append(str(value))
    return ", ".join(said)


def _asked(verdict: Verdict) -> frozenset[NoteKind]:
    """What a person can say yes to in a row: what waits, and names in capitals."""
    kinds = {note.kind for note in verdict.notes if note.waits}
    if verdict.facts is not None and verdict.facts.mended_names:
        kinds.add(NoteKind.MENDED_NAME)
    return frozenset(kinds)


def _why(verdict: Verdict) -> str:
    said = [note.sentence for note in verdict.notes if note.kind not in _ALWAYS]
    if verdict.outcome is Outcome.DIFFERS:
        said.insert(0, f"Skiljer sig: {', '.join(one.label for one in verdict.differences)}.")
    if verdict.outcome in (Outcome.FILLED, Outcome.DIFFERS):
        filled = [label.lower() for label, _ in field_words(verdict.fills)]
        if filled:
            said.append(f"Fylls i: {', '.join(filled)}.")
    return " ".join(said)


def field_words(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What fields of a youth say, by their labels; the empty are left out."""
    by_name = REGISTRY.kind(Youth).by_name
    for name, value in values.items():
        if value not in (None, ""):
            label = by_name[name].label if name in by_name else name
            yield sentence_case(label), value.label if isinstance(value, Choice) else str(value)
