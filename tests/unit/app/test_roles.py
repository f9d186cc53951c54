"""A role that changes while a profile is open: what was possible a moment ago is not any more."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kaa_core.model.enums import Role
from kaa_core.model.records import Enrolment, Task
from tests.unit.app.desks import TODAY, WAIT, Desktop, local_desktop


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desktop]:
    """A coordinator's profile; the server does not answer."""
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def test_one_who_may_no_longer_write_takes_nothing_back(desk: Desktop) -> None:
    youth = desk.youth()
    done = desk.session.add_task(youth, "Ring skolan", TODAY).result(WAIT)
    assert done.done
    assert desk.session.undoable()[0]
    desk.session._context.identity.standing.take(Role.MANAGER.value)
    assert desk.session.undoable() == ("", "")
    for turn in (desk.session.undo, desk.session.redo):
        told = turn().result(WAIT)
        assert [one.sentence for one in told.problems] == [
            "Du har rollen chef och kan läsa men inte ändra."
        ]
    assert len(desk.store.queries.records(Task)) == 1


def test_one_who_no_longer_keeps_the_register_deals_nothing_out(desk: Desktop) -> None:
    youth = desk.youth(worker=None)
    worker = desk.session.colleagues()[0].id
    desk.session._context.identity.standing.take(Role.MANAGER.value)
    assert desk.session.register.assign([youth], [worker]).result(WAIT).problems
    [enrolment] = desk.store.queries.records(Enrolment)
    assert enrolment.worker is None
