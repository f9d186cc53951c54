"""What people type for a date or a time, read with tolerance; never with a guess."""

import re
from datetime import date, time, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_WORDS = {"idag": 0, "i dag": 0, "igår": -1, "i går": -1, "imorgon": 1, "i morgon": 1}
_WEEKDAYS = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")
FIRST_YEAR, LAST_YEAR = 1900, 2100  # anything else is a slip of the fingers
HOW_DATE = "Skriv datumet så här: 2026-11-24."
HOW_TIME = "Skriv tiden så här: 13:20."


def parse_date(text: str, today: date) -> date:
    """Read ``2026-11-24``, ``20261124``, ``261124``, ``24/11``, ``24 nov 2026`` or ``i dag``.

    A date without a year is the one closest to ``today``.

    Raises:
        ValueError: with the Swedish sentence to show beside the field.
    """
    words = " ".join(text.lower().split())
    if words in _WORDS:
        return today + timedelta(days=_WORDS[words])
    parts = _iso(words) or _day_month(words)
    if parts is None:
        raise ValueError(f"Det går inte att läsa datumet. {HOW_DATE}")
    year, month, day = parts
    if year is None:
        return _closest(month, day, today)
    return _real(year, month, day)


def _iso(words: str) -> tuple[int | None, int, int] | None:
    found = re.fullmatch(r"(\d{4}|\d{2})[-./ ]?(\d{2})[-./ ]?(\d{2})", words)
    return (_year(found[1]), int(found[2]), int(found[3])) if found else None


def _day_month(words: str) -> tuple[int | None, int, int] | None:
    found = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})(?:[/. -]+(\d{4}|\d{2}))?", words)
    if found:
        return (_year(found[3]) if found[3] else None, int(found[2]), int(found[1]))
    found = re.fullmatch(r"(\d{1,2}) ?([a-zåäö]{3,9})\.?(?: (\d{4}))?", words)
    if found and found[2][:3] in _MONTHS:
        return (
            _year(found[3]) if found[3] else None,
            _MONTHS.index(found[2][:3]) + 1,
            int(found[1]),
        )
    return None


def _year(digits: str) -> int:
    return 2000 + int(digits) if len(digits) == 2 else int(digits)


def _real(year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"Året {year:04} kan inte stämma. {HOW_DATE}")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"Datumet {year}-{month:02}-{day:02} finns inte. {HOW_DATE}") from None


def _closest(month: int, day: int, today: date) -> date:
    candidates = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            candidates.append(date(year, month, day))
        except ValueError:
            continue
    if not candidates:
        raise ValueError(f"Datumet {day}/{month} finns inte. {HOW_DATE}")
    return min(candidates, key=lambda d: abs((d - today).days))


def parse_time(text: str) -> time:
    """Read ``13:20``, ``13.20``, ``1320`` or ``9``.

    Raises:
        ValueError: with the Swedish sentence to show beside the field.
    """
    found = re.fullmatch(r"(?:kl\.? ?)?(\d{1,2})(?:[:. ]?(\d{2}))?", " ".join(text.lower().split()))
    if not found:
        raise ValueError(f"Det går inte att läsa tiden. {HOW_TIME}")
    hour, minute = int(found[1]), int(found[2] or 0)
    if hour > 23 or minute > 59:
        raise ValueError(f"Klockan {hour:02}:{minute:02} finns inte. {HOW_TIME}")
    return time(hour, minute)


def short_date(day: date, today: date | None = None) -> str:
    """``24 nov``, with the year when it is another than today's."""
    words = f"{day.day} {_MONTHS[day.month - 1]}"
    return words if today is None or day.year == today.year else f"{words} {day.year}"


def weekday_date(day: date) -> str:
    """``tors 26 nov``."""
    return f"{_WEEKDAYS[day.weekday()]} {short_date(day)}"
