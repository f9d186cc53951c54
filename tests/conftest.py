"""What every test needs before anything else is imported."""

import os

from hypothesis import settings

# Tests draw their windows in memory; `pytest -m xvfb` is told its display by who starts it.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# On a machine shared by many, a slow example is no error; each test has its own time limit.
settings.register_profile("kaa", deadline=None)
settings.load_profile("kaa")
