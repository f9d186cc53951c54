"""Utskrift av journalen: a period of it on paper, for a reason that is recorded.

The paper says what the journal says, oldest first, with addenda under what they correct; drafts are never
in it. Made in memory: the only file is the one she asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import attrs

from kaa_core.model.enums import DisclosureKind
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Disclosure
from kaa_core.model.registry import REGISTRY, Problem
from kaa_core.rules.calendar import in_words
from kaa_desktop.app.clock import new_id
from kaa_desktop.app.context import Context
from kaa_desktop.app.operations import Operations
from kaa_desktop.app.page import youth_page
from kaa_desktop.app.papers import Papers
from kaa_desktop.app.views import JournalEntry, JournalFilter, Result, YouthPage
from kaa_desktop.app.words import counted

TITLE: Final = "Journal"
SAVED: Final = "Journalen är sparad som PDF, och utskriften är antecknad. Filen är inte krypterad."
HIDDEN: Final = Problem(field="", sentence="Uppgifterna är skyddade. Visa dem med ett skäl först.")
NOTHING: Final = Problem(field="first_day", sentence="Inget i journalen ligger i den perioden.")


@attrs.frozen(kw_only=True)
class Printing:
    """What of the journal is wanted, and why. A day that is None sets no bound."""

    first: date | None = None
    last: date | None = None
    only: JournalFilter = JournalFilter.ALL
    reason: str = ""


class JournalPapers:
    """Of one unlocked profile."""

    def __init__(self, context: Context, operations: Operations, papers: Papers) -> None:
        self._context = context
        self._operations = operations
        self._papers = papers

    def count(self, youth: YouthId, wanted: Printing) -> int:
        """How many events would be on the paper."""
        page = youth_page(self._context, youth)
        return 0 if page is None else len(_chosen(page, wanted))

    def problems(self, youth: YouthId, wanted: Printing) -> list[Problem]:
        """What keeps it from being made."""
        return self._problems(youth, youth_page(self._context, youth), wanted)

    def _problems(self, youth: YouthId, page: YouthPage | None, wanted: Printing) -> list[Problem]:
        if page is None or page.closed:
            return [HIDDEN]
        found = REGISTRY.kind(Disclosure).validate(self._record(youth, wanted, 0))
        if not found and not _chosen(page, wanted):
            found = [NOTHING]
        return found

    def pdf(self, page: YouthPage, wanted: Printing) -> bytes:
        """The paper as tagged PDF; the same page at the same moment gives the same bytes."""
        from kaa_desktop.documents.typeset import typeset  # noqa: PLC0415 - not at every start

        made = self._context.clock.now()
        who = self._context.identity.who
        told = _told(page, wanted, self._context.clock.local(made), who.municipality, who.name)
        return typeset("journal", told, made)

    def save(self, youth: YouthId, wanted: Printing, path: Path) -> Future[Result]:
        """Make it, write it where she says, and record that it was made, and why."""
        page = youth_page(self._context, youth)
        problems = self._problems(youth, page, wanted)
        if problems or page is None:
            return self._operations.answered(Result(problems=tuple(problems or [HIDDEN])))
        record = self._record(youth, wanted, len(_chosen(page, wanted)))
        return self._papers.submit(
            lambda: self._papers.disclose(path, self.pdf(page, wanted), record, SAVED)
        )

    def _record(self, youth: YouthId, wanted: Printing, entries: int) -> Disclosure:
        return Disclosure(
            id=RecordId(new_id(self._context.clock)),
            youth=youth,
            what=DisclosureKind.JOURNAL,
            made_on=self._context.today,
            entries=entries,
            author=self._context.identity.worker,
            reason=wanted.reason.strip() or None,
            first_day=wanted.first,
            last_day=wanted.last,
        )


def _chosen(page: YouthPage, wanted: Printing) -> list[JournalEntry]:
    """The events of the period, oldest first."""
    found = [
        one
        for one in page.journal
        if (wanted.first is None or one.on >= wanted.first)
        and (wanted.last is None or one.on <= wanted.last)
        and wanted.only in (JournalFilter.ALL, one.filter)
    ]
    return found[::-1]


def _told(
    page: YouthPage, wanted: Printing, made: datetime, municipality: str, by: str
) -> dict[str, Any]:
    """What the form is filled with."""
    entries = _chosen(page, wanted)
    what = "" if wanted.only is JournalFilter.ALL else f" Bara: {wanted.only.value.lower()}."
    return {
        "title": TITLE,
        "subtitle": ", ".join(filter(None, (page.name, page.number))),
        "period": f"{_period(wanted, entries)} {counted(len(entries), 'händelse', 'händelser')}.{what}",
        "reason": f"Skäl till utskriften: {wanted.reason.strip()}",
        "months": _months(entries),
        "footer": f"{municipality}. Utskriven {made:%Y-%m-%d %H:%M} av {by}.",
    }


def _period(wanted: Printing, entries: Sequence[JournalEntry]) -> str:
    first = wanted.first or (entries[0].on if entries else None)
    last = wanted.last or (entries[-1].on if entries else None)
    if first is None or last is None:
        return ""
    return f"Från {in_words(first)} till {in_words(last)}."


def _months(entries: Sequence[JournalEntry]) -> list[dict[str, Any]]:
    months: list[dict[str, Any]] = []
    for one in entries:
        if not months or months[-1]["title"] != one.month:
            months.append({"title": one.month, "entries": []})
        months[-1]["entries"].append(
            {
                "title": one.title,
                "about": ", ".join(filter(None, (one.when, one.author_name))),
                "text": one.text,
                "lines": list(one.lines),
                "addenda": [
                    {"about": ", ".join(filter(None, (late.when, late.author))), "text": late.text}
                    for late in one.addenda
                ],
            }
        )
    return months
