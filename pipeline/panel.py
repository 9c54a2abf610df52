"""What models are given of the warehouse: meters, their hours, and how far each tenant's go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pyarrow as pa

from bigquery.queries import load
from bigquery.warehouse import Warehouse

HOUR = timedelta(hours=1)
MOST_SILENT = timedelta(days=366)  # a tenant without a reading for longer is not forecast


@dataclass(frozen=True)
class Known:
    """The wholly known hours of a tenant: the first, and the hour after the last."""

    first: datetime
    end: datetime


def known(warehouse: Warehouse, as_of: datetime) -> dict[str, Known]:
    """By tenant, of the last year."""
    asked = {"since": as_of - MOST_SILENT, "as_of": as_of}
    rows = warehouse.query(load("ml_known"), asked).to_pylist()
    return {row["tenant_id"]: Known(row["first_hour"], row["last_hour"] + HOUR) for row in rows}


def panel(
    warehouse: Warehouse, start: datetime, end: datetime, as_of: datetime
) -> dict[str, pa.Table]:
    """The tables ``meters`` and ``hours`` of ml/meters.py over [start, end)."""
    return {
        "meters": warehouse.query(load("ml_meters"), {"as_of": as_of}),
        "hours": warehouse.query(load("ml_hours"), {"start": start, "end": end}),
    }
