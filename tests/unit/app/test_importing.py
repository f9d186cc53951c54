"""A register read in by the app: all or nothing, the same file twice, and nothing written over."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

from kaa_core.imports.proposing import Column
from kaa_core.model.enums import (
    FactSource,
    OccupationKind,
    Protection,
    RegistrationReason,
    Role,
)
from kaa_core.model.ids import WorkerId
from kaa_core.model.records import (
    Enrolment,
    Guardian,
    MunicipalitySettings,
    Occupation,
    Task,
    Youth,
)
from kaa_desktop.app.importing import Importing, table_of
from kaa_desktop.app.importing_preview import Preview
from kaa_desktop.app.importing_source import Changed, NotSaved
from kaa_desktop.app.importing_views import Choices, FileView, Imported, Left, Refusal, Shown
from kaa_desktop.app.roles import NotAllowed
from kaa_desktop.store.bulk import AT_A_TIME, Stopped
from tests.unit.app.desks import NUMBERS, TODAY, WAIT, Desktop, local_desktop

FIRST = next(at for at, number in enumerate(NUMBERS) if number.startswith("2009"))
HEADINGS = "Personnummer;Förnamn;Efternamn;Adress;Postnr;Ort;Mobil;Sysselsättning;Vårdnadshavare"
MAPPED = (Column.NUMBER, Column.GIVEN_NAME, Column.FAMILY_NAME)
PLAIN = Choices()
ENROL = Choices(enrol_new=True, start=date(2026, 11, 1), reason=RegistrationReason.NO_DEGREE)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desktop]:
    """A coordinator's profile; the server does not answer."""
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def number(at: int) -> str:
    """One of the numbers reserved for tests, of somebody who is 17 or less."""
    return NUMBERS[FIRST + at]


def line(at: int, **other: str) -> str:
    """A row of a register."""
    values = {
        "number": number(at),
        "given": f"Alva{at}",
        "family": "Exempelsson",
        "street": f"Provgatan {at + 1}",
        "code": "999 01",
        "city": "Exempelås",
        "phone": "070-174 06 05",
        "occupation": "Komvux",
        "guardian": "",
    } | other
    return ";".join(values.values())


def written(folder: Path, lines: list[str], headings: str = HEADINGS) -> str:
    """A file with these rows."""
    path = folder / "register.csv"
    path.write_text("\n".join([headings, *lines]) + "\n", encoding="utf-8")
    return str(path)


def opened(desk: Desktop, path: str) -> tuple[Importing, Preview]:
    """A file read with its proposed columns, and its rows judged."""
    importing = desk.session.register.importing()
    view = importing.open(path).result(WAIT)
    assert isinstance(view, FileView), view
    mapping = {one.index: one.column for one in view.sheet.columns}
    assert importing.faults(mapping) == ()
    return importing, importing.judge(mapping).result(WAIT)


def read_in(desk: Desktop, path: str, choices: Choices = PLAIN) -> Imported:
    """A file read in as it stands."""
    importing, _ = opened(desk, path)
    assert importing.problems(choices) == []
    return importing.write(choices).result(WAIT)


def held(desk: Desktop, cls: type[Any]) -> list[Any]:
    """All records of a kind."""
    return desk.store.queries.records(cls)


def test_new_youths_are_read_in_with_what_the_file_says(desk: Desktop, tmp_path: Path) -> None:
    path = written(tmp_path, [line(0, guardian="Bo Exempelsson"), line(1, occupation="")])
    result = read_in(desk, path)
    assert (result.new, result.filled, result.enrolled, result.left) == (2, 0, 0, ())
    alva = next(one for one in held(desk, Youth) if one.identity_number == number(0))
    assert (alva.given_name, alva.street, alva.postal_code) == ("Alva0", "Provgatan 1", "999 01")
    assert alva.address_source is FactSource.SCHOOL
    [occupation] = held(desk, Occupation)
    assert occupation.kind is OccupationKind.ADULT_EDUCATION
    assert (occupation.source, occupation.noted_on) == (FactSource.SCHOOL, TODAY)
    [guardian] = held(desk, Guardian)
    assert guardian.name == "Bo Exempelsson"
    assert held(desk, Enrolment) == []


