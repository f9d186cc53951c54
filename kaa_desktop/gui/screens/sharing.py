"""Samtycken och förmedling: what one youth has agreed to, and whom she has been put in touch with."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from kaa_core.model.enums import ReferralState
from kaa_core.model.ids import YouthId
from kaa_desktop.app.actor_views import ConsentRow, ReferralRow
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.app.views_base import Chip, Fact, Tone
from kaa_desktop.app.words import sentence_case
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.rows import Cell, Column, Row, Section
from kaa_desktop.gui.screens.admin_form import ConfirmPage
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.looks import chip_look

COLUMNS = (Column("what", "Med vem, om vad"), Column("state", "Läge", width=170))
HOLDS = Chip("Gäller", "circle-check", Tone.OK)
OVER = Chip("Gäller inte", "circle-off", Tone.NEUTRAL)
TAKEN_BACK = (
    "Från i dag får inget mer lämnas till aktören med stöd av samtycket.",
    "Förmedlingar som bygger på det blir återtagna. Ring aktören och berätta det.",
    "Vad som gällde före i dag står kvar. Ungdomen kan lämna ett nytt samtycke.",
)
WITHDRAWN = "Samtycket har gått ut eller tagits tillbaka. Be ungdomen om ett nytt, eller avsluta."
NOT_A_CONSENT, NOT_A_REFERRAL = "Välj ett samtycke i listan.", "Välj en förmedling i listan."
CLOSED = "Förmedlingen är redan avslutad."
_TONES = {
    ReferralState.SENT: ("send", Tone.INFO),
    ReferralState.ACCEPTED: ("check", Tone.OK),
    ReferralState.WITHDRAWN: ("undo-2", Tone.WARN),
}


class SharingScreen(AdminList):
    """Consents, those that hold first, and referrals, the latest first."""

    noun = "rad"
    reads_case = True

    def __init__(self, desk: Desk, youth: YouthId, name: str) -> None:
        self._youth = youth
        super().__init__(
            desk,
            f"Samtycken – {name}",
            "Utan samtycke, eller stöd i lag, lämnas inget till någon annan.",
            name="sharing",
            columns=COLUMNS,
            empty=(
                "handshake",
                "Inget samtycke är antecknat.",
                "Fråga ungdomen vad som får delas, med vem och hur länge.",
            ),
            add="consent.add",
            acts=(
                "referral.add",
                "consent.withdraw",
                "referral.accepted",
                "referral.declined",
                "referral.ended",
            ),
        )

    def load(self) -> None:
        sharing = self.session.sharing
        consents: dict[object, ConsentRow | ReferralRow] = {
            one.consent: one for one in sharing.consents(self._youth)
        }
        referrals = {one.referral: one for one in sharing.referrals(self._youth)}
        self.show_items(consents | referrals)
        rows = {key: self.row_of(item) for key, item in self.items.items()}
        sections = [
            Section("consents", "Samtycken", tuple(consents)),
            Section("referrals", "Förmedling", tuple(referrals)),
        ]
        self.list.show_rows(rows, [one for one in sections if one.ids])

    def refresh(self, changes: Changes) -> None:
        if changes.everything or self._youth in changes.youths or "actor" in changes.kinds:
            self.load()

    def row_of(self, item: ConsentRow | ReferralRow) -> Row:
        return Row(
            (
                Cell(item.actor_name, item.what, strong=True),
                Cell(chip=chip_look(_chip(item))),
            )
        )

    def show_item(self, item: ConsentRow | ReferralRow) -> None:
        if isinstance(item, ConsentRow):
            facts = [Fact(label="Om vad", value=item.what), Fact(label="Gäller", value=item.dates)]
            note = item.why_not
        else:
            facts = [
                Fact(label="Vad", value=item.what),
                Fact(label="Skickad", value=item.sent_on.isoformat()),
            ]
            note = WITHDRAWN if item.state is ReferralState.WITHDRAWN else ""
        self.pane.show_thing(item.actor_name, (_chip(item),), tuple(facts), note)

    def main_act(self) -> str:
        return "consent.withdraw" if isinstance(self.chosen(), ConsentRow) else "referral.accepted"

    def acts(self) -> Mapping[str, Binding]:
        return {
            "consent.withdraw": Binding(self._withdraw, self._no_consent),
            "referral.accepted": Binding(
                partial(self._answer, ReferralState.ACCEPTED), self._no_referral
            ),
            "referral.declined": Binding(
                partial(self._answer, ReferralState.DECLINED), self._no_referral
            ),
            "referral.ended": Binding(
                partial(self._answer, ReferralState.ENDED), self._no_referral_to_end
            ),
        }

    def _no_consent(self) -> str:
        item = self.chosen()
        if not isinstance(item, ConsentRow):
            return NOT_A_CONSENT
        return item.why_not

    def _no_referral(self) -> str:
        item = self.chosen()
        if not isinstance(item, ReferralRow):
            return NOT_A_REFERRAL
        return "" if item.open else (WITHDRAWN if item.state is ReferralState.WITHDRAWN else CLOSED)

    def _no_referral_to_end(self) -> str:
        item = self.chosen()
        if isinstance(item, ReferralRow) and item.state is ReferralState.WITHDRAWN:
            return ""
        return self._no_referral()

    def _withdraw(self) -> None:
        item: ConsentRow = self.chosen()
        self.desk.open_screen(
            ConfirmPage(
                self.desk,
                f"Återta samtycket med {item.actor_name}",
                TAKEN_BACK,
                "Återta samtycket",
                name="consent_withdraw",
                act=partial(self.session.sharing.take_back, item.consent),
                then=self._done,
            )
        )

    def _answer(self, state: ReferralState) -> None:
        item: ReferralRow = self.chosen()
        self.desk.then(self.session.sharing.answer(item.referral, state), self._said)

    def _said(self, result: Result) -> None:
        self.desk.say(result.sentence or " ".join(one.sentence for one in result.problems))

    def _done(self, result: Result) -> None:
        self.changed(result.sentence)

    def youth_read(self) -> YouthId | None:
        return self._youth


def _chip(item: ConsentRow | ReferralRow) -> Chip:
    if isinstance(item, ConsentRow):
        return HOLDS if item.holds else OVER
    icon, tone = _TONES.get(item.state, ("circle-off", Tone.NEUTRAL))
    return Chip(sentence_case(item.state.label), icon, tone)
