"""What both warehouses promise: the same test on DuckDB and on BigQuery's client and emulator."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest

from bigquery import schema
from bigquery.errors import PowerlyticsError
from bigquery.warehouse import Warehouse

NOON = datetime(2026, 1, 7, 12, tzinfo=UTC)
NAMES = ["Ünïcode 🔌", "it's; DROP TABLE x --", "line\nbreak\ttab", "", None]


def readings(days: list[int], tenant: str = "north", energy: float = 1.5) -> pa.Table:
    """One reading of one device at noon of each day of January 2026."""
    rows = [
        {
            "tenant_id": tenant,
            "device_id": "d1",
            "ts": NOON.replace(day=day),
            "revision": 0,
            "energy_kwh": energy,
            "_fivetran_deleted": False,
        }
        for day in days
    ]
    kind = pa.schema(
        [
            ("tenant_id", pa.string()),
            ("device_id", pa.string()),
            ("ts", pa.timestamp("us", "UTC")),
            ("revision", pa.int64()),
            ("energy_kwh", pa.float64()),
            ("_fivetran_deleted", pa.bool_()),
        ]
    )
    return pa.Table.from_pylist(rows, schema=kind)


def rows_of(warehouse: Warehouse, table: str, order: str) -> list[dict[str, object]]:
    found = warehouse.query(f"SELECT * FROM {schema.table(table).full_name} ORDER BY {order}")
    return [dict(row) for row in found.to_pylist()]


def test_tables_made_twice_keep_their_rows(warehouse: Warehouse) -> None:
    warehouse.load("raw_readings", readings([7]))
    warehouse.create_tables()
    warehouse.create_tables()
    assert len(rows_of(warehouse, "raw_readings", "ts")) == 1


def test_every_table_has_the_columns_of_its_file(warehouse: Warehouse) -> None:
    for table in schema.tables().values():
        found = warehouse.query(f"SELECT * FROM {table.full_name} LIMIT 0")
        assert found.column_names == table.column_names, table.name


def test_what_is_loaded_reads_back_the_same(warehouse: Warehouse) -> None:
    rows = pa.table(
        {
            "tenant_id": ["north"] * 5,
            "device_id": [f"d{n}" for n in range(5)],
            "building_id": pa.array(NAMES),
            "space_id": pa.array(NAMES[::-1]),
            "ts": pa.array([NOON + timedelta(microseconds=n) for n in range(5)]),
            "local_date": pa.array([date(2026, 1, 7), None, date(1970, 1, 1), None, None]),
            "local_hour": pa.array([0, 23, None, 2**62, -5], pa.int64()),
            "energy_kwh": pa.array([0.1, None, -0.0, 1e300, 5e-324]),
        }
    )
    assert warehouse.load("analytics_hourly", rows) == 5
    found = warehouse.query(
        "SELECT * FROM powerlytics_analytics.analytics_hourly ORDER BY device_id"
    )
    assert found.select(rows.column_names).to_pylist() == rows.to_pylist()
    kinds = {"ts": pa.timestamp("us", "UTC"), "local_date": pa.date32(), "local_hour": pa.int64()}
    for name, kind in kinds.items():
        read = found.schema.field(name).type
        assert read.id == kind.id and str(getattr(read, "tz", "UTC")) == "UTC", name
    untouched = set(found.column_names) - set(rows.column_names)
    assert all(found.column(name).null_count == 5 for name in untouched)


def test_booleans_and_deleted_marks_keep_their_three_values(warehouse: Warehouse) -> None:
    rows = pa.table(
        {
            "tenant_id": ["north"] * 3,
            "bill_id": ["a", "b", "c"],
            "period_start": [date(2026, 1, 1)] * 3,
            "estimated": pa.array([True, False, None]),
        }
    )
    warehouse.load("raw_bills", rows)
    found = rows_of(warehouse, "raw_bills", "bill_id")
    assert [row["estimated"] for row in found] == [True, False, None]


def test_what_lies_within_a_row_reads_back_the_same(warehouse: Warehouse) -> None:
    causes = [{"cause": "left on", "evidence": "it's 3 °C", "weight": 0.5}]
    rows = pa.Table.from_pylist(
        [
            {
                "tenant_id": "north",
                "incident_id": name,
                "device_id": "d1",
                "start_ts": NOON,
                "kind": "high",
                "causes": said,
                "similar_ids": alike,
            }
            for name, said, alike in (("a", causes * 2, ["b", "c"]), ("b", causes, []))
        ]
    )
    assert warehouse.load("anomalies", rows) == 2
    found = rows_of(warehouse, "anomalies", "incident_id")
    assert [row["causes"] for row in found] == [causes * 2, causes]
    assert [list(row["similar_ids"] or []) for row in found] == [["b", "c"], []]  # type: ignore[call-overload]


def test_no_rows_load_as_no_rows(warehouse: Warehouse) -> None:
    assert warehouse.load("raw_readings", readings([])) == 0


def test_a_column_that_the_table_lacks_is_refused_and_nothing_lands(warehouse: Warehouse) -> None:
    wrong = readings([7]).append_column("voltage", pa.array([230.0]))
    with pytest.raises(PowerlyticsError, match="raw_readings has no column voltage"):
        warehouse.load("raw_readings", wrong)
    assert rows_of(warehouse, "raw_readings", "ts") == []


def test_a_key_without_a_value_is_refused_and_nothing_lands(warehouse: Warehouse) -> None:
    wrong = readings([7, 8]).set_column(0, "tenant_id", pa.array(["north", None]))
    with pytest.raises(PowerlyticsError, match="tenant_id"):
        warehouse.load("raw_readings", wrong)
    assert rows_of(warehouse, "raw_readings", "ts") == []


@pytest.mark.parametrize(
    "value",
    [
        "it's",
        "x'; DROP TABLE powerlytics_raw.raw_readings; --",
        "@other",
        "\\' OR TRUE OR '",
        "Ünïcode 🔌",
        0,
        -(2**62),
        1.5,
        True,
        date(2026, 2, 28),
        NOON,
        NOON.replace(microsecond=123456),
    ],
    ids=repr,
)
def test_a_parameter_stays_the_value_it_is(warehouse: Warehouse, value: object) -> None:
    found = warehouse.query("SELECT @value AS value", {"value": value, "other": "never"})
    assert found.column("value").to_pylist() == [value]


def test_an_array_parameter_holds_what_it_held(warehouse: Warehouse) -> None:
    names = ["it's", "Ünïcode 🔌", "]; --"]
    sql = "SELECT name FROM UNNEST(@names) AS name WHERE name IN UNNEST(@wanted) ORDER BY name"
    found = warehouse.query(sql, {"names": names, "wanted": names[:2]})
    assert found.column("name").to_pylist() == sorted(names[:2])


def test_numbers_and_days_in_arrays_are_compared_as_such(warehouse: Warehouse) -> None:
    sql = (
        "SELECT 10 IN UNNEST(@numbers) AS number, 2.5 IN UNNEST(@floats) AS float, "
        "DATE '2026-01-07' IN UNNEST(@days) AS day"
    )
    found = warehouse.query(
        sql, {"numbers": [9, 10], "floats": [1.0, 2.5], "days": [date(2026, 1, 7)]}
    )
    assert found.to_pylist() == [{"number": True, "float": True, "day": True}]


def test_nothing_is_in_an_empty_array(warehouse: Warehouse) -> None:
    warehouse.load("raw_readings", readings([7]))
    sql = (
        "SELECT device_id FROM powerlytics_raw.raw_readings "
        "WHERE ts >= '2026-01-01' AND device_id IN UNNEST(@ids)"
    )
    assert warehouse.query(sql, {"ids": []}).num_rows == 0
    assert warehouse.query(sql, {"ids": ["d1"]}).num_rows == 1


def test_null_equals_nothing_and_is_null(warehouse: Warehouse) -> None:
    sql = "SELECT @name IS NULL AS missing, COUNTIF(x = @name) AS same FROM UNNEST(['a']) AS x"
    assert warehouse.query(sql, {"name": None}).to_pylist() == [{"missing": True, "same": 0}]


def test_a_parameter_named_in_a_text_or_comment_is_none(warehouse: Warehouse) -> None:
    sql = "SELECT '@quoted' AS a -- @comment\n, @real AS b /* @more */"
    found = warehouse.query(sql, {"real": "yes", "unused": object()})
    assert found.to_pylist() == [{"a": "@quoted", "b": "yes"}]


def test_a_parameter_without_a_value_is_named(warehouse: Warehouse) -> None:
    with pytest.raises(PowerlyticsError, match=r"needs a value for @.*tenant_id"):
        warehouse.read("buildings", {})


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("SELEC 1", ""),
        ("SELECT nowhere FROM powerlytics_raw.raw_readings", "nowhere"),
        ("SELECT 1 FROM powerlytics_raw.no_such_table", "no_such_table"),
        ("SELECT CAST('x' AS INT64) AS n", "x"),
    ],
)
def test_wrong_sql_is_one_line_that_says_what(warehouse: Warehouse, sql: str, why: str) -> None:
    with pytest.raises(PowerlyticsError) as refused:
        warehouse.query(sql)
    message = str(refused.value)
    assert why in message and "\n" not in message and len(message) < 800


def test_a_dry_run_tells_the_columns_and_runs_nothing(warehouse: Warehouse) -> None:
    warehouse.load("raw_readings", readings([7]))
    before = warehouse.version().rsplit("-", 1)[0]
    found = warehouse.dry_run(
        "SELECT device_id, ts, energy_kwh * 2 AS double, revision, DATE(ts) AS day, "
        "[device_id] AS ids, _fivetran_deleted AS gone "
        "FROM powerlytics_raw.raw_readings WHERE tenant_id = @tenant_id",
        {"tenant_id": "north"},
    )
    kinds = {field.name: str(field.type) for field in found.schema}
    assert kinds["device_id"] in ("string", "large_string")
    assert kinds["ts"] == "timestamp[us, tz=UTC]"
    assert (kinds["double"], kinds["revision"]) == ("double", "int64")
    assert (kinds["day"], kinds["gone"]) == ("date32[day]", "bool")
    assert kinds["ids"].startswith("list<")
    assert warehouse.version().rsplit("-", 1)[0] == before


@pytest.mark.parametrize("sql", ["SELECT nowhere FROM powerlytics_raw.raw_bills", "SELEC 1"])
def test_a_dry_run_refuses_what_the_query_would(warehouse: Warehouse, sql: str) -> None:
    with pytest.raises(PowerlyticsError):
        warehouse.dry_run(sql)


def test_a_dry_run_refuses_a_statement_that_changes_rows(warehouse: Warehouse) -> None:
    warehouse.load("raw_readings", readings([7]))
    with pytest.raises(PowerlyticsError):
        warehouse.dry_run("DELETE FROM powerlytics_raw.raw_readings WHERE TRUE")
    assert len(rows_of(warehouse, "raw_readings", "ts")) == 1


def test_the_version_never_stays_after_a_load(warehouse: Warehouse) -> None:
    seen = {warehouse.version()}
    for day in (7, 8):
        warehouse.load("raw_readings", readings([day]))
        assert warehouse.version() not in seen
        seen.add(warehouse.version())


def test_dml_changes_what_it_names_and_the_version(warehouse: Warehouse) -> None:
    warehouse.load("raw_readings", readings([7, 8]))
    before = warehouse.version()
    warehouse.query("DELETE FROM powerlytics_raw.raw_readings WHERE ts < @ts", {"ts": NOON})
    assert len(rows_of(warehouse, "raw_readings", "ts")) == 2
    warehouse.query("DELETE FROM powerlytics_raw.raw_readings WHERE ts <= @ts", {"ts": NOON})
    assert [row["ts"] for row in rows_of(warehouse, "raw_readings", "ts")] == [NOON.replace(day=8)]
    assert warehouse.version() != before
