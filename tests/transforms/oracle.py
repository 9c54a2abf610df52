"""What analytics_hourly and analytics_daily must hold, worked out in pandas and plain Python.

Written from the rules of the contract, not from the SQL. Frames are the raw tables, one DataFrame
a table under its bare name, columns as the schema names them, times as UTC timestamps.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

Frames = Mapping[str, pd.DataFrame]
HOUR = pd.Timedelta(hours=1)
ESTIMATED = ("estimated", "substituted")
MEANS = {
    "power_kw_mean": "power_kw",
    "voltage_v_mean": "voltage_v",
    "current_a_mean": "current_a",
    "power_factor_mean": "power_factor",
    "temperature_c_mean": "temperature_c",
    "humidity_pct_mean": "humidity_pct",
    "occupancy_count_mean": "occupancy_count",
}


def known(value: Any) -> bool:
    return value is not None and not pd.isna(value)


def live(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows that the source has not deleted."""
    return frame[frame["_fivetran_deleted"].map(lambda flag: flag is not True and flag != True)]  # noqa: E712


def current(readings: pd.DataFrame) -> pd.DataFrame:
    """The highest revision of each interval that is not deleted."""
    ordered = live(readings).sort_values("revision")
    return ordered.drop_duplicates(["tenant_id", "device_id", "ts"], keep="last")


def register_steps(rows: list[dict[str, Any]], device: dict[str, Any]) -> list[dict[str, Any]]:
    """Each pair of neighbouring usable register readings, judged; at most a day apart."""
    step = pd.Timedelta(minutes=device["interval_minutes"])
    found = []
    for before, after in pairwise(rows):
        distance = after["ts"] - before["ts"]
        if distance > pd.Timedelta(days=1):
            continue
        used: float | None = after["register_kwh"] - before["register_kwh"]
        reset = rollover = False
        if after["register_kwh"] < before["register_kwh"]:
            most = device["register_max_kwh"]
            rated = device["rated_power_kw"]
            hours = distance / HOUR
            if known(most) and known(rated):
                wrapped = most - before["register_kwh"] + after["register_kwh"]
                rollover = wrapped <= rated * hours * 1.5
            used = wrapped if rollover else None
            reset = not rollover
        found.append(
            {
                "hour": (after["ts"] - step).floor("h"),
                "adjoining": distance == step,
                "used": used,
                "reset": reset,
                "rollover": rollover,
                "estimated": before["quality"] in ESTIMATED or after["quality"] in ESTIMATED,
            }
        )
    return found


def price(tariffs: pd.DataFrame, local: datetime) -> tuple[float | None, str | None]:
    """The price and currency of the local hour; a class of day beats all, later beats earlier."""
    day, hour = local.date(), local.hour
    kind = "weekend" if local.weekday() >= 5 else "workday"
    fitting = []
    for row in tariffs.to_dict("records"):
        if row["valid_from"] > day or (known(row["valid_to"]) and row["valid_to"] <= day):
            continue
        if row["day_class"] not in ("all", kind):
            continue
        begin, end = row["start_hour"], row["end_hour"]
        inside = begin <= hour < end if begin < end else hour >= begin or hour < end
        if inside:
            rank = (row["day_class"] != "all", row["valid_from"], begin)
            fitting.append((rank, row["price_per_kwh"], row["currency"]))
    return max(fitting, key=lambda item: item[0])[1:] if fitting else (None, None)


def nearest_weather(observed: pd.DataFrame, hour: pd.Timestamp) -> dict[str, Any]:
    """The observation nearest to the hour, at most two hours away; the earlier of two as near."""
    best: tuple[Any, dict[str, Any]] | None = None
    for row in observed.to_dict("records"):
        away = abs(row["ts"] - hour)
        if away <= 2 * HOUR and (best is None or (away, row["ts"]) < best[0]):
            best = ((away, row["ts"]), row)
    return best[1] if best else {}


def mean(values: list[Any]) -> float | None:
    kept = [float(v) for v in values if known(v)]
    return sum(kept) / len(kept) if kept else None


def total(values: list[Any]) -> float | None:
    kept = [v for v in values if known(v)]
    return sum(kept) if kept else None


