"""What was agreed in a conversation: who does what until when. Each row becomes a bevakning.

What the youth is to do herself is never late work of the handläggare's: it is something to ask about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import attrs

from kaa_core.model.enums import Responsible, TaskOrigin
from kaa_core.model.ids import RecordId, WorkerId
from kaa_core.model.records import Task
from kaa_core.model.registry import Problem
from kaa_desktop.app import words

if TYPE_CHECKING:
    from kaa_desktop.app.forms import ConversationForm

FIELD: Final = "tasks"
LONGEST: Final = 200
"""Characters of `Task.title`."""
WHO: Final = {
    None: "Vi",
    Responsible.YOUTH: "Ungdomen",
    Responsible.MUNICIPALITY: "Kommunen",
    Responsible.OTHER_ACTOR: "Annan aktör",
}


@attrs.frozen(kw_only=True)
class AgreedTask:
    """A row as typed so far. `typed`: what stands in its day while that cannot be read."""

    title: str = ""
    responsible: Responsible | None = None
    due: date | None = None
    typed: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is said in the row."""
        return not (self.title.strip() or self.responsible or self.due or self.typed)

    def packed(self) -> list[Any]:
        """As it lies in a draft."""
        return [
            self.title,
            self.responsible and int(self.responsible),
            self.due and self.due.isoformat(),
            self.typed,
        ]

    @classmethod
    def unpacked(cls, packed: Sequence[Any]) -> AgreedTask:
        """From a draft."""
        title, responsible, due, typed = packed
        return cls(
            title=title,
            responsible=Responsible(responsible) if responsible else None,  # type: ignore[call-arg]
            due=date.fromisoformat(due) if due else None,
            typed=typed,
        )


def problems(rows: Iterable[AgreedTask], held_on: date | None) -> Iterator[Problem]:
    """What is missing in the rows, by their number; an empty row is nothing."""
    for number, row in enumerate(rows, 1):
        if row.empty:
            continue
        lacks = [
            word
            for word, there in (
                ("vad som ska göras", row.title.strip()),
                ("vem som gör det", row.responsible),
                ("vilken dag det ska vara klart", row.due),
            )
            if not there
        ]
        if lacks:
            yield Problem(field=FIELD, sentence=f"Rad {number}: fyll i {_and(lacks)}.")
        elif held_on is not None and row.due is not None and row.due < held_on:
            yield Problem(field=FIELD, sentence=f"Rad {number}: dagen ligger före samtalet.")


def tasks_of(
    form: ConversationForm,
    agreed_in: RecordId,
    worker: WorkerId | None,
    today: date,
    new_id: Callable[[], RecordId],
) -> tuple[Task, ...]:
    """The rows as bevakningar; `worker` sees to them, or asks how it went."""
    when = words.short(form.occurred_on or today, today)
    return tuple(
        Task(
            id=new_id(),
            youth=form.youth,
            title=row.title.strip()[:LONGEST],
            reason=f"Ni kom överens om det {when}.",
            due=row.due or today,
            worker=worker,
            origin=TaskOrigin.HAND,
            agreed_in=agreed_in,
            responsible=row.responsible,
        )
        for row in form.tasks
        if not row.empty
    )


def is_the_youths(task: Task) -> bool:
    """Whether the youth is to do it herself."""
    return task.responsible is Responsible.YOUTH


def told(task: Task, today: date) -> str:
    """As "Ungdomen: ring skolan, senast 1 dec" under the conversation in the journal."""
    done = f", klart {words.short(task.done_on, today)}" if task.done_on else ""
    until = words.short(task.due, today)
    return f"{WHO[task.responsible]}: {task.title}, senast {until}{done}"


def by_conversation(tasks: Iterable[Task], today: date) -> dict[RecordId, tuple[str, ...]]:
    """What was agreed in each conversation, the soonest first."""
    found: dict[RecordId, list[Task]] = {}
    for one in tasks:
        if one.agreed_in is not None:
            found.setdefault(one.agreed_in, []).append(one)
    return {
        conversation: tuple(
            told(one, today) for one in sorted(held, key=lambda one: (one.due, one.id))
        )
        for conversation, held in found.items()
    }


def _and(parts: Sequence[str]) -> str:
    return " och ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
