"""Writes docs/granskningen.md: how each area of a case is judged, and every case that is tested.

`python3 kaa.py docs --texter` writes the page; a test fails when it is out of date.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from docs.granskningens_fall import Case, Day, Expected, cases
from kaa_core.model.records import Youth
from kaa_core.rules.case_state import COUNTS_BEFORE_ENROLMENT
from kaa_core.rules.routine import DEFAULT
from kaa_core.rules.self_audit import TOO_NEW, Area, Audit, Value, audit, told
from kaa_core.rules.self_audit.evaluation import MONTHS_TO_FOLLOW_UP, TOLERANCE
from kaa_core.rules.self_audit.measures import PASSED

TARGET: Final = Path(__file__).with_name("granskningen.md")

HEAD: Final = f"""# Granskningen: så bedömer programmet

Sidan skrivs av programmet självt, ur samma regler och samma fall som det prövas med. Den är till för den
som vill se vad en granskning bygger på. Stämmer ett enda av fallen längst ner inte blir programmets tester
röda.

Programmet läser vad som är dokumenterat och säger vad som saknas. Det bedömer inte om arbetet var bra, och
aldrig ungdomen. En person avgör vad som ska göras. En bedömning ändras bara när underlaget ändras.

## De fyra områdena

Frågorna är revisionens (granskningen 000 av Nässjö kommun, avsnitt 2.2.1 och Bilaga 1).

| område | uppfyller | delvis | uppfyller inte |
| --- | --- | --- | --- |
| Kontakt | Kontakterna är införda, stegen gjorda i ordning och i tid, och kontakten är regelbunden | \
Ett steg gjordes senare än toleransen tillåter, i fel ordning (började med hembesök), eller det gick \
längre mellan kontakterna än gränsen | Ingen kontakt är införd |
| Kartläggning | En införd kartläggning med förutsättningar, behov och önskemål; mål; tid för \
uppföljning och för utvärdering; varje åtgärd har en ansvarig | Inte allt det, men för någon åtgärd \
framgår vem som ansvarar. Också: allt utom ansvaret | Varken det ena eller det andra |
| Åtgärder | Varje åtgärd är kopplad till ett mål, har start och slut (eller planerat slut), orsak när den \
har slutat, och ett innehåll (slaget ”annan” behöver en beskrivning) | Åtgärder har vidtagits, men \
något av det saknas | Ungdomen är nådd och har inte tackat nej, men ingen åtgärd har vidtagits |
| Utvärdering | Varje avslutad åtgärd är utvärderad och varje pågående är uppföljd i tid | Någon är det | \
Ingen är det |

Kontakten heter *enligt rutin*, *delvis enligt rutin* och *inte enligt rutin*, som i revisionens tabell.

**Ännu inte bedömbar** är ett fjärde utfall. Det visas men räknas inte:

