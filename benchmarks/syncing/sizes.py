"""How large a request is: statuses and notes as a desktop packs, signs and compresses them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.figures import Figure
from kaa_core.model.records import JournalNote, Task
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.messages import SCHEMA, Operation, Push, Verb
from kaa_desktop.sync.client import Signer
from kaa_desktop.sync.packing import COMPRESS_OVER, compressed, packed_push
from tests.server_process import new_record

ROOT = Path(__file__).resolve().parents[2]
PROSE = ("docs/anvandarguide.md", "docs/drift.md")
"""Real Swedish of our own: the guides, with nobody's data in them."""

BATCH = 20
LETTERS = 500
FIRST = 4_800
"""Operations that the computer has made before, and rows in the log: numbers of a used register."""
SEEN = 480_000
AT = 1_795_000_000_000
STATUS_IN_BATCH = 100
STATUS_ALONE = 220
NOTE_IN_BATCH = 300


def measure() -> list[Figure]:
    """Bytes of the body of POST /v1/push, per operation."""
    return [
        Figure(
            name=f"Request body: a status, in a batch of {BATCH}",
            samples=[sent(statuses(BATCH, at)) / BATCH for at in range(50)],
            limit=STATUS_IN_BATCH,
            unit="bytes",
        ),
        Figure(
            name="Request body: a status alone, with its signature",
            samples=[float(sent(statuses(1, at))) for at in range(50)],
            limit=STATUS_ALONE,
            unit="bytes",
        ),
        Figure(
            name=f"Request body: a note of {LETTERS} characters of Swedish, in a batch of {BATCH}",
            samples=[sent(batch) / BATCH for batch in batches_of_notes()],
            limit=NOTE_IN_BATCH,
            note="prose of our own guides, each batch another part of them",
            unit="bytes",
        ),
    ]


def sent(operations: list[Operation]) -> int:
    """The length of the body with these operations."""
    signer = Signer(key=Ed25519PrivateKey.generate())
    push = Push(new_record(), 1, new_record(), SCHEMA, operations)
    body = packed_push(push, signer)
    return len(compressed(body) if len(body) > COMPRESS_OVER else body)


def statuses(count: int, series: int) -> list[Operation]:
    """That so many tasks are done: one field of each."""
    kind = REGISTRY.kind(Task)
    field = kind.by_name["done_on"]
    value = field.to_wire(date(2026, 11, 20))
    first = FIRST + series * count
    return [
        Operation(n, n, Verb.SET, kind.id, new_record(), {field.id: value}, SEEN + n, AT + n * 7919)
        for n in range(first, first + count)
    ]


def batches_of_notes() -> list[list[Operation]]:
    """All the prose there is, in notes of 500 characters, 20 to a batch."""
    pages = ((ROOT / page).read_text(encoding="utf-8") for page in PROSE)
    texts = passages("\n\n".join(pages))
    whole = range(0, len(texts) - BATCH + 1, BATCH)
    return [_notes(texts[start : start + BATCH], start) for start in whole]


def passages(markdown: str) -> list[str]:
    """The running text of a page, cut into pieces of 500 characters."""
    blocks = (block.strip() for block in markdown.split("\n\n"))
    prose = (one for one in blocks if one and one[0].isalpha())
    text = re.sub(r"[*`]|\s+", lambda found: " " if found[0].isspace() else "", " ".join(prose))
    return [text[at : at + LETTERS] for at in range(0, len(text) - LETTERS + 1, LETTERS)]


def _notes(texts: list[str], series: int) -> list[Operation]:
    """Notes about as many youths."""
    kind = REGISTRY.kind(JournalNote)
    made = []
    for place, text in enumerate(texts):
        n, youth, worker = FIRST + series + place, new_record(), UUID(bytes=new_record())
        values: dict[str, Any] = {
            "youth": UUID(bytes=youth),
            "occurred_on": date(2026, 11, 20),
            "text": text,
            "author": worker,
        }
        wired = {
            kind.by_name[name].id: kind.by_name[name].to_wire(one) for name, one in values.items()
        }
        at = AT + n * 7919
        made.append(Operation(n, n, Verb.CREATE, kind.id, new_record(), wired, 0, at, youth))
    return made