def test_a_municipality_without_guardians_gets_none_from_a_file(
    desk: Desktop, tmp_path: Path
) -> None:
    desk.store.record(MunicipalitySettings(id=desk.new_id(), no_guardians=True)).result(WAIT)
    path = written(tmp_path, [line(0, guardian="Bo Exempelsson")])
    assert read_in(desk, path).new == 1
    assert held(desk, Guardian) == []


def test_all_new_can_be_enrolled_with_the_first_step_of_the_routine(
    desk: Desktop, tmp_path: Path
) -> None:
    worker = WorkerId(desk.profile.worker)  # type: ignore[arg-type]
    result = read_in(desk, written(tmp_path, [line(0)]), attrs.evolve(ENROL, worker=worker))
    assert result.enrolled == 1
    [enrolment], [task] = held(desk, Enrolment), held(desk, Task)
    assert (enrolment.start, enrolment.worker) == (date(2026, 11, 1), worker)
    assert enrolment.registration_note == "Inläst 2026-11-24 ur register.csv."
    assert (task.youth, task.worker, task.due >= TODAY) == (enrolment.youth, worker, True)


def test_what_has_to_be_chosen_is_asked_for(desk: Desktop, tmp_path: Path) -> None:
    headings = f"{HEADINGS};Inskriven"
    importing, preview = opened(desk, written(tmp_path, [line(0) + ";2026-09-01"], headings))
    assert preview.without_reason == 1
    assert [one.field for one in importing.problems(Choices())] == ["reason"]
    assert [one.field for one in importing.problems(Choices(enrol_new=True))] == ["start", "reason"]
    result = importing.write(Choices(reason=RegistrationReason.MOVED_IN)).result(WAIT)
    assert result.enrolled == 1
    assert held(desk, Enrolment)[0].start == date(2026, 9, 1)


def test_the_same_file_twice_changes_nothing(desk: Desktop, tmp_path: Path) -> None:
    path = written(tmp_path, [line(at, guardian="Bo Exempelsson") for at in range(5)])
    read_in(desk, path, ENROL)
    waiting = desk.store.queries.unsent()
    _, preview = opened(desk, path)
    assert preview.counts() == {Shown.ALL: 5, Shown.SAME: 5}
    assert preview.to_do() == 0
    assert read_in(desk, path, ENROL).unchanged == 5
    assert desk.store.queries.unsent() == waiting


def test_nothing_that_stands_is_written_over(desk: Desktop, tmp_path: Path) -> None:
    desk.youth(FIRST, given_name="Alva0", family_name="Exempelsson", street="Skissvägen 4")
    importing, preview = opened(desk, written(tmp_path, [line(0)]))
    assert preview.counts() == {Shown.ALL: 1, Shown.DIFFERS: 1}
    told = dict(preview.details(0).lines)
    assert told["Gatuadress"] == "I registret: Skissvägen 4. I filen: Provgatan 1."
    result = importing.write(Choices()).result(WAIT)
    assert (result.new, result.filled) == (0, 1)
    [youth] = held(desk, Youth)
    assert (youth.street, youth.phone) == ("Skissvägen 4", "070-174 06 05")


def test_what_is_guessed_waits_for_a_yes(desk: Desktop, tmp_path: Path) -> None:
    lost = number(1)[2:].lstrip("0")
    lines = [line(0), line(1, number=lost), line(2, given="ALVA", family="EXEMPELSSON")]
    importing, preview = opened(desk, written(tmp_path, lines))
    assert preview.counts() == {Shown.ALL: 3, Shown.NEW: 2, Shown.WAITS: 1}
    assert {one.key for one in preview.proposals()} == {"mended_number", "mended_name"}
    assert preview.to_do() == 2
    preview.accept(1, yes=True)
    assert preview.to_do() == 3
    preview.accept(1, yes=False)
    assert preview.counts()[Shown.WAITS] == 1
    preview.accept_all("mended_name", yes=True)
    result = importing.write(Choices()).result(WAIT)
    assert result.new == 2
    assert [(one.row, one.what) for one in result.left] == [(3, "Inte godtaget")]
    names = {one.given_name for one in held(desk, Youth)}
    assert names == {"Alva0", "Alva"}


