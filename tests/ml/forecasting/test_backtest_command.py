"""``powerlytics backtest`` keeps its contract: options, columns, scores, errors in one line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet
import pytest

from ml.forecasting.report import parsed
from ml.panel import Panel, place_of
from pipeline.cli.app import run
from tests.ml.forecasting.invented import estate

QUANTILES = [f"q{level}0" for level in range(1, 10)]


def wide(panel: Panel, file: Path) -> Path:
    """The panel as people have it: a column of naive UTC stamps, a column a meter."""
    stamps = pd.to_datetime((np.arange(panel.hours) + panel.start) * 3600, unit="s")
    frame = pd.DataFrame(panel.energy, columns=list(panel.meters))
    frame.insert(0, "timestamp", stamps)
    frame.to_parquet(file, index=False)
    return file


def test_a_model_is_fitted_and_every_hour_of_every_origin_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    panel = estate(meters=3, days=70)
    data, out = wide(panel, tmp_path / "wide.parquet"), tmp_path / "new" / "f.parquet"
    options = ["--data", str(data), "--weather", str(data), "--out", str(out), "--json"]
    origins = "2018-03-06T00:00:00Z,2018-03-04,2018-03-08T01:00:00+01:00"
    status = run(["backtest", *options, "--origins", origins, "--model", "lightgbm"])
    assert status == 0
    table = pyarrow.parquet.read_table(out)
    assert table.column_names == ["meter", "origin", "ts", *QUANTILES, "model"]
    frame = table.to_pandas()
    assert len(frame) == 3 * 3 * 48
    assert (frame["model"] == "lightgbm").all()
    assert [f"{origin:%m-%d %H}" for origin in sorted(frame["origin"].unique())] == [
        *("03-04 00", "03-06 00", "03-08 00")
    ]
    ahead = (frame["ts"] - frame["origin"]) // pd.Timedelta(hours=1)
    assert sorted(ahead.unique()) == list(range(48))
    assert (np.diff(frame[QUANTILES].to_numpy(), axis=1) >= 0).all()
    day, both = json.loads(capsys.readouterr().out)
    assert (day["horizon"], both["horizon"]) == (24, 48)
    assert (day["model"], day["origins"], day["meters"]) == ("lightgbm", 3, 3)
    assert 0 < day["wql"] < 0.2 and 0 < day["mase24"] < 1.2 and 0.5 < day["coverage"] <= 1


def test_meters_never_trained_on_are_forecast_from_other_meters(tmp_path: Path) -> None:
    data = wide(estate(meters=2, days=70), tmp_path / "wide.parquet")
    other = wide(estate(meters=3, days=70, seed=8), tmp_path / "other.parquet")
    out = tmp_path / "f.parquet"
    options = ["--data", str(data), "--fit-on", str(other), "--out", str(out), "--json"]
    origins = ["--origins", "2018-03-06", "--horizon", "24", "--model", "lightgbm"]
    assert run(["backtest", *options, *origins]) == 0
    frame = pyarrow.parquet.read_table(out).to_pandas()
    assert sorted(frame["meter"].unique()) == ["m0", "m1"]
    assert len(frame) == 2 * 24


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"--origins": "soon"}, "soon is no moment"),
        ({"--origins": "2018-03-06T00:30"}, "not the beginning of an hour"),
        ({"--origins": "2017-01-01"}, "before the data"),
        ({"--origins": "2019-01-01"}, "after the end of the data"),
        ({"--origins": ","}, "at least one origin"),
        ({"--origins": "2018-01-09"}, "needs 43 days"),
        ({"--horizon": "49"}, "from 1 to 48"),
        ({"--model": "oracle"}, "no model is named oracle"),
        ({"--timezone": "Mars/Base"}, "no time zone is named Mars/Base"),
        ({"--data": "nowhere.parquet"}, "cannot read nowhere.parquet"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_status_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: dict[str, str], said: str
) -> None:
    data = wide(estate(meters=2, days=70), tmp_path / "wide.parquet")
    options = {
        "--data": str(data),
        "--origins": "2018-03-06",
        "--out": str(tmp_path / "f.parquet"),
        "--model": "lightgbm",
    } | change
    assert run(["backtest", *(word for pair in options.items() for word in pair)]) == 1
    error = capsys.readouterr().err.strip()
    assert said in error and "\n" not in error


def test_origins_mean_utc_where_no_zone_is_written() -> None:
    found = parsed("2019-10-07, 2019-10-08T02:00+02:00 ,2019-10-07T00:00Z")
    assert [moment.isoformat() for moment in found] == [
        "2019-10-07T00:00:00+00:00",
        "2019-10-08T00:00:00+00:00",
    ]


def test_a_zone_keeps_the_holidays_of_its_country() -> None:
    assert place_of("Europe/London").subdivision == "ENG"
    assert place_of("Europe/Dublin").country == "IE"
    assert place_of("Etc/UTC").country is None
