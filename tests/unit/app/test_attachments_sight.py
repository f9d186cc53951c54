"""Papers as cases move between units: what leaves, and what was added before goes first and waits."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from kaa_core.model.attachment import Attachment
from kaa_core.sync.attachments import PIECE
from kaa_desktop.app.attachments import Place
from kaa_desktop.store import attachments as stored
from tests.unit.app.desks import WAIT, Desktop, Office
from tests.unit.app.papers import add, pdf, rows
from tests.unit.app.test_scopes import Units, gone

PAPER = pdf(size=3 * PIECE)


@pytest.fixture
def units(office: Office) -> Units:
    return Units(office)


def until(desk: Desktop, seen: Callable[[], bool], office: Office) -> None:
    """Wait, with the clock going and the files woken at each round."""
    for _ in range(int(WAIT / 0.05)):
        if seen():
            return
        desk.clock.seconds += 1
        desk.session.attachments.poke()
        time.sleep(0.05)
    with office.database.tenant(office.municipality) as connection:
        held = connection.execute("SELECT record, whole FROM attachment").fetchall()
    raise AssertionError((desk.store.files.read(stored.files), held))


def pieces(desk: Desktop) -> int:
    query = "SELECT count(*) FROM attachment_piece"
    return int(desk.store.files.read(lambda one: one.execute(query).fetchone()[0]))


def here(desk: Desktop, youth: object) -> bool:
    return [one.place for one in rows(desk, youth)] == [Place.HERE]  # type: ignore[arg-type]


def in_the_car(desktop: Desktop) -> None:
    """Neither records nor files travel from here on."""
    desktop.session._sync._engine.stop()
    carrier = desktop.session.attachments._carrier
    assert carrier is not None
    carrier.stop()
    carrier.join()


def test_a_case_that_goes_takes_its_papers_with_it(units: Units) -> None:
    karin, jonas, office = units.karin, units.jonas, units.office
    youth = karin.youth()
    add(karin, youth, PAPER)
    until(karin, lambda: here(karin, youth), office)
    units.give_case(youth, jonas)
    gone(karin, youth)
    assert pieces(karin) == 0
    assert karin.store.files.read(stored.files) == []
    # The one who has the case now gets it by itself.
    until(jonas, lambda: here(jonas, youth), office)
    paper = jonas.store.queries.records(Attachment)[0]
    assert jonas.session.attachments.content(paper.id).result(WAIT) == PAPER


def test_a_paper_added_offline_about_a_case_that_went_is_received(units: Units) -> None:
    """The record waits for the coordinator, and so does its file: nothing of it stays on the computer."""
    karin, jonas, sam, office = units.karin, units.jonas, units.sam, units.office
    youth = karin.youth()
    karin.synced()
    in_the_car(karin)
    add(karin, youth, PAPER)
    units.give_case(youth, jonas)
    karin.close()
    back = office.unlock(karin.profile, karin.clock)
    gone(back, youth)
    until(back, lambda: pieces(back) == 0, office)
    [held] = sam.session.reviewing.held().result(WAIT).value or []
    assert held.what == "Bilaga"
    assert rows(jonas, youth) == []
    assert sam.session.reviewing.accept(held).result(WAIT).value
    until(jonas, lambda: here(jonas, youth), office)
    paper = jonas.store.queries.records(Attachment)[0]
    assert jonas.session.attachments.content(paper.id).result(WAIT) == PAPER


def test_a_file_half_sent_when_the_case_went_is_sent_to_its_end(units: Units) -> None:
    """Its record was received while she saw the case; the file she added is received after it too."""
    karin, jonas, office = units.karin, units.jonas, units.office
    carrier = karin.session.attachments._carrier
    assert carrier is not None
    carrier.stop()
    carrier.join()
    youth = karin.youth()
    add(karin, youth, PAPER)
    karin.until(lambda _: karin.store.waiting(1) == [])
    units.give_case(youth, jonas)
    # The youth leaves at once; of the file nothing but its bytes stays, until the server has them.
    gone(karin, youth)
    assert (pieces(karin), karin.store.queries.records(Attachment)) == (3, [])
    [waiting] = karin.session.waiting()
    assert (waiting.title, waiting.name) == ("Bilagans fil", "")
    karin.close()
    back = office.unlock(karin.profile, karin.clock)
    until(back, lambda: pieces(back) == 0, office)
    until(jonas, lambda: here(jonas, youth), office)


def test_what_the_coordinator_refused_is_kept_nowhere(units: Units) -> None:
    karin, jonas, sam, office = units.karin, units.jonas, units.sam, units.office
    youth = karin.youth()
    karin.synced()
    in_the_car(karin)
    add(karin, youth, PAPER)
    units.give_case(youth, jonas)
    karin.close()
    back = office.unlock(karin.profile, karin.clock)
    gone(back, youth)
    [held] = sam.session.reviewing.held().result(WAIT).value or []
    assert sam.session.reviewing.refuse(held, "Den finns redan.").result(WAIT).value
    until(back, lambda: pieces(back) == 0, office)
    assert rows(jonas, youth) == []
