"""What goes wrong with a source: asked for again, waited for, or said."""

from __future__ import annotations

import gzip
import json

import attrs
import pytest

from kaa_server.sources.ss12000_client import SourceFault, Why, deliveries
from tests.ss12000_server import Fault, SchoolServer, school_server
from tests.unit.server.pupils import ALL, QUICK, Naps, config, person, pupils, run


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=500),
        Fault(status=502, media="text/html"),
        Fault(status=503),
        Fault(status=429),
        Fault(cut=True),
        Fault(body=b'{"data": [{"id": "x"}, {"i'),
        Fault(body=b'{"pageToken": null}'),
        Fault(body=b'{"data": {"id": "x"}}'),
        Fault(body=b'{"data": ["x"]}'),
        Fault(body=b'{"data": [], "pageToken": 7}'),
        Fault(body=b"[]"),
        Fault(body=b"\xff\xfe{}"),
        Fault(body=b"[" * 100_000),
        Fault(media="text/html"),
        Fault(media="application/xml"),
        Fault(wait_seconds=1.2),
        Fault(drip_seconds=0.02),
        Fault(headers={"content-encoding": "gzip"}),
    ],
)
@pytest.mark.parametrize("path", ["/organisations", "/persons"])
def test_one_bad_answer_is_asked_for_again(
    school: SchoolServer, naps: Naps, fault: Fault, path: str
) -> None:
    school.faults.append(attrs.evolve(fault, path=path))
    assert pupils(run(school, naps)) == ALL
    assert len(naps.taken) == 1
    assert 0.5 <= naps.taken[0] <= 1


def test_it_waits_longer_each_time_and_then_gives_up(school: SchoolServer, naps: Naps) -> None:
    bounds = attrs.evolve(QUICK, tries=6)
    school.faults += [Fault(path="/persons", status=503)] * 5
    assert pupils(run(school, naps, bounds=bounds)) == ALL
    assert [0.5 <= nap / 2**i <= 1 for i, nap in enumerate(naps.taken)] == [True] * 5
    school.faults += [Fault(path="/persons", status=503)] * 6
    with pytest.raises(SourceFault) as busy:
        run(school, naps, bounds=bounds)
    assert busy.value.why is Why.UNREACHABLE


@pytest.mark.parametrize(
    ("told", "waits"),
    [
        ("17", 17),
        ("99999999999999999999", 300),
        ("Mon, 23 Nov 2026 10:00:40 GMT", 40),
        ("i morgon", 1),
        ("-5", 1),
    ],
)
def test_it_waits_as_long_as_the_server_asks(
    school: SchoolServer, naps: Naps, told: str, waits: float
) -> None:
    now = {"date": "Mon, 23 Nov 2026 10:00:00 GMT"} if "GMT" in told else {}
    fault = Fault(status=429, headers={"retry-after": told, **now})
    school.faults.append(fault)
    run(school, naps)
    assert naps.taken[0] == pytest.approx(waits, abs=0.5)


@pytest.mark.parametrize("status", [301, 403, 405, 418])
def test_what_does_not_pass_is_not_asked_again(
    school: SchoolServer, naps: Naps, status: int
) -> None:
    headers = {"location": "http://127.0.0.1:1/"} if status == 301 else {}
    school.faults.append(Fault(path="/persons", status=status, headers=headers))
    with pytest.raises(SourceFault) as refused:
        run(school, naps)
    assert refused.value.why is Why.REFUSED
    assert naps.taken == []


def test_more_than_the_bounds_allow_is_not_taken_in(school: SchoolServer, naps: Naps) -> None:
    bounds = attrs.evolve(QUICK, answer_bytes=20_000)
    packed = gzip.compress(json.dumps({"data": [{}] * 100_000}).encode())
    assert len(packed) < 20_000
    school.faults.append(Fault(path="/persons", body=packed, headers={"content-encoding": "gzip"}))
    with pytest.raises(SourceFault, match="färre poster") as large:
        run(school, naps, bounds=bounds)
    assert large.value.why is Why.TOO_LARGE


def test_pages_that_never_end(school: SchoolServer, naps: Naps) -> None:
    school.in_a_ring = True
    with pytest.raises(SourceFault, match="samma sida"):
        run(school, naps)
    school.in_a_ring = False
    school.persons += [person(number) for number in range(200, 210)]
    with pytest.raises(SourceFault, match="fler sidor"):
        run(school, naps, bounds=attrs.evolve(QUICK, pages=3))


def test_nobody_listens(naps: Naps) -> None:
    with school_server() as gone:
        asked = config(gone)
    with pytest.raises(SourceFault) as away:
        list(deliveries(asked, None, clock=naps.clock, sleep=naps))
    assert away.value.why is Why.UNREACHABLE
    assert len(naps.taken) == 2
