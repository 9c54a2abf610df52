"""How good forecasts were, beside the naive ones on the same hours: rows of forecast_skill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from bigquery.arrow_types import schema_of
from ml.days import Totals, as_a_week_ago, days, first_rows, totals
from ml.forecasting.features import History
from ml.forecasting.naive import SeasonalNaive
from ml.forecasting.scores import Scores, daily_naive_error, score
from ml.meters import Estate, Target, moment
from ml.panel import Floats, Ints

HOURLY = (24, 48)
DAILY = 168
SCHEMA = schema_of("forecast_skill")


@dataclass(frozen=True, eq=False)
class Said:
    """Forecasts over one estate from rows ``origins``: ``hourly`` (origins, meters, 48, 9) and
    ``daily`` (origins, meters, 7, 9), whose days begin at rows ``starts`` (origins, 7)."""

    origins: Ints
    hourly: Floats
    starts: Ints
    daily: Floats


def with_days(estate: Estate, origins: Ints, hourly: Floats) -> Said:
    """Hourly forecasts, and the days from them and from what was known at each origin."""
    each = [
        days(estate.panel, int(origin), quantiles)
        for origin, quantiles in zip(origins, hourly, strict=True)
    ]
    return Said(origins, hourly, np.stack([e[0] for e in each]), np.stack([e[1] for e in each]))


def naive(estate: Estate, origins: Ints, history: History | None = None) -> Said:
    """As a week ago, by the hour and by the day: what everything else is measured against."""
    hourly = SeasonalNaive(168).predict(history or History.of(estate.panel), origins)
    daily = [as_a_week_ago(estate.panel, int(origin)) for origin in origins]
    return Said(origins, hourly, starts_of(estate, origins), np.stack(daily))


def starts_of(estate: Estate, origins: Ints) -> Ints:
    """The rows at which the seven days after each origin begin, (origins, 7)."""
    return np.stack([first_rows(estate.panel, int(origin)) for origin in origins])


@dataclass(frozen=True)
class Skill:
    """Of one column at one horizon: both forecasts scored on the very same hours or days."""

    column: int
    horizon: int
    model: Scores
    naive: Scores
    origins: tuple[int, ...]


def skills(estate: Estate, said: Said, plain: Said) -> list[Skill]:
    """Every column at every horizon, as far as its truth is known; without any, no row."""
    whole = totals(estate.panel)
    first = int(said.origins.min())
    hourly_scale = daily_naive_error(estate.panel.energy[:first])
    daily_scale = _day_to_day(whole, first)
    found = []
    for column in range(len(estate.panel.meters)):
        for horizon in HOURLY:
            truth = _hours(estate, said.origins, column, horizon)
            pair = (said.hourly[:, column, :horizon], plain.hourly[:, column, :horizon])
            found += _skill(column, horizon, said.origins, truth, pair, hourly_scale[column])
        truth = _days(whole, said.starts, column)
        pair = (said.daily[:, column], plain.daily[:, column])
        found += _skill(column, DAILY, said.origins, truth, pair, daily_scale[column])
    return found


def rows(estate: Estate, found: Sequence[Skill], common: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of forecast_skill: one for each target of the column. ``common``: the other columns."""
    return [
        {
            **_names(target),
            **common,
            "horizon_hours": one.horizon,
            "first_origin": moment(estate.panel, min(one.origins)),
            "last_origin": moment(estate.panel, max(one.origins)),
            "origins": len(one.origins),
            "hours": one.model.hours,
            **_figures(one),
        }
        for one in found
        for target in estate.targets[one.column]
    ]


def reasons(estate: Estate, why: dict[int, str], common: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of columns that have no forecast, with the reason."""
    return [
        {**_names(target), **common, "horizon_hours": HOURLY[0], "reason": reason}
        for column, reason in why.items()
        for target in estate.targets[column]
    ]


def table(found: Sequence[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(list(found), schema=SCHEMA)


def _names(target: Target) -> dict[str, Any]:
    return vars(target).copy()


def _figures(one: Skill) -> dict[str, float | None]:
    said = {
        "mase": one.model.mase, "wql": one.model.wql, "coverage80": one.model.coverage,
        "naive_mase": one.naive.mase, "naive_wql": one.naive.wql,
        "naive_coverage80": one.naive.coverage,
    }  # fmt: skip
    return {name: float(value) if np.isfinite(value) else None for name, value in said.items()}


def _skill(  # noqa: PLR0913, PLR0917 - a column's truth, both forecasts, and what they are of
    column: int,
    horizon: int,
    origins: Ints,
    truth: Floats,
    pair: tuple[Floats, Floats],
    scale: float,
) -> list[Skill]:
    """``truth`` (origins, steps), each of ``pair`` (origins, steps, 9)."""
    own, other = (np.isfinite(each).all(axis=2) for each in pair)
    both = own & (other if other.any() else True)
    known = np.where(both, truth, np.nan)
    if not np.isfinite(known).any():
        return []
    there = np.isfinite(known).any(axis=1)
    mine, naive_one = (
        score(known.ravel(), each.reshape(-1, each.shape[2]), float(scale)) for each in pair
    )
    return [Skill(column, horizon, mine, naive_one, tuple(int(o) for o in origins[there]))]


def _hours(estate: Estate, origins: Ints, column: int, horizon: int) -> Floats:
    rows = origins[:, None] + np.arange(horizon)
    energy = estate.panel.energy[:, column]
    return np.where(rows < len(energy), energy[np.minimum(rows, len(energy) - 1)], np.nan)


def _days(whole: Totals, starts: Ints, column: int) -> Floats:
    place = np.searchsorted(whole.starts, starts)
    inside = place < len(whole.starts)
    place = np.minimum(place, len(whole.starts) - 1)
    same = inside & (whole.starts[place] == starts)
    return np.where(same, whole.values[place, column], np.nan)


def _day_to_day(whole: Totals, first: int) -> Floats:
    values = whole.values[: max(int(np.searchsorted(whole.starts, first)), 0)]
    change = np.abs(np.diff(values, axis=0))
    count = np.isfinite(change).sum(axis=0)
    return np.where(count > 0, np.nansum(change, axis=0) / np.maximum(count, 1), np.nan)
