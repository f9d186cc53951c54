"""Practising without a server: the same merge, nothing that waits, and nothing left afterwards."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kaa_core.model.enums import Channel, ContactOutcome, Counterpart, Resolution, Role
from kaa_core.model.ids import RecordId, YouthId
from kaa_desktop.app import opening, profiles
from kaa_desktop.app.clock import FixedClock
from kaa_desktop.app.forms import ContactForm, NoteForm
from kaa_desktop.app.list_query import GroupBy, ListQuery, SortBy
from kaa_desktop.app.practice import Practice
from kaa_desktop.app.profiles import Profile
from kaa_desktop.app.session import Session
from kaa_desktop.app.sync_words import HERE_ONLY
from kaa_desktop.app.views import ListFilter
from kaa_desktop.store.errors import AlreadyOpen
from kaa_desktop.store.keys import DataKey
from tests.unit.app.desks import NOON, STOCKHOLM, TODAY, WAIT, local_desktop

WORDS = "Vi talades vid om mötesplatsen."


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Practice]:
    """The practice of a computer where nobody has practised; it is Tuesday 24 November 2026."""
    monkeypatch.setattr(profiles, "default_folder", lambda: tmp_path / "profiles")
    clock = FixedClock(NOON, STOCKHOLM)

    def opened(profile: Profile, key: DataKey) -> Session:
        return opening.open_session(profile, key, clock, lambda: 0.5)

    with ThreadPoolExecutor(1) as worker:
        yield Practice(clock, opened, worker)


def until(session: Session, seen: Callable[[], object]) -> None:
    """Wait until the session shows something."""
    changed = threading.Event()
    stop = session.subscribe(lambda _: changed.set())
    try:
        while not seen():
            assert changed.wait(WAIT), session.sync_view()
            changed.clear()
    finally:
        stop()


def test_whole_practice(practice: Practice) -> None:
    """One practice from first to last: making it takes the most of the time."""
    heard: list[float] = []
    profile, session = practice.open(heard.append).result(WAIT)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    assert (profile.user_name, profile.server, profile.practice) == ("Karin Demolund", "", True)
    assert not profiles.found_in(profiles.default_folder()), "it is no profile to unlock"
    try:
        everything_is_there(session)
        what_is_entered_is_kept_and_waits_for_nobody(session)
        a_conflict_can_be_practised(session)
        with pytest.raises(AlreadyOpen):
            practice.remove().result(WAIT)
    finally:
        session.close()

    # Opened again, in another role: all that was practised is there.
    profile, session = practice.open(heard.append, role=int(Role.MANAGER)).result(WAIT)
    try:
        assert session.who.role == Role.MANAGER.label
        assert WORDS in journal(session)
        assert len(session.histories.whole(note_of(session)).result(WAIT).lines) == 1
    finally:
        session.close()

    # Begun anew: as at the first time, and nothing of the old one is left.
    profile, session = practice.open(heard.append, anew=True).result(WAIT)
    try:
        assert session.who.role == Role.CASEWORKER.label
        assert WORDS not in journal(session)
    finally:
        session.close()
    practice.remove().result(WAIT)
    assert not practice.folder.exists()


def everything_is_there(session: Session) -> None:
    """The municipality of the report's size, and nothing that waits to be sent."""
    assert session.nav_counts().enrolled == 100
    view = session.sync_view()
    assert (view.saved, view.network, view.waiting) == ("Sparat lokalt", HERE_ONLY, 0)
    assert session.today() == TODAY
    assert session.colleagues()[0].name == "Karin Demolund"
    # What only a server can answer is refused in words.
    asked = session.statistics.side_by_side("municipalities").result(WAIT)
    assert asked.fault is not None
    assert asked.fault.sentence


def what_is_entered_is_kept_and_waits_for_nobody(session: Session) -> None:
    """A contact, acknowledged at once; a note, with its history."""
    youth = first(session)
    form = ContactForm(
        youth=youth,
        occurred_on=TODAY,
        channel=Channel.TELEPHONE,
        counterpart=Counterpart.YOUTH,
        outcome=ContactOutcome.REACHED,
    )
    assert not session.enter_contact(form).result(WAIT).problems
    assert (
        not session.enter_note(NoteForm(youth=youth, text=WORDS, occurred_on=TODAY))
        .result(WAIT)
        .problems
    )
    until(session, lambda: not session.waiting())
    assert session.sync_view().saved.startswith("Sparat lokalt 13:31")
    line = session.histories.whole(note_of(session)).result(WAIT).lines[0]
    assert (line.who, line.device) == ("Karin Demolund", "Övningsdatorn")


def a_conflict_can_be_practised(session: Session) -> None:
    """Both numbers are kept; one is chosen; her own next change meets no colleague."""
    assert session.practise_conflict() == "Farid Modell"
    session.change_youth(first(session), {"phone": "070-174 06 23"}).result(WAIT)
    until(session, lambda: session.conflicts() and not session.waiting())
    conflict = session.conflicts()[0]
    assert conflict.other.value == "070-174 06 23"
    assert conflict.kept.who == "Farid Modell"
    until(session, lambda: session.conflicts()[0].kept.device == "Kollegans dator")
    session.resolve_conflict(conflict.id, Resolution.OTHER).result(WAIT)
    until(session, lambda: not session.conflicts() and not session.waiting())
    session.change_youth(first(session), {"phone": "070-174 06 24"}).result(WAIT)
    until(session, lambda: not session.waiting())
    assert not session.conflicts()


def first(session: Session) -> YouthId:
    """Whoever is first in one's own list."""
    by_name = ListQuery(sort=SortBy.NAME, group=GroupBy.NONE)
    found: YouthId = session.youth_ids(ListFilter.MINE, by_name).ids[0]
    return found


def journal(session: Session) -> str:
    """Everything in the journal of the first."""
    page = session.youth_page(first(session))
    assert page is not None
    return " ".join(one.text for one in page.journal)


def note_of(session: Session) -> RecordId:
    """The note that was written."""
    page = session.youth_page(first(session))
    assert page is not None
    return next(one.id for one in page.journal if WORDS in one.text)


def test_it_is_started_beside_in_a_process_of_its_own(
    practice: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that only writes down how it was started stands in for this one."""
    told = tmp_path / "told"
    stand_in = tmp_path / "program"
    stand_in.write_text(
        f'#!/bin/sh\nprintf "%s " "$@" > "{told}.part"\nmv "{told}.part" "{told}"\n'
    )
    stand_in.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(stand_in))
    practice.start_beside().result(WAIT)
    waited = threading.Event()
    for _ in range(500):
        if told.exists():
            break
        waited.wait(0.01)
    assert told.read_text().split() == ["-m", "kaa_desktop", "--practice"]


def test_only_a_practice_is_ever_removed(practice: Practice) -> None:
    """A folder with somebody's profile in the practice's place is left alone."""
    practice.folder.parent.mkdir()
    local_desktop(practice.folder.parent).close()
    (practice.folder.parent / "karin").rename(practice.folder)
    with pytest.raises(AlreadyOpen):
        practice.remove().result(WAIT)
    assert (practice.folder / "store.db").exists()
