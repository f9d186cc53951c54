"""Kartläggningen of a youth: written on at several meetings, entered as a version, versions compared.

Until it is entered it is a record like any other, saved and synchronised, so that a colleague can go on
with it. Entering seals it; the next one starts from its text and says which it replaces.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import attrs

from kaa_core.model.casework import Assessment
from kaa_core.model.ids import DraftId, RecordId, YouthId
from kaa_core.model.records import Youth
from kaa_core.model.registry import Problem, of_kind
from kaa_core.model.rights import Right
from kaa_core.rules.assessing import ALL, Difference, compare, in_order, in_words, missing
from kaa_desktop.app import words
from kaa_desktop.app.assessment_forms import AssessmentForm
from kaa_desktop.app.clock import new_id
from kaa_desktop.app.views import Result
from kaa_desktop.store.errors import RecordLocked, RecordUnknown
from kaa_desktop.store.transaction import Transaction

if TYPE_CHECKING:
    from kaa_desktop.app.context import Context
    from kaa_desktop.app.operations import Operations

SAVED: Final = "Kartläggningen är sparad lokalt och pågår."
ENTERED: Final = "Kartläggningen är förd in."
NOTHING: Final = "Skriv något i minst en av delarna."
NOT_YET: Final = "Datumet har inte varit än. Ändra det."
_ANY: Final = RecordId(UUID(int=0))


@attrs.frozen(kw_only=True, repr=False)
class PartView:
    """A part as it is read: its title, and its text or ""."""

    field: str
    title: str
    text: str


@attrs.frozen(kw_only=True, repr=False)
class VersionView:
    """One version. `when`: as "införd 24 nov"; `missing`: which of the three parts are not written."""

    id: RecordId
    number: int
    title: str
    when: str
    author: str
    parts: tuple[PartView, ...]
    changed: str
    ongoing: bool
    missing: tuple[str, ...]


class Assessments:
    """A part of `Session`."""

    def __init__(self, context: Context, operations: Operations) -> None:
        self._context = context
        self._operations = operations

    def of(self, youth: YouthId) -> tuple[VersionView, ...]:
        """All versions, the newest first; what is being written comes before what is entered."""
        held = self._held(youth)
        names = self._context.names()
        made = [
            self._view(one, number, names.get(one.author, "") if one.author else "")
            for number, one in enumerate(held, 1)
        ]
        return tuple(reversed(made))

    def changes(self, youth: YouthId, older: RecordId, newer: RecordId) -> tuple[Difference, ...]:
        """What two versions say, part by part; nothing when one of them is gone."""
        held = {one.id: one for one in self._held(youth)}
        if older not in held or newer not in held:
            return ()
        return compare(held[older], held[newer])

    def form(self, youth: YouthId) -> AssessmentForm:
        """What one writes on: what is being written, or a new version upon the last one."""
        held = self._held(youth)
        last = held[-1] if held else None
        if last is None:
            return AssessmentForm(youth=youth, started_on=self._context.today)
        texts = {name: getattr(last, name) for name in ALL}
        seen = {name: text for name, text in texts.items() if text}
        if last.entered_at is None:
            return AssessmentForm(
                youth=youth,
                record=last.id,
                seen=seen,
                started_on=last.started_on,
                replaces=last.replaces,
                **texts,
            )
        return AssessmentForm(
            youth=youth, started_on=self._context.today, replaces=last.id, **texts
        )

    def missing(self, form: AssessmentForm) -> tuple[str, ...]:
        """Which of the three parts are not written yet."""
        return missing(self._record(form, _ANY))

    def save(self, form: AssessmentForm, draft: DraftId | None = None) -> Future[Result]:
        """Keep what is written as one that goes on: it is synchronised, and not in the journal yet."""
        return self._write(form, draft, {}, SAVED)

    def enter(self, form: AssessmentForm, draft: DraftId | None = None) -> Future[Result]:
        """För in i journalen: from now on it is a version that is never changed."""
        former = self._former(form)
        author = self._operations.author()
        sealed: dict[str, Any] = {"author": author.worker, "entered_at": author.entered_at}
        if former is not None:
            told = in_words(compare(former, self._record(form, _ANY)))
            sealed["changed"] = told or None
        return self._write(form, draft, sealed, ENTERED)

    # -- parts

    def _write(
        self, form: AssessmentForm, draft: DraftId | None, more: dict[str, Any], said: str
    ) -> Future[Result]:
        problems = self._problems(form)
        if problems:
            return self._operations.answered(Result(problems=tuple(problems)))
        made = attrs.evolve(self._record(form, self._new_id()), **more)
        values = {"started_on": form.started_on, **form.texts(), **more}
        held = form.record

        def act(transaction: Transaction) -> None:
            _put(transaction, made, held, form.seen, values)
            if draft is not None:
                transaction.discard_draft(draft)

        after = attrs.evolve(made, id=held) if held is not None else made
        return self._operations.record_as(after, act, said, Right.WRITE_CASES)

    def _problems(self, form: AssessmentForm) -> Sequence[Problem]:
        if form.started_on is not None and form.started_on > self._context.today:
            return [Problem(field="started_on", sentence=NOT_YET)]
        if not any(form.texts().values()):
            return [Problem(field="conditions", sentence=NOTHING)]
        return []

    def _record(self, form: AssessmentForm, record: RecordId) -> Assessment:
        texts: dict[str, Any] = form.texts()
        return Assessment(
            id=record,
            youth=form.youth,
            started_on=form.started_on or self._context.today,
            replaces=form.replaces,
            **texts,
        )

    def _former(self, form: AssessmentForm) -> Assessment | None:
        held = {one.id: one for one in self._held(form.youth)}
        return held.get(form.replaces) if form.replaces is not None else None

    def _held(self, youth: YouthId) -> list[Assessment]:
        if self._hidden(youth):
            return []
        return in_order(of_kind(self._context.queries.case_records(youth), Assessment))

    def _hidden(self, youth: YouthId) -> bool:
        held = self._context.queries.record(Youth, youth)
        return held is not None and self._context.openings.hides(held)

    def _view(self, one: Assessment, number: int, author: str) -> VersionView:
        ongoing = one.entered_at is None
        if one.entered_at is None:
            when = f"pågår sedan {words.short(one.started_on, self._context.today)}"
        else:
            entered = self._context.clock.local(one.entered_at).date()
            when = f"införd {words.short(entered, self._context.today)}"
        return VersionView(
            id=one.id,
            number=number,
            title=f"Version {number}",
            when=when,
            author=author,
            parts=tuple(
                PartView(field=name, title=title, text=getattr(one, name) or "")
                for name, title in ALL.items()
            ),
            changed=one.changed or "",
            ongoing=ongoing,
            missing=missing(one),
        )

    def _new_id(self) -> RecordId:
        return RecordId(new_id(self._context.clock))


def _put(
    transaction: Transaction,
    made: Assessment,
    held: RecordId | None,
    seen: Mapping[str, str],
    values: dict[str, Any],
) -> None:
    """Write on in what was begun; beside it when a colleague has entered it, or it is gone."""
    if held is not None:
        try:
            known = {name: seen.get(name) for name in ALL}
            # A part that she has not touched is a colleague's to change meanwhile.
            mine = {name: value for name, value in values.items() if value != known.get(name, _ANY)}
            transaction.set(Assessment, held, known, **mine)
        except RecordLocked:
            transaction.create(attrs.evolve(made, replaces=held))
        except RecordUnknown:
            transaction.create(made)
        return
    transaction.create(made)
