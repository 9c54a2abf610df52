"""The warehouse in the cloud: BigQuery through google-cloud-bigquery, behind the same protocol.

Everything asked is a job of its own (jobs.insert) with labels, a time limit and a limit of bytes
billed. Rows come back through the Storage Read API where the account may use it, otherwise by REST.
"""

from __future__ import annotations

import io
import re
import secrets
import threading
import time
from contextlib import AbstractContextManager, nullcontext
from typing import Literal, Self

import google.auth
import pyarrow as pa
import pyarrow.parquet as pq
from google.api_core.client_options import ClientOptions
from google.api_core.exceptions import BadRequest, Forbidden, NotFound, ServerError
from google.auth.credentials import AnonymousCredentials, Credentials
from google.cloud.bigquery import (
    Client,
    Dataset,
    LoadJob,
    LoadJobConfig,
    ParquetOptions,
    QueryJob,
    QueryJobConfig,
    ScalarQueryParameter,
)
from google.cloud.bigquery.retry import DEFAULT_RETRY
from google.cloud.bigquery_storage import BigQueryReadClient

from bigquery import schema
from bigquery.bigquery_errors import one_line
from bigquery.bigquery_types import QueryParameter, arrow_schema, bind, complete
from bigquery.errors import PowerlyticsError
from bigquery.queries import load
from bigquery.settings import Settings
from bigquery.warehouse import Bound, DryRun, Parameters

FRESH_SECONDS = 30  # others write to BigQuery too, and it tells nobody: a version lasts no longer


