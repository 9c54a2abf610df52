"""Prometheus metrics of one application. Whoever asks reads them: they name no tenant."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Metrics:
    """Counters of this process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.version: str | None = None
        """The data version that the gauges of syncs were read at."""
        self.requests = Counter(
            "powerlytics_http_requests_total",
            "Requests by route, method and status.",
            ["route", "method", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "powerlytics_http_request_seconds",
            "Time until the response has been sent (streams: until they begin).",
            ["route"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.sync_lag = Gauge(
            "powerlytics_sync_lag_seconds",
            "Worst age of a connection's newest reading when its newest good sync ended.",
            registry=self.registry,
        )
        self.connections = Gauge(
            "powerlytics_sync_connections",
            "Connections, by how their newest finished sync ended.",
            ["status"],
            registry=self.registry,
        )
        self.rows = Gauge(
            "powerlytics_sync_rows",
            "Rows of all syncs, by what became of them.",
            ["outcome"],
            registry=self.registry,
        )
        self.data_version = Gauge(
            "powerlytics_data_version_info",
            "1 for the version of the data that is served.",
            ["version"],
            registry=self.registry,
        )
        self.live = Gauge("powerlytics_live_streams", "Open event streams.", registry=self.registry)

    def render(self) -> bytes:
        """The text exposition format."""
        return generate_latest(self.registry)
