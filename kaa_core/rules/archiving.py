"""Arkivexport: what the municipality has decided to preserve of those who are to be erased, as a BagIt bag.

7 § förordningen (2006:39) erases; arkivlagen (1990:782) and the municipality's own decision may say that
some of it is preserved first, outside the register. The form is open: a bag (RFC 8493) of JSON lines, one
file for each kind of record, with the fields' Swedish names, and the attached papers as they are. It can
be read without this program, and any tool for BagIt can tell whether it is whole.

Pure: content in, files out. Where they are written, and that it is recorded, is the caller's.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

import attrs
import msgspec

from kaa_core.model.media import SUFFIXES
from kaa_core.model.records import Attachment, Conflict, Youth
from kaa_core.model.registry import REGISTRY, Field, FieldType, Kind, Record
from kaa_core.rules.protection import as_kept, hidden

FORMAT: Final = "kaa-arkivexport 1"
PAPERS: Final = "bilagor"
_JSON: Final = "uppgifter"
_SHARED: Final = "ur-kommunens-register"
_NO_SLUG: Final = re.compile(r"[^a-z0-9]+")
_FORMS: Final = {
    FieldType.TEXT: "text",
    FieldType.PROSE: "text i flera rader",
    FieldType.INTEGER: "heltal",
    FieldType.BOOLEAN: "true eller false",
    FieldType.DATE: "datum, åååå-mm-dd",
    FieldType.TIME: "klockslag, tt:mm, svensk tid",
    FieldType.INSTANT: "tidpunkt i UTC, ISO 8601",
    FieldType.CHOICE: "ett av valen",
    FieldType.CHOICES: "lista med val",
    FieldType.REFERENCE: "id för en annan post",
    FieldType.REFERENCES: "lista med id för andra poster",
    FieldType.RAW: "som det är lagrat; byte som hexadecimala tecken",
}


@attrs.frozen(kw_only=True)
class Export:
    """Who preserves, and on which ground. `made`: local time in words; `number_of`: youths in it."""

    municipality: str
    receiver: str
    decision: str
    ground: str
    by: str
    made: datetime
    number_of: int


def preserved_kinds() -> Iterator[Kind]:
    """Return the kinds that can be preserved: everything that is about a youth."""
    return (one for one in REGISTRY if one.cls is Youth or "youth" in one.by_name)


def own(records: Iterable[Record], youth: UUID) -> list[Record]:
    """Return the records of one youth; of an entry that is hers too, its own are exported with that one."""
    return [one for one in records if REGISTRY.of(one).scope(one) == youth]


def as_preserved(records: Sequence[Record], home: str) -> list[Record]:
    """Return a youth's records as they may leave: of skyddad folkbokföring no address and no place."""
    protected = any(isinstance(one, Youth) and hidden(one.protection) for one in records)
    return [as_kept(one, home) for one in records] if protected else list(records)


def slug(label: str) -> str:
    """Return a label as part of a file's name: "samma person" is "samma-person"."""
    plain = unicodedata.normalize("NFKD", label.casefold()).encode("ascii", "ignore").decode()
    return _NO_SLUG.sub("-", plain).strip("-")


def file_of(kind: Kind) -> str:
    """Return where a kind's records stand in the bag."""
    shared = kind.cls is not Youth and "youth" not in kind.by_name
    return f"{_SHARED if shared else _JSON}/{slug(kind.label)}.jsonl"


def paper_of(paper: Attachment) -> str:
    """Return where a paper's content stands in the bag: named by its record, never by a person."""
    return f"{PAPERS}/{paper.id}{SUFFIXES.get(paper.media_type, '')}"


def names_of(kind: Kind) -> dict[int, str]:
    """Return the fields' Swedish names; the second of two that are called the same has a 2 after it."""
    found: dict[int, str] = {}
    for field in kind.fields:
        name = field.label
        found[field.id] = f"{name} 2" if name in found.values() else name
    return found


def as_line(record: Record) -> str:
    """Return a record as one line of JSON: its id and its filled-in fields by their Swedish names."""
    kind = REGISTRY.of(record)
    told: dict[str, Any] = {"id": str(record.id)}
    names = names_of(kind)
    for field in kind.fields:
        held = getattr(record, field.name)
        if held is None or held == ():
            continue
        target = _target(record) if field.type is FieldType.RAW else None
        told[names[field.id]] = _value(target or field, held, wire=target is not None)
    if isinstance(record, Attachment):
        told["fil"] = paper_of(record)
    return json.dumps(told, ensure_ascii=False)


def referred(records: Iterable[Record]) -> set[UUID]:
    """Return the ids that these records name: colleagues and places among them."""
    found = set[UUID]()
    for record in records:
        for held in REGISTRY.of(record).values(record).values():
            for one in held if isinstance(held, tuple) else (held,):
                if isinstance(one, UUID):
                    found.add(one)
    return found


def _target(record: Record) -> Field | None:
    """The field whose value a conflict holds."""
    if not isinstance(record, Conflict):
        return None
    kind = REGISTRY.get(record.target_kind)
    return None if kind is None else kind.by_id.get(record.target_field)


