"""GoogleSQL itself judges every .sql file, and gives the same rows as the embedded warehouse."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bigquery import schema
from bigquery.duckdb_warehouse import DuckDBWarehouse
from bigquery.queries import load, names
from tests.transforms.compare import plain, same
from tests.transforms.estate import SPRING, arrow, estate
from tests.transforms.foreseen import foreseen

if TYPE_CHECKING:
    from tests.googlesql.client import GoogleSQL

TABLES = {t.full_name: {c.name: c.type for c in t.columns} for t in schema.tables().values()}
START, END = SPRING, SPRING + timedelta(days=3)
AS_OF = END + timedelta(days=2)
FIRST, LAST = (START - timedelta(days=1)).date(), (END + timedelta(days=1)).date()
TRANSFORMS = {
    "analytics_hourly": ("TIMESTAMP", START, END),
    "analytics_daily": ("DATE", FIRST, LAST),
    "data_quality_daily": ("DATE", FIRST, LAST),
    "ml_features": ("TIMESTAMP", START, END),
}
SCOPE = {
    "tenant_id": ("STRING", "north"),
    "all_buildings": ("BOOL", True),
    "building_ids": ("ARRAY<STRING>", []),
    "start_date": ("DATE", date(2026, 3, 28)),
    "end_date": ("DATE", date(2026, 3, 31)),
    "before": ("TIMESTAMP", datetime(2026, 3, 30, 14, tzinfo=UTC)),
    "start": ("TIMESTAMP", START),
    "end": ("TIMESTAMP", END),
    "timezone": ("STRING", "Europe/Dublin"),
    "device_id": ("STRING", "dublin-main-5"),
    "row_limit": ("INT64", 7),
    "kinds": ("ARRAY<STRING>", ["train", "promote", "forecast", "detect"]),
    "not_statuses": ("ARRAY<STRING>", ["failed"]),
    "serving": ("STRING", ""),
    "resolution": ("STRING", "day"),
    "levels": ("ARRAY<STRING>", ["site", "building"]),
    "since": ("TIMESTAMP", START - timedelta(days=1)),
    "model": ("STRING", ""),
    "kind": ("STRING", ""),
    "severity": ("STRING", ""),
    "look": ("STRING", ""),
    "incident_id": ("STRING", "incident-1"),
    "incident_ids": ("ARRAY<STRING>", [f"incident-{number}" for number in range(5)]),
    "recommendation_id": ("STRING", ""),
}
STATEMENT_KINDS = {
    "zones": "ARRAY<STRING>", "as_of": "TIMESTAMP", "tenant_id": "STRING",
    "since": "TIMESTAMP", "looked_at": "TIMESTAMP",
    "start": "TIMESTAMP", "end": "TIMESTAMP", "before": "TIMESTAMP", "issued_at": "TIMESTAMP",
    "computed_at": "TIMESTAMP", "basis": "STRING", "version": "STRING", "ids": "ARRAY<STRING>",
}  # fmt: skip
BIGQUERYS_OWN = {
    "powerlytics_raw.INFORMATION_SCHEMA.PARTITIONS": {
        "table_name": "STRING", "partition_id": "STRING", "last_modified_time": "TIMESTAMP",
    }
}  # fmt: skip
VARIANTS: list[dict[str, tuple[str, Any]]] = [
    {},
    {"resolution": ("STRING", "hour"), "all_buildings": ("BOOL", False),
     "building_ids": ("ARRAY<STRING>", ["dublin"])},
    {"resolution": ("STRING", "month"), "device_id": ("STRING", ""),
     "timezone": ("STRING", "Asia/Kolkata"), "levels": ("ARRAY<STRING>", ["site"]),
     "model": ("STRING", "champion"), "kind": ("STRING", "high")},
    {"resolution": ("STRING", "total")},
]  # fmt: skip


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBWarehouse]:
    opened = DuckDBWarehouse(tmp_path_factory.mktemp("judged") / "warehouse.duckdb")
    opened.create_tables()
    for name, rows in (estate(5, START, 3) | foreseen(5, START, 3)).items():
        if rows:
            opened.load(name, arrow(schema.table(name), rows))
    for name, (_, start, end) in TRANSFORMS.items():
        opened.replace_window(name, name, start, end, {"as_of": AS_OF})
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def stored(warehouse: DuckDBWarehouse) -> dict[str, list[dict[str, Any]]]:
    """Every table's rows as they lie in the embedded warehouse."""
    return {name: warehouse.query(f"SELECT * FROM {name}").to_pylist() for name in TABLES}


def used(sql: str, values: dict[str, tuple[str, Any]]) -> dict[str, tuple[str, Any]]:
    return {name: value for name, value in values.items() if f"@{name}" in sql}


