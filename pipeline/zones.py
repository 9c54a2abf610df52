"""Zones that do not exist are set aside, so that one building never stops the transform of all.

Our connector lands none (it gives NULL and says so); another one may. GoogleSQL has no test for a
zone, and an unknown one ends the statement that meets it, on either engine.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from zoneinfo import available_timezones

import structlog

from bigquery.queries import load
from bigquery.warehouse import Warehouse


def set_aside_unknown(warehouse: Warehouse, as_of: datetime) -> list[str]:
    """Make buildings with a zone that no clock knows ones in UTC; data quality says so."""
    named = {row["timezone"] for row in warehouse.query(load("building_zones")).to_pylist()}
    unknown = sorted(named - _known())
    if unknown:
        structlog.get_logger().warning("unknown_timezone", zones=unknown)
        warehouse.query(load("note_unknown_zones"), {"zones": unknown, "as_of": as_of})
        warehouse.query(load("set_aside_zones"), {"zones": unknown})
    return unknown


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones() - {"localtime"})
