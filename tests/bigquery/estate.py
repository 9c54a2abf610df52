"""Two tenants with a building and a meter each, a week of readings: what the contract runs on."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, date, datetime

import pyarrow as pa

from bigquery import schema
from bigquery.warehouse import Warehouse

TENANTS = {"north": ("n-house", "n-meter"), "harbour": ("h-house", "h-meter")}
FIRST, END = date(2026, 1, 5), date(2026, 1, 12)
AS_OF = datetime(2026, 1, 12, tzinfo=UTC)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def empty(warehouse: Warehouse) -> None:
    """Every table without a row."""
    for table in schema.tables().values():
        if warehouse.query(f"SELECT 1 AS one FROM {table.full_name} LIMIT 1").num_rows:
            warehouse.query(f"DELETE FROM {table.full_name} WHERE TRUE")


def fill(warehouse: Warehouse, timezone: str = "Europe/Dublin") -> None:
    """Load the estate's source tables; harbour uses ten times what north does."""
    always = {"updated_at": midnight(FIRST), "_fivetran_deleted": False}
    for factor, (tenant, (building, device)) in zip((1, 10), TENANTS.items(), strict=True):
        own = {"tenant_id": tenant, **always}
        _load(
            warehouse,
            "building_metadata",
            [
                {
                    **own,
                    "tenant_name": tenant.title(),
                    "building_id": building,
                    "name": "Hôtel de l'Énergie",
                    "kind": "office",
                    "country": "IE",
                    "timezone": timezone,
                    "currency": "EUR",
                    "tariff_id": "flat",
                }
            ],
        )
        _load(
            warehouse,
            "device_metadata",
            [
                {
                    **own,
                    "device_id": device,
                    "building_id": building,
                    "name": "Main",
                    "kind": "main_meter",
                    "meter_type": "interval",
                    "interval_minutes": 30,
                    "rated_power_kw": 200.0,
                    "installed_at": midnight(FIRST),
                }
            ],
        )
        _load(
            warehouse,
            "raw_tariffs",
            [
                {
                    **own,
                    "tariff_id": "flat",
                    "valid_from": date(2020, 1, 1),
                    "day_class": "all",
                    "start_hour": 0,
                    "end_hour": 24,
                    "price_per_kwh": 0.25,
                    "currency": "EUR",
                }
            ],
        )
        _load(
            warehouse,
            "raw_readings",
            [
                {
                    **own,
                    "device_id": device,
                    "ts": datetime(2026, 1, day, slot // 2, 30 * (slot % 2), tzinfo=UTC),
                    "revision": 0,
                    "energy_kwh": factor * (1 + slot / 10),
                    "quality": "estimated" if slot == 7 else "metered",
                    "source": "meter",
                    "received_at": midnight(END),
                }
                for day in range(FIRST.day, END.day)
                for slot in range(48)
                if (day, slot) != (7, 20)  # a gap
            ],
        )


def _load(warehouse: Warehouse, table: str, rows: list[dict[str, object]]) -> None:
    warehouse.load(table, pa.Table.from_pylist(rows))


def differences(one: Iterable[dict[str, object]], other: Iterable[dict[str, object]]) -> list[str]:
    """Where two results differ, whatever the order of rows; sums of floats may round."""
    left, right = sorted(one, key=_key), sorted(other, key=_key)
    if len(left) != len(right):
        return [f"{len(left)} rows, {len(right)} rows"]
    return [
        f"{name}: {a[name]!r} is not {b.get(name)!r}"
        for a, b in zip(left, right, strict=True)
        for name in a
        if not _same(a[name], b.get(name))
    ]


def _key(row: dict[str, object]) -> str:
    return repr([value for value in row.values() if not isinstance(value, float | datetime)]) + (
        repr([v.astimezone(UTC) for v in row.values() if isinstance(v, datetime)])
    )


def _same(a: object, b: object) -> bool:
    if isinstance(a, float) and isinstance(b, float):
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)
    return a == b
