"""A load client in a process of its own: N keep-alive connections, each asking again at once.

    python benchmarks/load.py HOST PORT PATH CLIENTS SECONDS [HEADER: VALUE]...

Prints {requests, seconds, rate, p50_ms, p95_ms, p99_ms, bytes, failures} as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

import numpy as np


class Client(asyncio.Protocol):
    """One connection: sends, reads to the end of the body, sends again."""

    def __init__(self, request: bytes, until: float, done: asyncio.Future[None]) -> None:
        self.times: list[float] = []
        self.bytes = 0
        self.failures = 0
        self._request, self._until, self._done = request, until, done
        self._buffer = b""
        self._end: int | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin."""
        self._transport = transport
        self._send()

    def _send(self) -> None:
        self._buffer, self._end = b"", None
        self._began = time.perf_counter()
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Collect one response."""
        self._buffer += data
        if self._end is None:
            head = self._buffer.find(b"\r\n\r\n")
            if head < 0:
                return
            lines = self._buffer[:head].lower().split(b"\r\n")
            length = next(line for line in lines if line.startswith(b"content-length:"))
            self._end = head + 4 + int(length.split(b":")[1])
            if not lines[0].startswith(b"http/1.1 200"):
                self.failures += 1
        if len(self._buffer) >= self._end:
            self.times.append(time.perf_counter() - self._began)
            self.bytes = self._end
            if time.perf_counter() < self._until:
                self._send()
            else:
                self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        if exc is not None:
            self.failures += 1
        if not self._done.done():
            self._done.set_result(None)


async def run(host: str, port: int, request: bytes, clients: int, seconds: float) -> dict:
    """All clients side by side."""
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    made = []
    for _ in range(clients):
        done: asyncio.Future[None] = loop.create_future()
        _, client = await loop.create_connection(
            lambda done=done: Client(request, began + seconds, done), host, port
        )
        made.append((client, done))
    await asyncio.gather(*(done for _, done in made))
    took = time.perf_counter() - began
    times = np.array([item for client, _ in made for item in client.times]) * 1000
    p50, p95, p99 = np.percentile(times, [50, 95, 99])
    return {
        "requests": len(times),
        "seconds": round(took, 3),
        "rate": round(len(times) / took, 1),
        "p50_ms": round(p50, 2),
        "p95_ms": round(p95, 2),
        "p99_ms": round(p99, 2),
        "bytes": made[0][0].bytes,
        "failures": sum(client.failures for client, _ in made),
    }


if __name__ == "__main__":
    import uvloop

    host, port, path, clients, seconds, *headers = sys.argv[1:]
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}:{port}", "Accept-Encoding: gzip", *headers]
    request = ("\r\n".join(lines) + "\r\n\r\n").encode()
    print(json.dumps(uvloop.run(run(host, int(port), request, int(clients), float(seconds)))))
