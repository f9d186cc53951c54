"""What a person decides about a conflict, and how it is written: the value, the reason, the addendum."""

from __future__ import annotations

from typing import Any, Final

import attrs

from kaa_core.model.enums import Resolution
from kaa_core.model.ids import RecordId, UserId
from kaa_core.model.records import Conflict, JournalNote
from kaa_desktop.app.conflicts import chosen_wire
from kaa_desktop.app.entering import Author
from kaa_desktop.store.transaction import Transaction

MOST_SAID: Final = 500
"""Characters of a reason or a question (the registry's max_length)."""


@attrs.frozen(kw_only=True, repr=False)
class Settlement:
    """A choice. `own`: the value of one's own; `addendum`: the other text becomes a note, in these words."""

    choice: Resolution
    own: Any = None
    reason: str = ""
    addendum: str = ""

    def told(self, held: Conflict, note: RecordId, author: Author) -> Told:
        """What is to be written; `note` is the id that an addendum would get."""
        made = None
        if self.addendum and held.youth is not None:
            made = JournalNote(
                id=note,
                youth=held.youth,
                occurred_on=author.today,
                text=self.addendum,
                addendum_to=held.target,
                author=author.worker,
                entered_at=author.entered_at,
            )
        return Told(
            conflict=held.id,
            choice=self.choice,
            chosen=chosen_wire(held, self.choice, self.own),
            reason=self.reason.strip()[:MOST_SAID] or None,
            note=made,
        )


@attrs.frozen(kw_only=True, repr=False)
class Told:
    """A settlement, ready to be written in one transaction."""

    conflict: RecordId
    choice: Resolution
    chosen: Any
    reason: str | None
    note: JournalNote | None

    def write(self, transaction: Transaction, user: UserId) -> None:
        """Write the note where there is one, and the choice."""
        if self.note is not None:
            transaction.create(self.note)
        transaction.resolve(
            self.conflict,
            self.choice,
            self.chosen,
            by=user,
            reason=self.reason,
            addendum=None if self.note is None else self.note.id,
        )
