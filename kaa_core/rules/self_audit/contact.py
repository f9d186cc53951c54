"""Kontakt: documented, the steps in order and in time, regular. Judged by the routine in force then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from kaa_core.model.enums import Channel, RoutineStep
from kaa_core.rules.calendar import add_months
from kaa_core.rules.routine.types import Made, Proposal
from kaa_core.rules.self_audit.types import Area, Held, Lack, Mend, Value, Verdict, Where
from kaa_core.rules.self_audit.words import day
from kaa_core.rules.wording import sentence_case

_STEPS: Final = {
    RoutineStep.FIRST_CONTACT: "den första kontakten",
    RoutineStep.SECOND_CONTACT: "den andra kontakten",
    RoutineStep.HOME_VISIT: "hembesöket",
    RoutineStep.CONTACT_AFTER_VISIT: "kontakten efter hembesöket",
    RoutineStep.FOLLOW_UP: "uppföljningen",
    RoutineStep.CONTACT_AGAIN: "ett nytt försök",
}
_NUMBERS: Final = ("", "en månad", "två månader", "tre månader", "fyra månader", "fem månader")
_NONE: Final = Lack(
    code="contact.none",
    short="Ingen kontakt i journalen",
    said="Det saknas information om kontakt med ungdomen.",
    how="Har kontakten skett? För in den med rätt datum. Annars: ta kontakt nu.",
    mend=Mend(where=Where.CONTACT),
)


def judge(
    held: Held, timeline: Sequence[Made], pending: Proposal, reached_by: date | None
) -> Verdict:
    """Judge the contact: domain.md section 4; 000 Bilaga 1, "Kontakt".

    Args:
        held: The case.
        timeline: Each attempt as the routine judged it, oldest first (rules/routine).
        pending: The step that is next on the day, or was when the case was closed.
        reached_by: The last day on which one who has been reached should be reached again.
    """
    if not timeline:
        return Verdict(
            area=Area.CONTACT,
            value=Value.NOT,
            reason=_NONE.said,
            short=_NONE.short,
            lacks=(_NONE,),
        )
    lacks = tuple(_lacks(held, timeline, pending, reached_by))
    if lacks:
        reason = f"Kontakt har delvis skett i enlighet med rutinen. {' '.join(one.said for one in lacks)}"
        return Verdict(
            area=Area.CONTACT, value=Value.PARTLY, reason=reason, short=lacks[0].short, lacks=lacks
        )
    return Verdict(
        area=Area.CONTACT,
        value=Value.MEETS,
        reason=_good(timeline),
        short=_how_soon(held, timeline),
    )


def _lacks(
    held: Held, timeline: Sequence[Made], pending: Proposal, reached_by: date | None
) -> Iterator[Lack]:
    for place, one in enumerate(timeline):
        if one.began_with_visit and one.record not in held.explained:
            yield _began_with_visit(one)
        elif one.skipped and not one.first and not one.late:
            yield _skipped(one)
        if one.late and one.step is not RoutineStep.FOLLOW_UP:  # that is a gap
            yield _late(timeline[:place], one)
    yield from _gaps(held, timeline, reached_by)
    if pending.limit < held.until and not timeline[-1].reached:
        yield _overdue(timeline, pending)


def _began_with_visit(one: Made) -> Lack:
    return Lack(
        code="contact.visit_first",
        short="Började med hembesök",
        said="Kontakten påbörjades med hembesök, vilket inte är i enlighet med rutinen.",
        how="Fanns det ett skäl? Skriv det som ett tillägg till besöket, och kryssa för att det förklarar "
        "avsteget från rutinen.",
        mend=Mend(where=Where.ADDENDUM, record=one.record),
    )


def _skipped(one: Made) -> Lack:
    steps = " och ".join(_STEPS[step] for step in one.skipped)
    return Lack(
        code=f"contact.skipped:{one.on}",
        short="Ett steg hoppades över",
        said=f"{_what(one)} {day(one.on)} gjordes utan {steps} före.",
        how="Har kontakten skett? För in den med rätt datum.",
        mend=Mend(where=Where.CONTACT),
    )


def _late(before: Sequence[Made], one: Made) -> Lack:
    assert one.due is not None
    what = _what(one)
    letter = next((former.on for former in before if former.channel is Channel.LETTER), None)
    took = None if letter is None else _months(letter, one.on)
    wanted = None if letter is None else _months(letter, one.due)
    if took and wanted and one.step is RoutineStep.HOME_VISIT:
        said = f"Hembesöket genomfördes {took} efter första brevet. Rutinen anger {wanted}."
        short = (
            "Hembesök en månad sent" if _months(one.due, one.on) == _NUMBERS[1] else "Hembesök sent"
        )
    else:
        said = f"{what} gjordes {day(one.on)}. Enligt rutinen skulle det ha skett {day(one.due)}."
        short = f"{what} {one.late_days} dagar sent"
    return Lack(
        code=f"contact.late:{one.on}",
        short=short,
        said=said,
        how="Gjordes det tidigare? För in det med rätt datum. Annars går det inte att ändra i efterhand.",
        mend=Mend(where=Where.CONTACT),
    )


def _gaps(held: Held, timeline: Sequence[Made], reached_by: date | None) -> Iterator[Lack]:
    last: date | None = None
    for one in timeline:
        if one.reached:
            if last is not None and one.reached_by is not None and one.on > one.reached_by:
                yield _gap(last, one.on)
            last = one.on
    if last is not None and reached_by is not None and held.until > reached_by:
        yield _gap(last, None)


def _gap(since: date, until: date | None) -> Lack:
    to = f"till {day(until)}" if until is not None else "och inte sedan dess"
    return Lack(
        code=f"contact.gap:{since}",
        short="Inte nådd på över ett halvår" if until is None else "Uppehåll i kontakten",
        said=f"Kontakten var inte regelbunden: ungdomen nåddes {day(since)} {to}. Det är längre än rutinen "
        "tillåter.",
        how="Har kontakten skett? För in den med rätt datum. Annars: ta kontakt nu.",
        mend=Mend(where=Where.CONTACT),
    )


def _overdue(timeline: Sequence[Made], pending: Proposal) -> Lack:
    step = _STEPS[pending.step]
    return Lack(
        code="contact.overdue",
        short=f"{step.capitalize()} är försenad"
        if "kontakt" in step
        else f"{step.capitalize()} är sent",
        said=f"Nästa steg, {step}, skulle ha gjorts {day(pending.due)}. Det är inte dokumenterat. "
        f"Senaste försöket är från {day(timeline[-1].on)}.",
        how="Har det skett? För in det med rätt datum. Annars: gör det nu.",
        mend=Mend(where=Where.CONTACT),
    )


def _what(one: Made) -> str:
    if one.channel is Channel.HOME_VISIT:
        return "Hembesöket"
    words = _STEPS[one.step] if one.step is not None else "kontakten"
    return sentence_case(words)


def _months(start: date, end: date) -> str | None:
    """How many whole months it is, give or take a week; None when it is not near any."""
    near = (count for count in range(1, 6) if abs((add_months(start, count) - end).days) <= 7)
    count = next(near, None)
    return None if count is None else _NUMBERS[count]


def _good(timeline: Sequence[Made]) -> str:
    reached = [one.on for one in timeline if one.reached]
    said = "Kontakt har skett i enlighet med rutinen."
    if len(reached) > 1:
        return f"{said} Kontakten med ungdomen har varit regelbunden, senast {day(reached[-1])}."
    if reached:
        return f"{said} Ungdomen nåddes {day(reached[0])}."
    return f"{said} Ungdomen är inte nådd än, och varje steg har gjorts i tid. Senast {day(timeline[-1].on)}."


def _how_soon(held: Held, timeline: Sequence[Made]) -> str:
    first = next((one.on for one in timeline if one.reached), None)
    if first is None:
        return "Försök i tid, inte nådd"
    days = max(0, (first - held.enrolment.start).days)
    return f"Kontakt efter {days} {'dag' if days == 1 else 'dagar'}"
