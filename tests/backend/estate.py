"""A small estate whose every number can be computed by hand: what the API is tested over.

Two tenants. Northgate's hostel has a main meter, two appliances and rooms; its library has been
silent for 61 hours; its store never had a reading. The span holds a 23-hour day (29 March 2026).
Hourly energy of a main meter is ``10 + hour_of_day``; HVAC takes 4, the kitchen 2 kWh.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

END = datetime(2026, 3, 30, 14, tzinfo=UTC)
HOURS = 40 * 24
START = END - timedelta(hours=HOURS)
SILENT_HOURS = 61
ZONE = {"northgate": "Europe/Dublin", "harbour": "Europe/London"}
MONEY = {"northgate": "EUR", "harbour": "GBP"}
PRICE, CARBON = 0.25, 0.3
ESTIMATED_HOUR = datetime(2026, 3, 30, 3, tzinfo=UTC)


@dataclass(frozen=True)
class Device:
    """One device of the estate."""

    tenant: str
    building: str
    id: str
    kind: str = "main_meter"
    appliance: str | None = None
    space: str | None = None
    parent: str | None = None
    kwh: float = 10.0


def _devices() -> list[Device]:
    hostel, library = "northgate-hopkins-hostel", "northgate-library"
    main = f"{hostel}-main"
    found = [
        Device("northgate", hostel, main),
        Device("northgate", hostel, f"{hostel}-hvac", "sub_meter", "hvac", parent=main, kwh=4),
        Device(
            "northgate", hostel, f"{hostel}-kitchen", "sub_meter", "kitchen", parent=main, kwh=2
        ),
        Device("northgate", library, f"{library}-main"),
        Device("harbour", "harbour-office", "harbour-office-main"),
        Device("harbour", "harbour-home-1", "harbour-home-1-main"),
    ]
    found.extend(
        Device(
            "northgate",
            hostel,
            f"{hostel}-{room}-plug",
            "sub_meter",
            "plug",
            f"{hostel}-{room}",
            main,
            kwh,
        )
        for room, kwh in ((301, 0.5), (302, 0.25))
    )
    return found


DEVICES = _devices()
BUILDINGS = {
    "northgate-hopkins-hostel": "Hopkins Hostel",
    "northgate-library": "Library",
    "northgate-store": "Store",
    "harbour-office": "Harbour Office",
    "harbour-home-1": "Home 1",
}
SPACES = [("301", 3, 2), ("302", 3, 4), ("303", 3, 2)]


def energy(device: Device, ts: datetime) -> float | None:
    """What the estate says: kWh of an hour, None where nothing is known."""
    if device.building == "northgate-library" and ts >= END - timedelta(hours=SILENT_HOURS):
        return None
    return device.kwh + ts.hour if device.kind == "main_meter" else device.kwh


def hours() -> list[datetime]:
    """Every hour of the span."""
    return [START + timedelta(hours=step) for step in range(HOURS)]


@cache
def analytics_hourly() -> list[dict[str, Any]]:
    """Rows as the transform would leave them."""
    rows = []
    for device in DEVICES:
        zone = ZoneInfo(ZONE[device.tenant])
        for ts in hours():
            local = ts.astimezone(zone)
            kwh = energy(device, ts)
            known = kwh is not None
            rows.append(
                {
                    "tenant_id": device.tenant,
                    "building_id": device.building,
                    "device_id": device.id,
                    "space_id": device.space,
                    "device_kind": device.kind,
                    "appliance": device.appliance,
                    "ts": ts,
                    "local_date": local.date(),
                    "local_hour": local.hour,
                    "energy_kwh": kwh,
                    "mean_kw": kwh,
                    "power_kw_mean": kwh,
                    "power_kw_max": kwh,
                    "outdoor_temperature_c": 7.5,
                    "price_per_kwh": PRICE,
                    "cost": kwh * PRICE if kwh is not None else None,
                    "currency": MONEY[device.tenant],
                    "carbon_kg_per_kwh": CARBON,
                    "carbon_kg": kwh * CARBON if kwh is not None else None,
                    "expected_intervals": 1,
                    "known_intervals": int(known),
                    "estimated_intervals": int(known and ts == ESTIMATED_HOUR),
                    "suspect_intervals": 0,
                    "completeness": float(known),
                    "estimated_share": float(ts == ESTIMATED_HOUR) if known else None,
                    "resets": 0,
                    "rollovers": 0,
                    "gaps": 0,
                }
            )
    return rows


def data_quality_daily() -> list[dict[str, Any]]:
    """Counts by device and local day."""
    days: dict[tuple[str, Any], dict[str, Any]] = {}
    for row in analytics_hourly():
        key = (row["device_id"], row["local_date"])
        cell = days.setdefault(
            key,
            {
                "tenant_id": row["tenant_id"],
                "building_id": row["building_id"],
                "device_id": row["device_id"],
                "day": row["local_date"],
                "expected_intervals": 0,
                "known_intervals": 0,
                "estimated_intervals": 0,
                "suspect_intervals": 0,
                "rejected_readings": 0,
                "late_readings": 0,
                "corrections": 0,
                "max_lag_minutes": 5.0,
                "last_reading_at": None,
            },
        )
        for name in ("expected_intervals", "known_intervals", "estimated_intervals"):
            cell[name] += row[name]
        if row["known_intervals"]:
            cell["last_reading_at"] = row["ts"]
    for cell in days.values():
        known, expected = cell["known_intervals"], cell["expected_intervals"]
        cell["completeness"] = known / expected
        cell["estimated_share"] = cell["estimated_intervals"] / known if known else None
        cell["quality_score"] = 100.0 * known / expected
    return list(days.values())


def raw_readings(hours_back: int = 72) -> list[dict[str, Any]]:
    """The newest readings; one of the hostel's was corrected."""
    rows = []
    for device in DEVICES:
        for ts in hours()[-hours_back:]:
            kwh = energy(device, ts)
            if kwh is None:
                continue
            corrected = device.id == "northgate-hopkins-hostel-main" and ts == END - timedelta(
                hours=2
            )
            for revision in range(2 if corrected else 1):
                rows.append(  # noqa: PERF401 - three loops deep, a comprehension hides it
                    {
                        "tenant_id": device.tenant,
                        "device_id": device.id,
                        "ts": ts,
                        "revision": revision,
                        "energy_kwh": kwh if revision == int(corrected) else kwh + 5,
                        "power_kw": kwh,
                        "quality": "estimated" if ts == ESTIMATED_HOUR else "metered",
                        "source": "correction" if revision else "meter",
                        "received_at": ts + timedelta(hours=1, minutes=5 + revision),
                        "updated_at": ts + timedelta(hours=1, minutes=5 + revision),
                        "_fivetran_synced": END,
                        "_fivetran_deleted": False,
                    }
                )
    return rows


