"""Readers beside many writers: the counter loses no row, and a plain sequence, the control, is seen to lose.

Both are asked in the same way: a reader remembers the highest number it has seen and asks for what is above
it. A sequence gives out numbers when they are asked for, not when they are committed, so a reader can pass
a number that is still to come (Anki-Android#4366, pouchdb#1240).
"""

from __future__ import annotations

import contextlib
import random
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import psycopg
import pytest

from kaa_core.sync.messages import PullAnswer
from kaa_server.postgres import Endpoints
from tests.server_fixture import Enroller
from tests.server_process import Device
from tests.unit.server.operations import together, youth

WRITERS = 8
EACH = 40
READERS = 3
WAIT = 60.0
Reading = Callable[[int], tuple[list[int], int]]
"""What stands above a number, and the number reached."""


def beside_each_other(
    writers: Sequence[Callable[[], object]], readers: Sequence[Reading], whole: int
) -> list[list[int]]:
    """Run the writers while readers follow with a cursor; what each saw when all was written."""
    written = threading.Event()

    def follow(read: Reading) -> list[int]:
        seen: list[int] = []
        cursor, last = 0, False
        while not last:
            last = written.is_set()  # and then once more, for what came before
            found, cursor = read(cursor)
            seen += found
            last = last and len(found) < whole
        return seen

    with ThreadPoolExecutor(len(readers) + len(writers)) as at_once:
        following = [at_once.submit(follow, one) for one in readers]
        working = [at_once.submit(one) for one in writers]
        try:
            for one in working:
                one.result(WAIT)
        finally:
            written.set()
        return [one.result(WAIT) for one in following]


@pytest.fixture
def sequence(cluster: Endpoints) -> Iterator[str]:
    """A log numbered by a plain sequence, as most programs have it."""
    with psycopg.connect(cluster.admin, autocommit=True) as connection:
        connection.execute("CREATE TABLE control_log (seq bigserial PRIMARY KEY, what text)")
        yield cluster.admin
        connection.execute("DROP TABLE control_log")


def test_the_control_a_plain_sequence_is_seen_to_lose_rows(sequence: str) -> None:
    def write(dice: random.Random) -> None:
        with psycopg.connect(sequence) as connection:
            for _ in range(EACH):
                for _ in range(2):
                    connection.execute("INSERT INTO control_log (what) VALUES ('x')")
                    connection.execute("SELECT pg_sleep(%s)", [dice.random() * 0.003])
                connection.commit()

    def read(connection: psycopg.Connection, after: int) -> tuple[list[int], int]:
        rows = connection.execute(
            "SELECT seq FROM control_log WHERE seq > %s ORDER BY seq", [after]
        ).fetchall()
        found = [seq for (seq,) in rows]
        return found, max(found, default=after)

    whole = WRITERS * EACH * 2
    writers = [partial(write, random.Random(one)) for one in range(WRITERS)]
    with contextlib.ExitStack() as stack:
        opened = [psycopg.connect(sequence, autocommit=True) for _ in range(READERS)]
        for one in opened:
            stack.callback(one.close)
        seen = beside_each_other(writers, [partial(read, one) for one in opened], whole)
    with psycopg.connect(sequence) as connection:
        [held] = connection.execute("SELECT count(*) FROM control_log").fetchall()
    assert held == (whole,), "the control itself wrote everything"
    lost = [whole - len(one) for one in seen]
    assert all(lost), f"the control lost nothing, so this test shows nothing: {lost}"


def test_ours_loses_none(enroller: Enroller) -> None:
    devices = [enroller.device(f"user{number}") for number in range(WRITERS)]
    readers = [enroller.device(f"reader{number}") for number in range(READERS)]

    def write(device: Device) -> None:
        for _ in range(EACH // 2):
            device.push(together([youth(device), youth(device)]))

    def read(device: Device, after: int) -> tuple[list[int], int]:
        assert device.me is not None
        target = f"/v1/pull?epoch={device.me.epoch.hex()}&after={after}&limit=1000"
        answer = device.ask("GET", target, PullAnswer)
        return [one.seq for one in answer.changes], answer.cursor

    whole = WRITERS * (EACH // 2) * 2
    for seen in beside_each_other(
        [partial(write, one) for one in devices], [partial(read, one) for one in readers], whole
    ):
        assert seen == sorted(set(seen)), "in order, none twice"
        assert len(seen) == whole, "none lost"
