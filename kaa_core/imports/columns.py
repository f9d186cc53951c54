"""What a column may hold, and the words by which municipalities head such columns."""

from __future__ import annotations

import enum
import re
from typing import Final, Self

from kaa_core.imports.texts import clean


class Column(enum.Enum):
    """What a column may be taken as. The value is stored with a kept choice and never changes."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        member = object.__new__(cls)
        member._value_ = value
        member.label = label
        return member

    __hash__ = object.__hash__  # members are single; hashing their names is a tenth of an import

    IGNORE = "ignore", "Tas inte med"
    NUMBER = "number", "Personnummer"
    GIVEN_NAME = "given", "Förnamn"
    FAMILY_NAME = "family", "Efternamn"
    NAME = "name", "Namn (för- och efternamn)"
    CARE_OF = "care_of", "C/o"
    STREET = "street", "Gatuadress"
    POSTAL_CODE = "postal_code", "Postnummer"
    CITY = "city", "Ort"
    POSTAL_LINE = "postal_line", "Postnummer och ort"
    ADDRESS = "address", "Hela adressen"
    PHONE = "phone", "Telefon"
    EMAIL = "email", "E-post"
    PROTECTION = "protection", "Skydd av uppgifter"
    CASE_NUMBER = "case_number", "Ärendenummer"
    SCHOOL = "school", "Senaste skola"
    PROGRAMME = "programme", "Program"
    DROPPED_OUT = "dropped_out", "Avbrott, datum"
    OCCUPATION = "occupation", "Sysselsättning"
    ENROLLED = "enrolled", "Inskriven i KAA, datum"
    ENDED = "ended", "Avskriven, datum"
    REASON = "reason", "Orsak till inskrivning"
    WORKER = "worker", "Handläggare"
    GUARDIAN_NAME = "guardian_name", "Vårdnadshavare, namn"
    GUARDIAN_PHONE = "guardian_phone", "Vårdnadshavare, telefon"
    GUARDIAN_EMAIL = "guardian_email", "Vårdnadshavare, e-post"
    # What becomes facts with a source (kaa_core/imports/rowfacts.py).
    FORM = "form", "Utbildning (skolform)"
    STUDIES_FROM = "studies_from", "Studier, från"
    STUDIES_TO = "studies_to", "Studier, till"
    STUDIES_ENDED = "studies_ended", "Studier, hur de slutade"
    EXTENT = "extent", "Omfattning i procent"
    GRADE = "grade", "Årskurs"
    PROLONGED = "prolonged", "Förlängd skolplikt"
    SCHOOL_UNIT = "school_unit", "Skolenhetskod"
    CREDENTIAL = "credential", "Betygsdokument"
    CREDENTIAL_DATE = "credential_date", "Betygsdokument, datum"
    ADMISSION = "admission", "Antagning"
    MUNICIPALITY = "municipality", "Hemkommun, kod"
    MOVED = "moved", "Flyttdatum"
    IMMIGRATED = "immigrated", "Inflyttad från utlandet, datum"
    EMIGRATED = "emigrated", "Utvandrad, datum"
    DECEASED = "deceased", "Avliden, datum"
    NOTICE = "notice", "Anmälan enligt 15 kap. 15 §"
    NOTICE_DATE = "notice_date", "Anmälan, datum"
    SENDER = "sender", "Avsändare"
    FORMER_NUMBER = "former_number", "Tidigare personnummer"
    BIRTH_DATE = "birth_date", "Födelsedatum"
    KEY = "key", "Källans beteckning"


def column_of(kept: str) -> Column | None:
    """Return the column that was kept as this value; None for one that this program does not know."""
    return next((column for column in Column if column.value == kept), None)


SEVERAL: Final = frozenset(
    {
        Column.IGNORE,
        Column.PHONE,
        Column.PROTECTION,
        Column.OCCUPATION,
        Column.GUARDIAN_NAME,
        Column.GUARDIAN_PHONE,
        Column.GUARDIAN_EMAIL,
    }
)
"""What more than one column of a table may hold."""

DATES: Final = frozenset(
    {
        Column.ENROLLED,
        Column.ENDED,
        Column.DROPPED_OUT,
        Column.STUDIES_FROM,
        Column.STUDIES_TO,
        Column.CREDENTIAL_DATE,
        Column.MOVED,
        Column.IMMIGRATED,
        Column.EMIGRATED,
        Column.DECEASED,
        Column.NOTICE_DATE,
        Column.BIRTH_DATE,
    }
)

_WORDS: Final[dict[Column, str]] = {
    Column.NUMBER: "personnummer personnr persnr pnr pernr personid födelsenummer födelsenr fnr födnr "
    "samordningsnummer samordningsnr personnummersamordningsnummer personnrsamordningsnr ssn civicno "
    "nationalid",
    Column.GIVEN_NAME: "förnamn tilltalsnamn fnamn förn givenname firstname namnförnamn",
    Column.FAMILY_NAME: "efternamn enamn eftern släktnamn familyname lastname surname namnefternamn",
    Column.NAME: "namn elevnamn fullständigtnamn helanamnet föroefternamn föroefternamnet "
    "föochefternamn förochefternamn förnamnochefternamn efternamnochförnamn efternamnförnamn "
    "förnamnefternamn name person personensnamn displayname",
    Column.CARE_OF: "co coadress careof coadr",
    Column.STREET: "adress gatuadress gata gatuadr adr utdelningsadress bostadsadress hemadress adressrad "
    "folkbokföringsadress street streetaddress address besöksadress gatunamn",
    Column.POSTAL_CODE: "postnummer postnr postkod zip zipcode postalcode",
    Column.CITY: "ort postort stad bostadsort city locality postalcity",
    Column.POSTAL_LINE: "postadress postadr postnrort postnrpostort postnummerort postnummerpostort "
    "postnummerochort postnrochort postnummerochpostort postnrochpostort",
    Column.ADDRESS: "helaadressen fullständigadress adresspostnrort adresspostnummerort komplettadress",
    Column.PHONE: "telefon telefonnummer telefonnr tel telnr tele tfn tfnnr mobil mobilnr mobilnummer "
    "mobiltelefon mobiltelefonnummer mob hemtelefon telhem telmobil telbostad telefonhem telefonmobil "
    "telefonbostad phone phonenumber mobile cell",
    Column.EMAIL: "epost epostadress email emailadress mail mailadress mejl mejladress emailaddress",
    Column.PROTECTION: "skydd skyddad skyddade skyddadeuppgifter skyddadepersonuppgifter "
    "skyddadpersonuppgift skyddadfolkbokföring skyddadfolkbokf skyddadidentitet skyddadid skyddadadress "
    "skyddsmarkering sekretess sekretessmarkering sekretessmarkerad sekretessskydd sekr sekrmark spu "
    "kvarskrivning sekretesskydd",
    Column.CASE_NUMBER: "ärendenummer ärendenr ärendeid dnr diarienummer diarienr",
    Column.SCHOOL: "skola senasteskola skolasenast senastskola gymnasieskola senastegymnasieskola "
    "tidigareskola avlämnandeskola skolenhet skolnamn gymnasium school schoolunit",
    Column.PROGRAMME: "program prg prog programkod studieväg studievägskod studievägsnamn gymnasieprogram "
    "senasteprogram programinriktning inriktning utbildning",
    Column.DROPPED_OUT: "avbrott avbrottsdatum datumavbrott avbrottdatum datumföravbrott studieavbrott "
    "datumstudieavbrott avbr avbrdatum avhopp avbröt avgångsdatum slutdatumskola",
    Column.OCCUPATION: "sysselsättning nuvarandesysselsättning aktuellsysselsättning görnu "
    "statussysselsättning sysselsättningnu vadgörungdomen syss",
    Column.ENROLLED: "inskriven inskrivenkaa inskrivenikaa inskrivendatum datuminskriven inskrivning "
    "inskrivningsdatum inskrivningsdatumkaa inskr inskrkaa inskrdatum startkaa kaastart startdatum "
    "startdatumkaa kaafrom kaafr registreradkaa aktuellsedan",
    Column.ENDED: "avskriven avskrivenkaa avskrivningsdatum avskrivning avslutad avslutadkaa avslut "
    "avslutsdatum datumavslut utskriven utskrivenkaa utskrivningsdatum slutdatum slutdatumkaa slutkaa "
    "kaaslut kaatom avsl avslkaa",
    Column.REASON: "orsak orsaktillinskrivning inskrivningsorsak anledning orsakkaa orsakinskrivning "
    "anledningtillinskrivning registreringsorsak",
    Column.WORKER: "handläggare handl handlägg hdl hl ansvarig ansvarighandläggare kaahandläggare "
    "handläggarekaa coach ungdomscoach studiecoach kontaktperson kontaktpersonkaa",
    Column.FORM: "skolform skolformskod utbildningsform studieform schooltype",
    Column.STUDIES_FROM: "studierfrån studiestart studiestartdatum studierfrom startdatumstudier "
    "startdatumskola skolstart kursstart antagenfrom",
    Column.STUDIES_TO: "studiertill studieslut studieslutdatum studiertom slutdatumstudier kursslut",
    Column.STUDIES_ENDED: "avslutsorsak avgångsorsak slutorsak orsaktillavbrott avbrottsorsak",
    Column.EXTENT: "omfattning omfattningprocent omfattningiprocent studieomfattning studietakt takt",
    Column.GRADE: "årskurs åk",
    Column.PROLONGED: "förlängdskolplikt förlängdskolgång förlängdgrundskola",
    Column.SCHOOL_UNIT: "skolenhetskod enhetskod schoolunitcode",
    Column.CREDENTIAL: "examensdokument betygsdokument examensbevis examenstyp gymnasieexamen "
    "studiebevis gymnasiebevis",
    Column.CREDENTIAL_DATE: "examensdatum betygsdatum utfärdat utfärdandedatum utfärdatdatum",
    Column.ADMISSION: "antagning antagningsstatus antagningsresultat antagningsbesked sökstatus",
    Column.MUNICIPALITY: "hemkommun hemkommunkod kommunkod folkbokföringskommun "
    "folkbokföringskommunkod folkbokföringskommunkommunkod",
    Column.MOVED: "flyttdatum flyttadatum datumflytt inflyttad inflyttningsdatum inflyttningdatum "
    "folkbokföringsdatum folkbokfördsedan",
    Column.IMMIGRATED: "invandringsdatum invandrad inflyttadfrånutlandet",
    Column.EMIGRATED: "utvandrad utvandringsdatum utvandrat",
    Column.DECEASED: "avliden avlidendatum avlidendat dödsdatum",
    Column.NOTICE: "anmälan anmälanom anmälningstyp anmälantyp",
    Column.NOTICE_DATE: "händelsedatum anmälandatum datumanmälan datumförhändelsen",
    Column.SENDER: "avsändare uppgiftslämnare inskickadav",
    Column.FORMER_NUMBER: "tidigarepersonnummer tidigarepersonnr gammaltpersonnummer "
    "hänvisningspersonnummer tidigaresamordningsnummer",
    Column.BIRTH_DATE: "födelsedatum födelsedag",
    Column.KEY: "postid radid elevid studerandeid",
}
"""Headings by what they mean, as `_compact` writes them: lower case, no spaces, signs or figures."""

_MEANINGS: Final = {word: column for column, words in _WORDS.items() for word in words.split()}

_STEMS: Final = (
    ("personn", Column.NUMBER),
    ("förnamn", Column.GIVEN_NAME),
    ("tilltalsnamn", Column.GIVEN_NAME),
    ("efternamn", Column.FAMILY_NAME),
    ("telefon", Column.PHONE),
    ("mobil", Column.PHONE),
    ("epost", Column.EMAIL),
    ("gatuadress", Column.STREET),
    ("postnummer", Column.POSTAL_CODE),
    ("skyddad", Column.PROTECTION),
    ("sekretess", Column.PROTECTION),
    ("sysselsättning", Column.OCCUPATION),
    ("handläggar", Column.WORKER),
    ("inskriv", Column.ENROLLED),
    ("avskriv", Column.ENDED),
    ("avbrott", Column.DROPPED_OUT),
)
"""How a heading may begin when it is none of the words."""

_GUARDIAN: Final = re.compile(
    r"vårdnadsh\w*|vårdn|målsm\w*|förälder\w*|vh\d?|vhs|vf|mor|far|mamma|pappa"
)
_YOUTH: Final = frozenset(
    [
        "elev",
        "elevens",
        "eleven",
        "ungdom",
        "ungdomens",
        "ungdomen",
        "ungdoms",
        "barn",
        "barnets",
        "den",
        "unges",
        "unge",
        "privat",
    ]
)
_OF_GUARDIAN: Final = {
    Column.NAME: Column.GUARDIAN_NAME,
    Column.PHONE: Column.GUARDIAN_PHONE,
    Column.EMAIL: Column.GUARDIAN_EMAIL,
}

_SENSITIVE: Final = (
    "diagnos", "npf", "adhd", "autis", "asperger", "häls", "sjuk", "medicin", "läkar", "vårdbehov",
    "funktionsned", "funktionshind", "funktionsvar", "handikapp", "psyk", "bup", "habilit", "lss",
    "allerg", "missbruk", "beroende", "drog", "etnic", "etnisk", "härkomst", "hudfärg", "ras",
    "relig", "trosupp", "trossam", "livsåskåd", "polit", "parti", "fack", "sexuell", "läggning",
    "brott", "brottslig", "dom", "dömd", "kriminal", "polis", "straff", "kriminell", "anstalt",
    "facklig", "lvu", "lvm", "graviditet", "gravid", "biometri", "genet",
)  # fmt: skip
_ANYWHERE: Final = (
    "diagnos", "adhd", "autis", "hälso", "sjukdom", "missbruk", "kriminal", "funktionsned",
)  # fmt: skip
_WHOLE_WORDS: Final = frozenset({"bup", "lss", "ras", "dom", "npf", "parti", "fack", "lvu", "lvm"})
_UNCOVERED: Final = (
    "födelseland", "nationalitet", "medborgarskap", "modersmål", "hemspråk", "civilstånd", "inkomst",
    "försörjningsstöd", "socialtjänst", "soc", "uppehållstillstånd",
)  # fmt: skip
_WHOLE_UNCOVERED: Final = frozenset({"soc"})


def normal(heading: str) -> str:
    """Return a heading as it is compared and kept: lower case, single spaces, no signs."""
    return " ".join(re.findall(r"\w+", clean(heading).casefold().replace("_", " ")))[:100]


def meaning(heading: str) -> Column | None:
    """Return what a heading says that its column holds, or None when the words are not known."""
    words = normal(heading).split()
    of_guardian = any(_GUARDIAN.fullmatch(word) for word in words)
    rest = [w for w in words if w not in _YOUTH and not w.isdigit() and not _GUARDIAN.fullmatch(w)]
    found = _lookup("".join(rest))
    if not of_guardian:
        return found or (Column.NAME if words and not rest and not words[0].isdigit() else None)
    return _OF_GUARDIAN.get(found or Column.IGNORE) if rest else Column.GUARDIAN_NAME


def _lookup(compact: str) -> Column | None:
    if found := _MEANINGS.get(compact) or _MEANINGS.get(compact.rstrip("0123456789")):
        return found
    return next((column for stem, column in _STEMS if compact.startswith(stem)), None)


def is_of_guardian(heading: str) -> bool:
    """Whether a heading is about a guardian and not the youth."""
    return any(_GUARDIAN.fullmatch(word) for word in normal(heading).split())


def why_barred(heading: str) -> str:
    """Return by which rule a column may not be imported, as a sentence; "" when it may."""
    words = normal(heading).split()
    inside = any(stem in word for stem in _ANYWHERE for word in words)
    if inside or any(_begins(word, _SENSITIVE, _WHOLE_WORDS) for word in words):
        return (
            "Kolumnen tas inte med. Uppgifter om hälsa, diagnos, etniskt ursprung, religion, åsikter eller "
            "brott får inte behandlas i registret (5 § förordningen 2006:39)."
        )
    if any(_begins(word, _UNCOVERED, _WHOLE_UNCOVERED) for word in words):
        return (
            "Kolumnen tas inte med. Uppgiften hör inte till det som registret får innehålla "
            "(4 § förordningen 2006:39)."
        )
    return ""


def _begins(word: str, stems: tuple[str, ...], whole: frozenset[str]) -> bool:
    return any(word == stem if stem in whole else word.startswith(stem) for stem in stems)
