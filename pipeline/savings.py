"""What recommendations have saved since they were acted on, measured once a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from bigquery.errors import PowerlyticsError
from bigquery.queries import load
from pipeline.apart import InterruptedWorkError
from pipeline.progress import Progress, silent
from pipeline.saving import SavingResult, saving

if TYPE_CHECKING:
    from bigquery.settings import Settings
    from bigquery.warehouse import Warehouse

DAILY = timedelta(days=1)
CONFIDENCE = 0.8  # one truth in ten below the range, one above
MOVED = "its energy is used in other hours: the same kWh, for less money"
TYPES: dict[str, pa.DataType] = {
    **dict.fromkeys(("tenant_id", "recommendation_id", "method", "why"), pa.string()),
    **dict.fromkeys(("since", "last_day"), pa.date32()),
    **dict.fromkeys(
        ("saved_kwh", "saved_kwh_low", "saved_kwh_high", "expected_kwh", "actual_kwh", "cvrmse"),
        pa.float64(),
    ),
    **dict.fromkeys(("days_before", "days_after", "days_since"), pa.int64()),
    "measured_at": pa.timestamp("us", "UTC"),
}


def savings(
    settings: Settings,
    warehouse: Warehouse,
    progress: Progress = silent,
    now: datetime | None = None,
) -> int:
    """Measure every action whose saving is a day old or was never measured; how many these were.

    An action that cannot be measured yet gets a row that says why, and stops no other.
    """
    as_of = now or datetime.now(UTC)
    due = warehouse.query(load("ml_due_actions"), {"before": as_of - DAILY}).to_pylist()
    for number, action in enumerate(due):
        progress("savings", number, len(due), action["building_id"])
        row = {
            **{name: action[name] for name in ("tenant_id", "recommendation_id", "since")},
            **_measured(settings, warehouse, action, as_of),
            "measured_at": as_of,
        }
        whose = {name: action[name] for name in ("tenant_id", "recommendation_id")}
        with warehouse.transaction():
            warehouse.query(load("ml_forget_saving"), whose)
            warehouse.load("savings", pa.Table.from_pylist([row], pa.schema(TYPES)))
    if due:
        progress("savings", len(due), len(due), f"{len(due)} measured")
    return len(due)


def _measured(
    settings: Settings, warehouse: Warehouse, action: dict[str, Any], as_of: datetime
) -> dict[str, Any]:
    """The columns of a saving, or why there is none."""
    if action["kind"] == "peak_shaving":
        return {"why": MOVED}
    try:
        found = saving(
            settings,
            warehouse,
            action["building_id"],
            action["since"],
            device_id=action["device_id"],
            tenant_id=action["tenant_id"],
            confidence=CONFIDENCE,
            now=as_of,
        )
    except InterruptedWorkError:
        raise
    except PowerlyticsError as error:
        return {"why": str(error).removeprefix("saving failed: ")}
    return _columns(found)


def _columns(found: SavingResult) -> dict[str, Any]:
    same = ("expected_kwh", "actual_kwh", "days_before", "days_after", "days_since", "cvrmse")
    return {
        **{name: getattr(found, name) for name in (*same, "method")},
        "saved_kwh": found.kwh,
        "saved_kwh_low": found.low,
        "saved_kwh_high": found.high,
        "last_day": datetime.fromisoformat(found.last_day).date(),
        "why": found.why_not_opendsm,
    }
