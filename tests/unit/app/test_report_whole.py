"""Two papers of the whole municipality of one day agree: subtracted, they would tell of the protected."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kaa_core.model.enums import Indicator, Protection, Role
from kaa_core.model.following_up import FigureExport
from kaa_core.model.records import OrganisationGoal
from kaa_core.statistics.reports.kinds import BOARD_QUARTER, UNIT, Period
from kaa_desktop.app.reports import Form, Order, Run
from kaa_desktop.app.reports_counting import NotWhole
from kaa_desktop.app.statistics_views import Question
from kaa_desktop.sync import statistics
from kaa_desktop.sync.faults import fault
from tests.unit.app.desks import WAIT, Desktop, Office

NOW = datetime.now(UTC) - timedelta(hours=1)
"""The server has its own clock, and counts no day that has not been."""
DAY = NOW.date()
OF = Period(start=DAY - timedelta(days=60), end=DAY)
BEFORE = OF.earlier(12)
WHOLE = Order(kind=BOARD_QUARTER, of=OF, against=BEFORE)


def enrolled(desk: Desktop, order: Order = WHOLE) -> Any:
    """The number and who is said to lack in it."""
    made = desk.session.reports.report(order, Run()).result(WAIT)
    [answer] = [one for one in made.answers if one.figure == "enrolled"]
    facts = dict(made.facts)
    return answer.table.cell.count, facts["Räknat på"], facts.get("Saknas", "")


def test_a_managers_paper_has_everybody_or_is_not_made(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sam = office.desktop("sam", NOW, role=Role.COORDINATOR)
    for number in range(6):
        sam.youth(number, enrolled=OF.start)
    sam.youth(6, enrolled=OF.start, protection=Protection.PROTECTED)
    sam.store.record(
        OrganisationGoal(
            id=sam.new_id(), title="x", indicator=Indicator.NOT_REACHED, start=OF.start, target=30
        )
    ).result(WAIT)
    sam.synced()
    chef = office.desktop("chef", NOW, role=Role.MANAGER)
    chef.synced()
    here = chef.session.statistics.ask(Question(as_of=DAY, figures=("enrolled",))).result(WAIT)
    assert here.answers["enrolled"].table.cell.count == 6, "the protected is not on this computer"
    assert enrolled(sam)[0] == 7
    assert enrolled(chef) == (7, "Hela kommunens register, räknat av servern.", "")
    count, _, missing = enrolled(chef, Order(kind=UNIT, of=OF))
    assert count == 6
    assert missing.startswith("Ungdomar med skyddad folkbokföring som du inte arbetar med.")
    assert not enrolled(sam, Order(kind=UNIT, of=OF))[2]

    for desk, said in ((sam, ""), (chef, "utom ungdomar med skyddad folkbokföring")):
        views = desk.session.goals.reckon().result(WAIT)
        assert [said in one.held and bool(said) == bool(one.held) for one in views] == [True]

    saved = tmp_path / "tal.csv"
    answer = here.answers["enrolled"]
    assert chef.session.reports.save_figure(answer, [], saved).result(WAIT).done
    assert "Saknas;Ungdomar med skyddad folkbokföring" in saved.read_text("utf-8-sig")

    def offline(*_asked: object) -> None:
        raise fault("offline")

    monkeypatch.setattr(statistics, "figures", offline)
    path = tmp_path / "rapport.pdf"
    refused = chef.session.reports.save(WHOLE, Form.PDF, path, Run()).result(WAIT)
    [problem] = refused.problems
    assert "Rapporten gäller hela kommunen" in problem.sentence
    assert "Du behöver nät" in problem.sentence
    assert "Ingen fil är gjord" in problem.sentence
    assert not path.exists()
    assert len(chef.store.queries.records(FigureExport)) == 1, "only the figure"
    with pytest.raises(NotWhole):  # the window shows its sentence
        chef.session.reports.pages(WHOLE, Run()).result(WAIT)
