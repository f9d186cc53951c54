"""A youth with a plan, for the tests of its pages: made by the acts that a person does."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from kaa_core.model.enums import (
    AfterMeasure,
    CloserToEducation,
    MeasureEnd,
    MeasureKind,
    Responsible,
)
from kaa_core.model.ids import YouthId
from kaa_desktop.app.session import Session
from tests.unit.app.desks import WAIT

NAMED = (
    (MeasureKind.RETURN_TO_SCHOOL, Responsible.YOUTH, "Söka vårens gymnasieplats"),
    (MeasureKind.GUIDANCE, Responsible.MUNICIPALITY, "SYV-samtal varannan vecka"),
    (MeasureKind.INTERNSHIP, Responsible.OTHER_ACTOR, "Exempelcaféet tre dagar i veckan"),
    (MeasureKind.ACTIVITY, Responsible.MUNICIPALITY, "Öppen mötesplats"),
)
LAST = date(2027, 1, 29)


def plan_for(session: Session, youth: YouthId) -> None:
    """One goal, four measures of which one has ended, no day for evaluation: item 7 is missing."""
    plans = session.plans

    def done(future: Any) -> None:
        result = future.result(WAIT)
        assert result.done, result

    goal = plans.goal(youth, None)
    done(
        plans.save_goal(
            attrs.evolve(
                goal,
                own_words="Jag vill börja om på en ny skola",
                measurable="Har börjat på programmet vårterminen 2027",
                by=LAST,
            )
        )
    )
    for kind, party, content in NAMED:
        form = attrs.evolve(
            plans.measure(youth, None),
            kind=kind,
            responsible=party,
            content=content,
            start=date(2026, 11, 6),
            planned_end=LAST,
        )
        done(plans.save_measure(form))
    view = plans.view(youth)
    assert view is not None
    ended = next(one for one in view.measures if one.content == "Öppen mötesplats")
    done(
        plans.end_measure(
            attrs.evolve(
                plans.ending(youth, ended.id),
                ended=date(2026, 11, 19),
                reason=MeasureEnd.DID_NOT_FIT,
                result="Kom två av fyra gånger.",
                own_view="För många på en gång.",
                closer=CloserToEducation.NO,
                after=AfterMeasure.ALTERNATIVE,
            )
        )
    )
    details = attrs.evolve(
        plans.details(youth),
        without_assessment="Ungdomen ville börja med planen",
        follow_up_on=date(2026, 12, 15),
        contact="Karin Demolund, 0000-12 34 56",
    )
    done(plans.save_details(details))
