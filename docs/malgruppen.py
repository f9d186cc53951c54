"""Writes docs/malgruppen.md: how the target group is judged, and every case that is tested, for a lawyer.

`python3 kaa.py docs --texter` writes the page; a test fails when it is out of date.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Final

from docs.malgruppens_fall import Case, Expected, cases
from kaa_core.model.enums import Criterion, Judged
from kaa_core.rules.calendar import in_words
from kaa_core.rules.target_group import asking, duty
from kaa_core.rules.target_group.claims import OTHER_FORMS
from kaa_core.rules.target_group.definitions import DEFINITIONS, named
from kaa_core.rules.target_group.differences import NEAR, PROPOSED
from kaa_core.rules.target_group.known import BETWEEN_TERMS
from kaa_core.rules.target_group.words import TITLES

TARGET: Final = Path(__file__).with_name("malgruppen.md")
_WORDS: Final = {Judged.MET: "ja", Judged.NOT_MET: "**nej**", Judged.UNKNOWN: "**?**"}

HEAD: Final = f"""# Målgruppen: så prövar programmet

Sidan skrivs av programmet självt, ur samma regler och samma fall som det prövas med. Den är till för den
som vill kontrollera att reglerna stämmer med lagen. Fallen längst ner är {{count}} ungdomar och dagar;
stämmer ett enda av dem inte blir programmets tester röda.

Programmet samlar uppgifter, visar varje villkor med källa och datum, och föreslår. En person avgör.
Ingen skrivs av för att ett register ändras: att tillhöra målgruppen och att ha ett ärende är två saker.

## Villkoren

{{criteria}}
Varje villkor är på en viss dag **uppfyllt**, **inte uppfyllt** eller **okänt** (då står det vilken uppgift
som saknas och vem som kan ha den). Är något villkor inte uppfyllt omfattas hon inte. Är inget ouppfyllt
men något okänt är det *oklart*. Annars omfattas hon.

## Definitionerna

{{definitions}}
Den definition som gäller på den dag det är fråga om är förvald. En annan kan väljas, och den som har
använts skrivs ut vid varje siffra. Lydelsen ändrades genom SFS 2018:749.

## Ordningen mellan källorna

När källor säger olika gäller den som står först. Skillnaden visas alltid, under Avvikelser.

| fråga | ordning |
| --- | --- |
| bosättning och dödsfall | folkbokföringen; därefter den senaste av de andra källorna |
| studier | skolan (också genom anmälan enligt 15 kap. 15 §); antagningen; andra myndigheter; handläggarens \
iakttagelse; ungdomen och vårdnadshavaren; sist äldre uppgifter om sysselsättning |
| betyg | UHR; skolan; andra källor; handläggarens iakttagelse; ungdomen och vårdnadshavaren |

- Ett dokumenterat beslut av en person står över alla källor, så länge det gäller. Ett beslut om hela \
prövningen ändrar inte att hon har fyllt 20 eller avlidit: där finns inget att besluta.
- Dödsfall enligt folkbokföringen är det sista som sägs.
- En uppgift som källan har tagit tillbaka räknas inte från den dagen.
- Av flera leveranser av samma inskrivning, med källans egen beteckning, gäller den senaste.
- En anmälan om att eleven har slutat gäller den skola som anmäler, också när skolans register inte är \
rättat. Frånvaro ändrar ingenting.
- UHR har examensbevis och studiebevis. Om gymnasiebevis och motsvarande utbildning kan UHR inte motsäga \
ett dokument.
- Vad ungdomen själv säger om betyg avgör inte villkor 5 och 6. Om utbildning utomlands (villkor 7) finns \
inget register, och där räcker det att hon säger nej; säger hon ja avgör en person efter ett dokument.
- Datum som skiljer högst {NEAR.days} dagar räknas inte som en skillnad.

## Förval där lag och rapporter tiger

