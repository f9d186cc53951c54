"""What an older desktop is told: only words that it knows.

Until version 2 of the schema a program knew neither quarantined operations nor rows that erase, and
would take an answer that holds one for a broken one, again and again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from kaa_core.model.registry import REGISTRY
from kaa_core.sync.messages import Answer, Change, Outcome, PullAnswer, PushAnswer, Verb

KNOWS_ERASURE: Final = 2
"""From this version of the schema on a program knows `Verb.ERASE` and `Outcome.QUARANTINED`."""
QUARANTINED: Final = "quarantined"


def pushed(answer: PushAnswer, schema: int) -> PushAnswer:
    """Return the answer to a push as a program of that schema reads it.

    What waits for a coordinator is called refused: the older program keeps its content in sight.
    """
    if schema >= KNOWS_ERASURE:
        return answer
    return msgspec.structs.replace(answer, answers=[_answer(one) for one in answer.answers])


def pulled(answer: PullAnswer, schema: int) -> PullAnswer:
    """Return changes as a program of that schema reads them.

    An erased record or field is emptied: each value is written over with nothing, then the record is
    deleted. The ids of a whole case are gone with it, so of that an older program only deletes the
    youth; the server's operator shuts it out by `min_version`.
    """
    if schema >= KNOWS_ERASURE:
        return answer
    changes = [row for change in answer.changes for row in _rows(change)]
    return msgspec.structs.replace(answer, changes=changes)


def _answer(answer: Answer) -> Answer:
    if answer.outcome is not Outcome.QUARANTINED:
        return answer
    return msgspec.structs.replace(answer, outcome=Outcome.REFUSED, code=QUARANTINED)


def _rows(change: Change) -> Iterator[Change]:
    if change.verb is not Verb.ERASE:
        yield change
        return
    kind, named = REGISTRY.get(change.kind), _values(change)
    fields = tuple(named) or (tuple(kind.by_id) if kind is not None else ())
    yield msgspec.structs.replace(change, verb=Verb.SET, values=dict.fromkeys(fields))
    if not named:
        yield msgspec.structs.replace(change, verb=Verb.DELETE, values={})


def _values(change: Change) -> dict[int, Any]:
    """The values of a row, which the server may hold as they lie."""
    held: Any = change.values
    if isinstance(held, msgspec.Raw):
        held = msgspec.msgpack.decode(held)
    values: dict[int, Any] = held
    return values
