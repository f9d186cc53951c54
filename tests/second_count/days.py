"""Birthdays and months, counted day by day."""

from __future__ import annotations

from datetime import date, timedelta

DAY = timedelta(days=1)
FOREVER = date.max


def as_day(text: str | None) -> date | None:
    """A day as it travels: "2026-11-24"."""
    return None if text is None else date.fromisoformat(text)


def months_after(day: date, months: int) -> date:
    """So many months on; a day that the month lacks is its last."""
    year, month = day.year, day.month + months
    while month > 12:
        year, month = year + 1, month - 12
    while month < 1:
        year, month = year - 1, month + 12
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(number, day.day))
        except ValueError:
            continue
    raise AssertionError(day)


def turns(born: date, age: int) -> date:
    """The day on which she turns so many years: born on 29 February, the 28th in other years."""
    return months_after(born, 12 * age)


def age_on(born: date, day: date) -> int:
    """Whole years of age."""
    age = 0
    while turns(born, age + 1) <= day:
        age += 1
    return age


def middle(numbers: list[int]) -> float:
    """The median."""
    ordered, half = sorted(numbers), len(numbers) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def half_up(number: float) -> int:
    """To a whole number, halves upwards."""
    return int(number + 0.5)
