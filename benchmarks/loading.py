"""A city's demo: 60 000 youths, three years of history, two computers that hold all of it."""

from __future__ import annotations

import subprocess
import sys
import time
from itertools import islice
from typing import Any

import psycopg

from benchmarks.figures import Figure
from benchmarks.town import Town, today
from kaa_server import postgres
from tests.journeys.world import ROOT

CODE = "9903"
YOUTHS = 60_000
PORTION = 500
MADE_IN_SECONDS = 300.0
_TABLE = (
    "CREATE TABLE plain (id uuid PRIMARY KEY, kind integer, scope uuid, seq bigint, body bytea)"
)
_INSERT = "INSERT INTO plain VALUES (%b, %b, %b, %b, %b)"


def measure(town: Town, rounds: int, youths: int = YOUTHS) -> list[Figure]:
    """The whole demo, then what of it is the server's loading, beside plain rows of the same bytes."""
    whole = [_demo(town, youths) for _ in range(rounds)]
    load, records, plain = _load(town, youths)
    size = f"{youths} youths, {records} records"
    return [
        Figure(
            name=f"The demo of a city made: {size}, two computers with all of it",
            samples=whole,
            unit="s",
            limit=MADE_IN_SECONDS,
        ),
        Figure(
            name=f"The server's part: generate, merge, log and keep {records} records",
            samples=[load],
            unit="s",
            peer_name=f"the same bodies by plain INSERT, {PORTION} to a transaction",
            peer=[plain],
        ),
    ]


def _demo(town: Town, youths: int) -> float:
    folder = town.scratch() / "demo"
    command = [sys.executable, "demo.py", "--dir", str(folder)]
    began = time.perf_counter()
    asked = [*command, "--headless", "--youths", str(youths)]
    subprocess.run(asked, cwd=ROOT, capture_output=True, check=True)
    took = time.perf_counter() - began
    subprocess.run([*command, "--clean"], cwd=ROOT, capture_output=True, check=True)
    return took


def _load(town: Town, youths: int) -> tuple[float, int, float]:
    """Seconds to load a municipality of its own, its records, and seconds of plain INSERT."""
    data = town.server.data_dir
    town.server.command("municipality", "add", CODE, "Storstad", "--practice")
    where = ["--municipality", CODE, "--youths", str(youths), "--as-of", today()]
    began = time.perf_counter()
    command = [sys.executable, "-m", "kaa_server", "demo", "load", *where, "--data-dir", str(data)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    took = time.perf_counter() - began
    with (
        postgres.running(data, "command") as endpoints,
        psycopg.connect(endpoints.admin, dbname="postgres") as plain,
    ):
        plain.execute("DROP TABLE IF EXISTS plain")
        plain.execute(_TABLE)
        plain.commit()
        with psycopg.connect(endpoints.admin) as kaa:
            query = "SELECT record, kind, scope, seq, body FROM kaa.record WHERE municipality = %s"
            rows = kaa.execute(query, [CODE], binary=True).fetchall()
        seconds = _inserted(plain, rows)
        plain.execute("DROP TABLE plain")
    return took, len(rows), seconds


def _inserted(plain: psycopg.Connection[tuple[Any, ...]], rows: list[tuple[Any, ...]]) -> float:
    waiting = iter(rows)
    began = time.perf_counter()
    while portion := list(islice(waiting, PORTION)):
        plain.cursor().executemany(_INSERT, portion)
        plain.commit()
    return time.perf_counter() - began
