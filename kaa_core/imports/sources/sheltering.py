"""Of somebody with skyddad folkbokföring no delivery lays in where else she is, or leaves it lying.

OSL 22 kap. 2 §, domain.md section 2: no address here at all, and nothing that tells where she is. The same
is done to what is said and to what is held, so that the next delivery says nothing new by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

import attrs

from kaa_core.imports.sources.facts import AnyFact
from kaa_core.imports.sources.outcomes import KnownYouth, Set
from kaa_core.model.enums import Protection
from kaa_core.model.records import Residence
from kaa_core.rules.protection import as_kept, hidden, to_shelter


def told(facts: Sequence[AnyFact], protection: Protection | None, home: str) -> Sequence[AnyFact]:
    """Return facts as they may be laid in. `home`: the four digits of our municipality."""
    if not hidden(protection):
        return facts
    return [as_kept(one, home) for one in facts]


@attrs.frozen
class Shelter:
    """A known youth's facts as they may be: `held`, and `sets` for those that say too much."""

    held: Sequence[AnyFact]
    sets: Sequence[Set]
    protection: Protection | None
    home: str

    @classmethod
    def of(cls, known: KnownYouth, filled: Mapping[str, Any], home: str) -> Self:
        """`filled`: what the delivery writes of her own fields; it may raise the protection."""
        protection = filled.get("protection", known.youth.protection)
        if not hidden(protection):
            return cls(known.facts, (), protection, home)
        sets = [_less(one, kept) for one, kept in to_shelter(known.facts, home)]
        return cls(told(known.facts, protection, home), sets, protection, home)

    def told(self, facts: Sequence[AnyFact]) -> Sequence[AnyFact]:
        """Return what an entry says of her as it may be laid in."""
        return told(facts, self.protection, self.home)


def _less(one: Any, kept: Any) -> Set:
    values = {
        name: getattr(kept, name)
        for name in ("municipality", "from_abroad")
        if getattr(kept, name) != getattr(one, name)
    }
    return Set(one.id, Residence, values)
