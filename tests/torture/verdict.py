"""What must be true afterwards, whatever was killed when."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any
from uuid import UUID

import attrs
import msgspec

from kaa_core.model.registry import REGISTRY
from kaa_core.sync.messages import Answer, Outcome, Verb
from kaa_desktop.store import rows
from kaa_desktop.store.schema import table
from kaa_desktop.store.store import Store
from tests.torture.town import CODE, Laptop, Town

LOGGED = (Outcome.APPLIED, Outcome.CONFLICT)
State = dict[bytes, Any]


@attrs.frozen
class Figures:
    """How much there was to lose."""

    acts: int
    operations: int
    acknowledged: int
    twice: int
    """Operations that the server acknowledged more than once: the answer was lost, or the laptop's memory."""
    conflicts: int


def settled(town: Town) -> list[State]:
    """Open both laptops, let them synchronise, and return what each holds."""
    desktops = [town.reopened(laptop) for laptop in town.laptops]
    for _ in range(2):  # what the second sends is then fetched by the first
        for desktop in desktops:
            desktop.session.sync_now()
            desktop.synced()
    states = [state_of(desktop.store) for desktop in desktops]
    for desktop in desktops:
        assert desktop.store.waiting(10) == []
    town.office.close()
    town.office.desktops.clear()
    return states


def state_of(store: Store) -> State:
    """Every record that is not deleted: its kind, scope, values and their numbers."""

    def read(connection: Any) -> State:
        found: State = {}
        for kind in REGISTRY:
            query = f"SELECT {rows.columns(kind)} FROM {table(kind)} WHERE NOT _deleted"
            for row in connection.execute(query).fetchall():
                one = rows.state_of(kind, row)
                found[row[0]] = (one.kind, one.scope, one.values, one.seqs)
        return found

    return store.queries.read(read)


def judged(town: Town) -> Figures:
    """Fail unless all that was acknowledged is in the log exactly once; then say how much it was."""
    numbers: Counter[str] = Counter()
    created = created_in(town)
    for laptop in town.laptops:
        answers = answers_of(town, laptop)
        logged = log_of(town, laptop)
        twice = _acknowledged(laptop, answers, numbers)
        numbers["twice"] += twice
        for line in laptop.said.lines():
            numbers["acts"] += 1
            numbers["operations"] += len(line["n"])
            for record in line["made"]:
                times = created[UUID(record)]
                assert times == 1, f"a record that was told to be saved is in the log {times} times"
            for n in line["n"]:
                assert n in answers, f"operation {n} was told to be saved and never came"
                if answers[n].outcome in LOGGED:
                    assert logged[n], f"operation {n} is not in the log"
        for n, answer in answers.items():
            found = [record for record, outcome in logged[n] if outcome is answer.outcome]
            if answer.outcome in LOGGED:
                assert found, f"operation {n} is not in the log"
            assert len(found) == len(set(found)), f"operation {n} is in the log more than once"
    return Figures(
        numbers["acts"],
        numbers["operations"],
        numbers["acknowledged"],
        numbers["twice"],
        sum(1 for laptop in town.laptops for a in answers_of(town, laptop).values() if a.conflict),
    )


def _acknowledged(laptop: Laptop, answers: dict[int, Answer], numbers: Counter[str]) -> int:
    seen: Counter[int] = Counter()
    for line in laptop.acknowledged.lines():
        assert line["incarnation"] == 1
        for n, outcome, seq in line["answers"]:
            assert (answers[n].outcome, answers[n].seq) == (outcome, seq), f"another answer to {n}"
            seen[n] += 1
    numbers["acknowledged"] += len(seen)
    return sum(1 for times in seen.values() if times > 1)


def answers_of(town: Town, laptop: Laptop) -> dict[int, Answer]:
    """What the server holds as its answer to each operation of a laptop; fails on a gap or a repeat."""
    found: dict[int, Answer] = {}
    pushes = town.asked(
        "SELECT from_n, last_n, answers FROM push WHERE municipality = %s AND device = %s "
        "ORDER BY from_n",
        [CODE, laptop.profile.device],
    )
    for first, last, packed in pushes:
        assert first == len(found) + 1, "the numbers of the pushes do not follow on each other"
        for answer in msgspec.msgpack.decode(packed, type=list[Answer]):
            if answer.n >= first:
                found[answer.n] = answer
        assert len(found) == last
    return found


def log_of(town: Town, laptop: Laptop) -> dict[int, list[tuple[UUID, Outcome]]]:
    """The rows of the log that a laptop's operations led to, by the operation."""
    found: dict[int, list[tuple[UUID, Outcome]]] = defaultdict(list)
    logged = town.asked(
        "SELECT seq, n, record, outcome FROM change_log WHERE municipality = %s AND device = %s "
        "ORDER BY seq",
        [CODE, laptop.profile.device],
    )
    for _, n, record, outcome in logged:
        found[n].append((record, Outcome(outcome)))
    return found


def created_in(town: Town) -> Counter[UUID]:
    """How many times each record was made, by the log."""
    logged = town.asked(
        "SELECT record FROM change_log WHERE municipality = %s AND verb = %s",
        [CODE, int(Verb.CREATE)],
    )
    return Counter(record for (record,) in logged)


def server_state(town: Town) -> dict[bytes, int]:
    """Every record on the server that is not deleted, with its latest number."""
    query = "SELECT record, seq FROM record WHERE municipality = %s AND NOT deleted"
    held = town.asked(query, [CODE])
    return {record.bytes: seq for record, seq in held}
