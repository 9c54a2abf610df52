"""A connection that cannot work says why in one line; the others land all the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bigquery.settings import Settings
from pipeline.demo_fleet import Fleet, running_fleet
from tests.needs import require
from tests.servers import free_port

POWERLYTICS = Path(sys.executable).with_name("powerlytics")


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, object]]:
    require("connector")
    settings = Settings(home=tmp_path_factory.mktemp("fleet"))
    with running_fleet(Fleet(seed=7, days=1), settings) as connections:
        yield next(one for one in connections if one["name"] == "harbour")


def run(home: Path, command: str, *connections: dict[str, object]) -> tuple[int, str, str]:
    home.mkdir()
    (home / "connections.json").write_text(json.dumps(connections))
    result = subprocess.run(
        [str(POWERLYTICS), command, "--json"],
        env={**os.environ, "POWERLYTICS_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in result.stdout + result.stderr
    return result.returncode, result.stdout, result.stderr


@pytest.mark.slow
def test_a_wrong_key_and_a_wrong_address_never_stop_the_connection_beside_them(
    tmp_path: Path, connection: dict[str, object]
) -> None:
    right = dict(connection["configuration"])  # type: ignore[call-overload]
    address = f"http://127.0.0.1:{free_port()}"
    status, out, err = run(
        tmp_path / "home",
        "sync",
        {"name": "wrong-key", "configuration": {**right, "api_key": "not-the-key"}},
        {"name": "wrong-url", "configuration": {**right, "base_url": address, "max_retries": "0"}},
        connection,
    )
    assert status == 1
    results = {result["connection"]: result for result in json.loads(out)}
    assert results["harbour"]["error"] is None
    assert results["harbour"]["rows_upserted"] > 0
    assert "key" in results["wrong-key"]["error"]
    assert address in results["wrong-url"]["error"]
    lines = [line for line in err.splitlines() if line.strip()]
    assert [line.split(":")[1].strip() for line in lines] == ["wrong-key", "wrong-url"]


@pytest.mark.slow
def test_run_lands_and_transforms_in_one_go(tmp_path: Path, connection: dict[str, object]) -> None:
    status, out, err = run(tmp_path / "home", "run", connection)
    assert (status, err) == (0, "")
    result = json.loads(out)
    assert [line.split(" ", 1)[1].split(":")[0] for line in result["insight"]][:2] == [
        "forecast",
        "full look",
    ]
    assert result["syncs"][0]["rows_upserted"] > 0
    assert result["transform"]["rows"] > 0
