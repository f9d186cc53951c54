"""Finding youths: by the beginning of any word of name, address or e-mail, by any part of a number.

One FTS5 table with a document for each youth, made with the youth's row of the lists (summary.py).
Its rowid is the order in which hits are shown: the enrolled first, then by name. So the first hits
of a short beginning are read without looking at the thousands behind them.

The protected (skyddad folkbokföring) are found by case number, and by the whole personnummer and
nothing less: it is kept as one word behind a mark that nobody can type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from kaa_core.model.enums import Protection
from kaa_desktop.store import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kaa_core.model.records import Youth
    from kaa_desktop.store.cases import Case
    from kaa_desktop.store.database import Connection

CREATE: Final = (
    """CREATE VIRTUAL TABLE search_person USING fts5(
        words, tokenize='ascii', detail=column, prefix='1 2 3 4')""",
    "INSERT INTO search_person (search_person, rank) VALUES ('secure-delete', 1)",
)

WHOLE: Final = "\ue000"
"""A private character before a whole number: no word that is typed has it."""
_WHOLE_LENGTHS: Final = (10, 12)

_LETTERS: Final = 8
_LETTER_BITS: Final = 5
_ROW_BITS: Final = 22
_ENROLLED_BITS: Final = _LETTERS * _LETTER_BITS + _ROW_BITS
_LAST_LETTER: Final = (1 << _LETTER_BITS) - 1
_AMONG: Final = 120
"""Hits that are put in their exact order: names that begin alike have one place in the index."""


@frozen(repr=False)
class Document:
    """What the index holds of a youth. `place`: its rowid."""

    place: int
    words: str


def document(case: Case, sort_key: str, *, enrolled: bool) -> Document:
    """What the index is to hold of a youth."""
    youth = case.youth
    assert youth is not None  # who is gone has no document
    found = words.words(youth.case_number) | dict.fromkeys(
        words.typed_words(youth.case_number or "")
    )
    if youth.protection is Protection.PROTECTED:
        found |= dict.fromkeys(_whole(youth.identity_number))
    else:
        found |= _open(youth) | _guardians(case)
    return Document(_place(case.row, sort_key, enrolled=enrolled), " ".join(found))


def _open(youth: Youth) -> dict[str, None]:
    found = words.words(youth.given_name, youth.family_name, youth.street, youth.city, youth.email)
    numbers = (words.digits(youth.postal_code), *words.endings(words.digits(youth.identity_number)))
    return found | dict.fromkeys(numbers) | dict.fromkeys(_called(youth.phone))


def _guardians(case: Case) -> dict[str, None]:
    found: dict[str, None] = {}
    for name, phone, email in case.guardians:
        found |= words.words(name, email) | dict.fromkeys(_called(phone))
    return found


def _called(phone: str | None) -> Iterable[str]:
    for number in words.telephones(phone):
        yield from words.endings(number)
        if number.startswith("0"):
            yield f"46{number[1:]}"  # as a list from an operator has it, without the +


def _whole(number: str | None) -> list[str]:
    digits = words.digits(number)
    return [f"{WHOLE}{digits[-length:]}" for length in _WHOLE_LENGTHS if len(digits) >= length]


def _place(row: int, sort_key: str, *, enrolled: bool) -> int:
    """The enrolled first, then by the first letters of the name, then by row."""
    place = 0 if enrolled else 1
    for letter in sort_key[:_LETTERS].ljust(_LETTERS, "\x00"):
        place = place << _LETTER_BITS | min(max(ord(letter) - ord("a") + 1, 0), _LAST_LETTER)
    return place << _ROW_BITS | row & ((1 << _ROW_BITS) - 1)


def write(connection: Connection, before: Iterable[int], after: Iterable[Document]) -> None:
    """Give the index other documents in place of those at some places; what is alike stays."""
    wanted = {one.place: one.words for one in after}
    held: dict[int, str] = {}
    for place in before:
        query = "SELECT c0 FROM search_person_content WHERE id = ?"
        row = connection.execute(query, (place,)).fetchone()
        if row is not None:
            held[place] = row[0]
    gone = sorted(place for place, text in held.items() if wanted.get(place) != text)
    new = sorted((place, text) for place, text in wanted.items() if held.get(place) != text)
    connection.executemany(
        "DELETE FROM search_person WHERE rowid = ?", [(place,) for place in gone]
    )
    connection.executemany("INSERT INTO search_person (rowid, words) VALUES (?, ?)", new)


def condition(typed: str, *, enrolled: bool = False) -> tuple[str, str] | None:
    """What was typed as words after WHERE, over `case_summary`, and the value of its mark.

    Every word stands at the beginning of one of the youth's; digits anywhere in a number. None when
    nothing was typed that can be looked for. `enrolled`: only they are asked for anyway.
    """
    match = _match(typed)
    if match is None:
        return None
    first = f" AND rowid < {1 << _ENROLLED_BITS}" if enrolled else ""
    found = f"SELECT rowid FROM search_person WHERE search_person MATCH ?{first}"
    return f"search_place IN ({found})", match


def find(connection: Connection, typed: str, limit: int) -> list[bytes]:
    """Ids of youths, the enrolled first, then by name."""
    match = _match(typed)
    if match is None:
        return []
    query = (
        "SELECT s.id FROM (SELECT rowid AS place FROM search_person WHERE search_person MATCH ? "
        "ORDER BY rowid LIMIT ?) JOIN case_summary s ON s.search_place = place "
        f"ORDER BY place >> {_ENROLLED_BITS}, s.sort_key, s.id LIMIT ?"
    )
    found: list[tuple[Any, ...]] = connection.execute(
        query, (match, max(limit, _AMONG), limit)
    ).fetchall()
    return [row[0] for row in found]


def _match(typed: str) -> str | None:
    found = words.typed_words(typed)
    return " AND ".join(map(_one, found)) if found else None


def _one(word: str) -> str:
    if word.isdigit() and len(word) in _WHOLE_LENGTHS:
        return f'("{word}"* OR "{WHOLE}{word}")'
    return f'"{word}"*'
