"""The overview, out of six queries and remembered lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from backend.asking import Asking
from backend.asof import HOUR, as_of, local_day, months, silent, site_timezone
from backend.dashboard import sentences
from backend.energy.service import with_power
from backend.figures import Period
from backend.periods import Days, midnight
from backend.proof.evidence import (
    Evidence,
    change,
    epoch_ms,
    execute,
    floats,
    remembered,
    unit_of,
    unknown,
)
from backend.tenancy import Row, Scope

WEEK = timedelta(days=7)
SPAN = timedelta(hours=48)
MEASURES = {
    "energy": "energy_kwh",
    "cost": "cost",
    "carbon": "carbon_kg",
    "peak": "peak_kw",
}
UNITS = {"energy": "kWh", "carbon": "kg CO2e", "peak": "kW"}
NOTHING = "no reading yet"


@dataclass(frozen=True)
class Moment:
    """The spans that the overview speaks of; days and months are of the site's zone."""

    at: datetime
    timezone: str
    today: Days
    week_ago: Days
    month: Days
    month_before: Days

    @property
    def hour_before(self) -> datetime:
        """The newest whole hour a week before, by the clock: the clocks may have changed since."""
        local = (self.at - HOUR).astimezone(ZoneInfo(self.timezone))
        return (local - WEEK).astimezone(UTC)

    @property
    def elapsed(self) -> timedelta:
        """How much of today is there."""
        return self.at - midnight(self.today.start, self.timezone)

    def day(self, days: Days) -> dict[str, object]:
        """The first ``elapsed`` of a day, as query parameters."""
        return self._cut(days, days.start)

    def span(self, days: Days) -> dict[str, object]:
        """A month whose last day is as far as today is."""
        return self._cut(days, days.end - timedelta(days=1))

    def _cut(self, days: Days, last: Any) -> dict[str, object]:  # noqa: ANN401
        before = midnight(last, self.timezone) + self.elapsed
        return {"start_date": days.start, "end_date": days.end, "before": before}


def moment(scope: Scope) -> Moment | None:
    """The spans as of the newest full hour; None before the first reading."""
    at = as_of(scope)
    if at is None:
        return None
    timezone = site_timezone(scope)
    today = local_day(at, timezone)
    week_ago = Days(today.start - WEEK, today.end - WEEK)
    return Moment(at, timezone, today, week_ago, *months(today))


def summary(asking: Asking) -> dict[str, Any]:
    """A Summary of the scope."""
    scope = asking.scope
    when = moment(scope)
    tenant = next(iter(scope.listed("tenants")), None)
    name = str(tenant["name"] or scope.tenant_id) if tenant else scope.tenant_id
    head = {"tenant_id": scope.tenant_id, "tenant_name": name}
    if when is None:
        return {**head, **_empty(asking, name)}
    return {**head, **_Overview(asking, when, name).answer()}


