"""A judgement in words: the mock-up's screen, and the same as text for the file."""

from __future__ import annotations

import csv
import re
import uuid
from datetime import date
from pathlib import Path

import attrs
import pytest

from docs.malgruppens_fall import HOME, cases
from kaa_core.model.enums import Criterion, ProposalAnswer, ProposalKind
from kaa_core.model.facts import RegisterDecision
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.municipalities import MUNICIPALITIES
from kaa_core.rules import target_group
from kaa_core.rules.target_group import words
from kaa_core.rules.target_group.asking import WHOM
from kaa_core.rules.target_group.held import held_from
from kaa_core.rules.target_group.judging import judge
from kaa_core.rules.target_group.sentences import REASONS
from kaa_core.rules.target_group.types import Held

CASES = {one.title: one for one in cases()}
TODAY = date(2026, 11, 20)
NAMES = words.Names(given="Leyla", municipalities={"0682": "Nässjö", "1982": "Provköping"})
MOCK_UP = "Som i skissen: examen okänd, sjunde villkoret enligt hennes egen uppgift"


def held_of(title: str) -> Held:
    return held_from(CASES[title].records, HOME)


def explained(title: str, *answered: RegisterDecision, on: date = TODAY) -> words.Explanation:
    held = held_of(title)
    return words.explain(judge(held, on), held, NAMES, answered)


def asked(who: str, day: date) -> RegisterDecision:
    return RegisterDecision(
        id=RecordId(uuid.UUID(int=5)),
        youth=YouthId(RecordId(uuid.UUID(int=1))),
        proposal=ProposalKind.REQUEST,
        answer=ProposalAnswer.DONE,
        asked=who,
        decided_on=day,
    )


def test_the_mock_up() -> None:
    found = explained(MOCK_UP, asked("UHR", date(2026, 11, 20)))
    assert [(one.title, one.verdict) for one in found.lines] == [
        ("Folkbokförd i kommunen", "Uppfyllt"),
        ("Har inte fyllt 20 år", "Uppfyllt"),
        ("Har fullgjort skolplikten", "Uppfyllt"),
        ("Går inte i gymnasieskolan", "Uppfyllt"),
        ("Har inte gymnasieexamen", "Uppgift saknas"),
        ("Har inte bevis från anpassad gymnasieskola", "Uppfyllt"),
        ("Har inte fullföljt motsvarande utbildning", "Egen uppgift"),
    ]
    sentences = [one.sentence for one in found.lines]
    assert sentences[0] == "Nässjö sedan 2 november 2026, flyttade från Provköping"
    assert sentences[1] == "Född 2007-02-28, 19 år. Fyller 20 den 28 februari 2027"
    assert sentences[2] == "Slutade årskurs 9 den 13 juni 2023"
    assert sentences[3].startswith("Ingen inskrivning. Slutade ")
    assert sentences[4].startswith("Okänt om examen eller studiebevis")
    assert sentences[4].endswith("Frågan skickad, inget svar ännu")
    assert sentences[5] == "Har inte varit elev i anpassad gymnasieskola"
    assert sentences[6] == "Nej, enligt Leyla"
    assert (found.lines[0].source, found.lines[0].on) == ("Folkbokföringen", TODAY)
    assert (found.lines[4].source, found.lines[4].on) == ("UHR, betygsdatabasen", TODAY)
    assert found.lines[6].source == "Samtal med Leyla"
    assert found.headline == "Går inte att avgöra ännu"
    assert found.why == (
        "Det är okänt om Leyla har examen eller studiebevis. "
        "Med studiebevis tillhör Leyla målgruppen."
    )
    assert [one.text for one in found.ways] == ["Påminn UHR om svaret"]


def test_every_municipality_has_its_name() -> None:
    file = Path(__file__).parents[4] / "resources" / "testdata" / "kommuner.csv"
    with file.open(encoding="utf-8", newline="") as rows:
        told = {one["kommunkod"]: one["namn"] for one in csv.DictReader(rows)}
    assert told == MUNICIPALITIES
    assert words.Names().municipality("0682") == "Nässjö kommun"
    assert words.Names().municipality("0680") == "Jönköpings kommun"
    assert words.Names().municipality("9999") == "kommun 9999"


def test_before_it_is_asked_the_way_on_is_to_ask() -> None:
    found = explained(MOCK_UP)
    assert [(one.text, one.asked) for one in found.ways] == [("Fråga UHR", None)]
    former = explained("Inflyttad, ingenting är känt om skola och betyg")
    assert [one.text for one in former.ways] == [
        "Fråga Provköpings kommun",
        "Fråga UHR",
        "Fråga Leyla",
    ]


