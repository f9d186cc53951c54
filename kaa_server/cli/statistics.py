"""``kaa-server stats`` and ``compare-group``: figures for whoever fetches them, and who shares them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final

from kaa_core.model.records import Unit
from kaa_core.rules.target_group.definitions import in_force
from kaa_core.statistics import telling
from kaa_core.statistics.answers import Answer
from kaa_core.statistics.catalogue import BY_KEY
from kaa_core.statistics.day import Filter
from kaa_core.statistics.suppression import WHY, suppressed_all
from kaa_core.statistics.telling import About
from kaa_server import (
    known_then,
    side_by_side,
    statistics,
    storing,
)
from kaa_server.cli.administration import Act, Actions
from kaa_server.cli.which import HELP, municipality_of
from kaa_server.clock import system_clock
from kaa_server.database import Database
from kaa_server.faults import NotAsked, OperatorError
from kaa_server.files import write_private
from kaa_server.importing import stored
from kaa_server.municipalities import Municipality
from kaa_server.statistics import Given, Question

OPEN: Final = (
    "Små tal visas: filen är för kommunens eget bruk. Använd --suppress innan något lämnas ut."
)
HOW: Final = "Hur varje tal räknas: --definitions"
ON_SCREEN: Final = "-"


def add_parsers(commands: Actions, place: argparse.ArgumentParser) -> None:
    """What can be typed after them."""
    parser = commands.add_parser(
        "stats",
        parents=[place],
        help="kommunens tal en viss dag",
        description="Talen är för kommunens eget bruk: också de som gäller en enda ungdom visas. Med "
        "--suppress döljs tal om färre än fem ungdomar, och så många till att de små inte kan räknas "
        "ut. Noll visas. Ingen ungdom nämns.",
        epilog="Utan --json, --csv och --xlsx skrivs en tabell. Filerna får bara läsas av den som kör "
        "kommandot; FIL - skriver JSON eller CSV på standard ut. Avslutar med 0 när allt är gjort, "
        "1 när något gick fel och 2 när dagen inte har varit eller kommunen inte är sagd. "
        "JSON beskrivs i docs/statistik-json.md.",
    )
    parser.add_argument("--municipality", help=HELP)
    day = date.fromisoformat
    parser.add_argument(
        "--as-of", type=day, metavar="DATUM", help="dagen talen avser (standard: i dag)"
    )
    parser.add_argument(
        "--from",
        dest="start",
        type=day,
        metavar="DATUM",
        help="periodens första dag (standard: 1 augusti samma läsår)",
    )
    parser.add_argument(
        "--definition",
        type=day,
        metavar="DATUM",
        help="räkna målgruppen enligt lydelsen den dagen (standard: den som gällde --as-of)",
    )
    parser.add_argument(
        "--known-at",
        type=datetime.fromisoformat,
        metavar="TIDPUNKT",
        help="så som registret såg ut då, ÅÅÅÅ-MM-DDTTT:MM; det tar längre tid",
    )
    parser.add_argument("--unit", metavar="NAMN", help="bara en enhet")
    parser.add_argument(
        "--figure",
        nargs="+",
        action="extend",
        default=[],
        metavar="NYCKEL",
        help="bara de här talen",
    )
    parser.add_argument(
        "--definitions", action="store_true", help="skriv under varje tal hur det räknas"
    )
    parser.add_argument("--suppress", action="store_true", help="dölj tal om färre än fem ungdomar")
    parser.add_argument("--json", metavar="FIL", help="skriv JSON")
    parser.add_argument("--csv", metavar="FIL", help="skriv CSV, en rad för varje tal")
    parser.add_argument("--xlsx", type=Path, metavar="FIL", help="skriv ett kalkylblad med diagram")
    parser.add_argument(
        "--store",
        action="store_true",
        help="lagra talen för de månader som har gått och inte är lagrade, och ingenting annat",
    )
    _compare(commands, place)


def _compare(commands: Actions, place: argparse.ArgumentParser) -> None:
    parser = commands.add_parser(
        "compare-group",
        parents=[place],
        help="vilka kommuner som får se varandras sammanställda tal",
        description="En kommun är med i högst en grupp, och bara när dess egna inställningar säger att den "
        "delar sina tal. Det som delas är sammanställda tal för varje månads slut, med små tal dolda. "
        "Utan tillval visas vad som gäller.",
    )
    parser.add_argument("--municipality", required=True, help="kommunkod")
    change = parser.add_mutually_exclusive_group()
    change.add_argument("--join", metavar="GRUPP", help="lägg till kommunen i en grupp")
    change.add_argument(
        "--leave", action="store_true", help="ta bort kommunen och det den har delat"
    )


def stats(database: Database, arguments: argparse.Namespace) -> None:
    """Count, and write where it was asked for."""
    there = municipality_of(database, arguments.municipality)
    if arguments.store:
        count = storing.store(database, system_clock, there.code)
        side_by_side.publish(database, system_clock, there.code)
        print(f"Talen är lagrade för {storing.months(count)}.")
        return
    question = _question(database, there.code, arguments)
    given, about = _given(database, there, question, arguments)
    answers = list(given.answers)
    if arguments.suppress:
        answers = list(suppressed_all(answers))
    _write(answers, about, arguments)


def _question(database: Database, code: str, arguments: argparse.Namespace) -> Question:
    unknown = [one for one in arguments.figure if one not in BY_KEY]
    if unknown:
        raise OperatorError(
            f"Talet {unknown[0]} finns inte. De som finns: {', '.join(BY_KEY)}. Inget är räknat."
        )
    today = system_clock().astimezone().date()
    as_of = arguments.as_of or today
    if as_of > today:
        raise NotAsked(f"Dagen {as_of} har inte varit än. Inget är räknat.")
    if arguments.start is not None and arguments.start > as_of:
        raise OperatorError("--from ligger efter --as-of. Inget är räknat.")
    only = Filter()
    if arguments.unit is not None:
        only = Filter(units=frozenset([_unit(database, code, arguments.unit)]))
    return Question(
        as_of=as_of,
        figures=statistics.figures_named(list(dict.fromkeys(arguments.figure))),
        start=arguments.start,
        definition=None if arguments.definition is None else in_force(arguments.definition),
        only=only,
    )


def _given(
    database: Database,
    there: Municipality,
    question: Question,
    arguments: argparse.Namespace,
) -> tuple[Given, About]:
    now = system_clock().astimezone()
    then: datetime | None = arguments.known_at
    if then is None:
        given = statistics.ask(database, there.code, question, now.date())
    else:
        then = then.astimezone()
        if then > now:
            raise OperatorError("--known-at har inte varit än. Inget är räknat.")
        given = known_then.ask(database, there.code, question, then, now.date())
    return given, About(
        municipality=there.code,
        name=there.name,
        made_at=now.isoformat(timespec="seconds"),
        log_row=given.seq,
        known_at=None if then is None else then.isoformat(timespec="seconds"),
        unit=arguments.unit,
        small_hidden=bool(arguments.suppress),
        remarks=(*given.remarks, WHY if arguments.suppress else OPEN),
    )


def _write(answers: Sequence[Answer], about: About, arguments: argparse.Namespace) -> None:
    told = telling.document(answers, about)
    files: list[tuple[str, str | bytes]] = []
    if arguments.json is not None:
        files.append((arguments.json, telling.as_json(told)))
    if arguments.csv is not None:
        # A spreadsheet takes a file without the mark for another alphabet's.
        mark = "" if arguments.csv == ON_SCREEN else "\N{ZERO WIDTH NO-BREAK SPACE}"
        files.append((arguments.csv, mark + telling.as_csv(told)))
    if arguments.xlsx is not None:
        files.append((str(arguments.xlsx), _workbook(answers, about, told)))
    for name, content in files:
        if name == ON_SCREEN and isinstance(content, str):
            sys.stdout.write(content)
            continue
        try:
            write_private(Path(name), content)
        except OSError as error:
            raise OperatorError(
                f"Filen går inte att skriva. Kontrollera mappen: {Path(name).absolute().parent}."
            ) from error
    if not files:
        in_order = sorted(answers, key=lambda one: list(BY_KEY).index(one.figure))
        head = _head(told, about)
        if not arguments.definitions:
            head.append(HOW)
        sys.stdout.write(telling.as_text(in_order, head, definitions=arguments.definitions))


def _workbook(answers: Sequence[Answer], about: About, told: telling.Document) -> bytes:
    from kaa_core.statistics.workbook import workbook  # noqa: PLC0415 - only this needs a spreadsheet

    title = f"{about.name}, {told.as_of}"
    made = datetime.fromisoformat(about.made_at).replace(tzinfo=None)
    return workbook(title, answers, made=made, facts=_facts(told, about))


def _facts(told: telling.Document, about: About) -> list[tuple[str, str]]:
    facts = [
        ("Kommun", f"{about.name} ({about.municipality})"),
        ("Avser", told.as_of),
        ("Period från", told.start),
        ("Målgruppens definition", told.definition_name),
        ("Räknat", about.made_at),
    ]
    facts += [("Enhet", about.unit)] if about.unit else []
    facts += [("Så som registret såg ut", about.known_at)] if about.known_at else []
    return [*facts, *(("Observera", one) for one in about.remarks)]


def _head(told: telling.Document, about: About) -> list[str]:
    return [f"{label}: {text}" for label, text in _facts(told, about)]


def _unit(database: Database, code: str, name: str) -> bytes:
    with database.tenant(code) as connection:
        units = {one.name: one.id.bytes for one in stored.records_of(connection, code, Unit)}
    if name not in units:
        there = ", ".join(sorted(one for one in units if one)) or "inga"
        raise OperatorError(f"Enheten {name} finns inte. De som finns: {there}. Inget är räknat.")
    return units[name]


def compare_group(database: Database, arguments: argparse.Namespace) -> None:
    """Change who is in which group, or say what holds."""
    there = municipality_of(database, arguments.municipality)
    if arguments.join is not None:
        side_by_side.join(database, system_clock, there.code, arguments.join)
        count = side_by_side.publish(database, system_clock, there.code)
        print(
            f"{there.name} är med i {arguments.join.strip()}. {storing.months(count).capitalize()} är delade."
        )
    elif arguments.leave:
        gone = side_by_side.leave(database, there.code)
        print(
            f"{there.name} är inte med längre, och det som var delat är borttaget."
            if gone
            else f"{there.name} var inte med i någon grupp."
        )
    else:
        with database.tenant(there.code) as connection:
            group = side_by_side.group_of(connection, there.code)
            sharing = side_by_side.shares(connection, there.code)
        print(f"Grupp: {group or 'ingen'}")
        print(f"Delar sina tal enligt kommunens inställningar: {'ja' if sharing else 'nej'}")


COMMANDS: dict[str, Act] = {"stats": stats, "compare-group": compare_group}
