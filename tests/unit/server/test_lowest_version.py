"""`kaa-server minimum-version`: decided, shown, lifted; what is wrong is said."""

from __future__ import annotations

from tests.unit.server.test_admin_commands import Command, command  # noqa: F401 - a fixture


def test_decide_show_and_lift(command: Command) -> None:  # noqa: F811
    assert command("minimum-version") == "Ingen lägsta version är bestämd."
    told = "Från 2027-03-01 behövs version 0.2.0 eller senare."
    assert command("minimum-version --version 0.2.0 --from 2027-03-01") == told
    assert command("minimum-version") == told
    assert "Ange både" in command("minimum-version --version 0.3.0")
    assert "är ingen version" in command("minimum-version --version snart --from 2027-03-01")
    assert command("minimum-version") == told
    assert command("minimum-version --none") == "Ingen lägsta version är bestämd."
