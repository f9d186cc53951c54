"""What the window shows: frozen values with ready Swedish words. No Qt, no SQL behind them.

`icon` is always the name of a file in resources/icons without its ending; `Tone` is a colour family of
design.md section 8 and never stands without its word. Dates are given both in words and as values.
"""

from __future__ import annotations

import enum
from datetime import date, datetime, time
from uuid import UUID

import attrs

from kaa_core.model.ids import DraftId, RecordId, WorkerId, YouthId
from kaa_core.model.registry import Problem
from kaa_desktop.app.leaving_views import NOTHING_OUT, WayOut
from kaa_desktop.app.sync_views import SyncMark
from kaa_desktop.app.views_base import PROTECTED_NAME, Chip, Fact, Tone
from kaa_desktop.store.packed import PackedIds


@attrs.frozen(kw_only=True)
class Group:
    """A heading in a grouped list: "Försenat (4)". `start` is the index of its first row."""

    title: str
    icon: str
    tone: Tone
    start: int
    count: int


class ListFilter(enum.Enum):
    """The lists of the navigation. The value is the page's title."""

    ENROLLED = "Ungdomar"
    MINE = "Mina ungdomar"
    NOT_REACHED = "Ej nådda"
    NEW = "Nya att kontakta"
    EVERYONE = "Åldersgruppen"


@attrs.frozen(kw_only=True, repr=False)
class YouthList:
    """The order of a list: ids only, rows are asked for page by page. Groups are empty when not grouped.

    `total` is how many the list has without any filter; `missing` what of a pasted column of numbers is
    not in it, as it is to be shown.
    """

    ids: PackedIds
    groups: tuple[Group, ...] = ()
    total: int = 0
    missing: tuple[str, ...] = ()


@attrs.frozen(kw_only=True, repr=False)
class YouthRow:
    """A row of the list. Someone PROTECTED is "Skyddade uppgifter" and has the case number as `number`.

    `confidential`: sekretessmarkering, a warning.
    `target`: whether she belongs to the target group today; None while that has not been judged.
    """

    id: YouthId
    name: str
    number: str
    age: str
    status: Chip
    next_step: str
    due: date | None
    due_text: str
    protected: bool = False
    confidential: bool = False
    unsynced: bool = False
    conflict: bool = False
    worker: str = ""
    unit: str = ""
    enrolled: date | None = None
    enrolled_text: str = ""
    reason: str = ""
    reached: date | None = None
    reached_text: str = ""
    attempts: str = ""
    city: str = ""
    occupation: str = ""
    phone: str = ""
    case_number: str = ""
    target: Chip | None = None


@attrs.frozen(kw_only=True, repr=False)
class VisitRow:
    """A home visit planned for the day `on`. `visit` opens the form until it is `done` or called off."""

    visit: RecordId
    youth: YouthId
    at: time | None
    at_text: str
    name: str
    address: str
    history: str
    status: Chip
    on: date | None = None
    done: bool = False


@attrs.frozen(kw_only=True, repr=False)
class TaskRow:
    """A thing to do: what, why and when. `visit` is set when the task is a planned home visit.

    `routine` is a step of the routine, done by what is entered; `case_number` is set of the protected.
    `undone`: why it is not ticked off, when another reason than the routine's holds (a birthday).
    """

    id: RecordId
    youth: YouthId
    name: str
    what: str
    why: str
    due: date
    when: Chip
    visit: RecordId | None = None
    routine: bool = False
    case_number: str = ""
    undone: str = ""


@attrs.frozen(kw_only=True, repr=False)
class NotReachedRow:
    """One never reached since enrolment. `days` since the first letter (else since enrolment)."""

    youth: YouthId
    name: str
    next_step: str
    days: int
    days_text: str
    late: bool = False
    protected: bool = False


@attrs.frozen(kw_only=True, repr=False)
class DraftRow:
    """An unfinished form of mine. `form`: the window's name of the form (`app.drafts.TITLES`).

    `unreadable` when this version of the program cannot open it; it is kept as it is.
    """

    id: DraftId
    form: str
    youth: YouthId
    name: str
    title: str
    changed_at: datetime
    changed_text: str


@attrs.frozen(kw_only=True, repr=False)
class DayView:
    """Min dag. `not_reached_total` is the whole count, the rows the longest waiting first.

    `silence`: that there has been no outreach for weeks, to the coordinator; else empty.
    """

    title: str
    subtitle: str
    visits: tuple[VisitRow, ...]
    visits_text: str
    tasks: tuple[TaskRow, ...]
    task_groups: tuple[Group, ...]
    not_reached: tuple[NotReachedRow, ...]
    not_reached_total: int
    enrolled_total: int
    drafts: tuple[DraftRow, ...]
    silence: str = ""


class JournalFilter(enum.Enum):
    """The journal's filter buttons."""

    ALL = "Allt"
    CONTACT = "Kontakt"
    CONVERSATION = "Samtal"
    PLAN = "Plan"


