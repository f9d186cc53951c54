"""The words of the guard. Small letters; no word here is about anybody.

A group's words are given as `whole` (these forms and no other), `stems` (a word or a part after a hyphen
that begins so) and `inside` (anywhere in a word, for what is long enough to mean one thing only: Swedish
compounds put it first, last or in the middle). Stems and inside have at least four letters.
"""

from __future__ import annotations

from typing import Final

import attrs

from kaa_core.rules.language_guard.marks import Area


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


@attrs.frozen(kw_only=True)
class Group:
    """Words that point to one area and can be replaced alike.

    `offers`: pairs of an indefinite and a definite wording; of an `adjective`, of one and of many.
    `studied`: what is also a school subject, a trade or a place to work at, so that the words around it
    decide. `language`: so is a language.
    """

    area: Area
    offers: tuple[tuple[str, str], ...]
    whole: frozenset[str] = attrs.field(default="", converter=_set)
    stems: tuple[str, ...] = attrs.field(default="", converter=_words)
    inside: tuple[str, ...] = attrs.field(default="", converter=_words)
    studied: bool = False
    adjective: bool = False
    language: bool = False


HINDER = ("ett hinder för studierna", "hindret för studierna")
NEED = ("behov av stöd", "behovet av stöd")
SUPPORT = ("annat stöd", "det andra stödet")
HINDERED = ("hindrad att delta", "hindrade att delta")
ABSENT = ("frånvarande", "frånvarande")
AWAY = ("", "")
MEMBER = ("en förening", "föreningen")
ELSEWHERE = ("något som hindrar", "det som hindrar")
PLACE = ("en annan kontakt", "den andra kontakten")

_HEALTH = (
    Group(
        area=Area.HEALTH,
        offers=(HINDER, NEED),
        whole="npf ptsd hiv tics magont trauman ocd lss sömn sömnen ritalin concerta ssri insulin "
        "psykologisk psykologiska psykologiskt",
        stems="sömnprob sömnsvår sömnlös sömnstör magprob magkat stammar stammade covid mutism ryggprob "
        "knäprob feber skadereha smärt "
        "sjukdom sjuklig sjukersätt sjukpenning sjukfrån hälsoprob hälsotill hälsoskäl psykisk",
        inside="ångest depress ohälsa fobi trauma självmord självskad suicid ätstör anorexi bulimi "
        "tvångstank tvångssyn tvångshand panikatt autism autist asperger adhd tourett dyslexi dyslek "
        "dyskalk bipolär schizofren borderline diagnos sjukdom syndrom epilep diabet astma allergi "
        "cancer migrän värk funktionsned funktionshin funktionsvar hörselned hörselskad synskad synned "
        "handikapp utmattning insomni graviditet abort hivsmitt övervikt undervikt fetma benbrott "
        "hjärnskak ryggskad ryggskott knäskad utvecklingsstör sammanbrott psykos talsvår stamning "
        "intoleran celiaki språkstör utbrändhet",
    ),
    Group(
        area=Area.HEALTH,
        offers=(HINDERED, ABSENT),
        adjective=True,
        whole="sjuk sjuka sjuke sjukas deppig deppiga nedstämd nedstämda gravid gravida utbränd utbrända "
        "utbränt utmattad utmattade rullstol rullstolen döv döva blind blinda opererad opererats",
        stems="sjukskriv sjukanm långtidssjuk deprimer rullstolsb",
        inside="sjukskriv",
    ),
    Group(
        area=Area.HEALTH,
        offers=(SUPPORT, PLACE),
        whole="bup kbt psyk psyket psyks akuten hab lvu lvm lpt lrv",
        stems="behandlingshem öppenvård slutenvård vårdkontakt vårdplan ungdomsmottag "
        "akutmottag inlagd vårdad vårdas läkartid läkarb läkarint läkarunder läkemed tablettbeh",
        inside="psykiatri terapi terapeut habilit vuxenpsyk barnpsyk sjukgymn läkemedel psykofarm",
    ),
    Group(
        area=Area.HEALTH,
        offers=(SUPPORT, PLACE),
        stems="psykolog läkare läkarn medicin sjukhus sjukvård vårdcentral",
        inside="sjukhus överläkare",
        studied=True,
    ),
)

_ADDICTION = (
    Group(
        area=Area.ADDICTION,
        offers=(HINDER, NEED),
        whole="droger drogen drogerna opiater rus ruset knarka knarkar knarkat",
        stems="drogtest drogprob drogvan drogmilj drogbruk drogkons spelprob nykter",
        inside="missbruk narkotik narkoman knark hasch cannabis marijuana kokain amfetamin heroin opioid "
        "tramadol alkohol spelberoende spelsberoende drogberoende nikotinberoende tablettberoende "
        "skärmberoende mobilberoende medberoende droger lustgas fylleri",
    ),
    Group(
        area=Area.ADDICTION,
        offers=(HINDERED, ABSENT),
        adjective=True,
        whole="drogad drogade bakfull bakfulla påtänd påtända",
        stems="berusad berusat drogpåv drogfri",
    ),
    Group(
        area=Area.ADDICTION,
        offers=(SUPPORT, PLACE),
        stems="beroendev beroendem beroendec beroendeb beroendee beroendep avgiftningen tolvsteg metadon",
    ),
)

