"""Reads the cases of the target group: youths, facts, dates and the expected judgement, in plain Swedish.

They are written for a lawyer to read (tests/unit/core/target_group/cases), run as tests, and printed in
docs/malgruppen.md. A file holds grounds that cases share, and cases::

    Grund bor-här: född 2008-03-10
      folkbokföringen 2026-11-20: folkbokförd i 0682 från 2008-03-10

    ## Studiebevis
    Utgår från: bor-här
    Regel: 29 kap. 9 § 4 skollagen
      UHR 2026-10-01: studiebevis, utfärdat 2026-06-09
    2026-11-20: ja ja ja ja ja ja ja = omfattas

Seven answers: ja, nej or ? (unknown), then the outcome; after it ", fråga UHR", ", definition 2015",
", avvikelse" and ", föreslås skriv in: har avbrutit gymnasieskolan" where they matter.
"""

from __future__ import annotations

import itertools
import re
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import attrs

from kaa_core.model.enums import (
    Belonging,
    Choice,
    CredentialKind,
    Criterion,
    FactSource,
    Judged,
    NoticeKind,
    OccupationKind,
    Protection,
    ResidenceKind,
    StudyEnd,
    StudyForm,
)
from kaa_core.model.facts import (
    Credential,
    CriterionDecision,
    Residence,
    SchoolNotice,
    StudyPeriod,
)
from kaa_core.model.identity import synthetic_number
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Occupation, Youth
from kaa_core.model.registry import Record

CASES: Final = Path(__file__).parents[1] / "tests" / "unit" / "core" / "target_group" / "cases"
HOME: Final = "0682"
_DAY: Final = r"\d{4}-\d{2}-\d{2}"
_ANSWERS: Final = {"ja": Judged.MET, "nej": Judged.NOT_MET, "?": Judged.UNKNOWN}
_OUTCOMES: Final = {one.label: one for one in Belonging}
_SOURCES: Final = {
    "folkbokföringen": FactSource.POPULATION_REGISTER,
    "skolan": FactSource.SCHOOL,
    "UHR": FactSource.UHR,
    "antagningen": FactSource.ADMISSIONS,
    "ungdomen": FactSource.YOUTH,
    "vårdnadshavaren": FactSource.GUARDIAN,
    "handläggaren": FactSource.CASEWORKER,
    "annan aktör": FactSource.OTHER_ACTOR,
}
_FORMS: Final = {
    "anpassad grundskola": StudyForm.ADAPTED_COMPULSORY,
    "grundskola": StudyForm.COMPULSORY,
    "nationellt program": StudyForm.NATIONAL_PROGRAMME,
    "introduktionsprogram": StudyForm.INTRODUCTORY,
    "anpassad gymnasieskola": StudyForm.ADAPTED_UPPER_SECONDARY,
    "komvux": StudyForm.ADULT_EDUCATION,
    "sfi": StudyForm.SFI,
    "folkhögskola": StudyForm.FOLK_HIGH_SCHOOL,
    "utbytesår": StudyForm.EXCHANGE,
    "internationell gymnasieutbildning": StudyForm.INTERNATIONAL,
    "annan utbildning": StudyForm.OTHER,
}
_ENDS: Final = {
    "gick ut": StudyEnd.COMPLETED,
    "avbröt": StudyEnd.BROKEN_OFF,
    "bytte": StudyEnd.CHANGED,
    "började aldrig": StudyEnd.NEVER_STARTED,
    "annat skäl": StudyEnd.OTHER,
}
_DOCUMENTS: Final = {
    "inget betygsdokument": CredentialKind.NONE,
    "examensbevis": CredentialKind.EXAM,
    "studiebevis": CredentialKind.STUDY_CERTIFICATE,
    "gymnasieintyg": CredentialKind.GRADES_EXTRACT,
    "gymnasiebevis": CredentialKind.ADAPTED_CERTIFICATE,
    "bevis om motsvarande utbildning": CredentialKind.EQUIVALENT,
}
_PLACES: Final = {
    "folkbokförd": ResidenceKind.REGISTERED,
    "vistas med skyddad folkbokföring": ResidenceKind.STAYING_PROTECTED,
    "vistas utan att vara folkbokförd": ResidenceKind.STAYING_UNREGISTERED,
    "utvandrad": ResidenceKind.EMIGRATED,
    "avliden": ResidenceKind.DECEASED,
    "okänd vistelse": ResidenceKind.UNKNOWN,
}
_NOTICES: Final = {
    "har börjat": NoticeKind.BEGAN,
    "har slutat": NoticeKind.LEFT,
    "är frånvarande": NoticeKind.ABSENCE,
}


