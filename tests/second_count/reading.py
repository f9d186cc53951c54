"""Raw operations, applied in order, read as what is known of each youth.

An operation is a list as MessagePack holds it: verb (1 created, 2 set, 3 deleted), kind's number, record,
{field's number: value}, youth. Kinds and fields are those of docs/arkitektur.md's registry, by number.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, TypeAlias

from tests.second_count.days import as_day, turns

Operation: TypeAlias = list[Any]
Row: TypeAlias = dict[str, Any]

CREATED, SET, DELETED = 1, 2, 3
NAMES: dict[int, tuple[str, dict[int, str]]] = {
    1: ("youth", {1: "number"}),
    3: (
        "enrolments",
        {2: "start", 3: "why", 5: "worker", 6: "end", 7: "out", 8: "last", 11: "offered"},
    ),
    4: ("occupations", {2: "kind", 4: "extent", 5: "start", 6: "end", 7: "source", 8: "noted"}),
    5: (
        "contacts",
        {2: "on", 4: "channel", 5: "direction", 6: "whom", 7: "outcome", 8: "minutes", 13: "offer"},
    ),
    6: (
        "visits",
        {
            2: "status",
            3: "planned",
            6: "on",
            7: "came",
            8: "went",
            10: "outcome",
            11: "sheet",
            14: "occupation",
            23: "why",
        },
    ),
    7: ("talks", {2: "kind", 3: "on", 6: "with", 8: "minutes", 12: "measure"}),
    16: (
        "studies",
        {
            2: "source",
            3: "told",
            7: "withdrawn",
            9: "form",
            10: "start",
            11: "end",
            12: "how",
            13: "extent",
            14: "school",
            15: "unit",
            16: "programme",
            19: "prolonged",
        },
    ),
    17: ("documents", {2: "source", 3: "told", 7: "withdrawn", 9: "kind", 10: "issued"}),
    18: ("homes", {2: "source", 3: "told", 7: "withdrawn", 9: "kind", 10: "start", 12: "place"}),
    19: (
        "notices",
        {
            3: "told",
            7: "withdrawn",
            9: "kind",
            10: "on",
            12: "school",
            13: "unit",
            14: "programme",
            15: "form",
        },
    ),
    20: (
        "decisions",
        {2: "about", 3: "judged", 4: "whole", 5: "start", 6: "end", 9: "by", 10: "decided"},
    ),
    29: ("measures", {2: "kind", 9: "start", 11: "end"}),
    30: ("plans", {4: "at"}),
    31: ("follow_ups", {2: "kind", 3: "on", 4: "measure", 11: "minutes"}),
}
DAYS = frozenset(
    ("start", "end", "offered", "noted", "on", "planned", "told", "withdrawn", "issued", "decided")
)


class Person:
    """What is known of one youth: her rows by kind, days as days, all else as it travelled."""

    def __init__(self, youth: bytes, rows: dict[str, list[Row]]) -> None:
        self.youth = youth
        self.number: str = rows["youth"][0]["number"]
        day = int(self.number[6:8])
        self.born = date(int(self.number[:4]), int(self.number[4:6]), day - 60 if day > 60 else day)
        self.sex = 2 if int(self.number[10]) % 2 else 1
        self.rows = rows

    def __getattr__(self, name: str) -> list[Row]:
        if name in ("rows", "__deepcopy__"):
            raise AttributeError(name)
        return self.rows.get(name, [])

    def minor(self, on: date) -> bool:
        """Under 18."""
        return on < turns(self.born, 18)


def read(operations: Iterable[Operation]) -> list[Person]:
    """Everybody who is there when all has been applied."""
    held: dict[bytes, tuple[int, bytes | None, dict[int, Any]]] = {}
    for verb, kind, record, values, scope in operations:
        if verb == CREATED:
            held[record] = (kind, scope, dict(values))
        elif verb == DELETED:
            held.pop(record, None)
        elif record in held:
            for field, value in values.items():
                held[record][2][field] = value
    people: dict[bytes, dict[str, list[Row]]] = {}
    for record, (kind, scope, values) in held.items():
        if kind not in NAMES or scope is None:
            continue
        name, fields = NAMES[kind]
        row: Row = {one: _value(one, values.get(field)) for field, one in fields.items()}
        row["id"] = record
        people.setdefault(scope, {}).setdefault(name, []).append(row)
    return [Person(youth, rows) for youth, rows in people.items() if "youth" in rows]


def _value(name: str, value: Any) -> Any:
    if name in DAYS:
        return as_day(value)
    if name == "at" and value is not None:
        return datetime.fromtimestamp(value / 1000, UTC).date()
    return value
