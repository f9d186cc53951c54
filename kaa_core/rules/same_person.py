"""Entries of the register that may be one person: found by the program, decided by a person.

The same number twice is one person, or a number written wrongly. A samordningsnummer becomes a personnummer
when somebody is registered in folkbokföringen: the same birth date and name, one number of each sort.
Two with samordningsnummer and the same name and birth date may have been given two. Two personnummer that
differ are two persons, however alike they are: twins have the same birth date, address and family name.
"""

from __future__ import annotations

import enum
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Final

import attrs

from kaa_core.model.enums import LinkState
from kaa_core.model.facts import YouthLink
from kaa_core.model.identity import IdentityKind, IdentityNumber, IdentityProblem
from kaa_core.model.ids import RecordId

LARGEST_GROUP: Final = 20
"""Of more entries alike than this, each is compared with the first alone: a made-up birth date."""


class Alike(enum.Enum):
    """By what two entries may be one person; the value is what is said of it."""

    NUMBER = "Samma nummer står på två ungdomar."
    BECAME = "Samma namn och födelsedatum: samordningsnumret kan ha ersatts av personnumret."
    COORDINATION = "Samma namn och födelsedatum, båda med samordningsnummer."


@attrs.frozen(repr=False)
class Entry:
    """A youth as the register holds her."""

    id: RecordId
    identity_number: str
    given_name: str
    family_name: str


@attrs.frozen
class Pair:
    """Two entries that may be one person.

    `keep`: the one proposed to be kept: she has a personnummer, or was entered first.
    """

    keep: RecordId
    other: RecordId
    alike: Alike


def pairs(entries: Iterable[Entry], decided: Iterable[YouthLink] = ()) -> tuple[Pair, ...]:
    """Return the pairs that nobody has decided about, in the order of their ids.

    Independent of the order of entries. An entry whose number cannot be read is alike to none by name.
    What is decided of one entry holds for those that are the same person: it is not asked again.
    """
    links = list(decided)
    person = _persons(links)
    settled = {
        frozenset(person.get(one, one) for one in (link.youth, link.other))
        for link in links
        if link.state is not LinkState.SAME
    }
    found: dict[frozenset[RecordId], Pair] = {}
    for one, other, alike in _candidates(sorted(entries, key=lambda entry: entry.id.bytes)):
        persons = frozenset(person.get(entry.id, entry.id) for entry in (one, other))
        if len(persons) > 1 and persons not in settled and persons not in found:
            keep, given_up = _order(one, other)
            found[persons] = Pair(keep.id, given_up.id, alike)
    return tuple(sorted(found.values(), key=lambda pair: (pair.keep.bytes, pair.other.bytes)))


def root(youth: bytes, said: Mapping[bytes, bytes]) -> bytes:
    """Return the entry that is kept in the end, through links of links.

    `said`: of each entry that is another's, whose it is. Of two that are each said to be the other's (by two
    people, offline) the one entered first is kept.
    """
    seen = [youth]
    while (kept := said.get(seen[-1])) is not None:
        if kept in seen:  # round in a ring: all of it is one person
            return min(seen[seen.index(kept) :])
        seen.append(kept)
    return seen[-1]


def _persons(links: Iterable[YouthLink]) -> dict[RecordId, RecordId]:
    """Of each entry that a link says is another's too: one and the same of them all."""
    person: dict[RecordId, RecordId] = {}
    for link in links:
        if link.state is LinkState.SAME:
            one, other = (person.get(each, each) for each in (link.youth, link.other))
            person |= {each: one for each, held in person.items() if held == other}
            person |= {link.youth: one, link.other: one, other: one}
    return person


def _candidates(entries: list[Entry]) -> Iterator[tuple[Entry, Entry, Alike]]:
    by_number: defaultdict[str, list[Entry]] = defaultdict(list)
    by_name: defaultdict[tuple[object, str], list[Entry]] = defaultdict(list)
    sorts: dict[RecordId, IdentityKind] = {}
    for entry in entries:
        by_number[entry.identity_number].append(entry)
        try:
            number = IdentityNumber.parse(entry.identity_number)
        except IdentityProblem:
            continue
        if number.birth_date is not None:
            sorts[entry.id] = number.kind
            by_name[number.birth_date, _named(entry)].append(entry)
    for group in by_number.values():
        yield from ((one, other, Alike.NUMBER) for one, other in _of(group))
    for group in by_name.values():
        for one, other in _of(group):
            coordinated = [sorts[entry.id] for entry in (one, other)].count(
                IdentityKind.SAMORDNINGSNUMMER
            )
            if coordinated:
                yield one, other, Alike.BECAME if coordinated == 1 else Alike.COORDINATION


def _of(group: list[Entry]) -> Iterator[tuple[Entry, Entry]]:
    if len(group) <= LARGEST_GROUP:
        yield from combinations(group, 2)
    else:
        yield from ((group[0], one) for one in group[1:])


def _order(one: Entry, other: Entry) -> tuple[Entry, Entry]:
    """The one to keep, and the other. `one` was entered first: ids are ordered by time."""
    return (other, one) if _coordinated(one) and not _coordinated(other) else (one, other)


def _coordinated(entry: Entry) -> bool:
    try:
        kind = IdentityNumber.parse(entry.identity_number).kind
    except IdentityProblem:
        return False
    return kind is IdentityKind.SAMORDNINGSNUMMER


def _named(entry: Entry) -> str:
    """The name without case, accents of other languages, or order of its words; å, ä and ö stay."""
    words = f"{entry.given_name} {entry.family_name}".casefold().replace("-", " ").split()
    return " ".join(sorted(map(_plain, words)))


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFC", word)
    return "".join(one if one in "åäö" else unicodedata.normalize("NFD", one)[0] for one in letters)
