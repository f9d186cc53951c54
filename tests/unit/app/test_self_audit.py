"""Granskning over a real store: the auditors' ten cases, samples, and their own table as a paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import attrs
import msgspec
import pytest

from kaa_core.model.enums import Protection, Role
from kaa_core.model.ids import YouthId
from kaa_core.model.organising import AuditSample
from kaa_core.model.registry import REGISTRY
from kaa_core.rules.self_audit import Area, Value
from kaa_desktop.app.audit_report import TITLE
from kaa_desktop.app.audit_views import AuditQuery, Sampling, Whose
from kaa_desktop.app.running import Run
from kaa_desktop.app.self_audit import SelfAudit
from kaa_desktop.app.views_base import PROTECTED_NAME
from tests.pdf import assert_accessible, text_of
from tests.unit.app.audit_cases import put_ten
from tests.unit.app.desks import WAIT, Desktop, local_desktop

ON = date(2021, 4, 30)
ALL = AuditQuery(on=ON, whose=Whose.ALL, closed=True)


@attrs.frozen
class Town:
    desktop: Desktop
    youths: list[YouthId]

    @property
    def audit(self) -> SelfAudit:
        return self.desktop.session.self_audit


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    desk = local_desktop(tmp_path_factory.mktemp("audit"), role=Role.COORDINATOR)
    yield Town(desk, put_ten(desk))
    desk.close()


def test_the_ten_in_a_store_give_table_3(town: Town) -> None:
    run = Run()
    found = town.audit.later(ALL, run).result(WAIT)
    assert found is not None
    assert set(found.cases) == set(town.youths)
    told = [tuple(found.counts[area][value] for value in Value) for area in Area]
    assert told == [(7, 2, 1, 0), (0, 7, 3, 0), (0, 10, 0, 0), (0, 0, 10, 0)]
    assert (run.progress.done, run.progress.total) == (10, 10)
    assert town.audit.of(town.youths[5], ON) == found.cases[town.youths[5]]


def test_which_cases_follows_the_day_and_the_filter(town: Town) -> None:
    open_then = town.audit.now(attrs.evolve(ALL, closed=False))
    assert set(open_then.cases) == set(town.youths) - {town.youths[5]}
    mine = town.audit.now(attrs.evolve(ALL, whose=Whose.MINE))
    assert set(mine.cases) == set(town.youths)
    before = town.audit.now(AuditQuery(on=date(2020, 8, 20), whose=Whose.ALL))
    assert set(before.cases) == {town.youths[5]}
    assert set(before.counts[Area.MAPPING]) == {Value.NOT_YET}
    assert before.judged(Area.MAPPING) == 0


def test_who_stops_gets_nothing(town: Town) -> None:
    run = Run()
    run.stop()
    assert town.audit.later(ALL, run).result(WAIT) is None


def test_the_rows_say_who_and_are_narrowed_to_what_is_lacking(town: Town) -> None:
    found = town.audit.now(ALL)
    assert len(found.ids(lacking=True)) == 10
    [row] = town.audit.rows([town.youths[2]], found)
    assert (row.name, row.case_number) == ("Prov3 Testberg", "2020-0003")
    assert row.audit.of(Area.CONTACT).short == "Hembesök en månad sent"


def test_a_sample_is_drawn_again_by_its_seed_and_names_nobody(town: Town) -> None:
    query = attrs.evolve(ALL, sampling=Sampling(size=4, seed=17))
    found = town.audit.now(query)
    assert (len(found.cases), found.population) == (4, 10)
    assert list(town.audit.now(query).cases) == list(found.cases)
    other = town.audit.now(attrs.evolve(ALL, sampling=Sampling(size=4, seed=18)))
    assert set(other.cases) != set(found.cases)
    larger = town.audit.now(attrs.evolve(ALL, sampling=Sampling(size=6, seed=17)))
    assert list(larger.cases)[:4] == list(found.cases)
    done = town.audit.keep(found).result(WAIT)
    assert done.done, done.problems
    [kept] = town.desktop.session.self_audit.samples()
    assert kept.query == query
    assert kept.chosen == "alla ärenden, pågående och avslutade under året"
    assert [sum(one) for one in kept.totals] == [4, 4, 4, 4]
    assert list(town.audit.now(kept.query).cases) == list(found.cases)
    [record] = town.desktop.store.queries.records(AuditSample)
    wire = msgspec.msgpack.encode(REGISTRY.of(record).to_wire(record))
    assert not any(one.bytes in wire for one in town.youths)


def test_what_is_wrong_with_a_sample_is_said(town: Town) -> None:
    assert [one.field for one in town.audit.problems(Sampling(size=0, seed=-1))] == ["size", "seed"]
    assert town.audit.problems(Sampling(size=10, seed=town.audit.new_seed())) == []


def test_the_report_looks_like_the_auditors_table_and_can_be_read_by_everybody(
    town: Town, tmp_path: Path
) -> None:
    found = town.audit.now(attrs.evolve(ALL, sampling=Sampling(size=10, seed=3)))
    path = tmp_path / "granskning.pdf"
    assert town.audit.save_report(found, path).result(WAIT).done
    paper = path.read_bytes()
    assert_accessible(paper, title=TITLE)
    text = text_of(paper)
    for said in (
        "7/10",
        "2/10",
        "10/10",
        "10 av 10 ärenden, slumpade med frö 3",
        "Avser 30 april 2021",
        "Förvald rutin",
        "2020-0003",
        "Hembesöket genomfördes tre månader efter första brevet",
        "En person avgör",
    ):
        assert said in text
    assert "Testberg" not in text
    assert "Prov3" not in text


def test_a_caseworker_audits_her_own_and_keeps_no_sample(tmp_path: Path) -> None:
    desk = local_desktop(tmp_path)
    try:
        hers = desk.youth(
            0, enrolled=date(2026, 6, 1), protection=Protection.PROTECTED, case_number="2026-0007"
        )
        desk.youth(1, enrolled=date(2026, 6, 1), worker=None)
        desk.store.lists_ready().result(WAIT)
        audit = desk.session.self_audit
        found = audit.now(AuditQuery(on=desk.session.today(), sampling=Sampling(size=5, seed=1)))
        assert set(found.cases) == {hers}
        [row] = audit.rows([hers], found)
        assert (row.name, row.number, row.hidden) == (PROTECTED_NAME, "2026-0007", True)
        paper = text_of(audit.report(found))
        assert "skyddade uppgifter" in paper
        assert "2026-0007" not in paper
        assert row.audit.of(Area.MAPPING).reason not in paper
        assert not audit.keep(found).result(WAIT).done
        assert audit.samples() == []
    finally:
        desk.close()
