"""Out of the register on a real store: closing, mending, coming back, twenty, eighteen, the protected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from kaa_core.model.enums import (
    DeregistrationReason,
    HandoverTo,
    OccupationKind,
    Protection,
    RegistrationReason,
    Role,
    TaskOrigin,
)
from kaa_core.model.identity import synthetic_number
from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.records import (
    Enrolment,
    Guardian,
    Handover,
    MunicipalitySettings,
    Occupation,
    ProtectedOpening,
    Task,
    Worker,
    Youth,
)
from kaa_desktop.app.enrolments import NewEnrolment
from kaa_desktop.app.handover import Given
from kaa_desktop.app.leaving_group import Closing, Mending
from kaa_desktop.app.leaving_views import HandoverView
from kaa_desktop.app.views import ListFilter, Result, YouthPage
from kaa_desktop.store.errors import RecordLocked
from tests.unit.app.desks import TODAY, WAIT, Desktop, local_desktop

DAY = timedelta(days=1)
PAST_TWENTY = date(2006, 11, 1)
SOON_TWENTY = date(2007, 1, 10)
SEVENTEEN = date(2009, 5, 1)


def somebody(desk: Desktop, born: date = SEVENTEEN, **values: Any) -> YouthId:
    """An enrolled youth of any age, with a number that nobody has."""
    made = desk.youth(0, **values)
    desk.store.set(Youth, made, identity_number=synthetic_number(born, 238)).result(WAIT)
    return made


def page_of(desk: Desktop, youth: YouthId) -> YouthPage:
    found = desk.session.youth_page(youth)
    assert found is not None
    return found


def enrolments(desk: Desktop, youth: YouthId) -> list[Enrolment]:
    return desk.store.queries.about(Enrolment, [youth])


def closing(desk: Desktop, youth: YouthId, **values: Any) -> Closing:
    view = desk.session.leaving.closing(youth)
    assert view is not None
    given: dict[str, Any] = {
        "enrolment": view.enrolment,
        "end": TODAY,
        "reason": DeregistrationReason.STUDIES,
        "occupation": OccupationKind.UPPER_SECONDARY,
    }
    return Closing(**(given | values))


def close(desk: Desktop, youth: YouthId, **values: Any) -> Result:
    return desk.session.leaving.close(closing(desk, youth, **values)).result(WAIT)


def fields(result: Result) -> set[str]:
    return {one.field for one in result.problems}


# -- closing


def test_nobody_is_deregistered_without_reason_and_last_known_occupation(desk: Desktop) -> None:
    youth = somebody(desk)
    refused = close(desk, youth, reason=None, occupation=None, end=None)
    assert fields(refused) == {"end", "deregistration_reason", "last_known_occupation"}
    assert fields(close(desk, youth, end=TODAY + DAY)) == {"end"}
    assert fields(close(desk, youth, end=date(2026, 9, 20))) == {"end"}
    assert enrolments(desk, youth)[0].end is None
    assert close(desk, youth).sentence == "Liam Testberg är avskriven."
    assert page_of(desk, youth).read_only.startswith("Ärendet är avslutat.")
    assert youth not in desk.session.youth_ids(ListFilter.ENROLLED).ids


def test_what_the_routine_asked_for_ends_and_what_was_promised_stays(desk: Desktop) -> None:
    youth = somebody(desk, task={"title": "Ring skolan", "due": TODAY})
    routine = Task(
        id=desk.new_id(), youth=youth, title="Andra kontakten", due=TODAY, origin=TaskOrigin.RULE
    )
    desk.store.record(routine).result(WAIT)
    told = close(desk, youth).sentence
    assert told == "Liam Testberg är avskriven. Kvar att ta hand om: 1 egen bevakning."
    open_ = [one.title for one in desk.store.queries.about(Task, [youth]) if one.done_on is None]
    assert open_ == ["Ring skolan"]


def test_closing_is_undone_whole(desk: Desktop) -> None:
    youth = somebody(desk)
    routine = Task(
        id=desk.new_id(), youth=youth, title="Andra kontakten", due=TODAY, origin=TaskOrigin.RULE
    )
    desk.store.record(routine).result(WAIT)
    assert close(desk, youth, discharge=TODAY).done
    assert desk.session.undo().result(WAIT).done
    (held,) = enrolments(desk, youth)
    assert (held.end, held.deregistration_reason, held.discharge_offered) == (None, None, None)
    assert desk.store.queries.about(Task, [youth])[0].done_on is None


def test_twenty_is_no_reason_before_the_day_and_is_proposed_after_it(desk: Desktop) -> None:
    young, old = somebody(desk), somebody(desk, PAST_TWENTY)
    refused = close(desk, young, reason=DeregistrationReason.TURNED_TWENTY)
    assert fields(refused) == {"deregistration_reason"}
    view = desk.session.leaving.closing(old)
    assert view is not None
    assert view.reason is DeregistrationReason.TURNED_TWENTY
    assert close(desk, old, reason=DeregistrationReason.TURNED_TWENTY).done


def test_the_occupation_noted_last_is_proposed(desk: Desktop) -> None:
    youth = somebody(desk)
    view = desk.session.leaving.closing(youth)
    assert view is not None
    assert view.occupation is None
    made = Occupation(id=desk.new_id(), youth=youth, kind=OccupationKind.WORK, noted_on=TODAY)
    desk.store.record(made).result(WAIT)
    view = desk.session.leaving.closing(youth)
    assert view is not None
    assert view.occupation is OccupationKind.WORK


def test_the_last_conversation_is_asked_for_and_never_blocks(desk: Desktop) -> None:
    youth = somebody(desk)
    view = desk.session.leaving.closing(youth)
    assert view is not None
    assert view.discharge_missing
    assert close(desk, youth).done
    (period,) = page_of(desk, youth).out.periods
    assert "utskrivningssamtal saknas" in period.note.lower()
    again = somebody(desk)
    assert close(desk, again, discharge=TODAY).done
    (period,) = page_of(desk, again).out.periods
    assert "utskrivningssamtal" not in period.note.lower()


def test_who_leaves_the_target_group_stays_until_somebody_closes_the_case(desk: Desktop) -> None:
    old = somebody(desk, PAST_TWENTY)
    assert old in desk.session.youth_ids(ListFilter.MINE).ids
    page = page_of(desk, old)
    assert page.read_only == ""
    (notice,) = page.out.notices
    assert notice.title.startswith("Fyllde 20 år 1 nov.")
    assert "enrolment.close" in notice.acts


def test_who_comes_back_keeps_the_former_periods(desk: Desktop) -> None:
    youth = somebody(desk)
    assert close(desk, youth).done
    assert page_of(desk, youth).out.enrollable
    form = NewEnrolment(start=TODAY, reason=RegistrationReason.RETURNED)
    assert desk.session.register.enrol([youth], form).result(WAIT).done
    now, former = page_of(desk, youth).out.periods
    assert now.label == "Från 24 nov"
    assert former.label == "21 sep – 24 nov"
    assert "Avskriven: har börjat eller återupptagit gymnasiestudier" in former.value
    assert former.note.startswith("Senast känt: gymnasieskola")
    assert len(enrolments(desk, youth)) == 2


def test_a_reader_closes_nothing(tmp_path: Path) -> None:
    chief = local_desktop(tmp_path, role=Role.MANAGER)
    try:
        youth = somebody(chief)
        assert fields(close(chief, youth)) == {""}
    finally:
        chief.close()


def test_an_imported_history_shows_what_is_wanting_and_is_mended(desk: Desktop) -> None:
    youth = somebody(desk)
    old = Enrolment(
        id=desk.new_id(),
        youth=youth,
        start=date(2025, 1, 7),
        registration_reason=RegistrationReason.NOT_STARTED,
        end=date(2025, 6, 1),
        imported=True,
    )
    desk.store.record(old).result(WAIT)
    page = page_of(desk, youth)
    assert page.out.lacking == old.id
    assert "sysselsättning saknas" in page.out.periods[1].note
    leaving = desk.session.leaving
    view = leaving.mending(youth)
    assert view is not None
    assert view.wants == ("deregistration_reason", "last_known_occupation")
    half = Mending(deregistration_reason=DeregistrationReason.STUDIES)
    assert fields(leaving.mend(view, half).result(WAIT)) == {"last_known_occupation"}
    whole = Mending(
        deregistration_reason=DeregistrationReason.STUDIES,
        last_known_occupation=OccupationKind.UNKNOWN,
    )
    assert leaving.mend(view, whole).result(WAIT).done
    assert page_of(desk, youth).out.lacking is None
    assert leaving.mending(youth) is None


# -- twenty


def handover(desk: Desktop, youth: YouthId, **values: Any) -> HandoverView:
    view = desk.session.leaving.handover(youth)
    assert view is not None
    given: dict[str, Any] = {"to": HandoverTo.ADULT_EDUCATION, "what": "Planen och målen."}
    return attrs.evolve(view, **(given | values))


def test_min_dag_reminds_from_two_months_before_and_counts_what_it_shows(desk: Desktop) -> None:
    youth = somebody(desk, SOON_TWENTY)
    somebody(desk, date(2007, 1, 25))  # the day after two months ahead
    (row,) = desk.session.day().tasks
    assert (row.youth, row.due, row.what) == (youth, date(2027, 1, 10), "Fyller 20: lämna över")
    assert row.undone
    assert desk.session.nav_counts().tasks == 1
    leaving = desk.session.leaving
    made = handover(desk, youth, consent_on=TODAY, handed_on=TODAY, invited_on=TODAY)
    assert leaving.hand_over(made).result(WAIT).sentence == "Överlämningen är antecknad."
    assert desk.session.day().tasks == ()
    assert desk.session.nav_counts().tasks == 0


def test_a_handover_is_prepared_changed_and_made_with_consent(desk: Desktop) -> None:
    youth = somebody(desk, SOON_TWENTY)
    leaving = desk.session.leaving
    assert leaving.page_along(youth) == ""
    assert leaving.hand_over(handover(desk, youth)).result(WAIT).sentence.endswith("förberedd.")
    view = leaving.handover(youth)
    assert view is not None
    assert view.record is not None
    assert view.what == "Planen och målen."
    refused = leaving.hand_over(handover(desk, youth, handed_on=TODAY)).result(WAIT)
    assert fields(refused) == {"consent_on"}
    ahead = leaving.hand_over(handover(desk, youth, consent_on=TODAY + DAY)).result(WAIT)
    assert fields(ahead) == {"consent_on"}
    done = handover(desk, youth, consent_on=TODAY, consent_until=TODAY + DAY, handed_on=TODAY)
    assert leaving.hand_over(done).result(WAIT).done
    (held,) = desk.store.queries.about(Handover, [youth])
    assert (held.handed_on, held.consent_until) == (TODAY, TODAY + DAY)
    (fact,) = page_of(desk, youth).out.handovers
    assert (fact.label, fact.value) == ("Överlämnat 24 nov", "Vuxenutbildningen")
    text = leaving.page_along(youth)
    assert "Vem som tar över: Vuxenutbildningen" in text
    assert "Ditt samtycke: 24 nov 2026, till 25 nov 2026" in text
    assert page_of(desk, youth).number not in text
    assert desk.session.undo().result(WAIT).done
    assert desk.store.queries.about(Handover, [youth])[0].handed_on is None


# -- eighteen

TURNS_TODAY = date(2008, 11, 24)


def eva(desk: Desktop, youth: YouthId) -> Guardian:
    (held,) = desk.store.queries.about(Guardian, [youth])
    return held


def test_guardians_lose_their_standing_on_the_day(desk: Desktop) -> None:
    minor = somebody(desk, TURNS_TODAY + DAY, guardian="Eva Testberg")
    adult = somebody(desk, TURNS_TODAY, guardian="Eva Testberg")
    assert [one.name for one in page_of(desk, minor).guardians] == ["Eva Testberg"]
    page = page_of(desk, adult)
    assert page.guardians == ()
    (notice,) = page.out.notices
    assert notice.text.endswith("finns kvar utan samtycke och föreslås raderas.")
    assert {row.youth for row in desk.session.day().tasks} == {minor, adult}
    guarding = desk.session.leaving.guarding
    (view,) = guarding.guardians_after(adult)
    assert view.erase
    assert guarding.consent(view.id, TODAY, None).result(WAIT).done
    assert [one.name for one in page_of(desk, adult).guardians] == ["Eva Testberg"]
    held = eva(desk, adult)
    assert (held.consent_on, held.consent_by) == (TODAY, desk.profile.worker)
    assert guarding.consent(view.id, None, None).result(WAIT).done
    assert page_of(desk, adult).guardians == ()


@pytest.mark.parametrize(
    ("given", "until", "wrong"),
    [
        (TODAY + DAY, None, "consent_on"),
        (None, TODAY, "consent_on"),
        (TODAY, TODAY - DAY, "consent_until"),
    ],
)
def test_a_consent_has_a_day_that_has_been(
    desk: Desktop, given: date | None, until: date | None, wrong: str
) -> None:
    youth = somebody(desk, TURNS_TODAY, guardian="Eva Testberg")
    guarding = desk.session.leaving.guarding
    assert fields(guarding.consent(eva(desk, youth).id, given, until).result(WAIT)) == {wrong}


def test_the_proposal_stands_on_the_page_after_the_week_on_min_dag(desk: Desktop) -> None:
    youth = somebody(desk, date(2008, 11, 16), guardian="Eva Testberg")
    assert desk.session.day().tasks == ()
    assert len(page_of(desk, youth).out.notices) == 1


def test_a_municipality_may_keep_no_guardians_at_all(desk: Desktop) -> None:
    youth = somebody(desk, guardian="Eva Testberg")
    desk.store.record(MunicipalitySettings(id=desk.new_id(), no_guardians=True)).result(WAIT)
    page = page_of(desk, youth)
    assert page.guardians == ()
    assert page.out.notices[0].title == "Kommunen har inga uppgifter om vårdnadshavare."
    (view,) = desk.session.leaving.guarding.guardians_after(youth)
    assert view.erase
    outlook = desk.session.erasing.outlook(youth, view.id)
    assert outlook is not None
    assert outlook.record == view.id


# -- the protected


def hidden(desk: Desktop, **values: Any) -> YouthId:
    named = {"given_name": "Hemlig", "family_name": "Person", "phone": "070-174 06 05"}
    kept = {"protection": Protection.PROTECTED, "case_number": "2026-0412"}
    return desk.youth(0, first_letter=date(2026, 9, 22), **(named | kept | values))


def test_a_protected_case_shows_nothing_until_a_reason_is_given(desk: Desktop) -> None:
    youth = hidden(desk, guardian="Eva Person")
    page = page_of(desk, youth)
    assert (page.closed, page.name, page.number) == (True, "Skyddade uppgifter", "2026-0412")
    assert (page.journal, page.attempts, page.guardians, page.papers) == ((), (), (), ())
    assert "phone" not in page.editable
    guarding = desk.session.leaving.guarding
    assert fields(guarding.open_protected(youth, "  ").result(WAIT)) == {"reason"}
    assert guarding.hidden(youth)
    assert guarding.open_protected(youth, "Ska ringa inför mötet").result(WAIT).done
    page = page_of(desk, youth)
    assert (page.closed, page.name) == (False, "Hemlig Person")
    assert page.number.startswith("2004")
    assert len(page.journal) == 2
    assert page.editable["phone"] == "070-174 06 05"
    assert "street" not in page.editable
    assert page.address == ""
    (fact,) = page.out.openings
    assert (fact.value, fact.note) == ("Karin Demolund", "Ska ringa inför mötet")


@pytest.mark.parametrize("clock", ["seconds", "moment"])
def test_it_hides_again_after_five_minutes_by_either_clock(desk: Desktop, clock: str) -> None:
    youth = hidden(desk)
    guarding = desk.session.leaving.guarding
    assert guarding.open_protected(youth, "Inför mötet").result(WAIT).done
    step: Any = 299.0 if clock == "seconds" else timedelta(seconds=299)
    setattr(desk.clock, clock, getattr(desk.clock, clock) + step)
    assert not page_of(desk, youth).closed
    setattr(desk.clock, clock, getattr(desk.clock, clock) + type(step)(1))
    if clock == "moment":
        desk.clock.moment += timedelta(seconds=1)
    assert page_of(desk, youth).closed


def test_who_opened_it_is_kept_and_never_taken_back(desk: Desktop) -> None:
    youth = hidden(desk)
    guarding = desk.session.leaving.guarding
    assert guarding.open_protected(youth, "Inför mötet").result(WAIT).done
    (kept,) = desk.store.queries.about(ProtectedOpening, [youth])
    assert (kept.worker, kept.reason, kept.opened_at) == (
        desk.profile.worker,
        "Inför mötet",
        desk.clock.now(),
    )
    assert desk.session.undoable()[0] == ""
    with pytest.raises(RecordLocked):
        desk.store.delete(ProtectedOpening, kept.id).result(WAIT)
    with pytest.raises(RecordLocked):
        desk.store.set(ProtectedOpening, kept.id, reason="Annat").result(WAIT)


def test_it_is_not_shown_when_the_opening_could_not_be_kept(tmp_path: Path) -> None:
    chief = local_desktop(tmp_path, role=Role.MANAGER)
    try:
        youth = hidden(chief)
        guarding = chief.session.leaving.guarding
        assert fields(guarding.open_protected(youth, "Nyfiken").result(WAIT)) == {""}
        assert page_of(chief, youth).closed
    finally:
        chief.close()


def test_it_can_be_hidden_at_once(desk: Desktop) -> None:
    youth = hidden(desk)
    guarding = desk.session.leaving.guarding
    assert guarding.open_protected(youth, "Inför mötet").result(WAIT).done
    guarding.hide_protected(youth)
    assert page_of(desk, youth).closed


def test_sekretessmarkering_is_a_warning_and_asks_for_no_reason(desk: Desktop) -> None:
    youth = desk.youth(0, protection=Protection.CONFIDENTIAL, street="Provgatan 1")
    page = page_of(desk, youth)
    assert (page.closed, page.name, page.address) == (False, "Liam Testberg", "Provgatan 1")
    assert "Sekretessmarkering" in [chip.text for chip in page.chips]


# -- a colleague's cases


@pytest.fixture
def sam(tmp_path: Path) -> Iterator[Desktop]:
    """A coordinator's desktop."""
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def colleague(desk: Desktop, name: str) -> WorkerId:
    made = desk.new_id()
    desk.store.record(Worker(id=made, name=name, role=Role.CASEWORKER)).result(WAIT)
    return WorkerId(RecordId(made))


