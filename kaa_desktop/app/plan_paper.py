"""The plan on paper, for the youth to take home: in plain Swedish, or in easy Swedish.

It says what she wants, who does what until when, when it is looked at again and whom she may call. No
personal identity number and no address: a paper is lost. A version is printed as it was established.
That it was saved is not recorded: it is her own plan, made to be handed to her, and says nothing that the
version does not keep. (The journal, an extract and an export are: app/papers.py.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import attrs

from kaa_core.model.casework import Goal, Measure, Plan, PlanVersion
from kaa_core.model.enums import FollowUpKind, MeasureKind, Responsible
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.organising import Actor, Placement
from kaa_core.model.records import Youth
from kaa_core.rules import plan as rules
from kaa_core.rules.calendar import MONTHS_LONG
from kaa_core.rules.plan.items import name_of
from kaa_desktop.app import plan_reading as reading
from kaa_desktop.app import words
from kaa_desktop.app.context import Context, youth_name
from kaa_desktop.app.plan_views import held_of, names_of

DRAFT: Final = "Utkast, inte fastställd"
ASK: Final = "Du kan alltid be att få ändra planen."
FORM: Final = "plan"
NAME: Final = "min-plan.pdf"
TITLE: Final = "Min plan"


@attrs.frozen(kw_only=True)
class Wording:
    """How a paper says things. `points`: the size of its text."""

    introduction: tuple[str, ...]
    goals: str
    measurable: str
    by: str
    parties: Mapping[Responsible | None, str]
    nothing: str
    ended: str
    days: str
    call: str
    no_number: str
    ask: str
    sign: str
    kinds: Mapping[MeasureKind, str]
    follow_up: str
    evaluation: str
    points: float


PLAIN: Final = Wording(
    introduction=(
        "Planen är gjord tillsammans med dig.",
        "Den visar vad du vill nå, vem som gör vad och när vi ses igen.",
    ),
    goals="Mål",
    measurable="Så ser vi att målet är nått",
    by="Nått senast",
    parties={
        Responsible.YOUTH: "Du",
        Responsible.MUNICIPALITY: "Kommunen",
        Responsible.OTHER_ACTOR: "Annan aktör",
        None: "Inte bestämt vem",
    },
    nothing="Ingen insats.",
    ended="Avslutat",
    days="När vi följer upp",
    call="Vem du kan ringa",
    no_number="Fråga den du träffar vem du kan ringa.",
    ask=ASK,
    sign="Underskrifter",
    kinds={},
    follow_up="uppföljning",
    evaluation="utvärdering",
    points=11,
)
EASY: Final = attrs.evolve(
    PLAIN,
    introduction=(
        "Det här är din plan.",
        "I planen står vad du vill.",
        "Här står också vem som hjälper dig.",
    ),
    goals="Vad vill du?",
    measurable="Då är målet klart",
    by="Senast",
    parties={
        Responsible.YOUTH: "Vad ska du göra?",
        Responsible.MUNICIPALITY: "Vad ska kommunen göra?",
        Responsible.OTHER_ACTOR: "Vad ska andra göra?",
        None: "Vem gör det här? Det är inte bestämt.",
    },
    nothing="Ingenting just nu.",
    ended="Det här är klart",
    days="När pratar vi igen?",
    call="Vem kan du ringa?",
    no_number="Fråga oss vem du kan ringa.",
    ask="Vill du ändra planen? Säg till oss. Du får alltid ändra.",
    sign="Skriv ditt namn",
    kinds={
        MeasureKind.GUIDANCE: "Prata om skola och jobb",
        MeasureKind.MOTIVATION: "Hitta vad du vill göra",
        MeasureKind.STUDY_VISIT: "Titta på en skola eller ett jobb",
        MeasureKind.INTERNSHIP: "Praktik på ett jobb",
        MeasureKind.COURSE: "Gå en kurs",
        MeasureKind.RETURN_TO_SCHOOL: "Börja på gymnasiet igen",
        MeasureKind.LABOUR_MARKET: "Hjälp från Arbetsförmedlingen eller kommunen att få jobb",
        MeasureKind.JOB_SEEKING: "Hjälp att söka jobb",
        MeasureKind.FOLK_HIGH_SCHOOL: "Gå en kurs på folkhögskola",
        MeasureKind.ACTIVITY: "Göra något tillsammans med andra",
        MeasureKind.OTHER_SUPPORT: "Annan hjälp",
    },
    follow_up="Vi pratar om hur det går",
    evaluation="Vi pratar om vad som blev bra",
    points=13,
)


@attrs.frozen(kw_only=True, repr=False)
class Paper:
    """What is printed. `text`: the same in words, to read before it is saved."""

    data: Mapping[str, Any]

    @property
    def text(self) -> str:
        """As on the paper, from top to bottom."""
        return "\n".join(_lines(self.data))


def paper(
    context: Context, youth: YouthId, version: RecordId | None = None, *, easy: bool = False
) -> Paper | None:
    """The plan, or one version of it; None when there is none, or the case is hidden."""
    queries = context.queries
    records = queries.case_records(youth)
    person = next((one for one in records if isinstance(one, Youth)), None)
    held = held_of(records)
    if person is None or context.openings.hides(person):
        return None
    chosen = [one for one in records if isinstance(one, PlanVersion) and one.id == version]
    if version is None and held.versions and not reading.changes(held):
        chosen = [held.versions[0]]
    content = rules.read_version(chosen[0]) if chosen else None
    if chosen and content is None:
        return None  # its content was erased
    if content is None:
        if held.plan is None:
            return None
        names = names_of(queries.records(Actor), queries.records(Placement))
        content = rules.Established(
            plan=held.plan,
            goals=held.goals,
            measures=held.measures,
            names={RecordId(one): name for one, name in names.items()},
        )
    stated = _stated(context, chosen[0]) if chosen else DRAFT
    name = f"{person.given_name} {person.family_name}".strip() or youth_name(person)
    told = _told(content, EASY if easy else PLAIN)
    return Paper(
        data={
            "title": TITLE,
            "name": name,
            "stated": stated,
            "footer": context.identity.who.municipality,
            **told,
        }
    )


def _stated(context: Context, version: PlanVersion) -> str:
    at = version.established_at
    when = "" if at is None else f", fastställd {_day(context.clock.local(at).date())}"
    return f"Version {version.number}{when}"


def _told(content: rules.Established, wording: Wording) -> dict[str, Any]:
    plan = content.plan
    ongoing = [one for one in content.measures if one.end is None]
    ended = [one for one in content.measures if one.end is not None]
    return {
        "introduction": list(wording.introduction),
        "points": wording.points,
        "goals": wording.goals,
        "goal_list": [_goal(one, wording) for one in rules.goals_that_hold(content.goals)],
        "nothing": wording.nothing,
        "parties": [
            {
                "title": title,
                "measures": [
                    _measure(one, wording, content.names)
                    for one in ongoing
                    if one.responsible is party
                ],
            }
            for party, title in wording.parties.items()
            if party is not None or any(one.responsible is None for one in ongoing)
        ],
        "ended": wording.ended,
        "ended_list": [
            f"{_name(one, wording)}, {_day(one.end)}" for one in ended if one.end is not None
        ],
        "days": wording.days,
        "day_list": [
            {"when": _long(on), "what": what} for on, what in _days(content, ongoing, wording)
        ],
        "call": wording.call,
        "contact": plan.contact or wording.no_number,
        "ask": wording.ask,
        "sign": wording.sign,
        "signers": ["Ungdom", "För kommunen"],
        "labels": ["Namn", "Datum"],
    }


def _goal(goal: Goal, wording: Wording) -> dict[str, str]:
    measurable = goal.measurable or ""
    return {
        "words": goal.own_words or measurable,
        "measurable": f"{wording.measurable}: {measurable}"
        if measurable and goal.own_words
        else "",
        "by": "" if goal.by is None else f"{wording.by} {_day(goal.by)}.",
    }


def _name(measure: Measure, wording: Wording) -> str:
    easy = wording.kinds.get(measure.kind)
    return easy or words.sentence_case(name_of(measure))


def _measure(measure: Measure, wording: Wording, names: Mapping[RecordId, str]) -> dict[str, str]:
    placed = measure.placement or measure.actor
    where = names.get(placed, "") if placed else ""
    who = " · ".join(part for part in (where, measure.responsible_note or "") if part)
    content = (measure.content or "").strip()
    name = _name(measure, wording)
    return {
        "name": name,
        "content": "" if content.casefold() == name.casefold() else content,
        "who": who,
        "when": _span(measure.start, measure.planned_end),
    }


def _span(start: date | None, end: date | None) -> str:
    if start is not None and end is not None:
        return f"{_day(start)} till {_day(end)}"
    if start is not None:
        return f"Från {_day(start)}"
    return f"Till {_day(end)}" if end is not None else ""


def _days(
    content: rules.Established, ongoing: Sequence[Measure], wording: Wording
) -> Iterator[tuple[date, str]]:
    """The days written in the plan and its measures, the soonest first."""
    said = {FollowUpKind.FOLLOW_UP: wording.follow_up, FollowUpKind.EVALUATION: wording.evaluation}
    held = list[tuple[date, str]]()
    dated: list[tuple[str, Plan | Measure]] = [("", content.plan)]
    dated += [(f": {_name(one, wording)}", one) for one in ongoing]
    for of, one in dated:
        for kind, on in (
            (FollowUpKind.FOLLOW_UP, one.follow_up_on),
            (FollowUpKind.EVALUATION, one.evaluation_on),
        ):
            if on is not None:
                held.append((on, words.sentence_case(said[kind]) + of))
    yield from sorted(held)


def _day(on: date) -> str:
    return f"{on.day} {MONTHS_LONG[on.month - 1]} {on.year}"


def _long(on: date) -> str:
    return f"{words.WEEKDAYS[on.weekday()].capitalize()} {_day(on)}"


def _lines(data: Mapping[str, Any]) -> Iterator[str]:
    yield from (data["title"], f"{data['name']} · {data['stated']}", "")
    yield " ".join(data["introduction"])
    yield from ("", data["goals"].upper())
    for goal in data["goal_list"]:
        yield from (part for part in (goal["words"], goal["measurable"], goal["by"]) if part)
    for party in data["parties"]:
        yield from ("", party["title"].upper())
        for one in party["measures"]:
            parts = (one["name"], one["content"], one["who"], one["when"])
            yield "– " + ". ".join(part.rstrip(".") for part in parts if part) + "."
        if not party["measures"]:
            yield data["nothing"]
    if data["ended_list"]:
        yield from ("", data["ended"].upper(), *(f"– {one}" for one in data["ended_list"]))
    yield from ("", data["days"].upper())
    yield from (f"{one['when']}: {one['what']}" for one in data["day_list"])
    if not data["day_list"]:
        yield "Ingen dag är bestämd än."
    yield from ("", data["call"].upper(), data["contact"], "", data["ask"])
