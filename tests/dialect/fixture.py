"""A small estate with awkward rows, for both engines."""

import datetime as dt
import math
from decimal import Decimal
from typing import Any

import duckdb

U = dt.UTC
NAN, INF = math.nan, math.inf


def at(*a: int) -> dt.datetime:
    return dt.datetime(*a, tzinfo=U)  # type: ignore[arg-type]


TABLES: dict[str, dict[str, str]] = {
    "readings": {"device_id": "STRING", "ts": "TIMESTAMP", "kwh": "FLOAT64", "kw": "FLOAT64", "quality": "INT64", "payload": "STRING"},
    "devices": {"device_id": "STRING", "building_id": "STRING", "kind": "STRING", "rating_kw": "NUMERIC", "installed": "DATE", "tags": "ARRAY<STRING>", "label": "STRING"},
    "buildings": {"building_id": "STRING", "name": "STRING", "zone": "STRING", "area_m2": "FLOAT64", "beds": "INT64", "opened": "DATETIME"},
    "tariffs": {"building_id": "STRING", "valid_from": "DATE", "valid_to": "DATE", "start_hour": "INT64", "end_hour": "INT64", "price": "NUMERIC"},
    "weather": {"ts": "TIMESTAMP", "temperature_c": "FLOAT64", "wind": "FLOAT64"},
}  # fmt: skip


def _readings() -> list[tuple[Any, ...]]:
    out: list[tuple[Any, ...]] = []
    start = at(2024, 10, 26, 20)
    for d, base in (("m1", 1.0), ("m2", 2.5), ("m3", 0.25)):
        for h in range(36):
            kwh: float | None = round(base * (1 + (h * 7 % 11) / 10), 3)
            if d == "m2" and h in (5, 6, 7):
                kwh = None
            if d == "m3" and h == 9:
                kwh = NAN
            payload = f'{{"volt":{230 + h % 3}.5,"phase":{{"a":{h},"b":[1,{h}]}},"ok":{"true" if h % 2 else "false"}}}'
            out.append(
                (
                    d,
                    start + dt.timedelta(hours=h, minutes=15 * (h % 4)),
                    kwh,
                    None if kwh is None else kwh * 1.1,
                    h % 4,
                    payload if h % 5 else None,
                )
            )
    out.append(("m1", at(2023, 12, 31, 23, 30), -1.5, -INF, 3, "not json"))
    out.append(("m1", at(2024, 3, 31, 1, 30), 0.0, INF, 0, "{}"))
    return out


ROWS: dict[str, list[tuple[Any, ...]]] = {
    "readings": _readings(),
    "devices": [
        (
            "m1",
            "b1",
            "main",
            Decimal("12.5"),
            dt.date(2020, 2, 29),
            ["hvac", "roof"],
            "Hauptzähler ⚡",
        ),
        ("m2", "b1", "sub", Decimal("7.125"), dt.date(2021, 12, 31), [], "floor_1 50%"),
        ("m3", "b2", "sub", None, dt.date(2022, 1, 1), ["light"], ""),
        ("m4", "b3", "sensor", Decimal("0.000000001"), None, ["a", "b", "a"], None),
    ],
    "buildings": [
        ("b1", "Café Zürich", "Europe/Zurich", 1250.5, 40, dt.datetime(1999, 5, 1, 8)),
        ("b2", "École", "Asia/Kolkata", 800.0, None, dt.datetime(2010, 1, 3, 23, 59, 59, 500000)),
        ("b3", "o'Hare_hostel", "America/New_York", None, 66, None),
    ],
    "tariffs": [
        ("b1", dt.date(2024, 1, 1), dt.date(2025, 1, 1), 0, 7, Decimal("0.1234")),
        ("b1", dt.date(2024, 1, 1), dt.date(2025, 1, 1), 7, 24, Decimal("0.3105")),
        ("b2", dt.date(2024, 1, 1), None, 0, 24, Decimal("0.2")),
    ],
    "weather": [
        (
            at(2024, 10, 26, 20) + dt.timedelta(hours=h),
            None if h == 4 else 15.5 - h * 0.7,
            float(h % 6),
        )
        for h in range(36)
    ],
}
_DUCK = {
    "STRING": "VARCHAR",
    "FLOAT64": "DOUBLE",
    "INT64": "BIGINT",
    "NUMERIC": "DECIMAL(38,9)",
    "TIMESTAMP": "TIMESTAMPTZ",
    "DATETIME": "TIMESTAMP",
    "ARRAY<STRING>": "VARCHAR[]",
}


def load(connection: duckdb.DuckDBPyConnection) -> None:
    """The tables in DuckDB, as the warehouse would have them."""
    for name, columns in TABLES.items():
        spec = ", ".join(f"{c} {_DUCK.get(k, k)}" for c, k in columns.items())
        connection.execute(f"CREATE TABLE {name} ({spec})")
        marks = ", ".join("?" * len(columns))
        connection.executemany(f"INSERT INTO {name} VALUES ({marks})", ROWS[name])
