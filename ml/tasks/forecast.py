"""Issue forecasts: 48 hours by the hour and 7 days by the day, of every meter and building."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from bigquery.arrow_types import schema_of
from ml import skill
from ml.forecasting import champion
from ml.forecasting.features import HORIZON, History
from ml.forecasting.modelled import unmodelled
from ml.meters import Estate, estates, moment
from ml.panel import Floats
from ml.work import Done, Work

LEVELS = tuple(f"q{level}0_kwh" for level in range(1, 10))
SCHEMA = schema_of("forecasts")


def run(work: Work) -> Done:
    """Options: ``ends`` (issued_at by tenant), ``folder`` of the forecaster (None: the naive one),
    ``model``, ``version``, ``computed_at``. Tables in: meters, hours; out: forecasts, reasons.
    """
    options = work.options
    ends = {tenant: datetime.fromisoformat(end) for tenant, end in options["ends"].items()}
    folder = options["folder"]
    forecaster = champion.load(Path(folder)) if folder else None
    found, why = [], []
    for estate in estates(work.tables["meters"], work.tables["hours"], ends):
        said, reasons = _issue(estate, forecaster)
        found += _rows(estate, said, reasons, options)
        common = {
            "model": options["model"],
            "version": options["version"],
            "basis": "served",
            "computed_at": datetime.fromisoformat(options["computed_at"]),
        }
        why += skill.reasons(estate, reasons, common)
    tables = {"forecasts": pa.Table.from_pylist(found, schema=SCHEMA), "reasons": skill.table(why)}
    return Done(tables, {"rows": len(found), "without": len(why)})


def _issue(
    estate: Estate, forecaster: champion.Forecaster | None
) -> tuple[skill.Said, dict[int, str]]:
    """Forecasts from the hour after the last, and the columns that have none, with the reason."""
    panel = estate.panel
    history = History.of(panel)
    origins = np.array([panel.hours])
    if forecaster is None:
        said = skill.naive(estate, origins, history)
    else:
        said = skill.with_days(
            estate, origins, forecaster.refreshed(history).predict(history, origins)
        )
    named = unmodelled(history, panel.hours)
    reasons = {}
    for column, meter in enumerate(panel.meters):
        if meter in named:
            reasons[column] = named[meter]
        elif not np.isfinite(said.hourly[0, column]).all(axis=1).any():
            reasons[column] = "nothing is known yet of the same hours a week before"
    return said, reasons


def _rows(
    estate: Estate, said: skill.Said, reasons: dict[int, str], options: dict[str, Any]
) -> list[dict[str, Any]]:
    issued_at = moment(estate.panel, estate.panel.hours)
    hours = [issued_at + timedelta(hours=hour) for hour in range(HORIZON)]
    days = [moment(estate.panel, int(start)) for start in said.starts[0]]
    found = []
    for column, targets in enumerate(estate.targets):
        if column in reasons:
            continue
        steps = [
            *_steps("hour", hours, said.hourly[0, column]),
            *_steps("day", days, said.daily[0, column]),
        ]
        for target in targets:
            for step in steps:
                ahead = (step["ts"] - issued_at) // timedelta(hours=1)
                found.append(
                    {
                        **vars(target),
                        **step,
                        "issued_at": issued_at,
                        "horizon_hours": ahead,
                        "model": options["model"],
                        "version": options["version"],
                    }
                )
    return found


def _steps(resolution: str, starts: list[datetime], quantiles: Floats) -> list[dict[str, Any]]:
    """What is known of each step; a step of which something is not known is left out."""
    return [
        {"resolution": resolution, "ts": ts, **dict(zip(LEVELS, map(float, each), strict=True))}
        for ts, each in zip(starts, quantiles, strict=True)
        if np.isfinite(each).all()
    ]
