"""Facts about a youth that sources state, and what persons decide by them.

4 § 1 and 2 förordningen (2006:39): identity, and past, present and future occupation. A fact is never
overwritten by another source: it lies beside it, and says where it came from. Which counts is judged
each time (kaa_core/rules/target_group).
"""

from __future__ import annotations

from datetime import date, datetime

import attrs

from kaa_core.model.enums import (
    Belonging,
    CredentialKind,
    Criterion,
    FactSource,
    Judged,
    LinkState,
    NoticeKind,
    ProposalAnswer,
    ProposalKind,
    ResidenceKind,
    StudyEnd,
    StudyForm,
)
from kaa_core.model.fields import boolean, choice, day, in_order, instant, integer, reference, text
from kaa_core.model.ids import WorkerId, YouthId
from kaa_core.model.registry import Record, record


@attrs.frozen(kw_only=True, repr=False)
class Fact(Record):
    """What every stated fact has: whose, from which source, from where in it, and as of which day.

    `as_of`: the day that the source speaks of (a file's date, an answer's date, the day of a talk).
    `origin` and `row`: the file or system, and the row in it from 1. `key`: the source's own id of the
    fact, by which the next delivery says the same thing again. `withdrawn`: the day on which the source
    took the fact back; it counts no more from then on.
    """

    youth: YouthId = reference(1, "ungdom", required=True)
    source: FactSource | None = choice(2, "källa", FactSource, required=True)
    as_of: date | None = day(3, "uppgiften gäller", required=True)
    origin: str | None = text(4, "fil eller system", max_length=200)
    row: int | None = integer(5, "rad", minimum=1)
    key: str | None = text(6, "källans beteckning", max_length=100)
    withdrawn: date | None = day(7, "återtagen")
    author: WorkerId | None = reference(8, "inlagd av")


@record(16, "study_period", "studieperiod", checks=in_order)
@attrs.frozen(kw_only=True, repr=False)
class StudyPeriod(Fact):
    """A time in a school, begun or admitted to (SS 12000: Enrolment).

    `start` in the future, or `end_kind` never started: not in education yet, or not at all. `extent`:
    per cent of full time; None is full time in compulsory and upper secondary school, else unknown.
    `prolonged`: compulsory schooling goes on after its ordinary end (förlängd skolplikt).
    """

    form: StudyForm | None = choice(9, "utbildning", StudyForm, required=True)
    start: date | None = day(10, "från")
    end: date | None = day(11, "till")
    end_kind: StudyEnd | None = choice(12, "hur den slutade", StudyEnd)
    extent: int | None = integer(13, "omfattning i procent", minimum=0, maximum=100)
    school: str | None = text(14, "skola", max_length=200)
    school_unit: str | None = text(15, "skolenhetskod", max_length=20)
    programme: str | None = text(16, "program", max_length=200)
    programme_code: str | None = text(17, "programkod", max_length=20)
    grade: int | None = integer(18, "årskurs", minimum=0, maximum=10)
    prolonged: bool | None = boolean(19, "förlängd skolplikt")


@record(17, "credential", "betygsdokument")
@attrs.frozen(kw_only=True, repr=False)
class Credential(Fact):
    """A document of an education, or a source's answer that there is none up to `as_of`."""

    kind: CredentialKind | None = choice(9, "dokument", CredentialKind, required=True)
    issued_on: date | None = day(10, "utfärdat")
    school: str | None = text(11, "skola", max_length=200)
    programme: str | None = text(12, "program", max_length=200)


@record(18, "residence", "bosättning", checks=in_order)
@attrs.frozen(kw_only=True, repr=False)
class Residence(Fact):
    """Where a youth belongs from a day on; a later one ends it. `municipality`: four digits."""

    kind: ResidenceKind | None = choice(9, "bosättning", ResidenceKind, required=True)
    start: date | None = day(10, "från")
    end: date | None = day(11, "till")
    municipality: str | None = text(12, "kommun", max_length=4)
    from_abroad: bool | None = boolean(13, "inflyttad från utlandet")


@record(19, "school_notice", "anmälan enligt 15 kap. 15 §")
@attrs.frozen(kw_only=True, repr=False)
class SchoolNotice(Fact):
    """A school of another owner tells that a pupil began, left or is absent. `key`: the receipt."""

    kind: NoticeKind | None = choice(9, "anmälan om", NoticeKind, required=True)
    occurred_on: date | None = day(10, "datum", required=True)
    received_at: datetime | None = instant(11, "mottagen")
    school: str | None = text(12, "skola", max_length=200)
    school_unit: str | None = text(13, "skolenhetskod", max_length=20)
    programme: str | None = text(14, "program", max_length=200)
    form: StudyForm | None = choice(15, "utbildning", StudyForm)
    sender: str | None = text(16, "avsändare", max_length=200)


@record(20, "criterion_decision", "beslut om villkor", checks=in_order)
@attrs.frozen(kw_only=True, repr=False)
class CriterionDecision(Record):
    """A person's documented decision about one condition, or the whole (`criterion` None).

    It stands over every source from `start` up to and including `end` (domain.md section 9). Taken back
    by deleting it. `look_again`: the day on which it is to be judged anew.
    """

    youth: YouthId = reference(1, "ungdom", required=True)
    criterion: Criterion | None = choice(2, "villkor", Criterion)
    judged: Judged | None = choice(3, "bedömning", Judged)
    belonging: Belonging | None = choice(4, "tillhör målgruppen", Belonging)
    start: date = day(5, "från", required=True)
    end: date | None = day(6, "till")
    reason: str | None = text(7, "motivering", required=True, max_length=500)
    look_again: date | None = day(8, "prövas igen senast")
    decided_by: WorkerId | None = reference(9, "beslutat av")
    decided_on: date | None = day(10, "beslutat")


@record(21, "register_decision", "beslut om registret")
@attrs.frozen(kw_only=True, repr=False)
class RegisterDecision(Record):
    """What a person, or a rule that the municipality has switched on, did with a proposal.

    `basis`: the proposal's own fingerprint; as long as it is the same, it is not proposed again (LATER:
    not before `look_again`). `asked`: of whom a fact was requested.
    """

    youth: YouthId = reference(1, "ungdom", required=True)
    proposal: ProposalKind | None = choice(2, "förslag", ProposalKind, required=True)
    answer: ProposalAnswer | None = choice(3, "svar", ProposalAnswer, required=True)
    basis: str | None = text(4, "underlag", max_length=64)
    reason: str | None = text(5, "motivering", max_length=500)
    asked: str | None = text(6, "frågat", max_length=200)
    look_again: date | None = day(7, "tas upp igen")
    decided_by: WorkerId | None = reference(8, "beslutat av")
    decided_on: date | None = day(9, "beslutat")
    by_rule: bool | None = boolean(10, "av en regel")


@record(22, "youth_link", "samma person")
@attrs.frozen(kw_only=True, repr=False)
class YouthLink(Record):
    """Two entries that are one person, or are not: decided by a person, undone by deleting it.

    Nothing moves: the other's records stay hers, and are shown with the kept one's.
    """

    youth: YouthId = reference(1, "ungdom som behålls", required=True)
    other: YouthId = reference(2, "samma person som", required=True)
    state: LinkState | None = choice(3, "beslut", LinkState, required=True)
    reason: str | None = text(4, "motivering", max_length=500)
    decided_by: WorkerId | None = reference(5, "beslutat av")
    decided_on: date | None = day(6, "beslutat")
