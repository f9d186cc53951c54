"""Writes docs/statistiken.md: every figure with its definition, and where the reports contradict themselves.

`python3 kaa.py docs --texter` writes the page; a test fails when it is out of date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

from docs.tabeller import table
from kaa_core.model.registry import REGISTRY
from kaa_core.rules.calendar import in_words
from kaa_core.rules.target_group.definitions import DEFINITIONS
from kaa_core.statistics.catalogue import FIGURES, KOMPASSEN
from kaa_core.statistics.comparing import change
from kaa_core.statistics.figures.measures import AFTER_MONTHS
from kaa_core.statistics.figures.reach import FOUR_WEEKS
from kaa_core.statistics.figures.school import DOCUMENT_AFTER, DOCUMENT_BEFORE, GOES_ON
from kaa_core.statistics.figures.situation import RECENT_MONTHS
from kaa_core.statistics.suppression import SMALL, WHY
from kaa_core.statistics.values import Cell, Figure, Unit
from kaa_core.statistics.youth import BEFORE

TARGET: Final = Path(__file__).with_name("statistiken.md")

HEAD: Final = f"""# Statistiken: så räknar programmet

Sidan skrivs av programmet självt, ur samma definitioner som det räknar efter. Den är till för den som vill
veta vad ett tal betyder, och för den som vill räkna efter. Varje tal räknas två gånger när programmet
prövas: en gång som i programmet, och en gång till ur de råa ändringarna, av kod som inte delar något med
den första. Stämmer de inte med varandra blir programmets tester röda.

Ett tal är fakta ur registret på en dag. Det säger inte varför, och bedömer ingen.

## Vad som gäller alla tal

- **Dagen.** Ett tal avser en dag, eller tiden från periodens början till och med dagen. Perioden börjar \
den 1 augusti (läsåret) om inget annat väljs. Det som är daterat efter dagen räknas inte: en kontakt, en \
inskrivning eller en insats som kommer till senare ändrar aldrig ett tal för en tidigare dag.
- **Som det var, som vi vet det i dag.** Det som förs in eller rättas i efterhand räknas från sin egen dag. \
Vad som var känt en viss dag kan servern också svara på (`known_at`).
- **Det som sägs om tiden före** ändrar däremot svaret om den: ett besked från UHR att inget betygsdokument \
finns gäller bakåt, och en termin som börjar i augusti gör sommaren före den till ett uppehåll mellan två \
terminer ([malgruppen.md](malgruppen.md)).
- **Slutdagen.** Dagen för avskrivning, och dagen då en insats slutade, är den första dagen utanför. Sista \
dagen i en skola eller en sysselsättning hör till den.
- **Inskrivningen** är den som var öppen på dagen; av flera den som började sist. Handläggare och enhet är \
de som inskrivningen har i dag: byten av handläggare är inte daterade.
- **Nådd** är den som svarade, tackade nej, hörde av sig själv, träffades hemma eller var med i ett samtal. \
En vårdnadshavare räknas så länge ungdomen är under 18 år. Det som hände högst {BEFORE} dagar före \
inskrivningen räknas till den.
- **Född den 29 februari** fyller år den 28 februari de år som inte har någon skottdag. Månader räknas på \
samma sätt.
- **Samma person** två gånger i registret räknas en gång, när någon har beslutat att de är samma.

## Definitionerna av målgruppen

{{definitions}}
Den definition som gällde på dagen är förvald. En annan kan väljas. Den som har använts skrivs ut vid varje
tal som beror på den, och står två tal räknade efter olika definitioner bredvid varandra sägs det.

## Talen

Version är definitionens: den höjs när talet räknas på ett nytt sätt, och följer med varje lagrat svar.

{{figures}}
## Kompassens indikatorer

Styrdokumentet Kompassen (000 avsnitt 2.1.3) har sex. Den tredje, "ej kontaktas och erbjudits samtal", är
två tal här, för den kan läsas på två sätt.

{{kompassen}}
## Rapporternas tal

Tabellerna nedan finns som påhittade historier i programmets tester. De läses in som filer och förs in som
kontakter och insatser, och statistiken ger rapporternas tal exakt.

### Revisionens tabell 1 (000, april 2021)

