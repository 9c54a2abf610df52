"""The dialect's own promises, without the judge."""

import datetime as dt

import pytest

from bigquery.dialect import DialectError, prepare, to_duckdb
from bigquery.errors import PowerlyticsError
from tests.dialect.compare import fresh

REFUSED = [
    "SELECT * FROM t FOR SYSTEM_TIME AS OF TIMESTAMP '2024-01-01'",
    "SELECT * FROM ML.PREDICT(MODEL m, TABLE t)",
    "SELECT ST_DISTANCE(a, b) FROM t",
    "SELECT * FROM `p.d.events_*`",
    "SELECT * FROM t TABLESAMPLE SYSTEM (10 PERCENT)",
    "SELECT some_function_of_tomorrow(1)",
    "DECLARE x INT64 DEFAULT 1",
    "SELECT @@project_id",
    "SELECT * FROM d.INFORMATION_SCHEMA.TABLES",
    "CREATE TEMP FUNCTION f(x INT64) RETURNS INT64 LANGUAGE js AS 'return x'",
    "SELECT CAST(x AS BIGNUMERIC) FROM t",
    "SELECT FROM WHERE",
    "FROM t |> WHERE x > 1",
    "BEGIN SELECT 1; END",
    "IF TRUE THEN SELECT 1; END IF",
]


@pytest.mark.parametrize("sql", REFUSED)
def test_what_has_no_equal_is_refused_with_a_reason(sql):
    with pytest.raises(DialectError) as refusal:
        to_duckdb(sql)
    assert isinstance(refusal.value, PowerlyticsError)
    assert str(refusal.value) and "\n" not in str(refusal.value)


def test_parameters_keep_their_names():
    start = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    sql = to_duckdb(
        "SELECT @start AS s, 'm1' IN UNNEST(@ids) AS hit, TIMESTAMP_ADD(@start, INTERVAL @n HOUR) AS e"
    )
    row = fresh().execute(sql, {"start": start, "ids": ["m1"], "n": 2}).fetchone()
    assert row == (start, True, start + dt.timedelta(hours=2))


def test_a_second_prepare_and_a_cursor_never_miss_a_function():
    connection = fresh()
    prepare(connection)
    sql = to_duckdb("SELECT CAST(1.0 AS STRING), PARSE_DATE('%F', '2024-01-02')")
    assert connection.cursor().execute(sql).fetchone() == ("1", dt.date(2024, 1, 2))


def test_a_project_is_dropped_and_a_dataset_is_a_schema():
    assert to_duckdb("SELECT x FROM `p.d.t`").replace('"', "") == "SELECT x FROM d.t"


def test_null_where_the_filter_is_nan_never_counts():
    connection = fresh()
    connection.execute("CREATE TABLE t AS SELECT unnest(['nan'::DOUBLE, 1, NULL]) AS x")
    assert connection.execute(to_duckdb("SELECT COUNT(*) FROM t WHERE x > 0")).fetchone() == (1,)


def test_the_hot_path_is_never_a_python_function():
    sql = to_duckdb(
        "SELECT device_id, TIMESTAMP_TRUNC(ts, HOUR) AS h, SUM(kwh) FROM r WHERE ts >= @a GROUP BY 1, 2"
    )
    assert "bq_" not in sql.lower()


def test_division_by_zero_is_an_error_and_never_null():
    import duckdb

    connection = fresh()
    with pytest.raises(duckdb.Error):
        connection.execute(to_duckdb("SELECT x / 0 FROM UNNEST([1, 2]) AS x")).fetchall()
