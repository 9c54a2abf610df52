"""Savings measured afterwards: a weather-adjusted baseline and how sure it is.

The method is OpenDSM's (the former OpenEEmeter): a model of daily energy by outdoor temperature,
season and day of the week is fitted to the time before, predicts the time after, and what was not
used of the prediction was saved. The library's ``DailyModel`` makes the prediction.

Its uncertainty is not used: it is one interval a day, the same for all days, from the residuals'
spread. Added up as if days were independent it is too narrow (a warm week is followed by another,
and the baseline is itself an estimate); added up plainly it is ten times too wide. So the interval
here is built from the residuals with their correlation from day to day, and the baseline's error.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np

from bigquery.errors import PowerlyticsError
from ml.recommendations.change_point import Signature, choose
from ml.recommendations.measured import Bools, Dates, Floats, Measured, Meter
from ml.recommendations.opendsm_baseline import Days, opendsm

FEWEST_BEFORE = 90  # days; OpenDSM itself wants nine tenths of a year
FEWEST_AFTER = 14
REACH_C = 2.0  # how far beyond the temperatures before a day after may lie
INSIDE = 0.9  # of the days after that must lie within
__all__ = ["Days", "Saving", "days_of", "measured_saving"]

Baseline = Literal["opendsm", "change_point"]


@dataclass(frozen=True)
class Saving:
    """What was saved over the known days after, kWh; negative when more was used.

    low, high: the interval at ``confidence``. cvrmse: the baseline's error on the days before, as a
    share of their mean. autocorrelation: of its residuals from one day to the next.
    """

    kwh: float
    low: float
    high: float
    confidence: float
    cvrmse: float
    autocorrelation: float
    days_before: int
    days_after: int
    expected_kwh: float
    actual_kwh: float
    method: Baseline


def measured_saving(
    before: Days,
    after: Days,
    confidence: float = 0.8,
    timezone: str = "UTC",
    baseline: Baseline = "opendsm",
) -> Saving:
    """Energy saved in the days ``after`` against the baseline of the days ``before``.

    ``change_point`` is our own regression in place of the library: the same shape, within
    milliseconds, and without the library's demand for a whole year. Raises PowerlyticsError when
    the days do not carry a baseline, with the reason.
    """
    before, after = _known(before), _known(after)
    _check(before, after)
    signature = choose(before.temperature_c, before.kwh, _rest(before.day))
    if baseline == "opendsm":
        fitted, expected, parameters = opendsm(before, after, timezone)
    else:
        fitted, expected, parameters = _change_point(signature, before, after)
    residual = before.kwh - fitted
    freedom = max(len(residual) - parameters, 1)
    spread = float(np.sqrt(residual @ residual / freedom))
    together = _autocorrelation(residual, before.day, parameters)
    error = spread * _sum_error(signature, before, after, together)
    effective = max(freedom * (1 - together) / (1 + together), 3.0)
    saved = float((expected - after.kwh).sum())
    half = _student(confidence, effective) * error
    return Saving(
        kwh=saved,
        low=saved - half,
        high=saved + half,
        confidence=confidence,
        cvrmse=spread / float(before.kwh.mean()),
        autocorrelation=together,
        days_before=len(before.day),
        days_after=len(after.day),
        expected_kwh=float(expected.sum()),
        actual_kwh=float(after.kwh.sum()),
        method=baseline,
    )


def days_of(measured: Measured, meter: Meter) -> Days:
    """The days of one meter, or of ``measured.whole``, as ``measured_saving`` takes them."""
    energy, outside = measured.of_days(meter.energy), measured.daily_mean(measured.temperature)
    return Days(measured.days, energy, outside)


def _known(days: Days) -> Days:
    """The days with both figures, in order."""
    both = np.isfinite(days.kwh) & np.isfinite(days.temperature_c)
    order = np.argsort(days.day[both], kind="stable")
    day = days.day[both][order].astype("datetime64[D]")
    return Days(day, days.kwh[both][order], days.temperature_c[both][order])


def _check(before: Days, after: Days) -> None:
    if len(before.day) < FEWEST_BEFORE:
        raise PowerlyticsError(
            f"{len(before.day)} days before the change are known; a baseline needs {FEWEST_BEFORE}"
        )
    if len(after.day) < FEWEST_AFTER:
        raise PowerlyticsError(
            f"{len(after.day)} days after the change are known; wait for {FEWEST_AFTER}"
        )
    if before.day[-1] >= after.day[0]:
        raise PowerlyticsError("the days before and after overlap: give the day of the change")
    if not before.kwh.mean() > 0:
        raise PowerlyticsError("the meter used nothing before the change: there is no baseline")
    low, high = before.temperature_c.min() - REACH_C, before.temperature_c.max() + REACH_C
    inside = float(((after.temperature_c >= low) & (after.temperature_c <= high)).mean())
    if inside < INSIDE:
        raise PowerlyticsError(
            f"{100 * (1 - inside):.0f} % of the days after are colder or warmer than any before; "
            "a baseline needs a season like theirs"
        )


def _rest(day: Dates) -> Bools:
    weekend: Bools = (day.astype(np.int64) + 3) % 7 >= 5
    return weekend


def _change_point(
    signature: Signature | None, before: Days, after: Days
) -> tuple[Floats, Floats, int]:
    """Our own regression: fitted days before, expected days after, number of parameters."""
    x, y = _designs(signature, before, after)
    slopes = np.linalg.lstsq(x, before.kwh, rcond=None)[0]
    extra = 0 if signature is None else signature.parameters - x.shape[1]
    return x @ slopes, y @ slopes, x.shape[1] + max(extra, 0)


def _designs(signature: Signature | None, before: Days, after: Days) -> tuple[Floats, Floats]:
    """The regression's columns on the days before and after."""
    out = []
    for days in (before, after):
        columns = [np.ones(len(days.day)), _rest(days.day).astype(np.float64)]
        if signature is not None:
            fit = signature.fit()
            degrees = [
                None
                if fit.heating_c is None
                else np.maximum(fit.heating_c - days.temperature_c, 0),
                None
                if fit.cooling_c is None
                else np.maximum(days.temperature_c - fit.cooling_c, 0),
            ]
            for each in degrees:
                if each is not None:
                    columns += [each, each * columns[1]]
        out.append(np.column_stack(columns))
    return out[0], out[1]


