"""``powerlytics vertex``: results on stdout, nothing else; one line on failure."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.cli.app import run
from tests.ml.vertex.loopback import Refusal, Vertex

POWERLYTICS = Path(sys.executable).with_name("powerlytics")
SETTINGS = {
    "POWERLYTICS_VERTEX_PROJECT": "proj",
    "POWERLYTICS_VERTEX_BUCKET": "gs://energy",
    "POWERLYTICS_VERTEX_IMAGE": "europe-docker.pkg.dev/proj/powerlytics/ml:1",
    "POWERLYTICS_VERTEX_SERVICE_ACCOUNT": "ml@proj.iam.gserviceaccount.com",
}
DATA = ("--data", "gs://energy/hourly.parquet")


@dataclass(frozen=True)
class Result:
    status: int
    stdout: str
    stderr: str


Command = Callable[..., Result]


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Command:
    """``powerlytics vertex ARGUMENTS`` in this process, with settings of the environment."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("POWERLYTICS")]:
        monkeypatch.delenv(name)

    def answer(*arguments: str, **environment: str) -> Result:
        with monkeypatch.context() as now:
            for name, value in environment.items():
                now.setenv(name, value)
            capfd.readouterr()
            status = run(["vertex", *arguments])
            said = capfd.readouterr()
            return Result(status, said.out, said.err)

    return answer


def test_training_to_forecasts_is_four_commands(vertex: Vertex, command: Command) -> None:
    place = {**SETTINGS, "POWERLYTICS_VERTEX_ENDPOINT": vertex.endpoint}
    trained = command("train", *DATA, "--json", **place)
    assert trained.status == 0, trained.stderr
    folder = json.loads(trained.stdout)["output"]
    made = command("register", folder, "--json", **place)
    assert json.loads(made.stdout)[0]["aliases"] == ["challenger", "default"]
    moved = command("promote", "--json", **place)
    assert "champion" in json.loads(moved.stdout)[0]["aliases"]
    route = ("--source", "bq://proj.analytics.meters", "--to", "bq://proj.out")
    said = command("predict", *route, "--json", **place)
    assert trained.stderr == made.stderr == moved.stderr == said.stderr == ""
    assert json.loads(said.stdout)["output"] == "bq://proj.out.predictions_1"
    listed = command("versions", **place)
    assert listed.stdout.splitlines()[1].split("\t")[:2] == ["1", "default, champion"]
    assert command("promote", "--rollback", **place).stderr.startswith(
        "powerlytics: powerlytics-forecaster has no version previous"
    )


@pytest.mark.slow
def test_the_library_never_writes_among_the_results(vertex: Vertex, tmp_path: Path) -> None:
    vertex.states = ["JOB_STATE_RUNNING"]
    clean = {name: value for name, value in os.environ.items() if "POWERLYTICS" not in name}
    place = {**clean, **SETTINGS, "POWERLYTICS_VERTEX_ENDPOINT": vertex.endpoint}
    started = subprocess.run(
        [str(POWERLYTICS), "vertex", "train", *DATA, "--no-wait", "--json"],
        env=place,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert json.loads(started.stdout)["state"] == "RUNNING"
    assert started.stderr == ""


@pytest.mark.parametrize("name", SETTINGS)
def test_a_missing_setting_is_named_in_one_line(command: Command, name: str) -> None:
    left = {key: value for key, value in SETTINGS.items() if key != name}
    assert command("train", *DATA, **left) == Result(
        2, "", f"powerlytics: set {name}: docs/vertex.md says to what\n"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [("BUCKET", "energy"), ("SERVICE_ACCOUNT", "me"), ("REGION", "atlantis"), ("MODEL", "Ünsinn")],
)
def test_a_setting_that_cannot_be_is_named_in_one_line(
    command: Command, name: str, value: str
) -> None:
    result = command("train", *DATA, **SETTINGS | {f"POWERLYTICS_VERTEX_{name}": value})
    assert (result.status, result.stdout) == (2, "")
    assert result.stderr.startswith(f"powerlytics: POWERLYTICS_VERTEX_{name}={value}: ")
    assert result.stderr.count("\n") == 1


def test_a_refusal_is_status_1_and_one_line(vertex: Vertex, command: Command) -> None:
    vertex.refusals = [Refusal(403, "PERMISSION_DENIED", "Permission denied on resource")]
    result = command("train", *DATA, **SETTINGS, POWERLYTICS_VERTEX_ENDPOINT=vertex.endpoint)
    assert (result.status, result.stdout) == (1, "")
    assert "roles/aiplatform.user" in result.stderr
    assert result.stderr.count("\n") == 1
