"""What a column of a serving query means, in one sentence each."""

from __future__ import annotations

TITLES = {
    "energy_kwh": "Energy",
    "unattributed_kwh": "Energy in hours without readings",
    "peak_kw": "Peak load",
    "base_load_kw": "Base load",
    "load_factor": "Load factor",
    "cost": "Cost",
    "carbon_kg": "Carbon",
    "kwh_per_bed": "Energy per bed",
    "completeness": "Completeness",
    "agreed_capacity_kw": "Agreed capacity",
}
DEFINITIONS = {
    "energy_kwh": "Sum of the interval energy of the meters; an unknown interval adds nothing "
    "and lowers the completeness.",
    "unattributed_kwh": "What a register proves was used across a gap, in hours for which no "
    "reading came; it is in no hour's energy.",
    "peak_kw": "Highest hourly mean of the summed main meters (kWh per hour).",
    "base_load_kw": "5th percentile of the hourly means of the summed main meters.",
    "load_factor": "Mean load divided by peak load.",
    "cost": "Energy of each hour times the tariff of that hour.",
    "carbon_kg": "Energy of each hour times the grid's carbon intensity of that hour.",
    "kwh_per_bed": "Energy of the room's meters divided by its beds.",
    "completeness": "Known meter intervals divided by the intervals that were due.",
    "agreed_capacity_kw": "Sum of the power agreed with the supplier for each building.",
}
LOAD = "Mean load: the energy of the hour divided by one hour; the meters are summed."


def title(column: str, unit: str, *, whole: bool) -> str:
    """What the number is called."""
    name = "Load" if _is_load(column, unit) else TITLES.get(column, column)
    return f"{name}, sum of the series" if whole else name


def definition(column: str, unit: str) -> str:
    """What the number means."""
    if _is_load(column, unit):
        return LOAD
    return DEFINITIONS.get(column, f"Column {column} of the query.")


def _is_load(column: str, unit: str) -> bool:
    return column == "energy_kwh" and unit == "kW"
