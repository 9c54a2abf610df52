"""What is sent to BigQuery with every job, and how its refusals read."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from google.cloud.bigquery import SchemaField
from google.cloud.bigquery_storage import BigQueryReadClient

from bigquery import open_warehouse
from bigquery.bigquery_types import arrow_schema, bind
from bigquery.bigquery_warehouse import BigQueryWarehouse
from bigquery.errors import PowerlyticsError
from bigquery.settings import Settings
from tests.bigquery.answering import Answer, answering, refusal, warehouse_at
from tests.bigquery.emulator import Emulator
from tests.servers import free_port

STOP = refusal(400, "invalidQuery", "enough seen")


def asked_of(sql: str, parameters: dict[str, object]) -> dict[str, Any]:
    """The job that a query posts."""
    refused = pytest.raises(PowerlyticsError, match="enough seen")
    with answering(lambda _: STOP) as (url, posted), refused:
        warehouse_at(url).query(sql, parameters)
    return dict(posted[0]["configuration"])


def test_no_query_runs_without_labels_a_time_limit_and_a_limit_of_bytes() -> None:
    job = asked_of("SELECT 1", {})
    assert job["labels"] == {"app": "powerlytics", "kind": "query", "query": "adhoc"}
    assert job["query"]["maximumBytesBilled"] == "12345"
    assert int(job["jobTimeoutMs"]) == 30_000
    assert job["query"]["useLegacySql"] is False


def test_a_serving_query_and_a_transform_say_their_names_on_the_bill() -> None:
    with answering(lambda _: STOP) as (url, posted):
        opened = warehouse_at(url)
        with pytest.raises(PowerlyticsError, match="query sync_lag failed"):
            opened.read("sync_lag")
        with pytest.raises(PowerlyticsError, match="transform analytics_daily failed"):
            bounds = date(2026, 1, 1), date(2026, 1, 2)
            opened.replace_window("analytics_daily", "analytics_daily", *bounds, {"as_of": None})
    labels = [body["configuration"]["labels"] for body in posted]
    assert {"app": "powerlytics", "kind": "query", "query": "sync_lag"} in labels
    assert {"app": "powerlytics", "kind": "transform", "query": "analytics_daily"} in labels


def test_a_window_is_one_statement_with_its_bounds_beside_it() -> None:
    with answering(lambda _: STOP) as (url, posted), pytest.raises(PowerlyticsError):
        warehouse_at(url).replace_window(
            "analytics_daily",
            "analytics_daily",
            date(2026, 1, 1),
            date(2026, 1, 2),
            {"as_of": datetime(2026, 1, 3, tzinfo=UTC)},
        )
    query = posted[-1]["configuration"]["query"]
    assert len(posted) == 1
    assert query["query"].count("MERGE powerlytics_analytics.analytics_daily") == 1
    assert query["query"].rstrip().endswith(";") and query["query"].count(";") == 1
    sent = {
        p["name"]: (p["parameterType"]["type"], p["parameterValue"]["value"])
        for p in query["queryParameters"]
    }
    assert sent["window_start"] == ("DATE", "2026-01-01")
    assert sent["window_end"] == ("DATE", "2026-01-02")


def test_no_value_is_ever_written_into_the_sql() -> None:
    sql = "SELECT @a, @b -- @a\n, '@b' FROM t WHERE x IN UNNEST(@ids)"
    evil = "x'; DROP TABLE raw_readings; --"
    query = asked_of(sql, {"a": evil, "b": 7, "ids": [evil], "unused": evil})["query"]
    assert query["query"] == sql
    assert [p["name"] for p in query["queryParameters"]] == ["a", "b", "ids"]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (True, "BOOL"),
        (1, "INT64"),
        (1.5, "FLOAT64"),
        ("x", "STRING"),
        (b"x", "BYTES"),
        (Decimal("1.5"), "NUMERIC"),
        (date(2026, 1, 1), "DATE"),
        (datetime(2026, 1, 1), "DATETIME"),
        (datetime(2026, 1, 1, tzinfo=UTC), "TIMESTAMP"),
    ],
    ids=repr,
)
def test_every_value_goes_as_its_own_type_alone_and_in_an_array(value: object, kind: str) -> None:
    _, bound, _ = bind("SELECT @one, @many", {"one": value, "many": [value, value]})
    many, one = (parameter.to_api_repr() for parameter in bound)
    assert one["parameterType"] == {"type": kind}
    assert many["parameterType"] == {"type": "ARRAY", "arrayType": {"type": kind}}


@pytest.mark.parametrize(
    "value",
    [object(), {"a": 1}, [1, "x"], [1, None]],
    ids=["object", "object of JSON", "mixed list", "list with NULL"],
)
def test_a_value_that_bigquery_has_no_type_for_is_named(value: object) -> None:
    with pytest.raises(PowerlyticsError, match=r"^@odd: "):
        bind("SELECT @odd", {"odd": value})


def test_a_null_goes_as_the_type_that_bigquery_says_it_has() -> None:
    told = {"name": "day", "parameterType": {"type": "DATE"}, "parameterValue": {"value": None}}

    def answer(body: dict[str, Any]) -> Answer:
        if not body.get("configuration", {}).get("dryRun"):
            return STOP
        statistics = {"query": {"undeclaredQueryParameters": [told]}}
        return 200, {**body, "status": {"state": "DONE"}, "statistics": statistics}

    with answering(answer) as (url, posted):
        opened = warehouse_at(url)
        for _ in range(2):
            with pytest.raises(PowerlyticsError, match="enough seen"):
                opened.query("SELECT @day >= DATE '2026-01-01', @name", {"day": None, "name": None})
    dry = [bool(body["configuration"].get("dryRun")) for body in posted]
    assert dry == [True, False, False], "asked once a statement, not once a query"
    sent = posted[-1]["configuration"]["query"]["queryParameters"]
    assert {p["name"]: p["parameterType"]["type"] for p in sent} == {
        "day": "DATE",
        "name": "STRING",
    }


def test_a_type_of_bigquery_has_its_arrow_type() -> None:
    inner = [SchemaField("x", "INTEGER"), SchemaField("y", "STRING", mode="REPEATED")]
    fields = [
        SchemaField("id", "STRING", mode="REQUIRED"),
        SchemaField("parts", "RECORD", mode="REPEATED", fields=inner),
        SchemaField("price", "NUMERIC"),
        SchemaField("doc", "JSON"),
    ]
    part = pa.struct([("x", pa.int64()), ("y", pa.list_(pa.string()))])
    assert arrow_schema(fields) == pa.schema(
        [
            pa.field("id", pa.string(), nullable=False),
            ("parts", pa.list_(part)),
            ("price", pa.decimal128(38, 9)),
            ("doc", pa.string()),
        ]
    )


def test_a_load_appends_to_a_table_that_stands_and_makes_none() -> None:
    with answering(lambda _: STOP) as (url, _):
        job = warehouse_at(url).load_config("holidays").to_api_repr()
    assert job["load"]["createDisposition"] == "CREATE_NEVER"
    assert job["load"]["writeDisposition"] == "WRITE_APPEND"
    assert job["load"]["sourceFormat"] == "PARQUET"
    assert job["labels"]["kind"] == "load"


@pytest.mark.parametrize(
    ("answer", "advice"),
    [
        (
            refusal(403, "accessDenied", "Access Denied: Project acme: no bigquery.jobs.create"),
            "roles/bigquery.jobUser",
        ),
        (refusal(404, "notFound", "Not found: Dataset acme:powerlytics_raw"), "powerlytics init"),
        (
            refusal(400, "bytesBilledLimitExceeded", "Query exceeded limit for bytes billed: 1."),
            "POWERLYTICS_BIGQUERY_MAX_BYTES_BILLED",
        ),
        (refusal(401, "authError", "Invalid Credentials"), "gcloud auth application-default login"),
        (refusal(403, "quotaExceeded", "Quota exceeded: queries per day"), "quota"),
        (refusal(400, "invalidQuery", "Unrecognized name: nowhere at [1:8]"), "nowhere"),
        (refusal(503, "backendError", "try again"), "did not answer in time"),
    ],
    ids=lambda part: part[1]["error"]["errors"][0]["reason"] if isinstance(part, tuple) else "",
)
def test_a_refusal_is_one_line_that_says_what_to_do(answer: Answer, advice: str) -> None:
    with answering(lambda _: answer) as (url, _), pytest.raises(PowerlyticsError) as refused:
        warehouse_at(url, timeout=1.5).query("SELECT 1")
    message = str(refused.value)
    assert advice in message
    assert "\n" not in message and "http" not in message.split("(", maxsplit=1)[0]


def test_an_address_where_nobody_listens_does_not_hang() -> None:
    began = time.monotonic()
    with pytest.raises(PowerlyticsError, match="did not answer in time"):
        warehouse_at(f"http://127.0.0.1:{free_port()}", timeout=1.5).query("SELECT 1")
    assert time.monotonic() - began < 30


def test_missing_credentials_are_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    with pytest.raises(PowerlyticsError, match="gcloud auth application-default login") as refused:
        open_warehouse(Settings(warehouse="bigquery", bigquery_project="acme"))
    assert "\n" not in str(refused.value)


def test_duckdb_alone_loads_nothing_of_google(tmp_path: Path) -> None:
    code = (
        "import sys; from bigquery import open_warehouse; from bigquery.settings import Settings\n"
        f"open_warehouse(Settings(home={str(tmp_path)!r})).close()\n"
        "sys.exit('google.cloud.bigquery' in sys.modules or 'google.auth' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


class CountedReads(BigQueryReadClient):
    """The real Storage Read client, counting its sessions."""

    sessions = 0

    def create_read_session(self, *args: Any, **named: Any) -> Any:
        self.sessions += 1
        return super().create_read_session(*args, **named)


def test_rows_are_the_same_where_storage_read_cannot_give_them(
    bigquery_emulator: Emulator,
) -> None:
    """The emulator keeps no table of a query's result, so the read session really fails."""
    sql = "SELECT n, CONCAT('é', n) AS text FROM UNNEST(GENERATE_ARRAY(1, 20000)) AS n ORDER BY n"
    storage = CountedReads(transport=bigquery_emulator.storage().transport)
    plain = BigQueryWarehouse.from_settings(bigquery_emulator.settings)
    client = BigQueryWarehouse.from_settings(bigquery_emulator.settings)._client
    both_ways = BigQueryWarehouse(client, max_bytes_billed=10**9, storage=storage)
    rest, arrow = plain.query(sql), both_ways.query(sql)
    assert storage.sessions > 0
    assert rest.num_rows == 20000
    assert arrow.sort_by("n").equals(rest)
    plain.close()
    both_ways.close()