class _Overview:
    """The queries of one summary, executed once."""

    def __init__(self, asking: Asking, when: Moment, name: str) -> None:
        self.asking, self.scope, self.when, self.name = asking, asking.scope, when, name
        self.currency = _currency(self.scope)

        def run(
            span: Mapping[str, object], levels: list[str], resolution: str = "total"
        ) -> Evidence:
            shape = {"resolution": resolution, "levels": levels, "timezone": when.timezone}
            return execute(self.scope, asking.claims, "energy", **span, **shape)

        both = ["site", "building"]
        first = local_day(when.at - SPAN + HOUR, when.timezone).start - timedelta(days=1)
        recent = {"start_date": first, "end_date": when.today.end, "before": when.at}
        past = {"start_date": when.week_ago.start, "end_date": when.week_ago.end}
        past["before"] = when.hour_before + HOUR
        hours = run(recent, both, "hour")
        hours_before = run(past, both, "hour")
        today = run(when.day(when.today), both)
        month = run(when.span(when.month), both)
        self.site_hours, self.hours = hours.of("site"), hours.of("building")
        self.site_past, self.past = hours_before.of("site"), hours_before.of("building")
        self.today, self.month = today.of("building"), month.of("building")
        self.totals = {
            "today": today.of("site"),
            "today_before": run(when.day(when.week_ago), ["site"]),
            "month": month.of("site"),
            "month_before": run(when.span(when.month_before), ["site"]),
        }

    def answer(self) -> dict[str, Any]:
        """Everything but the tenant."""
        when = self.when
        hour = when.at - HOUR
        now = _at(self.site_hours, hour, None, NOTHING)
        before = _at(self.site_past, when.hour_before, None, "no reading a week before")
        against = change(now, before)
        rows = self._buildings(hour)
        quiet = [row["name"] for row in rows if row["now"]["value"] is None]
        since = pc.greater_equal(self.site_hours.table.column("ts"), pa.scalar(when.at - SPAN))
        recent = self.site_hours.table.filter(since)
        load = self.site_hours.series(
            {"energy_kwh": "kWh", "power_kw": "kW", "outdoor_temperature_c": "°C"},
            resolution="hour",
            timezone=when.timezone,
            table=with_power(recent, "hour"),
        )
        return {
            "timezone": when.timezone,
            "as_of": when.at,
            "headline": sentences.headline(self.name, now, before, against, quiet),
            "now": now,
            "now_period": _period(hour, when.at, when.timezone),
            "week_before": before,
            "change": against,
            "agreed_capacity": _capacity(self.asking),
            "load": load,
            "today": _period(midnight(when.today.start, when.timezone), when.at, when.timezone),
            "month": _period(midnight(when.month.start, when.timezone), when.at, when.timezone),
            "ledger": [self._ledger(measure) for measure in MEASURES],
            "buildings": rows,
            "status": _status(self.scope, when.at, next(iter(self.totals["today"].rows()), None)),
        }

    def _ledger(self, measure: str) -> dict[str, Any]:
        cells = {
            name: evidence.figure(
                next(iter(evidence.rows()), None),
                MEASURES[measure],
                unit=UNITS.get(measure, self.currency),
                why="cost unknown" if measure == "cost" else None,
            )
            for name, evidence in self.totals.items()
        }
        return {
            "measure": measure,
            **cells,
            "today_change": change(cells["today"], cells["today_before"]),
            "month_change": change(cells["month"], cells["month_before"]),
        }

    def _buildings(self, hour: datetime) -> list[dict[str, Any]]:
        today = {row["building_id"]: row for row in self.today.rows()}
        month = {row["building_id"]: row for row in self.month.rows()}
        first = int((self.when.at - SPAN).timestamp() * 1000)
        grid = np.arange(first, int(self.when.at.timestamp() * 1000), 3_600_000)
        lines = _sparklines(self.hours, grid)
        why = _why(self.scope, self.when.at)
        answer = []
        for row in self.scope.listed("buildings"):
            key = row["building_id"]
            reason = why.get(key, "no main meter")
            now = _at(self.hours, hour, key, reason)
            before = _at(self.past, self.when.hour_before, key, "no reading a week before")
            money = {"unit": unit_of("cost", row), "building": key, "why": "cost unknown"}
            answer.append(
                {
                    "building_id": key,
                    "name": row["name"],
                    "kind": row["kind"],
                    "timezone": row["timezone"],
                    "now": now,
                    "week_before": before,
                    "change": change(now, before),
                    "sparkline": {"ts": grid, "kw": lines.get(key, np.full(len(grid), np.nan))},
                    "energy_today": self.today.figure(
                        today.get(key), "energy_kwh", building=key, why=reason
                    ),
                    "cost_today": self.today.figure(today.get(key), "cost", **money),
                    "energy_month": self.month.figure(
                        month.get(key), "energy_kwh", building=key, why=reason
                    ),
                    "cost_month": self.month.figure(month.get(key), "cost", **money),
                }
            )
        return answer


def _at(evidence: Evidence, hour: datetime, building: str | None, why: str | None) -> Any:  # noqa: ANN401
    """The mean load of one hour (its energy over one hour), proven by that row."""
    table = evidence.table.filter(pc.equal(evidence.table.column("ts"), pa.scalar(hour)))
    if building is not None:
        table = table.filter(pc.equal(table.column("building_id"), pa.scalar(building)))
    row: Row | None = next(iter(table.to_pylist()), None)
    if row is not None:
        row["ts"] = hour.astimezone(UTC).isoformat()
    return evidence.figure(row, "energy_kwh", unit="kW", select=("ts",), building=building, why=why)


