"""Who says a fact, in words; and what is known beside the conditions and changes nothing."""

from __future__ import annotations

from datetime import date
from typing import Final

import attrs

from kaa_core.model.enums import FactSource, OccupationKind, StudyForm
from kaa_core.model.facts import CriterionDecision, Fact, SchoolNotice, StudyPeriod
from kaa_core.model.ids import RecordId
from kaa_core.model.records import Occupation
from kaa_core.model.registry import Record
from kaa_core.rules.calendar import in_words
from kaa_core.rules.target_group.sentences import Names

_SOURCES: Final = {
    FactSource.YOUTH: "Samtal med {}",
    FactSource.GUARDIAN: "Samtal med vårdnadshavare",
    FactSource.SCHOOL: "Skolan",
    FactSource.POPULATION_REGISTER: "Folkbokföringen",
    FactSource.UHR: "UHR, betygsdatabasen",
    FactSource.OTHER_ACTOR: "Annan aktör",
    FactSource.CASEWORKER: "Handläggarens iakttagelse",
    FactSource.ADMISSIONS: "Antagningen",
    FactSource.OTHER: "Annan källa",
    FactSource.NOTICE: "Anmälan från skolan",
}


@attrs.frozen(kw_only=True, repr=False)
class Beside:
    """Something known that changes nothing: a course at part of full time, a job, absence."""

    title: str
    sentence: str
    source: str
    on: date | None
    record: RecordId


def source_of(record: Record, names: Names) -> tuple[str, date | None]:
    """Return who says a fact, and as of which day: "Folkbokföringen", 2026-11-23."""
    if isinstance(record, CriterionDecision):
        worker = names.workers.get(record.decided_by) if record.decided_by else None
        return (f"Beslut av {worker}" if worker else "Beslut", record.decided_on or record.start)
    if isinstance(record, Occupation):
        return (_named(record.source, names), record.noted_on)
    if not isinstance(record, Fact):
        return ("", None)
    source = _named(record.source, names)
    if isinstance(record, (StudyPeriod, SchoolNotice)) and record.school:
        told = record.source in (FactSource.SCHOOL, FactSource.NOTICE)
        source = record.school if told else source
    worker = names.workers.get(record.author) if record.author else None
    return (f"{source} · {worker}" if worker else source, record.as_of)


def _named(source: FactSource | None, names: Names) -> str:
    if source is None:
        return "Handläggaren"
    return _SOURCES[source].format(names.given)


_COURSES: Final = {
    StudyForm.ADULT_EDUCATION: "Läser på komvux",
    StudyForm.FOLK_HIGH_SCHOOL: "Läser på folkhögskola",
    StudyForm.SFI: "Läser svenska för invandrare",
    StudyForm.OTHER: "Läser en kurs",
}
_EDUCATIONS: Final = {
    OccupationKind.ADULT_EDUCATION: "Läser på komvux",
    OccupationKind.FOLK_HIGH_SCHOOL: "Läser på folkhögskola",
    OccupationKind.OTHER_EDUCATION: "Läser en kurs",
}


def beside_of(record: Record, names: Names) -> Beside:
    """Say something that is known and changes nothing."""
    source, on = source_of(record, names)
    title, text = "Annan uppgift", ""
    match record:
        case StudyPeriod():
            title = _COURSES.get(record.form or StudyForm.OTHER, "Läser en kurs")
            text = _course(record.programme, record.extent, names)
        case Occupation() if record.kind in _EDUCATIONS:
            title = _EDUCATIONS[record.kind]
            text = _course(record.description, record.extent, names)
        case Occupation():
            title = record.kind.label.capitalize()
            what = f"{record.description}. " if record.description else ""
            text = f"{what}Är en sysselsättning, men ändrar inte målgruppen."
        case SchoolNotice():
            title = "Anmäld frånvaro"
            day = f"Anmäld {in_words(record.occurred_on)}. " if record.occurred_on else ""
            text = f"{day}Eleven är kvar i skolan, så målgruppen ändras inte."
    return Beside(title=title, sentence=text, source=source, on=on, record=record.id)


def _course(what: str | None, extent: int | None, names: Names) -> str:
    share = f"{extent} procent" if extent is not None else "omfattningen är okänd"
    first = f"{what}, {share}" if what else share.capitalize()
    return f"{first}. {names.given} är kvar i registret och kan få stöd för resten av tiden."