def test_a_caseload_goes_to_others_in_turn_is_noted_and_undone(sam: Desktop) -> None:
    eva_, bo, li = (colleague(sam, name) for name in ("Eva", "Bo", "Li"))
    cases = [
        somebody(sam, worker=eva_, task={"title": "Ring", "due": TODAY + at * DAY})
        for at in range(3)
    ]
    other = somebody(sam)
    caseload = sam.session.register.caseload
    assert caseload.of(eva_) == cases
    given = Given(before=eva_, youths=tuple(cases), workers=(bo, li))
    told = caseload.hand_over(given).result(WAIT)
    assert told.sentence == "3 ärenden är överlämnade."
    assert [enrolments(sam, one)[0].worker for one in cases] == [bo, li, bo]
    assert [sam.store.queries.about(Task, [one])[0].worker for one in cases] == [bo, li, bo]
    (noted,) = sam.store.queries.about(Handover, [cases[0]])
    assert (noted.from_worker, noted.to_worker, noted.handed_on) == (eva_, bo, TODAY)
    assert page_of(sam, cases[0]).out.handovers[0].value == "Från Eva till Bo"
    assert enrolments(sam, other)[0].worker == sam.profile.worker
    assert sam.session.undo().result(WAIT).done
    assert [enrolments(sam, one)[0].worker for one in cases] == [eva_] * 3
    assert sam.store.queries.about(Handover, cases) == []