def _autocorrelation(residual: Floats, day: Dates, parameters: int) -> float:
    """Of the residuals from one day to the next, 0 to 0.95; mended for what the fit took away."""
    steps = np.diff(day).astype(np.int64) == 1
    if steps.sum() < 30:
        return 0.5
    one, two = residual[:-1][steps], residual[1:][steps]
    found = float(one @ two / np.sqrt((one @ one) * (two @ two))) if one @ one > 0 else 0.0
    n = len(residual)
    return float(np.clip(found + (parameters + 3 * found) / n, 0.0, 0.95))


def _sum_error(signature: Signature | None, before: Days, after: Days, together: float) -> float:
    """Standard error of the sum over the days after, for residuals of spread 1.

    Two parts: what the days after do by chance, and the error of the baseline, which the same
    regression with the same correlation tells (the library does not).
    """
    x, y = _designs(signature, before, after)
    spread = _correlated(before.day, together)
    inverse = np.linalg.pinv(x.T @ x)
    covariance = inverse @ (x.T @ spread @ x) @ inverse
    total = y.sum(axis=0)
    chance = _correlated(after.day, together).sum()
    return float(np.sqrt(chance + total @ covariance @ total))


def _correlated(day: Dates, together: float) -> Floats:
    """(days, days) correlation that halves and halves with the days between."""
    age = day.astype(np.int64)
    matrix: Floats = np.power(together, np.abs(age[:, None] - age[None]).astype(np.float64))
    return matrix


def _student(confidence: float, freedom: float) -> float:
    """Student's quantile for a two-sided interval, by its expansion around the normal one."""
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    return z + first / freedom + second / freedom**2
