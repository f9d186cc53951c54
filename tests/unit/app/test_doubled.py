"""The same person read in on two computers: both cases stand, and both people are told."""

from kaa_desktop.app.list_query import ListQuery
from kaa_desktop.app.views import Changes, ListFilter
from tests.unit.app.desks import Desktop, Office

TWICE = ListQuery(doubled=True)


def test_the_same_number_on_two_computers_is_told_on_both(office: Office) -> None:
    karin, jonas = office.desktop("karin"), office.desktop("jonas")
    told: dict[str, int] = {"karin": 0, "jonas": 0}

    def listen(name: str, desktop: Desktop) -> None:
        def heard(changes: Changes) -> None:
            told[name] += changes.doubled

        desktop.session.subscribe(heard)

    listen("karin", karin)
    listen("jonas", jonas)
    alone = karin.youth(1)
    ours, theirs = karin.youth(0), jonas.youth(0)
    for desktop in (karin, jonas):
        desktop.until(lambda one: {ours, theirs, alone} <= set(one.youth_ids().ids))
        desktop.synced()
        found = desktop.session.youth_ids(ListFilter.ENROLLED, TWICE)
        assert set(found.ids) == {ours, theirs}
        for youth, marked in ((ours, True), (theirs, True), (alone, False)):
            page = desktop.session.youth_page(youth)
            assert page is not None
            assert (
                "Samma personnummer i två ärenden" in [one.text for one in page.chips]
            ) == marked
    assert told == {"karin": 1, "jonas": 1}
