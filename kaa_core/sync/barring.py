"""What of a push may not be merged: about what is erased, or about whom its author does not see.

A transaction is barred whole. What is about a youth whom its author does not see is kept for a
coordinator, with all that builds on it; what no caseworker may write is left for the merge to refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import groupby
from typing import Final

import attrs

from kaa_core.model.enums import Role
from kaa_core.model.rights import may_write
from kaa_core.sync.messages import Answer, Operation, Outcome, Verb
from kaa_core.sync.shelf import Quarantined, Shelf
from kaa_core.sync.sight import Hidden, View, sees, why_hidden

ERASED: Final = "erased"


@attrs.frozen
class Barred:
    """By transaction, the answer to each of its operations; and what is kept for a coordinator."""

    answers: Mapping[int, Callable[[int], Answer]]
    kept: list[Quarantined]


def barred(fresh: list[Operation], shelf: Shelf, view: View | None) -> Barred:
    """Return what of a push is not merged. `view`: what its author sees; None for the server itself."""
    scopes = _Scopes(fresh, shelf)
    named = {operation.record for operation in fresh}
    gone = shelf.erased(named.union(scopes.youths))
    hidden = _hidden(scopes.youths, shelf, view)
    answers: dict[int, Callable[[int], Answer]] = {}
    kept: list[Quarantined] = []
    by_n = {operation.n: operation for operation in fresh}
    if not gone and not hidden and not scopes.waiting:
        return Barred(answers, kept)
    for tx, group in groupby(fresh, key=lambda operation: operation.tx):
        touched = list(group)
        youths = [scopes.of(one) for one in touched]
        about = {
            one.n for one, youth in zip(touched, youths, strict=True) if gone & {one.record, youth}
        }
        unseen = None if about else _unseen(touched, youths, hidden, scopes)
        if unseen is not None:  # the merge refuses it where it gets that far
            about = {one.n for one in touched if _of_erased_field(one, by_n, shelf)}
        if about:
            answers[tx] = partial(_erased, about)
        elif unseen is not None:
            answers[tx] = _quarantined
            kept.append(unseen)
            scopes.keep(unseen)
    return Barred(answers, kept)


class _Scopes:
    """Whose case each operation is about."""

    def __init__(self, fresh: list[Operation], shelf: Shelf) -> None:
        self._shelf = shelf
        made = {one.record for one in fresh if one.verb is Verb.CREATE}
        unknown = {
            one.record
            for one in fresh
            if one.record not in made and shelf.record(one.record) is None
        }
        self.waiting = dict(shelf.waiting(unknown)) if unknown else {}
        self.youths = {youth for one in fresh if (youth := self.of(one)) is not None}

    def of(self, operation: Operation) -> bytes | None:
        """The youth; what it creates says so itself."""
        if operation.verb is Verb.CREATE:
            return operation.scope
        state = self._shelf.record(operation.record)
        return self.waiting.get(operation.record) if state is None else state.scope

    def keep(self, kept: Quarantined) -> None:
        """What builds on what was made here waits with it."""
        for one in kept.operations:
            if one.verb is Verb.CREATE:
                self.waiting[one.record] = kept.youth


def _unseen(
    touched: list[Operation],
    youths: list[bytes | None],
    hidden: Mapping[bytes, Hidden],
    scopes: _Scopes,
) -> Quarantined | None:
    if not all(may_write(Role.CASEWORKER, one.kind) for one in touched):
        return None
    for one, youth in zip(touched, youths, strict=True):
        if youth is None:
            continue
        if youth in hidden:
            return Quarantined(touched, youth, hidden[youth])
        if one.verb is not Verb.CREATE and one.record in scopes.waiting:
            return Quarantined(touched, youth, Hidden.UNIT)
    return None


def _of_erased_field(operation: Operation, by_n: Mapping[int, Operation], shelf: Shelf) -> bool:
    """Whether it writes a field that was erased after what its author had seen."""
    if operation.verb is not Verb.SET:
        return False
    base, n = operation.base, operation.n
    while base < 0 and -base in by_n and -base < n:
        n, base = -base, by_n[-base].base
    if base < 0:
        answer = shelf.answer(-base)
        base = answer.seq if answer is not None else 0
    erased = shelf.erased_fields(operation.record, base)
    return any(field in erased for field in operation.values)


def _hidden(youths: Iterable[bytes], shelf: Shelf, view: View | None) -> Mapping[bytes, Hidden]:
    if view is None or view.everything:
        return {}
    return {
        youth: why_hidden(view, row.sight)
        for youth, row in shelf.cases(youths).items()
        if not sees(view, row.sight)
    }


def _quarantined(n: int) -> Answer:
    return Answer(n, Outcome.QUARANTINED)


def _erased(about: set[int], n: int) -> Answer:
    """Its content is not kept anywhere, unless it is about something else and was only done together."""
    return Answer(n, Outcome.REFUSED, code=ERASED if n in about else "together")
