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
    "SELECT * FROM t |> WHERE x > 1",
    "SELECT STRUCT(1, 2) < STRUCT(1, 3)",
    "SELECT DATE_ADD(DATE '2025-01-01', INTERVAL 1 HOUR)",
    "CREATE TEMP FUNCTION f(x INT64) AS ((SELECT COUNT(*) FROM t WHERE y > x)); SELECT f(y) FROM t",
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


def test_a_variable_never_hides_a_column_of_its_name():
    import duckdb

    connection = fresh()
    connection.execute("CREATE TABLE t AS SELECT 1 AS kwh, 2 AS id")
    found = to_duckdb("DECLARE least INT64 DEFAULT 1; SELECT id FROM t WHERE kwh >= least")
    assert connection.execute(found).fetchall() == [(2,)]
    with pytest.raises(duckdb.BinderException):
        connection.execute(to_duckdb("DECLARE kwh INT64 DEFAULT 5; SELECT id FROM t WHERE kwh > 3"))


@pytest.mark.parametrize("name", ["read_csv", "read_text", "glob", "duckdb_settings"])
def test_no_table_function_of_the_engine_is_reached(name):
    import duckdb

    with pytest.raises((DialectError, duckdb.CatalogException)):
        fresh().execute(to_duckdb(f"SELECT * FROM {name}('/etc/hostname')"))


def test_a_table_function_takes_its_arguments():
    connection = fresh()
    connection.execute("CREATE TABLE t AS SELECT unnest([1, 2, 3]) AS id")
    connection.execute(
        to_duckdb("CREATE TABLE FUNCTION below(n INT64) AS (SELECT id FROM t WHERE id < n)")
    )
    assert connection.execute(to_duckdb("SELECT COUNT(*) FROM below(3)")).fetchone() == (2,)


def test_structs_of_columns_that_no_type_shows_are_never_compared_by_accident():
    import duckdb

    connection = fresh()
    connection.execute("CREATE TABLE t AS SELECT {'a': NULL} AS x, {'a': NULL} AS y")
    with pytest.raises(duckdb.Error):
        connection.execute(to_duckdb("SELECT * FROM t WHERE x = y")).fetchall()
