"""The target group of a city: 60 000 persons with 150 000 study periods judged afresh, and as intervals.

python -m benchmarks.judging          (one sample in a process of its own, as JSON)
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from benchmarks.figures import Figure, timed
from kaa_core.model.enums import (
    CredentialKind,
    FactSource,
    OccupationKind,
    ResidenceKind,
    StudyEnd,
    StudyForm,
)
from kaa_core.model.facts import Credential, Residence, StudyPeriod
from kaa_core.model.identity import synthetic_number
from kaa_core.model.ids import RecordId, YouthId, uuid7
from kaa_core.model.records import Occupation, Youth
from kaa_core.model.registry import Record
from kaa_core.rules.target_group.definitions import DEFINITIONS
from kaa_core.rules.target_group.held import held_from
from kaa_core.rules.target_group.intervals import intervals
from kaa_core.rules.target_group.judging import judge
from kaa_core.rules.target_group.types import Held

ROOT: Final = Path(__file__).resolve().parents[1]
PERSONS: Final = 60_000
PERIODS: Final = 150_000
LIMIT: Final = 3.0
INTERVALS_LIMIT: Final = 1.0
SEED: Final = 5
TODAY: Final = date(2026, 11, 22)
HOME: Final = "0682"
FEW: Final = 3_000


def measure(rounds: int) -> list[Figure]:
    """A process for each sample, so that no sample is helped by the one before."""
    command = [sys.executable, "-m", "benchmarks.judging"]
    found = []
    for _ in range(rounds):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        found.append(json.loads(done.stdout))
    return [
        Figure(
            name=f"{PERSONS} persons with {PERIODS} study periods judged afresh",
            samples=[one["judged"] for one in found],
            unit="s",
            limit=LIMIT,
            peer_name="the same records gone through once, their dates compared with the day",
            peer=[one["walked"] for one in found],
            note=f"after reading; {found[0]['covered']} covered, {found[0]['unclear']} unclear",
        ),
        Figure(
            name="The same, the work of the thread alone, whatever else the machine does",
            samples=[one["work"] for one in found],
            unit="s",
        ),
        Figure(
            name="One person's whole time as intervals, by one definition",
            samples=[one["intervals"] for one in found],
            limit=INTERVALS_LIMIT,
            note=f"the mean of {FEW} persons; what the first night does for everybody, twice",
        ),
        Figure(
            name="Everything of a youth gathered from her records",
            samples=[one["gathered"] for one in found],
            unit="s",
            note=f"{PERSONS} persons",
        ),
    ]


def once() -> dict[str, float]:
    """Make the register, and time what is done with it; seconds, and milliseconds for intervals."""
    made = list(register())
    gathered, held = timed(lambda: [held_from(one, HOME) for one in made])
    walked, _ = timed(lambda: sum(map(_walk, held)))
    began = time.thread_time()
    judged, answers = timed(lambda: [judge(one, TODAY).belonging.name for one in held])
    work = time.thread_time() - began
    few = random.Random(SEED).sample(held, FEW)
    spent, _ = timed(lambda: sum(len(intervals(one, DEFINITIONS[-1])) for one in few))
    return {
        "gathered": gathered,
        "walked": walked,
        "judged": judged,
        "work": work,
        "intervals": spent / FEW * 1000,
        "covered": answers.count("COVERED"),
        "unclear": answers.count("UNCLEAR"),
    }


def _walk(held: Held) -> int:
    current = sum((one.start or TODAY) <= TODAY <= (one.end or TODAY) for one in held.studies)
    return current + sum((one.start or TODAY) <= TODAY for one in held.residences)


# --- the register ----------------------------------------------------------------------------------


def register() -> Iterator[list[Record]]:
    """Give the records of each person: born 2006 to 2010, school histories of every kind."""
    dice = random.Random(SEED)
    for place in range(PERSONS):
        born = date(2006, 11, 25) + timedelta(days=place % 1460)
        yield list(_person(dice, place, born, PERIODS // PERSONS + (place % 2)))


def _person(dice: random.Random, place: int, born: date, periods: int) -> Iterator[Record]:
    def new_id() -> RecordId:
        return RecordId(uuid7(place, dice.randbytes(10)))

    youth = YouthId(new_id())
    yield Youth(
        id=youth,
        identity_number=synthetic_number(born, 1 + place // 1460),
        given_name="Demo",
        family_name="Prov",
    )
    moved = dice.random() < 0.08
    told: dict[str, Any] = {"youth": youth, "as_of": TODAY}
    yield Residence(
        id=new_id(),
        **told,
        source=FactSource.POPULATION_REGISTER,
        kind=ResidenceKind.REGISTERED,
        municipality=HOME,
        start=date(2025, 9, 1) if moved else born,
    )
    for nth, (form, start, end, how) in enumerate(_school(dice, born)):
        if nth < periods:
            yield StudyPeriod(
                id=new_id(),
                **told,
                source=FactSource.SCHOOL,
                form=form,
                start=start,
                end=end,
                end_kind=how,
                school="Demogymnasiet",
                school_unit="12345678",
            )
    if dice.random() < 0.15:
        kind = dice.choice((CredentialKind.NONE, CredentialKind.STUDY_CERTIFICATE))
        yield Credential(id=new_id(), **told, source=FactSource.UHR, kind=kind)
    if dice.random() < 0.1:
        yield Occupation(
            id=new_id(), youth=youth, kind=OccupationKind.WORK, noted_on=TODAY - timedelta(days=40)
        )


def _school(
    dice: random.Random, born: date
) -> Iterator[tuple[StudyForm, date, date | None, StudyEnd | None]]:
    leaves = date(born.year + 16, 6, 12)
    yield StudyForm.COMPULSORY, date(born.year + 7, 8, 17), leaves, StudyEnd.COMPLETED
    starts = date(born.year + 16, 8, 16)
    end: date | None = None
    how = None
    if dice.random() < 0.1:
        end, how = starts + timedelta(days=dice.randint(30, 500)), StudyEnd.BROKEN_OFF
    programme = dice.choice((StudyForm.NATIONAL_PROGRAMME,) * 8 + (StudyForm.INTRODUCTORY,))
    yield programme, starts, end, how
    later = (end or starts) + timedelta(days=200)
    yield dice.choice((StudyForm.ADULT_EDUCATION, StudyForm.NATIONAL_PROGRAMME)), later, None, None


if __name__ == "__main__":
    print(json.dumps(once()))
