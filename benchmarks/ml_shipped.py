"""The weights that ship with the project, on measured buildings whole and cut to their first days.

    .venv/bin/python -m benchmarks.ml_shipped

A new meter is forecast by these weights: each of the 32 meters is made new by taking away what lies
more than so many hours before an origin. Beside them each part of the forecaster before widths.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.buildings import DAILY, ENERGY, RESULTS, SEVEN, keep, machine, markdown, need
from benchmarks.forecast_scores import hours, table
from ml.forecasting import champion
from ml.forecasting.backtest import Backtest
from ml.forecasting.champion import Forecaster
from ml.forecasting.features import HORIZON, History
from ml.panel import Panel, read_wide

KNOWN_HOURS = (24, 48, 168, 2400)


def forecasts(forecaster: Forecaster, panel: Panel, origins: Sequence[datetime]) -> pd.DataFrame:
    """Rows of meter, origin, ts and quantiles, with the forecaster's widths as they are."""
    rows = np.array([panel.row(origin) for origin in origins])
    history = History.of(panel)
    said = Backtest(history, tuple(rows), "shipped", forecaster.predict(history, rows))
    found = said.table().to_pandas()
    for name in ("origin", "ts"):
        found[name] = found[name].dt.tz_localize(None)
    return found


def newcomer(panel: Panel, origin: datetime, known: int) -> Panel:
    """The meters as if their first reading had come ``known`` hours before the origin."""
    first = panel.row(origin) - known
    return panel.since(first).before(known + HORIZON)


def measured(forecaster: Forecaster, panel: Panel) -> Iterator[tuple[str, pd.DataFrame]]:
    yield "whole history", forecasts(forecaster, panel, DAILY)
    for part, model in forecaster.models.items():
        alone = Forecaster(part, {part: model})
        yield f"{part} alone, before widths", forecasts(alone, panel, DAILY)
    for known in KNOWN_HOURS:
        cut = [forecasts(forecaster, newcomer(panel, origin, known), [origin]) for origin in SEVEN]
        yield f"{known} hours known", pd.concat(cut)


def report(found: dict[str, Any]) -> str:
    columns = ["", "origins", "MASE24 24 h", "wQL", "cov80 %", "p10 %", "MASE24 48 h", "wQL"]
    rows = []
    for name, row in found.items():
        for origins in ("seven", "daily"):
            if (day := row.get(f"{origins} 24 h")) is not None:
                two = row[f"{origins} 48 h"]
                cells = [f"{day['mase24']:.3f}", f"{day['wql']:.4f}"]
                cells += [f"{100 * day[key]:.1f}" for key in ("coverage", "p10")]
                cells += [f"{two['mase24']:.3f}", f"{two['wql']:.4f}"]
                rows.append([name, origins, *cells])
    first = next(iter(found.values()))
    said = f"`make bench-ml`, {first['measured_at']}, {first['machine']}."
    return f"# The weights that ship\n\n{said}\n\n{markdown(columns, rows)}"


def main() -> None:
    need()
    panel, energy = read_wide(ENERGY), pd.read_parquet(ENERGY).astype(float)
    found = {}
    for name, rows in measured(champion.shipped(), panel):
        scored = hours(rows, energy)
        found[name] = machine() | {
            f"{label} {ahead} h": table(scored, origins, ahead)
            for label, origins in (("seven", SEVEN), ("daily", DAILY))
            if set(origins) <= set(scored["origin"])
            for ahead in (24, 48)
        }
        print(name, found[name], flush=True)
    text = report(keep("ml_shipped", found))
    (RESULTS / "ml_shipped.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
