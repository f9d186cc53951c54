"""Reports of a city: the board's year as paper and as spreadsheet; 60 000 persons, 6 000 with a case.

python -m benchmarks.reports          (the register of benchmarks/statistics, kept in build/statistics)

Asked of `Session.reports` as the window asks: counted for two periods, small groups hidden, set, recorded
and written.
"""

from __future__ import annotations

import gc
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

import attrs

from benchmarks import statistics
from benchmarks.figures import Figure, seconds, timed
from kaa_core.statistics.reports.kinds import BOARD_YEAR
from kaa_core.statistics.suppression import suppressed_all
from kaa_desktop.app.reports import Form, Order, Run
from kaa_desktop.app.session import Session

LIMIT: Final = 10.0


def measure(rounds: int) -> list[Figure]:
    """Each round makes the board's yearly report as PDF and as spreadsheet."""
    statistics.made()  # the same register
    session, store = statistics.open_session()
    try:
        statistics.traced(store)  # a newer program than the one that filled it
        gc.disable()  # as in the window, which collects by itself (gui/tidying.py)
        return list(_measured(session, rounds))
    finally:
        gc.enable()
        session.close()


def _measured(session: Session, rounds: int) -> Iterator[Figure]:
    of = session.reports.usual(BOARD_YEAR)
    order = Order(kind=BOARD_YEAR, of=of, against=session.reports.former(of))
    with tempfile.TemporaryDirectory() as folder:
        made = {
            form: [_saved(session, order, form, folder) for _ in range(rounds)] for form in Form
        }
    paper = made[Form.PDF]
    yield Figure(
        name="The board's yearly report as PDF",
        samples=[one.seconds for one in paper],
        unit="s",
        limit=LIMIT,
        note=f"{paper[0].size // 1000} kB; two periods counted, recorded and written",
    )
    yield Figure(
        name="The same as a spreadsheet with charts",
        samples=[one.seconds for one in made[Form.SHEET]],
        unit="s",
        limit=LIMIT,
        note=f"{made[Form.SHEET][0].size // 1000} kB",
    )
    shown = session.reports.report(attrs.evolve(order, shown=True, reason="-"), Run()).result()
    yield Figure(
        name="Of that, small groups hidden in one period",
        samples=[seconds(partial(suppressed_all, shown.answers)) for _ in range(rounds)],
        unit="s",
        note=f"{sum(len(one.table.rows) * len(one.table.columns) for one in shown.answers)} cells",
    )


@attrs.frozen
class _Saved:
    seconds: float
    size: int


def _saved(session: Session, order: Order, form: Form, folder: str) -> _Saved:
    path = Path(folder) / f"rapport.{form.value}"
    spent, done = timed(
        lambda: session.reports.save(order, form, path, Run()).result(statistics.WAIT)
    )
    if not done.done:
        raise SystemExit(" ".join(one.sentence for one in done.problems))
    return _Saved(spent, path.stat().st_size)


if __name__ == "__main__":
    for figure in measure(int(sys.argv[1]) if len(sys.argv) > 1 else 3):
        print(figure.summary())
