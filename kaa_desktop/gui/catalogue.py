"""Everything a person can do, written once: menus, buttons, palette, help and the sheet of keys read it.

``local`` keys belong to the widget in focus (WCAG 2.1.4): the sheet shows them, that widget
handles them, and they never act elsewhere.
"""

from attrs import frozen

from kaa_core.model.rights import Right
from kaa_desktop.gui.catalogue_actors import ACTORS, OF_ROW, OF_YOUTH
from kaa_desktop.gui.catalogue_audit import AUDIT
from kaa_desktop.gui.catalogue_early import EARLY
from kaa_desktop.gui.catalogue_follow import FOLLOWED
from kaa_desktop.gui.catalogue_leaving import ARCHIVE, CASELOAD, LEAVING
from kaa_desktop.gui.catalogue_outreach import OUTREACH, ROUNDS
from kaa_desktop.gui.catalogue_plan import ITEMS, KEYS, OF_CASE, PLAN_YOUTH, PRINT
from kaa_desktop.gui.catalogue_register import NIGHT, NOTICES, SAME
from kaa_desktop.gui.catalogue_reports import REPORTS
from kaa_desktop.gui.catalogue_routine import ROUTINE
from kaa_desktop.gui.catalogue_scb import SCB
from kaa_desktop.gui.catalogue_statistics import STATISTICS
from kaa_desktop.gui.catalogue_tabs import TABS, WRITING
from kaa_desktop.gui.catalogue_target import TARGETS

MENUS = ("&Arkiv", "&Redigera", "&Visa", "&Ärende", "Verk&tyg", "&Hjälp")
FILE, EDIT, VIEW, CASE, TOOLS, HELP = MENUS

EVERYWHERE = "Överallt"
GO = "Gå till"
LIST = "Listan"
YOUTH = "Ungdomens sida"
FORM = "Formulär"
CONFLICT = "Konflikt (när raden är vald)"
ADMIN = "Administration"
REVIEW = "Väntar på granskning"
ERASING = "Gallring"
TARGET = "Målgruppsprövning"
ACTOR = "Samverkan"
AUDITING = "Granskning"
COUNTING = "Statistik"
HALF_YEAR = "Underlag till SCB"
SECTIONS = (
    *(EVERYWHERE, GO, LIST, YOUTH, ROUNDS, FORM, TARGET, ACTOR, AUDITING, COUNTING, HALF_YEAR),
    *(CONFLICT, REVIEW, ERASING, ADMIN),
)


@frozen
class ActionSpec:
    """One act.

    Attributes:
        id: dotted English name, e.g. ``contact.new``.
        text: Swedish, verb first where it acts; no mnemonic.
        section: heading in the sheet of keys.
        menu: which menu, or empty for keys that only widgets handle.
        shortcuts: Qt's portable form; the first one is shown.
        icon: Lucide name.
        note: the muted words beside it in the palette.
        local: handled by the focused widget, never a shortcut of the window.
        about_case: shown first in the palette, under the chosen youth's name.
        anywhere: the key also works in the program's other windows, and while a drop-down is open.
        right: what the user's role must have; see `app/roles.py` for who is shown it blocked.
    """

    id: str
    text: str
    section: str
    menu: str = ""
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    note: str = ""
    local: bool = False
    about_case: bool = False
    right: Right | None = None
    anywhere: bool = False


READ, WRITE, ADMINISTER = Right.READ_CASES, Right.WRITE_CASES, Right.ADMINISTER
KEEP = Right.KEEP_REGISTER
FOLLOW = Right.FOLLOW_UP


def _local(
    id_: str, text: str, section: str, *shortcuts: str, right: Right | None = None
) -> ActionSpec:
    return ActionSpec(id_, text, section, "", shortcuts, local=True, right=right)


def _go(id_: str, text: str, shortcut: str, icon: str, right: Right | None = None) -> ActionSpec:
    keys = (shortcut,) if shortcut else ()
    return ActionSpec(id_, text, GO, VIEW, keys, icon, right=right)


def _list(id_: str, text: str, menu: str, icon: str, note: str) -> ActionSpec:
    return ActionSpec(id_, text, LIST, menu, (), icon, note, right=READ)


def _case(id_: str, text: str, key: str, icon: str, note: str, right: Right) -> ActionSpec:
    keys = (key,) if key else ()
    return ActionSpec(id_, text, YOUTH, CASE, keys, icon, note, about_case=True, right=right)


def _review(id_: str, text: str, icon: str) -> ActionSpec:
    return ActionSpec(id_, text, REVIEW, TOOLS, (), icon, right=KEEP)


