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

        known = DailyBaselineData(_hours(before, timezone), is_electricity_data=True)
        refused = [each.qualified_name.split(".")[-1] for each in known.disqualification]
        if refused:
            why = refused[0].replace("_", " ")
            raise NoBaselineError(f"OpenDSM takes no baseline from these days: {why}")
        model = DailyModel().fit(known)
        if model.disqualification:
            raise NoBaselineError("OpenDSM finds no model that fits the days before well enough")
        fitted = model.predict(known)
        expected = model.predict(DailyReportingData(_hours(after, timezone), True))
        parameters = int(model.baseline_metrics.num_model_params)
    return _picked(fitted, before), _picked(expected, after), parameters


def _hours(days: Days, timezone: str) -> pd.DataFrame:
    """The days as a frame of local hours: kWh spread evenly, temperature in °F as it wants it."""
    import pandas as pd

    first, last = str(days.day[0]), str(days.day[-1] + np.timedelta64(1, "D"))
    index = pd.date_range(first, last, freq="h", tz=timezone, inclusive="left")
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
        raise PowerlyticsError("OpenDSM left days without a prediction: give whole days")
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
