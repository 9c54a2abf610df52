"""One connection writes for one tenant, whatever its source says later.

The first rows of a connection note their tenant, in the transaction in which they land. From then
on rows of any other tenant are refused, so that a source which lies, or a key that was mixed up,
never overwrites another tenant's rows. A tenant that one connection writes for is not another's to
take: an administrator says so in connections.json (``tenant_id``), and that word also moves a
connection to another tenant.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import duckdb
import pyarrow.compute as pc

from bigquery import schema
from bigquery.errors import PowerlyticsError
from bigquery.landing.apply import Phase

TENANT = "tenant_id"
PINS = "powerlytics_local.connection_tenants"


def pinned(cursor: duckdb.DuckDBPyConnection, connection: str) -> str | None:
    """The tenant that a connection writes for; None before its first rows."""
    found = cursor.execute(
        f"SELECT tenant_id FROM {PINS} WHERE connection = ?", [connection]
    ).fetchone()
    return None if found is None else str(found[0])


def held(
    cursor: duckdb.DuckDBPyConnection, connection: str, phases: list[Phase], named: str | None
) -> list[Phase]:
    """The phases, each bound to the connection's tenant; ``named`` is the administrator's word.

    Raises PowerlyticsError, one line that says what to do, for rows of any other tenant.
    """
    tenant = pinned(cursor, connection)
    if named is not None and named != tenant:
        tenant = named
        _pin(cursor, connection, named)
    for phase in phases:
        for found in _tenants(phase):
            if tenant is None:
                _refuse_taken(cursor, connection, found)
                tenant = found
                _pin(cursor, connection, found)
            elif found != tenant:
                raise PowerlyticsError(
                    f"{connection} writes for the tenant {tenant!r}, and its source sends rows of "
                    f"{found!r} ({phase.table}): give it the key of {tenant!r}, or write "
                    f'"tenant_id": "{found}" beside its name in connections.json'
                )
    return [replace(phase, tenant=tenant or "") for phase in phases]


def _tenants(phase: Phase) -> list[str]:
    """The tenants that a phase's rows name. Raises PowerlyticsError where a row names none."""
    ours = phase.table in schema.tables()
    rows = phase.rows
    if rows is None or not (ours or TENANT in rows.column_names):
        return []
    if TENANT not in rows.column_names or (ours and TENANT not in phase.key):
        raise PowerlyticsError(f"{phase.table}: tenant_id must be a column and part of the key")
    found = pc.unique(rows.column(TENANT)).to_pylist()
    if None in found:
        raise PowerlyticsError(f"{phase.table}: a row names no tenant_id")
    return sorted(str(tenant) for tenant in found)


def _refuse_taken(cursor: duckdb.DuckDBPyConnection, connection: str, tenant: str) -> None:
    other = cursor.execute(
        f"SELECT connection FROM {PINS} WHERE tenant_id = ? LIMIT 1", [tenant]
    ).fetchone()
    if other is not None:
        raise PowerlyticsError(
            f"{connection}: its source sends rows of the tenant {tenant!r}, for which {other[0]} "
            f'writes: if both shall, write "tenant_id": "{tenant}" beside its name in '
            "connections.json"
        )


def _pin(cursor: duckdb.DuckDBPyConnection, connection: str, tenant: str) -> None:
    cursor.execute(f"DELETE FROM {PINS} WHERE connection = ?", [connection])
    cursor.execute(
        f"INSERT INTO {PINS} (tenant_id, connection, noted_at) VALUES (?, ?, ?)",
        [tenant, connection, datetime.now(UTC)],
    )
