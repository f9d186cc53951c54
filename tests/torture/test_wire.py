"""The connection fails at every byte of a push, stalls, repeats and reorders; the log is the same.

Repetition and reordering of requests change nothing: invariant 8.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from kaa_core.model.records import Task
from kaa_core.sync.messages import ErrorBody, PushAnswer, pack, unpack
from kaa_desktop.sync import client
from kaa_server.database import Database
from kaa_server.passwords import Passwords
from tests.server_fixture import (  # noqa: F401 - fixtures
    Enroller,
    clock,
    cluster,
    data_root,
    database,
    enroller,
    municipality,
    passwords,
    server,
)
from tests.server_process import ServerProcess
from tests.torture.verdict import state_of
from tests.torture.wire import Plan, Wire, relaying
from tests.unit.app.desks import TODAY, WAIT, Desktop, Office
from tests.unit.server.operations import youth as created

pytestmark = [pytest.mark.timeout(300), pytest.mark.slow]


@pytest.fixture
def wire(server: ServerProcess) -> Iterator[Wire]:  # noqa: F811
    """A relay to the server."""
    with relaying(server.port) as made:
        yield made


@pytest.fixture
def office(
    wire: Wire,
    database: Database,  # noqa: F811
    passwords: Passwords,  # noqa: F811
    municipality: str,  # noqa: F811
    tmp_path: Path,
) -> Iterator[Office]:
    """Laptops whose connections go through the relay."""
    url = f"http://127.0.0.1:{wire.port}"
    made = Office(url, database, passwords, municipality, tmp_path)
    yield made
    made.close()


def task(desktop: Desktop, youth: Any, title: str) -> None:
    """One act: a task."""
    desktop.store.record(Task(id=desktop.new_id(), youth=youth, title=title, due=TODAY)).result(
        WAIT
    )


def sent(desktop: Desktop, *, meanwhile: Plan | None = None) -> None:
    """Wait until the plan has happened and nothing waits any more."""
    written = threading.Event()
    stop = desktop.store.subscribe(lambda _: written.set())
    try:
        if meanwhile is not None:
            assert meanwhile.done.wait(WAIT), "no push came"
            desktop.session.sync_now()
        while desktop.store.queries.unsent():
            assert written.wait(WAIT), desktop.session.sync_view()
            written.clear()
    finally:
        stop()


def logged(office: Office, desktop: Desktop) -> list[tuple[int, int]]:
    """Number and operation of each row of the log that this laptop's work led to."""
    with office.database.tenant(office.municipality) as connection:
        return connection.execute(
            "SELECT seq, n FROM change_log WHERE municipality = %s AND device = %s ORDER BY seq",
            [office.municipality, desktop.profile.device],
        ).fetchall()


def as_if_nothing_had_happened(office: Office, desktop: Desktop, acts: int) -> None:
    """Each operation is in the log once, in the order it was made, numbered without a hole."""
    rows = logged(office, desktop)
    assert [n for _, n in rows] == list(range(1, acts + 1))
    numbers = [seq for seq, _ in rows]
    assert numbers == list(range(numbers[0], numbers[0] + acts))
    colleague = office.desktop("bo")
    colleague.synced()
    assert state_of(colleague.store) == state_of(desktop.store)


def size_of_a_push(wire: Wire, desktop: Desktop, youth: Any) -> tuple[int, int]:
    """How many bytes a push of one act has, and its answer."""
    task(desktop, youth, "Ring 0000")
    sent(desktop)
    exchange = wire.pushes[-1]
    return len(exchange.asked), exchange.answered


@pytest.mark.parametrize("side", ["answer", "request"])
def test_cut_at_every_byte(office: Office, wire: Wire, side: str) -> None:
    desktop = office.desktop("anna")
    youth = desktop.youth()
    desktop.synced()
    asked, answered = size_of_a_push(wire, desktop, youth)
    if side == "answer":
        plans = [Plan(cut_answer=place) for place in range(answered)]
    else:  # what is in a head is spelt out; one byte more or less of it is no other matter
        head = bytes(wire.pushes[-1].asked).index(b"\r\n\r\n")
        plans = [Plan(cut_request=place) for place in (*range(0, head, 8), *range(head, asked))]
    assert len(plans) > 100
    for number, plan in enumerate(plans):
        wire.next_push(plan)
        task(desktop, youth, f"Ring {number:04}")
        sent(desktop, meanwhile=plan)
        assert plan.begun
    as_if_nothing_had_happened(office, desktop, len(plans) + 3)


def test_an_answer_that_never_comes(
    office: Office, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    defaults = client.Client.__init__.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "timeout", httpx.Timeout(connect=5, read=0.3, write=5, pool=5))
    desktop = office.desktop("anna")
    youth = desktop.youth()
    desktop.synced()
    for number in range(5):
        plan = wire.next_push(Plan(stall=True))
        task(desktop, youth, f"Ring {number}")
        assert plan.done.wait(WAIT)
        desktop.until(lambda one: "SYNK-102" in str(one.sync_view().fault))
        desktop.session.sync_now()
        desktop.synced()
    as_if_nothing_had_happened(office, desktop, 7)


def test_a_push_that_comes_again_and_again(office: Office, wire: Wire) -> None:
    desktop = office.desktop("anna")
    youth = desktop.youth()
    desktop.synced()
    for number in range(8):
        task(desktop, youth, f"Ring {number}")
        sent(desktop)
        again = bytes(wire.pushes[-1].asked)
        with ThreadPoolExecutor(4) as at_once:
            answers = list(at_once.map(wire.deliver, [again] * 4))
        told = [unpack(answer_in(one), PushAnswer).answers for one in answers]
        assert told == [told[0]] * 4
    as_if_nothing_had_happened(office, desktop, 10)


def test_pushes_that_arrive_in_another_order(office: Office, wire: Wire) -> None:
    """The first is held up on its way; the laptop has sent it again, and more, before it arrives."""
    desktop = office.desktop("anna")
    youth = desktop.youth()
    desktop.synced()
    for number in range(8):
        held = wire.next_push(Plan(swallow=True))
        task(desktop, youth, f"Ring {number} a")
        assert held.done.wait(WAIT)
        late = next(one for one in reversed(wire.pushes) if one.plan is held)
        task(desktop, youth, f"Ring {number} b")
        desktop.session.sync_now()
        sent(desktop)
        before = logged(office, desktop)
        unpack(answer_in(wire.deliver(bytes(late.asked))), PushAnswer)
        assert logged(office, desktop) == before
    as_if_nothing_had_happened(office, desktop, 18)


def test_a_later_push_that_overtakes_is_told_of_the_gap(enroller: Enroller) -> None:  # noqa: F811
    device = enroller.device("anna")
    pushes = [pack(device.signed([created(device), created(device)])) for _ in range(2)]
    overtaking = device.send("POST", "/v1/push", pushes[1])
    assert (overtaking.status_code, unpack(overtaking.content, ErrorBody).expected) == (409, 1)
    answers = [device.send("POST", "/v1/push", pushes[number]).content for number in (0, 1, 0, 1)]
    assert answers[:2] != [overtaking.content] * 2
    told = [unpack(one, PushAnswer).answers for one in answers]
    assert told[:2] == told[2:]
    assert [one.seq for answer in told[:2] for one in answer] == [1, 2, 3, 4]


def answer_in(raw: bytes) -> bytes:
    """The body of an HTTP answer that must be a good one."""
    head, _, body = raw.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), (head, unpack(body, ErrorBody))
    return body
