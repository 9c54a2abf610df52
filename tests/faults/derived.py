"""The hours and days of a fault case against an independent computation in pandas."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bigquery import schema
from tests.faults.case import FaultCase
from tests.transforms import oracle
from tests.transforms.compare import assert_equal_rows
from tests.transforms.estate import frames

MARGIN = timedelta(days=2)  # local days and register steps reach into the days around


def assert_derived_equals_oracle(case: FaultCase, as_of: datetime) -> int:
    """analytics_hourly and analytics_daily of every day with readings. Gives the hours compared."""
    rows = {name: _all(case, table) for name, table in schema.tables().items() if _is_raw(table)}
    raw = frames({name: rows.get(name, []) for name in schema.tables()})
    first = min(row["ts"] for row in rows["raw_readings"]).astimezone(UTC).date()
    last = as_of.date()
    start = datetime.combine(first, datetime.min.time(), UTC)
    end = datetime.combine(last, datetime.min.time(), UTC) + timedelta(days=1)
    hours = oracle.hourly(raw, start - MARGIN, end + MARGIN, as_of)
    wanted = hours[(hours["ts"] >= start) & (hours["ts"] < end)].to_dict("records")
    found = _all(case, schema.table("analytics_hourly"))
    found = [row for row in found if start <= row["ts"] < end]
    assert_equal_rows(found, wanted, ["tenant_id", "device_id", "ts"])
    days = oracle.daily(hours, raw, first, last + timedelta(days=1)).to_dict("records")
    found = _all(case, schema.table("analytics_daily"))
    found = [row for row in found if first <= row["day"] <= last]
    assert_equal_rows(found, days, ["tenant_id", "device_id", "day"])
    return len(wanted)


def _is_raw(table: Any) -> bool:
    return bool(table.full_name.startswith("powerlytics_raw."))


def _all(case: FaultCase, table: Any) -> list[dict[str, Any]]:
    names = ", ".join(table.column_names)
    return case.rows(f"SELECT {names} FROM {table.full_name}").to_pylist()