def _sparklines(evidence: Evidence, grid: Any) -> dict[str, Any]:  # noqa: ANN401
    """building -> hourly means on the grid, NaN where nothing is known."""
    table = evidence.table
    instants, values = epoch_ms(table.column("ts")), floats(table.column("energy_kwh"))
    owners = np.asarray(table.column("building_id").to_pylist(), dtype=object)
    inside = (instants >= grid[0]) & (instants <= grid[-1])
    lines: dict[str, Any] = {}
    for owner in dict.fromkeys(owners[inside]):
        mine = inside & (owners == owner)
        line = np.full(len(grid), np.nan)
        line[(instants[mine] - grid[0]) // 3_600_000] = values[mine]
        lines[owner] = line
    return lines


def _why(scope: Scope, at: datetime) -> Mapping[str, str]:
    """Why a building has no load: the silence of its first main meter."""
    reasons: dict[str, str] = {}
    for row in scope.listed("devices"):
        if row["kind"] == "main_meter":
            reason = silent(row, at) or "the newest readings are still to come"
            reasons.setdefault(row["building_id"], reason)
    return reasons


def _status(scope: Scope, at: datetime | None, today: Row | None) -> dict[str, Any]:
    devices = scope.listed("devices")
    quiet = [
        {name: row[name] for name in ("device_id", "building_id", "name", "last_reading_at")}
        | {"why": why}
        for row in devices
        if (why := silent(row, at)) is not None
    ]
    quiet.sort(key=lambda row: (row["last_reading_at"] is not None, row["last_reading_at"] or 0))
    runs = scope.read("sync_runs", row_limit=20).to_pylist()
    return {
        "last_reading_at": max(
            (row["last_reading_at"] for row in devices if row["last_reading_at"]), default=None
        ),
        "last_sync_at": max(
            (row["finished_at"] for row in runs if row["status"] == "succeeded"), default=None
        ),
        "completeness": today["completeness"] if today else None,
        "estimated_share": today["estimated_share"] if today else None,
        "devices": len(devices),
        "silent": quiet[:50],
        "silent_count": len(quiet),
    }


def _capacity(asking: Asking) -> dict[str, Any]:
    found = remembered(asking.scope, asking.claims, "agreed_capacity")
    row = next(iter(found.rows()), None)
    return found.figure(row, "agreed_capacity_kw", why="not agreed for every building")


def _currency(scope: Scope) -> str:
    currencies = {row["currency"] for row in scope.listed("buildings") if row["currency"]}
    return currencies.pop() if len(currencies) == 1 else "currency"


def _period(start: datetime, end: datetime, timezone: str) -> dict[str, Any]:
    return Period(start=start, end=end, timezone=timezone).model_dump()


def _empty(asking: Asking, name: str) -> dict[str, Any]:
    """The summary before the first reading: every figure says that it is not there."""
    scope = asking.scope
    nothing = unknown("kW", NOTHING)
    currency = _currency(scope)
    cells = ("today", "today_before", "month", "month_before")
    return {
        "timezone": site_timezone(scope),
        "as_of": None,
        "headline": {
            "text": f"{name}: no reading has come yet.",
            "detail": "Run a sync, or wait for the first one.",
            "figures": [],
        },
        "now": nothing,
        "now_period": None,
        "week_before": nothing,
        "change": None,
        "agreed_capacity": _capacity(asking),
        "load": {
            "resolution": "hour",
            "timezone": site_timezone(scope),
            "unit": "kW",
            "units": {"power_kw": "kW"},
            "columns": {"ts": [], "power_kw": [], "completeness": [], "estimated_share": []},
            "proof": None,
        },
        "today": None,
        "month": None,
        "ledger": [
            {
                "measure": measure,
                **{cell: unknown(UNITS.get(measure, currency), NOTHING) for cell in cells},
                "today_change": None,
                "month_change": None,
            }
            for measure in MEASURES
        ],
        "buildings": [
            {
                **{key: row[key] for key in ("building_id", "name", "kind", "timezone")},
                "now": nothing,
                "week_before": nothing,
                "change": None,
                "sparkline": {"ts": [], "kw": []},
                "energy_today": unknown("kWh", NOTHING),
                "cost_today": unknown(unit_of("cost", row), NOTHING),
                "energy_month": unknown("kWh", NOTHING),
                "cost_month": unknown(unit_of("cost", row), NOTHING),
            }
            for row in scope.listed("buildings")
        ],
        "status": _status(scope, None, None),
    }
