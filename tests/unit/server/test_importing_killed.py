"""An import killed with kill -9 in the middle, and run again: as if nothing had happened."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from kaa_core.model.records import Youth
from kaa_server import municipalities
from kaa_server.clock import system_clock
from kaa_server.database import Database
from kaa_server.importing import known, runs, telling
from kaa_server.postgres import Endpoints
from tests.unit.server.deliveries import Importer, delivery, person

ROOT = Path(__file__).parents[3]
COUNT = known.PORTION * 3 + 20


def killed(cluster: Endpoints, municipality: str, portions: int) -> None:
    """Import in a process that is killed while it lays out the portion after so many."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.unit.server.importing_apart",
            municipality,
            str(COUNT),
            str(portions),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "KAA_TEST_DATABASE": cluster.app,
            "KAA_TEST_KEYS": str(cluster.keys),
        },
    )
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == b"here\n"
        process.send_signal(signal.SIGKILL)
        assert process.wait(60) == -signal.SIGKILL


def test_killed_and_run_again_is_as_run_once(
    cluster: Endpoints, database: Database, municipality: str
) -> None:
    other = f"5{municipality[1:]}"
    municipalities.add(database, system_clock, other, "Grannen", practice=True)
    importer = Importer(database, system_clock, municipality)
    once = Importer(database, system_clock, other)
    killed(cluster, municipality, portions=2)
    assert sum(isinstance(one, Youth) for one in importer.records()) == 2 * known.PORTION
    killed(cluster, municipality, portions=2)
    run, became = importer.run(delivery((person(one) for one in range(COUNT)), whole=True))
    assert run.report.new == COUNT - 2 * known.PORTION
    assert run.report.same == 2 * known.PORTION
    assert became.unclear == COUNT, "what the killed runs brought is told with this one"
    alone, _ = once.run(delivery((person(one) for one in range(COUNT)), whole=True))
    assert alone.report.new == COUNT
    assert importer.said() == once.said()
    assert importer.seq() == once.seq()
    with database.tenant(municipality) as connection:
        cut_short, again, last = reversed(runs.listed(connection, municipality, 3))
    assert cut_short.report.stopped == runs.STOPPED
    assert cut_short.report.new == 2 * known.PORTION
    assert again.report.stopped == runs.STOPPED
    assert not last.report.stopped
    lines = "\n".join(telling.told(cut_short, became))
    assert "avbröts innan den var klar" in lines
    assert f"{2 * known.PORTION} ungdomar är nya" in lines
