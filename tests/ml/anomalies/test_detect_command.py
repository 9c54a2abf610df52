"""`powerlytics detect` on files: both tables, their columns, and a line where a file is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from ml.panel import Panel
from pipeline.cli.app import run
from tests.ml.anomalies.made import changed, office


def wide(panel: Panel, path: Path) -> Path:
    moments = panel.moments(np.arange(panel.hours))
    frame = pd.DataFrame(panel.energy, columns=list(panel.meters))
    frame.insert(0, "datetime", moments)
    frame.to_parquet(path)
    return path


def test_both_files_hold_what_the_design_says(tmp_path: Path) -> None:
    panel = changed(office(70, meters=2), slice(800, 806), value=0.0)
    data = wide(panel, tmp_path / "wide.parquet")
    points, incidents = tmp_path / "p.parquet", tmp_path / "i.parquet"
    arguments = ["detect", "--data", str(data), "--from", "2025-02-03"]
    assert run([*arguments, "--points", str(points), "--incidents", str(incidents)]) == 0
    flags = pq.read_table(points).to_pandas()
    assert list(flags.columns)[:4] == ["meter", "ts", "probability", "flag"]
    assert flags["ts"].min() == pd.Timestamp("2025-02-03")
    assert len(flags) == 2 * (70 * 24 - 28 * 24)
    found = pq.read_table(incidents).to_pandas()
    wanted = ["meter", "start", "end", "kind", "severity", "probability", "excess_kwh", "causes"]
    assert set(wanted) <= set(found.columns)
    hit = found[(found.meter == "m0") & (found.start <= "2025-02-08 12:00")]
    hit = hit[hit.end > "2025-02-08 08:00"]
    assert list(hit.kind) == ["low"]
    assert hit.excess_kwh.iloc[0] < 0
    inside = flags[flags.flag & (flags.meter == "m0")]
    assert inside.ts.between("2025-02-08 08:00", "2025-02-08 13:00").sum() == 6


def test_json_prints_the_incidents_and_nothing_else(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    panel = changed(office(56), slice(800, 806), value=0.0)
    assert run(["detect", "--data", str(wide(panel, tmp_path / "w.parquet")), "--json"]) == 0
    said = capfd.readouterr()
    assert said.err == ""
    rows = json.loads(said.out)
    assert [row["kind"] for row in rows if row["start"].startswith("2025-02-08")] == ["low"]


def test_what_is_wrong_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = wide(office(14), tmp_path / "w.parquet")
    assert run(["detect", "--data", str(tmp_path / "none.parquet")]) == 1
    assert run(["detect", "--data", str(data), "--timezone", "Mars/Base"]) == 1
    assert run(["detect", "--data", str(data), "--weather", str(data)]) == 1
    assert run(["detect", "--data", str(data), "--points", str(tmp_path / "no" / "p")]) == 1
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert "Mars/Base" in said