- **Hemkommun.** Folkbokförd här; med skyddad folkbokföring, eller bosatt utan att vara folkbokförd, den \
kommun där hon vistas. Samordningsnummer utan känd vistelse är oklart.
- **Tjugo år.** Från och med födelsedagen. Född den 29 februari: den 28 februari de år som inte har någon \
skottdag (lag 1930:173). Tjugo år efter en skottdag finns nästan alltid en skottdag.
- **Skolplikten** upphör med vårterminen det år hon fyller {duty.LEAVING_AGE}, ett år senare när den är \
förlängd, senast vid 18. Har kommunen inte sagt sin sista skoldag räknas till och med den \
{duty.LAST_SCHOOL_DAY[1]} juni (läsåret slutar i juni). Har skolan sagt att hon har gått ut nian gäller \
den dagen i stället. Den som ännu går i grundskolan i september har inte gått ut den och har förlängd \
skolplikt, om skolan inte säger att hon går frivilligt; då avgör en person. Ofullständig årskurs 9 är \
fullgjord när skolplikten har upphört.
- **Sista dagen** i en skola är hon elev. Börjar aldrig: utanför från den dag hon skulle ha börjat.
- **Antagen, inte börjat** räknas som i utbildning från den dag källan säger det till terminens första dag. \
Ett uppehåll på högst {BETWEEN_TERMS.days} dagar mellan två terminer, eller mellan grundskolan och \
gymnasieskolan, är inget avbrott om hon inte har avbrutit.
- **Kurser** ({{courses}}) på del av heltid ändrar inget; andelen visas bredvid. \
Tillsammans på heltid: en person avgör om det är motsvarande utbildning. Utan känd omfattning: fråga \
skolan. Sfi räknas aldrig.
- **Tystnad om betyg** är okänt, utom där en källa som täcker säger att inget finns: ett svar som gavs efter \
de sista studierna, eller skolans uppgifter om hela tiden sedan grundskolan. Tiden är täckt när skolorna är \
kända i följd, och när hon har hört hemma här (alla skolor ska då anmäla till oss, 15 kap. 15 §) och minst \
en skola har sagt något om henne. För examen räcker det till den första maj då hon kan ha gått ut en \
skola som aldrig har anmält: tre år efter grundskolan, eller våren efter den sista kända skolan. Sedan \
frågas UHR.
- **Slutade utan att skolan säger hur.** I årskurs 1 och 2, och före maj tre år efter grundskolan, kan hon \
inte ha gått ut (ett program tar tre läsår, 16 kap. 15 §). Senare är det okänt: fråga UHR.
- **Tystnad om studier** är okänt när ingen källa har sagt något om henne.

## När en uppgift till öppnar en fråga

En uppgift till gör aldrig ett uppfyllt villkor okänt, utom när uppgiften själv säger att något är öppet:

- studier som slutade efter det svar som täckte tiden, och som kan ha gett ett betygsdokument;
- kurser som tillsammans når heltid, eller som saknar omfattning;
- grundskola efter skolplikten, som en person avgör;
- folkbokföringen säger att vistelsen är okänd, eller att hon har lämnat en adress utan en ny;
- en bosättning någon annanstans, eller en inflyttning från utlandet, som visar att en källa vi litade på \
inte såg henne hela tiden.

## Vem som tillfrågas

{{asks}}
## Avvikelser och vad som föreslås

{{differences}}
## Vad vi har mött i källorna

- Granskningen 000 (1.4.2) numrerar villkoren 1 till 6 och nämner gymnasiesärskolebevis; i dag heter det \
gymnasiebevis från anpassad gymnasieskola. Hemkommunen står före dem, efter 29 kap. 6 §.
- Granskningen 003 (s. 7 och 9) räknar elever på introduktionsprogram till målgruppen men håller dem utanför \
sin undersökning; det är lydelsen före den 1 juli 2018.
- Granskningen 000 tabell 4 räknar 410 ungdomar den 30 september 2018 efter den äldre lydelsen, tre månader \
efter att den upphörde. Med den gällande är de 157.
- Skissen till skärmen har sju villkor med numren 1 till 7; paragrafens sex punkter är nummer 2 till 7.

## Fallen

