"""Forecasts of 32 measured buildings: ours against what others use.

    .venv/bin/python -m benchmarks.ml_forecasts [--only champion,lstm] [--meters 4] [--origins 2]

Ours come from `powerlytics backtest`. All models forecast from the same origins with what was known
then; they are trained once, before the first (MSTL and Prophet are refitted at each). The seven
origins of the protocol are among the 53 daily ones. Tables go to benchmarks/results/ml_forecasts.*.
"""

from __future__ import annotations

import argparse
import subprocess
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from benchmarks import forecast_baselines as others
from benchmarks.buildings import (
    DAILY,
    ENERGY,
    POWERLYTICS,
    RESULTS,
    ROOT,
    SEVEN,
    WEATHER,
    keep,
    machine,
    markdown,
    need,
)
from benchmarks.forecast_scores import QUANTILES, hours, paired, table

OURS = {
    "naive24": "seasonal naive 24 h",
    "naive168": "seasonal naive 168 h",
    "lstm": "LSTM alone",
    "lightgbm": "LightGBM, ours",
    "champion": "champion",
}
OTHERS = {
    "mlforecast": "LightGBM, mlforecast",
    "mstl": "MSTL + AutoETS",
    "prophet": "Prophet",
}
ORDER = ["naive24", "naive168", "mlforecast", "mstl", "prophet", "lstm", "lightgbm", "champion"]
REFITTED = {"mstl", "prophet"}  # at each origin, so only at the seven
PROPHETS_METERS = 8
KEPT = ROOT / ".cache" / "bench-ml"


def backtest(model: str, data: Path, origins: Sequence[datetime]) -> others.Forecasts:
    """Forecasts of one of ours, by the command; its seconds are those of the whole command."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / "forecasts.parquet"
        command = [
            *(str(POWERLYTICS), "backtest", "--data", str(data), "--weather", str(WEATHER)),
            *("--origins", ",".join(f"{origin:%Y-%m-%d}" for origin in origins)),
            *("--horizon", str(others.AHEAD), "--model", model, "--out", str(out)),
        ]
        began = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        seconds = time.perf_counter() - began
        rows = pd.read_parquet(out)
    for name in ("origin", "ts"):
        rows[name] = rows[name].dt.tz_convert("UTC").dt.tz_localize(None)
    return others.Forecasts(rows, seconds, 0.0, "training and all origins")


def forecast(
    model: str, energy: pd.DataFrame, data: Path, origins: Sequence[datetime]
) -> others.Forecasts:
    seven = [origin for origin in origins if origin in SEVEN]
    if model in OURS:
        return backtest(model, data, origins)
    if model == "mlforecast":
        return others.mlforecast_lightgbm(energy, origins)
    if model == "mstl":
        return others.mstl_ets(energy, seven)
    return others.prophet(energy.iloc[:, :PROPHETS_METERS], seven)


def scored(model: str, energy: pd.DataFrame) -> pd.DataFrame | None:
    """Forecasts of an earlier run, scored; None where there is none."""
    file = KEPT / f"{model}.parquet"
    return hours(pd.read_parquet(file), energy) if file.exists() else None


def figures(rows: pd.DataFrame) -> dict[str, Any]:
    """The protocol's figures of one model's scored forecasts, by origins and hours ahead."""
    spans = {"seven": SEVEN, "daily": DAILY}
    return {
        f"{name} {ahead} h": table(rows, origins, ahead)
        for name, origins in spans.items()
        for ahead in (24, 48)
    }


def cells(row: dict[str, Any], origins: str) -> list[str]:
    """A model's figures from these origins, 24 and 48 hours ahead, as the tables show them."""
    shown = []
    for one in (row[f"{origins} 24 h"], row[f"{origins} 48 h"]):
        shown += [f"{one['mase24']:.3f}", f"{one['wql']:.4f}"]
        shown += [f"{100 * one['coverage']:.1f}", f"{100 * one['p10']:.1f}"]
    return shown


def report(found: dict[str, Any]) -> str:
    """The tables as Markdown."""
    columns = ["model", "MASE24 24 h", "wQL", "cov80 %", "p10 %"]
    columns += ["MASE24 48 h", "wQL", "cov80 %", "p10 %"]
    rows, daily = [], []
    for name in (name for name in ORDER if name in found):
        row, shown = found[name], (OURS | OTHERS)[name]
        seconds = [f"{row[key]:.0f}" for key in ("train_seconds", "predict_seconds")]
        rows.append([shown, *cells(row, "seven"), *seconds, row["note"]])
        if name not in REFITTED:
            daily.append([shown, *cells(row, "daily")])
    pairs = [
        [
            *(name, figure, f"{one['difference']:+.4f}", f"{one['low']:+.4f} … {one['high']:+.4f}"),
            *(f"{one['p']:.2g}", f"{100 * one['days_better']:.0f} % of {one['days']}"),
            f"{100 * one['meters_better']:.0f} %",
        ]
        for name, both in found.get("paired", {}).items()
        for figure, one in both.items()
    ]
    last = found[next(name for name in reversed(ORDER) if name in found)]
    return "\n".join(
        [
            "# Forecasts of 32 measured buildings",
            "",
            f"`make bench-ml`, {last['measured_at']}, {last['machine']}.",
            "Seven origins; MASE24 and wQL are better when smaller, the interval promises 80 %.",
            "",
            markdown([*columns, "train s", "predict s", "note"], rows),
            "The 53 daily origins:",
            "",
            markdown(columns, daily),
            "The champion against others on the daily origins, 24 h, paired by meter and origin;",
            "below zero the champion is better. Range of the mean by a bootstrap of weeks, p of",
            "Wilcoxon's signed rank over days.",
            "",
            markdown(
                ["against", "figure", "difference", "95 %", "p", "days better", "meters better"],
                pairs,
            ),
        ]
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", help=f"models, comma-separated: {', '.join(ORDER)}")
    options.add_argument("--meters", type=int, help="the first so many; a trial, nothing is kept")
    options.add_argument("--origins", type=int, help="the first so many; a trial, nothing is kept")
    given = options.parse_args()
    need()
    trial = bool(given.meters or given.origins)
    energy = pd.read_parquet(ENERGY).iloc[:, : given.meters].astype(float)
    origins = DAILY[: given.origins]
    KEPT.mkdir(parents=True, exist_ok=True)
    found: dict[str, Any] = {}
    kept: dict[str, pd.DataFrame] = {}
    with TemporaryDirectory() as folder:
        data = Path(folder) / "energy.parquet"
        energy.to_parquet(data)
        for model in given.only.split(",") if given.only else ORDER:
            said = forecast(model, energy, data, origins)
            rows = said.rows[["meter", "origin", "ts", *QUANTILES]]
            kept[model] = hours(rows, energy)
            if not trial:
                rows.to_parquet(KEPT / f"{model}.parquet")
            found[model] = machine() | {
                "train_seconds": said.train_seconds,
                "predict_seconds": said.predict_seconds,
                "note": said.note,
                **figures(kept[model]),
            }
            print(model, found[model], flush=True)
    if not trial:
        for model in ("champion", "mlforecast", "lstm", "lightgbm"):
            if model not in kept and (earlier := scored(model, energy)) is not None:
                kept[model] = earlier
    if "champion" in kept:
        found["paired"] = {
            OURS.get(name) or OTHERS[name]: paired(kept["champion"], kept[name])
            for name in ("mlforecast", "lstm", "lightgbm", "naive168")
            if name in kept
        }
    text = report(found if trial else keep("ml_forecasts", found))
    if not trial:
        (RESULTS / "ml_forecasts.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
