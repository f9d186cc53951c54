"""The acts of letters, rounds of home visits and numbers that hold, as rows of the catalogue.

id, text, section, menu, keys, icon, note, local, about a case, right.
"""

from typing import Any, Final

from kaa_core.model.rights import Right

READ, WRITE, KEEP = Right.READ_CASES, Right.WRITE_CASES, Right.KEEP_REGISTER
ROUNDS: Final = "Hembesök"
_CASE, _TOOLS, _VIEW = "&Ärende", "Verk&tyg", "&Visa"
_YOUTH, _EVERYWHERE = "Ungdomens sida", "Överallt"


def _case(id_: str, text: str, icon: str, note: str, key: str = "") -> tuple[Any, ...]:
    return id_, text, _YOUTH, _CASE, (key,) if key else (), icon, note, False, True, WRITE


def _round(id_: str, text: str, icon: str, note: str = "", *keys: str) -> tuple[Any, ...]:
    return id_, text, ROUNDS, _CASE, keys, icon, note, False, False, WRITE


def _see(id_: str, text: str, icon: str, note: str = "", *keys: str) -> tuple[Any, ...]:
    return id_, text, ROUNDS, _VIEW, keys, icon, note, False, False, READ


def _tool(id_: str, text: str, icon: str, note: str, right: Right) -> tuple[Any, ...]:
    return id_, text, _EVERYWHERE, _TOOLS, (), icon, note, False, False, right


OUTREACH: Final = (
    _case("letters.make", "Gör brev …", "mail", "till en eller flera ungdomar", "Ctrl+Shift+L"),
    _case("round.put", "Lägg i en besöksrunda …", "house", "en eller flera ungdomar"),
    _case("confirm.address", "Adressen stämmer", "check", "bekräfta i dag"),
    _case("confirm.phone", "Telefonnumret stämmer", "check", "bekräfta i dag"),
    _case("confirm.guardian", "Vårdnadshavarens nummer stämmer", "check", "bekräfta i dag"),
    _tool("letters.templates", "Brevmallar", "mail", "texterna som kommunen skickar", KEEP),
    _tool("template.add", "Ny brevmall …", "plus", "", KEEP),
    _tool("template.change", "Ändra brevmallen …", "pencil", "", KEEP),
    _tool("template.leave", "Sluta använda brevmallen", "circle-off", "", KEEP),
    _tool("template.return", "Använd brevmallen igen", "undo-2", "", KEEP),
    _tool("letters.name", "Ta med eller lämna utanför", "user-check", "", WRITE),
    _tool("letters.save", "Spara breven som PDF …", "save", "", WRITE),
    _round("round.plan", "Planera runda", "plus", "vilka ni besöker, i ordning", "Ctrl+Shift+P"),
    _round("round.open", "Visa rundan", "list-checks", "lägg till, ordna och ändra"),
    _round("round.add", "Lägg till ungdomar …", "user-plus", "de som ska få besök"),
    _round("round.pick", "Lägg i rundan", "plus"),
    _round("round.change", "Ändra rundan …", "pencil", "vilka, när och vem som bevakar"),
    _round("round.up", "Flytta upp", "chevron-up", "i rundan", "Alt+Up"),
    _round("round.down", "Flytta ner", "chevron-down", "i rundan", "Alt+Down"),
    _round("stop.change", "Ändra besöket …", "clock", "tid, att hitta fram, ta med"),
    _round("stop.out", "Ta ur rundan", "minus", "besöket står kvar den dagen"),
    _round("stop.off", "Ställ in besöket …", "circle-off", "med orsak"),
    _round("round.leave", "Åker nu …", "arrow-right", "och väntas tillbaka"),
    _round("round.back", "Tillbaka", "check", "rundan är klar"),
    _round("round.sheet", "Spara dagblad som PDF …", "file-text", "rundan på papper"),
    _round("round.off", "Ställ in rundan …", "circle-x", "med orsak"),
    _see("visits.before", "Dagen före", "chevron-left", "", "Alt+Left"),
    _see("visits.after", "Dagen efter", "chevron-right", "", "Alt+Right"),
    _see("visits.figures", "Siffror om hembesök", "target", "planerade, gjorda, inställda"),
)
