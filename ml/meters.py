"""Panels of the warehouse's meters: a tenant's meters and buildings of one place side by side.

No panel holds two tenants: what one tenant's meters do never enters another's features.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import numpy as np
import pyarrow as pa

from ml.panel import HOUR, Floats, Panel, Place, hour_number


@dataclass(frozen=True)
class Target:
    """Whose energy it is; ``device_id`` None: the building as a whole."""

    tenant_id: str
    building_id: str | None
    device_id: str | None


@dataclass(frozen=True, eq=False)
class Estate:
    """``panel``, and for each of its columns the targets that it stands for.

    A building with one main meter is that meter; one with several has a column of their sum, which
    is unknown where one of them is. The columns of single meters come first (``devices`` of them).
    """

    tenant_id: str
    panel: Panel
    targets: tuple[tuple[Target, ...], ...]
    devices: int

    @property
    def single(self) -> Panel:
        """The single meters, without sums."""
        return self.panel.of(list(range(self.devices)))

    def before(self, row: int) -> Estate:
        return Estate(self.tenant_id, self.panel.before(row), self.targets, self.devices)


def estates(meters: pa.Table, hours: pa.Table, ends: dict[str, datetime]) -> list[Estate]:
    """One a tenant and place, in order; nothing at or after ``ends`` (by tenant) is in it.

    ``meters`` are the rows of ml_meters.sql, ``hours`` of ml_hours.sql. A tenant without an end, or
    without any hour before it, has none.
    """
    known = _by_tenant(hours)
    groups: dict[tuple[str, Place], list[dict[str, Any]]] = defaultdict(list)
    for row in meters.to_pylist():
        place = Place(row["timezone"], row["country"], row["subdivision"])
        groups[row["tenant_id"], place].append(row)
    found = []
    for (tenant, place), rows in sorted(groups.items(), key=lambda item: repr(item[0])):
        if tenant in ends and tenant in known:
            estate = _estate(tenant, place, rows, known[tenant], hour_number(ends[tenant]))
            found += [estate] if estate is not None else []
    return found


def moment(panel: Panel, row: int) -> datetime:
    """The instant at which a row begins."""
    return datetime(1970, 1, 1, tzinfo=UTC) + (panel.start + row) * HOUR


def _by_tenant(hours: pa.Table) -> dict[str, tuple[Any, Any, Floats]]:
    """Device ids, hour numbers and kWh of each tenant."""
    tenants = hours.column("tenant_id").to_numpy(zero_copy_only=False)
    devices = hours.column("device_id").to_numpy(zero_copy_only=False)
    stamps = hours.column("ts").cast(pa.timestamp("us", "UTC")).cast(pa.int64()).to_numpy()
    numbers = stamps // 3_600_000_000
    energy = hours.column("energy_kwh").to_numpy(zero_copy_only=False).astype(np.float64)
    return {
        str(tenant): (devices[mine], numbers[mine], energy[mine])
        for tenant in np.unique(tenants.astype(str))
        if (mine := tenants == tenant).any()
    }


def _estate(
    tenant: str,
    place: Place,
    rows: list[dict[str, Any]],
    known: tuple[Any, Any, Floats],
    end: int,
) -> Estate | None:
    column = {row["device_id"]: number for number, row in enumerate(rows)}
    devices, numbers, values = known
    at = np.array([column.get(device, -1) for device in devices], np.int64)
    there = (at >= 0) & (numbers < end)
    if not there.any():
        return None
    start = int(numbers[there].min())
    energy = np.full((end - start, len(rows)), np.nan)
    energy[numbers[there] - start, at[there]] = values[there]
    energy[~np.isfinite(energy)] = np.nan
    names = [f"{_part(tenant)}/{_part(row['device_id'])}" for row in rows]
    targets = [[Target(tenant, row["building_id"], row["device_id"])] for row in rows]
    mains: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        if row["kind"] == "main_meter" and row["building_id"] is not None:
            mains[row["building_id"]].append(number)
    sums = []
    for building, columns in sorted(mains.items()):
        whole = Target(tenant, building, None)
        if len(columns) == 1:
            targets[columns[0]].append(whole)
        else:
            names.append(f"{_part(tenant)}//{_part(building)}")
            targets.append([whole])
            sums.append(energy[:, columns].sum(axis=1))
    panel = Panel(start, tuple(names), np.column_stack([energy, *sums]), place)
    return Estate(tenant, panel, tuple(map(tuple, targets)), len(rows))


def _part(name: str) -> str:
    return quote(name, safe="")
