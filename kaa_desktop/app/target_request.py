"""The text of a request for a fact that is missing: to copy into a letter or an e-mail. Nothing is sent.

10 § förordningen (2006:39): UHR tells on request whether a person has examensbevis or studiebevis.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kaa_core.model.enums import Criterion, Protection
from kaa_core.model.identity import shown
from kaa_core.model.records import Youth
from kaa_desktop.app.context import is_protected, youth_name
from kaa_desktop.app.target_answers import Request

_QUESTIONS: Final[Mapping[Criterion | None, str]] = {
    Criterion.HOME: "Var är ungdomen folkbokförd, eller var vistas hen, och sedan när?",
    Criterion.UNDER_TWENTY: "Vilket är ungdomens rätta födelsedatum?",
    Criterion.COMPULSORY_DONE: "Har ungdomen fullgjort skolplikten, och i så fall när? "
    "Är skolplikten förlängd, och till vilken dag?",
    Criterion.NOT_IN_UPPER_SECONDARY: "Går ungdomen i gymnasieskolan, anpassad gymnasieskola eller "
    "motsvarande utbildning? Ange utbildning, omfattning, första dag och i så fall sista dag.",
    Criterion.NO_EXAM: "Har ungdomen examensbevis eller studiebevis från gymnasieskolan, och vilken dag "
    "är det utfärdat?",
    Criterion.NO_ADAPTED_CERTIFICATE: "Har ungdomen gymnasiebevis från anpassad gymnasieskola, och "
    "vilken dag är det utfärdat?",
    Criterion.NO_EQUIVALENT: "Har ungdomen fullföljt en utbildning som motsvarar gymnasieskolan med "
    "godkänt resultat, och vilken dag?",
    None: "Vad studerar eller arbetar ungdomen med nu, och sedan när?",
}
_UHR: Final = "Uppgiften begärs enligt 10 § förordningen (2006:39)."
_OTHERS: Final = (
    "Uppgiften behövs för kommunens aktivitetsansvar för ungdomar (29 kap. 9 § skollagen)."
)
_BY_VOICE: Final = "Vi lämnar personnumret på ett säkert sätt när ni hör av er."
_CAREFUL: Final = "Ungdomen har sekretessmarkering. Pröva vad som kan lämnas ut och hur."


def request(
    youth: Youth, criterion: Criterion | None, ask: str, municipality: str, sender: str
) -> Request:
    """A request about one youth. Of one with skyddad folkbokföring it names neither number nor name."""
    lines = ["Hej,", ""]
    if is_protected(youth.protection):
        lines.append(f"Frågan gäller en ungdom i {municipality}. {_BY_VOICE}")
    else:
        number = shown(youth.identity_number or "")
        lines.append(f"Frågan gäller {youth_name(youth)}, personnummer {number}.")
        if youth.protection is Protection.CONFIDENTIAL:
            lines.append(_CAREFUL)
    lines += ["", _QUESTIONS[criterion], "", _UHR if "UHR" in ask else _OTHERS]
    lines += ["Svara gärna även om svaret är nej.", "", f"{sender}, {municipality}"]
    return Request(to=ask, subject="Begäran om uppgift", text="\n".join(lines))
