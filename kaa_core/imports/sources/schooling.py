"""School forms and programmes, by the codes and words of school systems."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final, TypeVar

from kaa_core.imports.columns import normal
from kaa_core.imports.sources.facts import AnyFact, Remark, RemarkKind, remark
from kaa_core.model.enums import CredentialKind, StudyEnd, StudyForm
from kaa_core.model.facts import StudyPeriod

T = TypeVar("T")

SCHOOL_TYPES: Final[dict[str, StudyForm | None]] = {
    "FS": None,
    "FKLASS": None,
    "FTH": None,
    "OPPFTH": None,
    "KU": None,
    "GR": StudyForm.COMPULSORY,
    "SAM": StudyForm.COMPULSORY,
    "SP": StudyForm.COMPULSORY,
    "GRS": StudyForm.ADAPTED_COMPULSORY,
    "GRAN": StudyForm.ADAPTED_COMPULSORY,
    "ANGR": StudyForm.ADAPTED_COMPULSORY,
    "GY": StudyForm.NATIONAL_PROGRAMME,
    "GYS": StudyForm.ADAPTED_UPPER_SECONDARY,
    "GYAN": StudyForm.ADAPTED_UPPER_SECONDARY,
    "ANGY": StudyForm.ADAPTED_UPPER_SECONDARY,
    "GYSÄR": StudyForm.ADAPTED_UPPER_SECONDARY,
    "VUX": StudyForm.ADULT_EDUCATION,
    "KOMVUX": StudyForm.ADULT_EDUCATION,
    "GRVUX": StudyForm.ADULT_EDUCATION,
    "GYVUX": StudyForm.ADULT_EDUCATION,
    "SARVUX": StudyForm.ADULT_EDUCATION,
    "ANVUX": StudyForm.ADULT_EDUCATION,
    "SFI": StudyForm.SFI,
    "FHS": StudyForm.FOLK_HIGH_SCHOOL,
    "YH": StudyForm.OTHER,
    "STF": StudyForm.OTHER,
    "KKU": StudyForm.OTHER,
    "HS": StudyForm.OTHER,
    "ABU": StudyForm.OTHER,
    "AU": StudyForm.OTHER,
}
"""SS 12000:2020, Code_SchoolType, and the names after 2023 (anpassad). None: not what 4 § is about."""

_INTRODUCTORY: Final = re.compile(r"IM(A|S|V|Y|P|R|YRK|IND|SPR)?[A-ZÅÄÖ0-9]{0,6}")
_INTERNATIONAL: Final = re.compile(r"IB(DP|PRE|[0-9])?.{0,6}")
_WORDS: Final = (
    (r"\bim\b|introduktion|\bimv\b|\bima\b|\bimy\b|\bims\b", StudyForm.INTRODUCTORY),
    (r"anpassad grund|grundsär", StudyForm.ADAPTED_COMPULSORY),
    (r"anpassad gym|gymnasiesär", StudyForm.ADAPTED_UPPER_SECONDARY),
    (r"grundsk|specialsk|samesk", StudyForm.COMPULSORY),
    (r"\bsfi\b|svenska för invandrare", StudyForm.SFI),
    (r"komvux|vuxenutb|\bvux\b", StudyForm.ADULT_EDUCATION),
    (r"folkhög|\bfhsk?\b", StudyForm.FOLK_HIGH_SCHOOL),
    (r"utbytes|utbytesår", StudyForm.EXCHANGE),
    (r"\bib\b|international baccalaureate|internationell", StudyForm.INTERNATIONAL),
    (r"gymnasi|nationellt|yrkesprogram|högskoleförber", StudyForm.NATIONAL_PROGRAMME),
    (r"yrkeshög|högskol|universitet|kurs|utbildning|skola", StudyForm.OTHER),
)
_ENDS: Final = (
    (r"aldrig|ej börjat|inte börjat|ej påbörj|inte påbörj|uteblev", StudyEnd.NEVER_STARTED),
    (r"avbr|avhopp|hoppa|slutat i förtid", StudyEnd.BROKEN_OFF),
    (r"byt|flytt|övergå", StudyEnd.CHANGED),
    (r"examen|gick ut|gått ut|slutför|fullfölj|avslutat|avgång", StudyEnd.COMPLETED),
)
_CREDENTIALS: Final = (
    (r"\b(inget|ingen|inga|saknas|saknar|finns ej|finns inte|nej)\b", CredentialKind.NONE),
    (r"examensbevis|gymnasieexamen|yrkesexamen|högskoleförberedande examen|\bexamen\b|^(ye|hf|hfe)$",
     CredentialKind.EXAM),
    (r"studiebevis", CredentialKind.STUDY_CERTIFICATE),
    (r"gymnasieintyg|samlat betygsdokument|betygsutdrag|utdrag", CredentialKind.GRADES_EXTRACT),
    (r"gymnasiebevis|gymnasiesärskolebevis", CredentialKind.ADAPTED_CERTIFICATE),
    (r"motsvarande|ib diploma|slutbetyg", CredentialKind.EQUIVALENT),
)  # fmt: skip


_LEAVING_AGE: Final = 16
_SPRING_ENDS: Final = (6, 30)
_STAYS: Final = remark(
    RemarkKind.OTHER,
    "Eleven går kvar i grundskolan efter skolpliktens ordinarie slut. Fråga skolan om skolplikten är "
    "förlängd.",
)


def form_of_code(school_type: str, programme: str = "") -> tuple[StudyForm | None, bool]:
    """Return the form of a code and whether the code is known; a programme's code tells IM and IB."""
    code = school_type.strip().upper()
    if code not in SCHOOL_TYPES:
        return StudyForm.OTHER, False
    form = SCHOOL_TYPES[code]
    if form is StudyForm.NATIONAL_PROGRAMME and programme:
        return of_programme(programme), True
    return form, True


