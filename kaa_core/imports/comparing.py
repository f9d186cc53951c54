"""What a row's facts would change about a youth whom the register already holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import attrs

from kaa_core.imports import parts
from kaa_core.imports.columns import normal
from kaa_core.imports.rows import BARRED_ADDRESS
from kaa_core.imports.sources.facts import AnyFact
from kaa_core.imports.sources.matching import content
from kaa_core.imports.verdicts import (
    NOTHING,
    Difference,
    Facts,
    GuardianFact,
    KnownYouth,
    Note,
    NoteKind,
    OccupationFact,
    Outcome,
)
from kaa_core.model.enums import Protection
from kaa_core.model.ids import WorkerId
from kaa_core.model.records import Guardian, Occupation, Residence, Worker, Youth
from kaa_core.model.registry import REGISTRY
from kaa_core.rules.protection import hidden, without_place

_ADDRESS: Final = ("street", "postal_code", "city")
_LABELS: Final = {field.name: field.label for field in REGISTRY.kind(Youth).fields}
_KEYS: Final[Mapping[str, Callable[[str], object]]] = {"phone": parts.dialled}
_STRONGER: Final = Note(
    NoteKind.PROTECTION,
    "Filen anger ett starkare skydd än registret. Kontrollera med folkbokföringen och ändra skyddet på "
    "ungdomens sida.",
)


@attrs.frozen
class Compared:
    """The outcome for a known youth, and what goes with it."""

    outcome: Outcome
    fills: dict[str, Any]
    differences: tuple[Difference, ...]
    adds: Facts | None
    notes: tuple[Note, ...]


def compare(facts: Facts, known: KnownYouth, names: Mapping[WorkerId, str]) -> Compared:
    """Only what is empty is filled; what differs is shown and stays as it was written."""
    fills, differences, notes = _youth(facts, known.youth)
    adds, more = _adds(facts, known, names)
    differences += more
    if differences:
        outcome = Outcome.DIFFERS
    else:
        outcome = Outcome.FILLED if fills or adds is not None else Outcome.SAME
    return Compared(outcome, fills, tuple(differences), adds, tuple(notes))


def disagreements(facts: Facts, earlier: Facts) -> tuple[Difference, ...]:
    """Return in what a doubled row differs from the earlier one about the same person."""
    return tuple(
        _difference(field, earlier.youth.get(field), value)
        for field, value in facts.youth.items()
        if not _same(field, value, earlier.youth.get(field))
    )


def _youth(facts: Facts, youth: Youth) -> tuple[dict[str, Any], list[Difference], list[Note]]:
    fills: dict[str, Any] = {}
    differences: list[Difference] = []
    notes: list[Note] = []
    stated = dict(facts.youth)
    if youth.protection is Protection.PROTECTED and any(stated.pop(f, None) for f in _ADDRESS):
        for field in _ADDRESS:
            stated.pop(field, None)
        notes.append(BARRED_ADDRESS)
    _judge_protection(stated.pop("protection", None), youth, fills, differences, notes)
    for field, value in stated.items():
        held = getattr(youth, field)
        if held in (None, ""):
            fills[field] = value
        elif not _same(field, value, held):
            differences.append(_difference(field, held, value))
    if any(one.label in {_LABELS[f] for f in _ADDRESS} for one in differences):
        for field in _ADDRESS:  # half of another address is no address
            fills.pop(field, None)
    return fills, differences, notes


def _judge_protection(
    stated: Protection | None,
    youth: Youth,
    fills: dict[str, Any],
    differences: list[Difference],
    notes: list[Note],
) -> None:
    """Fill an empty mark, unless an address that somebody wrote would have to go with it."""
    if stated is None or stated == youth.protection:
        return
    written = any(getattr(youth, field) for field in _ADDRESS)
    if youth.protection is None and not (stated is Protection.PROTECTED and written):
        fills["protection"] = stated
        return
    ours = youth.protection or Protection.NONE
    differences.insert(0, Difference(_LABELS["protection"], ours.label, stated.label))
    if stated > ours:
        notes.append(_STRONGER)


def _adds(
    facts: Facts, known: KnownYouth, names: Mapping[WorkerId, str]
) -> tuple[Facts | None, list[Difference]]:
    """Return the enrolment, occupations and guardians that the register lacks."""
    enrolled, worker, differences = _enrolment(facts, known, names)
    occupations = tuple(
        one for one in facts.occupations if not any(_is_held(one, h) for h in known.occupations)
    )
    guardians = tuple(
        one
        for one in facts.guardians
        if not any(normal(one.name) == normal(held.name) for held in known.guardians)
    )
    differences += [
        different
        for one in facts.guardians
        for held in known.guardians
        if normal(one.name) == normal(held.name)
        for different in _guardian(one, held)
    ]
    stated = tuple(one for one in facts.stated if not _is_stated(one, known))
    if enrolled is None and worker is None and not (occupations or guardians or stated):
        return None, differences
    adds = attrs.evolve(
        facts,
        youth={},
        enrolled_on=enrolled,
        reason=facts.reason if enrolled else None,
        registration_note=facts.registration_note if enrolled else None,
        worker=worker,
        occupations=occupations,
        guardians=guardians,
        stated=stated,
        mended_names=NOTHING,
    )
    return adds, differences


def _enrolment(
    facts: Facts, known: KnownYouth, names: Mapping[WorkerId, str]
) -> tuple[date | None, WorkerId | None, list[Difference]]:
    """Return the start of an enrolment to open, the worker to give, and what differs."""
    current = next((one for one in known.enrolments if one.end is None), None)
    if facts.ended_on is not None:
        open_yet = Difference("avskriven", "", facts.ended_on.isoformat())
        return None, None, [open_yet] if current is not None else []
    if current is None:
        ends = [one.end for one in known.enrolments if one.end is not None]
        newer = facts.enrolled_on and (not ends or facts.enrolled_on > max(ends))
        return (facts.enrolled_on, facts.worker, []) if newer else (None, None, [])
    differences = []
    if facts.enrolled_on is not None and facts.enrolled_on != current.start:
        differences.append(
            Difference("inskriven", current.start.isoformat(), facts.enrolled_on.isoformat())
        )
    if facts.worker is None or facts.worker == current.worker:
        return None, None, differences
    if current.worker is None:
        return None, facts.worker, differences
    ours = names.get(current.worker, "en annan")
    differences.append(Difference("handläggare", ours, names.get(facts.worker, "")))
    return None, None, differences


def _guardian(one: GuardianFact, held: Guardian) -> list[Difference]:
    found = []
    if one.phone and parts.dialled(one.phone) != parts.dialled(held.phone or ""):
        found.append(Difference("vårdnadshavarens telefon", held.phone or "", one.phone))
    if one.email and normal(one.email) != normal(held.email or ""):
        found.append(Difference("vårdnadshavarens e-post", held.email or "", one.email))
    return found


def _is_held(one: OccupationFact, held: Occupation) -> bool:
    said, known = normal(one.description or ""), normal(held.description or "")
    return one.kind is held.kind and said == known and held.end is None


def _is_stated(one: AnyFact, known: KnownYouth) -> bool:
    """Whether the register has the fact from this or another source: it is not said twice."""
    said = [content(form) for form in _forms(one, known.youth)]
    return any(type(held) is type(one) and content(held) in said for held in known.stated)


def _forms(one: AnyFact, youth: Youth) -> Sequence[AnyFact]:
    """How the register may hold what a row says: of the protected less than it says."""
    if not hidden(youth.protection) or not isinstance(one, Residence):
        return (one,)
    return one, attrs.evolve(one, from_abroad=None), without_place(one, "")


def _same(field: str, value: Any, held: Any) -> bool:
    if isinstance(value, str) and isinstance(held, str):
        key = _KEYS.get(field, normal)
        return key(value) == key(held)
    return bool(value == held)


def _difference(field: str, held: Any, value: Any) -> Difference:
    return Difference(_LABELS[field], _shown(held), _shown(value))


def _shown(value: Any) -> str:
    return value.label if isinstance(value, Protection) else str(value or "")


def names_of(workers: Sequence[Worker]) -> dict[WorkerId, str]:
    """Return the workers' names by their ids."""
    return {WorkerId(worker.id): worker.name for worker in workers}