def test_a_caseload_needs_somebody_to_take_it(sam: Desktop) -> None:
    eva_ = colleague(sam, "Eva")
    case = somebody(sam, worker=eva_)
    caseload = sam.session.register.caseload

    def refused(**values: Any) -> set[str]:
        given: dict[str, Any] = {"before": eva_, "youths": (case,), "workers": ()}
        return fields(caseload.hand_over(Given(**(given | values))).result(WAIT))

    assert refused() == {"workers"}
    assert refused(workers=(eva_,)) == {"workers"}
    gone = colleague(sam, "Borta")
    sam.store.set(Worker, gone, active=False).result(WAIT)
    assert refused(workers=(gone,)) == {"workers"}
    assert refused(workers=(colleague(sam, "Bo"),), youths=()) == {""}


def test_a_case_that_somebody_else_has_by_now_stays_hers(sam: Desktop) -> None:
    eva_, bo, li = (colleague(sam, name) for name in ("Eva", "Bo", "Li"))
    case = somebody(sam, worker=eva_)
    sam.store.set(Enrolment, enrolments(sam, case)[0].id, worker=li).result(WAIT)
    given = Given(before=eva_, youths=(case,), workers=(bo,))
    assert fields(sam.session.register.caseload.hand_over(given).result(WAIT)) == {""}
    assert enrolments(sam, case)[0].worker == li


def test_a_caseworker_hands_no_caseload_over(desk: Desktop) -> None:
    bo = colleague(desk, "Bo")
    case = somebody(desk)
    own = desk.session.who.worker
    assert own is not None
    given = Given(before=own, youths=(case,), workers=(bo,))
    assert fields(desk.session.register.caseload.hand_over(given).result(WAIT)) == {""}


def test_the_page_of_a_case_says_where_what_and_what_not(sam: Desktop) -> None:
    case = somebody(sam, first_letter=date(2026, 10, 1), task={"title": "Ring", "due": TODAY})
    secret = hidden(sam, task={"title": "Ring Hemlig", "due": TODAY})
    first, second = sam.session.register.caseload.pages([case, secret]).result(WAIT)
    where = {one.label: one.value for one in first.where}
    assert where["Läge"] == "Ej nådd"
    assert where["Rutinen"].startswith("Andra kontakten")
    assert [one.value for one in first.promised] == ["Ring"]
    assert "Ungdomen har inte nåtts." in first.missing
    assert "Saknas\n- Ungdomen har inte nåtts." in first.text
    assert "Hemlig" not in "".join(one.value for one in second.promised)
    assert second.name == "Skyddade uppgifter"