| nyckeltal | antal | talet här |
| --- | --- | --- |
| åldersgruppen 16–20 år | 1549 | Ungdomar 16–20 år efter kalenderår |
| målgruppen 16–20 år | 100 | Ungdomar i målgruppen |
| på introduktionsprogram | 180 | Ungdomar på introduktionsprogram |
| inte på introduktionsprogram | 106 | Utanför gymnasieskolan, inte på introduktionsprogram |
| avhopp läsåret 2020–2021 | 48 | Avhopp från nationella program |
| ej fått kontakt med | 45 | Ej nådda |

### Revisionens tabell 4 (000)

{{tabell_4}}
Målgruppen 410 är räknad efter den äldre definitionen (253 på introduktionsprogram och 157 andra), tre
månader efter att den upphörde. Efter den som gällde den 30 september 2018 är den 157. Raden blandar alltså
två definitioner, och programmet säger det bredvid den.

### Skolinspektionens diagram 1 (003, maj–juni 2015)

695 = insats 190 (27 %) + okänd sysselsättning 354 (51 %) + utan insats 151 (22 %). 667 elever på
introduktionsprogram står utanför. Rapporten säger att nästan en tredjedel av de okända aldrig hade
kontaktats; vår historia har 116 som aldrig kontaktades och 238 som kontaktades utan resultat.

## Var rapporterna säger emot sig själva

- **100 och 106.** Revisionens text och tabell 1 har 100 i målgruppen, samma tabell 106 som inte går på \
introduktionsprogram. Här är det två tal med var sin definition: den som omfattas, och den som omfattas \
eller är oklar.
- **−31 och −38,9.** Tabell 4 skriver −31 % för antalet i KAA. 157 till 96 är −38,9 %. Inget par av tal på \
raden ger −31.
- **410.** Den första raden i tabell 4 går från 410 efter den äldre definitionen till 96 efter den nya. \
−76,6 % säger därför mest att introduktionsprogrammen inte längre räknas; efter en och samma definition \
är det −38,9 %.
- **Maj eller september.** Fotnot 7: det som heter 2020-09-30 avser maj 2020. Vi har behållit rubrikens dag.
- **Procent och procentenheter.** Texten (000 avsnitt 2.1.1) skriver att andelen minskade med 77 \
procentenheter, och fotnot 8 att den verkliga siffran är 31 procentenheter. Det är procent: antalet minskade.
- **"16–20 år".** En ungdom lämnar målgruppen på 20-årsdagen, så gruppen 16–20 kan inte vara målgruppens \
ålder. Den är räknad efter kalenderår, alla som fyller 16 till 20 under året. Vår åldersgrupp är den som \
har fyllt 16 men inte 20; kalenderårets variant är ett eget tal.
- **Tabell 3** har för Kartläggning siffrorna 0, 7 och 3; kommentaren bredvid räknar sex och tre \
([granskningen.md](granskningen.md)).
- **90 procent i aktivitet** (000 avsnitt 2.3, om år 2019) redovisas utan att det står vad som är \
aktivitet och av hur många. Talet går inte att räkna efter.

## Våra läsningar där rapporterna tiger

- **Kontakt inom fyra veckor** är {FOUR_WEEKS} dagar, den sista med. En inskrivning som är yngre och där \
ingen har nåtts är inte avgjord och räknas inte.
- **Insats i diagram 1** är Skolinspektionens (003 s. 9–10): även coachande samtal och vägledning av \
sporadisk karaktär, de senaste {RECENT_MONTHS} månaderna. Annars räknas ett samtal bara när det är märkt \
som insats.
- **Okänd** är att ingen insats pågår och att sysselsättningen inte är känd. *Ingen sysselsättning* är känd.
- **Avhopp** är att lämna ett nationellt program utan att gå ut det. Studier i gymnasieskolan som fortsätter \
eller börjar inom {GOES_ON} dagar är ett byte. Ett slut som ingen har förklarat är inget avhopp om det finns \
examensbevis eller studiebevis från {DOCUMENT_BEFORE} dagar före till {DOCUMENT_AFTER} dagar efter. Den som \
går till introduktionsprogram har lämnat sitt program.
- **Vad som följde på en insats** är vad ungdomen gör {AFTER_MONTHS} månader efter slutet.
- **Hembesök enligt rutinen.** Den som nåddes på annat sätt innan tiden gick ut behövde inget besök, och \
besöket räknas inte. Nåddes hon senare än så räknas det som inte gjort.
- **Veckor** är hela veckor i perioden, från en måndag. Veckan som dagen ligger i är inte slut.
- **Tid per ungdom** räknar bara noterad tid. Utan anteckning är tiden okänd, inte noll.

