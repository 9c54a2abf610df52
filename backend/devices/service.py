"""Devices and what each measured."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import Any

import pyarrow as pa

from backend.answers import Exported
from backend.asking import Asking
from backend.asof import as_of, silent
from backend.devices.schemas import Device
from backend.figures import Period
from backend.paging import Page
from backend.periods import DeviceResolution, Instants
from backend.proof.evidence import UNITS, execute, unknown
from backend.tenancy import Row, Scope

MEASURES = {
    "raw": (
        "energy_kwh",
        "register_kwh",
        "power_kw",
        "voltage_v",
        "current_a",
        "power_factor",
        "temperature_c",
        "humidity_pct",
        "occupancy_count",
    ),
    "hour": (
        "energy_kwh",
        "power_kw_mean",
        "power_kw_max",
        "voltage_v_mean",
        "current_a_mean",
        "power_factor_mean",
        "temperature_c_mean",
        "humidity_pct_mean",
        "occupancy_count_mean",
    ),
}
MEASURES["day"] = MEASURES["hour"]


def devices(asking: Asking, page: Page) -> dict[str, Any]:
    """A DevicePage."""
    return page_of_devices(asking.scope, asking.scope.listed("devices"), page)


def device(asking: Asking, device_id: str) -> dict[str, Any]:
    """A Device; 404."""
    return _device(asking.scope.device(device_id), asking.scope)


def page_of_devices(scope: Scope, rows: Sequence[Row], page: Page) -> dict[str, Any]:
    """A DevicePage out of rows of the list ``devices``."""
    found, following = page.cut(rows, lambda row: row["device_id"])
    return {"data": [_device(row, scope) for row in found], "next_cursor": following}


def _device(row: Row, scope: Scope) -> dict[str, Any]:
    seen = {name: row[name] for name in Device.model_fields if name != "silent"}
    return {**seen, "silent": silent(row, as_of(scope))}


def series(
    asking: Asking, device_id: str, span: Instants, resolution: DeviceResolution
) -> Exported:
    """A DeviceSeries with the measures that this device has; 404."""
    row = asking.scope.device(device_id)
    scope = asking.scope.narrowed(row["building_id"])
    timezone = row["timezone"] or "UTC"
    asked = {"device_id": device_id, "start": span.start, "end": span.end}
    totals = execute(scope, asking.claims, "device_total", **asked)
    total = next(iter(totals.rows()), None)
    if resolution == "raw":
        found = execute(scope, asking.claims, "device_readings", **asked)
    else:
        found = execute(scope, asking.claims, "device_series", **asked, resolution=resolution)
    there = [
        name
        for name in MEASURES[resolution]
        if name in found.table.column_names and found.table[name].null_count < len(found.table)
    ] or ["energy_kwh"]
    why = silent(row, as_of(asking.scope)) or "no reading in this period"
    metered = row["kind"] != "sensor"
    peak = totals.figure(total, "peak_kw", why=why) if metered else unknown("kW", "a sensor")
    body = {
        "device_id": device_id,
        "building_id": row["building_id"],
        "period": Period(start=span.start, end=span.end, timezone=timezone).model_dump(),
        "energy": totals.figure(total, "energy_kwh", why=why)
        if metered
        else unknown("kWh", "a sensor"),
        "peak": {**peak, "at": _utc(total["peak_at"]) if total and total["peak_at"] else None},
        "series": found.series(
            {name: UNITS[name] for name in there}, resolution=resolution, timezone=timezone
        ),
        "quality": _texts(found.table, "quality") if resolution == "raw" else None,
        "revision": _texts(found.table, "revision") if resolution == "raw" else None,
    }
    extra = ("revision", "quality") if resolution == "raw" else ("completeness", "estimated_share")
    exported = found.table.select(["ts", *there, *extra])
    return Exported(body, exported, f"{device_id}-{resolution}")


def _utc(value: Any) -> Any:  # noqa: ANN401
    return value.astimezone(UTC)


def _texts(table: pa.Table, column: str) -> list[Any]:
    return table.column(column).to_pylist()
