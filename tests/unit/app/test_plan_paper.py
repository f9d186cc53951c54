"""The plan on paper: what stands on it, that a screen reader can read it, and what never does.

The text and the tags, in their order, are kept in tests/fixtures/papers. After a meant change, read the
difference and keep it: `python -m tests.unit.app.test_plan_paper`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import attrs
import pytest

from kaa_core.model.casework import PlanVersion
from kaa_core.model.enums import ActorKind, Protection, Responsible
from kaa_core.model.ids import YouthId
from kaa_core.model.organising import Actor
from kaa_core.model.records import Youth
from kaa_core.model.registry import of_kind
from kaa_desktop.app.plan_forms import EstablishForm
from kaa_desktop.app.plan_paper import TITLE
from tests import pdf as papers
from tests.gui.screens.planned import plan_for
from tests.unit.app.desks import WAIT, Desktop, local_desktop

KEPT = Path("tests/fixtures/papers")
FORMS = {"plan": False, "plan-latt": True}
AGED_18 = 2922


def _planned(folder: Path) -> tuple[Desktop, YouthId]:
    """A youth with a plan in which an actor has a part, as established."""
    desktop = local_desktop(folder)
    youth = desktop.youth(AGED_18, given_name="Alva", family_name="Exempelsson")
    actor = Actor(id=desktop.new_id(), name="Exempelcaféet", kind=ActorKind.EMPLOYER)
    desktop.store.record(actor).result(WAIT)
    plan_for(desktop.session, youth)
    plans = desktop.session.plans
    view = plans.view(youth)
    assert view is not None
    place = next(one.id for one in view.measures if one.party is Responsible.OTHER_ACTOR)
    form = attrs.evolve(plans.measure(youth, place), actor=actor.id)
    assert plans.save_measure(form).result(WAIT).done
    reason = EstablishForm(youth=youth, gaps_reason="Tid bokas i december")
    assert plans.establish(reason).result(WAIT).done
    return desktop, youth


@pytest.fixture
def planned(tmp_path: Path) -> Iterator[tuple[Desktop, YouthId]]:
    desktop, youth = _planned(tmp_path)
    yield desktop, youth
    desktop.close()


def _said(pdf: bytes) -> str:
    """Its tags in the order they are read, and its text, as lines."""
    text = papers.text_of(pdf)
    return "\n".join([" ".join(papers.roles(pdf)), "", text, ""])


@pytest.mark.parametrize("form", FORMS)
def test_it_says_what_is_kept_and_can_be_read_by_everybody(
    planned: tuple[Desktop, YouthId], form: str
) -> None:
    desktop, youth = planned
    pdf = desktop.session.plans.pdf(youth, easy=FORMS[form])
    assert pdf is not None
    papers.assert_accessible(pdf, title=TITLE)
    assert _said(pdf) == (KEPT / f"{form}.txt").read_text("utf-8")


def test_it_has_neither_number_nor_address_nor_what_somebody_wrote_of_the_end(
    planned: tuple[Desktop, YouthId],
) -> None:
    desktop, youth = planned
    held = desktop.store.queries.record(Youth, youth)
    assert held is not None
    for easy in FORMS.values():
        paper = desktop.session.plans.paper(youth, easy=easy)
        assert paper is not None
        assert held.identity_number is not None
        assert held.identity_number[-4:] not in paper.text
        assert "passade inte" not in paper.text
        assert "Exempelcaféet" in paper.text


def test_a_version_is_printed_as_it_was_and_a_draft_says_that_it_is_one(
    planned: tuple[Desktop, YouthId],
) -> None:
    desktop, youth = planned
    plans = desktop.session.plans
    form = attrs.evolve(plans.details(youth), follow_up_on=date(2026, 12, 18))
    assert plans.save_details(form).result(WAIT).done
    now = plans.paper(youth)
    assert now is not None
    assert "Utkast, inte fastställd" in now.text
    assert "18 december 2026" in now.text
    (version,) = of_kind(desktop.store.queries.case_records(youth), PlanVersion)
    then = plans.paper(youth, version.id)
    assert then is not None
    assert "Version 1, fastställd 24 november 2026" in then.text
    assert "15 december 2026" in then.text


def test_what_is_given_out_has_the_versions_in_words(planned: tuple[Desktop, YouthId]) -> None:
    desktop, youth = planned
    view = desktop.session.extracts.view(youth)
    assert view is not None
    (kept,) = (one for one in view.sections if one.title == "Fastställd plan")
    lines = {line.label: line.value for line in kept.entries[0].lines}
    assert "målet med ungdomens egna ord: Jag vill börja om på en ny skola" in lines["Mål"]
    assert lines["Vad som saknades"] == "7"
    said = [line.value for line in kept.entries[0].lines if line.label == "Insats"]
    assert len(said) == 4
    assert any("aktör: Exempelcaféet" in one for one in said)
    assert "b'" not in "".join(said)


def test_of_a_hidden_case_and_without_a_plan_there_is_no_paper(
    planned: tuple[Desktop, YouthId],
) -> None:
    desktop, youth = planned
    other = desktop.youth(AGED_18 + 1)
    assert desktop.session.plans.pdf(other) is None
    hide = desktop.session.change_youth(youth, {"protection": Protection.PROTECTED})
    assert hide.result(WAIT).done
    assert desktop.session.plans.paper(youth) is None
    assert desktop.session.plans.view(youth) is None


def test_what_a_font_lacks_does_not_stop_it(planned: tuple[Desktop, YouthId]) -> None:
    desktop, youth = planned
    plans = desktop.session.plans
    form = attrs.evolve(plans.goal(youth, None), own_words="Bli kock 🍳")
    assert plans.save_goal(form).result(WAIT).done
    pdf = plans.pdf(youth)
    assert pdf is not None
    assert "[U+1F373]" in papers.text_of(pdf)


if __name__ == "__main__":
    KEPT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        made, whom = _planned(Path(folder))
        for name, in_easy in FORMS.items():
            content = made.session.plans.pdf(whom, easy=in_easy)
            assert content is not None
            (KEPT / f"{name}.txt").write_text(_said(content), "utf-8")
        made.close()
