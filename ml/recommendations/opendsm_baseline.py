"""OpenDSM's daily model as a baseline: fitted to the days before, predicting the days after.

The library is loaded on the first use (seconds; its first fit compiles for up to a minute), so call
this in a child process.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bigquery.errors import PowerlyticsError
from ml.recommendations.measured import Dates, Floats

if TYPE_CHECKING:
    import pandas as pd


SAID = {"incorrect_number_of_total_days": "it wants nearly a year"}


class NoBaselineError(PowerlyticsError):
    """The library takes no baseline from these days."""


@dataclass(frozen=True, eq=False)
class Days:
    """One meter's local days: energy in kWh and mean outdoor temperature, NaN unknown."""

    day: Dates
    kwh: Floats
    temperature_c: Floats


def opendsm(before: Days, after: Days, timezone: str) -> tuple[Floats, Floats, int]:
    """The library's daily model: fitted days before, expected days after, parameters.

    It gets hours, a day's energy and temperature spread evenly: with daily rows its 1.2.6 fails on
    pandas 3 (it compares a Day offset with a Timedelta). Zero is missing to it for electricity.
    Raises NoBaselineError when the days do not carry its model.
    """
    with _quiet():
        from opendsm.eemeter import DailyBaselineData, DailyModel, DailyReportingData

        with _in_our_words():
            known = DailyBaselineData(hours_of(before, timezone), is_electricity_data=True)
            later = DailyReportingData(hours_of(after, timezone), True)
        refused = [each.qualified_name.split(".")[-1] for each in known.disqualification]
        if refused:
            why = SAID.get(refused[0], refused[0].replace("_", " "))
            raise NoBaselineError(f"OpenDSM takes no baseline from {len(before.day)} days: {why}")
        with _in_our_words():
            model = DailyModel().fit(known)
            fitted, expected = model.predict(known), model.predict(later)
        if model.disqualification:
            raise NoBaselineError("OpenDSM finds no model that fits the days before well enough")
        parameters = int(model.baseline_metrics.num_model_params)
    return _picked(fitted, before), _picked(expected, after), parameters


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except Exception as error:  # it names no errors of its own
        raise NoBaselineError(f"OpenDSM fails on these days: {error}") from error


def hours_of(days: Days, timezone: str) -> pd.DataFrame:
    """The days as a frame of local hours: kWh spread evenly, temperature in °F as it wants it."""
    import pandas as pd

    # where clocks change at midnight the first hour of the day is the one that is there
    first, last = (
        pd.Timestamp(day).tz_localize(timezone, nonexistent="shift_forward", ambiguous=True)
        for day in (days.day[0], days.day[-1] + np.timedelta64(1, "D"))
    )
    index = pd.date_range(first, last, freq="h", inclusive="left")
    day = index.tz_localize(None).normalize()
    daily = pd.DataFrame(
        {"observed": days.kwh, "temperature": days.temperature_c * 1.8 + 32},
        index=pd.DatetimeIndex(days.day),
    )
    frame = daily.reindex(day)
    frame.index = index
    frame["observed"] /= pd.Series(day, index=index).groupby(day).transform("size").to_numpy()
    return frame


def _picked(predicted: pd.DataFrame, days: Days) -> Floats:
    """The predictions on the days that were asked for."""
    import pandas as pd

    index = pd.DatetimeIndex(predicted.index).tz_localize(None).normalize()
    series = pd.Series(predicted["predicted"].to_numpy(dtype=float), index=index)
    out: Floats = series.groupby(level=0).first().reindex(pd.DatetimeIndex(days.day)).to_numpy()
    if not np.isfinite(out).all():
        raise NoBaselineError("OpenDSM leaves days without a prediction: days of 0 kWh, mostly")
    return out


@contextmanager
def _quiet() -> Iterator[None]:
    """The library warns on every call; what it refuses is asked of it instead."""
    logger = logging.getLogger("eemeter")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
