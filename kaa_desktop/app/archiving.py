"""Arkivexport: what is preserved of those who are to be erased, chosen by a person, as one file she places.

What goes into it is decided in kaa_core/rules/archiving.py. It is an extraction: it asks for receiver,
decision and ground, and that it was made is recorded about each youth in it (Disclosure), before she is
told that it is done. The only file is the one she asks for; it is written whole or not at all.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import IO, Any, Final

import attrs

from kaa_core.model.enums import DisclosureKind, Protection
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import (
    Attachment,
    Disclosure,
    MunicipalitySettings,
    ProtectedOpening,
    Youth,
)
from kaa_core.model.registry import REGISTRY, Kind, Problem, Record
from kaa_core.model.rights import Right
from kaa_core.rules import archiving
from kaa_core.rules.archiving import Bag, Export
from kaa_core.rules.protection import hidden, warned
from kaa_desktop.app.attachments import Attaching
from kaa_desktop.app.clock import new_id
from kaa_desktop.app.context import Context
from kaa_desktop.app.erasing import DueView
from kaa_desktop.app.papers import Act, Papers
from kaa_desktop.app.roles import why_not
from kaa_desktop.app.views import Result
from kaa_desktop.app.words import counted, sentence_case
from kaa_desktop.store.store import Store
from kaa_desktop.store.transaction import Transaction

PAPER: Final = REGISTRY.kind(Attachment)
NOBODY: Final = "Ta med någon ungdom och något slag av uppgifter. Annars blir filen tom."
AWAY: Final = "finns bara på servern. Hämta {0} först, eller ta bort bilagor ur exporten."
CHANGED: Final = (
    "Under tiden har det ändrats vilka som ska gallras eller vilka som har skyddade uppgifter. "
    "Gå tillbaka till listan, se igenom den och börja om."
)
LONGEST_DECISION: Final = 300
LONGEST_GROUND: Final = 190
"""Together, with the word between them, they fit in the record's one field."""


@attrs.frozen(kw_only=True, repr=False)
class ArchiveYouth:
    """A youth who is due. `hidden`: skyddad folkbokföring; `warned`: also sekretessmarkering."""

    due: DueView
    counts: Mapping[int, int]
    hidden: bool
    warned: bool


@attrs.frozen(kw_only=True, repr=False)
class ArchiveView:
    """What could be preserved. `away`: by youth, the papers whose content is not on this computer."""

    youths: tuple[ArchiveYouth, ...]
    kinds: tuple[Kind, ...]
    away: Mapping[YouthId, tuple[RecordId, ...]]

    def kept(self, chosen: Chosen) -> list[ArchiveYouth]:
        """Those who go with what is chosen: the protected only when they are asked for."""
        return [
            one
            for one in self.youths
            if one.due.youth not in chosen.without and (chosen.protected or not one.hidden)
        ]

    def records(self, chosen: Chosen) -> int:
        """How many records that is."""
        return sum(
            number
            for one in self.kept(chosen)
            for kind, number in one.counts.items()
            if kind not in chosen.left_out
        )

    def missing(self, chosen: Chosen) -> list[RecordId]:
        """Papers that are to go along and are not here."""
        if PAPER.id in chosen.left_out:
            return []
        return [paper for one in self.kept(chosen) for paper in self.away.get(one.due.youth, ())]


@attrs.frozen(kw_only=True)
class Chosen:
    """What is left out, and on which ground the rest leaves. `protected`: skyddad folkbokföring too."""

    without: frozenset[YouthId] = frozenset()
    left_out: frozenset[int] = frozenset()
    protected: bool = False
    receiver: str = ""
    decision: str = ""
    ground: str = ""

    @property
    def told(self) -> str:
        """Decision and ground, as they are recorded."""
        return f"{self.decision.strip()}. Grund: {self.ground.strip()}"


