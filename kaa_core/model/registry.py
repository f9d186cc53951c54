"""One registry of kinds and fields: storage, wire, history and validation all follow from it.

A kind is a frozen attrs class whose fields are declared with the functions of `fields.py`::

    @record(9, "task", "bevakning")
    @attrs.frozen(kw_only=True, repr=False)
    class Task(Record):
        youth: YouthId = reference(1, "ungdom", required=True)
        title: str = text(2, "vad", required=True, max_length=200)

Kind and field numbers are for ever: additive only, never reused (they are what is stored and sent).
"""

from __future__ import annotations

import enum
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeAlias, TypeVar, cast

import attrs

from kaa_core.model.enums import Choice
from kaa_core.model.ids import RecordId

ChoiceClass: TypeAlias = type[Choice]
Wire = Any
"""A value as MessagePack knows it: None, bool, int, str, bytes, or a list of those."""

METADATA_KEY = "kaa"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class FieldType(enum.Enum):
    """How a field's value is held: in Python, on the wire and in a column."""

    TEXT = "text"
    PROSE = "prose"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    INSTANT = "instant"
    CHOICE = "choice"
    REFERENCE = "reference"
    REFERENCES = "references"
    CHOICES = "choices"
    RAW = "raw"


@attrs.frozen(kw_only=True)
class Problem:
    """One fault in a record, as a sentence for the person. Never holds the value itself."""

    field: str
    sentence: str


@attrs.frozen(kw_only=True)
class Field:
    """What the registry knows of one field."""

    id: int
    name: str
    label: str
    type: FieldType
    required: bool = False
    max_length: int = 0
    minimum: int | None = None
    maximum: int | None = None
    choice: ChoiceClass | None = None
    searchable: bool = False

    @property
    def empty(self) -> Any:
        """The value of a field nobody has filled in."""
        return () if self.type in (FieldType.REFERENCES, FieldType.CHOICES) else None

    def to_wire(self, value: Any) -> Wire:
        """Return `value` as MessagePack holds it; an empty value is None."""
        if value is None or value == ():
            return None
        return _TO_WIRE[self.type](value)

    def from_wire(self, wire: Wire) -> Any:
        """Return the Python value of `wire`.

        Raises ValueError (naming the field, never the value) when it is not of this field's form.
        """
        if wire is None:
            return self.empty
        try:
            value = _FROM_WIRE[self.type](wire)
            if self.choice is not None:
                value = self._choice(value)
        except (TypeError, ValueError, OverflowError):
            raise ValueError(f"field {self.name} has a value of another form") from None
        if isinstance(value, str) and self.max_length and len(value) > self.max_length:
            raise ValueError(f"field {self.name} is too long")
        return value

    def fits(self, wire: Wire) -> bool:
        """Whether `wire` is of this field's form."""
        try:
            self.from_wire(wire)
        except ValueError:
            return False
        return True

    def _choice(self, value: Any) -> Any:
        # Calling the class with a code looks a member up; mypy takes it for making one.
        member = cast("Callable[[int], Choice]", self.choice)
        return tuple(map(member, value)) if self.type is FieldType.CHOICES else member(value)

    def problem(self, value: Any) -> Problem | None:
        """Return what is wrong with `value`, or None. Rules over several fields live with the kind."""
        if value in (None, "", ()):
            if not self.required:
                return None
            return self._says("Välj {}." if self.choice is not None else "Fyll i {}.")
        if isinstance(value, str) and self.max_length and len(value) > self.max_length:
            return self._says(f"Texten i {{}} är för lång. Högst {self.max_length} tecken.")
        if self.type is FieldType.INTEGER:
            if self.minimum is not None and value < self.minimum:
                return self._says(f"Värdet i {{}} ska vara minst {self.minimum}.")
            if self.maximum is not None and value > self.maximum:
                return self._says(f"Värdet i {{}} ska vara högst {self.maximum}.")
        return None

    def _says(self, sentence: str) -> Problem:
        return Problem(field=self.name, sentence=sentence.format(self.label))