def test_what_changes_nothing_stands_beside_with_the_share() -> None:
    [course] = explained("En kurs på komvux, 20 procent").beside
    assert course.title == "Läser på komvux"
    assert course.sentence == (
        "20 procent. Leyla är kvar i registret och kan få stöd för resten av tiden."
    )
    [work] = explained("Har ett arbete").beside
    assert (work.title, work.source) == ("Arbete", "Samtal med Leyla")
    assert work.sentence == "Är en sysselsättning, men ändrar inte målgruppen."
    [absence] = explained("Anmäld frånvaro").beside
    assert absence.title == "Anmäld frånvaro"
    assert explained("Anmäld frånvaro", on=date(2026, 11, 8)).beside == ()
    held = held_of("Anmäld frånvaro")
    taken_back = [attrs.evolve(one, withdrawn=TODAY) for one in held.notices]
    assert judge(attrs.evolve(held, notices=taken_back), TODAY).beside == ()


@pytest.mark.parametrize(
    ("title", "headline", "why"),
    [
        (
            "Avbröt gymnasieskolan",
            "Tillhör målgruppen",
            "Alla sju villkor är uppfyllda.",
        ),
        (
            "Utflyttad till en annan kommun",
            "Tillhör inte målgruppen",
            "Villkor 1 är inte uppfyllt. Folkbokförd i Provköping sedan 15 oktober 2026.",
        ),
        (
            "Två kurser på komvux, tillsammans heltid",
            "Går inte att avgöra ännu",
            (
                "Villkor 4: Läser på heltid: komvux 50 procent och komvux 50 procent. "
                "Avgör om det är motsvarande utbildning."
            ),
        ),
        (
            "Tillhör målgruppen tills vidare",
            "Tillhör målgruppen",
            "Det är beslutat. Dokumenterat beslut.",
        ),
    ],
)
def test_the_panel_says_what_and_why(title: str, headline: str, why: str) -> None:
    found = explained(title)
    assert (found.headline, found.why) == (headline, why)


def test_skolplikt_is_prolonged_only_after_its_ordinary_end() -> None:
    before = explained("Förlängd skolplikt", on=date(2025, 5, 1)).lines[2]
    assert before.sentence == "Har skolplikt till och med 30 juni 2026"
    after = explained("Förlängd skolplikt", on=date(2025, 11, 20)).lines[2]
    assert after.sentence.startswith("Går kvar i grundskolan. Skolplikten är förlängd")


def test_where_somebody_protected_is_is_not_said() -> None:
    line = explained("Skyddad folkbokföring, vistas i en annan kommun").lines[0]
    assert line.sentence == "Vistas i en annan kommun"
    assert "Provköping" not in explained("Skyddad folkbokföring, vistas i en annan kommun").as_text


def test_every_condition_has_its_paragraph() -> None:
    assert [law for _, _, law in words.TITLES.values()] == [
        "29 kap. 6 § skollagen",
        *(f"29 kap. 9 § {point} skollagen" for point in range(1, 7)),
    ]
    assert list(words.TITLES) == list(Criterion)


def test_the_text_for_the_file() -> None:
    found = explained(MOCK_UP).as_text
    assert found.startswith("Målgruppsprövning per den 20 november 2026\n")
    assert "Definition: Lydelsen från den 1 juli 2018" in found
    assert "5. Har inte gymnasieexamen (29 kap. 9 § 4 skollagen): Uppgift saknas" in found
    assert "   Källa: Samtal med Leyla, 2026-11-18" in found
    assert "Så kommer du vidare\n   Fråga UHR" in found
    assert found.endswith(f"{words.LAW}\n")


def test_every_reason_in_the_rules_has_a_sentence_and_every_unknown_somebody_to_ask() -> None:
    named = re.compile(r'"((?:home|age|compulsory|studies)\.[a-z_]+)"')
    folder = Path(target_group.__path__[0])
    rules = ("residence.py", "duty.py", "studies.py")
    found = {why for one in rules for why in named.findall((folder / one).read_text("utf-8"))}
    assert found <= REASONS
    kinds = ("uhr", "document", "none", "compulsory", "completed", "covered", "stated", "silent")
    for name in ("exam", "adapted", "equivalent"):
        assert {f"{name}.{kind}" for kind in kinds} <= REASONS
    assert set(WHOM) <= REASONS


def test_the_cases_meet_every_reason() -> None:
    met = set()
    for case in CASES.values():
        held = held_from(case.records, HOME)
        for expected in case.expected:
            judgement = judge(held, expected.on)
            met |= {one.why for one in judgement.results}
    assert REASONS - met <= NOT_MET_HERE, sorted(REASONS - met - NOT_MET_HERE)


NOT_MET_HERE = {
    # The same sentence as another one that is met, of a source that says it more seldom.
    "adapted.uhr",
    "equivalent.uhr",
    "adapted.grades_extract",
    "equivalent.grades_extract",
    "adapted.stated",
}
