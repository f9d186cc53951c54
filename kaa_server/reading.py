"""What is handed out, read from PostgreSQL: the `Reading` of `handing.py`, and rows bound by a view."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import msgspec

from kaa_core.model.registry import REGISTRY
from kaa_core.model.rights import chooses_conflicts, may_read, may_read_conflict, unscoped_kinds
from kaa_core.sync.conflicts import CONFLICT, CONFLICT_FIELDS
from kaa_core.sync.messages import Change, Verb, Verdict
from kaa_core.sync.shelf import CaseRow, Head, SightEvent
from kaa_core.sync.sight import CaseSight, View
from kaa_server import log, quarantine
from kaa_server.arrays import with_plain_ids
from kaa_server.database import Connection
from kaa_server.errors import Code, RequestError
from kaa_server.log import APPLIED, CHANGE_COLUMNS, change_of
from kaa_server.log_rows import change_bodies, packed, record_bodies
from kaa_server.shelf import case_rows

#: More rows than one push can lead to (MAX_OPERATIONS, and a conflict's row beside each).
_REACH = 8192
#: One answer's bodies; what a client unpacks is bounded at 32 MiB.
MAX_BYTES = 8 * 1024 * 1024
#: A view of no more youths than this has them looked up once, not asked about at each row.
FEW = 4000
_EVERYTHING = 2**62
_COLUMNS = CHANGE_COLUMNS.count(",") + 1
_SIGHT = """(s.worker = %(worker)s OR %(worker)s = ANY(s.named)
    OR ((NOT s.protected OR %(protected)s) AND (%(whole)s OR s.unit IS NOT DISTINCT FROM %(unit)s)))"""
#: A look-up for each row, and never a table of all youths made for a few rows: no EXISTS.
_SEEN = f"""(
    SELECT {_SIGHT} FROM case_sight AS s WHERE s.municipality = %(m)s AND s.youth = scope
)"""  # noqa: S608 - constants
_CHANGES = f"""
    SELECT {CHANGE_COLUMNS}, available FROM (
        SELECT *, count(*) OVER () AS available,
            sum(octet_length(body)) OVER (ORDER BY seq) - octet_length(body) AS before
        FROM (
            SELECT {CHANGE_COLUMNS} FROM change_log
            WHERE municipality = %(m)s AND seq > %(after)s AND seq <= %(upto)s
                AND outcome = {APPLIED} AND READABLE
            ORDER BY seq LIMIT %(limit)s
        ) AS page
    ) AS counted WHERE before < %(bytes)s ORDER BY seq
"""  # noqa: S608 - constants
_CONFLICTS = f"""
    SELECT record, body FROM record
    WHERE municipality = %(m)s AND scope IS NULL AND kind = {CONFLICT.id}
"""  # noqa: S608 - constants
_WHOLE = f"""
    SELECT {CHANGE_COLUMNS} FROM change_log WHERE municipality = %(m)s AND scope = ANY(%(youths)b)
        AND seq <= %(upto)s AND outcome = {APPLIED} ORDER BY seq
