"""What a person does in a case, as an unlocked profile offers it: each gives a future of what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any

from kaa_core.model.enums import CallOff, Resolution
from kaa_core.model.ids import DraftId, RecordId, WorkerId, YouthId
from kaa_desktop.app.agreeing import Agreeing
from kaa_desktop.app.forms import ContactForm, ConversationForm, Form, NoteForm, VisitForm
from kaa_desktop.app.operations import Operations
from kaa_desktop.app.views import Result


class Acting:
    """A part of `Session`."""

    _operations: Operations
    agreeing: Agreeing

    def save_draft(self, draft: DraftId, form: Form) -> Future[datetime]:
        """Keep a form as it stands; gives the moment it was saved, in UTC."""
        return self._operations.save_draft(draft, form)

    def discard_draft(self, draft: DraftId) -> Future[None]:
        """Throw a draft away."""
        return self._operations.discard_draft(draft)

    def enter_contact(self, form: ContactForm, draft: DraftId | None = None) -> Future[Result]:
        """För in i journalen: the contact, its next step, and the draft gone, in one transaction."""
        return self._operations.enter(form, draft)

    def enter_visit(self, form: VisitForm, draft: DraftId | None = None) -> Future[Result]:
        """Enter a visit that was made, planned before or not."""
        return self._operations.enter(form, draft)

    def enter_conversation(
        self, form: ConversationForm, draft: DraftId | None = None
    ) -> Future[Result]:
        """Enter a conversation."""
        return self._operations.enter(form, draft)

    def enter_note(self, form: NoteForm, draft: DraftId | None = None) -> Future[Result]:
        """Enter a note, or with `addendum_to` an addendum."""
        return self._operations.enter(form, draft)

    def plan_visit(
        self,
        youth: YouthId,
        on: date | None,
        at: time | None = None,
        participants: tuple[WorkerId, ...] = (),
    ) -> Future[Result]:
        """Plan a home visit; the address is the youth's. It answers the routine's task for a visit."""
        return self._operations.plan_visit(youth, on, at, participants)

    def call_off_visit(
        self, visit: RecordId, reason: str, kind: CallOff | None = None
    ) -> Future[Result]:
        """Call a planned visit off, with the reason: one of the list, words, or both."""
        return self._operations.call_off_visit(visit, reason, kind)

    def add_task(
        self,
        youth: YouthId,
        title: str,
        due: date | None,
        *,
        at: time | None = None,
        reason: str = "",
    ) -> Future[Result]:
        """Add an own bevakning."""
        return self._operations.add_task(youth, title, due, at=at, reason=reason)

    def complete_task(self, task: RecordId) -> Future[Result]:
        """Mark a task as done today."""
        return self._operations.complete_task(task)

    def change_youth(
        self,
        youth: YouthId,
        values: Mapping[str, Any],
        seen: Mapping[str, Any] = MappingProxyType({}),
    ) -> Future[Result]:
        """Change fields of the youth by name; only those that differ are written.

        `seen`: what the person saw in those fields. A colleague's value that came in since is then not
        written over: both are kept, as a conflict.
        """
        return self._operations.change_youth(youth, values, seen)

    def resolve_conflict(
        self, conflict: RecordId, choice: Resolution, own: Any = None
    ) -> Future[Result]:
        """Settle a conflict: the server's value, the other one, or `own` (a value of the field)."""
        return self.agreeing.settle(conflict, choice, own)

    def dismiss_refused(self, n: int) -> Future[None]:
        """Take an act that was not received off the list, after a person has seen to it."""
        return self._operations.dismiss_refused(n)

    # -- taking back

    def undoable(self) -> tuple[str, str]:
        """What undoing would take back, and what would be done again; empty when nothing."""
        return self._operations.undoable()

    def undo(self) -> Future[Result]:
        """Ångra: take back the last act that is not entered in the journal, since it was unlocked."""
        return self._operations.undo()

    def redo(self) -> Future[Result]:
        """Gör om: do what was undone last again."""
        return self._operations.redo()
