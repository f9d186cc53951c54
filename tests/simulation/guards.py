"""The guards that the mutants switch off (mutants.py)."""

from __future__ import annotations

from typing import Final

from tests.simulation.mutants import Mutant

MERGE: Final = "kaa_core/sync/merge.py"
RECEIVING: Final = "kaa_core/sync/receiving.py"
HANDING: Final = "kaa_core/sync/handing.py"
LISTS: Final = "kaa_core/sync/lists.py"
INCOMING: Final = "kaa_desktop/store/incoming.py"
OUTBOX: Final = "kaa_desktop/store/outbox.py"
ROUNDS: Final = "kaa_desktop/sync/rounds.py"
CHECKING: Final = "kaa_desktop/sync/checking.py"
MENDING: Final = "kaa_desktop/sync/mending.py"
KEPT: Final = "kaa_desktop/store/kept.py"
LEAVING: Final = "kaa_desktop/store/leaving.py"
BARRING: Final = "kaa_core/sync/barring.py"
STANDING: Final = "kaa_core/sync/standing.py"
RETURNING: Final = "kaa_core/sync/returning.py"
TRANSACTION: Final = "kaa_desktop/store/transaction.py"

ERASING: Final = "kaa_desktop/store/erasing.py"

MUTANTS: Final = (
    Mutant(
        "base-compare",
        "En ändring byggd på ett äldre värde skrivs över det nya",
        MERGE,
        "        if base != current or state.deleted:\n",
        "        if state.deleted:\n",
    ),
    Mutant(
        "deleted-record",
        "En ändring av det som är borttaget tas in",
        MERGE,
        "        if base != current or state.deleted:\n",
        "        if base != current:\n",
    ),
    Mutant(
        "deletion-of-unseen",
        "En borttagning tar med sig det som ingen hade sett",
        MERGE,
        "        if base is None or self.others_wrote_since(state, base):\n",
        "        if base is None:\n",
    ),
    Mutant(
        "sealed",
        "En införd anteckning kan ändras",
        MERGE,
        """        if self.sealed(state):
            raise Refusal("immutable")
        together = value""",
        "        together = value",
    ),
    Mutant(
        "transaction-whole",
        "Av en transaktion som nekas blir början kvar",
        MERGE,
        "            self._roll_back(rows)\n",
        "",
    ),
    Mutant(
        "loser-logged",
        "Det som förlorade står inte i loggen",
        MERGE,
        "        self._log(operation, Outcome.CONFLICT, scope=state.scope)\n",
        "",
    ),
    Mutant(
        "conflict-made",
        "Det som förlorade får ingen konflikt",
        MERGE,
        "        self.log_server(conflict_id, made, values, verb=Verb.CREATE)\n",
        "",
    ),
    Mutant(
        "list-joined",
        "Den som skriver en lista sist bestämmer hela",
        LISTS,
        "    made = list(dict.fromkeys(kept + added))\n",
        "    made = list(written or ())\n",
    ),
    Mutant(
        "repeat-known",
        "En upprepning tas för något nytt",
        RECEIVING,
        "    fresh = [operation for operation in push.operations if operation.n > taken]\n",
        "    fresh = list(push.operations)\n",
    ),
    Mutant(
        "horizon-moves",
        "Markören stannar vid det som visades",
        HANDING,
        "    cursor = head.seq\n",
        "    cursor = rows[-1].seq if rows else after\n",
        themes="scopes",
    ),
    Mutant(
        "transaction-uncut",
        "En hämtning slutar mitt i en transaktion",
        HANDING,
        "        cursor = reading.end_of_transaction(rows[-1].seq)\n",
        "        cursor = rows[-1].seq\n",
    ),
    Mutant(
        "cursor-with-data",
        "Markören sparas före det den gäller",
        INCOMING,
        "    own = outbox.pending_records(connection)\n    here = _here(connection, changes)\n",
        """    settings.put(connection, settings.CURSOR, msgspec.msgpack.encode((reached.epoch, reached.seq)))
    connection.execute("COMMIT")
    connection.execute("BEGIN IMMEDIATE")
    own = outbox.pending_records(connection)
    here = _here(connection, changes)
""",
    ),
    Mutant(
        "own-work-stands",
        "Det som hämtas skriver över det som väntar",
        INCOMING,
        "            if change.record in own and outbox.is_pending(connection, change.record, field):\n",
        "            if False:\n",
    ),
    Mutant(
        "refused-kept",
        "Det som servern nekar visas inte för den som skrev",
        INCOMING,
        '            aside.keep(unit, answer.n, answer.code or "")\n',
        "            pass\n",
    ),
    Mutant(
        "fall-back-to-server",
        "Ett värde som förlorade står kvar på datorn",
        OUTBOX,
        "        if not is_pending(connection, record, field):\n            _settle(",
        "        if taken and not is_pending(connection, record, field):\n            _settle(",
    ),
    Mutant(
        "own-chain",
        "Hennes andra ändring bygger på serverns värde i stället för på hennes första",
        OUTBOX,
        "    if own is not None:\n        return -int(own)\n",
        "",
    ),
    Mutant(
        "answers-in-order",
        "Svaren kommer i en annan ordning än frågorna",
        RECEIVING,
        "    return PushAnswer(epoch=head.epoch, horizon=seq, answers=answers,",
        "    return PushAnswer(epoch=head.epoch, horizon=seq, answers=answers[::-1],",
    ),
    Mutant(
        "sight-on-arrival",
        "Det som skrivs om någon man inte ser tas in",
        BARRING,
        "    hidden = _hidden(scopes.youths, shelf, view)\n",
        "    hidden: dict[bytes, Hidden] = {}\n",
        themes="scopes",
    ),
    Mutant(
        "revoked-told",
        "Den som inte längre får se en ungdom får inte veta det",
        HANDING,
        "            if before != then:\n                (came if then else went).add(youth)\n",
        "            if before != then and then:\n                came.add(youth)\n",
        themes="scopes",
    ),
    Mutant(
        "revoked-removed",
        "Den ungdom man inte längre får se ligger kvar på datorn",
        LEAVING,
        "        forget(unit, youth, sending=True)\n",
        "",
        themes="scopes",
    ),
    Mutant(
        "whole-case-comes",
        "Den som får se en ungdom får bara det som skrivs därefter",
        HANDING,
        "reading.whole_case(came, cursor) + shown",
        "shown",
        themes="scopes",
    ),
    Mutant(
        "unseen-silent",
        "Det som händer hos dem man inte ser hämtas",
        HANDING,
        "    return row.scope not in silent\n",
        "    return True\n",
        themes="scopes",
    ),
    Mutant(
        "new-youth-of-another",
        "Den som för in en ungdom åt en annan enhet har henne kvar",
        INCOMING,
        '        settings.put(unit.connection, settings.CHECK_DUE, b"1")\n',
        "        pass\n",
        themes="scopes",
    ),
    Mutant(
        "unsent-goes-first",
        "Det som väntar om en ungdom man inte längre får se slängs",
        LEAVING,
        'WHERE NOT EXISTS (SELECT 1 FROM outbox WHERE scope = leaving.id)"\n',
        '"\n',
        themes="scopes",
    ),
    Mutant(
        "incarnation-renewed",
        "En dator som har återställts går vidare i samma nummer",
        RECEIVING,
        "        if known is None or known[1] != shelf.digest_of(operation):\n",
        "        if known is None:\n",
        themes="restores",
    ),
    Mutant(
        "kept-given-back",
        "Det som en återställd server har förlorat ges inte tillbaka",
        MENDING,
        "self._give_back(epoch, replica.lost_rows(stands.since)) if restored",
        "self._give_back(epoch, []) if restored",
        themes="restores",
    ),
    Mutant(
        "kept-until-backed-up",
        "Det som har kvitterats hålls inte kvar till säkerhetskopian",
        KEPT,
        "    _put(connection, _Whose.PULLED, last.seq, last.received or at, _pack(changes))\n",
        "",
        themes="restores",
    ),
    Mutant(
        "given-back-as-its-authors",
        "Det som ges tillbaka skrivs på den som gav det",
        RETURNING,
        "            change, seq=self.next_seq, values=dict(values), received=self.received\n",
        "            change, seq=self.next_seq, values=dict(values), received=self.received, at=0\n",
        themes="restores",
    ),
    Mutant(
        "past-known-while-renewing",
        "En server som läggs tillbaka igen medan en dator hämtar allt på nytt märks inte",
        MENDING,
        "        reached = replica.history()\n",
        "        reached = replica.cursor()\n",
        themes="restores",
    ),
    Mutant(
        "rows-fetched-before-let-go",
        "Det som har getts tillbaka hålls inte kvar till nästa säkerhetskopia",
        MENDING,
        "            pages.append(answer.changes)\n",
        "",
        themes="restores",
    ),
    Mutant(
        "erased-not-sent",
        "Det som väntar på att skickas behåller det som är raderat",
        ERASING,
        'is in that one is told as not received."""\n',
        'is in that one is told as not received."""\n    return\n',
        themes="erasing",
    ),
    Mutant(
        "erased-stays-known",
        "Det som kommer sent om det som är raderat tas in",
        BARRING,
        "    gone = shelf.erased(named.union(scopes.youths))\n",
        "    gone = set[bytes]()\n",
        themes="erasing",
    ),
    Mutant(
        "erased-not-kept",
        "Det som hålls kvar för en återställd server behåller ett raderat fält",
        ERASING,
        "    kept.strip(connection, record, order.fields)\n",
        "",
        themes="erasing",
    ),
    Mutant(
        "erased-conflicts",
        "Konflikter om det som är raderat ligger kvar på datorn",
        ERASING,
        "            _records(unit, {one.record: one.kind, **_conflicts(unit.connection, one)})\n",
        "            _records(unit, {one.record: one.kind})\n",
        themes="erasing",
    ),
)

