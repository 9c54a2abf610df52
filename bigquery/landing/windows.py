"""Which windows of the derived tables a landed row touches: what transform has to look at again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Note:
    """For one table: the day of a row (DuckDB SQL over alias r), which rows, which columns count.

    A change in ``quiet`` columns alone concerns no derived number and is not noted.
    """

    day: str
    where: str = "TRUE"
    quiet: frozenset[str] = frozenset()


_UTC_DAY = "CAST(timezone('UTC', r.ts) AS DATE)"
_NAMES = frozenset(
    ["name", "tenant_name", "city", "manufacturer", "model", "serial_number", "updated_at"]
)

NOTES = {
    "raw_readings": Note(_UTC_DAY),
    "raw_weather": Note(_UTC_DAY, "r.kind = 'observed'"),
    "raw_grid": Note(_UTC_DAY),
    "raw_tariffs": Note("r.valid_from"),
    "device_metadata": Note("CAST(NULL AS DATE)", quiet=_NAMES),
    "building_metadata": Note("CAST(NULL AS DATE)", quiet=_NAMES),
    "rejected_readings": Note(
        "CAST(timezone('UTC', COALESCE(r.received_at, r.rejected_at)) AS DATE)"
    ),
}
