"""A file leaves the program only with the record of it: also when the program is killed in between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kaa_core.model.enums import DisclosureKind, Role
from kaa_core.model.ids import YouthId
from kaa_core.model.organising import VisitRound
from kaa_core.model.records import Contact, Disclosure, Youth
from kaa_desktop.app import papers
from kaa_desktop.app.archiving import Chosen
from kaa_desktop.app.extracts import Giving
from kaa_desktop.app.journal_paper import Printing
from kaa_desktop.app.letters import Batch
from kaa_desktop.app.papers import PaperNotInPlace, PaperNotWritten
from kaa_desktop.store import files
from tests.unit.app.desks import TODAY, WAIT, Desktop, local_desktop
from tests.unit.app.test_archiving import GIVEN
from tests.unit.app.test_attachments_killed import opened

WORDS = {"kontakt": "Karin", "telefon": "070-174 06 05", "tid": "torsdag kl. 13 hos oss"}
WHY = Printing(reason="Ungdomen har bett om den.")
KILLED = """
import os, signal, sys
from pathlib import Path
from kaa_core.model.records import Youth
from kaa_desktop.app import papers
from tests.unit.app.test_attachments_killed import opened
from tests.unit.app.test_papers_recorded import WHY, giving
desk = opened(Path(sys.argv[1]))
if sys.argv[3] == "recorded":
    papers.put_in_place = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
else:
    type(desk.session._operations).record_as = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
youth = desk.store.queries.records(Youth)[0].id
giving(desk, youth, Path(sys.argv[2]))
"""


def giving(desk: Desktop, youth: YouthId, path: Path) -> None:
    """Make an extract."""
    one = Giving(what=DisclosureKind.EXTRACT)
    assert desk.session.extracts.save(youth, one, path).result(WAIT).done


def printing(desk: Desktop, youth: YouthId, path: Path) -> None:
    assert desk.session.journal_papers.save(youth, WHY, path).result(WAIT).done


def archiving(desk: Desktop, _youth: YouthId, path: Path) -> None:
    made = desk.session.archiving
    view = made.view().result(WAIT)
    assert made.save(view, Chosen(**GIVEN), path).result(WAIT).done


def writing_letters(desk: Desktop, youth: YouthId, path: Path) -> None:
    first = desk.session.letters.templates()[0].id
    made = desk.session.letters.make(Batch(youths=(youth,), template=first, words=WORDS), path)
    assert made.result(WAIT).done


def driving(desk: Desktop, youth: YouthId, path: Path) -> None:
    rounds = desk.session.rounds
    if not desk.store.queries.records(VisitRound):
        begun = rounds.begin(TODAY).result(WAIT).record
        assert begun is not None
        assert rounds.add(begun, [youth]).result(WAIT).done
    [held] = desk.store.queries.records(VisitRound)
    assert rounds.sheets.save(held.id, path).result(WAIT).done


def recorded(desk: Desktop) -> int:
    """How many records say that something was made."""
    queries = desk.store.queries
    sheets = [one for one in queries.records(VisitRound) if one.sheet]
    return len(queries.records(Disclosure)) + len(queries.records(Contact)) + len(sheets)


def test_every_paper_gets_its_name_after_its_record_and_never_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = local_desktop(tmp_path, role=Role.COORDINATOR)
    folder = tmp_path / "papper"
    folder.mkdir()
    try:
        youth = desk.youth(0, street="Provgatan 12", postal_code="99901", city="Exempelås")
        seen = list[int]()
        real = files.put_in_place

        def placed(temporary: Path, path: Path) -> None:
            seen.append(recorded(desk))
            assert temporary.read_bytes()
            assert not path.exists()
            real(temporary, path)

        monkeypatch.setattr(papers, "put_in_place", placed)
        makes: tuple[Callable[[Desktop, YouthId, Path], None], ...] = (
            giving,
            driving,
            writing_letters,
            printing,
            archiving,
        )
        for number, make in enumerate(makes, 1):
            make(desk, youth, folder / f"{number}.pdf")
            assert seen == list(range(1, number + 1))
            assert len(list(folder.iterdir())) == number, "nothing lies beside it"
            assert "PDF" not in desk.store.acts.undoable(), "what was given out is not taken back"
        _what_cannot_be_in_place(desk, youth, folder, monkeypatch)
    finally:
        desk.close()


def _what_cannot_be_in_place(
    desk: Desktop, youth: YouthId, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = recorded(desk)
    taken = folder / "en mapp.pdf"
    taken.mkdir()
    with pytest.raises(PaperNotWritten, match="inget är antecknat"):
        printing(desk, youth, taken)
    assert recorded(desk) == before
    monkeypatch.undo()
    real = files.put_in_place

    def too_late(temporary: Path, path: Path) -> None:
        path.mkdir()
        real(temporary, path)

    monkeypatch.setattr(papers, "put_in_place", too_late)
    with pytest.raises(PaperNotInPlace, match="redan antecknat"):
        printing(desk, youth, folder / "sent.pdf")
    assert recorded(desk) == before + 1
    assert not [one for one in folder.iterdir() if one.name.startswith(".")]


@pytest.mark.parametrize("moment", ["written", "recorded"])
def test_a_program_that_was_killed_in_between_is_put_right(tmp_path: Path, moment: str) -> None:
    desk = local_desktop(tmp_path)
    desk.youth(0)
    profile = desk.profile.folder
    desk.close()
    folder = tmp_path / "papper"
    folder.mkdir()
    path = folder / "utdrag.pdf"
    child = subprocess.run(
        [sys.executable, "-c", KILLED, str(profile), str(path), moment],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(["", *sys.path])},
        check=False,
    )
    assert child.returncode == -signal.SIGKILL
    assert [one.name[:1] for one in folder.iterdir()] == ["."], "written, and without its name"
    if moment == "recorded":  # something else is saved there before the program is started again
        path.write_bytes(b"newer work")
    again = opened(profile)
    try:
        again.session.papers.submit(int).result(WAIT)  # after what was put right
        assert len(again.store.queries.records(Disclosure)) == (moment == "recorded")
        if moment == "recorded":
            assert path.read_bytes() == b"newer work"
            path.with_stem("utdrag (2)").replace(path)
        assert [one.name for one in folder.iterdir()] == ["utdrag.pdf"] * (moment == "recorded")
        [youth] = again.store.queries.records(Youth)
        giving(again, YouthId(youth.id), path)
        assert [one.name for one in folder.iterdir()] == ["utdrag.pdf"]
    finally:
        again.close()