class Archiving:
    """Of one unlocked profile; only for whoever keeps the register. `due` tells who is to be erased."""

    def __init__(
        self,
        context: Context,
        store: Store,
        attaching: Attaching,
        due: Callable[[], list[DueView]],
        papers: Papers,
    ) -> None:
        self._context = context
        self._store = store
        self._attaching = attaching
        self._due = due
        self._papers = papers

    def view(self) -> Future[ArchiveView]:
        """All who are due, and what there is about them; read beside the window's thread."""
        return self._papers.submit(self._view)

    def fetch(self, papers: Sequence[RecordId]) -> Future[Result]:
        """Have papers come from the server."""
        for paper in papers[:-1]:
            self._attaching.fetch(paper)
        return self._attaching.fetch(papers[-1])

    def problems(self, view: ArchiveView, chosen: Chosen) -> list[Problem]:
        """What keeps it from being made, by field."""
        found = [
            Problem(field=field, sentence=sentence)
            for field, sentence in (
                ("receiver", "Skriv vilket arkiv som tar emot."),
                ("decision", "Skriv vem som har beslutat och när."),
                ("ground", "Skriv rättslig grund och skäl."),
            )
            if not getattr(chosen, field).strip()
        ]
        if not view.records(chosen):
            found.append(Problem(field="", sentence=NOBODY))
        elif missing := len(view.missing(chosen)):
            many = AWAY.format("den" if missing == 1 else "dem")
            sentence = f"{counted(missing, 'bilaga', 'bilagor')} {many}"
            found.append(Problem(field="", sentence=sentence))
        if refusal := why_not(self._context.identity.standing.role, Right.KEEP_REGISTER):
            found.append(Problem(field="", sentence=refusal))
        return found

    def save(self, view: ArchiveView, chosen: Chosen, path: Path) -> Future[Result]:
        """Write it where she says, and record about each youth that it was made.

        The future raises a `StoreFault` when it cannot be written or recorded; then there is no file.
        """
        return self._papers.submit(self._save, view, chosen, path)

    # -- on the thread

    def _view(self) -> ArchiveView:
        youths, away = [], dict[YouthId, tuple[RecordId, ...]]()
        found = Counter[int]()
        for one in self._due():
            records = self._records(one.youth)
            held = next((record for record in records if isinstance(record, Youth)), None)
            if held is None:
                continue
            counts = Counter(REGISTRY.of(record).id for record in records)
            found += counts
            protection: Protection | None = held.protection
            youths.append(
                ArchiveYouth(
                    due=one, counts=counts, hidden=hidden(protection), warned=warned(protection)
                )
            )
            if counts[PAPER.id]:
                rows = self._attaching.of(one.youth)
                away[one.youth] = tuple(row.id for row in rows if not row.here)
        kinds = tuple(kind for kind in archiving.preserved_kinds() if found[kind.id])
        return ArchiveView(youths=tuple(youths), kinds=kinds, away=away)

    def _records(self, youth: YouthId) -> list[Record]:
        return archiving.own(self._context.queries.case_records(youth), youth)

    def _save(self, view: ArchiveView, chosen: Chosen, path: Path) -> Result:
        now = self._view()  # what she saw may have changed while she wrote
        problems = self.problems(now, chosen)
        if _leaving(now, chosen) != _leaving(view, chosen):
            problems.append(Problem(field="", sentence=CHANGED))
        if problems:
            return Result(problems=tuple(problems))
        kept = now.kept(chosen)
        records = {one.due.youth: self._leaving(one, chosen) for one in kept}
        records = {youth: found for youth, found in records.items() if found}
        who = counted(len(records), "ungdom", "ungdomar")
        said = f"Exporten av {who} är sparad och antecknad. Inget är raderat."

        def record(together: Act) -> Result:
            self._record(kept, records, chosen, together)
            return Result(sentence=said)

        return self._papers.record(
            path, lambda stream: self._write(stream, records, chosen), record
        )

    def _leaving(self, one: ArchiveYouth, chosen: Chosen) -> list[Record]:
        home = self._context.identity.municipality
        every = archiving.as_preserved(self._records(one.due.youth), home)
        return [record for record in every if REGISTRY.of(record).id not in chosen.left_out]

    def _write(
        self, stream: IO[bytes], records: Mapping[YouthId, Sequence[Record]], chosen: Chosen
    ) -> None:
        export = self._export(chosen, len(records))
        name = f"arkivexport-{self._context.today.isoformat()}"
        bag = Bag(name)
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
            for place, content in self._files(records, export):
                _put(packed, bag.put(place, content), content, export)
            for place, content in bag.closing(export):
                _put(packed, place, content, export)

    def _files(
        self, records: Mapping[YouthId, Sequence[Record]], export: Export
    ) -> Iterator[tuple[str, bytes]]:
        every = [record for found in records.values() for record in found]
        shared = self._shared(every)
        by_kind: dict[int, list[Record]] = {}
        for record in (*every, *shared):
            by_kind.setdefault(REGISTRY.of(record).id, []).append(record)
        kinds = [kind for kind in REGISTRY if kind.id in by_kind]
        papers = [record for record in every if isinstance(record, Attachment)]
        counts = {kind: len(found) for kind, found in by_kind.items()}
        yield "LASMIG.txt", archiving.readme(export, kinds, counts, len(papers))
        yield "beskrivning.json", archiving.described(kinds)
        for kind in kinds:
            lines = sorted(by_kind[kind.id], key=lambda one: one.id.bytes)
            text = "".join(f"{archiving.as_line(one)}\n" for one in lines)
            yield archiving.file_of(kind), text.encode()
        for paper in papers:
            yield archiving.paper_of(paper), self._attaching.content(paper.id).result()

    def _shared(self, records: Sequence[Record]) -> list[Record]:
        """Colleagues, places and what else the municipality shares that these records name."""
        named = [RecordId(one) for one in archiving.referred(records)]
        mine = {kind.id for kind in archiving.preserved_kinds()}
        found: list[Record] = []
        for kind in REGISTRY:
            if kind.id in mine or kind.cls is MunicipalitySettings:
                continue
            for at in range(0, len(named), 500):
                found += self._context.queries.records(kind.cls, named[at : at + 500])
        return found

    def _export(self, chosen: Chosen, number: int) -> Export:
        identity, clock = self._context.identity, self._context.clock
        return Export(
            municipality=identity.who.municipality,
            receiver=chosen.receiver.strip(),
            decision=chosen.decision.strip(),
            ground=chosen.ground.strip(),
            by=identity.who.name,
            made=clock.local(clock.now()),
            number_of=number,
        )

    def _record(
        self,
        kept: Sequence[ArchiveYouth],
        records: Mapping[YouthId, Sequence[Record]],
        chosen: Chosen,
        together: Act,
    ) -> None:
        """About each youth; of one who is protected also that she was opened, and why. Not undone."""
        acts = [
            partial(_created, self._about(one, len(records[one.due.youth]), chosen))
            for one in kept
            if one.due.youth in records
        ]
        self._store.transact_each([*acts, together]).result()

    def _about(self, one: ArchiveYouth, entries: int, chosen: Chosen) -> list[Record]:
        clock, worker = self._context.clock, self._context.identity.worker
        made: list[Record] = [
            Disclosure(
                id=RecordId(new_id(clock)),
                youth=one.due.youth,
                what=DisclosureKind.ARCHIVE,
                made_on=self._context.today,
                receiver=chosen.receiver.strip(),
                entries=entries,
                author=worker,
                decision=chosen.told,
            )
        ]
        if one.hidden:
            made.append(
                ProtectedOpening(
                    id=RecordId(new_id(clock)),
                    youth=one.due.youth,
                    worker=worker,
                    opened_at=clock.now(),
                    reason=f"Export till arkivet. {chosen.ground.strip()}"[:300],
                )
            )
        return made


def kind_name(kind: Kind) -> str:
    """A kind as it is named in a list."""
    return sentence_case(kind.label)


def _leaving(view: ArchiveView, chosen: Chosen) -> dict[YouthId, tuple[bool, bool]]:
    """Who goes with what is chosen, and how each is protected."""
    return {one.due.youth: (one.hidden, one.warned) for one in view.kept(chosen)}


def _created(records: Sequence[Record], transaction: Transaction) -> None:
    for record in records:
        transaction.create(record)


def _put(packed: zipfile.ZipFile, place: str, content: bytes, export: Export) -> None:
    made: Any = export.made.timetuple()[:6]
    packed.writestr(zipfile.ZipInfo(place, made), content, zipfile.ZIP_DEFLATED)