- alla områden för den som har varit inskriven kortare tid än {TOO_NEW.days // 7} veckor;
- Åtgärder för den som aldrig är nådd och inte har någon åtgärd;
- Utvärdering när det inte finns någon åtgärd, eller när ingen tid för att följa upp har kommit än.

## Närmare om reglerna

- **Rutinen** är den som gällde den dagen. En ändrad rutin ändrar inte det som var. Toleransen är \
{DEFAULT.tolerance} dagar, gränsen mellan två kontakter {DEFAULT.limit.months} månader utan tolerans, om \
kommunen inte har bestämt annat. Bara att ungdomen nås stänger ett uppehåll, försök gör det inte.
- **Kontakt före inskrivningen** räknas, högst {COUNTS_BEFORE_ENROLMENT.days} dagar före.
- **Hembesök först** är *delvis*, om inte skälet är dokumenterat: ett tillägg till besöket som förklarar \
avsteget från rutinen.
- **Den som har tackat nej** uppfyller Åtgärder när nejet är dokumenterat och följs upp minst varje halvår.
- **Målet om kontakt inom fyra veckor** är en indikator i statistiken och ingår inte här. Att ett \
informationsblad inte lämnades anmärks på besöket och bedöms inte.
- **Planerat slut som har passerat** med mer än {PASSED.days} dagar utan att någon har skrivit att åtgärden \
slutade: då framgår inte när den avslutades eller varför.
- **Avskriven med en åtgärd som pågår**: då framgår inte varför den inte genomfördes (ärende 6).
- **Utvärdering** ska vara gjord den dag som är bestämd, annars när åtgärden slutade. Högst \
{TOLERANCE.days} dagar senare är i tid. **Uppföljning** av en pågående åtgärd: den dag som är bestämd, \
annars var {MONTHS_TO_FOLLOW_UP}:e månad; samma {TOLERANCE.days} dagar.
- **Samtal** som är markerade som insats räcker för att det inte ska vara *uppfyller inte*, men de är inte \
kopplade till något mål.
- **Åtgärder som planeras längre fram** är inte vidtagna än.
- **Utkast räknas inte.** Det som förs in i efterhand räknas från sin egen dag.
- **Ett ärende i taget**: det som hör till en tidigare inskrivning följer inte med, utom en kartläggning som \
planen bygger på.

## Tabell 3

Revisionens tio ärenden, förda in som journaler, bedömda av programmet:

{{table}}
## Var rapporten säger emot sig själv

- Tabell 3 har för Kartläggning siffrorna 0, 7 och 3. Kommentaren bredvid räknar sex ärenden där ansvaret \
framgår och tre där det inte gör det, alltså nio. Bilaga 1 ger sju och tre, och siffrorna gäller.
- Sammanfattningen säger att stickproven visar på brister inom samtliga områden och att det sker en \
kontinuerlig kontakt med ungdomar; Bilaga 1 har ett ärende helt utan uppgift om kontakt.
- Kommentaren till Kontakt räknar två ärenden som delvis följde rutinen, och nämner det tredje utan kontakt \
för sig. Det stämmer med 7, 2 och 1.
- Rapporten skriver att det vidtas åtgärder i samtliga ärenden, och samtidigt att det ”pågår” åtgärder i \
samtliga. I flera ärenden var alla åtgärder avslutade.
- I kommentaren till Åtgärder nämns ett ärende där nuvarande sysselsättning är okänd som en brist. En okänd \
sysselsättning kan vara sann: den nämns i skälet, och bristen är att det inte framgår varför åtgärden inte \
genomfördes.
- Ärende 8 beskrivs utan ordet regelbunden men är enligt rutin. Programmet kräver inte fler kontakter än \
rutinen gör.
- Rapporten nämner hjälp till BUP bland åtgärderna. Det får inte registreras (5 § förordningen 2006:39). I \
fallen nedan står sådant som annat stöd.

## Fallen

Insatserna heter åtgärder här, som i revisionens rapport. Rader som börjar med *Det som saknas* är det som \
tillsammans gör att området uppfylls; var och en av dem behövs, och inget annat område ändras.
"""


def text() -> str:
    """Return the whole page."""
    found = cases()
    head = HEAD.format(table=_table_3([one for one in found if one.title.startswith("Ärende ")]))
    chapters = [
        f"\n### {name}\n{''.join(map(_case, own))}"
        for name, own in groupby(found, lambda one: one.chapter)
    ]
    return "".join([head, *chapters])


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = list(heads)
    return "".join(f"| {' | '.join(line)} |\n" for line in [names, ["---"] * len(names), *rows])


def _audited(case: Case, day: Day) -> Audit:
    records = case.records()
    youth = next(one for one in records if isinstance(one, Youth))
    return audit(youth, records, [], day.on)


def _table_3(ten: Sequence[Case]) -> str:
    audits = [_audited(one, one.days[0]) for one in ten]
    rows = []
    for area in Area:
        values = [one.of(area).value for one in audits]
        rows.append((area.label, *(str(values.count(one)) for one in _COUNTED)))
    return _table(("område", "uppfyller", "delvis", "uppfyller inte"), rows)


_COUNTED: Final = (Value.MEETS, Value.PARTLY, Value.NOT)


def _case(case: Case) -> str:
    facts = "".join(f"- {one}\n" for one in case.facts)
    days = "".join(_day(case, day) for day in case.days)
    return f"\n#### {case.title}\n\n{case.head}.\n\n{facts}{days}"


def _day(case: Case, day: Day) -> str:
    found = _audited(case, day)
    rows = (
        (one.area.label, told(one.area, one.value), found.of(one.area).reason)
        for one in day.expected
    )
    missing = "".join(map(_missing, day.expected))
    table = _table(("område", day.on.isoformat(), "skäl"), rows)
    return f"\n{table}{f'{chr(10)}{missing}' if missing else ''}"


def _missing(one: Expected) -> str:
    if not one.missing:
        return ""
    return f"- *Det som saknas, {one.area.label}:* {'; '.join(said.rstrip('.') for said in one.missing)}\n"


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
