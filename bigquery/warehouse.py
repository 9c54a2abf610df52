"""What a warehouse can do, whichever engine stands behind it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

import pyarrow as pa

Parameters = Mapping[str, object]
Bound = date | datetime


@dataclass(frozen=True)
class DryRun:
    """What a query would give: its columns, and the bytes it would read (None: not known)."""

    schema: pa.Schema
    bytes_processed: int | None


class Warehouse(Protocol):
    """Tables in, GoogleSQL with named parameters, Arrow out. Every method is thread-safe."""

    def create_tables(self) -> None:
        """Create what is missing of bigquery/schema; never changes or drops a table."""

    def query(self, sql: str, parameters: Parameters | None = None) -> pa.Table:
        """Run one GoogleSQL statement. Parameters that it does not name are ignored."""

    def read(self, name: str, parameters: Parameters | None = None) -> pa.Table:
        """Run a file of bigquery/queries by its name."""

    def load(self, table: str, rows: pa.Table) -> int:
        """Append rows; columns by name, missing ones are NULL. Returns the number of rows."""

    def replace_window(
        self,
        table: str,
        select_name: str,
        start: Bound,
        end: Bound,
        parameters: Parameters | None = None,
    ) -> int:
        """Make a transform's result the only rows of [start, end), atomically.

        The transform gets @window_start and @window_end beside the parameters; the bounds are
        timestamps or dates as the table's partition column is. The parameter ``keep`` names tenants
        whose rows stay as they are. Returns the rows put in.
        """

    def dry_run(self, sql: str, parameters: Parameters | None = None) -> DryRun:
        """Check a SELECT and say what it would give, without running it."""

    def transaction(self) -> AbstractContextManager[object]:
        """All that this thread does inside becomes visible at once, or not at all.

        BigQuery has no such thing over its API: there each statement stands alone.
        """

    def version(self) -> str:
        """Changes after every commit and never repeats; for ETags and caches."""

    def close(self) -> None:
        """Give the engine back. The warehouse is of no use afterwards."""
