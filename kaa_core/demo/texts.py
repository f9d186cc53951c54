"""What the made-up workers wrote: several wordings of each thing, neutral, about plans and contacts.

4 § förordningen (2006:39) bounds it: identity, occupation and measures. Nothing here touches what 5 §
forbids, and nothing is said about home or family; tests/unit/demo holds the texts to that.
"""

from __future__ import annotations

FIRST_LETTER = (
    "Första brevet med information om KAA och våra kontaktuppgifter.",
    "Brev om vad KAA kan erbjuda. Bad om svar per telefon eller sms.",
    "Skickade informationsbrevet, mall version 3, till folkbokföringsadressen.",
    "Informationsbrev och svarskort skickade.",
    "Brev med information om stöd att hitta studier, praktik eller arbete.",
)
SECOND_LETTER = (
    "Andra brevet. Skrev att vi planerar ett hembesök om vi inte hörs.",
    "Påminnelse med information om KAA och om hembesök.",
    "Nytt brev med tider då vi går att nå och besked om kommande hembesök.",
)
AFTER_VISIT = (
    "Brev efter hembesöket med våra kontaktuppgifter och tider.",
    "Skrev att vi varit förbi och att det går bra att svara på det sätt som passar bäst.",
    "Nytt brev med information om KAA. Bad om svar per telefon eller sms.",
)
RETURNED = (
    "Brevet kom i retur. Kontrollerar adressen mot folkbokföringen.",
    "I retur från posten: adressaten okänd. Adressen ska kontrolleras.",
)
NO_ANSWER = (
    "Inget svar. Ingen telefonsvarare.",
    "Ringde två gånger under dagen utan svar.",
    "Signalerna gick fram men ingen svarade.",
    "Numret gick till telefonsvarare.",
    "Ringde på förmiddagen och på eftermiddagen. Inget svar.",
    "Inget svar. Försöker igen vid annan tid på dagen.",
)
MESSAGE_LEFT = (
    "Lämnade meddelande med namn och nummer på telefonsvararen.",
    "Talade in att vi gärna vill höras och hur man når oss.",
    "Meddelande lämnat. Bad om att bli uppringd.",
)
SMS_SENT = (
    "Sms: presenterade mig och frågade om vi kan höras i veckan.",
    "Skickade sms med länk till information om KAA.",
    "Sms med förslag på två tider för ett kort samtal.",
    "Sms om att vi vill berätta vad vi kan erbjuda. Inget svar än.",
)
ASKED_SCHOOL = (
    "Frågade tidigare skola om de har ett aktuellt telefonnummer. De har inget annat än vi.",
    "Talade med skolans studie- och yrkesvägledare, som inte haft kontakt sedan avhoppet.",
    "Skolan bekräftar att ungdomen inte längre är inskriven.",
)
GUARDIAN_NO_ANSWER = (
    "Sökte vårdnadshavare utan svar.",
    "Ringde vårdnadshavare. Inget svar, lämnade inget meddelande.",
)
GUARDIAN_REACHED = (
    "Talade med vårdnadshavare, som ber ungdomen höra av sig till oss.",
    "Vårdnadshavare berättar att ungdomen söker arbete. Vi hörs igen om en månad.",
    "Vårdnadshavare tog emot information om KAA och lämnar vidare våra nummer.",
)
REACHED = (
    "Svarade. Vill gärna träffas och prata om vad som finns att göra. Bokade tid.",
    "Fick kontakt. Berättade om KAA. Vill höra mer om praktik.",
    "Svarade direkt. Funderar på komvux och vill ha hjälp att jämföra kurser.",
    "Fick kontakt. Letar arbete på egen hand och tar gärna hjälp med cv.",
    "Svarade och föreslog själv en tid för möte.",
    "Kontakt. Vill börja med ett samtal hos oss och sedan bestämma sig.",
)
CAME_TO_US = (
    "Hörde av sig själv. Vill veta hur man söker in på nytt till gymnasiet.",
    "Tog kontakt med oss och frågade vad KAA kan hjälpa till med. Bokade tid.",
    "Ringde och berättade att det går bra att ses nästa vecka.",
    "Hörde av sig och undrar om det finns praktikplatser i kommunen.",
)
FOLLOW_UP = (
    "Det går framåt med planerna. Vill fortsätta som vi kom överens om.",
    "Har skickat in ansökan. Väntar på besked.",
    "Har varit på två studiebesök och vill göra ett till.",
    "Har inte hunnit söka kurser än. Vi går igenom ansökan tillsammans nästa gång.",
    "Har pratat med studie- och yrkesvägledaren om vilka kurser som går att söka.",
    "Söker fortfarande arbete. Vi skickar tips på lediga platser.",
    "Inget nytt sedan sist. Vill att vi hör av oss igen om ett par månader.",
    "Har valt tre program att titta närmare på. Vill åka på öppet hus.",
)
FOLLOW_UP_WORK = (
    "Arbetar några pass i veckan. Vill ha kvar kontakten med oss.",
    "Har fått fler timmar på arbetet. Funderar på kurser till våren.",
    "Arbetet fortsätter som förut. Vill veta mer om att läsa vid sidan av.",
)
FOLLOW_UP_INTERNSHIP = (
    "Trivs på praktiken och vill gärna förlänga.",
    "Har varit på plats alla dagar. Får prova nya uppgifter nästa vecka.",
    "Handledaren har visat hela verksamheten. Vill veta vilken utbildning som krävs.",
)
FOLLOW_UP_COURSE = (
    "Läser enligt plan och vill ha hjälp att hitta något för resten av veckan.",
    "Första delen av kursen är godkänd. Fortsätter med nästa.",
    "Har lämnat in alla uppgifter. Vill lägga till en kurs när den här är klar.",
)
DECLINED = (
    "Tackar nej till stöd just nu. Vet att det går att höra av sig och att vi ringer igen.",
    "Vill inte ha någon insats. Det går bra att vi frågar igen om tre månader.",
    "Avböjer samtal. Planerar att söka till gymnasiet på egen hand.",
)
DECLINED_AGAIN = (
    "Frågade hur det går och om något stöd behövs. Tackar nej även nu.",
    "Fortsatt nej till insats. Har fått information om vårens ansökan.",
    "Vill sköta sina planer själv. Vi får höra av oss igen.",
)
VISIT_NOBODY = (
    "Ringde på två gånger. Ingen öppnade. La informationsbladet i brevlådan i förslutet kuvert.",
    "Ingen öppnade. Informationsblad lämnat i förslutet kuvert.",
    "Knackade på och väntade en stund. Lämnade informationsblad med namn och nummer.",
    "Ingen hemma. Bladet lagt i postfacket i entrén, i kuvert.",
)
VISIT_NO_SHEET = (
    "Ingen öppnade. Porten var låst, så informationsbladet kunde inte lämnas.",
    "Ringde på porttelefonen utan svar. Kom inte in i trapphuset.",
)
VISIT_WRONG = (
    "Annat namn på dörren. Adressen ska kontrolleras.",
    "Boende i huset uppger att ingen med det namnet bor kvar. Kontrollerar adressen.",
)
VISIT_MET = (
    "Ungdomen öppnade. Berättade kort om KAA och lämnade informationsblad. Bokade samtal hos oss.",
    "Träffade ungdomen i dörren. Vill gärna prata mer om praktik. Tid bokad.",
    "Fick en stunds samtal på trappan. Vill veta vilka kurser som går att söka.",
)
VISIT_MET_ADULT = (
    "En vuxen i hushållet öppnade. Lämnade kuvert till ungdomen. Inget om ärendet nämndes.",
    "Lämnade informationsblad i kuvert till en vuxen som öppnade.",
)
CALLED_OFF = (
    "Kollegan som skulle följa med fick förhinder.",
    "Bilen var inte tillgänglig.",
    "Utbildningsdag för enheten. Ny tid bokas.",
)
ASSESSMENT = (
    "Gick igenom tidigare skolgång: praktiska ämnen gick bra, matematik och engelska återstår.",
    "Talade om vad som fungerade i skolan och vad som var svårt. Önskar börja om på en annan skola.",
    "Har läst ett år på gymnasiet och vill byta inriktning. Intresserad av djur och natur.",
    "Gick igenom betygen. Behörighet saknas i två ämnen. Vill läsa in dem och söka igen.",
    "Pratade om intressen och drivkrafter. Gillar att laga mat och vill pröva på ett kök.",
    "Berättade om sitt arbete två somrar i rad. Vill arbeta nu och studera senare.",
    "Små grupper fungerar bäst. Vill helst pröva ett yrke innan studierna.",
)
ASSESSMENT_AGREED = (
    "Ungdomen tar reda på vilka kurser som går i januari. Vi kontaktar studie- och yrkesvägledaren.",
    "Vi söker praktikplats. Ungdomen skriver ett första utkast till cv.",
    "Studiebesök på två skolor bokas av oss. Ungdomen skriver upp sina frågor.",
    "Vi ses igen om två veckor och gör en plan tillsammans.",
    "Ungdomen anmäler sig till öppet hus. Vi följer med.",
)
COACHING = (
    "Arbetade med cv och personligt brev. Två annonser valdes ut.",
    "Övade på att ringa en arbetsgivare och gick igenom vad man kan fråga.",
    "Pratade om mål på kort och lång sikt och vad första steget kan vara.",
    "Gick igenom hur en vecka med kurs och arbete kan läggas upp.",
)
COACHING_AGREED = (
    "Ungdomen skickar två ansökningar före nästa samtal.",
    "Vi frågar två arbetsgivare om praktik.",
    "Nästa samtal om två veckor, samma tid.",
    "Ungdomen läser om programmen och väljer tre att prata vidare om.",
)
GUIDANCE = (
    "Jämförde vägar till gymnasieexamen: gymnasiet igen, komvux eller folkhögskola.",
    "Gick igenom vilka kurser som saknas för behörighet och när de startar.",
    "Visade ansökningswebben och viktiga datum. Provade att fylla i en ansökan.",
    "Pratade om introduktionsprogram och vad det kan leda till.",
)
GUIDANCE_AGREED = (
    "Ansökan till komvux lämnas in före sista dag. Vi påminner.",
    "Studie- och yrkesvägledaren kontrollerar behörigheten och återkommer.",
    "Ungdomen gör ett val till vårens ansökan och vi går igenom det.",
)
FOLLOW_UP_TALK = (
    "Gick igenom vad som hänt sedan sist. Två ansökningar skickade, en intervju bokad.",
    "Stämde av planen. Målet att börja på gymnasiet till hösten gäller fortfarande.",
    "Gick igenom det vi kom överens om sist. Det mesta är gjort.",
    "Pratade om vad som fungerat bra den senaste tiden och vad som är nästa steg.",
)
FOLLOW_UP_AGREED = (
    "Vi hör av oss igen om en månad.",
    "Vi letar något att göra de dagar som är lediga.",
    "Ungdomen berättar hur det gick. Ny tid om tre veckor.",
    "Planen gäller. Nästa avstämning bokad.",
)
MOVED_IN = (
    "Nyinflyttad i kommunen. Uppgift om betyg saknas och har begärts från UHR.",
    "Inflyttad från annan kommun. Det är inte känt om gymnasieexamen finns. UHR tillfrågad.",
)
DROPPED_OUT = (
    "Skolan har anmält avbrott enligt 15 kap. 15 §.",
    "Uppgiften om avbrott kom från skoladministrationen.",
    "Avbrott anmält av fristående skola.",
)
NOT_STARTED = (
    "Inte antagen till gymnasiet enligt antagningslistan.",
    "Har inte sökt till gymnasiet.",
    "Antagen men har inte börjat. Platsen är lämnad.",
)
NO_CONTACT_NOTE = (
    "Anmäld till öppen mötesplats från och med måndag. Två tillfällen i veckan.",
    "Insatsen på mötesplatsen avslutad. Nuvarande sysselsättning är inte känd.",
)
HANDOVER = (
    "Ärendet övertaget från tidigare handläggare. Ingen kontakt är dokumenterad under hösten.",
    "Övertaget vid årsskiftet. Går igenom tidigare brev och börjar om med kontakterna.",
)
NOTES = (
    "Skickade länkar till vårens kurser på begäran.",
    "Möte i arbetsgruppen. Inget nytt i ärendet.",
    "Fick besked från vuxenutbildningen att ansökan är registrerad.",
    "Arbetsgivaren bekräftar att praktikplatsen finns kvar.",
    "Ny adress enligt folkbokföringen. Uppgiften är ändrad i registret.",
    "Bokade lokal för nästa samtal.",
)
CLOSED_STUDIES = (
    "Antagen och har börjat gymnasiet. Skolan bekräftar. Ärendet avslutas.",
    "Har återupptagit studierna. Skolan bekräftar närvaro. Ärendet avslutas.",
)
CLOSED_TWENTY = (
    "Fyller 20 år. Information om Arbetsförmedlingen och vuxenutbildningen lämnad.",
    "Omfattas inte längre på grund av ålder. Kontaktuppgifter till vuxenutbildningen skickade.",
)
WORK = (
    "Timanställning i butik",
    "Timanställning på lager",
    "Arbetar på restaurang",
    "Arbetar i byggföretag",
    "Säsongsarbete i trädgård",
)
INTERNSHIP = (
    "Praktik, Exempelcaféet",
    "Praktik, Provhults bygghandel",
    "Praktik, kommunens park",
    "Praktik, Exempelås bibliotek",
    "Praktik, Mallbäcks cykelverkstad",
)
ADULT_EDUCATION = (
    "Matematik 1a",
    "Engelska 5",
    "Svenska 1",
    "Engelska 5 och Matematik 1b",
    "Svenska som andraspråk 1",
)
MEASURES = ("Öppen mötesplats", "Arbetsträning i kommunens verkstad", "Kurs i jobbsökning")
HAND_TASKS = (
    ("Uppföljningssamtal", "Vecka 1 av praktiken"),
    ("Ringa praktikplatsen", "Besked om förlängning"),
    ("Skicka underlag för ansökan", "Utlovat i samtalet"),
    ("Fråga UHR om betyg", "Nyinflyttad, betyg okända"),
    ("Boka samtal med studie- och yrkesvägledare", "Ansökan stänger snart"),
    ("Kontrollera adressen", "Brev i retur"),
)
THROUGH_TAX_AGENCY = (
    "Brev skickat genom Skatteverkets förmedling.",
    "Informationsbrev lämnat till Skatteverket för förmedling.",
)
