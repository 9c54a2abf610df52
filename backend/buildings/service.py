"""Buildings and their spaces, out of the scope's own lists."""

from __future__ import annotations

from typing import Any

from backend.asking import Asking
from backend.buildings.schemas import Building, Space
from backend.devices.service import page_of_devices
from backend.paging import Page


def buildings(asking: Asking, page: Page) -> dict[str, Any]:
    """A BuildingPage."""
    rows, following = page.cut(asking.scope.listed("buildings"), lambda row: row["building_id"])
    return {"data": [_only(row, Building) for row in rows], "next_cursor": following}


def building(asking: Asking, building_id: str) -> dict[str, Any]:
    """A Building; 404."""
    return _only(asking.scope.building(building_id), Building)


def spaces(asking: Asking, building_id: str, page: Page) -> dict[str, Any]:
    """A SpacePage; 404."""
    scope = asking.scope.narrowed(building_id)
    rows, following = page.cut(scope.listed("spaces"), lambda row: row["space_id"])
    return {"data": [_only(row, Space) for row in rows], "next_cursor": following}


def devices(asking: Asking, building_id: str, page: Page) -> dict[str, Any]:
    """A DevicePage; 404."""
    scope = asking.scope
    scope.building(building_id)
    rows = [row for row in scope.listed("devices") if row["building_id"] == building_id]
    return page_of_devices(scope, rows, page)


def _only(row: dict[str, Any], schema: type[Building] | type[Space]) -> dict[str, Any]:
    return {name: row[name] for name in schema.model_fields}
