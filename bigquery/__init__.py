"""The warehouse as code: schema, transforms, serving queries, and the engines that run them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bigquery.settings import Settings
    from bigquery.warehouse import Warehouse


def open_warehouse(settings: Settings) -> Warehouse:
    """The warehouse that the settings name. Raises PowerlyticsError when it cannot be had."""
    if settings.warehouse == "bigquery":
        from bigquery.bigquery_warehouse import BigQueryWarehouse  # noqa: PLC0415 - 1 s of import

        return BigQueryWarehouse.from_settings(settings)
    from bigquery.duckdb_warehouse import DuckDBWarehouse  # noqa: PLC0415 - not needed beside BigQuery

    return DuckDBWarehouse(settings.warehouse_file, memory_limit=settings.duckdb_memory_limit)
