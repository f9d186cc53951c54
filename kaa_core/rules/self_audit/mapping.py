"""Kartläggning: mapped in all three parts, with goals, dates to follow up, and who answers for what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from kaa_core.model.casework import Assessment, Measure
from kaa_core.model.enums import Responsible
from kaa_core.rules.self_audit.types import Area, Held, Lack, Mend, Value, Verdict, Where
from kaa_core.rules.self_audit.words import measure_name
from kaa_core.rules.wording import listed

_PARTS: Final = (
    ("conditions", "förutsättningar"),
    ("needs", "behov"),
    ("wishes", "önskemål"),
)
_WHOSE: Final = {
    Responsible.YOUTH: "ungdomen",
    Responsible.MUNICIPALITY: "kommunen",
    Responsible.OTHER_ACTOR: "annan aktör",
}
NONE: Final = (
    "Det finns ingen dokumenterad kartläggning med mål för åtgärderna och tid för uppföljning och "
    "utvärdering."
)


def judge(held: Held) -> Verdict:
    """Judge the kartläggning: domain.md section 4; 000 Bilaga 1, "Kartläggning"."""
    lacking = list(_lacking(held))
    unstated = list(_unstated(held))
    stated = any(one.responsible is not None for one in held.measures)
    if not lacking and not unstated:
        value = Value.MEETS
    elif stated or not lacking:
        value = Value.PARTLY
    else:
        value = Value.NOT
    return Verdict(
        area=Area.MAPPING,
        value=value,
        reason=_reason(held, lacking),
        short=_short(lacking, unstated, held),
        lacks=(*lacking, *unstated),
    )


def _lacking(held: Held) -> Iterator[Lack]:
    latest = _latest(held.assessments)
    if latest is None:
        begun = any(one.entered_at is None for one in held.assessments)
        yield Lack(
            code="mapping.assessment",
            short="Kartläggningen är inte införd" if begun else "Ingen kartläggning",
            said="Kartläggningen är påbörjad men inte införd i journalen."
            if begun
            else "Kartläggningen saknas.",
            how="För in kartläggningen i journalen." if begun else "Gör kartläggningen.",
            mend=Mend(where=Where.ASSESSMENT),
        )
    else:
        for field, word in _PARTS:
            if not (getattr(latest, field) or "").strip():
                yield Lack(
                    code=f"mapping.{field}",
                    short=f"{word.capitalize()} är inte ifyllt",
                    said=f"Kartläggningen säger inget om {word}.",
                    how=f"Skriv om {word} i en ny version av kartläggningen.",
                    mend=Mend(where=Where.ASSESSMENT, record=latest.id),
                )
    yield from _of_plan(held)


def _of_plan(held: Held) -> Iterator[Lack]:
    plan = held.plans[-1].id if held.plans else None
    if not held.goals:
        yield Lack(
            code="mapping.goal",
            short="Mål saknas",
            said="Planen har inget mål.",
            how="Skriv målet i planen.",
            mend=Mend(where=Where.GOAL, record=plan),
        )
    for field, word in (("follow_up_on", "uppföljning"), ("evaluation_on", "utvärdering")):
        if not any(getattr(one, field) for one in (*held.plans, *held.measures)):
            yield Lack(
                code=f"mapping.{field}",
                short="Tidplan saknas",
                said=f"Tid för {word} är inte bestämd.",
                how=f"Sätt en dag för {word} i planen.",
                mend=Mend(where=Where.PLAN, record=plan),
            )


def _unstated(held: Held) -> Iterator[Lack]:
    for one in held.measures:
        if one.responsible is None:
            name = measure_name(one, held.measures)
            yield Lack(
                code=f"mapping.responsible:{one.id}",
                short="Ansvarig saknas",
                said=f"Det framgår inte vem som ansvarar för åtgärden {name}.",
                how=f"Ange vem som ansvarar för åtgärden {name}.",
                mend=Mend(where=Where.MEASURE, record=one.id),
            )
    if not held.measures:
        yield Lack(
            code="mapping.responsible",
            short="Ansvar saknas",
            said="Det framgår inte vem som ansvarar för vad: planen har inga åtgärder än.",
            how="Skriv in vad ungdomen och kommunen ska göra, som insatser i planen.",
            mend=Mend(where=Where.PLAN),
        )


def _latest(assessments: Sequence[Assessment]) -> Assessment | None:
    entered = [one for one in assessments if one.entered_at is not None]
    return max(entered, key=lambda one: (one.entered_at, one.started_on, one.id), default=None)


def _reason(held: Held, lacking: Sequence[Lack]) -> str:
    parts = []
    pieces = {one.code for one in lacking}
    whole = {"mapping.assessment", "mapping.goal", "mapping.follow_up_on", "mapping.evaluation_on"}
    if not lacking:
        parts.append(
            "Kartläggningen har alla tre delarna, mål och tid för att följa upp och utvärdera."
        )
    elif whole <= pieces:
        parts.append(NONE)
    else:
        parts.append("Kartläggning med mål och tidplan finns inte i sin helhet.")
        parts += [one.said for one in lacking]
    parts.append(_responsibility(held.measures))
    return " ".join(part for part in parts if part)


def _responsibility(measures: Sequence[Measure]) -> str:
    if not measures:
        return "Det framgår inte vem som ansvarar för vad."
    parties = [who for who in Responsible if any(one.responsible is who for one in measures)]
    missing = any(one.responsible is None for one in measures)
    if not parties:
        return "Det framgår inte vilka åtgärder som kommunen respektive ungdomen ansvarar för."
    said = f"Det framgår vad {listed([_WHOSE[one] for one in parties])} ansvarar för."
    if not missing:
        return said
    silent = [
        _WHOSE[one] for one in (Responsible.YOUTH, Responsible.MUNICIPALITY) if one not in parties
    ]
    if silent:
        return f"{said} Det framgår inte vad {listed(silent)} ansvarar för."
    return f"{said} För någon åtgärd framgår det inte vem som ansvarar."


def _short(lacking: Sequence[Lack], unstated: Sequence[Lack], held: Held) -> str:
    if lacking:
        return lacking[0].short
    if unstated:
        return unstated[0].short
    return "Mål och tidplan finns" if held.goals else ""