def hourly(frames: Frames, start: datetime, end: datetime, as_of: datetime) -> pd.DataFrame:
    """analytics_hourly of [start, end), whole UTC days, as it stood at as_of."""
    buildings = {
        (b["tenant_id"], b["building_id"]): b
        for b in frames["building_metadata"].to_dict("records")
    }
    readings = current(frames["raw_readings"])
    out = []
    for device in frames["device_metadata"].to_dict("records"):
        tenant = device["tenant_id"]
        building = buildings.get((tenant, device["building_id"]), {})
        mine = readings[
            (readings["tenant_id"] == tenant) & (readings["device_id"] == device["device_id"])
        ].sort_values("ts")
        rows = mine.to_dict("records")
        usable = [r for r in rows if r["quality"] != "suspect_range"]
        steps = register_steps([r for r in usable if known(r["register_kwh"])], device)
        by_hour: dict[pd.Timestamp, list[dict[str, Any]]] = {}
        for row in rows:
            by_hour.setdefault(row["ts"].floor("h"), []).append(row)
        steps_of: dict[pd.Timestamp, list[dict[str, Any]]] = {}
        for found in steps:
            steps_of.setdefault(found["hour"], []).append(found)
        around = _Surroundings(frames, tenant, building)
        for hour in pd.date_range(start, end, freq="h", inclusive="left"):
            row = _hour(device, hour, by_hour.get(hour, []), steps_of.get(hour, []), as_of)
            if row is not None:
                out.append(around.complete(row))
    return pd.DataFrame(out)


