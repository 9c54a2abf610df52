"""What is known of one building for its recommendations and its savings."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from bigquery.warehouse import Warehouse

PARTS = ("building", "devices", "conditions", "hours")


def advice_tables(
    warehouse: Warehouse, tenant_id: str, building_id: str, start: date, end: date
) -> dict[str, pa.Table]:
    """Its tables by part, of the local days [start, end)."""
    scope = {
        "tenant_id": tenant_id,
        "all_buildings": False,
        "building_ids": [building_id],
        "start_date": start,
        "end_date": end,
    }
    return {part: warehouse.read(f"advice_{part}", scope) for part in PARTS}