def _target(id_: str, text: str, icon: str, note: str, right: Right, *keys: str) -> ActionSpec:
    mine = id_ in {"target.show", "target.facts"} or (
        id_.startswith("fact.") and id_ != "fact.withdraw"
    )
    return ActionSpec(id_, text, TARGET, CASE, keys, icon, note, about_case=mine, right=right)


def _actor(id_: str, text: str, icon: str, note: str, right: Right) -> ActionSpec:
    return ActionSpec(id_, text, ACTOR, TOOLS, (), icon, note, right=right)


def _admin(id_: str, text: str, icon: str, note: str = "") -> ActionSpec:
    return ActionSpec(id_, text, ADMIN, TOOLS, (), icon, note, right=ADMINISTER)


CATALOGUE: tuple[ActionSpec, ...] = (
    ActionSpec("palette", "Sök person eller kommando", EVERYWHERE, TOOLS, ("Ctrl+K",), "search"),
    ActionSpec(
        "contact.new",
        "Ny kontakt",
        EVERYWHERE,
        CASE,
        ("Ctrl+N",),
        "phone",
        "för in ett samtal eller försök",
        about_case=True,
        right=WRITE,
    ),
    ActionSpec(
        "youth.register",
        "Registrera ungdom",
        EVERYWHERE,
        CASE,
        ("Ctrl+Shift+N",),
        "user-plus",
        "en ny i registret",
        right=WRITE,
    ),
    ActionSpec(
        "register.import",
        "Läs in register",
        EVERYWHERE,
        FILE,
        (),
        "download",
        "från ett kalkylblad",
        right=KEEP,
    ),
    ActionSpec("undo", "Ångra", EVERYWHERE, EDIT, ("Ctrl+Z",), "undo-2", "det du gjorde sist"),
    ActionSpec("redo", "Gör om", EVERYWHERE, EDIT, ("Ctrl+Shift+Z", "Ctrl+Y"), "redo-2"),
    ActionSpec(
        "list.filter", "Filtrera lista eller journal", EVERYWHERE, EDIT, ("Ctrl+F",), "funnel"
    ),
    _list("list.keep", "Spara urvalet som …", EDIT, "save", "namnge det du filtrerat på"),
    _list("list.copy", "Kopiera valda rader", EDIT, "copy", "Ctrl+C i listan"),
    _list("list.sort", "Sortera listan", VIEW, "arrow-down", "Alt+S"),
    _list("list.grouping", "Gruppera listan", VIEW, "list-checks", "Alt+G"),
    _list("list.columns", "Välj kolumner", VIEW, "columns-3", "Alt+K"),
    ActionSpec("pane.next", "Nästa ruta", EVERYWHERE, VIEW, ("F6",)),
    ActionSpec("pane.previous", "Förra rutan", EVERYWHERE, VIEW, ("Shift+F6",)),
    _local("back", "Tillbaka eller stäng", EVERYWHERE, "Esc"),
    ActionSpec("lock", "Lås", EVERYWHERE, FILE, ("Ctrl+L",), "lock", anywhere=True),
    ActionSpec("sync.now", "Synka nu", EVERYWHERE, TOOLS, ("F5",), "refresh-cw"),
    ActionSpec(
        "sync.test", "Pröva anslutningen", EVERYWHERE, TOOLS, (), "list-checks", "steg för steg"
    ),
    ActionSpec(
        "sync.hand_over",
        "Lämna över det osända",
        EVERYWHERE,
        TOOLS,
        (),
        "save",
        "som en fil, när servern inte nås",
    ),
    ActionSpec(
        "sync.take_over",
        "Ta emot överlämnat arbete",
        EVERYWHERE,
        TOOLS,
        (),
        "inbox",
        "en fil och en kod",
    ),
    ActionSpec(
        "conflict.digest",
        "Konflikter i kommunen",
        EVERYWHERE,
        TOOLS,
        (),
        "copy-check",
        "efter handläggare och ålder",
        right=KEEP,
    ),
    ActionSpec(
        "text.larger",
        "Text större",
        EVERYWHERE,
        VIEW,
        ("Ctrl++", "Ctrl+="),
        "a-large-small",
        "100 till 200 procent",
    ),
    ActionSpec("text.smaller", "Text mindre", EVERYWHERE, VIEW, ("Ctrl+-",), "a-large-small"),
    ActionSpec("text.normal", "Text 100 %", EVERYWHERE, VIEW, ("Ctrl+0",), "a-large-small"),
    ActionSpec("theme.light", "Tema: ljust", EVERYWHERE, VIEW, (), "sun"),
    ActionSpec("theme.dark", "Tema: mörkt", EVERYWHERE, VIEW, (), "moon"),
    ActionSpec("theme.system", "Tema: som datorn", EVERYWHERE, VIEW, (), "laptop"),
    ActionSpec(
        "help.here",
        "Hjälp om den här sidan",
        EVERYWHERE,
        HELP,
        ("F1",),
        "circle-question-mark",
        anywhere=True,
    ),
    ActionSpec("help.contents", "Innehåll i hjälpen", EVERYWHERE, HELP, (), "book-open"),
    ActionSpec("help.keys", "Kortkommandon", EVERYWHERE, HELP, ("Shift+F1",), "keyboard"),
    ActionSpec(
        "help.tour",
        "Rundtur",
        EVERYWHERE,
        HELP,
        (),
        "milestone",
        "tre minuter genom programmet",
    ),
    ActionSpec(
        "practice.beside",
        "Öppna övningskommunen i ett eget fönster",
        EVERYWHERE,
        HELP,
        (),
        "flask-conical",
        "påhittade personer",
    ),
    ActionSpec("practice.conflict", "Öva på en konflikt", EVERYWHERE, HELP, (), "copy-check"),
    ActionSpec(
        "help.report", "Visa felrapporten", EVERYWHERE, HELP, (), "triangle-alert", "efter ett fel"
    ),
    ActionSpec("help.about", "Om KAA Desktop", EVERYWHERE, HELP, (), "info"),
    ActionSpec("quit", "Avsluta", EVERYWHERE, FILE, ("Ctrl+Q",), "x", anywhere=True),
    _go("go.day", "Min dag", "Ctrl+1", "calendar-check", READ),
    _go("go.youths", "Ungdomar", "Ctrl+2", "users", READ),
    _go("go.mine", "Mina ungdomar", "", "users", READ),
    _go("go.unreached", "Ej nådda", "Ctrl+3", "user-x", READ),
    _go("go.everyone", "Åldersgruppen", "", "book-open", READ),
    _go("go.new", "Nya att kontakta", "", "circle-dot", READ),
    _go("go.visits", "Hembesök i dag", "Ctrl+4", "house", READ),
    _go("go.plans", "Planer", "Ctrl+5", "list-checks", READ),
    _go("go.targets", "Målgruppsprövning", "Ctrl+6", "scale", READ),
    _go("go.users", "Användare", "", "users", ADMINISTER),
    _go("go.devices", "Datorer", "", "laptop", ADMINISTER),
    _go("go.units", "Enheter", "", "briefcase", ADMINISTER),
    _go("go.senders", "Skolor som anmäler", "", "mail", ADMINISTER),
    _go("go.municipality", "Kommunens inställningar", "", "landmark", ADMINISTER),
    _admin("user.add", "Lägg till användare", "user-plus"),
    _admin("user.change", "Ändra användare", "pencil", "namn, roll och enhet"),
    _admin("user.code", "Ge engångskod", "key-round", "ansluter en dator"),
    _admin("user.password", "Sätt nytt lösenord", "lock-open", "för den som har glömt sitt"),
    _admin("user.leave", "Ta kontot ur bruk", "user-x", "för den som har slutat"),
    _admin("user.return", "Ta kontot i bruk igen", "user-check"),
    _admin("device.block", "Spärra datorn", "circle-off", "borta eller stulen"),
    _admin("unit.add", "Lägg till enhet", "plus"),
    _admin("unit.rename", "Byt namn på enheten", "pencil"),
    _admin("unit.leave", "Sluta använda enheten", "circle-off"),
    _admin("unit.return", "Använd enheten igen", "undo-2"),
    _admin("sender.add", "Lägg till skola", "plus", "som får anmäla elever"),
    _admin("sender.block", "Stäng skolan", "circle-off", "den får inte anmäla längre"),
    _go("go.review", "Väntar på granskning", "", "inbox", KEEP),
    _review("review.accept", "Ta emot", "check"),
    _review("review.hand", "Lämna till en kollega", "send"),
    _review("review.refuse", "Svara den som skrev", "message-circle"),
    _go("go.notices", "Anmälningar om okända", "", "mail", KEEP),
    *(_review(*one) for one in NOTICES),
    _go("go.night", "Nattens inläsning", "", "moon", KEEP),
    *(_review(*one) for one in NIGHT),
    _go("go.sync", "Synkning", "Ctrl+9", "refresh-cw"),
    _go("go.settings", "Inställningar", "", "settings"),
    ActionSpec("go.practice", "Övningen", GO, HELP, (), "flask-conical"),
    _local("list.move", "Flytta", LIST, "Up", "Down"),
    _local("list.open", "Öppna", LIST, "Return"),
    _local("list.group", "Hoppa till nästa grupp", LIST, "Ctrl+Down"),
    _local("list.fold", "Fäll ihop, fäll ut grupp", LIST, "Left", "Right"),
    _local("list.read", "Visa i läsrutan", LIST, "Space"),
    _local("list.extend", "Välj flera rader", LIST, "Shift+Up", "Shift+Down"),
    _local("list.all", "Välj alla rader", LIST, "Ctrl+A"),
    _local("list.roam", "Flytta, behåll valet", LIST, "Ctrl+Shift+Up", "Ctrl+Shift+Down"),
    _local("list.toggle", "Ta med eller ta bort raden", LIST, "Ctrl+Space"),
    _local("list.copy_rows", "Kopiera valda rader", LIST, "Ctrl+C"),
    _case("visit.new", "Hembesök", "Ctrl+H", "house", "boka eller för in", WRITE),
    _case("note.new", "Anteckning", "Ctrl+J", "notebook-pen", "för in i journalen", WRITE),
    _case(
        "conversation.new", "Samtal", "Ctrl+Shift+J", "messages-square", "för in ett samtal", WRITE
    ),
    ActionSpec(
        "note.amend",
        "Gör tillägg",
        YOUTH,
        CASE,
        ("Ctrl+R",),
        "file-plus",
        "rätta den valda händelsen",
        right=WRITE,
    ),
    ActionSpec(
        "record.history",
        "Visa historik",
        YOUTH,
        CASE,
        ("Ctrl+Shift+R",),
        "history",
        "vem, när och på vilken dator",
        right=READ,
    ),
    ActionSpec(
        "history.restore",
        "Återställ",
        YOUTH,
        CASE,
        (),
        "undo-2",
        "den valda ändringens värde",
        right=WRITE,
    ),
    _case("visit.plan", "Boka hembesök", "Ctrl+Shift+H", "calendar", "", WRITE),
    _case("task.new", "Ny bevakning", "Ctrl+B", "calendar-clock", "påminn om något", WRITE),
    ActionSpec(
        "task.done",
        "Markera som klar",
        YOUTH,
        CASE,
        ("Ctrl+M",),
        "check",
        "den valda bevakningen",
        right=WRITE,
    ),
    _case(
        "youth.change", "Ändra uppgifter", "Ctrl+E", "pencil", "telefon, adress och e-post", WRITE
    ),
    _case(
        "attachment.add",
        "Lägg till bilaga",
        "Ctrl+Shift+A",
        "paperclip",
        "en inläst plan eller ett brev",
        WRITE,
    ),
    _case(
        "attachment.list", "Visa bilagor", "Ctrl+Shift+B", "paperclip", "plan, brev och annat", READ
    ),
    ActionSpec("attachment.open", "Öppna bilagan", YOUTH, CASE, (), "eye", right=READ),
    ActionSpec("attachment.fetch", "Hämta bilagan", YOUTH, CASE, (), "download", right=READ),
    ActionSpec("attachment.copy", "Spara en kopia …", YOUTH, CASE, (), "save", right=READ),
    ActionSpec("attachment.remove", "Ta bort bilagan", YOUTH, CASE, (), "trash-2", right=WRITE),
    _case("register.enrol", "Skriv in", "", "user-check", "en eller flera ungdomar", WRITE),
    _case(
        "register.assign",
        "Fördela på handläggare",
        "Ctrl+Shift+F",
        "handshake",
        "en eller flera ungdomar",
        KEEP,
    ),
    *(_case(*one) for one in LEAVING),
    ActionSpec(
        *CASELOAD, EVERYWHERE, TOOLS, (), "handshake", "en eller flera tar över", right=KEEP
    ),
    _case(
        "access.show", "Ge behörighet", "", "key-round", "till ett ärende i en annan enhet", KEEP
    ),
    _review("access.take", "Ta tillbaka behörigheten", "user-x"),
    _case(
        "extract.show", "Lämna ut uppgifter …", "", "file-text", "registerutdrag eller kopia", READ
    ),
    _case("journal.print", "Skriv ut journalen …", "", "file-text", "en period, med skäl", READ),
    ActionSpec("extract.mask", "Maskera eller visa", YOUTH, CASE, (), "eye-off", right=READ),
    ActionSpec("extract.save", "Spara som PDF …", YOUTH, CASE, (), "save", right=WRITE),
    ActionSpec(
        "youth.erase", "Radera uppgifter om ungdomen …", YOUTH, CASE, (), "trash-2", right=KEEP
    ),
    ActionSpec("entry.erase", "Radera händelsen …", YOUTH, CASE, (), "trash-2", right=KEEP),
    ActionSpec("erase.due", "Radera ungdomen …", ERASING, TOOLS, (), "trash-2", right=KEEP),
    _go("go.early", "Tidiga signaler", "", "signpost", WRITE),
    *(ActionSpec(*one[:2], GO, TOOLS, (), one[2], right=KEEP) for one in EARLY),
    *(ActionSpec(*one[:2], ERASING, TOOLS, (), one[2], right=KEEP) for one in ARCHIVE),
    _go("go.changes", "Sedan sist i registret", "", "history", READ),
    ActionSpec("changes.open", "Visa ungdomens sida", YOUTH, CASE, (), "user", right=READ),
    _go("go.same", "Samma person?", "", "users", KEEP),
    *(_review(*one) for one in SAME),
    _go("go.erasures", "Gallring", "", "trash-2", KEEP),
    *(ActionSpec(*one) for one in OUTREACH),
    *(ActionSpec(*one[:2], GO, TOOLS, (), *one[2:4], right=one[4]) for one in ROUTINE),
    *(_target(*one) for one in TARGETS),
    _go("go.goals", "Mål", "", "flag", READ),
    *(ActionSpec(*one[:2], GO, TOOLS, (), *one[2:4], right=one[4]) for one in FOLLOWED),
    _go("go.statistics", "Statistik och mål", "Ctrl+7", "chart-column", READ),
    *(ActionSpec(*one[:2], COUNTING, TOOLS, one[2], *one[3:5], right=READ) for one in STATISTICS),
    _go("go.self_audit", "Granskning", "Ctrl+8", "list-checks", READ),
    *(ActionSpec(*one[:2], AUDITING, TOOLS, (), *one[2:4], right=one[4]) for one in AUDIT),
    _go("go.reports", "Rapporter", "", "file-text", READ),
    *(ActionSpec(*one[:2], COUNTING, TOOLS, (), *one[2:4], right=one[4]) for one in REPORTS),
    _go("go.scb", "Underlag till SCB", "", "send", READ),
    *(ActionSpec(*one[:2], HALF_YEAR, TOOLS, (), *one[2:4], right=one[4]) for one in SCB),
    _go("go.actors", "Samverkan", "", "handshake", READ),
    *(_actor(*one) for one in (*ACTORS, *OF_ROW)),
    *(_case(*one) for one in (*OF_YOUTH, *OF_CASE)),
    ActionSpec(*PLAN_YOUTH, YOUTH, CASE, (), "user", right=READ),
    ActionSpec(*PRINT, EVERYWHERE, FILE, ("Ctrl+P",), "file-text", "planen", right=READ),
    _local(*ITEMS, YOUTH, *KEYS, right=READ),
    *(_case(*one) for one in WRITING),
    *(ActionSpec(*one[:2], YOUTH, VIEW, (one[2],), *one[3:], right=READ) for one in TABS),
    ActionSpec("youth.next", "Nästa ungdom i listan", YOUTH, CASE, ("Ctrl+PgDown",), right=READ),
    ActionSpec(
        "youth.previous", "Förra ungdomen i listan", YOUTH, CASE, ("Ctrl+PgUp",), right=READ
    ),
    ActionSpec(
        "form.finish", "För in eller spara", FORM, CASE, ("Ctrl+Return", "Ctrl+Enter"), "check"
    ),
    _local("form.next", "Nästa fält", FORM, "Tab"),
    _local("form.close", "Stäng, behåll utkast", FORM, "Esc"),
    _local("form.today", "Dagens datum", FORM, "Ctrl+D"),
    _local("form.undo", "Ångra i texten", FORM, "Ctrl+Z"),
    ActionSpec(
        "conflict.ask",
        "Be kollegan avgöra",
        CONFLICT,
        TOOLS,
        (),
        "send",
        "den som skrev den andra uppgiften",
        right=WRITE,
    ),
    _local("conflict.mine", "Ändringen till vänster", CONFLICT, "1", right=READ),
    _local("conflict.theirs", "Serverns", CONFLICT, "2", right=READ),
    _local("conflict.both", "Behåll båda", CONFLICT, "3", right=READ),
    _local("conflict.own", "Skriv ett eget", CONFLICT, "4", right=READ),
)
