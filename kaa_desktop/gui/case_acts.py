"""What is done with cases from any page, bound once for the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kaa_desktop.gui.access_acts import bind_access
from kaa_desktop.gui.actor_acts import bind_actors
from kaa_desktop.gui.assessment_acts import bind_assessments
from kaa_desktop.gui.erase_acts import bind_erasing
from kaa_desktop.gui.extract_acts import bind_extracts
from kaa_desktop.gui.leaving_acts import bind_leaving
from kaa_desktop.gui.outreach_acts import bind_outreach
from kaa_desktop.gui.paper_acts import bind_papers
from kaa_desktop.gui.plan_acts import bind_plans
from kaa_desktop.gui.register_acts import bind_register
from kaa_desktop.gui.routine_acts import bind_routine
from kaa_desktop.gui.target_acts import bind_targets

if TYPE_CHECKING:
    from kaa_desktop.gui.pages import Page
    from kaa_desktop.gui.screens.desk import Desk


def bind_case_acts(desk: Desk, page: Callable[[], Page | None]) -> None:
    """Bind the acts; `page` is the page shown."""
    bind_register(desk, page)
    bind_papers(desk, page)
    bind_access(desk, page)
    bind_actors(desk, page)
    bind_assessments(desk, page)
    bind_erasing(desk, page)
    bind_leaving(desk, page)
    bind_extracts(desk, page)
    bind_outreach(desk, page)
    bind_routine(desk)
    bind_targets(desk, page)
    bind_plans(desk, page)
