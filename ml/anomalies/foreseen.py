"""What each hour should have been, by weather and calendar, from hours other than itself."""

from __future__ import annotations

import numpy as np

from ml.anomalies.calendar import days_off
from ml.anomalies.peers import common
from ml.anomalies.usual import Bools, usual
from ml.anomalies.weather import Weather
from ml.panel import Floats, Ints, Panel

FOLDS = 5
DAYS_A_BLOCK = 2
ROUNDS = 60
NEEDED = 14 * 24  # known hours of a meter before a model of it makes sense
UNIT = 0.05  # of the mean load: added to both sides of a ratio, so that nothing is near log 0
PARAMETERS = {
    "objective": "huber",
    "alpha": 0.3,
    "num_leaves": 8,
    "learning_rate": 0.1,
    "min_data_in_leaf": 15,
    "lambda_l2": 20.0,
    "feature_fraction": 0.8,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "num_threads": 1,
    "seed": 1,
    "deterministic": True,
    "verbose": -1,
}


def foreseen(
    panel: Panel, weather: Weather | None = None, leave_out: Bools | None = None
) -> Floats:
    """Expected kWh (hours, meters): the usual of like days, corrected for weather and calendar.

    One small LightGBM a meter learns the log ratio of actual to usual from temperature, sun,
    the calendar and what its peers have in common. Blocks of two days are foreseen by a model
    that has not seen them, so that an anomaly cannot explain itself. ``leave_out`` (hours,
    meters) are learned from nowhere. A meter that is too short or all zero keeps its usual.
    """
    import lightgbm as lgb

    off = days_off(panel)
    base = usual(panel, leave_out, off=off).expected
    shared = _columns(panel, weather)
    together = common(panel, base)
    day = panel.clock.day(np.arange(panel.hours))
    fold = day // DAYS_A_BLOCK % FOLDS
    found = base.copy()
    for meter in range(len(panel.meters)):
        usually, ratio, unit = base[:, meter], *_ratio(panel.energy[:, meter], base[:, meter])
        known = np.isfinite(ratio)
        if leave_out is not None:
            known &= ~leave_out[:, meter]
        if known.sum() < NEEDED or unit <= 0:
            continue
        rests = off[day, meter].astype(np.float64)
        near = [together[np.clip(day + by, 0, len(together) - 1), meter] for by in (-1, 0, 1)]
        columns = np.column_stack([*shared, *near, rests, usually / (unit / UNIT)])
        weight = np.maximum(usually, 0.0) + unit
        for number in range(FOLDS):
            train, test = known & (fold != number), (fold == number) & np.isfinite(usually)
            if not test.any() or train.sum() < NEEDED // 2:
                continue
            sample = lgb.Dataset(
                columns[train], np.clip(ratio[train], -2, 2), weight=weight[train] / unit * UNIT
            )
            change = lgb.train(PARAMETERS, sample, ROUNDS).predict(columns[test])
            found[test, meter] = np.exp(np.asarray(change)) * (usually[test] + unit) - unit
    return found


def log_ratio(energy: Floats, expected: Floats) -> Floats:
    """log of actual to expected (hours, meters), steady near zero."""
    pairs = zip(energy.T, expected.T, strict=True)
    return np.column_stack([_ratio(y, e)[0] for y, e in pairs])


def _ratio(energy: Floats, expected: Floats) -> tuple[Floats, float]:
    known = energy[np.isfinite(energy)]
    unit = UNIT * float(np.abs(known).mean()) if len(known) else 0.0
    up = np.maximum(energy, 0.0) + unit + 1e-12
    down = np.maximum(expected, 0.0) + unit + 1e-12
    ratio: Floats = np.log(up / down)
    return ratio, unit


def _columns(panel: Panel, weather: Weather | None) -> list[Floats]:
    rows = np.arange(panel.hours)
    clock = panel.clock
    day = clock.day(rows)
    off = clock.off_day
    columns = [clock.hour(rows), clock.weekday(rows), off[day], off[np.maximum(day - 1, 0)]]
    columns.append(off[day + 1])
    made = [np.asarray(column, np.float64) for column in columns]
    for values, widths in _measured(weather):
        lagged = np.column_stack([_mean_before(values, width) for width in widths])
        names = tuple(map(str, widths))
        typical = usual(Panel(panel.start, names, lagged, panel.place)).expected
        made += [*lagged.T, *(lagged - typical).T]
    return made


def _measured(weather: Weather | None) -> list[tuple[Floats, tuple[int, ...]]]:
    """Measures with the hours over which walls and rooms feel them."""
    if weather is None:
        return []
    pairs = ((weather.temperature_c, (1, 6, 24)), (weather.irradiance_w_m2, (1, 3)))
    return [(values, widths) for values, widths in pairs if values is not None]


def _mean_before(values: Floats, width: int) -> Floats:
    """The mean of what is known of the ``width`` hours up to each."""
    known = np.isfinite(values)
    total = np.concatenate([[0.0], np.where(known, values, 0.0).cumsum()])
    count = np.concatenate([[0], known.cumsum()])
    here: Ints = np.arange(1, len(values) + 1)
    before = np.maximum(here - width, 0)
    number = count[here] - count[before]
    mean: Floats = np.where(
        number > 0, (total[here] - total[before]) / np.maximum(number, 1), np.nan
    )
    return mean
