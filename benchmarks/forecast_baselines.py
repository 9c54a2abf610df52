"""Forecasters that others wrote, on the same origins, each with what was known at the origin only.

Every one takes hourly kWh (UTC, a column a meter, gaps filled by the same hour a week before) and
gives meter, origin, ts, q10 ... q90 with the seconds of training and of predicting.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from lightgbm import LGBMRegressor
from mlforecast import MLForecast
from mlforecast.lag_transforms import RollingMean, RollingStd
from mlforecast.target_transforms import LocalStandardScaler
from prophet import Prophet
from statsforecast import StatsForecast
from statsforecast.models import MSTL, AutoETS

from benchmarks.forecast_scores import LEVELS, QUANTILES

AHEAD = 48
THREADS = 1


@dataclass(frozen=True)
class Forecasts:
    rows: pd.DataFrame
    train_seconds: float
    predict_seconds: float
    note: str = ""


def filled(energy: pd.DataFrame) -> pd.DataFrame:
    """Gaps as the same hour a week before, else the last value; nothing later is looked at."""
    found = energy.copy()
    for _ in range(8):
        found = found.fillna(found.shift(168))
    return found.ffill().fillna(0.0)


def mlforecast_lightgbm(energy: pd.DataFrame, origins: Sequence[datetime]) -> Forecasts:
    """LightGBM by Nixtla's mlforecast: a quantile a model, lags and calendar.

    One set of models a day ahead, from lags that the origin already knows: a quantile that feeds on
    its own forecasts drifts away (measured: 98 % within the 80 % interval).
    """
    known = filled(energy)
    days = [_lightgbm(24 * day) for day in (1, 2)]
    began = time.perf_counter()
    for forecaster in days:
        forecaster.fit(_long(known[known.index < min(origins)]), static_features=[])
    trained = time.perf_counter() - began
    found, seen, began = [], min(origins), time.perf_counter()
    for origin in sorted(origins):
        for number, forecaster in enumerate(days):
            if origin > seen:
                forecaster.update(_long(known[(known.index >= seen) & (known.index < origin)]))
            said = forecaster.predict(24 * (number + 1))
            said = said.rename(columns={"unique_id": "meter", "ds": "ts"})
            said = said[said["ts"] >= origin + pd.Timedelta(days=number)]
            said[QUANTILES] = np.sort(said[QUANTILES].to_numpy(), axis=1)
            found.append(said.assign(origin=origin))
        seen = origin
    return Forecasts(pd.concat(found), trained, time.perf_counter() - began)


def _lightgbm(nearest: int) -> MLForecast:
    """Nine quantiles from lags of ``nearest`` hours and more, scaled by meter."""
    models = {
        name: LGBMRegressor(
            objective="quantile",
            alpha=level,
            n_estimators=200,
            num_leaves=63,
            learning_rate=0.05,
            min_child_samples=200,
            n_jobs=THREADS,
            verbosity=-1,
            random_state=1,
        )
        for name, level in zip(QUANTILES, LEVELS, strict=True)
    }
    lags = [nearest, nearest + 1, nearest + 2, 48, 72, 96, 120, 144, 167, 168, 169, 336]
    return MLForecast(
        models=models,
        freq="h",
        lags=sorted({lag for lag in lags if lag >= nearest}),
        lag_transforms={nearest: [RollingMean(24), RollingMean(168), RollingStd(168)]},
        date_features=["hour", "dayofweek", "month"],
        target_transforms=[LocalStandardScaler()],
        num_threads=THREADS,
    )


def mstl_ets(energy: pd.DataFrame, origins: Sequence[datetime]) -> Forecasts:
    """MSTL (day and week) with AutoETS for the trend, by statsforecast, refitted at each origin."""
    weeks = 12
    model = MSTL(season_length=[24, 168], trend_forecaster=AutoETS(model="ZZN"), alias="m")
    found, known, began = [], filled(energy), time.perf_counter()
    for origin in origins:
        recent = known[known.index < origin].tail(weeks * 168)
        forecaster = StatsForecast(models=[model], freq="h", n_jobs=THREADS)
        said = forecaster.forecast(df=_long(recent), h=AHEAD, level=[20, 40, 60, 80])
        rows = pd.DataFrame({"meter": said["unique_id"], "ts": said["ds"], "q50": said["m"]})
        for level in (20, 40, 60, 80):
            rows[f"q{50 - level // 2}"] = said[f"m-lo-{level}"]
            rows[f"q{50 + level // 2}"] = said[f"m-hi-{level}"]
        found.append(rows.assign(origin=origin))
    seconds = time.perf_counter() - began
    return Forecasts(pd.concat(found), seconds, 0.0, f"refitted on {weeks} weeks at each origin")


def prophet(energy: pd.DataFrame, origins: Sequence[datetime]) -> Forecasts:
    """Prophet with daily and weekly seasons and UK holidays, refitted at each origin."""
    for name in ("prophet", "cmdstanpy"):
        logging.getLogger(name).setLevel(logging.ERROR)
    weeks, found, known = 26, [], filled(energy)
    trained = predicted = 0.0
    for origin in origins:
        recent = known[known.index < origin].tail(weeks * 168)
        ahead = pd.DataFrame({"ds": pd.date_range(origin, periods=AHEAD, freq="h")})
        for meter in known.columns:
            began = time.perf_counter()
            model = Prophet(yearly_seasonality=False, uncertainty_samples=300)
            model.add_country_holidays("GB")
            np.random.seed(1)  # Prophet draws from it
            model.fit(pd.DataFrame({"ds": recent.index, "y": recent[meter].to_numpy()}), seed=1)
            trained += time.perf_counter() - began
            began = time.perf_counter()
            drawn = model.predictive_samples(ahead)["yhat"]
            said = np.quantile(drawn, LEVELS, axis=1).T
            predicted += time.perf_counter() - began
            rows = pd.DataFrame(said, columns=QUANTILES)
            found.append(rows.assign(meter=meter, origin=origin, ts=ahead["ds"]))
    note = f"{known.shape[1]} meters only, refitted on {weeks} weeks at each origin"
    return Forecasts(pd.concat(found), trained, predicted, note)


def _long(energy: pd.DataFrame) -> pd.DataFrame:
    """unique_id, ds, y, as Nixtla's libraries take it."""
    frame = energy.rename_axis("ds").reset_index()
    return frame.melt("ds", var_name="unique_id", value_name="y")[["unique_id", "ds", "y"]]


Baseline = Callable[[pd.DataFrame, Sequence[datetime]], Forecasts]