class BigQueryWarehouse:
    """The Warehouse protocol over BigQuery; the client is the caller's choice and is closed here.

    Whatever Google's client raises comes out as a PowerlyticsError of one line.
    """

    def __init__(
        self,
        client: Client,
        *,
        max_bytes_billed: int,
        timeout: float = 300.0,
        storage: BigQueryReadClient | None = None,
    ) -> None:
        self._client, self._storage, self._timeout = client, storage, timeout
        self._max_bytes_billed = max_bytes_billed
        self._retry = DEFAULT_RETRY.with_timeout(timeout)
        self._endpoint = str(client._connection.API_BASE_URL)
        self._nulls: dict[str, dict[str, QueryParameter]] = {}
        self._prefix, self._commits, self._lock = secrets.token_hex(4), 0, threading.Lock()

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """The project's BigQuery with this machine's credentials, or an emulator without any.

        Raises PowerlyticsError when there is no project or there are no credentials.
        """
        project, endpoint = settings.bigquery_project, settings.bigquery_endpoint
        if not project:
            raise PowerlyticsError("set POWERLYTICS_BIGQUERY_PROJECT: the warehouse is bigquery")
        credentials: Credentials
        options = storage = None
        if endpoint:
            credentials = AnonymousCredentials()  # type: ignore[no-untyped-call]
            options = ClientOptions(api_endpoint=endpoint)
        else:
            with one_line("opening BigQuery", project, "googleapis.com"):
                credentials, _ = google.auth.default(scopes=[_SCOPE])
            storage = BigQueryReadClient(credentials=credentials)  # type: ignore[no-untyped-call]
        client = Client(
            project=project,
            credentials=credentials,
            location=settings.bigquery_location,
            client_options=options,
        )
        return cls(client, max_bytes_billed=settings.bigquery_max_bytes_billed, storage=storage)

    def create_tables(self) -> None:
        for name in dict.fromkeys(table.dataset for table in schema.tables().values()):
            with self._one_line(f"creating the dataset {name}"):
                self._create_dataset(name)
        for table in schema.tables().values():
            self._run(table.ddl, {}, "schema", table.name)

    def query(self, sql: str, parameters: Parameters | None = None) -> pa.Table:
        return self._query(sql, parameters or {}, "adhoc")

    def read(self, name: str, parameters: Parameters | None = None) -> pa.Table:
        return self._query(load(name), parameters or {}, name)

    def load(self, table: str, rows: pa.Table) -> int:
        # A load job, not the Storage Write API: it is free, all or nothing in one call, needs no
        # stream to be finalised, and its job id keeps a retried upload from landing twice. Its
        # limit (1,500 a table and day) is far from what is loaded here: Fivetran lands readings.
        target = schema.table(table)
        rows = complete(target, rows)
        if rows.num_rows == 0:
            return 0
        file = io.BytesIO()
        pq.write_table(rows, file)  # type: ignore[no-untyped-call, unused-ignore]
        with self._one_line(f"loading {target.name}"):
            job: LoadJob = self._client.load_table_from_file(
                file,
                target.full_name,
                rewind=True,
                job_config=self.load_config(target.name),
                num_retries=3,
                timeout=self._timeout,
            )
            job.result(retry=self._retry, timeout=self._timeout)
        self._committed()
        return rows.num_rows

    def replace_window(
        self,
        table: str,
        select_name: str,
        start: Bound,
        end: Bound,
        parameters: Parameters | None = None,
    ) -> int:
        target = schema.table(table)
        bounds = {"keep": [], **(parameters or {}), "window_start": start, "window_end": end}
        names = {
            "table": target.full_name,
            "partition": str(target.partition),
            "columns": ", ".join(target.column_names),
        }
        select = load(select_name).rstrip().rstrip(";")
        merge = load("replace_window").format(**names, select=select)
        job = self._run(merge, bounds, "transform", select_name)
        self._committed()
        if job.dml_stats is not None:
            return int(job.dml_stats.inserted_row_count)
        count = load("count_window").format(**names)  # an emulator counts no changed rows
        return int(self._query(count, bounds, "count_window").column("row_count")[0].as_py())

    def dry_run(self, sql: str, parameters: Parameters | None = None) -> DryRun:
        job = self._run(sql, parameters or {}, "dry_run", "adhoc", dry_run=True)
        if job.statement_type not in (None, "SELECT"):
            raise PowerlyticsError(f"a dry run takes a SELECT, not {job.statement_type}")
        return DryRun(arrow_schema(job.schema or []), job.total_bytes_processed)

    def transaction(self) -> AbstractContextManager[object]:
        """Nothing: over BigQuery's API each statement stands alone."""
        return nullcontext()

    def version(self) -> str:
        """Changes with each commit made here, and every half minute for those of others."""
        return f"{self._prefix}-{self._commits}-{int(time.monotonic() // FRESH_SECONDS)}"

    def close(self) -> None:
        self._client.close()  # type: ignore[no-untyped-call]
        if self._storage is not None:
            self._storage.transport.close()  # type: ignore[no-untyped-call]

    def query_config(
        self, kind: str, name: str, bound: list[QueryParameter], *, dry_run: bool = False
    ) -> QueryJobConfig:
        """How every query runs: limited, labelled, with its parameters beside the text."""
        config = QueryJobConfig(
            labels=_labels(kind, name),
            maximum_bytes_billed=self._max_bytes_billed,
            job_timeout_ms=int(self._timeout * 1000),
            query_parameters=bound,
        )
        if dry_run:
            config.dry_run, config.use_query_cache = True, False
        return config

    def load_config(self, name: str) -> LoadJobConfig:
        """How rows are appended: to a table that stands, as its own file defines it."""
        lists = ParquetOptions()  # type: ignore[no-untyped-call]
        lists.enable_list_inference = True
        return LoadJobConfig(
            labels=_labels("load", name),
            job_timeout_ms=int(self._timeout * 1000),
            source_format="PARQUET",
            parquet_options=lists,
            create_disposition="CREATE_NEVER",
            write_disposition="WRITE_APPEND",
        )

    def _query(self, sql: str, parameters: Parameters, name: str) -> pa.Table:
        job = self._run(sql, parameters, "query", name)
        if job.statement_type != "SELECT":
            self._committed()
        with self._one_line("reading the result"):
            return self._arrow(job)

    def _run(
        self, sql: str, parameters: Parameters, kind: str, name: str, *, dry_run: bool = False
    ) -> QueryJob:
        """One statement, run to its end."""
        sql, bound, nulls = bind(sql, parameters)
        what = "the query" if name == "adhoc" else f"{kind} {name}"
        with self._one_line(what):
            if nulls:
                known = self._types(sql, bound)
                bound += [known.get(n, ScalarQueryParameter(n, "STRING", None)) for n in nulls]
            job = self._start(sql, self.query_config(kind, name, bound, dry_run=dry_run))
            if not dry_run:
                self._finish(job)
            return job

    def _start(self, sql: str, config: QueryJobConfig) -> QueryJob:
        # Requests are tried again within the timeout. A job is not: the client's own retry of jobs
        # knows no limit but ten minutes, and an INSERT whose end was not seen could run twice.
        return self._client.query(
            sql, config, retry=self._retry, job_retry=None, timeout=self._timeout
        )

    def _finish(self, job: QueryJob) -> None:
        try:
            job.result(retry=self._retry, job_retry=None, timeout=self._timeout)
        except TimeoutError:
            job.cancel(retry=None, timeout=10)
            raise

    def _types(self, sql: str, bound: list[QueryParameter]) -> dict[str, QueryParameter]:
        """What BigQuery takes the parameters without a value for: a NULL needs a type as well.

        A dry run, free, once a statement. Where it says nothing a STRING is sent, which BigQuery
        takes for dates and times too.
        """
        if sql not in self._nulls:
            try:
                job = self._start(sql, self.query_config("dry_run", "types", bound, dry_run=True))
                found = {p.name: p for p in job.undeclared_query_parameters if p.name}
            except BadRequest:
                found = {}
            self._nulls[sql] = found
        return self._nulls[sql]

    def _arrow(self, job: QueryJob) -> pa.Table:
        """The rows of a finished job; where Storage Read fails, REST gives the same rows."""
        if self._storage is not None:
            try:
                return job.result().to_arrow(bqstorage_client=self._storage)
            except Forbidden:  # the account may run queries but open no read session
                self._storage = None
            except (NotFound, ServerError):  # this result only
                pass
        return job.result().to_arrow(create_bqstorage_client=False)

    def _create_dataset(self, name: str) -> None:
        """Make the dataset where it is missing; who may only write tables needs no more rights."""
        try:
            self._client.get_dataset(name, retry=self._retry, timeout=self._timeout)
        except NotFound:
            dataset = Dataset(f"{self._client.project}.{name}")
            dataset.location = self._client.location
            dataset.labels = _labels("schema", name)
            self._client.create_dataset(dataset, exists_ok=True, timeout=self._timeout)

    def _one_line(self, what: str) -> AbstractContextManager[None]:
        return one_line(what, self._client.project, self._endpoint)

    def _committed(self) -> None:
        with self._lock:
            self._commits += 1


_SCOPE = "https://www.googleapis.com/auth/cloud-platform"
_Label = Literal["app", "kind", "query"]


def _labels(kind: str, name: str) -> dict[_Label, str]:
    """Labels by which the bill and INFORMATION_SCHEMA.JOBS tell our jobs apart."""
    return {"app": "powerlytics", "kind": kind, "query": re.sub(r"[^a-z0-9_-]", "_", name)[:63]}
