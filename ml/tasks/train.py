"""Train a challenger, and say how it would have done: a rolling backtest before the training.

The backtest trains on what lies before its first origin; what is kept is trained on everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from bigquery.errors import PowerlyticsError
from ml import skill
from ml.forecasting import champion
from ml.forecasting.features import History
from ml.forecasting.training_set import Training
from ml.meters import Estate, moment
from ml.panel import Panel, Place, hour_number
from ml.tasks import judge
from ml.verdict import losses
from ml.work import Done, Work

SHORT_HISTORY = 120 * 24
DAYS, FEWER_DAYS = 28, 14  # of origins that the backtest keeps back


def run(work: Work) -> Done:
    """Options: ``ends``, ``model``, ``version``, ``computed_at``, ``seed``, ``effort``, ``rival``
    (folder of the champion or None) and ``since``, up to which the champion has learned.

    Tables in: meters, hours; out: skill. The forecaster lies in the draft. Said: as by judge, and
    what it learned from.
    """
    options = work.options
    found = judge.read(work)
    if not found:
        raise PowerlyticsError("there is no meter with readings to learn from")
    training = Training(seed=options["seed"], effort=options["effort"])
    longest = max(estate.panel.hours for estate in found)
    days = FEWER_DAYS if longest < SHORT_HISTORY else DAYS
    cut = max(estate.panel.start + estate.panel.hours for estate in found) - (days + 1) * 24
    then = [until(estate, cut) for estate in found]
    place = learnt_place(then)  # of both trainings: the backtest speaks for what is kept
    earlier = fit(options["model"], then, place, training)
    rival = champion.load(Path(options["rival"])) if options["rival"] else None
    rows: list[dict[str, Any]] = []
    lost: judge.Losses = {"own": [], "naive": [], "rival": []}
    fair: judge.Losses = {"own": [], "rival": []}
    for estate in found:
        origins = judge.origins_of(estate, {"since": None, "days": days})
        origins = origins[origins >= cut - estate.panel.start]
        if len(origins) < judge.LEAST_ORIGINS:
            continue
        rows += judge.judged(estate, origins, earlier, None, lost, judge.common_of(options))
        if rival is not None:
            _against(estate, origins, lost["own"][-1], rival, options["since"], fair)
    fit(options["model"], found, place, training).save(work.draft)
    said = {
        "naive": judge.verdicts(lost)["naive"],
        "rival": judge.verdicts({**fair, "naive": []})["rival"],
        "metrics": judge.summary(rows),
        "data_from": min(moment(each.panel, 0) for each in found).isoformat(),
        "data_to": max(moment(each.panel, each.panel.hours) for each in found).isoformat(),
        "meters": sum(each.devices for each in found),
        "longest_days": longest // 24,
    }
    return Done({"skill": skill.table(rows)}, said)


def learnt_place(found: Sequence[Estate]) -> Place:
    """Whose meters are to be learned from: the place with the most known hours of meters.

    A place whose history is too short to train on comes after all others, however many its meters.
    """

    def worth(place: Place) -> tuple[bool, int]:
        panels = [one.single for one in found if one.panel.place == place]
        hours = max(each.start + each.hours for each in panels) - min(p.start for p in panels)
        known = sum(int(np.isfinite(each.energy).sum()) for each in panels)
        return hours >= champion.LEAST_HOURS, known

    return max((estate.panel.place for estate in found), key=worth)


def fit(
    model: str, found: Sequence[Estate], place: Place, training: Training
) -> champion.Forecaster:
    """Train on the meters of ``place``, all its tenants side by side.

    The meters of other places were never seen: their own forecasts say how wide theirs must be.
    """
    own = [one.panel for one in found if one.panel.place == place]
    fitted = champion.fit(model, History.of(side_by_side(own)), training)
    others = [History.of(one.panel) for one in found if one.panel.place != place]
    if not others:
        return fitted
    theirs = judge.recalibrated(replace(fitted, record=None), others).record
    records = [record for record in (fitted.record, theirs) if record is not None]
    if not records:
        return fitted
    end = max(one.panel.start + one.panel.hours for one in found)
    record = judge.merged(records)
    return replace(fitted, widths=record.widths(end), record=record)


def side_by_side(panels: Sequence[Panel]) -> Panel:
    """The meters of several panels of one place as one panel; NaN where one has no hour."""
    start = min(panel.start for panel in panels)
    hours = max(panel.start + panel.hours for panel in panels) - start
    columns = []
    for panel in panels:
        energy = np.full((hours, len(panel.meters)), np.nan)
        first = panel.start - start
        energy[first : first + panel.hours] = panel.energy
        columns.append(energy)
    names = tuple(meter for panel in panels for meter in panel.meters)
    return Panel(start, names, np.concatenate(columns, axis=1), panels[0].place)


def until(estate: Estate, hour: int) -> Estate:
    """What was known of it when ``hour`` (since 1970) began."""
    return estate.before(min(max(hour - estate.panel.start, 0), estate.panel.hours))


def _against(  # noqa: PLR0913, PLR0917 - two forecasters and whose origins count
    estate: Estate,
    origins: Any,
    own: Any,
    rival: champion.Forecaster,
    since: str | None,
    fair: judge.Losses,
) -> None:
    """Add the losses of both from origins that the rival has not learned from, if there are any."""
    later = np.ones(len(origins), bool)
    if since:
        row = hour_number(datetime.fromisoformat(since)) - estate.panel.start
        later = origins >= row
        later = later if later.sum() >= judge.LEAST_ORIGINS else np.ones(len(origins), bool)
    said = rival.predict_in_turn(History.of(estate.panel), origins[later])
    fair["own"].append(own[later])
    fair["rival"].append(losses(estate, said, origins[later]))
