"""What people do on their laptops, drawn from chance: as a person does it, through the store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import UUID

from kaa_core.model.enums import (
    CaseworkersSee,
    OccupationKind,
    Protection,
    RegistrationReason,
    Resolution,
    VisitStatus,
)
from kaa_core.model.ids import DraftId, RecordId, UserId, WorkerId, YouthId
from kaa_core.model.records import (
    CaseAccess,
    Conflict,
    Enrolment,
    HomeVisit,
    JournalNote,
    MunicipalitySettings,
    Occupation,
    Task,
    Worker,
    Youth,
)
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.sync.erasing import Target
from kaa_desktop.store.drafts import Draft
from kaa_desktop.store.errors import RecordInvalid, RecordLocked, RecordUnknown
from kaa_desktop.store.schema import table
from tests.simulation.laptop import Crash, Laptop
from tests.simulation.truth import Truth, shown_values

MOST_YOUTHS: Final = 30
NUMBERS: Final = Path("resources/testdata/test_personnummer.txt").read_text().split()
FAULTS_OF_A_PERSON: Final = (RecordUnknown, RecordLocked, RecordInvalid)


class People:
    """The acts of people, and of the server where it administers."""

    random: Random
    truth: Truth
    units: list[RecordId]
    workers: list[RecordId]
    youths: list[RecordId]
    markers: dict[bytes, bytes]
    found: dict[str, int]
    setting: RecordId

    def _record_id(self) -> RecordId:
        raise NotImplementedError

    def text(self, youth: RecordId | None = None) -> str:
        """Words that occur once."""
        raise NotImplementedError

    def own_set(self, cls: type[Record], record: RecordId, **values: Any) -> None:
        """The server changes a record by itself."""
        raise NotImplementedError

    # -- what is there

    def ids(self, laptop: Laptop, cls: type[Record]) -> list[RecordId]:
        """Records of a kind that a person sees."""
        name = table(REGISTRY.kind(cls))
        query = f"SELECT id FROM {name} WHERE NOT _deleted ORDER BY id"
        return [RecordId(UUID(bytes=row[0])) for row in laptop.connection.execute(query).fetchall()]

    def pick(self, laptop: Laptop, cls: type[Record]) -> Any:
        """One of them, or None."""
        ids = self.ids(laptop, cls)
        if not ids:
            return None
        return laptop.store.queries.record(cls, self.random.choice(ids))

    def act(self, laptop: Laptop, work: Callable[[Any], Any], *seen: Record | None) -> None:
        """A person's act, known to the truth when it was saved."""
        shown: dict[tuple[bytes, int], Any] = {}
        for one in seen:
            if one is not None:
                shown |= shown_values(laptop, REGISTRY.of(one).id, one.id.bytes)
        try:
            laptop.act(work)
        except FAULTS_OF_A_PERSON as refusal:
            self.note(type(refusal).__name__)
        self.truth.note_acts(laptop, shown)

    def note(self, what: str) -> None:
        """Count something that happened."""
        self.found[what] = self.found.get(what, 0) + 1

    # -- people

    def open_case(self, laptop: Laptop) -> None:
        """A new youth with an enrolment, together."""
        if len(self.youths) >= MOST_YOUTHS:
            return
        youth = YouthId(self._record_id())
        self.youths.append(youth)
        self.markers[youth.bytes] = f"MARK{len(self.youths):05d}x".encode()
        person = Youth(
            id=youth,
            identity_number=NUMBERS[len(self.youths)],
            given_name=self.text(youth),
            family_name=self.text(youth),
            phone=self.text(youth),
        )
        enrolment = Enrolment(
            id=self._record_id(),
            youth=youth,
            start=date(2026, 9, 1),
            registration_reason=RegistrationReason.MOVED_IN,
            worker=WorkerId(self.random.choice(self.workers)),
        )
        self.act(laptop, lambda act: (act.create(person), act.create(enrolment)))

    def edit_youth(self, laptop: Laptop) -> None:
        """One or two fields of a youth."""
        youth = self.pick(laptop, Youth)
        if youth is None:
            return
        names = self.random.sample(["phone", "email", "street", "case_number"], 2)
        values = {
            name: None if self.random.random() < 0.1 else self.text(youth.id)
            for name in names[: self.random.randint(1, 2)]
        }
        self.act(laptop, lambda act: act.set(Youth, youth.id, **values), youth)

    def add(self, laptop: Laptop) -> None:
        """A task, a visit or an occupation in a case."""
        youth = self.pick(laptop, Youth)
        if youth is None:
            return
        mine: dict[str, Any] = {"id": self._record_id(), "youth": YouthId(youth.id)}
        made: Record
        match self.random.randrange(3):
            case 0:
                made = Task(**mine, title=self.text(youth.id), due=date(2026, 12, 1))
            case 1:
                who = self.random.sample(self.workers, 2)
                made = HomeVisit(
                    **mine,
                    status=VisitStatus.PLANNED,
                    planned_on=date(2026, 12, 2),
                    address=self.text(youth.id),
                    participants=tuple(map(WorkerId, who)),
                )
            case _:
                made = Occupation(
                    **mine, kind=OccupationKind.UNKNOWN, description=self.text(youth.id)
                )
        self.act(laptop, lambda act: act.create(made))

    def edit_record(self, laptop: Laptop) -> None:
        """A task's title or a visit's participants."""
        task, visit = self.pick(laptop, Task), self.pick(laptop, HomeVisit)
        if task is not None and self.random.random() < 0.5:
            title = self.text(task.youth)
            self.act(laptop, lambda act: act.set(Task, task.id, title=title), task)
        elif visit is not None:
            some = self.random.sample(self.workers, self.random.randint(0, 3))
            who = tuple(map(WorkerId, some))
            self.act(laptop, lambda act: act.set(HomeVisit, visit.id, participants=who), visit)

    def journal(self, laptop: Laptop) -> None:
        """A note is begun, written on together with a task, or entered in the journal."""
        note, task, youth = (self.pick(laptop, cls) for cls in (JournalNote, Task, Youth))
        what = self.random.randrange(4)
        if youth is not None and (note is None or what == 0):
            mine: dict[str, Any] = {"id": self._record_id(), "youth": YouthId(youth.id)}
            made = JournalNote(**mine, occurred_on=date(2026, 11, 2), text=self.text(youth.id))
            self.act(laptop, lambda act: act.create(made))
        elif note is not None and what == 1:
            entered = datetime(2026, 11, 22, tzinfo=UTC)
            self.act(laptop, lambda act: act.set(JournalNote, note.id, entered_at=entered), note)
        elif note is not None:
            words, title = self.text(note.youth), self.text(task.youth) if task else ""

            def write(act: Any) -> None:
                if task is not None:
                    act.set(Task, task.id, title=title)
                act.set(JournalNote, note.id, text=words)

            self.act(laptop, write, note, task)

    def delete(self, laptop: Laptop) -> None:
        """A task or a visit, seldom a whole case."""
        cls = self.random.choice([Task, HomeVisit, Occupation])
        if self.random.random() < 0.05:
            cls = Youth
        found = self.pick(laptop, cls)
        if found is not None:
            self.act(laptop, lambda act: act.delete(cls, found.id), found)

    def settle(self, laptop: Laptop) -> None:
        """A conflict, one way or the other."""
        here = laptop.store.queries.records(Conflict, self.ids(laptop, Conflict))
        open_ones = [one for one in here if one.resolution is None]
        if not open_ones:
            return
        one = self.random.choice(open_ones)
        how = self.random.choice([Resolution.KEPT, Resolution.OTHER])
        chosen = one.kept_value if how is Resolution.KEPT else one.other_value
        by = UserId(UUID(bytes=laptop.person.user))
        self.act(laptop, lambda act: act.resolve(one.id, how, chosen, by=by), one)

    # -- what is erased

    def draft(self, laptop: Laptop) -> None:
        """A form is begun and stays open."""
        note = self.pick(laptop, JournalNote)
        if note is None:
            return
        words, form = self.text(note.youth), DraftId(note.id)
        values = {"text": words}
        found = Draft(id=form, kind="journal_note", youth=note.youth, values=values, changed=1)
        self.truth.forgotten.began(laptop.name, note, words)
        try:
            laptop.store.save_draft(found).result()
        except Crash:
            laptop.start()

    def target(self, laptop: Laptop) -> Target | None:
        """A field of a youth, a record, or seldom all about her."""
        youth = self.pick(laptop, Youth)
        if youth is None:
            return None
        throw, whom = self.random.random(), youth.id.bytes
        if throw < 0.1:
            return Target(whom)
        if throw < 0.5:
            name = self.random.choice(["phone", "email", "street", "case_number"])
            return Target(whom, whom, (REGISTRY.kind(Youth).by_name[name].id,))
        found = self.pick(laptop, self.random.choice([Task, HomeVisit, Occupation, JournalNote]))
        return None if found is None else Target(found.youth.bytes, found.id.bytes)

    # -- who sees whom

    def hand_over(self, laptop: Laptop) -> None:
        """Another handläggare."""
        enrolment = self.pick(laptop, Enrolment)
        if enrolment is not None:
            worker = WorkerId(self.random.choice(self.workers))
            self.act(laptop, lambda act: act.set(Enrolment, enrolment.id, worker=worker), enrolment)

    def protect(self, laptop: Laptop) -> None:
        """Skyddad folkbokföring, or no longer."""
        youth = self.pick(laptop, Youth)
        if youth is not None:
            how = self.random.choice([Protection.PROTECTED, Protection.NONE, None])
            values: dict[str, Any] = {"protection": how}
            if how is Protection.PROTECTED:
                values["street"] = None
            self.act(laptop, lambda act: act.set(Youth, youth.id, **values), youth)

    def grant(self, laptop: Laptop) -> None:
        """Somebody is named on a case."""
        youth = self.pick(laptop, Youth)
        if youth is not None:
            made = CaseAccess(
                id=self._record_id(),
                youth=YouthId(youth.id),
                worker=WorkerId(self.random.choice(self.workers)),
                reason=self.text(youth.id),
            )
            self.act(laptop, lambda act: act.create(made))

    def revoke(self, laptop: Laptop) -> None:
        """And no longer."""
        found = self.pick(laptop, CaseAccess)
        if found is not None:
            self.act(laptop, lambda act: act.delete(CaseAccess, found.id), found)

    def move_worker(self) -> None:
        """A worker changes unit; the server writes it."""
        unit = self.random.choice([*self.units, None])
        self.own_set(Worker, self.random.choice(self.workers), unit=unit)

    def change_setting(self) -> None:
        """The municipality decides what caseworkers see."""
        see = self.random.choice(list(CaseworkersSee))
        self.own_set(MunicipalitySettings, self.setting, caseworkers_see=see)
