"""How long the promoted forecaster takes for 1,000 meters × 48 hours × 9 quantiles, once loaded.

    .venv/bin/python -m benchmarks.ml_speed

In a process of its own: load the weights that ship with the project, warm up on one meter, then
forecast. The meters are the 32 measured ones, each shifted by weeks and scaled; 400 days of hours.
The time of training stands in ml_forecasts: the seconds of `powerlytics backtest --model champion`.
"""

from __future__ import annotations

import argparse
import resource
import time
from typing import Any

import numpy as np

from benchmarks.buildings import ENERGY, RESULTS, keep, machine, markdown, need
from ml.forecasting import champion
from ml.forecasting.features import History
from ml.panel import Panel, read_wide

DAYS = 400


def fleet(meters: int) -> Panel:
    """So many meters, made of the measured ones."""
    measured = read_wide(ENERGY)
    random = np.random.default_rng(1)
    columns = []
    for number in range(meters):
        weeks = int(random.integers(0, 40))
        end = measured.hours - 168 * weeks
        column = measured.energy[end - 24 * DAYS : end, number % len(measured.meters)]
        columns.append(column * random.uniform(0.5, 2.0))
    start = measured.start + measured.hours - 24 * DAYS
    return Panel(start, tuple(f"m{n}" for n in range(meters)), np.column_stack(columns))


def timed(meters: int) -> dict[str, Any]:
    began = time.perf_counter()
    forecaster = champion.shipped()
    loaded = time.perf_counter()
    one = fleet(1)
    early = History.latest(one)
    forecaster.predict(early, np.array([early.panel.hours]))
    warm = time.perf_counter()
    panel = fleet(meters)
    ready, worked = time.perf_counter(), time.process_time()
    history = History.latest(panel)
    prepared = time.perf_counter()
    quantiles = forecaster.predict(history, np.array([history.panel.hours]))
    done, worked = time.perf_counter(), time.process_time() - worked
    assert quantiles.shape == (1, meters, 48, 9)
    return machine() | {
        "meters": meters,
        "without_forecast": int(np.isnan(quantiles).any(axis=(2, 3)).sum()),
        "load_seconds": loaded - began,
        "first_meter_seconds": warm - loaded,
        "history_seconds": prepared - ready,
        "predict_seconds": done - prepared,
        "total_seconds": done - ready,
        "processor_seconds": worked,  # of all cores: on a busy machine it says more
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--meters", type=int, default=1000)
    given = options.parse_args()
    need()
    row = timed(given.meters)
    keep("ml_speed", {"champion": row})
    columns = [name for name in row if name.endswith(("seconds", "mib", "meters"))]
    said = f"`make bench-ml`, {row['measured_at']}, {row['machine']}, load {row['load_average']}."
    table = markdown(columns, [[row[name] for name in columns]])
    text = f"# Forecasting many meters\n\n{said}\n\n{table}"
    (RESULTS / "ml_speed.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
