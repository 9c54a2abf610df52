"""What a change has saved so far, in one building or at one of its meters."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date

import numpy as np

from bigquery.errors import PowerlyticsError
from ml.recommendations import Measured, Meter, measured_of
from ml.recommendations.opendsm_baseline import Days, NoBaselineError
from ml.recommendations.savings import Saving, days_of, measured_saving
from ml.tasks.recommend import PARTS
from ml.work import Done, Work


def run(work: Work) -> Done:
    """Options: ``since`` (the first day after the change), ``device_id`` (None: the building),
    ``confidence``. Tables in: building, devices, conditions, hours. The answer is a Saving with its
    days; ``why_not_opendsm`` where the baseline is our own."""
    measured = measured_of(*(work.tables[part] for part in PARTS))
    days = days_of(measured, _meter(measured, work.options["device_id"]))
    if not np.isfinite(days.temperature_c).any():
        raise PowerlyticsError(
            "no outdoor temperature of this building is known; a baseline needs the weather"
        )
    since = np.datetime64(date.fromisoformat(work.options["since"]))
    before, after = _of(days, days.day < since), _of(days, days.day >= since)
    saving, why = _saving(before, after, work.options["confidence"], measured.facts.timezone)
    return Done(said={**asdict(saving), "why_not_opendsm": why})


def _saving(
    before: Days, after: Days, confidence: float, timezone: str
) -> tuple[Saving, str | None]:
    """By the library's baseline, by our own where the library takes none; and then why."""
    try:
        return measured_saving(before, after, confidence, timezone), None
    except NoBaselineError as error:
        own = measured_saving(before, after, confidence, timezone, baseline="change_point")
        return own, str(error)


def _meter(measured: Measured, device_id: str | None) -> Meter:
    if device_id is None:
        return measured.whole
    for meter in measured.meters:
        if meter.device_id == device_id:
            return meter
    known = ", ".join(sorted(str(meter.device_id) for meter in measured.meters)) or "none"
    raise PowerlyticsError(f"no meter {device_id} lies directly below the main one: {known}")


def _of(days: Days, chosen: np.ndarray) -> Days:
    parts = (days.day[chosen], days.kwh[chosen], days.temperature_c[chosen])
    return replace(days, **dict(zip(("day", "kwh", "temperature_c"), parts, strict=True)))
