"""Forecasts, skill, incidents, what people said of them, recommendations and runs of models.

Small and nasty: several issues of a forecast, gaps in it, equal instants, NULL where there may be
one, two tenants with the same ids.
"""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

Rows = dict[str, list[dict[str, Any]]]
HOUR = timedelta(hours=1)
KINDS = ("high", "low", "unusual_pattern", "stuck", "no_data", "base_load", "shift")
PLACES = {"dublin": "Europe/Dublin", "kolkata": "Asia/Kolkata"}
DEVICES = ("dublin-main-5", "dublin-hvac-15", "kolkata-main-5", "kolkata-reg-60")


def foreseen(seed: int, start: datetime, days: int) -> Rows:
    """Rows of the tables that models and people write, around [start, start + days)."""
    random = Random(seed)
    rows: Rows = {
        "forecasts": [], "forecast_skill": [], "anomalies": [], "anomaly_feedback": [],
        "recommendations": [], "recommendation_actions": [], "savings": [], "model_runs": [],
    }  # fmt: skip
    for tenant in ("north", "harbour"):
        for device in (*PLACES, *DEVICES):
            place = device.split("-", maxsplit=1)[0]
            own = {
                "tenant_id": tenant, "building_id": place,
                "device_id": None if device in PLACES else device,
            }  # fmt: skip
            rows["forecasts"] += _forecasts(own, random, start, days, PLACES[place])
            rows["forecast_skill"] += _skill(own, random, start)
            if own["device_id"]:
                rows["anomalies"] += _anomalies(own, random, start, days)
            rows["recommendations"].append(_recommendation(own, random, start))
            rows["recommendation_actions"] += _actions(own, start)
            rows["savings"].append(_saving(own, random, start))
        rows["anomaly_feedback"] += [
            {"tenant_id": tenant, "incident_id": f"incident-{number}", "device_id": None,
             "kind": "high", "start_ts": start, "end_ts": start + HOUR, "verdict": verdict,
             "note": random.choice([None, "", "a party"]), "who": "ada",
             "said_at": start + number * HOUR}
            for number in range(9)
            for verdict in random.sample(["confirmed", "dismissed", "explained"], 2)
        ]  # fmt: skip
    rows["model_runs"] = [
        {"tenant_id": tenant, "run_id": f"run-{number}-{tenant}", "kind": kind, "model": "champion",
         "version": f"v{number}", "status": random.choice(["champion", "rejected", "done"]),
         "started_at": start + number // 2 * HOUR, "finished_at": None, "data_from": start,
         "data_to": start + HOUR, "parameters": "{}", "code_version": "abc",
         "metrics": '{"wql": 0.08}', "note": None}
        for tenant in ("north", "harbour", "")
        for number, kind in enumerate(("train", "promote", "drift", "forecast"))
    ]  # fmt: skip
    return rows


def _forecasts(
    own: dict[str, Any], random: Random, start: datetime, days: int, zone: str
) -> list[dict[str, Any]]:
    rows = []
    for number in range(3):
        issued = start + number * timedelta(hours=11)
        hours = [(issued + step * HOUR, "hour") for step in range(random.choice([24, 48]))]
        first = issued.astimezone(ZoneInfo(zone)).date()
        midnights = [first + timedelta(days=step) for step in range(1, days + 3)]
        whole = [
            (datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC), "day")
            for day in midnights
        ]
        for ts, resolution in hours + whole:
            if random.random() < 0.05:
                continue
            middle = round(random.uniform(1, 9), 3)
            quantiles = {f"q{10 * step}_kwh": middle + (step - 5) / 4 for step in range(1, 10)}
            rows.append(
                {**own, "resolution": resolution, "ts": ts, "issued_at": issued,
                 "horizon_hours": (ts - issued) // HOUR, **quantiles,
                 "model": random.choice(["champion", "naive168"]), "version": f"v{number}"}
            )  # fmt: skip
    return rows


