"""The lowest version that a municipality wants: said in good time, shutting nobody out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from kaa_core import __version__
from kaa_core.versions import numbers, older
from kaa_desktop.app.versions import DAYS_AHEAD, VersionNotice, Wanted, notice_of
from kaa_desktop.sync.client import Client
from kaa_server import lowest
from kaa_server.faults import OperatorError
from tests.unit.app.desks import TODAY, WAIT, Desktop, Office

NEWER = "99.0.0"
MARCH = "2027-03-01"


@pytest.mark.parametrize(
    ("version", "than", "before"),
    [
        ("0.1.0", "0.1.1", True),
        ("0.9.0", "0.10.0", True),
        ("0.1", "0.1.0", False),
        ("1.0.0", "0.9.9", False),
        ("0.1.0", "", False),
        ("0.1.0", "i morgon", False),
        ("0.1.0.dev3", "9.0.0", False),
    ],
)
def test_versions_are_compared_by_their_numbers(version: str, than: str, before: bool) -> None:
    assert older(version, than) is before


@pytest.mark.parametrize("text", ["", "1", "1.2.3.4", "a.b.c", "-1.0.0", "1.0.0 "])
def test_what_is_no_version(text: str) -> None:
    assert numbers(text) is None


def test_it_is_said_in_good_time_and_otherwise_when_the_day_has_come() -> None:
    first = date(2027, 3, 1)
    wanted = Wanted("0.2.0", first.isoformat())
    assert notice_of(wanted, first - timedelta(days=DAYS_AHEAD + 1), "0.1.0") is None
    ahead = notice_of(wanted, first - timedelta(days=DAYS_AHEAD), "0.1.0")
    assert ahead is not None
    assert not ahead.due
    assert ahead.title == "Från den 1 mars 2027 behöver programmet vara version 0.2.0."
    due = notice_of(wanted, first, "0.1.0")
    assert due is not None
    assert due.due
    assert "sparas och skickas som förut" in due.text
    assert notice_of(wanted, first, "0.2.0") is None
    assert notice_of(Wanted(), first, "0.1.0") is None
    assert notice_of(Wanted("0.2.0", "någon gång"), first, "0.1.0") is None


def noticed(desktop: Desktop) -> VersionNotice:
    """What the window says, as soon as the server has said it."""
    heard = threading.Event()
    desktop.session.versions.listen(heard.set)
    if desktop.session.versions.notice() is None:
        assert heard.wait(WAIT)
    notice = desktop.session.versions.notice()
    assert notice is not None
    return notice


def said(desktop: Desktop, act: Callable[[], object]) -> None:
    """Do something, and wait until the server has said something else about the version."""
    heard = threading.Event()
    desktop.session.versions.listen(heard.set)
    act()
    assert heard.wait(WAIT)


def test_the_operator_decides_and_the_window_says_it_also_offline(office: Office) -> None:
    lowest.decide(office.database, office.municipality, NEWER, TODAY + timedelta(days=10))
    desktop = office.desktop("anna")
    notice = noticed(desktop)
    assert not notice.due
    desktop.close()
    office.desktops.remove(desktop)
    dead = desktop.profile._replace(server="http://127.0.0.1:9")
    offline = office.unlock(dead, desktop.clock)
    assert offline.session.versions.notice() == notice


def test_after_the_day_all_that_is_written_is_still_sent(office: Office) -> None:
    lowest.decide(office.database, office.municipality, NEWER, TODAY)
    desktop, colleague = office.desktop("anna"), office.desktop("bo")
    notice = noticed(desktop)
    assert notice.due
    youth = desktop.youth()
    desktop.synced()
    colleague.until(lambda one: youth in one.youth_ids().ids)


def test_a_changed_decision_is_heard_while_the_program_is_open(office: Office) -> None:
    desktop = office.desktop("anna")
    desktop.synced()
    assert desktop.session.versions.notice() is None

    def decide() -> None:
        lowest.decide(office.database, office.municipality, NEWER, TODAY)
        desktop.clock.seconds += 7 * 3600.0  # the server is asked some times a day
        desktop.youth()

    said(desktop, decide)
    notice = desktop.session.versions.notice()
    assert notice is not None
    assert __version__ in notice.text

    def lift() -> None:
        lowest.lift(office.database, office.municipality)
        desktop.clock.seconds += 7 * 3600.0
        desktop.youth(1)

    said(desktop, lift)
    assert desktop.session.versions.notice() is None


def test_what_cannot_be_decided(office: Office) -> None:
    with pytest.raises(OperatorError, match="är ingen version"):
        lowest.decide(office.database, office.municipality, "nästa", TODAY)
    with pytest.raises(OperatorError, match="finns inte"):
        lowest.decide(office.database, "0001", NEWER, TODAY)
    assert lowest.told(office.database, office.municipality) == lowest.Lowest()


def test_a_stranger_hears_the_version_and_nothing_of_who_is_served(office: Office) -> None:
    lowest.decide(office.database, office.municipality, NEWER, date(2027, 3, 1))
    desktop = office.desktop("anna")
    ask: Client = desktop.session._sync._link.client
    told = ask.about(office.municipality)
    assert (told.min_version, told.min_version_from) == (NEWER, MARCH)
    nobody = [ask.about(code) for code in ("", "0002", "inte en kod", office.municipality + " ")]
    assert {(one.min_version, one.min_version_from) for one in nobody} == {("", "")}
