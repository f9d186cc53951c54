"""What a youth's page shows of the way out: periods, what 18 and 20 ask for, handovers, openings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from kaa_core.model.enums import HandoverTo
from kaa_core.model.records import Enrolment, Guardian, Handover, ProtectedOpening, Worker, Youth
from kaa_core.model.registry import Record, of_kind
from kaa_core.rules import eighteen as adult
from kaa_core.rules import twenty as end
from kaa_core.rules.case_state import current_enrolment
from kaa_core.rules.eighteen import Eighteen
from kaa_core.rules.enrolments import discharge, in_order, wanting
from kaa_core.rules.protection import addresses_left, hidden
from kaa_core.rules.twenty import Lacks, Twenty
from kaa_desktop.app.context import Context
from kaa_desktop.app.leaving_views import Notice, WayOut
from kaa_desktop.app.municipality import municipality_of
from kaa_desktop.app.views_base import Fact, Tone
from kaa_desktop.app.words import counted, moment, sentence_case, short

MISSING: Final = {
    "registration_reason": "orsak till inskrivningen saknas",
    "deregistration_reason": "orsak till avskrivningen saknas",
    "last_known_occupation": "senast kända sysselsättning saknas",
}
LACKS: Final = {
    Lacks.HANDOVER: "Ingen överlämning är förberedd.",
    Lacks.CONSENT: "Ungdomens samtycke saknas.",
    Lacks.HANDED: "Överlämningen är inte gjord.",
    Lacks.DISCHARGE: "Inget visar att ett utskrivningssamtal är erbjudet.",
}
OPENINGS_SHOWN: Final = 5


def way_out(context: Context, youth: Youth, records: Sequence[Record]) -> WayOut:
    """Everything of it on the page, from all records of the youth."""
    enrolments = in_order(of_kind(records, Enrolment))
    current = current_enrolment(enrolments)
    lacking = next((one.id for one in enrolments if wanting(one)), None)
    workers = context.workers()
    return WayOut(
        periods=tuple(period(context, one, workers, records) for one in enrolments),
        lacking=lacking,
        notices=_notices(context, youth, records),
        handovers=tuple(_handover(context, one, workers) for one in _latest(records)),
        openings=_openings(context, youth, records, workers),
        closable=current is not None and current.end is None,
        enrollable=current is None or current.end is not None,
        consent_needed=adult.is_adult(youth, context.today)
        and not any(adult.consents(one, context.today) for one in of_kind(records, Guardian)),
    )


def _notices(context: Context, youth: Youth, records: Sequence[Record]) -> tuple[Notice, ...]:
    found = (
        twenty_notice(context, youth, records),
        adult_notice(context, youth, records),
        address_notice(youth, records),
    )
    return tuple(one for one in found if one is not None)


# -- periods


def period(
    context: Context, one: Enrolment, workers: dict[UUID, Worker], records: Sequence[Record]
) -> Fact:
    """As "12 jan – 24 nov": why it began and ended, and what is wanting."""
    today = context.today
    begun = short(one.start, today)
    why = [sentence_case(one.registration_reason.label)] if one.registration_reason else []
    lacks = [MISSING[name] for name in wanting(one)]
    if one.end is None:
        worker = workers.get(one.worker) if one.worker else None
        note = [worker.name] if worker is not None else []
        return Fact(
            label=f"Från {begun}",
            value=". ".join(why) or "Inskriven",
            note=". ".join([*note, *lacks]),
        )
    if one.deregistration_reason is not None:
        why.append(f"Avskriven: {one.deregistration_reason.label}")
    note = []
    if one.last_known_occupation is not None:
        note.append(f"Senast känt: {one.last_known_occupation.label}")
    note += lacks
    if discharge(one, records).missing and not one.imported:
        note.append("utskrivningssamtal saknas")
    return Fact(
        label=f"{begun} – {short(one.end, today)}",
        value=". ".join(why) or "Avskriven",
        note=sentence_case(", ".join(note)),
    )


def discharge_words(context: Context, one: Enrolment, records: Sequence[Record]) -> str:
    """Whether an utskrivningssamtal was held or offered, as a sentence."""
    found = discharge(one, records)
    if found.held is not None:
        return f"Utskrivningssamtal hölls {short(found.held, context.today)}."
    if found.offered is not None:
        return f"Utskrivningssamtal erbjöds {short(found.offered, context.today)}."
    return "Inget visar att ungdomen har erbjudits ett utskrivningssamtal."


# -- twenty


def twenty_notice(context: Context, youth: Youth, records: Sequence[Record]) -> Notice | None:
    """What turning twenty asks for; None when it is not time."""
    found = end.twenty(youth, records, context.today)
    if found is None:
        return None
    lacks = " ".join(LACKS[one] for one in found.lacks)
    if found.passed(context.today):
        return Notice(
            title=f"Fyllde 20 år {short(found.turns, context.today)}. Ärendet är öppet tills du skriver av.",
            text=lacks or "Överlämningen är klar.",
            tone=Tone.DANGER,
            acts=("enrolment.close", "handover.change"),
        )
    return Notice(
        title=f"Fyller 20 år {short(found.turns, context.today)}.",
        text=lacks or "Överlämningen är klar. Skriv av på födelsedagen.",
        tone=Tone.OK if found.ready else Tone.WARN,
        acts=("handover.change", "handover.page"),
    )


def twenty_task(found: Twenty, today: date) -> tuple[str, str]:
    """What Min dag says of it: what to do, and why."""
    if found.passed(today):
        return "Har fyllt 20: skriv av", "Ansvaret slutade på födelsedagen. Ärendet är öppet."
    why = " ".join(LACKS[one] for one in found.lacks) or "Överlämningen är klar."
    return "Fyller 20: lämna över", why


# -- eighteen


def adult_notice(context: Context, youth: Youth, records: Sequence[Record]) -> Notice | None:
    """What turning eighteen asks for; None when nothing is held about a guardian, or it is not time."""
    off = municipality_of(context.queries).no_guardians
    found = adult.eighteen(youth, records, context.today, switched_off=off)
    if found is None:
        return None
    if off:
        return Notice(
            title="Kommunen har inga uppgifter om vårdnadshavare.",
            text=f"{_guardians(found)} finns kvar och föreslås raderas.",
            tone=Tone.WARN,
            acts=("guardian.after",),
        )
    if not found.adult:
        assert found.turns is not None  # else nothing is said before the day
        return Notice(
            title=f"Fyller 18 år {short(found.turns, context.today)}.",
            text="Sedan behöver kontakt med vårdnadshavare ungdomens samtycke.",
            tone=Tone.INFO,
            acts=("guardian.after",),
        )
    if not found.erase:
        return Notice(
            title="Ungdomen har fyllt 18 år.",
            text="Kontakt med vårdnadshavare sker med ungdomens samtycke.",
            tone=Tone.INFO,
            acts=("guardian.after",),
        )
    return Notice(
        title="Ungdomen har fyllt 18 år.",
        text=f"{_guardians(found)} finns kvar utan samtycke och föreslås raderas.",
        tone=Tone.WARN,
        acts=("guardian.after",),
    )


def adult_task(found: Eighteen, today: date) -> tuple[str, str]:
    """What Min dag says of it within a week of the birthday: what to do, and why."""
    if found.turns is not None and today < found.turns:
        return "Fyller 18: vårdnadshavare", "Fråga om samtycke till kontakt efter födelsedagen."
    why = "Uppgifterna om vårdnadshavare föreslås raderas." if found.erase else "Samtycke finns."
    return "Har fyllt 18: vårdnadshavare", why


def _guardians(found: Eighteen) -> str:
    return f"Uppgifter om {counted(len(found.erase), 'vårdnadshavare', 'vårdnadshavare')}"


# -- the protected


def address_notice(youth: Youth, records: Sequence[Record]) -> Notice | None:
    """An address that stayed in a visit when the youth became protected; None when there is none."""
    left = addresses_left(records) if hidden(youth.protection) else []
    if not left:
        return None
    where = counted(len(left), "hembesök", "hembesök")
    return Notice(
        title=f"Adressen finns kvar i {where}.",
        text="Ingen adress får finnas här. Radera besöksadressen.",
        tone=Tone.DANGER,
        acts=("protected.address",),
    )


# -- handovers and openings


def _latest(records: Sequence[Record]) -> list[Handover]:
    return sorted(of_kind(records, Handover), key=lambda one: one.id, reverse=True)


def _handover(context: Context, one: Handover, workers: dict[UUID, Worker]) -> Fact:
    today = context.today
    when = f"Överlämnat {short(one.handed_on, today)}" if one.handed_on else "Förberett"
    if one.to is HandoverTo.COLLEAGUE:
        names = [_name(workers, one.from_worker), _name(workers, one.to_worker)]
        return Fact(label=when, value=f"Från {names[0]} till {names[1]}")
    label = sentence_case(one.to.label) if one.to is not None else ""
    value = f"{label}: {one.recipient}" if one.recipient else label
    note = []
    if one.consent_on is not None:
        until = f" till {short(one.consent_until, today)}" if one.consent_until else ""
        note.append(f"samtycke {short(one.consent_on, today)}{until}")
    if one.invited_on is not None:
        note.append(f"inbjuden till utskrivningssamtal {short(one.invited_on, today)}")
    return Fact(label=when, value=value, note=sentence_case(", ".join(note)))


def _name(workers: dict[UUID, Worker], worker: UUID | None) -> str:
    found = workers.get(worker) if worker is not None else None
    return "ingen" if found is None else found.name


def _openings(
    context: Context, youth: Youth, records: Sequence[Record], workers: dict[UUID, Worker]
) -> tuple[Fact, ...]:
    if not hidden(youth.protection):
        return ()
    made = sorted(of_kind(records, ProtectedOpening), key=lambda one: one.id, reverse=True)
    return tuple(
        Fact(
            label=moment(context.clock.local(one.opened_at), context.today)
            if one.opened_at
            else "",
            value=_name(workers, one.worker),
            note=one.reason or "",
        )
        for one in made[:OPENINGS_SHOWN]
    )
