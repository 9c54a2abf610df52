"""Set point: what one degree of heating or cooling is worth, from a change-point regression.

For: rooms kept warmer in winter or cooler in summer than needed. A degree of the set point moves
the change point of the regression by a degree: that holds in the steady state that daily sums are
near to, and not for equipment that already runs at its limit on the days that count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ml.recommendations.change_point import Fit, Signature, choose
from ml.recommendations.finding import Evidence, Finding, Ranges, Reason
from ml.recommendations.measured import Bools, Floats, Measured, Meter

KIND = "set_point"
WEATHER_LED = frozenset(
    {"hvac", "heater", "heating", "cooling", "heat_pump", "air_conditioning", "ventilation"}
)
FEWEST_DAYS = 42
LEAST_SPREAD_C = 6.0  # between the 5th and the 95th percentile of the days' mean temperature
LEAST_R2 = 0.25
HALF_YEAR = 183  # days: from here on season and weather can be told apart


@dataclass(frozen=True, eq=False)
class Days:
    """(days,) mean outdoor temperature, energy, and whether both are known."""

    outside: Floats
    used: Floats
    known: Bools


def set_point(m: Measured) -> Iterator[Finding | Reason]:
    """One for each heating or cooling meter; for the main meter where there is none."""
    meters = [meter for meter in m.meters if meter.appliance in WEATHER_LED]
    for meter in meters or [m.whole]:
        yield _of(m, meter)


def _of(m: Measured, meter: Meter) -> Finding | Reason:
    outside, used = m.daily_mean(m.temperature), m.of_days(meter.energy)
    device_id = meter.device_id
    days = np.isfinite(outside) & np.isfinite(used)
    if days.sum() < FEWEST_DAYS:
        why = f"{days.sum()} whole days with temperature are known, {FEWEST_DAYS} needed"
        return Reason(KIND, device_id, why)
    spread = float(np.subtract(*np.percentile(outside[days], [95, 5])))
    if spread < LEAST_SPREAD_C:
        why = f"the days differ by {spread:.1f} °C only, {LEAST_SPREAD_C:g} °C needed"
        return Reason(KIND, device_id, why)
    # A whole building also follows the dark and the terms: only the weather within a season counts.
    season = _season(m)[days] if device_id is None and days.sum() >= HALF_YEAR else None
    signature = choose(outside[days], used[days], m.rest_day[days], season)
    fit = signature.fit() if signature else None
    if signature is None or fit is None or fit.r2 < LEAST_R2:
        return Reason(KIND, device_id, "its energy does not follow the outdoor temperature")
    sides = [side for side in ("heating", "cooling") if _certain(signature, fit, side)]
    if not sides:
        return Reason(KIND, device_id, "the effect of a degree is too small to tell from chance")
    return _finding(m, meter, Days(outside, used, days), signature, fit, sides)


def _season(m: Measured) -> Floats:
    """(days, 4) the year as a wave, of its own height on days of rest."""
    turn = 2 * np.pi * (m.days - m.days[0]).astype("timedelta64[D]").astype(np.float64) / 365.25
    wave = np.column_stack([np.cos(turn), np.sin(turn)])
    return np.column_stack([wave, wave * m.rest_day[:, None]])


def _certain(signature: Signature, fit: Fit, side: str) -> bool:
    """The degrees explain energy well beyond chance, and more degrees mean more energy."""
    worth = fit.degree_worth(signature.temperature, np.zeros(len(signature.energy)) > 0, side)
    if worth.sum() <= 0:
        return False
    design = signature.design(fit)
    place = 2 if side == "heating" or fit.heating_c is None else 4
    inverse = np.linalg.pinv(design.T @ design)
    error = fit.rmse * float(np.sqrt(inverse[place, place]))
    return bool(fit.coefficients[place] > 3 * error)


def _finding(  # noqa: PLR0913, PLR0917
    m: Measured, meter: Meter, of: Days, signature: Signature, fit: Fit, sides: list[str]
) -> Finding:
    outside, days, energy = of.outside, of.known, meter.energy
    rest = m.rest_day

    def worth(found: Fit) -> Floats:
        total = np.zeros(len(m.days))
        filled = np.where(days, outside, 15.0)
        for side in sides:
            total += np.where(days, found.degree_worth(filled, rest, side), 0.0)
        return total

    share = m.filled(energy) / np.where(days & (of.used > 0), of.used, np.inf)[m.day]

    def saved(weights: Floats, _: float) -> Floats:
        hourly: Floats = worth(signature.fit(weights[days]))[m.day] * share
        return hourly

    evidence = [
        Evidence("differences between its days that this explains", 100 * fit.r2, "%"),
        Evidence("days measured", float(days.sum()), "days"),
        Evidence("coldest day", float(outside[days].min()), "°C"),
        Evidence("warmest day", float(outside[days].max()), "°C"),
    ]
    points = {"heating": fit.heating_c, "cooling": fit.cooling_c}
    for side in sides:
        by_day = fit.degree_worth(outside[days], rest[days], side)
        evidence += [
            Evidence(f"{side} begins at", float(points[side] or 0.0), "°C outside"),
            Evidence(f"one degree of {side}, on a day with it", float(by_day[by_day > 0].mean()),
                     "kWh a day"),
            Evidence(f"days with {side}", float((by_day > 0).sum()), "days"),
        ]  # fmt: skip
    deed = " and ".join(
        {"heating": "heating 1 °C lower", "cooling": "cooling 1 °C less"}[side] for side in sides
    )

    def say(found: Ranges) -> str:
        return (
            f"{meter.name} follows the weather: {deed} would save {found.kwh.text('kWh')} a year. "
            f"Try it where nobody feels cold or hot already."
        )

    return Finding(
        KIND, meter.device_id, deed[0].upper() + deed[1:], say, tuple(evidence),
        "The same regression on the eight weeks after: the outdoor temperature at which heating or "
        "cooling begins must have moved by a degree; the kWh against a weather-adjusted baseline.",
        saved, days, energy, m.price, m.carbon, seasonal=True,
    )  # fmt: skip
