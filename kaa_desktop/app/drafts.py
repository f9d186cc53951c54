"""Drafts as rows and as forms."""

from __future__ import annotations

from typing import Final

from kaa_core.model.ids import DraftId, RecordId, YouthId
from kaa_core.model.registry import milliseconds, moment
from kaa_desktop.app import forms
from kaa_desktop.app.context import PROTECTED_NAME, Context, is_protected
from kaa_desktop.app.forms import Form, NoteForm, PlanForm, RegisterForm
from kaa_desktop.app.plan_forms import EndForm
from kaa_desktop.app.views import DraftRow
from kaa_desktop.store.drafts import Draft

TITLES: Final = {
    "contact": "Ny kontakt",
    "home_visit": "Hembesök",
    "conversation": "Samtal",
    "assessment": "Kartläggning",
    "journal_note": "Anteckning",
    "addendum": "Tillägg",
    "plan_visit": "Boka hembesök",
    "call_off": "Ställ in hembesök",
    "task": "Ny bevakning",
    "youth": "Ändra kontaktuppgifter",
    "register": "Registrera ungdom",
    "handover": "Överlämning",
    "criterion_decision": "Målgruppsprövning",
    "study_period": "Uppgift om studier",
    "credential": "Uppgift om betygsdokument",
    "residence": "Uppgift om bosättning",
    "school_notice": "Anmälan från skola",
    "plan": "Planens uppgifter",
    "goal": "Mål",
    "measure": "Insats",
    "follow_up": "Uppföljning",
    "end_measure": "Avsluta insats",
    "plan_version": "Fastställ planen",
    "consent": "Nytt samtycke",
    "referral": "Ny förmedling",
}
"""What the window calls each form, by the name it opens it with."""
UNREADABLE: Final = "unreadable"
UNREADABLE_TITLE: Final = "Utkast som programmet inte kan läsa"
_NOT_OURS: Final = (LookupError, ValueError, TypeError, AttributeError)
"""What reading a draft of another version of the program may raise."""


def draft_rows(context: Context, youth: RecordId | None = None) -> list[DraftRow]:
    """My drafts, the last changed first; one that this program cannot read says so, and is kept."""
    found = context.queries.drafts(youth)
    names = context.youth_names({one.youth for one in found if one.youth is not None})
    return [
        _row(context, one, one.youth, names.get(one.youth, ""))
        for one in found
        if one.youth is not None
    ]


def form_of(draft: Draft) -> Form | None:
    """The form that a draft holds; None when this version of the program cannot read it."""
    try:
        return forms.form_of(draft.kind, dict(draft.values))
    except _NOT_OURS:
        return None


def draft_of(context: Context, draft: DraftId, form: Form) -> Draft:
    """The draft that holds a form, changed now."""
    return Draft(
        id=draft,
        kind=form.kind_name,
        youth=form.youth,
        values=form.to_draft(),
        changed=milliseconds(context.clock.now()),
    )


def _row(context: Context, draft: Draft, youth: RecordId, name: str) -> DraftRow:
    changed = moment(draft.changed)
    form = _name_of(draft)
    return DraftRow(
        id=draft.id,
        form=form,
        youth=YouthId(youth),
        name=name or _name_typed(draft),
        title=TITLES.get(form, UNREADABLE_TITLE),
        changed_at=changed,
        changed_text=context.when(changed),
    )


def _name_of(draft: Draft) -> str:
    form = form_of(draft)
    if form is None:
        return UNREADABLE
    if isinstance(form, NoteForm) and form.addendum_to is not None:
        return "addendum"
    if isinstance(form, RegisterForm):
        return "register"
    if isinstance(form, EndForm):
        return "end_measure"
    if isinstance(form, PlanForm):
        return "plan_visit" if form.visit is None else "call_off"
    return draft.kind


def _name_typed(draft: Draft) -> str:
    """Whom a form is about who is not in the register yet; nobody protected is named in a list."""
    form = form_of(draft)
    if not isinstance(form, RegisterForm):
        return ""
    if is_protected(form.protection):
        return PROTECTED_NAME
    return " ".join(filter(None, (form.given_name, form.family_name))) or "Ny ungdom"
