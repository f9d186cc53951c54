"""A source's file on its way in: recognised, laid out for a look, and written act by act."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any, Final

from kaa_core.imports.applying import Applying
from kaa_core.imports.book import Book
from kaa_core.imports.sources import recognising
from kaa_core.imports.sources.facts import Delivery, Given, RemarkKind
from kaa_core.imports.sources.outcomes import Change, Set
from kaa_core.imports.sources.recognising import LISTS, Source
from kaa_core.model.ids import RecordId
from kaa_core.model.records import Youth
from kaa_desktop.app.clock import ids
from kaa_desktop.app.context import Context
from kaa_desktop.app.importing_delivery import DeliveryPreview, lay_out, with_yes
from kaa_desktop.app.importing_known import LocalRegister
from kaa_desktop.app.importing_source import Source as File
from kaa_desktop.app.importing_views import FileView, Imported, Left, Refusal, SheetView, Shown
from kaa_desktop.store.errors import RecordInvalid, RecordLocked, RecordUnknown
from kaa_desktop.store.store import Store
from kaa_desktop.store.transaction import Transaction

AT_A_TIME: Final = 1000
"""Changes in one local transaction: a person's save comes between."""
CHOICES: Final = (Source.REGISTER, *LISTS)
"""What a list in columns may be; the person chooses when the program has guessed wrong."""
_NO_SHEET: Final = SheetView(index=0, name="", rows=0, heading_row=0, first_lines=(), columns=())
Progress = Callable[[int, int], None]


def refused(faults: Sequence[str]) -> Refusal:
    """A list whose columns do not tell enough to be what it was said to be."""
    return Refusal(
        code="columns",
        happened=" ".join(faults),
        safe="Inget är inläst.",
        advice="Välj en annan sorts fil ovanför, eller rätta rubrikerna i filen.",
    )


class Laying:
    """One file of a source. Raises what reading and `progress` raise."""

    def __init__(self, store: Store, context: Context, file: File) -> None:
        self._store = store
        self._context = context
        self._file = file

    def whole(self, source: Source) -> FileView:
        """The file as the page shows it, when it is no list in columns."""
        return FileView(
            name=self._file.name,
            form=source.label,
            remarks=(),
            sheets=(),
            sheet=_NO_SHEET,
            source=source,
            as_of=self.day(),
        )

    def guess(self, book: Book, sheet: int) -> Source:
        """What a list seems to be."""
        return recognising.told_by_rows(book, sheet, self._given(Source.REGISTER, self.day()))

    def preview(
        self, source: Source, sheet: int, as_of: date, progress: Progress
    ) -> DeliveryPreview | Refusal:
        """Say what every row would do."""
        register = LocalRegister(self._store.aside)
        delivery = self._delivery(source, sheet, as_of, progress)
        if not isinstance(delivery, Delivery):
            return refused(delivery)
        lay = self._lay(register)
        return lay_out(delivery, lay, register.protected, progress)

    def write(
        self,
        preview: DeliveryPreview,
        source: Source,
        sheet: int,
        as_of: date,
        progress: Progress,
        said: Progress,
        label: str,
    ) -> Imported:
        """Lay it in anew, and write what comes of it. Twice is once: what is there is found.

        `progress` may stop it until the first is written; `said` is told how far it has come.
        """
        register = LocalRegister(self._store.aside)
        delivery = self._delivery(source, sheet, as_of, progress)
        assert isinstance(delivery, Delivery)  # it was looked at with the same columns
        going = self._lay(register)(with_yes(delivery, preview.yes), frozenset())
        changes = [one for one in going if not one.is_empty]
        numbers = [
            (one.youths[0], one.number)
            for one in going.waiting
            if one.remark.kind is RemarkKind.NUMBER_CHANGED
            and one.row in preview.yes
            and one.number
            and one.youths
        ]
        acts = [
            *(_act(one, register) for one in changes),
            *(_renumber(youth, number) for youth, number in numbers),
        ]
        for first in range(0, len(acts), AT_A_TIME):
            part = acts[first : first + AT_A_TIME]
            self._store.transact_each(part, label=label if len(acts) <= AT_A_TIME else "").result()
            said(min(first + AT_A_TIME, len(acts)), len(acts))
        return Imported(
            new=sum(one.is_new for one in changes),
            filled=len({one.youth for one in changes if not one.is_new} | {y for y, _ in numbers}),
            enrolled=0,
            unchanged=preview.counts().get(Shown.SAME, 0),
            left=tuple(sorted(preview.left(), key=_row)),
        )

    # -- parts

    def _delivery(
        self, source: Source, sheet: int, as_of: date, progress: Progress
    ) -> Delivery | tuple[str, ...]:
        given = self._given(source, as_of)
        if source not in LISTS:
            return recognising.of_bytes(source, self._file.content(), given)
        return recognising.of_list(source, self._file.book(progress).sheets[sheet], given)

    def _given(self, source: Source, as_of: date) -> Given:
        who = self._context.identity
        return Given(
            feed=source.feed,
            as_of=as_of,
            today=self._context.today,
            file=self._file.name,
            synthetic=who.who.practice,
            home=who.municipality,
        )

    def day(self) -> date:
        """The day that the file speaks of, until somebody says another."""
        return min(self._file.written(), self._context.today)

    def _lay(
        self, register: LocalRegister
    ) -> Callable[[Delivery, Collection[RemarkKind]], Applying]:
        make = ids(self._context.clock)

        def lay(delivery: Delivery, accepted: Collection[RemarkKind]) -> Applying:
            return Applying(
                delivery,
                register,
                home=self._context.identity.municipality,
                today=self._context.today,
                new_id=make,
                accepted=accepted,
            )

        return lay


def _row(one: Left) -> int:
    return one.row


def _act(change: Change, register: LocalRegister) -> Callable[[Transaction], None]:
    def act(transaction: Transaction) -> None:
        for record in change.creates:
            transaction.create(record)
        for one in change.sets:
            _set(transaction, one, register)

    return act


def _set(transaction: Transaction, one: Set, register: LocalRegister) -> None:
    """A youth's own fields as they were read: what has come in since is not written over."""
    held = register.seen.get(one.record) if one.kind is Youth else None
    seen: dict[str, Any] = {}
    if held is not None:
        seen = {name: getattr(held, name) for name in one.values}
    with _gone():
        transaction.set(one.kind, one.record, seen, **one.values)


def _renumber(youth: RecordId, number: str) -> Callable[[Transaction], None]:
    def act(transaction: Transaction) -> None:
        with _gone():
            transaction.set(Youth, youth, identity_number=number)

    return act


def _gone() -> contextlib.suppress:
    """Deleted since it was looked at, or not to be changed by this program: the rest is written."""
    return contextlib.suppress(RecordUnknown, RecordLocked, RecordInvalid)
