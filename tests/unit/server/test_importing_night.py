"""The schedule, the night, and the commands, as the operator meets them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from kaa_core.model.facts import StudyPeriod
from kaa_server.database import Database
from kaa_server.faults import OperatorError
from kaa_server.importing import json_files, night, schedule
from kaa_server.importing.schedule import Entry
from kaa_server.postgres import Endpoints
from tests.server_fixture import FakeClock
from tests.unit.server.deliveries import Importer, number_of

ROOT = Path(__file__).parents[3]
SCHOOLS = [
    {
        "id": "00000000-0000-4000-8000-00000000000a",
        "displayName": "Lindskolan",
        "schoolUnitCode": "12345678",
        "organisationType": "Skolenhet",
    }
]


def person(place: int) -> dict[str, Any]:
    """A Person of SS 12000 with an enrolment."""
    return {
        "id": f"00000000-0000-4000-8000-{place:012x}",
        "givenName": f"Åsa{place}",
        "familyName": f"Exempel{place}",
        "civicNo": {"value": number_of(place), "nationality": "SWE"},
        "securityMarking": "Ingen",
        "personStatus": "Aktiv",
        "enrolments": [
            {
                "enroledAt": {"id": SCHOOLS[0]["id"], "displayName": "Lindskolan"},
                "schoolYear": 9,
                "schoolType": "GR",
                "startDate": "2015-08-17",
                "endDate": "2024-06-12",
                "cancelled": False,
            }
        ],
    }


def export(count: int) -> bytes:
    """A file as a school administration writes it."""
    persons = [person(place) for place in range(count)]
    return json.dumps({"organisations": {"data": SCHOOLS}, "persons": {"data": persons}}).encode()


@pytest.fixture
def importer(database: Database, clock: FakeClock, municipality: str) -> Importer:
    return Importer(database, clock, municipality)


# -- files of objects


@pytest.mark.parametrize(
    "whole",
    [
        {"data": [person(1), person(2)]},
        [person(1), person(2)],
        [{"data": [person(1)], "pageToken": "x"}, {"data": [person(2)]}],
        {"persons": [person(1), person(2)], "organisations": SCHOOLS},
        {"persons": [{"data": [person(1)]}, {"data": [person(2)]}]},
    ],
)
def test_every_usual_form_of_file_is_taken_apart(whole: Any) -> None:
    content = json.dumps(whole, indent=1).encode()
    found = json_files.objects(b"\xef\xbb\xbf" + content, "elever.json")
    assert list(found["persons"]) == [person(1), person(2)]


def test_an_object_alone_and_what_has_been_deleted() -> None:
    found = json_files.objects(json.dumps(person(1)).encode(), "x")
    assert list(found["persons"]) == [person(1)]
    gone = {"deletedEntities": {"data": {"persons": ["a", "b"]}}}
    found = json_files.objects(msgspec.json.encode(gone), "x")
    assert list(found["deletedEntities"]) == [{"persons": ["a", "b"]}]


def test_more_than_a_block_in_the_order_of_the_file() -> None:
    persons = [person(place) for place in range(450)]
    found = json_files.objects(json.dumps(persons).encode(), "x")["persons"]
    assert list(found) == persons == list(found)


@pytest.mark.parametrize("content", [b"", b"{", b'{"persons": [', b"\xff\xfe", b"7", b"[" * 20_000])
def test_half_a_file_is_refused_without_its_content(content: bytes) -> None:
    with pytest.raises(OperatorError, match=r"elever\.json är inte hel JSON"):
        json_files.objects(content, "elever.json")


def test_a_file_that_is_damaged_in_its_midst() -> None:
    content = json.dumps({"persons": [person(1), person(2)]}).encode()
    found = json_files.objects(content.replace(b"Exempel2", b"Exem\xff\xfe2"), "x")
    with pytest.raises(OperatorError, match="skadad mitt i"):
        list(found["persons"])


# -- the schedule

ONE = """
[[import]]
municipality = "0682"
source = "ss12000"
folder = "/srv/kaa"
time = "03:30"
after = "delete"
whole = true
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "night.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_schedule_is_read(tmp_path: Path) -> None:
    [entry] = schedule.read(written(tmp_path, ONE))
    assert (entry.municipality, entry.folder, entry.time.hour) == ("0682", Path("/srv/kaa"), 3)
    assert (entry.whole, entry.after, entry.named_feed) == (True, "delete", "Skolregistret")


