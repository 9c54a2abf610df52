"""The tables that the connector delivers, their types and keys, and how a record becomes a row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from zoneinfo import available_timezones

MEASURES = (
    "energy_kwh",
    "register_kwh",
    "power_kw",
    "voltage_v",
    "current_a",
    "power_factor",
    "temperature_c",
    "humidity_pct",
    "occupancy_count",
)


def _columns(**types: str) -> dict[str, str]:
    """Column types by a short notation: names of one type, separated by spaces."""
    return {name: kind for kind, names in types.items() for name in names.split()}


READINGS = {
    "table": "raw_readings",
    "primary_key": ["tenant_id", "device_id", "ts", "revision"],
    "columns": _columns(
        STRING="tenant_id device_id quality quality_reason source",
        UTC_DATETIME="ts received_at updated_at",
        LONG="revision occupancy_count",
        DOUBLE=" ".join(MEASURES[:-1]),
    ),
}
REJECTED = {
    "table": "rejected_readings",
    "primary_key": ["tenant_id", "rejection_id"],
    "columns": _columns(
        STRING="tenant_id rejection_id device_id ts_text reason detail payload",
        UTC_DATETIME="received_at rejected_at",
    ),
}
# The feeds of /v1 beside the readings, in the order in which they are read.
FEEDS = {
    "buildings": {
        "table": "building_metadata",
        "primary_key": ["tenant_id", "building_id"],
        "columns": _columns(
            STRING="tenant_id tenant_name building_id name kind country subdivision city timezone"
            " currency weather_station_id grid_region tariff_id",
            DOUBLE="latitude longitude floor_area_m2 agreed_capacity_kw",
            LONG="built_year beds",
            UTC_DATETIME="updated_at",
        ),
    },
    "spaces": {
        "table": "space_metadata",
        "primary_key": ["tenant_id", "space_id"],
        "columns": _columns(
            STRING="tenant_id space_id building_id name kind",
            LONG="floor beds",
            DOUBLE="area_m2",
            UTC_DATETIME="updated_at",
        ),
    },
    "devices": {
        "table": "device_metadata",
        "primary_key": ["tenant_id", "device_id"],
        "columns": _columns(
            STRING="tenant_id device_id building_id space_id parent_device_id name kind appliance"
            " meter_type manufacturer model serial_number",
            LONG="interval_minutes",
            DOUBLE="rated_power_kw register_max_kwh",
            UTC_DATETIME="installed_at removed_at updated_at",
        ),
    },
    "tariffs": {
        "table": "raw_tariffs",
        "primary_key": ["tenant_id", "tariff_id", "valid_from", "day_class", "start_hour"],
        "columns": _columns(
            STRING="tenant_id tariff_id name day_class currency",
            NAIVE_DATE="valid_from valid_to",
            LONG="start_hour end_hour",
            DOUBLE="price_per_kwh standing_charge_per_day",
            UTC_DATETIME="updated_at",
        ),
    },
    "weather": {
        "table": "raw_weather",
        "primary_key": ["tenant_id", "station_id", "ts", "kind", "issued_at"],
        "columns": _columns(
            STRING="tenant_id station_id kind",
            UTC_DATETIME="ts issued_at updated_at",
            DOUBLE="temperature_c humidity_pct irradiance_w_m2 wind_speed_m_s precipitation_mm"
            " cloud_cover_pct",
        ),
    },
    "grid": {
        "table": "raw_grid",
        "primary_key": ["tenant_id", "region", "ts"],
        "columns": _columns(
            STRING="tenant_id region currency",
            UTC_DATETIME="ts updated_at",
            DOUBLE="price_per_kwh carbon_kg_per_kwh",
        ),
    },
    "bills": {
        "table": "raw_bills",
        "primary_key": ["tenant_id", "bill_id"],
        "columns": _columns(
            STRING="tenant_id bill_id building_id currency",
            NAIVE_DATE="period_start period_end",
            DOUBLE="energy_kwh amount",
            BOOLEAN="estimated",
            UTC_DATETIME="issued_at updated_at",
        ),
    },
}


def moment(text: object) -> datetime:
    """An instant with its zone, in UTC. Raises ValueError or TypeError when it is none."""
    found = datetime.fromisoformat(text)  # type: ignore[arg-type]
    if found.tzinfo is None:
        raise ValueError("no zone")
    return found.astimezone(UTC)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("no number")
    return float(value)


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise TypeError("no whole number")
    return int(value)


def _boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("not true or false")
    return value


READ: dict[str, Callable[[object], object]] = {
    "STRING": lambda value: value if isinstance(value, str) else str(value),
    "DOUBLE": _number,
    "LONG": _whole,
    "BOOLEAN": _boolean,
    "UTC_DATETIME": moment,
    "NAIVE_DATE": lambda value: date.fromisoformat(str(value)),
}


@cache
def _zones() -> frozenset[str]:
    """The zones that SQL can compute with; empty where the machine has no zone database."""
    return frozenset(available_timezones() - {"localtime"})


# The tables hold many tenants: a zone that no clock knows, or an interval of nothing, would stop
# the transforms of all of them.
USABLE: dict[str, Callable[[Any], bool]] = {
    "timezone": lambda zone: zone in _zones() or not _zones(),
    "interval_minutes": lambda minutes: minutes > 0,
}


def to_row(feed: str, tenant_id: str, record: dict[str, object]) -> tuple[dict, list[str]]:
    """The row of a record and the names of the fields that could not be read (NULL in the row).

    Fields that no column is declared for pass through. A key that cannot be read raises ValueError.
    """
    definition = FEEDS[feed]
    types = definition["columns"]
    row: dict[str, object] = {"tenant_id": tenant_id}
    unreadable = []
    for name, value in record.items():
        if name in {"deleted", "tenant_id"}:
            continue
        if value is None or name not in types:
            row[name] = value
            continue
        try:
            row[name] = READ[types[name]](value)
            if name in USABLE and not USABLE[name](row[name]):
                raise ValueError("not usable")
        except (TypeError, ValueError, OverflowError):
            row[name] = None
            unreadable.append(name)
    missing = [name for name in definition["primary_key"] if row.get(name) is None]
    if missing:
        raise ValueError(f"a record of {feed} has no usable {missing[0]}")
    return row, unreadable