def test_rows_that_cannot_be_read_are_told_by_number_and_reason(
    desk: Desktop, tmp_path: Path
) -> None:
    lines = [line(0), line(1, number="20090101-0000"), line(0), line(2)]
    result = read_in(desk, written(tmp_path, lines))
    assert result.new == 2
    assert [(one.row, one.shown) for one in result.left] == [
        (3, Shown.UNREADABLE),
        (4, Shown.DOUBLE),
    ]
    assert all(one.why for one in result.left)


def test_the_list_of_rows_left_names_nobody_and_runs_no_formula(
    desk: Desktop, tmp_path: Path
) -> None:
    importing = desk.session.register.importing()
    left = [Left(row=7, shown=Shown.UNREADABLE, why='=HYPERLINK("x";"y")')]
    path = tmp_path / "kvar.csv"
    assert importing.save_list(left, str(path)).result(WAIT) == "kvar.csv"
    text = path.read_bytes().decode("utf-8-sig")
    assert text == table_of(left)
    assert text.splitlines()[1] == '"7";"Kan inte läsas";"\'=HYPERLINK(""x"";""y"")"'
    assert "'=HYPERLINK" in importing.as_text(left)


def test_a_stop_while_it_is_written_leaves_nothing(desk: Desktop, tmp_path: Path) -> None:
    importing, _ = opened(desk, written(tmp_path, [line(at) for at in range(AT_A_TIME + 10)]))
    waiting = desk.store.queries.unsent()
    first = threading.Event()

    def stop_at_once(doing: Any) -> None:
        first.set()
        importing.stop()

    importing._say = stop_at_once  # type: ignore[method-assign]  # told after the first part
    with pytest.raises(Stopped):
        importing.write(Choices()).result(WAIT)
    assert first.is_set()
    assert held(desk, Youth) == []
    assert desk.store.queries.unsent() == waiting


def test_locking_while_it_is_written_leaves_nothing(desk: Desktop, tmp_path: Path) -> None:
    importing, _ = opened(desk, written(tmp_path, [line(at) for at in range(AT_A_TIME + 10)]))
    importing._say = lambda _: desk.session.register.close()  # type: ignore[method-assign,assignment]
    with pytest.raises(Stopped):
        importing.write(Choices()).result(WAIT)
    assert held(desk, Youth) == []


def test_the_choice_of_columns_is_kept_for_next_time(desk: Desktop, tmp_path: Path) -> None:
    path = written(tmp_path, [line(0)], HEADINGS.replace("Mobil", "Kontaktväg 3"))
    importing = desk.session.register.importing()
    view = importing.open(path).result(WAIT)
    assert isinstance(view, FileView)
    mapping = {one.index: one.column for one in view.sheet.columns}
    importing.judge(mapping | {6: Column.PHONE}).result(WAIT)
    again = desk.session.register.importing().open(path).result(WAIT)
    assert isinstance(again, FileView)
    assert again.sheet.columns[6].column is Column.PHONE


def test_a_column_that_may_not_be_kept_cannot_be_taken(desk: Desktop, tmp_path: Path) -> None:
    path = written(tmp_path, [line(0) + ";adhd"], f"{HEADINGS};Diagnos")
    importing = desk.session.register.importing()
    view = importing.open(path).result(WAIT)
    assert isinstance(view, FileView)
    last = view.sheet.columns[-1]
    assert last.column is Column.IGNORE
    assert "5 §" in last.barred


