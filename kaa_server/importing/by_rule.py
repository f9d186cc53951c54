"""What a municipality lets the program answer without asking anybody. Off unless it has said so.

Only what is plain: a youth who is covered by what sources say. A person with skyddad folkbokföring, and
whatever somebody has answered already, is left to a person; nobody is ever deregistered by a rule, for
then a case would close without its worker (domain.md section 2).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from kaa_core.model.enums import (
    Belonging,
    ProposalAnswer,
    ProposalKind,
    Protection,
    RegisterRule,
)
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Enrolment, MunicipalitySettings, RegisterDecision, Youth
from kaa_core.model.registry import Record, milliseconds
from kaa_core.model.school_days import school_days
from kaa_core.rules.target_group.held import held_from
from kaa_core.rules.target_group.judging import judge
from kaa_core.rules.target_group.proposals import propose, unanswered
from kaa_core.rules.target_group.types import Proposal
from kaa_core.sync.messages import Operation, Verb
from kaa_server import ingest, log, targets
from kaa_server.clock import Clock, new_id
from kaa_server.database import Connection, Database
from kaa_server.decided import KIND, Decided, decided
from kaa_server.importing import stored

_PORTION: Final = 200
_RULES: Final = KIND.by_name["register_rules"]
_WANTED: Final = [*targets.FACTS, *stored.numbers_of((Enrolment, RegisterDecision))]


def switched_on(database: Database, municipality: str) -> frozenset[RegisterRule]:
    """The rules that the municipality has switched on; ones of a newer program are not known here."""
    with database.tenant(municipality) as connection:
        held = decided(connection, municipality)
    codes = set(_codes(held))
    return frozenset(one for one in RegisterRule if one in codes)


def switch(
    database: Database, clock: Clock, municipality: str, rule: RegisterRule, *, on: bool
) -> None:
    """Switch a rule on or off for the whole municipality."""
    with database.tenant(municipality) as connection:
        log.lock_counter(connection, municipality)
        held = decided(connection, municipality)
        before = _codes(held)
        after = [one for one in before if one != rule] + ([int(rule)] if on else [])
        if after == before:
            return
        if held.state is None:
            made = MunicipalitySettings(id=RecordId(new_id(clock)), register_rules=(rule,))
            operation = ingest.created((made, clock()))
        else:
            operation = Operation(
                n=0,
                tx=0,
                verb=Verb.SET,
                kind=KIND.id,
                record=held.record,
                values={_RULES.id: after or None},
                base=held.state.seqs.get(_RULES.id, 0),
                at=milliseconds(clock()),
            )
        ingest.write_whole(connection, clock, municipality, [operation])


def _codes(held: Decided) -> list[int]:
    return list((held.state.values.get(_RULES.id) if held.state is not None else None) or ())


def enrol(database: Database, clock: Clock, municipality: str, today: date) -> int:
    """Enrol those who are covered and whom nobody has answered for; how many they were."""
    if RegisterRule.ENROL not in switched_on(database, municipality):
        return 0
    covered = [
        one.youth
        for page in targets.standing(database, municipality, today)
        for one in page
        if one.belonging is Belonging.COVERED
    ]
    done = 0
    for start in range(0, len(covered), _PORTION):
        with database.tenant(municipality) as connection:
            log.lock_counter(connection, municipality)
            done += _enrol(
                connection, clock, municipality, covered[start : start + _PORTION], today
            )
    return done


def _enrol(
    connection: Connection,
    clock: Clock,
    municipality: str,
    youths: Sequence[bytes],
    today: date,
) -> int:
    held = stored.of_youths(connection, municipality, youths, _WANTED)
    days = school_days(decided(connection, municipality).settings.last_school_days)
    done = 0
    for records in held.values():
        gathered = [one.record for one in records]
        made = list(_answered(gathered, clock, municipality, today, days))
        if made:
            operations = [ingest.created((one, clock())) for one in made]
            written = ingest.write_whole(connection, clock, municipality, operations)
            done += not written.refused
    return done


def _answered(
    records: Sequence[Record], clock: Clock, home: str, today: date, days: Mapping[int, date]
) -> Iterator[Record]:
    """The enrolment, and that it was the rule that answered."""
    youth = next((one for one in records if isinstance(one, Youth)), None)
    if youth is None or youth.protection is Protection.PROTECTED:
        return
    enrolments = [one for one in records if isinstance(one, Enrolment)]
    decisions = [one for one in records if isinstance(one, RegisterDecision)]
    held = held_from(records, home, days)
    judgement = judge(held, today)
    if judgement.belonging is not Belonging.COVERED or judgement.decided is not None:
        return
    if any(one.stated for one in judgement.results):
        return
    proposals = unanswered(propose(held, enrolments, today, judgement), decisions, today)
    for proposal in proposals:
        if proposal.kind is ProposalKind.ENROL and proposal.registration is not None:
            yield from _records(YouthId(youth.id), proposal, clock, today)
            return


def _records(youth: YouthId, proposal: Proposal, clock: Clock, today: date) -> Iterator[Record]:
    yield Enrolment(
        id=RecordId(new_id(clock)),
        youth=youth,
        start=today,
        registration_reason=proposal.registration,
    )
    yield RegisterDecision(
        id=RecordId(new_id(clock)),
        youth=youth,
        proposal=proposal.kind,
        answer=ProposalAnswer.DONE,
        basis=proposal.basis,
        reason=proposal.sentence[:500],
        decided_on=today,
        by_rule=True,
    )
