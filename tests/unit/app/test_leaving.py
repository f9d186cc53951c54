"""Out of the register on a real store: closing, mending, coming back, and handing over at twenty."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import attrs

from kaa_core.model.enums import (
    DeregistrationReason,
    HandoverTo,
    OccupationKind,
    RegistrationReason,
    Role,
    TaskOrigin,
)
from kaa_core.model.ids import YouthId
from kaa_core.model.records import Enrolment, Handover, Occupation, Task
from kaa_desktop.app.enrolments import NewEnrolment
from kaa_desktop.app.leaving_forms import HandoverForm
from kaa_desktop.app.leaving_group import Closing, Mending
from kaa_desktop.app.views import ListFilter, Result, TaskRow
from tests.unit.app.desks import TODAY, WAIT, Desktop, local_desktop
from tests.unit.app.leavers import (
    DAY,
    PAST_TWENTY,
    SOON_TWENTY,
    enrolments,
    fields,
    page_of,
    somebody,
)


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


def test_an_imported_period_that_is_open_is_closed_whole(desk: Desktop) -> None:
    youth = somebody(desk)
    desk.store.set(Enrolment, enrolments(desk, youth)[0].id, imported=True).result(WAIT)
    refused = close(desk, youth, reason=None, occupation=None)
    assert fields(refused) == {"deregistration_reason", "last_known_occupation"}


# -- twenty


def handover(desk: Desktop, youth: YouthId, **values: Any) -> HandoverForm:
    view = desk.session.leaving.handover(youth) or HandoverForm(youth=youth)
    given: dict[str, Any] = {"to": HandoverTo.ADULT_EDUCATION, "what": "Planen och målen."}
    return attrs.evolve(view, **(given | values))


def test_min_dag_reminds_from_two_months_before_and_counts_what_it_shows(desk: Desktop) -> None:
    youth = somebody(desk, SOON_TWENTY)
    somebody(desk, date(2007, 1, 25))  # the day after two months ahead

    def reminders() -> list[TaskRow]:
        rows = desk.session.day().tasks
        assert desk.session.nav_counts().tasks == len(rows)
        return [one for one in rows if not one.routine]

    (row,) = reminders()
    assert (row.youth, row.due, row.what) == (youth, date(2027, 1, 10), "Fyller 20: lämna över")
    assert row.undone
    leaving = desk.session.leaving
    made = handover(desk, youth, consent_on=TODAY, handed_on=TODAY, invited_on=TODAY)
    assert leaving.hand_over(made).result(WAIT).sentence == "Överlämningen är antecknad."
    assert reminders() == []


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