@attrs.frozen(kw_only=True, repr=False)
class Record:
    """What all kinds have in common. Its repr names kind and id, never a person's data."""

    id: RecordId

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}>"


@attrs.frozen(kw_only=True)
class Bar:
    """While field `when` has `value`, the `fields` must be empty: enforced by the merge itself.

    Two people who did not see each other can otherwise make together what neither may alone.
    """

    when: str
    value: Choice
    fields: tuple[str, ...]


R = TypeVar("R", bound=Record)


@attrs.frozen(kw_only=True)
class Kind:
    """What the registry knows of one kind of record."""

    id: int
    name: str
    label: str
    cls: type[Record]
    fields: tuple[Field, ...]
    by_id: Mapping[int, Field]
    by_name: Mapping[str, Field]
    sealed_by: str | None
    checks: Callable[[Any], Iterator[Problem]] | None
    bar: Bar | None

    def barred(self, values: Mapping[int, Wire]) -> tuple[int, ...]:
        """Return the fields that must be empty in a record with these values."""
        if self.bar is None or values.get(self.by_name[self.bar.when].id) != self.bar.value:
            return ()
        return tuple(self.by_name[name].id for name in self.bar.fields)

    def values(self, record: Record) -> dict[str, Any]:
        """Return all fields of `record` by name, without its id."""
        return {field.name: getattr(record, field.name) for field in self.fields}

    def to_wire(self, record: Record) -> dict[int, Wire]:
        """Return the filled-in fields of `record` as {field id: wire value}."""
        held = ((field, getattr(record, field.name)) for field in self.fields)
        wired = ((field.id, field.to_wire(value)) for field, value in held if value is not None)
        return {number: value for number, value in wired if value is not None}

    def from_wire(self, record_id: RecordId, values: Mapping[int, Wire]) -> Record:
        """Build a record. Unknown field ids are ignored (the store parks them); raises ValueError."""
        # Fields nobody filled in have their defaults: most kinds have many, and most are empty.
        named = {f.name: f.from_wire(values[f.id]) for f in self.fields if f.id in values}
        return self.cls(id=record_id, **named)

    def scope(self, record: Record) -> RecordId | None:
        """Return the youth whose scope the record belongs to; None for what the municipality shares."""
        if self.name == "youth":
            return record.id
        return cast("RecordId | None", getattr(record, "youth", None))

    def validate(self, record: Record) -> list[Problem]:
        """Return every fault of `record` as sentences; an empty list when it may be kept."""
        held = ((field, getattr(record, field.name)) for field in self.fields)
        found = [
            field.problem(value) for field, value in held if value is not None or field.required
        ]
        problems = [problem for problem in found if problem is not None]
        if self.checks is not None:
            problems += self.checks(record)
        return problems


class Registry:
    """All kinds, by number, name and class."""

    def __init__(self) -> None:
        self._by_id: dict[int, Kind] = {}
        self._by_name: dict[str, Kind] = {}
        self._by_class: dict[type[Record], Kind] = {}

    def add(self, kind: Kind) -> None:
        """Add a kind; a number or name used twice is a fault of ours and raises ValueError."""
        if kind.id in self._by_id or kind.name in self._by_name:
            raise ValueError(f"kind {kind.id} {kind.name} is registered twice")
        self._by_id[kind.id] = kind
        self._by_name[kind.name] = kind
        self._by_class[kind.cls] = kind

    def kind(self, key: int | str | type[Record]) -> Kind:
        """Return the kind with this number, name or class; raises KeyError when there is none."""
        if isinstance(key, int):
            return self._by_id[key]
        if isinstance(key, str):
            return self._by_name[key]
        return self._by_class[key]

    def get(self, number: int) -> Kind | None:
        """Return the kind with this number, or None (a newer program's kind)."""
        return self._by_id.get(number)

    def of(self, record: Record) -> Kind:
        """Return the kind of a record."""
        return self._by_class[type(record)]

    def __iter__(self) -> Iterator[Kind]:
        return iter(sorted(self._by_id.values(), key=lambda kind: kind.id))


