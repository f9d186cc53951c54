"""A period of the journal on paper: what is in it, in order, why, and that it was made."""

from __future__ import annotations

import stat
from datetime import date, timedelta
from pathlib import Path

import pytest

from kaa_core.model.enums import Channel, ContactOutcome, Counterpart, DisclosureKind, Protection
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Contact, Disclosure, JournalNote
from kaa_desktop.app.forms import NoteForm
from kaa_desktop.app.journal_paper import HIDDEN, NOTHING, Printing
from kaa_desktop.app.page import youth_page
from kaa_desktop.app.views import JournalFilter
from kaa_desktop.store.errors import StoreFault
from tests.pdf import assert_accessible, text_of
from tests.unit.app.desks import NOON, TODAY, WAIT, Desktop

OLD = date(2026, 9, 1)
WHY = Printing(reason="Begärd av ungdomen.")


@pytest.fixture
def youth(desk: Desktop) -> YouthId:
    made = desk.youth(given_name="Alva", enrolled=OLD)
    note = JournalNote(
        id=desk.new_id(), youth=made, occurred_on=OLD, text="Äldst #fet $x$", entered_at=NOON
    )
    desk.store.record(
        note,
        Contact(
            id=desk.new_id(), youth=made, occurred_on=TODAY, channel=Channel.TELEPHONE,
            counterpart=Counterpart.YOUTH, outcome=ContactOutcome.REACHED, note="Yngst",
            entered_at=NOON,
        ),
        JournalNote(
            id=desk.new_id(), youth=made, occurred_on=TODAY, text="Rättat", addendum_to=note.id,
            entered_at=NOON,
        ),
    ).result(WAIT)  # fmt: skip
    desk.session.save_draft(
        desk.session.new_draft_id(), NoteForm(youth=made, occurred_on=TODAY, text="Bara ett utkast")
    ).result(WAIT)
    return made


def paper(desk: Desktop, youth: YouthId, wanted: Printing) -> bytes:
    page = youth_page(desk.session._context, youth)
    assert page is not None
    return desk.session.journal_papers.pdf(page, wanted)


def test_all_of_it_oldest_first_with_addenda_and_never_a_draft(
    desk: Desktop, youth: YouthId
) -> None:
    made = paper(desk, youth, WHY)
    assert_accessible(made, title="Journal")
    text = text_of(made)
    assert text.index("Äldst #fet $x$") < text.index("Rättat") < text.index("Yngst")
    assert "Skäl till utskriften: Begärd av ungdomen." in text
    assert "Bara ett utkast" not in text
    assert "Från 1 september 2026 till 24 november 2026." in text
    assert paper(desk, youth, WHY) == made


@pytest.mark.parametrize(
    ("wanted", "has", "lacks"),
    [
        (Printing(first=OLD + timedelta(days=1)), "Yngst", "Äldst"),
        (Printing(last=OLD), "Äldst", "Yngst"),
        (Printing(only=JournalFilter.CONTACT), "Yngst", "Äldst"),
    ],
)
def test_only_what_is_asked_for(
    desk: Desktop, youth: YouthId, wanted: Printing, has: str, lacks: str
) -> None:
    text = text_of(paper(desk, youth, wanted))
    assert has in text
    assert lacks not in text


def test_it_is_recorded_with_the_reason_and_is_the_persons_own_file(
    desk: Desktop, youth: YouthId, tmp_path: Path
) -> None:
    papers, path = desk.session.journal_papers, tmp_path / "journal.pdf"
    without = papers.save(youth, Printing(), path).result(WAIT)
    assert [one.field for one in without.problems] == ["reason"]
    empty = Printing(first=date(2020, 1, 1), last=date(2020, 1, 2), reason="x")
    assert papers.save(youth, empty, path).result(WAIT).problems == (NOTHING,)
    backwards = Printing(first=TODAY, last=OLD, reason="x")
    assert [one.field for one in papers.problems(youth, backwards)] == ["last_day"]
    assert not path.exists()
    assert desk.store.queries.records(Disclosure) == []
    done = papers.save(youth, Printing(first=OLD, reason=" Tillsyn "), path).result(WAIT)
    assert done.done
    assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
    (made,) = desk.store.queries.records(Disclosure)
    assert (made.what, made.reason, made.first_day, made.last_day, made.entries) == (
        DisclosureKind.JOURNAL, "Tillsyn", OLD, None, papers.count(youth, Printing(first=OLD)),
    )  # fmt: skip


def test_what_cannot_be_written_is_not_recorded(
    desk: Desktop, youth: YouthId, tmp_path: Path
) -> None:
    nowhere = tmp_path / "saknas" / "journal.pdf"
    with pytest.raises(StoreFault):
        desk.session.journal_papers.save(youth, WHY, nowhere).result(WAIT)
    assert desk.store.queries.records(Disclosure) == []


def test_a_protected_case_is_opened_first(desk: Desktop, youth: YouthId, tmp_path: Path) -> None:
    desk.session.change_youth(youth, {"protection": Protection.PROTECTED}).result(WAIT)
    desk.session.leaving.guarding.hide_protected(youth)
    path = tmp_path / "journal.pdf"
    assert desk.session.journal_papers.save(youth, WHY, path).result(WAIT).problems == (HIDDEN,)
    assert not path.exists()
    stranger = YouthId(RecordId(desk.new_id()))
    assert desk.session.journal_papers.problems(stranger, WHY) == [HIDDEN]