@attrs.frozen(kw_only=True, repr=False)
class Addendum:
    """A later correction of an entered record, shown under it."""

    id: RecordId
    text: str
    when: str
    author: str
    mark: SyncMark = SyncMark.SYNCED


@attrs.frozen(kw_only=True, repr=False)
class JournalEntry:
    """An event of the journal, newest first. `month` is the heading it stands under.

    `lines` are further facts in words ("Informationsblad lämnat"). `can_amend` when it is entered.
    """

    id: RecordId
    kind: str
    icon: str
    tone: Tone
    title: str
    text: str
    lines: tuple[str, ...]
    on: date
    when: str
    month: str
    author: str
    author_name: str
    mark: SyncMark = SyncMark.SYNCED
    can_amend: bool = False
    filter: JournalFilter = JournalFilter.ALL
    addenda: tuple[Addendum, ...] = ()


@attrs.frozen(kw_only=True, repr=False)
class Attempt:
    """An earlier attempt, in short: "Första brevet" "22 sep"."""

    icon: str
    text: str
    when: str


@attrs.frozen(kw_only=True, repr=False)
class GuardianView:
    """A guardian of a youth under 18. Never made for an adult (domain.md section 2)."""

    id: RecordId
    name: str
    phone: str
    email: str
    note: str = ""


@attrs.frozen(kw_only=True, repr=False)
class NextStepView:
    """A step on the page, the next one on top; `late` colours it. `routine` as in `TaskRow`."""

    title: str
    reason: str
    when: str
    due: date
    late: bool
    task: RecordId | None = None
    visit: RecordId | None = None
    routine: bool = False


@attrs.frozen(kw_only=True, repr=False)
class YouthPage:
    """One youth, whole. `facts` are the reading pane's lines; `contact` those of the Kontakt section.

    `editable` holds the fields that `change_youth` takes, with their present values; `steps` all that
    is open, soonest first. `closed`: protected, and nobody has said why she needs to see it; `shown_for`:
    how many seconds more one who is protected is shown.
    """

    id: YouthId
    name: str
    number: str
    age: str
    protected: bool
    case_number: str
    chips: tuple[Chip, ...]
    address: str
    address_note: str
    worker: str
    facts: tuple[Fact, ...]
    contact: tuple[Fact, ...]
    attempts: tuple[Attempt, ...]
    routine: str
    occupation: str
    guardians: tuple[GuardianView, ...]
    next_step: NextStepView | None
    journal: tuple[JournalEntry, ...]
    journal_text: str
    drafts: tuple[DraftRow, ...]
    visits: tuple[VisitRow, ...]
    editable: dict[str, object]
    conflicts: int = 0
    read_only: str = ""
    steps: tuple[NextStepView, ...] = ()
    plan: tuple[Fact, ...] = ()
    papers: tuple[Fact, ...] = ()
    out: WayOut = NOTHING_OUT
    closed: bool = False
    shown_for: float = 0.0

    @property
    def heading(self) -> str:
        """The name where it stays for as long as somebody writes: what hides does not stand there."""
        return PROTECTED_NAME if self.protected else self.name


@attrs.frozen(kw_only=True)
class NavCounts:
    """Counts of the navigation; each equals the rows one gets when opening it."""

    tasks: int = 0
    enrolled: int = 0
    mine: int = 0
    not_reached: int = 0
    new: int = 0
    everyone: int = 0
    visits_today: int = 0
    conflicts: int = 0
    refused: int = 0


@attrs.frozen(kw_only=True)
class StepPreview:
    """The green banner before entering (05-hembesok-offline).

    `text` is its bold part, "Nästa steg: telefon, sms eller brev senast ons 23 dec 2026.", and `why`
    the rest; `proposed` is the day unless the person chooses another.
    """

    text: str
    why: str
    proposed: date
    due: date


@attrs.frozen(kw_only=True, repr=False)
class Result:
    """What an operation came to. With `problems` nothing was written; `sentence` is for the person."""

    problems: tuple[Problem, ...] = ()
    sentence: str = ""
    record: RecordId | None = None

    @property
    def done(self) -> bool:
        """Whether it was written."""
        return not self.problems


@attrs.frozen(kw_only=True, repr=False)
class Who:
    """The user of the profile. `alone`: the practice municipality of this computer, without a server."""

    name: str
    role: str
    worker: WorkerId | None
    municipality: str
    device: str
    practice: bool
    alone: bool = False


@attrs.frozen(kw_only=True, repr=False)
class Colleague:
    """A worker to choose as participant or as the one responsible."""

    id: WorkerId
    name: str
    initials: str


@attrs.frozen(kw_only=True)
class Changes:
    """What became different. `everything` after a first download; ids are those of youths.

    `doubled`: how many came from the server with a number that another youth here has too. `left`: youths
    whom the user may no longer see. `wiped`: those of them who were erased by a decision.
    """

    youths: frozenset[UUID] = frozenset()
    kinds: frozenset[str] = frozenset()
    drafts: bool = False
    sync: bool = False
    everything: bool = False
    doubled: int = 0
    left: frozenset[UUID] = frozenset()
    wiped: frozenset[UUID] = frozenset()
