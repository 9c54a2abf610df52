"""Energy of a building: totals, the curve, where it goes, and rooms.

The total of a period, its curve and its parts come from the same table, so they add up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from backend.answers import Exported
from backend.asking import Asking
from backend.asof import as_of, silent
from backend.energy.categories import CATEGORIES, category
from backend.figures import Resolution
from backend.periods import Days
from backend.proof.claims import Claims
from backend.proof.evidence import Evidence, epoch_ms, execute, floats, unit_of
from backend.tenancy import Row, Scope
from bigquery.warehouse import Parameters


def energy(asking: Asking, building_id: str, days: Days, resolution: Resolution) -> Exported:
    """A BuildingEnergy; 404."""
    building = asking.scope.building(building_id)
    scope = asking.scope.narrowed(building_id)
    timezone = building["timezone"] or "UTC"
    asked = days.within(resolution).parameters()
    total = of_buildings(scope, asking.claims, "total", asked)
    found = of_buildings(scope, asking.claims, resolution, asked)
    row = next(iter(total.rows()), None)
    currency = unit_of("cost", row if row and row.get("currency") else building)
    table = with_power(found.table, resolution)
    units = {
        "energy_kwh": "kWh",
        "power_kw": "kW",
        "cost": currency,
        "carbon_kg": "kg CO2e",
        "outdoor_temperature_c": "°C",
    }
    body = {
        "building_id": building_id,
        "name": building["name"],
        "period": days.period(timezone).model_dump(),
        "figures": figures(total, row, currency, building_id, why_missing(scope)),
        "series": found.series(units, resolution=resolution, timezone=timezone, table=table),
    }
    exported = table.select(["ts", *units, "completeness", "estimated_share"])
    return Exported(body, exported, f"{building_id}-{days.start}-{days.end}-{resolution}")


def of_buildings(
    scope: Scope, claims: Claims, resolution: Resolution | Literal["total"], span: Parameters
) -> Evidence:
    """The query ``energy``, a row a building (and hour, day, month)."""
    # the zone labels the site's days; a building has its own
    return execute(
        scope, claims, "energy", **span, resolution=resolution, levels=["building"], timezone="UTC"
    )


def figures(
    evidence: Evidence, row: Row | None, currency: str, building_id: str | None, why: str | None
) -> dict[str, Any]:
    """EnergyFigures out of one row of totals."""
    common: dict[str, Any] = {"building": building_id, "why": why}
    peak = evidence.figure(row, "peak_kw", **common)
    at = row["peak_at"].astimezone(UTC) if row and row["peak_at"] else None
    no_price = "cost unknown" if row and row["energy_kwh"] is not None else why
    return {
        "energy": evidence.figure(row, "energy_kwh", **common),
        "peak": {**peak, "at": at},
        "base_load": evidence.figure(row, "base_load_kw", **common),
        "load_factor": evidence.figure(row, "load_factor", **common),
        "cost": evidence.figure(row, "cost", unit=currency, building=building_id, why=no_price),
        "carbon": evidence.figure(row, "carbon_kg", **common),
        "unattributed": evidence.figure(row, "unattributed_kwh", building=building_id, why="none"),
    }


def why_missing(scope: Scope) -> str | None:
    """Why a building of this (narrowed) scope shows nothing: its main meters are silent."""
    at = as_of(scope)
    mains = [row for row in scope.listed("devices") if row["kind"] == "main_meter"]
    if not mains:
        return "no main meter"
    reasons = [silent(row, at) for row in mains]
    return None if None in reasons else max((item for item in reasons if item), key=len)


def with_power(table: pa.Table, resolution: Resolution) -> pa.Table:
    """Adds power_kw: an hour's mean load (its energy over one hour), else the span's peak."""
    power = table.column("energy_kwh" if resolution == "hour" else "peak_kw")
    return table.append_column("power_kw", power)


def breakdown(asking: Asking, building_id: str, days: Days, resolution: Resolution) -> Exported:
    """A Breakdown; 404."""
    building = asking.scope.building(building_id)
    scope = asking.scope.narrowed(building_id)
    asked = days.within(resolution).parameters()
    total = of_buildings(scope, asking.claims, "total", asked)
    parts = execute(scope, asking.claims, "breakdown_total", **asked)
    found = execute(scope, asking.claims, "breakdown_series", **asked, resolution=resolution)
    row = next(iter(total.rows()), None)
    why = why_missing(scope)
    whole = total.figure(row, "energy_kwh", building=building_id, why=why)
    layers = [_part(parts, part, whole["value"]) for part in _stacked(parts.rows())]
    order = [layer["key"] for layer in layers]
    body = {
        "building_id": building_id,
        "period": days.period(building["timezone"] or "UTC").model_dump(),
        "total": whole,
        "parts": layers,
        "series": {
            "resolution": resolution,
            "timezone": building["timezone"] or "UTC",
            "unit": "kWh",
            "units": dict.fromkeys(order, "kWh"),
            "columns": _wide(found.table, order),
            "proof": found.prove_sum("energy_kwh", "kWh") if len(found.table) else None,
        },
    }
    columns = ["ts", "device_id", "appliance", "energy_kwh", "completeness", "estimated_share"]
    name = f"{building_id}-breakdown-{days.start}-{days.end}-{resolution}"
    return Exported(body, found.table.select(columns), name)


def _stacked(rows: Sequence[Row]) -> list[Row]:
    order = list(CATEGORIES)
    return sorted(
        rows,
        key=lambda row: (
            order.index(category(row["appliance"])),
            row["appliance"] or "",
            row["device_id"] or "",
        ),
    )


def _part(evidence: Evidence, row: Row, whole: float | None) -> dict[str, Any]:
    key = row["device_id"] or "unmetered"
    select = ("device_id",) if row["device_id"] else ("appliance",)
    figure = evidence.figure(row, "energy_kwh", select=select)
    share = figure["value"] / whole if figure["value"] is not None and whole else None
    return {
        "key": key,
        "device_id": row["device_id"],
        "name": row["name"] or ("Unmetered" if key == "unmetered" else key),
        "appliance": row["appliance"],
        "category": category(row["appliance"]),
        "energy": figure,
        "share": share,
    }


def _wide(table: pa.Table, order: Sequence[str]) -> dict[str, Any]:
    """One column a part; an hour that a part does not have is unknown."""
    keys = np.asarray([key or "unmetered" for key in table.column("device_id").to_pylist()])
    instants = np.unique(epoch_ms(table.column("ts")))
    columns: dict[str, Any] = {"ts": instants}
    for key in order:
        mine = table.filter(pa.array(keys == key))
        values = np.full(len(instants), np.nan)
        values[np.searchsorted(instants, epoch_ms(mine.column("ts")))] = floats(
            mine.column("energy_kwh")
        )
        columns[key] = values
    return columns


def rooms(asking: Asking, building_id: str, days: Days) -> Exported:
    """Rooms; 404."""
    building = asking.scope.building(building_id)
    scope = asking.scope.narrowed(building_id)
    found = execute(scope, asking.claims, "rooms", **days.within("day").parameters())
    body = {
        "building_id": building_id,
        "period": days.period(building["timezone"] or "UTC").model_dump(),
        "rooms": [_room(found, row) for row in found.rows()],
    }
    columns = [
        "space_id",
        "name",
        "floor",
        "beds",
        "energy_kwh",
        "kwh_per_bed",
        "floor_median_kwh_per_bed",
        "completeness",
        "estimated_share",
    ]
    exported = found.table.select(columns)
    return Exported(body, exported, f"{building_id}-rooms-{days.start}-{days.end}")


def _room(evidence: Evidence, row: Row) -> dict[str, Any]:
    common: dict[str, Any] = {"select": ("space_id",), "why": "no meter reading"}
    per_bed = evidence.figure(row, "kwh_per_bed", **common)
    median = row["floor_median_kwh_per_bed"]
    known = per_bed["value"] is not None and median
    return {
        "space_id": row["space_id"],
        "name": row["name"],
        "floor": row["floor"],
        "beds": row["beds"],
        "energy": evidence.figure(row, "energy_kwh", **common),
        "per_bed": per_bed,
        "floor_median": median,
        "difference": per_bed["value"] / median - 1 if known else None,
    }
