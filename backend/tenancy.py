"""The one way to a tenant's rows.

A ``Scope`` comes from who asks, never from what is asked: it injects @tenant_id and the visible
buildings into every query, and the tenant into every row written. Nothing else in backend/ touches
the warehouse's ``read`` and ``load`` (a test holds that).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any, Protocol

import pyarrow as pa

from backend.access import Principal
from backend.errors import not_found
from bigquery.arrow_types import schema_of

Row = dict[str, Any]
MEMORY = 256


class Reads(Protocol):
    """The part of ``bigquery.Warehouse`` that the API needs."""

    def read(self, name: str, parameters: Mapping[str, object], /) -> pa.Table:
        """Run bigquery/queries/{name}.sql."""
        ...

    def load(self, table: str, rows: pa.Table, /) -> int:
        """Append rows."""
        ...

    def version(self) -> str:
        """Changes after every commit."""
        ...


class Memory:
    """Small lists (buildings, devices) remembered per scope until the data changes."""

    def __init__(self) -> None:
        self._rows: OrderedDict[tuple[object, ...], list[Row]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[object, ...]) -> list[Row] | None:
        with self._lock:
            return self._rows.get(key)

    def put(self, key: tuple[object, ...], rows: list[Row]) -> None:
        with self._lock:
            self._rows[key] = rows
            while len(self._rows) > MEMORY:
                self._rows.popitem(last=False)


@dataclass(frozen=True)
class Scope:
    """What a principal may see: one tenant, all of its buildings or some."""

    tenant_id: str
    buildings: frozenset[str] | None
    version: str
    warehouse: Reads = field(compare=False, repr=False)
    memory: Memory = field(compare=False, repr=False)

    def read(self, query: str, /, **parameters: object) -> pa.Table:
        """Run a serving query as this scope; its rows hold nothing from outside it."""
        scoped = {
            "tenant_id": self.tenant_id,
            "all_buildings": self.buildings is None,
            "building_ids": sorted(self.buildings or ()),
        }
        if scoped.keys() & parameters.keys():
            raise TypeError("the scope's parameters come from who asks")
        return self.warehouse.read(query, {**scoped, **parameters})

    def write(self, table: str, row: Mapping[str, object], /) -> None:
        """Append a row to a table of the schema as a row of this tenant."""
        if "tenant_id" in row:
            raise TypeError("the scope's tenant comes from who asks")
        owned = {**row, "tenant_id": self.tenant_id}
        self.warehouse.load(table, pa.Table.from_pylist([owned], schema_of(table)))

    def listed(self, query: str) -> list[Row]:
        """A short list without parameters, remembered until the data changes."""
        key = (self.tenant_id, self.buildings, self.version, query)
        rows = self.memory.get(key)
        if rows is None:
            rows = self.read(query).to_pylist()
            self.memory.put(key, rows)
        return rows

    def clock(self) -> list[Row]:
        """When the tenant's devices last reported, of all buildings and without their names: what
        time it is in the data must not depend on who asks.
        """
        seen = ("kind", "meter_type", "interval_minutes", "last_reading_at")
        everything = replace(self, buildings=None).listed("devices")
        return [{name: row[name] for name in seen} for row in everything]

    def building(self, building_id: str) -> Row:
        """The building; 404 when it is not in this scope."""
        for row in self.listed("buildings"):
            if row["building_id"] == building_id:
                return row
        raise not_found("building")

    def device(self, device_id: str) -> Row:
        """The device; 404 when it is not in this scope."""
        for row in self.listed("devices"):
            if row["device_id"] == device_id:
                return row
        raise not_found("device")

    def narrowed(self, building_id: str) -> Scope:
        """Only this building; 404 when it is not in this scope."""
        self.building(building_id)
        return replace(self, buildings=frozenset({building_id}))

    def within(self, buildings: frozenset[str] | None) -> Scope | None:
        """The scope of exactly ``buildings``, None when this one does not cover it."""
        if self.buildings is not None and (buildings is None or not buildings <= self.buildings):
            return None
        return replace(self, buildings=buildings)


def scope_of(principal: Principal, warehouse: Reads, memory: Memory) -> Scope:
    """The scope of who asks."""
    return Scope(principal.tenant_id, principal.buildings, warehouse.version(), warehouse, memory)
