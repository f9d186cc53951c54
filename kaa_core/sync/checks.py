"""What the server refuses for good: values of another form, a record in another youth's scope."""

from __future__ import annotations

from typing import Any, Final

from kaa_core.model import fitting
from kaa_core.model.attachment import Attachment
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.conflicts import CONFLICT
from kaa_core.sync.messages import Operation
from kaa_core.sync.state import RecordState, Refusal

_FILE: Final = REGISTRY.kind(Attachment)
_OF_FILE: Final = frozenset(_FILE.by_name[name].id for name in ("media_type", "size", "content"))


def single(operation: Operation) -> tuple[int, Any]:
    """Return the one field and value of a SET; raises Refusal."""
    if len(operation.values) != 1:
        raise Refusal("form")
    return next(iter(operation.values.items()))


def check_created(operation: Operation) -> None:
    """Refuse a create whose values have another form or whose scope is not its youth."""
    if operation.kind == CONFLICT.id:
        raise Refusal("server-only")
    for field, value in operation.values.items():
        check_value(operation.kind, field, value)
    kind = REGISTRY.get(operation.kind)
    if kind is None:
        return  # a newer program's kind is kept as it came (additive schema)
    expected = None
    if kind.name == "youth":
        expected = operation.record
    elif "youth" in kind.by_name:
        expected = operation.values.get(kind.by_name["youth"].id)
        if expected is None:
            raise Refusal("scope")
    if operation.scope != expected:
        raise Refusal("scope")


def check_stays(state: RecordState, field: int, value: Any) -> None:
    """Refuse to let a record point at another youth than its own, or at another file than was added."""
    kind = REGISTRY.get(state.kind)
    about = kind.by_name.get("youth") if kind else None
    if about is not None and field == about.id and value != state.scope:
        raise Refusal("scope")
    if (
        state.kind == _FILE.id
        and field in _OF_FILE
        and state.values.get(field) not in (None, value)
    ):
        raise Refusal("form")


def check_barred(kind_id: int, standing: dict[int, Any], written: dict[int, Any]) -> None:
    """Refuse a value that may not stand beside another, such as an address of one protected.

    Refused, not kept as a conflict: what may not be stored may not be stored there either.
    """
    kind = REGISTRY.get(kind_id)
    barred = kind.barred(standing) if kind else ()
    if any(written.get(field) is not None for field in barred):
        raise Refusal("barred")


def check_value(kind_id: int, field_id: int, value: Any) -> None:
    """Refuse a value that is not of its field's form, or of no field: 0 is the record's deletion."""
    fits = fitting.known(kind_id).get(field_id)
    if fits is not None and value is not None and fits(value):
        return
    if field_id < 1:
        raise Refusal("form")
    kind = REGISTRY.get(kind_id)
    field = kind.by_id.get(field_id) if kind else None
    # A newer program's field is kept as it came.
    if field is not None and not field.fits(value):
        raise Refusal("form")
