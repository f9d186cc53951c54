"""Gör brev: one PDF with a letter to each, a contact in each case, taken back as one until it is locked."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

from kaa_core.model.enums import ContactOutcome, Protection, Role
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.organising import LetterTemplate
from kaa_core.model.records import Contact
from kaa_core.model.registry import of_kind
from kaa_desktop.app.letters import DOUBTED, HIDDEN, MARKED, NO_ADDRESS, OUTSIDE, Batch
from kaa_desktop.store.errors import DiskFull, StoreFault
from tests.pdf import assert_accessible, text_of
from tests.unit.app.desks import NUMBERS, TODAY, Desktop, local_desktop

HOME = {"street": "Provgatan 12", "postal_code": "99901", "city": "Exempelås"}
WORDS = {"kontakt": "Karin Demolund", "telefon": "070-174 06 05", "tid": "torsdag kl. 13 hos oss"}


def _contacts(desk: Desktop, youth: YouthId) -> list[Contact]:
    return of_kind(desk.store.queries.case_records(youth), Contact)


def _batch(desk: Desktop, *youths: YouthId, **other: Any) -> Batch:
    first = desk.session.letters.templates()[0]
    return Batch(youths=youths, template=first.id, words=WORDS, **other)


def _made(desk: Desktop, batch: Batch, path: Path) -> str:
    done = desk.session.letters.make(batch, path).result(20)
    assert done.done, done.problems
    return done.sentence


def test_the_letters_are_one_paper_with_a_letter_to_each(desk: Desktop, tmp_path: Path) -> None:
    liam = desk.youth(0, **HOME)
    saga = desk.youth(1, given_name="Saga", family_name="Prov", **HOME)
    batch = _batch(desk, liam, saga)
    path = tmp_path / "brev.pdf"
    assert _made(desk, batch, path) == "2 brev är gjorda och införda."
    pdf = path.read_bytes()
    assert_accessible(pdf, title="Brev")
    text = text_of(pdf)
    assert "Liam Testberg" in text
    assert "999 01 Exempelås" in text
    assert "Hej Saga!" in text
    assert "070-174 06 05" in text
    assert "{" not in text
    for number in NUMBERS[:2]:  # no more than name and address
        assert number[-4:] not in text
    assert [one.name for one in tmp_path.iterdir() if "pdf" in one.name] == ["brev.pdf"]


def test_each_case_gets_its_contact_and_its_next_step(desk: Desktop, tmp_path: Path) -> None:
    youths = [desk.youth(at, **HOME) for at in range(3)]
    _made(desk, _batch(desk, *youths), tmp_path / "brev.pdf")
    for youth in youths:
        (contact,) = _contacts(desk, youth)
        assert contact.outcome is ContactOutcome.SENT
        assert contact.template == desk.session.letters.templates()[0].id
        assert contact.note == "Första brevet"
        assert contact.conversation_offered, "the text asks the youth to come and talk"
    rows = desk.session.youth_rows(youths)
    assert [one.due for one in rows] == [date(2026, 12, 23)] * 3  # not on Christmas Eve


def test_all_are_taken_back_as_one_until_it_is_locked(desk: Desktop, tmp_path: Path) -> None:
    youths = [desk.youth(at, **HOME) for at in range(3)]
    before = [desk.store.queries.case_records(one) for one in youths]
    _made(desk, _batch(desk, *youths), tmp_path / "brev.pdf")
    assert desk.session.undo().result(20).done
    assert [desk.store.queries.case_records(one) for one in youths] == before
    _made(desk, _batch(desk, *youths), tmp_path / "brev.pdf")
    entering = desk.session.letters.enter_former()  # as the next unlocking does
    assert entering is not None
    entering.result(20)
    assert all(one.entered_at for youth in youths for one in _contacts(desk, youth))
    assert desk.session.letters.enter_former() is None


def test_who_gets_none_is_said_with_the_reason(desk: Desktop, tmp_path: Path) -> None:
    told = desk.youth(0, **HOME)
    hidden = desk.youth(1, protection=Protection.PROTECTED, case_number="E-0007")
    marked = desk.youth(2, protection=Protection.CONFIDENTIAL, **HOME)
    homeless = desk.youth(3)
    asked = desk.youth(4, task={"title": "Rätt adress?", "due": TODAY}, **HOME)
    everyone = (told, hidden, marked, homeless, asked)
    found = desk.session.letters.recipients(everyone).result(20)
    assert [one.why_not for one in found] == ["", HIDDEN, MARKED, NO_ADDRESS, DOUBTED]
    assert found[1].name == "Skyddade uppgifter E-0007"
    assert not found[1].given_name
    batch = _batch(desk, *everyone, named=frozenset({hidden, marked}))
    said = _made(desk, batch, tmp_path / "brev.pdf")
    assert said == "2 brev är gjorda och införda. 3 ungdomar fick inget."
    assert [bool(_contacts(desk, one)) for one in everyone] == [True, False, True, False, False]


def test_nothing_is_entered_when_the_file_cannot_be_written(desk: Desktop, tmp_path: Path) -> None:
    youth = desk.youth(0, **HOME)
    with pytest.raises(StoreFault):
        desk.session.letters.make(_batch(desk, youth), tmp_path / "away" / "brev.pdf").result(20)
    assert not _contacts(desk, youth)


def test_a_letter_waits_for_the_words_it_asks_for(desk: Desktop, tmp_path: Path) -> None:
    batch = attrs.evolve(_batch(desk, desk.youth(0, **HOME)), words={"kontakt": "Karin"})
    done = desk.session.letters.make(batch, tmp_path / "brev.pdf").result(20)
    assert [one.field for one in done.problems] == ["telefon"]
    assert not (tmp_path / "brev.pdf").exists()


def test_a_template_of_the_municipality_takes_the_place_of_the_programs(desk: Desktop) -> None:
    letters = desk.session.letters
    assert [one.name for one in letters.templates()] == [
        "Första brevet",
        "Andra brevet",
        "Inbjudan till samtal",
    ]
    own = LetterTemplate(id=RecordId(desk.new_id()), name="första  Brevet", body="Hej {förnamn}!")
    desk.store.record(own).result(20)
    assert [one.ours for one in letters.templates()] == [False, True, True]
    wrong = attrs.evolve(own, body="Hej {fornamn}!")
    assert [one.field for one in letters.template_problems(wrong)] == ["body"]


def test_a_form_changes_of_a_template_only_what_was_changed_in_it(tmp_path: Path) -> None:
    desk = local_desktop(tmp_path, role=Role.COORDINATOR)
    letters = desk.session.letters
    own = LetterTemplate(
        id=RecordId(desk.new_id()),
        name="Kallelse",
        heading="Hej",
        body="Hej {förnamn}!",
        active=True,
    )
    desk.store.record(own).result(20)
    # A colleague's change comes in while the form is open.
    desk.store.set(LetterTemplate, own.id, heading="Välkommen").result(20)
    mine = attrs.evolve(own, body="Hej, {förnamn}!")
    assert letters.save_template(mine, own).result(20).done
    held = desk.store.queries.record(LetterTemplate, own.id)
    desk.close()
    assert held is not None
    assert (held.heading, held.body) == ("Välkommen", "Hej, {förnamn}!")


def test_a_deregistered_youth_gets_none(desk: Desktop) -> None:
    youth = desk.youth(0, **HOME)
    enrolment = next(
        one for one in desk.store.queries.case_records(youth) if type(one).__name__ == "Enrolment"
    )
    desk.store.set(type(enrolment), enrolment.id, imported=True, end=TODAY).result(20)
    (found,) = desk.session.letters.recipients([youth]).result(20)
    assert found.why_not == OUTSIDE


def test_no_letter_is_left_behind_that_no_case_knows_of(
    desk: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_acts: object, **_: object) -> None:
        raise DiskFull

    monkeypatch.setattr(desk.store, "transact_each", full)
    path = tmp_path / "brev.pdf"
    with pytest.raises(DiskFull):
        desk.session.letters.make(_batch(desk, desk.youth(0, **HOME)), path).result(20)
    assert not path.exists()
