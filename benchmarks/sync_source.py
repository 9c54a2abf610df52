"""A source that is never the limit: pages of readings built before, served by a bare ASGI app.

    python benchmarks/sync_source.py PORT ROWS DEVICES

The same paths and shapes as the device API's: /v1/tenant, /v1/devices, /v1/readings (with shard).
"""

from __future__ import annotations

import json
import sys
import zlib
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import uvicorn

PAGE = 5000
START = datetime(2026, 1, 1, tzinfo=UTC)


def _z(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def pages(rows: int, devices: list[str]) -> list[bytes]:
    """Pages in feed order: every device each five minutes, some 18 columns' worth of a reading."""
    made: list[dict[str, object]] = []
    step = 0
    while len(made) < rows:
        ts = START + timedelta(minutes=5 * step)
        late = _z(ts + timedelta(minutes=6))
        for place, device in enumerate(devices):
            made.append(
                {
                    "device_id": device,
                    "ts": _z(ts),
                    "revision": 0,
                    "energy_kwh": round(0.2 + 0.01 * ((step * 7 + place) % 13), 4),
                    "power_kw": round(2.4 + 0.12 * ((step * 7 + place) % 13), 4),
                    "voltage_v": 230.0 + (step + place) % 5,
                    "quality": "metered",
                    "source": "meter",
                    "received_at": late,
                    "updated_at": late,
                }
            )
        step += 1
    made = made[:rows]
    bodies = []
    for begin in range(0, len(made), PAGE):
        more = begin + PAGE < len(made)
        cursor = str(begin // PAGE + 1) if more else None
        bodies.append(
            json.dumps({"data": made[begin : begin + PAGE], "next_cursor": cursor}).encode()
        )
    return bodies


def application(rows: int, number: int):  # noqa: ANN201 - an ASGI callable
    """The ASGI app; each shard's pages are built when they are first asked for."""
    devices = [f"bench-device-{n:04d}" for n in range(number)]
    described = json.dumps(
        {
            "data": [
                {
                    "device_id": device, "kind": "sub_meter", "interval_minutes": 5,
                    "rated_power_kw": 10.0, "installed_at": "2025-01-01T00:00:00Z",
                    "updated_at": "2025-01-01T00:00:00Z",
                }
                for device in devices
            ],
            "next_cursor": None,
        }
    ).encode()  # fmt: skip
    whole = {"": pages(rows, devices)}

    def shard(name: str) -> list[bytes]:
        if name not in whole:
            index, count = map(int, name.split("/"))
            mine = [d for d in devices if zlib.crc32(d.encode()) % count == index]
            whole[name] = pages(rows * len(mine) // len(devices), mine)
        return whole[name]

    shard("0/2"), shard("1/2")

    async def app(scope: dict, receive, send) -> None:  # noqa: ANN001, ARG001
        if scope["type"] != "http":
            return
        query = parse_qs(scope["query_string"].decode())
        match scope["path"]:
            case "/v1/tenant":
                body = b'{"tenant_id": "bench", "name": "Bench"}'
            case "/v1/devices":
                body = described
            case "/v1/readings":
                served = shard(query.get("shard", [""])[0])
                body = served[int(query.get("cursor", ["0"])[0])]
            case _:
                body = b'{"data": [], "next_cursor": null}'
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


if __name__ == "__main__":
    port, rows, number = map(int, sys.argv[1:4])
    uvicorn.run(application(rows, number), host="127.0.0.1", port=port, log_level="error")