_CRIME = (
    Group(
        area=Area.CRIME,
        offers=(ELSEWHERE, AWAY),
        whole="brott brottet brotten rån rånet rånen rånad rånade rånat rånar rånare personrån väskrån "
        "stulit stjäl stjäla stal stulna snatta snattar snattat snattade våld våldet mord mordet "
        "dråp häkte häktet straff straffet dagsböter böter fotboja fotbojan hot hotet",
        stems="brottet brotts inbrott åtal snatteri polisanm polisförh tingsrätt rättegång förundersök "
        "belastningsreg ungdomstjänst ungdomsvård skyddstill samhällstjänst gängmed gängmilj gängkr "
        "gängrel straffr straffd häktning häleri skadegör vapenin utpressn langning hedersv olaga "
        "frivård våldsd mordf mordbr klottr",
        inside="brott krimin fängelse stöld misshand våldtäkt bedrägeri",
    ),
    Group(
        area=Area.CRIME,
        offers=(HINDERED, AWAY),
        adjective=True,
        whole="häktad häktade häktats anhållen anhållna anhållits misstänkt misstänkta misstänks "
        "åtalad åtalade straffad straffade",
    ),
    Group(area=Area.CRIME, offers=(PLACE, AWAY), stems="polis kriminalvård", studied=True),
)

_ORIGIN = (
    Group(
        area=Area.ORIGIN,
        offers=(AWAY, ("familjens språk", "familjens språk")),
        whole="romer romerna romen romani romni same samen samer samerna arab araben araber araberna kurd "
        "kurder kurden kurderna serb serber kroat kroater turk turkar turken ursprung ursprunget "
        "bosnier perser tamil tamiler",
        stems="etnisk etnici härkomst härstam ursprungsl invandr asylsök utlandsföd nysvensk hudfärg "
        "mörkhy rasifier zigen tattar syrier irakier iranier eritrean etiop afghan afrikan asiat "
        "palestin libanes somalier assyrier syrian albaner",
        inside="flykting etnisk",
    ),
    Group(
        area=Area.ORIGIN,
        offers=(AWAY,),
        stems="romsk samisk arabisk kurdisk somalisk persisk turkisk albansk bosnisk serbisk kroatisk "
        "syrisk assyrisk iransk irakisk eritreansk tigrinj tamilsk romané",
        language=True,
    ),
)

_RELIGION = (
    Group(
        area=Area.RELIGION,
        offers=(AWAY, ("familjens vanor", "familjens vanor")),
        whole="kristen kristna kristet jude juden judar judarna troende ortodox ortodoxa protestant sekt "
        "sekten slöja slöjan fastar fastan bön bönen halal kosher imam imamen",
        stems="islam kristend judisk judend hindu buddh katoli katols ateis religiös religiö trosupp "
        "trossam frikyrk kyrkob kyrklig pingst moské synagog ramadan hijab korans koranen bibel "
        "gudstj gudstro bönest böner scientol konfirmand",
        inside="muslim",
    ),
    Group(
        area=Area.RELIGION,
        offers=(AWAY, ("familjens vanor", "familjens vanor")),
        whole="kyrka kyrkan församling församlingen",
        stems="religion",
        studied=True,
    ),
)

_SEXUAL_LIFE = (
    Group(
        area=Area.SEXUAL_LIFE,
        offers=(AWAY,),
        whole="bög bögen bögar bögarna gay transman transkvinna queer sexliv sexlivet sexdebut "
        "sexköp flata flator trans",
        stems="lesbisk transperson transsex hbtq könskorr könsident könsdysf könsbyt ickebin prostitu "
        "sexual asexu bisexu p-pill preventivm",
        inside="homosex sexuell",
    ),
)

_MEMBERSHIP = (
    Group(
        area=Area.POLITICS,
        offers=(AWAY, MEMBER),
        whole="moderaterna moderater moderaten liberalerna ssu muf cuf kdu nmr antifa",
        stems="partimed partibok partikam partimöt partipol kommunist nazis nynazis folkparti centerparti",
        inside="demokraterna socialdemokrat sverigedemokrat kristdemokrat vänsterparti miljöparti extremist "
        "högerextr vänsterextr",
    ),
    Group(
        area=Area.UNION,
        offers=(AWAY, MEMBER),
        stems="fackför fackförb facklig fackklubb fackansl fackmedl",
    ),
)

GROUPS: Final = (
    *_HEALTH,
    *_ADDICTION,
    *_CRIME,
    *_ORIGIN,
    *_RELIGION,
    *_SEXUAL_LIFE,
    *_MEMBERSHIP,
)

HARMLESS: Final = _words(
    "sjuksköt psykologi diagnostisk diagnosprov kriminalrom kriminalser kriminalfilm kriminolog "
    "kriminaltek brotta brottn brottar alkoholfri alkolås arbetsterapeut fysioterapeut straffspark "
    "straffomr straffkast straffläg polisong medicinbol medicinteknik medicinsk psykolingv sexualkun "
    "sexualund islamp hotell traumatur"
)
"""Words that begin so are something else, whatever else they look like."""

