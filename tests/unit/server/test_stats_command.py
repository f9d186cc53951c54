"""``kaa-server stats``: figures fetched by night, in files that only their owner reads."""

from __future__ import annotations

import csv
import io
import json
import stat
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import attrs
import msgspec
import pytest

from kaa_core.model.ids import RecordId
from kaa_core.model.records import Unit
from kaa_core.statistics import telling
from kaa_core.statistics.answers import Answer
from kaa_core.statistics.catalogue import BY_KEY, FIGURES, TABELL_1
from kaa_core.statistics.erased import nobody_left
from kaa_core.statistics.telling import Document
from kaa_core.statistics.values import Cell, Column, Row, Table, single
from kaa_core.statistics.values import Unit as Counted
from kaa_server import ingest, municipalities
from kaa_server.cli import statistics
from kaa_server.cli.main import main
from kaa_server.clock import new_id
from kaa_server.database import Database
from kaa_server.keyring import Keyring
from tests.server_fixture import FakeClock
from tests.server_process import ServerProcess
from tests.unit.server.deliveries import Importer
from tests.unit.server.test_admin_commands import Command, command  # noqa: F401 - a fixture
from tests.unit.server.test_targets import covers

SCHEMA = Path(__file__).parents[3] / "docs" / "statistik.schema.json"
STATS = "stats --as-of 2026-11-22"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day before has been, whenever the test runs."""
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    monkeypatch.setattr(statistics, "system_clock", lambda: now)


@pytest.fixture
def importer(database: Database, clock: FakeClock, municipality: str) -> Importer:
    made = Importer(database, clock, municipality)
    covers(made)
    north = Unit(id=RecordId(new_id(clock)), name='=Norra; "N"')
    ingest.create_records(database, clock, municipality, [(north, clock())])
    return made


def fits(value: Any, form: dict[str, Any], whole: dict[str, Any]) -> bool:
    """Whether a value is as a JSON Schema says, as far as ours uses it."""
    if "$ref" in form:
        return fits(value, whole["$defs"][form["$ref"].rsplit("/", 1)[1]], whole)
    if "anyOf" in form:
        return any(fits(value, one, whole) for one in form["anyOf"])
    if "enum" in form:
        return value in form["enum"]
    match form["type"]:
        case "object":
            assert form["additionalProperties"] is False
            return set(value) == set(form["required"]) and all(
                fits(value[name], one, whole) for name, one in form["properties"].items()
            )
        case "array":
            return isinstance(value, list) and all(fits(one, form["items"], whole) for one in value)
        case kind:
            kinds = {"string": str, "integer": int, "boolean": bool, "null": type(None)}
            return type(value) is kinds[kind]


def test_the_terminal_the_files_and_what_is_hidden(
    importer: Importer,
    command: Command,  # noqa: F811
    tmp_path: Path,
) -> None:
    told = command(STATS)
    assert "Målgruppens definition: " in told
    assert "--definitions" in told
    assert "--definitions" not in command(f"{STATS} --definitions")
    assert "Ungdomar i åldersgruppen: 3" in told
    assert "Små tal visas" in told
    files = {name: tmp_path / f"tal.{name}" for name in ("json", "csv", "xlsx")}
    more = [part for name, path in files.items() for part in (f"--{name}", str(path))]
    assert command(f"{STATS} --suppress", *more) == ""
    assert {stat.S_IMODE(path.stat().st_mode) for path in files.values()} == {0o600}
    written = files["json"].read_text(encoding="utf-8")
    read, form = json.loads(written), json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert form == json.loads(telling.schema()), "python: telling.schema() writes it anew"
    assert fits(read, form, form)
    assert not fits({**read, "made_at": 1}, form, form)
    document = msgspec.json.decode(written, type=Document)
    assert [one.key for one in document.figures] == [one.key for one in FIGURES]
    assert document.small_hidden
    assert document.figures[0].rows[0].cells[0] == telling.ToldCell(None, None, None, hidden=True)
    lines = list(csv.reader(io.StringIO(files["csv"].read_text("utf-8-sig")), delimiter=";"))
    assert len({len(line) for line in lines}) == 1
    assert lines[1][4] == "age_group"
    with zipfile.ZipFile(files["xlsx"]) as book:
        assert any(name.startswith("xl/charts/") for name in book.namelist())


def test_what_is_asked_for(
    importer: Importer,
    command: Command,  # noqa: F811
    tmp_path: Path,
) -> None:
    keys = " ".join(one.key for one in TABELL_1)
    then = "--definition 2017-01-01 --from 2026-09-01 --json -"
    told = msgspec.json.decode(command(f"{STATS} --figure {keys} {then}"), type=Document)
    assert [one.key for one in told.figures] == keys.split()
    assert (told.definition, told.start, told.known_at) == ("2015", "2026-09-01", None)
    counts = {one.key: one.rows[0].cells[0].count for one in told.figures}
    assert (counts["age_group"], counts["target_group"], counts["dropouts"]) == (3, 3, 3)
    long_ago = "--known-at 2020-01-02T12:00 --figure age_group --json -"
    before = msgspec.json.decode(command(f"{STATS} {long_ago}"), type=Document)
    assert before.figures[0].rows[0].cells[0].count == 0
    assert (before.known_at or "").startswith("2020-01-0")
    unit = command(f"{STATS} --figure enrolled --csv -", "--unit", '=Norra; "N"').splitlines()
    assert unit[1].startswith(f"{importer.municipality};2026-11-22;")
    for wrong, said in (
        ("--figure nonsense", "finns inte. De som finns: age_group"),
        ("--unit Västra", "De som finns: =Norra"),
        ("--from 2027-01-01", "ligger efter"),
        ("--known-at 2099-01-01", "har inte varit än"),
        ("--json /nowhere/a.json", "Kontrollera mappen: /nowhere"),
    ):
        assert said in command(f"{STATS} {wrong}")
    there = tmp_path / "mapp"
    there.mkdir()
    assert "Kontrollera mappen" in command(f"{STATS} --figure age_group --json {there}")
    assert list(tmp_path.iterdir()) == [there], "no half of a file is left"


def test_a_day_that_nobody_is_left_of_has_no_figures(
    importer: Importer,
    command: Command,  # noqa: F811
    tmp_path: Path,
) -> None:
    early = date(2012, 9, 30)
    said = nobody_left(early)
    told = command(f"stats --as-of {early} --figure age_group target_group not_reached --suppress")
    assert said in told
    assert "Ungdomar i åldersgruppen: –" in told
    assert ": 0" not in told
    document = msgspec.json.decode(command(f"stats --as-of {early} --json -"), type=Document)
    assert said in document.remarks
    cells = [
        cell
        for one in document.figures
        for row in one.rows
        for cell in row.cells
        if one.key != "budget"
    ]
    assert {(cell.count, cell.hidden) for cell in cells} == {(None, False)}
    known = command(f"stats --as-of {early} --known-at 2026-11-01T12:00 --figure age_group")
    assert said in known, "what is erased is in no log either"
    lines = command(f"stats --as-of {early} --figure age_group --csv -").splitlines()
    assert dict(zip(*csv.reader(lines, delimiter=";"), strict=True))["anmarkning"] == said
    book = tmp_path / "tal.xlsx"
    command(f"stats --as-of {early} --figure age_group --xlsx {book}")
    with zipfile.ZipFile(book) as opened:
        assert said in opened.read("xl/sharedStrings.xml").decode()


def test_a_day_that_has_not_been_is_refused(
    importer: Importer,
    server: ServerProcess,
    command: Command,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "Dagen 2026-11-24 har inte varit än" in command("stats --as-of 2026-11-24")
    assert main(["stats", "--as-of", "2026-11-24", *server.place]) == 2
    assert capsys.readouterr().out == ""


def test_the_only_municipality_need_not_be_named(
    importer: Importer,
    server: ServerProcess,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PGPASSWORD", server.environment["PGPASSWORD"])
    ours, other = importer.municipality, "9877"
    municipalities.add(importer.database, importer.clock, other, "Andra", practice=True)
    asked = ["stats", "--as-of", "2026-11-22", "--figure", "age_group", *server.place]
    for held, status in (([ours], 0), ([ours, other], 2), ([], 2)):
        monkeypatch.setattr(Keyring, "all", lambda _, held=held: dict.fromkeys(held, b""))
        assert main(asked) == status
        written = capsys.readouterr()
        if status == 0:
            assert "Ungdomar i åldersgruppen: 3" in written.out
        for code in held[1:] and held:
            assert f"{code} (" in written.err
        assert bool(written.err) == bool(status)


def test_a_share_shows_its_parts_and_every_figure_how_it_is_counted() -> None:
    columns = (
        Column(key="count", label="Inskrivningar", unit=Counted.EVENTS),
        Column(key="share", label="Andel", unit=Counted.SHARE),
    )
    rows = (
        Row(key="all", label="Alla", cells=(Cell(count=37), Cell(count=37, whole=37)), total=True),
        Row(
            key="guardian",
            label="varav bara vårdnadshavare",
            cells=(Cell(count=32), Cell(count=32, whole=37)),
            part=True,
        ),
    )
    one = Answer(
        figure="time_to_contact",
        table=Table(columns=columns, rows=rows),
        as_of=date(2026, 11, 22),
        start=date(2026, 8, 1),
        definition="2018",
        version=1,
    )
    key = attrs.evolve(one, figure="not_reached", table=single("Ej nådda", Cell(count=5, whole=37)))
    told = telling.as_text([key, one], ["Huvud"]).replace("\N{NO-BREAK SPACE}", " ")
    lines = told.splitlines()
    assert any(line.endswith(": 5 (14 % av 37)") for line in lines)
    everybody, guardian = next(at for at, line in enumerate(lines) if "Alla" in line), -1
    assert lines[everybody].split() == ["Alla", "37", "100", "%", "(37", "av", "37)"]
    assert lines[guardian].startswith("    varav bara vårdnadshavare"), "under the row it is of"
    assert lines[everybody].startswith("  Alla")
    assert lines[guardian].endswith("86 % (32 av 37)")
    more = " ".join(telling.as_text([key, one], [], definitions=True).split())
    for figure in (BY_KEY["time_to_contact"], BY_KEY["not_reached"]):
        assert " ".join(figure.says.split()) in more


def test_no_cell_begins_a_formula() -> None:
    names = ("=cmd|'/c calc'!A1", "+46", "-1", "@SUM(A1)", '"; =1', "a;b\r\nc", "\t=1")
    rows = tuple(Row(key=one, label=one, cells=(Cell(count=-3),)) for one in names)
    table = Table(columns=(Column(key="=x", label="=x", unit=Counted.DAYS),), rows=rows)
    one = Answer(
        figure="dropouts_by_school",
        table=table,
        as_of=date(2026, 11, 22),
        start=date(2026, 8, 1),
        definition="2018",
        version=1,
    )
    about = telling.About(municipality="0682", name="=x", made_at="", log_row=0)
    told = telling.as_csv(telling.document([one], about))
    lines = list(csv.reader(io.StringIO(told), delimiter=";"))
    assert len(lines) == len(names) + 1
    cells = [cell for line in lines for cell in line]
    begins = [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    assert set(begins) <= {"-3", "-1"}, "numbers below nought alone"
    assert attrs.asdict(one)["figure"] in cells


def test_storing_by_hand(importer: Importer, command: Command) -> None:  # noqa: F811
    assert command("stats --store").startswith("Talen är lagrade för")
    assert command("stats --store") == "Talen är lagrade för 0 månader."
