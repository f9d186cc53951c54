"""Facts of the target group in words: what each says, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from kaa_core.model.enums import CredentialKind, FactSource, ResidenceKind, StudyEnd
from kaa_core.model.facts import (
    Credential,
    CriterionDecision,
    Fact,
    Residence,
    SchoolNotice,
    StudyPeriod,
)
from kaa_core.model.records import Occupation
from kaa_core.model.registry import REGISTRY, Record
from kaa_desktop.app import words
from kaa_desktop.app.target_views import FactRow, SourceRow

_TITLES: Final[Mapping[type[Record], str]] = {
    StudyPeriod: "Studier",
    Credential: "Betygsdokument",
    Residence: "Bosättning",
    SchoolNotice: "Anmälan från skola",
    Occupation: "Sysselsättning",
}


def said(record: Record, today: date) -> str:
    """What a fact says, as a sentence without its source."""
    match record:
        case StudyPeriod():
            return _studies(record, today)
        case Credential():
            return _credential(record, today)
        case Residence():
            return _residence(record, today)
        case SchoolNotice():
            return _notice(record, today)
        case Occupation():
            return _occupation(record, today)
    return words.sentence_case(REGISTRY.of(record).label)


def source(record: Record) -> str:
    """Where it comes from: as "Folkbokföringen", "Skolan, Ekbackens gymnasium", "Ungdomen"."""
    held: FactSource | None = getattr(record, "source", None)
    if held is None:
        return "Källa saknas"
    told = words.sentence_case(held.label) if held is not FactSource.UHR else held.label
    school = getattr(record, "school", None)
    if school and held in (FactSource.SCHOOL, FactSource.NOTICE):
        return f"{told}, {school}"
    return told


def as_of(record: Record) -> date | None:
    """The day that the source speaks of."""
    if isinstance(record, Fact):
        return record.as_of
    return record.noted_on if isinstance(record, Occupation) else None


def fact_row(
    record: Record, today: date, names: Mapping[UUID, str], *, may_withdraw: bool
) -> FactRow:
    """A fact as the list of all facts shows it."""
    day = as_of(record)
    author = getattr(record, "author", None)
    gone: date | None = getattr(record, "withdrawn", None)
    by_hand = isinstance(record, Fact) and author is not None
    return FactRow(
        record=record.id,
        title=_TITLES.get(type(record), "Uppgift"),
        sentence=said(record, today),
        source=source(record),
        on=day,
        on_text="" if day is None else words.short(day, today),
        origin=origin(record),
        by=names.get(author, "") if author is not None else "",
        counts_not="" if gone is None else f"Återtagen {words.short(gone, today)}",
        can_withdraw=may_withdraw and by_hand and gone is None,
    )


def source_row(
    record: Record, today: date, names: Mapping[UUID, str], *, may_withdraw: bool
) -> SourceRow:
    """A fact, or a person's decision, as one of those that disagree."""
    if isinstance(record, CriterionDecision):
        return _decision_row(record, today, names)
    day = as_of(record)
    by_hand = isinstance(record, Fact) and record.author is not None and record.withdrawn is None
    return SourceRow(
        record=record.id,
        sentence=said(record, today),
        source=source(record),
        on=day,
        on_text="" if day is None else words.short(day, today),
        can_withdraw=may_withdraw and by_hand,
    )


def _decision_row(record: CriterionDecision, today: date, names: Mapping[UUID, str]) -> SourceRow:
    day = record.decided_on or record.start
    by = names.get(record.decided_by, "") if record.decided_by is not None else ""
    answer = record.belonging if record.criterion is None else record.judged
    return SourceRow(
        record=record.id,
        sentence=f"Beslut: {answer.label}" if answer is not None else "Beslut",
        source=f"Beslut av {by}" if by else "Beslut",
        on=day,
        on_text=words.short(day, today),
    )


def origin(record: Record) -> str:
    """The file or system and the row in it: as "beda.csv, rad 14"."""
    if not isinstance(record, Fact) or not record.origin:
        return ""
    return record.origin if record.row is None else f"{record.origin}, rad {record.row}"


def _studies(one: StudyPeriod, today: date) -> str:
    form = words.sentence_case(one.form.label) if one.form is not None else "Studier"
    parts = [form]
    parts += [part for part in (one.programme, one.school) if part]
    if one.grade is not None:
        parts.append(f"årskurs {one.grade}")
    if one.extent is not None:
        parts.append(f"{one.extent} procent")
    parts += _span(one.start, one.end, today)
    if one.end_kind is not None:
        parts.append(
            "började aldrig" if one.end_kind is StudyEnd.NEVER_STARTED else one.end_kind.label
        )
    if one.prolonged:
        parts.append("förlängd skolplikt")
    return ", ".join(parts)


def _credential(one: Credential, today: date) -> str:
    if one.kind is CredentialKind.NONE:
        return "Inget betygsdokument finns"
    parts = [words.sentence_case(one.kind.label) if one.kind is not None else "Betygsdokument"]
    parts += [part for part in (one.programme, one.school) if part]
    if one.issued_on is not None:
        parts.append(f"utfärdat {words.short(one.issued_on, today)}")
    return ", ".join(parts)


def _residence(one: Residence, today: date) -> str:
    told = words.sentence_case(one.kind.label) if one.kind is not None else "Bosättning"
    parts = [told]
    if one.municipality and one.kind is ResidenceKind.REGISTERED:
        parts.append(f"kommun {one.municipality}")
    if one.from_abroad:
        parts.append("inflyttad från utlandet")
    return ", ".join([*parts, *_span(one.start, one.end, today)])


def _notice(one: SchoolNotice, today: date) -> str:
    told = one.kind.label if one.kind is not None else "anmälan"
    day = "" if one.occurred_on is None else f" {words.short(one.occurred_on, today)}"
    parts = [f"Eleven {told}{day}"]
    return ", ".join([*parts, *(part for part in (one.programme, one.school) if part)])


def _occupation(one: Occupation, today: date) -> str:
    parts = [words.sentence_case(one.kind.label)]
    if one.description:
        parts.append(one.description)
    if one.extent is not None:
        parts.append(f"{one.extent} procent")
    return ", ".join([*parts, *_span(one.start, one.end, today)])


def _span(start: date | None, end: date | None, today: date) -> list[str]:
    parts = []
    if start is not None:
        parts.append(f"från {words.short(start, today)}")
    if end is not None:
        parts.append(f"till {words.short(end, today)}")
    return parts
