"""What a change has saved so far, in one building or at one of its meters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from bigquery.errors import PowerlyticsError
from ml.recommendations import Measured, Meter, measured_of
from ml.recommendations.measured import Bools
from ml.recommendations.opendsm_baseline import Days, NoBaselineError
from ml.recommendations.savings import Saving, days_of, measured_saving
from ml.tasks.recommend import PARTS
from ml.work import Done, Work


def run(work: Work) -> Done:
    """Options and tables as ``measure`` takes them; its answer."""
    return Done(said=measure(work.tables, work.options))


def measure(tables: Mapping[str, pa.Table], options: Mapping[str, Any]) -> dict[str, Any]:
    """Options: ``since`` (the first whole day with the change), ``now``, ``device_id`` (None: the
    building), ``confidence``. Tables: building, devices, conditions, hours. The answer is a Saving;
    ``last_day``, the last that was measured; ``days_since``, of the calendar until yesterday where
    the building stands; ``why_not_opendsm`` where the baseline is our own.

    Raises PowerlyticsError: the days carry no baseline, or there is no such meter.
    """
    measured = measured_of(*(tables[part] for part in PARTS))
    days = days_of(measured, _meter(measured, options["device_id"]))
    since = np.datetime64(date.fromisoformat(options["since"]))
    zone = ZoneInfo(measured.facts.timezone)
    today = np.datetime64(datetime.fromisoformat(options["now"]).astimezone(zone).date())
    if not np.isfinite(days.temperature_c).any():
        raise PowerlyticsError(
            "no outdoor temperature of this building is known; a baseline needs the weather"
        )
    before = _of(days, days.day < since)
    after = _of(days, (days.day >= since) & (days.day < today))
    told = (options["confidence"], measured.facts.timezone)
    saving, why = _saving(before, after, *told)
    known = after.day[np.isfinite(after.kwh) & np.isfinite(after.temperature_c)]
    return {
        **asdict(saving),
        "last_day": str(known.max()),
        "days_since": int((today - since).astype(int)),
        "why_not_opendsm": why,
    }


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
    known = ", ".join(sorted(str(meter.device_id) for meter in measured.meters)) or "none"
    if device_id is None:
        if len(measured.main) and not np.isfinite(measured.main).any():
            raise PowerlyticsError(f"the building has no main meter with readings, only {known}")
        return measured.whole
    for meter in measured.meters:
        if meter.device_id == device_id:
            return meter
    raise PowerlyticsError(f"no meter {device_id} lies directly below the main one: {known}")


def _of(days: Days, chosen: Bools) -> Days:
    return Days(days.day[chosen], days.kwh[chosen], days.temperature_c[chosen])
