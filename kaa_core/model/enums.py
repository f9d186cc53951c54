"""The closed lists of the domain: code on the wire, Swedish word for the person.

A member's number is what is stored and sent; it never changes and is never reused.
"""

from __future__ import annotations

import enum
from typing import Self


class Choice(enum.IntEnum):
    """An enumeration whose members carry their Swedish word in `label`."""

    label: str

    def __new__(cls, code: int, label: str) -> Self:
        member = int.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member


class Role(Choice):
    """Roles of domain.md section 3."""

    CASEWORKER = 1, "handläggare"
    COORDINATOR = 2, "samordnare"
    MANAGER = 3, "chef"
    ADMINISTRATOR = 4, "administratör"
    AUDIT_REVIEWER = 5, "loggranskare"


class CaseworkersSee(Choice):
    """Whose cases a caseworker may see (inre sekretess, 26 kap. OSL; a decision of the municipality)."""

    OWN_UNIT = 1, "den egna enhetens"
    MUNICIPALITY = 2, "hela kommunens"


class Ruling(Choice):
    """What a coordinator decides about work that came in without permission."""

    ACCEPTED = 1, "tas emot"
    HANDED_OVER = 2, "lämnas till en kollega"
    REFUSED = 3, "tas inte emot"


class ErasureReason(Choice):
    """Why something is erased: the legal basis of the decision (domain.md section 2)."""

    RETENTION = 1, "gallring: personen fyller 21 år i år eller har fyllt (7 §)"
    NOT_NEEDED = 2, "gallring: uppgiften behövs inte längre (7 §)"
    FORBIDDEN = 3, "uppgiften får inte behandlas (5 §)"
    REQUEST = 4, "begäran om rättelse eller radering (artikel 16 och 17)"
    OTHER = 9, "annat skäl"


class Protection(Choice):
    """OSL's warning and folkbokföringen's stronger protection are two things (domain.md section 2)."""

    NONE = 0, "ingen"
    CONFIDENTIAL = 1, "sekretessmarkering"
    PROTECTED = 2, "skyddad folkbokföring"

    @classmethod
    def _missing_(cls, value: object) -> Protection | None:
        """A protection that only a newer version knows is taken for the strongest one known here."""
        return cls.PROTECTED if isinstance(value, int) and value > 0 else None


class RegistrationReason(Choice):
    """Why a youth is enrolled; the groups follow SCB's half-yearly collection."""

    NOT_STARTED = 1, "har inte påbörjat gymnasieskolan"
    DROPPED_OUT = 2, "har avbrutit gymnasieskolan"
    NO_DEGREE = 3, "har gått ut gymnasieskolan utan examen"
    MOVED_IN = 4, "har flyttat till kommunen"
    LEFT_INTRODUCTORY = 5, "har lämnat introduktionsprogram"
    RETURNED = 6, "har kommit tillbaka efter placering eller vistelse utomlands"
    OTHER = 9, "annan orsak"


class DeregistrationReason(Choice):
    """Why an enrolment ended."""

    STUDIES = 1, "har börjat eller återupptagit gymnasiestudier"
    DEGREE = 2, "har gymnasieexamen eller motsvarande"
    TURNED_TWENTY = 3, "har fyllt 20 år"
    MOVED_OUT = 4, "har flyttat från kommunen"
    EMIGRATED = 5, "har utvandrat"
    DECEASED = 6, "har avlidit"
    WRONGLY_ENROLLED = 7, "var felaktigt inskriven"
    OTHER = 9, "annan orsak"


class OccupationKind(Choice):
    """What a youth does; *okänd* is a value (domain.md section 3)."""

    UNKNOWN = 0, "okänd"
    UPPER_SECONDARY = 1, "gymnasieskola"
    INTRODUCTORY = 2, "introduktionsprogram"
    ADAPTED_UPPER_SECONDARY = 3, "anpassad gymnasieskola"
    ADULT_EDUCATION = 4, "komvux"
    FOLK_HIGH_SCHOOL = 5, "folkhögskola"
    OTHER_EDUCATION = 6, "annan utbildning"
    WORK = 7, "arbete"
    INTERNSHIP = 8, "praktik"
    LABOUR_MARKET_PROGRAMME = 9, "arbetsmarknadsinsats"
    MUNICIPAL_MEASURE = 10, "insats hos kommunen"
    ABROAD = 11, "studier, arbete eller resa utomlands"
    NONE = 12, "ingen sysselsättning"
    OTHER = 13, "annan sysselsättning"
    COMPULSORY_SCHOOL = 14, "grundskola"


