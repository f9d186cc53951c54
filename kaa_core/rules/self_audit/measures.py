"""Åtgärder: taken, linked to a goal, with start, end, reason of the end, and content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from kaa_core.model.casework import Measure
from kaa_core.model.enums import MeasureKind, OccupationKind
from kaa_core.rules.calendar import add_months
from kaa_core.rules.case_state import Reach
from kaa_core.rules.self_audit.types import Area, Held, Lack, Mend, Value, Verdict, Where
from kaa_core.rules.self_audit.words import day, measure_name
from kaa_core.rules.wording import listed

PASSED: Final = timedelta(days=30)
"""How long after its planned end a measure may stand without a word of how it went."""
MONTHS_TO_FOLLOW_UP: Final = 6
"""A refusal is followed up at least this often: the routine's limit for regular contact."""
NO_GOAL: Final = (
    "Det går inte att bedöma om åtgärderna är i enlighet med målen, för det finns ingen dokumenterad "
    "kartläggning med mål."
)


def judge(held: Held) -> Verdict:
    """Judge the measures: domain.md sections 4 and 9; 000 Bilaga 1, "Åtgärder"."""
    if not held.measures:
        return _without(held)
    lacks = tuple(_lacks(held))
    return Verdict(
        area=Area.MEASURES,
        value=Value.PARTLY if lacks else Value.MEETS,
        reason=_reason(held, lacks),
        short=lacks[0].short if len(lacks) == 1 else _short(held, lacks),
        lacks=lacks,
    )


# -- what each measure lacks


def _lacks(held: Held) -> Iterator[Lack]:
    goals = {one.id for one in held.goals}
    for one in held.measures:
        name = measure_name(one, held.measures)
        if one.goal is None or one.goal not in goals:
            yield _lack(
                one,
                "goal",
                "Mål saknas",
                f"Åtgärden {name} är inte kopplad till något mål.",
                f"Skriv målet i planen och koppla åtgärden {name} till det."
                if not goals
                else f"Koppla åtgärden {name} till ett mål i planen.",
            )
        yield from _of_times(held, one, name)
        if one.kind is MeasureKind.OTHER and not (one.content or "").strip():
            yield _lack(
                one,
                "content",
                "Innehåll saknas",
                "En åtgärd är beskriven som ”annan” och det saknas beskrivning av vad den innebär.",
                "Skriv vad åtgärden innebär. Skriv inget om hälsa eller annat känsligt.",
            )


def _of_times(held: Held, one: Measure, name: str) -> Iterator[Lack]:
    ended = one.end is not None and one.end <= held.on
    if one.start is None:
        yield _lack(
            one,
            "start",
            "Startdatum saknas",
            f"Åtgärden {name} saknar tidplan: det framgår inte när den började.",
            f"Fyll i när åtgärden {name} började.",
        )
    if ended and one.end_reason is None:
        yield _lack(
            one,
            "end_reason",
            "Avslutsorsak saknas",
            f"Det framgår inte varför åtgärden {name} upphörde.",
            f"Välj varför åtgärden {name} upphörde.",
        )
    if one.end is None:
        yield from _of_end(held, one, name)


def _of_end(held: Held, one: Measure, name: str) -> Iterator[Lack]:
    how = f"Fyll i när åtgärden {name} slutade, och varför."
    if held.closed is not None:
        yield _lack(
            one,
            "closed",
            "Avskriven före slutet",
            f"Ungdomen avregistrerades {day(held.closed)} innan åtgärden {name} var genomförd, men det "
            "framgår inte varför.",
            how,
        )
    elif one.planned_end is None:
        yield _lack(
            one,
            "end",
            "Slutdatum saknas",
            f"Det framgår inte när åtgärden {name} slutar eller har avslutats, eller varför.",
            f"Fyll i när åtgärden {name} ska sluta, eller när den slutade och varför.",
        )
    elif one.planned_end + PASSED < held.until:
        yield _lack(
            one,
            "end",
            "Avslutsorsak saknas",
            f"Åtgärden {name} skulle sluta {day(one.planned_end)}. Det framgår inte när den avslutades "
            "eller varför.",
            how,
        )


