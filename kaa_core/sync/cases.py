"""A case goes only when nobody else has written in it, and nobody writes in one that has gone.

Otherwise what a colleague entered would be accepted and then seen by nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.conflicts import CONFLICT
from kaa_core.sync.messages import Operation
from kaa_core.sync.state import Ledger, RecordState, Refusal

_YOUTH = REGISTRY.kind(Youth).id


def check_case_stands(
    operation: Operation, changed: Mapping[bytes, RecordState], ledger: Ledger
) -> None:
    """Refuse a new record about a youth who has been deleted; its author keeps what she wrote."""
    scope = operation.scope
    if scope is None or scope == operation.record:
        return
    state = changed.get(scope)
    if ledger.gone(scope) if state is None else state.deleted:
        raise Refusal("case-gone")


def check_case_unused(
    operation: Operation,
    ledger: Ledger,
    record: Callable[[bytes], RecordState | None],
    by_others: Callable[[RecordState], bool],
) -> None:
    """Refuse to delete a youth about whom somebody else has written what the author has not seen."""
    if operation.kind != _YOUTH:
        return
    for one in ledger.case(operation.record):
        state = record(one) if one != operation.record else None
        if state is None or state.deleted or state.kind == CONFLICT.id:
            continue
        if by_others(state):
            raise Refusal("case-in-use")
