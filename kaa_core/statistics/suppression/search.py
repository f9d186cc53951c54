"""Which more numbers must be hidden so that nobody can work out a small one from those that are shown.

Numbers stand in equations: a sum and its parts. Whoever reads knows all that is shown, that every number is
whole and never below nought, and that what is hidden is at least one (nought stays). A small number is safe
when there is another answer to all equations in which it differs. Such an answer is searched for, by as few
more hidden numbers as possible, and kept as the proof: what is not found is not taken to be safe.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias

import attrs

Equation: TypeAlias = tuple[tuple[int, int], ...]
"""(number, +1 or -1); the sum is nought."""

MOST_MORE: Final = 6
"""Numbers that are hidden at once to protect one; when they do not suffice, all that hang together are."""
PATIENCE: Final = 4_000
"""Steps of one search. A longer one is given up, and more is hidden than might have been needed."""


@attrs.frozen(kw_only=True)
class Net:
    """The numbers of a report and how they hang together.

    `floor`: the least that each can be to whoever reads. `shown`: cells that show it; nought for a number
    that stands nowhere but follows from others (how many were reached). `sensitive`: those of fewer than
    five.
    """

    values: tuple[int, ...]
    floor: tuple[int, ...]
    shown: tuple[int, ...]
    sensitive: frozenset[int]
    equations: tuple[Equation, ...]


class _Search:
    """Answers to the equations that differ from the true one."""

    def __init__(self, net: Net, hidden: Iterable[int]) -> None:
        self.net = net
        self.hidden = set(hidden)
        self.within: list[list[int]] = [[] for _ in net.values]
        for at, equation in enumerate(net.equations):
            for number, _ in equation:
                self.within[number].append(at)
        self.changes: dict[int, int] = {}
        self.off: dict[int, int] = {}
        self.steps = 0

    def another(self, number: int, more: int) -> dict[int, int] | None:
        """Another answer in which the number differs, with at most so many more hidden."""
        for change in (1, -1):
            if self.net.values[number] + change < self.net.floor[number]:
                continue
            self.changes, self.off, self.steps = {}, {}, 0
            self._change(number, change)
            if self._balance(more):
                return dict(self.changes)
        return None

    def _change(self, number: int, by: int) -> None:
        self.changes[number] = by
        for at in self.within[number]:
            for one, sign in self.net.equations[at]:
                if one == number:
                    self.off[at] = self.off.get(at, 0) + sign * by
                    if not self.off[at]:
                        del self.off[at]

    def _back(self, number: int) -> None:
        self._change(number, -self.changes[number])
        del self.changes[number]

    def _balance(self, more: int) -> bool:
        """Whether what is off can be made up for."""
        if not self.off:
            return True
        self.steps += 1
        if self.steps > PATIENCE:
            return False
        at = min(self.off, key=lambda one: (len(self.net.equations[one]), one))
        for dear, _, number, by in sorted(self._choices(at)):
            if dear <= more:
                self._change(number, by)
                if self._balance(more - dear):
                    return True
                self._back(number)
        return False

    def _choices(self, at: int) -> Iterable[tuple[int, int, int, int]]:
        off = self.off[at]
        for number, sign in self.net.equations[at]:
            if number in self.changes:
                continue
            value, by = self.net.values[number], -off * sign
            hidden = number in self.hidden
            if (hidden or value) and value + by >= self.net.floor[number]:
                yield (0 if hidden else 1), value, number, by


def protect(net: Net, already: Iterable[int] = ()) -> set[int]:
    """The numbers to be hidden: the sensitive ones and as few more as protect them; never nought.

    `already`: numbers that are hidden whatever the others are.
    """
    latent = {one for one, shown in enumerate(net.shown) if not shown}
    kept = net.sensitive | latent | set(already)
    search = _Search(net, kept)
    proofs = {
        one: _proof(search, one)
        for one in sorted(net.sensitive, key=lambda it: (net.values[it], it))
    }
    more = sorted(search.hidden - kept, key=lambda one: (-net.values[one], one))
    for one in more:
        _show(search, one, proofs)
    return search.hidden - latent


def _proof(search: _Search, number: int) -> dict[int, int]:
    for more in range(MOST_MORE + 1):
        found = search.another(number, more)
        if found is not None:
            search.hidden |= found.keys()
            return found
    search.hidden |= _together(search, number)
    return search.another(number, 0) or {}


def _together(search: _Search, number: int) -> set[int]:
    """All numbers above nought that hang together with one."""
    found, todo = {number}, [number]
    while todo:
        for at in search.within[todo.pop()]:
            for one, _ in search.net.equations[at]:
                if one not in found and search.net.values[one]:
                    found.add(one)
                    todo.append(one)
    return found


def _show(search: _Search, one: int, proofs: dict[int, dict[int, int]]) -> None:
    """Show a number again when everything is safe without it: others may have come to protect the same."""
    search.hidden.discard(one)
    made = dict[int, dict[int, int]]()
    for number, proof in proofs.items():
        if one in proof:
            found = search.another(number, 0)
            if found is None:
                search.hidden.add(one)
                return
            made[number] = found
    proofs |= made
