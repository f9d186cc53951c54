"""Väntar på granskning: work that came in about a youth whom its author does not see, and its fate.

It lies on the server and is asked for there, so it needs the network. What belongs together, one
author's about one youth, is decided about together. For the author: what waits, and what was decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from typing import Final
from uuid import UUID

import attrs
import msgspec

from kaa_core.model.enums import Ruling
from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.registry import moment
from kaa_core.sync.messages import Operation, Verb
from kaa_core.sync.reviewing import LONGEST_ANSWER, Decide, Held, HeldKey, HeldList
from kaa_core.sync.sight import Hidden
from kaa_desktop.app.admin_views import Told
from kaa_desktop.app.conflicts import content_of
from kaa_desktop.app.context import Context
from kaa_desktop.app.replica import COMPARED
from kaa_desktop.app.sync_views import FaultView
from kaa_desktop.app.told import Asking, told
from kaa_desktop.app.views_base import Fact
from kaa_desktop.app.waiting import act_title
from kaa_desktop.app.words import counted
from kaa_desktop.store.quarantined import Waiting
from kaa_desktop.store.store import Store
from kaa_desktop.sync import reviewing
from kaa_desktop.sync.faults import AWAY, SyncFault

LONGEST: Final = LONGEST_ANSWER
OFFLINE: Final = (
    "Du behöver nät. Det som väntar finns på servern.",
    "Ingenting är ändrat.",
    "Försök igen när datorn har nät.",
)
_WHY: Final = {
    Hidden.UNIT: "Ärendet hör till en annan enhet än den som skrev.",
    Hidden.PROTECTED: "Ungdomen har skyddad folkbokföring, och den som skrev har inte behörighet.",
    Hidden.ROLE: "Den som skrev har en roll som inte läser ärenden.",
}
_UNKNOWN_WHY: Final = "Den som skrev såg inte ärendet."


@attrs.frozen(kw_only=True, repr=False)
class HeldView:
    """One author's work about one youth. `id` is for the list; `facts` all of it, in words."""

    id: tuple[bytes, bytes]
    keys: tuple[HeldKey, ...]
    youth: YouthId
    name: str
    who: str
    device: str
    what: str
    when: str
    why: str
    facts: tuple[Fact, ...]


@attrs.frozen(kw_only=True, repr=False)
class AwaitingView:
    """Own work that waits for a coordinator, or what she decided. It never says about whom."""

    id: tuple[int, int]
    title: str
    when: str
    told: str
    decided: bool
    refused: bool = False