def _skill(own: dict[str, Any], random: Random, start: datetime) -> list[dict[str, Any]]:
    figures = ("mase", "wql", "coverage80", "naive_mase", "naive_wql", "naive_coverage80")
    rows = []
    for model in ("champion", "naive168"):
        for horizon in (24, 168):
            known = random.random() < 0.7
            for number in range(2):
                rows.append(  # noqa: PERF401 - three loops deep, a comprehension hides it
                    {**own, "model": model, "version": f"v{number}", "basis": "backtest",
                     "horizon_hours": horizon, "computed_at": start + number * HOUR,
                     "first_origin": start, "last_origin": start, "origins": 7 if known else None,
                     "hours": 7 * horizon if known else None,
                     "reason": None if known else "no reading in the last week",
                     **{name: random.random() if known else None for name in figures}}
                )  # fmt: skip
    return rows


def _anomalies(
    own: dict[str, Any], random: Random, start: datetime, days: int
) -> list[dict[str, Any]]:
    rows = []
    for kind in KINDS:
        number = random.randrange(10_000)
        begin = start + random.randrange(24 * days) * HOUR
        maybe = lambda value: None if random.random() < 0.2 else value  # noqa: E731
        rows.append(
            {**own, "incident_id": f"incident-{len(rows)}" if own["building_id"] == "dublin"
             and own["device_id"].endswith("main-5") else f"incident-{own['device_id']}-{number}",
             "start_ts": begin, "end_ts": begin + random.randint(1, 40) * HOUR, "kind": kind,
             "severity": random.choice(["low", "medium", "high"]), "probability": random.random(),
             "excess_kwh": maybe(random.uniform(-5, 50)), "cost": maybe(1.5),
             "currency": maybe("EUR"), "carbon_kg": maybe(0.5), "expected_kwh": 3.0,
             "actual_kwh": maybe(9.0),
             "causes": [{"cause": "left on", "evidence": "nights too", "weight": 0.5}]
             * random.randint(0, 2),
             "similar_ids": ["incident-0", "incident-1"][: random.randint(0, 2)],
             "look": random.choice(["first", "full"]), "model": "ensemble", "version": "1",
             "detected_at": begin + HOUR}
        )  # fmt: skip
    return rows


def _recommendation(own: dict[str, Any], random: Random, start: datetime) -> dict[str, Any]:
    maybe = lambda value: None if random.random() < 0.3 else value  # noqa: E731
    middle = maybe(random.uniform(10, 900))
    return {
        **own, "recommendation_id": f"rec-{own['device_id'] or own['building_id']}",
        "kind": "base_load", "title": "Less at night", "sentence": "Switch it off at night.",
        "saving_kwh_low": 5.0, "saving_kwh_mid": 10.0, "saving_kwh_high": maybe(20.0),
        "saving_cost_low": middle and middle / 2, "saving_cost_mid": middle,
        "saving_cost_high": middle and middle * 2, "currency": maybe("EUR"),
        "saving_carbon_kg_mid": maybe(3.0),
        "evidence": [{"label": "Base load", "value": maybe(3.5), "unit": "kW"}],
        "verify": "Compare with a weather-adjusted baseline.", "period_start": start.date(),
        "period_end": start.date() + timedelta(days=3), "created_at": start, "model": "base_load",
        "version": "1",
    }  # fmt: skip


def _actions(own: dict[str, Any], start: datetime) -> list[dict[str, Any]]:
    """Said twice of each; of a main meter the second time that it was taken back."""
    name = own["device_id"] or own["building_id"]
    back = name.endswith("main-5")
    return [
        {**own, "recommendation_id": f"rec-{name}", "kind": "base_load", "title": "Less at night",
         "since": None if back and number else start.date() + timedelta(days=number), "who": "ada",
         "said_at": start + number * HOUR}
        for number in range(2)
    ]  # fmt: skip


def _saving(own: dict[str, Any], random: Random, start: datetime) -> dict[str, Any]:
    """Of a sub-meter since the day that was said first, which counts no more."""
    name = own["device_id"] or own["building_id"]
    known = random.random() < 0.7
    return {
        "tenant_id": own["tenant_id"], "recommendation_id": f"rec-{name}",
        "since": start.date() + timedelta(days=0 if "hvac" in name else 1),
        **{column: random.uniform(-9, 99) if known else None
           for column in ("saved_kwh", "saved_kwh_low", "saved_kwh_high", "expected_kwh")},
        "days_after": random.randint(14, 30) if known else None,
        "days_since": 30 if known else None, "method": "opendsm" if known else None,
        "why": None if known else "too few days", "measured_at": start,
    }  # fmt: skip
