"""One fault case: a real source with faults, the real connector, player and DuckDB, the truth.

``FaultCase`` is reusable: after ``sync_until`` any derived table can be compared as well, on
``case.warehouse``.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pyarrow as pa

from bigquery import open_warehouse
from bigquery.settings import Settings
from pipeline.sync import SyncResult, sync
from tests.servers import free_port, stop, wait_until

ROOT = Path(__file__).resolve().parents[2]
NOW = "2026-03-29T06:00:00Z"  # the morning after Europe's clocks went forward
MEASURES = (
    "energy_kwh", "register_kwh", "power_kw", "voltage_v", "current_a", "power_factor",
    "temperature_c", "humidity_pct", "occupancy_count",
)  # fmt: skip
QUICK = {"retry_base_seconds": "0.01", "timeout_seconds": "2", "page_size": "500"}
COLUMNS = (
    *("tenant_id", "device_id", "revision"), *MEASURES,
    *("quality", "quality_reason", "source", "_fivetran_deleted"),
)  # fmt: skip
INSTANTS = ("ts", "received_at", "updated_at")


@dataclass
class FaultCase:
    """A running source and an installation that syncs from it."""

    url: str
    keys: dict[str, str]
    settings: Settings
    configuration: dict[str, str] = field(default_factory=dict)
    warehouse: Any = None

    def connect(self, shards: int = 1) -> None:
        """Write connections.json: one connection a tenant."""
        listed = [
            {
                "name": name,
                "configuration": {
                    "base_url": self.url, "api_key": key, **QUICK, **self.configuration,
                },
                "shards": shards,
            }
            for name, key in self.keys.items()
        ]  # fmt: skip
        self.settings.home.mkdir(parents=True, exist_ok=True)
        (self.settings.home / "connections.json").write_text(json.dumps(listed))

    def open(self) -> None:
        self.warehouse = open_warehouse(self.settings)
        self.warehouse.create_tables()

    def close(self) -> None:
        if self.warehouse is not None:
            self.warehouse.close()
            self.warehouse = None

    def move_clock(self, now: str) -> None:
        httpx.post(f"{self.url}/truth/clock", json={"now": now}).raise_for_status()

    def sync(self) -> list[SyncResult]:
        return sync(self.settings, self.warehouse)

    def sync_until(self, attempts: int = 5) -> list[SyncResult]:
        """Sync until nothing fails: a source may be down for longer than one sync tries."""
        for _ in range(attempts):
            results = self.sync()
            if not any(result.error for result in results):
                return results
        raise AssertionError(f"still failing: {[result.error for result in results]}")

    def truth(self, path: str, **parameters: str) -> list[dict[str, Any]]:
        answer = httpx.get(f"{self.url}/truth/{path}", params=parameters, timeout=120)
        answer.raise_for_status()
        return [json.loads(line) for line in answer.content.splitlines() if line]

    def rows(self, sql: str) -> pa.Table:
        """The warehouse's own words, past the dialect: what stands in the file."""
        with self.warehouse.transaction() as cursor:
            return cursor.sql(sql).to_arrow_table()

    def assert_equals_truth(self) -> int:
        """What landed is the truth, row for row. Gives the number of readings compared.

        The truth knows every device from the start. Readings of one that the source has not
        described by now have to wait in rejected_readings.
        """
        compared = 0
        for tenant_id in self.keys:
            devices = {row["device_id"] for row in self.truth("devices", tenant_id=tenant_id)}
            whole = {_key(row): row for row in self.truth("readings", tenant_id=tenant_id)}
            truth = {place: row for place, row in whole.items() if place[0] in devices}
            self._assert_waiting(tenant_id, {p[:2] for p in whole.keys() - truth.keys()})
            instants = ", ".join(f"epoch_us({name}) AS {name}" for name in INSTANTS)
            table = self.rows(
                f"SELECT {', '.join(COLUMNS)}, {instants} FROM powerlytics_raw.raw_readings "
                f"WHERE tenant_id = '{tenant_id}'"
            )
            landed = table.to_pylist()
            assert len({_key(row) for row in landed}) == len(landed), "a row landed twice"
            found = {_key(row): row for row in landed}
            assert found.keys() == truth.keys(), _difference(found, truth)
            for place, row in truth.items():
                expected = {name: row.get(name) for name in COLUMNS}
                expected |= {name: _micros(row[name]) for name in INSTANTS}
                wrong = {
                    n: (found[place][n], v) for n, v in expected.items() if found[place][n] != v
                }
                assert not wrong, (place, wrong)
            compared += len(truth)
            # A later rule's reason says that the oracle knows the device, described yet or not.
            judged = {
                str(row["device_id"])
                for row in self.truth("rejected", tenant_id=tenant_id)
                if row["reason"] not in ("missing_device_id", "unknown_device")
            }
            self._assert_rejected(tenant_id, ({place[0] for place in whole} | judged) - devices)
            for resource, (name, key) in METADATA.items():
                self._assert_metadata(tenant_id, resource, name, key)
        return compared

    def _rejected(self, tenant_id: str) -> list[dict[str, Any]]:
        table = self.rows(
            "SELECT device_id, ts_text, reason FROM powerlytics_raw.rejected_readings "
            f"WHERE tenant_id = '{tenant_id}' AND NOT coalesce(_fivetran_deleted, FALSE)"
        )
        return table.to_pylist()

    def _assert_waiting(self, tenant_id: str, wanted: set[tuple[str, int]]) -> None:
        found = {
            (row["device_id"], _micros(row["ts_text"]))
            for row in (self._rejected(tenant_id) if wanted else [])
            if row["reason"] == "unknown_device"
        }
        assert wanted <= found, f"{len(wanted - found)} readings of undescribed devices are lost"

    def _assert_rejected(self, tenant_id: str, undescribed: set[str]) -> None:
        wanted, found = (
            sorted(
                (str(row["device_id"]), str(row["ts_text"]), row["reason"])
                for row in rows
                if row["device_id"] not in undescribed
            )
            for rows in (self.truth("rejected", tenant_id=tenant_id), self._rejected(tenant_id))
        )
        assert found == wanted

    def _assert_metadata(self, tenant_id: str, resource: str, name: str, key: list[str]) -> None:
        wanted = {
            tuple(str(row[k]) for k in key): row
            for row in self.truth(resource, tenant_id=tenant_id)
        }
        shown = ", ".join(
            f"CAST({k} AS VARCHAR) AS {k}" if k.startswith("valid") else k for k in key
        )
        times = [k for k in key if k in ("ts", "issued_at")]
        for time in times:
            shown = shown.replace(time, f"strftime({time}, '%Y-%m-%dT%H:%M:%SZ') AS {time}")
        table = self.rows(
            f"SELECT {shown}, coalesce(_fivetran_deleted, FALSE) AS gone "
            f"FROM powerlytics_raw.{name} WHERE tenant_id = '{tenant_id}'"
        )
        found = {tuple(str(row[k]) for k in key): row["gone"] for row in table.to_pylist()}
        gone = {
            k: bool(row.get("_fivetran_deleted", row.get("deleted"))) for k, row in wanted.items()
        }
        assert found == gone, resource


