"""Underlag till SCB: the file, its record, who is protected, and what was said last."""

from __future__ import annotations

import csv
import hashlib
import io
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from kaa_core.model.casework import Measure
from kaa_core.model.enums import (
    Channel,
    ContactOutcome,
    ConversationKind,
    Counterpart,
    DeregistrationReason,
    LinkState,
    MeasureEnd,
    MeasureKind,
    OccupationKind,
    Protection,
    RegistrationReason,
    Role,
    VisitOutcome,
    VisitStatus,
)
from kaa_core.model.facts import YouthLink
from kaa_core.model.ids import YouthId
from kaa_core.model.records import (
    Contact,
    Conversation,
    Enrolment,
    HomeVisit,
    Occupation,
    ProtectedOpening,
    ScbDelivery,
    ScbLayout,
    ScbStatement,
    Youth,
)
from kaa_core.model.registry import milliseconds
from kaa_core.scb.checks import check
from kaa_core.scb.half_year import HalfYear
from kaa_core.scb.layout import DEFAULT, Separator, pack
from kaa_core.scb.rows import lines_of
from kaa_core.scb.sources import Block
from kaa_desktop.app import opening, profiles
from kaa_desktop.app import scb as scb_module
from kaa_desktop.app.clock import FixedClock
from kaa_desktop.app.papers import PaperNotWritten
from kaa_desktop.app.running import Run
from kaa_desktop.app.scb import CHANGED, PARTLY, UNREADABLE, Scb
from kaa_desktop.app.scb_layouts import LayoutForm, read, written
from kaa_desktop.app.scb_views import Chosen, Preview, Protected, What
from kaa_desktop.app.statistics_held import Held
from kaa_desktop.app.views import Result
from kaa_desktop.store.slots import SlotFile
from kaa_desktop.store.store import SLOTS, Store
from tests.unit.app.desks import (
    CHEAP,
    NOON,
    PASSPHRASE,
    STOCKHOLM,
    WAIT,
    Desktop,
    local_desktop,
)

SPRING = HalfYear(2026, 1)
START = date(2026, 2, 2)
PLAIN = Chosen()


@pytest.fixture
def sam(tmp_path: Path) -> Iterator[Desktop]:
    """Who keeps the register."""
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


@pytest.fixture
def scb(sam: Desktop) -> Scb:
    return sam.session.scb


def youth(desk: Desktop, number: int, **values: Any) -> YouthId:
    """One who was reached on the telephone and had a measure in the half-year."""
    made = desk.youth(2000 + number, enrolled=START, **values)
    desk.store.record(
        Contact(
            id=desk.new_id(), youth=made, occurred_on=date(2026, 2, 10), channel=Channel.TELEPHONE,
            counterpart=Counterpart.YOUTH, outcome=ContactOutcome.REACHED,
        ),
        Measure(
            id=desk.new_id(), youth=made, kind=MeasureKind.GUIDANCE, start=date(2026, 3, 2),
            end=date(2026, 4, 1), end_reason=MeasureEnd.COMPLETED,
        ),
    ).result(WAIT)  # fmt: skip
    return made


def make(scb: Scb, path: Path, chosen: Chosen = PLAIN, preview: Preview | None = None) -> Result:
    scb._context.clock.moment += timedelta(minutes=1)  # type: ignore[attr-defined]
    return scb.make(preview or scb.now(SPRING), chosen, path).result(WAIT)


