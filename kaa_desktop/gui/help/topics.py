"""Which help text belongs to which page, and in what order the texts are listed.

A text is ``resources/hjalp/<name>.md``. Every page and form of the program has a line in ``PAGES``;
tests/gui/help/ fails when one lacks it.
"""

from collections.abc import Mapping, Sequence

PAGES: Mapping[str, str] = {
    "DayScreen": "min-dag",
    "RegisterScreen": "listan",
    "RegisterScreen Åldersgruppen": "aldersgruppen",
    "VisitsScreen": "hembesok-i-dag",
    "TargetScreen": "malgruppsprovning",
    "TargetYouthScreen": "malgruppsprovning",
    "ProposalPage": "malgruppsprovning",
    "ProposalLaterPage": "malgruppsprovning",
    "ProposalRefusePage": "malgruppsprovning",
    "ConditionPage": "malgruppsprovning",
    "TargetFactsScreen": "uppgift-med-kalla",
    "FactPage": "uppgift-med-kalla",
    "YouthScreen": "ungdomens-sida",
    "HistoryScreen": "historik",
    "SyncScreen": "synkning",
    "ConflictScreen": "konflikt",
    "ConflictDigestScreen": "konflikt",
    "ConnectionTestScreen": "prova-anslutningen",
    "HandOverScreen": "lamna-over",
    "RefusedScreen": "ej-mottaget",
    "SettingsScreen": "installningar",
    "ImportScreen": "lasa-in",
    "AssignScreen": "fordela",
    "UsersScreen": "anvandare",
    "UserPage": "anvandare",
    "DevicesScreen": "datorer",
    "UnitsScreen": "enheter",
    "UnitPage": "enheter",
    "SendersScreen": "skolor",
    "SenderPage": "skolor",
    "MunicipalityScreen": "kommunen",
    "ReviewScreen": "granskning",
    "ReviewHandPage": "granskning",
    "AnswerPage": "granskning",
    "NoticesScreen": "anmalningar",
    "NightScreen": "nattens-inlasning",
    "ActorsScreen": "samverkan",
    "ActorForm": "samverkan",
    "PersonForm": "samverkan",
    "PlaceForm": "samverkan",
    "PlacesScreen": "samverkan",
    "SharingScreen": "samtycken",
    "ConsentPage": "samtycken",
    "ReferralPage": "samtycken",
    "TablePage": "samtycken",
    "GroupScreen": "samtycken",
    "AccessScreen": "behorighet",
    "GivePage": "behorighet",
    "AwaitingScreen": "granskning",
    "RegisterChangesScreen": "sedan-sist",
    "SamePersonScreen": "samma-person",
    "DecidePage": "samma-person",
    "ExtractScreen": "lamna-ut",
    "GivingPage": "lamna-ut",
    "JournalPrintPage": "lamna-ut",
    "ErasuresScreen": "gallring",
    "ErasePage": "gallring",
    "ArchiveScreen": "arkivexport",
    "ArchivePage": "arkivexport",
    "AdminList": "anvandare",
    "AdminForm": "anvandare",
    "SecretPage": "anvandare",
    "CrashReportScreen": "felrapport",
    "PracticeScreen": "ova",
    "ContactPage": "ny-kontakt",
    "VisitPage": "hembesok",
    "ConversationPage": "samtal",
    "AssessmentPage": "kartlaggning",
    "NotePage": "anteckning",
    "AddendumPage": "tillagg",
    "PlanPage": "boka-hembesok",
    "CallOffPage": "stall-in-hembesok",
    "PlanScreen": "planen",
    "PlanPaperScreen": "planen",
    "PlanFormPage": "planen",
    "FollowUpPage": "folja-upp",
    "PlansScreen": "planer",
    "TaskPage": "bevakning",
    "YouthFormPage": "andra-uppgifter",
    "RegisterPage": "registrera",
    "ClosePage": "skriv-av",
    "MendPage": "skriv-av",
    "HandoverPage": "vid-20",
    "TextScreen": "vid-20",
    "GuardianPage": "vid-18",
    "OpenPage": "skyddade",
    "CaseloadScreen": "lamna-arenden",
    "PapersScreen": "bilagor",
    "PaperForm": "bilagor",
    "PictureScreen": "bilagor",
}
"""By the name of the class, with the page's title where one class shows several; a subclass has its
parent's text unless it has one of its own."""

WINDOWS: Mapping[str, str] = {
    "UnlockWindow": "las-upp",
    "NobodyCard": "anslut-datorn",
    "ConnectCard": "anslut-datorn",
    "RecoverCard": "las-upp",
    "DamagedCard": "fel",
    "PracticeCard": "ova",
    "Palette": "sok",
    "ShortcutSheet": "tangenter",
}
"""Windows that are no pages, and the cards of the unlock window."""

GROUPS: Mapping[str, Sequence[str]] = {
    "Börja här": ("borja-har", "ova", "rundtur", "sok", "tangenter", "fa-hjalp"),
    "Listor och sidor": (
        "min-dag",
        "listan",
        "ungdomens-sida",
        "hembesok-i-dag",
        "aldersgruppen",
        "ordna-listan",
        "planer",
        "historik",
    ),
    "Skriva": (
        "ny-kontakt",
        "samtal",
        "kartlaggning",
        "anteckning",
        "hembesok",
        "boka-hembesok",
        "stall-in-hembesok",
        "planen",
        "folja-upp",
        "bevakning",
        "tillagg",
        "andra-uppgifter",
        "bilagor",
        "utkast",
        "angra",
    ),
    "Samverkan": ("samverkan", "samtycken"),
    "Registret": (
        "malgruppsprovning",
        "uppgift-med-kalla",
        "registrera",
        "lasa-in",
        "fordela",
        "skriv-av",
        "vid-18",
        "vid-20",
        "lamna-arenden",
        "nattens-inlasning",
        "sedan-sist",
        "samma-person",
        "gallring",
        "arkivexport",
        "lamna-ut",
        "behorighet",
        "granskning",
        "anmalningar",
    ),
    "Administration": ("anvandare", "datorer", "enheter", "skolor", "kommunen"),
    "Lag och regler": (
        "lagen",
        "malgruppen",
        "rutinen",
        "inte-skriva",
        "skyddade",
        "ordlista",
    ),
    "Programmet": (
        "synkning",
        "prova-anslutningen",
        "lamna-over",
        "konflikt",
        "ej-mottaget",
        "installningar",
        "las-upp",
        "anslut-datorn",
        "fel",
        "felrapport",
    ),
}
"""The list of contents; every text stands in it once."""

FIRST = "borja-har"
WRONG = "fel"


def topic_of(page: object) -> str:
    """The text about a page or a window; the first text when it has none of its own."""
    titled = f"{type(page).__name__} {getattr(page, 'title', '')}"
    if titled in PAGES:
        return PAGES[titled]
    for cls in type(page).__mro__:
        found = PAGES.get(cls.__name__) or WINDOWS.get(cls.__name__)
        if found:
            return found
    return FIRST
