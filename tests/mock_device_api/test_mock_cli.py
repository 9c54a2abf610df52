"""Wrong configuration is one clear line; a right one serves."""

import json
import socket
import subprocess
import sys
import time

import httpx
import pytest

from mock_device_api.__main__ import main
from mock_device_api.faults.config import FaultFileError, from_mapping
from tests.mock_device_api.mock_server import NOW

COMMAND = [sys.executable, "-m", "mock_device_api"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ({"kind": "flood"}, "kind must be one of"),
        ({}, "kind must be one of"),
        ({"kind": "late", "probability": 2}, "between 0 and 1"),
        ({"kind": "late", "probability": "often"}, "between 0 and 1"),
        ({"kind": "late", "chance": 1}, "chance is not known"),
        ({"kind": "late", "hours": "long"}, "a number or a pair"),
        ({"kind": "late", "schedule": {"begin": "-1d"}}, "begin is not known"),
        ({"kind": "late", "schedule": {"start": "soon"}}, "late"),
        ({"kind": "http_500", "schedule": {"every": 0}}, "whole numbers from 1"),
        ({"kind": "http_500", "times": True and "3"}, "whole numbers from 1"),
        ("late", "kind must be one of"),
    ],
)
def test_a_wrong_line_of_the_fault_file_is_named(line, says):
    with pytest.raises(FaultFileError, match=says) as caught:
        from_mapping({"faults": [line]}, NOW)
    assert "faults[0]" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [[], "x", None, {"faults": {}}, {"seed": "one"}])
def test_a_fault_file_of_another_shape_is_refused(content):
    with pytest.raises(FaultFileError):
        from_mapping(content, NOW)


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["--faults", "nothing.yaml"], 1, "cannot read the fault file"),
        (["--replay", "nothing.parquet"], 1, "cannot read nothing.parquet"),
        (["--days", "0"], 2, "whole number from 1"),
        (["--now", "noon"], 2, "ISO-8601"),
        (["--flood"], 2, "unrecognized"),
    ],
)
def test_a_wrong_start_is_one_line_and_a_status(
    arguments, status, says, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    try:
        done = main(arguments)
    except SystemExit as left:
        done = left.code
    said = capsys.readouterr().err
    assert done == status
    assert says in said
    assert len(said.strip().splitlines()) == 1 or status == 2


def test_a_taken_port_is_said_in_one_line(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert main(["--port", port, "--devices", "2", "--days", "1"]) == 1
    said = capsys.readouterr().err
    assert port in said
    assert len(said.splitlines()) == 1


@pytest.mark.slow
def test_it_serves_until_it_is_told_to_stop(tmp_path):
    port, keys = free_port(), tmp_path / "keys.json"
    faults = tmp_path / "faults.yaml"
    faults.write_text("seed: 2\nfaults:\n  - {kind: late, probability: 0.5, hours: 1}\n")
    command = [*COMMAND, "--port", str(port), "--devices", "8", "--days", "1"]
    process = subprocess.Popen([*command, "--faults", str(faults), "--keys-out", str(keys)])
    try:
        for _ in range(200):
            try:
                if httpx.get(f"http://127.0.0.1:{port}/health").status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        key = json.loads(keys.read_text())["harbour"]
        answer = httpx.get(
            f"http://127.0.0.1:{port}/v1/readings", headers={"Authorization": f"Bearer {key}"}
        )
        assert answer.json()["data"]
    finally:
        process.terminate()
        assert process.wait(20) in (0, -15)
