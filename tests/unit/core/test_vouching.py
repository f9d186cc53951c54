"""What a computer may give back to a restored server: nothing that its user was never handed."""

from __future__ import annotations

from kaa_core.model.enums import Role
from kaa_core.model.organising import Actor
from kaa_core.model.records import Unit
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.sync.conflicts import CONFLICT, CONFLICT_FIELDS
from kaa_core.sync.messages import Change, Verb
from kaa_core.sync.sight import view_of
from kaa_core.sync.vouching import Vouching
from tests.simulation.memory import Held, MemoryShelf

ID = bytes(16)


def lost(about: type[Record]) -> Change:
    """A row of the log that made a conflict about a record that is about no youth."""
    values = {
        CONFLICT_FIELDS["target_kind"]: REGISTRY.kind(about).id,
        CONFLICT_FIELDS["target"]: ID,
        CONFLICT_FIELDS["target_field"]: 1,
    }
    return Change(1, 1, Verb.CREATE, CONFLICT.id, ID, None, values, ID, ID, 0, 1, 0, 0)


def test_a_conflict_comes_back_only_from_who_may_read_it() -> None:
    for role, about, taken in (
        (Role.ADMINISTRATOR, Unit, True),
        (Role.ADMINISTRATOR, Actor, False),
        (Role.COORDINATOR, Actor, True),
    ):
        vouching = Vouching(view_of(role, None, None, 0), MemoryShelf(Held(ID), b"", 0))
        assert vouching.admits(lost(about), lambda _: None) is taken