@attrs.frozen(kw_only=True)
class Expected:
    """What is to come out on a date. `definition` None: the one in force then."""

    on: date
    judged: tuple[Judged, ...]
    belonging: Belonging
    definition: str | None = None
    asks: tuple[str, ...] = ()
    differs: bool = False
    proposed: str | None = None


@attrs.frozen(kw_only=True)
class Case:
    """A youth and her facts. `facts` as they are written; `records` as they are judged."""

    chapter: str
    title: str
    rule: str
    born: str
    facts: tuple[str, ...]
    records: tuple[Record, ...]
    expected: tuple[Expected, ...]


def cases(folder: Path = CASES) -> list[Case]:
    """Return all cases, in the order of the files. Raises ValueError, naming the line, for a bad one."""
    return [one for file in sorted(folder.glob("*.txt")) for one in _cases(file)]


def _cases(file: Path) -> Iterator[Case]:
    chapter, grounds, block = "", dict[str, list[str]](), list[str]()
    for line in [*file.read_text("utf-8").splitlines(), "## "]:
        if line.startswith("# "):
            chapter = line[2:]
        elif line.startswith(("## ", "Grund ")):
            if block and block[0].startswith("Grund "):
                name, _, rest = block[0].removeprefix("Grund ").partition(":")
                grounds[name] = [rest.strip(), *block[1:]]
            elif block:
                yield _case(chapter, block, grounds)
            block = [line]
        elif line.strip() and block:
            block.append(line)


def _case(chapter: str, block: Sequence[str], grounds: Mapping[str, Sequence[str]]) -> Case:
    heads, facts, expected, rule = list[str](), list[str](), list[Expected](), ""
    for line in block[1:]:
        if line.startswith("Utgår från: "):
            ground = grounds[line.partition(": ")[2]]
            heads.append(ground[0])
            facts += [one.strip() for one in ground[1:]]
        elif line.startswith("Född: "):
            heads.append(line.replace("Född: ", "född "))
        elif line.startswith("Regel: "):
            rule = line.partition(": ")[2]
        elif line.startswith(" "):
            facts.append(line.strip())
        else:
            expected.append(_expected(line))
    head = heads[-1]
    return Case(
        chapter=chapter,
        title=block[0].removeprefix("## "),
        rule=rule,
        born=head,
        facts=tuple(facts),
        records=tuple(_records(head, facts)),
        expected=tuple(expected),
    )


def _expected(line: str) -> Expected:
    found = re.fullmatch(rf"({_DAY}): ([ja nej?]+) = ([\w ]+)((?:, .+)?)", line)
    if found is None:
        raise ValueError(f"cannot read what is expected: {line}")
    extra = [one for one in found[4].split(", ") if one]
    proposed = [one.partition(" ")[2] for one in extra if one.startswith("föreslås ")]
    definition = [one.split()[-1] for one in extra if one.startswith("definition ")]
    judged = tuple(_ANSWERS[one] for one in found[2].split())
    if len(judged) != len(Criterion):
        raise ValueError(f"seven answers are expected: {line}")
    return Expected(
        on=date.fromisoformat(found[1]),
        judged=judged,
        belonging=_OUTCOMES[found[3]],
        definition=definition[0] if definition else None,
        asks=tuple(one.partition(" ")[2] for one in extra if one.startswith("fråga ")),
        differs="avvikelse" in extra,
        proposed=proposed[0] if proposed else None,
    )


# --- facts -----------------------------------------------------------------------------------------


def _records(head: str, facts: Sequence[str]) -> Iterator[Record]:
    ids = (RecordId(uuid.UUID(int=number)) for number in itertools.count(1))
    youth = YouthId(next(ids))
    yield Youth(
        id=youth,
        identity_number=_number(head),
        given_name="Demo",
        family_name="Fall",
        protection=Protection.PROTECTED if "skyddad folkbokföring" in head else None,
    )
    for fact in facts:
        try:
            yield _record(fact, {"id": next(ids), "youth": youth})
        except (KeyError, ValueError) as fault:
            raise ValueError(f"cannot read the fact: {fact}") from fault


def _number(head: str) -> str:
    found = re.search(_DAY, head)
    if found is None:
        return f"{head.split()[1]}0060000{4}"  # a samordningsnummer of an uncertain day
    number = synthetic_number(date.fromisoformat(found[0]), 123)
    if "samordningsnummer" in head:
        return f"{number[:6]}{int(number[6:8]) + 60}{number[8:]}"
    return number


