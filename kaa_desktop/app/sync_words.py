"""The state of saving and synchronising in words, exactly as design.md section 4 has them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import attrs

from kaa_desktop.app import words
from kaa_desktop.app.context import Context
from kaa_desktop.app.sync_views import FaultView, Network, SyncView
from kaa_desktop.app.views_base import Tone
from kaa_desktop.sync.faults import SyncFault
from kaa_desktop.sync.state import Phase, SyncState


@attrs.frozen(kw_only=True)
class Saved:
    """What is known of saving. `failed_since`: since when nothing could be saved."""

    waiting: int
    conflicts: int
    refused: int
    last_saved: datetime | None = None
    failed_since: datetime | None = None


_NETWORK: Final = {
    Phase.CONNECTING: Network.CONNECTING,
    Phase.DOWNLOADING: Network.ONLINE,
    Phase.SENDING: Network.ONLINE,
    Phase.IDLE: Network.ONLINE,
    Phase.OFFLINE: Network.OFFLINE,
    Phase.STOPPED: Network.STOPPED,
    Phase.LOGIN: Network.STOPPED,
}
_STOPPED: Final = {
    "SYNK-104": "serverns certifikat går inte att lita på",
    "SYNK-107": "nätets inställningar går inte att använda",
    "SYNK-304": "datorn är spärrad",
    "SYNK-306": "datorn är okänd för servern",
    "SYNK-301": "logga in igen",
    "SYNK-302": "logga in igen",
    "SYNK-303": "vänta en stund och logga in igen",
}
HERE_ONLY: Final = "Övningen finns bara på den här datorn."
_AWAY: Final = frozenset({"SYNK-101", "SYNK-102", "SYNK-103", "SYNK-105"})


def practice_view(context: Context, saved: Saved) -> SyncView:
    """The same where somebody practises: what she writes is here and goes nowhere."""
    text, tone = "Sparat lokalt", Tone.NEUTRAL
    icon = "hard-drive"
    if saved.failed_since is not None:
        text, tone = f"Inte sparat sedan {context.when(saved.failed_since)}", Tone.DANGER
        icon = "circle-alert"
    elif saved.last_saved is not None:
        text = f"{text} {context.when(saved.last_saved)}"
    if saved.conflicts:
        tone = Tone.WARN if saved.failed_since is None else tone
        text = f"{text} · {words.counted(saved.conflicts, 'konflikt', 'konflikter')}"
    return SyncView(
        saved=text,
        saved_icon=icon,
        saved_tone=tone,
        network=HERE_ONLY,
        network_icon="flask-conical",
        network_tone=Tone.NEUTRAL,
        state=Network.ONLINE,
        waiting=0,
        conflicts=saved.conflicts,
        refused=saved.refused,
        alone=True,
    )


def sync_view(context: Context, state: SyncState, saved: Saved) -> SyncView:
    """The status bar's words, and what the page Synkning begins with."""
    text, icon, tone = _saved(context, state, saved)
    network, network_icon, network_tone = _network(context, state)
    return SyncView(
        saved=text,
        saved_icon=icon,
        saved_tone=tone,
        network=network,
        network_icon=network_icon,
        network_tone=network_tone,
        state=_NETWORK[state.phase],
        waiting=saved.waiting,
        conflicts=saved.conflicts,
        refused=saved.refused,
        needs_login=state.phase is Phase.LOGIN,
        fault=None if state.fault is None else fault_view(state.fault),
        download=_download(state),
        contact=contact_words(context, state),
    )


def contact_words(context: Context, state: SyncState) -> str:
    """When the server was last heard: all was sent and fetched then."""
    if state.last_sync is None:
        return "Ingen kontakt med servern än."
    return f"Senaste kontakt med servern: {context.when(state.last_sync)}."


def fault_view(fault: SyncFault) -> FaultView:
    """A fault of the connection for the page Synkning."""
    return FaultView(happened=fault.happened, safe=fault.safe, advice=fault.advice, code=fault.code)


def _saved(context: Context, state: SyncState, saved: Saved) -> tuple[str, str, Tone]:
    if saved.failed_since is not None:
        # The only red one (design.md section 4).
        since = context.when(saved.failed_since)
        return f"Inte sparat sedan {since}", "circle-alert", Tone.DANGER
    tone = Tone.WARN if saved.conflicts else Tone.NEUTRAL
    text, icon = _kept(context, state, saved)
    if saved.conflicts:
        text = f"{text} · {words.counted(saved.conflicts, 'konflikt', 'konflikter')}"
    if saved.refused:
        text = f"{text} · {saved.refused} ej mottaget"
    return text, icon, tone


def _kept(context: Context, state: SyncState, saved: Saved) -> tuple[str, str]:
    if state.phase is Phase.SENDING:
        return f"Synkar {state.done} av {state.total}", "refresh-cw"
    if saved.waiting:
        at = "" if saved.last_saved is None else f" {context.when(saved.last_saved)}"
        return f"Sparat lokalt{at} · Väntar på synk ({saved.waiting})", "hard-drive"
    if state.last_sync is not None:
        return f"Allt synkat {context.when(state.last_sync)}", "circle-check"
    return "Inget väntar på synk", "hard-drive"


def _network(context: Context, state: SyncState) -> tuple[str, str, Tone]:
    match state.phase:
        case Phase.CONNECTING:
            return "Ansluter", "cloud", Tone.NEUTRAL
        case Phase.DOWNLOADING:
            return _download(state), "download", Tone.NEUTRAL
        case Phase.SENDING | Phase.IDLE:
            last = state.last_sync
            told = "" if last is None else f" · senaste synk {context.when(last)}"
            return f"Ansluten{told}", "cloud", Tone.NEUTRAL
        case Phase.OFFLINE:
            since = context.when(state.since)
            away = state.fault is None or state.fault.code in _AWAY
            what = "Offline" if away else "Synk avbruten"
            # Blue, not red: being offline is normal (design.md section 4).
            return f"{what} sedan {since} · försöker själv igen", "cloud-off", Tone.INFO
        case _:
            code = "" if state.fault is None else state.fault.code
            why = _STOPPED.get(code, f"kontakta it-stöd ({code})")
            return f"Synk stoppad · {why}", "triangle-alert", Tone.WARN


def _download(state: SyncState) -> str:
    if state.phase is not Phase.DOWNLOADING:
        return ""
    return f"Hämtar registret: {state.done} av {state.total} uppgifter"
