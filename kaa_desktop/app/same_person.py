"""Samma person?: entries that may be one person, what a person decides of them, and taking it back.

Nothing moves: the decision is a record (YouthLink), and without it each entry is as before.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from concurrent.futures import Future
from typing import Final
from uuid import UUID

import attrs

from kaa_core.model.enums import LinkState
from kaa_core.model.facts import YouthLink
from kaa_core.model.identity import shown
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Youth
from kaa_core.model.registry import Problem
from kaa_core.model.rights import Right
from kaa_core.rules.same_person import Alike, Entry, pairs
from kaa_desktop.app.clock import new_id
from kaa_desktop.app.context import Context, is_protected, youth_name
from kaa_desktop.app.operations import GONE, Operations
from kaa_desktop.app.views import Result
from kaa_desktop.app.words import counted
from kaa_desktop.store import linked

AT_A_TIME: Final = 1000
WHY: Final = Problem(field="reason", sentence="Skriv hur du vet det.")
KEEP_HIDDEN: Final = Problem(
    field="keep", sentence="Behåll ärendet med skyddad folkbokföring, annars syns det i det andra."
)
_SAID: Final = {
    LinkState.SAME: "De är nu samma person. Det andra ärendet visas tillsammans med det som behölls.",
    LinkState.DIFFERENT: "De är olika personer. Programmet frågar inte igen.",
}


@attrs.frozen(kw_only=True, repr=False)
class EntryView:
    """One of two entries, as much as tells them apart."""

    youth: YouthId
    name: str
    number: str
    address: str
    records: str


@attrs.frozen(kw_only=True, repr=False)
class PairView:
    """Two entries that may be one person, or that somebody has decided about.

    `id` is for the list; `link`, `state`, `reason` and `decided` are of the decision, if there is one.
    """

    id: tuple[str, RecordId, RecordId]
    keep: EntryView
    other: EntryView
    why: str
    link: RecordId | None = None
    state: LinkState | None = None
    reason: str = ""
    decided: str = ""


class SamePerson:
    """Of one unlocked profile; deciding is for those who keep the register."""

    def __init__(self, context: Context, operations: Operations) -> None:
        self._context = context
        self._operations = operations

    def open_pairs(self) -> list[PairView]:
        """Pairs that nobody has decided about, the certain ones first."""
        queries = self._context.queries
        rows = queries.read(linked.maybe_same)
        entries = [
            Entry(RecordId(UUID(bytes=one)), number, given, family)
            for one, number, given, family in rows
        ]
        found = pairs(entries, queries.records(YouthLink))
        shown_as = self._entries({one for pair in found for one in (pair.keep, pair.other)})
        return [
            PairView(
                id=("open", pair.keep, pair.other),
                keep=shown_as[pair.keep],
                other=shown_as[pair.other],
                why=pair.alike.value,
            )
            for pair in sorted(found, key=lambda one: list(Alike).index(one.alike))
        ]

    def pair(self, keep: YouthId, other: YouthId, why: str) -> PairView:
        """Two entries that somebody else says are one person, to be decided about."""
        shown_as = self._entries({keep, other})
        return PairView(
            id=("open", keep, other), keep=shown_as[keep], other=shown_as[other], why=why
        )

    def decided(self) -> list[PairView]:
        """Pairs that somebody has decided about, the latest first."""
        names = self._context.names()
        links = sorted(
            self._context.queries.records(YouthLink), key=lambda one: one.id.bytes, reverse=True
        )
        shown_as = self._entries({one for link in links for one in (link.youth, link.other)})
        return [
            PairView(
                id=("decided", link.id, link.other),
                keep=shown_as[link.youth],
                other=shown_as[link.other],
                why="" if link.state is None else link.state.label,
                link=link.id,
                state=link.state,
                reason=link.reason or "",
                decided=", ".join(
                    filter(
                        None,
                        (
                            names.get(link.decided_by, "") if link.decided_by else "",
                            "" if link.decided_on is None else link.decided_on.isoformat(),
                        ),
                    )
                ),
            )
            for link in links
        ]

    def kept_for(self, youth: YouthId) -> YouthId | None:
        """The entry that is kept, when this one is another's."""
        found = self._context.queries.read(linked.kept_for).get(youth.bytes)
        return None if found is None else YouthId(RecordId(UUID(bytes=found)))

    def problems(self, reason: str) -> list[Problem]:
        """What is missing before it can be decided."""
        return [] if reason.strip() else [WHY]

    def decide(
        self, keep: YouthId, other: YouthId, state: LinkState, reason: str
    ) -> Future[Result]:
        """Say that two entries are one person, `keep` being the one that is kept, or that they are two."""
        problems = self.problems(reason)
        if state is LinkState.SAME and self._hidden(other) and not self._hidden(keep):
            problems.append(KEEP_HIDDEN)
        if problems:
            return self._operations.answered(Result(problems=tuple(problems)))
        made = YouthLink(
            id=RecordId(new_id(self._context.clock)),
            youth=keep,
            other=other,
            state=state,
            reason=reason.strip(),
            decided_by=self._context.identity.worker,
            decided_on=self._context.today,
        )
        return self._operations.record_as(
            made, lambda one: one.create(made), _SAID[state], Right.KEEP_REGISTER
        )

    def _hidden(self, youth: YouthId) -> bool:
        held = self._context.queries.record(Youth, youth)
        return held is not None and is_protected(held.protection)

    def take_back(self, pair: PairView) -> Future[Result]:
        """Undo a decision: each entry is as it was, with what has been written in it since."""
        held = None if pair.link is None else self._context.queries.record(YouthLink, pair.link)
        if held is None:
            return self._operations.answered(GONE)
        return self._operations.record_as(
            held,
            lambda one: one.delete(YouthLink, held.id),
            "Beslutet är tillbakataget. Ärendena står var för sig igen.",
            Right.KEEP_REGISTER,
        )

    def _entries(self, youths: Collection[RecordId]) -> Mapping[RecordId, EntryView]:
        """All of them at once: after an import they may be thousands."""
        queries, wanted = self._context.queries, list(youths)
        held = {
            one.id: one
            for first in range(0, len(wanted), AT_A_TIME)
            for one in queries.records(Youth, wanted[first : first + AT_A_TIME])
        }
        counts = queries.read(lambda one: linked.count_records(one, [y.bytes for y in wanted]))
        return {
            one: _entry_of(YouthId(one), held.get(one), counts.get(one.bytes, 0)) for one in wanted
        }


def _entry_of(youth: YouthId, held: Youth | None, count: int) -> EntryView:
    if held is None:
        return EntryView(
            youth=youth, name="Finns inte på datorn", number="", address="", records=""
        )
    hidden = is_protected(held.protection)
    place = ", ".join(filter(None, (held.street, held.city)))
    return EntryView(
        youth=youth,
        name=youth_name(held),
        number=(held.case_number or "") if hidden else shown(held.identity_number or ""),
        address="" if hidden else place,
        records=counted(count, "uppgift", "uppgifter"),
    )
