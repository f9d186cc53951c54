"""The sentence of every reason that a condition can have: klarspråk, about what is known and from whom.

A reason is a stable code (`Result.why`). Here and nowhere else it becomes Swedish.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, TypeVar

import attrs

from kaa_core.model.enums import FactSource, Judged, Protection, ResidenceKind, StudyEnd, StudyForm
from kaa_core.model.facts import (
    Credential,
    CriterionDecision,
    Residence,
    SchoolNotice,
    StudyPeriod,
)
from kaa_core.model.identity import age_on, birthday
from kaa_core.model.ids import RecordId, WorkerId
from kaa_core.model.municipalities import MUNICIPALITIES
from kaa_core.model.records import Occupation
from kaa_core.model.registry import Record
from kaa_core.rules.calendar import in_words
from kaa_core.rules.target_group.duty import TWENTY
from kaa_core.rules.target_group.known import Known
from kaa_core.rules.target_group.types import Held, Result
from kaa_core.rules.wording import lowered

R = TypeVar("R", bound=Record)
_NO_GENITIVE: Final = "aeiouyåäösxz"


@attrs.frozen(kw_only=True)
class Names:
    """What people and places are called. `municipalities`: names that differ from the official ones."""

    given: str = "Ungdomen"
    municipalities: Mapping[str, str] = attrs.field(factory=dict)
    workers: Mapping[WorkerId, str] = attrs.field(factory=dict)

    def municipality(self, code: str | None) -> str:
        """Return "Nässjö kommun", "Jönköpings kommun"; by its digits where the name is not known."""
        if code is None:
            return "kommunen"
        name = self._known(code)
        if not name:
            return f"kommun {code}"
        return f"{name} kommun" if name[-1] in _NO_GENITIVE else f"{name}s kommun"

    def place(self, code: str | None) -> str:
        """Return "Nässjö"."""
        return self._known(code or "") or self.municipality(code)

    def _known(self, code: str) -> str | None:
        return self.municipalities.get(code) or MUNICIPALITIES.get(code)


@attrs.frozen(kw_only=True)
class Said:
    """A reason, with what it needs to be said."""

    result: Result
    held: Held
    known: Known
    on: date
    names: Names
    records: Mapping[RecordId, Record]

    def fact(self, kind: type[R]) -> R | None:
        """Return the first fact of a kind that the result rests on."""
        for one in self.result.facts:
            found = self.records.get(one)
            if isinstance(found, kind):
                return found
        return None


def sentence(said: Said) -> str:
    """Return the sentence of a result. Raises KeyError for a reason that has none."""
    return _SENTENCES[said.result.why](said)


# --- 1 home ----------------------------------------------------------------------------------------


def _place(said: Said) -> str:
    one = said.fact(Residence)
    return said.names.place(one.municipality if one else None)


def _since(said: Said) -> str:
    one = said.fact(Residence)
    return since_words(one.start if one else None)


def _registered(said: Said) -> str:
    one = said.fact(Residence)
    moved = _moved_from(said, one) if one else ""
    return f"{_place(said)}{_since(said)}{moved}"


def _moved_from(said: Said, now: Residence) -> str:
    if said.held.protection is Protection.PROTECTED:
        return ""
    if now.from_abroad:
        return ", flyttade från utlandet"
    earlier = [
        one
        for one in said.known.residences
        if one.start is not None and now.start is not None and one.start < now.start
    ]
    if earlier and earlier[-1].municipality and earlier[-1].municipality != now.municipality:
        return f", flyttade från {said.names.place(earlier[-1].municipality)}"
    return ""


def _stay(said: Said) -> str:
    one = said.fact(Residence)
    return said.names.place((one.municipality if one else None) or said.held.home)


def _elsewhere(said: Said) -> str:
    one = said.fact(Residence)
    if one is not None and one.kind is ResidenceKind.STAYING_PROTECTED:
        return "Vistas i en annan kommun"  # which one is nobody's here to read
    return f"Vistas i {_stay(said)}{_since(said)}"


# --- 2 and 3 age and compulsory school -------------------------------------------------------------


def _age(said: Said) -> str:
    born = said.known.birth
    assert born is not None  # the reason is another one then
    turns = birthday(born, born.year + TWENTY)
    years = age_on(born, said.on)
    verb = "Fyller" if said.on < turns else "Fyllde"
    return f"Född {born.isoformat()}, {years} år. {verb} {TWENTY} den {in_words(turns)}"


def _duty_ends(said: Said) -> str:
    assert said.known.duty is not None
    return in_words(said.known.duty.ends)


def _left_year_nine(said: Said) -> str:
    one = said.fact(StudyPeriod)
    grade = f"årskurs {one.grade}" if one and one.grade else "grundskolan"
    return f"Slutade {grade} den {in_words(one.end)}" if one and one.end else f"Slutade {grade}"


def _arrived(said: Said) -> str:
    one = said.fact(Residence)
    day = f" den {in_words(one.start)}" if one and one.start else ""
    return f"Kom till Sverige{day}, när skolplikten inte gällde"


# --- 4 studies -------------------------------------------------------------------------------------


def _where(said: Said) -> str:
    """The programme and school, as "Hotell- och turismprogrammet, Brinellgymnasiet"."""
    one = said.fact(StudyPeriod) or said.fact(SchoolNotice)
    if one is None:
        occupation = said.fact(Occupation)
        return (occupation.description if occupation else None) or _form(said)
    return ", ".join(part for part in (one.programme or _form(said), one.school) if part)


def _form(said: Said) -> str:
    claim = next((one for one in said.known.claims if one.id == said.result.facts[0]), None)
    return (claim.form if claim else StudyForm.NATIONAL_PROGRAMME).label


def _start(said: Said) -> date | None:
    claim = next((one for one in said.known.claims if one.id == said.result.facts[0]), None)
    return claim.start if claim and claim.start > date.min else None


def _goes(said: Said) -> str:
    return f"Går på {_where(said)}{since_words(_start(said))}"


def _begins(said: Said) -> str:
    start = _start(said)
    when = f"Börjar den {in_words(start)}" if start else "Har inte börjat"
    return f"Antagen till {_where(said)}, inte börjat. {when}"


def _ended(said: Said) -> str:
    claim = next((one for one in said.known.claims if one.id == said.result.facts[0]), None)
    verbs = {
        StudyEnd.COMPLETED: "Gick ut",
        StudyEnd.BROKEN_OFF: "Avbröt",
        StudyEnd.CHANGED: "Bytte från",
    }
    verb = verbs.get(claim.ended, "Slutade") if claim and claim.ended else "Slutade"
    when = f" den {in_words(claim.last)}" if claim else ""
    return f"Ingen inskrivning. {verb} {_where(said)}{when}"


def _courses(said: Said) -> list[tuple[str, int | None]]:
    ids = set(said.result.facts)
    found = [one for one in said.known.claims if one.id in ids]
    return [(one.form.label, one.extent) for one in found]


def _shares(said: Said) -> str:
    return " och ".join(
        f"{form} {extent} procent" if extent is not None else f"{form}, omfattning okänd"
        for form, extent in _courses(said)
    )


def _told(said: Said) -> str:
    one = said.fact(Occupation)
    return f"Ingen inskrivning känd. Sysselsättning: {one.kind.label}" if one else "Ingen känd"


# --- 5-7 credentials -------------------------------------------------------------------------------


def _document(said: Said) -> str:
    one = said.fact(Credential)
    if one is None or one.kind is None:
        return "Betygsdokument"
    day = f", utfärdat {in_words(one.issued_on)}" if one.issued_on else ""
    programme = f", {one.programme}" if one.programme else ""
    return f"{one.kind.label.capitalize()}{programme}{day}"


def _none(said: Said) -> str:
    one = said.fact(Credential)
    when = f" fram till {in_words(one.as_of)}" if one and one.as_of else ""
    return f"Svaret är att det inte finns något betygsdokument{when}"


def _none_equivalent(said: Said) -> str:
    one = said.fact(Credential)
    if not said.result.stated or one is None:
        return _none(said)
    if one.source is FactSource.YOUTH:
        return f"Nej, enligt {said.names.given}"
    by_guardian = one.source is FactSource.GUARDIAN
    return "Nej, enligt vårdnadshavaren" if by_guardian else "Nej, enligt handläggaren"


def _completed(said: Said) -> str:
    return f"Slutade {_where(said)} och betygsdokumentet är okänt"


def _stated_document(said: Said) -> str:
    return f"{_document(said)}, men bara enligt egen uppgift. Ingen källa har visat det"


# --- decided ---------------------------------------------------------------------------------------


def _decided(said: Said) -> str:
    one = said.fact(CriterionDecision)
    word = {
        Judged.MET: "Beslutat att villkoret är uppfyllt",
        Judged.NOT_MET: "Beslutat att villkoret inte är uppfyllt",
        Judged.UNKNOWN: "Beslutat att frågan är öppen",
    }[said.result.judged]
    return f"{word}. {one.reason}" if one and one.reason else word


def _fixed(text: str) -> Callable[[Said], str]:
    return lambda _: text


_COVERED: Final = _fixed(
    "Skolans uppgifter täcker hela tiden sedan grundskolan, och inget sådant dokument finns"
)
_TOO_EARLY: Final = _fixed("Går inte att ha ännu, skolplikten är inte slut")

_SENTENCES: Final[Mapping[str, Callable[[Said], str]]] = {
    "decided": _decided,
    "home.registered": _registered,
    "home.elsewhere": lambda said: f"Folkbokförd i {_place(said)}{_since(said)}",
    "home.emigrated": lambda said: f"Utvandrad{_since(said)}",
    "home.deceased": lambda said: f"Avliden{_since(said)}",
    "home.protected": lambda said: (
        f"Vistas i {_stay(said)} med skyddad folkbokföring{_since(said)}"
    ),
    "home.staying": lambda said: f"Vistas i {_stay(said)} utan att vara folkbokförd{_since(said)}",
    "home.stays_elsewhere": _elsewhere,
    "home.protected_place_unknown": _fixed(
        "Har skyddad folkbokföring. Det är okänt i vilken kommun personen vistas"
    ),
    "home.unknown": lambda said: f"Folkbokföringen känner inte till var personen bor{_since(said)}",
    "home.left_unknown": lambda said: (
        f"Bodde i {_place(said)}, men inte längre. Ny kommun är okänd"
    ),
    "home.coordination": _fixed(
        "Har samordningsnummer och är inte folkbokförd. Det är okänt var personen vistas"
    ),
    "home.silent": _fixed("Ingen källa säger var personen är folkbokförd"),
    "age.under": _age,
    "age.twenty": _age,
    "age.unknown": _fixed("Födelsedatumet är osäkert"),
    "compulsory.birth_unknown": _fixed(
        "Födelsedatumet är osäkert, så skolplikten går inte att räkna"
    ),
    "compulsory.duty": lambda said: f"Har skolplikt till och med {_duty_ends(said)}",
    "compulsory.prolonged": lambda said: (
        f"Går kvar i grundskolan. Skolplikten är förlängd till och med {_duty_ends(said)}"
    ),
    "compulsory.voluntary": _fixed(
        "Går i grundskolan efter skolplikten. Avgör om skolgången är fullgjord"
    ),
    "compulsory.left": _left_year_nine,
    "compulsory.ended": lambda said: f"Skolplikten upphörde den {_duty_ends(said)}",
    "compulsory.arrived": _arrived,
    "studies.national": _goes,
    "studies.adapted": _goes,
    "studies.international": _goes,
    "studies.introductory": _goes,
    "studies.introductory_covered": lambda said: (
        f"{_goes(said)}. Introduktionsprogram ingick i målgruppen före den 1 juli 2018"
    ),
    "studies.exchange": lambda said: f"{_goes(said)}. Platsen i gymnasieskolan är kvar",
    "studies.admitted": _begins,
    "studies.between": lambda said: f"Mellan två terminer. {_begins(said)}",
    "studies.full_time": lambda said: (
        f"Läser på heltid: {_shares(said)}. Avgör om det är motsvarande utbildning"
    ),
    "studies.extent_unknown": lambda said: (
        f"Läser {_shares(said)}. Med heltid får du avgöra om det är motsvarande utbildning"
    ),
    "studies.ended": _ended,
    "studies.never_started": lambda said: f"Började aldrig på {_where(said)}",
    "studies.part_time": lambda said: f"Ingen inskrivning i gymnasieskolan. Läser {_shares(said)}",
    "studies.document": lambda said: f"Har lämnat gymnasieskolan: {lowered(_document(said))}",
    "studies.covered": _fixed("Ingen inskrivning sedan grundskolan"),
    "studies.compulsory": _fixed("Har inte börjat i gymnasieskolan"),
    "studies.told": _told,
    "studies.silent": _fixed("Ingen källa säger om personen går i gymnasieskolan"),
    "exam.uhr": _document,
    "exam.document": _document,
    "exam.none": _none,
    "exam.study_certificate": lambda said: f"{_document(said)}. Studiebevis är inte examen",
    "exam.grades_extract": lambda said: f"{_document(said)}. Gymnasieintyg är inte examen",
    "exam.compulsory": _TOO_EARLY,
    "exam.completed": lambda said: f"Okänt om examen eller studiebevis. {_completed(said)}",
    "exam.covered": _COVERED,
    "exam.stated": _stated_document,
    "exam.silent": _fixed("Okänt om examen eller studiebevis"),
    "adapted.uhr": _document,
    "adapted.document": _document,
    "adapted.none": _none,
    "adapted.study_certificate": lambda said: f"Gick i gymnasieskolan: {lowered(_document(said))}",
    "adapted.grades_extract": lambda said: f"Gick i gymnasieskolan: {lowered(_document(said))}",
    "adapted.other_document": lambda said: f"Gick i gymnasieskolan: {lowered(_document(said))}",
    "adapted.compulsory": _TOO_EARLY,
    "adapted.completed": lambda said: f"Okänt om gymnasiebevis. {_completed(said)}",
    "adapted.covered": _COVERED,
    "adapted.never": _fixed("Har inte varit elev i anpassad gymnasieskola"),
    "adapted.stated": _stated_document,
    "adapted.silent": _fixed("Okänt om gymnasiebevis från anpassad gymnasieskola"),
    "equivalent.uhr": _document,
    "equivalent.document": _document,
    "equivalent.none": _none_equivalent,
    "equivalent.study_certificate": lambda said: (
        f"Gick i gymnasieskolan: {lowered(_document(said))}"
    ),
    "equivalent.grades_extract": lambda said: f"Gick i gymnasieskolan: {lowered(_document(said))}",
    "equivalent.other_document": lambda said: f"Gick i svensk skola: {lowered(_document(said))}",
    "equivalent.compulsory": _TOO_EARLY,
    "equivalent.completed": lambda said: (
        f"{_completed(said)}. Avgör om utbildningen motsvarar gymnasieskolan"
    ),
    "equivalent.covered": _COVERED,
    "equivalent.stated": _stated_document,
    "equivalent.silent": _fixed(
        "Okänt om utbildning som motsvarar gymnasieskolan, här eller utomlands"
    ),
}
REASONS: Final = frozenset(_SENTENCES)
"""Every reason there is."""


def since_words(day: date | None) -> str:
    """Return " sedan 2 november 2026", or nothing where no day is known."""
    return f" sedan {in_words(day)}" if day is not None and day.year > 1 else ""
