"""A few invented youths, with what is needed for every list to have something in it."""

from __future__ import annotations

from datetime import date, time, timedelta

from kaa_core.model.enums import (
    Channel,
    ContactOutcome,
    ConversationKind,
    Protection,
    RoutineStep,
    TaskOrigin,
)
from kaa_core.model.ids import YouthId
from kaa_desktop.app.forms import ContactForm, ConversationForm, NoteForm
from tests.unit.app.desks import NUMBERS, TODAY, WAIT, Desktop

NAMES = (
    ("Elias", "Låtsasson"),
    ("Wilma", "Skissgren"),
    ("Alva", "Exempelsson"),
    ("Liam", "Testberg"),
    ("Ella", "Attrappsson"),
    ("Leyla", "Demoström"),
)
DUE = (-12, -1, 0, 2, 9)
# Sixteen to nineteen on the day of the tests.
FIRST = next(at for at, number in enumerate(NUMBERS) if number.startswith("2008"))
TALK = "Vill tillbaka till skolan.\n<b>Inte fet</b> är bara text."


def fill(desktop: Desktop) -> dict[str, YouthId]:
    """Write them; by given name. "Skyddad" is protected, "Leyla" has not been contacted."""
    people = {}
    for at, (given, family) in enumerate(NAMES):
        values: dict[str, object] = {"given_name": given, "family_name": family}
        values |= {"street": f"Provgatan {at + 1}", "city": "Exempelås", "phone": "070-174 06 05"}
        if given != "Leyla":
            values["first_letter"] = date(2026, 9, 22) + timedelta(at)
            values["task"] = {
                "title": "Andra kontakten: telefon, sms eller brev",
                "due": TODAY + timedelta(DUE[at]),
                "reason": "En månad efter första brevet.",
                "origin": TaskOrigin.RULE,  # the routine's step, on a day of her own
                "step": RoutineStep.SECOND_CONTACT,
            }
        else:
            values["enrolled"] = TODAY  # her first contact is due in two weeks
        people[given] = desktop.youth(FIRST + 30 * at, **values)
    people["Skyddad"] = desktop.youth(
        FIRST + 400,
        given_name="Hemlig",
        family_name="Hemligsson",
        protection=Protection.PROTECTED,
        case_number="2026-0412",
        first_letter=date(2026, 9, 1),
        task={
            "title": "Andra kontakten: telefon, sms eller brev",
            "due": TODAY + timedelta(20),
            "origin": TaskOrigin.RULE,
            "step": RoutineStep.SECOND_CONTACT,
        },
    )
    _write(desktop, people)
    return people


def _write(desktop: Desktop, people: dict[str, YouthId]) -> None:
    session = desktop.session
    assert session.plan_visit(people["Liam"], TODAY, time(13, 20)).result(WAIT).done
    called = ContactForm(
        youth=people["Alva"],
        occurred_on=date(2026, 10, 2),
        channel=Channel.TELEPHONE,
        outcome=ContactOutcome.NOT_REACHED,
        note="Ingen telefonsvarare.",
    )
    assert session.enter_contact(called).result(WAIT).done
    talked = ConversationForm(
        youth=people["Alva"],
        kind=ConversationKind.ASSESSMENT,
        occurred_on=date(2026, 11, 13),
        summary=TALK,
    )
    assert session.enter_conversation(talked).result(WAIT).done
    note = NoteForm(youth=people["Liam"], occurred_on=TODAY, text="Musik hördes inif")
    session.save_draft(session.new_draft_id(), note).result(WAIT)
