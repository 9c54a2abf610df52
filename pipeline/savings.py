"""What recommendations have saved since they were acted on: measured once a day, for a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from bigquery.arrow_types import schema_of
from bigquery.errors import PowerlyticsError
from bigquery.queries import load
from pipeline.advice import advice_tables
from pipeline.apart import InterruptedWorkError, apart
from pipeline.progress import Progress, silent

if TYPE_CHECKING:
    from bigquery.settings import Settings
    from bigquery.warehouse import Warehouse

Action = dict[str, Any]
DAILY = timedelta(days=1)
YEAR = timedelta(days=365)
AT_ONCE = 16  # one child and one commit: what was measured stands when the process ends
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

    What cannot be measured yet says why; what was measured and cannot be any more stays as it was.
    The saving of an action that was taken back goes. Raises PowerlyticsError, after all others were
    measured, where the measuring itself fails.
    """
    as_of = now or datetime.now(UTC)
    words = warehouse.query(load("ml_actions")).to_pylist()
    standing = [word for word in words if word["since"] is not None]
    for action in standing:
        action["beside"] = _together(action, standing)
    due = [action for action in standing if _due(action, as_of)]
    gone = [word for word in words if word["since"] is None and word["measured_at"] is not None]
    if gone:
        _replace(warehouse, gone, [])
    failed: list[PowerlyticsError] = []
    for begin in range(0, len(due), AT_ONCE):
        progress("savings", begin, len(due), "")
        some = due[begin : begin + AT_ONCE]
        try:
            found = _measured(settings, warehouse, some, as_of)
        except InterruptedWorkError:
            raise
        except PowerlyticsError as error:
            failed.append(error)
            continue
        rows = [_row(action, said, as_of) for action, said in zip(some, found, strict=True)]
        _replace(warehouse, some, rows)
    if failed:
        raise failed[0]
    if due:
        progress("savings", len(due), len(due), f"{len(due)} measured")
    return len(due)


def _row(action: Action, said: dict[str, Any], as_of: datetime) -> dict[str, Any]:
    if said.get("saved_kwh") is None and _measured_before(action):
        said = {name: action[name] for name in (*SAME, *ELSEWHERE.values(), "last_day")}
    return {
        **{name: action[name] for name in ("tenant_id", "recommendation_id", "since")},
        **said,
        "together_with": action["beside"],
        "measured_at": as_of,
    }


def _replace(warehouse: Warehouse, what: Sequence[Action], rows: list[dict[str, Any]]) -> None:
    """The savings of these actions by ``rows``."""
    ids: dict[str, list[str]] = defaultdict(list)
    for action in what:
        ids[action["tenant_id"]].append(action["recommendation_id"])
    with warehouse.transaction():
        for tenant, theirs in sorted(ids.items()):
            warehouse.query(load("ml_forget_savings"), {"tenant_id": tenant, "ids": theirs})
        if rows:
            warehouse.load("savings", pa.Table.from_pylist(rows, schema=schema_of("savings")))


def _measured_before(action: Action) -> bool:
    return action["saved_kwh"] is not None and action["measured_since"] == action["since"]


def _due(action: Action, as_of: datetime) -> bool:
    """Never measured since that day, a day ago within the first year, or with others beside it."""
    measured: datetime | None = action["measured_at"]
    if measured is None or action["measured_since"] != action["since"]:
        return True
    if action["together_with"] != action["beside"]:
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
