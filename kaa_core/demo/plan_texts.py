"""What the demo's kartläggningar, plans and follow-ups say: schools, interests, work; within 5 §."""

from __future__ import annotations

from typing import Final

from kaa_core.model.enums import MeasureKind

CONDITIONS: Final = (
    "Har gått ett år på gymnasiet. Godkänd i praktiska ämnen, två ämnen återstår.",
    "Gick ut grundskolan med behörighet till yrkesprogram. Van vid att arbeta i grupp.",
    "Har sommarjobbat två år. Läser gärna, skriver hellre på dator än för hand.",
    "Behörighet saknas i engelska och matematik. Åker buss själv, har cykel.",
    "Har läst två terminer på ett program som inte passade. Goda betyg i idrott och slöjd.",
)
NEEDS: Final = (
    "Behöver veta vilka utbildningar som går att söka i vår och hur ansökan går till.",
    "Behöver läsa in två ämnen för att bli behörig.",
    "Behöver fasta tider och en person att vända sig till.",
    "Behöver pröva yrket innan ansökan.",
    "Behöver hjälp att komma i gång med studierna i mindre grupp.",
)
WISHES: Final = (
    "Vill börja om på en annan skola.",
    "Vill arbeta med djur.",
    "Vill bli elektriker.",
    "Vill läsa vidare men inte i den gamla klassen.",
    "Vill ha ett jobb först och studera senare.",
    "Vet inte än. Vill se tre utbildningar på plats.",
)
WORKED: Final = (
    "Praktiska uppgifter, idrott och att arbeta två och två.",
    "Lärare som gav ett steg i taget.",
    "Kortare lektioner på förmiddagen.",
    "Prov muntligt i stället för skriftligt.",
)
WAS_HARD: Final = (
    "Långa föreläsningar och stora klasser.",
    "Läxor utan tid i skolan att göra dem.",
    "Programmet var ett andrahandsval.",
    "Många lärarbyten under ett år.",
)
SITUATION: Final = (
    "Söker inget program än. Hjälper till i en butik ibland.",
    "Har inte börjat något nytt sedan avhoppet.",
    "Läser en kurs på distans.",
    "Söker arbete på egen hand.",
)
GOALS: Final = (
    ("Jag vill gå klart gymnasiet", "Har börjat på ett nationellt program till hösten"),
    ("Jag vill bli behörig och söka igen", "Godkänd i engelska och matematik i juni"),
    ("Jag vill pröva att jobba i kök", "Har gjort tre veckors praktik i ett kök"),
    ("Jag vill veta vad jag ska söka", "Har besökt tre utbildningar och valt en att söka"),
    ("Jag vill bli elektriker", "Har sökt el- och energiprogrammet senast i februari"),
    ("Jag vill ha ett jobb med djur", "Har prövat arbetet på två platser"),
    ("Jag vill börja om på en mindre skola", "Har en plats på en ny skola vårterminen"),
)
CONTENTS: Final = {
    MeasureKind.GUIDANCE: (
        "Samtal med studie- och yrkesvägledare varannan vecka",
        "Går igenom betyg och behörighet, väljer utbildningar att besöka",
    ),
    MeasureKind.MOTIVATION: (
        "Träffas en gång i veckan och planerar nästa vecka",
        "Promenad och samtal om vad som är roligt att göra",
    ),
    MeasureKind.STUDY_VISIT: (
        "Besök på tre skolor, en i månaden",
        "Prova på-dag på två yrkesprogram",
    ),
    MeasureKind.INTERNSHIP: (
        "Praktik i butik tre dagar i veckan",
        "Praktik i kök, fyra timmar om dagen",
        "Praktik på ett stall två dagar i veckan",
    ),
    MeasureKind.COURSE: (
        "Engelska på komvux, 50 procent",
        "Matematik på komvux, 25 procent",
    ),
    MeasureKind.RETURN_TO_SCHOOL: (
        "Söker vårens gymnasieplats och går på öppet hus",
        "Begär ut betygen och skriver ansökan",
    ),
    MeasureKind.JOB_SEEKING: (
        "Skriver cv och söker två arbeten i veckan",
        "Tränar på anställningsintervju",
    ),
    MeasureKind.ACTIVITY: (
        "Öppen mötesplats två eftermiddagar i veckan",
        "Matlagning i grupp en gång i veckan",
    ),
}
WHO: Final = (
    "Ungdomen ringer och bokar tid",
    "Handläggaren bokar och följer med första gången",
    "Handledaren på platsen",
    None,
    None,
)
RESULTS: Final = (
    "Har varit där som planerat. Trivs med uppgifterna.",
    "Kom tre gånger av fyra. Tiderna har ändrats till förmiddagar.",
    "Kom två gånger av sex. Platsen passade inte.",
    "Betygen är framtagna och två utbildningar är valda.",
    "Klarade första kursen. Fortsätter med nästa.",
    "Har sökt fem arbeten och varit på en intervju.",
)
OWN_VIEWS: Final = (
    "Tycker att det går framåt och vill fortsätta.",
    "Vill ha kortare dagar till en början.",
    "Tyckte att det var för många på en gång. Vill pröva något annat.",
    "Säger att det känns bra att ha något bestämt.",
    "Vet nu att det inte är rätt yrke.",
)
NEXT_STEPS: Final = (
    "Studiebesök på Exempelgymnasiet i januari.",
    "Ny tid med studie- och yrkesvägledaren om två veckor.",
    "Vi söker en annan plats.",
    "Ungdomen skickar sin ansökan den här månaden.",
)
END_NOTES: Final = (
    "Ungdomen ringde och sa att det inte var rätt plats.",
    "Platsen kunde inte ta emot fler veckor.",
    None,
)
GAP_REASONS: Final = (
    "Tid för utvärdering bokas när praktiken har börjat.",
    "Vi vet inte än vem som tar emot. Planen fastställs ändå så att ungdomen kan börja.",
    "Ungdomen vill komma i gång. Resten skrivs vid nästa möte.",
)
WITHOUT_ASSESSMENT: Final = (
    "Ungdomen ville börja med en gång. Kartläggningen görs efter hand.",
    "Uppgifterna från skolan räcker till att börja med.",
)
