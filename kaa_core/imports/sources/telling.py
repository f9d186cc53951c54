"""What a delivery did, in plain Swedish. No sentence names or numbers anybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from kaa_core.imports.sources.facts import Delivery
from kaa_core.imports.sources.outcomes import Counts, Waiting

_TOLD: Final = (
    ("new", "{} ungdom är ny i registret.", "{} ungdomar är nya i registret."),
    ("changed", "{} ungdom fick nya uppgifter.", "{} ungdomar fick nya uppgifter."),
    ("same", "{} rad sade inget nytt.", "{} rader sade inget nytt."),
    ("doubled", "{} rad upprepade en tidigare.", "{} rader upprepade tidigare rader."),
    ("facts_new", "{} uppgift lades till.", "{} uppgifter lades till."),
    ("facts_changed", "{} uppgift ändrades.", "{} uppgifter ändrades."),
    (
        "facts_withdrawn",
        "{} uppgift togs tillbaka av källan.",
        "{} uppgifter togs tillbaka av källan.",
    ),
    (
        "protection_raised",
        "{} ungdom fick starkare skydd av uppgifter.",
        "{} ungdomar fick starkare skydd av uppgifter.",
    ),
    (
        "outside_age",
        "{} person utanför åldersgruppen räknades men sparades inte.",
        "{} personer utanför åldersgruppen räknades men sparades inte.",
    ),
    (
        "elsewhere",
        "{} person som inte bor i kommunen räknades men sparades inte.",
        "{} personer som inte bor i kommunen räknades men sparades inte.",
    ),
    (
        "nothing",
        "{} person som registret inte har, och som källan inget säger om, sparades inte.",
        "{} personer som registret inte har, och som källan inget säger om, sparades inte.",
    ),
    (
        "older",
        "{} rad är äldre än det som källan har sagt senare, och ändrade inget.",
        "{} rader är äldre än det som källan har sagt senare, och ändrade inget.",
    ),
    (
        "differs",
        "{} ungdom har uppgifter som skiljer sig från det en person har skrivit. De står kvar.",
        "{} ungdomar har uppgifter som skiljer sig från det en person har skrivit. De står kvar.",
    ),
    ("unread", "{} rad gick inte att läsa.", "{} rader gick inte att läsa."),
)


def sentences(
    delivery: Delivery,
    counts: Counts,
    waiting: Sequence[Waiting],
    told: Sequence[tuple[str, int]],
    *,
    is_older: bool,
) -> tuple[str, ...]:
    """Return a sentence for each thing that happened, the file's own remarks first.

    `told`: what was said of rows, and of how many.
    """
    found = list(delivery.remarks)
    if is_older:
        found.append(
            f"Leveransen gäller {delivery.as_of} och är äldre än den som lästes in senast. "
            "Inget i registret ändrades."
        )
    for name, one, many in _TOLD:
        count = getattr(counts, name)
        if count:
            found.append((one if count == 1 else many).format(f"{count:_}".replace("_", " ")))
    for sentence, count in told:
        found.append(f"{sentence} ({count} {'rad' if count == 1 else 'rader'})")
    for sentence, count in Counter(one.remark.sentence for one in waiting).items():
        found.append(f"Väntar på en person ({count}): {sentence}")
    if not counts.entries:
        found.append("Leveransen var tom.")
    return tuple(found)
