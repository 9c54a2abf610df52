"""What models and people said of the estate: every figure can be computed by hand.

Two forecasts of every meter but the library's: one issued a day before the end, one at the end. The
median of an hour is what the meter does at that hour, plus 1 in the first and 2 in the second; the
tenths lie a quarter apart.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.backend import estate

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ISSUED = {estate.END - DAY: 1.0, estate.END: 2.0}
AHEAD_HOURS, AHEAD_DAYS = 48, 7
STEP = 0.25
MODEL, VERSION = "stacked", "2026-03-22-a"
MAINS = [device for device in estate.DEVICES if device.kind == "main_meter"]
MODELLED = [device for device in estate.DEVICES if "library" not in device.id]
REASON = "no reading in the last two days"
CURRENCY = {"northgate": "EUR", "harbour": "GBP"}


def median(device: estate.Device, ts: datetime, issued: datetime) -> float:
    """kWh of an hour to come."""
    return (device.kwh + ts.hour if device.kind == "main_meter" else device.kwh) + ISSUED[issued]


def day_median(issued: datetime, number: int) -> float:
    """kWh of the ``number``-th day after the one of the issue."""
    return 500.0 + number + ISSUED[issued]


def quantiles(middle: float) -> dict[str, float]:
    return {f"q{tenth}0_kwh": middle + (tenth - 5) * STEP for tenth in range(1, 10)}


def forecasts() -> list[dict[str, Any]]:
    rows = []
    for device in MODELLED:
        zone = ZoneInfo(estate.ZONE[device.tenant])
        subjects = [device.id] if device.kind != "main_meter" else [device.id, None]
        for subject in subjects:
            for issued in ISSUED:
                common = {
                    "tenant_id": device.tenant,
                    "building_id": device.building,
                    "device_id": subject,
                    "issued_at": issued,
                    "model": MODEL,
                    "version": VERSION,
                }
                for step in range(AHEAD_HOURS):
                    ts = issued + step * HOUR
                    rows.append(
                        common
                        | {"resolution": "hour", "ts": ts, "horizon_hours": step}
                        | quantiles(median(device, ts, issued))
                    )
                today = issued.astimezone(zone).date()
                for number in range(1, AHEAD_DAYS + 1):
                    day = today + number * DAY
                    ts = datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
                    rows.append(
                        common
                        | {"resolution": "day", "ts": ts, "horizon_hours": (ts - issued) // HOUR}
                        | quantiles(day_median(issued, number))
                    )
    return rows


def forecast_skill() -> list[dict[str, Any]]:
    rows = []
    for device in MAINS:
        for subject in (device.id, None):
            common = {
                "tenant_id": device.tenant,
                "building_id": device.building,
                "device_id": subject,
                "version": VERSION,
                "basis": "backtest",
                "computed_at": estate.END - 2 * DAY,
            }
            if "library" in device.id:
                rows.append(common | {"model": MODEL, "horizon_hours": 24, "reason": REASON})
                continue
            for model, better in ((MODEL, 0.0), ("naive168", 0.35)):
                for horizon in (24, 48, 168):
                    rows.append(  # noqa: PERF401 - four loops deep, a comprehension hides it
                        common
                        | {
                            "model": model,
                            "horizon_hours": horizon,
                            "first_origin": estate.END - 30 * DAY,
                            "last_origin": estate.END - 3 * DAY,
                            "origins": 27,
                            "hours": 27 * 24,
                            "mase": 0.6 + better,
                            "wql": 0.07 + better,
                            "coverage80": 0.81,
                            "naive_mase": 0.9,
                            "naive_wql": 0.12,
                            "naive_coverage80": 0.74,
                        }
                    )
    return rows


def anomalies() -> list[dict[str, Any]]:
    """Of each tenant's first meter three, one of them going on; of the library one."""
    rows = []
    for tenant, device, kinds in (
        ("northgate", "northgate-hopkins-hostel-main", ("high", "base_load", "stuck")),
        ("northgate", "northgate-hopkins-hostel-hvac", ("unusual_pattern",)),
        ("northgate", "northgate-library-main", ("no_data",)),
        ("harbour", "harbour-office-main", ("low", "shift", "high")),
    ):
        meter = next(item for item in estate.DEVICES if item.id == device)
        for number, kind in enumerate(kinds):
            start = estate.END - timedelta(days=2 * number + 2, hours=4)
            rows.append(
                {
                    "tenant_id": tenant,
                    "incident_id": f"{tenant}-incident-{len(rows) + 1}",
                    "building_id": meter.building,
                    "device_id": device,
                    "start_ts": start,
                    "end_ts": None if kind == "no_data" else start + 6 * HOUR,
                    "kind": kind,
                    "severity": ("high", "medium", "low")[number],
                    "probability": 0.9 - number / 10,
                    "excess_kwh": None if kind == "no_data" else 12.5 - 20 * (kind == "low"),
                    "cost": None if kind == "no_data" else 3.125,
                    "currency": CURRENCY[tenant],
                    "carbon_kg": None if kind == "no_data" else 3.75,
                    "expected_kwh": 90.0,
                    "actual_kwh": None if kind == "no_data" else 102.5,
                    "causes": [
                        {"cause": "left on", "evidence": "nights too", "weight": 0.7},
                        {"cause": "cold", "evidence": "2 °C colder", "weight": 0.2},
                    ],
                    "similar_ids": [f"{tenant}-incident-{len(rows) + 2}", "gone-long-ago"],
                    "look": "full" if number else "first",
                    "model": "ensemble",
                    "version": "1",
                    "detected_at": start + 7 * HOUR,
                }
            )
    return rows


