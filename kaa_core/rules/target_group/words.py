"""A judgement in klarspråk: the screen "Målgruppsprövning" (mock-up 08) and the same as text for the file.

Sentences are made when somebody reads them, never when 60 000 persons are judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

import attrs

from kaa_core.model.enums import (
    Belonging,
    Criterion,
    Judged,
    ProposalKind,
)
from kaa_core.model.facts import (
    CriterionDecision,
    RegisterDecision,
)
from kaa_core.model.ids import RecordId
from kaa_core.model.registry import Record
from kaa_core.rules.calendar import in_words
from kaa_core.rules.target_group import asking
from kaa_core.rules.target_group.beside import Beside as Beside  # noqa: PLC0414
from kaa_core.rules.target_group.beside import beside_of, source_of
from kaa_core.rules.target_group.fingerprint import by_id
from kaa_core.rules.target_group.known import Known
from kaa_core.rules.target_group.sentences import Names as Names  # noqa: PLC0414 - one door
from kaa_core.rules.target_group.sentences import Said, sentence
from kaa_core.rules.target_group.types import Held, Judgement, Result

HOME_LAW: Final = "29 kap. 6 § skollagen"
_LAW: Final = "29 kap. 9 § {} skollagen"
TITLES: Final[Mapping[Criterion, tuple[str, str, str]]] = {
    Criterion.HOME: (
        "Folkbokförd i kommunen",
        "eller vistas här med skyddad folkbokföring eller utan att vara folkbokförd",
        HOME_LAW,
    ),
    Criterion.UNDER_TWENTY: ("Har inte fyllt 20 år", "", _LAW.format(1)),
    Criterion.COMPULSORY_DONE: (
        "Har fullgjort skolplikten",
        "eller kom till Sverige när den inte gällde",
        _LAW.format(2),
    ),
    Criterion.NOT_IN_UPPER_SECONDARY: (
        "Går inte i gymnasieskolan",
        "eller anpassad gymnasieskola eller motsvarande",
        _LAW.format(3),
    ),
    Criterion.NO_EXAM: ("Har inte gymnasieexamen", "", _LAW.format(4)),
    Criterion.NO_ADAPTED_CERTIFICATE: (
        "Har inte bevis från anpassad gymnasieskola",
        "tidigare gymnasiesärskolebevis",
        _LAW.format(5),
    ),
    Criterion.NO_EQUIVALENT: (
        "Har inte fullföljt motsvarande utbildning",
        "till exempel utomlands",
        _LAW.format(6),
    ),
}
"""Title, what stands smaller under it, and the paragraph. The six conditions as domain.md numbers them."""

_VERDICTS: Final = {
    Judged.MET: "Uppfyllt",
    Judged.NOT_MET: "Inte uppfyllt",
    Judged.UNKNOWN: "Uppgift saknas",
}
OWN_WORD: Final = "Egen uppgift"
_HEADLINES: Final = {
    Belonging.COVERED: "Tillhör målgruppen",
    Belonging.NOT_COVERED: "Tillhör inte målgruppen",
    Belonging.UNCLEAR: "Går inte att avgöra ännu",
}
LAW: Final = (
    "Villkoren följer skollagen 29 kap. 9 §. Ingen dator avgör: programmet samlar uppgifterna och du "
    "avgör. Prövningen görs om när en uppgift ändras."
)


@attrs.frozen(kw_only=True, repr=False)
class Line:
    """One of the seven conditions in words.

    `number` 1 to 7, `note` smaller under the title, `law` the paragraph. `source` and `on`: who says it
    and as of when; empty and None where it follows from the birth date or from silence. `asked`: the
    day on which the missing fact was asked for.
    """

    criterion: Criterion
    number: int
    title: str
    note: str
    law: str
    judged: Judged
    verdict: str
    sentence: str
    source: str
    on: date | None
    facts: tuple[RecordId, ...] = ()
    stated: bool = False
    decided: bool = False
    asked: date | None = None


@attrs.frozen(kw_only=True, repr=False)
class WayOn:
    """A way on when something is missing. `ask`: of whom, as in a proposal; empty: a person decides.

    `text` is what a button says; `asked`: the day on which it was asked already.
    """

    criterion: Criterion
    ask: str
    text: str
    asked: date | None = None


@attrs.frozen(kw_only=True, repr=False)
class Explanation:
    """A judgement in words. `headline` and `why` stand in the panel to the right."""

    headline: str
    why: str
    lines: tuple[Line, ...]
    beside: tuple[Beside, ...]
    ways: tuple[WayOn, ...]
    as_text: str
    law: str = LAW


def explain(
    judgement: Judgement,
    held: Held,
    names: Names,
    answered: Sequence[RegisterDecision] = (),
) -> Explanation:
    """Say a judgement in words.

    `answered`: what was decided about proposals, so that a question asked already is shown as asked.
    """
    known = Known(held, judgement.on)
    records = by_id(held)
    asked = _asked(answered, judgement.on)

    def said(result: Result) -> Said:
        return Said(
            result=result,
            held=held,
            known=known,
            on=judgement.on,
            names=names,
            records=records,
        )

    ways = tuple(_ways(judgement, known, names, asked))
    lines = tuple(_line(said(one), asked) for one in judgement.results)
    beside = tuple(beside_of(records[one], names) for one in judgement.beside)
    headline = _HEADLINES[judgement.belonging]
    why = _why(judgement, lines, names, records)
    return Explanation(
        headline=headline,
        why=why,
        lines=lines,
        beside=beside,
        ways=ways,
        as_text=_text(judgement, headline, why, lines, beside, ways),
    )


# --- the conditions --------------------------------------------------------------------------------


def _line(said: Said, asked: Mapping[str, date]) -> Line:
    result = said.result
    title, note, law = TITLES[result.criterion]
    text, source, on = sentence(said), *_source(said)
    day = None
    if result.judged is Judged.UNKNOWN:
        who = asking.whom(result, said.known)
        day = asked.get(who)
        if day is not None:
            text = f"{text}. Frågan skickad, inget svar ännu"
            source, on = _asked_of(who), day
    return Line(
        criterion=result.criterion,
        number=int(result.criterion),
        title=title,
        note=note,
        law=law,
        judged=result.judged,
        verdict=OWN_WORD
        if result.stated and result.judged is not Judged.UNKNOWN
        else _VERDICTS[result.judged],
        sentence=text,
        source=source,
        on=on,
        facts=result.facts,
        stated=result.stated,
        decided=result.decided,
        asked=day,
    )


def _source(said: Said) -> tuple[str, date | None]:
    if not said.result.facts:
        born = said.result.criterion is Criterion.UNDER_TWENTY
        return ("Personnumret" if born else "", None)
    return source_of(said.records[said.result.facts[0]], said.names)


# --- the whole -------------------------------------------------------------------------------------


def _why(
    judgement: Judgement,
    lines: Sequence[Line],
    names: Names,
    records: Mapping[RecordId, Record],
) -> str:
    if judgement.decided is not None:
        decision = records[judgement.decided]
        reason = decision.reason if isinstance(decision, CriterionDecision) else None
        return f"Det är beslutat. {reason}" if reason else "Det är beslutat."
    if judgement.belonging is Belonging.COVERED:
        return "Alla sju villkor är uppfyllda."
    failing = [one for one in lines if one.judged is Judged.NOT_MET]
    if failing:
        first = failing[0]
        return f"Villkor {first.number} är inte uppfyllt. {_ended(first.sentence)}"
    missing = [one for one in lines if one.judged is Judged.UNKNOWN]
    return " ".join(_unknown(one, names) for one in missing)


def _unknown(line: Line, names: Names) -> str:
    if line.criterion is Criterion.NO_EXAM:
        return (
            f"Det är okänt om {names.given} har examen eller studiebevis. "
            f"Med studiebevis tillhör {names.given} målgruppen."
        )
    return f"Villkor {line.number}: {_ended(line.sentence)}"


def _ended(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


# --- ways on ---------------------------------------------------------------------------------------


def _asked(answered: Sequence[RegisterDecision], on: date) -> dict[str, date]:
    """Of whom something has been asked, and when last."""
    found: dict[str, date] = {}
    for one in answered:
        if one.proposal is not ProposalKind.REQUEST or not one.asked or one.decided_on is None:
            continue
        if one.decided_on <= on:
            found[one.asked] = max(found.get(one.asked, date.min), one.decided_on)
    return found


def _asked_of(who: str) -> str:
    return "UHR, betygsdatabasen" if who == asking.UHR else who[:1].upper() + who[1:]


def _ways(
    judgement: Judgement, known: Known, names: Names, asked: Mapping[str, date]
) -> Iterator[WayOn]:
    if judgement.belonging is not Belonging.UNCLEAR or judgement.decided is not None:
        return
    for who, results in asking.missing(judgement, known):
        day = asked.get(who)
        yield WayOn(
            criterion=results[0].criterion,
            ask=who,
            text=_way(who, day, known, names),
            asked=day,
        )


def _way(who: str, asked: date | None, known: Known, names: Names) -> str:
    if who == asking.DECIDE:
        return "Avgör villkoret"
    called = {asking.YOUTH: names.given}.get(who, who)
    if who == asking.FORMER:
        called = names.municipality(asking.moved_from(known))
    return f"Påminn {called} om svaret" if asked else f"Fråga {called}"


# --- for the file ----------------------------------------------------------------------------------


def _text(
    judgement: Judgement,
    headline: str,
    why: str,
    lines: Sequence[Line],
    beside: Sequence[Beside],
    ways: Sequence[WayOn],
) -> str:
    """The whole as plain text, for the file: no name and no number, for the file has them already."""
    parts = [
        f"Målgruppsprövning per den {in_words(judgement.on)}",
        f"Definition: {judgement.definition.name}",
        "",
        f"{headline}. {why}",
    ]
    for one in lines:
        verdict = "Beslutat" if one.decided else one.verdict
        parts += ["", f"{one.number}. {one.title} ({one.law}): {verdict}"]
        parts.append(f"   {_ended(one.sentence)}")
        if one.source:
            day = f", {one.on.isoformat()}" if one.on else ""
            parts.append(f"   Källa: {one.source}{day}")
    if beside:
        parts += ["", "Påverkar inte målgruppen"]
        parts += [f"   {one.title}: {one.sentence}" for one in beside]
    if ways:
        parts += ["", "Så kommer du vidare"]
        parts += [f"   {one.text}" for one in ways]
    return "\n".join([*parts, "", LAW, ""])
