"""A report put together: words and figures, what they are compared with, goals, definitions, what is hidden.

Small groups are hidden in everything together, the period and the one it is compared with, before a word is
made of any number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from kaa_core.model.records import OrganisationGoal
from kaa_core.rules.calendar import in_words
from kaa_core.rules.target_group.definitions import named
from kaa_core.rules.wording import lowered
from kaa_core.statistics import goals as rules
from kaa_core.statistics.answers import Answer
from kaa_core.statistics.catalogue import BY_KEY, OF_INDICATOR
from kaa_core.statistics.charts.said import HIDDEN, UNKNOWN, beside, grouped
from kaa_core.statistics.comparing import Comparison, Line, Side, compare
from kaa_core.statistics.provenance import origin, when
from kaa_core.statistics.reports.kinds import Kind, Part, Period
from kaa_core.statistics.reports.sentences import sentence, sentences
from kaa_core.statistics.suppression import WHY, hides, suppressed_all
from kaa_core.statistics.values import Cell, Shape, Unit

LEADING = (
    "target_group",
    "enrolled",
    "not_reached",
    "contact_in_four_weeks",
    "in_measure",
    "dropouts",
)
"""What the summary says."""


@attrs.frozen(kw_only=True)
class Asked:
    """What a report is of. `texts`: a person's own words, by the part's key (kinds.SUMMARY for the first).

    `shown`: small numbers are shown, and `reason` says why. `held`: of which youths it is counted, `missing`:
    who are not among them.
    """

    kind: Kind
    municipality: str
    of: Period
    against: Period | None = None
    unit: str = ""
    texts: Mapping[str, str] = attrs.field(factory=dict)
    shown: bool = False
    reason: str = ""
    held: str = ""
    missing: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def hidden(self) -> bool:
        """Whether small numbers are hidden."""
        return self.kind.always_hidden or not self.shown


@attrs.frozen(kw_only=True)
class GoalRow:
    """A goal of the board with its outcome, in words. `reason`: why there is no verdict, else empty."""

    title: str
    aim: str
    outcome: str
    verdict: str
    owner: str
    reason: str = ""

    @property
    def state(self) -> str:
        """The verdict, and why there is none."""
        return f"{self.verdict}. {self.reason}" if self.reason else self.verdict


@attrs.frozen(kw_only=True)
class Definition:
    """How a figure is counted."""

    name: str
    says: str
    about: str


@attrs.frozen(kw_only=True)
class Section:
    """A part of the report. `lines`: its key figures beside those of the former period.

    `law`: which definition of the target group they are counted by, said where the first such number stands.
    """

    key: str
    heading: str
    sentences: tuple[str, ...]
    own: tuple[str, ...]
    lines: tuple[Line, ...]
    blocks: tuple[Answer, ...]
    law: str = ""


@attrs.frozen(kw_only=True)
class Report:
    """All that a report holds, ready to be set as paper or written as a spreadsheet."""

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    summary: tuple[str, ...]
    own: tuple[str, ...]
    sections: tuple[Section, ...]
    goals: tuple[GoalRow, ...]
    definitions: tuple[Definition, ...]
    notes: tuple[str, ...]
    comparison: Comparison | None
    answers: tuple[Answer, ...]
    hides: bool


def figures_of(kind: Kind, goals: Sequence[OrganisationGoal] = ()) -> tuple[str, ...]:
    """All figures that a report asks for, those of the goals too."""
    of_goals = (OF_INDICATOR[one.indicator].key for one in goals)
    return tuple(dict.fromkeys((*kind.figures, *of_goals)))


def build(
    asked: Asked,
    now: Mapping[str, Answer],
    then: Mapping[str, Answer] | None = None,
    goals: Sequence[OrganisationGoal] = (),
) -> Report:
    """Put a report together.

    Args:
        asked: What it is of.
        now: The figures of its period (`figures_of`), by key.
        then: Those of the period it is compared with.
        goals: The board's, that hold on the last day.
    """
    now, then = _let_out(asked, now, then or {})
    comparison = _compared(asked, now, then)
    kind = asked.kind
    built = _with_law(
        [_section(asked, one, now, then, comparison) for one in kind.parts], now, then
    )
    said = [sentence(now[key], then.get(key)) for key in LEADING if key in now]
    rows = tuple(_goal(one, now) for one in goals if OF_INDICATOR[one.indicator].key in now)
    anything = any(hides(one.table) for one in (*now.values(), *then.values()))
    told = tuple(one for key, one in now.items() if key in kind.figures)
    return Report(
        title=f"{kind.name} av aktivitetsansvaret",
        subtitle=_subtitle(asked),
        facts=tuple(_facts(asked, anything, _law_now(now.values()))),
        summary=(*(one for one in said if one), *_of_goals(rows)),
        own=_paragraphs(asked.texts.get("summary", "")),
        sections=built,
        goals=rows,
        definitions=tuple(_definitions(told)),
        notes=_notes(asked, comparison, anything),
        comparison=comparison,
        answers=told,
        hides=anything,
    )


def _let_out(
    asked: Asked, now: Mapping[str, Answer], then: Mapping[str, Answer]
) -> tuple[dict[str, Answer], dict[str, Answer]]:
    """Both periods as they leave the program: small groups are hidden in them together."""
    if not asked.hidden:
        return dict(now), dict(then)
    made = suppressed_all([*now.values(), *then.values()])
    return dict(zip(now, made, strict=False)), dict(zip(then, made[len(now) :], strict=True))


def _compared(
    asked: Asked, now: Mapping[str, Answer], then: Mapping[str, Answer]
) -> Comparison | None:
    if asked.against is None or not then:
        return None
    sides = [
        Side(as_of=asked.against.end, answers=then),
        Side(as_of=asked.of.end, answers=now),
    ]
    return compare(sides, [key for key in asked.kind.figures if _is_line(now, key)])


def _is_line(now: Mapping[str, Answer], key: str) -> bool:
    return key in now and (_is_number(key) or key == "situation")


def _section(
    asked: Asked,
    part: Part,
    now: Mapping[str, Answer],
    then: Mapping[str, Answer],
    comparison: Comparison | None,
) -> Section:
    held = [now[key] for key in part.figures if key in now]
    if comparison is None:
        side = Side(as_of=asked.of.end, answers=now)
        numbers = [one.figure for one in held if _is_number(one.figure)]
        lines = compare([side], numbers).lines
    else:
        lines = tuple(
            _line(one)
            for one in comparison.lines
            if one.figure in part.figures and (one.row != "all" or _is_number(one.figure))
        )
    return Section(
        key=part.key,
        heading=part.heading,
        sentences=tuple(sentences(part.figures, now, then)),
        own=_paragraphs(asked.texts.get(part.key, "")),
        lines=lines,
        blocks=tuple(one for one in held if not _is_number(one.figure)),
    )


def _with_law(
    built: Sequence[Section], now: Mapping[str, Answer], then: Mapping[str, Answer]
) -> tuple[Section, ...]:
    """The first section whose table depends on the definition says which it was, and of which day."""
    for at, one in enumerate(built):
        keys = [line.figure for line in one.lines if BY_KEY[line.figure].by_definition]
        if keys:
            sides = [side[keys[0]] for side in (then, now) if keys[0] in side]
            return (*built[:at], attrs.evolve(one, law=_law(sides)), *built[at + 1 :])
    return tuple(built)


def _law_now(answers: Iterable[Answer]) -> str:
    """The definition that this period's figures are counted by; "" where none depends on it."""
    names = (named(one.definition).name for one in answers if BY_KEY[one.figure].by_definition)
    return "".join(f"{one}." for one in dict.fromkeys(names))