Kolumnerna är de sju villkoren i ordning. *ja*: uppfyllt. *nej*: inte uppfyllt. *?*: okänt. Kommun 0682 är \
vår egen. Datumet efter en källa är den dag uppgiften gäller.
"""


def text() -> str:
    """Return the whole page."""
    found = cases()
    count = sum(len(one.expected) for one in found)
    head = HEAD.format(
        count=count,
        criteria=_criteria(),
        definitions=_definitions(),
        courses=", ".join(sorted(one.label for one in OTHER_FORMS)),
        asks=_asks(),
        differences=_differences(),
    )
    chapters = [
        f"\n### {name}\n{''.join(map(_case, own))}"
        for name, own in groupby(found, lambda one: one.chapter)
    ]
    return "".join([head, *chapters])


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = list(heads)
    return "".join(f"| {' | '.join(line)} |\n" for line in [names, ["---"] * len(names), *rows])


def _criteria() -> str:
    rows = []
    for criterion in Criterion:
        title, note, law = TITLES[criterion]
        rows.append((str(int(criterion)), f"{title} ({note})" if note else title, law))
    return _table(("nr", "villkor", "rättslig grund"), rows)


def _definitions() -> str:
    rows = (
        (one.key, one.name, in_words(one.since), "ja" if one.introductory else "nej")
        for one in DEFINITIONS
    )
    return _table(("nyckel", "namn", "från", "introduktionsprogram ingår"), rows)


_LACKING: Final = {
    Criterion.HOME: "var hon hör hemma",
    Criterion.UNDER_TWENTY: "när hon är född",
    Criterion.COMPULSORY_DONE: "om skolplikten är fullgjord",
    Criterion.NOT_IN_UPPER_SECONDARY: "om hon går i gymnasieskolan eller motsvarande",
    Criterion.NO_EXAM: "om hon har gymnasieexamen",
    Criterion.NO_ADAPTED_CERTIFICATE: "om hon har gymnasiebevis",
    Criterion.NO_EQUIVALENT: "om hon har fullföljt motsvarande utbildning",
}


def _asks() -> str:
    prefixes = ("home", "age", "compulsory", "studies", "exam", "adapted", "equivalent")
    rows = []
    for criterion, prefix in zip(Criterion, prefixes, strict=True):
        asked = {who for why, who in asking.WHOM.items() if why.startswith(f"{prefix}.")}
        if any(why.startswith(f"{prefix}.") for why in asking.KNOWN_THERE):
            asked.add(f"{asking.FORMER} (den som är inflyttad)")
        words = sorted(one or "ingen: en person avgör" for one in asked)
        rows.append((_LACKING[criterion], "; ".join(words)))
    return _table(("det är okänt", "fråga"), rows)


_QUESTIONS: Final = {
    "home.sources": "En annan källa säger en annan bosättning än folkbokföringen",
    "credentials.sources": "Två källor säger olika om ett betygsdokument",
    "credentials.own_word": "Ungdomens egen uppgift om betyg är en annan än registrets",
    "studies.left": "En annan källa säger att hon går kvar när skolan säger att hon har slutat",
    "studies.never_started": "En annan källa säger att hon går när skolan säger att hon aldrig började",
    "studies.still": "En annan källa säger att hon har slutat när skolan säger att hon går kvar",
    "studies.notice_left": "Skolan har anmält att hon har slutat, men dess register säger att hon går kvar",
    "studies.two_schools": "Två skolor har henne som elev samtidigt",
    "studies.same_row": "En källa säger två saker om samma studier",
    "compulsory.overlap": "Grundskolan och gymnasieskolan har henne som elev samtidigt",
    "decided": "Källorna säger något annat än ett beslut",
}


def _differences() -> str:
    rows = ((_QUESTIONS[why], proposed) for why, proposed in PROPOSED.items())
    return _table(("avvikelse", "vad som gäller och föreslås"), rows)


def _case(case: Case) -> str:
    facts = "".join(f"- {one}\n" for one in case.facts)
    numbers = [str(int(one)) for one in Criterion]
    table = _table(("dag", *numbers, "utfall"), map(_row, case.expected))
    rule = case.rule[:1].upper() + case.rule[1:]
    head = case.born[:1].upper() + case.born[1:]
    return f"\n#### {case.title}\n\n{rule}.\n\n{head}.\n\n{facts}\n{table}"


def _row(one: Expected) -> list[str]:
    outcome = one.belonging.label
    if one.definition:
        outcome += f" (räknat med {named(one.definition).key} års lydelse)"
    if one.asks:
        outcome += f"; fråga {', '.join(one.asks)}"
    if one.differs:
        outcome += "; avvikelse visas"
    if one.proposed:
        outcome += f"; föreslås {one.proposed}"
    return [one.on.isoformat(), *(_WORDS[judged] for judged in one.judged), outcome]


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
