"""From the job's own command line to an answer of the prediction container, with a real model."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pandas as pd
import pytest
import typer.main

from ml.vertex import training
from pipeline.cli.app import app
from tests.needs import ROOT

POWERLYTICS = Path(sys.executable).with_name("powerlytics")
HOURS = 24 * 7 * 20


def test_powerlytics_train_takes_every_word_that_the_job_gives_it() -> None:
    words = training.arguments(
        training.Training("gs://b/e.parquet", "gs://b/w.parquet", ("--seed", "1")), "gs://b/t"
    )
    group: Any = typer.main.get_command(app)
    assert words[0] == "train"
    context = group.commands["train"].make_context("train", list(words[1:]))
    assert context.params["data"] == Path("/gcs/b/e.parquet")
    assert context.params["weather"] == Path("/gcs/b/w.parquet")
    assert context.params["out"] == Path("/gcs/b/t/model")
    assert context.params["seed"] == 1


def energy() -> pd.DataFrame:
    hours = pd.date_range("2026-01-05", periods=HOURS, freq="h")
    random = np.random.default_rng(1)
    office = ((hours.hour >= 8) & (hours.hour < 18) & (hours.dayofweek < 5)).astype(float)
    noise = random.uniform(0.9, 1.1, (HOURS, 3))
    values = (5 + 20 * office)[:, None] * noise * [1, 2, 3]
    return pd.DataFrame(values, hours.rename("ts"), ["a", "b", "c"])


@pytest.mark.slow
def test_a_model_that_the_job_trained_answers_in_the_prediction_container(tmp_path: Path) -> None:
    measured = energy()
    measured.to_parquet(tmp_path / "energy.parquet")
    what = training.Training(
        str(tmp_path / "energy.parquet"), None, ("--effort", "0.02", "--timezone", "Europe/Dublin")
    )
    subprocess.run(
        [str(POWERLYTICS), *training.arguments(what, str(tmp_path))], check=True, timeout=240
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {"AIP_STORAGE_URI": str(tmp_path / "model"), "AIP_HTTP_PORT": str(port)}
    server = subprocess.Popen(
        [sys.executable, "-m", "ml.vertex.serve"],
        cwd=ROOT,
        env=os.environ | environment | {"POWERLYTICS_HOST": "127.0.0.1"},
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            health(client, server)
            rows = [
                {
                    "meter": name,
                    "timezone": "Europe/Dublin",
                    "start_hour": int(measured.index[0].timestamp()) // 3600,
                    "energy_kwh": ",".join(f"{value:.6g}" for value in measured[name]),
                }
                for name in measured
            ]
            rows.append(rows[0] | {"meter": "new", "energy_kwh": "1,2,3"})
            answer = client.post("/predict", json={"instances": rows}).json()["predictions"]
    finally:
        server.terminate()
        server.wait()
    for said, name in zip(answer, measured, strict=False):
        assert (said["meter"], said["reason"]) == (name, None)
        quantiles = np.array([said[f"q{level}_kwh"] for level in range(10, 100, 10)])
        assert quantiles.shape == (9, 48)
        assert (np.diff(quantiles, axis=0) >= -1e-9).all()
        # a Monday and a Tuesday of an office: the day is above the night
        assert said["q50_kwh"][12] > 2 * said["q50_kwh"][2]
    assert answer[-1]["reason"] == "3 hours of readings in the last 28 days, 24 are needed"


def health(client: httpx.Client, server: subprocess.Popen[bytes]) -> None:
    """Wait until the container says that it is ready."""
    for _ in range(600):
        assert server.poll() is None
        try:
            assert client.get("/health").status_code == 200
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("never ready")
