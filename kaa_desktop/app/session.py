"""An unlocked profile: one named operation for each thing a person can do, and the queries behind views.

Queries are synchronous on the caller's (the window's) thread and take milliseconds: they read through
the store's read-only connection. Operations run on the store's writer thread and return a `Future` of
`Result`; what they raise is a `StoreFault`, whose `sentence` is shown. Listeners are called on other
threads than the window's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import date, time

import attrs

from kaa_core.model.ids import DraftId, RecordId, WorkerId, YouthId
from kaa_core.model.registry import Problem
from kaa_core.model.rights import Right, may
from kaa_desktop.app import clock, conflicts, entering, roles, youths
from kaa_desktop.app.accesses import Accesses
from kaa_desktop.app.acting import Acting
from kaa_desktop.app.actors import Actors
from kaa_desktop.app.administering import Administering
from kaa_desktop.app.agreeing import Agreeing
from kaa_desktop.app.archiving import Archiving
from kaa_desktop.app.assessments import Assessments
from kaa_desktop.app.attachments import Attaching
from kaa_desktop.app.budgets import Budgets
from kaa_desktop.app.connection_test import ConnectionTest
from kaa_desktop.app.context import Context
from kaa_desktop.app.day import day_view
from kaa_desktop.app.drafts import draft_rows, form_of
from kaa_desktop.app.early import Early
from kaa_desktop.app.evaluation_paper import EvaluationPapers
from kaa_desktop.app.evaluations import Evaluations
from kaa_desktop.app.extracts import Extracts
from kaa_desktop.app.forms import Form, VisitForm
from kaa_desktop.app.found import Hit, Notes
from kaa_desktop.app.goals import Goals
from kaa_desktop.app.handing_over import HandingOver
from kaa_desktop.app.histories import Histories
from kaa_desktop.app.journal_paper import JournalPapers
from kaa_desktop.app.kept_forms import KeptForms
from kaa_desktop.app.leasing import Leasing
from kaa_desktop.app.leaving_group import LeavingGroup
from kaa_desktop.app.letters import Letters
from kaa_desktop.app.list_query import AS_WORKED, ListQuery
from kaa_desktop.app.lists import Lists
from kaa_desktop.app.mended import MendedNotices
from kaa_desktop.app.municipality import Municipality, municipality_of
from kaa_desktop.app.night import Night
from kaa_desktop.app.notices import Notices
from kaa_desktop.app.operations import Operations
from kaa_desktop.app.page import youth_page
from kaa_desktop.app.papers import Papers
from kaa_desktop.app.plans import Plans
from kaa_desktop.app.reaching import Reaching
from kaa_desktop.app.register_changes import ChangedList, changes
from kaa_desktop.app.registering import Registering
from kaa_desktop.app.removing import Left, left_in
from kaa_desktop.app.reports import Reports
from kaa_desktop.app.reviewing import Reviewing
from kaa_desktop.app.rounds import VisitRounds
from kaa_desktop.app.routines import Routines
from kaa_desktop.app.same_person import SamePerson
from kaa_desktop.app.scb import Scb
from kaa_desktop.app.searching import Searching
from kaa_desktop.app.self_audit import SelfAudit
from kaa_desktop.app.sharing import Sharing
from kaa_desktop.app.statistics import Statistics
from kaa_desktop.app.sync_views import (
    ConflictView,
    RefusedView,
    SyncView,
    WaitingView,
)
from kaa_desktop.app.synchronising import Synchronising
from kaa_desktop.app.target_group import TargetGroup
from kaa_desktop.app.versions import Versions
from kaa_desktop.app.views import (
    Changes,
    Colleague,
    DayView,
    DraftRow,
    ListFilter,
    NavCounts,
    Result,
    StepPreview,
    Who,
    YouthList,
    YouthPage,
    YouthRow,
)
from kaa_desktop.app.waiting import waiting_views


class Session(Acting):
    """An unlocked profile. Made by `app.wiring`; `close` belongs to `app.unlocking`."""

    versions: Versions
    """Which version of the program the municipality wants; given by `app.opening`."""
    handing_over: HandingOver
    """Unsent work as a file, for a computer that cannot connect; given by `app.opening`."""
    archiving: Archiving
    papers: Papers
    """What is preserved of those who are to be erased; given by `app.opening`."""
    early: Early
    """Tidiga signaler, the short list beside the register; given by `app.opening`."""
    extracts: Extracts
    """Registerutdrag and copies to give out; given by `app.opening`."""
    journal_papers: JournalPapers
    """A period of a journal on paper, for a reason; given by `app.opening`."""
    reports: Reports
    """Reports of the follow-up, as paper and as spreadsheet; given by `app.opening`."""
    budgets: Budgets
    """Budget and outcome by period; given by `app.opening`."""
    evaluations: Evaluations
    evaluation_papers: EvaluationPapers
    """The school year's evaluation, and it as PDF; given by `app.opening`."""
    goals: Goals
    """The board's goals and today's values; given by `app.opening`."""
    same_person: SamePerson
    """Entries that may be one person; given by `app.opening`."""
    night: Night
    """What the server has read by night, and what of it waits; given by `app.opening`."""
    actors: Actors
    """Samverkan: actors, their people and places; given by `app.opening`."""
    self_audit: SelfAudit
    """Granskning: every case in the auditors' four areas, and samples; given by `app.opening`."""
    scb: Scb
    """Underlag till SCB: a half-year seen beforehand, its file, its layout; given by `app.opening`."""
    statistics: Statistics
    """Figures of any day, counted here or by the server; given by `app.opening`."""
    sharing: Sharing
    """Consents, referrals and the working group's list; given by `app.opening`."""
    leasing: Leasing
    """How long the computer may be out of touch; given by `app.opening`."""
    leaving: LeavingGroup
    """The way out, 18 and 20, opening the protected; given by `app.opening`."""
    reaching: Reaching
    """Numbers and addresses confirmed; given by `app.opening`."""
    rounds: VisitRounds
    """Rounds of home visits: planned, out, back, called off; given by `app.opening`."""
    routines: Routines
    """The contact routine and who is away; given by `app.opening`."""
    kept_forms: KeptForms
    """What is typed in forms about nobody; given by `app.opening`."""
    letters: Letters
    """Letters to many and the texts they are made of; given by `app.opening`."""
    plans: Plans
    """The individual plan: goals, measures, versions, follow-up; given by `app.opening`."""
    targets: TargetGroup
    """Målgruppsprövning: who is undecided, why, and what is done; given by `app.opening`."""
    mended: MendedNotices
    """What is to be told of a server or a profile that was put back; given by `app.opening`."""

    def __init__(
        self,
        context: Context,
        operations: Operations,
        sync: Synchronising,
        register: Registering,
        lists: Lists,
        searching: Searching,
        attachments: Attaching,
    ) -> None:
        self.attachments = attachments
        """Papers attached to cases."""
        self.lists = lists
        """Orders of lists read beside the window's thread, kept filters, rows as text."""
        self.register = register
        """Imports, youths registered by hand, enrolments, cases given to workers."""
        self._searching = searching
        self._context = context
        self._queries = context.queries
        self._operations = operations
        self._sync = sync
        sync.subscribe(lists.heard)
        self._administering = Administering(context, operations, sync)
        self.erasing = sync.erasing
        """Gallring, erasing by hand, and how far the computers have come with it."""
        self.agreeing = Agreeing(context, operations, sync)
        """Conflicts settled and asked about, the coordinator's digest, what colleagues have decided."""
        self.assessments = Assessments(context, operations)
        """Kartläggningen: written in portions, entered as versions, compared."""
        self.histories = Histories(context, operations, sync)
        """Who changed what, when, on which device, from what to what; and earlier values put back."""

    def close(self) -> None:
        """Stop synchronising and close the store; what was handed in is finished first.

        But for an import: of that nothing is written when it is not whole.
        """
        self.register.close()
        self.lists.close()
        self.reports.close()
        self.scb.close()
        self.papers.close()
        self.self_audit.close()
        self._searching.close()
        self.attachments.close()
        self.goals.close()
        self.statistics.close()
        self.routines.close()
        self.targets.close()
        self.handing_over.close()
        self._sync.close()

    # -- who and when

    @property
    def who(self) -> Who:
        """The user, the municipality and the device of this profile."""
        identity = self._context.identity
        return attrs.evolve(identity.who, role=roles.role_label(identity.standing.role))

    @property
    def role(self) -> int:
        """The code of the role that the user has now; it can change while the profile is open."""
        return self._context.identity.standing.role

    @property
    def connection(self) -> tuple[str, str]:
        """The server's address and the municipality's code there: what connects one more computer."""
        identity = self._context.identity
        return identity.server, identity.municipality

    def may(self, right: Right) -> bool:
        """Whether the user's role has a right."""
        return not self.why_not(right)

    def why_not(self, right: Right) -> str:
        """Why the user's role may not, as a sentence; empty when it may."""
        return roles.why_not(self.role, right)

    def shows(self, right: Right | None) -> bool:
        """Whether what needs a right is shown to the user at all."""
        return roles.shows(self.role, right)

    def today(self) -> date:
        """The day it is, in local time."""
        return self._context.today

    def now(self) -> time:
        """The time of day to the minute, in local time ("Gick" fills itself)."""
        return clock.time_of_day(self._context.clock)

    def colleagues(self, *, writing: bool = False) -> list[Colleague]:
        """The workers in service, by name; oneself first. `writing`: only who may have cases."""
        own = self._context.identity.worker
        found = [one for one in self._context.workers().values() if one.active is not False]
        if writing:
            found = [one for one in found if may(one.role, Right.WRITE_CASES)]
        found.sort(key=lambda one: (one.id != own, one.name))
        return [
            Colleague(id=WorkerId(one.id), name=one.name, initials=one.initials or "")
            for one in found
        ]

    def subscribe(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        """Be told of every change, own or from the server; returns how to stop.

        Called on another thread than the window's: hand it over by a queued signal.
        """
        return self._sync.subscribe(listener)

    # -- queries

    def day(self, on: date | None = None, *, whole_unit: bool = False) -> DayView:
        """Min dag on a date (default today); tasks of oneself, or of all."""
        return day_view(self._context, on or self._context.today, whole_unit=whole_unit)

    def youth_ids(
        self, which: ListFilter = ListFilter.ENROLLED, query: ListQuery = AS_WORKED
    ) -> YouthList:
        """The order of a list; a long one is asked of `lists.ids_later` by the window."""
        return self.lists.ids(which, query)

    def youth_rows(self, ids: Sequence[YouthId]) -> list[YouthRow]:
        """Rows for some ids, in their order; those that are gone are left out. Ask for a page at a time."""
        return self.lists.rows(ids)

    def youth_page(self, youth: YouthId) -> YouthPage | None:
        """One youth, whole; None when it is no longer on this computer."""
        return youth_page(self._context, youth)

    def nav_counts(self) -> NavCounts:
        """The counts of the navigation."""
        return youths.nav_counts(self._context, len(self.refused()))

    def search(self, text: str, limit: int = 12) -> list[Hit]:
        """Youths by name, address, e-mail, case number, or digits anywhere in a number; and why."""
        return self._searching.persons(text, limit)

    def search_notes(self, text: str) -> Future[Notes]:
        """What has been written with these words, newest first; read beside the window's thread."""
        return self._searching.notes(text)

    def register_changes(self, days: int) -> ChangedList:
        """Who came in, went out or is judged otherwise in the last days."""
        return changes(self._context, days)

    def drafts(self) -> list[DraftRow]:
        """My unfinished forms, last changed first."""
        return draft_rows(self._context)

    def draft(self, draft: DraftId) -> Form | None:
        """The form of a draft, as typed so far (its class says which form); None when it is gone."""
        found = self._queries.draft(draft)
        return None if found is None else form_of(found)

    def visit_form(self, visit: RecordId) -> VisitForm | None:
        """The form that reports a planned visit, with what is known beforehand filled in."""
        return self._operations.visit_form(visit)

    def new_draft_id(self) -> DraftId:
        """An id for a form that has just been opened."""
        return DraftId(clock.new_id(self._context.clock))

    def sync_view(self) -> SyncView:
        """The state of saving and synchronising in words."""
        return self._sync.view()

    def waiting(self) -> list[WaitingView]:
        """What is saved here and waits for the server, oldest first; at most 200 operations of it."""
        return waiting_views(self._context)

    def refused(self) -> list[RefusedView]:
        """Ej mottaget: acts that the server will never take, newest first."""
        return conflicts.refused_views(self._context)

    def conflicts(self, youth: YouthId | None = None) -> list[ConflictView]:
        """Unresolved conflicts, of one youth or all."""
        return self.agreeing.conflicts(youth)

    def next_step_preview(self, form: Form) -> StepPreview | None:
        """The step that the routine asks for if this form is entered; None when it cannot be said yet."""
        records = self._queries.case_records(form.youth)
        return entering.preview(form, records, self._operations.author())

    def problems(self, form: Form) -> list[Problem]:
        """What keeps this form from being entered, as sentences by field."""
        return self._operations.problems(form)

    # -- the connection

    @property
    def administering(self) -> Administering:
        """Users, computers, units and the municipality's settings."""
        return self._administering

    @property
    def reviewing(self) -> Reviewing:
        """Work that came in without permission, and what was decided about one's own."""
        return self._sync.reviewing

    @property
    def notices(self) -> Notices:
        """What schools have told of pupils who are not in the register."""
        return self._sync.notices

    @property
    def accesses(self) -> Accesses:
        """Access to one case given to a colleague."""
        return Accesses(self._context, self._operations)

    def municipality(self) -> Municipality:
        """What the municipality has decided for all its computers."""
        return municipality_of(self._queries)

    def change_password(self, old: str, new: str) -> Future[Result]:
        """Change the password of one's own account; asked of the server, so it needs the network."""
        return self._sync.change_password(old, new)

    def sync_now(self) -> None:
        """Synka nu (F5): try at once, whatever pause was running."""
        self._sync.now()

    def only_here(self) -> Left:
        """What is nowhere but on this computer: while there is any, the profile is not taken off it."""
        return left_in(self._queries)

    def connection_test(self) -> ConnectionTest:
        """A test of the connection, step by step; close it when it is no longer looked at."""
        clock = self._context.clock
        return ConnectionTest(self._sync.server, clock.now, clock.local)

    def practise_conflict(self) -> str:
        """Let a made-up colleague change the next telephone number too; her name, "" but in a practice."""
        return self._sync.practise_conflict()

    def log_in(self, password: str) -> Future[Result]:
        """Give the account's password again, when `SyncView.needs_login`."""
        return self._sync.log_in(password)
