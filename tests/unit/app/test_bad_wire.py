"""A wire that loses answers, a server that fails, tokens that run out: nothing is lost or doubled."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import attrs
import msgspec
import pytest
import trustme

from kaa_core.model.ids import DeviceId
from kaa_core.sync.messages import Refresh, Tokens
from kaa_desktop.app import enrolling
from kaa_desktop.app.clock import FixedClock
from kaa_desktop.app.forms import NoteForm
from kaa_desktop.app.replica import StoreReplica
from kaa_desktop.app.status import StatusFile
from kaa_desktop.app.sync_views import Network
from kaa_desktop.sync.faults import SyncFault
from kaa_server import accounts
from kaa_server.clock import system_clock
from tests.server_fixture import PASSWORD
from tests.unit.app.desks import CHEAP, NOON, STOCKHOLM, TODAY, WAIT, Desktop, Office
from tests.unit.sync.small_http import Asked, BadWire, Reply, serving


@pytest.fixture
def wire(office: Office) -> Iterator[BadWire]:
    """What stands between Karin and the server."""
    made = BadWire(office.url)
    yield made
    made.close()


@pytest.fixture
def karin(office: Office, wire: BadWire) -> Iterator[Desktop]:
    with serving(wire) as url:
        yield office.desktop("karin", server=url)
        office.close()


def write(desktop: Desktop, text: str) -> None:
    youth = desktop.session.youth_ids().ids[0]
    done = desktop.session.enter_note(NoteForm(youth=youth, occurred_on=TODAY, text=text))
    assert done.result(WAIT).done


def texts(desktop: Desktop) -> list[str]:
    page = desktop.session.youth_page(desktop.session.youth_ids().ids[0])
    assert page is not None
    return sorted(entry.text for entry in page.journal if entry.kind == "JournalNote")


def test_a_lost_answer_is_asked_for_again_and_nothing_is_doubled(
    office: Office, karin: Desktop, wire: BadWire
) -> None:
    karin.youth()
    karin.synced()
    lost: list[str] = []

    def lose(asked: Asked, reply: Reply) -> Reply:
        if asked.target == "/v1/push" and len(lost) < 2:
            lost.append(asked.target)
            return attrs.evolve(reply, cut=len(reply.body) // 2)
        return reply

    wire.spoil = lose
    write(karin, "Ett")
    karin.until(lambda one: one.sync_view().fault is not None)
    fault = karin.session.sync_view().fault
    assert fault is not None
    assert fault.code == "SYNK-103"
    write(karin, "Två")
    karin.synced()
    assert len(lost) == 2
    jonas = office.desktop("jonas")
    jonas.until(lambda _: texts(jonas) == ["Ett", "Två"])
    assert karin.session.refused() == []


def test_a_server_that_answers_500_is_waited_for(karin: Desktop, wire: BadWire) -> None:
    karin.youth()
    karin.synced()
    left = [4]

    def fail(_: Asked, reply: Reply) -> Reply:
        if left[0]:
            left[0] -= 1
            return Reply(500, b"Internal Server Error", {"Content-Type": "text/plain"})
        return reply

    wire.spoil = fail
    write(karin, "Ett")
    karin.until(lambda one: "Synk avbruten sedan 13:31" in one.sync_view().network)
    assert karin.session.sync_view().saved.startswith("Sparat lokalt 13:31 · Väntar på synk (1)")
    karin.synced()
    assert karin.session.sync_view().fault is None


def test_work_goes_on_without_a_network_and_is_sent_when_it_is_back(
    karin: Desktop, wire: BadWire
) -> None:
    karin.youth()
    karin.synced()
    wire.unplugged = True
    karin.session.sync_now()
    karin.until(lambda one: one.sync_view().state is Network.OFFLINE)
    for text in ("Ett", "Två"):
        write(karin, text)
    assert karin.session.sync_view().saved == "Sparat lokalt 13:31 · Väntar på synk (2)"
    karin.close()
    facts = StatusFile(karin.profile.folder).read()
    assert facts.unsent == 2
    assert facts.last_sync is not None


def test_a_run_out_access_token_is_renewed_also_when_the_first_answer_was_lost(
    karin: Desktop,
) -> None:
    karin.youth()
    karin.synced()
    link = karin.session._sync._link
    held = link._held
    assert held is not None
    # The server has given new tokens, but the answer never came.
    link.client.refresh(Refresh(held.refresh))
    link._held = msgspec.structs.replace(held, access=f"{karin.profile.municipality}.gone")
    write(karin, "Ett")
    karin.synced()
    assert link._held is not None
    assert link._held.refresh != held.refresh
    kept = StoreReplica(karin.store, karin.session._context.identity).tokens()
    assert kept == link._held


def test_when_all_tokens_have_run_out_the_password_is_asked_for(karin: Desktop) -> None:
    karin.youth()
    karin.synced()
    link = karin.session._sync._link
    code = karin.profile.municipality
    link._held = Tokens(f"{code}.gone", f"{code}.gone", 900)
    write(karin, "Ett")
    karin.until(lambda one: one.sync_view().needs_login)
    view = karin.session.sync_view()
    assert view.network == "Synk stoppad · logga in igen"
    assert view.waiting == 1
    wrong = karin.session.log_in("fel lösenord").result(WAIT)
    assert "Kontrollera lösenordet" in wrong.problems[0].sentence
    assert karin.session.log_in(PASSWORD).result(WAIT).done
    karin.synced()


def test_a_blocked_computer_keeps_its_work_and_says_so(office: Office, karin: Desktop) -> None:
    karin.youth()
    karin.synced()
    device = DeviceId(UUID(bytes=karin.profile.device.bytes))
    accounts.block_device(office.database, system_clock, office.municipality, device)
    write(karin, "Ett")
    karin.until(lambda one: one.sync_view().state is Network.STOPPED)
    view = karin.session.sync_view()
    assert view.network == "Synk stoppad · datorn är spärrad"
    assert view.waiting == 1
    assert texts(karin) == ["Ett"]


def test_a_download_that_breaks_off_goes_on_where_it_was(office: Office, wire: BadWire) -> None:
    first = office.desktop("jonas")
    youths = {first.youth(number) for number in range(40)}
    first.synced()
    broken: list[str] = []

    def breaks(asked: Asked, reply: Reply) -> Reply:
        if asked.target.startswith("/v1/snapshot") and not broken:
            broken.append(asked.target)
            return attrs.evolve(reply, cut=10)
        return reply

    wire.spoil = breaks
    with serving(wire) as url:
        office.account("karin")
        made = enrolling.enrol(office.request("karin", server=url), first.clock, kdf=CHEAP)
        assert made.fault is not None
        assert made.fault.code == "SYNK-103"
        karin = office.unlock(made.profile, first.clock)
        karin.until(lambda one: set(one.youth_ids().ids) == youths)
        office.close()


def test_the_municipalitys_own_certificate_goes_with_the_profile(
    office: Office, wire: BadWire, tmp_path: Path
) -> None:
    authority = trustme.CA()
    own = tmp_path / "kommunens.pem"
    authority.cert_pem.write_to_path(str(own))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with serving(wire, context) as url:
        office.account("karin")
        request = office.request("karin", server=url)
        with pytest.raises(SyncFault) as caught:
            enrolling.enrol(request, FixedClock(NOON), kdf=CHEAP)
        assert caught.value.code == "SYNK-104"
        # Nothing was sent: the one-time code is unused.
        made = enrolling.enrol(attrs.evolve(request, ca_file=own), FixedClock(NOON), kdf=CHEAP)
        assert made.fault is None
        karin = office.unlock(made.profile, FixedClock(NOON, STOCKHOLM))
        karin.youth()
        karin.synced()
        office.close()
