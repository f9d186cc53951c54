"""Conflicts between people: settled, asked about, listed for the coordinator, and told to who lost."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from kaa_core.model.enums import Resolution
from kaa_core.model.ids import RecordId, UserId, YouthId
from kaa_core.model.records import Conflict
from kaa_core.model.registry import Problem, milliseconds
from kaa_desktop.app.conflicts import ConflictWords, conflict_views, label_of
from kaa_desktop.app.context import PROTECTED_NAME, Context
from kaa_desktop.app.histories import chosen_words
from kaa_desktop.app.operations import GONE, Operations
from kaa_desktop.app.settling import Settlement
from kaa_desktop.app.sync_views import ConflictView, DecisionView
from kaa_desktop.app.synchronising import Synchronising
from kaa_desktop.app.views import Result

TOLD_FOR: Final = timedelta(days=30)
"""How long a colleague's decision is told on Min dag unless it is said to be seen."""
SEEN: Final = "decisions_seen"
NOBODY: Final = Result(
    problems=(Problem(field="", sentence="Kollegans namn finns inte på datorn. Fråga direkt."),)
)


class Agreeing:
    """What a person does about conflicts, and what others have done about hers."""

    def __init__(self, context: Context, operations: Operations, sync: Synchronising) -> None:
        self._context = context
        self._operations = operations
        self._sync = sync

    def conflicts(self, youth: YouthId | None = None) -> list[ConflictView]:
        """Unresolved conflicts, of one youth or all, the oldest first."""
        return conflict_views(self._context, self._sync.learnt(), youth)

    def digest(self) -> list[ConflictView]:
        """All open conflicts by whose case it is, and of each the oldest first."""
        found = self.conflicts()
        return sorted(found, key=lambda one: (not one.worker, one.worker, -one.days))

    def settle(
        self,
        conflict: RecordId,
        choice: Resolution,
        own: Any = None,
        *,
        reason: str = "",
        addendum: bool = False,
    ) -> Future[Result]:
        """Settle one. `addendum`: the server's text stands, and the other becomes a note under it."""
        text = ""
        if addendum:
            choice = Resolution.KEPT
            found = next((one for one in self.conflicts() if one.id == conflict), None)
            if found is None or not found.addendum:
                return self._operations.answered(GONE)
            text = addendum_text(found)
        made = Settlement(choice=choice, own=own, reason=reason, addendum=text)
        return self._operations.resolve_conflict(conflict, made)

    def ask(self, conflict: RecordId, question: str) -> Future[Result]:
        """Ask the colleague who wrote the other value to settle it."""
        found = next((one for one in self.conflicts() if one.id == conflict), None)
        if found is None:
            return self._operations.answered(GONE)
        if found.colleague is None:
            return self._operations.answered(NOBODY)
        return self._operations.ask_to_settle(conflict, found.colleague[0], question)

    def decisions(self) -> list[DecisionView]:
        """What colleagues have decided in conflicts that the user wrote a side of, the latest first."""
        own = self._context.identity.user
        since = milliseconds(self._context.clock.now() - TOLD_FOR)
        seen = self._seen()
        found = [
            one
            for one in self._context.queries.settled_conflicts(since)
            if one.resolved_by not in (None, own)
            and own in (one.kept_by, one.other_by, one.asked_by)
            and one.id.bytes not in seen
        ]
        youths = {one.youth for one in found if one.youth is not None}
        told = ConflictWords(self._context, self._sync.learnt(), youths)
        return [_decision(self._context, told, one, own) for one in found]

    def saw(self, decisions: Sequence[RecordId]) -> Future[None]:
        """Note on this computer that the user has seen what was decided."""
        kept = self._seen() | {one.bytes for one in decisions}
        return self._sync.keep({SEEN: msgspec.msgpack.encode(sorted(kept)[-2000:])})

    def _seen(self) -> set[bytes]:
        held = self._sync.kept(SEEN)
        return set() if held is None else set(msgspec.msgpack.decode(held, type=list[bytes]))


def addendum_text(view: ConflictView) -> str:
    """The other text as an addendum: who wrote it, when and where, and then every word of it."""
    side = view.other
    told = ", ".join(part for part in (side.when, side.device) if part)
    return f"Skrivet samtidigt av {side.who or 'en kollega'} ({told}):\n{side.value}"


def _decision(context: Context, told: ConflictWords, one: Conflict, own: UserId) -> DecisionView:
    mine: UUID | None = one.other_by if one.other_by == own else one.kept_by
    written = one.other_value if one.other_by == own else one.kept_value
    gone = one.other_deleted if one.other_by == own else one.kept_deleted
    hidden = told.hides(one)
    return DecisionView(
        id=one.id,
        youth=one.youth,
        name=told.name(one),
        label=label_of(one),
        who=told.who(one.resolved_by),
        when="" if one.resolved_at is None else context.when(one.resolved_at),
        chosen=PROTECTED_NAME if hidden else chosen_words(told, one),
        mine=told.value(one, written, deleted=gone) if mine == own and not hidden else "",
        reason="" if hidden else one.reason or "",
        target=one.target,
    )
