"""The kartläggning: written in portions, entered as a version, gone on with by a colleague."""

from __future__ import annotations

from datetime import timedelta

import attrs

from kaa_core.model.casework import Assessment
from kaa_core.model.ids import YouthId
from kaa_core.model.registry import of_kind
from kaa_desktop.app.assessment_forms import AssessmentForm
from kaa_desktop.app.assessments import ENTERED, NOTHING, SAVED
from tests.unit.app.desks import TODAY, WAIT, Desktop, Office


def held(desk: Desktop, youth: YouthId) -> list[Assessment]:
    """What is in the store."""
    return list(of_kind(desk.store.queries.case_records(youth), Assessment))


def test_it_is_written_in_portions_and_entered_as_a_version(desk: Desktop) -> None:
    """Saved it goes on, shown as such; entered it is sealed, and the next one builds on it."""
    youth, kept = desk.youth(), desk.session.assessments
    form = attrs.evolve(kept.form(youth), conditions="Bussen går.")
    draft = desk.session.new_draft_id()
    desk.session.save_draft(draft, form).result(WAIT)
    assert desk.session.draft(draft) == form
    assert kept.save(form, draft).result(WAIT).sentence == SAVED
    assert desk.session.drafts() == []
    (ongoing,) = kept.of(youth)
    assert (ongoing.ongoing, ongoing.missing) == (True, ("Behov", "Önskemål"))
    again = attrs.evolve(kept.form(youth), needs="Kort dag.", wishes="Bygg.")
    assert kept.enter(again).result(WAIT).sentence == ENTERED
    (first,) = held(desk, youth)
    assert first.entered_at is not None
    assert (first.conditions, first.wishes) == ("Bussen går.", "Bygg.")
    newer = attrs.evolve(kept.form(youth), needs="Längre dag.")
    assert (newer.record, newer.replaces, newer.wishes) == (None, first.id, "Bygg.")
    kept.enter(newer).result(WAIT)
    latest, former = kept.of(youth)
    assert (latest.title, latest.changed) == ("Version 2", "Ändrat: behov.")
    assert [one.how.value for one in kept.changes(youth, former.id, latest.id)] == [
        "Oförändrat",
        "Ändrat",
        "Oförändrat",
    ]


def test_the_journal_has_what_is_entered_and_says_what_goes_on(desk: Desktop) -> None:
    """One entry for each version."""
    youth, kept = desk.youth(), desk.session.assessments
    kept.save(attrs.evolve(kept.form(youth), needs="Kort dag.")).result(WAIT)
    page = desk.session.youth_page(youth)
    assert page is not None
    entry = next(one for one in page.journal if one.kind == "Assessment")
    assert entry.title == "Kartläggning – pågår"
    assert entry.lines == ("Saknas: förutsättningar, önskemål",)
    assert not entry.can_amend
    kept.enter(kept.form(youth)).result(WAIT)
    page = desk.session.youth_page(youth)
    assert page is not None
    entry = next(one for one in page.journal if one.kind == "Assessment")
    assert (entry.title, entry.can_amend) == ("Kartläggning", True)
    assert entry.lines[0] == "Behov: Kort dag."


def test_what_a_colleague_entered_meanwhile_is_never_written_over(desk: Desktop) -> None:
    """The one who wrote on in it gets a version of her own, upon hers."""
    youth, kept = desk.youth(), desk.session.assessments
    kept.save(attrs.evolve(kept.form(youth), needs="Kort dag.")).result(WAIT)
    mine = attrs.evolve(kept.form(youth), wishes="Bygg.")
    kept.enter(kept.form(youth)).result(WAIT)
    assert kept.enter(mine).result(WAIT).done
    first, second = sorted(held(desk, youth), key=lambda one: one.replaces is not None)
    assert first.wishes is None
    assert (second.wishes, second.replaces) == ("Bygg.", first.id)


def test_an_empty_one_and_a_day_to_come_are_not_entered(desk: Desktop) -> None:
    """What is missing of the three parts never stops anybody; nothing at all does."""
    youth, kept = desk.youth(), desk.session.assessments
    empty = AssessmentForm(youth=youth, started_on=TODAY)
    assert [one.sentence for one in kept.enter(empty).result(WAIT).problems] == [NOTHING]
    later = attrs.evolve(empty, needs="Kort dag.", started_on=TODAY + timedelta(days=1))
    assert [one.field for one in kept.save(later).result(WAIT).problems] == ["started_on"]
    assert held(desk, youth) == []


def test_a_colleague_goes_on_with_it_and_two_in_the_same_part_both_stand(office: Office) -> None:
    """What goes on is synchronised; what came in after the form was opened is never written over."""
    karin, jonas = office.desktop("karin"), office.desktop("jonas")
    youth = karin.youth()
    hers, his = karin.session.assessments, jonas.session.assessments
    hers.save(attrs.evolve(hers.form(youth), needs="Kort dag.")).result(WAIT)
    jonas.until(lambda one: bool(one.assessments.of(youth)))
    opened = his.form(youth)
    assert opened.needs == "Kort dag."
    longer = attrs.evolve(hers.form(youth), needs="Kort dag och egen plats.", worked="Slöjden.")
    hers.save(longer).result(WAIT)
    jonas.until(lambda _: his.form(youth).needs == "Kort dag och egen plats.")
    changed = attrs.evolve(opened, needs="Kort dag och buss.", wishes="Bygg.")
    his.save(changed).result(WAIT)
    for desktop in (karin, jonas):
        desktop.until(lambda one: len(one.conflicts()) == 1)
    (seen,) = karin.session.conflicts()
    assert {seen.kept.value, seen.other.value} == {"Kort dag och egen plats.", "Kort dag och buss."}
    karin.until(lambda _: hers.form(youth).wishes == "Bygg.")
    assert hers.form(youth).worked == "Slöjden."  # he had not touched it
    assert len(hers.of(youth)) == 1