## Det som döljs

{WHY} Gränsen är {SMALL}.

- Det gäller det som lämnar programmet: rapporter, kalkylblad, jämförelser mellan enheter och kommuner. En \
person kan bestämma att små tal visas, och då antecknas vem och varför.
- Också det som fattas till en helhet döljs när det är litet, liksom medianer och minuter för så få.
- Små tal som tillsammans är färre än fem döljs så att inte heller summan av dem kan räknas ut.
- Det som ett tal döljer för sig självt döljer det i varje rapport. En rapport kan dölja mer.
- I programmet ser den som får se ungdomarna alla tal, och listan bakom dem.
- Två papper som gjorts vid olika tillfällen kan tillsammans säga mer än vart och ett. Det kan programmet \
inte veta.

## Lagrade tal

Personer gallras senast det år de fyller 21 (7 § förordningen 2006:39). Vid varje månads slut lagrar servern
därför alla tal för hela kommunen, utan namn och nummer. När den första som räknades den dagen gallras fryses
dagens tal: de läses därefter ur lagret och räknas aldrig om, och svaret säger det. Ett lagrat svar har sin
dag, sin definition och sin version. Det kan inte delas upp på nytt, och bakom det finns ingen lista.

Frågar du om en dag som är så gammal att någon kan ha gallrats, och inget är lagrat, räknas det som finns
kvar, och bredvid står att andra har gallrats. Finns ingen kvar som var i åldersgruppen då, finns inga tal:
det står ett streck, aldrig noll.
"""

_ROWS: Final = (
    ("målgruppen", (347, 410, 102, 96), "−77"),
    ("på introduktionsprogram", (204, 253, 219, 185), "−27"),
    ("i KAA", (143, 157, 102, 96), "−31"),
    ("ej fått kontakt", (69, 108, 4, 11), "−90"),
)
"""000 Tabell 4 as printed, with its own change from 2018-09-30 to 2020-09-30 in per cent."""


def text() -> str:
    """Return the whole page."""
    return HEAD.format(
        definitions="".join(_definitions()),
        figures="\n".join(_sections()),
        kompassen=table(["tal", "definition"], ((one.name, one.says) for one in KOMPASSEN)),
        tabell_4=_tabell_4(),
    )


def _definitions() -> Iterator[str]:
    for one in DEFINITIONS:
        yield f"- **{one.name}**, från den {in_words(one.since)}.\n"


def _sections() -> Iterator[str]:
    for section, figures in groupby(FIGURES, lambda one: one.section):
        rows = (_row(one) for one in figures)
        yield f"### {section.value}\n\n{table(['tal', 'så räknas det', 'avser', 'ur', 'version'], rows)}"


def _row(one: Figure) -> Iterable[str]:
    asked = "perioden" if one.period else "dagen"
    if one.by_definition:
        asked += ", efter vald definition"
    kinds = ", ".join(REGISTRY.kind(kind).label for kind in one.sources)
    return f"**{one.name}** (`{one.key}`)", one.says, asked, kinds, str(one.version)


def _tabell_4() -> str:
    heads = [
        "nyckeltal",
        "2018-01-31",
        "2018-09-30",
        "2020-01-31",
        "2020-09-30",
        "rapporten",
        "rätt",
    ]
    return table(
        heads,
        (
            [name, *map(str, counts), f"{printed} %", _changed(counts[1], counts[-1])]
            for name, counts, printed in _ROWS
        ),
    )


def _changed(before: int, after: int) -> str:
    tenths = change(Cell(count=before), Cell(count=after), Unit.PERSONS)
    assert tenths is not None  # no number of the table is nought
    sign = "−" if tenths < 0 else "+"
    return f"{sign}{abs(tenths) // 10},{abs(tenths) % 10} %"
