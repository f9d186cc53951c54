"""The real desktop program with keys to press, on a clock that starts at a given time.

    python -m docs.kamera --profile DIR --as-of DATE        (KAA_BILD_TID=12:52 in the environment)

The driver of the journeys, with two additions that pictures need: a picture shows the window with
what lies over it, and the time of day does not differ from one making to the next.
"""

from __future__ import annotations

import os
import sys
import threading
from datetime import datetime, time, timedelta
from typing import Any

from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from kaa_desktop.app import clock
from tests.journeys import drive

TIME = "KAA_BILD_TID"


class SetClock(clock.PracticeClock):
    """The demo's clock, at the time of day that the environment says when the program starts."""

    def __init__(self, as_of: Any) -> None:
        super().__init__(as_of)
        self._wound = timedelta()
        here = self.local(self.now())
        wanted = time.fromisoformat(os.environ[TIME])
        self._wound = datetime.combine(here.date(), wanted, here.tzinfo) - here

    def now(self) -> datetime:
        return super().now() + self._wound


class Camera(drive.Hands):
    """`{"grab": "file.png"}` takes the window with the dialogs over it, in few colours."""

    def act(self, command: dict[str, Any]) -> None:
        if "grab" not in command:
            super().act(command)
            return
        drive.answer({"done": _few_colours(_picture()).save(command["grab"])})


def _picture() -> QImage:
    """The widest visible window, and every smaller one where it lies over it."""
    drive.target()  # so that the focus is seen where the next key would go
    windows = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    windows.sort(key=QWidget.width, reverse=True)
    ground = windows[0].grab().toImage()
    painter = QPainter(ground)
    for over in windows[1:]:
        painter.drawPixmap(over.pos() - windows[0].pos(), over.grab())
    painter.end()
    return ground


def _few_colours(image: QImage) -> QImage:
    """Keep the 256 commonest colours: a third of the bytes, and no difference that the eye finds."""
    whole = image.convertToFormat(QImage.Format.Format_RGB32)
    counts: dict[int, int] = {}
    for pixel in memoryview(whole.constBits()).cast("B").cast("I"):
        counts[pixel] = counts.get(pixel, 0) + 1
    commonest = sorted(counts, key=lambda colour: (-counts[colour], colour))[:256]
    return whole.convertToFormat(QImage.Format.Format_Indexed8, commonest)


if __name__ == "__main__":
    # The program asks for its practice clock by this name when it starts.
    clock.PracticeClock = SetClock  # type: ignore[misc]
    from kaa_desktop.__main__ import main

    pair = Camera()
    threading.Thread(target=drive.read, args=(pair,), daemon=True).start()
    sys.exit(main())
