"""Fivetran's destination semantics on DuckDB: what a checkpoint delivers lands as one transaction.

Engine plumbing: the SQL here is DuckDB's own and concerns no reader of the tables. An upsert sets
omitted columns NULL and revives; an update never inserts; deletes and truncates are soft; new
tables, new columns and wider types are taken over; a table without a key gets ``_fivetran_id``.
"""

from bigquery.landing.apply import Landed, Phase, PhaseKind, land
from bigquery.landing.tenancy import held
from bigquery.landing.types import Column, FivetranType, arrow_type

__all__ = ["Column", "FivetranType", "Landed", "Phase", "PhaseKind", "arrow_type", "held", "land"]
