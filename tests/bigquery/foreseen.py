"""What models and people said of the contract's two tenants: a row or a few of every table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

START = datetime(2026, 1, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def foreseen(tenant: str, building: str, device: str, factor: float) -> dict[str, list[Any]]:
    """Rows by table; ``factor`` tells the tenants' figures apart."""
    own = {"tenant_id": tenant, "building_id": building}
    issued = [
        own
        | {
            "device_id": subject,
            "resolution": resolution,
            "ts": at + number * step,
            "issued_at": at,
            "horizon_hours": number * step // HOUR,
            **{f"q{tenth}0_kwh": factor * (tenth + number / 8) for tenth in range(1, 10)},
            "model": "champion",
            "version": f"v{at.day}",
        }
        for subject in (device, None)
        for at in (START, START + DAY)
        for resolution, step in (("hour", HOUR), ("day", DAY))
        for number in range(4)
    ]
    skill = [
        own
        | {
            "device_id": device,
            "model": "champion",
            "version": "v8",
            "basis": "backtest",
            "horizon_hours": horizon,
            "computed_at": START,
            "first_origin": START - DAY,
            "last_origin": START,
            "origins": 7,
            "hours": 168,
            "mase": factor / 2,
            "wql": 0.07,
            "coverage80": 0.8,
            "naive_mase": 0.9,
            "naive_wql": 0.12,
            "naive_coverage80": 0.7,
        }
        for horizon in (24, 168)
    ]
    incidents = [
        own
        | {
            "incident_id": f"{tenant}-incident-{number}",
            "device_id": device,
            "start_ts": START + number * DAY,
            "end_ts": START + number * DAY + 5 * HOUR,
            "kind": "high",
            "severity": "low",
            "probability": 0.75,
            "excess_kwh": factor * 2.5,
            "currency": "EUR",
            "expected_kwh": 10.0,
            "actual_kwh": 12.5,
            "causes": [{"cause": "left on", "evidence": "nights too", "weight": 0.5}],
            "similar_ids": [f"{tenant}-incident-0"],
            "look": "full",
            "model": "ensemble",
            "version": "1",
            "detected_at": START + DAY,
        }
        for number in range(2)
    ]
    said = [
        {
            "tenant_id": tenant,
            "incident_id": f"{tenant}-incident-0",
            "device_id": device,
            "kind": "high",
            "start_ts": START,
            "end_ts": START + 5 * HOUR,
            "verdict": verdict,
            "note": "so it was",
            "who": f"ada@{tenant}",
            "said_at": START + number * HOUR,
        }
        for number, verdict in enumerate(("confirmed", "explained"))
    ]
    advice = [
        own
        | {
            "recommendation_id": f"{tenant}-advice",
            "device_id": device,
            "kind": "base_load",
            "title": "Less at night",
            "sentence": "Switch it off at night.",
            "saving_kwh_low": 1.0,
            "saving_kwh_mid": factor * 2.0,
            "saving_kwh_high": 3.0,
            "evidence": [{"label": "Base load", "value": 3.5, "unit": "kW"}],
            "verify": "Compare.",
            "period_start": START.date(),
            "period_end": (START + DAY).date(),
            "created_at": START,
            "model": "base_load",
            "version": "1",
        }
    ]
    done = {
        "tenant_id": tenant,
        "recommendation_id": f"{tenant}-advice",
        "since": START.date(),
    }
    actions = [
        own
        | done
        | {
            "device_id": device,
            "kind": "base_load",
            "title": "Less at night",
            "who": "ada",
            "said_at": START,
        }
    ]
    saved = [
        done
        | {
            "saved_kwh": factor * 5.0,
            "saved_kwh_low": 1.0,
            "saved_kwh_high": 9.0,
            "days_after": 20,
            "days_since": 25,
            "method": "opendsm",
            "measured_at": START,
        }
    ]
    runs = [
        {
            "tenant_id": tenant,
            "run_id": f"{tenant}-run",
            "kind": "train",
            "model": "champion",
            "version": "v8",
            "status": "champion",
            "started_at": START,
            "parameters": "{}",
            "metrics": "{}",
        }
    ]
    return {
        "forecasts": issued,
        "forecast_skill": skill,
        "anomalies": incidents,
        "anomaly_feedback": said,
        "recommendations": advice,
        "recommendation_actions": actions,
        "savings": saved,
        "model_runs": runs,
    }
