"""An unlocked profile: one named operation for each thing a person can do, and the queries behind views.

Queries are synchronous on the caller's (the window's) thread and take milliseconds: they read through
the store's read-only connection. Operations run on the store's writer thread and return a `Future` of
`Result`; what they raise is a `StoreFault`, whose `sentence` is shown. Listeners are called on other
threads than the window's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from datetime import date, datetime, time
from typing import Any

from kaa_core.model.enums import Resolution
from kaa_core.model.ids import DraftId, RecordId, WorkerId, YouthId
from kaa_core.model.registry import Problem
from kaa_desktop.app.forms import ContactForm, ConversationForm, Form, NoteForm, VisitForm
from kaa_desktop.app.sync_views import ConflictView, HistoryLine, RefusedView, SyncView
from kaa_desktop.app.views import (
    Changes,
    Colleague,
    DayView,
    DraftRow,
    Hit,
    ListFilter,
    NavCounts,
    Result,
    SortBy,
    StepPreview,
    Who,
    YouthList,
    YouthPage,
    YouthRow,
)


class Session:
    """An unlocked profile. Made by `app.wiring`; `close` belongs to `app.unlocking`."""

    # -- who and when

    @property
    def who(self) -> Who:
        """The user, the municipality and the device of this profile."""
        raise NotImplementedError

    def today(self) -> date:
        """The day it is, in local time."""
        raise NotImplementedError

    def now(self) -> time:
        """The time of day to the minute, in local time ("Gick" fills itself)."""
        raise NotImplementedError

    def colleagues(self) -> list[Colleague]:
        """The workers in service, by name; oneself first."""
        raise NotImplementedError

    def subscribe(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        """Be told of every change, own or from the server; returns how to stop.

        Called on another thread than the window's: hand it over by a queued signal.
        """
        raise NotImplementedError

    # -- queries

    def day(self, on: date | None = None, *, whole_unit: bool = False) -> DayView:
        """Min dag on a date (default today); tasks of oneself, or of all."""
        raise NotImplementedError

    def youth_ids(
        self,
        which: ListFilter = ListFilter.ENROLLED,
        *,
        text: str = "",
        sort: SortBy = SortBy.DUE,
        descending: bool = False,
        grouped: bool = True,
    ) -> YouthList:
        """The order of a list. `text` filters by name, number or place; `grouped` by next step's date."""
        raise NotImplementedError

    def youth_rows(self, ids: tuple[YouthId, ...]) -> list[YouthRow]:
        """Rows for some ids, in their order; ids that are gone are left out. Ask for a page at a time."""
        raise NotImplementedError

    def youth_page(self, youth: YouthId) -> YouthPage | None:
        """One youth, whole; None when it is no longer on this computer."""
        raise NotImplementedError

    def nav_counts(self) -> NavCounts:
        """The counts of the navigation."""
        raise NotImplementedError

    def search(self, text: str, limit: int = 12) -> list[Hit]:
        """Youths by the beginning of any name, or any part of the number from two characters."""
        raise NotImplementedError

    def drafts(self) -> list[DraftRow]:
        """My unfinished forms, last changed first."""
        raise NotImplementedError

    def draft(self, draft: DraftId) -> Form | None:
        """The form of a draft, as typed so far (its class says which form); None when it is gone."""
        raise NotImplementedError

    def visit_form(self, visit: RecordId) -> VisitForm | None:
        """The form that reports a planned visit, with what is known beforehand filled in."""
        raise NotImplementedError

    def new_draft_id(self) -> DraftId:
        """An id for a form that has just been opened."""
        raise NotImplementedError

    def sync_view(self) -> SyncView:
        """The state of saving and synchronising in words."""
        raise NotImplementedError

    def refused(self) -> list[RefusedView]:
        """Ej mottaget: acts that the server will never take, newest first."""
        raise NotImplementedError

    def conflicts(self, youth: YouthId | None = None) -> list[ConflictView]:
        """Unresolved conflicts, of one youth or all."""
        raise NotImplementedError

    def history(self, record: RecordId) -> Future[list[HistoryLine]]:
        """Who changed what, when, on which device; asked of the server, so it needs the network.

        The future raises `SyncFault` (a sentence in three parts) when the server does not answer.
        """
        raise NotImplementedError

    def next_step_preview(self, form: Form) -> StepPreview | None:
        """The step that the routine asks for if this form is entered; None when it cannot be said yet."""
        raise NotImplementedError

    def problems(self, form: Form) -> list[Problem]:
        """What keeps this form from being entered, as sentences by field."""
        raise NotImplementedError

    # -- operations

    def save_draft(self, draft: DraftId, form: Form) -> Future[datetime]:
        """Keep a form as it stands; gives the moment it was saved, in UTC."""
        raise NotImplementedError

    def discard_draft(self, draft: DraftId) -> Future[None]:
        """Throw a draft away."""
        raise NotImplementedError

    def enter_contact(self, form: ContactForm, draft: DraftId | None = None) -> Future[Result]:
        """För in i journalen: the contact, its next step, and the draft gone, in one transaction."""
        raise NotImplementedError

    def enter_visit(self, form: VisitForm, draft: DraftId | None = None) -> Future[Result]:
        """Enter a visit that was made, planned before or not."""
        raise NotImplementedError

    def enter_conversation(
        self, form: ConversationForm, draft: DraftId | None = None
    ) -> Future[Result]:
        """Enter a conversation."""
        raise NotImplementedError

    def enter_note(self, form: NoteForm, draft: DraftId | None = None) -> Future[Result]:
        """Enter a note, or with `addendum_to` an addendum."""
        raise NotImplementedError

    def add_addendum(self, to: RecordId, text: str, draft: DraftId | None = None) -> Future[Result]:
        """Correct an entered record by an addendum, dated now."""
        raise NotImplementedError

    def plan_visit(
        self, youth: YouthId, on: date, at: time | None, participants: tuple[WorkerId, ...] = ()
    ) -> Future[Result]:
        """Plan a home visit; the address is the youth's."""
        raise NotImplementedError

    def call_off_visit(self, visit: RecordId, reason: str) -> Future[Result]:
        """Call a planned visit off, with the reason."""
        raise NotImplementedError

    def add_task(
        self, youth: YouthId, title: str, due: date, *, at: time | None = None, reason: str = ""
    ) -> Future[Result]:
        """Add an own bevakning."""
        raise NotImplementedError

    def complete_task(self, task: RecordId) -> Future[Result]:
        """Mark a task as done today."""
        raise NotImplementedError

    def change_youth(self, youth: YouthId, values: Mapping[str, Any]) -> Future[Result]:
        """Change fields of the youth by name; only those that differ are written."""
        raise NotImplementedError

    def resolve_conflict(
        self, conflict: RecordId, choice: Resolution, own: Any = None
    ) -> Future[Result]:
        """Settle a conflict: the server's value, the other one, or `own` (a value of the field)."""
        raise NotImplementedError

    def dismiss_refused(self, n: int) -> Future[None]:
        """Take an act that was not received off the list, after a person has seen to it."""
        raise NotImplementedError

    # -- the connection

    def sync_now(self) -> None:
        """Synka nu (F5): try at once, whatever pause was running."""
        raise NotImplementedError

    def log_in(self, password: str) -> Future[Result]:
        """Give the account's password again, when `SyncView.needs_login`."""
        raise NotImplementedError
