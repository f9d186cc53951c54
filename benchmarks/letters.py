"""500 letters in one tagged PDF, and what comes with them: a contact and the next step in each case.

python -m benchmarks.letters
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Final

from benchmarks.figures import Figure, median, seconds
from kaa_core.model.enums import RegistrationReason
from kaa_core.model.identity import synthetic_number
from kaa_core.model.ids import YouthId
from kaa_core.model.records import Enrolment, Youth
from kaa_desktop.app.letters import Batch
from kaa_desktop.store.bulk import Act
from tests.unit.app.desks import Desktop, local_desktop

LETTERS: Final = 500
LIMIT: Final = 5.0
ROUNDS: Final = 5


def measure(rounds: int = ROUNDS) -> list[Figure]:
    """On a profile of its own, whose server does not answer."""
    with tempfile.TemporaryDirectory() as folder:
        desktop = local_desktop(Path(folder))
        try:
            return _measured(desktop, Path(folder), rounds)
        finally:
            desktop.close()


def _measured(desktop: Desktop, folder: Path, rounds: int) -> list[Figure]:
    letters = desktop.session.letters
    words = {"kontakt": "Karin Demolund", "telefon": "070-174 06 05"}
    batch = Batch(youths=_youths(desktop), template=letters.templates()[0].id, words=words)
    recipients = letters.recipients(batch.youths).result()
    paper, whole, undone = [], [], []
    for number in range(rounds):
        path = folder / f"{number}.pdf"
        paper.append(seconds(lambda: letters.pdf(batch, recipients)))
        whole.append(seconds(lambda: letters.make(batch, path).result()))  # noqa: B023
        undone.append(seconds(lambda: desktop.session.undo().result()))
    return [
        Figure(
            name=f"{LETTERS} letters in one tagged PDF",
            samples=paper,
            unit="s",
            limit=LIMIT,
            note=f"{(folder / '0.pdf').stat().st_size // 1024} kB, one page for each",
        ),
        Figure(
            name="The same, written to the disk, with a contact and the next step in each case",
            samples=whole,
            unit="s",
            limit=LIMIT,
        ),
        Figure(name="All of them taken back (Ctrl+Z)", samples=undone, unit="s"),
    ]


def _youths(desktop: Desktop) -> tuple[YouthId, ...]:
    acts, found = [], []
    for number in range(LETTERS):
        youth = YouthId(desktop.new_id())
        found.append(youth)
        born = date(2009, 1 + number % 12, 1 + number % 28)
        held = Youth(
            id=youth,
            identity_number=synthetic_number(born, number),
            given_name=f"Ungdom{number}",
            family_name="Mätson",
            street=f"Provgatan {number}",
            postal_code="99901",
            city="Exempelås",
        )
        enrolled = Enrolment(
            id=desktop.new_id(),
            youth=youth,
            start=date(2026, 9, 21),
            registration_reason=RegistrationReason.MOVED_IN,
        )
        acts.append(Act((held, enrolled)))
    desktop.store.transact_many(acts, progress=lambda _: None, stopped=lambda: False).result()
    return tuple(found)


def main() -> int:
    """Print the figures; 1 when a limit is not met."""
    missed = 0
    for one in measure():
        kept = one.summary()
        missed += kept.get("met") is False
        print(f"{median(one.samples):.2f} s (worst {max(one.samples):.2f})  {one.name}")
    return missed


if __name__ == "__main__":
    sys.exit(main())