def _law(sides: Sequence[Answer]) -> str:
    """As "Målgruppen räknas efter: lydelsen … Dagen är 24 november 2026."."""
    days = " och ".join(in_words(one.as_of) for one in sides)
    names = dict.fromkeys(one.definition for one in sides)
    if len(names) == 1:
        return f"Målgruppen den {days} är räknad så här: {named(sides[0].definition).name}."
    told = (f"{in_words(one.as_of)}: {named(one.definition).name}." for one in sides)
    return f"Målgruppen är räknad på olika sätt. {' '.join(told)}"


def _is_number(figure: str) -> bool:
    return BY_KEY[figure].shape is Shape.NUMBER


def _line(line: Line) -> Line:
    """A row of a larger figure says which one it is of."""
    if _is_number(line.figure):
        return line
    return attrs.evolve(line, label=f"Läget: {lowered(line.label)}")


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.replace("\r\n", "\n").split("\n") if one.strip())


# -- what stands around the figures


def _subtitle(asked: Asked) -> str:
    about = f"{asked.municipality}, {asked.unit}" if asked.unit else asked.municipality
    return f"{about}. {in_words(asked.of.start)} till {in_words(asked.of.end)}."


def _facts(asked: Asked, anything: bool, law: str) -> Iterator[tuple[str, str]]:
    yield "Kommun", asked.municipality
    if asked.unit:
        yield "Enhet", asked.unit
    yield "Period", f"{in_words(asked.of.start)} till {in_words(asked.of.end)}"
    yield "Tal som gäller en dag", f"Avser {in_words(asked.of.end)}"
    if law:
        yield "Målgruppen", law
    if asked.against is not None:
        against = asked.against
        yield "Jämförs med", f"{in_words(against.start)} till {in_words(against.end)}"
    if asked.held:
        yield "Räknat på", asked.held
    if asked.missing:
        yield "Saknas", asked.missing
    if not asked.hidden:
        yield "Små tal", f"Visas. Skäl: {asked.reason}"
    elif anything:
        yield "Små tal", WHY
    else:
        yield "Små tal", "Inget tal gäller färre än fem ungdomar, så inget är dolt."


