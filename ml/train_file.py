"""Train on a wide file, without a warehouse or a registry: weights that ship, jobs on Vertex."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bigquery.errors import PowerlyticsError
from ml.anomalies.weather import read_weather
from ml.forecasting import champion
from ml.forecasting.features import History
from ml.forecasting.training_set import Training
from ml.meters import moment
from ml.panel import place_of, read_wide
from ml.runs import as_json, code_version

Report = Callable[[str, float, float | None], None]


def train_file(  # noqa: PLR0913, PLR0917 - one parameter an option of the command
    data: Path,
    out: Path,
    until: date | None,
    model: str,
    timezone: str,
    seed: int,
    effort: float,
    any_meter: bool,
    weather: Path | None,
    report: Report,
) -> dict[str, Any]:
    """Train up to the end of the local day ``until`` and save the forecaster with ``run.json``.

    ``any_meter``: the widths of single meters stay behind, for meters that nobody has seen.
    ``weather`` is read to say in run.json that it is there; the forecaster goes without. Raises
    PowerlyticsError: a file that cannot be read or written, too little to learn from.
    """
    began = time.monotonic()
    place = place_of(timezone)
    panel = read_wide(data, place)
    if until is not None:
        day = datetime(until.year, until.month, until.day, tzinfo=ZoneInfo(timezone))
        end = (day + timedelta(days=1)).astimezone(UTC)
        panel = panel.before(min(max(panel.row(end), 0), panel.hours))
    training = Training(seed=seed, effort=effort, progress=report)
    fitted = champion.fit(model, History.of(panel), training)
    said = {
        "model": model,
        "parameters": {"seed": seed, "effort": effort, "timezone": timezone},
        "data": data.name,
        "weather": sorted(_measures(weather, panel)) if weather else [],
        "data_from": moment(panel, 0).isoformat(),
        "data_to": moment(panel, panel.hours).isoformat(),
        "meters": len(panel.meters),
        "code_version": code_version(),
        "trained_at": datetime.now(UTC).isoformat(),
        "seconds": round(time.monotonic() - began, 1),
    }
    try:
        (fitted.for_any_meter() if any_meter else fitted).save(out)
        (out / "run.json").write_text(json.dumps(json.loads(as_json(said)), indent=1) + "\n")
    except OSError as error:
        raise PowerlyticsError(f"cannot write to {out}: {error.strerror}") from None
    return said


def _measures(weather: Path, panel: Any) -> list[str]:
    found = vars(read_weather(weather, panel))
    return [name for name, values in found.items() if values is not None]
