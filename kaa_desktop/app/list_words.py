"""What a list is filtered by and how many it holds, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from kaa_desktop.app import words
from kaa_desktop.app.list_query import OLDEST, YOUNGEST, ListQuery
from kaa_desktop.app.listing import CHIPS, NOBODY
from kaa_desktop.app.pasted import numbers_in
from kaa_desktop.app.staff import Staff

FEW = 3
_SOME_DAY = date(2100, 1, 1)  # how many numbers there are does not depend on the century
GONE = "någon som inte finns på datorn"


def conditions(query: ListQuery, staff: Staff) -> list[str]:
    """Each condition in words, in the order of the bar: "läge Ny eller Ej nådd", "17–18 år"."""
    return [*_typed(query), *_chosen(query, staff)]


def _typed(query: ListQuery) -> Iterator[str]:
    text = " ".join(query.text.split())
    if not text:
        return
    pasted = numbers_in(text, _SOME_DAY)
    if pasted is not None and len(pasted.numbers) + len(pasted.unread) > 1:
        yield f"{len(pasted.numbers) + len(pasted.unread)} personnummer"
    else:
        yield f"text ”{text}”"


def _chosen(query: ListQuery, staff: Staff) -> Iterator[str]:
    if query.behind is not None:
        yield f"bakom talet {query.behind.title}"
    if query.statuses:
        yield f"läge {either(CHIPS[one].text for one in query.statuses)}"
    if query.workers:
        names = (NOBODY if one is None else staff.names.get(one, GONE) for one in query.workers)
        yield f"handläggare {either(names)}" if query.workers != (None,) else NOBODY.lower()
    if query.units:
        yield f"enhet {either(staff.units.get(one, 'okänd') for one in query.units)}"
    if query.ages:
        yield ages(query.ages)
    if query.belongings:
        yield f"målgrupp {either(one.label for one in query.belongings)}"
    yield from _of_the_case(query)


def _of_the_case(query: ListQuery) -> Iterator[str]:
    if query.enrolled is not None:
        yield f"inskriven {query.enrolled.value}"
    if query.due is not None:
        yield f"nästa steg {query.due.value}"
    if query.unsent:
        yield "väntar på synk"
    if query.conflict:
        yield "har konflikt"
    if query.doubled:
        yield "samma personnummer i två ärenden"


def either(parts: Iterable[str]) -> str:
    """As "Ny, Ej nådd eller Avslutad"; of many only how many."""
    listed = list(parts)
    if len(listed) > FEW:
        return f"{listed[0]} eller {len(listed) - 1} andra"
    return " eller ".join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)


def ages(chosen: Sequence[int]) -> str:
    """As "17–18 år", "under 16 år eller 19 år", "minst 20 år"."""
    parts, run = [], list[int]()
    for age in sorted(chosen):
        if run and age == run[-1] + 1 and run[0] > YOUNGEST and age < OLDEST:
            run.append(age)
            continue
        if run:
            parts.append(_run(run))
        run = [age]
    parts.append(_run(run))
    return " eller ".join(parts)


def _run(run: Sequence[int]) -> str:
    if run[0] == YOUNGEST:
        return f"under {YOUNGEST + 1} år"
    if run[0] == OLDEST:
        return f"minst {OLDEST} år"
    return f"{run[0]} år" if len(run) == 1 else f"{run[0]}–{run[-1]} år"


def amount(number: int) -> str:
    """As "1 ungdom", "12 ungdomar"."""
    return words.counted(number, "ungdom", "ungdomar")


def shown(number: int, total: int, query: ListQuery, staff: Staff) -> str:
    """As "Visar 12 av 100: läge Ej nådd, 17–18 år."; empty when nothing is filtered."""
    told = conditions(query, staff)
    return f"Visar {number} av {total}: {', '.join(told)}." if told else ""


def not_found(missing: Sequence[str]) -> str:
    """Which of the pasted numbers are not in the list."""
    if not missing:
        return ""
    first = ", ".join(missing[:FEW])
    more = f" och {len(missing) - FEW} till" if len(missing) > FEW else ""
    return f"{words.counted(len(missing), 'nummer', 'nummer')} finns inte i listan: {first}{more}."


def copied(rows: int, hidden: int = 0, warned: int = 0) -> str:
    """What a copy came to; the protected are not in it, and who has sekretessmarkering is a warning."""
    what = words.counted(rows, "rad är kopierad", "rader är kopierade")
    told = [f"{what}, med rubriker. Urklippet töms när programmet låses."]
    if hidden:
        told.append(f"{words.counted(hidden, 'rad', 'rader')} med skyddade uppgifter är inte med.")
    if warned:
        marked = words.counted(warned, "rad har", "rader har")
        told.append(f"{marked} sekretessmarkering. Pröva skadan innan du lämnar ut något.")
    return " ".join(told)