"""  # noqa: S608 - constants
_unpack_state = msgspec.msgpack.Decoder(tuple[dict[int, Any], msgspec.Raw]).decode
_unpack_sight = msgspec.msgpack.Decoder(
    tuple[bytes | None, bytes | None, tuple[bytes, ...], bool]
).decode


class PostgresReading:
    """One view of a municipality's log and records, within one transaction of one moment."""

    def __init__(
        self, connection: Connection, municipality: str, device: uuid.UUID | None = None
    ) -> None:
        self.connection = connection
        self.municipality = municipality
        self._device = device
        self._head: Head | None = None
        self._conflicts: list[uuid.UUID] | None = None

    def head(self) -> Head:
        """Where the log stands; RequestError 409 for a municipality that is gone."""
        if self._head is None:
            self._head = log.read_head(self.connection, self.municipality)
        if self._head is None:
            raise RequestError(409, Code.EPOCH)
        return self._head

    def rows(
        self,
        query: str,
        view: View,
        *,
        plain_ids: bool = False,
        erasures: bool = False,
        few: Sequence[uuid.UUID] | None = None,
        **parameters: Any,
    ) -> list[tuple[Any, ...]]:
        """The rows of a query whose READABLE is what the view may be handed.

        `erasures`: and every row that says what has been erased, whomever it was about. `few`: all
        youths that the view sees, as `seen_if_few` found them in this transaction.
        """
        also = parameters.pop("also", None)
        parameters |= {"m": self.municipality}
        if view.everything:
            readable = "true"
        elif not view.reads_cases:
            readable = "((kind = ANY(%(kinds)s) AND scope IS NULL) OR record = ANY(%(conflicts)b))"
            parameters["kinds"] = sorted(unscoped_kinds(view.role))
            parameters["conflicts"] = []
        elif few is not None:
            readable = f"({_shared(view)} OR scope = ANY(%(few)b))"
            parameters["few"] = few
        else:
            erased = f"OR verb = {int(Verb.ERASE)} " if erasures else ""
            readable = (
                f"({_shared(view)} {erased}OR {_SEEN}{' OR scope = ANY(%(also)b)' if also else ''})"
            )
            parameters |= _view_parameters(view)
            if also:
                parameters["also"] = also
        if chooses_conflicts(view.role):
            parameters["conflicts"] = self._readable_conflicts(view.role)
        asked = query.replace("READABLE", readable).encode()
        if plain_ids:
            return with_plain_ids(self.connection, asked, parameters).fetchall()
        return self.connection.execute(asked, parameters, binary=True).fetchall()

    def _readable_conflicts(self, role: int) -> list[uuid.UUID]:
        """Of the conflicts about no youth, those that a role may read: few, and what they say is sealed."""
        if self._conflicts is None:
            parameters = {"m": self.municipality}
            found = with_plain_ids(self.connection, _CONFLICTS, parameters).fetchall()
            rows = [(record, None, body) for record, body in found]
            bodies = record_bodies(self.connection, self.municipality, rows)
            self._conflicts = [
                uuid.UUID(bytes=record)
                for (record, _, _), body in zip(rows, bodies, strict=True)
                if may_read_conflict(role, _about(body))
            ]
        return self._conflicts

    def seen_if_few(self, view: View) -> list[uuid.UUID] | None:
        """The youths that a view sees, when they are few; None for more, or when nothing is hidden."""
        if view.everything or not view.reads_cases:
            return None
        query = (
            "SELECT s.youth FROM case_sight AS s WHERE s.municipality = %(m)s "  # noqa: S608
            f"AND {_SIGHT} LIMIT %(limit)s"
        )
        parameters = {"m": self.municipality, "limit": FEW + 1} | _view_parameters(view)
        found = self.connection.execute(query.encode(), parameters, binary=True).fetchall()
        return [youth for (youth,) in found] if len(found) <= FEW else None

    def seen_cases(self, columns: str, view: View, more: str = "") -> list[tuple[Any, ...]]:
        """Columns of `case_sight` of the youths that a view sees and who have records."""
        if not view.reads_cases:
            return []
        query = (
            f"SELECT {columns} FROM case_sight AS s WHERE s.municipality = %(m)s "  # noqa: S608
            f"AND s.count > 0 AND {'true' if view.everything else _SIGHT} {more}"
        )
        parameters = {"m": self.municipality} | _view_parameters(view)
        return self.connection.execute(query.encode(), parameters, binary=True).fetchall()

    def changes(
        self, view: View, after: int, upto: int, limit: int, also: Iterable[bytes]
    ) -> tuple[list[Change], bool]:
        """Effective rows above `after`, in order, and whether more follow."""
        unbounded = limit > _REACH
        rows = self.rows(
            _CHANGES,
            view,
            plain_ids=True,
            erasures=True,
            after=after,
            upto=upto,
            limit=limit,
            bytes=_EVERYTHING if unbounded else MAX_BYTES,
            also=[uuid.UUID(bytes=youth) for youth in also],
        )
        more = bool(rows) and (rows[-1][-1] > len(rows) or len(rows) == limit)
        return self.raw(rows), more

    def raw(self, rows: Sequence[tuple[Any, ...]]) -> list[Change]:
        """Rows of the log as they go out: an opened body is msgpack already."""
        bodies = change_bodies(self.connection, self.municipality, rows)
        return [
            change_of(row[:_COLUMNS], cast("dict[int, Any]", msgspec.Raw(body)))
            for row, body in zip(rows, bodies, strict=True)
        ]

    def end_of_transaction(self, seq: int) -> int:
        """The last number of the transaction that `seq` lies in: it is applied whole or not at all.

        A conflict's row is the server's own (incarnation 0) and may lie between a person's rows, so
        the person's nearest row before it decides.
        """
        row = self.connection.execute(
            "SELECT max(later.seq) FROM (SELECT device, incarnation, tx FROM change_log "
            "WHERE municipality = %(m)s AND seq <= %(seq)s AND seq > %(seq)s - %(reach)s "
            "AND incarnation <> 0 ORDER BY seq DESC LIMIT 1) AS own "
            "JOIN change_log AS later USING (device, incarnation, tx) "
            "WHERE later.municipality = %(m)s AND later.seq BETWEEN %(seq)s AND %(seq)s + %(reach)s",
            {"m": self.municipality, "seq": seq, "reach": _REACH},
        ).fetchone()
        return seq if row is None or row[0] is None else int(row[0])

    def whole_case(self, youths: Iterable[bytes], upto: int) -> list[Change]:
        """All effective rows about these youths up to a number, in order."""
        wanted = [uuid.UUID(bytes=youth) for youth in youths]
        parameters = {"m": self.municipality, "youths": wanted, "upto": upto}
        rows = with_plain_ids(self.connection, _WHOLE, parameters)
        return self.raw(rows.fetchall())

    def events(self, after: int) -> list[SightEvent]:
        """Changes of sight above a number, in order."""
        rows = self.connection.execute(
            "SELECT seq, youth, before, after FROM sight_event "
            "WHERE municipality = %s AND seq > %s ORDER BY seq, youth",
            [self.municipality, after],
            binary=True,
        )
        return [
            SightEvent(seq, youth.bytes, _sight_of(before), _sight_of(after))
            for seq, youth, before, after in rows
        ]

    def cases(self, youths: Iterable[bytes]) -> Mapping[bytes, CaseRow]:
        """What is kept of these youths."""
        return case_rows(self.connection, self.municipality, youths)

    def verdicts(self, after: int, upto: int) -> list[Verdict]:
        """What was decided about what the asking device had sent."""
        if self._device is None:
            return []
        return quarantine.verdicts(self.connection, self.municipality, self._device, after, upto)


def _shared(view: View) -> str:
    """What the municipality shares with a role that reads cases: all but kinds that it may not read."""
    kept = [str(kind.id) for kind in REGISTRY if not may_read(view.role, kind.id, scoped=False)]
    if not chooses_conflicts(view.role):
        return f"(scope IS NULL AND kind NOT IN ({', '.join(kept)}))" if kept else "scope IS NULL"
    kept.append(str(CONFLICT.id))
    named = ", ".join(kept)
    return f"((scope IS NULL AND kind NOT IN ({named})) OR record = ANY(%(conflicts)b))"


def _view_parameters(view: View) -> dict[str, Any]:
    return {
        "worker": packed(view.worker),
        "unit": packed(view.unit),
        "whole": view.whole,
        "protected": view.protected,
    }


def _about(body: bytes) -> int:
    """The kind of what a conflict is about; -1 when it does not say."""
    values, _ = _unpack_state(body)
    about = values.get(CONFLICT_FIELDS["target_kind"])
    return about if isinstance(about, int) else -1


def _sight_of(body: bytes) -> CaseSight:
    return CaseSight(*_unpack_sight(body))
