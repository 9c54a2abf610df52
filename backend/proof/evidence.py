"""Figures and series made from a query's rows, each with the claim that proves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from backend.proof.claims import Claim, Claims, short
from backend.tenancy import Row, Scope

UNITS = {
    "energy_kwh": "kWh",
    "unattributed_kwh": "kWh",
    "kwh_per_bed": "kWh/bed",
    "peak_kw": "kW",
    "base_load_kw": "kW",
    "power_kw": "kW",
    "power_kw_mean": "kW",
    "power_kw_max": "kW",
    "kw": "kW",
    "agreed_capacity_kw": "kW",
    "load_factor": "1",
    "completeness": "1",
    "estimated_share": "1",
    "carbon_kg": "kg CO2e",
    "outdoor_temperature_c": "°C",
    "temperature_c": "°C",
    "temperature_c_mean": "°C",
    "humidity_pct": "%",
    "humidity_pct_mean": "%",
    "voltage_v": "V",
    "voltage_v_mean": "V",
    "current_a": "A",
    "current_a_mean": "A",
    "power_factor": "1",
    "power_factor_mean": "1",
    "occupancy_count": "people",
    "occupancy_count_mean": "people",
    "register_kwh": "kWh",
    **{f"q{tenth}0_kwh": "kWh" for tenth in range(1, 10)},
    "actual_kwh": "kWh",
    "expected_kwh": "kWh",
    "excess_kwh": "kWh",
    "low_kwh": "kWh",
    "high_kwh": "kWh",
    "forecast_kwh": "kWh",
    "forecast_peak_kw": "kW",
    "saving_kwh_mid": "kWh",
    "saved_kwh": "kWh",
    "used_kwh": "kWh",
    "baseline_kwh": "kWh",
    "cvrmse": "1",
    "saving_carbon_kg_mid": "kg CO2e",
    "mase": "1",
    "wql": "1",
    "coverage80": "1",
    "coverage80_p10": "1",
    "naive_mase": "1",
    "naive_wql": "1",
    "naive_coverage80": "1",
    "better_than_naive": "1",
}
MONEY = ("cost", "saving_cost_mid")
MONEY_UNKNOWN = "currency"
COMPARABLE = 0.05
"""Two figures are compared when their completeness differs by no more than this."""


@dataclass(frozen=True)
class Evidence:
    """One executed query: its rows, and how to prove a number in them."""

    scope: Scope
    claims: Claims
    query: str
    parameters: Mapping[str, object]
    table: pa.Table

    def rows(self) -> list[Row]:
        """As dictionaries."""
        return self.table.to_pylist()

    def of(self, level: Literal["site", "building"]) -> Evidence:
        """The rows of one level where both were asked for at once; proofs ask for it alone."""
        site = pc.is_null(self.table.column("building_id"))
        mine = site if level == "site" else pc.invert(site)
        parameters = {**self.parameters, "levels": [level]}
        return replace(self, parameters=parameters, table=self.table.filter(mine))

    def figure(  # noqa: PLR0913 - a figure has this many parts
        self,
        row: Row | None,
        column: str,
        *,
        unit: str | None = None,
        select: Sequence[str] = (),
        building: str | None = None,
        why: str | None = None,
    ) -> dict[str, Any]:
        """A Figure out of ``row``.

        ``building`` narrows the proof to one building (the queries group by building, so its row
        is then the only one); ``select`` names the columns that pick the row otherwise.
        """
        value = None if row is None else _number(row.get(column))
        unit = unit or unit_of(column, row)
        completeness = None if row is None else completeness_of(column, row)
        proof = None
        if row is not None:
            buildings = self.scope.buildings if building is None else frozenset({building})
            chosen = {name: str(row[name]) for name in select} or None
            proof = self._sign(buildings, column, chosen, value, unit, whole=False)
        return {
            "value": value,
            "unit": unit,
            "completeness": completeness,
            "estimated_share": None if row is None else _number(row.get("estimated_share")),
            "proof": proof,
            "why": None if value is not None else why or "no reading in this period",
        }

    def range(self, row: Row | None, low: str, column: str, high: str, **kwargs: Any) -> Any:  # noqa: ANN401
        """A RangeFigure out of ``row``: ``column`` is the figure, with the columns of its ends."""
        figure = self.figure(row, column, **kwargs)
        ends = {"low": low, "high": high}
        return {**figure, **{k: None if row is None else _number(row[c]) for k, c in ends.items()}}

    def series(
        self,
        measures: Mapping[str, str],
        *,
        resolution: str,
        timezone: str,
        table: pa.Table | None = None,
    ) -> dict[str, Any]:
        """A Series of ``measures`` (column -> unit), rows in the order of ``ts``."""
        table = self.table if table is None else table
        columns: dict[str, Any] = {"ts": epoch_ms(table.column("ts"))}
        for name in [*measures, "completeness", "estimated_share"]:
            if name in table.column_names:
                columns[name] = floats(table.column(name))
        first = next(iter(measures))
        return {
            "resolution": resolution,
            "timezone": timezone,
            "unit": measures[first],
            "units": dict(measures),
            "columns": columns,
            "proof": self.prove_sum(first, measures[first]),
        }

    def prove_sum(self, column: str, unit: str) -> str:
        """A proof of the whole result: that ``column`` sums to what it sums to."""
        values = floats(self.table.column(column))
        known = values[np.isfinite(values)]
        total = float(known.sum()) if len(known) else None
        return self._sign(self.scope.buildings, column, None, total, unit, whole=True)

    def _sign(  # noqa: PLR0913 - a claim has this many parts
        self,
        buildings: frozenset[str] | None,
        column: str,
        row: Mapping[str, str] | None,
        value: float | None,
        unit: str,
        *,
        whole: bool,
    ) -> str:
        claim = Claim(
            self.query,
            self.parameters,
            buildings,
            column,
            row,
            whole,
            value,
            unit,
            short(self.scope.version),
        )
        return self.claims.sign(self.scope.tenant_id, claim)


def execute(scope: Scope, claims: Claims, query: str, /, **parameters: object) -> Evidence:
    """Run ``query`` in ``scope`` and keep what proves its numbers."""
    return Evidence(scope, claims, query, parameters, scope.read(query, **parameters))


def remembered(scope: Scope, claims: Claims, query: str) -> Evidence:
    """The same of a short list without parameters, read once until the data changes."""
    return Evidence(scope, claims, query, {}, pa.Table.from_pylist(scope.listed(query)))


def unknown(unit: str, why: str) -> dict[str, Any]:
    """A figure without a value."""
    return {
        "value": None,
        "unit": unit,
        "completeness": None,
        "estimated_share": None,
        "proof": None,
        "why": why,
    }


def completeness_of(column: str, row: Row) -> float | None:
    """Known over due. Cost and carbon are only as complete as their prices and intensities."""
    own = _number(row.get(f"{column.removesuffix('_kg')}_completeness"))
    return own if own is not None else _number(row.get("completeness"))


def unit_of(column: str, row: Row | None) -> str:
    """The unit of a column; money has its currency."""
    if column in MONEY:
        return str((row or {}).get("currency") or MONEY_UNKNOWN)
    return UNITS[column]


def floats(column: pa.ChunkedArray[Any]) -> Any:  # noqa: ANN401 - a NumPy array
    """As float64 where NaN stands for NULL (rendered as null)."""
    return column.cast(pa.float64()).to_numpy()


def epoch_ms(column: pa.ChunkedArray[Any]) -> Any:  # noqa: ANN401 - a NumPy array
    """Instants as whole milliseconds."""
    return column.cast(pa.timestamp("ms", "UTC"), safe=False).cast(pa.int64()).to_numpy()


def change(now: Mapping[str, Any], before: Mapping[str, Any]) -> float | None:
    """now / before - 1; None where either is unknown, or where one misses more than the other:
    a meter that fell silent is no saving.
    """
    if now["value"] is None or not before["value"]:
        return None
    if abs((now["completeness"] or 0) - (before["completeness"] or 0)) > COMPARABLE:
        return None
    return float(now["value"] / before["value"] - 1)


def _number(value: object) -> float | None:
    if value is None or isinstance(value, (str, datetime)):
        return None
    number = float(value)  # type: ignore[arg-type]
    return number if np.isfinite(number) else None