class FactSource(Choice):
    """Where a fact came from."""

    YOUTH = 1, "ungdomen"
    GUARDIAN = 2, "vårdnadshavare"
    SCHOOL = 3, "skolan"
    POPULATION_REGISTER = 4, "folkbokföringen"
    UHR = 5, "UHR"
    OTHER_ACTOR = 6, "annan aktör"
    CASEWORKER = 7, "handläggarens iakttagelse"
    ADMISSIONS = 8, "antagningen"
    OTHER = 9, "annan källa"
    NOTICE = 10, "anmälan från skolan"


class Channel(Choice):
    """How a contact was made (domain.md section 3, Contact)."""

    LETTER = 1, "brev"
    TELEPHONE = 2, "telefon"
    SMS = 3, "sms"
    EMAIL = 4, "e-post"
    HOME_VISIT = 5, "hembesök"
    SOCIAL_MEDIA = 6, "socialt medium"
    MEETING = 7, "möte"
    THROUGH_OTHER = 8, "via annan"


class Direction(Choice):
    """Who took the initiative."""

    OUTGOING = 1, "från oss"
    INCOMING = 2, "till oss"


class Counterpart(Choice):
    """With whom."""

    YOUTH = 1, "ungdomen"
    GUARDIAN = 2, "vårdnadshavare"
    OTHER_ADULT = 3, "annan vuxen"
    SCHOOL = 4, "skola"
    AUTHORITY = 5, "annan myndighet eller aktör"


class ContactOutcome(Choice):
    """What came of a contact."""

    REACHED = 1, "nådd"
    NOT_REACHED = 2, "ej nådd"
    MESSAGE_LEFT = 3, "meddelande lämnat"
    DECLINED = 4, "tackat nej"
    SENT = 5, "skickat"
    RETURNED = 6, "kom i retur"


class VisitStatus(Choice):
    """The life of a home visit: planned, then done or called off."""

    PLANNED = 1, "planerat"
    DONE = 2, "genomfört"
    CALLED_OFF = 3, "inställt"


class VisitOutcome(Choice):
    """What happened at the door (design.md, screen 05)."""

    MET_YOUTH = 1, "Träffade ungdomen"
    MET_ADULT = 2, "Träffade vårdnadshavare eller annan vuxen"
    NOBODY_HOME = 3, "Ingen öppnade"
    WRONG_ADDRESS = 4, "Fel adress eller flyttat"
    ABORTED = 5, "Besöket avbröts"


class ConversationKind(Choice):
    """The kinds of conversation (domain.md section 3)."""

    ASSESSMENT = 1, "kartläggningssamtal"
    COACHING = 2, "coachande samtal"
    GUIDANCE = 3, "SYV-samtal"
    FOLLOW_UP = 4, "uppföljningssamtal"
    DISCHARGE = 5, "utskrivningssamtal"


class Place(Choice):
    """Where a conversation was held."""

    HOME = 1, "hemma hos ungdomen"
    OFFICE = 2, "hos oss"
    SCHOOL = 3, "i skolan"
    TELEPHONE = 4, "på telefon"
    VIDEO = 5, "på video"
    OTHER = 9, "på annan plats"


class TaskOrigin(Choice):
    """Made by a rule or by hand (domain.md section 3, Task)."""

    RULE = 1, "rutinen"
    HAND = 2, "egen bevakning"


