"""What an administrator sees of a wrong configuration, and of a source that refuses."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import duckdb
import pytest

from bigquery import open_warehouse
from bigquery.errors import PowerlyticsError
from bigquery.settings import Settings
from pipeline.fivetran.player import play
from pipeline.sync import connections, sync
from pipeline.transform import transform
from tests.needs import require

QUICK = {"retry_base_seconds": "0.01", "timeout_seconds": "2", "max_retries": "3"}


@contextmanager
def _source(answers):
    """A source whose paths answer (status, body) in turn; the last one stays."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            path = self.path.split("?")[0]
            seen.append(path)
            listed = answers.get(path, [(200, {"data": [], "next_cursor": None})])
            status, body = listed.pop(0) if len(listed) > 1 else listed[0]
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()


@pytest.fixture
def synced(tmp_path):
    """Sync once with these configurations; the results, and the open warehouse."""
    require("connector")
    opened = []

    def run(*configurations):
        listed = [
            {"name": f"site{n}", "configuration": {**QUICK, **one}}
            for n, one in enumerate(configurations)
        ]
        (tmp_path / "connections.json").write_text(json.dumps(listed))
        settings = Settings(home=tmp_path)
        if not opened:
            opened.append(open_warehouse(settings))
            opened[0].create_tables()
        return sync(settings, opened[0]), opened[0]

    yield run
    for warehouse in opened:
        warehouse.close()


TENANT = {"/v1/tenant": [(200, {"tenant_id": "t", "name": "T"})]}


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"/v1/tenant": [(401, {"detail": "no"})]}, "create a new key"),
        ({**TENANT, "/v1/readings": [(403, {})], "/v1/devices": [(403, {})]}, "may not read"),
        ({"/v1/tenant": [(404, {})]}, "check base_url|base_url must be the address"),
    ],
)
def test_a_refusal_is_said_at_once_in_words_to_act_on(answers, said, synced):
    with _source(answers) as (url, seen):
        [result], _ = synced({"base_url": url, "api_key": "k"})
        assert result.error is not None
        assert any(part in result.error for part in said.split("|"))
        assert "Traceback" not in result.error
        assert result.retries == 0
        assert len(seen) <= 3, "it knocked again at a closed door"


def test_what_passes_is_tried_again_and_counted(synced):
    answers = {
        **TENANT,
        "/v1/buildings": [(500, {}), (503, {}), (200, {"data": [], "next_cursor": None})],
    }
    with _source(answers) as (url, _):
        [result], _ = synced({"base_url": url, "api_key": "k"})
        assert result.error is None
        assert result.retries == 2


def test_one_connection_that_fails_never_takes_the_others_down(synced):
    device = {
        "device_id": "d", "interval_minutes": 15, "rated_power_kw": 5,
        "installed_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z",
    }  # fmt: skip
    reading = {
        "device_id": "d", "ts": "2026-02-01T00:00:00Z", "revision": 0, "energy_kwh": 1.0,
        "quality": "metered", "source": "meter", "received_at": "2026-02-01T00:20:00Z",
        "updated_at": "2026-02-01T00:20:00Z",
    }  # fmt: skip
    answers = {
        **TENANT,
        "/v1/devices": [(200, {"data": [device], "next_cursor": None})],
        "/v1/readings": [(200, {"data": [reading], "next_cursor": None})],
    }
    with _source(answers) as (url, _):
        results, warehouse = synced(
            {"base_url": url, "api_key": ""}, {"base_url": url, "api_key": "k"}
        )
    assert [bool(result.error) for result in results] == [True, False]
    assert "api_key" in results[0].error
    with warehouse.transaction() as cursor:
        rows = cursor.execute("SELECT tenant_id, energy_kwh FROM powerlytics_raw.raw_readings")
        assert rows.fetchall() == [("t", 1.0)]
        log = cursor.execute(
            "SELECT connection, status FROM powerlytics_raw.sync_log ORDER BY connection"
        )
        assert log.fetchall() == [("site0", "failed"), ("site1", "succeeded")]


