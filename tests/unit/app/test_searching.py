"""Hits say why: which letters, in what, and around which words."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_core.model.enums import Channel, ContactOutcome, Counterpart, Protection
from kaa_core.model.ids import YouthId
from kaa_core.model.records import JournalNote
from kaa_desktop.app.forms import ContactForm
from kaa_desktop.app.found import Hit, Mark
from kaa_desktop.app.searching import excerpt
from kaa_desktop.store import words
from tests.unit.app.desks import NUMBERS, TODAY, WAIT, Desktop


def marked(text: str, marks: tuple[Mark, ...]) -> list[str]:
    return [text[at : at + size] for at, size in marks]


def enter(desk: Desktop, youth: YouthId, note: str, on: date = TODAY) -> None:
    form = ContactForm(
        youth=youth, occurred_on=on, channel=Channel.TELEPHONE, counterpart=Counterpart.YOUTH,
        outcome=ContactOutcome.REACHED, note=note,
    )  # fmt: skip
    desk.session.enter_contact(form).result(WAIT)


@pytest.mark.parametrize(
    ("typed", "why", "found"),
    [
        ("lia test", "", ["Lia", "Test"]),
        ("ängsv 12", "adress Ängsvägen 12, 302 45 Exempelås", ["Ängsv", "12"]),
        ("exempel", "adress Ängsvägen 12, 302 45 Exempelås", ["Exempel"]),
        ("302 45", "postnummer 302 45", ["302 45"]),
        ("+46 70 123", "telefon 070-123 45 67", ["070-123"]),
        ("45 67", "telefon 070-123 45 67", ["45 67"]),
        ("mamma", "vårdnadshavare Mamma Provström", ["Mamma"]),
        ("liam@", "e-post liam@exempel.se", ["Liam"]),
        ("ex-17", "ärendenummer EX-17", ["EX", "17"]),
    ],
)
def test_a_hit_says_by_what_it_is_one(
    desk: Desktop, typed: str, why: str, found: list[str]
) -> None:
    desk.youth(
        street="Ängsvägen 12", postal_code="302 45", city="Exempelås", phone="070-123 45 67",
        email="liam@exempel.se", case_number="EX-17", guardian="Mamma Provström",
    )  # fmt: skip
    (hit,) = desk.session.search(typed)
    assert hit.name == "Liam Testberg"
    if typed == "liam@":  # the name says it already
        assert marked(hit.name, hit.name_marks) == found
        return
    assert hit.why == why
    if why:
        assert marked(hit.why, hit.why_marks) == found
    else:
        assert marked(hit.name, hit.name_marks) == found


def test_part_of_a_number_stands_out_where_it_is_shown(desk: Desktop) -> None:
    desk.youth()
    number = NUMBERS[0]
    (hit,) = desk.session.search(f"{number[4:8]}-{number[8:10]}")
    assert marked(hit.detail, hit.detail_marks) == [f"{number[4:8]}-{number[8:10]}"]
    assert hit.why == ""


def test_notes_come_newest_first_with_the_words_around(desk: Desktop) -> None:
    youth = desk.youth()
    enter(desk, youth, "Vi talade länge om vad som vore roligt. Vill ha praktik på bageri.")
    enter(desk, youth, "Praktiken\nbörjade   bra.", date(2026, 11, 20))
    found = desk.session.search_notes("prakt").result(WAIT)
    assert (found.more, found.built) == (False, 100)
    assert [one.name for one in found.hits] == ["Liam Testberg"] * 2
    first, second = found.hits
    assert first.why == "kontakt 24 nov: … vad som vore roligt. Vill ha praktik på bageri."
    assert second.why == "kontakt 20 nov: Praktiken började bra."
    assert marked(second.why, second.why_marks) == ["Prakt"]
    page = desk.session.youth_page(youth)
    assert page is not None
    assert {one.record for one in found.hits} <= {one.id for one in page.journal}
    assert desk.session.search_notes("pr").result(WAIT).hits == ()


def test_nothing_of_the_protected_is_found_by_what_is_written(desk: Desktop) -> None:
    youth = desk.youth(case_number="EX-1")
    enter(desk, youth, "Vill ha praktik.")
    assert len(desk.session.search_notes("praktik").result(WAIT).hits) == 1
    desk.session.change_youth(youth, {"protection": Protection.PROTECTED}).result(WAIT)
    assert desk.session.search_notes("praktik").result(WAIT).hits == ()
    assert desk.session.search("liam") == []
    assert desk.session.search(NUMBERS[0][:8]) == []
    for typed in (NUMBERS[0], NUMBERS[0][2:], "ex-1"):
        (hit,) = desk.session.search(typed)
        assert (hit.name, hit.why, hit.name_marks) == ("Skyddade uppgifter", "", ())
        assert "EX-1" in hit.detail


def test_one_with_a_warning_of_secrecy_is_found_as_everybody(desk: Desktop) -> None:
    youth = desk.youth(protection=Protection.CONFIDENTIAL)
    enter(desk, youth, "Vill ha praktik.")
    assert [one.youth for one in desk.session.search("liam")] == [youth]
    assert len(desk.session.search_notes("praktik").result(WAIT).hits) == 1


def test_of_what_is_typed_while_one_search_runs_only_the_last_is_looked_for(
    desk: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(desk, desk.youth(), "praktik")
    aside = desk.session._searching._aside
    asked, running, go_on = list[str](), threading.Event(), threading.Event()
    real = aside.notes

    def slow(typed: str, limit: int) -> object:
        asked.append(typed)
        running.set()
        assert go_on.wait(WAIT)
        return real(typed, limit)

    monkeypatch.setattr(aside, "notes", slow)
    first = desk.session.search_notes("pra")
    assert running.wait(WAIT)
    later = [desk.session.search_notes(one) for one in ("prak", "prakt", "prakti")]
    assert [one.youth for one in desk.session.search("liam")]  # names wait for nothing
    go_on.set()
    assert [len(one.result(WAIT).hits) for one in (first, *later)] == [1, 0, 0, 1]
    assert asked == ["pra", "prakti"]


def test_a_hit_tells_no_log_who_it_is(desk: Desktop) -> None:
    desk.youth()
    (hit,) = desk.session.search("liam")
    assert "Liam" not in repr(hit)
    assert isinstance(hit, Hit)


@given(
    text=st.text(alphabet=st.sampled_from("abc åäöÉ.\n-1"), max_size=400),
    typed=st.text(alphabet=st.sampled_from("abcåé1 "), min_size=1, max_size=12),
)
def test_every_excerpt_shows_what_was_found(text: str, typed: str) -> None:
    beginnings = words.typed_words(typed)
    shown, marks = excerpt([None, text], beginnings)
    assert len(shown) <= 116
    assert bool(marks) == bool(words.spans(text, beginnings))
    for part in marked(shown, marks):
        assert any(words.folded(part).startswith(one[: len(part)]) for one in beginnings)


def test_a_youth_with_many_notes_is_taken_out_at_once(desk: Desktop) -> None:
    youth = desk.youth()
    for number in range(3):
        enter(desk, youth, f"ord{number} praktik")
    assert len(desk.store.queries.records(JournalNote)) == 0
    desk.session.change_youth(youth, {"protection": Protection.PROTECTED}).result(WAIT)
    assert desk.store.queries.notes("praktik") == []
    desk.session.change_youth(youth, {"protection": Protection.NONE}).result(WAIT)
    assert len(desk.store.queries.notes("praktik")) == 3
