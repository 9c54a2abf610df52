"""What recommendations have saved since they were acted on: measured once a day, for a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from bigquery.arrow_types import schema_of
from bigquery.queries import load
from pipeline.advice import advice_tables
from pipeline.apart import apart
from pipeline.progress import Progress, silent

if TYPE_CHECKING:
    from bigquery.settings import Settings
    from bigquery.warehouse import Warehouse

Action = dict[str, Any]
DAILY = timedelta(days=1)
YEAR = timedelta(days=365)
CONFIDENCE = 0.8  # one truth in ten below the range, one above
MOVED = "its energy is used in other hours: the same kWh, for less money"
GONE = "the building is not there any more"
TO_COME = "the first whole day with the change is still to come"
SAME = ("expected_kwh", "actual_kwh", "days_before", "days_after", "days_since", "cvrmse", "method")
ELSEWHERE = {
    "kwh": "saved_kwh",
    "low": "saved_kwh_low",
    "high": "saved_kwh_high",
    "why_not_opendsm": "why",
}


def savings(
    settings: Settings,
    warehouse: Warehouse,
    progress: Progress = silent,
    now: datetime | None = None,
) -> int:
    """Measure every action whose saving is a day old or was never measured; how many these were.

    What cannot be measured yet says why. Where the measuring itself fails (PowerlyticsError), what
    was measured before stands. The saving of an action that was taken back goes.
    """
    as_of = now or datetime.now(UTC)
    words = warehouse.query(load("ml_actions")).to_pylist()
    standing = [word for word in words if word["since"] is not None]
    due = [action for action in standing if _due(action, as_of)]
    gone = [word for word in words if word["since"] is None and word["measured_at"] is not None]
    if not due and not gone:
        return 0
    progress("savings", 0, len(due), "")
    found = _measured(settings, warehouse, due, as_of)
    rows = [
        {
            **{name: action[name] for name in ("tenant_id", "recommendation_id", "since")},
            **said,
            "together_with": _together(action, standing),
            "measured_at": as_of,
        }
        for action, said in zip(due, found, strict=True)
    ]
    replaced: dict[str, list[str]] = defaultdict(list)
    for word in (*due, *gone):
        replaced[word["tenant_id"]].append(word["recommendation_id"])
    with warehouse.transaction():
        for tenant, ids in sorted(replaced.items()):
            whose = {"tenant_id": tenant, "ids": ids}
            warehouse.query(load("ml_forget_savings"), whose)
        warehouse.load("savings", pa.Table.from_pylist(rows, schema=schema_of("savings")))
    progress("savings", len(due), len(due), f"{len(due)} measured")
    return len(due)


def _due(action: Action, as_of: datetime) -> bool:
    """Never measured since that day, or a day ago within the first year."""
    measured: datetime | None = action["measured_at"]
    if measured is None or action["measured_since"] != action["since"]:
        return True
    return measured <= as_of - DAILY and measured < _end(action["since"])


def _end(since: date) -> datetime:
    """When the first year with the change is over, wherever the building stands."""
    return datetime.combine(since + YEAR + DAILY, time(), UTC)


def _measured(
    settings: Settings, warehouse: Warehouse, due: Sequence[Action], as_of: datetime
) -> list[dict[str, Any]]:
    """The columns of each action's saving, or why there is none."""
    known = {
        (building["tenant_id"], building["building_id"])
        for building in warehouse.query(load("ml_buildings")).to_pylist()
    }
    refused = [_refused(action, known, as_of) for action in due]
    asked = [action for action, why in zip(due, refused, strict=True) if why is None]
    tables: dict[str, pa.Table] = {}
    changes = []
    for number, action in enumerate(asked):
        until = min(as_of, _end(action["since"]))
        span = (action["since"] - YEAR, until.date() + DAILY)
        parts = advice_tables(warehouse, action["tenant_id"], action["building_id"], *span)
        tables |= {f"{part}_{number}": table for part, table in parts.items()}
        changes.append(
            {
                "since": action["since"].isoformat(),
                "now": until.isoformat(),
                "device_id": action["device_id"],
                "confidence": CONFIDENCE,
            }
        )
    if not changes:
        return [{"why": why} for why in refused]
    with apart(settings.home, "savings", tables, {"changes": changes}) as answer:
        said = iter([_columns(saving) for saving in answer.said["savings"]])
    return [next(said) if why is None else {"why": why} for why in refused]


def _refused(action: Action, known: set[tuple[str, str]], as_of: datetime) -> str | None:
    if action["kind"] == "peak_shaving":
        return MOVED
    if (action["tenant_id"], action["building_id"]) not in known:
        return GONE
    return TO_COME if action["since"] > as_of.date() else None


def _columns(saving: dict[str, Any]) -> dict[str, Any]:
    if "kwh" not in saving:
        return {"why": saving["why"]}
    last = date.fromisoformat(saving["last_day"])
    moved = {column: saving[name] for name, column in ELSEWHERE.items()}
    return {**{name: saving[name] for name in SAME}, **moved, "last_day": last}


def _together(action: Action, standing: Sequence[Action]) -> str | None:
    """What else was done about the same energy within a year."""
    others = [
        str(other["title"] or other["recommendation_id"])
        for other in standing
        if other is not action
        and all(other[name] == action[name] for name in ("tenant_id", "building_id"))
        and (None in {other["device_id"], action["device_id"]}
             or other["device_id"] == action["device_id"])
        and "peak_shaving" not in {other["kind"], action["kind"]}
        and abs(other["since"] - action["since"]) <= YEAR
    ]  # fmt: skip
    return "; ".join(sorted(others)) or None