HARMLESS_INSIDE: Final = _words(
    "avbrott uppbrott genombrott utbrott stenbrott dagbrott kontraktsbrott vågbrott schaktbrott"
)
"""Words in which "brott" is no crime."""

STUDY_HEADS: Final = _words(
    "program programmet programmen utbildning utbildningen linje linjen kunskap kunskapen lärare "
    "läraren lektion lektionen högskola högskolan sekreterare assistent betyg betyget tekniker biträde "
    "biträdet biträden vårdare vårdaren"
)
"""What a compound ends in that is a course or a trade: "läkarprogrammet", "religionskunskap"."""

STUDYING: Final = _set(
    "bli blir blivit som utbilda utbildar utbildning utbildat praktik praktiken praktikplats prao jobba "
    "jobbar jobb jobbet jobbat arbeta arbetar arbete arbetat läsa läser läst studera studerar plugga "
    "pluggar yrket yrke betyg kurs kursen ämnet feriearbete feriejobb sommarjobb anställd söka söker "
    "timanställd provjobba intresserad drömyrke prov provet"
)
"""Before a word that is also a trade or a subject, within four words: then it is that."""

STUDIED_AFTER: Final = _set("ämne ämnet ämnen betyg betyget kurs kursen provet lektionen")
"""After such a word, within four words."""

SICK_TAILS: Final = ("sjuk", "sjuka", "sjukt")
"""What ends so is an illness, but for the few below."""

LONGING: Final = _set("hemsjuk hemsjuka sjösjuk sjösjuka åksjuk åksjuka höjdsjuk kärlekssjuk")

SPEAKING: Final = _set(
    "tolk tolken språk språket modersmål modersmålet modersmålsundervisning talar pratar tala prata "
    "läser läsa lär skriver översätta översatt på till"
)
"""Before the name of a language, within two words: then it is the language."""

PHRASES: Final = (
    (r"utländsk(?:a|t)? (?:bakgrund|ursprung|härkomst)\w*", Area.ORIGIN, (AWAY,)),
    (r"jehovas vittne\w*", Area.RELIGION, (AWAY,)),
    (r"(?:mår|må|mådde|mått) (?:\w+ )?dåligt", Area.HEALTH, (("behöver stöd", "behöver stöd"),)),
    (r"ont i (?:\w+ )?(?:magen|huvudet|ryggen|kroppen)", Area.HEALTH, (HINDER,)),
    # People quarrel and milk curdles ("det skar sig"), and a knife slips ("på kniven", "i fingret").
    (
        (
            r"(?<!det )(?<!det har )(?<!det kan )(?:skär|skära|skar|skurit) sig\b"
            r"(?: i (?:armarna|armen|handlederna|benen))?"
            r"(?! (?:mellan|med|mot|på|ur|loss|i (?:fingret|tummen|handen))\b)"
        ),
        Area.HEALTH,
        (NEED,),
    ),
    (
        (
            r"(?:dricker|druckit|drack|dricka) (?:(?:för|väldigt|rätt|ganska|alldeles|så) )*"
            r"(?:mycket(?! \w*(?:vatten|kaffe|te\b|läsk|mjölk|saft|juice|dryck))(?! (?:cola|coca|är|när)\b)"
            r"|varje dag|varje helg|på helgerna|på helgen|sig full)"
        ),
        Area.ADDICTION,
        (HINDER, NEED),
    ),
    (r"personlig assistans", Area.HEALTH, (SUPPORT,)),
    (r"beroende av (?:spel|droger|alkohol|tabletter|nikotin|cannabis)", Area.ADDICTION, (HINDER,)),
    (r"langa\w* (?:tabletter|droger|hasch)", Area.CRIME, (ELSEWHERE,)),
    (r"livets ord", Area.RELIGION, (AWAY,)),
    (r"(?:dömd|dömda|dömts|dömdes|dömas) (?=till|för|i tings)", Area.CRIME, (HINDERED, AWAY)),
    (r"villkorlig(?:a|t)? dom(?:en)?", Area.CRIME, (ELSEWHERE, AWAY)),
    (r"sluten ungdomsvård", Area.CRIME, (ELSEWHERE, AWAY)),
    (
        r"politisk\w* (?:aktiv|engager|intress|åsikt|uppfatt|parti|rörelse|organis|hemvist|ungdoms)\w*",
        Area.POLITICS,
        (("aktiv i en förening", "aktiv i en förening"), AWAY),
    ),
    (
        r"(?<!\w)facket(?=\s*(?:[.,;:!?)]|$|och|har|hjälp|ring|säg|kan|på|för\b|sedan|vid))",
        Area.UNION,
        (MEMBER, AWAY),
    ),
    (r"medlem i (?:kommunal|handels|unionen|if metall|byggnads|seko)", Area.UNION, (MEMBER, AWAY)),
    (r"oskyddat sex", Area.SEXUAL_LIFE, (AWAY,)),
)
"""What takes more than one word to say: a pattern over small letters, the area, what is offered."""