OPEN: Final = (
    Mutant(
        "compares-pasts",
        "En server som har lagts tillbaka bakom vår rygg märks inte",
        STANDING,
        "        if other or max((one.seq for one in anchors), default=said.cursor) > head.seq:\n",
        "        if other and not head.epoch:\n",
        themes="restores",
    ),
    Mutant(
        "age-by-the-server",
        "En dator vars klocka ställs fram slänger det som hålls kvar till säkerhetskopian",
        "kaa_desktop/store/mending.py",
        "backed_up, 0 if tip is None else tip.received)\n",
        "backed_up, self._now())\n",
        themes="restores",
    ),
    Mutant(
        "seen-is-pulled",
        "En borttagning säger sig ha sett allt under det senaste svaret",
        OUTBOX,
        "    return min(state.latest, reached)\n",
        "    return state.latest\n",
    ),
    Mutant(
        "gap-noticed",
        "En lucka i numren tas emot",
        RECEIVING,
        "    if push.operations[0].n > taken + 1:\n",
        "    if push.operations[0].n < 0:\n",
        themes="restores",
    ),
    Mutant(
        "other-epoch-refused",
        "Ändringar byggda på nummer som servern har förlorat tas emot",
        RECEIVING,
        "    if not same_epoch(push.epoch, head.epoch):\n",
        "    if not head.epoch:\n",
        themes="restores",
    ),
    Mutant(
        "known-by-content",
        "Ett nummer som en kopia av datorn har använt tas för det egna",
        RETURNING,
        "        return number if row is not None and content_of(row) == content_of(change) else 0\n",
        "        return number if row is not None else 0\n",
        themes="restores",
    ),
    Mutant(
        "given-back-once",
        "Det som två datorer ger tillbaka tas in två gånger",
        RETURNING,
        "        if lost in self.known:\n",
        "        if change.seq < 0:\n",
        themes="restores",
    ),
    Mutant(
        "answered-and-gone",
        "Att servern saknar det som den har svarat på märks inte",
        STANDING,
        "        if said.cursor > head.seq or (taken is not None and taken < said.answered):\n",
        "        if said.cursor > head.seq:\n",
        themes="restores",
    ),
    Mutant(
        "lost-base-remembered",
        "Det som bygger på ett värde som förlorade sägs bygga på det som står",
        OUTBOX,
        "        _lose(connection, operation.n)\n",
        "        pass\n",
        themes="restores",
    ),
    Mutant(
        "row-known-by-what-it-says",
        "Två rader som har haft samma nummer tas för en",
        RETURNING,
        "    whose = (change.device, change.incarnation) if change.n else ()\n",
        '    return b""\n    whose = (change.device, change.incarnation) if change.n else ()\n',
        themes="restores",
    ),
    Mutant(
        "one-life-one-history",
        "En rad som har kommit tillbaka till sitt nummer tas för samma historia",
        STANDING,
        "    if one.received and other.received and one.received != other.received:\n",
        "    if one.seq < 0:\n",
        themes="restores",
    ),
)
"""Guards whose absence these seeds do not show yet; each has tests of its own (docs/reliability.md)."""
