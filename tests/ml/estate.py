"""Two tenants whose meters have a day and a week in their load: what the tests here run on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from bigquery.warehouse import Warehouse

START = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Meter:
    """``hours``: how many of them are known, the last ones; ``level`` in kWh an hour."""

    tenant: str
    building: str
    device: str
    kind: str = "main_meter"
    level: float = 10.0
    hours: int | None = None


METERS = (
    Meter("north", "n-house", "n-main"),
    Meter("north", "n-house", "n-fridge", "sub_meter", 2.0),
    Meter("north", "n-twin", "n-left", level=5.0),
    Meter("north", "n-twin", "n-right", level=7.0),
    Meter("north", "n-twin", "n-new", "sub_meter", 1.0, hours=5),
    Meter("harbour", "h-house", "h-main", level=40.0),
)
ZONES = {"n-house": ("Europe/Dublin", "IE"), "n-twin": ("Europe/Dublin", "IE"),
         "h-house": ("Europe/London", "GB")}  # fmt: skip


def load_of(meter: Meter, hours: int, seed: int, wander: float = 0.0) -> np.ndarray:
    """kWh of each hour from START on; ``wander``: how far the level drifts from day to day."""
    t = np.arange(hours)
    work = np.where((t // 24) % 7 < 5, 1.0, 0.5)
    day = 1 + 0.6 * np.sin(2 * np.pi * (t % 24 - 8) / 24)
    noise = np.random.default_rng(seed).normal(1.0, 0.06, hours)
    steps = np.random.default_rng(seed + 1000).normal(0, wander, hours // 24 + 1)
    return meter.level * work * day * np.abs(noise) * np.exp(np.cumsum(steps))[t // 24]


def fill(
    warehouse: Warehouse,
    days: int,
    meters: Sequence[Meter] = METERS,
    seed: int = 0,
    wander: float = 0.0,
) -> datetime:
    """Descriptions and hours of ``days`` days; gives the hour after the last."""
    for building, (zone, country) in ZONES.items():
        tenant = "north" if building.startswith("n") else "harbour"
        own = {"tenant_id": tenant, "building_id": building, "_fivetran_deleted": False}
        _load(warehouse, "building_metadata",
              [{**own, "timezone": zone, "country": country, "currency": "EUR"}])  # fmt: skip
    for number, meter in enumerate(meters):
        own = {"tenant_id": meter.tenant, "device_id": meter.device, "_fivetran_deleted": False}
        described = {**own, "building_id": meter.building, "kind": meter.kind}
        _load(warehouse, "device_metadata", [described])
        measure(warehouse, meter, 0, days * 24, seed + number, wander)
    return START + days * 24 * HOUR


def measure(
    warehouse: Warehouse, meter: Meter, begin: int, end: int, seed: int, wander: float = 0.0
) -> None:
    """The hours [begin, end) of a meter, in ml_features and analytics_hourly."""
    values = load_of(meter, end, seed, wander)
    first = max(begin, end - meter.hours if meter.hours is not None else begin)
    rows: list[dict[str, Any]] = [
        {"tenant_id": meter.tenant, "building_id": meter.building, "device_id": meter.device,
         "ts": START + t * HOUR, "energy_kwh": float(values[t]), "completeness": 1.0}
        for t in range(first, end)
    ]  # fmt: skip
    _load(warehouse, "ml_features", rows)
    priced = {"device_kind": meter.kind, "price_per_kwh": 0.25, "currency": "EUR",
              "carbon_kg_per_kwh": 0.3}  # fmt: skip
    local = [{"local_date": row["ts"].date(), "local_hour": row["ts"].hour} for row in rows]
    told = [{**row, **priced, **clock} for row, clock in zip(rows, local, strict=True)]
    _load(warehouse, "analytics_hourly", told)


def change(warehouse: Warehouse, device: str, begin: int, end: int, times: float | None) -> None:
    """A meter's hours [begin, end) become so many times what they were; None: nobody knows them."""
    for table in ("ml_features", "analytics_hourly"):
        warehouse.query(
            f"UPDATE powerlytics_analytics.{table} SET energy_kwh = energy_kwh * @times "
            "WHERE device_id = @device AND ts >= @begin AND ts < @end",
            {"device": device, "begin": START + begin * HOUR, "end": START + end * HOUR,
             "times": times},
        )  # fmt: skip


def _load(warehouse: Warehouse, table: str, rows: list[dict[str, Any]]) -> None:
    warehouse.load(table, pa.Table.from_pylist(rows))
