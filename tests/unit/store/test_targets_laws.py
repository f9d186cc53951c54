"""Whatever is written, what is kept of the target group is what judging anew gives."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaa_core.model.enums import (
    Belonging,
    CredentialKind,
    Criterion,
    FactSource,
    Judged,
    ResidenceKind,
    StudyForm,
)
from kaa_core.model.facts import (
    Credential,
    CriterionDecision,
    Residence,
    StudyPeriod,
)
from kaa_core.model.ids import YouthId
from kaa_core.model.records import Youth
from kaa_core.model.registry import Record
from kaa_core.rules.target_group.definitions import DEFINITIONS
from kaa_core.rules.target_group.held import held_from
from kaa_core.rules.target_group.judging import judge
from kaa_desktop.store import target_reading
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.store import Store
from tests.unit.store import builders as make
from tests.unit.store.test_targets import HOME, NOW, TODAY, afresh, born, kept, said

_DAYS = st.dates(date(2022, 1, 1), date(2028, 12, 31))
_MAYBE = st.none() | _DAYS


@st.composite
def _facts(draw: st.DrawFn, of: Youth) -> Record:
    source = draw(st.sampled_from(FactSource))
    values: dict[str, Any] = {"source": source, "as_of": draw(_DAYS), "withdrawn": draw(_MAYBE)}
    start, end = draw(_MAYBE), draw(_MAYBE)
    if start is not None and end is not None and end < start:
        start, end = end, start
    match draw(st.integers(0, 3)):
        case 0:
            values |= {"form": draw(st.sampled_from(StudyForm)), "start": start, "end": end}
            values |= {"extent": draw(st.none() | st.integers(0, 100))}
            return said(StudyPeriod, of, **values)  # type: ignore[no-any-return]
        case 1:
            kind = draw(st.sampled_from(CredentialKind))
            return said(Credential, of, **values, kind=kind, issued_on=start)  # type: ignore[no-any-return]
        case 2:
            values |= {"kind": draw(st.sampled_from(ResidenceKind)), "start": start, "end": end}
            values["municipality"] = draw(st.sampled_from((HOME, "9902")))
            return said(Residence, of, **values)  # type: ignore[no-any-return]
    return CriterionDecision(
        id=make.new_id(),
        youth=YouthId(of.id),
        criterion=draw(st.sampled_from(Criterion)),
        judged=draw(st.sampled_from(Judged)),
        start=start or TODAY,
        end=end if start is not None else None,
        reason="Ja.",
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_what_is_kept_is_what_judging_anew_gives(data: st.DataObject) -> None:
    youth = born(2008)
    with tempfile.TemporaryDirectory() as folder:
        store = Store.create(Path(folder), DataKey.generate(), lambda: make.NOW)
        with store:
            store.judge.begin(HOME, TODAY).result()
            store.record(youth).result()
            written: list[Record] = []
            steps = data.draw(st.lists(st.booleans(), min_size=1, max_size=6))
            for take_away in steps:
                if written and take_away:
                    gone = written.pop(data.draw(st.integers(0, len(written) - 1)))
                    store.delete(type(gone), gone.id).result()
                else:
                    written.append(data.draw(_facts(youth)))
                    store.record(written[-1]).result()
            for definition in DEFINITIONS:
                assert kept(store, youth, definition.key) == afresh(store, youth, definition)
            held = held_from(store.queries.case_records(youth.id), HOME)
            on = data.draw(st.dates(date(2024, 1, 1), date(2030, 1, 1)))
            fresh = judge(held, on, NOW).belonging
            [at] = store.queries.read(
                lambda one: target_reading.standing(one, [youth.id.bytes], on, NOW.key)
            ).values()
            assert at.belonging is fresh
            counted = store.queries.read(lambda one: target_reading.count(one, on, NOW.key))
            assert counted == {one: int(one is fresh) for one in Belonging}
