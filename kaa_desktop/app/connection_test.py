"""Pröva anslutningen: each step in words, which one fails, why, and how it is mended; as text to copy."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import Final

import attrs

from kaa_core import __version__
from kaa_desktop.app import words
from kaa_desktop.sync.link import Link
from kaa_desktop.sync.probing import Finding, Probe, Step

_SUPPORT: Final = "Kontakta kommunens it-stöd och skicka texten härifrån."
_NET: Final = "Se efter att datorn har nät, och att du är på ett nät du känner till. "
_VPN: Final = "Kräver kommunen VPN hemifrån: slå på det först. "
ALONE: Final = "Övningen finns bara på den här datorn och har ingen server att pröva."
SAFE: Final = "Allt du skriver sparas krypterat på datorn under tiden."

_WORDS: Final[dict[tuple[Step, str], tuple[str, str]]] = {
    (Step.NAME, "found"): ("Datorn hittar servern.", ""),
    (Step.NAME, "proxy"): ("Datorn hittar proxyn som vägen till servern går genom.", ""),
    (Step.NAME, "no_address"): ("Profilen har ingen adress till servern.", _SUPPORT),
    (Step.NAME, "name_unknown"): (
        "Datorn hittar ingen server med det namnet.",
        _NET + _VPN + "Annars är namnet fel eller borttaget. " + _SUPPORT,
    ),
    (Step.NAME, "name_slow"): (
        "Nätet svarar inte på vilken adress servern har.",
        _NET + _VPN + "Hjälper det inte: " + _SUPPORT[:1].lower() + _SUPPORT[1:],
    ),
    (Step.TLS, "trusted"): ("Servern svarar, och dess certifikat går att lita på.", ""),
    (Step.TLS, "proxy"): ("Servern svarar genom proxyn, och certifikatet går att lita på.", ""),
    (Step.TLS, "loopback"): ("Servern finns på den här datorn. Då behövs ingen TLS.", ""),
    (Step.TLS, "refused"): (
        "Adressen finns, men ingen server tar emot där.",
        "Servern kan vara avstängd för underhåll. Vänta en stund. " + _SUPPORT,
    ),
    (Step.TLS, "silent"): (
        "Servern svarar inte.",
        _NET + _VPN + "En brandvägg kan också stoppa trafiken. " + _SUPPORT,
    ),
    (Step.TLS, "unreachable"): ("Det går inte att nå servern från det här nätet.", _NET + _VPN),
    (Step.TLS, "ca_file"): (
        "Kommunens egen certifikatfil på datorn går inte att läsa.",
        "It-stöd behöver lägga in filen ca.pem på nytt. " + _SUPPORT,
    ),
    (Step.TLS, "certificate_dates"): (
        "Serverns certifikat gäller inte i dag, enligt datorns klocka.",
        "Se efter att datorns datum och klocka stämmer. Gör de det är certifikatet för gammalt. "
        + _SUPPORT,
    ),
    (Step.TLS, "certificate_name"): (
        "Certifikatet hör till en annan server än den som profilen har.",
        "Du kan vara på ett nät som visar en egen sida först: öppna webbläsaren och logga in på nätet. "
        + _SUPPORT,
    ),
    (Step.TLS, "certificate_unknown"): (
        "Serverns certifikat är utfärdat av någon som datorn inte litar på.",
        "Byt till ett nät du känner till. Har kommunen ett eget certifikat ska it-stöd lägga in det. "
        + _SUPPORT,
    ),
    (Step.TLS, "no_tls"): (
        "Det som svarar talar inte TLS. Därför skickas ingenting.",
        "Adressen eller porten kan vara fel, eller ett annat program svara där. " + _SUPPORT,
    ),
    (Step.ACCOUNT, "known"): ("Servern känner igen ditt konto.", ""),
    (Step.ACCOUNT, "device_first"): ("Gick inte att pröva: servern stoppar datorn först.", ""),
    (Step.DEVICE, "known"): ("Servern känner igen datorn och godtar dess nyckel.", ""),
    (Step.DEVICE, "account_first"): ("Prövas när kontot är inloggat igen.", ""),
    (Step.VERSION, "fits"): ("Programmet och servern förstår varandra.", ""),
    (Step.VERSION, "newer_server"): (
        "Servern är nyare än programmet. De förstår varandra, och det som är nytt visas inte än.",
        "",
    ),
    (Step.VERSION, "too_old"): (
        "Programmet är för gammalt för servern.",
        "Installera den nya versionen. Det du har skrivit är kvar och skickas efteråt. " + _SUPPORT,
    ),
    (Step.CLOCK, "right"): ("Datorns klocka går rätt.", ""),
}
_CLOCK: Final = (
    "Datorns klocka går {} {}.",
    "Ställ klockan, eller låt datorn ställa den av sig själv. Det du har skrivit kommer ändå fram.",
)
_NOT_REACHED: Final = "Prövas när stegen före går."


class StepState(enum.Enum):
    """How a step stands, in its word."""

    WAITING = "Väntar"
    RUNNING = "Prövas"
    GOOD = "Går"
    FAILED = "Går inte"
    SKIPPED = "Inte prövat"


@attrs.frozen(kw_only=True)
class StepView:
    """A step in words: what was found, how it is mended, and the code for it-stöd."""

    title: str
    state: StepState
    found: str = ""
    advice: str = ""
    code: str = ""


class ConnectionTest:
    """One run of the test, on a thread of its own."""

    def __init__(
        self, link: Link, now: Callable[[], datetime], local: Callable[[datetime], datetime]
    ) -> None:
        self._probe = Probe(link, now)
        self._begun = local(now())
        self._asking = ThreadPoolExecutor(1, thread_name_prefix="kaa-test")
        self.steps: list[StepView] = [
            StepView(title=step.value, state=StepState.WAITING) for step in Step
        ]

    def next(self) -> Future[bool]:
        """Try the next step; the future says whether there was one, and `steps` then has it."""
        return self._asking.submit(self._next)

    def close(self) -> None:
        """No more steps; one that is under way is not waited for."""
        self._asking.shutdown(wait=False, cancel_futures=True)

    def _next(self) -> bool:
        found = self._probe.next()
        if found is None:
            return False
        self.steps[list(Step).index(found.step)] = step_view(found)
        return True

    @property
    def done(self) -> bool:
        """Whether every step has been tried or passed over."""
        return all(one.state is not StepState.WAITING for one in self.steps)

    @property
    def verdict(self) -> tuple[bool, str, str]:
        """Whether all is well; else which step fails and why, and how it is mended."""
        failed = next((one for one in self.steps if one.state is StepState.FAILED), None)
        if failed is None:
            return True, "Anslutningen fungerar.", "Alla steg går."
        return False, f"{failed.title}: {failed.found}", f"{failed.advice} {SAFE}".strip()

    def as_text(self) -> str:
        """All of it as text, for it-stöd: the server's name, versions and codes, and nobody's name."""
        return as_text(self.steps, self._probe.server, self._begun)


def step_view(found: Finding) -> StepView:
    """A finding in words."""
    state = {True: StepState.GOOD, False: StepState.FAILED, None: StepState.SKIPPED}[found.good]
    code = "" if found.fault is None else found.fault.code
    if found.fault is not None:
        told, advice = found.fault.happened, found.fault.advice
    elif found.way in ("ahead", "behind"):
        way = "före" if found.way == "ahead" else "efter"
        told, advice = _CLOCK[0].format(span(abs(found.seconds)), way), _CLOCK[1]
        code = "KLOCKA"
    elif found.way == "not_reached":
        told, advice = _NOT_REACHED, ""
    else:
        told, advice = _WORDS[found.step, found.way]
        code = "" if found.good is not False else found.way.upper().replace("_", "-")
    return StepView(title=found.step.value, state=state, found=told, advice=advice, code=code)


def span(seconds: int) -> str:
    """A length of time in words: "1 timme", "3 dygn"."""
    for size, one, many in ((86_400, "dygn", "dygn"), (3600, "timme", "timmar")):
        if seconds >= size - 30:
            return words.counted(round(seconds / size), one, many)
    return words.counted(max(1, round(seconds / 60)), "minut", "minuter")


def as_text(steps: Sequence[StepView], server: str, begun: datetime) -> str:
    """The test as lines of text without personal data."""
    lines = [
        f"Anslutningsprov {begun:%Y-%m-%d %H:%M}, KAA Desktop {__version__}",
        f"Server: {server}",
    ]
    for number, one in enumerate(steps, 1):
        code = f" ({one.code})" if one.code else ""
        lines.append(f"{number}. {one.title}: {one.state.value}{code}. {one.found}".rstrip())
    return "\n".join(lines)