class RoutineStep(Choice):
    """The steps of the default contact routine (domain.md section 4)."""

    FIRST_CONTACT = 1, "Första kontakten"
    SECOND_CONTACT = 2, "Andra kontakten: telefon, sms eller brev"
    HOME_VISIT = 3, "Hembesök"
    CONTACT_AFTER_VISIT = 4, "Kontakt efter hembesöket: telefon, sms eller brev"
    FOLLOW_UP = 5, "Uppföljning"
    CONTACT_AGAIN = 6, "Nytt försök: telefon, sms eller brev"


class Resolution(Choice):
    """How a person settled a conflict."""

    KEPT = 1, "serverns uppgift gäller"
    OTHER = 2, "den andra uppgiften gäller"
    OWN = 3, "en ny uppgift gäller"


class AttachmentKind(Choice):
    """What an attached paper is. No word for papers about health: 5 § förordningen (2006:39)."""

    PLAN = 1, "undertecknad plan"
    LETTER = 2, "brev"
    ADMISSION = 3, "betyg eller antagningsbesked"
    OTHER = 9, "annat"


class StudyForm(Choice):
    """What kind of education a study period is (domain.md section 2)."""

    COMPULSORY = 1, "grundskola"
    ADAPTED_COMPULSORY = 2, "anpassad grundskola"
    NATIONAL_PROGRAMME = 3, "nationellt program i gymnasieskolan"
    INTRODUCTORY = 4, "introduktionsprogram"
    ADAPTED_UPPER_SECONDARY = 5, "anpassad gymnasieskola"
    ADULT_EDUCATION = 6, "komvux"
    SFI = 7, "svenska för invandrare"
    FOLK_HIGH_SCHOOL = 8, "folkhögskola"
    EXCHANGE = 9, "utbytesår med behållen plats"
    INTERNATIONAL = 10, "internationell gymnasieutbildning"
    OTHER = 19, "annan utbildning"


class StudyEnd(Choice):
    """How a study period ended."""

    COMPLETED = 1, "gick ut"
    BROKEN_OFF = 2, "avbröt"
    CHANGED = 3, "bytte skola eller program"
    NEVER_STARTED = 4, "började aldrig"
    OTHER = 9, "annat skäl"


class CredentialKind(Choice):
    """Which document of an education there is; that there is none is an answer too."""

    NONE = 0, "inget betygsdokument finns"
    EXAM = 1, "examensbevis"
    STUDY_CERTIFICATE = 2, "studiebevis"
    GRADES_EXTRACT = 3, "gymnasieintyg"
    ADAPTED_CERTIFICATE = 4, "gymnasiebevis"
    EQUIVALENT = 5, "bevis om motsvarande utbildning"


class ResidenceKind(Choice):
    """Where a youth belongs, by 29 kap. 6 § skollagen and folkbokföringen."""

    REGISTERED = 1, "folkbokförd"
    STAYING_PROTECTED = 2, "vistas här med skyddad folkbokföring"
    STAYING_UNREGISTERED = 3, "vistas här utan att vara folkbokförd"
    EMIGRATED = 4, "har utvandrat"
    DECEASED = 5, "har avlidit"
    UNKNOWN = 6, "okänd vistelse"


class NoticeKind(Choice):
    """What a school of another owner tells the home municipality (15 kap. 15 § skollagen)."""

    BEGAN = 1, "har börjat"
    LEFT = 2, "har slutat"
    ABSENCE = 3, "är frånvarande i betydande utsträckning utan giltigt skäl"


class Criterion(Choice):
    """The conditions of 29 kap. 9 § skollagen, with the home municipality (6 §) before them."""

    HOME = 1, "Hör hemma i kommunen"
    UNDER_TWENTY = 2, "Har inte fyllt 20 år"
    COMPULSORY_DONE = 3, "Har fullgjort skolplikten eller omfattas inte av den"
    NOT_IN_UPPER_SECONDARY = (
        4,
        "Går inte i gymnasieskolan, anpassad gymnasieskola eller motsvarande",
    )
    NO_EXAM = 5, "Har inte gymnasieexamen"
    NO_ADAPTED_CERTIFICATE = 6, "Har inte gymnasiebevis från anpassad gymnasieskola"
    NO_EQUIVALENT = 7, "Har inte fullföljt motsvarande utbildning med godkänt resultat"


