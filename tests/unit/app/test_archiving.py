"""Arkivexport: a bag that is whole, with what was chosen and nothing else, recorded about each youth."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kaa_core.model.enums import DisclosureKind, Protection, Role, VisitStatus
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import (
    Attachment,
    Disclosure,
    HomeVisit,
    JournalNote,
    ProtectedOpening,
    Youth,
)
from kaa_core.model.registry import REGISTRY
from kaa_desktop.app.archiving import ArchiveView, Archiving, Chosen
from kaa_desktop.store import attachments
from kaa_desktop.store.errors import StoreNotWritable
from tests.unit.app.desks import TODAY, WAIT, Desktop, local_desktop
from tests.unit.app.papers import add, pdf

GIVEN: dict[str, Any] = {
    "receiver": "Kommunarkivet",
    "decision": "Barn- och utbildningsnämnden 2026-10-01 § 88",
    "ground": "Arkivlagen (1990:782) 10 §",
}
LATER = 1500
"""The place among the test numbers of one who was born in 2006 or later."""


@pytest.fixture
def sam(tmp_path: Path) -> Iterator[Desktop]:
    """Who keeps the register."""
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


@pytest.fixture
def liam(sam: Desktop) -> YouthId:
    """Somebody who is due, with a note and a paper; and one who is not due."""
    sam.youth(LATER, given_name="Senare")
    made = sam.youth(0, phone="0701740605")
    note = JournalNote(id=sam.new_id(), youth=made, occurred_on=TODAY, text="rad ett\nrad två")
    sam.store.record(note).result(WAIT)
    add(sam, made, pdf())
    return made


def view_of(desk: Desktop) -> ArchiveView:
    return desk.session.archiving.view().result(WAIT)


def files(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as packed:
        assert packed.testzip() is None
        return {name.partition("/")[2]: packed.read(name) for name in packed.namelist()}


def lines(found: dict[str, bytes], slug: str) -> list[dict[str, Any]]:
    return [json.loads(one) for one in found[f"data/uppgifter/{slug}.jsonl"].splitlines()]


def test_what_is_due_leaves_whole_and_that_is_recorded(
    sam: Desktop, liam: YouthId, tmp_path: Path
) -> None:
    place = tmp_path / "till arkivet" / "export.zip"
    place.parent.mkdir()
    view, chosen = view_of(sam), Chosen(**GIVEN)
    before = sam.store.queries.case_records(liam)
    assert view.records(chosen) == len(before)
    done = sam.session.archiving.save(view, chosen, place).result(WAIT)
    assert done.sentence == "Exporten av 1 ungdom är sparad och antecknad. Inget är raderat."
    assert [one.name for one in place.parent.iterdir()] == ["export.zip"]
    found = files(place)
    for line in found["manifest-sha256.txt"].decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(found[name]).hexdigest() == digest
    assert {one for one in found if one.startswith("data/")} == {
        line.split("  ")[1] for line in found["manifest-sha256.txt"].decode().splitlines()
    }
    told = b"".join(found.values()).decode("utf-8", "replace")
    assert "Senare" not in told, "she is not due"
    assert sum(one.count(b"\n") for name, one in found.items() if "/uppgifter/" in name) == len(
        before
    )
    [youth] = lines(found, "ungdom")
    assert (youth["förnamn"], youth["telefon"], youth["id"]) == ("Liam", "0701740605", str(liam))
    [note] = lines(found, "journalanteckning")
    assert (note["anteckning"], note["ungdom"]) == ("rad ett\nrad två", str(liam))
    [paper] = lines(found, "bilaga")
    assert hashlib.sha256(found[f"data/{paper['fil']}"]).hexdigest() == paper["kontrollsumma"]
    [worker] = found["data/ur-kommunens-register/handlaggare.jsonl"].splitlines()
    assert json.loads(worker)["namn"] == "Karin Demolund"
    [record] = sam.store.queries.records(Disclosure)
    assert (record.youth, record.what) == (liam, DisclosureKind.ARCHIVE)
    assert (record.receiver, record.entries) == ("Kommunarkivet", len(before))
    assert record.decision == f"{GIVEN['decision']}. Grund: {GIVEN['ground']}"
    # What is recorded is not undone.
    assert "xport" not in sam.store.acts.undoable()


def test_what_the_municipality_does_not_preserve_is_nowhere_in_it(
    sam: Desktop, liam: YouthId, tmp_path: Path
) -> None:
    other = sam.youth(1, given_name="Stannar")
    left = frozenset({REGISTRY.kind(JournalNote).id, REGISTRY.kind(Attachment).id})
    chosen = Chosen(**GIVEN, without=frozenset({other}), left_out=left)
    sam.session.archiving.save(view_of(sam), chosen, tmp_path / "e.zip").result(WAIT)
    found = files(tmp_path / "e.zip")
    told = b"".join(found.values()).decode()
    assert not any(one in told for one in ("rad ett", "Stannar", "data/bilagor"))
    [record] = sam.store.queries.records(Disclosure)
    assert record.youth == liam


def test_the_protected_go_along_only_when_asked_for_and_without_their_address(
    sam: Desktop, liam: YouthId, tmp_path: Path
) -> None:
    hidden = sam.youth(2, given_name="Dold", protection=Protection.PROTECTED)
    visit = HomeVisit(
        id=sam.new_id(),
        youth=hidden,
        status=VisitStatus.PLANNED,
        planned_on=TODAY,
        address="Gömvägen 3",
    )
    sam.store.record(visit).result(WAIT)
    view = view_of(sam)
    archiving = sam.session.archiving
    archiving.save(view, Chosen(**GIVEN), tmp_path / "utan.zip").result(WAIT)
    assert b"Dold" not in b"".join(files(tmp_path / "utan.zip").values())
    assert sam.store.queries.records(ProtectedOpening) == []
    archiving.save(view, Chosen(**GIVEN, protected=True), tmp_path / "med.zip").result(WAIT)
    told = b"".join(files(tmp_path / "med.zip").values()).decode("utf-8", "replace")
    assert "Dold" in told
    assert "Gömvägen" not in told
    [opened] = sam.store.queries.records(ProtectedOpening)
    assert opened.youth == hidden
    assert GIVEN["ground"] in (opened.reason or "")


@pytest.mark.parametrize("asked", [False, True])
def test_who_became_protected_while_the_form_was_open_does_not_leave_unseen(
    sam: Desktop, liam: YouthId, tmp_path: Path, asked: bool
) -> None:
    view, chosen = view_of(sam), Chosen(**GIVEN, protected=asked)
    sam.store.set(Youth, RecordId(liam), protection=Protection.PROTECTED).result(WAIT)
    done = sam.session.archiving.save(view, chosen, tmp_path / "e.zip").result(WAIT)
    assert [one.sentence for one in done.problems if one.sentence.startswith("Under tiden")]
    assert not (tmp_path / "e.zip").exists()
    assert sam.store.queries.records(Disclosure) == []
    again = Chosen(**GIVEN, protected=True)
    assert sam.session.archiving.save(view_of(sam), again, tmp_path / "e.zip").result(WAIT).done
    [opened] = sam.store.queries.records(ProtectedOpening)
    assert opened.youth == liam


def test_who_is_no_longer_due_does_not_leave_and_who_was_left_out_hinders_nobody(
    sam: Desktop, liam: YouthId, tmp_path: Path
) -> None:
    other = sam.youth(1, given_name="Yngre")
    view = view_of(sam)
    younger = (Path("resources/testdata/test_personnummer.txt").read_text().split())[LATER + 1]
    sam.store.set(Youth, RecordId(other), identity_number=younger).result(WAIT)
    archiving = sam.session.archiving
    done = archiving.save(view, Chosen(**GIVEN), tmp_path / "e.zip").result(WAIT)
    [problem] = done.problems
    assert problem.sentence.startswith("Under tiden")
    assert not (tmp_path / "e.zip").exists()
    left = Chosen(**GIVEN, without=frozenset({other}))
    assert archiving.save(view, left, tmp_path / "e.zip").result(WAIT).done
    assert b"Yngre" not in b"".join(files(tmp_path / "e.zip").values())


def test_nothing_is_made_when_something_is_missing(
    sam: Desktop, liam: YouthId, tmp_path: Path
) -> None:
    archiving, view = sam.session.archiving, view_of(sam)
    place = tmp_path / "e.zip"
    done = archiving.save(view, Chosen(), place).result(WAIT)
    assert {one.field for one in done.problems} == {"receiver", "decision", "ground"}
    nobody = Chosen(**GIVEN, without=frozenset({liam}))
    [problem] = archiving.save(view, nobody, place).result(WAIT).problems
    assert problem.sentence.startswith("Ta med någon")
    [paper] = sam.session.attachments.of(liam)
    sam.store.files.submit(lambda unit: attachments.remove(unit, record=paper.id.bytes)).result(
        WAIT
    )
    [problem] = archiving.save(view_of(sam), Chosen(**GIVEN), place).result(WAIT).problems
    assert problem.sentence.startswith("1 bilaga finns bara på servern. Hämta den först")
    assert not place.exists()
    left = Chosen(**GIVEN, left_out=frozenset({REGISTRY.kind(Attachment).id}))
    unwritten = archiving.save(view_of(sam), left, tmp_path / "ingen" / "e.zip")
    with pytest.raises(StoreNotWritable):
        unwritten.result(WAIT)
    assert sam.store.queries.records(Disclosure) == []


def test_what_is_not_recorded_has_not_left(
    sam: Desktop, liam: YouthId, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise StoreNotWritable

    monkeypatch.setattr(Archiving, "_record", refused)
    with pytest.raises(StoreNotWritable):
        sam.session.archiving.save(view_of(sam), Chosen(**GIVEN), tmp_path / "e.zip").result(WAIT)
    assert not (tmp_path / "e.zip").exists()
    assert sam.store.queries.record(Youth, liam) is not None


def test_a_handlaggare_may_not(desk: Desktop, tmp_path: Path) -> None:
    desk.youth(0)
    done = desk.session.archiving.save(view_of(desk), Chosen(**GIVEN), tmp_path / "e.zip").result(
        WAIT
    )
    assert done.problems
    assert not (tmp_path / "e.zip").exists()
