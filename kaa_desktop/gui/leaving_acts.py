"""The way out of the register, bound once for the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from kaa_core.model.records import HomeVisit
from kaa_core.model.registry import REGISTRY
from kaa_desktop.gui.screens.desk import Desk, Screen, youth_on

if TYPE_CHECKING:
    from kaa_core.model.ids import YouthId
    from kaa_desktop.gui.pages import Page
    from kaa_desktop.gui.pagestack import PageStack

CHOOSE_FIRST = "Välj en ungdom först."
NOT_ENROLLED = "Ungdomen är inte inskriven. Det finns inget att skriva av."
NOTHING_LACKS = "Inget saknas i inskrivningarna."
NO_HANDOVER = "Ingen överlämning är förberedd än. Välj Förbered överlämning."
NO_GUARDIANS = "Det finns inget att göra om vårdnadshavare nu."
HIDDEN = "Ärendet är skyddat. Välj Visa skyddade uppgifter först."
NO_ADDRESS_LEFT = "Ingen adress finns kvar i något hembesök."
NOT_PROTECTED = "Ungdomen har inte skyddad folkbokföring. Allt visas redan."
OPEN_ALREADY = "Uppgifterna visas redan."


def bind_leaving(desk: Desk, page: Callable[[], Page | None]) -> None:
    """Bind the acts; `page` is the page shown."""

    def youth() -> YouthId | None:
        return youth_on(page())

    def nobody() -> str:
        return "" if youth() is not None else CHOOSE_FIRST

    def about(show: Callable[[Desk, YouthId], None]) -> Callable[[], None]:
        def act() -> None:
            chosen = youth()
            if chosen is not None:
                show(desk, chosen)

        return act

    for name, show in (
        ("enrolment.close", close_case),
        ("enrolment.mend", _mend),
        ("handover.change", _hand_over),
        ("handover.page", _page_along),
        ("handover.case", _case_page),
        ("guardian.after", _guardians),
        ("protected.open", _open),
        ("protected.address", _erase_address),
        ("protected.hide", _hide),
    ):
        desk.actions.bind(name, about(show), nobody)
    desk.actions.bind("caseload.hand_over", lambda: _caseload(desk))


def close_case(desk: Desk, youth: YouthId) -> None:
    """Open the page on which somebody is deregistered."""
    from kaa_desktop.gui.screens.leaving import ClosePage  # noqa: PLC0415 - seldom asked for

    view = desk.session.leaving.closing(youth)
    if view is None:
        desk.say(NOT_ENROLLED)
    else:
        desk.open_screen(ClosePage(desk, view))


def _mend(desk: Desk, youth: YouthId) -> None:
    from kaa_desktop.gui.screens.leaving import MendPage  # noqa: PLC0415

    view = desk.session.leaving.mending(youth)
    if view is None:
        desk.say(NOTHING_LACKS)
    else:
        desk.open_screen(MendPage(desk, view))


def _hand_over(desk: Desk, youth: YouthId) -> None:
    if not _hidden(desk, youth):
        desk.open_form("handover", youth)


def _page_along(desk: Desk, youth: YouthId) -> None:
    from kaa_desktop.gui.screens.text_page import TextScreen  # noqa: PLC0415

    if _hidden(desk, youth):
        return
    text = desk.session.leaving.page_along(youth)
    if text:
        desk.open_screen(TextScreen(desk, "Överlämningens sida", text, youth))
    else:
        desk.say(NO_HANDOVER)


def _case_page(desk: Desk, youth: YouthId) -> None:
    from kaa_desktop.gui.screens.text_page import TextScreen  # noqa: PLC0415

    if _hidden(desk, youth):
        return
    found = desk.session.register.caseload.page(youth)
    if found is not None:
        desk.open_screen(TextScreen(desk, f"Ärendets läge – {found.name}", found.text, youth))


def _guardians(desk: Desk, youth: YouthId) -> None:
    from kaa_desktop.gui.screens.leaving_ages import GuardianPage  # noqa: PLC0415

    if _hidden(desk, youth):
        return
    found = desk.session.leaving.guarding.guardians_after(youth)
    if found:
        desk.open_screen(GuardianPage(desk, youth, found))
    else:
        desk.say(NO_GUARDIANS)


def _open(desk: Desk, youth: YouthId) -> None:
    from kaa_desktop.gui.screens.leaving_ages import OpenPage  # noqa: PLC0415

    shown = desk.session.youth_page(youth)
    if shown is None or not shown.protected:
        desk.say(NOT_PROTECTED)
    elif not shown.closed:
        desk.say(OPEN_ALREADY)
    else:
        desk.open_screen(OpenPage(desk, youth, shown.case_number))


def _erase_address(desk: Desk, youth: YouthId) -> None:
    from kaa_desktop.gui.screens.erase import ErasePage  # noqa: PLC0415

    if _hidden(desk, youth):
        return
    visit = desk.session.leaving.guarding.address_left(youth)
    outlook = None if visit is None else desk.session.erasing.outlook(youth, visit)
    if outlook is None:
        desk.say(NO_ADDRESS_LEFT)
    else:
        address = REGISTRY.kind(HomeVisit).by_name["address"].id
        desk.open_screen(ErasePage(desk, outlook, field=address))


def _hide(desk: Desk, youth: YouthId) -> None:
    desk.session.leaving.guarding.hide_protected(youth)
    close_readers(desk, youth)


def refuse_hidden(desk: Desk, screen: Screen) -> bool:
    """Whether a page is about a hidden case and shows it: then it is not opened, and that is said."""
    youth = screen.youth_read() if screen.reads_case else None
    if youth is None or not _hidden(desk, youth):
        return False
    screen.deleteLater()
    return True


def next_shown(desk: Desk, among: Sequence[YouthId], place: int, by: int) -> int:
    """The nearest place in a list, from `place` on, of a case that is not hidden; -1 for none."""
    hidden = desk.session.leaving.guarding.hidden
    while 0 <= place < len(among) and hidden(among[place]):
        place += by
    if 0 <= place < len(among):
        return place
    desk.say(HIDDEN)
    return -1


def close_readers(desk: Desk, youth: YouthId) -> None:
    """Close the pages that show a case, when it hides; what was being written is kept as a draft."""
    stack = cast("PageStack", desk.home)
    shown = [
        depth
        for depth, page in enumerate(stack.pages())
        if isinstance(page, Screen) and page.reads_case and page.youth_read() == youth
    ]
    if shown and shown[0] > 0:
        stack.back_to(shown[0] - 1)


def _hidden(desk: Desk, youth: YouthId) -> bool:
    """Say so when a case is protected and not open."""
    if not desk.session.leaving.guarding.hidden(youth):
        return False
    desk.say(HIDDEN)
    return True


def _caseload(desk: Desk) -> None:
    from kaa_desktop.gui.screens.caseload import CaseloadScreen  # noqa: PLC0415

    desk.open_screen(CaseloadScreen(desk))
