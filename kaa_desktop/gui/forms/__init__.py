"""The writing screens: one page for each thing a person writes about a youth.

``FORM_PAGES[order.kind](desk, order)`` makes the page. A draft says itself what it was: a draft of a
planned visit or of an addendum opens as such, also when the order names only the kind of record.
"""

from collections.abc import Callable

import attrs

from kaa_core.model.ids import DraftId
from kaa_desktop.app.forms import Form, NoteForm, PlanForm, RegisterForm
from kaa_desktop.app.plan_forms import EndForm
from kaa_desktop.gui.forms.assessment import AssessmentPage
from kaa_desktop.gui.forms.contact import ContactPage
from kaa_desktop.gui.forms.conversation import ConversationPage
from kaa_desktop.gui.forms.fact import CredentialPage, NoticePage, ResidencePage, StudiesPage
from kaa_desktop.gui.forms.handover import HandoverPage
from kaa_desktop.gui.forms.note import AddendumPage, NotePage
from kaa_desktop.gui.forms.page import FormPage
from kaa_desktop.gui.forms.plan import CallOffPage, PlanPage
from kaa_desktop.gui.forms.planning import PAGES as PLANNING
from kaa_desktop.gui.forms.register import RegisterPage
from kaa_desktop.gui.forms.sharing import ConsentPage, ReferralPage
from kaa_desktop.gui.forms.task import TaskPage
from kaa_desktop.gui.forms.visit import VisitPage
from kaa_desktop.gui.forms.youth import YouthFormPage
from kaa_desktop.gui.screens.desk import Desk, FormOrder

_PAGES: dict[str, type[FormPage]] = {
    "contact": ContactPage,
    "home_visit": VisitPage,
    "conversation": ConversationPage,
    "assessment": AssessmentPage,
    "journal_note": NotePage,
    "addendum": AddendumPage,
    "plan_visit": PlanPage,
    "call_off": CallOffPage,
    "task": TaskPage,
    "youth": YouthFormPage,
    "register": RegisterPage,
    "handover": HandoverPage,
    "study_period": StudiesPage,
    "credential": CredentialPage,
    "residence": ResidencePage,
    "school_notice": NoticePage,
    **PLANNING,
    "consent": ConsentPage,
    "referral": ReferralPage,
}


def form_page(desk: Desk, order: FormOrder) -> FormPage:
    """The page that an order asks for; what was begun about the same record is gone on with."""
    if order.draft is None and order.record is not None:
        order = attrs.evolve(order, draft=_begun(desk, order))
    kept = desk.keeper.form(order.draft) if order.draft else None
    if kept is not None:
        order = attrs.evolve(order, kind=_kind_of(kept, order.kind))
    return _PAGES[order.kind](desk, order)


_ABOUT = ("visit", "addendum_to", "record", "measure", "plan")
"""Where a form says which record it is about."""


def _begun(desk: Desk, order: FormOrder) -> DraftId | None:
    for draft, form in desk.keeper.about(order.youth).items():
        about = next((held for name in _ABOUT if (held := getattr(form, name, None))), None)
        if about == order.record and _kind_of(form, form.kind_name) == order.kind:
            return draft
    return None


def _kind_of(form: Form, kind: str) -> str:
    if isinstance(form, EndForm):
        return "end_measure"
    if isinstance(form, PlanForm):
        return "call_off" if form.visit else "plan_visit"
    if isinstance(form, NoteForm):
        return "addendum" if form.addendum_to else "journal_note"
    return "register" if isinstance(form, RegisterForm) else kind


FORM_PAGES: dict[str, Callable[[Desk, FormOrder], FormPage]] = dict.fromkeys(_PAGES, form_page)