def metadata() -> dict[str, list[dict[str, Any]]]:
    """Buildings, spaces and devices as their source describes them."""
    landed = {"updated_at": START, "_fivetran_synced": END, "_fivetran_deleted": False}
    buildings = [
        {
            "tenant_id": key.split("-")[0],
            "tenant_name": "Northgate" if key.startswith("northgate") else "Harbour Homes",
            "building_id": key,
            "name": name,
            "kind": "hostel" if "hostel" in key else "office",
            "country": "IE" if key.startswith("northgate") else "GB",
            "city": "Dublin",
            "timezone": ZONE[key.split("-")[0]],
            "currency": MONEY[key.split("-")[0]],
            "floor_area_m2": 1000.0,
            "agreed_capacity_kw": 80.0,
            **landed,
        }
        for key, name in BUILDINGS.items()
    ]
    devices = [
        {
            "tenant_id": device.tenant,
            "device_id": device.id,
            "building_id": device.building,
            "space_id": device.space,
            "parent_device_id": device.parent,
            "name": device.id.removeprefix(device.building + "-").title(),
            "kind": device.kind,
            "appliance": device.appliance,
            "meter_type": "interval",
            "interval_minutes": 60,
            "rated_power_kw": 100.0,
            "installed_at": START,
            **landed,
        }
        for device in DEVICES
    ]
    spaces = [
        {
            "tenant_id": "northgate",
            "space_id": f"northgate-hopkins-hostel-{name}",
            "building_id": "northgate-hopkins-hostel",
            "name": name,
            "kind": "room",
            "floor": floor,
            "beds": beds,
            "area_m2": 20.0,
            **landed,
        }
        for name, floor, beds in SPACES
    ]
    return {"building_metadata": buildings, "device_metadata": devices, "space_metadata": spaces}


def health() -> dict[str, list[dict[str, Any]]]:
    """Runs of the connector and what it rejected."""
    runs = [
        {
            "tenant_id": tenant,
            "sync_id": f"{tenant}-{number}",
            "connection": tenant,
            "shard": 0,
            "started_at": END - timedelta(minutes=10 * number + 1),
            "finished_at": END - timedelta(minutes=10 * number),
            "status": "failed" if number == 2 else "succeeded",
            "rows_upserted": 100 * number,
            "rows_updated": 0,
            "rows_deleted": 1,
            "rows_rejected": 2,
            "checkpoints": 3,
            "retries": 1,
            "lag_seconds": 300.0,
            "duration_seconds": 60.0,
            "error": "the source answered 503 four times" if number == 2 else None,
        }
        for tenant in ("northgate", "harbour")
        for number in range(1, 4)
    ]
    rejected = [
        {
            "tenant_id": tenant,
            "rejection_id": f"{tenant}-{number}",
            "device_id": device,
            "ts_text": "2026-03-29T25:00:00Z",
            "reason": reason,
            "detail": f"{reason} at {tenant}",
            "payload": "{}",
            "received_at": END - timedelta(hours=5),
            "rejected_at": END - timedelta(hours=5),
            "_fivetran_synced": END,
            "_fivetran_deleted": False,
        }
        for tenant, device in (
            ("northgate", "northgate-library-main"),
            ("harbour", "harbour-office-main"),
        )
        for number, reason in enumerate(("bad_ts", "bad_ts", "not_a_number"))
    ]
    return {"sync_log": runs, "rejected_readings": rejected}


@cache
def tables() -> dict[str, pa.Table]:
    """Every table of the estate, by name."""
    rows = {
        **metadata(),
        **health(),
        "analytics_hourly": analytics_hourly(),
        "data_quality_daily": data_quality_daily(),
        "raw_readings": raw_readings(),
    }
    return {name: pa.Table.from_pylist(items, _schema(items)) for name, items in rows.items()}


def _schema(rows: list[dict[str, Any]]) -> pa.Schema:
    """Instants are UTC; everything else as Arrow infers it from the first value that is there."""
    fields = []
    for name in rows[0]:
        value = next((row[name] for row in rows if row[name] is not None), None)
        if isinstance(value, datetime):
            kind: pa.DataType = pa.timestamp("us", "UTC")
        else:
            kind = pa.string() if value is None else pa.scalar(value).type
        fields.append(pa.field(name, kind))
    return pa.schema(fields)
