"""Entries that somebody has found to be one person are one in the file: the kept, with all records.

A link stands for nothing while the other entry has skyddad folkbokföring and the kept one has not: what is
hidden would be told under another number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kaa_core.model.enums import LinkState, Protection
from kaa_core.model.facts import YouthLink
from kaa_core.model.ids import RecordId
from kaa_core.rules.protection import hidden


def kept_for(
    links: Iterable[YouthLink], protections: Mapping[RecordId, Protection | None]
) -> dict[RecordId, RecordId]:
    """Return of each entry that is another's the one that is kept, through links of links.

    `protections`: of the entries that there are; a kept one that is not among them keeps nothing. Two that
    are each said to be the other's: the one entered first is kept.
    """
    said: dict[RecordId, RecordId] = {}
    for one in sorted(
        links, key=lambda link: link.id, reverse=True
    ):  # the oldest has the last word
        if (
            one.state is LinkState.SAME
            and one.other != one.youth
            and one.youth in protections
            and (not hidden(protections.get(one.other)) or hidden(protections[one.youth]))
        ):
            said[one.other] = one.youth
    roots = {other: _root(other, said) for other in said}
    return {other: kept for other, kept in roots.items() if other != kept}


def _root(youth: RecordId, said: Mapping[RecordId, RecordId]) -> RecordId:
    seen = [youth]
    while (kept := said.get(seen[-1])) is not None:
        if kept in seen:  # round in a ring: all of it is one person
            return min(seen[seen.index(kept) :])
        seen.append(kept)
    return seen[-1]
