"""The files to SCB that were made: what is kept of each, and how it is read again. Nobody's data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from kaa_core.model.records import ScbDelivery, ScbLayout
from kaa_core.rules.protection import warned
from kaa_core.scb.half_year import HalfYear
from kaa_core.scb.layout import OWN_NAME
from kaa_core.scb.sources import Block
from kaa_desktop.app.context import Context
from kaa_desktop.app.scb_views import Chosen, DeliveryRow, Preview

_LAYOUT: Final = 1


def described(preview: Preview, chosen: Chosen, digest: str) -> dict[str, Any]:
    """What is kept of a file, as plain values."""
    kept = preview.kept(chosen)
    blocks = [line.block for one in kept for line in preview.lines[one]]
    return {
        "layout": _LAYOUT,
        "sha256": digest,
        "youths": len(kept),
        "blocks": [blocks.count(block) for block in Block],
        "problems": len(preview.mends),
        "protected": sum(warned(preview.protections.get(one)) for one in kept),
        "left_out": len(preview.lines) - len(kept),
        "reason": chosen.reason.strip() if len(kept) < len(preview.lines) else "",
        "named": preview.in_force.name,
        "confirmed": preview.in_force.confirmed,
    }


def delivery_rows(context: Context) -> list[DeliveryRow]:
    """All that were made, the latest first; one of a newer program has no counts."""
    names = context.names()
    layouts = {one.id: one.name or OWN_NAME for one in context.queries.records(ScbLayout)}
    found = [one for one in context.queries.records(ScbDelivery) if one.made_at is not None]
    found.sort(key=lambda one: (one.made_at, one.id), reverse=True)
    rows, seen = [], set[str]()
    for one in found:
        half_year = HalfYear.parse(one.half_year or "")
        if half_year is not None:
            latest = str(half_year) not in seen
            seen.add(str(half_year))
            rows.append(_row(context, one, half_year, names, layouts, latest=latest))
    return rows


def _row(
    context: Context,
    one: ScbDelivery,
    half_year: HalfYear,
    names: Mapping[UUID, str],
    layouts: Mapping[Any, str],
    *,
    latest: bool,
) -> DeliveryRow:
    assert one.made_at is not None  # those without were left out
    held = one.content if isinstance(one.content, dict) else {}
    counts = held.get("blocks")
    numbers = counts if isinstance(counts, list | tuple) and len(counts) == len(Block) else ()
    return DeliveryRow(
        id=one.id,
        half_year=half_year,
        made_at=one.made_at,
        made=f"{context.clock.local(one.made_at):%Y-%m-%d %H:%M}",
        made_by="" if one.made_by is None else names.get(one.made_by, ""),
        layout=_text(held, "named") or layouts.get(one.layout, OWN_NAME),
        confirmed=held.get("confirmed") is True,
        youths=_number(held, "youths"),
        counts=dict(zip(Block, map(_whole, numbers), strict=False)),
        problems=_number(held, "problems"),
        protected=_number(held, "protected"),
        left_out=_number(held, "left_out"),
        reason=_text(held, "reason"),
        digest=_text(held, "sha256"),
        sent_on=one.sent_on,
        sent_by="" if one.sent_by is None else names.get(one.sent_by, ""),
        latest=latest,
    )


def _whole(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _number(held: Mapping[str, Any], key: str) -> int:
    return _whole(held.get(key))


def _text(held: Mapping[str, Any], key: str) -> str:
    value = held.get(key)
    return value if isinstance(value, str) else ""