def _expected(device: dict[str, Any], hour: pd.Timestamp, as_of: datetime) -> int:
    step = pd.Timedelta(minutes=device["interval_minutes"])
    if device["_fivetran_deleted"] is True:
        return 0
    due = 0
    for number in range(60 // device["interval_minutes"]):
        begin = hour + number * step
        installed = not known(device["installed_at"]) or begin >= device["installed_at"]
        present = not known(device["removed_at"]) or begin < device["removed_at"]
        due += installed and present and begin + step <= as_of
    return due


def _hour(
    device: dict[str, Any],
    hour: pd.Timestamp,
    rows: list[dict[str, Any]],
    steps: list[dict[str, Any]],
    as_of: datetime,
) -> dict[str, Any] | None:
    usable = [r for r in rows if r["quality"] != "suspect_range"]
    adjoining = [s for s in steps if s["adjoining"] and s["used"] is not None]
    if device["meter_type"] == "interval":
        values = [r["energy_kwh"] for r in usable]
        count = sum(known(v) for v in values)
        estimated = sum(r["quality"] in ESTIMATED for r in usable)
    elif device["meter_type"] == "register":
        values = [s["used"] for s in adjoining]
        count = len(values)
        estimated = sum(s["estimated"] for s in adjoining)
    else:
        values, count = [], len(usable)
        estimated = sum(r["quality"] in ESTIMATED for r in usable)
    due = _expected(device, hour, as_of)
    if due == 0 and not rows and not steps:
        return None
    expected = max(due, count)
    energy = total(values)
    full = 60 // device["interval_minutes"]
    estimated = min(estimated, count)
    people = [int(r["occupancy_count"]) for r in usable if known(r["occupancy_count"])]
    power = [r["power_kw"] for r in usable if known(r["power_kw"])]
    return {
        "tenant_id": device["tenant_id"],
        "building_id": device["building_id"],
        "device_id": device["device_id"],
        "space_id": device["space_id"],
        "device_kind": device["kind"],
        "appliance": device["appliance"],
        "ts": hour,
        "energy_kwh": energy,
        "mean_kw": energy * full / count if energy is not None and count * 2 >= full else None,
        "unattributed_kwh": total([s["used"] for s in steps if not s["adjoining"]]),
        **{name: mean([r[column] for r in usable]) for name, column in MEANS.items()},
        "power_kw_max": max(power) if power else None,
        "occupancy_count_max": max(people) if people else None,
        "expected_intervals": expected,
        "known_intervals": count,
        "estimated_intervals": estimated,
        "suspect_intervals": sum(str(r["quality"]).startswith("suspect_") for r in rows),
        "completeness": count / expected if expected else None,
        "estimated_share": estimated / count if count else None,
        "resets": sum(s["reset"] for s in steps),
        "rollovers": sum(s["rollover"] for s in steps),
        "gaps": sum(not s["adjoining"] for s in steps),
    }


class _Surroundings:
    """Clock, weather, price and carbon of one building's hours, each worked out once."""

    def __init__(self, frames: Frames, tenant: str, building: dict[str, Any]) -> None:
        def of_tenant(name: str, column: str, value: Any) -> pd.DataFrame:
            frame = live(frames[name])
            return frame[(frame["tenant_id"] == tenant) & (frame[column] == value)]

        self.zone = ZoneInfo(building.get("timezone") or "UTC")
        self.currency = building.get("currency")
        weather = of_tenant("raw_weather", "station_id", building.get("weather_station_id"))
        self.weather = weather[weather["kind"] == "observed"]
        grid = of_tenant("raw_grid", "region", building.get("grid_region"))
        self.carbon = dict(zip(grid["ts"], grid["carbon_kg_per_kwh"], strict=True))
        self.tariffs = of_tenant("raw_tariffs", "tariff_id", building.get("tariff_id"))

    def complete(self, row: dict[str, Any]) -> dict[str, Any]:
        hour, energy = row["ts"], row["energy_kwh"]
        local = hour.to_pydatetime().astimezone(self.zone)
        weather = nearest_weather(self.weather, hour)
        cost_per, currency = price(self.tariffs, local)
        carbon_per = self.carbon.get(hour)
        both = lambda a, b: a * b if known(a) and known(b) else None  # noqa: E731
        return row | {
            "local_date": local.date(),
            "local_hour": local.hour,
            "outdoor_temperature_c": weather.get("temperature_c"),
            "outdoor_humidity_pct": weather.get("humidity_pct"),
            "irradiance_w_m2": weather.get("irradiance_w_m2"),
            "price_per_kwh": cost_per,
            "cost": both(energy, cost_per),
            "currency": currency if known(currency) else self.currency,
            "carbon_kg_per_kwh": carbon_per,
            "carbon_kg": both(energy, carbon_per),
        }


def daily(hours: pd.DataFrame, frames: Frames, start: date, end: date) -> pd.DataFrame:
    """analytics_daily of the local days [start, end), from the hours around them."""
    zones = {
        (b["tenant_id"], b["building_id"]): b["timezone"]
        for b in frames["building_metadata"].to_dict("records")
    }
    out = []
    inside = hours[(hours["local_date"] >= start) & (hours["local_date"] < end)]
    for (tenant, device, day), group in inside.groupby(
        ["tenant_id", "device_id", "local_date"], sort=False
    ):
        rows = group.sort_values("ts").to_dict("records")
        zone = zones.get((tenant, rows[0]["building_id"]), "UTC")
        loads = [(r["mean_kw"], r["ts"]) for r in rows if known(r["mean_kw"])]
        powers = [kw for kw, _ in loads]
        peak = max(powers) if powers else None
        energies = sum(known(r["energy_kwh"]) for r in rows)
        sums = {
            name: sum(r[name] for r in rows)
            for name in (
                "expected_intervals",
                "known_intervals",
                "estimated_intervals",
                "suspect_intervals",
            )
        }
        expected, have = sums["expected_intervals"], sums["known_intervals"]
        completeness = have / expected if expected else None
        estimated = sums["estimated_intervals"] / have if have else None
        most = max(have, sums["suspect_intervals"])
        suspect = sums["suspect_intervals"] / most if most else None
        score = None
        if completeness is not None:
            score = 100 * completeness * (1 - (estimated or 0) / 2) * (1 - (suspect or 0))
        currencies = [r["currency"] for r in rows if known(r["currency"])]
        out.append(
            {
                **{
                    name: rows[0][name]
                    for name in ("building_id", "space_id", "device_kind", "appliance")
                },
                **sums,
                "tenant_id": tenant,
                "device_id": device,
                "day": day,
                "timezone": zone,
                "hours": _hours_of(day, ZoneInfo(zone)),
                "energy_kwh": total([r["energy_kwh"] for r in rows]),
                "unattributed_kwh": total([r["unattributed_kwh"] for r in rows]),
                "peak_kw": peak,
                "peak_at": next((ts for kw, ts in loads if kw == peak), None),
                "base_load_kw": float(np.percentile(powers, 5)) if powers else None,
                "load_factor": mean(powers) / peak if powers and peak else None,
                "cost": total([r["cost"] for r in rows]),
                "currency": max(currencies) if currencies else None,
                "cost_completeness": sum(known(r["cost"]) for r in rows) / energies
                if energies
                else None,
                "carbon_kg": total([r["carbon_kg"] for r in rows]),
                "carbon_completeness": sum(known(r["carbon_kg"]) for r in rows) / energies
                if energies
                else None,
                "occupancy_mean": mean([r["occupancy_count_mean"] for r in rows]),
                "outdoor_temperature_c_mean": mean([r["outdoor_temperature_c"] for r in rows]),
                "completeness": completeness,
                "estimated_share": estimated,
                "suspect_share": suspect,
                "quality_score": score,
            }
        )
    return pd.DataFrame(out)


def _hours_of(day: date, zone: ZoneInfo) -> int:
    begin = datetime(day.year, day.month, day.day, tzinfo=zone)
    after = day + timedelta(days=1)
    end = datetime(after.year, after.month, after.day, tzinfo=zone)
    return int((end.timestamp() - begin.timestamp()) // 3600)
