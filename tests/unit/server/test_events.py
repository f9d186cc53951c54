"""Server-sent events: a change wakes a colleague, and nothing falls between two streams."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import psycopg
from httpx_sse import EventSource

from kaa_server.postgres import Endpoints
from tests.server_fixture import Enroller
from tests.server_process import Device
from tests.unit.server.operations import youth

AT_MOST_SECONDS = 10


@contextmanager
def listening(device: Device) -> Iterator[Iterator[int]]:
    """The numbers a device is woken with."""
    headers = device.headers("GET", "/v1/events")
    url = f"{device.url}/v1/events"
    with httpx.stream(
        "GET", url, headers=headers, timeout=AT_MOST_SECONDS, trust_env=False
    ) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        events = EventSource(response).iter_sse()
        yield (int(event.data) for event in events if event.event == "change")


def test_the_horizon_comes_first_and_then_every_change(enroller: Enroller) -> None:
    anna, bo = enroller.device("anna"), enroller.device("bo")
    anna.push([youth(anna)])
    with listening(bo) as numbers:
        assert next(numbers) == 1
        began = time.monotonic()
        anna.push([youth(anna), youth(anna)])
        assert next(numbers) == 3
        assert time.monotonic() - began < 1


def test_another_municipality_is_not_woken(enroller: Enroller) -> None:
    from kaa_server import municipalities
    from kaa_server.clock import system_clock

    code = f"6{enroller.municipality[1:]}"
    municipalities.add(enroller.database, system_clock, code, "Grannen", practice=True)
    other = Enroller(enroller.url, enroller.database, enroller.passwords, code)
    eva, anna = other.device("eva"), enroller.device("anna")
    with listening(eva) as numbers:
        assert next(numbers) == 0
        anna.push([youth(anna)])
        eva.push([youth(eva)])
        assert next(numbers) == 1  # her own, and nothing before it
    eva.close()


def test_many_changes_are_never_queued_up_for_a_slow_reader(enroller: Enroller) -> None:
    anna, bo = enroller.device("anna"), enroller.device("bo")
    with listening(bo) as numbers:
        assert next(numbers) == 0
        for _ in range(30):
            anna.push([youth(anna)])
        seen = [next(numbers)]
        while seen[-1] < 30:
            seen.append(next(numbers))
        assert seen == sorted(set(seen))


def test_a_malformed_notice_wakes_nobody_and_ends_nothing(
    enroller: Enroller, cluster: Endpoints
) -> None:
    anna, bo = enroller.device("anna"), enroller.device("bo")
    with listening(bo) as numbers:
        assert next(numbers) == 0
        with psycopg.connect(cluster.admin, autocommit=True) as connection:
            for payload in ("", "x", enroller.municipality, f"{enroller.municipality} två"):
                connection.execute("SELECT pg_notify('kaa_change', %s)", [payload])
        began = time.monotonic()
        anna.push([youth(anna)])
        assert next(numbers) == 1
        assert time.monotonic() - began < 0.9  # sooner than a listener that had to begin again


def test_the_stream_lives_through_a_lost_database_connection(
    enroller: Enroller, cluster: Endpoints
) -> None:
    anna, bo = enroller.device("anna"), enroller.device("bo")
    with listening(bo) as numbers:
        assert next(numbers) == 0
        with psycopg.connect(cluster.admin, autocommit=True) as connection:
            ended = connection.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE query LIKE 'LISTEN%'"
            ).fetchone()
        assert ended is not None
        assert ended[0] >= 1
        anna.push([youth(anna)])
        # Woken when the listener is back, whether or not it heard of the change itself.
        assert next(numbers) == 1


def test_a_stream_needs_proof(enroller: Enroller) -> None:
    anna = enroller.device("anna")
    headers = {**anna.headers("GET", "/v1/events"), "kaa-signature": "A" * 86}
    response = httpx.get(f"{anna.url}/v1/events", headers=headers, trust_env=False)
    assert response.status_code == 401


def test_hundreds_may_wait_at_once(enroller: Enroller) -> None:
    anna, bo = enroller.device("anna"), enroller.device("bo")
    woken = threading.Barrier(61, timeout=AT_MOST_SECONDS)

    def wait() -> None:
        with listening(bo) as numbers:
            assert next(numbers) == 0
            woken.wait()
            if next(numbers) == 1:
                woken.wait()

    threads = [threading.Thread(target=wait, daemon=True) for _ in range(60)]
    for thread in threads:
        thread.start()
    woken.wait()
    anna.push([youth(anna)])
    woken.wait()
    for thread in threads:
        thread.join(AT_MOST_SECONDS)
