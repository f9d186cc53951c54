"""Which screens and forms the program has: the one list that `main` hands to the workplace."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from kaa_desktop.app.views import ListFilter
from kaa_desktop.gui.forms import FORM_PAGES
from kaa_desktop.gui.preferences import ProfilePreferences
from kaa_desktop.gui.screens.actors import ActorsScreen
from kaa_desktop.gui.screens.admin_devices import DevicesScreen
from kaa_desktop.gui.screens.admin_municipality import MunicipalityScreen
from kaa_desktop.gui.screens.admin_senders import SendersScreen
from kaa_desktop.gui.screens.admin_units import UnitsScreen
from kaa_desktop.gui.screens.admin_users import UsersScreen
from kaa_desktop.gui.screens.day import DayScreen
from kaa_desktop.gui.screens.desk import Desk, FormOrder, Screen
from kaa_desktop.gui.screens.early import EarlyScreen
from kaa_desktop.gui.screens.erasures import ErasuresScreen
from kaa_desktop.gui.screens.goals import GoalsScreen
from kaa_desktop.gui.screens.night import NightScreen
from kaa_desktop.gui.screens.notices import NoticesScreen
from kaa_desktop.gui.screens.plans_list import PlansScreen
from kaa_desktop.gui.screens.register import RegisterScreen
from kaa_desktop.gui.screens.register_changes import RegisterChangesScreen
from kaa_desktop.gui.screens.reports import ReportsScreen
from kaa_desktop.gui.screens.review import ReviewScreen
from kaa_desktop.gui.screens.same_person import SamePersonScreen
from kaa_desktop.gui.screens.scb import ScbScreen
from kaa_desktop.gui.screens.self_audit import SelfAuditScreen
from kaa_desktop.gui.screens.settings import SettingsScreen
from kaa_desktop.gui.screens.statistics import StatisticsScreen
from kaa_desktop.gui.screens.sync import SyncScreen
from kaa_desktop.gui.screens.target_list import TargetScreen
from kaa_desktop.gui.screens.target_page import TargetYouthScreen
from kaa_desktop.gui.screens.visits_today import VisitsScreen
from kaa_desktop.gui.workplace import MakeForm, MakeScreen


def _register(which: ListFilter, desk: Desk) -> Screen:
    return RegisterScreen(desk, which)


REGISTERS = {
    "youths": ListFilter.ENROLLED,
    "mine": ListFilter.MINE,
    "unreached": ListFilter.NOT_REACHED,
    "new": ListFilter.NEW,
    "everyone": ListFilter.EVERYONE,
}
PLACES: dict[str, MakeScreen] = {
    "day": DayScreen,
    **{place: partial(_register, which) for place, which in REGISTERS.items()},
    "visits": VisitsScreen,
    "plans": PlansScreen,
    "targets": TargetScreen,
    "statistics": StatisticsScreen,
    "self_audit": SelfAuditScreen,
    "reports": ReportsScreen,
    "scb": ScbScreen,
    "actors": ActorsScreen,
    "goals": GoalsScreen,
    "review": ReviewScreen,
    "notices": NoticesScreen,
    "night": NightScreen,
    "users": UsersScreen,
    "devices": DevicesScreen,
    "units": UnitsScreen,
    "senders": SendersScreen,
    "municipality": MunicipalityScreen,
    "erasures": ErasuresScreen,
    "early": EarlyScreen,
    "changes": RegisterChangesScreen,
    "same": SamePersonScreen,
    "sync": SyncScreen,
}


def places(preferences: ProfilePreferences) -> Mapping[str, MakeScreen]:
    """All places, with those that change what the program keeps for the profile."""
    lists = {place: partial(_kept_register, preferences, place) for place in REGISTERS}
    return PLACES | lists | {"settings": partial(_settings, preferences)}


def _kept_register(preferences: ProfilePreferences, place: str, desk: Desk) -> Screen:
    order, layout = preferences.order_of(place), preferences.layout_of(place)
    screen = RegisterScreen(desk, REGISTERS[place], order, layout)
    screen.order_changed.connect(partial(preferences.keep_order, place))
    screen.layout_changed.connect(partial(preferences.keep_layout, place))
    return screen


def _settings(preferences: ProfilePreferences, desk: Desk) -> Screen:
    return SettingsScreen(desk, preferences)


def _decision(desk: Desk, order: FormOrder) -> Screen:
    return TargetYouthScreen(desk, order.youth, draft=order.draft)


FORMS: Mapping[str, MakeForm] = {**FORM_PAGES, "criterion_decision": _decision}
"""A decision that was begun is gone on with where it is made: beside the conditions."""
