"""One laptop without a window: the real store, the real engine, and somebody who never stops writing.

What was told to be saved is put in a list on disk (fsync) the moment it is told, and so is each answer of
the server the moment it has come, before the store hears of it. The kill comes from outside, at any time.
"""

from __future__ import annotations

import json
import os
import random
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import attrs

from kaa_core.model.enums import Resolution
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import JournalNote, Task, Youth
from kaa_core.model.registry import milliseconds
from kaa_core.sync.messages import Push, PushAnswer
from kaa_desktop.app import clock, opening, profiles
from kaa_desktop.app.session import Session
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.store import Store
from kaa_desktop.sync.client import Client

DAY = date(2026, 11, 24)
PATIENCE = 60.0


@attrs.frozen
class Listed:
    """A list on disk: a line is there for good once `put` has returned."""

    path: Path

    def put(self, **said: Any) -> None:
        """Add a line. It begins with the line break: what a kill cut short spoils nothing after it."""
        line = b"\n" + json.dumps(said).encode()
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, line)
            os.fsync(handle)
        finally:
            os.close(handle)

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return self.path.stat().st_size if self.path.exists() else 0

    def lines(self) -> Iterator[dict[str, Any]]:
        """What was put there; the last line may have been cut short by a kill, and was then not told."""
        if not self.path.exists():
            return
        for line in self.path.read_text().splitlines():
            try:
                yield json.loads(line)
            except ValueError:
                continue


@attrs.define
class Typist:
    """Writes as fast as she can, on the youths that she and her colleague share."""

    store: Store
    session: Session
    said: Listed
    dice: random.Random
    tasks: list[RecordId] = attrs.field(factory=list)

    def act(self) -> None:
        """Do one thing; keep what was told to be saved: records that were made, numbers of operations."""
        first = self.store.next_n()
        made = self._some_act()
        after = self.store.next_n()
        self.said.put(n=list(range(first, after)), made=[one.hex for one in made])

    def _some_act(self) -> Sequence[RecordId]:
        """Do something; the records it made."""
        alone = [self._note, self._note, self._phone, self._task, self._done, self._gone]
        return self.dice.choice([*alone, self._together, self._settle])()

    def _done_with(self, future: Future[Any]) -> None:
        future.result(PATIENCE)

    def _id(self) -> RecordId:
        return RecordId(clock.new_id(clock.SystemClock()))

    def _youth(self) -> YouthId:
        return self.dice.choice(self.store.queries.case_ids())

    def _note(self) -> Sequence[RecordId]:
        made = self._id()
        text = f"Anteckning {made.hex}. " + "Vi talade om höstens planer. " * self.dice.randrange(4)
        note = JournalNote(
            id=made,
            youth=self._youth(),
            text=text,
            occurred_on=DAY,
            entered_at=datetime(2026, 11, 24, 12, tzinfo=UTC),
        )
        self._done_with(self.store.record(note))
        return [made]

    def _phone(self) -> Sequence[RecordId]:
        youth = self._youth()
        phone = f"070-{self.dice.randrange(10**7):07}"
        self._done_with(self.store.set(Youth, youth, phone=phone))
        return []

    def _task(self) -> Sequence[RecordId]:
        made = self._id()
        task = Task(id=made, youth=self._youth(), title=f"Ring {made.hex}", due=DAY)
        self._done_with(self.store.record(task))
        self.tasks.append(made)
        return [made]

    def _done(self) -> Sequence[RecordId]:
        if not self.tasks:
            return self._task()
        chosen = self.dice.choice(self.tasks)
        self._done_with(self.store.set(Task, chosen, done_on=DAY))
        return []

    def _gone(self) -> Sequence[RecordId]:
        if not self.tasks:
            return self._task()
        chosen = self.tasks.pop(self.dice.randrange(len(self.tasks)))
        self._done_with(self.store.delete(Task, chosen))
        return []

    def _together(self) -> Sequence[RecordId]:
        youth = self._youth()
        made = [self._id() for _ in range(4)]
        tasks = [Task(id=one, youth=youth, title=f"Brev {one.hex}", due=DAY) for one in made]
        self._done_with(self.store.record(*tasks))
        return made

    def _settle(self) -> Sequence[RecordId]:
        held = [one for one in self.store.queries.conflicts() if one.resolution is None]
        if not held:
            return self._phone()
        chosen = self.dice.choice(held)
        choice = self.dice.choice([Resolution.KEPT, Resolution.OTHER])
        self._done_with(self.session.resolve_conflict(chosen.id, choice))
        return []


def note_answers(acknowledged: Listed) -> None:
    """From now on each answer to a push is on the list before anything else hears of it."""
    pushing = Client.push

    def noted(self: Client, push: Push, *rest: Any, **named: Any) -> PushAnswer:
        answer = pushing(self, push, *rest, **named)
        told = [[one.n, int(one.outcome), one.seq] for one in answer.answers]
        acknowledged.put(incarnation=push.incarnation, answers=told)
        return answer

    Client.push = noted  # type: ignore[method-assign]  # watched from outside; nothing else is changed


def run(plan: Mapping[str, Any]) -> None:
    """Open the profile and write until killed."""
    folder = Path(plan["folder"])
    said = Listed(Path(plan["said"]))
    note_answers(Listed(Path(plan["acknowledged"])))
    running = clock.SystemClock()
    [profile] = profiles.read(folder)
    with DataKey(bytearray.fromhex(plan["key"])) as key:
        store = Store.open(folder, key, lambda: milliseconds(running.now()))
    session = opening.start(profile, store, running, lambda: 0.0)
    dice = random.Random(plan["seed"])
    typist = Typist(store, session, said, dice)
    resting = threading.Event()
    while True:
        typist.act()
        if dice.random() < 0.2:
            session.sync_now()
        resting.wait(dice.random() * plan["rest"])
