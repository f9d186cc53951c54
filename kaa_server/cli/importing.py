"""``kaa-server import``, ``night``, ``import-report``, ``targets`` and ``register-rules``."""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import date
from pathlib import Path

from kaa_core.imports.sources.facts import RemarkKind
from kaa_core.model.enums import RegisterRule
from kaa_server import municipalities, targets
from kaa_server.cli.administration import Act, Actions
from kaa_server.clock import system_clock
from kaa_server.database import Database
from kaa_server.faults import OperatorError, PartlyDone
from kaa_server.importing import by_rule, night, runs, schedule, telling
from kaa_server.importing.running import Order, Stopped, carry_out
from kaa_server.importing.sources import ANSWERS, SOURCES

UNREAD = (
    "Några rader gick inte att läsa eller väntar på en människa. Resten är inläst. Rätta dem i "
    "källan, eller läs in filen i programmet och svara där."
)


def add_parsers(commands: Actions, place: argparse.ArgumentParser) -> None:
    """What can be typed after them."""
    _import(commands, place)
    parser = commands.add_parser(
        "night",
        parents=[place],
        help="läs in det som nattens schema säger",
        description="Källorna läses in en efter en. En som inte går att läsa in stoppar inte de andra.",
    )
    parser.add_argument(
        "--config", type=Path, default=Path("/etc/kaa") / schedule.NAME, help="schemat (TOML)"
    )
    _accept(parser)
    parser.add_argument(
        "--all", action="store_true", help="alla källor, också de som inte är på tur"
    )
    _report(commands, place)
    counted = commands.add_parser(
        "targets", parents=[place], help="hur många som omfattas av aktivitetsansvaret"
    )
    counted.add_argument("--municipality", required=True, help="kommunkod")
    counted.add_argument("--on", type=date.fromisoformat, help="vilken dag (standard: i dag)")
    counted.add_argument("--rebuild", action="store_true", help="räkna om för alla")
    rules = commands.add_parser(
        "register-rules",
        parents=[place],
        help="vad programmet får svara på utan att någon frågas",
        description="Utan tillval visas vad som gäller. Ingenting är påslaget från början.",
    )
    rules.add_argument("--municipality", required=True, help="kommunkod")
    rules.add_argument("--enrol", choices=("on", "off"), help="skriv in den som omfattas")


def _import(commands: Actions, place: argparse.ArgumentParser) -> None:
    parser = commands.add_parser(
        "import",
        parents=[place],
        help="läs in uppgifter ur en källa",
        description="Det som är inläst förut ändras inte. Samma fil kan läsas in igen utan skada, också "
        "när en inläsning har avbrutits.",
        epilog="Avslutar med 0 när allt är inläst, 3 när några rader inte gick att läsa eller väntar "
        "på en människa, och 1 när inläsningen inte blev klar.",
    )
    parser.add_argument("--municipality", required=True, help="kommunkod")
    parser.add_argument("--source", required=True, choices=tuple(SOURCES), help="källa")
    parser.add_argument(
        "--file", type=Path, nargs="+", action="extend", required=True, help="en eller flera filer"
    )
    parser.add_argument(
        "--as-of",
        type=date.fromisoformat,
        metavar="DATUM",
        help="dagen som filen gäller, ÅÅÅÅ-MM-DD",
    )
    parser.add_argument(
        "--feed", default="", metavar="NAMN", help="namn på systemet, när en källa har flera"
    )
    parser.add_argument(
        "--whole",
        action="store_true",
        help="filen har med alla: det som källan sade förut och inte säger nu är återtaget",
    )
    _accept(parser)
    parser.add_argument("--dry-run", action="store_true", help="säg vad som skulle hända")


def _accept(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--accept",
        action="append",
        default=[],
        choices=tuple(ANSWERS),
        help="ja från den som sköter registret: nolla (en tappad nolla i numret är tillbakasatt), "
        "nytt-nummer (personnumret är ändrat), mycket-saknas (det som saknas i filen är återtaget)",
    )


