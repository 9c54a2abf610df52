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
    "q50_kwh": "Forecast energy",
    "forecast_kwh": "Forecast energy",
    "forecast_peak_kw": "Forecast peak load",
    "actual_kwh": "Energy measured",
    "expected_kwh": "Energy expected",
    "excess_kwh": "Energy above what was expected",
    "saving_kwh_mid": "Energy saved a year",
    "saving_cost_mid": "Money saved a year",
    "saving_carbon_kg_mid": "Carbon saved a year",
    "saved_kwh": "Energy saved since the change",
    "used_kwh": "Energy used since the change",
    "baseline_kwh": "Energy that the year before asks for",
    "cvrmse": "Error of the baseline",
    "mase": "Error against yesterday",
    "wql": "Weighted quantile loss",
    "coverage80": "Coverage of the 80 % interval",
    "coverage80_p10": "Coverage that nine meters in ten exceed",
    "naive_mase": "Error of the naive forecast",
    "naive_wql": "Weighted quantile loss of the naive forecast",
    "naive_coverage80": "Coverage of the naive forecast's 80 % interval",
    "better_than_naive": "Meters forecast better than by the naive",
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
    "q50_kwh": "Median of the newest forecast of each hour or day: as likely too low as too high.",
    "forecast_kwh": "Sum of the medians of the newest forecast over the period.",
    "forecast_peak_kw": "Highest median of an hour's energy, divided by one hour.",
    "actual_kwh": "Energy measured over the incident's hours.",
    "expected_kwh": "Energy that the detectors expected over the incident's hours.",
    "excess_kwh": "Measured minus expected energy over the incident's hours.",
    "saving_kwh_mid": "Most likely saving in a year, estimated from the measured period.",
    "saving_cost_mid": "The saving at the tariff of its hours.",
    "saving_carbon_kg_mid": "The saving times the grid's carbon intensity.",
    "saved_kwh": "What a baseline of the year before asks for in the weather since the change, "
    "less what was used; measured days only, of the first year.",
    "used_kwh": "Sum of the measured days since the change.",
    "baseline_kwh": "What a model of daily energy by weather, season and weekday, fitted to the "
    "year before the change, asks for on the same days.",
    "cvrmse": "Root mean square error of that model on the days before, over their mean: CV(RMSE).",
    "mase": "Mean absolute error of the median divided by that of 'as the day before' in the "
    "history; below 1 is better than it.",
    "wql": "Twice the mean pinball loss of the nine quantiles, over the mean load.",
    "coverage80": "Share of the truths between the quantiles 0.1 and 0.9; 0.8 was promised.",
    "coverage80_p10": "Tenth percentile over the meters of that share.",
    "naive_mase": "The same error of 'the same hour a week ago', on the same hours.",
    "naive_wql": "The same loss of 'the same hour a week ago', on the same hours.",
    "naive_coverage80": "The same share for 'the same hour a week ago' with its own past errors.",
    "better_than_naive": "Meters whose error is below the naive's, divided by the meters scored.",
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