def _value(field: Field, held: Any, *, wire: bool = False) -> Any:
    if wire:
        try:
            held = field.from_wire(held)
        except (ValueError, KeyError):
            return _plain(held)
    if field.type is FieldType.CHOICE:
        return held.label
    if field.type is FieldType.CHOICES:
        return [one.label for one in held]
    return _plain(held)


def _plain(held: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(held, Mapping):
        return {str(_plain(key)): _plain(one) for key, one in held.items()}
    if isinstance(held, list | tuple):
        return [_plain(one) for one in held]
    how = _PLAIN.get(type(held))
    return held if how is None else how(held)


def _number(held: float) -> Any:
    return held if math.isfinite(held) else str(held)  # JSON has no other numbers


_PLAIN: Final[dict[type, Callable[[Any], Any]]] = {
    time: lambda held: f"{held:%H:%M}",
    datetime: lambda held: held.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    date: date.isoformat,
    bytes: bytes.hex,
    UUID: str,
    float: _number,
    msgspec.msgpack.Ext: lambda held: bytes(held.data).hex(),
}


# -- the files that tell of the files


def described(kinds: Iterable[Kind]) -> bytes:
    """Return the description of the files as JSON: each field's name, form and what can be chosen."""
    files = [
        {
            "fil": file_of(kind),
            "slag": kind.label,
            "fält": [{"namn": "id", "form": "postens id"}, *_fields(kind)],
        }
        for kind in kinds
    ]
    whole = {"format": FORMAT, "teckenkodning": "UTF-8", "filer": files}
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()


def _fields(kind: Kind) -> Iterator[dict[str, Any]]:
    names = names_of(kind)
    for field in kind.fields:
        told: dict[str, Any] = {"namn": names[field.id], "form": _FORMS[field.type]}
        if field.choice is not None:
            told["val"] = [one.label for one in field.choice]
        if field.required:
            told["alltid ifyllt"] = True
        yield told


def readme(export: Export, kinds: Iterable[Kind], counts: Mapping[int, int], papers: int) -> bytes:
    """Return the text that a person in the archive reads first."""
    inside = "\n".join(
        f"  {file_of(kind)}: {kind.label}, {counts.get(kind.id, 0)} st" for kind in kinds
    )
    return f"""ARKIVEXPORT UR REGISTRET FÖR DET KOMMUNALA AKTIVITETSANSVARET

Kommun:           {export.municipality}
Framtagen:        {export.made:%Y-%m-%d %H:%M}
Framtagen av:     {export.by}
Mottagare:        {export.receiver}
Beslut:           {export.decision}
Grund och skäl:   {export.ground}
Antal ungdomar:   {export.number_of}

Uppgifterna gäller personer vars uppgifter ska gallras ur registret enligt 7 § förordningen
(2006:39). De kan omfattas av sekretess. Hos den som har skyddad folkbokföring finns ingen
adress med. Ändringshistoriken och det som kommunen valt att inte bevara följer inte med.

FORMAT
Paketet följer BagIt 1.0 (RFC 8493). Mappen data har innehållet. manifest-sha256.txt har en
kontrollsumma för varje fil: kör "sha256sum -c manifest-sha256.txt" i paketets mapp.
Varje fil .jsonl har en post på varje rad, som JSON i UTF-8, med fältens svenska namn.
Ett tomt fält står inte med. beskrivning.json säger vad varje fält är och vad som kan väljas.
"ungdom" i en post är id för raden i {_JSON}/ungdom.jsonl. Andra id är poster i samma paket,
eller kollegor och annat i mappen {_SHARED}. En bilaga har sin fil i mappen {PAPERS}.

INNEHÅLL
{inside}
  {PAPERS}: {papers} filer
""".encode()


class Bag:
    """Keeps count of what is put in, and writes what tells of it (RFC 8493, sections 2.1 and 2.2)."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._sums: dict[str, str] = {}
        self._bytes = 0

    def put(self, name: str, content: bytes) -> str:
        """Note a file of the content; return its place in the whole."""
        self._sums[f"data/{name}"] = hashlib.sha256(content).hexdigest()
        self._bytes += len(content)
        return f"{self._name}/data/{name}"

    def closing(self, export: Export) -> Iterator[tuple[str, bytes]]:
        """Return the files that tell of the content, as place and bytes."""
        tags = {
            "bagit.txt": "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
            "bag-info.txt": _lines(
                ("Source-Organization", export.municipality),
                ("External-Description", "Kommunala aktivitetsansvaret, arkivexport"),
                ("Bagging-Date", f"{export.made:%Y-%m-%d}"),
                ("Internal-Sender-Description", FORMAT),
                ("Payload-Oxum", f"{self._bytes}.{len(self._sums)}"),
            ),
            "manifest-sha256.txt": _sums(self._sums),
        }
        packed = {name: text.encode() for name, text in tags.items()}
        sums = {name: hashlib.sha256(one).hexdigest() for name, one in packed.items()}
        packed["tagmanifest-sha256.txt"] = _sums(sums).encode()
        for name, content in packed.items():
            yield f"{self._name}/{name}", content


def _lines(*pairs: tuple[str, str]) -> str:
    return "".join(f"{label}: {' '.join(value.split())}\n" for label, value in pairs)


def _sums(sums: Mapping[str, str]) -> str:
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
