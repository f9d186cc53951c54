"""The made-up municipality: true to the registry, the reports' figures and its seed."""

import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import msgspec
import pytest

from kaa_core.demo.days import school_year, utc
from kaa_core.demo.journal import Made
from kaa_core.demo.municipality import Sizes, generate
from kaa_core.model.casework import Assessment
from kaa_core.model.enums import (
    OccupationKind,
    Protection,
    Role,
    VisitStatus,
)
from kaa_core.model.identity import IdentityNumber, age_on
from kaa_core.model.records import (
    JOURNAL_KINDS,
    Enrolment,
    Guardian,
    HomeVisit,
    Occupation,
    Worker,
    Youth,
)
from kaa_core.model.registry import REGISTRY, FieldType
from kaa_core.rules.case_state import Status
from tests.unit.demo.conftest import NUMBERS, TUESDAY, Municipality, town_of


def packed(made: list[Made]) -> bytes:
    """Everything about the records, as bytes."""
    rows = []
    for one in made:
        kind = REGISTRY.of(one.record)
        by = one.by.bytes if one.by else None
        rows.append(
            (kind.id, one.record.id.bytes, kind.to_wire(one.record), by, one.at.timestamp())
        )
    return msgspec.msgpack.encode(rows)


def age(youth: Youth, on: date) -> int:
    born = IdentityNumber.parse(youth.identity_number).birth_date
    assert born is not None
    return age_on(born, on)


# -- form


def test_every_record_may_be_kept(town: Municipality) -> None:
    problems = [
        (REGISTRY.of(one).name, problem)
        for one in town.records
        for problem in REGISTRY.of(one).validate(one)
    ]
    assert problems == []


def test_every_record_survives_the_wire(tuesday: Municipality) -> None:
    for one in tuesday.records:
        kind = REGISTRY.of(one)
        wire = msgspec.msgpack.decode(
            msgspec.msgpack.encode(kind.to_wire(one)), type=dict[int, object]
        )
        assert kind.from_wire(one.id, wire) == one