def _record(fact: str, ids: dict[str, Any]) -> Record:
    told, _, what = fact.partition(": ")
    day = re.search(_DAY, told)
    who = (told[: day.start()] if day else told).strip()
    parts = [one.strip() for one in what.split(",")]
    if who == "beslut":
        return _decision(what, ids)
    if who == "anmälan":
        return _notice(parts, date.fromisoformat(day[0]) if day else None, ids)
    if who.startswith("sysselsättning"):
        return _occupation(who, parts, date.fromisoformat(day[0]) if day else None, ids)
    ids |= {
        "source": _SOURCES[who],
        "as_of": date.fromisoformat(day[0]) if day else None,
        "withdrawn": _day(what, "återtagen"),
    }
    maker = _maker(parts[0])
    return maker(parts, what, ids)


def _maker(first: str) -> Callable[[list[str], str, dict[str, Any]], Record]:
    if any(first.startswith(name) for name in _DOCUMENTS):
        return _credential
    return _study if any(first.startswith(name) for name in _FORMS) else _residence


def _day(what: str, word: str) -> date | None:
    found = re.search(rf"\b{word} ({_DAY})", what)
    return date.fromisoformat(found[1]) if found else None


def _named(first: str, names: Mapping[str, Choice]) -> Any:
    return next(value for name, value in names.items() if first.startswith(name))


def _percent(parts: Sequence[str]) -> int | None:
    return next((int(one.split()[0]) for one in parts if one.endswith(" procent")), None)


def _unit(parts: Sequence[str]) -> str | None:
    return next((one.partition(" ")[2] for one in parts if one.startswith("skolenhet ")), None)


def _study(parts: list[str], what: str, ids: dict[str, Any]) -> Record:
    grade = re.search(r"årskurs (\d+)", what)
    school = re.search(r"skola ([\w ]+)", what.partition(",")[2])
    prolonged = "förlängd skolplikt" in what or (False if "frivilligt" in what else None)
    key = re.search(r"nyckel (\w+)", what)
    return StudyPeriod(
        **ids,
        form=_named(parts[0], _FORMS),
        start=_day(what, "från"),
        end=_day(what, "till"),
        end_kind=next((_ENDS[one] for one in parts if one in _ENDS), None),
        extent=_percent(parts),
        school=school[1] if school else None,
        school_unit=_unit(parts),
        grade=int(grade[1]) if grade else None,
        prolonged=prolonged,
        key=key[1] if key else None,
    )


def _credential(parts: list[str], what: str, ids: dict[str, Any]) -> Record:
    return Credential(**ids, kind=_named(parts[0], _DOCUMENTS), issued_on=_day(what, "utfärdat"))


def _residence(parts: list[str], what: str, ids: dict[str, Any]) -> Record:
    place = re.search(r" i (\d{4})", parts[0])
    return Residence(
        **ids,
        kind=_named(re.sub(r" i \d{4}", "", parts[0]), _PLACES),
        municipality=place[1] if place else None,
        start=_day(what, "från"),
        end=_day(what, "till"),
        from_abroad=True if "från utlandet" in what else None,
    )


def _notice(parts: list[str], told: date | None, ids: dict[str, Any]) -> Record:
    school = next((one.partition(" ")[2] for one in parts if one.startswith("skola ")), None)
    form = next((_FORMS[one] for one in parts if one in _FORMS), None)
    return SchoolNotice(
        **ids,
        source=FactSource.NOTICE,
        as_of=told,
        kind=_named(parts[0], _NOTICES),
        occurred_on=date.fromisoformat(parts[0].split()[-1]),
        school=school,
        school_unit=_unit(parts),
        form=form,
    )


def _occupation(who: str, parts: list[str], told: date | None, ids: dict[str, Any]) -> Record:
    source = re.search(r"enligt (.+)", who)
    labels = {one.label: one for one in OccupationKind}
    first = parts[0].partition(" från ")[0]
    return Occupation(
        **ids,
        kind=labels[first],
        source=_SOURCES[source[1].strip()] if source else None,
        noted_on=told,
        start=_day(", ".join(parts), "från"),
        end=_day(", ".join(parts), "till"),
        extent=_percent(parts),
    )


def _decision(what: str, ids: dict[str, Any]) -> Record:
    found = re.match(r"villkor (\d) (uppfyllt|inte uppfyllt|uppgift saknas)", what)
    labels = {one.label: one for one in Judged}
    return CriterionDecision(
        **ids,
        criterion=next(one for one in Criterion if one == int(found[1])) if found else None,
        judged=labels[found[2]] if found else None,
        belonging=None if found else _OUTCOMES[what.partition(" från ")[0]],
        start=_day(what, "från") or date.min,
        end=_day(what, "till"),
        reason="Dokumenterat beslut.",
    )
