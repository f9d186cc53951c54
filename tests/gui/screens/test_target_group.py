"""Målgruppsprövning: the list, the judgement of one youth, answers, decisions, facts with their source."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import (
    Criterion,
    FactSource,
    Judged,
    OccupationKind,
    ProposalKind,
    Role,
    StudyForm,
)
from kaa_core.model.facts import CriterionDecision, RegisterDecision, StudyPeriod
from kaa_core.model.records import Enrolment
from kaa_desktop.app.target_answers import Choice
from kaa_desktop.app.target_forms import DecisionForm
from kaa_desktop.app.target_views import (
    TargetQuery,
    WayKind,
)
from kaa_desktop.gui.forms.fact import StudiesPage
from kaa_desktop.gui.screens.target_answer import (
    ProposalLaterPage,
    ProposalPage,
    ProposalRefusePage,
)
from kaa_desktop.gui.screens.target_facts import TargetFactsScreen
from kaa_desktop.gui.screens.target_list import TargetScreen
from kaa_desktop.gui.screens.target_page import TargetYouthScreen
from kaa_desktop.gui.widgets.buttons import KeyButton
from tests.gui.screens.conftest import CTRL, Room
from tests.gui.screens.target_room import deviations, facts, judged, on, records, room_of
from tests.gui.screens.targets import LEFT
from tests.gui.walker import LOOKS, activate
from tests.pdf import assert_accessible
from tests.unit.app.desks import TODAY, Desktop, local_desktop


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


@pytest.fixture
def room(qapp: QApplication, qtbot: QtBot, desktop: Desktop) -> Iterator[Room]:
    made = room_of(qapp, qtbot, LOOKS[0], desktop)
    yield made
    made.workplace.close()


# -- the list


def test_the_count_is_the_rows_one_gets(room: Room) -> None:
    page = on(room, "Hugo")
    item = next(one for one in room.shell.navigation.items() if one.key == "targets")
    room.bot.waitUntil(lambda: item.count == len(page.among()) == room.session.targets.count())
    kinds = {page.list.rows.heading_at(at).title for at in page.list.rows.headings()}
    assert kinds == {"Skriv in", "Skriv av", "Begär uppgift", "Jämför uppgifter"}


def test_one_kind_is_shown_alone_and_esc_shows_all(room: Room) -> None:
    page = on(room, "Hugo")
    everybody = len(page.among())
    page.tools.kinds._buttons["ENROL"].click()
    room.settle()
    assert list(page.among()) == [room.people["Hugo"]]
    room.press(Qt.Key.Key_Escape)
    room.settle()
    assert len(page.among()) == everybody


def test_who_left_school_is_enrolled_by_keys(room: Room) -> None:
    on(room, "Hugo")
    assert records(room, Enrolment, "Hugo") == []
    room.workplace.actions.trigger("target.answer")
    assert isinstance(room.page, ProposalPage)
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: isinstance(room.page, TargetScreen))
    room.bot.waitUntil(lambda: room.people["Hugo"] not in list(room.page.among()))
    (enrolment,) = records(room, Enrolment, "Hugo")
    assert enrolment.end is None
    (decision,) = records(room, RegisterDecision, "Hugo")
    assert decision.proposal is ProposalKind.ENROL
    assert decision.decided_by == room.session.who.worker


def test_nobody_is_deregistered_without_the_last_occupation(room: Room) -> None:
    on(room, "Wilma")
    room.workplace.actions.trigger("target.answer")
    page = room.page
    room.press(Qt.Key.Key_Return, CTRL)
    assert room.page is page, "the occupation is asked for"
    assert page._boxes["occupation"].error()
    page._occupation.set_value(OccupationKind.WORK)
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: isinstance(room.page, TargetScreen))
    (enrolment,) = records(room, Enrolment, "Wilma")
    assert enrolment.end is not None


def test_several_of_one_kind_are_put_off_at_once(room: Room) -> None:
    page = on(room, "Hugo")
    page.list.selectAll()
    reason = room.workplace.actions.reason("target.later")
    assert reason == "Välj förslag av samma slag."
    page.tools.kinds._buttons["REQUEST"].click()
    room.settle()
    asked = list(page.among())
    page.list.setFocus()
    page.list.selectAll()
    room.workplace.actions.trigger("target.later")
    assert isinstance(room.page, ProposalLaterPage)
    room.press(Qt.Key.Key_Return, CTRL)
    assert isinstance(room.page, ProposalLaterPage), "why is asked for"
    room.type("Svar vantas")
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: isinstance(room.page, TargetScreen))
    room.bot.waitUntil(lambda: not set(asked) & set(room.session.targets.order(TargetQuery()).ids))


def test_a_refused_proposal_does_not_come_back(room: Room) -> None:
    on(room, "Hugo")
    room.workplace.actions.trigger("target.decline")
    assert isinstance(room.page, ProposalRefusePage)
    room.type("Flyttar i veckan")
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: isinstance(room.page, TargetScreen))
    room.bot.waitUntil(lambda: room.people["Hugo"] not in list(room.page.among()))
    assert records(room, Enrolment, "Hugo") == []


def test_a_difference_shows_both_sources_and_is_answered(room: Room) -> None:
    deviations(room)
    page = room.page
    (one,) = page._deviations.values()
    assert one.youth == room.people["Elias"]
    told = [fact.value for fact in page._told()[2]]
    assert any("0682" in value for value in told)
    assert any("9901" in value for value in told)
    room.workplace.actions.trigger("target.answer")
    room.type("Skolan hade den gamla adressen")
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: room.page is page and not page._deviations)


# -- one youth


def test_a_newcomer_without_grades_is_asked_about_and_nothing_is_sent(room: Room) -> None:
    page = judged(room, "Leyla")
    unknown = [one for one in page._page.rows if one.judged is Judged.UNKNOWN]
    assert Criterion.NO_EXAM in [one.criterion for one in unknown]
    way = next(one for one in page._page.ways if one.kind is WayKind.REQUEST)
    page._go_on(way)
    assert isinstance(room.page, ProposalPage)
    copy = room.page.findChild(KeyButton, "request_copy")
    assert copy is not None
    copy.click()
    assert way.ask in QGuiApplication.clipboard().text() or "betyg" in (
        QGuiApplication.clipboard().text().lower()
    )
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: room.page is page)
    decisions = records(room, RegisterDecision, "Leyla")
    assert way.ask in [one.asked for one in decisions]


def test_komvux_at_part_time_is_shown_as_not_affecting(room: Room) -> None:
    page = judged(room, "Elias")
    room.workplace.back()
    room.workplace.open_screen(TargetYouthScreen(room.workplace, room.people["Alva"]))
    page = room.page
    assert any("20" in line.text for line in page._beside_table.lines)
    assert page._outcome.accessibleName().startswith("Tillhör målgruppen")


def test_a_decision_is_kept_as_a_draft_and_saved_with_ctrl_enter(room: Room) -> None:
    page = judged(room, "Elias")
    room.workplace.actions.trigger("target.decide")
    page.decide.choose(Choice.OUTSIDE)
    page.decide.reason.setFocus()
    room.type("Flyttar i veckan")
    page.decide.leaving()
    room.bot.waitUntil(lambda: not room.workplace.keeper._pending)
    (kept,) = [one for one in room.session.drafts() if one.form == "criterion_decision"]
    held = room.session.draft(kept.id)
    assert isinstance(held, DecisionForm)
    assert (held.choice, held.reason) == (Choice.OUTSIDE, "Flyttar i veckan")

    # From Min dag it is gone on with where it was.
    room.go("day")
    room.workplace.open_form(kept.form, kept.youth, draft=kept.id)
    page = room.page
    assert page.decide.value() is Choice.OUTSIDE
    assert page.decide.reason.toPlainText() == "Flyttar i veckan"
    room.workplace.actions.trigger("form.finish")
    room.bot.waitUntil(lambda: bool(records(room, CriterionDecision, "Elias")))
    room.bot.waitUntil(lambda: page._page.chip.text == "Omfattas inte")
    assert [one for one in room.session.drafts() if one.form == "criterion_decision"] == []
    assert "avgör" in page._page.history[0].text.lower() or page._page.history


def test_a_decision_without_reason_or_day_is_not_saved(room: Room) -> None:
    page = judged(room, "Elias")
    room.workplace.actions.trigger("form.finish")
    assert page.decide._boxes()[0].error()
    page.decide.choose(Choice.WAIT)
    room.workplace.actions.trigger("form.finish")
    assert [bool(box.error()) for box in page.decide._boxes()] == [False, True, True]
    assert records(room, CriterionDecision, "Elias") == []


def test_a_decision_is_taken_back_after_a_question(room: Room) -> None:
    page = judged(room, "Elias")
    page.decide.choose(Choice.OUTSIDE)
    page.decide.reason.setPlainText("Fel ungdom")
    room.workplace.actions.trigger("form.finish")
    room.bot.waitUntil(lambda: page._page.history[0].can_withdraw)
    room.workplace.actions.trigger("target.withdraw")
    assert room.page is not page
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: room.page is page)
    room.bot.waitUntil(lambda: not records(room, CriterionDecision, "Elias"))


def test_one_goes_through_the_list_by_keys(room: Room) -> None:
    page = judged(room, "Hugo")
    assert "första" in room.workplace.actions.reason("youth.previous")
    among = list(page._among)
    room.press(Qt.Key.Key_PageDown, CTRL)
    assert page.youth_read() == among[1]
    room.press(Qt.Key.Key_Escape)
    assert room.page.list.current_id() == among[1]
    assert room.page.list.chosen_amount() == 1, "Ctrl was held when the row was chosen"


def test_another_day_shows_and_does_not_decide(room: Room) -> None:
    page = judged(room, "Hugo")
    page._when.day.setFocus()
    page._when.day.setText("2026-10-01")
    room.press(Qt.Key.Key_Return)
    assert page._past.isVisible()
    assert page._page.on == date(2026, 10, 1)
    assert page.decide.why_not()
    room.workplace.actions.trigger("form.finish")
    assert records(room, CriterionDecision, "Hugo") == []
    page._show_today()
    assert page._page.on == TODAY
    assert not page._past.isVisible()


def test_the_judgement_is_copied_as_text(room: Room) -> None:
    page = judged(room, "Hugo")
    room.workplace.actions.trigger("target.copy")
    text = QGuiApplication.clipboard().text()
    assert page._page.headline in text
    assert "29 kap. 9 §" in text


def test_the_judgement_is_saved_as_a_paper_where_she_says(room: Room, tmp_path: Path) -> None:
    page = judged(room, "Hugo")
    room.workplace.actions.trigger("target.paper")
    dialog = page.findChild(QFileDialog)
    place = tmp_path / "provning.pdf"
    dialog.fileSelected.emit(str(place))
    dialog.reject()
    room.bot.waitUntil(place.exists)
    assert_accessible(place.read_bytes(), title="Målgruppsprövning")


def test_a_row_of_the_table_is_one_sentence_to_a_screen_reader(room: Room) -> None:
    page = judged(room, "Leyla")
    spoken = [line.spoken() for line in page.table.lines]
    assert spoken[1].startswith("2. Har inte fyllt 20 år: Uppfyllt. Född")
    assert any("Uppgift saknas" in one for one in spoken)


# -- facts


def test_a_fact_is_entered_with_its_source_and_taken_back(room: Room) -> None:
    judged(room, "Elias")
    room.workplace.actions.trigger("fact.study")
    page = room.page
    assert isinstance(room.page, StudiesPage)
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: bool(page._fields["form"].box.error()))
    page.widget("form").set_value(StudyForm.FOLK_HIGH_SCHOOL)
    page.widget("source").set_value(FactSource.YOUTH)
    page.widget("extent").setText("50 %")
    page.widget("start").set_value(date(2026, 8, 24))
    activate(
        room.shell, room.bot
    )  # a drop-down that is polished anew takes it away, drawn in memory
    page.widget("extent").setFocus()
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: isinstance(room.page, TargetYouthScreen))
    (entered,) = [one for one in records(room, StudyPeriod, "Elias") if one.author is not None]
    assert (entered.extent, entered.source) == (50, FactSource.YOUTH)
    room.workplace.actions.trigger("target.facts")
    shown = room.page
    assert isinstance(shown, TargetFactsScreen)
    shown.table.choose(entered.id)
    room.workplace.actions.trigger("fact.withdraw")
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: room.page is shown)
    (gone,) = [one for one in records(room, StudyPeriod, "Elias") if one.id == entered.id]
    assert gone.withdrawn == TODAY


def test_what_a_source_said_is_not_taken_back_by_hand(room: Room) -> None:
    judged(room, "Hugo")
    room.workplace.actions.trigger("target.facts")
    assert "källan" in room.workplace.actions.reason("fact.withdraw")


def test_facts_tell_file_and_row_and_the_years_in_school(room: Room) -> None:
    facts(room)
    page = room.page
    assert any("elever-ht26.csv, rad 14" in line.when for line in page.table.lines)
    assert [line.title for line in page.schooling.lines] == [
        "Fordonsprogrammet",
        "Uppehåll",
        "Grundskola",
    ]
    assert page.schooling.lines[0].text == f"2025-08-18 – {LEFT.isoformat()}"


# -- from other pages, and other roles


def test_the_youths_page_says_how_she_is_judged_and_leads_there(room: Room) -> None:
    room.workplace.open_youth(room.people["Leyla"])
    card = room.page.cards.target
    assert card.isVisible()
    room.press(Qt.Key.Key_6, Qt.KeyboardModifier.AltModifier)
    assert isinstance(room.page, TargetYouthScreen)
    assert room.page.youth_read() == room.people["Leyla"]
    room.workplace.actions.trigger("target.youth")
    assert room.page.objectName() == "youth_page"


def test_facts_are_shown_from_the_youths_own_page(room: Room) -> None:
    room.workplace.open_youth(room.people["Hugo"])
    room.workplace.actions.trigger("target.facts")
    assert isinstance(room.page, TargetFactsScreen)
    assert room.page.youth_read() == room.people["Hugo"]


def test_the_register_is_filtered_by_target_group(room: Room) -> None:
    page = room.go("youths")
    everybody = len(page.among())
    page.bar.menus._tell({"belongings": tuple(one for one in _outside())})
    room.settle()
    assert list(page.among()) == [room.people["Wilma"]]
    assert everybody > 1


def _outside() -> list[Any]:
    from kaa_core.model.enums import Belonging

    return [Belonging.NOT_COVERED]


def test_who_may_only_read_sees_why(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    desktop = local_desktop(tmp_path, role=Role.COORDINATOR)
    room = room_of(qapp, qtbot, LOOKS[0], desktop)
    desktop.session._context.identity.standing.take(Role.MANAGER.value)
    page = judged(room, "Leyla")
    assert "chef" in page._page.read_only
    assert not page.decide._fields.isVisible()
    assert "chef" in page.decide._why_not.text()
    assert "chef" in room.workplace.actions.reason("target.decide")
    room.go("targets")
    assert "chef" in room.workplace.actions.reason("target.answer")
    room.workplace.close()
    desktop.close()
