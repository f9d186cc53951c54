"""Tidiga signaler: off without a legal basis, and a short life whatever was decided."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_core.model.enums import EarlyKind
from kaa_core.model.ids import RecordId
from kaa_core.model.records import EarlySignal, MunicipalitySettings
from kaa_core.model.registry import REGISTRY
from kaa_core.rules.early import erase_on, is_due, switched_on

ON = "Skollagen 29 kap. 9 § och nämndens beslut § 12"
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


def settings(basis: str | None = ON, weeks: int | None = None) -> MunicipalitySettings:
    return MunicipalitySettings(id=RecordId(uuid.UUID(int=1)), early_basis=basis, early_weeks=weeks)


def signal(received: date, erase: date) -> EarlySignal:
    return EarlySignal(
        id=RecordId(uuid.UUID(int=2)),
        identity_number="200809142383",
        given_name="Alva",
        family_name="Prov",
        kind=EarlyKind.NO_CHOICE,
        told_by="Provskolan",
        received_on=received,
        erase_on=erase,
    )


@pytest.mark.parametrize(
    ("received", "weeks", "gone"),
    [
        (date(2026, 5, 4), 4, date(2026, 6, 1)),
        (date(2026, 5, 4), None, date(2026, 7, 27)),
        (date(2026, 5, 4), 26, date(2026, 8, 31)),  # at the latest when school has begun
        (date(2026, 8, 30), 26, date(2026, 8, 31)),
        (date(2026, 8, 31), 26, date(2027, 3, 1)),
        (date(2026, 10, 1), 12, date(2026, 12, 24)),
    ],
)
def test_when_an_entry_goes(received: date, weeks: int | None, gone: date) -> None:
    assert erase_on(received, weeks) == gone


@given(DAYS, st.integers(1, 26), st.integers(0, 400))
def test_an_entry_never_lives_longer_than_either_bound(
    received: date, weeks: int, later: int
) -> None:
    gone = erase_on(received, weeks)
    assert received < gone <= received + timedelta(weeks=weeks)
    assert (gone.month, gone.day) == (8, 31) or gone == received + timedelta(weeks=weeks)
    held, day = signal(received, gone), received + timedelta(days=later)
    assert is_due(held, settings(weeks=weeks), day) is (day >= gone)
    # A longer time that is decided later lengthens nothing, a shorter one shortens.
    assert is_due(held, settings(weeks=26), gone)
    assert is_due(held, settings(weeks=1), received + timedelta(weeks=1))


@pytest.mark.parametrize("basis", [None, "", "  "])
def test_without_a_ground_there_is_no_list(basis: str | None) -> None:
    off = settings(basis)
    assert not switched_on(off)
    assert is_due(signal(date(2026, 5, 4), date(2026, 6, 1)), off, date(2026, 5, 4))
    assert is_due(signal(date(2026, 5, 4), date(2026, 6, 1)), None, date(2026, 5, 4))


def test_nobody_is_found_there_who_is_looked_for_in_the_register() -> None:
    kind = REGISTRY.kind(EarlySignal)
    assert not any(field.searchable for field in kind.fields)
    assert "youth" not in kind.by_name, "no scope: no case, no list, no figure"
    problems = kind.validate(signal(date(2026, 5, 4), date(2026, 5, 4)))
    assert [one.field for one in problems] == ["erase_on"]