class Judged(Choice):
    """How a criterion comes out on a date."""

    MET = 1, "uppfyllt"
    NOT_MET = 2, "inte uppfyllt"
    UNKNOWN = 3, "uppgift saknas"


class Belonging(Choice):
    """Whether a youth belongs to the target group on a date."""

    COVERED = 1, "omfattas"
    NOT_COVERED = 2, "omfattas inte"
    UNCLEAR = 3, "oklart"


class ProposalKind(Choice):
    """What the program proposes to do with the register; a person decides."""

    ENROL = 1, "skriv in"
    DEREGISTER = 2, "skriv av"
    REQUEST = 3, "begär uppgift"
    COMPARE = 4, "jämför uppgifter"


class ProposalAnswer(Choice):
    """What a person answered a proposal with."""

    DONE = 1, "genomfört"
    DECLINED = 2, "avböjt"
    LATER = 3, "vänta"


class LinkState(Choice):
    """What a person has decided of two entries that may be the same person."""

    SAME = 1, "samma person"
    DIFFERENT = 2, "olika personer"


class RegisterRule(Choice):
    """What the municipality lets the program answer by itself. None unless it has said so."""

    ENROL = 1, "skriv in den som omfattas"


class HandoverTo(Choice):
    """Who goes on with a youth (domain.md section 2: "a reminder two months before, with handover")."""

    ADULT_EDUCATION = 1, "vuxenutbildningen"
    EMPLOYMENT_SERVICE = 2, "Arbetsförmedlingen"
    SOCIAL_SERVICES = 3, "socialtjänsten"
    COLLEAGUE = 7, "en kollega"
    NOBODY = 8, "ingen, ungdomen vill inte"
    OTHER = 9, "annan"


class DisclosureKind(Choice):
    """What has been given out of the register, and on which ground."""

    EXTRACT = 1, "registerutdrag till personen själv (artikel 15)"
    COPY = 2, "kopia till någon annan, efter sekretessprövning"
    ARCHIVE = 3, "export till kommunens arkiv, efter beslut om bevarande"
    JOURNAL = 4, "utskrift av journalen"


class EarlyKind(Choice):
    """Why somebody stands on the list Tidiga signaler (domain.md section 6). Says nothing of the cause."""

    NO_CHOICE = 1, "går ut årskurs 9 utan gymnasieval"
    DROP_OUT = 2, "skolan varnar för avhopp"
    COMING_BACK = 3, "kommer tillbaka till kommunen"


class Responsible(Choice):
    """Who answers for a measure or for something agreed (SKOLFS 2015:62, items 2–4). None: not stated."""

    YOUTH = 1, "ungdomen"
    MUNICIPALITY = 2, "kommunen"
    OTHER_ACTOR = 3, "annan aktör"


class MeasureKind(Choice):
    """What kind of measure it is. Help to reach health care is only "annat stöd": 5 § (2006:39)."""

    GUIDANCE = 1, "studie- och yrkesvägledning"
    MOTIVATION = 2, "motiverande insats"
    STUDY_VISIT = 3, "studiebesök"
    INTERNSHIP = 4, "praktik"
    COURSE = 5, "kurs eller studier på deltid"
    RETURN_TO_SCHOOL = 6, "återgång till gymnasieskolan"
    LABOUR_MARKET = 7, "arbetsmarknadsinsats"
    JOB_SEEKING = 8, "stöd att söka arbete"
    FOLK_HIGH_SCHOOL = 9, "kurs på folkhögskola"
    ACTIVITY = 10, "aktivitet i grupp"
    OTHER_SUPPORT = 11, "annat stöd"
    OTHER = 19, "annan"


class MeasureEnd(Choice):
    """Why a measure ended (SKOLFS 2015:62, item 6)."""

    COMPLETED = 1, "genomförd som planerat"
    TO_EDUCATION = 2, "ungdomen började studera"
    TO_WORK = 3, "ungdomen började arbeta"
    YOUTH_ENDED = 4, "ungdomen ville avsluta"
    DID_NOT_FIT = 5, "insatsen passade inte"
    PROVIDER_ENDED = 6, "den som ordnade insatsen avslutade"
    LEFT_GROUP = 7, "ansvaret upphörde"
    OTHER = 9, "annat skäl"


