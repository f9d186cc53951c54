"""Youths of any age on a real store, for the tests of the way out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from kaa_core.model.enums import Protection
from kaa_core.model.identity import synthetic_number
from kaa_core.model.ids import YouthId
from kaa_core.model.records import Enrolment, Youth
from kaa_desktop.app.views import Result, YouthPage
from tests.unit.app.desks import WAIT, Desktop

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


def fields(result: Result) -> set[str]:
    return {one.field for one in result.problems}


def hidden(desk: Desktop, **values: Any) -> YouthId:
    named = {"given_name": "Hemlig", "family_name": "Person", "phone": "070-174 06 05"}
    kept = {"protection": Protection.PROTECTED, "case_number": "2026-0412"}
    return desk.youth(0, first_letter=date(2026, 9, 22), **(named | kept | values))
