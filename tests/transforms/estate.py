"""Small and nasty raw tables, the same for the same seed: every kind of meter and of trouble."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pandas as pd
import pyarrow as pa

from bigquery import schema
from bigquery.arrow_types import arrow_type

Rows = dict[str, list[dict[str, Any]]]
# Days on which clocks change lie inside: Dublin and London on 29 March 2026, back on 25 October.
SPRING = datetime(2026, 3, 28, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 24, tzinfo=UTC)

ZONES = [
    ("dublin", "Europe/Dublin", "IE", "EUR"),
    ("kolkata", "Asia/Kolkata", "IN", "INR"),
    ("lost", None, None, None),  # a building whose record never came
]
DEVICES = [
    ("main-5", "main_meter", None, "interval", 5, None),
    ("hvac-15", "sub_meter", "hvac", "interval", 15, "main-5"),
    ("reg-15", "sub_meter", "lighting", "register", 15, "main-5"),
    ("reg-60", "main_meter", None, "register", 60, None),
    ("home-30", "sub_meter", "plug", "interval", 30, "reg-60"),
    ("room-60", "sensor", None, None, 60, None),
]


def estate(seed: int, start: datetime = SPRING, days: int = 3, now: datetime | None = None) -> Rows:
    """Raw tables around [start, start + days), with a day of readings before and after."""
    random = Random(seed)
    end = start + timedelta(days=days)
    rows: Rows = {name: [] for name in schema.tables()}
    for tenant in ("north", "harbour"):
        _places(rows, tenant, random, start, end)
        for place, *_ in ZONES:
            for device in random.sample(DEVICES, 4 if place == "dublin" else 2):
                _device(rows, tenant, place, device, random, start, min(end, now or end))
    return rows


def _places(rows: Rows, tenant: str, random: Random, start: datetime, end: datetime) -> None:
    for place, zone, country, currency in ZONES:
        if zone is None:
            continue
        rows["building_metadata"].append(
            {
                "tenant_id": tenant, "tenant_name": tenant.title(), "building_id": place,
                "name": place, "kind": "office", "country": country, "timezone": zone,
                "currency": currency, "weather_station_id": place, "grid_region": place,
                "tariff_id": f"tou-{random.choice('ab')}", "updated_at": start,
            }
        )  # fmt: skip
        rows["space_metadata"].append(
            {"tenant_id": tenant, "space_id": f"{place}-304", "building_id": place, "name": "304",
             "kind": "room", "floor": 3, "beds": 2}
        )  # fmt: skip
        hour = start - timedelta(hours=6)
        while hour < end + timedelta(hours=6):
            if random.random() < 0.7:
                rows["raw_grid"].append(
                    {"tenant_id": tenant, "region": place, "ts": hour, "currency": currency,
                     "carbon_kg_per_kwh": random.choice([None, 0.2, random.random()]),
                     "_fivetran_deleted": random.random() < 0.05}
                )  # fmt: skip
            for kind in ("observed", "forecast"):
                if random.random() < 0.5:
                    rows["raw_weather"].append(
                        {"tenant_id": tenant, "station_id": place, "ts": hour, "kind": kind,
                         "issued_at": hour, "temperature_c": round(random.uniform(-5, 30), 1),
                         "humidity_pct": 50.0, "irradiance_w_m2": None,
                         "_fivetran_deleted": random.random() < 0.05}
                    )  # fmt: skip
            hour += timedelta(hours=1)
    rows["sync_log"] += [
        {"tenant_id": tenant, "sync_id": f"{place}-{n}", "connection": place, "shard": n % 2,
         "started_at": start + timedelta(hours=n), "finished_at": start + timedelta(hours=n + 1),
         "status": random.choice(["succeeded", "failed"]), "rows_upserted": n, "rows_updated": 0,
         "rows_deleted": None, "rows_rejected": 1, "lag_seconds": n * 1.5}
        for n in range(6)
    ]  # fmt: skip
    rows["holidays"].append(
        {"tenant_id": tenant, "country": "IE", "subdivision": "", "day": start.date(), "name": "x"}
    )
    middle = (start + (end - start) / 2).date()
    for tariff, since, until, kind, begin, stop in (
        ("tou-a", date(2020, 1, 1), None, "all", 0, 24),
        ("tou-a", middle, None, "workday", 7, 19),
        ("tou-b", date(2020, 1, 1), middle, "weekend", 0, 24),
        ("tou-b", date(2020, 1, 1), middle, "workday", 23, 7),
    ):
        rows["raw_tariffs"].append(
            {"tenant_id": tenant, "tariff_id": tariff, "valid_from": since, "valid_to": until,
             "day_class": kind, "start_hour": begin, "end_hour": stop, "currency": "EUR",
             "price_per_kwh": round(random.random(), 3), "_fivetran_deleted": False}
        )  # fmt: skip


def _device(
    rows: Rows, tenant: str, place: str, device: tuple[Any, ...], random: Random,
    start: datetime, end: datetime,
) -> None:  # fmt: skip
    name, kind, appliance, meter, minutes, parent = device
    device_id = f"{place}-{name}"
    step = timedelta(minutes=minutes)
    installed = random.choice([None, start - timedelta(days=9), start + timedelta(hours=7)])
    rows["device_metadata"].append(
        {
            "tenant_id": tenant, "device_id": device_id, "building_id": place, "name": name,
            "space_id": f"{place}-304" if kind == "sensor" or appliance == "plug" else None,
            "parent_device_id": parent and f"{place}-{parent}", "kind": kind,
            "appliance": appliance, "meter_type": meter, "interval_minutes": minutes,
            "rated_power_kw": 20.0, "register_max_kwh": random.choice([None, 1000.0]),
            "installed_at": installed,
            "removed_at": random.choice([None, None, end - timedelta(hours=5, minutes=20)]),
            "_fivetran_deleted": random.random() < 0.1,
        }
    )  # fmt: skip
    ts, register = start - timedelta(days=1), random.uniform(980, 995)
    while ts <= end + timedelta(hours=3):
        if random.random() < 0.02:
            ts += random.randint(1, 40) * step  # a gap, sometimes over a day
        register += random.random() * minutes / 15
        if random.random() < 0.01:
            register = random.random()  # a reset
        register -= 1000 if register > 1000 else 0
        last = random.choices([0, 1, 2], [0.9, 0.07, 0.03])[0]
        for revision in range(last + 1):
            rows["raw_readings"].append(
                _reading(tenant, device_id, meter, ts, revision, register, random)
            )
        ts += step
    rows["rejected_readings"].append(
        {"tenant_id": tenant, "rejection_id": device_id, "device_id": device_id, "reason": "bad_ts",
         "ts_text": "soon", "detail": "no time", "received_at": start + timedelta(hours=30),
         "rejected_at": start + timedelta(hours=31)}
    )  # fmt: skip


def _reading(
    tenant: str, device_id: str, meter: str | None, ts: datetime, revision: int, register: float,
    random: Random,
) -> dict[str, Any]:  # fmt: skip
    maybe = lambda value: None if random.random() < 0.1 else value  # noqa: E731
    row: dict[str, Any] = {
        "tenant_id": tenant, "device_id": device_id, "ts": ts, "revision": revision,
        "quality": random.choices(
            ["metered", "estimated", "substituted", "suspect_range", "suspect_rate",
             "suspect_stuck"], [80, 8, 3, 4, 3, 2])[0],
        "source": "meter", "received_at": ts + timedelta(minutes=random.randint(1, 300)),
        "updated_at": ts + timedelta(hours=6), "_fivetran_deleted": random.random() < 0.04,
    }  # fmt: skip
    if meter == "interval":
        row |= {"energy_kwh": maybe(random.random()), "power_kw": maybe(random.random() * 4)}
    elif meter == "register":
        row |= {"register_kwh": maybe(register), "voltage_v": maybe(230 + random.random())}
    else:
        row |= {"temperature_c": maybe(20 + random.random()), "humidity_pct": maybe(40.0),
                "occupancy_count": maybe(random.randint(0, 9))}  # fmt: skip
    return row


def arrow(table: schema.Table, rows: list[dict[str, Any]]) -> pa.Table:
    """Rows as an Arrow table of the table's columns; what a row does not say is NULL."""
    fields = [(column.name, arrow_type(column.type)) for column in table.columns]
    full = [{name: row.get(name) for name, _ in fields} for row in rows]
    return pa.Table.from_pylist(full, schema=pa.schema(fields))


def frames(rows: Rows) -> dict[str, pd.DataFrame]:
    """The tables as DataFrames for the oracle: objects, None where nothing is known."""
    out = {}
    for name, table in schema.tables().items():
        names = table.column_names
        frame = pd.DataFrame(
            [{n: row.get(n) for n in names} for row in rows[name]], columns=names, dtype=object
        )
        for column in table.columns:
            if column.type == "TIMESTAMP":
                frame[column.name] = [
                    pd.Timestamp(v) if v is not None else None for v in frame[column.name]
                ]
                frame[column.name] = frame[column.name].astype(object)
        out[name] = frame
    return out