def _accepted(arguments: argparse.Namespace) -> frozenset[RemarkKind]:
    return frozenset(ANSWERS[one] for one in arguments.accept)


def _report(commands: Actions, place: argparse.ArgumentParser) -> None:
    parser = commands.add_parser(
        "import-report", parents=[place], help="vad inläsningarna har gjort"
    )
    parser.add_argument("--municipality", required=True, help="kommunkod")
    parser.add_argument("--last", type=int, default=1, help="hur många körningar (standard: 1)")
    parser.add_argument("--rows", action="store_true", help="visa varje rad som inte gick att läsa")
    parser.add_argument("--ids", action="store_true", help="visa vilka ungdomar det gäller, med id")


def import_files(database: Database, arguments: argparse.Namespace) -> None:
    """Read files and write what is new in them."""
    _check(database, arguments.municipality)
    order = Order(
        municipality=arguments.municipality,
        source=arguments.source,
        files=tuple(arguments.file),
        feed=arguments.feed,
        as_of=arguments.as_of,
        whole=arguments.whole,
        accepted=_accepted(arguments),
        dry=arguments.dry_run,
    )
    fault: OperatorError | None = None
    try:
        done = carry_out(database, system_clock, order)
    except Stopped as error:
        fault, done = error, error.done
    print("\n".join(telling.told(done.run, done.became, rows=True)))
    if fault is not None:
        raise fault
    if done.run.report.unread or done.run.report.waiting:
        raise PartlyDone(UNREAD)


def night_run(database: Database, arguments: argparse.Namespace) -> None:
    """Run what is due; says of each how it went."""
    entries = schedule.read(arguments.config)
    failed = night.run(
        database,
        system_clock,
        entries,
        everything=arguments.all,
        accepted=_accepted(arguments),
        say=print,
    )
    if failed:
        raise OperatorError(
            f"{failed} av källorna kunde inte läsas in. De andra är klara, och det som är inläst "
            "finns kvar. Se ovan vad som hände med var och en."
        )


def report(database: Database, arguments: argparse.Namespace) -> None:
    """Print the latest runs."""
    code = arguments.municipality
    _check(database, code)
    with database.tenant(code) as connection:
        found = runs.listed(connection, code, arguments.last)
        for run in reversed(found):
            became = runs.became(connection, code, run.id)
            print("\n".join(telling.told(run, became, rows=arguments.rows)))
            if arguments.ids:
                rows = runs.changes(connection, code, run.id)
                print("\n".join(telling.listed(rows)))
    if not found:
        print("Ingenting är inläst än.")


def count_targets(database: Database, arguments: argparse.Namespace) -> None:
    """Print how many there are in the target group on a day."""
    code, on = arguments.municipality, arguments.on or system_clock().astimezone().date()
    _check(database, code)
    made = targets.refresh(database, code, everything=arguments.rebuild)
    counts = Counter(one.belonging for page in targets.standing(database, code, on) for one in page)
    print("\n".join(telling.counted(counts, on, made)))


def register_rules(database: Database, arguments: argparse.Namespace) -> None:
    """Switch a rule on or off, and say what holds."""
    code = arguments.municipality
    _check(database, code)
    if arguments.enrol is not None:
        by_rule.switch(database, system_clock, code, RegisterRule.ENROL, on=arguments.enrol == "on")
    held = by_rule.switched_on(database, code)
    for rule in RegisterRule:
        print(f"{rule.label}: {'på' if rule in held else 'av'}")


def _check(database: Database, code: str) -> None:
    with database.tenant(code) as connection:
        if municipalities.load(connection, code) is None:
            raise OperatorError(
                f"Kommunen {code} finns inte på den här servern. Ingenting är ändrat."
            )


COMMANDS: dict[str, Act] = {
    "import": import_files,
    "night": night_run,
    "import-report": report,
    "targets": count_targets,
    "register-rules": register_rules,
}