REGISTRY = Registry()


def record(
    number: int,
    name: str,
    label: str,
    *,
    sealed_by: str | None = None,
    checks: Callable[[Any], Iterator[Problem]] | None = None,
    bar: Bar | None = None,
) -> Callable[[type[R]], type[R]]:
    """Register a frozen attrs class as a kind.

    `sealed_by` names the field that, once filled, makes the record immutable ("För in i journalen").
    `checks` yields problems that concern several fields at once.
    """

    def register(cls: type[R]) -> type[R]:
        fields = tuple(
            attrs.evolve(a.metadata[METADATA_KEY], name=a.name)
            for a in attrs.fields(cls)
            if METADATA_KEY in a.metadata
        )
        by_id = {field.id: field for field in fields}
        if len(by_id) != len(fields):
            raise ValueError(f"kind {name} uses a field number twice")
        kind = Kind(
            id=number,
            name=name,
            label=label,
            cls=cls,
            fields=fields,
            by_id=by_id,
            by_name={field.name: field for field in fields},
            sealed_by=sealed_by,
            checks=checks,
            bar=bar,
        )
        REGISTRY.add(kind)
        return cls

    return register


def of_kind(records: Iterable[Record], cls: type[R]) -> list[R]:
    """Return the records of one kind, in their order."""
    return [one for one in records if isinstance(one, cls)]


def milliseconds(moment: datetime) -> int:
    """Return an aware datetime as whole milliseconds since the epoch."""
    return (moment - EPOCH) // timedelta(milliseconds=1)


def moment(ms: int) -> datetime:
    """Return milliseconds since the epoch as an aware datetime in UTC."""
    return EPOCH + timedelta(milliseconds=ms)


def _same(expected: type[Any]) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if type(value) is not expected:
            raise TypeError
        return value

    return check


_integer = _same(int)
_string = _same(str)


def _time(wire: Any) -> time:
    minutes = _integer(wire)
    return time(minutes // 60, minutes % 60)


_TO_WIRE: dict[FieldType, Callable[[Any], Wire]] = {
    FieldType.TEXT: str,
    FieldType.PROSE: str,
    FieldType.INTEGER: int,
    FieldType.BOOLEAN: bool,
    FieldType.DATE: date.isoformat,
    FieldType.TIME: lambda value: value.hour * 60 + value.minute,
    FieldType.INSTANT: milliseconds,
    FieldType.CHOICE: int,
    FieldType.CHOICES: lambda value: [int(one) for one in value],
    FieldType.REFERENCE: lambda value: value.bytes,
    FieldType.REFERENCES: lambda value: [one.bytes for one in value],
    FieldType.RAW: lambda value: value,
}

_FROM_WIRE: dict[FieldType, Callable[[Wire], Any]] = {
    FieldType.TEXT: _string,
    FieldType.PROSE: _string,
    FieldType.INTEGER: _integer,
    FieldType.BOOLEAN: _same(bool),
    FieldType.DATE: lambda wire: date.fromisoformat(_string(wire)),
    FieldType.TIME: _time,
    FieldType.INSTANT: lambda wire: moment(_integer(wire)),
    FieldType.CHOICE: _integer,
    FieldType.CHOICES: lambda wire: tuple(_integer(one) for one in wire),
    FieldType.REFERENCE: lambda wire: uuid.UUID(bytes=_same(bytes)(wire)),
    FieldType.REFERENCES: lambda wire: tuple(uuid.UUID(bytes=_same(bytes)(one)) for one in wire),
    FieldType.RAW: lambda wire: wire,
}