def transform_values(name: str) -> dict[str, tuple[str, Any]]:
    kind, start, end = TRANSFORMS[name]
    return {
        "window_start": (kind, start),
        "window_end": (kind, end),
        "as_of": ("TIMESTAMP", AS_OF),
    }


def assert_judged(
    judge: "GoogleSQL",
    warehouse: DuckDBWarehouse,
    stored: dict[str, list[dict[str, Any]]],
    sql: str,
    values: dict[str, tuple[str, Any]],
) -> int:
    columns, expected = judge.query(sql.rstrip().rstrip(";"), TABLES, stored, used(sql, values))
    got = warehouse.query(sql, {name: value for name, (_, value) in values.items()})
    assert got.column_names == columns
    order = lambda row: [(plain(v) is None, f"{v:.6g}" if isinstance(v, float) else str(plain(v)))  # noqa: E731
                         for v in row]  # fmt: skip
    mine = sorted((tuple(row[c] for c in columns) for row in got.to_pylist()), key=order)
    theirs = sorted(expected, key=order)
    assert len(mine) == len(theirs)
    for one, two in zip(mine, theirs, strict=True):
        for column, a, b in zip(columns, one, two, strict=True):
            assert same(plain(a), plain(b)), f"{column}: {a!r} here, {b!r} in GoogleSQL; {two}"
    return len(theirs)


@pytest.mark.parametrize("name", list(schema.tables()))
def test_no_schema_file_is_refused(googlesql: "GoogleSQL", name: str):
    googlesql.analyze(schema.table(name).ddl.rstrip().rstrip(";"))


@pytest.mark.parametrize("name", names("transforms"))
def test_a_transform_in_a_merge_is_not_refused(googlesql: "GoogleSQL", name: str):
    table = schema.table(name)
    merge = load("replace_window").format(
        table=table.full_name,
        select=load(name).rstrip().rstrip(";"),
        partition=table.partition,
        columns=", ".join(table.column_names),
    )
    kinds = {n: kind for n, (kind, _) in used(merge, transform_values(name)).items()}
    kinds["keep"] = "ARRAY<STRING>"
    googlesql.analyze(merge.rstrip().rstrip(";"), TABLES, kinds)


@pytest.mark.parametrize("name", [n for n in names("statements") if "{" not in load(n)])
def test_no_statement_is_refused(googlesql: "GoogleSQL", name: str):
    sql = load(name).rstrip().rstrip(";")
    kinds = {n: kind for n, kind in STATEMENT_KINDS.items() if f"@{n}" in sql}
    googlesql.analyze(sql, TABLES | BIGQUERYS_OWN, kinds)


@pytest.mark.parametrize("table", [t for t in schema.tables().values() if t.expiration_days])
def test_the_retention_is_refused_on_no_table(googlesql: "GoogleSQL", table: schema.Table):
    sql = load("drop_older").format(table=table.full_name, partition=table.partition)
    kind = TABLES[table.full_name][str(table.partition)]
    googlesql.analyze(sql.rstrip().rstrip(";"), TABLES, {"tenant_id": "STRING", "before": kind})


@pytest.mark.parametrize("name", names("transforms"))
def test_no_transform_gives_other_rows_than_googlesql(
    googlesql: "GoogleSQL",
    warehouse: DuckDBWarehouse,
    stored: dict[str, list[dict[str, Any]]],
    name: str,
):
    count = assert_judged(googlesql, warehouse, stored, load(name), transform_values(name))
    assert count > 0
    assert set(schema.table(name).column_names) == set(
        warehouse.dry_run(
            load(name), {n: v for n, (_, v) in transform_values(name).items()}
        ).schema.names
    )


@pytest.mark.parametrize(
    "variant",
    [0, 1, *(pytest.param(number, marks=pytest.mark.slow) for number in range(2, len(VARIANTS)))],
    ids=["day", "hour", "month", "total"],
)
@pytest.mark.parametrize("name", names("queries"))
def test_no_query_gives_other_rows_than_googlesql(
    googlesql: "GoogleSQL",
    warehouse: DuckDBWarehouse,
    stored: dict[str, list[dict[str, Any]]],
    name: str,
    variant: int,
):
    assert_judged(googlesql, warehouse, stored, load(name), SCOPE | VARIANTS[variant])


@pytest.mark.parametrize("name", [n for n in names("queries") if n != "sync_lag"])
def test_no_query_forgets_the_tenant(warehouse: DuckDBWarehouse, name: str):
    assert "@tenant_id" in load(name)
    values = {n: v for n, (_, v) in SCOPE.items()} | {"tenant_id": "nobody"}
    rows = warehouse.read(name, values).to_pylist()
    assert [r for r in rows if any(r.get(c) for c in ("building_id", "device_id", "energy_kwh"))] \
        == []  # fmt: skip
