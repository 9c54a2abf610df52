"""What the hours were like where meters stand: prices, carbon, weather."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa

from ml.anomalies.weather import Weather
from ml.meters import Estate
from ml.panel import Floats, hour_number

Hours = dict[str, Any]
Sky = dict[tuple[str, str], Hours]
"""By tenant and building: its columns, an hour a value, in order of ``hour``."""
MEASURES = {
    "temperature_c": "outdoor_temperature_c",
    "humidity_pct": "outdoor_humidity_pct",
    "irradiance_w_m2": "irradiance_w_m2",
    "carbon_kg_per_kwh": "carbon_kg_per_kwh",
}


def by_building(conditions: pa.Table) -> Sky:
    """The rows of ml_conditions.sql, by the hour number."""
    frame = conditions.to_pandas()
    stamps = conditions.column("ts").cast(pa.timestamp("us", "UTC")).cast(pa.int64())
    frame["hour"] = stamps.to_numpy() // 3_600_000_000
    return {
        (str(key[0]), str(key[1])): {name: part[name].to_numpy() for name in part.columns}
        for key, part in frame.sort_values("hour").groupby(["tenant_id", "building_id"])
    }


def rates(
    hours: Hours | None, start: datetime, end: datetime
) -> tuple[float | None, float | None, str | None]:
    """Mean price and carbon a kWh over an incident's hours, and the currency."""
    if hours is None:
        return None, None, None
    inside = (hours["hour"] >= hour_number(start)) & (hours["hour"] < hour_number(end))
    means = []
    for name in ("price_per_kwh", "carbon_kg_per_kwh"):
        values = hours[name][inside].astype(np.float64)
        values = values[np.isfinite(values)]
        means.append(float(values.mean()) if len(values) else None)
    money = [one for one in hours["currency"][inside] if isinstance(one, str)]
    same = money[0] if money and len(set(money)) == 1 else None
    return (means[0] if same else None), means[1], same


def weather(estate: Estate, sky: Sky) -> Weather | None:
    """The mean over the estate's buildings of what each of them had."""
    found = {measure: _each(estate, sky, name) for measure, name in MEASURES.items()}
    columns = {
        measure: np.nanmean(values, axis=0, where=np.isfinite(values))
        for measure, values in found.items()
        if np.isfinite(values).any()
    }
    return Weather(**columns) if columns else None


def occupancy(estate: Estate, sky: Sky) -> Floats | None:
    """People in the estate's buildings together; None where nobody counts."""
    values = _each(estate, sky, "occupancy_count")
    there = np.isfinite(values)
    if not there.any():
        return None
    return np.where(there.any(axis=0), np.where(there, values, 0.0).sum(axis=0), np.nan)


def _each(estate: Estate, sky: Sky, name: str) -> Floats:
    """A column of each of the estate's buildings, (buildings, hours), NaN where unknown."""
    panel = estate.panel
    names = {(t.tenant_id, t.building_id or "") for targets in estate.targets for t in targets}
    found = np.full((max(len(names & set(sky)), 1), panel.hours), np.nan)
    for place, building in enumerate(sorted(names & set(sky))):
        rows = sky[building]["hour"] - panel.start
        there = (rows >= 0) & (rows < panel.hours)
        found[place, rows[there]] = sky[building][name][there].astype(np.float64)
    return found
