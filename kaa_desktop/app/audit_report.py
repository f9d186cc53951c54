"""What the report of a self-audit is filled with: the auditors' own table, then each case's reasons.

Case numbers, never names: like the auditors' Tabell 3 and Bilaga 1 (000). Resources/dokument/granskning.typ
sets it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from kaa_core.rules.calendar import in_words
from kaa_core.rules.self_audit import Area, Value
from kaa_desktop.app.audit_views import COUNTED, AuditList, AuditRow
from kaa_desktop.app.views import Who
from kaa_desktop.app.words import counted

TITLE: Final = "Granskning av ärenden i det kommunala aktivitetsansvaret"
NO_NUMBER: Final = "utan ärendenummer"
PROTECTED: Final = "skyddade uppgifter"
NOT_TOLD: Final = "Skälet skrivs inte ut."
MOST_COMMENTS: Final = 4
HEADS: Final = (
    "Område",
    "I enlighet med rutin eller krav",
    "Delvis",
    "Inte",
    "Ännu inte bedömbara",
    "Kommentar",
)
_PERSON: Final = (
    "Programmet har läst vad som är dokumenterat och sagt vad som saknas. Det bedömer inte om arbetet var "
    "bra. En person avgör vad som ska göras. En bedömning ändras bara när underlaget ändras."
)
_SUMS: Final = (
    "Ärenden som ännu inte kan bedömas räknas inte: de som är inskrivna kortare tid än sex veckor, "
    "åtgärder för den som inte är nådd, och utvärdering när det inte finns något att utvärdera."
)


def told(
    found: AuditList, rows: Sequence[AuditRow], chosen: str, made: datetime, who: Who
) -> dict[str, Any]:
    """What the form asks for."""
    day = in_words(found.query.on)
    return {
        "title": TITLE,
        "subtitle": f"{who.municipality}. Avser {day}.",
        "facts": [{"label": label, "value": value} for label, value in _facts(found, chosen, made)],
        "heads": list(HEADS),
        "table": [_line(found, area) for area in Area],
        "notes": [_PERSON, _SUMS],
        "cases": [_case(at, row) for at, row in enumerate(rows, 1)],
        "footer": f"Granskning {found.query.on.isoformat()}",
    }


def _facts(found: AuditList, chosen: str, made: datetime) -> Iterator[tuple[str, str]]:
    sampling = found.query.sampling
    yield "Urval", f"{chosen[:1].upper()}{chosen[1:]}"
    if sampling is None:
        yield "Omfattning", f"Alla {counted(len(found.cases), 'ärende', 'ärenden')} i urvalet"
    else:
        yield (
            "Stickprov",
            f"{len(found.cases)} av {found.population} ärenden, slumpade med frö {sampling.seed}",
        )
    yield "Avser", in_words(found.query.on)
    routine = (
        "förvald rutin" if found.routine is None else f"rutinen från {in_words(found.routine)}"
    )
    yield "Rutin den dagen", routine[:1].upper() + routine[1:]
    yield "Gjord", f"{in_words(made.date())} kl. {made:%H.%M}"


def _line(found: AuditList, area: Area) -> list[str]:
    judged = found.judged(area)
    counts = found.counts[area]
    shares = [f"{counts[one]}/{judged}" if counts[one] else "–" for one in COUNTED]
    return [area.label, *shares, str(counts[Value.NOT_YET] or "–"), _comment(found, area)]


def _comment(found: AuditList, area: Area) -> str:
    """What was missing most often, in how many cases."""
    lacks: Counter[str] = Counter()
    for audit in found.cases.values():
        lacks.update({one.short for one in audit.of(area).lacks})
    said = [
        f"{short} i {counted(number, 'ärende', 'ärenden')}."
        for short, number in lacks.most_common(MOST_COMMENTS)
    ]
    return " ".join(said)


def _case(at: int, row: AuditRow) -> dict[str, Any]:
    """Of the protected neither number nor reasons leave the program (design.md section 4)."""
    number = PROTECTED if row.protected else row.case_number or NO_NUMBER
    return {
        "title": f"Ärende {at}: {number}",
        "areas": [
            {
                "area": one.area.label,
                "word": one.word,
                "reason": NOT_TOLD if row.protected else one.reason,
            }
            for one in row.audit.verdicts
        ],
    }
