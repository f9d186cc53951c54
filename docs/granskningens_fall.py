"""Reads the cases of the self-audit: journals in plain Swedish, and how each area is to come out.

They are written for a person to read (tests/unit/core/self_audit/cases), run as tests, and printed in
docs/granskningen.md. A case::

    ## Ärende 3
    Född 2003-02-11, inskriven 2020-08-31
      2020-09-07 brev: skickat
      insats 1 praktik: från 2020-10-05, slutade 2020-12-18 (genomförd som planerat), ansvarig kommunen
    2021-04-30
    Kontakt: delvis enligt rutin, säger "tre månader efter första brevet"
    Saknas: 2020-11-09 hembesök: Ingen öppnade
    …

A day alone opens what is expected on it; an area's "Saknas" lines are the facts that together fulfil it.
A line that begins with "insats 1:" says more of a measure that is there.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final, TypeVar

import attrs

from kaa_core.model.casework import Assessment, FollowUp, Goal, Measure, Plan
from kaa_core.model.enums import (
    Channel,
    Choice,
    ContactOutcome,
    ConversationKind,
    Counterpart,
    DeregistrationReason,
    FollowUpKind,
    MeasureEnd,
    MeasureKind,
    OccupationKind,
    RegistrationReason,
    Responsible,
    VisitOutcome,
    VisitStatus,
)
from kaa_core.model.identity import synthetic_number
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import (
    Contact,
    Conversation,
    Enrolment,
    HomeVisit,
    JournalNote,
    Youth,
)
from kaa_core.model.registry import Record
from kaa_core.rules.self_audit import Area, Value, told

CASES: Final = Path(__file__).parents[1] / "tests" / "unit" / "core" / "self_audit" / "cases"
_DAY: Final = r"\d{4}-\d{2}-\d{2}"
_YOUTH: Final = YouthId(RecordId(uuid.UUID(int=1)))
_PLAN: Final = RecordId(uuid.UUID(int=2))
_GOAL: Final = RecordId(uuid.UUID(int=3))
_MEASURES: Final = 100
_REST: Final = 1000
C = TypeVar("C", bound=Choice)


@attrs.frozen(kw_only=True)
class Expected:
    """How an area is to come out: the value, what the reason says, and the facts that would fulfil it."""

    area: Area
    value: Value
    says: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Day:
    """A day on which the case is judged. `expected`: in the order of `Area`."""

    on: date
    expected: tuple[Expected, ...]


@attrs.frozen(kw_only=True)
class Case:
    """A youth and her journal, as it is written."""

    chapter: str
    title: str
    head: str
    facts: tuple[str, ...]
    days: tuple[Day, ...]

    def records(self, *more: str, without: str = "") -> list[Record]:
        """The records of the journal, the youth first; with more facts, or without one."""
        return _records(self.head, [one for one in (*self.facts, *more) if one != without])


def cases(folder: Path = CASES) -> list[Case]:
    """All cases, in the order of the files. Raises ValueError, naming the line, for a bad one."""
    return [one for file in sorted(folder.glob("*.txt")) for one in _cases(file)]


def _cases(file: Path) -> Iterator[Case]:
    chapter, block = "", list[str]()
    for line in [*file.read_text("utf-8").splitlines(), "## "]:
        if line.startswith("# "):
            chapter = line[2:]
        elif line.startswith("## "):
            if block:
                yield _case(chapter, block)
            block = [line]
        elif line.strip() and block:
            block.append(line)


def _case(chapter: str, block: Sequence[str]) -> Case:
    facts = [line.strip() for line in block[2:] if line.startswith(" ")]
    days: list[tuple[date, list[Expected]]] = []
    for line in (line for line in block[2:] if not line.startswith(" ")):
        if re.fullmatch(_DAY, line):
            days.append((date.fromisoformat(line), []))
        elif line.startswith("Saknas: "):
            last = days[-1][1][-1]
            days[-1][1][-1] = attrs.evolve(
                last, missing=(*last.missing, line.removeprefix("Saknas: "))
            )
        else:
            days[-1][1].extend(_expected(line))
    return Case(
        chapter=chapter,
        title=block[0].removeprefix("## "),
        head=block[1],
        facts=tuple(facts),
        days=tuple(Day(on=on, expected=tuple(one)) for on, one in days),
    )


def _expected(line: str) -> Iterator[Expected]:
    name, _, rest = line.partition(": ")
    value, _, said = rest.partition(", säger ")
    for area in Area if name == "Alla" else (_labelled(Area, name),):
        found = next((one for one in Value if value in (told(area, one), one.label)), None)
        if found is None:
            raise ValueError(f"cannot read what is expected: {line}")
        yield Expected(area=area, value=found, says=tuple(re.findall('"([^"]+)"', said)))


# -- facts


def _records(head: str, facts: Sequence[str]) -> list[Record]:
    days = re.findall(_DAY, head)
    made: dict[RecordId, Record] = {}
    for one in _head(head, [date.fromisoformat(day) for day in days]):
        made[one.id] = one
    for place, fact in enumerate(facts):
        try:
            for one in _fact(fact, RecordId(uuid.UUID(int=_REST + place)), made):
                made[one.id] = one
        except (LookupError, TypeError, ValueError) as fault:
            raise ValueError(f"cannot read the fact: {fact}") from fault
    return list(made.values())


def _head(head: str, days: Sequence[date]) -> Iterator[Record]:
    yield Youth(
        id=_YOUTH,
        identity_number=synthetic_number(days[0], 123),
        given_name="Demo",
        family_name="Fall",
    )
    closed = "avskriven" in head
    yield Enrolment(
        id=RecordId(uuid.UUID(int=4)),
        youth=_YOUTH,
        start=days[1],
        registration_reason=RegistrationReason.DROPPED_OUT,
        end=days[2] if closed else None,
        imported=True if "utan orsak" in head else None,
        deregistration_reason=DeregistrationReason.STUDIES if "börjat studera" in head else None,
        last_known_occupation=_occupation(head) if closed else None,
    )


def _former(what: str, told_: dict[str, Any]) -> Enrolment:
    start, end = (date.fromisoformat(one) for one in re.findall(_DAY, what))
    return Enrolment(
        **told_,
        start=start,
        registration_reason=RegistrationReason.DROPPED_OUT,
        end=end,
        deregistration_reason=DeregistrationReason.STUDIES,
        last_known_occupation=OccupationKind.UPPER_SECONDARY,
    )


def _occupation(head: str) -> OccupationKind:
    named = re.search(r"sysselsättning (\w+)", head)
    return _labelled(OccupationKind, named[1]) if named else OccupationKind.UPPER_SECONDARY


def _fact(fact: str, id_: RecordId, made: dict[RecordId, Record]) -> Iterator[Record]:
    before, _, what = fact.partition(": ")
    day, _, name = before.partition(" ") if re.match(_DAY, before) else ("", "", before)
    told_: dict[str, Any] = {"id": id_, "youth": _YOUTH}
    if name.startswith("insats "):
        yield _measure(name, what, made)
    elif name == "inskrivning":
        yield _former(what, told_)
    elif name == "mål":
        yield Goal(id=_GOAL, youth=_YOUTH, plan=_PLAN, own_words=what)
    elif name == "plan":
        yield Plan(
            id=_PLAN,
            youth=_YOUTH,
            started_on=date.fromisoformat(day),
            follow_up_on=_on(what, "uppföljning"),
            evaluation_on=_on(what, "utvärdering"),
            ended_on=_on(what, "avslutad"),
        )
    else:
        yield _event(name, what, date.fromisoformat(day), told_, made)


def _event(
    name: str, what: str, day: date, told_: dict[str, Any], made: dict[RecordId, Record]
) -> Record:
    entered = None if "inte införd" in what else datetime.combine(day, time(12), UTC)
    told_["entered_at"] = entered
    if name == "hembesök":
        outcome = _labelled(VisitOutcome, what)
        return HomeVisit(**told_, status=VisitStatus.DONE, visited_on=day, outcome=outcome)
    if name == "kartläggning":
        return _assessment(what, day, told_)
    if name.startswith(("uppföljning", "utvärdering")):
        return _follow_up(name, what, day, told_)
    if name.startswith("tillägg till besöket"):
        visit = next(one.id for one in made.values() if isinstance(one, HomeVisit))
        explains = None if "utan kryss" in name else True
        return JournalNote(
            **told_, occurred_on=day, text=what, addendum_to=visit, explains=explains
        )
    if any(name == one.label for one in ConversationKind):
        return Conversation(
            **told_,
            kind=_labelled(ConversationKind, name),
            occurred_on=day,
            counterparts=(Counterpart.YOUTH,),
            summary="Vi talade om vad som är nästa steg.",
            counts_as_measure="räknas som insats" in what,
        )
    channel, _, counterpart = name.partition(" med ")
    return Contact(
        **told_,
        occurred_on=day,
        channel=_labelled(Channel, channel),
        counterpart=_labelled(Counterpart, counterpart or "ungdomen"),
        outcome=_labelled(ContactOutcome, what),
    )


def _assessment(what: str, day: date, told_: dict[str, Any]) -> Assessment:
    texts = {
        "conditions": (
            "förutsättningar",
            "Har gått två år på gymnasiet och läser gärna praktiskt.",
        ),
        "needs": ("behov", "Behöver korta steg och någon att fråga."),
        "wishes": ("önskemål", "Vill arbeta utomhus."),
    }
    held: dict[str, Any] = {f: text for f, (word, text) in texts.items() if word in what}
    return Assessment(**told_, started_on=day, **held)


def _follow_up(name: str, what: str, day: date, told_: dict[str, Any]) -> FollowUp:
    number = re.search(r"insats (\d)", name)
    return FollowUp(
        **told_,
        kind=FollowUpKind.FOLLOW_UP if name.startswith("uppföljning") else FollowUpKind.EVALUATION,
        occurred_on=day,
        measure=_measure_id(number[1]) if number else None,
        plan=None if number else _PLAN,
        result=what,
    )


def _measure_id(number: str) -> RecordId:
    return RecordId(uuid.UUID(int=_MEASURES + int(number)))


def _measure(name: str, what: str, made: dict[RecordId, Record]) -> Record:
    _, number, *kind = name.split(" ", 2)
    id_ = _measure_id(number)
    held = made.get(id_)
    if kind:
        held = Measure(id=id_, youth=_YOUTH, kind=_labelled(MeasureKind, kind[0]))
    if not isinstance(held, Measure):
        raise TypeError(name)
    said: dict[str, Any] = {
        "start": _on(what, "från"),
        "planned_end": _on(what, "planerat slut"),
        "end": _on(what, "slutade"),
        "follow_up_on": _on(what, "uppföljning"),
        "evaluation_on": _on(what, "utvärdering"),
        "goal": _GOAL if "till målet" in what else None,
    }
    if reason := re.search(r"\(([^)]+)\)", what):
        said["end_reason"] = _labelled(MeasureEnd, reason[1])
    if party := re.search(r"ansvarig (ungdomen|kommunen|annan aktör)", what):
        said["responsible"] = _labelled(Responsible, party[1])
    if content := re.search(r"innehåll “([^”]+)”", what):
        said["content"] = content[1]
    return attrs.evolve(held, **{field: one for field, one in said.items() if one is not None})


def _on(what: str, word: str) -> date | None:
    found = re.search(rf"\b{word} ({_DAY})", what)
    return date.fromisoformat(found[1]) if found else None


def _labelled(choices: type[C], word: str) -> C:
    found: C = {one.label: one for one in choices}[word]
    return found
