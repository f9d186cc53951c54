"""The parts of a row as registers write them: names, addresses, telephones, marks of protection."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, TypeVar

from kaa_core.imports.columns import normal
from kaa_core.model.enums import OccupationKind, Protection, RegistrationReason

T = TypeVar("T")

# --- names ----------------------------------------------------------------------------------

_PARTICLES: Final = frozenset(
    ["af", "al", "av", "da", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "la", "le", "van",
     "von", "zu", "ibn", "bin"]
)  # fmt: skip
_LONG_ENOUGH: Final = 3


def divided_name(text: str, *, family_first: bool) -> tuple[str, str, bool]:
    """Return given name, family name, and whether the place of the division is a guess.

    "von Post, Anna-Lena" says it itself; of "Anna-Lena von Post" the last word with its particles is taken.
    """
    if "," in text:
        family, _, given = text.partition(",")
        return given.strip(), family.strip(), False
    words = text.split()
    if len(words) < 2:
        return "", text, False
    if family_first:
        cut = 1
        while cut < len(words) - 1 and words[cut - 1].casefold() in _PARTICLES:
            cut += 1
        return " ".join(words[cut:]), " ".join(words[:cut]), len(words) > 2
    cut = len(words) - 1
    while cut > 1 and words[cut - 1].casefold() in _PARTICLES:
        cut -= 1
    return " ".join(words[:cut]), " ".join(words[cut:]), cut > 1


def in_capitals(name: str) -> bool:
    """Whether a name is written in capitals throughout, and is long enough to be no initials."""
    if len(name) < _LONG_ENOUGH or not name.isupper():
        return False
    return all(one.isalpha() or one in " -'\N{RIGHT SINGLE QUOTATION MARK}" for one in name)


def as_names_are_written(name: str) -> str:
    """Return ANNA-LENA VON POST as Anna-Lena von Post. Only ever a proposal."""
    words = name.split(" ")
    lowered = [w.casefold() if w.casefold() in _PARTICLES else _capitalised(w) for w in words]
    if len(lowered) == 1 or lowered[-1] in _PARTICLES:
        lowered[-1] = _capitalised(words[-1])
    return " ".join(lowered)


def _capitalised(word: str) -> str:
    return re.sub(r"\w[^\W_]*", lambda found: found[0][0].upper() + found[0][1:].lower(), word)


# --- addresses ------------------------------------------------------------------------------

_CODE: Final = re.compile(r"(?:SE?[- ]*)?(\d{3}) ?(\d{2})", re.IGNORECASE)
_CODE_AND_CITY: Final = re.compile(r"(?:SE?[- ]*)?(\d{3}) ?(\d{2})[ ,]+(\D.*)", re.IGNORECASE)
_WHOLE: Final = re.compile(
    r"(.+?)[ ,;]+(?:SE?[- ]+)?(\d{3}) ?(\d{2})[ ,]+(\D[^\d]*)", re.IGNORECASE
)
_HIDDEN: Final = re.compile(r"\b(skydda(d|de|t)|sekretess\w*|kvarskriv\w*)\b", re.IGNORECASE)


def postal_code(text: str) -> str | None:
    """Return a Swedish postal code as 571 31, or None."""
    found = _CODE.fullmatch(text)
    return f"{found[1]} {found[2]}" if found else None


def postal_line(text: str) -> tuple[str, str] | None:
    """Return postal code and city of "571 31 Nässjö", or None."""
    found = _CODE_AND_CITY.fullmatch(text)
    return (f"{found[1]} {found[2]}", found[3].strip()) if found else None


def whole_address(text: str) -> tuple[str, str, str] | None:
    """Return street, postal code and city of "Storgatan 1, 571 31 Nässjö", or None."""
    found = _WHOLE.fullmatch(text)
    return (found[1].strip(" ,;"), f"{found[2]} {found[3]}", found[4].strip()) if found else None


def says_hidden(text: str) -> bool:
    """Whether the words in the place of an address say that there is none to show."""
    return bool(_HIDDEN.search(text))


# --- telephones -----------------------------------------------------------------------------

_BARE: Final = re.compile(r"[1-9]\d{6,9}")
_FOREIGN: Final = re.compile(r"46[1-9]\d{6,9}")


def telephone(text: str) -> tuple[str, bool]:
    """Return a number as it is dialled, and whether a zero or plus that was lost was set back."""
    if _FOREIGN.fullmatch(text):
        return "+" + text, True
    if _BARE.fullmatch(text):
        return "0" + text, True
    return text, False


def dialled(text: str) -> frozenset[str]:
    """Return the numbers in a text as they are compared: figures alone, 0 instead of +46."""
    found = set()
    for one in re.split("[,;/]| el(?:ler)? ", text):
        figures = re.sub(r"\D", "", one.replace("(0)", ""))
        figures = re.sub("^(0046|46(?=[1-9]\\d{7,}))", "0", figures)
        if figures:
            found.add(figures)
    return frozenset(found)


# --- protection -----------------------------------------------------------------------------

_NO: Final = frozenset(
    [
        "nej",
        "n",
        "no",
        "0",
        "false",
        "falskt",
        "ingen",
        "inget",
        "saknas",
        "ej",
        "ej skydd",
        "utan",
        "inte",
    ]
)
_YES: Final = frozenset(["ja", "j", "x", "xx", "y", "yes", "1", "true", "sant", "v", "skydd"])
_WARNING: Final = re.compile(r"\b(s|sm|sk|sekr|sekretess\w*)\b")
_STRONGER: Final = re.compile(r"folkbok|kvarskriv|fingerad|skyddad|\b(skf|sfb|fos|spu)\b")


def protection_of(text: str, heading: str) -> tuple[Protection, bool]:
    """Return what a mark under a heading says, and whether it was clear.

    What is unclear is taken as skyddad folkbokföring: to hide too much is mended in a moment (OSL).
    """
    value, column = normal(text), normal(heading)
    if not value or value in _NO:
        return Protection.NONE, True
    strong_column = bool(_STRONGER.search(column)) and "sekretess" not in column
    if _STRONGER.search(value):
        return Protection.PROTECTED, True
    if strong_column:
        return Protection.PROTECTED, value in _YES or bool(_WARNING.search(value))
    if _WARNING.search(value) or ("sekretess" in column and value in _YES):
        return Protection.CONFIDENTIAL, True
    return Protection.PROTECTED, False


# --- reasons and occupations ----------------------------------------------------------------

_REASONS: Final = (
    (
        r"(ej|inte|aldrig|inget) (på)?börj|ej sökt|inte sökt|aldrig sökt",
        RegistrationReason.NOT_STARTED,
    ),
    (r"\bim\b|introduktion", RegistrationReason.LEFT_INTRODUCTORY),
    (r"avbr|avhopp|hoppa", RegistrationReason.DROPPED_OUT),
    (r"utan examen|studiebevis|saknar examen|gått ut|ofullständig", RegistrationReason.NO_DEGREE),
    (r"inflytt|flytta", RegistrationReason.MOVED_IN),
    (r"placer|utomlands|utland|återvän|kommit tillbaka", RegistrationReason.RETURNED),
)
_OCCUPATIONS: Final = (
    (r"okänd|oklar|vet ej|vet inte", OccupationKind.UNKNOWN),
    (r"praktik|\bapl\b", OccupationKind.INTERNSHIP),
    (r"komvux|vuxenutb|\bvux\b|\bsfi\b", OccupationKind.ADULT_EDUCATION),
    (r"folkhög|\bfhsk\b", OccupationKind.FOLK_HIGH_SCHOOL),
    (r"\bim\b|introduktion", OccupationKind.INTRODUCTORY),
    (r"anpassad gym|gymnasiesär", OccupationKind.ADAPTED_UPPER_SECONDARY),
    (r"gymnasi", OccupationKind.UPPER_SECONDARY),
    (r"grundsk", OccupationKind.COMPULSORY_SCHOOL),
    (r"jobbgaranti|arbetsmarknad|arbetsförmed|\bums\b", OccupationKind.LABOUR_MARKET_PROGRAMME),
    (r"utomlands|utland|au pair|\bresa\b|\breser\b", OccupationKind.ABROAD),
    (r"\bingen\b|\binget\b|\binga\b|arbetslös|arbetssök|sysslolös", OccupationKind.NONE),
    (r"insats|\bkaa\b|kommunens", OccupationKind.MUNICIPAL_MEASURE),
    (r"arbet|jobb|anställ", OccupationKind.WORK),
    (r"studer|studie|utbildning|kurs|skola", OccupationKind.OTHER_EDUCATION),
)


def reason_of(text: str) -> RegistrationReason:
    """Return why a youth is enrolled, by the words; OTHER when they say something else."""
    return _by_words(text, _REASONS) or RegistrationReason.OTHER


def occupation_of(text: str) -> OccupationKind:
    """Return what a youth does, by the words; OTHER when they say something else."""
    found = _by_words(text, _OCCUPATIONS)
    return OccupationKind.OTHER if found is None else found


def _by_words(text: str, words: Sequence[tuple[str, T]]) -> T | None:
    value = normal(text)
    return next((kind for pattern, kind in words if re.search(pattern, value)), None)