def _lack(measure: Measure, code: str, short: str, said: str, how: str) -> Lack:
    return Lack(
        code=f"measures.{code}:{measure.id}",
        short=short,
        said=said,
        how=how,
        mend=Mend(where=Where.MEASURE, record=measure.id),
    )


# -- in words


def _reason(held: Held, lacks: Sequence[Lack]) -> str:
    count = len(held.measures)
    names = listed([measure_name(one, held.measures) for one in held.measures])
    said = [f"Det har vidtagits {'en åtgärd' if count == 1 else f'{count} åtgärder'}: {names}."]
    if not held.goals:
        said.append(NO_GOAL)
    unlinked = [one for one in lacks if one.code.startswith("measures.goal")]
    others = [one for one in lacks if one not in unlinked]
    if held.goals:
        said += [one.said for one in unlinked]
    said += [one.said for one in others]
    if not others:
        said.append("Tidplan och avslutsorsak är dokumenterade.")
    if any(one.code.startswith("measures.closed") for one in others) and _unknown(held):
        said.append("Nuvarande sysselsättning är okänd.")
    return " ".join(said)


def _unknown(held: Held) -> bool:
    return held.enrolment.last_known_occupation in (None, OccupationKind.UNKNOWN)


def _short(held: Held, lacks: Sequence[Lack]) -> str:
    if not lacks:
        count = len(held.measures)
        return f"{count} {'åtgärd' if count == 1 else 'åtgärder'}, allt ifyllt"
    shorts = list(dict.fromkeys(one.short for one in lacks))
    return f"{shorts[0]} och mer" if len(shorts) > 1 else shorts[0]


# -- without any measure


def _without(held: Held) -> Verdict:
    refused = [one.on for one in held.made if one.reach is Reach.DECLINED]
    if held.counted:
        said = "Bara samtal är räknade som åtgärd. De är inte kopplade till något mål."
        return _verdict(Value.PARTLY, "Bara samtal räknade", said, _begin(held))
    if refused:
        return _declined(held, min(refused))
    if any(one.reach is Reach.REACHED for one in held.made):
        said = "Ungdomen är nådd och har inte tackat nej, men ingen åtgärd har vidtagits."
        if held.planned:
            first = min(one.start for one in held.planned if one.start is not None)
            said += f" En är planerad från {day(first)}."
        return _verdict(Value.NOT, "Ingen åtgärd", said, _begin(held))
    said = "Ungdomen är inte nådd än och har ingen åtgärd. Det bedöms när kontakten finns."
    return _verdict(Value.NOT_YET, "Inte nådd än", said)


def _declined(held: Held, refused: date) -> Verdict:
    reached = (one.on for one in held.made if one.reach is not Reach.ATTEMPT)
    days = [*sorted(one for one in reached if one >= refused), held.until]
    late = next(
        (
            former
            for former, later in pairwise(days)
            if later > add_months(former, MONTHS_TO_FOLLOW_UP)
        ),
        None,
    )
    said = f"Ungdomen tackade nej {day(refused)}. Det är dokumenterat"
    if late is None:
        return _verdict(Value.MEETS, "Tackat nej, uppföljt", f"{said} och följs upp.")
    said += f", men inte uppföljt inom ett halvår från {day(late)}."
    lack = Lack(
        code="measures.declined",
        short="Nej inte uppföljt",
        said=said,
        how="Ta kontakt, hör hur det går och erbjud stöd igen.",
        mend=Mend(where=Where.CONTACT),
    )
    return _verdict(Value.PARTLY, lack.short, said, lack)


def _begin(held: Held) -> Lack:
    return Lack(
        code="measures.none",
        short="Ingen åtgärd",
        said="Ingen åtgärd har vidtagits.",
        how="Kom överens med ungdomen om en insats och skriv in den i planen.",
        mend=Mend(where=Where.MEASURE, record=held.planned[0].id if held.planned else None),
    )


def _verdict(value: Value, short: str, reason: str, *lacks: Lack) -> Verdict:
    return Verdict(area=Area.MEASURES, value=value, reason=reason, short=short, lacks=lacks)