def test_the_example_beside_the_units_is_a_schedule() -> None:
    assert len(schedule.read(ROOT / "installer" / "server" / "night.toml")) == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("0682", "682"), "fyra siffror"),
        (("ss12000", "allt"), "source ska vara någon av"),
        (("03:30", "25:00"), "klockslag"),
        (("delete", "flytta"), "after ska vara"),
        (("true", '"ja"'), "true eller false"),
        (('"03:30"', "330"), "text inom"),
        (("folder", "mapp"), "mapp är ingenting"),
        (('folder = "/srv/kaa"', ""), "antingen folder"),
        (("[[import]]", "[import]"), r"ett stycke \[\[import\]\]"),
        (("[[import]]", "[[import]"), "går inte att tyda"),
    ],
)
def test_what_is_wrong_in_it_is_said(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    with pytest.raises(OperatorError, match=words) as told:
        schedule.read(written(tmp_path, ONE.replace(*change)))
    assert "Ingenting är inläst" in str(told.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="går inte att läsa"):
        schedule.read(tmp_path / "night.toml")


@pytest.mark.parametrize(
    ("now", "last", "due"),
    [
        ("03:29", None, False),
        ("03:30", None, True),
        ("23:00", None, True),
        ("03:31", "2026-11-21 03:35", True),
        ("03:29", "2026-11-21 03:35", False),
        ("04:00", "2026-11-22 03:31", False),
        ("01:00", "2026-11-20 03:31", True),  # the machine was off last night
    ],
)
def test_what_is_due(now: str, last: str | None, due: bool) -> None:
    [entry] = [Entry(municipality="0682", source="ss12000", time=time(3, 30))]
    at = datetime.fromisoformat(f"2026-11-22 {now}").replace(tzinfo=UTC)
    before = datetime.fromisoformat(last).replace(tzinfo=UTC) if last else None
    assert schedule.is_due(entry, at, before) is due


# -- the night


def entry(importer: Importer, folder: Path, **more: Any) -> Entry:
    return Entry(municipality=importer.municipality, source="ss12000", folder=folder, **more)


def dropped(folder: Path, name: str, content: bytes, at: datetime) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_bytes(content)
    os.utime(file, (at.timestamp(), at.timestamp()))
    return file


def nightly(importer: Importer, entries: Sequence[Entry]) -> tuple[int, str]:
    said: list[str] = []
    failed = night.run(importer.database, importer.clock, entries, say=said.append)
    return failed, "\n".join(said)


@pytest.fixture
def later(importer: Importer) -> FakeClock:
    """A clock a while after the files are written: what is new may still be on its way."""
    assert isinstance(importer.clock, FakeClock)
    importer.clock.now = datetime.now(UTC) + timedelta(minutes=5)
    return importer.clock


def test_one_that_fails_does_not_stop_the_others(
    importer: Importer, later: FakeClock, tmp_path: Path
) -> None:
    broken, sound = tmp_path / "a", tmp_path / "b"
    dropped(broken, "half.json", b"{", later.now - timedelta(minutes=9))
    file = dropped(sound, "elever.json", export(3), later.now - timedelta(minutes=9))
    entries = [
        entry(importer, tmp_path / "not there", feed="Borta"),
        entry(importer, broken, feed="Trasig"),
        entry(importer, sound, after="delete"),
    ]
    failed, said = nightly(importer, entries)
    assert failed == 2, said
    assert "Mappen går inte att läsa" in said
    assert "half.json är inte hel JSON" in said
    assert sum(isinstance(one, StudyPeriod) for one in importer.records()) == 3
    assert not file.exists(), "what has been read is gone, as the schedule says"
    assert (broken / "half.json").exists()
    later.advance(hours=1)
    failed, said = nightly(importer, entries)
    assert "elever.json" not in said


def test_a_file_is_read_once_and_a_new_one_the_next_night(
    importer: Importer, later: FakeClock, tmp_path: Path
) -> None:
    entries = [entry(importer, tmp_path)]
    dropped(tmp_path, "1.json", export(2), later.now - timedelta(minutes=10))
    assert "2 ungdomar är nya" in nightly(importer, entries)[1]
    later.advance(days=1)
    seq = importer.seq()
    assert "Inga nya filer" in nightly(importer, entries)[1]
    dropped(tmp_path, "2.json", export(3), later.now)
    assert "Inga nya filer" in nightly(importer, entries)[1], "it may still be on its way"
    later.advance(minutes=2)
    assert "en ungdom är ny" in nightly(importer, entries)[1].lower().replace(
        "1 ungdom", "en ungdom"
    )
    assert importer.seq() == seq + 2 + 2


# -- the commands


def command(cluster: Endpoints, *arguments: str) -> subprocess.CompletedProcess[str]:
    parts = conninfo_to_dict(cluster.app)
    secret = str(parts.pop("password"))
    place = ("--database-url", make_conninfo("", **parts), "--youth-keys", str(cluster.keys))
    return subprocess.run(
        [sys.executable, "-m", "kaa_server", *arguments, *place],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PGPASSWORD": secret, "PYTHONPATH": str(ROOT)},
    )


def test_the_commands_and_their_exit_codes(
    importer: Importer, cluster: Endpoints, tmp_path: Path
) -> None:
    code = importer.municipality
    file = tmp_path / "elever.json"
    file.write_bytes(export(3))
    asked = ("import", "--municipality", code, "--source", "ss12000", "--file", str(file))
    tried = command(cluster, *asked, "--dry-run")
    assert tried.returncode == 0, tried.stderr
    assert "Prövning: ingenting är skrivet" in tried.stdout
    assert list(importer.records()) == []
    assert command(cluster, *asked).returncode == 0
    assert sum(isinstance(one, StudyPeriod) for one in importer.records()) == 3
    odd = person(7) | {"civicNo": {"value": "200801019999", "nationality": "SWE"}}
    file.write_bytes(json.dumps({"data": [odd]}).encode())
    partly = command(cluster, *asked)
    assert partly.returncode == 3, partly.stderr
    assert "rad 1: Kontrollsiffran stämmer inte" in partly.stdout
    assert "200801019999" not in partly.stdout + partly.stderr
    file.write_bytes(b"{")
    failed = command(cluster, *asked)
    assert failed.returncode == 1
    assert "inte hel JSON" in failed.stderr
    assert "Traceback" not in failed.stderr
    told = command(cluster, "import-report", "--municipality", code, "--last", "5", "--ids")
    assert told.stdout.count("Skoluppgifter (SS 12000)") == 4
    assert str(importer.youth(1).id) in told.stdout
    counted = command(cluster, "targets", "--municipality", code, "--rebuild")
    assert "Omräknade: 3." in counted.stdout
    for how, shown in (("on", "på"), ("off", "av")):
        rules = command(cluster, "register-rules", "--municipality", code, "--enrol", how)
        assert rules.stdout.strip().endswith(shown)
    none = command(cluster, "import-report", "--municipality", "0001")
    assert none.returncode == 1
    assert "finns inte" in none.stderr


def test_the_night_as_the_timer_runs_it(
    importer: Importer, cluster: Endpoints, tmp_path: Path
) -> None:
    folder = tmp_path / "filer"
    file = dropped(folder, "elever.json", export(2), datetime.now(UTC) - timedelta(hours=1))
    config = written(
        tmp_path,
        ONE.replace("0682", importer.municipality)
        .replace("/srv/kaa", str(folder))
        .replace("03:30", "00:00"),
    )
    done = command(cluster, "night", "--config", str(config))
    assert done.returncode == 0, done.stderr
    assert file.exists(), "it may still be written to"
    assert "Inga nya filer" in done.stdout
