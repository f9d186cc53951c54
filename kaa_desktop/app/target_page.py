"""Målgruppsprövning of one youth on a day: judged from her records as they lie here, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

import attrs

from kaa_core.model.enums import Judged, ResidenceKind
from kaa_core.model.facts import Fact, RegisterDecision
from kaa_core.model.identity import shown
from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.records import Enrolment, Occupation, Youth
from kaa_core.model.registry import Record, of_kind
from kaa_core.model.rights import Right
from kaa_core.rules.target_group import proposals as proposing
from kaa_core.rules.target_group.definitions import DEFINITIONS, in_force, named
from kaa_core.rules.target_group.differences import differences
from kaa_core.rules.target_group.fingerprint import by_id
from kaa_core.rules.target_group.held import held_from
from kaa_core.rules.target_group.judging import in_force_on, judge
from kaa_core.rules.target_group.looking_again import due
from kaa_core.rules.target_group.types import Definition, Held, Judgement, Proposal
from kaa_core.rules.target_group.words import Explanation, Line, Names, WayOn, explain
from kaa_desktop.app import target_facts, target_history, words
from kaa_desktop.app.context import Context, age_text, birth_date, is_protected, youth_name
from kaa_desktop.app.municipality import last_school_days
from kaa_desktop.app.roles import why_not
from kaa_desktop.app.target_answers import Choice
from kaa_desktop.app.target_deviations import Whose, deviation
from kaa_desktop.app.target_views import (
    BELONGING_CHIPS,
    MET,
    NOT_MET,
    PROPOSAL_CHIPS,
    STATED,
    UNKNOWN,
    BesideRow,
    ChoiceView,
    CriterionRow,
    DefinitionView,
    DeviationRow,
    FactRow,
    ProposalView,
    TargetPage,
    Way,
    WayKind,
)
from kaa_desktop.app.views_base import Chip, Tone

ENTER_FACT: Final = Way(kind=WayKind.ENTER_FACT, text="För in uppgift med källa", icon="file-plus")
ANOTHER_DAY: Final = "Du ser en annan dag än i dag. Avgör prövningen på dagens datum."
ANOTHER_LAW: Final = "Du ser en lydelse som inte gäller nu. Avgör prövningen efter den som gäller."
_CHOICES: Final = (
    ChoiceView(choice=Choice.BELONGS, text=Choice.BELONGS.value),
    ChoiceView(
        choice=Choice.UNTIL_FURTHER,
        text=Choice.UNTIL_FURTHER.value,
        note="Prövas igen den dag du väljer.",
        needs_day=True,
    ),
    ChoiceView(choice=Choice.OUTSIDE, text=Choice.OUTSIDE.value),
    ChoiceView(
        choice=Choice.WAIT,
        text=Choice.WAIT.value,
        note="Tas upp igen den dag du väljer.",
        needs_day=True,
    ),
)
_ICONS: Final = {"UHR": "send", "ungdomen": "phone", "": "pencil"}


@attrs.frozen(kw_only=True, repr=False)
class Seen:
    """A youth as she is looked at. `held`: what she is judged by."""

    context: Context
    youth: Youth
    records: Sequence[Record]
    held: Held
    names: Mapping[UUID, str]

    @property
    def may_write(self) -> bool:
        """Whether the user may change anything here."""
        return not why_not(self.context.identity.standing.role, Right.WRITE_CASES)


def page(
    context: Context, youth_id: YouthId, on: date, definition: str | None
) -> TargetPage | None:
    """The whole page; None when the youth is not here. Raises KeyError for an unknown definition."""
    seen = _see(context, youth_id)
    if seen is None:
        return None
    chosen = in_force(on) if definition is None else named(definition)
    judgement = judge(seen.held, on, chosen)
    told = explain(judgement, seen.held, _names(seen), of_kind(seen.records, RegisterDecision))
    youth, today = seen.youth, context.today
    read_only = _read_only(seen, on, chosen)
    protected = is_protected(youth.protection)
    again = _look_again(seen.held, on)
    return TargetPage(
        youth=youth_id,
        name=youth_name(youth),
        number=(youth.case_number or "") if protected else shown(youth.identity_number),
        age=age_text(birth_date(youth), on),
        protected=protected,
        subtitle=_subtitle(seen, on),
        on=on,
        on_text=words.short(on, today),
        definition=_definition(chosen, on),
        definitions=tuple(_definition(one, on) for one in DEFINITIONS),
        belonging=judgement.belonging,
        chip=BELONGING_CHIPS[judgement.belonging],
        headline=told.headline,
        why=told.why,
        rows=tuple(_row(one, today) for one in told.lines),
        counts=_counts(judgement),
        beside=_beside(told, today),
        ways=(*map(_way, told.ways), ENTER_FACT),
        proposals=tuple(_proposals(seen, on)) if not _is_past(on, chosen, today) else (),
        deviations=tuple(_deviations(seen)),
        facts=_facts(seen),
        choices=_CHOICES,
        history=target_history.history(seen.records, today, seen.names, may_write=seen.may_write),
        as_text=told.as_text,
        deadline=_deadline(again, today),
        look_again=again,
        enrolled=any(_enrolled(one, on) for one in of_kind(seen.records, Enrolment)),
        past=_is_past(on, chosen, today),
        read_only=read_only,
        law=told.law,
    )


def _see(context: Context, youth_id: YouthId) -> Seen | None:
    records = context.queries.case_records(youth_id)
    youth = next((one for one in records if isinstance(one, Youth)), None)
    if youth is None:
        return None
    return Seen(
        context=context,
        youth=youth,
        records=records,
        held=held_from(records, context.identity.municipality, last_school_days(context.queries)),
        names=context.names(),
    )


def _names(seen: Seen) -> Names:
    protected = is_protected(seen.youth.protection)
    own = seen.context.identity
    called = own.who.municipality
    place = called.removesuffix(" kommun") if called.endswith(" kommun") else ""
    return Names(
        given="Ungdomen" if protected else seen.youth.given_name or "Ungdomen",
        municipalities={own.municipality: place} if place else {},
        workers={WorkerId(RecordId(one)): name for one, name in seen.names.items()},
    )


# -- the header


def _subtitle(seen: Seen, on: date) -> str:
    """As "inflyttad 2 november": when she came here, if that is known and later than birth."""
    came = [
        one.start
        for one in seen.held.residences
        if one.kind is ResidenceKind.REGISTERED
        and one.municipality == seen.held.home
        and one.start is not None
        and one.start <= on
    ]
    born = birth_date(seen.youth)
    if not came or (born is not None and max(came) <= born):
        return ""
    return f"inflyttad {words.short(max(came), seen.context.today)}"


def _definition(one: Definition, on: date) -> DefinitionView:
    return DefinitionView(key=one.key, name=one.name, in_force=one == in_force(on))


def _is_past(on: date, chosen: Definition, today: date) -> bool:
    return on != today or chosen != in_force(today)


def _read_only(seen: Seen, on: date, chosen: Definition) -> str:
    today = seen.context.today
    if reason := why_not(seen.context.identity.standing.role, Right.WRITE_CASES):
        return reason
    if on != today:
        return ANOTHER_DAY
    return ANOTHER_LAW if chosen != in_force(today) else ""


def _look_again(held: Held, on: date) -> date | None:
    """The nearest day on which a decision in force is to be judged anew."""
    standing = in_force_on(held.decisions, on).values()
    days = [one.look_again for one in standing if one.look_again is not None]
    return min(days, default=None)


def _deadline(again: date | None, today: date) -> Chip | None:
    if again is None:
        return None
    tone = Tone.WARN if again <= today else Tone.NEUTRAL
    return Chip(f"Prövas igen senast {words.with_weekday(again, today)}", "clock", tone)


def _enrolled(one: Enrolment, on: date) -> bool:
    return one.start <= on and (one.end is None or one.end > on)


# -- the conditions


def _row(line: Line, today: date) -> CriterionRow:
    return CriterionRow(
        criterion=line.criterion,
        number=line.number,
        title=line.title,
        note=line.note,
        judged=line.judged,
        verdict=_verdict(line.judged, stated=line.stated),
        sentence=line.sentence,
        source=line.source,
        on=line.on,
        on_text="" if line.on is None else _said_on(line, today),
        facts=line.facts,
        stated=line.stated,
        decided=line.decided,
    )


def _said_on(line: Line, today: date) -> str:
    assert line.on is not None  # asked before
    day = words.short(line.on, today)
    return f"frågad {day}" if line.asked is not None else day


def _verdict(judged: Judged, *, stated: bool) -> Chip:
    if judged is Judged.UNKNOWN:
        return UNKNOWN
    if judged is Judged.NOT_MET:
        return NOT_MET
    return STATED if stated else MET


def _counts(judgement: Judgement) -> tuple[Chip, ...]:
    """As "5 uppfyllda", "1 egen uppgift", "1 saknas"."""
    verdicts = [_verdict(one.judged, stated=one.stated) for one in judgement.results]
    told = (
        (MET, "uppfyllt", "uppfyllda"),
        (STATED, "egen uppgift", "egna uppgifter"),
        (UNKNOWN, "saknas", "saknas"),
        (NOT_MET, "inte uppfyllt", "inte uppfyllda"),
    )
    return tuple(
        Chip(words.counted(count, one, many), chip.icon, chip.tone)
        for chip, one, many in told
        if (count := verdicts.count(chip))
    )


def _beside(told: Explanation, today: date) -> tuple[BesideRow, ...]:
    return tuple(
        BesideRow(
            title=one.title,
            sentence=one.sentence,
            source=one.source,
            on_text="" if one.on is None else words.short(one.on, today),
            record=one.record,
            on=one.on,
        )
        for one in told.beside
    )


# -- what can be done


def _way(one: WayOn) -> Way:
    return Way(
        kind=WayKind.REQUEST if one.ask else WayKind.DECIDE,
        text=one.text,
        icon=_ICONS.get(one.ask, "mail"),
        criterion=one.criterion,
        ask=one.ask,
    )


def _proposals(seen: Seen, on: date) -> Iterator[ProposalView]:
    """The open ones, judged here and now: the list's are those that are kept."""
    today = seen.context.today
    reason = why_not(seen.context.identity.standing.role, Right.WRITE_CASES)
    for one in _open(seen, on):
        yield ProposalView(
            youth=YouthId(seen.youth.id),
            kind=one.kind,
            chip=PROPOSAL_CHIPS[one.kind],
            text=one.sentence,
            basis=one.basis,
            since=one.since,
            since_text="" if one.since is None else words.short(one.since, today),
            criterion=one.criterion,
            ask=one.ask or "",
            registration=one.registration,
            deregistration=one.deregistration,
            why_not=reason,
        )


