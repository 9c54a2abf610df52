"""Anomalies in measured buildings: ours, each of its detectors alone, and what others use.

    .venv/bin/python -m benchmarks.ml_anomalies [--only ours,others]

Ours is `powerlytics detect`, with weather, and with each of its detectors alone (`--with`); no
labels are read and no threshold is chosen here. An event is found when any hour of it, give or take
one, is flagged; a flagged run is right when it touches a labelled one; runs up to two hours apart
are one; points are hours, without adjustment.
"""

from __future__ import annotations

import argparse
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd

from benchmarks import anomaly_baselines as others
from benchmarks.anomaly_data import Bools, Case, cases
from benchmarks.buildings import POWERLYTICS, RESULTS, WEATHER, keep, machine, markdown, need
from ml.anomalies.detectors import BY_NAME
from ml.anomalies.evaluation import Scores, judge

GAP = 2
KINDS = ("drop", "stuck", "spike", "night", "level", "shift")
GROUPS = ("ours", "first", "alone", "others")
Flags = Callable[[Case, Path], Bools]


def command(look: str) -> Flags:
    """Flags of the command, as anybody would run it."""

    def flags(case: Case, data: Path) -> Bools:
        with TemporaryDirectory() as folder:
            points = Path(folder) / "points.parquet"
            words = [
                *(str(POWERLYTICS), "detect", "--data", str(data), "--points", str(points)),
                *("--incidents", str(Path(folder) / "incidents.parquet"), "--with", look),
            ]
            if case.since:
                words += ["--weather", str(WEATHER), "--from", f"{case.since:%Y-%m-%d}"]
            subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
            rows = pd.read_parquet(points)
        wide = rows.pivot(index="ts", columns="meter", values="flag")
        wide = wide.reindex(index=case.energy.index[case.judged :], columns=case.energy.columns)
        return wide.fillna(False).to_numpy(bool)

    return flags


def of_others(flags: Callable[[pd.DataFrame, int], Bools]) -> Flags:
    return lambda case, _: flags(case.energy, case.judged)


def everything(groups: list[str]) -> Iterator[tuple[str, Flags]]:
    if "alone" in groups:
        for name in BY_NAME:
            yield f"{name} alone", command(name)
    if "others" in groups:
        for name, flags in others.DETECTORS.items():
            yield name, of_others(flags)
    if "first" in groups:
        yield "ours, first look (past only)", command("first")
    if "ours" in groups:
        yield "ours", command("full")


def figures(scores: Scores, seconds: float) -> dict[str, Any]:
    return {
        "seconds": seconds,
        "event": [scores.event_precision, scores.event_recall, scores.event_f1],
        "point": [scores.point_precision, scores.point_recall, scores.point_f1],
        "per_meter_month": scores.per_meter_month,
        "recall": {kind: scores.recall(kind) for kind in sorted(scores.by_kind)},
        "delay_hours": {kind: float(np.median(hours)) for kind, hours in scores.delay.items()},
    }


def report(found: dict[str, Any]) -> str:
    """The table of figures, that of recall and delay by kind, as Markdown."""
    rows, kinds = [], []
    for name, row in found.items():
        injected, clean, lead = (row.get(case) for case in ("injected", "clean", "LEAD"))
        cells: list[object] = []
        for case in (injected, lead):
            cells += [f"{x:.2f}" for x in [*case["event"], case["point"][2]]] if case else ["-"] * 4
        false = f"{clean['per_meter_month']:.2f}" if clean else "-"
        seconds = sum(case["seconds"] for case in (injected, clean, lead) if case)
        rows.append([name, *cells[:4], false, *cells[4:], f"{seconds:.0f}"])
        if injected:
            recall, delay = injected["recall"], injected["delay_hours"]
            late = {kind: f" ({hours:.0f} h)" for kind, hours in delay.items()}
            shown = [f"{recall.get(kind, 0.0):.2f}{late.get(kind, '')}" for kind in KINDS]
            kinds.append([name, *shown])
    last = list(found.values())[-1]
    columns = ["detector", "injected P", "R", "event F1", "point F1", "false / meter-month"]
    return "\n".join(
        [
            "# Anomalies in measured buildings",
            "",
            f"`make bench-ml`, {last['measured_at']}, {last['machine']}.",
            "Injected: 192 events in 16 meters, 2019, the year before known. False: on the same",
            "year without events. LEAD: 79 labelled events in 5 buildings, no year before.",
            "",
            markdown([*columns, "LEAD P", "R", "event F1", "point F1", "seconds"], rows),
            "Recall on the injected events by kind (median delay of the first flagged hour):",
            "",
            markdown(["detector", *KINDS], kinds),
        ]
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", default=",".join(GROUPS), help=f"of {', '.join(GROUPS)}")
    options.add_argument("--trial", action="store_true", help="two meters a case; nothing is kept")
    given = options.parse_args()
    need()
    found: dict[str, Any] = {}
    for name, flags in everything(given.only.split(",")):
        found[name] = machine()
        for case in cases():
            one = _two_meters(case) if given.trial else case
            with TemporaryDirectory() as folder:
                data = Path(folder) / "energy.parquet"
                one.energy.to_parquet(data)
                began = time.perf_counter()
                flagged = flags(one, data)
                seconds = time.perf_counter() - began
            found[name][case.name] = figures(judge(one.truth, flagged, one.kinds, gap=GAP), seconds)
            print(name, case.name, found[name][case.name], flush=True)
    text = report(found if given.trial else keep("ml_anomalies", found))
    if not given.trial:
        (RESULTS / "ml_anomalies.md").write_text(text)
    print(text)


def _two_meters(case: Case) -> Case:
    kinds = None if case.kinds is None else case.kinds[:, :2]
    return Case(case.name, case.energy.iloc[:, :2], case.truth[:, :2], kinds, case.since)


if __name__ == "__main__":
    main()
