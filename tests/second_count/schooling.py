"""Times in school, as the schools tell them: periods, and notices of having begun or left (15:15)."""

from __future__ import annotations

from datetime import date

from tests.second_count.days import FOREVER
from tests.second_count.reading import Person, Row

COMPULSORY, NATIONAL, IM, ADAPTED, KOMVUX, SFI, FOLK, EXCHANGE, INTERNATIONAL, OTHER = (
    1, 3, 4, 5, 6, 7, 8, 9, 10, 19,
)  # fmt: skip
SECONDARY = (NATIONAL, IM, ADAPTED, EXCHANGE, INTERNATIONAL)
UPPER = (NATIONAL, ADAPTED, EXCHANGE, INTERNATIONAL)
COURSES = (KOMVUX, FOLK, OTHER)
COMPLETED, BROKEN, CHANGED, NEVER, OTHER_END = 1, 2, 3, 4, 9
BEGAN, LEFT = 1, 2


def periods(person: Person, on: date) -> list[Row]:
    """Times in school by what has not been taken back by a day; of one who began or was to begin."""
    notices = [one for one in person.notices if _there(one, on)]
    found = []
    for one in person.studies:
        if _there(one, on):
            last = one["end"] or FOREVER
            found.append(one | {"last": last, "begun": one["how"] != NEVER})
    for notice in notices:
        if notice["kind"] == BEGAN:
            found.append(_begun(notice, found))
    for one in found:
        for notice in notices:
            ends = notice["kind"] == LEFT and one["form"] in SECONDARY and _same(one, notice)
            if ends and one["start"] <= notice["on"] < one["last"]:
                one["last"] = notice["on"]
    return found


def _begun(notice: Row, known: list[Row]) -> Row:
    """One who began by a notice: until the same school has told the end."""
    ends = [
        one["end"]
        for one in known
        if "kind" not in one
        and one["form"] in SECONDARY
        and one["end"] is not None
        and one["end"] >= notice["on"]
        and _same(one, notice)
    ]
    return notice | {
        "form": notice["form"] or NATIONAL,
        "start": notice["on"],
        "last": min(ends, default=FOREVER),
        "how": OTHER_END if ends else None,
        "begun": True,
        "extent": None,
        "prolonged": None,
        "told": notice["told"],
    }


def unmatched(person: Person, on: date) -> list[Row]:
    """Notices of having left a school that nobody else has told of."""
    known = periods(person, on)
    return [
        one
        for one in person.notices
        if one["kind"] == LEFT
        and _there(one, on)
        and not any(_told_already(each, one) for each in known)
    ]


def _told_already(known: Row, notice: Row) -> bool:
    """The same day; or the same upper secondary school within two months of it."""
    apart = abs((known["last"] - notice["on"]).days)
    near = apart <= 60 and known["form"] in SECONDARY and _same(known, notice)
    return near or not apart


def _there(one: Row, on: date) -> bool:
    return one["withdrawn"] is None or one["withdrawn"] > on


def _same(one: Row, other: Row) -> bool:
    """Whether both speak of one school, as far as they say which."""
    if one["unit"] and other["unit"]:
        return bool(one["unit"] == other["unit"])
    return not (one["school"] and other["school"]) or one["school"] == other["school"]


# --- figures ---------------------------------------------------------------------------------------


def told_of(person: Person) -> list[Row]:
    """What is counted from: all that is not taken back, with what only a notice of leaving says."""
    found = periods(person, FOREVER)
    for one in unmatched(person, FOREVER):
        found.append(
            one
            | {
                "form": one["form"] or NATIONAL,
                "start": None,
                "last": one["on"],
                "how": BROKEN,
                "begun": True,
            }
        )
    return found


def left_school(person: Person, forms: tuple[int, ...], start: date, on: date) -> Row | None:
    """The first studies of these forms that were left in a period without being completed."""
    known = told_of(person)
    found = None
    for one in known:
        if one["form"] not in forms or one["how"] not in (None, BROKEN, OTHER_END):
            continue
        if not start <= one["last"] <= on or _went_on(known, one, on):
            continue
        if one["how"] is None and _has_document(person, one["last"], on):
            continue
        if found is None or (one["last"], one["start"] or date.min) < (
            found["last"],
            found["start"] or date.min,
        ):
            found = one
    return found


def _went_on(known: list[Row], ended: Row, on: date) -> bool:
    for one in known:
        if one is ended or one["form"] not in UPPER or not one["begun"]:
            continue
        begins = one["start"] or date.min
        soon = begins <= on and (begins - ended["last"]).days <= 30
        if soon and one["last"] > ended["last"]:
            return True
    return False


def _has_document(person: Person, last: date, on: date) -> bool:
    days = [
        one["issued"] or one["told"]
        for one in person.documents
        if one["kind"] in (1, 2) and one["withdrawn"] is None
    ]
    return any(day <= on and -60 <= (day - last).days <= 120 for day in days)


def began(person: Person, forms: tuple[int, ...], start: date, on: date) -> list[date]:
    """When such studies began in a period."""
    return [
        one["start"]
        for one in told_of(person)
        if one["form"] in forms and one["begun"] and one["start"] and start <= one["start"] <= on
    ]


OF_STUDIES = {NATIONAL: 1, INTERNATIONAL: 1, EXCHANGE: 1, IM: 2, ADAPTED: 3, KOMVUX: 4, FOLK: 5}
OTHER_EDUCATION, UNKNOWN = 6, 0


def occupation(person: Person, on: date) -> int:
    """What she does: studies that go on, upper secondary first; else what was noted last; else unknown."""
    going = [
        one
        for one in sorted(told_of(person), key=_began)
        if one["form"] not in (COMPULSORY, 2)
        and one["begun"]
        and (one["start"] or one["last"]) <= on <= one["last"]
    ]
    if going:
        first = [one for one in going if one["form"] in UPPER] or going[-1:]
        return OF_STUDIES.get(first[0]["form"], OTHER_EDUCATION)
    noted = [one for one in doings(person) if one[0] <= on <= one[1]]
    return max(noted)[2] if noted else UNKNOWN


def _began(one: Row) -> tuple[date, date, int]:
    return one["start"] or FOREVER, one["last"], one["form"]


def doings(person: Person) -> list[tuple[date, date, int]]:
    """First and last day and kind of what was noted of her: also what was learnt at a visit or at the end."""
    found = [
        (one["start"] or one["noted"] or date.min, one["end"] or FOREVER, one["kind"])
        for one in person.occupations
    ]
    seen = [(one["on"], FOREVER, one["occupation"]) for one in person.visits]
    let_go = [(one["end"], FOREVER, one["last"]) for one in person.enrolments]
    return found + [one for one in seen + let_go if one[0] is not None and one[2]]