def _open(seen: Seen, on: date) -> tuple[Proposal, ...]:
    every = (
        *due(seen.held.decisions, on),
        *proposing.propose(seen.held, of_kind(seen.records, Enrolment), on),
    )
    return proposing.unanswered(every, of_kind(seen.records, RegisterDecision), on)


def _deviations(seen: Seen) -> Iterator[DeviationRow]:
    """Also those that somebody has answered: then without a basis."""
    open_ = {one.basis for one in _open(seen, seen.context.today)}
    youth, records = seen.youth, by_id(seen.held)
    protected = is_protected(youth.protection)
    whose = Whose(
        youth=YouthId(youth.id),
        name=youth_name(youth),
        number=(youth.case_number or "") if protected else shown(youth.identity_number),
        protected=protected,
        may=seen.may_write,
    )
    for one in differences(seen.held):
        basis = proposing.compare_basis(seen.held, one)
        yield deviation(
            one,
            records,
            seen.context.today,
            seen.names,
            whose,
            basis if basis in open_ else "",
        )


def _facts(seen: Seen) -> tuple[FactRow, ...]:
    held = [one for one in seen.records if isinstance(one, Fact | Occupation)]
    held.sort(key=lambda one: (target_facts.as_of(one) or date.min, one.id), reverse=True)
    today, may = seen.context.today, seen.may_write
    return tuple(target_facts.fact_row(one, today, seen.names, may_withdraw=may) for one in held)