@pytest.mark.parametrize(
    ("configuration", "said"),
    [
        ({"base_url": "<YOUR_API_BASE_URL>", "api_key": "k"}, "base_url"),
        ({"base_url": "devices.example.com", "api_key": "k"}, "write https://"),
        ({"base_url": "http://127.0.0.1:9", "api_key": "k", "page_size": "many"}, "page_size"),
        ({"base_url": "http://127.0.0.1:9", "api_key": "k"}, "check base_url"),
    ],
)
def test_a_wrong_configuration_is_one_line(configuration, said, synced):
    [result], _ = synced(configuration)
    assert said in result.error
    assert "\n" not in result.error
    assert "Traceback" not in result.error


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "nothing to sync: write"),
        ("{", "cannot read"),
        ("[]", "lists no connection"),
        ('[{"configuration": {}}]', "name"),
        ('[{"name": "a", "configuration": {"n": 1}}]', "object of strings"),
        ('[{"name": "a", "configuration": {}, "shards": 0}]', "shards"),
        ('[{"name": "a", "configuration": {}}, {"name": "a", "configuration": {}}]', "same name"),
    ],
)
def test_a_wrong_connections_file_is_one_line(text, said, tmp_path):
    if text is not None:
        (tmp_path / "connections.json").write_text(text)
    with pytest.raises(PowerlyticsError, match=said) as raised:
        connections(Path(tmp_path))
    assert "\n" not in str(raised.value)


@pytest.mark.slow
def test_a_zone_or_an_interval_that_cannot_be_never_stops_the_transform_of_other_tenants(synced):
    at = "2026-02-01T00:00:00Z"
    building = {"building_id": "b", "name": "B", "country": "IE", "updated_at": at}
    device = {
        "building_id": "b", "kind": "main_meter", "meter_type": "interval", "rated_power_kw": 5,
        "installed_at": "2026-01-01T00:00:00Z", "updated_at": at,
    }  # fmt: skip
    reading = {
        "device_id": "d", "ts": at, "revision": 0, "energy_kwh": 1.0, "quality": "metered",
        "source": "meter", "received_at": "2026-02-01T00:20:00Z", "updated_at": at,
    }  # fmt: skip

    def answers(tenant, zone, minutes):
        devices = [
            {**device, "device_id": "d", "interval_minutes": 15},
            {**device, "device_id": "odd", "interval_minutes": minutes},
        ]
        feeds = {
            "buildings": [{**building, "timezone": zone}], "devices": devices,
            "readings": [reading],
        }  # fmt: skip
        return {"/v1/tenant": [(200, {"tenant_id": tenant, "name": tenant})]} | {
            f"/v1/{feed}": [(200, {"data": rows, "next_cursor": None})]
            for feed, rows in feeds.items()
        }

    with (
        _source(answers("odd", "Mars/Olympus", 0)) as (odd, _),
        _source(answers("good", "Europe/Dublin", 30)) as (good, _),
    ):
        results, warehouse = synced(
            {"base_url": odd, "api_key": "k"}, {"base_url": good, "api_key": "k"}
        )
    assert [result.error for result in results] == [None, None]
    transform(warehouse, now=datetime(2026, 2, 2, tzinfo=UTC))
    with warehouse.transaction() as cursor:
        rows = cursor.execute(
            "SELECT tenant_id, sum(energy_kwh) FROM powerlytics_analytics.analytics_hourly "
            "WHERE device_id = 'd' GROUP BY 1 ORDER BY 1"
        )
        assert rows.fetchall() == [("good", 1.0), ("odd", 1.0)]


def test_a_breakage_inside_one_connection_never_takes_the_others_down(synced, monkeypatch):
    def breaks(process, configuration, *rest):
        if configuration["api_key"] == "breaks":
            raise duckdb.ConversionException("no such type")
        return play(process, configuration, *rest)

    monkeypatch.setattr("pipeline.sync.play", breaks)
    with _source(TENANT) as (url, _):
        results, warehouse = synced(
            {"base_url": url, "api_key": "breaks"}, {"base_url": url, "api_key": "k"}
        )
    assert [bool(result.error) for result in results] == [True, False]
    with warehouse.transaction() as cursor:
        log = cursor.execute(
            "SELECT connection, status FROM powerlytics_raw.sync_log ORDER BY connection"
        )
        assert log.fetchall() == [("site0", "failed"), ("site1", "succeeded")]