def told(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8"), newline=""), delimiter=";"))


def test_the_file_and_its_record(sam: Desktop, scb: Scb, tmp_path: Path) -> None:
    first, _ = youth(sam, 0), youth(sam, 1)
    sam.youth(2002)  # enrolled in the autumn
    preview = scb.now(scb.usual())
    assert preview.asked.half_year == SPRING
    assert preview.counts == {
        Block.MANDATORY: 2, Block.CONTACT: 2, Block.BEGUN: 2, Block.ENDED: 2
    }  # fmt: skip
    path = tmp_path / scb.file_name(preview)
    result = make(scb, path, preview=preview)
    assert result.sentence.startswith("Filen är gjord. Programmet skickar den inte")
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(told(path)) == 5 + 8
    (row,) = scb.deliveries()
    assert row.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (row.youths, row.counts, row.problems) == (2, {**preview.counts, Block.CLOSED: 0}, 0)
    assert (row.made_by, row.confirmed, row.sent_on) == ("Karin Demolund", False, None)
    assert "inte SCB" in row.layout
    statements = sam.store.queries.records(ScbStatement)
    assert first in {one.youth for one in statements}
    assert len(statements) == 2
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_only_what_is_said_otherwise_is_kept_again(sam: Desktop, scb: Scb, tmp_path: Path) -> None:
    first, second, third = (youth(sam, at) for at in range(3))
    make(scb, tmp_path / "1.csv")
    delivery = scb.deliveries()[0].id
    scb.mark_sent(delivery, date(2026, 11, 24)).result(WAIT)
    assert scb.now(SPRING).differences.number == 0
    calls = [one for one in sam.store.queries.case_records(first) if isinstance(one, Contact)]
    sam.store.set(Contact, calls[0].id, channel=Channel.SMS).result(WAIT)
    enrolment = next(
        one for one in sam.store.queries.case_records(second) if isinstance(one, Enrolment)
    )
    sam.store.set(Enrolment, enrolment.id, start=date(2026, 7, 1)).result(WAIT)
    fourth = youth(sam, 3)
    found = scb.now(SPRING).differences
    assert (set(found.changed), found.new, found.gone) == ({first}, (fourth,), (second,))
    assert found.changed[first].told == [
        "Kontakt med individen: Kontaktsatt var telefon, är nu sms."
    ]
    rows = scb.rows(scb.now(SPRING), What.CHANGES)
    assert sorted(one.word for one in rows) == ["Inte med längre", "Ny", "Ändrad"]
    make(scb, tmp_path / "2.csv")
    statements = sam.store.queries.records(ScbStatement)
    assert len(statements) == 6, "the third is as she was"
    assert third in {one.youth for one in statements if one.delivery == delivery}
    again = scb.now(SPRING)
    assert again.former is not None
    assert again.former.id == delivery, "compared with what was sent"
    assert again.differences.number == 3
    later = scb.deliveries()[0]
    scb.mark_sent(later.id, date(2026, 11, 24)).result(WAIT)
    assert scb.now(SPRING).differences.number == 0
    make(scb, tmp_path / "3.csv")
    kept = sam.store.queries.records(ScbStatement)
    assert len(kept) == 4, "no more of the past than is needed"
    assert scb.now(SPRING).differences.number == 0


def test_problems_are_told_with_where_to_go(sam: Desktop, scb: Scb, tmp_path: Path) -> None:
    hers = youth(sam, 0)
    late = Measure(id=sam.new_id(), youth=hers, kind=MeasureKind.COURSE, start=date(2026, 1, 7))
    sam.store.record(late).result(WAIT)
    preview = scb.now(SPRING)
    (row,) = scb.rows(preview, What.MEND)
    assert (row.youth, row.name, row.hidden) == (hers, "Liam Testberg", False)
    assert row.finding is not None
    assert row.finding.record == late.id
    make(scb, tmp_path / "med.csv")
    assert scb.deliveries()[0].problems == 1, "made all the same, and it says so"


def test_the_protected_go_along_when_somebody_has_weighed_it(
    sam: Desktop, scb: Scb, tmp_path: Path
) -> None:
    hidden = youth(sam, 0, protection=Protection.PROTECTED, case_number="K-1")
    marked = youth(sam, 1, protection=Protection.CONFIDENTIAL, street="Provgatan 1")
    youth(sam, 2)
    preview = scb.now(SPRING)
    assert (preview.hidden, preview.marked) == (1, 1)
    assert [one.field for one in scb.problems(preview, PLAIN)] == ["weighed"]
    path = tmp_path / "alla.csv"
    assert make(scb, path, Chosen(weighed=True)).done
    assert len(told(path)) == 5 + 3 * 4
    assert "Provgatan" not in path.read_text()
    openings = sam.store.queries.records(ProtectedOpening)
    assert [one.youth for one in openings] == [hidden], "it is seen that she was looked at"
    without = Chosen(protected=Protected.WITHOUT_HIDDEN, weighed=True)
    assert [one.field for one in scb.problems(preview, without)] == ["reason"]
    none = Chosen(protected=Protected.NONE, reason="SCB vill ha dem på annat sätt")
    assert scb.problems(preview, none) == []
    make(scb, path, none)
    assert len(told(path)) == 5 + 4
    (row, former) = scb.deliveries()
    assert (row.left_out, row.protected, row.reason) == (2, 0, none.reason)
    assert (former.left_out, former.protected) == (0, 2)
    now = scb.now(SPRING)
    assert set(now.differences.new) == {hidden, marked}


def test_who_became_protected_meanwhile_is_asked_about(
    sam: Desktop, scb: Scb, tmp_path: Path
) -> None:
    hers = youth(sam, 0)
    preview = scb.now(SPRING)
    sam.store.set(Youth, hers, protection=Protection.CONFIDENTIAL).result(WAIT)
    result = make(scb, tmp_path / "x.csv", Chosen(weighed=True), preview)
    assert [one.sentence for one in result.problems] == [CHANGED]
    assert not (tmp_path / "x.csv").exists()
    assert scb.deliveries() == []


def test_nothing_is_recorded_when_the_file_cannot_be_written(
    sam: Desktop, scb: Scb, tmp_path: Path
) -> None:
    youth(sam, 0)
    with pytest.raises(PaperNotWritten):
        make(scb, tmp_path / "finns inte" / "x.csv")
    folder = tmp_path / "upptagen.csv"
    folder.mkdir()
    with pytest.raises(PaperNotWritten):
        make(scb, folder)
    assert (scb.deliveries(), sam.store.queries.records(ScbStatement)) == ([], [])
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_it_can_be_broken_off(sam: Desktop, scb: Scb, tmp_path: Path) -> None:
    youth(sam, 0)
    preview, run = scb.now(SPRING), Run()
    run.stop()
    assert scb.later(SPRING, run).result(WAIT) is None
    result = scb.make(preview, PLAIN, tmp_path / "x.csv", run).result(WAIT)
    assert [one.sentence for one in result.problems] == ["Det är avbrutet. Ingen fil är gjord."]
    assert (scb.deliveries(), (tmp_path / "x.csv").exists()) == ([], False)


def test_rights(tmp_path: Path) -> None:
    desk = local_desktop(tmp_path)  # a handläggare
    try:
        youth(desk, 0)
        scb = desk.session.scb
        preview = scb.now(SPRING)
        assert len(preview.lines) == 1, "she may look"
        result = make(scb, tmp_path / "x.csv")
        assert not result.done
        assert not scb.layouts.save(form(scb)).result(WAIT).done
        assert not (tmp_path / "x.csv").exists()
    finally:
        desk.close()


def test_who_does_not_hold_everybody_is_told_whom(tmp_path: Path) -> None:
    desk = local_desktop(tmp_path, role=Role.MANAGER)
    try:
        youth(desk, 0)
        said = desk.session.scb.now(SPRING).missing
        assert said.startswith("Ungdomar med skyddad folkbokföring som du inte arbetar med finns")
        assert "samordnare" in said
        assert "kaa-server scb" in said
    finally:
        desk.close()


def test_a_file_without_everybody_is_made_by_a_yes(
    sam: Desktop, scb: Scb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    youth(sam, 0)
    assert scb.now(SPRING).missing == "", "who keeps the register holds all"
    some = Held(sentence="", whole=False, missing="Andra.")
    monkeypatch.setattr(scb_module, "held", lambda *_, **__: some)
    preview = scb.now(SPRING)
    [problem] = scb.problems(preview, PLAIN)
    assert (problem.field, problem.sentence.startswith(preview.missing)) == ("partly", True)
    path = tmp_path / "x.csv"
    assert not make(scb, path).done
    assert not path.exists()
    assert make(scb, path, Chosen(partly=True)).done


def test_linked_entries_are_one(sam: Desktop, scb: Scb) -> None:
    kept, other = youth(sam, 0), youth(sam, 1)
    link = YouthLink(id=sam.new_id(), youth=kept, other=other, state=LinkState.SAME)
    sam.store.record(link).result(WAIT)
    preview = scb.now(SPRING)
    assert set(preview.lines) == {kept}
    assert preview.counts[Block.MANDATORY] == 2
    assert [one.finding.rule.value for one in preview.mends] == ["Dubbla inskrivningar"]


def test_what_is_read_is_all_that_matters(sam: Desktop, scb: Scb) -> None:
    """Against all records of a case, with something just before and after each end of the half-year."""
    first, last, day = SPRING.first, SPRING.last, timedelta(days=1)
    days = [first - 400 * day, first - 31 * day, first - 30 * day, first - day, first, last]
    for at, start in enumerate((date(2020, 1, 1), first - day, first, first + 2 * day, last)):
        hers = sam.youth(2050 + at, enrolled=start)
        for place, on in enumerate([*days, last + day]):
            sam.store.record(
                Contact(
                    id=sam.new_id(), youth=hers, occurred_on=on, channel=Channel.SMS,
                    counterpart=Counterpart.YOUTH, outcome=ContactOutcome.REACHED,
                ),
                HomeVisit(
                    id=sam.new_id(), youth=hers, status=VisitStatus.DONE, visited_on=on,
                    outcome=VisitOutcome.MET_YOUTH,
                ),
                Conversation(
                    id=sam.new_id(), youth=hers, occurred_on=on, kind=ConversationKind.COACHING,
                    counterparts=(Counterpart.YOUTH,), summary="Vägar in", counts_as_measure=True,
                ),
                Measure(
                    id=sam.new_id(), youth=hers, kind=MeasureKind.COURSE, start=days[place - 1],
                    end=on if on >= days[place - 1] else None,
                    end_reason=MeasureEnd.COMPLETED if on >= days[place - 1] else None,
                ),
                Occupation(id=sam.new_id(), youth=hers, kind=OccupationKind.WORK, start=on),
            ).result(WAIT)  # fmt: skip
    preview = scb.now(SPRING)
    assert len(preview.lines) == 5
    for hers, lines in preview.lines.items():
        records = sam.store.queries.case_records(hers)
        [who] = (one for one in records if isinstance(one, Youth))
        assert lines == lines_of(who, records, preview.asked)
        mends = [one.finding for one in preview.mends if one.youth == hers]
        assert mends == check(who, records, preview.asked)


def test_a_period_that_was_written_in_wrongly_is_put_right(sam: Desktop, scb: Scb) -> None:
    hers = youth(sam, 0)
    double = Enrolment(
        id=sam.new_id(), youth=hers, start=date(2026, 5, 4),
        registration_reason=RegistrationReason.MOVED_IN,
    )  # fmt: skip
    sam.store.record(double).result(WAIT)
    [row] = scb.rows(scb.now(SPRING), What.MEND)
    assert row.finding is not None
    assert row.finding.record == double.id
    view = scb.periods.view(double.id)
    assert view is not None
    mistake = attrs.evolve(
        view.form,
        end=date(2026, 5, 4),
        deregistration_reason=DeregistrationReason.WRONGLY_ENROLLED,
    )
    for wrong, field in (
        (attrs.evolve(view.form, start=date(2027, 1, 1)), "start"),
        (attrs.evolve(view.form, registration_reason=None), "registration_reason"),
        (attrs.evolve(mistake, end=None), "end"),
        (mistake, "last_known_occupation"),
        (attrs.evolve(mistake, end=date(2026, 5, 3)), "end"),
    ):
        assert field in {one.field for one in scb.periods.problems(view, wrong)}
    made = attrs.evolve(mistake, last_known_occupation=OccupationKind.UNKNOWN)
    assert scb.periods.change(view, made).result(WAIT).done
    held = sam.store.queries.record(Enrolment, double.id)
    assert held is not None
    assert (held.end, held.closed_by) == (date(2026, 5, 4), sam.profile.worker)
    found = scb.now(SPRING)
    assert (found.mends, found.counts[Block.MANDATORY]) == ((), 1)
    again = scb.periods.view(double.id)
    assert again is not None
    opened = attrs.evolve(
        again.form, end=None, deregistration_reason=None, last_known_occupation=None
    )
    assert [one.field for one in scb.periods.problems(again, opened)] == ["end"]


def test_her_extract_tells_what_scb_was_told(sam: Desktop, scb: Scb, tmp_path: Path) -> None:
    hers = youth(sam, 0)
    make(scb, tmp_path / "x.csv")
    view = sam.session.extracts.view(hers)
    assert view is not None
    told = [line for one in view.entries if "SCB" in one.title for line in one.lines]
    [call] = [line.value for line in told if line.label == "Kontakt med individen"]
    assert "kontaktdatum: 2026-02-10" in call
    assert "kontaktsätt: telefon" in call


# -- the layout


def form(scb: Scb, **values: Any) -> LayoutForm:
    own = scb.layouts.rows()[-1]
    return attrs.evolve(scb.layouts.form(own, SPRING), **({"name": "SCB 2026"} | values))


def test_a_layout_is_written_as_text_and_holds_from_its_half_year(
    sam: Desktop, scb: Scb, tmp_path: Path
) -> None:
    youth(sam, 0)
    assert read(written(DEFAULT)) == (DEFAULT, [])
    codes = {"registration_reason": "77 = har flyttat till kommunen"}
    made = form(
        scb,
        columns={
            **written(DEFAULT).columns,
            Block.MANDATORY: "Orsak = Orsak till inskrivning\n\nPNR = personnummer",
        },
        codes={**written(DEFAULT).codes, **codes},
        confirmed=True,
    )
    assert scb.layouts.problems(made) == []
    assert scb.layouts.save(made).result(WAIT).done
    row = scb.layouts.rows()[0]
    assert (row.name, row.since, row.confirmed, len(row.missing)) == ("SCB 2026", SPRING, True, 6)
    assert not scb.layouts.in_force(SPRING.before).confirmed
    make(scb, tmp_path / "x.csv")
    assert told(tmp_path / "x.csv")[:2][0] == ["Orsak", "PNR"]
    assert told(tmp_path / "x.csv")[1][0] == "77"
    assert (scb.deliveries()[0].layout, scb.deliveries()[0].confirmed) == ("SCB 2026", True)


@pytest.mark.parametrize(
    ("values", "field", "told"),
    [
        ({"name": " "}, "name", "heter"),
        ({"since": None}, "since", "halvår"),
        ({"columns": {Block.MANDATORY: "Pnr personnummer"}}, "columns_1", "Rad 1"),
        ({"columns": {Block.MANDATORY: "\nPnr = Adress"}}, "columns_1", "Rad 2"),
        ({"codes": {"channel": "1 = brevduva"}}, "codes_channel", "Rad 1"),
        ({"codes": {"channel": "1 = brev\n2 = brev"}}, "codes_channel", "två koder"),
        ({"codes": {"channel": "=1 = brev"}}, "", "formel"),
        ({"columns": {Block.MANDATORY: "A = Inskriven"}}, "", "personnumret saknas"),
    ],
)
def test_what_is_wrong_with_a_layout_stands_at_its_field(
    scb: Scb, values: dict[str, Any], field: str, told: str
) -> None:
    own = written(DEFAULT)
    for name in ("columns", "codes"):
        if name in values:
            values = values | {name: {**getattr(own, name), **values[name]}}
    found = scb.layouts.problems(form(scb, **values))
    assert [one.field for one in found] == [field]
    assert told in found[0].sentence


def test_no_file_by_a_layout_that_cannot_be_read(sam: Desktop, scb: Scb, tmp_path: Path) -> None:
    youth(sam, 0)
    sam.store.record(
        ScbLayout(id=sam.new_id(), since=date(2025, 1, 1), content=pack(DEFAULT)),
        ScbLayout(id=sam.new_id(), since=date(2026, 1, 1), content={"layout": 9}),
    ).result(WAIT)
    result = make(scb, tmp_path / "x.csv")
    assert [one.sentence for one in result.problems] == [UNREADABLE]
    assert not scb.layouts.rows()[0].readable


def test_nonsense_in_what_is_kept_never_stops_the_page(sam: Desktop, scb: Scb) -> None:
    hers = youth(sam, 0)
    sam.store.record(
        ScbDelivery(id=sam.new_id(), half_year="2026H1", made_at=sam.clock.now(), content=[1]),
        ScbDelivery(id=sam.new_id(), half_year="nonsen", made_at=sam.clock.now()),
        ScbDelivery(id=sam.new_id(), half_year="2026H1"),
    ).result(WAIT)
    (row,) = scb.deliveries()
    statement = ScbStatement(
        id=sam.new_id(), youth=hers, half_year="2026H1", delivery=row.id, content={"x": 1}
    )
    sam.store.record(statement).result(WAIT)
    found = scb.now(SPRING).differences
    assert len(found.changed) == 1


def test_tabs_and_sent_days(sam: Desktop, scb: Scb, tmp_path: Path) -> None:
    youth(sam, 0)
    assert scb.layouts.save(form(scb, separator=Separator.TAB)).result(WAIT).done
    make(scb, tmp_path / "x.csv")
    assert "\t" in (tmp_path / "x.csv").read_text()
    (row,) = scb.deliveries()
    today = date(2026, 11, 24)
    assert scb.sent_problems(row, today) == []
    for wrong in (None, today + timedelta(days=1), today - timedelta(days=1)):
        assert scb.sent_problems(row, wrong)
    assert PARTLY.startswith("Alla")


KILLED = """
import os, signal, sys
from pathlib import Path
from kaa_core.model.enums import Role
from kaa_desktop.app import papers
from tests.unit.app import desks
from tests.unit.app.test_scb import PLAIN, SPRING, youth
desk = desks.local_desktop(Path(sys.argv[1]), role=Role.COORDINATOR)
youth(desk, 0)
path = Path(sys.argv[1]) / "scb.csv"
path.write_text("den förra")
def put_in_place(*what):
    os.kill(os.getpid(), signal.SIGKILL)
papers.put_in_place = put_in_place
desk.session.scb.make(desk.session.scb.now(SPRING), PLAIN, path).result(30)
"""


def test_a_kill_leaves_no_file_without_a_record(tmp_path: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    assert (tmp_path / "scb.csv").read_text() == "den förra"
    desk = reopened(tmp_path)
    try:
        desk.session.papers.submit(int).result(WAIT)  # what was left is put right at the start
        (row,) = desk.session.scb.deliveries()
        content = (tmp_path / "scb.csv").read_bytes()
        assert hashlib.sha256(content).hexdigest() == row.digest
        assert len(desk.store.queries.records(ScbStatement)) == 1
    finally:
        desk.close()


def reopened(folder: Path) -> Desktop:
    """The profile that the killed program had."""
    (profile,), clock = profiles.read(folder / "karin"), FixedClock(NOON, STOCKHOLM)
    with SlotFile(profile.folder / SLOTS, profile.id, CHEAP).unlock(PASSPHRASE) as key:
        store = Store.open(profile.folder, key, lambda: milliseconds(clock.now()))
    return Desktop(profile, store, opening.start(profile, store, clock, lambda: 0.5), clock)
