"""A quick rolling backtest: what a forecaster would have said over the stored history.

Each forecast is from what lay before its origin; the widths are those that the weeks before the
first origin ask for. With ``calibrate`` the forecaster comes back with the widths of today.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from ml import skill
from ml.forecasting import champion
from ml.forecasting.features import History
from ml.forecasting.width import Widths
from ml.meters import estates
from ml.verdict import losses, midnights_with_truth, verdict
from ml.work import Done, Work

DAYS = 14
LEAST_HOURS = 8 * 24  # before the first origin: what "as a week ago" needs to be judged as well
LEAST_ORIGINS = 3


def run(work: Work) -> Done:
    """Options: ``ends``, ``folder`` of the forecaster (None: the one that ships with the project),
    ``model``, ``version``, ``computed_at``. Tables in: meters, hours; out: skill."""
    options = work.options
    ends = {tenant: datetime.fromisoformat(end) for tenant, end in options["ends"].items()}
    folder = options["folder"]
    forecaster = champion.load(Path(folder)) if folder else champion.shipped()
    found = estates(work.tables["meters"], work.tables["hours"], ends)
    common = {
        "model": options["model"],
        "version": options["version"],
        "basis": "backtest",
        "computed_at": datetime.fromisoformat(options["computed_at"]),
    }
    rows, mine, theirs = [], [], []
    for estate in found:
        origins = midnights_with_truth(estate, DAYS, LEAST_HOURS)
        if len(origins) < LEAST_ORIGINS:
            continue
        history = History.of(estate.panel)
        then = History.of(estate.panel.before(int(origins[0])))
        wide = recalibrated(forecaster, [then])
        said = skill.with_days(estate, origins, wide.predict(history, origins))
        plain = skill.naive(estate, origins, history)
        rows += skill.rows(estate, skill.skills(estate, said, plain), common)
        mine.append(losses(estate, said))
        theirs.append(losses(estate, plain))
    recalibrated(forecaster, [History.of(one.panel) for one in found]).save(work.draft)
    judged = vars(verdict(mine, theirs)) if mine else None
    return Done({"skill": skill.table(rows)}, {"verdict": judged, "metrics": summary(rows)})


def recalibrated(forecaster: champion.Forecaster, histories: list[History]) -> champion.Forecaster:
    """As wide as its own forecasts over the last nine weeks ask for; it must not have seen them."""
    each = [
        champion.calibrated(
            forecaster, forecaster, history, max(history.panel.hours - champion.SHADOW_HOURS, 0)
        ).widths
        for history in histories
    ]
    factors = {meter: factor for widths in each for meter, factor in widths.factors.items()}
    if not factors:
        return forecaster
    others = float(np.median([widths.others for widths in each if widths.factors]))
    return replace(forecaster, widths=Widths(factors, others))


def summary(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Means over meters at 24 hours, for the manifest and the run."""
    day = [row for row in rows if row["horizon_hours"] == skill.HOURLY[0] and row["device_id"]]
    names = ("mase", "wql", "coverage80", "naive_mase", "naive_wql", "naive_coverage80")
    found: dict[str, Any] = {
        name: float(np.mean(values))
        for name in names
        if (values := [row[name] for row in day if row[name] is not None])
    }
    return {**found, "meters": len(day), "origins": max((row["origins"] for row in day), default=0)}
