"""A list is what plain Python makes of the same records: who is in it, in which order, in which group."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from kaa_core.model.enums import (
    Belonging,
    Channel,
    ContactOutcome,
    Counterpart,
    OccupationKind,
    Protection,
    RegistrationReason,
    Role,
)
from kaa_core.model.identity import IdentityNumber, age_on
from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.records import Contact, Enrolment, Occupation, Task, Worker, Youth
from kaa_core.model.registry import Record
from kaa_core.rules.case_state import CaseState, NextStep, Status
from kaa_core.rules.routine import routine_state
from kaa_core.rules.target_group.held import held_from
from kaa_core.rules.target_group.judging import judge
from kaa_desktop.app.list_query import (
    AGES,
    OLDEST,
    YOUNGEST,
    GroupBy,
    ListQuery,
    Since,
    SortBy,
    Until,
)
from kaa_desktop.app.listing import CHIPS, STATUSES
from kaa_desktop.app.views import ListFilter
from kaa_desktop.store.incoming import Cursor
from tests.unit.app.desks import NOON, NUMBERS, TODAY, WAIT, Desktop, local_desktop
from tests.unit.store import builders as make

GIVEN = ("Åsa", "Ärla", "Örjan", "Anna", "anna", "Zoë", "Bo")
FAMILY = ("Öberg", "Åberg", "Ärlig", "Zander", "Ek", "ek")
CITIES = (None, "Örby", "Åhus", "Älvsered", "Nässjö", "annerstad")
TITLES = ("Ring", "ändra", "Återkoppla: sms", "Andra kontakten: brev", "Andra kontakten: telefon")
ORDER = str.maketrans({"å": "{", "ä": "|", "ö": "}", "ë": "e"})
SHOWN = tuple(SortBy)
ROUNDS = 60


@attrs.define
class Person:
    """A youth as the test holds her."""

    youth: Youth
    records: list[Record]

    @property
    def state(self) -> CaseState:
        return routine_state(self.youth, self.records).case

    @property
    def belonging(self) -> Belonging | None:
        """None before the year in which she turns 16: the list then has nothing in the column."""
        if self.born.year + 16 > TODAY.year:
            return None
        return judge(held_from([self.youth, *self.records], "9901"), TODAY).belonging

    @property
    def born(self) -> date:
        found = IdentityNumber.parse(self.youth.identity_number).birth_date
        assert found is not None
        return found


@attrs.define
class Town:
    """Records in the store, and the same ones in a dictionary."""

    desktop: Desktop
    dice: random.Random
    workers: dict[WorkerId, str]
    people: dict[YouthId, Person] = attrs.field(factory=dict)
    seq: int = 0

    def act(self) -> None:
        """Somebody new, or something new about somebody, by hand or from the server."""
        if len(self.people) < 40 or self.dice.random() < 0.3:
            self._newcomer()
        else:
            self._news(self.dice.choice(list(self.people.values())))

    def _keep(self, *records: Record) -> None:
        """Half of it comes by synchronisation."""
        store = self.desktop.store
        if self.dice.random() < 0.5:
            store.record(*records).result(WAIT)
            return
        changes = []
        for one in records:
            self.seq += 1
            changes.append(make.created(one, self.seq))
        store.apply_changes(changes, Cursor(b"e" * 16, self.seq)).result(WAIT)

    def _newcomer(self) -> None:
        dice, hidden = self.dice, self.dice.random() < 0.15
        youth = Youth(
            id=YouthId(make.new_id()),
            identity_number=NUMBERS[dice.randrange(len(NUMBERS))],
            given_name=dice.choice(GIVEN),
            family_name=dice.choice(FAMILY),
            city=None if hidden else dice.choice(CITIES),
            phone=dice.choice((None, "070-174 06 05", "08-1")),
            protection=Protection.PROTECTED if hidden else None,
            case_number=f"2026-{dice.randrange(400):04}" if hidden or dice.random() < 0.3 else None,
        )
        person = self.people[YouthId(youth.id)] = Person(youth, [])
        if dice.random() < 0.8:
            start = TODAY - timedelta(days=dice.randrange(300))
            person.records.append(
                Enrolment(
                    id=make.new_id(),
                    youth=YouthId(youth.id),
                    start=start,
                    registration_reason=dice.choice(list(RegistrationReason)),
                    worker=dice.choice([None, *self.workers]),
                )
            )
        self._keep(youth, *person.records)

    def _news(self, person: Person) -> None:
        dice, youth = self.dice, YouthId(person.youth.id)
        made: Record
        match dice.randrange(4):
            case 0:
                due = TODAY + timedelta(days=dice.randrange(-20, 40))
                made = Task(id=make.new_id(), youth=youth, title=dice.choice(TITLES), due=due)
            case 1:
                made = Contact(
                    id=make.new_id(),
                    youth=youth,
                    occurred_on=TODAY - timedelta(days=dice.randrange(60)),
                    channel=Channel.TELEPHONE,
                    counterpart=Counterpart.YOUTH,
                    outcome=dice.choice((ContactOutcome.REACHED, ContactOutcome.NOT_REACHED)),
                    entered_at=NOON,
                )
            case 2:
                kind = dice.choice(list(OccupationKind))
                start = TODAY - timedelta(
                    days=self.seq + len(person.records)
                )  # no two the same day
                made = Occupation(id=make.new_id(), youth=youth, kind=kind, start=start)
            case _:
                name = dice.choice(FAMILY)
                self.desktop.store.set(Youth, youth, family_name=name).result(WAIT)
                person.youth = attrs.evolve(person.youth, family_name=name)
                return
        person.records.append(made)
        self._keep(made)


# -- the same in plain Python


def key(text: str) -> str:
    return text.lower().translate(ORDER)


def name_key(person: Person) -> tuple[str, str, bytes]:
    youth = person.youth
    if youth.protection is Protection.PROTECTED:
        return key("Skyddade uppgifter"), youth.case_number or "", youth.id.bytes
    return key(youth.family_name), key(youth.given_name), youth.id.bytes


def value_of(town: Town, sort: SortBy) -> Callable[[Person], Any]:
    hidden = Protection.PROTECTED

    def step(one: Person) -> NextStep | None:
        return one.state.next_step

    order = list(CHIPS)
    return {
        SortBy.NAME: lambda one: name_key(one)[:2],
        SortBy.IDENTITY_NUMBER: lambda one: (
            None if one.youth.protection is hidden else one.youth.identity_number
        ),
        SortBy.AGE: lambda one: -one.born.toordinal(),
        SortBy.STATUS: lambda one: order.index(one.state.status),
        SortBy.NEXT_STEP: lambda one: (found := step(one)) and key(found.title),
        SortBy.DUE: lambda one: (found := step(one)) and found.due,
        SortBy.WORKER: lambda one: one.state.worker and key(town.workers[one.state.worker]),
        SortBy.UNIT: lambda one: None,
        SortBy.ENROLLED: lambda one: one.state.enrolled_on,
        SortBy.REASON: lambda one: one.state.reason and key(one.state.reason.label),
        SortBy.LAST_REACHED: lambda one: one.state.last_reached,
        SortBy.ATTEMPTS: lambda one: one.state.attempts or None,
        SortBy.CITY: lambda one: key(one.youth.city) if one.youth.city else None,
        SortBy.OCCUPATION: lambda one: (
            None if one.state.occupation is None else key(one.state.occupation.label)
        ),
        SortBy.PHONE: lambda one: None if one.youth.protection is hidden else one.youth.phone,
        SortBy.CASE_NUMBER: lambda one: one.youth.case_number,
        SortBy.TARGET: lambda one: one.belonging,
    }[sort]


def expected(town: Town, which: ListFilter, query: ListQuery) -> list[YouthId]:
    value = value_of(town, query.sort)
    inside = sorted((p for p in town.people.values() if holds(town, p, which, query)), key=name_key)
    have = [one for one in inside if value(one) is not None]
    have.sort(key=value, reverse=query.descending)
    if query.descending:  # equal ones by name, whichever way
        have.sort(key=name_key)
        have.sort(key=value, reverse=True)
    listed = [*have, *(one for one in inside if value(one) is None)]
    if query.group is GroupBy.STATUS:
        listed.sort(key=lambda one: list(CHIPS).index(one.state.status))
    if query.group is GroupBy.WORKER:
        named = {worker: key(name) for worker, name in town.workers.items()}
        listed.sort(key=lambda one: named[one.state.worker] if one.state.worker else "\U0010ffff")
    return [YouthId(one.youth.id) for one in listed]


def holds(town: Town, person: Person, which: ListFilter, query: ListQuery) -> bool:
    state, due = person.state, person.state.next_step
    age = max(YOUNGEST, min(OLDEST, age_on(person.born, TODAY)))
    mine = town.desktop.profile.worker
    return all(
        (
            state.status in STATUSES[which],
            which is not ListFilter.MINE or state.worker == mine,
            not query.statuses or state.status in query.statuses,
            not query.workers or state.worker in query.workers,
            not query.ages or age in query.ages,
            not query.belongings or person.belonging in query.belongings,
            query.enrolled is None
            or (
                state.enrolled_on is not None
                and state.enrolled_on >= query.enrolled.first_day(TODAY)
            ),
            query.due is None or (due is not None and due.due <= query.due.last_day(TODAY)),
        )
    )


def some_query(dice: random.Random, workers: list[WorkerId]) -> ListQuery:
    def few(among: list[Any]) -> tuple[Any, ...]:
        return tuple(dice.sample(among, dice.randrange(1, 3))) if dice.random() < 0.2 else ()

    return ListQuery(
        sort=dice.choice(SHOWN),
        descending=dice.random() < 0.5,
        group=dice.choice((GroupBy.NONE, GroupBy.STATUS, GroupBy.WORKER)),
        statuses=few(list(Status)),
        workers=few([None, *workers]),
        ages=few(list(AGES)),
        belongings=few(list(Belonging)),
        enrolled=dice.choice([*[None] * 6, *Since]),
        due=dice.choice([*[None] * 8, *Until]),
    )


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    made = local_desktop(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("seed", [1, 2])
def test_every_list_equals_plain_python_while_things_change(desktop: Desktop, seed: int) -> None:
    workers = {WorkerId(RecordId(desktop.profile.worker)): "Karin Demolund"}  # type: ignore[arg-type]
    for name in ("Åke Ek", "Örn Ek"):
        one = WorkerId(make.new_id())
        desktop.store.record(Worker(id=one, name=name, role=Role.CASEWORKER)).result(WAIT)
        workers[one] = name
    town = Town(desktop, random.Random(seed), workers)
    seen = 0
    for _round in range(ROUNDS):
        for _act in range(3):
            town.act()
        for _ask in range(4):
            which, query = town.dice.choice(list(ListFilter)), some_query(town.dice, [*workers])
            found = desktop.session.lists.ids_later(which, query).result(WAIT)
            assert list(found.ids) == expected(town, which, query), (which, attrs.asdict(query))
            assert sum(group.count for group in found.groups) in {0, len(found.ids)}
            seen += len(found.ids)
    assert seen > ROUNDS * 15  # not a comparison of nothing with nothing
    counts = desktop.session.nav_counts()
    assert counts.everyone == len(town.people)
    assert counts.enrolled == len(expected(town, ListFilter.ENROLLED, ListQuery()))