def of_programme(code: str) -> StudyForm:
    """Return what a programme's code in gymnasieskolan stands for."""
    value = code.strip().upper()
    if value.startswith("IM") and _INTRODUCTORY.fullmatch(value):
        return StudyForm.INTRODUCTORY
    if value.startswith("IB") and _INTERNATIONAL.fullmatch(value):
        return StudyForm.INTERNATIONAL
    return StudyForm.NATIONAL_PROGRAMME


def form_of_words(text: str) -> StudyForm | None:
    """Return the form that words or a code say, or None when they say none."""
    code = text.strip().upper()
    if code in SCHOOL_TYPES:
        return SCHOOL_TYPES[code]
    return _first(text, _WORDS)


def staying_on(facts: Iterable[AnyFact], born: date | None, as_of: date) -> tuple[Remark, ...]:
    """Say so when somebody goes to compulsory school after its ordinary end (7 kap. 12 § skollagen).

    Skolplikt may be prolonged: whoever is still in it does not belong to the target group.
    """
    if born is None or as_of <= date(born.year + _LEAVING_AGE, *_SPRING_ENDS):
        return ()
    stays = any(
        isinstance(one, StudyPeriod)
        and one.form in (StudyForm.COMPULSORY, StudyForm.ADAPTED_COMPULSORY)
        and (one.end is None or one.end >= as_of)
        for one in facts
    )
    return (_STAYS,) if stays else ()


def end_of_words(text: str) -> StudyEnd | None:
    """Return how a period ended by its words, or None."""
    return _first(text, _ENDS)


def credential_of_words(text: str) -> CredentialKind | None:
    """Return the document that words name, or None."""
    return _first(text, _CREDENTIALS)


def _first(text: str, words: tuple[tuple[str, T], ...]) -> T | None:
    value = normal(text)
    return next((kind for pattern, kind in words if re.search(pattern, value)), None)
