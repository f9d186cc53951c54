"""Min dag, the list and the page, on the day of the pictures in ux/."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from kaa_core.model.enums import Channel, ContactOutcome, Counterpart, Protection
from kaa_desktop.app.forms import ContactForm
from kaa_desktop.app.list_query import GroupBy, ListQuery, SortBy
from kaa_desktop.app.sync_views import Network, SyncMark
from kaa_desktop.app.views import JournalFilter, ListFilter
from kaa_desktop.app.views_base import Tone
from tests.unit.app.desks import NUMBERS, TODAY, WAIT, Desktop, local_desktop

LATE = date(2026, 11, 12)
EIGHTEEN = next(at for at, number in enumerate(NUMBERS) if number.startswith("2008"))
"""The first in the numbers who is under twenty: nobody is reminded of a birthday."""


def test_the_day_groups_what_is_to_do(desk: Desktop) -> None:
    for number, due in enumerate((LATE, TODAY, date(2026, 11, 27), date(2026, 12, 3))):
        task = {"title": "Ring", "due": due}
        desk.youth(EIGHTEEN + number, family_name=f"Test{number}", task=task, enrolled=TODAY)
    first = date(2026, 12, 8)  # the routine's, of all four
    day = desk.session.day()
    assert [one.due for one in day.tasks[4:]] == [first] * 4
    assert day.title == "Tisdag 24 november"
    assert day.subtitle == "Vecka 48 · Läsåret 2026/27"
    groups = [(one.title, one.start, one.count) for one in day.task_groups]
    assert groups == [("Försenat", 0, 1), ("I dag", 1, 1), ("Denna vecka", 2, 1), ("Senare", 3, 5)]
    assert [one.when.text for one in day.tasks[:4]] == [
        "12 dagar sen",
        "I dag",
        "fre 27 nov",
        "3 dec",
    ]
    assert day.tasks[0].when.tone is Tone.DANGER
    assert desk.session.nav_counts().tasks == len(day.tasks)
    assert desk.session.day(whole_unit=True).tasks == day.tasks[:3]


def test_the_days_visits_come_with_what_was_tried(desk: Desktop) -> None:
    youth = desk.youth(first_letter=date(2026, 9, 22), street="Provgatan 12", city="Exempelås")
    desk.session.plan_visit(youth, TODAY, time(13, 20)).result(WAIT)
    (visit,) = desk.session.day().visits
    assert (visit.at_text, visit.name) == ("13:20", "Liam Testberg")
    assert visit.address == "Provgatan 12, Exempelås"
    assert visit.history == "Brev 22 sep"
    assert desk.session.nav_counts().visits_today == 1


def test_those_not_reached_come_longest_waiting_first(desk: Desktop) -> None:
    for number, days in enumerate((10, 63, 30)):
        letter = TODAY - timedelta(days=days)
        desk.youth(number, family_name=f"Test{number}", first_letter=letter)
    day = desk.session.day()
    assert [one.days for one in day.not_reached] == [63, 30, 10]
    assert day.not_reached_total == desk.session.nav_counts().not_reached == 3


def test_the_list_is_grouped_by_the_next_steps_date(desk: Desktop) -> None:
    new = {"enrolled": TODAY}
    late = desk.youth(0, task={"title": "Ring", "due": LATE}, **new)
    plain = desk.youth(1, **new)
    today = desk.youth(2, task={"title": "Möte", "due": TODAY, "at": time(11, 15)}, **new)
    listed = desk.session.youth_ids(ListFilter.ENROLLED)
    assert listed.ids == (late, today, plain)
    assert [one.title for one in listed.groups] == ["Försenat", "I dag", "Senare"]
    rows = desk.session.youth_rows(listed.ids)
    assert [one.next_step for one in rows] == ["Ring", "Möte 11:15", "Första kontakten"]
    assert rows[0].due_text == "12 nov"
    assert rows[0].unsynced
    counts = desk.session.nav_counts()
    for which, count in (
        (ListFilter.ENROLLED, counts.enrolled),
        (ListFilter.MINE, counts.mine),
        (ListFilter.NEW, counts.new),
        (ListFilter.NOT_REACHED, counts.not_reached),
        (ListFilter.EVERYONE, counts.everyone),
    ):
        assert len(desk.session.youth_ids(which).ids) == count


def test_the_list_is_sorted_as_swedish_sorts_and_by_age(desk: Desktop) -> None:
    names = ("Öberg", "Zander", "Åberg", "Ärlig")
    ids = {
        name: desk.youth(number, given_name="Bo", family_name=name)
        for number, name in enumerate(names)
    }
    by_name = desk.session.youth_ids(query=ListQuery(sort=SortBy.NAME, group=GroupBy.NONE)).ids
    assert by_name == tuple(ids[name] for name in ("Zander", "Åberg", "Ärlig", "Öberg"))
    by_age = desk.session.youth_rows(
        desk.session.youth_ids(query=ListQuery(sort=SortBy.AGE, group=GroupBy.NONE)).ids
    )
    ages = [int(one.age) for one in by_age]
    assert ages == sorted(ages)


def test_names_and_numbers_are_found_and_a_ring_is_a_letter_of_its_own(desk: Desktop) -> None:
    asa = desk.youth(0, given_name="Åsa", family_name="Öberg")
    desk.youth(1, given_name="Asa", family_name="Oberg")
    page = desk.session.youth_page(asa)
    assert page is not None
    assert [hit.youth for hit in desk.session.search("ås")] == [asa]
    assert [hit.youth for hit in desk.session.search("öb ås")] == [asa]
    assert asa in {hit.youth for hit in desk.session.search(page.number)}
    assert asa in {hit.youth for hit in desk.session.search(page.number[-4:])}
    assert desk.session.youth_ids(query=ListQuery(text="finns inte")).ids == ()


def test_the_protected_have_no_name_number_or_address_anywhere(desk: Desktop) -> None:
    youth = desk.youth(
        3,
        given_name="Hemlig",
        family_name="Person",
        protection=Protection.PROTECTED,
        case_number="2026-0412",
        first_letter=date(2026, 9, 1),
        guardian="Förälder Person",
    )
    desk.session.plan_visit(youth, TODAY, time(9, 0)).result(WAIT)
    (row,) = desk.session.youth_rows((youth,))
    assert (row.name, row.number, row.protected) == ("Skyddade uppgifter", "2026-0412", True)
    page = desk.session.youth_page(youth)
    assert page is not None
    assert page.guardians == ()
    assert not page.editable.keys() & {"given_name", "street", "phone", "identity_number"}
    day = desk.session.day()
    shown = repr([attrs_of(page), attrs_of(day.visits[0]), attrs_of(day.not_reached[0])])
    assert "Hemlig" not in shown
    assert desk.session.search("hemlig") == []
    assert [hit.name for hit in desk.session.search("2026-0412")] == ["Skyddade uppgifter"]


def attrs_of(value: object) -> list[object]:
    import attrs

    return [
        attrs_of(part) if attrs.has(type(part)) else part
        for part in (getattr(value, one.name) for one in attrs.fields(type(value)))  # type: ignore[arg-type]
    ]


def test_the_page_shows_one_journal_newest_first(desk: Desktop) -> None:
    youth = desk.youth(first_letter=date(2026, 9, 22), phone="070-174 06 05")
    desk.session.enter_contact(
        ContactForm(
            youth=youth,
            occurred_on=TODAY,
            at=time(10, 38),
            channel=Channel.TELEPHONE,
            counterpart=Counterpart.YOUTH,
            outcome=ContactOutcome.REACHED,
            note="Kommer 11:15.",
        )
    ).result(WAIT)
    page = desk.session.youth_page(youth)
    assert page is not None
    assert [one.title for one in page.journal] == [
        "Telefon – nådd",
        "Första brevet skickat",
        "Inskriven i registret",
    ]
    first = page.journal[0]
    assert (first.when, first.author, first.month) == ("24 nov 10:38", "KD", "November 2026")
    assert first.mark is SyncMark.WAITING
    assert first.filter is JournalFilter.CONTACT
    assert page.chips[0].text == "Har kontakt"
    assert page.worker == "Karin Demolund"
    assert page.next_step is not None
    assert page.next_step.title == "Uppföljning"
    assert page.attempts[0].text == "Telefon – nådd"


def test_guardians_are_shown_only_of_those_under_eighteen(desk: Desktop) -> None:
    for year, minor in (("2010", True), ("2007", False)):
        number = next(at for at, one in enumerate(NUMBERS) if one.startswith(year))
        page = desk.session.youth_page(desk.youth(number, guardian="Carina Testberg"))
        assert page is not None
        assert bool(page.guardians) is minor


def test_offline_is_said_in_words(desk: Desktop) -> None:
    desk.youth()
    desk.until(lambda one: one.sync_view().state is Network.OFFLINE)
    view = desk.session.sync_view()
    assert view.network == "Offline sedan 13:31 · försöker själv igen"
    assert view.network_tone is Tone.INFO
    assert view.saved.endswith("Väntar på synk (2)")


def test_a_disk_that_cannot_be_written_is_the_only_red_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kaa_desktop.store import drafts
    from kaa_desktop.store.errors import DiskFull

    desk = local_desktop(tmp_path)
    youth = desk.youth()

    def full(*_: object) -> None:
        raise DiskFull

    with monkeypatch.context() as patched:
        patched.setattr(drafts, "save", full)
        form = ContactForm(youth=youth)
        failed = desk.session.save_draft(desk.session.new_draft_id(), form)
        assert isinstance(failed.exception(WAIT), DiskFull)
    view = desk.session.sync_view()
    assert (view.saved, view.saved_tone) == ("Inte sparat sedan 13:31", Tone.DANGER)
    desk.session.save_draft(desk.session.new_draft_id(), form).result(WAIT)
    assert desk.session.sync_view().saved_tone is not Tone.DANGER
    desk.close()