def test_same_seed_and_day_give_the_same_bytes_in_another_process() -> None:
    script = (
        "import hashlib, datetime;"
        "from tests.unit.demo.test_municipality import packed, town_of;"
        f"day = datetime.date({TUESDAY.year}, {TUESDAY.month}, {TUESDAY.day});"
        "print(hashlib.sha256(packed(town_of(day).made)).hexdigest())"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert len(runs[0]) == 65


def test_another_seed_gives_another_municipality() -> None:
    assert packed(town_of(TUESDAY, 1).made) != packed(town_of(TUESDAY, 2).made)


def test_ids_are_unique_and_records_come_in_the_order_they_were_made(town: Municipality) -> None:
    assert len({one.record.id for one in town.made}) == len(town.made)
    assert [one.at for one in town.made] == sorted(one.at for one in town.made)


PLANNED_DAYS = ("follow_up_on", "evaluation_on", "planned_end")


def _day_of(record: Any) -> date | None:
    return record.started_on if isinstance(record, Assessment) else record.occurred_on


def test_nothing_is_dated_after_the_day_but_plans(town: Municipality) -> None:
    planned = {("task", "due"), ("home_visit", "planned_on"), ("goal", "by")}
    planned |= {("improvement_area", "by"), ("budget_entry", "end")}
    planned |= {(kind, day) for kind in ("plan", "measure") for day in PLANNED_DAYS}
    first_moment = datetime.combine(town.as_of, time(0), UTC) - timedelta(hours=2)
    assert max(one.at for one in town.made) < first_moment
    for record in town.records:
        kind = REGISTRY.of(record)
        for field in kind.fields:
            value = getattr(record, field.name)
            if value is None or (kind.name, field.name) in planned:
                continue
            if field.type is FieldType.DATE:
                assert value < town.as_of, (kind.name, field.name)
            elif field.type is FieldType.INSTANT:
                assert value < first_moment, (kind.name, field.name)
    for visit in town.of(HomeVisit):
        assert visit.status is VisitStatus.PLANNED or visit.planned_on < town.as_of


def test_who_turns_16_on_the_day_is_there_without_a_record_of_that_day() -> None:
    day = date(2027, 3, 1)
    town = town_of(day, 5)
    birthdays = [one for one in town.of(Youth) if one.identity_number[:8] == "20110301"]
    assert birthdays
    assert max(one.at for one in town.made).date() < day


def test_what_is_entered_has_author_and_moment_after_the_event(town: Municipality) -> None:
    for one in town.made:
        record: Any = one.record
        if REGISTRY.of(record).name not in JOURNAL_KINDS:
            continue
        if isinstance(record, HomeVisit) and record.status is VisitStatus.PLANNED:
            assert record.entered_at is None
            continue
        assert record.author == one.by is not None
        assert record.entered_at == one.at
        on = record.visited_on if isinstance(record, HomeVisit) else _day_of(record)
        assert on is None or utc(on, time(7)) <= record.entered_at <= utc(on, time(20))


def test_summer_time_begins_and_ends_as_in_the_eu() -> None:
    assert utc(date(2026, 3, 28), time(12)).hour == 11
    assert utc(date(2026, 3, 29), time(12)).hour == 10
    assert utc(date(2026, 10, 24), time(12)).hour == 10
    assert utc(date(2026, 10, 25), time(12)).hour == 11


# -- people


def test_only_test_numbers_are_used_each_once(town: Municipality) -> None:
    used = [youth.identity_number for youth in town.of(Youth)]
    assert len(used) == len(set(used))
    assert set(used) <= set(NUMBERS)


def test_names_are_unique(town: Municipality) -> None:
    names = Counter((youth.given_name, youth.family_name) for youth in town.of(Youth))
    assert names.most_common(1)[0][1] == 1


def test_a_larger_municipality_takes_synthetic_numbers_that_nobody_has() -> None:
    sizes = Sizes(age_group=3200, target_group=210)
    batches = list(generate(1, TUESDAY, sizes, NUMBERS))
    youths = [one.record for batch in batches for one in batch if isinstance(one.record, Youth)]
    in_age = [youth for youth in youths if 16 <= age(youth, TUESDAY) <= 19]
    assert len(in_age) == 3200
    numbers = {youth.identity_number for youth in youths}
    assert len(numbers) == len(youths)
    made_up = numbers - set(NUMBERS)
    assert len(made_up) == 3200 - 2922
    assert all(IdentityNumber.parse(number).synthetic for number in made_up)
    assert len({(youth.given_name, youth.family_name) for youth in youths}) == len(youths)


def test_records_each_fills_every_case() -> None:
    sizes = Sizes(age_group=60, target_group=60, records_each=(25, 25))
    [made] = generate(1, TUESDAY, sizes, NUMBERS)
    counts = Counter(REGISTRY.of(one.record).scope(one.record) for one in made)
    youths = [one.record for one in made if isinstance(one.record, Youth)]
    enrolled = [youth.id for youth in youths if age(youth, TUESDAY) < 20]
    assert len(enrolled) == 60
    assert min(counts[youth] for youth in enrolled) >= 25


@pytest.mark.parametrize(
    ("youths", "target_group", "workers", "years"),
    [(1, 1, 5, 2), (20, 1, 5, 2), (1549, 100, 5, 2), (20_000, 1962, 20, 3), (60_000, 6000, 60, 3)],
)
def test_the_target_group_is_the_audits_and_in_a_city_a_tenth(
    youths: int, target_group: int, workers: int, years: int
) -> None:
    sizes = Sizes.of(youths)
    assert (sizes.age_group, sizes.target_group) == (youths, target_group)
    assert (sizes.workers, sizes.years) == (workers, years)
    assert Sizes.of(youths, target_group=youths).target_group == youths
    assert Sizes.of(1549) == Sizes()


def test_a_larger_municipality_has_three_years_of_long_cases_for_all_its_workers() -> None:
    sizes = Sizes.of(2000, target_group=250)
    made = [one for batch in generate(1, TUESDAY, sizes, NUMBERS) for one in batch]
    first = min(one.at for one in made if one.by is not None)
    assert first.date() < TUESDAY.replace(year=TUESDAY.year - 3)
    counts = Counter(REGISTRY.of(one.record).scope(one.record) for one in made)
    enrolled = {
        one.record.youth
        for one in made
        if isinstance(one.record, Enrolment) and one.record.end is None
    }
    spread = sorted(counts[youth] for youth in enrolled)
    assert len(spread) == 250
    assert spread[0] >= 25
    assert 40 <= spread[125] <= 55
    workers = [one.record for one in made if isinstance(one.record, Worker)]
    todays = [
        one
        for one in made
        if isinstance(one.record, HomeVisit) and one.record.planned_on == TUESDAY
    ]
    assert len(workers) == 5
    assert len(todays) >= 7
    assert 4 <= sum(one.by == workers[0].id for one in todays) < len(todays)


def test_guardians_only_of_the_enrolled_under_eighteen(town: Municipality) -> None:
    guardians = town.of(Guardian)
    assert len(guardians) >= 15
    enrolled = {youth.id: youth for youth, _, _ in town.enrolled()}
    assert {one.youth for one in guardians} <= set(enrolled)
    assert all(age(enrolled[one.youth], town.as_of) < 18 for one in guardians)


def test_two_have_sekretessmarkering_and_two_skyddad_folkbokforing(town: Municipality) -> None:
    shields = Counter(youth.protection for youth in town.of(Youth))
    assert shields[Protection.CONFIDENTIAL] == shields[Protection.PROTECTED] == 2
    for youth in town.of(Youth):
        if youth.protection is Protection.PROTECTED:
            assert {youth.street, youth.postal_code, youth.city} == {None}
    hidden = {one.id for one in town.of(Youth) if one.protection is Protection.PROTECTED}
    assert not [v for v in town.of(HomeVisit) if v.youth in hidden and v.address]


def test_most_have_a_home_address_only(tuesday: Municipality) -> None:
    youths = tuesday.of(Youth)
    assert sum(youth.phone is None for youth in youths) > len(youths) / 2


# -- figures (000 Tabell 1)


def test_the_figures_are_those_of_tabell_1(town: Municipality) -> None:
    in_age = [youth for youth in town.of(Youth) if 16 <= age(youth, town.as_of) <= 19]
    enrolled = town.enrolled()
    never = [state for _, _, state in enrolled if state.established_on is None]
    assert len(in_age) == 1549
    assert len(enrolled) == 100
    assert {youth.id for youth, _, _ in enrolled} <= {youth.id for youth in in_age}
    assert sum(state.status in (Status.NEW, Status.NOT_REACHED) for _, _, state in enrolled) == 45
    assert len(never) >= 45  # a refusal without a conversation is no established contact
    studies = [one for one in town.of(Occupation) if one.end is None]
    assert sum(one.kind is OccupationKind.INTRODUCTORY for one in studies) in range(175, 181)


def test_the_dropouts_of_the_school_year(town: Municipality) -> None:
    left = {
        one.youth
        for one in town.of(Occupation)
        if one.kind is OccupationKind.UPPER_SECONDARY
        and one.end is not None
        and school_year(one.end + timedelta(days=1)) == school_year(town.as_of)
    }
    assert len(left) == 48


def test_five_workers_share_the_cases(town: Municipality) -> None:
    workers = town.of(Worker)
    assert len(workers) == 5
    assert Counter(worker.role for worker in workers) == {
        Role.CASEWORKER: 3,
        Role.COORDINATOR: 1,
        Role.MANAGER: 1,
    }
    load = Counter(state.worker for _, _, state in town.enrolled())
    assert len(load) == 4  # the manager has no cases
    assert min(load.values()) >= 8


def test_the_workers_ids_do_not_move_with_the_day() -> None:
    ids = [[one.id for one in town_of(day).of(Worker)] for day in (TUESDAY, date(2027, 1, 7))]
    assert ids[0] == ids[1]
