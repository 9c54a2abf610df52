"""A rolling backtest: what a forecaster would have said over the stored history, beside others.

Each forecast is from what lay before its origin, from origins that the forecaster has not learned
from. ``calibrate`` is for one that saw none of these meters (the one that ships with the project):
its widths are those that the weeks before the first origin ask for, and it comes back with today's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from ml import skill
from ml.forecasting import champion
from ml.forecasting.features import History
from ml.forecasting.training_set import midnights
from ml.forecasting.width import Record
from ml.meters import Estate, estates
from ml.panel import Floats, Ints
from ml.verdict import losses, midnights_with_truth, verdict
from ml.work import Done, Work

LEAST_HOURS = 8 * 24  # before the first origin: what "as a week ago" needs to be judged as well
LEAST_ORIGINS = 3
Losses = dict[str, list[Floats]]


def run(work: Work) -> Done:
    """Options: ``ends``, ``folder`` of the forecaster, ``rival``: folder of the champion or None,
    ``since``: no origin before it (None: any), ``days``: at most so many origins, ``calibrate``,
    ``model``, ``version``, ``computed_at``.

    Tables in: meters, hours; out: skill. Said: ``naive`` and ``rival``, verdicts or None where
    there is too little to go by, and ``metrics``.
    """
    options = work.options
    forecaster = champion.load(Path(options["folder"]))
    rival = champion.load(Path(options["rival"])) if options["rival"] else None
    found = read(work)
    rows: list[dict[str, Any]] = []
    lost: Losses = {"own": [], "naive": [], "rival": []}
    for estate in found:
        origins = origins_of(estate, options)
        if len(origins) >= LEAST_ORIGINS:
            then = forecaster
            if options["calibrate"]:
                then = recalibrated(forecaster, [History.of(estate.panel.before(int(origins[0])))])
            rows += judged(estate, origins, then, rival, lost, common_of(options))
    if options["calibrate"]:
        recalibrated(forecaster, [History.of(one.panel) for one in found]).save(work.draft)
    return Done({"skill": skill.table(rows)}, verdicts(lost) | {"metrics": summary(rows)})


def read(work: Work) -> list[Estate]:
    ends = {tenant: datetime.fromisoformat(end) for tenant, end in work.options["ends"].items()}
    return estates(work.tables["meters"], work.tables["hours"], ends)


def common_of(options: dict[str, Any]) -> dict[str, Any]:
    """What all rows of forecast_skill have in common."""
    computed_at = datetime.fromisoformat(options["computed_at"])
    told = {name: options[name] for name in ("model", "version")}
    return {**told, "basis": "backtest", "computed_at": computed_at}


def origins_of(estate: Estate, options: dict[str, Any]) -> Ints:
    """The newest midnights with a day of truth, none of which the forecaster has learned from."""
    least = LEAST_HOURS
    if options["since"]:
        least = max(least, estate.panel.row(datetime.fromisoformat(options["since"])))
    return midnights_with_truth(estate, options["days"], least)


def judged(  # noqa: PLR0913, PLR0917 - three forecasts of the same origins
    estate: Estate,
    origins: Ints,
    forecaster: champion.Forecaster,
    rival: champion.Forecaster | None,
    lost: Losses,
    common: dict[str, Any],
) -> list[dict[str, Any]]:
    """Rows of forecast_skill of one estate; its losses are added to ``lost``."""
    history = History.of(estate.panel)
    said = skill.with_days(estate, origins, forecaster.predict_in_turn(history, origins))
    plain = skill.naive(estate, origins, history)
    lost["own"].append(losses(estate, said.hourly, origins))
    lost["naive"].append(losses(estate, plain.hourly, origins))
    if rival is not None:
        lost["rival"].append(losses(estate, rival.predict_in_turn(history, origins), origins))
    return skill.rows(estate, skill.skills(estate, said, plain), common)


def verdicts(lost: Losses) -> dict[str, Any]:
    """Against the naive forecast and the rival; None where there is too little to compare."""
    found = {other: verdict(lost["own"], lost[other]) for other in ("naive", "rival")}
    return {other: vars(said) if said else None for other, said in found.items()}


def recalibrated(
    forecaster: champion.Forecaster, histories: Sequence[History]
) -> champion.Forecaster:
    """As wide as its own forecasts over the last weeks ask for; it must not have seen them."""
    each = [
        forecaster.recorded(
            history, max(history.panel.hours - champion.SHADOW_HOURS, 0), history.panel.hours
        )
        for history in histories
        if len(midnights(history, 0, history.panel.hours))
    ]
    if not each:
        return forecaster
    until = max(history.panel.start + history.panel.hours for history in histories)
    record = merged(each)
    return replace(forecaster, widths=record.widths(until), record=record)


def merged(records: Sequence[Record]) -> Record:
    """The meters of all of them; NaN from an origin that one does not have."""
    meters = tuple(meter for record in records for meter in record.meters)
    origins = np.unique(np.concatenate([record.origins for record in records]))
    hours = records[0].needed.shape[2]
    needed = np.full((len(origins), len(meters), hours), np.nan, np.float16)
    first = 0
    for record in records:
        last = first + len(record.meters)
        needed[np.searchsorted(origins, record.origins), first:last] = record.needed
        first = last
    return Record(meters, origins, needed)


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
