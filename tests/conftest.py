"""What every test needs before anything else is imported."""

import os

from hypothesis import Phase, settings

# Tests draw their windows in memory; `pytest -m xvfb` is told its display by who starts it.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# On a machine shared by many, a slow example is no error; each test has its own time limit. The suite
# tries the same examples each time, so that unchanged code has one verdict; KAA_EXAMPLES=new tries
# others. Explaining a failure costs minutes on the Pythons that trace each line.
settings.register_profile(
    "kaa",
    deadline=None,
    derandomize=os.environ.get("KAA_EXAMPLES") != "new",
    phases=set(Phase) - {Phase.explain},
)
settings.load_profile("kaa")