METADATA = {
    "buildings": ("building_metadata", ["building_id"]),
    "spaces": ("space_metadata", ["space_id"]),
    "devices": ("device_metadata", ["device_id"]),
    "weather": ("raw_weather", ["station_id", "ts", "kind", "issued_at"]),
    "grid": ("raw_grid", ["region", "ts"]),
    "tariffs": ("raw_tariffs", ["tariff_id", "valid_from", "day_class", "start_hour"]),
    "bills": ("raw_bills", ["bill_id"]),
}


def _micros(text: str | None) -> int | None:
    return None if text is None else round(datetime.fromisoformat(text).timestamp() * 1e6)


def _key(row: dict[str, Any]) -> tuple[str, int, int]:
    ts = row["ts"] if isinstance(row["ts"], int) else _micros(row["ts"])
    return row["device_id"], ts, row["revision"]


def _difference(found: dict[Any, Any], truth: dict[Any, Any]) -> str:
    lost, extra = truth.keys() - found.keys(), found.keys() - truth.keys()

    def show(place: tuple[str, int, int]) -> str:
        return f"{place[0]} {datetime.fromtimestamp(place[1] / 1e6, UTC)} r{place[2]}"

    return (
        f"{len(lost)} lost: {[show(p) for p in sorted(lost)[:3]]}, "
        f"{len(extra)} too many: {[show(p) for p in sorted(extra)[:3]]}"
    )


@contextmanager
def source(
    folder: Path,
    faults: list[dict[str, Any]],
    *,
    seed: int = 7,
    days: int = 3,
    devices: int = 14,
    now: str = NOW,
    buildings: int = 1,
    tenants: int = 1,
) -> Iterator[FaultCase]:
    """A source of its own, with these faults, its clock frozen; ended when the block is left."""
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "faults.json").write_text(json.dumps({"seed": seed, "faults": faults}))
    options = {
        "--port": port, "--seed": seed, "--days": days, "--devices": devices, "--now": now,
        "--tenants": tenants, "--buildings": buildings, "--faults": folder / "faults.json",
        "--keys-out": folder / "keys.json",
    }  # fmt: skip
    flat = [str(part) for pair in options.items() for part in pair]
    child = subprocess.Popen([sys.executable, "-m", "mock_device_api", *flat], cwd=ROOT)
    case = None
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until(lambda: _up(url, child), "mock_device_api", 60)
        keys = json.loads((folder / "keys.json").read_text())
        case = FaultCase(url, keys, Settings(home=folder / "home"))
        yield case
    finally:
        if case is not None:
            case.close()
        stop(child)


def _up(url: str, child: subprocess.Popen[bytes]) -> bool:
    if child.poll() is not None:
        raise RuntimeError("mock_device_api ended at once")
    try:
        return httpx.get(f"{url}/health").status_code == 200
    except httpx.TransportError:
        return False