def test_a_file_that_is_no_register_is_refused_in_words(desk: Desktop, tmp_path: Path) -> None:
    importing = desk.session.register.importing()
    (tmp_path / "sida.xls").write_text("<html><table><tr><td>1</td></tr></table></html>")
    for name in ("sida.xls", "finns-inte.csv"):
        refusal = importing.open(str(tmp_path / name)).result(WAIT)
        assert isinstance(refusal, Refusal)
        assert all((refusal.code, refusal.happened, refusal.safe, refusal.advice))


def test_a_file_that_changes_while_it_is_looked_at_is_told(desk: Desktop, tmp_path: Path) -> None:
    path = written(tmp_path, [line(0), line(1)])
    importing, preview = opened(desk, path)
    mapping, before = dict(enumerate(MAPPED)), preview.counts()
    assert importing.judge(mapping).result(WAIT).counts() == before  # read again
    written(tmp_path, [line(2)])
    with pytest.raises(Changed):
        importing.judge(mapping).result(WAIT)


def test_numbers_of_nobody_are_for_practice_only(tmp_path: Path) -> None:
    nobody = number(0)[:-1] + str((int(number(0)[-1]) + 5) % 10)
    for practice in (True, False):
        folder = tmp_path / str(practice)
        folder.mkdir()
        desk = local_desktop(folder, role=Role.COORDINATOR)
        if not practice:
            who = attrs.evolve(desk.session.who, practice=False)
            identity = attrs.evolve(desk.session._context.identity, who=who)
            context = attrs.evolve(desk.session._context, identity=identity)
            desk.session.register._context = context
        _, preview = opened(desk, written(folder, [line(0, number=nobody)]))
        assert preview.counts().get(Shown.NEW, 0) == int(practice)
        desk.close()


def test_only_one_who_keeps_the_register_reads_in(tmp_path: Path) -> None:
    desk = local_desktop(tmp_path)
    importing, _ = opened(desk, written(tmp_path, [line(0)]))
    [problem] = importing.problems(Choices())
    assert "samordnare" in problem.sentence
    desk.close()


def test_what_is_no_file_is_refused_at_once(desk: Desktop, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "folder.csv").mkdir()
    for path in (tmp_path / "pipe.csv", tmp_path / "folder.csv", "/dev/zero", "a\0b.csv", ""):
        found = desk.session.register.importing().open(str(path)).result(WAIT)
        assert isinstance(found, Refusal)
        assert found.code == "unreachable"


def test_a_role_that_changed_while_the_rows_were_shown_writes_nothing(
    desk: Desktop, tmp_path: Path
) -> None:
    importing, _ = opened(desk, written(tmp_path, [line(0)]))
    desk.session._context.identity.standing.take(Role.MANAGER.value)
    with pytest.raises(NotAllowed) as told:
        importing.write(PLAIN).result(WAIT)
    assert told.value.sentence == "Det gör en samordnare. Du har rollen chef."
    assert held(desk, Youth) == []


def test_what_the_register_holds_of_the_protected_is_not_shown_beside_the_file(
    desk: Desktop, tmp_path: Path
) -> None:
    named = {"given_name": "Hemlig", "family_name": "Dold", "phone": "070-174 06 05"}
    desk.youth(FIRST, protection=Protection.PROTECTED, **named)
    path = written(
        tmp_path, [line(0, phone="070-174 06 06"), line(1), line(1, street="Hemvägen 2")]
    )
    _, preview = opened(desk, path)
    shown = [f"{preview.row(at)} {preview.details(at).lines}" for at in (0, 2)]
    assert [preview.row(at).shown for at in (0, 2)] == [Shown.DIFFERS, Shown.DOUBLE]
    for secret in (*named.values(), "Alva0", "Hemvägen"):
        assert not any(secret in one for one in shown), secret


def test_a_list_that_cannot_be_written_there_is_said_in_its_own_words(
    desk: Desktop, tmp_path: Path
) -> None:
    saving = desk.session.register.importing().save_list((), str(tmp_path / "none" / "list.csv"))
    with pytest.raises(NotSaved):
        saving.result(WAIT)
