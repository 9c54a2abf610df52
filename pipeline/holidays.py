"""Public holidays of the countries in which buildings stand, as rows of the holidays table."""

from __future__ import annotations

from collections import defaultdict

import holidays
import pyarrow as pa

from bigquery.queries import load
from bigquery.warehouse import Warehouse


def fill(warehouse: Warehouse, first_year: int, last_year: int) -> int:
    """Add the holidays that are missing for the years; returns the rows added.

    A country that the holidays package does not know has none.
    """
    years = set(range(first_year, last_year + 1))
    known: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    for row in warehouse.query(load("known_holidays")).to_pylist():
        place = (row["tenant_id"], row["country"], row["subdivision"])
        known[place] |= {row["year"]} - {None}
    rows = [
        {"tenant_id": tenant, "country": country, "subdivision": subdivision, "day": day}
        | {"name": name}
        for (tenant, country, subdivision), have in known.items()
        for day, name in _of(country, subdivision, years - have)
    ]
    return warehouse.load("holidays", pa.Table.from_pylist(rows)) if rows else 0


def _of(country: str, subdivision: str, years: set[int]) -> list[tuple[object, str]]:
    if not years:
        return []
    try:
        found = holidays.country_holidays(country, subdiv=subdivision or None, years=years)
    except NotImplementedError:
        return []
    return sorted((day, name) for day, name in found.items() if day.year in years)
