"""Registerutdrag and copies to give out: all that is kept about a youth, record by record, some masked.

Article 15 of the GDPR: the person has a right to all of it. A copy to somebody else is judged by OSL, entry
by entry, by a person. It is made in memory; the only file is the one she asks for. That it was made is
recorded (Disclosure): to whom, when and how much was masked, never the content.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import Future
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import attrs

from kaa_core.model.casework import PlanVersion
from kaa_core.model.enums import Counterpart, DisclosureKind
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.organising import Actor, Placement
from kaa_core.model.records import (
    Attachment,
    Conflict,
    Disclosure,
    Guardian,
    ScbStatement,
    Youth,
    YouthLink,
)
from kaa_core.model.registry import REGISTRY, FieldType, Kind, Problem, Record
from kaa_core.rules.plan import read_version
from kaa_desktop.app import values
from kaa_desktop.app.clock import new_id
from kaa_desktop.app.context import Context
from kaa_desktop.app.operations import GONE, Operations
from kaa_desktop.app.papers import Papers
from kaa_desktop.app.plan_views import names_of
from kaa_desktop.app.scb_statements import said_in
from kaa_desktop.app.views import Result
from kaa_desktop.app.words import counted, sentence_case
from kaa_desktop.store import linked

UNREAD: Final = "(går inte att läsa i den här versionen av programmet)"
MASKED: Final = "Maskerat: uppgiften lämnas inte ut."
_UNSHOWN: Final = frozenset({"youth", "case_number_key"})
_WHEN: Final = (
    "occurred_on",
    "visited_on",
    "planned_on",
    "start",
    "as_of",
    "due",
    "made_on",
    "dated",
)
_INTRODUCTION: Final = {
    DisclosureKind.EXTRACT: (
        (
            "Det här är allt som står om dig i kommunens register för aktivitetsansvaret, och i dess "
            "journal. Du har rätt att få veta det (artikel 15 i dataskyddsförordningen)."
        ),
        (
            "Kommunen behandlar uppgifterna för att veta vad ungdomar under 20 år gör och erbjuda dem "
            "insatser (29 kap. 9 § skollagen och förordningen 2006:39). De raderas när de inte "
            "behövs, senast det år du fyller 21."
        ),
        "Du kan be kommunen rätta det som är fel. Du kan klaga hos Integritetsskyddsmyndigheten.",
    ),
    DisclosureKind.COPY: (
        (
            "Kopia ur kommunens register för aktivitetsansvaret och dess journal, lämnad efter "
            "prövning enligt offentlighets- och sekretesslagen."
        ),
    ),
}


@attrs.frozen(repr=False)
class ExtractLine:
    """A field in words."""

    label: str
    value: str


@attrs.frozen(repr=False)
class ExtractEntry:
    """A record. `others`: it tells of somebody else too, so it is to be looked at before it is given out.

    `of`: the record whose values it repeats, when it is a conflict: masked with it.
    """

    record: RecordId
    title: str
    lines: tuple[ExtractLine, ...]
    others: bool = False
    of: RecordId | None = None


@attrs.frozen(repr=False)
class ExtractSection:
    """All records of a kind, oldest first."""

    title: str
    entries: tuple[ExtractEntry, ...]


@attrs.frozen(repr=False)
class ExtractView:
    """All that is kept about a youth."""

    youth: YouthId
    name: str
    number: str
    sections: tuple[ExtractSection, ...]

    @property
    def entries(self) -> tuple[ExtractEntry, ...]:
        """The records, section by section."""
        return tuple(entry for section in self.sections for entry in section.entries)

    def masked(self, chosen: Collection[RecordId]) -> frozenset[RecordId]:
        """What is left out: what was chosen, and what says the same as that."""
        return frozenset(
            one.record for one in self.entries if one.record in chosen or one.of in chosen
        )


@attrs.frozen(kw_only=True)
class Giving:
    """What is to be made: `masks` are the records left out, `ground` why."""

    what: DisclosureKind
    receiver: str = ""
    masks: frozenset[RecordId] = frozenset()
    ground: str = ""


class Extracts:
    """What is given out of an unlocked profile."""

    def __init__(self, context: Context, operations: Operations, papers: Papers) -> None:
        self._context = context
        self._operations = operations
        self._papers = papers

    def view(self, youth: YouthId) -> ExtractView | None:
        """All that is kept about a youth, as it would stand; None when she is not here, or hidden.

        Of an entry that is hers too (store/linked.py), its own facts stand with it.
        """
        queries = self._context.queries
        records = queries.case_records(youth)
        held = next((one for one in records if isinstance(one, Youth)), None)
        if held is None or self._context.openings.hides(held):
            return None
        others = queries.read(lambda one: linked.others_of(one, [youth.bytes]))[youth.bytes]
        records += queries.records(Youth, [RecordId(UUID(bytes=one)) for one in others])
        names = {one.id: _called(one) for one in records} | dict(self._context.names())
        names |= names_of(queries.records(Actor), queries.records(Placement))
        return ExtractView(
            youth=youth,
            name=_called(held),
            number=values.in_words(_NUMBER, held.identity_number, None, names),
            sections=tuple(_sections(records, names, self._local)),
        )

    def problems(self, youth: YouthId, giving: Giving) -> list[Problem]:
        """What keeps it from being made."""
        return REGISTRY.kind(Disclosure).validate(self._record(youth, giving, 0))

    def pdf(self, view: ExtractView, giving: Giving) -> bytes:
        """The paper as tagged PDF."""
        from kaa_desktop.documents.typeset import typeset  # noqa: PLC0415 - not at every start

        made = self._context.clock.now()
        return typeset("utdrag", _told(view, giving, self._context.clock.local(made)), made)

    def save(self, youth: YouthId, giving: Giving, path: Path) -> Future[Result]:
        """Make it, write it where she says, and record that it was made.

        The future raises `StoreFault` when the file cannot be written; then nothing is recorded.
        """
        if problems := self.problems(youth, giving):
            return self._operations.answered(Result(problems=tuple(problems)))
        view = self.view(youth)
        if view is None:
            return self._operations.answered(GONE)
        giving = attrs.evolve(giving, masks=view.masked(giving.masks))
        return self._papers.submit(self._write, view, giving, path)

    def _write(self, view: ExtractView, giving: Giving, path: Path) -> Result:
        content = self.pdf(view, giving)
        name = sentence_case(giving.what.label.partition(" (")[0].partition(",")[0])
        return self._papers.disclose(
            path,
            content,
            self._record(view.youth, giving, len(view.entries)),
            f"{name} är sparat som PDF, och utlämnandet är antecknat.",
        )

    def _record(self, youth: YouthId, giving: Giving, entries: int) -> Disclosure:
        return Disclosure(
            id=RecordId(new_id(self._context.clock)),
            youth=youth,
            what=giving.what,
            made_on=self._context.today,
            receiver=giving.receiver.strip() or None,
            ground=giving.ground.strip() or None,
            entries=max(0, entries - len(giving.masks)),
            masked=len(giving.masks),
            author=self._context.identity.worker,
        )

    def _local(self, moment: datetime) -> str:
        return f"{self._context.clock.local(moment):%Y-%m-%d %H:%M}"


_NUMBER: Final = REGISTRY.kind(Youth).by_name["identity_number"]


def _sections(
    records: Iterable[Record], names: Mapping[UUID, str], local: Any
) -> Iterator[ExtractSection]:
    held: dict[int, list[Record]] = {}
    others = set[UUID]()
    for record in records:
        held.setdefault(REGISTRY.of(record).id, []).append(record)
        if _about_others(record):
            others.add(record.id)
    for kind in REGISTRY:
        found = sorted(held.get(kind.id, ()), key=lambda one: (_day_of(one), one.id.bytes))
        entries = tuple(_entry(kind, one, names, local, others) for one in found)
        if entries:
            yield ExtractSection(sentence_case(kind.label), entries)


def _entry(
    kind: Kind, record: Record, names: Mapping[UUID, str], local: Any, others: Collection[UUID]
) -> ExtractEntry:
    lines = (
        _conflict_lines(record, names)
        if isinstance(record, Conflict)
        else _lines(kind, record, names, local)
    )
    day = _day_of(record)
    title = sentence_case(kind.label) + (f" {day.isoformat()}" if day != date.min else "")
    of = record.target if isinstance(record, Conflict) else None
    return ExtractEntry(record.id, title, tuple(lines), record.id in others or of in others, of)


def _called(record: Record) -> str:
    """What another record calls it; nothing of its content, which may be masked."""
    if isinstance(record, Youth):
        return f"{record.given_name} {record.family_name}".strip()
    return REGISTRY.of(record).label


def _lines(
    kind: Kind, record: Record, names: Mapping[UUID, str], local: Any
) -> Iterator[ExtractLine]:
    for field in kind.fields:
        held = getattr(record, field.name)
        if field.name in _UNSHOWN or held in (None, "", ()):
            continue
        if isinstance(record, PlanVersion) and field.name == "content":
            yield from _of_version(record, names)
            continue
        if isinstance(record, ScbStatement) and field.name == "content":
            yield from _of_statement(record)
            continue
        if field.type is FieldType.INSTANT:
            value = local(held)
        else:
            value = values.in_words(field, field.to_wire(held), None, names)
        yield ExtractLine(sentence_case(field.label), value)
    if isinstance(record, Attachment):
        yield ExtractLine("Innehåll", "filen lämnas vid sidan av det här papperet")


def _of_version(version: PlanVersion, names: Mapping[UUID, str]) -> Iterator[ExtractLine]:
    """The plan as it stood then, each goal and measure in a line."""
    held = read_version(version)
    if held is None:
        yield ExtractLine("Innehåll", UNREAD)
        return
    named: dict[UUID, str] = {**names}
    named.update((one, name) for one, name in held.names.items())
    named.update((one.id, one.own_words or "mål") for one in held.goals)
    for one in (held.plan, *held.goals, *held.measures):
        kind = REGISTRY.of(one)
        told = [
            f"{field.label}: {values.in_words(field, field.to_wire(value), None, named)}"
            for field in kind.fields
            if field.name not in {*_UNSHOWN, "plan", "order"}
            and (value := getattr(one, field.name)) not in (None, "", ())
        ]
        yield ExtractLine(sentence_case(kind.label), "; ".join(told))


def _of_statement(statement: ScbStatement) -> Iterator[ExtractLine]:
    """What SCB was told of her, line by line."""
    held = said_in(statement)
    if held is None:
        yield ExtractLine("Innehåll", UNREAD)
        return
    for block, said in held:
        yield ExtractLine(block, said)


def _conflict_lines(conflict: Conflict, names: Mapping[UUID, str]) -> Iterator[ExtractLine]:
    """Both values are kept about the person until one is chosen, and in the history after."""
    kind = REGISTRY.get(conflict.target_kind)
    field = None if kind is None else kind.by_id.get(conflict.target_field)
    if kind is None:
        return
    yield ExtractLine("Gäller", sentence_case(kind.label if field is None else field.label))
    for label, wire in (
        ("Det som står", conflict.kept_value),
        ("Den andra uppgiften", conflict.other_value),
        ("Det som valdes", conflict.chosen_value),
    ):
        if field is not None and wire is not None:
            yield ExtractLine(label, values.in_words(field, wire, None, names))
    if conflict.reason:
        yield ExtractLine("Motivering", conflict.reason)


def _about_others(record: Record) -> bool:
    if isinstance(record, Guardian | Attachment | YouthLink):
        return True
    with_whom: Collection[Counterpart] = getattr(record, "counterparts", ()) or ()
    one = getattr(record, "counterpart", None)
    return any(who is not Counterpart.YOUTH for who in (*with_whom, *([one] if one else [])))


def _day_of(record: Record) -> date:
    found = (getattr(record, name, None) for name in _WHEN)
    return next((one for one in found if one is not None), date.min)


def _told(view: ExtractView, giving: Giving, made: datetime) -> dict[str, Any]:
    """What the form is filled with."""
    what = "Registerutdrag" if giving.what is DisclosureKind.EXTRACT else "Kopia ur registret"
    masked = len(giving.masks)
    # Who it is about is left out with her own record.
    who = "" if view.youth in giving.masks else f"{view.name}, {view.number}. "
    introduction = list(_INTRODUCTION[giving.what])
    if masked:
        left_out = counted(masked, "post är maskerad", "poster är maskerade")
        introduction.append(f"{sentence_case(left_out)}. Skäl: {giving.ground.strip()}")
    receiver = f" Till: {giving.receiver.strip()}." if giving.receiver.strip() else ""
    return {
        "title": what,
        "subtitle": f"{who}{made:%Y-%m-%d}.{receiver}",
        "introduction": introduction,
        "footer": f"{what} {made:%Y-%m-%d}",
        "sections": [
            {
                "title": section.title,
                # What is masked comes last: its place among the days would say when it happened.
                "entries": [
                    _entry_told(entry, giving.masks)
                    for entry in sorted(section.entries, key=lambda one: one.record in giving.masks)
                ],
            }
            for section in view.sections
        ],
    }


def _entry_told(entry: ExtractEntry, masks: Collection[RecordId]) -> dict[str, Any]:
    masked = entry.record in masks
    return {
        # The day of what is masked would say when something happened.
        "title": entry.title.rpartition(" ")[0]
        if masked and entry.title[-1:].isdigit()
        else entry.title,
        "masked": masked,
        "note": MASKED,
        "lines": [] if masked else [attrs.asdict(line) for line in entry.lines],
    }
