"""Which screens and forms the program has: the one list that `main` hands to the workplace."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from kaa_desktop.app.views import ListFilter
from kaa_desktop.gui.forms import FORM_PAGES
from kaa_desktop.gui.screens.day import DayScreen
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.screens.register import RegisterScreen
from kaa_desktop.gui.screens.settings import Preferences, SettingsScreen
from kaa_desktop.gui.screens.sync import SyncScreen
from kaa_desktop.gui.screens.visits_today import VisitsScreen
from kaa_desktop.gui.workplace import MakeForm, MakeScreen


def _register(which: ListFilter, desk: Desk) -> Screen:
    return RegisterScreen(desk, which)


PLACES: dict[str, MakeScreen] = {
    "day": DayScreen,
    "youths": partial(_register, ListFilter.ENROLLED),
    "mine": partial(_register, ListFilter.MINE),
    "unreached": partial(_register, ListFilter.NOT_REACHED),
    "new": partial(_register, ListFilter.NEW),
    "visits": VisitsScreen,
    "sync": SyncScreen,
}


def places(preferences: Preferences) -> Mapping[str, MakeScreen]:
    """All places, with the one that changes what the program keeps for the profile."""
    return PLACES | {"settings": partial(_settings, preferences)}


def _settings(preferences: Preferences, desk: Desk) -> Screen:
    return SettingsScreen(desk, preferences)


FORMS: Mapping[str, MakeForm] = FORM_PAGES
