"""Forecasts of many meters at once: Vertex reads a BigQuery table and writes another."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from bigquery.errors import PowerlyticsError
from ml.vertex.client import connect
from ml.vertex.errors import one_line
from ml.vertex.jobs import Started
from ml.vertex.registry import CHAMPION
from ml.vertex.settings import VertexSettings

TABLE = re.compile(r"^bq://[^.\s]+\.[^.\s]+\.[^.\s]+$")
DATASET = re.compile(r"^bq://[^.\s]+\.[^.\s]+(\.[^.\s]+)?$")
METERS_A_REQUEST = 32  # 120 days of hours each: under 1 MB


def predict(
    source: str, destination: str, settings: VertexSettings, version: str = CHAMPION
) -> Started:
    """Start forecasting every row of ``source`` with the version that bears the alias ``version``.

    ``source``: bq://PROJECT.DATASET.TABLE with a row a meter (docs/vertex.md says the columns).
    ``destination``: bq://PROJECT.DATASET, where Vertex makes a table, or one table's name.
    Raises PowerlyticsError: a name of another form, a permission that is missing.
    """
    for address, form, example in (
        (source, TABLE, "bq://PROJECT.DATASET.TABLE"),
        (destination, DATASET, "bq://PROJECT.DATASET"),
    ):
        if not form.match(address):
            raise PowerlyticsError(f"{address} is not a BigQuery address: write {example}")
    (account,) = settings.need("service_account")
    aiplatform = connect(settings)
    with one_line("create the batch prediction", settings):
        job = aiplatform.BatchPredictionJob.submit(
            job_display_name=f"powerlytics-predict-{datetime.now(UTC):%Y%m%d-%H%M%S}",
            model_name=aiplatform.Model(settings.model, version=version),
            instances_format="bigquery",
            predictions_format="bigquery",
            bigquery_source=source,
            bigquery_destination_prefix=destination,
            machine_type=settings.machine_type,
            batch_size=METERS_A_REQUEST,
            service_account=account,
        )
    return Started(job, "batch prediction", lambda job: _table(job) or destination)


def _table(job: Any) -> str | None:
    """The table that Vertex wrote, once it says so."""
    said = job.output_info
    if not said or not said.bigquery_output_table:
        return None
    return f"{said.bigquery_output_dataset}.{said.bigquery_output_table}"
