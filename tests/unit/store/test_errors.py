"""Every fault says in Swedish what happened, what is safe and what to do."""

from __future__ import annotations

import pytest

from kaa_desktop.store import errors

FAULTS = [
    errors.TooManyTries(75.0),
    errors.RecordInvalid(("Fyll i datum.",)),
    *(
        fault()
        for fault in errors.StoreFault.__subclasses__()
        if fault not in (errors.TooManyTries, errors.RecordInvalid)
        and fault.__module__ == errors.__name__
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda one: type(one).__name__)
def test_a_fault_is_three_sentences(fault: errors.StoreFault) -> None:
    parts = [fault.happened, fault.safe, fault.advice]
    if not isinstance(fault, errors.RecordInvalid):  # its problems say how they are mended
        assert all(parts)
    assert all(part[0].isupper() and part.endswith(".") for part in parts if part)
    assert fault.sentence == str(fault) == " ".join(part for part in parts if part)
    assert fault.happened != errors.StoreFault.happened


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 sekund "), (10, "10 sekunder "), (89, "89 sekunder "), (900, "15 minuter ")],
)
def test_the_pause_in_words(seconds: float, words: str) -> None:
    assert f"Vänta {words}" in errors.TooManyTries(seconds).sentence
