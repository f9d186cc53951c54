"""Search as one types: youths at once, notes beside, and for each hit why it is one."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from typing import Final

from kaa_core.model.ids import YouthId
from kaa_core.model.records import Enrolment, Guardian, HomeVisit, Occupation, Task, Youth
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.model.rights import Right, may
from kaa_desktop.app import words as sentences
from kaa_desktop.app.context import Context, age_text, is_protected, row_name, row_number
from kaa_desktop.app.found import Hit, Mark, Notes
from kaa_desktop.app.youths import status_chip
from kaa_desktop.store import search_notes, words
from kaa_desktop.store.lists import CaseRow
from kaa_desktop.store.queries import Queries

NOTES_SHOWN: Final = 8
_BEFORE: Final = 28
_LONGEST: Final = 110
_LABELS: Final = {"journal_note": "anteckning"}
_NOT_IN_JOURNAL: Final = (Task,)
_BLANKS: Final = re.compile(r"\s+")


class Searching:
    """Made by `opening.start`; ended by the session. `aside`: reads that nobody waits for."""

    def __init__(self, context: Context, aside: Queries) -> None:
        self._context = context
        self._aside = aside
        self._asked = 0
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="kaa-search")

    def close(self) -> None:
        """Let nothing more begin; what runs is waited for when the store closes."""
        self._asked += 1
        self._thread.shutdown(wait=False, cancel_futures=True)

    @property
    def _may(self) -> bool:
        return may(self._context.identity.standing.role, Right.READ_CASES)

    def persons(self, typed: str, limit: int) -> list[Hit]:
        """Youths, the enrolled first, then by name. Milliseconds, also among 60 000."""
        beginnings = words.typed_words(typed)
        if not beginnings or not self._may:
            return []
        queries = self._context.queries
        rows = queries.case_rows(queries.search(typed, limit))
        unsaid = [row.id for row in rows if _says_not_why(row, beginnings)]
        youths = {one.id: one for one in queries.records(Youth, unsaid)} if unsaid else {}
        called = defaultdict(list)
        for one in queries.about(Guardian, unsaid) if unsaid else ():
            called[one.youth].append(one)
        return [self._person(row, beginnings, youths.get(row.id), called[row.id]) for row in rows]

    def notes(self, typed: str) -> Future[Notes]:
        """What has been written, the newest first; of what is asked while one runs, the last only."""
        self._asked += 1
        return self._thread.submit(self._notes, typed, self._asked)

    def _person(
        self,
        row: CaseRow,
        beginnings: list[str],
        youth: Youth | None,
        guardians: Sequence[Guardian],
    ) -> Hit:
        number = row_number(row)
        state = (
            number,
            age_text(row.birth_date, self._context.today),
            status_chip(row.status).text,
        )
        detail = " · ".join(part for part in state if part)
        name = row_name(row)
        if is_protected(row.protection):
            return Hit(youth=row.id, name=name, detail=detail)
        why, marks = ("", ()) if youth is None else _why(youth, guardians, beginnings)
        return Hit(
            youth=row.id,
            name=name,
            detail=detail,
            why=why,
            name_marks=tuple(words.spans(name, beginnings)),
            detail_marks=tuple(_digit_marks(number, beginnings)),
            why_marks=marks,
        )

    # -- notes, on the search's own thread

    def _notes(self, typed: str, asked: int) -> Notes:
        if asked != self._asked or not self._may:
            return Notes()
        found = self._aside.notes(typed, NOTES_SHOWN + 1)
        built = self._aside.search_built()
        shown = found[:NOTES_SHOWN]
        youths = list(dict.fromkeys(YouthId(one.youth) for one in shown))  # type: ignore[attr-defined]
        rows = {row.id: row for row in self._aside.case_rows(youths)}
        beginnings = search_notes.beginnings(typed)
        hits = (self._note(one, rows, beginnings) for one in shown)
        return Notes(
            hits=tuple(one for one in hits if one is not None),
            more=len(found) > NOTES_SHOWN,
            built=built,
        )

    def _note(
        self, record: Record, rows: dict[YouthId, CaseRow], beginnings: list[str]
    ) -> Hit | None:
        row = rows.get(record.youth)  # type: ignore[attr-defined]
        if row is None or is_protected(row.protection):
            return None
        kind = REGISTRY.of(record)
        on = _day_of(record)
        when = "" if on is None else f" {sentences.short(on, self._context.today)}"
        begins = f"{_LABELS.get(kind.name, kind.label)}{when}: "
        texts = (getattr(record, one) for one in search_notes.sources()[kind.id].texts)
        text, marks = excerpt(texts, beginnings)
        return Hit(
            youth=row.id,
            name=row_name(row),
            why=f"{begins}{text}",
            record=None if isinstance(record, _NOT_IN_JOURNAL) else record.id,
            why_marks=tuple((len(begins) + at, size) for at, size in marks),
        )


def _says_not_why(row: CaseRow, beginnings: list[str]) -> bool:
    """Whether there is a word that neither name nor number answers to; of the protected none is said."""
    if is_protected(row.protection):
        return False
    said, digits = words.words(row_name(row)), words.digits(row_number(row))
    return any(
        one not in digits and not any(word.startswith(one) for word in said) for one in beginnings
    )


def _why(
    youth: Youth, guardians: Sequence[Guardian], beginnings: list[str]
) -> tuple[str, tuple[Mark, ...]]:
    """The one of the other facts that has most of what was typed."""
    best, why, found = 0, "", tuple[Mark, ...]()
    for label, text, numeric in _fields(youth, guardians):
        met = 0 if not text else _met(text, beginnings, numeric=numeric)
        if text and met > best:
            marks = _digit_marks(text, beginnings) if numeric else words.spans(text, beginnings)
            start = len(label) + 1
            best, why = met, f"{label} {text}"
            found = tuple((start + at, size) for at, size in marks)
    return why, found


def _fields(youth: Youth, guardians: Sequence[Guardian]) -> Iterator[tuple[str, str | None, bool]]:
    """Label, text, and whether it is a number."""
    parts = (youth.street, f"{youth.postal_code or ''} {youth.city or ''}".strip())
    yield "adress", ", ".join(part for part in parts if part), False
    yield "postnummer", youth.postal_code, True
    yield "telefon", youth.phone, True
    yield "e-post", youth.email, False
    yield "ärendenummer", youth.case_number, False
    yield "ärendenummer", youth.case_number, True
    for one in guardians:
        yield "vårdnadshavare", one.name, False
        yield "vårdnadshavares telefon", one.phone, True
        yield "vårdnadshavares e-post", one.email, False


def excerpt(texts: Iterable[str | None], beginnings: list[str]) -> tuple[str, tuple[Mark, ...]]:
    """The words around the first that was looked for, in the text that has most of them."""
    found = []
    for text in texts:
        clean = _BLANKS.sub(" ", unicodedata.normalize("NFC", text or "")).strip()
        marks = words.spans(clean, beginnings)
        met = {one for one in beginnings for at, _ in marks if _begins(clean, at, one)}
        found.append((-len(met), clean, marks))
    _, text, marks = min(found, key=lambda one: one[0])
    first = marks[0][0] if marks else 0
    start = 0 if first <= _BEFORE else text.rfind(" ", 0, first - _BEFORE) + 1
    end = len(text)
    if end > start + _LONGEST:
        end = max(text.rfind(" ", start, start + _LONGEST), first + 1)
        end = min(end, start + _LONGEST)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    shift = len(before) - start
    shown = tuple((at + shift, min(size, end - at)) for at, size in marks if start <= at < end)
    return f"{before}{text[start:end]}{after}", shown


def _begins(text: str, at: int, beginning: str) -> bool:
    return words.folded(text[at : at + len(beginning) + 4]).startswith(beginning)


def _day_of(record: Record) -> date | None:
    match record:
        case HomeVisit():
            return record.visited_on or record.planned_on
        case Task():
            return record.due
        case Occupation() | Enrolment():
            return record.start
    found: date | None = getattr(record, "occurred_on", None)
    return found


def _met(text: str, beginnings: Sequence[str], *, numeric: bool) -> int:
    """How many of the words that were typed a text answers to."""
    if not numeric:
        held = words.words(text)
        return sum(any(word.startswith(one) for word in held) for one in beginnings)
    numbers = [words.digits(text), *words.telephones(text)]
    numbers += [f"46{one[1:]}" for one in numbers if one.startswith("0")]
    digits = [one for one in beginnings if one.isdigit()]
    return sum(any(one in number for number in numbers) for one in digits)


def _digit_marks(text: str, beginnings: Sequence[str]) -> list[Mark]:
    """Where digits that were looked for stand in a number as it is written, spaces and all."""
    places = [at for at, letter in enumerate(text) if letter in "0123456789"]
    digits = "".join(text[at] for at in places)
    found = []
    for one in beginnings:
        # +46 70 is written with no 0 where 070 was typed.
        for part in (one, one[1:] if one.startswith("0") else ""):
            at = digits.find(part) if part.isdigit() else -1
            if at >= 0:
                found.append((places[at], places[at + len(part) - 1] - places[at] + 1))
                break
    return sorted(found)
