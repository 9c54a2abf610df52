"""The tables, read from the DDL files beside this one: the files are the only definition."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import sqlglot
from sqlglot import exp

from bigquery.errors import PowerlyticsError

LOCAL_DATASET = "powerlytics_local"


@dataclass(frozen=True)
class Column:
    """One column: GoogleSQL type and description."""

    name: str
    type: str
    required: bool
    description: str


@dataclass(frozen=True)
class Table:
    """One table as its DDL file declares it."""

    dataset: str
    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    partition: str | None
    clustering: tuple[str, ...]
    expiration_days: int | None
    ddl: str

    @property
    def full_name(self) -> str:
        return f"{self.dataset}.{self.name}"

    @property
    def column_names(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def local(self) -> bool:
        """True for the bookkeeping that only the embedded warehouse has."""
        return self.dataset == LOCAL_DATASET


def _properties(node: exp.Expression) -> dict[str, exp.Expression]:
    found = node.find_all(exp.Property)
    return {item.name.lower(): item.args["value"] for item in found if type(item) is exp.Property}


def _column(definition: exp.ColumnDef) -> Column:
    kinds = [constraint.args.get("kind") for constraint in definition.constraints]
    options = _properties(definition)
    return Column(
        name=definition.name,
        type=definition.args["kind"].sql("bigquery"),
        required=any(isinstance(kind, exp.NotNullColumnConstraint) for kind in kinds),
        description=options["description"].name if "description" in options else "",
    )


def parse(ddl: str) -> Table:
    """One CREATE TABLE statement, read. Raises sqlglot's ParseError."""
    create = sqlglot.parse_one(ddl, read="bigquery")
    schema = create.this
    key = schema.find(exp.PrimaryKey)
    properties = create.args["properties"].expressions
    partition = next((p for p in properties if isinstance(p, exp.PartitionedByProperty)), None)
    cluster = next((p for p in properties if isinstance(p, exp.ClusterProperty)), None)
    options = _properties(create.args["properties"])
    column = partition.find(exp.Column) if partition else None
    expiry = options.get("partition_expiration_days")
    return Table(
        dataset=schema.this.db,
        name=schema.this.name,
        description=options["description"].name,
        columns=tuple(_column(c) for c in schema.expressions if isinstance(c, exp.ColumnDef)),
        key=tuple(part.name for part in key.expressions) if key else (),
        partition=(column.name if column else partition.this.name) if partition else None,
        clustering=tuple(part.name for part in cluster.expressions) if cluster else (),
        expiration_days=int(expiry.name) if expiry else None,
        ddl=ddl,
    )


@cache
def tables() -> dict[str, Table]:
    """Every table by its bare name, in the order of datasets and files."""
    files = sorted(Path(__file__).parent.glob("*.sql"))
    found = sorted((parse(path.read_text(encoding="utf-8")) for path in files), key=_order)
    return {table.name: table for table in found}


def _order(table: Table) -> tuple[int, str]:
    datasets = ["powerlytics_raw", "powerlytics_analytics", LOCAL_DATASET]
    return datasets.index(table.dataset), table.name


def table(name: str) -> Table:
    """The table ``name``, bare or with its dataset. Raises PowerlyticsError for any other."""
    found = tables().get(name.rsplit(".", 1)[-1])
    if found is None or name not in (found.name, found.full_name):
        raise PowerlyticsError(f"no table is named {name!r}; the tables are {', '.join(tables())}")
    return found
