"""What was agreed in a conversation becomes bevakningar, in the same transaction."""

from __future__ import annotations

from datetime import date, timedelta

import attrs
import pytest

from kaa_core.model.enums import ConversationKind, Responsible
from kaa_core.model.ids import YouthId
from kaa_core.model.records import Conversation, Task
from kaa_core.model.registry import of_kind
from kaa_desktop.app.agreed import AgreedTask
from kaa_desktop.app.forms import ConversationForm
from kaa_desktop.app.todo import ASK
from tests.unit.app.desks import TODAY, WAIT, Desktop

HELD = date(2026, 11, 13)
SCHOOL = AgreedTask(title="Ring skolan", responsible=Responsible.YOUTH, due=date(2026, 11, 20))
BUS = AgreedTask(title="Sök busskort", responsible=Responsible.MUNICIPALITY, due=date(2026, 11, 18))


def talk(youth: YouthId, *rows: AgreedTask) -> ConversationForm:
    """A conversation in which these were agreed."""
    return ConversationForm(
        youth=youth,
        kind=ConversationKind.COACHING,
        occurred_on=HELD,
        summary="Vi talade om vägen tillbaka.",
        tasks=rows,
    )


def test_who_does_what_becomes_bevakningar_of_the_conversation(desk: Desktop) -> None:
    """A draft keeps the rows to the letter; entered they are tasks, and stand in the journal."""
    youth, session = desk.youth(), desk.session
    begun = AgreedTask(title="Ring", typed="24 no")
    form = talk(youth, SCHOOL, BUS, AgreedTask(), begun)
    draft = session.new_draft_id()
    session.save_draft(draft, form).result(WAIT)
    assert session.draft(draft) == form
    done = session.enter_conversation(attrs.evolve(form, tasks=(SCHOOL, BUS)), draft).result(WAIT)
    assert "2 bevakningar tillagda." in done.sentence
    assert session.drafts() == []
    records = desk.store.queries.case_records(youth)
    (held,) = of_kind(records, Conversation)
    made = {one.title: one for one in of_kind(records, Task) if one.agreed_in == held.id}
    assert {title: one.responsible for title, one in made.items()} == {
        "Ring skolan": Responsible.YOUTH,
        "Sök busskort": Responsible.MUNICIPALITY,
    }
    page = session.youth_page(youth)
    assert page is not None
    entry = next(one for one in page.journal if one.id == held.id)
    assert entry.lines[-2:] == (
        "Kommunen: Sök busskort, senast 18 nov",
        "Ungdomen: Ring skolan, senast 20 nov",
    )


def test_what_the_youth_does_is_asked_about_and_never_late(desk: Desktop) -> None:
    """On Min dag, on the page and in the lists: the worker's own is late, the youth's is not."""
    youth, session = desk.youth(), desk.session
    assert session.enter_conversation(talk(youth, SCHOOL, BUS)).result(WAIT).done
    rows = {one.what: one for one in session.day().tasks}
    ours, hers = rows["Sök busskort"], rows["Fråga hur det gick: Ring skolan"]
    assert ours.due < TODAY
    assert (hers.due, hers.when) == (TODAY, ASK)
    assert "Ungdomen gör det senast 20 nov." in hers.why
    page = session.youth_page(youth)
    assert page is not None
    late = {one.title: one.late for one in page.steps}
    assert late["Ungdomen: Ring skolan"] is False
    assert late["Sök busskort"] is True
    only_hers = desk.youth(1)
    assert session.enter_conversation(talk(only_hers, SCHOOL)).result(WAIT).done
    (row,) = session.youth_rows([only_hers])
    assert "Ring skolan" not in row.next_step
    assert session.complete_task(hers.id).result(WAIT).done
    assert all("Ring skolan" not in one.what for one in session.day().tasks if one.youth == youth)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (AgreedTask(title="Ring"), "Rad 1: fyll i vem som gör det och vilken dag"),
        (attrs.evolve(SCHOOL, title=" "), "Rad 1: fyll i vad som ska göras."),
        (attrs.evolve(SCHOOL, due=HELD - timedelta(1)), "Rad 1: dagen ligger före samtalet."),
    ],
)
def test_a_row_half_written_keeps_the_conversation_from_being_entered(
    desk: Desktop, row: AgreedTask, sentence: str
) -> None:
    """It says which row, and nothing is written."""
    youth = desk.youth()
    (problem,) = desk.session.enter_conversation(talk(youth, row)).result(WAIT).problems
    assert problem.field == "tasks"
    assert problem.sentence.startswith(sentence)
    assert not list(of_kind(desk.store.queries.case_records(youth), Conversation))
