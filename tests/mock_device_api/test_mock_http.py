"""Who asks gets what is theirs, all of it, once, in order."""

import gzip
import json
import re

import httpx
import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_device_api.clock import iso
from mock_device_api.keys import make_key
from mock_device_api.store import RESOURCES
from mock_device_api.weather import DAY
from tests.mock_device_api.mock_server import NOW, served, simulation

STORM = [{"kind": "tie_storm", "schedule": {"start": "-3d", "end": "-1d"}}]


@pytest.fixture(scope="module")
def stormy():
    """A small fleet in which thousands of rows share one updated_at."""
    with served(simulation(), STORM) as found:
        yield found


def problem(answer, status, kind):
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["type"].endswith(f"/{kind}")
    assert {"title", "detail", "instance"} <= body.keys()


def test_without_a_valid_key_there_is_nothing(stormy):
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"X-API-Key": "é".encode()}):
        for resource in ("tenant", *RESOURCES):
            answer = httpx.get(f"{stormy.base_url}/v1/{resource}", headers=headers)
            problem(answer, 401, "wrong-key")


def test_either_header_carries_the_key(stormy):
    key = make_key(7, "northgate")
    for headers in ({"X-API-Key": key}, {"Authorization": f"bearer {key}"}):
        answer = httpx.get(f"{stormy.base_url}/v1/tenant", headers=headers)
        assert answer.json() == {"tenant_id": "northgate", "name": "Northgate University"}


def test_a_key_without_the_permission_reads_no_readings(stormy):
    with stormy.client(key=make_key(7, "northgate", "metadata")) as client:
        problem(client.get("/v1/readings"), 403, "no-permission")
        assert client.get("/v1/devices").status_code == 200


def test_two_tenants_never_see_each_other(default_fleet):
    ids = {t.tenant_id: set(t.devices) for t in default_fleet.fleet.tenants}
    for mine, other in (("northgate", "harbour"), ("harbour", "northgate")):
        for resource in RESOURCES:
            params = {"updated_since": iso(NOW - DAY)} if resource == "readings" else {}
            text = json.dumps(default_fleet.rows(resource, mine, limit=5000, **params))
            assert f'"{other}-' not in text
        with default_fleet.client(mine) as client:
            theirs = next(iter(ids[other]))
            answer = client.get("/v1/readings", params={"device_id": theirs})
            problem(answer, 404, "unknown-device")


def test_a_cursor_of_another_tenant_or_list_or_query_is_refused(default_fleet):
    with default_fleet.client() as client, default_fleet.client("harbour") as other:
        cursor = client.get("/v1/readings", params={"limit": 1}).json()["next_cursor"]
        problem(other.get("/v1/readings", params={"cursor": cursor}), 400, "bad-cursor")
        problem(client.get("/v1/weather", params={"cursor": cursor}), 400, "bad-cursor")
        asked = {"cursor": cursor, "shard": "0/2"}
        problem(client.get("/v1/readings", params=asked), 400, "bad-cursor")
        assert client.get("/v1/readings", params={"cursor": cursor}).status_code == 200


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_cursor_that_was_touched_is_refused(stormy, data):
    with stormy.client() as client:
        cursor = client.get("/v1/readings", params={"limit": 1}).json()["next_cursor"]
        place = data.draw(st.integers(0, len(cursor) - 2))
        other = data.draw(st.sampled_from("ABCxyz019_-!é "))
        touched = cursor[:place] + other + cursor[place + 1 :]
        if touched != cursor:
            problem(client.get("/v1/readings", params={"cursor": touched}), 400, "bad-cursor")


@pytest.mark.parametrize(
    "params",
    [
        {"limit": 0}, {"limit": 5001}, {"limit": "many"}, {"updated_since": "yesterday"},
        {"updated_until": "2026-13-01"}, {"shard": "2/2"}, {"shard": "a/b"}, {"shard": "0/0"},
        {"cursor": ""},
    ],
)  # fmt: skip
def test_a_wrong_parameter_is_refused_with_a_reason(stormy, params):
    with stormy.client() as client:
        answer = client.get("/v1/readings", params=params)
        assert answer.status_code == 400
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"]


def test_what_is_not_there_is_a_problem_in_the_same_shape(stormy):
    with stormy.client() as client:
        problem(client.get("/v1/nothing"), 404, "http")
        problem(client.post("/v1/readings"), 405, "http")


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(limit=st.integers(90, 3000))
def test_pages_neither_skip_nor_repeat_where_rows_share_an_updated_at(stormy, limit):
    whole = stormy.rows("readings", limit=5000)
    ties = max(sum(r["updated_at"] == u for r in whole) for u in {iso(NOW - DAY)})
    assert ties > 1000
    assert stormy.rows("readings", limit=limit) == whole


def test_rows_come_in_the_order_of_updated_at_device_ts_and_revision(stormy):
    rows = stormy.rows("readings", limit=5000)
    keys = [(r["updated_at"], r["device_id"], r["ts"], r["revision"]) for r in rows]
    assert keys == sorted(set(keys))