def recommendations() -> list[dict[str, Any]]:
    """Money ranks them: the base load first, what has no price last."""
    rows = []
    for tenant, building, kind, money in (
        ("northgate", "northgate-hopkins-hostel", "schedule", 120.0),
        ("northgate", "northgate-hopkins-hostel", "base_load", 900.0),
        ("northgate", "northgate-library", "set_point", None),
        ("harbour", "harbour-office", "upgrade", 50.0),
    ):
        rows.append(
            {
                "tenant_id": tenant,
                "recommendation_id": f"{tenant}-advice-{kind}",
                "building_id": building,
                "device_id": f"{building}-main" if kind == "upgrade" else None,
                "kind": kind,
                "title": "Less at night",
                "sentence": "Switch off what runs at night.",
                "saving_kwh_low": 100.0,
                "saving_kwh_mid": 400.0,
                "saving_kwh_high": 700.0,
                "saving_cost_low": money and money / 2,
                "saving_cost_mid": money,
                "saving_cost_high": money and money * 2,
                "currency": CURRENCY[tenant],
                "saving_carbon_kg_low": 30.0,
                "saving_carbon_kg_mid": 120.0,
                "saving_carbon_kg_high": 210.0,
                "evidence": [{"label": "Base load", "value": 10.0, "unit": "kW"}],
                "verify": "Compare with a weather-adjusted baseline.",
                "period_start": estate.START.date(),
                "period_end": estate.END.date(),
                "created_at": estate.END,
                "model": kind,
                "version": "1",
            }
        )
    return rows


def actions() -> list[dict[str, Any]]:
    """One that was measured, one that stands no more and was not, one that was taken back."""
    told = (
        ("northgate", "hopkins-hostel", "schedule", None, estate.END - 30 * DAY, estate.END),
        ("northgate", "library", "gone", "library-main", estate.END - 3 * DAY, estate.END),
        ("northgate", "hopkins-hostel", "base_load", None, None, estate.END),
        ("northgate", "hopkins-hostel", "base_load", None, estate.START, estate.END - DAY),
        ("harbour", "office", "upgrade", "office-main", estate.END - 20 * DAY, estate.END),
    )
    return [
        {
            "tenant_id": tenant,
            "recommendation_id": f"{tenant}-advice-{name}",
            "building_id": f"{tenant}-{building}",
            "device_id": device and f"{tenant}-{device}",
            "kind": "schedule" if name == "gone" else name,
            "title": "Less at night",
            "since": since and since.date(),
            "who": f"manager@{tenant}.demo",
            "said_at": said_at,
        }
        for tenant, building, name, device, since, said_at in told
    ]


def savings() -> list[dict[str, Any]]:
    """Of the first action; and one of another day than is said now, which counts no more."""
    found = []
    for name, since in (("schedule", 30), ("gone", 9)):
        measured = {
            "tenant_id": "northgate",
            "recommendation_id": f"northgate-advice-{name}",
            "since": (estate.END - since * DAY).date(),
            "saved_kwh": 120.0,
            "saved_kwh_low": 80.0,
            "saved_kwh_high": 160.0,
            "expected_kwh": 1120.0,
            "actual_kwh": 1000.0,
            "days_before": 330,
            "days_after": 27,
            "days_since": 30,
            "last_day": (estate.END - DAY).date(),
            "cvrmse": 0.125,
            "method": "change_point",
            "why": "OpenDSM wants more days",
            "measured_at": estate.END,
        }
        found.append(measured)
    return found


def model_runs() -> list[dict[str, Any]]:
    """A week's life of the champion: trained, promoted, challenged in vain, watched."""
    told = (
        ("train", VERSION, "champion", '{"mase24": 0.6}', "first of its line"),
        ("train", "2026-03-28-b", "challenger", '{"mase24": 0.62}', "not better by a paired test"),
        ("train", "2026-03-29-c", "rejected", '{"mase24": 0.95}', "worse than naive"),
        ("drift", VERSION, "done", '{"drifted": false, "error_ratio": 1.02}', "as it was"),
        ("forecast", VERSION, "done", '{"meters": 5}', None),
        ("detect", None, "failed", "not json", "the child ended: killed"),
    )
    return [
        {
            "tenant_id": "",
            "run_id": f"run-{number}",
            "kind": kind,
            "model": MODEL,
            "version": version,
            "status": status,
            "started_at": estate.END - 8 * DAY + number * DAY,
            "finished_at": estate.END - 8 * DAY + number * DAY + HOUR,
            "data_from": estate.START,
            "data_to": estate.END - 8 * DAY,
            "parameters": '{"seed": 0}',
            "code_version": "cad1eed",
            "metrics": metrics,
            "note": note,
        }
        for number, (kind, version, status, metrics, note) in enumerate(told)
    ]


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every table by its name."""
    return {
        "forecasts": forecasts(),
        "forecast_skill": forecast_skill(),
        "anomalies": anomalies(),
        "recommendations": recommendations(),
        "recommendation_actions": actions(),
        "savings": savings(),
        "model_runs": model_runs(),
    }