class Reviewing:
    """Of one unlocked profile."""

    def __init__(self, context: Context, store: Store, asking: Asking) -> None:
        self._context = context
        self._store = store
        self._asking = asking

    # -- the coordinator's

    def held(self) -> Future[Told[list[HeldView]]]:
        """What waits, the oldest first."""
        return told(self._asking, reviewing.held, self._views, _fault_view)

    def accept(self, view: HeldView) -> Future[Told[bool]]:
        """Take it in, as its author's."""
        return self._decide(Decide(list(view.keys), int(Ruling.ACCEPTED)))

    def hand_over(self, view: HeldView, worker: WorkerId) -> Future[Told[bool]]:
        """Take it in, and give a colleague the task of going through it."""
        return self._decide(
            Decide(list(view.keys), int(Ruling.HANDED_OVER), handed_to=worker.bytes)
        )

    def refuse(self, view: HeldView, answer: str) -> Future[Told[bool]]:
        """Leave it out of the register, with an answer to its author."""
        return self._decide(Decide(list(view.keys), int(Ruling.REFUSED), answer.strip()))

    def _decide(self, decision: Decide) -> Future[Told[bool]]:
        return told(
            self._asking,
            lambda client, access: reviewing.decide(client, access, decision),
            lambda _: True,
            _fault_view,
        )

    def _views(self, found: HeldList) -> list[HeldView]:
        groups: dict[tuple[bytes, bytes], list[Held]] = {}
        for one in found.held:
            groups.setdefault((one.actor, one.youth), []).append(one)
        names = self._context.names()
        youths = self._context.youth_names({UUID(bytes=one.youth) for one in found.held})
        return [self._view(group, names, youths) for group in groups.values()]

    def _view(
        self, group: list[Held], names: Mapping[UUID, str], youths: Mapping[UUID, str]
    ) -> HeldView:
        first = group[0]
        youth = UUID(bytes=first.youth)
        operations = [operation for one in group for operation in one.operations]
        acts = [act_title(one.operations[0]) for one in group]
        what = acts[0] if len(acts) == 1 else counted(len(acts), "sak", "saker")
        reason = next((one for one in Hidden if one == first.reason), None)
        return HeldView(
            id=(first.actor, first.youth),
            keys=tuple(HeldKey(one.device, one.incarnation, one.n) for one in group),
            youth=YouthId(RecordId(youth)),
            name=youths.get(youth, "Ungdomen finns inte på den här datorn"),
            who=first.actor_name,
            device=first.device_name,
            what=what,
            when=self._context.when(moment(operations[-1].at)),
            why=_WHY[reason] if reason is not None else _UNKNOWN_WHY,
            facts=tuple(fact for one in operations for fact in self._facts(one, names)),
        )

    def _facts(self, operation: Operation, names: Mapping[UUID, str]) -> list[Fact]:
        at = self._context.when(moment(operation.at))
        head = Fact(label=act_title(operation), value=at)
        content = content_of(self._context, operation, names)
        if operation.verb is Verb.SET and not content:
            return []
        return [head, *content]

    # -- the author's

    def own(self) -> list[AwaitingView]:
        """What waits of one's own, and what was decided, the newest first."""
        names = self._context.names()
        return [self._awaiting(one, names) for one in self._store.scopes.quarantined()]

    def dismiss(self, view: AwaitingView) -> Future[None]:
        """Take what was decided off the list."""
        return self._store.scopes.dismiss_decided([view.id])

    # -- comparing with the server

    def compared(self) -> str:
        """What the last comparison that found anything did, as a sentence; empty when none has."""
        packed = self._store.setting(COMPARED)
        if packed is None:
            return ""
        fetched, left = msgspec.msgpack.decode(packed, type=tuple[int, int])
        told = []
        if fetched:
            verb = "hämtades på nytt, för datorn hade inte samma uppgifter som servern."
            told.append(f"{counted(fetched, 'ungdom', 'ungdomar')} {verb}")
        if left:
            told.append(f"{counted(left, 'ungdom', 'ungdomar')} som du inte längre ser togs bort.")
        return " ".join(told)

    def forget_compared(self) -> Future[None]:
        """It has been read."""
        return self._store.put_settings({COMPARED: None})

    def _awaiting(self, one: Waiting, names: Mapping[UUID, str]) -> AwaitingView:
        first = Operation(one.n, one.n, Verb(one.verb), one.kind, b"", {}, 0, one.at)
        return AwaitingView(
            id=(one.incarnation, one.n),
            title=act_title(first),
            when=self._context.when(moment(one.at)),
            told=self._told(one, names),
            decided=one.ruling is not None,
            refused=one.ruling == Ruling.REFUSED,
        )

    def _told(self, one: Waiting, names: Mapping[UUID, str]) -> str:
        if one.ruling is None:
            return "Väntar på samordnare. Du ser inte längre ungdomen, så samordnaren avgör."
        by = names.get(UUID(bytes=one.ruled_by), "Samordnaren") if one.ruled_by else "Samordnaren"
        when = self._context.when(moment(one.ruled_at))
        if one.ruling == Ruling.ACCEPTED:
            return f"{by} tog emot det {when}. Det står i journalen med ditt namn."
        if one.ruling == Ruling.HANDED_OVER:
            to = (
                names.get(UUID(bytes=one.handed_to), "en kollega")
                if one.handed_to
                else "en kollega"
            )
            return f"{by} tog emot det {when} och bad {to} gå igenom det."
        return f"{by} tog inte emot det {when} och svarade: {one.answer}"


def _fault_view(fault: SyncFault) -> FaultView:
    parts = (fault.happened, fault.safe, fault.advice)
    happened, safe, advice = OFFLINE if fault.code in AWAY else parts
    return FaultView(happened=happened, safe=safe, advice=advice, code=fault.code)
