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
)
