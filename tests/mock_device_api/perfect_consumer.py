"""A tiny perfect consumer: pulls the feed, survives every fault, judges by the written rules."""

import json
import math
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx

MEASURES = (
    "energy_kwh", "register_kwh", "power_kw", "voltage_v", "current_a", "power_factor",
    "temperature_c", "humidity_pct", "occupancy_count",
)  # fmt: skip
BAD = object()


def instant(text):
    """Epoch seconds, BAD when it is no time with a zone."""
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return BAD
    return BAD if moment.tzinfo is None else moment.timestamp()


def stamp(seconds):
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Consumer:
    client: httpx.Client
    limit: int = 1000
    shard: str | None = None
    lookback: int = 0
    devices: dict = field(default_factory=dict)
    rows: dict = field(default_factory=dict)
    rejected: dict = field(default_factory=dict)
    memory: dict = field(default_factory=dict)
    flagged: dict = field(default_factory=dict)
    since: str = "1970-01-01T00:00:00Z"
    pages: int = 0
    retries: int = 0

    def __post_init__(self):
        """For those who count more."""

    def get(self, path, params):
        """A page, however often it has to be asked for; None when the cursor expired."""
        for _ in range(12):
            try:
                answer = self.client.get(path, params=params)
                if answer.status_code == 410:
                    return None
                if answer.status_code in (429, 500, 503):
                    self.retries += 1
                    continue
                answer.raise_for_status()
                return json.loads(answer.content)
            except (httpx.TransportError, json.JSONDecodeError):
                self.retries += 1
        raise AssertionError("a fault without a bound")

    def pull(self, path, take):
        """Every page of a list from the last updated_at on."""
        since, cursor = "1970-01-01T00:00:00Z", None
        if path == "/v1/readings":
            since = stamp(instant(self.since) - self.lookback)
        while True:
            params = {"updated_since": since, "limit": self.limit}
            if self.shard and path == "/v1/readings":
                params["shard"] = self.shard
            if cursor:
                params["cursor"] = cursor
            answer = self.get(path, params)
            if answer is None:
                cursor = None
                continue
            self.pages += 1
            rows = answer["data"]
            take(rows)
            if rows:
                since = max(since, *(row["updated_at"] for row in rows))
            cursor = answer["next_cursor"]
            if cursor is None:
                return since

    def sync(self):
        self.pull("/v1/devices", self.describe)
        self.since = max(self.since, self.pull("/v1/readings", self.take))
        return self

    def describe(self, rows):
        for row in sorted(rows, key=lambda row: row["updated_at"]):
            if not row.get("deleted"):
                self.devices[row["device_id"]] = row

    def take(self, rows):
        kept = []
        for row in rows:
            reason = self.reject(row)
            if reason is None:
                kept.append((row["updated_at"], row["device_id"], instant(row["ts"]), row))
            else:
                ts = row.get("ts")
                text = ts if ts is None or isinstance(ts, str) else json.dumps(ts)
                place = json.dumps(row, sort_keys=True)
                self.rejected[place] = (row.get("device_id"), text, reason)
        for updated, device_id, ts, row in sorted(
            kept, key=lambda k: (k[0], k[1], k[2], k[3]["revision"])
        ):
            self.land(device_id, ts, row, updated)

    def reject(self, row):  # noqa: PLR0911 - one for each rule
        device_id = row.get("device_id")
        if type(device_id) is not str or device_id == "":
            return "missing_device_id"
        if device_id not in self.devices:
            return "unknown_device"
        device = self.devices[device_id]
        if row.get("ts") in (None, ""):
            return "missing_ts"
        ts = instant(row["ts"])
        if ts is BAD:
            return "bad_ts"
        if "received_at" in row and ts > instant(row["received_at"]) + 3600:
            return "ts_in_future"
        if ts < instant(device["installed_at"]) - 86400 or ts < 946684800:
            return "ts_too_old"
        if ts % (device["interval_minutes"] * 60):
            return "ts_misaligned"
        if type(row.get("revision")) is not int or row["revision"] < 0:
            return "bad_revision"
        if row.get("deleted"):
            return None
        values = [row[m] for m in MEASURES if row.get(m) is not None]
        if any(type(v) not in (int, float) or not math.isfinite(v) for v in values):
            return "not_a_number"
        return None if values else "no_values"

    def land(self, device_id, ts, row, updated):
        place = (device_id, stamp(ts), row["revision"])
        if row.get("deleted"):
            if place in self.rows:
                self.rows[place]["_fivetran_deleted"] = True
            return
        event = (*place, updated)
        code, reason = self.flagged.get(event) or self.judge(self.devices[device_id], ts, row)
        if code in ("suspect_rate", "suspect_stuck"):
            self.flagged[event] = (code, reason)
        self.rows[place] = {
            **{m: row.get(m) for m in MEASURES},
            "quality": code or row["quality"],
            "quality_reason": reason,
            "source": row["source"],
            "received_at": row["received_at"],
            "updated_at": updated,
            "_fivetran_deleted": False,
        }

    def judge(self, device, ts, row):
        minutes, rated = device["interval_minutes"], device["rated_power_kw"]
        limits = {} if rated is None else {
            "energy_kwh": (0, rated * minutes / 60 * 1.2), "power_kw": (0, rated * 1.2)
        }  # fmt: skip
        limits |= {"voltage_v": (0, 500), "power_factor": (-1, 1), "temperature_c": (-60, 80)}
        limits |= {"humidity_pct": (0, 100)}
        reason = None
        for name, (low, high) in limits.items():
            value = row.get(name)
            if reason is None and value is not None and (value < low or value > high):
                reason = f"{name} {value:g} outside {low:g}..{high:g}"
        if reason is None and (row.get("occupancy_count") or 0) < 0:
            reason = f"occupancy_count {row['occupancy_count']:g} below 0"
        before = self.memory.get(device["device_id"])
        if before is not None and ts <= before[0]:
            return ("suspect_range", reason) if reason else (None, None)
        if reason:
            self.memory[device["device_id"]] = (ts, None, None, None, None)
            return "suspect_range", reason
        power = row.get("power_kw")
        if row.get("energy_kwh") is not None:
            power = row["energy_kwh"] * 60 / minutes
        name = next(
            (n for n in ("energy_kwh", "power_kw", "temperature_c") if row.get(n) is not None), None
        )
        value = None if name is None else row[name]
        follows = before is not None and ts - before[0] == minutes * 60
        run = ts if value else None
        if value and follows and (name, value) == before[2:4]:
            run = before[4]
        self.memory[device["device_id"]] = (ts, power, name, value, run)
        if follows and None not in (power, before[1], rated):
            moved = abs(power - before[1])
            if moved > 0.9 * rated:
                return "suspect_rate", (
                    f"power moved {moved:g} kW in {minutes} min, rated {rated:g} kW"
                )
        if run is not None and ts + minutes * 60 - run >= 86400:
            hours = (ts + minutes * 60 - run) / 3600
            return "suspect_stuck", f"{name} {value:g} unchanged for {hours:g} h"
        return None, None


def truth_of(client, tenant_id, **params):
    """The oracle's rows and rejections, in the consumer's shape."""
    answer = client.get("/truth/readings", params={"tenant_id": tenant_id, **params})
    answer.raise_for_status()
    rows = {}
    for line in answer.content.splitlines():
        row = json.loads(line)
        assert row.pop("tenant_id") == tenant_id
        place = (row.pop("device_id"), row.pop("ts"), row.pop("revision"))
        assert place not in rows
        rows[place] = row
    answer = client.get("/truth/rejected", params={"tenant_id": tenant_id, **params})
    rejected = [json.loads(line) for line in answer.content.splitlines()]
    return rows, sorted((str(r["device_id"]), str(r["ts_text"]), r["reason"]) for r in rejected)


def assert_equal(consumer, truth):
    """Row for row."""
    rows, rejected = truth
    assert consumer.rows.keys() == rows.keys()
    for place, row in rows.items():
        assert consumer.rows[place] == row, place
    mine = sorted((str(d), str(t), reason) for d, t, reason in consumer.rejected.values())
    assert mine == rejected
