"""Names and units of the colleagues, as lists need them: read once, and again when one has changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

from kaa_core.model.ids import RecordId, UnitId, WorkerId
from kaa_core.model.records import Unit, Worker
from kaa_desktop.store.queries import Queries
from kaa_desktop.store.words import sort_key


@attrs.frozen(kw_only=True, repr=False)
class Staff:
    """`names` of all workers, also those no longer in service; `units` of all units."""

    names: Mapping[WorkerId, str]
    initials: Mapping[WorkerId, str]
    units: Mapping[UnitId, str]
    belongs: Mapping[WorkerId, UnitId]
    serving: frozenset[WorkerId] = frozenset()

    def unit_of(self, worker: WorkerId) -> UnitId | None:
        """The unit that a worker works in."""
        return self.belongs.get(worker)

    def unit_name(self, worker: WorkerId) -> str:
        """Its name; empty when none is known."""
        unit = self.belongs.get(worker)
        return "" if unit is None else self.units.get(unit, "")

    def places(self, named: Callable[[WorkerId], str]) -> dict[WorkerId, int]:
        """Each worker's place when they are sorted by a name, those with the same name together."""
        names = {worker: named(worker) for worker in self.names}
        order = sorted({name for name in names.values() if name}, key=sort_key)
        place = {name: at for at, name in enumerate(order)}
        return {worker: place[name] for worker, name in names.items() if name}


def staff_of(queries: Queries) -> Staff:
    """Read them all."""
    workers = queries.records(Worker)
    return Staff(
        names={WorkerId(RecordId(one.id)): one.name for one in workers},
        initials={WorkerId(RecordId(one.id)): one.initials or "" for one in workers},
        units={UnitId(RecordId(one.id)): one.name for one in queries.records(Unit)},
        belongs={WorkerId(RecordId(one.id)): one.unit for one in workers if one.unit is not None},
        serving=frozenset(WorkerId(RecordId(one.id)) for one in workers if one.active is not False),
    )