class FollowUpKind(Choice):
    """A follow-up looks while something goes on, an evaluation when it has ended (domain.md section 4)."""

    FOLLOW_UP = 1, "uppföljning"
    EVALUATION = 2, "utvärdering"


class CloserToEducation(Choice):
    """Whether a measure led towards education (003 s. 17)."""

    YES = 1, "ja"
    PARTLY = 2, "delvis"
    NO = 3, "nej"
    TOO_EARLY = 4, "för tidigt att säga"


class AfterMeasure(Choice):
    """What follows an evaluation."""

    CONTINUE = 1, "insatsen fortsätter"
    CHANGED = 2, "insatsen ändras"
    NEXT = 3, "nästa insats"
    ALTERNATIVE = 4, "ett annat slags insats"
    EDUCATION = 5, "studier"
    WORK = 6, "arbete"
    NONE = 7, "ingen insats just nu"


class ActorKind(Choice):
    """Who takes part (domain.md section 3, Actor)."""

    EMPLOYMENT_SERVICE = 1, "Arbetsförmedlingen"
    SOCIAL_SERVICES = 2, "socialtjänsten"
    ADULT_EDUCATION = 3, "vuxenutbildningen"
    SCHOOL = 4, "skola"
    FOLK_HIGH_SCHOOL = 5, "folkhögskola"
    EMPLOYER = 6, "arbetsgivare"
    ASSOCIATION = 7, "förening"
    OTHER = 9, "annan"


class ConsentGiver(Choice):
    """Who has agreed that something is shared; a guardian only while the youth is under 18."""

    YOUTH = 1, "ungdomen"
    GUARDIAN = 2, "vårdnadshavare"


class Shared(Choice):
    """What may be shared by consent. No more than 4 § förordningen (2006:39) lets the register hold."""

    NAME = 1, "namn och kontaktuppgifter"
    IDENTITY_NUMBER = 2, "personnummer"
    OCCUPATION = 3, "sysselsättning och tidigare skolgång"
    WISHES = 4, "önskemål och mål"
    MEASURES = 5, "insatser och hur de går"


class ReferralState(Choice):
    """What has become of a referral."""

    SENT = 1, "skickad"
    ACCEPTED = 2, "tackade ja"
    DECLINED = 3, "tackade nej"
    WITHDRAWN = 4, "återtagen"
    ENDED = 5, "avslutad"


class Indicator(Choice):
    """What an organisation goal is measured by (000 2.1.3; domain.md sections 4 and 5)."""

    CONTACT_IN_FOUR_WEEKS = 1, "kontakt inom fyra veckor"
    NOT_REACHED = 2, "ej nådda"
    WITH_PLAN = 3, "har en plan som är fastställd"
    FOLLOWED_UP = 4, "nådda inom tre månader"
    EVALUATED = 5, "avslutade insatser som är utvärderade"
    IN_MEASURE = 6, "i insats"
    RETURNED = 7, "tillbaka i gymnasiet"
    VISITS_IN_TIME = 8, "hembesök enligt rutinen"
    OCCUPIED = 9, "studerar eller är i annan sysselsättning"
    IN_BUDGET = 10, "inom budget"
    TARGET_GROUP = 11, "i målgruppen"
    DROPOUTS = 12, "avhopp från nationella program"
    NOT_CONTACTED = 13, "ej kontaktade"


class CallOff(Choice):
    """Why a home visit was called off. Says nothing of anybody's health: 5 § (2006:39)."""

    YOUTH_DECLINED = 1, "ungdomen avböjde"
    REACHED_OTHERWISE = 2, "kontakt på annat sätt"
    WRONG_ADDRESS = 3, "adressen stämde inte"
    SHORT_OF_STAFF = 4, "vi hade inte personal"
    WEATHER_OR_ROADS = 5, "väder eller väglag"
    OTHER = 9, "annat skäl"
