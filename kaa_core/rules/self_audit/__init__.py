"""Egenkontroll ("Granskning"): every case judged in the auditors' four areas, with the reason in words.

Domain.md section 4 "Self-audit" and section 9; the areas and what they ask come from 000 section 2.2.1,
Tabell 3 and Bilaga 1. `auditing.audit` judges one case on a date, `sampling.draw` draws a sample.
"""

from kaa_core.rules.self_audit.auditing import TOO_NEW, audit, audit_by
from kaa_core.rules.self_audit.sampling import draw
from kaa_core.rules.self_audit.types import (
    Area,
    Audit,
    Lack,
    Mend,
    Value,
    Verdict,
    Where,
    told,
)

__all__ = [
    "TOO_NEW",
    "Area",
    "Audit",
    "Lack",
    "Mend",
    "Value",
    "Verdict",
    "Where",
    "audit",
    "audit_by",
    "draw",
    "told",
]
