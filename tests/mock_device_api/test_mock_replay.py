"""Real meters come through the same API: every value once, no value where there was none."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mock_device_api.clock import Clock, iso, parse
from mock_device_api.faults.config import Faults
from mock_device_api.replay import ReplayError, load, read_table
from mock_device_api.weather import DAY
from tests.mock_device_api.mock_server import NOW, served
from tests.mock_device_api.perfect_consumer import Consumer, assert_equal, truth_of

HOURS = 240
WEEK = 7 * DAY


@pytest.fixture
def frame():
    """Ten days of three meters, with gaps, a zero and an odd name."""
    times = pd.date_range("2026-03-26", periods=HOURS, freq="h")
    luck = np.random.default_rng(5)
    made = pd.DataFrame(
        {"M 51": luck.uniform(5, 20, HOURS), "Zähler/2": luck.uniform(0, 1, HOURS).round(3)},
        index=times,
    )
    made["M-51"] = made["M 51"].round(2)
    made.iloc[30:50, 0] = np.nan
    made.iloc[7, 1] = 0.0
    made.index.name = "datetime"
    return made


@pytest.fixture
def weather(tmp_path):
    times = pd.date_range("2026-03-26", periods=HOURS, freq="h", name="datetime")
    path = tmp_path / "weather.parquet"
    columns = {"temp_c": 7.5, "rh_pct": 81.0, "ghi_wm2": 12.0, "kgco2_per_kwh": 0.2}
    made = pd.DataFrame(columns, index=times)
    made.iloc[3, 0] = np.nan
    made.to_parquet(path)
    return path


def write(frame, path, how):
    match how:
        case "index":
            frame.to_parquet(path.with_suffix(".parquet"))
        case "column":
            frame.reset_index(names="when").to_parquet(path.with_suffix(".parquet"))
        case "csv":
            frame.to_csv(path.with_suffix(".csv"))
        case "zone":
            frame.tz_localize("UTC").tz_convert("Europe/Dublin").to_csv(path.with_suffix(".csv"))
    return path.with_suffix(".csv" if how in ("csv", "zone") else ".parquet")


@pytest.mark.parametrize("how", ["index", "column", "csv", "zone"])
def test_every_value_is_served_once_and_gaps_stay_gaps(frame, tmp_path, how):
    replay = load(write(frame, tmp_path / "wide", how), None, None, 7)
    with served(replay, now=replay.fleet.anchor) as here:
        rows = here.rows("readings", "replay", limit=97)
        devices = {d["device_id"]: d for d in here.rows("devices", "replay")}
    assert len(devices) == 3
    got = {(r["device_id"], r["ts"]): r["energy_kwh"] for r in rows}
    assert len(got) == len(rows) == int(frame.notna().sum().sum())
    for device in devices.values():
        column = frame[device["serial_number"]].dropna()
        for ts, value in column.items():
            seconds = parse(str(ts))
            assert got[device["device_id"], iso(seconds)] == pytest.approx(value, abs=5e-5)


def test_weather_and_carbon_come_from_the_table(frame, weather, tmp_path):
    replay = load(write(frame, tmp_path / "wide", "index"), weather, None, 7)
    with served(replay, now=replay.fleet.anchor) as here:
        seen = [r for r in here.rows("weather", "replay") if r["kind"] == "observed"]
        grid = here.rows("grid", "replay")
    assert len(seen) == HOURS
    assert seen[3]["temperature_c"] is None
    assert {r["temperature_c"] for r in seen} == {7.5, None}
    assert {r["wind_speed_m_s"] for r in seen} == {None}
    assert {r["carbon_kg_per_kwh"] for r in grid[:HOURS]} == {0.2}


def test_a_shifted_replay_goes_on_now_by_whole_weeks(frame, tmp_path):
    path = write(frame, tmp_path / "wide", "index")
    end = read_table(path).end
    shifted = load(path, None, NOW, 7)
    moved = shifted.fleet.anchor - load(path, None, None, 7).fleet.anchor
    assert moved % WEEK == 0
    assert NOW <= end + moved < NOW + WEEK


def test_faults_strike_a_replay_too_and_the_oracle_follows(frame, tmp_path):
    replay = load(write(frame, tmp_path / "wide", "index"), None, None, 7)
    faults = [
        {"kind": "correction", "probability": 0.1, "hours": [1, 9]},
        {"kind": "late", "probability": 0.1, "hours": [1, 30]},
        {"kind": "reordered_rows"},
        {"kind": "not_a_number", "probability": 0.05},
    ]
    with served(replay, faults, replay.fleet.anchor) as here, here.client("replay") as client:
        consumer = Consumer(client, limit=50).sync()
        assert_equal(consumer, truth_of(client, "replay"))
        assert consumer.rejected
        assert any(revision for _, _, revision in consumer.rows)


@pytest.mark.parametrize(
    "text",
    ["", "a,b\n1,2\n3,4\n", "t,m\n2026-01-01T00:00,1\n", "t,m\n2026-01-01,1\n2026-01-08,2\n"],
)
def test_a_table_that_cannot_be_replayed_says_why(tmp_path, text):
    path = tmp_path / "wide.csv"
    path.write_text(text)
    with pytest.raises(ReplayError, match=r"wide\.csv"):
        load(path, None, None, 7)


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(ReplayError, match=r"nothing\.parquet"):
        read_table(tmp_path / "nothing.parquet")


def test_the_real_meters_are_all_there():
    folder = Path(__file__).parents[3] / "shared" / "data" / "buildings"
    path = folder / "cam_visible_2018_2019.parquet"
    if not path.exists():
        # Without the real data the generated table above has shown the same.
        return
    replay = load(path, folder / "weather_2018_2019.parquet", None, 7)
    assert Clock(replay.fleet.anchor).now() == parse("2020-01-01T00:10:00Z")
    assert len(replay.fleet.tenants[0].buildings) == 32
    known = int(pd.read_parquet(path).notna().sum().sum())
    found = sum(
        len(replay.columns(d, 0, replay.fleet.anchor).ts)
        for d in replay.fleet.tenants[0].devices.values()
    )
    assert found == known
    assert Faults().faults == ()
