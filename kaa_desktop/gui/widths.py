"""How the columns of a list share its width."""

from collections.abc import Sequence


def fitted(
    wanted: Sequence[int], flexible: Sequence[bool], optional: Sequence[int], room: int
) -> list[int | None]:
    """The width of each column, None for one that gives way.

    Those with the highest `optional` go first until the others fit; what is left over is shared by the
    `flexible` ones, else given to the first.
    """
    shown = list(range(len(wanted)))
    by_need = sorted(shown, key=lambda at: optional[at])
    while by_need and sum(wanted[at] for at in shown) > room and optional[by_need[-1]]:
        shown.remove(by_need.pop())
    spare = room - sum(wanted[at] for at in shown)
    growing = [at for at in shown if flexible[at]] or shown[:1]
    widths: list[int | None] = [None] * len(wanted)
    for at in shown:
        more = spare // len(growing) if at in growing and (spare > 0 or flexible[at]) else 0
        widths[at] = wanted[at] + more
    return widths