def _notes(asked: Asked, comparison: Comparison | None, anything: bool) -> tuple[str, ...]:
    found = list(asked.remarks)
    if comparison is not None:
        found += comparison.warnings
        found += dict.fromkeys(warning for line in comparison.lines for warning in line.warnings)
    if anything:
        found.append(WHY)
    return tuple(dict.fromkeys(found))


def _of_goals(rows: Sequence[GoalRow]) -> Iterator[str]:
    """Of all goals, so that the sentence and the table below it say the same."""
    if not rows:
        return
    reached, open_, hidden = (
        sum(one.verdict == word for one in rows) for word in (MET, UNJUDGED, NOT_TOLD)
    )
    said = [f"{reached} av {len(rows)} mål är {'nått' if len(rows) == 1 else 'nådda'}."]
    said += [f"{open_} går inte att bedöma än."] if open_ else []
    said += [f"{hidden} visas inte, för talet är dolt."] if hidden else []
    yield " ".join(said)


MET, NOT_MET, NOT_TOLD, UNJUDGED = "Nått", "Inte nått", "Visas inte", "Går inte att bedöma än"


def _goal(goal: OrganisationGoal, now: Mapping[str, Answer]) -> GoalRow:
    """What is hidden gives no verdict either: "högst 3, nått" would tell it."""
    answer = now[OF_INDICATOR[goal.indicator].key]
    cell = answer.table.cell
    met = rules.met(goal, cell)
    verdict = UNJUDGED if met is None else MET if met else NOT_MET
    return GoalRow(
        title=goal.title,
        aim=_aim(goal),
        outcome=HIDDEN if cell.hidden else _outcome(goal, cell),
        verdict=NOT_TOLD if cell.hidden else verdict,
        owner=goal.owner or UNKNOWN,
        reason="" if cell.hidden else rules.why_not_judged(goal, cell, answer.table.remarks),
    )


def _aim(goal: OrganisationGoal) -> str:
    ceiling = "högst " if rules.lower_is_better(goal.indicator) else "minst "
    if goal.target is not None:
        return f"{ceiling}{goal.target} %"
    if goal.target_count is not None:
        return f"{ceiling}{grouped(goal.target_count)}"
    return UNKNOWN


def _outcome(goal: OrganisationGoal, cell: Cell) -> str:
    if rules.in_percent(goal) and cell.whole is not None:
        told = rules.percent_words(goal, cell)
        return f"{told} ({beside(cell, Unit.SHARE)})" if told else UNKNOWN
    return UNKNOWN if cell.count is None else grouped(cell.count)


def _definitions(answers: Sequence[Answer]) -> Iterator[Definition]:
    for one in answers:
        figure = BY_KEY[one.figure]
        law = f" {named(one.definition).name}." if figure.by_definition else ""
        about = f"Avser {when(one, figure)}. Version {one.version}. {origin(one)}.{law}"
        yield Definition(name=figure.name, says=figure.says, about=about)
