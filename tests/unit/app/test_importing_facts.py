"""What a municipality's own table says of studies and documents becomes facts with their source."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kaa_core.model.enums import CredentialKind, FactSource, Protection, StudyEnd, StudyForm
from kaa_core.model.records import Credential, Occupation, Residence, StudyPeriod, Youth
from kaa_core.rules.protection import ELSEWHERE
from tests.unit.app.desks import TODAY, Desktop
from tests.unit.app.test_importing import desk, held, number, opened, read_in

__all__ = ["desk"]

HEADINGS = "Personnummer;Förnamn;Efternamn;Skola;Program;Avbrott;Examensdokument;Sysselsättning"


@pytest.fixture
def path(tmp_path: Path) -> str:
    made = tmp_path / "register.csv"
    rows = [
        f"{number(0)};Alva;Exempel;Brinellgymnasiet;NA;2026-03-02;Studiebevis;Arbete",
        f"{number(1)};Bo;Exempel;Brinellgymnasiet;NA;;Inget;",
    ]
    made.write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8")
    return str(made)


def test_a_school_that_was_broken_off_is_a_study_period_and_work_an_occupation(
    desk: Desktop,
    path: str,
) -> None:
    read_in(desk, path)
    [period] = held(desk, StudyPeriod)
    assert (period.form, period.school, period.programme_code) == (
        StudyForm.NATIONAL_PROGRAMME,
        "Brinellgymnasiet",
        "NA",
    )
    assert (period.end, period.end_kind) == (date(2026, 3, 2), StudyEnd.BROKEN_OFF)
    assert (period.source, period.as_of, period.origin, period.row) == (
        FactSource.SCHOOL,
        TODAY,
        "register.csv",
        2,
    )
    kinds = {one.kind for one in held(desk, Credential)}
    assert kinds == {CredentialKind.STUDY_CERTIFICATE, CredentialKind.NONE}
    [occupation] = held(desk, Occupation)
    assert occupation.description is None


def test_the_preview_says_what_facts_a_row_has(desk: Desktop, path: str) -> None:
    _, preview = opened(desk, path)
    said = dict(preview.details(0).lines)
    assert said["Studieperiod"].startswith("nationellt program i gymnasieskolan, 2026-03-02")


def test_the_same_facts_twice_are_one(desk: Desktop, path: str) -> None:
    read_in(desk, path)
    again = read_in(desk, path)
    assert (again.new, again.filled) == (0, 0)
    assert len(held(desk, StudyPeriod)) == 1
    assert len(held(desk, Credential)) == 2


def test_where_the_protected_are_is_not_taken_in_and_not_asked_for_again(
    desk: Desktop, tmp_path: Path
) -> None:
    path = tmp_path / "kommun.csv"
    heading = "Personnummer;Förnamn;Efternamn;Folkbokföringskommun;Flyttat;Skyddad identitet"
    rows = [
        f"{number(0)};Alva;Exempel;1480;2026-09-01;Skyddad folkbokföring",
        f"{number(1)};Bo;Exempel;1480;2026-09-01;",
    ]
    path.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    read_in(desk, str(path))
    protected = [one.id for one in held(desk, Youth) if one.protection is Protection.PROTECTED]
    assert len(protected) == 1
    where = {one.youth in protected: one.municipality for one in held(desk, Residence)}
    assert where == {True: ELSEWHERE, False: "1480"}
    again = read_in(desk, str(path))
    assert (again.new, again.filled) == (0, 0)