def test_since_is_inclusive_and_until_is_not(stormy):
    whole = stormy.rows("readings", limit=5000)
    for at in (whole[0]["updated_at"], iso(NOW - DAY), whole[-1]["updated_at"]):
        since = stormy.rows("readings", limit=5000, updated_since=at)
        assert since == [row for row in whole if row["updated_at"] >= at]
        until = stormy.rows("readings", limit=5000, updated_until=at)
        assert until == [row for row in whole if row["updated_at"] < at]


def test_an_offset_in_updated_since_is_understood(stormy):
    at = iso(NOW - 3600)
    shifted = at[:-1].replace("T08", "T09") + "+01:00"
    assert stormy.rows("readings", updated_since=at) == (
        stormy.rows("readings", updated_since=shifted)
    )


def test_shards_part_the_readings_and_devices_narrow_them(stormy):
    whole = stormy.rows("readings", limit=5000)
    parts = [stormy.rows("readings", limit=5000, shard=f"{i}/3") for i in range(3)]
    assert sum(map(len, parts)) == len(whole)
    devices = [{row["device_id"] for row in part} for part in parts]
    assert not devices[0] & devices[1] | devices[1] & devices[2] | devices[0] & devices[2]
    one = whole[0]["device_id"]
    narrowed = stormy.rows("readings", limit=5000, device_id=one)
    assert narrowed == [row for row in whole if row["device_id"] == one]


def test_nothing_is_visible_before_its_time_and_all_of_it_after(serve):
    here = serve(now=NOW - DAY)
    before = here.rows("readings", limit=5000)
    assert max(row["updated_at"] for row in before) <= iso(NOW - DAY)
    httpx.post(f"{here.base_url}/truth/clock", json={"now": iso(NOW)}).raise_for_status()
    after = here.rows("readings", limit=5000)
    assert after[: len(before)] == before
    assert len(after) > len(before)
    assert max(row["updated_at"] for row in after) <= iso(NOW)


def test_history_goes_back_two_years(serve):
    here = serve(days=730, devices=2, buildings=1)
    low = here.fleet.start
    assert NOW - low >= 730 * DAY
    rows = here.rows("readings", updated_until=iso(low + DAY))
    assert rows[0]["ts"] == iso(low)


def test_gzip_is_given_to_those_who_ask(stormy):
    with stormy.client() as client:
        plain = client.get("/v1/devices")
        assert "content-encoding" not in plain.headers
        request = client.build_request("GET", "/v1/devices", headers={"Accept-Encoding": "gzip"})
        packed = client.send(request, stream=True)
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(b"".join(packed.iter_raw())) == plain.content


def test_the_openapi_document_describes_what_is_served(default_fleet):
    with default_fleet.client() as client:
        document = client.get("/openapi.json").json()
        assert document["openapi"].startswith("3.")
        assert set(document["components"]["securitySchemes"]) == {"HTTPBearer", "APIKeyHeader"}
        for resource in RESOURCES:
            operation = document["paths"][f"/v1/{resource}"]["get"]
            assert operation["summary"]
            assert operation["security"]
            assert {"400", "401", "403", "410", "429", "503"} <= operation["responses"].keys()
            schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
            whole = {**schema, "components": document["components"]}
            validator = jsonschema_rs.validator_for(whole)
            validator.validate(client.get(f"/v1/{resource}").json())
        described = {p["name"] for p in document["paths"]["/v1/readings"]["get"]["parameters"]}
        assert described >= {"updated_since", "updated_until", "cursor", "limit", "shard"}


def test_texts_of_readings_are_plain_json_numbers_and_utc_times(stormy):
    for row in stormy.rows("readings", limit=5000)[:3000]:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row["ts"])
        assert row["revision"] == 0
        measures = [v for k, v in row.items() if k.rpartition("_")[2] in ("kwh", "kw", "v", "a")]
        assert all(isinstance(value, float) for value in measures)


def test_the_truth_needs_no_key_and_clients_get_none_of_it(stormy):
    with httpx.Client(base_url=stormy.base_url) as client:
        keys = client.get("/truth/tenants").json()
        assert [tenant["key"] for tenant in keys] == [make_key(7, "northgate")]
        problem(client.get("/truth/readings?tenant_id=nobody"), 404, "unknown-tenant")
        faults = client.get("/truth/faults").json()
        assert [fault["kind"] for fault in faults] == ["tie_storm"]


def test_the_truth_can_be_narrowed_in_time(stormy):
    low, high = iso(NOW - 2 * DAY), iso(NOW - DAY)
    whole = stormy.truth("readings", tenant_id="northgate")
    part = stormy.truth("readings", tenant_id="northgate", **{"from": low, "to": high})
    assert part == [row for row in whole if low <= row["ts"] < high]
    early = stormy.truth("readings", tenant_id="northgate", until=high)
    assert early == [row for row in whole if row["updated_at"] < high]


def test_every_fault_that_struck_a_reading_is_told(serve):
    here = serve([{"kind": "out_of_range", "probability": 0.01}])
    told = {(f["device_id"], f["ts"]) for f in here.truth("faults/readings", tenant_id="northgate")}
    rows = here.truth("readings", tenant_id="northgate")
    suspect = {(r["device_id"], r["ts"]) for r in rows if r["quality"] == "suspect_range"}
    landed = {(r["device_id"], r["ts"]) for r in rows}
    assert suspect == told & landed
    assert suspect
