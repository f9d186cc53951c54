"""The demo's municipality, made once for all tests that read it."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import attrs
import pytest

from kaa_core.demo.journal import Made
from kaa_core.demo.municipality import Sizes, generate
from kaa_core.model.ids import RecordId
from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.rules.case_state import CaseState, Status, case_state
from tests.server_fixture import (  # noqa: F401 - the fixtures of a real server
    clock,
    cluster,
    data_root,
    database,
    municipality,
    passwords,
)

NUMBERS = Path("resources/testdata/test_personnummer.txt").read_text("utf-8").split()
TUESDAY = date(2026, 11, 24)
DAYS = (TUESDAY, date(2026, 11, 22), date(2026, 6, 17), date(2027, 1, 7))
OUTSIDE = (Status.OUTSIDE, Status.CLOSED)


@attrs.frozen
class Municipality:
    """What was generated, and how the rules read it."""

    as_of: date
    made: list[Made]

    @property
    def records(self) -> list[Record]:
        return [one.record for one in self.made]

    def of(self, *kinds: type[Record]) -> list:
        return [one for one in self.records if isinstance(one, kinds)]

    def cases(self) -> Iterator[tuple[Youth, list[Record], CaseState]]:
        """Every youth with her records and where the case stands."""
        grouped: dict[RecordId, list[Record]] = {}
        for record in self.records:
            scope = REGISTRY.of(record).scope(record)
            if scope is not None:
                grouped.setdefault(scope, []).append(record)
        for youth in self.of(Youth):
            yield youth, grouped[youth.id], case_state(youth, grouped[youth.id])

    def enrolled(self) -> list[tuple[Youth, list[Record], CaseState]]:
        """The target group."""
        return [one for one in self.cases() if one[2].status not in OUTSIDE]


@cache
def town_of(as_of: date, seed: int = 1) -> Municipality:
    [made] = generate(seed, as_of, Sizes(), NUMBERS)
    return Municipality(as_of, made)


@pytest.fixture(params=DAYS, ids=str)
def town(request: pytest.FixtureRequest) -> Municipality:
    """The default demo, seen on a working day, a Sunday, in June and right after New Year."""
    return town_of(request.param)


@pytest.fixture
def tuesday() -> Municipality:
    return town_of(TUESDAY)
