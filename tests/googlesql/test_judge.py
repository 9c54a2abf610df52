"""The judge must be right before it judges: every type survives the way in and out."""

import datetime as dt
import math
from decimal import Decimal

import pytest

UTC = dt.UTC
AWKWARD = {
    "INT64": -(2**63),
    "FLOAT64": -0.1,
    "STRING": "Zürich ⚡",
    "BYTES": b"\x00\xff",
    "BOOL": False,
    "NUMERIC": Decimal("-99999999999999999999999999999.999999999"),
    "BIGNUMERIC": Decimal("1.00000000000000000000000000000000000001"),
    "DATE": dt.date(1, 1, 1),
    "DATETIME": dt.datetime(9999, 12, 31, 23, 59, 59, 999999),
    "TIME": dt.time(23, 59, 59, 1),
    "TIMESTAMP": dt.datetime(1969, 12, 31, 23, 59, 59, 500000, tzinfo=UTC),
    "ARRAY<INT64>": [1, 2],
    "STRUCT<a INT64, b ARRAY<STRUCT<c STRING, d NUMERIC(10, 2)>>>": {
        "a": 1,
        "b": [{"c": "x", "d": Decimal("1.5")}],
    },
}


@pytest.mark.parametrize("kind", AWKWARD)
def test_a_value_never_changes_on_its_way(googlesql, kind):
    value = AWKWARD[kind]
    table = {"lake.values": {"v": kind}}
    sql = "SELECT values.v, @p AS p FROM lake.values"
    rows = {"lake.values": [(value,)]}
    names, out = googlesql.query(sql, table, rows, {"p": (kind, value)})
    assert (names, out) == (["v", "p"], [(value, value)])


def test_nan_and_null_stay_apart(googlesql):
    _, rows = googlesql.query("SELECT CAST('nan' AS FLOAT64), NULL")
    assert math.isnan(rows[0][0]) and rows[0][1] is None


def test_a_wrong_column_is_rejected(googlesql):
    from tests.googlesql.client import Rejected

    tables = {"lake.readings": {"ts": "TIMESTAMP"}}
    googlesql.analyze("SELECT readings.ts FROM lake.readings", tables)
    with pytest.raises(Rejected, match="missing"):
        googlesql.analyze("SELECT missing FROM lake.readings", tables)
