"""Arrays made whole are what PostgreSQL reads: sent there and back."""

from __future__ import annotations

import uuid
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaa_server.arrays import (
    Array,
    Bigints,
    Booleans,
    Bytes,
    Ids,
    Integers,
    Smallints,
    with_plain_ids,
)
from kaa_server.postgres import Endpoints

SOME = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
CASES = st.one_of(
    st.tuples(
        st.just((Ids, "uuid")), st.lists(st.one_of(st.none(), st.binary(min_size=16, max_size=16)))
    ),
    st.tuples(st.just((Ids, "uuid")), st.lists(st.binary(min_size=16, max_size=16))),
    st.tuples(st.just((Bytes, "bytea")), st.lists(st.binary(max_size=300))),
    st.tuples(st.just((Bigints, "bigint")), st.lists(st.integers(-(2**63), 2**63 - 1))),
    st.tuples(st.just((Integers, "integer")), st.lists(st.integers(-(2**31), 2**31 - 1))),
    st.tuples(st.just((Smallints, "smallint")), st.lists(st.integers(-(2**15), 2**15 - 1))),
    st.tuples(st.just((Booleans, "boolean")), st.lists(st.booleans())),
)


@pytest.fixture
def connection(cluster: Endpoints) -> Any:
    """A connection of the server's own kind."""
    with psycopg.connect(cluster.app) as connected:
        yield connected


@SOME
@given(case=CASES)
def test_there_and_back(connection: psycopg.Connection[Any], case: Any) -> None:
    (form, name), values = case
    made: Array = form.of(values)
    query = f"SELECT %b::{name}[], cardinality(%b::{name}[])"
    [(back, count)] = with_plain_ids(connection, query, [made, made]).fetchall()
    assert (back, count) == (values, len(values))


def test_an_id_of_another_length_is_refused(connection: psycopg.Connection[Any]) -> None:
    with pytest.raises(psycopg.Error):
        connection.execute("SELECT %b::uuid[]", [Ids.of([b"x" * 15])])


def test_only_the_cursor_that_asks_reads_ids_as_bytes(connection: psycopg.Connection[Any]) -> None:
    asked = "SELECT %b::uuid"
    one = uuid.uuid4()
    assert with_plain_ids(connection, asked, [one]).fetchone() == (one.bytes,)
    assert connection.execute(asked, [one], binary=True).fetchone() == (one,)
